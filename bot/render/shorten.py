"""Cuts a text so that it fits: between two words that can be parted, with «…».

Never inside a quotation or bracket, an address, a number with its unit, a name with its initials, or what readers see
as one sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from bot.render.abbreviations import is_abbreviation
from bot.render.graphemes import is_boundary
from bot.render.quotes import enclosed, opens_and_never_closes

ELLIPSIS = "…"
_BLANKS = re.compile(r"\s+")
#: What leads nowhere at the end: a comma, a dash, an opening sign; a short word, an initial or a number's mark.
_LOOSE_SIGNS = " \t\r\n\xa0\u202f,;:—–-(«„‘[{/+&"
#: They open and close: loose only where they open.
_OPENING = re.compile(r"(?:^|(?<=\s))[“\"]$")
_LOOSE_WORD = re.compile(r"(?:(?<=\s)|^)(?:[^\W\d_]\.|№|[а-яёa-z]{1,2}|для|при|что|как|или|the|and|for)$")
_TITLE_OF_NAME = re.compile(r"[^\W\d_]\.")
#: So many loose words are taken off an end, none longer; a text of initials only is no text.
_MOST_LOOSE = 12
_LONGEST_LOOSE = 8
#: So many places are tried, the last one first.
_MOST_TRIED = 400
#: How much on each side of a blank tells whether it may be parted.
_AROUND = 24


def shortened(text: str, fits: Callable[[str], bool], *, closed: bool = False) -> str | None:
    """The text if it fits, else its longest beginning that fits with «…»; None when not even one word does.

    `fits` must hold for every beginning of a text that fits. `closed`: a text that leaves a quotation open is cut
    before it, though it would fit.
    """
    if fits(text) and (not closed or opens_and_never_closes(text) is None):
        return text
    blanks = list(_BLANKS.finditer(text))
    low, high = 0, len(blanks)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(_ended(text[: blanks[middle - 1].start()])):
            low = middle
        else:
            high = middle - 1
    inside = _regions(text)
    for blank in reversed(blanks[max(low - _MOST_TRIED, 0) : low]):
        if _may_part(text, blank, inside):
            ended = _ended(text[: blank.start()])
            if len(ended) > len(ELLIPSIS) and fits(ended) and _is_clean(text, ended, inside):
                return ended
    return None


def _regions(text: str) -> list[tuple[int, int]]:
    regions = enclosed(text)
    opened = opens_and_never_closes(text)
    if opened is not None:
        regions = [region for region in regions if region[0] < opened]
        regions.append((opened, len(text) + 1))
    return regions


def _ended(start: str) -> str:
    trimmed = _bare(start)
    for _ in range(_MOST_LOOSE):
        loose = _LOOSE_WORD.search(trimmed, max(len(trimmed) - _LONGEST_LOOSE, 0))
        if loose is None:
            break
        trimmed = _bare(trimmed[: loose.start()])
    return trimmed.rstrip(".!?…") + ELLIPSIS if trimmed else ""


def _bare(text: str) -> str:
    bare = text.rstrip(_LOOSE_SIGNS)
    opening = _OPENING.search(bare, max(len(bare) - 2, 0))
    return bare[: opening.start()].rstrip(_LOOSE_SIGNS) if opening else bare


def _is_clean(text: str, ended: str, inside: list[tuple[int, int]]) -> bool:
    """Whether taking loose words off the end parted nothing: «Сыдыков А. К.» may lose no initials."""
    blank = _BLANKS.match(text, len(ended) - len(ELLIPSIS))
    return blank is None or _may_part(text, blank, inside)


def _may_part(text: str, blank: re.Match[str], inside: list[tuple[int, int]]) -> bool:
    """Whether nothing is cut in two there."""
    place = blank.start()
    region = bisect_right(inside, (place, 0)) - 1
    if region >= 0 and inside[region][0] < place < inside[region][1]:
        return False
    if not is_boundary(text, place):
        return False
    return not _belong_together(text[max(0, place - _AROUND) : place], text[blank.end() : blank.end() + _AROUND])


def _belong_together(before: str, after: str) -> bool:
    """Whether two words are one thing: «1 200 000», «3,5 млн», «№ 5», «12 июня», «А. К. Сыдыков», «г. Ош»."""
    last = before[-1:]
    if last in "№$€£§":
        return True
    if last.isdigit() and (after[:1].isdigit() or after[:1].islower() or after[:1] in "%‰°₽$€"):
        return True
    if last == "." and is_abbreviation(before[:-1].lstrip(), after, whole=False):
        return True
    # «Сыдыков А. К.»
    return bool(_TITLE_OF_NAME.match(after)) and before[before.rfind(" ") + 1 :][:1].isupper()


def cut_plain(text: str, limit: int) -> str:
    """The text cut to so many characters, for alt texts and card titles: at a word, else at a sign."""
    whole = shortened(text, lambda part: len(part) <= limit)
    if whole is not None:
        return whole
    place = next((at for at in range(max(limit - 1, 0), 0, -1) if is_boundary(text, at)), 0)
    return text[:place].rstrip() + ELLIPSIS if place else ""
