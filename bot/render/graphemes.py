"""Where a text may be parted without breaking what a reader sees as one character.

After https://unicode.org/reports/tr29/ (extended grapheme clusters), by the properties the standard library
knows; emoji by `bot.render.emoji`.
"""

from __future__ import annotations

import re
import unicodedata

from bot.render.emoji import PICTOGRAPH, REGIONAL, TONE

_EXTENDING = frozenset({"Mn", "Me", "Mc"})
_JOINERS = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3")
_PICTOGRAPH = re.compile(f"[\u00a9\u00ae{PICTOGRAPH}]")
_TONE = re.compile(f"[{TONE}]")
_REGIONAL_RUN = re.compile(f"[{REGIONAL}]+$")
_REGIONAL = re.compile(f"[{REGIONAL}]")
#: An emoji with whatever hangs on it, up to a joiner.
_EMOJI_AND_JOINER = re.compile(f"[\u00a9\u00ae{PICTOGRAPH}][\ufe0e\ufe0f\u0300-\u036f{TONE}]*\u200d$")
#: How far back a run of marks or flags is followed: longer ones are no text.
_LOOK_BACK = 64

_HANGUL_AFTER = {
    "L": frozenset({"L", "V", "LV", "LVT"}),
    "LV": frozenset({"V", "T"}),
    "V": frozenset({"V", "T"}),
    "LVT": frozenset({"T"}),
    "T": frozenset({"T"}),
}


def extends(character: str) -> bool:
    """Whether the character belongs to the one before it: a combining mark, joiner, variation or skin tone."""
    if character < "\u0300":
        return False
    return (
        unicodedata.category(character) in _EXTENDING
        or character in _JOINERS
        or bool(_TONE.match(character))
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _hangul(character: str) -> str:
    if "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c":
        return "L"
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":
        return "V"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":
        return "T"
    if "\uac00" <= character <= "\ud7a3":
        return "LV" if (ord(character) - 0xAC00) % 28 == 0 else "LVT"
    return ""


def _joined_emoji(text: str, at: int) -> bool:
    before = text[max(0, at - _LOOK_BACK) : at]
    return bool(_PICTOGRAPH.match(text[at]) and _EMOJI_AND_JOINER.search(before))


def _inside_flag(text: str, at: int) -> bool:
    if not _REGIONAL.match(text[at]):
        return False
    run = _REGIONAL_RUN.search(text[max(0, at - _LOOK_BACK) : at])
    return run is not None and (run.end() - run.start()) % 2 == 1


def is_boundary(text: str, at: int) -> bool:
    """Whether the text may be parted at `at` (0 and the end are boundaries)."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if unicodedata.category(before) == "Cc" or unicodedata.category(after) == "Cc":
        return True
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return False
    if extends(after) or _joined_emoji(text, at) or _inside_flag(text, at):
        return False
    return _hangul(after) not in _HANGUL_AFTER.get(_hangul(before), ())


def clusters(text: str) -> list[str]:
    """The text as a list of what readers see as characters."""
    if not text:
        return []
    starts = [at for at in range(len(text)) if is_boundary(text, at)]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
