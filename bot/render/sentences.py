"""Where sentences end, in Russian, Kyrgyz and English: initials, abbreviations, quotations, dates and addresses kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Never the end of a sentence, whatever follows: they stand before a name or a number.
_NEVER = frozenset(
    (
        "им проф акад доц инж ген полк подполк майор кап лейт св преп о пос дер просп пр-т наб пер пл ул "
        "д корп оф г-н г-жа см ср напр тел факс р-н т.е т.к т.п.н и.о и.п зам дж дз "
        "mr mrs ms mt messrs dr prof sr jr st gen col lt capt sgt rev hon gov sen rep amb nos vol pp eq vs fig "
        "e.g i.e cf approx est dept assn б.з.ч к-ш кан ак м.у"
    ).split()
)
#: The end of a sentence only when a capital or a quotation follows.
_MAYBE = frozenset(
    (
        "г гг в вв др пр т.д т.п р ч с ж жж к ж.б у.с б а.м p.m u.s u.k u.n d.c etc и т.ч ф.и.о ин авт изд ред обл "
        "inc ltd co corp univ ph.d доо акад бул ш көч р-ну чел экз"
    ).split()
)
#: Units: the end when a capital follows that is no acronym («долл. США»), not before a number («15 час. 30 мин.»).
_UNITS = frozenset("тыс млн млрд трлн руб коп сом долл мин сек час кв куб км кг мл см мм га".split())
#: Before a number they name a place in a text or a house; the end when anything else with a capital follows.
_BEFORE_NUMBERS = frozenset("ст п пп гл разд рис табл стр с каб кв д оф подп art sec ch ed eds no".split())
_MONTHS = frozenset(
    (
        "янв февр фев мар апр июн июл авг сент сен окт нояб ноя дек jan feb mar apr jun jul aug sep sept oct nov dec"
    ).split()
)
_END = re.compile(r"(?:[.!?…]+|\.{3,})(?:[»”\"'’)\]]+)?")
_CLOSERS = "»”\"'’)]"
_WORD_BEFORE = re.compile(r"((?:[^\W\d_]\.)*[^\W\d_][\w-]{0,14})$")
_INITIAL = re.compile(r"(?:^|[\s(«„\"“.])[^\W\d_a-zа-яёөүң]$")
#: «т. н.», «к. э. н.», «д.и.н.»: small letters one by one.
_LETTERS = re.compile(r"(?:^|[\s(])(?:[а-яё]\.\s?){1,3}н$")
#: «в с. Кара-Кулжа»: a village, not an end.
_VILLAGE = re.compile(r"(?:^|\s)(?:в|во|из|до|на|у|под|от)\s+[сп]$")
#: «1961-ж. Ошто төрөлгөн»: Kyrgyz sentences end with a verb, not with a year.
_KYRGYZ_YEAR = re.compile(r"\d-жж?$")
_ACRONYM_NEXT = re.compile(r"[A-ZА-ЯЁ]{2,}\b")
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
    quoted = _quoted(text, start, end)
    for match in _END.finditer(text, start, end):
        at = match.end()
        if at >= end or not _ends_here(text, begins, match, end):
            continue
        while quoted and quoted[0][1] < at:
            quoted.pop(0)
        if quoted and quoted[0][0] < match.start() and at < quoted[0][1]:
            continue
        span = _trimmed(text, begins, at)
        if span:
            found.append(span)
        begins = at
    last = _trimmed(text, begins, end)
    return [*found, last] if last else found


def _quoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """[start, end) of each quotation of a paragraph that is short enough to be one sentence's, in order.

    What somebody said in several sentences belongs to the sentence that quotes it.
    """
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for mark in _MARKS.finditer(text, start, end):
        sign, at = mark.group(), mark.start()
        if opened and sign == _PAIRS.get(opened[-1][0]):
            _, begun = opened.pop()
            if not opened and at - begun <= _LONGEST_QUOTATION:
                found.append((begun, at + 1))
        elif sign in _PAIRS:
            opened.append((sign, at))
    return found


_PAIRS = {"«": "»", "“": "”", "„": "“", '"': '"'}
_MARKS = re.compile(r"[«»“”„\"]")
#: Characters; a longer one is a speech, and its sentences stand alone.
_LONGEST_QUOTATION = 300


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
    if _LETTERS.search(before) or _VILLAGE.search(before) or _KYRGYZ_YEAR.search(before):
        return True
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
    if word in _UNITS:
        return following[:1].isdigit() or bool(_ACRONYM_NEXT.match(following)) or not _begins_anew(following)
    if word in _BEFORE_NUMBERS or word in _MONTHS:
        return following[:1].isdigit() or not _begins_anew(following)
    if word in _MAYBE:
        return not _begins_anew(following)
    if _NUMBER_BEFORE.search(before):
        # «1. Первое»: a number alone at the beginning is a list's mark.
        return not before.strip(" \t(").rstrip("0123456789IVXLCabcdабвгд").strip()
    return False
