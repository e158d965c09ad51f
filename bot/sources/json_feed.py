"""JSON Feed 1.0 and 1.1, also where its text is damaged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.model.article import Found, Image, Unaddressed
from bot.sources.feed_dates import feed_moment
from bot.sources.language import normal_code
from bot.sources.reading import Reading, cleaned, entries_page, feed_reading, plain_text

_DECODER = json.JSONDecoder(strict=False)
_ITEMS = re.compile(r'"items"\s*:\s*\[')


def read_json_feed(text: str, url: str, timezone: ZoneInfo) -> Reading:
    """The feed's entries. Raises NotUnderstood for what is no JSON Feed."""
    text, faults = text.lstrip("\ufeff"), []
    try:
        feed = _DECODER.raw_decode(text.strip())[0]
    except (ValueError, RecursionError) as error:
        feed = _salvaged(text)
        if feed is None:
            raise NotUnderstood(url, f"it is no JSON Feed: {error}") from None
        faults = [f"the JSON is broken ({error}); what is whole in it was read"]
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotUnderstood(url, "it is JSON, but no JSON Feed: it has no list of items")
    base = cleaned(_text(feed.get("home_page_url")) or _text(feed.get("feed_url")), url) or url
    entries = (_entry(entry, base, timezone) for entry in feed["items"] if isinstance(entry, dict))
    hubs = feed.get("hubs")
    hub = next((h.get("url") for h in hubs if isinstance(h, dict)), None) if isinstance(hubs, list) else None
    return feed_reading(entries, normal_code(_text(feed.get("language"))), _text(hub), faults)


def _salvaged(text: str) -> dict[str, Any] | None:
    """The feed's head and those of its items that are whole; None where no list of items begins."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    head = dict(re.findall(r'"(home_page_url|feed_url|language)"\s*:\s*"([^"\\]*)"', text[: start.start()]))
    return {**head, "items": list(_whole_items(text, start.end()))}


def _whole_items(text: str, at: int) -> Iterator[Any]:
    while True:
        while text[at : at + 1] in {",", " ", "\t", "\r", "\n"}:
            at += 1
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield item


def _entry(entry: Mapping[str, Any], base: str, timezone: ZoneInfo) -> Found | Unaddressed:
    identity = _identity(entry.get("id"))
    title = plain_text(_text(entry.get("title")))
    published = feed_moment(_text(entry.get("date_published")), timezone)
    published = published or feed_moment(_text(entry.get("date_modified")), timezone)
    own = identity if identity and identity.startswith(("http://", "https://")) else None
    written = (_text(entry.get("url")), _text(entry.get("external_url")), own)
    address = next((page for text in written if text and (page := entries_page(text, base))), None)
    if address is None:
        return Unaddressed(0, identity, title, published)
    return Found(
        url=address,
        id=identity,
        title=title,
        published=published,
        summary=plain_text(_text(entry.get("summary"))),
        content=_text(entry.get("content_html")) or _text(entry.get("content_text")),
        language=normal_code(_text(entry.get("language"))),
        images=tuple(_images(entry, base)),
    )


def _identity(written: object) -> str | None:
    """The id as text; a whole number is the same id with and without its point."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    return str(written).strip() or None


def _images(entry: Mapping[str, Any], base: str) -> Iterator[Image]:
    attached = entry.get("attachments")
    attachments = [a for a in attached if isinstance(a, dict)] if isinstance(attached, list) else []
    pictures = [_text(a.get("url")) for a in attachments if (_text(a.get("mime_type")) or "").startswith("image")]
    for address in dict.fromkeys([_text(entry.get("image")) or _text(entry.get("banner_image")), *pictures]):
        try:
            joined = urljoin(base, address.strip()) if address else ""
        except ValueError:
            continue
        if joined.startswith(("http://", "https://")):
            yield Image(joined)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
