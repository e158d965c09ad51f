"""RSS, Atom, RDF and JSON Feed, in whatever condition they come."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser

from bot.errors import NotUnderstood
from bot.model.article import Found, Image, SourceKind, Unaddressed
from bot.sources.charset import decode
from bot.sources.dates import parse_date
from bot.sources.language import normal_code
from bot.sources.reading import Reading, cleaned, once, plain_text

_TRACKING_FRAGMENT = re.compile(r"utm_|xtor=|at_medium", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp)(?:$|\?)", re.IGNORECASE)


def read_feed(body: bytes, url: str, content_type: str | None, timezone: ZoneInfo) -> Reading:
    """The feed's entries. Raises NotUnderstood for what is none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url, timezone)
    parsed = feedparser.parse(
        _declared_right(body, content_type),
        response_headers={"content-location": url, "content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise NotUnderstood(url, "it is no feed → name the address of its RSS, Atom or JSON feed, or of a listing page")
    home = cleaned(parsed.feed.get("link"), url) or url
    is_rdf = str(parsed.get("version") or "").startswith(("rss10", "rss090"))
    read = [_entry(entry, home, url, timezone, is_rdf=is_rdf) for entry in parsed.entries]
    hub = next((link.get("href") for link in parsed.feed.get("links", ()) if link.get("rel") == "hub"), None)
    return _reading(read, normal_code(parsed.feed.get("language")), hub, _faults(parsed))


def _reading(
    read: Iterable[Found | Unaddressed], language: str | None, hub: str | None, faults: Iterable[str]
) -> Reading:
    """The entries in their order, each once, those without an address apart."""
    entries = list(read)
    found = [entry for entry in entries if isinstance(entry, Found)]
    kept = once(found)
    first_copies = set(map(id, kept))
    shown = [entry for entry in entries if isinstance(entry, Unaddressed) or id(entry) in first_copies]
    unaddressed = tuple(
        replace(entry, position=position) for position, entry in enumerate(shown) if isinstance(entry, Unaddressed)
    )
    notes = [*faults]
    if unaddressed:
        notes.append(f"{len(unaddressed)} entries have no address")
    if len(kept) < len(found):
        notes.append(f"{len(found) - len(kept)} entries stand there twice")
    return Reading(SourceKind.FEED, kept, language=language, unaddressed=unaddressed, hub=hub, notes=tuple(notes))


def _faults(parsed: Any) -> Iterator[str]:
    fault = parsed.get("bozo_exception")
    if parsed.get("bozo") and not isinstance(fault, feedparser.CharacterEncodingOverride):
        yield f"the XML is broken ({fault}); {len(parsed.entries)} entries were read nevertheless"


def _declared_right(body: bytes, content_type: str | None) -> bytes:
    """The bytes as utf-8 with a declaration that says so: what they claim may be wrong."""
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"} or not body.isascii():
        text = decode(body, content_type).text
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
        return b'<?xml version="1.0" encoding="utf-8"?>' + text.lstrip("\ufeff").encode()
    return body.lstrip()


def _entry(
    entry: Mapping[str, Any], home: str, feed_url: str, timezone: ZoneInfo, *, is_rdf: bool
) -> Found | Unaddressed:
    base = _base(entry, home, feed_url)
    # RDF has no ids: what the parser calls one there is the address again.
    identity = None if is_rdf else (entry.get("id") or "").strip() or None
    title, published = plain_text(entry.get("title")), _published(entry, timezone)
    address = _address(entry, base)
    if address is None and identity and identity.startswith(("http://", "https://")):
        address = _page(identity, base)
    if address is None:
        return Unaddressed(0, identity, title, published)
    content = _content(entry)
    return Found(
        url=address,
        id=identity,
        title=title,
        published=published,
        summary=plain_text(entry.get("summary")),
        content=content,
        language=normal_code(entry.get("language") or (entry.get("title_detail") or {}).get("language")),
        images=_images(entry, base),
    )


def _base(entry: Mapping[str, Any], home: str, feed_url: str) -> str:
    """xml:base of the entry, else the feed's page, for relative links."""
    for detail in ("title_detail", "summary_detail"):
        base = (entry.get(detail) or {}).get("base")
        if base and base != feed_url:
            return urljoin(feed_url, str(base))
    return home if home != feed_url else feed_url


def _address(entry: Mapping[str, Any], base: str) -> str | None:
    links = [link for link in entry.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    pages = [link for link in links if "html" in link.get("type", "html")]
    for link in (*pages, *links):
        if found := _page(link.get("href"), base):
            return found
    if not entry.get("guidislink") and (found := _page(entry.get("link"), base)):
        return found
    own = (link.get("href") for link in entry.get("links", ()) if link.get("rel") == "self")
    return next((found for href in own if (found := _page(href, base))), None)


def _page(address: str | None, base: str) -> str | None:
    """The entry's address; its fragment stays: it may be all that tells two entries of one page apart."""
    page = cleaned(address, base)
    fragment = urlsplit(address.strip()).fragment if page and address else ""
    return f"{page}#{fragment}" if fragment and not _TRACKING_FRAGMENT.match(fragment) else page


def _content(entry: Mapping[str, Any]) -> str | None:
    parts = [part.get("value") for part in entry.get("content", ()) if part.get("value")]
    return max(parts, key=len, default=None) or entry.get("fulltext") or entry.get("yandex_full-text")


def _published(entry: Mapping[str, Any], timezone: ZoneInfo) -> datetime | None:
    for name in ("published", "created", "updated", "date"):
        written = entry.get(name)
        if not written:
            continue
        if found := parse_date(str(written), timezone):
            return found.moment.astimezone(UTC)
        parsed = entry.get(f"{name}_parsed")
        if parsed:
            year, month, day, hour, minute, second = parsed[:6]
            return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return None


def _images(entry: Mapping[str, Any], base: str) -> tuple[Image, ...]:
    candidates: list[tuple[str | None, str | None]] = []
    for media in (*entry.get("media_content", ()), *entry.get("enclosures", ()), *entry.get("media_thumbnail", ())):
        kind, address = media.get("type") or media.get("medium") or "", media.get("url") or media.get("href")
        if address and (kind.startswith("image") or (not kind and _PICTURE.search(address))):
            candidates.append((address, media.get("title")))
    found = {image: caption for address, caption in candidates if (image := _image(address, base))}
    return tuple(Image(url, plain_text(caption)) for url, caption in found.items())


def _image(address: str | None, base: str) -> str | None:
    joined = urljoin(base, (address or "").strip())
    return joined if joined.startswith(("http://", "https://")) else None


def _json_feed(body: bytes, url: str, timezone: ZoneInfo) -> Reading:
    try:
        feed = json.loads(decode(body, None).text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(url, f"it is no JSON Feed: {error}") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotUnderstood(url, "it is JSON, but no JSON Feed: it has no list of items")
    base = cleaned(str(feed.get("home_page_url") or ""), url) or url
    entries = (entry for entry in feed["items"] if isinstance(entry, dict))
    read = [_json_entry(entry, base, timezone) for entry in entries]
    return _reading(read, normal_code(_text(feed.get("language"))), None, ())


def _json_entry(entry: Mapping[str, Any], base: str, timezone: ZoneInfo) -> Found | Unaddressed:
    identity = str(entry["id"]).strip() or None if isinstance(entry.get("id"), str | int | float) else None
    date = parse_date(_text(entry.get("date_published")) or _text(entry.get("date_modified")) or "", timezone)
    title, published = plain_text(_text(entry.get("title"))), date.moment.astimezone(UTC) if date else None
    address = _page(_text(entry.get("url")) or _text(entry.get("external_url")), base)
    if address is None and identity and identity.startswith(("http://", "https://")):
        address = _page(identity, base)
    if address is None:
        return Unaddressed(0, identity, title, published)
    image = _image(_text(entry.get("image")) or _text(entry.get("banner_image")), base)
    return Found(
        url=address,
        id=identity,
        title=title,
        published=published,
        summary=plain_text(_text(entry.get("summary"))),
        content=_text(entry.get("content_html")) or _text(entry.get("content_text")),
        language=normal_code(_text(entry.get("language"))),
        images=(Image(image),) if image and image != base else (),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
