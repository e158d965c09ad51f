"""One walk over a page: its text as blocks in reading order, with what the rules need to judge them.

Every element is looked at once; foreign blocks (menus, comments, related news) are left out whole and remembered, so
that the extraction library gets a tree without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.classes import flags_of
from bot.sources.page.document import tidy


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
    #: What the extraction library must not see.
    foreign: list[HtmlElement] = field(default_factory=list)
    #: Where each of those stood.
    foreign_orders: list[int] = field(default_factory=list)


_DEAD: Final = frozenset(
    "script style template svg iframe object embed audio video canvas select option datalist button textarea input "
    "math head title link meta base frame frameset noframes applet progress meter dialog track param area map".split()
)
_INLINE: Final = frozenset(
    "a b strong i em span font u s strike sub sup small mark abbr cite q time code kbd var label ins del big bdi bdo "
    "data dfn wbr nobr acronym tt rp rt ruby picture source".split()
)
_PICTURES: Final = frozenset({"img", "amp-img"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_NEVER_FOREIGN: Final = frozenset({"body", "html", "main", "h1", "table", "tbody", "tr"})
_LENGTH: Final = XPath("string-length(normalize-space(.))")
_HEADLINE: Final = XPath("boolean(.//h1[string-length(normalize-space(.)) > 14] | .//*[@itemprop='articleBody'])")
_ILLUSTRATION: Final = XPath("boolean(descendant-or-self::figure//img)")
_QUOTED: Final = XPath("boolean(.//blockquote | .//table)")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES: Final = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar tablist".split()
)
#: libxml2 stops at 256 levels; what stands deeper than this is read as one piece.
_DEEPEST: Final = 230
_FOREIGN_MARK: Final = -1


def outline_of(tree: HtmlElement) -> Outline:
    """The outline of a page."""
    body = tree.find("body")
    walker = _Walker(body if body is not None else tree)
    return walker.walk()


def text_length(element: HtmlElement) -> int:
    """How many characters of text stand in it."""
    return int(_LENGTH(element))


class _Walker:
    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._outline = Outline()
        self._total = max(text_length(root), 1)
        self._order = 0
        self._pieces: list[_Piece] = []
        self._start = 0
        self._owner = root
        self._zone = Zone.PLAIN
        self._links = 0  # how many <a> are open
        self._bolds = 0

    def walk(self) -> Outline:
        self._children(self._root, 0)
        self._flush()
        return self._outline

    def _children(self, element: HtmlElement, depth: int) -> None:
        if element.text:
            self._add(element.text)
        if depth > _DEEPEST:
            self._add(" ".join(element.itertext()))
            return
        for child in element:
            self._visit(child, depth + 1)
            if child.tail:
                self._add(child.tail)

    def _add(self, text: str) -> None:
        if not self._pieces:
            self._start = self._order
        self._pieces.append((text, self._links > 0, self._bolds > 0))

    def _visit(self, element: HtmlElement, depth: int) -> None:
        tag = element.tag
        if tag.__class__ is not str or tag in _DEAD:
            if tag == "svg":
                self._note_drawn_eye(element)
            return
        self._order += 1
        if tag == "br":
            self._pieces.append(_LINE_BREAK)
        elif tag in _PICTURES:
            self._outline.pictures.append((self._order, element))
        elif tag == "noscript":
            self._outline.pictures += [(self._order, picture) for picture in element.iter("img")]
        else:
            flags = self._judged(element, tag)
            if flags == _FOREIGN_MARK:
                self._outline.foreign.append(element)
                self._outline.foreign_orders.append(self._order)
                self._note_counters(element)
                # Words on both sides of what was left out are two words.
                self._add(" ")
                return
            self._enter(element, tag, flags, depth)

    def _enter(self, element: HtmlElement, tag: str, flags: int, depth: int) -> None:
        self._note(element, tag, flags)
        zone = self._zone_of(element, tag, flags)
        if tag in _INLINE and zone == self._zone:
            self._inline(element, tag, depth)
            return
        self._flush()
        outer = self._owner, self._zone
        self._owner, self._zone = element, zone
        self._inline(element, tag, depth)
        self._flush()
        self._owner, self._zone = outer

    def _inline(self, element: HtmlElement, tag: str, depth: int) -> None:
        is_link, is_bold = tag == "a" and element.get("href") is not None, tag in {"b", "strong"}
        self._links += is_link
        self._bolds += is_bold
        self._children(element, depth)
        self._links -= is_link
        self._bolds -= is_bold

    def _note(self, element: HtmlElement, tag: str, flags: int) -> None:
        outline = self._outline
        if tag in _HEADINGS or (flags & classes.TITLE and text_length(element) <= 400):
            outline.headings.append((self._order, element))
        if flags & classes.EYE:
            outline.eyes.append((self._order, element))
        if tag == "time" or (flags & classes.DATE and text_length(element) <= 160):
            outline.dates.append((self._order, element))

    def _note_drawn_eye(self, drawing: HtmlElement) -> None:
        """A drawing called an eye: what stands for it is the element around it, for drawings are taken out later."""
        name = drawing.get("class") or ""
        for use in drawing.iter("use"):
            name += f" {use.get('href') or use.get('xlink:href') or ''}"
        around = drawing.getparent()
        if flags_of(name) & classes.EYE and around is not None and text_length(around) <= 40:
            self._outline.eyes.append((self._order, around))

    def _note_counters(self, element: HtmlElement) -> None:
        """A row of share buttons is left out, but not the view counter that stands among them."""
        if flags_of(f"{element.get('class') or ''} {element.get('id') or ''}") & classes.SHARE:
            for inner in list(element.iter("span", "i", "div", "a", "b"))[:60]:
                if flags_of(inner.get("class") or "") & classes.EYE:
                    self._outline.eyes.append((self._order, inner))

    def _zone_of(self, element: HtmlElement, tag: str, flags: int) -> Zone:
        if self._zone is not Zone.PLAIN:
            return self._zone
        if (tag == "figcaption" or flags & classes.CAPTION) and text_length(element) <= 500:
            return Zone.CAPTION
        if flags & classes.GALLERY and text_length(element) <= 2000 and not _HEADLINE(element):
            return Zone.CAPTION
        if tag == "figure" and not _QUOTED(element) and text_length(element) <= 800:
            return Zone.CAPTION
        if tag == "footer" or (flags & classes.META and text_length(element) <= 300 and not self._in_sentence(tag)):
            return Zone.META
        return Zone.PLAIN

    def _judged(self, element: HtmlElement, tag: str) -> int:
        """The flags of a block that belongs to the page's matter; the mark of a foreign one."""
        pairs = element.items()
        if not pairs:
            return self._by_tag(element, tag, 0)
        name = style = role = ""
        hidden = False
        for key, value in pairs:
            if key in {"class", "id"}:
                name = f"{name} {value}"
            elif key == "style":
                style = value
            elif key == "role":
                role = value
            elif key == "hidden" or (key == "aria-hidden" and value == "true"):
                hidden = True
        flags = flags_of(name) if name else 0
        if tag in _NEVER_FOREIGN:
            return flags
        if role in _ROLES or hidden or (style and _HIDDEN_STYLE.search(style[:500])):
            return flags if self._is_main(element) else _FOREIGN_MARK
        return self._by_name(element, tag, flags)

    def _by_name(self, element: HtmlElement, tag: str, flags: int) -> int:
        if flags & (classes.FOREIGN | classes.DOUBTFUL) and not self._in_sentence(tag):
            if flags & classes.META and flags & classes.FOREIGN and text_length(element) <= 120:
                # "nav meta": a row of date and counters in a framework's words.
                return flags
            if flags & classes.FOREIGN and not self._is_main(element):
                return _FOREIGN_MARK
            if flags & classes.DOUBTFUL and not self._holds_prose(element):
                return _FOREIGN_MARK
        if flags & classes.GALLERY and self._is_linked(element) and not self._is_main(element):
            return _FOREIGN_MARK
        return self._by_tag(element, tag, flags)

    def _by_tag(self, element: HtmlElement, tag: str, flags: int) -> int:
        if tag in {"nav", "aside", "form", "header", "footer"}:
            if tag == "header" and any(True for _ in element.iter("h1", "p", "time")):
                return flags
            if tag == "footer" and any(near.tag in {"article", "main"} for near in element.iterancestors()):
                return flags
            # A page that forgets to close its sidebar has the article inside it.
            if not (_HEADLINE(element) or (tag in {"form", "aside"} and self._is_main(element))):
                return _FOREIGN_MARK
        return flags

    def _in_sentence(self, tag: str) -> bool:
        """Whether an inline element continues a sentence: its name then says nothing of the text."""
        return tag in _INLINE and sum(len(piece) for piece, _, _ in self._pieces) >= 25

    def _is_main(self, element: HtmlElement) -> bool:
        """Whether a block with a foreign name is the article's own wrapper."""
        if text_length(element) > 0.6 * self._total and not self._is_linked(element):
            return True
        return bool(_HEADLINE(element))

    def _holds_prose(self, element: HtmlElement) -> bool:
        """Real prose or nothing but pictures: an article's own part, whatever it is called."""
        length = text_length(element)
        if length <= 3:
            return True
        if self._is_linked(element):
            return bool(_HEADLINE(element))
        if length <= 1000 and _ILLUSTRATION(element):
            return True
        long = sum(1 for p in element.iter("p") if text_length(p) > 120)
        return long >= 2 or length > 1000 or self._is_main(element)

    def _is_linked(self, element: HtmlElement) -> bool:
        """Whether a good part of its words are links: teasers, not prose."""
        return sum(text_length(link) for link in element.iter("a")) > 0.3 * text_length(element)

    def _flush(self) -> None:
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        for run in _paragraphs(pieces):
            text = tidy("".join(piece for piece, _, _ in run))
            if text:
                linked = sum(len(piece.strip()) for piece, in_link, _ in run if in_link)
                bold = all(is_bold or not piece.strip() for piece, _, is_bold in run)
                self._outline.blocks.append(Block(self._owner, text, linked, self._start, self._zone, bold))


_Piece = tuple[str, bool, bool]
_LINE_BREAK: Final[_Piece] = ("\n", False, True)
_SENTENCE_END: Final = re.compile(r"[.!?…:;»”\"]\s*$")


def _ends_line(run: list[_Piece], following: str) -> bool:
    """Whether one <br> ends a paragraph: after a sentence, and between short lines; not where a long line is wrapped."""
    if _SENTENCE_END.search(run[-1][0]):
        return True
    return following.lstrip()[:1].isupper() and sum(len(piece) for piece, _, _ in run) < _SHORT_LINE


_SHORT_LINE: Final = 60


def _paragraphs(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """The run cut where the page breaks a paragraph: at two <br>, or at one that ends a line."""
    run: list[_Piece] = []
    breaks = 0
    for piece in pieces:
        if piece is _LINE_BREAK:
            breaks += 1
            continue
        if breaks and not piece[0].strip():
            continue
        if breaks and run:
            if breaks > 1 or _ends_line(run, piece[0]):
                yield run
                run = []
            else:
                run.append((" ", False, True))
        breaks = 0
        run.append(piece)
    if run:
        yield run
