"""How each network shows a post: where it folds, what its card is like. Nothing here decides what is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One network's way of showing a post. No network publishes its folds: they are what readers see, about."""

    name: str
    #: The brand's colour: of the post's head.
    colour: str
    #: Characters and lines shown before "see more"; None = everything is shown.
    fold_chars: int | None = None
    fold_lines: int | None = None
    #: A link post's picture stands in its card; elsewhere it is a photo of the post, and the card goes without.
    picture_in_card: bool = False


LOOKS: Mapping[str, Look] = {
    "facebook": Look("Facebook", "#0866ff", 480, 5, picture_in_card=True),
    "linkedin": Look("LinkedIn", "#0a66c2", 210, 3, picture_in_card=True),
    "x": Look("X", "#0f1419"),
    "vk": Look("VK", "#0077ff", 280, 8),
    "ok": Look("OK", "#ee8208", 350, 8),
}


def look_of(network: str) -> Look:
    """The network's look; a plain one for a network of somebody's own."""
    return LOOKS.get(network) or Look(network, "#5d6b7a")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a post's text."""

    text: str
    #: "text", "link" or "tag".
    kind: str = "text"
    #: Where a link leads; None for what leads nowhere.
    url: str | None = None


_SPECIAL = re.compile(r"(?P<link>https?://[^\s<>\"]+)|(?<![\w&])(?P<tag>#\w*[^\W\d]\w*)", re.IGNORECASE)
_NOT_OF_LINK = ".,;:!?»”)…'"


def pieces(text: str) -> list[Piece]:
    """The text in parts: links and hashtags are coloured by every network. Joined they are the text."""
    found: list[Piece] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        part = match.group()
        kind = "link" if match["link"] else "tag"
        part = part.rstrip(_NOT_OF_LINK) if kind == "link" else part
        if match.start() > at:
            found.append(Piece(text[at : match.start()]))
        found.append(Piece(part, kind, part if kind == "link" else None))
        at = match.start() + len(part)
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def folded(text: str, look: Look) -> tuple[str, str]:
    """What is seen at once, and what only after "see more" ("" where all is seen); joined they are the text."""
    cut = len(text)
    if look.fold_chars is not None and cut > look.fold_chars:
        cut = text.rfind(" ", look.fold_chars // 2, look.fold_chars + 1)
        cut = look.fold_chars if cut < 0 else cut
    if look.fold_lines is not None:
        ends = [match.start() for match in re.finditer("\n", text)]
        if len(ends) >= look.fold_lines:
            cut = min(cut, ends[look.fold_lines - 1])
    # A few words more are not worth a click.
    return (text[:cut], text[cut:]) if len(text) - cut > 20 else (text, "")
