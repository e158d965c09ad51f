"""A parsed page: its tree, its meta tags and its JSON-LD, each looked up once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.errors import NotUnderstood
from bot.sources.charset import decode
from bot.sources.page.json_ld import article_stated

_CONTROL = bytes(32 if code < 32 and code not in {9, 10, 13} else code for code in range(256))
#: Soft hyphens, zero-width signs, byte-order marks: never seen by a reader.
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF], None)
#: Kept before a dash or an ellipsis, and in French where it belongs.
_GAP = re.compile(r"(\w) ([,.](?:\s|$))")


@dataclass(frozen=True)
class Page:
    """What the rules look at."""

    url: str
    tree: HtmlElement
    #: Lower-case name or property → every content, in order.
    meta: Mapping[str, list[str]]
    #: The JSON-LD object that describes this article; {} where there is none.
    ld: Mapping[str, Any]
    #: The address relative links start from.
    base: str
    notes: list[str] = field(default_factory=list)

    def first_meta(self, *names: str) -> str | None:
        """The first non-empty content of the named tags, in the order of the names."""
        return next((text for name in names for text in self.meta.get(name, ()) if text), None)

    def absolute(self, address: str) -> str:
        """The address made absolute; "" for one that cannot be."""
        address = address.strip()
        if address.startswith(("https://", "http://")) and "/." not in address:
            return address
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""


def parse(body: bytes, url: str, content_type: str | None) -> Page:
    """The page's tree and what its head declares. Raises NotUnderstood for what is no HTML."""
    decoded = decode(body, content_type)
    clean = decoded.text.encode("utf-8", "replace").translate(_CONTROL)
    if not clean.strip():
        raise NotUnderstood(url, "the page is empty")
    parser = HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = document_fromstring(clean, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise NotUnderstood(url, "it is no HTML page") from None
    base = next((href for href in tree.xpath("//base/@href") if href.strip()), "")
    stated = article_stated(tree, url)
    etree.strip_elements(tree, "script", "style", "template", with_tail=False)
    return Page(url, tree, _meta(tree), stated, urljoin(url, base), list(decoded.notes))


def squeezed(text: str) -> str:
    """The text with every run of blanks made one."""
    return " ".join(text.split())


def tidy(text: str) -> str:
    """The text squeezed, without invisible signs, and without the blank that markup leaves before a comma."""
    return _GAP.sub(r"\1\2", squeezed(text if text.isascii() else text.translate(_INVISIBLE)))


def text_of(element: Any) -> str:
    """The element's whole text, squeezed."""
    return squeezed(" ".join(element.itertext()))


def class_words(element: Any) -> str:
    """The element's class and id, lower case: what its makers called it."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content is not None:
            found.setdefault(name.strip().lower(), []).append(squeezed(content))
    return found


def folded(text: str) -> str:
    """The text's letters and digits alone, lower case: equal for texts that differ in typography only."""
    return _NO_WORD.sub(" ", text.casefold().replace("ё", "е")).strip()


def shown_text(element: Any) -> str:
    """The element's text as shown: words joined by markup stay joined, blocks and breaks part them."""
    pieces: list[str] = []
    _collect(element, pieces, 0)
    # The gap between two blocks is no gap before a colon.
    return _FALSE_GAP.sub(r"\1", squeezed("".join(pieces))).replace(_GAP_MARK, "")


def _collect(element: Any, pieces: list[str], depth: int) -> None:
    if element.text:
        pieces.append(element.text)
    for child in element:
        parts = child.tag in _PARTING
        if parts:
            pieces.append(_GAP_MARK + " ")
        if child.tag not in _UNSHOWN and isinstance(child.tag, str) and depth < 50:
            _collect(child, pieces, depth + 1)
        if parts:
            pieces.append(_GAP_MARK + " ")
        if child.tail:
            pieces.append(child.tail)


#: Stands before a blank that no reader wrote.
_GAP_MARK = "\x1f"
_FALSE_GAP = re.compile(r"\x1f \x1f? ?([,.:;!?»)])")
_UNSHOWN = frozenset({"script", "style", "svg", "noscript"})
_NO_WORD = re.compile(r"[\W_]+")
_PARTING = frozenset({"br", "div", "p", "h1", "h2", "h3", "h4", "small", "li", "span"})
