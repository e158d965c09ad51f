"""A parsed page: its tree, its meta tags and its JSON-LD, each looked up once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.errors import NotUnderstood
from bot.sources.charset import decode

_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "LiveBlogPosting", "TechArticle", "Report",
     "AnalysisNewsArticle", "OpinionNewsArticle", "SocialMediaPosting", "ScholarlyArticle", "AdvertiserContentArticle"}
)  # fmt: skip
_BLANKS = re.compile(r"[\s\xa0\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


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
        try:
            return urljoin(self.base, address.strip())
        except ValueError:
            return ""


def parse(body: bytes, url: str, content_type: str | None) -> Page:
    """The page's tree and what its head declares. Raises NotUnderstood for what is no HTML."""
    decoded = decode(body, content_type)
    text = _CONTROL.sub("", decoded.text)
    if not text.strip():
        raise NotUnderstood(url, "the page is empty")
    # The declaration would be refused in a text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = document_fromstring(text, parser=HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise NotUnderstood(url, "it is no HTML page") from None
    base = next((href for href in tree.xpath("//base/@href") if href.strip()), "")
    return Page(url, tree, _meta(tree), _json_ld(tree), urljoin(url, base), list(decoded.notes))


def squeezed(text: str) -> str:
    """The text with every run of blanks made one."""
    return _BLANKS.sub(" ", text).strip()


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


def _json_ld(tree: HtmlElement) -> Mapping[str, Any]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for entry in _objects(_loaded(script.text_content())):
            if _ARTICLE_TYPES & set(_types(entry)):
                return entry
    return {}


def _loaded(text: str) -> Any:
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for inner in value[:200]:
            yield from _objects(inner, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _types(entry: Mapping[str, Any]) -> list[str]:
    kind = entry.get("@type")
    return [str(name) for name in kind] if isinstance(kind, list) else [str(kind)]
