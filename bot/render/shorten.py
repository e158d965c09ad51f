"""Cuts a text so that it fits: at a word, with «…», never inside a quotation, an address, or what readers see as one sign."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.render.addresses import urls
from bot.render.graphemes import is_boundary

ELLIPSIS = "…"
_PAIRS = {"«": "»", "“": "”", "„": "“", "(": ")", "[": "]", "{": "}"}
_WORD_END = re.compile(r"\s")


def shortened(text: str, fits: Callable[[str], bool], *, closed: bool = False) -> str | None:
    """The text if it fits, else its longest beginning that fits with «…»; None when not even one word does.

    `fits` must hold for every beginning of a text that fits. `closed`: a text that leaves a quotation open is cut
    before it, though it would fit.
    """
    if fits(text) and (not closed or _is_whole(text, len(text))):
        return text
    places = [found.start() for found in _WORD_END.finditer(text)]
    low, high = 0, len(places)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(_ended(text[: places[middle - 1]])):
            low = middle
        else:
            high = middle - 1
    for place in reversed(places[:low]):
        start = text[:place]
        if _is_whole(text, place):
            ended = _ended(start)
            if len(ended) > len(ELLIPSIS):
                return ended
    return None


def _ended(start: str) -> str:
    # What leads nowhere is dropped before the sign: a comma, a dash, an opening bracket, a lonely initial.
    trimmed = start.rstrip()
    while True:
        before = trimmed
        trimmed = trimmed.rstrip(' ,;:—–-(«“„"[{/')
        trimmed = re.sub(r"(?:(?<=\s)|^)[^\W\d_]\.$", "", trimmed).rstrip()
        if trimmed == before:
            break
    return trimmed.rstrip(".!?…") + ELLIPSIS if trimmed else ""


def _is_whole(text: str, place: int) -> bool:
    """Whether nothing is cut in two there: no open quotation or bracket, no address, no sign."""
    if not is_boundary(text, place):
        return False
    start = text[:place]
    for opening, closing in _PAIRS.items():
        if start.count(opening) > start.count(closing) + (start.count("“") if opening == "„" else 0):
            return False
    if start.count('"') % 2:
        return False
    return not any(begin < place < end for begin, end in urls(text))


def cut_plain(text: str, limit: int) -> str:
    """The text cut at a word to so many characters, for alt texts and card titles."""
    return shortened(text, lambda part: len(part) <= limit) or text[:limit]
