"""What one walk over a page finds: its text as blocks in reading order, and the elements other rules ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from lxml.html import HtmlElement


class Zone(IntEnum):
    """Where a block stands."""

    PLAIN = 0
    #: Date, byline, counter, tags: read for what it states.
    META = 1
    #: Under a picture.
    CAPTION = 2


@dataclass(slots=True, eq=False)
class Block:
    """One run of text between two block boundaries."""

    #: The nearest block-level element around it.
    element: HtmlElement
    #: Squeezed, without invisible signs.
    text: str
    #: Characters that stand inside links.
    linked: int
    #: Position in the walk, comparable with pictures and headings.
    order: int
    zone: Zone
    #: All of it stands in <b> or <strong>.
    bold: bool

    @property
    def is_linked(self) -> bool:
        """Whether most of it is links."""
        return self.linked > 0.5 * len(self.text)


Placed = tuple[int, HtmlElement]


@dataclass(slots=True)
class Outline:
    """The page's blocks, and the elements that other rules ask for, in reading order."""

    blocks: list[Block] = field(default_factory=list)
    #: Pictures outside foreign blocks.
    pictures: list[Placed] = field(default_factory=list)
    #: h1 to h3, and short blocks called a title.
    headings: list[Placed] = field(default_factory=list)
    #: Elements called views or an eye.
    eyes: list[Placed] = field(default_factory=list)
    #: <time>, and short elements called a date.
    dates: list[Placed] = field(default_factory=list)
    #: Elements with microdata, RDFa or a link relation.
    marked: list[HtmlElement] = field(default_factory=list)
    #: What the extraction library must not see.
    foreign: list[HtmlElement] = field(default_factory=list)
    #: Where each of those stood.
    foreign_orders: list[int] = field(default_factory=list)
