"""Where sentences end, in Russian, Kyrgyz and English: initials, abbreviations, quotations, dates and addresses kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Never the end of a sentence, whatever follows.
_NEVER = frozenset(
    (
        "им проф акад доц инж ген полк подполк майор кап лейт св преп о пос дер просп пр-т бул наб пер пл ул "
        "д кв корп стр оф г-н г-жа см ср напр рис табл гл разд тел факс обл р-н тыс млн млрд руб коп сом т.е "
        "т.н т.к т.п.н и.о и.п мин сек час зам mr mrs ms dr prof sr jr st gen col lt capt sgt rev hon gov sen "
        "rep amb no nos vol pp fig eq art sec ch ed eds e.g i.e cf vs approx dept est inc ltd co corp assn "
        "univ jan feb mar apr jun jul aug sep sept oct nov dec б.з.ч к-ш кан доо ак акад обл р-ну көч м.у "
    ).split()
)
#: The end of a sentence only when a capital or a quotation follows.
_MAYBE = frozenset(
    ("г гг в вв др пр т.д т.п р ч с ж жж к ж.б у.с б а.м p.m u.s u.k u.n d.c etc и т.ч ф.и.о ин авт изд ред ").split()
)
_END = re.compile(r"(?:[.!?…]+|\.{3,})(?:[»”\"'’)\]]+)?")
_CLOSERS = "»”\"'’)]"
_WORD_BEFORE = re.compile(r"((?:[^\W\d_]\.)*[^\W\d_][\w-]{0,14})$")
_INITIAL = re.compile(r"(?:^|[\s(«„\"“.])[^\W\d_a-zа-яёөүң]$")
_NUMBER_BEFORE = re.compile(r"(?:^|[\s(])(?:\d{1,3}|[IVXLC]{1,5}|[a-zа-я])$")


def split_sentences(text: str, language: str | None = None, *, most: int | None = None) -> list[tuple[int, int]]:
    """[start, end) of each sentence, in order, blanks between them left out; the first `most` of them.

    Linear in the text's length.
    """
    del language  # one table serves the three: their abbreviations do not collide
    sentences: list[tuple[int, int]] = []
    for start, end in _lines(text):
        sentences += _in_line(text, start, end)
        if most is not None and len(sentences) >= most:
            return sentences[:most]
    return sentences


def _lines(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(r"[^\n]+", text))


def _in_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begins = start
    for match in _END.finditer(text, start, end):
        at = match.end()
        if at >= end or not _ends_here(text, begins, match, end):
            continue
        span = _trimmed(text, begins, at)
        if span:
            found.append(span)
        begins = at
    last = _trimmed(text, begins, end)
    return [*found, last] if last else found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _ends_here(text: str, begins: int, match: re.Match[str], line_end: int) -> bool:
    after = text[match.end() : min(match.end() + 40, line_end)]
    if not after[:1].isspace():
        return False
    following = after.lstrip()
    if not following:
        return False
    if _goes_on(following):
        return False
    if "." in match.group(0) and "…" not in match.group(0) and "..." not in match.group(0):
        closed = match.group(0).rstrip(_CLOSERS) != match.group(0)
        return not _is_abbreviation(text[max(begins, match.start() - 40) : match.start()], following, closed=closed)
    return True


def _goes_on(following: str) -> bool:
    """Whether what follows continues the sentence: a small letter, or a dash before one (direct speech)."""
    first = following[0]
    if first in "—–-":
        spoken = following[1:].lstrip()[:1]
        return not spoken or spoken.islower() or spoken in '«„“"'
    if first.islower():
        return True
    return first in ",;:)"


_AFTER_A_NUMBER = frozenset("г гг в вв р ч ж жж к".split())
_NUMBERED = re.compile(r"(?:\d|[IVXLC])[\s\xa0-]{0,3}[^\W\d_]{1,2}$")
_AND_SO_ON = re.compile(r"(?:^|[\s(])(?:т\.?\s?[дпо]|ж\.\s?б|у\.\s?с)$", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:^|[\s(])(?:[A-Z]\.){1,4}[A-Z]$")
#: English words that begin a sentence more often than they follow an acronym.
_STARTERS = frozenset(
    "he she it they we you i the a an this that these those there then but and however in on at his her their its".split()
)


def _begins_anew(following: str) -> bool:
    return following[:1].isupper() or following[:1] in '«„“"—–'


def _is_abbreviation(before: str, following: str, *, closed: bool) -> bool:
    if closed:
        return False
    if _AND_SO_ON.search(before):
        return not _begins_anew(following)
    if _ACRONYM.search(before):
        return re.split(r"\W", following.lower(), maxsplit=1)[0] not in _STARTERS
    if _INITIAL.search(before):
        # «А. К. Сыдыкова», "J. Smith": an initial before a name. «витамин А. Потом» is rare enough.
        return following[:1].isupper()
    found = _WORD_BEFORE.search(before)
    word = found.group(1).lower() if found else ""
    if word in _AFTER_A_NUMBER:
        # «в 2020 г. Потом» ends there, «в г. Ош» does not.
        return not (_NUMBERED.search(before) and _begins_anew(following))
    if word in _NEVER:
        return True
    if word in _MAYBE:
        return not _begins_anew(following)
    if _NUMBER_BEFORE.search(before):
        # «1. Первое»: a number alone at the beginning is a list's mark.
        return not before.strip(" \t(").rstrip("0123456789IVXLCabcdабвгд").strip()
    return False
