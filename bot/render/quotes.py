"""What stands inside quotation marks and brackets, and whether a text leaves any of them open."""

from __future__ import annotations

import re

_PAIRS = {"«": "»", "“": "”", "„": "“”", '"': '"', "(": ")", "[": "]", "‘": "’"}
#: An apostrophe inside a word closes nothing.
_MARKS = re.compile(r"[«»“”„\"()\[\]‘]|’(?!\w)")
#: How many openings may wait for their end.
_DEEPEST = 8
#: Closing signs that may stand alone: «1) …», an apostrophe at a word's end.
_MAY_STAND_ALONE = frozenset(")’]")


def enclosed(text: str, start: int = 0, end: int | None = None, *, longest: int | None = None) -> list[tuple[int, int]]:
    """[start, end) of each outermost quotation or bracket that is closed, in order; none longer than `longest`."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for mark in _MARKS.finditer(text, start, len(text) if end is None else end):
        begun = _closes(mark.group(), opened)
        if begun is None:
            _opens(mark, opened)
        elif longest is None or mark.start() - begun <= longest:
            while found and found[-1][0] > begun:
                found.pop()
            found.append((begun, mark.end()))
    return found


def opens_and_never_closes(text: str) -> int | None:
    """Where the first quotation or bracket begins that the text does not close; None where all are closed."""
    opened: list[tuple[str, int]] = []
    for mark in _MARKS.finditer(text):
        if _closes(mark.group(), opened) is None:
            _opens(mark, opened)
    return opened[0][1] if opened else None


def is_whole(text: str) -> bool:
    """Whether no quotation or bracket is open at the text's end, and none is closed that it never opened."""
    opened: list[tuple[str, int]] = []
    for mark in _MARKS.finditer(text):
        sign, depth = mark.group(), len(opened)
        if _closes(sign, opened) is not None:
            if len(opened) < depth - 1:
                return False
        elif sign not in _PAIRS and sign not in _MAY_STAND_ALONE:
            return False
        else:
            _opens(mark, opened)
    return not opened


def _closes(sign: str, opened: list[tuple[str, int]]) -> int | None:
    """Where what the sign closes began; all that was opened in it is closed too. None where it closes nothing."""
    for depth in range(len(opened) - 1, -1, -1):
        if sign in _PAIRS[opened[depth][0]]:
            begun = opened[depth][1]
            del opened[depth:]
            return begun
    return None


def _opens(mark: re.Match[str], opened: list[tuple[str, int]]) -> None:
    if mark.group() in _PAIRS:
        opened.append((mark.group(), mark.start()))
        del opened[:-_DEEPEST]
