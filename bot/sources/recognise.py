"""What a body is: feed, sitemap, or HTML; by its content, whatever its type says."""

from __future__ import annotations

import re

from bot.model.article import SourceKind

_ROOT = re.compile(
    rb"<\s*(?:[\w-]+:)?(rss|feed|rdf|urlset|sitemapindex|channel|html|!doctype\s+html)(?=[\s>/])", re.IGNORECASE
)
#: A feed that a careless server wrapped into HTML.
_WRAPPED = re.compile(rb"<(feed|rss|rdf|urlset)\b[^>]{0,200}(?:xmlns|version)\s*=", re.IGNORECASE)
_ADDRESSES = re.compile(rb"(?:https?://[^\s<>]+\s+)*https?://[^\s<>]+\s*")
_KINDS = {
    b"rss": SourceKind.FEED,
    b"feed": SourceKind.FEED,
    b"rdf": SourceKind.FEED,
    b"channel": SourceKind.FEED,
    b"urlset": SourceKind.SITEMAP,
    b"sitemapindex": SourceKind.SITEMAP_INDEX,
}


def recognise(body: bytes) -> SourceKind | None:
    """The kind of source; None for HTML and for what is neither (the reader of pages then tells)."""
    start = body[:4096]
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        start = start.decode("utf-16", "ignore").encode()
    stripped = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"{"):
        return SourceKind.FEED
    if _ADDRESSES.fullmatch(stripped):
        return SourceKind.SITEMAP
    # What stands in comments is not there.
    stripped = re.sub(rb"<!--.*?-->", b"", stripped, flags=re.DOTALL)
    found = _ROOT.search(stripped)
    if found and found.group(1).lower() not in _KINDS and (wrapped := _WRAPPED.search(stripped)):
        found = wrapped
    return _KINDS.get(found.group(1).lower()) if found else None
