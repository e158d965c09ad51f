"""Bytes to text, whatever the site says about its charset."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Names that pages use for what Windows made of them.
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "win-1251": "cp1251"}
_CYRILLIC_8BIT = ("cp1251", "koi8-r", "iso-8859-5", "cp866")
#: Commonest letters of Russian and Kyrgyz, lower case: the right charset gives many of them.
_COMMON = frozenset("оеаинтсрвлкмдпуыяьзбгйчөүң")
#: The commonest letter's two bytes in utf-8, as each wrong charset shows them; the rarer sign of the two, found fast.
_MOJIBAKE = {"cp1252": ("Ð", "Ð¾"), "cp1251": ("ѕ", "Рѕ"), "koi8-r": ("╬", "п╬")}
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{6,2000}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was decoded."""

    text: str
    charset: str
    #: What was doubtful, in plain words.
    notes: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The text of a page or feed. Never raises: what no charset explains keeps replacement marks, with a note."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return Decoded(body.decode(charset, "replace"), charset.removesuffix("-sig"))
    if wide := _wide(body):
        return Decoded(body.decode(wide, "replace"), "utf-16")
    header, inside = _in_header(content_type), _in_body(body)
    candidates = list(dict.fromkeys(name for name in (header, inside) if name))
    utf8 = _strictly(body, "utf-8")
    if utf8 is not None and not body.isascii():
        # Bytes that happen to be utf-8 without being meant so are next to impossible in a text of any length.
        wrong = [name for name in candidates[:1] if name != "utf-8"]
        return _checked(utf8, "utf-8", tuple(f"declared {name}, but it is utf-8" for name in wrong))
    for name in candidates:
        text = _strictly(body, name)
        if text is not None and not _is_unlikely(text, name):
            return _checked(text, name)
    if utf8 is not None:
        return Decoded(utf8, "utf-8")
    return _guessed(body, candidates)


def _wide(body: bytes) -> str | None:
    """utf-16 without its mark: every other byte of its markup is zero."""
    sample = body[:2000]
    if sample.count(0) < 0.2 * len(sample):
        return None
    low, high = sample[1::2].count(0), sample[0::2].count(0)
    if low > 4 * high:
        return "utf-16-le"
    return "utf-16-be" if high > 4 * low else None


def _checked(text: str, charset: str, notes: tuple[str, ...] = ()) -> Decoded:
    for wrong, (sign, mark) in _MOJIBAKE.items():
        if sign in text and mark in text:
            mended = _mended(text, wrong)
            if mended != text:
                notes = (*notes, f"utf-8 that had been read as {wrong} and saved was decoded twice")
            return Decoded(mended, charset, notes)
    return Decoded(text, charset, notes)


def _mended(text: str, wrong: str) -> str:
    """The text with what was decoded wrongly before read again; what the way back does not prove stays as it is."""
    whole = _read_again(text, wrong)
    if whole is not None:
        return whole
    return _FOREIGN_RUN.sub(lambda run: _read_again(run[0], wrong) or run[0], text)


def _read_again(text: str, wrong: str) -> str | None:
    """None where the text is not utf-8 read as that charset: letters meant so are never utf-8 by chance."""
    try:
        return text.encode(wrong).decode()
    except UnicodeEncodeError:
        # Programs keep bytes that a charset leaves open as control signs.
        try:
            return b"".join(_byte(sign, wrong) for sign in text).decode()
        except (UnicodeEncodeError, UnicodeDecodeError):
            return None
    except UnicodeDecodeError:
        return None


def _byte(sign: str, charset: str) -> bytes:
    return sign.encode("latin-1") if "\x80" <= sign <= "\x9f" else sign.encode(charset)


def _guessed(body: bytes, declared: list[str]) -> Decoded:
    """For bytes that are neither what they claim nor utf-8."""
    damaged = body.decode("utf-8", "replace")
    if damaged.count("�") <= len(damaged) // 2000 + 2 and any(letter in damaged for letter in "оаеи"):
        return Decoded(damaged, "utf-8", ("some bytes are damaged",))
    texts = {name: text for name in _CYRILLIC_8BIT if (text := _strictly(body, name)) is not None}
    best = max(texts, key=lambda name: _plausibility(texts[name]), default=None)
    if best is None or _plausibility(texts[best]) <= 0:
        western = declared[0] if declared and declared[0] not in {"utf-8", "utf-16"} else "cp1252"
        return Decoded(body.decode(western, "replace"), western, ("no charset explains every byte",))
    note = f"declared {declared[0]}, but it is {best}" if declared else f"no charset declared: {best} by its letters"
    return Decoded(texts[best], best, (note,))


def _is_unlikely(text: str, charset: str) -> bool:
    """An 8-bit charset decodes anything: text full of rare capitals in mid-word is another charset's."""
    if charset in {"utf-8", "utf-16"}:
        return False
    if charset in _CYRILLIC_8BIT:
        return _plausibility(text) < 0
    # Western letters in rows are Cyrillic bytes under a template's wrong name.
    return bool(re.search(r"[à-ÿÀ-ß]{7}", text[:50_000]))


def _plausibility(text: str) -> float:
    sample = text[:50_000]
    cyrillic = [letter for letter in sample if "Ѐ" <= letter <= "ӿ"]
    if not cyrillic:
        return 0.0
    common = sum(letter in _COMMON for letter in cyrillic) / len(cyrillic)
    wild = len(re.findall(r"[а-яё][А-ЯЁ]|[─-▟]", sample)) / len(cyrillic)
    return common - 0.4 - 2 * wild


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _in_header(content_type: str | None) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", content_type or "", re.IGNORECASE)
    return _known(found.group(1)) if found else None


def _in_body(body: bytes) -> str | None:
    found = _DECLARED.search(body[:8192])
    if not found:
        return None
    name = _known((found.group(1) or found.group(2)).decode("ascii", "replace"))
    # A page that says utf-16 in readable bytes is not.
    return "utf-8" if name in {"utf-16", "utf-16-le", "utf-16-be"} else name


def _known(name: str) -> str | None:
    name = name.lower()
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except LookupError:
        return None
    return _ALIASES.get(found, {"iso8859-1": "cp1252", "windows-1251": "cp1251"}.get(found, found))
