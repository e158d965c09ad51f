"""Where sentences end, in Russian, Kyrgyz and English: initials, abbreviations, quotations, dates and addresses kept whole."""

from __future__ import annotations

import re

from bot.render.abbreviations import is_abbreviation
from bot.render.addresses import urls
from bot.render.emoji import EMOJI
from bot.render.quotes import enclosed

#: Marks that end a sentence, what closes behind them, and the number of a footnote.
_END = re.compile(r"[.!?…]+[»”“\"'’)\]]*(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹])*")
_CLOSERS = "»”“\"'’)]"
#: Emoji that stand before what they announce; all others belong to the sentence they follow.
_BULLETS = frozenset(
    "✅☑✔📍📌👉➡▶🔹🔸🔷🔶▪▫◾◽⬛⬜🔴🔵🟢🟡⚪⚫📞☎📱📧✉📩🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛⏰⌚📅📆🗓📎🔗📢📣❗❕⚡ℹ💬🏢📝🆕⭐"
)
#: A bracket opened in a sentence, and what stands in it is none.
_ASIDE = re.compile(r"[^\s.!?…] \([^()A-ZА-ЯЁӨҮҢ][^()]*$|[^\s.!?…] \([^()\s]{1,12}$")
_LIST_LETTER = re.compile(r"[a-zа-яё]\)\s")
_SAID = re.compile(
    r"(?:[A-Z][\w’'.-]+\s){1,3}(?:said|says|asked|asks|told|added|replied|answered|cried|continued|wrote|explained|noted)\b"
)
#: Where a blank is missing after the stop: a word before, a capital and no address behind.
_GLUED_BEFORE = re.compile(
    r"(?:[а-яёөүң]{3,}|[а-яёөүң]+[!?…]+|(?<!\S)[«„“\"(]?[A-Z]?[a-z]{3,}[!?…]*|\d{2,}[!?…]*|[%»”\")])$"
)
_GLUED_AFTER = re.compile(r"[«„“(]?(?:[А-ЯЁӨҮҢ](?:[а-яёөүң]|\s)|(?P<latin>[A-Z][a-z]*)(?=[\s,!?'’]|$))")
_NO_PROSE = re.compile(r"[/@=_\\]|www\.", re.IGNORECASE)

#: Characters; a longer one is a speech, and its sentences stand alone.
_LONGEST_QUOTATION = 300
#: How much before and after a full stop tells what it is.
_BEFORE, _AFTER = 80, 40


def split_sentences(text: str, language: str | None = None, *, most: int | None = None) -> list[tuple[int, int]]:
    """[start, end) of each sentence, in order, blanks between them left out; the first `most` of them.

    Linear in the text's length.
    """
    del language  # one table serves the three: their abbreviations do not collide
    sentences: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        sentences += _in_line(text, *line.span())
        if most is not None and len(sentences) >= most:
            return sentences[:most]
    return sentences


def _in_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begins = start
    quoted: list[tuple[int, int]] | None = None
    for match in _END.finditer(text, start, end):
        if match.end() >= end:
            break
        border = _border(text, begins, match, end)
        if border is None:
            continue
        if quoted is None:
            # What somebody said in several sentences belongs to the sentence that quotes it.
            quoted = enclosed(text, start, end, longest=_LONGEST_QUOTATION)
        while quoted and quoted[0][1] < match.end():
            quoted.pop(0)
        if quoted and quoted[0][0] < match.start() and match.end() < quoted[0][1]:
            continue
        span = _trimmed(text, begins, border)
        if span:
            found.append(span)
        begins = border
    last = _trimmed(text, begins, end)
    return [*found, last] if last else found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _border(text: str, begins: int, match: re.Match[str], line_end: int) -> int | None:
    """Where the sentence ends whose last marks these are; None where it goes on."""
    at = _after_emoji(text, match.end(), line_end)
    after = text[at : min(at + _AFTER, line_end)]
    following = after.lstrip()
    if not following:
        return None
    glued = not after[0].isspace() and at == match.end()
    if glued and not _is_glued(text, begins, match, line_end):
        return None
    if _goes_on(following, closed=match.group()[-1] in _CLOSERS):
        return None
    marks = match.group()
    if marks[0] != "." or marks.startswith(("..", ".…")):
        return at
    left = max(begins, match.start() - _BEFORE)
    before = text[left : match.start()].lstrip()
    if marks == ".)" and _ASIDE.search(before) and is_abbreviation(before, "и", whole=False):
        # «Президент (в 2011–2017 гг.) А. Атамбаев»: the stop is the abbreviation's alone.
        return None
    if marks[-1] in _CLOSERS and marks[-1] != "]":
        return at
    return None if is_abbreviation(before, following, whole=left == begins, glued=glued) else at


def _after_emoji(text: str, at: int, line_end: int) -> int:
    """The end of the emoji that belong to the sentence which ends at `at`."""
    while True:
        place = at + 1 if text[at : at + 1].isspace() and at + 1 < line_end else at
        if place >= line_end or text[place] < "\u203c" or text[place] in _BULLETS:
            return at
        emoji = EMOJI.match(text, place, line_end)
        if emoji is None:
            return at
        at = emoji.end()


def _is_glued(text: str, begins: int, match: re.Match[str], line_end: int) -> bool:
    """Whether a new sentence begins right after the marks: «Первое.Второе», and no name or address."""
    after = _GLUED_AFTER.match(text, match.end(), line_end)
    if after is None or not _GLUED_BEFORE.search(text[max(begins, match.start() - 24) : match.end()].rstrip(".")):
        return False
    left = max(text.rfind(" ", begins, match.start()) + 1, begins, match.start() - 60)
    right = min(text.find(" ", match.end(), line_end) % (line_end + 1), match.end() + 60)
    word = text[left:right]
    if _NO_PROSE.search(word):
        return False
    return after["latin"] is None or not urls(word)


def _goes_on(following: str, *, closed: bool) -> bool:
    """Whether what follows continues the sentence: a small letter, or a dash before one (direct speech)."""
    first = following[0]
    if first in "—–-":
        spoken = following[1:].lstrip()[:1]
        return not spoken or spoken.islower() or spoken in '«„“"'
    if first.islower():
        return not _LIST_LETTER.match(following)
    return first in ",;:)" or (closed and first.isascii() and bool(_SAID.match(following)))
