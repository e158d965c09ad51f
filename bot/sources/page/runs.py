"""Runs of text cut into paragraphs where the page breaks its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: Words, whether they stand in a link, whether they are bold.
Piece = tuple[str, bool, bool]
LINE_BREAK: Final[Piece] = ("\n", False, True)
_SENTENCE_END: Final = re.compile(r"[.!?…:;»”\"]\s*$")


def _ends_line(run: list[Piece], following: Piece) -> bool:
    """Whether one <br> ends a paragraph: after a sentence or a line in bold, and between short lines.

    Not where a long line is wrapped.
    """
    if _SENTENCE_END.search(run[-1][0]) or (not following[2] and all(is_bold for _, _, is_bold in run)):
        return True
    return following[0].lstrip()[:1].isupper() and sum(len(piece) for piece, _, _ in run) < _SHORT_LINE


_SHORT_LINE: Final = 60


def paragraphs_in(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The run cut where the page breaks a paragraph: at two <br>, or at one that ends a line."""
    run: list[Piece] = []
    breaks = 0
    for piece in pieces:
        if piece is LINE_BREAK:
            breaks += 1
            continue
        if breaks and not piece[0].strip():
            continue
        if breaks and run:
            if breaks > 1 or _ends_line(run, piece):
                yield run
                run = []
            else:
                run.append((" ", False, True))
        breaks = 0
        run.append(piece)
    if run:
        yield run
