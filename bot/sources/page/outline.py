"""One walk over a page: its text as blocks in reading order, with what the rules need to judge them.

Every element is looked at once; foreign blocks (menus, comments, related news) are left out whole and remembered, so
that the extraction library gets a tree without them.
"""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.blocks import Block, Outline, Zone
from bot.sources.page.classes import flags_of
from bot.sources.page.document import tidy
from bot.sources.page.icons import is_drawn_eye, is_eye
from bot.sources.page.runs import LINE_BREAK, Piece, paragraphs_in
from bot.sources.page.teasers import teasers_in

_DEAD: Final = frozenset(
    "script style template svg iframe object embed audio video canvas select option datalist button textarea input "
    "math head title link meta base frame frameset noframes applet progress meter dialog track param area map".split()
)
INLINE: Final = frozenset(
    "a b strong i em span font u s strike sub sup small mark abbr cite q time code kbd var label ins del big bdi bdo "
    "data dfn wbr nobr acronym tt rp rt ruby picture source".split()
)
#: Inline elements that hold a statement of their own where the style parts them: not slanted, not raised.
_STATING: Final = frozenset({"span", "a", "time", "small", "label"})
#: A year, a time or a small letter, then what begins anew: no word or number is cut there.
_TOUCHING: Final = re.compile(r"(?:(?<!\d)(?:19|20)\d\d|\d:\d\d)\n\w|[^\W\dA-ZА-ЯЁӨҮҢ_)]\n[\dA-ZА-ЯЁӨҮҢ]|\)\n\w")
_PICTURES: Final = frozenset({"img", "amp-img"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_MARKS: Final = frozenset({"itemprop", "property", "rel"})
_NEVER_FOREIGN: Final = frozenset({"body", "html", "main", "h1", "table", "tbody", "tr"})
_TEXT: Final = XPath("normalize-space(.)")
_LENGTH: Final = XPath("string-length(normalize-space(.))")
_HEADLINE: Final = XPath("boolean(.//h1[string-length(normalize-space(.)) > 14] | .//*[@itemprop='articleBody'])")
_HEADLINES: Final = XPath("count(.//h1[string-length(normalize-space(.)) > 14])")
_ILLUSTRATION: Final = XPath("boolean(descendant-or-self::figure//img)")
_QUOTED: Final = XPath("boolean(.//blockquote | .//table)")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OWN_FOOT: Final = re.compile(r"(?:entry|post|article|news|card)[-_]+footer")
_ROLES: Final = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar tablist".split()
)
#: libxml2 stops at 256 levels; what stands deeper than this is read as one piece.
_DEEPEST: Final = 230
_FOREIGN_MARK: Final = -1


def outline_of(tree: HtmlElement) -> Outline:
    """The outline of a page."""
    body = tree.find("body")
    root = body if body is not None else tree
    strict = _Walker(root)
    outline = strict.walk()
    prose = _prose(outline)
    if strict.doubted > max(2 * prose, 100) and prose < 1000:
        # The article itself has a doubtful name.
        lenient = _Walker(root, is_lenient=True).walk()
        if _prose(lenient) > prose + 100:
            return lenient
    return outline


def _prose(outline: Outline) -> int:
    """Characters of the blocks that read like sentences."""
    return sum(
        len(block.text)
        for block in outline.blocks
        if block.zone is Zone.PLAIN and len(block.text) >= 50 and not block.is_linked and block.text[-1] in ".!?…»”"
    )


def text_length(element: HtmlElement) -> int:
    """How many characters of text stand in it."""
    return int(_LENGTH(element))


def _is_statement(element: HtmlElement, flags: int) -> bool:
    """Whether what stands beside the text is short and no sentence of it."""
    length = text_length(element)
    if length > 300 or length < 60 or flags & classes.AUTHOR:
        return length <= 300
    return not any(_is_sentence(part) for part in (element, *element.iter("p", "div", "li", "blockquote")))


def _is_sentence(element: HtmlElement) -> bool:
    text = str(_TEXT(element))
    return len(text) >= 60 and text[-1] in ".!?…»”" and not any(True for _ in element.iter("a"))


class _Walker:
    def __init__(self, root: HtmlElement, *, is_lenient: bool = False) -> None:
        #: Characters without links in blocks that were left out for a doubtful name.
        self.doubted = 0
        self._is_lenient = is_lenient
        self._root = root
        self._outline = Outline()
        self._total = max(text_length(root), 1)
        self._order = 0
        self._pieces: list[Piece] = []
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
        teasers = teasers_in(element) if len(element) > 1 else ()
        for child in element:
            if child in teasers and not _HEADLINE(child):
                self._leave_out(child)
            else:
                self._visit(child, depth + 1)
            if child.tail:
                self._add(child.tail)

    def _leave_out(self, element: HtmlElement) -> None:
        self._order += 1
        self._outline.foreign.append(element)
        self._outline.foreign_orders.append(self._order)
        if not len(element) and (flags_of(element.get("class") or "") & classes.EYE or is_eye(element, element.tag)):
            # Icons are hidden from those who cannot see them.
            self._outline.eyes.append((self._order, element))
        self._note_counters(element)
        # Words on both sides of what was left out are two words.
        self._add(" ")

    def _add(self, text: str) -> None:
        if not self._pieces:
            self._start = self._order
        self._pieces.append((text, self._links > 0, self._bolds > 0))

    def _visit(self, element: HtmlElement, depth: int) -> None:
        tag = element.tag
        if tag.__class__ is not str or tag in _DEAD:
            if tag == "svg" and is_drawn_eye(element):
                self._outline.eyes.append((self._order, element))
            return
        flags = 0 if tag == "br" or tag in _PICTURES or tag == "noscript" else self._judged(element, tag)
        if flags == _FOREIGN_MARK:
            self._leave_out(element)
            return
        self._order += 1
        if tag == "br":
            self._pieces.append(LINE_BREAK)
        elif tag in _PICTURES:
            self._outline.pictures.append((self._order, element))
        elif tag == "noscript":
            self._unwrap(element)
        else:
            self._enter(element, tag, flags, depth)

    def _unwrap(self, noscript: HtmlElement) -> None:
        """What stands in for a picture that loads late: its address goes to that picture, else it is shown itself."""
        for twin in [*noscript.iter("img")]:
            late = noscript.getprevious()
            late = late if late is not None and late.tag in _PICTURES else None
            if late is None:
                twin.tail = None
                noscript.addprevious(twin)
                self._outline.pictures.append((self._order, twin))
            elif not late.get("data-src"):
                for name in ("src", "srcset"):
                    if twin.get(name):
                        late.set(f"data-{name}", twin.get(name))

    def _enter(self, element: HtmlElement, tag: str, flags: int, depth: int) -> None:
        self._note(element, tag, flags)
        zone = self._zone_of(element, tag, flags)
        if tag in INLINE and zone == self._zone:
            if self._pieces and tag in _STATING and self._touches(element):
                self._add(" ")
            self._inline(element, tag, depth)
            return
        self._flush()
        outer = self._owner, self._zone
        self._owner, self._zone = element, zone
        self._inline(element, tag, depth)
        self._flush()
        self._owner, self._zone = outer

    def _touches(self, element: HtmlElement) -> bool:
        """Whether two statements stand side by side, parted by the page's style alone: «12 июня 2020» «345 просмотров»."""
        last = self._pieces[-1][0][-6:]
        if not last or last[-1].isspace() or not (last[-1].isalnum() or last[-1] == ")"):
            return False
        before = element.getprevious()
        if before is None or (before.tail or "").strip() or before.tag not in INLINE:
            return False
        return bool(_TOUCHING.search(f"{last}\n{next(element.itertext(), '')[:2]}"))

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
        if flags & classes.EYE or is_eye(element, tag):
            outline.eyes.append((self._order, element))
        if tag == "time" or (flags & classes.DATE and text_length(element) <= 160):
            outline.dates.append((self._order, element))

    def _note_counters(self, element: HtmlElement) -> None:
        """A row of share buttons or an article's foot is left out, but not the date and the view counter in it."""
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if flags_of(name) & classes.SHARE or _OWN_FOOT.search(name):
            for inner in list(element.iter("span", "i", "div", "a", "b"))[:60]:
                flags = flags_of(inner.get("class") or "")
                if flags & classes.EYE:
                    self._outline.eyes.append((self._order, inner))
                if flags & classes.DATE and not flags & classes.SHARE and text_length(inner) <= 60:
                    self._outline.dates.append((self._order, inner))

    def _zone_of(self, element: HtmlElement, tag: str, flags: int) -> Zone:
        if self._zone is not Zone.PLAIN:
            return self._zone
        if (tag == "figcaption" or flags & classes.CAPTION) and text_length(element) <= 500:
            return Zone.CAPTION
        if flags & classes.GALLERY and text_length(element) <= 2000 and not _HEADLINE(element):
            return Zone.CAPTION
        if tag == "figure" and not _QUOTED(element) and text_length(element) <= 800:
            return Zone.CAPTION
        if tag == "footer" or (flags & classes.META and not self._in_sentence(tag) and _is_statement(element, flags)):
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
            elif key in _MARKS:
                self._outline.marked.append(element)
        flags = flags_of(name) if name else 0
        if tag in _NEVER_FOREIGN:
            return flags
        if role in _ROLES or hidden or (style and _HIDDEN_STYLE.search(style[:500])):
            return flags if self._is_main(element) else _FOREIGN_MARK
        return self._by_name(element, tag, flags)

    def _by_name(self, element: HtmlElement, tag: str, flags: int) -> int:
        if flags & (classes.FOREIGN | classes.DOUBTFUL) and not self._in_sentence(tag):
            if flags & classes.CAPTION and not flags & classes.FOREIGN:
                return flags
            if flags & classes.META and flags & classes.FOREIGN and text_length(element) <= 120:
                # "nav meta": a row of date and counters in a framework's words.
                return flags
            if flags & classes.FOREIGN and not self._is_main(element):
                return _FOREIGN_MARK
            if flags & classes.DOUBTFUL and not self._is_lenient and not self._holds_prose(element):
                if not self._is_linked(element):
                    self.doubted += text_length(element)
                return _FOREIGN_MARK
        if flags & classes.GALLERY and (
            _HEADLINES(element) > 1 or (self._leads_on(element) and not self._is_main(element))
        ):
            # Slides with a headline each are banners, whatever the page's own headline is.
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
        return tag in INLINE and sum(len(piece) for piece, _, _ in self._pieces) >= 25

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

    def _leads_on(self, element: HtmlElement) -> bool:
        """The same of a slider, whose arrows are no links to other pages."""
        links = (link for link in element.iter("a") if not (link.get("href") or "").startswith("#"))
        return sum(text_length(link) for link in links) > 0.3 * text_length(element)

    def _flush(self) -> None:
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        for run in paragraphs_in(pieces):
            text = tidy("".join(piece for piece, _, _ in run))
            if text:
                linked = sum(len(piece.strip()) for piece, in_link, _ in run if in_link)
                bold = all(is_bold or not piece.strip() for piece, _, is_bold in run)
                self._outline.blocks.append(Block(self._owner, text, linked, self._start, self._zone, bold))
