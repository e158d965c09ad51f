"""Reads sources and pages: recognises, asks conditionally, hands on what an editor would see."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood, ReadingError
from bot.http import Fetcher
from bot.model.article import Article, Found, SourceKind, SourceMemory, Visit
from bot.sources.feed import read_feed
from bot.sources.listing import read_listing
from bot.sources.page import read_page
from bot.sources.page.document import parse
from bot.sources.reading import Reading, once, unpacked
from bot.sources.recognise import recognise
from bot.sources.sitemap import read_sitemap

#: Child sitemaps of an index that one visit follows, newest first.
_CHILD_SITEMAPS = 3
#: An index in an index is followed; one in that is not.
_DEEPEST_INDEX = 2
_SITEMAP_BYTES = 50_000_000
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_ACCEPT_SOURCE = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"
_ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"


class SourceReader:
    """Reads over one guarded fetcher; safe to share between threads."""

    def __init__(self, fetcher: Fetcher, *, timezone: ZoneInfo) -> None:
        """`timezone`: the site's, for dates that name none."""
        self._fetcher = fetcher
        self._timezone = timezone

    def visit(self, url: str, memory: SourceMemory, *, selector: str | None = None) -> Visit:
        """What is in the source now; nothing and `changed=False` when it is as remembered. Raises ReadingError.

        `selector`: a CSS selector of a listing's articles, where telling them by structure fails.
        """
        fetched = self._fetcher.fetch(
            url, etag=memory.etag, last_modified=memory.last_modified, max_bytes=_SITEMAP_BYTES, accept=_ACCEPT_SOURCE
        )
        if fetched.not_modified:
            return Visit(None, (), memory, changed=False)
        digest = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
        fresh = SourceMemory(fetched.headers.get("etag"), fetched.headers.get("last-modified"), digest)
        if digest == memory.body_hash:
            return Visit(None, (), fresh, changed=False)
        body = unpacked(fetched.body, fetched.url)
        reading = self._with_children(self._read(body, fetched.url, fetched.content_type, selector))
        return Visit(
            reading.kind,
            reading.found,
            fresh,
            sitemaps=reading.sitemaps,
            unaddressed=reading.unaddressed,
            notes=reading.notes,
        )

    def page(self, url: str, *, language: str | None = None) -> Article:
        """The article at that address. Raises ReadingError."""
        fetched = self._fetcher.fetch(url, accept=_ACCEPT_PAGE)
        return self.article(fetched.body, fetched.url, fetched.content_type, language=language)

    def article(self, body: bytes, url: str, content_type: str | None, *, language: str | None = None) -> Article:
        """The article in these bytes. Raises NotUnderstood."""
        return read_page(body, url, content_type=content_type, timezone=self._timezone, language=language)

    def entry(self, found: Found, *, language: str | None = None) -> Article | None:
        """The article as the feed itself carries it; None when it carries no text worth the name."""
        if not found.content or not found.title:
            return None
        title = html.escape(found.title)
        body = f"<article><h1>{title}</h1>{found.content}</article>"
        page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
        try:
            article = self.article(page.encode(), found.url, "text/html; charset=utf-8", language=language)
        except NotUnderstood:
            return None
        if not article.text:
            return None
        notes = (*article.notes, "its page could not be read: this is the feed's own text")
        return replace(article, published=found.published, images=article.images or found.images, notes=notes)

    def inspect(self, body: bytes, url: str, content_type: str | None) -> Visit | Article:
        """What these bytes are: a source's entries, or one article. Raises NotUnderstood, TooLarge."""
        body = unpacked(body, url)
        if recognise(body) is not None or not _has_markup(body):
            reading = self._read(body, url, content_type)
        elif _is_article(body, url, content_type):
            return self.article(body, url, content_type)
        else:
            try:
                reading = read_listing(body, url, content_type, self._timezone)
            except NotUnderstood:
                return self.article(body, url, content_type)
        return Visit(
            reading.kind,
            reading.found,
            SourceMemory(),
            sitemaps=reading.sitemaps,
            unaddressed=reading.unaddressed,
            notes=reading.notes,
        )

    def _read(self, body: bytes, url: str, content_type: str | None, selector: str | None = None) -> Reading:
        kind = recognise(body)
        if kind is SourceKind.FEED:
            return read_feed(body, url, content_type, self._timezone)
        if kind in {SourceKind.SITEMAP, SourceKind.SITEMAP_INDEX}:
            return read_sitemap(body, url, self._timezone)
        if not _has_markup(body):
            raise NotUnderstood(url, "it is neither feed nor sitemap nor HTML → name the address of one of these")
        return read_listing(body, url, content_type, self._timezone, selector)

    def _with_children(self, reading: Reading) -> Reading:
        """An index together with what its newest sitemaps name; one that fails does not stop the others."""
        if reading.kind is not SourceKind.SITEMAP_INDEX:
            return reading
        found: list[Found] = []
        notes = list(reading.notes)
        waiting = [(child, 1) for child in reading.sitemaps[:_CHILD_SITEMAPS]]
        while waiting:
            child, depth = waiting.pop(0)
            try:
                inner = self._child(child)
            except ReadingError as error:
                notes.append(str(error))
                continue
            found += inner.found
            if depth < _DEEPEST_INDEX:
                waiting[:0] = [(address, depth + 1) for address in inner.sitemaps[:_CHILD_SITEMAPS]]
        return replace(reading, found=once(found), notes=tuple(notes))

    def _child(self, url: str) -> Reading:
        fetched = self._fetcher.fetch(url, max_bytes=_SITEMAP_BYTES)
        body = unpacked(fetched.body, fetched.url)
        if recognise(body) is SourceKind.FEED:
            return read_feed(body, fetched.url, fetched.content_type, self._timezone)
        return read_sitemap(body, fetched.url, self._timezone)


def _has_markup(body: bytes) -> bool:
    """Whether it may be HTML: no binary file, no list in JSON, no plain text."""
    if b"\x00" in body[:1024] and body[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    return b"<" in body[:4096] and not body.lstrip().startswith(b"[{")


def _is_article(body: bytes, url: str, content_type: str | None) -> bool:
    """Whether a page says that it is one article, or reads like one: more prose than links."""
    page = parse(body, url, content_type)
    if page.ld or (page.first_meta("og:type") or "").lower() == "article":
        return True
    prose = max(_prose(page.tree), default=0)
    links = sum(1 for a in page.tree.iter("a") if len("".join(a.itertext()).strip()) > 30)
    return prose > 600 and prose > 120 * links


def _prose(tree: Any) -> Iterator[int]:
    """The length of each run of paragraphs under one parent; those that go with headings that lead on are none."""
    runs: dict[Any, list[int]] = {}
    for paragraph in tree.iter("p"):
        length = len("".join(paragraph.itertext()).strip())
        if length > 80 and not _leads_on(paragraph):
            runs.setdefault(paragraph.getparent(), []).append(length)
    for parent, lengths in runs.items():
        leading = sum(1 for child in parent if child.tag in _HEADINGS and next(child.iter("a"), None) is not None)
        if leading * 2 < len(lengths):
            yield sum(lengths)


def _leads_on(paragraph: Any) -> bool:
    """Whether a paragraph is an entry of a list: its headline, a link, near its beginning."""
    texts = ("".join(link.itertext()).strip() for link in paragraph.iter("a"))
    headline = next((text for text in texts if len(text) >= 10), None)
    return headline is not None and 0 <= "".join(paragraph.itertext()).find(headline) < 40
