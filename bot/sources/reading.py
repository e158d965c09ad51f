"""What the readers of sources give back, and what they share."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.article import Found, SourceKind
from bot.sources.canonical import clean_url


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed, sitemap or listing holds."""

    kind: SourceKind
    #: In the source's own order, each article once.
    found: tuple[Found, ...]
    #: Sitemaps named by an index.
    sitemaps: tuple[str, ...] = ()
    language: str | None = None
    #: WebSub hub; None where there is none.
    hub: str | None = None
    #: Faults lived with, in plain words.
    notes: tuple[str, ...] = ()


def plain_text(markup: str | None) -> str | None:
    """Text without tags and entities, blanks squeezed; None for nothing."""
    if not markup:
        return None
    text = re.sub(r"<(?:script|style)\b[^>]*>.*?</(?:script|style)>", " ", markup, flags=re.IGNORECASE | re.DOTALL)
    text = re.sub(r"</?[a-zA-Z!][^<>]{0,2000}>", " ", text)
    text = html.unescape(html.unescape(text))
    return " ".join(text.split()) or None


def cleaned(address: str | None, base: str) -> str | None:
    """The address made absolute and clean; None for one that leads to no page."""
    if not address or not address.strip():
        return None
    try:
        return clean_url(address, base)
    except ValueError:
        return None


def once(entries: Iterable[Found]) -> tuple[Found, ...]:
    """The entries without second copies: the same id, or the same address."""
    ids: set[str] = set()
    urls: set[str] = set()
    kept: list[Found] = []
    for entry in entries:
        if entry.url in urls or (entry.id is not None and entry.id in ids):
            continue
        urls.add(entry.url)
        if entry.id is not None:
            ids.add(entry.id)
        kept.append(entry)
    return tuple(kept)
