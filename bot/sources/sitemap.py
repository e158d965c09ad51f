"""Sitemaps, news sitemaps and their indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from bot.errors import NotUnderstood
from bot.model.article import Found, Image, SourceKind
from bot.sources.dates import parse_date
from bot.sources.language import normal_code
from bot.sources.reading import Reading, cleaned, once, plain_text


def read_sitemap(body: bytes, url: str, timezone: ZoneInfo) -> Reading:
    """The pages a sitemap names, or the sitemaps an index names, newest first. Raises NotUnderstood."""
    # Entities are not resolved: no bomb of them, no file of ours is read.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False, remove_comments=True
    )
    root = etree.fromstring(body.lstrip(), parser=parser)
    if root is None:
        raise NotUnderstood(url, "it is no sitemap: there is no XML in it")
    if _name(root) == "sitemapindex":
        return Reading(SourceKind.SITEMAP_INDEX, (), sitemaps=tuple(_children(root, url, timezone)))
    if _name(root) != "urlset":
        raise NotUnderstood(url, f"it is no sitemap: it begins with <{_name(root)}>")
    return Reading(SourceKind.SITEMAP, once(_pages(root, url, timezone)))


def _children(root: Any, url: str, timezone: ZoneInfo) -> list[str]:
    dated = [
        (_moment(_value(entry, "lastmod"), timezone) or datetime.min.replace(tzinfo=UTC), address)
        for entry in root
        if _name(entry) == "sitemap" and (address := cleaned(_value(entry, "loc"), url))
    ]
    # News first whatever its date: it is made for what we look for.
    return [address for _, address in sorted(dated, key=lambda pair: ("news" in pair[1], pair[0]), reverse=True)]


def _pages(root: Any, url: str, timezone: ZoneInfo) -> Iterator[Found]:
    for entry in root:
        if _name(entry) != "url":
            continue
        address = cleaned(_value(entry, "loc"), url)
        if address is None:
            continue
        yield Found(
            url=address,
            title=plain_text(_value(entry, "title")),
            published=_moment(_value(entry, "publication_date"), timezone)
            or _moment(_value(entry, "lastmod"), timezone),
            language=normal_code(_value(entry, "language")),
            images=tuple(Image(text) for text in _values(entry, "image", "loc")),
        )


def _moment(written: str | None, timezone: ZoneInfo) -> datetime | None:
    found = parse_date(written, timezone) if written else None
    return found.moment.astimezone(UTC) if found else None


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _value(entry: Any, name: str) -> str | None:
    """The text of the first element of that name that is no picture's."""
    for element in entry.iter():
        parent = element.getparent()
        if _name(element) == name and (parent is None or _name(parent) not in {"image", "video"}) and element.text:
            return str(element.text).strip()
    return None


def _values(entry: Any, parent: str, name: str) -> Iterator[str]:
    for element in entry.iter():
        above = element.getparent()
        if _name(element) == name and above is not None and _name(above) == parent and element.text:
            yield str(element.text).strip()
