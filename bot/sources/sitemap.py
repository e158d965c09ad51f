"""Sitemaps, news sitemaps, lists of addresses as text, and indexes of sitemaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.model.article import Found, Image, SourceKind
from bot.sources.charset import decode
from bot.sources.feed_dates import feed_moment
from bot.sources.language import normal_code
from bot.sources.loose_xml import Document, Element, Grammar, read_xml
from bot.sources.reading import Reading, cleaned, once, plain_text

_SITEMAP = Grammar(
    roots=frozenset({"urlset", "sitemapindex"}),
    entries=frozenset({"url", "sitemap"}),
    plain=frozenset(
        {"loc", "lastmod", "news:title", "news:publication_date", "news:language", "news:name", "image:loc",
         "changefreq", "priority"}
    ),
    markup=frozenset(),
)  # fmt: skip


def read_sitemap(body: bytes, url: str, timezone: ZoneInfo) -> Reading:
    """The pages a sitemap names, or the sitemaps an index names, newest first. Raises NotUnderstood."""
    text = decode(body, None).text
    document = read_xml(text, url, _SITEMAP)
    if document is None:
        return _listed(text, url)
    notes = (f"the XML is broken ({document.fault}); what is whole in it was read",) if document.fault else ()
    if document.root.name == "sitemapindex":
        children = tuple(dict.fromkeys(_children(document, url, timezone)))
        return Reading(SourceKind.SITEMAP_INDEX, (), sitemaps=children, notes=notes)
    return Reading(SourceKind.SITEMAP, once(_pages(document, url, timezone)), notes=notes)


def _listed(text: str, url: str) -> Reading:
    """A sitemap without XML: an address a line."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    pages = [page for line in lines if line.startswith("http") and (page := cleaned(line, url))]
    if not pages:
        raise NotUnderstood(url, "it is no sitemap: neither XML of one nor a list of addresses")
    return Reading(SourceKind.SITEMAP, once(Found(url=page) for page in pages))


def _children(document: Document, url: str, timezone: ZoneInfo) -> list[str]:
    dated = [
        (feed_moment(entry.first("lastmod"), timezone) or datetime.min.replace(tzinfo=UTC), address)
        for entry in document.entries
        if entry.name == "sitemap" and (address := cleaned(_address(entry), url))
    ]
    # News first whatever its date: it is made for what we look for.
    return [address for _, address in sorted(dated, key=lambda pair: ("news" in pair[1], pair[0]), reverse=True)]


def _pages(document: Document, url: str, timezone: ZoneInfo) -> Iterator[Found]:
    for entry in document.entries:
        address = cleaned(_address(entry), url) if entry.name == "url" else None
        if address is None:
            continue
        news = next(entry.each("news:news"), entry)
        publication = next(news.each("news:publication"), news)
        yield Found(
            url=address,
            title=plain_text(news.first("news:title")),
            published=feed_moment(news.first("news:publication_date"), timezone)
            or feed_moment(entry.first("lastmod"), timezone),
            language=normal_code(publication.first("news:language") or news.first("news:language")),
            images=tuple(_images(entry, url)),
        )


def _address(entry: Element) -> str | None:
    return (entry.first("loc") or "").replace("&amp;", "&") or None


def _images(entry: Element, url: str) -> Iterator[Image]:
    for picture in entry.each("image:image"):
        address = cleaned(picture.first("image:loc"), url)
        if address:
            yield Image(address)
