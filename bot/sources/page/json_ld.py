"""What a page states in JSON-LD, however carelessly its template writes it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

_ARTICLES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "LiveBlogPosting", "TechArticle", "Report",
     "AnalysisNewsArticle", "OpinionNewsArticle", "SocialMediaPosting", "ScholarlyArticle", "AdvertiserContentArticle"}
)  # fmt: skip
_PAGES = frozenset({"WebPage", "ItemPage"})
_JSON = json.JSONDecoder(strict=False)
#: What hides JSON from browsers of the nineties.
_WRAPPED = re.compile(r"^(?:\s|//|/\*|\*/|<!--|<!\[CDATA\[)+")
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_STATED = re.compile(
    r"\"(@type|datePublished|dateCreated|dateModified|articleSection)\"\s{0,9}:\s{0,9}\"([^\"\n\\]{1,60})\""
)
_SCRIPTS, _CANDIDATES = 30, 40


def article_stated(tree: HtmlElement, url: str) -> Mapping[str, Any]:
    """The JSON-LD object of the page's article; {} where there is none.

    Of several, the one that names this page or its headline; a page object stands in where it states a date.
    """
    articles: list[Mapping[str, Any]] = []
    pages: list[Mapping[str, Any]] = []
    for entry in _entries(tree):
        types = set(_types(entry))
        if types & _ARTICLES:
            articles.append(entry)
        elif types & _PAGES and entry.get("datePublished"):
            pages.append(entry)
    if len(articles) > 1:
        shown = _shown_titles(tree)
        articles = sorted(articles[:_CANDIDATES], key=lambda entry: -_fitness(entry, url, shown))
    return next(iter((*articles, *pages)), {})


def _entries(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    scripts = [script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    for script in scripts[:_SCRIPTS]:
        text = script.text_content()
        value = _loaded(text)
        yield from [_salvaged(text)] if value is None else _objects(value)


def _loaded(text: str) -> Any:
    """The first value in the text: what careless templates leave behind it is not looked at."""
    text = _WRAPPED.sub("", text[:400]) + text[400:]
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return _JSON.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _salvaged(text: str) -> Mapping[str, Any]:
    """The plain statements of JSON that cannot be read, usually for a quotation mark in its headline."""
    found: dict[str, Any] = {}
    for key, value in _STATED.findall(text[:200_000]):
        if key != "@type":
            found.setdefault(key, value)
        elif value in _ARTICLES:
            found[key] = value
    return found if "@type" in found else {}


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
    return [str(name).rpartition("/")[2] for name in kind] if isinstance(kind, list) else [str(kind).rpartition("/")[2]]


def _shown_titles(tree: HtmlElement) -> str:
    shown = " ".join(str(element.text_content()) for element in [*tree.iter("title", "h1", "h2")][:12])
    return _key(shown)


def _fitness(entry: Mapping[str, Any], url: str, shown: str) -> int:
    """How surely the entry is of this page: its address 2, its headline 1."""
    main = entry.get("mainEntityOfPage")
    addresses = (entry.get("url"), entry.get("@id"), main.get("@id") if isinstance(main, dict) else main)
    names_page = any(isinstance(address, str) and _is_here(address, url) for address in addresses)
    headline = entry.get("headline") or entry.get("name")
    names_title = isinstance(headline, str) and len(headline) >= 8 and _key(html.unescape(headline)) in shown
    return 2 * names_page + names_title


def _is_here(address: str, url: str) -> bool:
    try:
        there, here = urlsplit(urljoin(url, address.strip())), urlsplit(url)
    except ValueError:
        return False
    return there.hostname == here.hostname and there.path.rstrip("/") == here.path.rstrip("/") and there.path != "/"


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
