"""What a site publishes: Found in a source, then read into an Article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """What an address turned out to be."""

    FEED = "feed"  # RSS, Atom, RDF or JSON Feed
    SITEMAP = "sitemap"  # plain or news
    SITEMAP_INDEX = "sitemap_index"
    LISTING = "listing"  # an HTML page that lists articles
    PAGE = "page"  # one article


@dataclass(frozen=True, slots=True)
class Image:
    """One picture of an article, in reading order."""

    #: Absolute address.
    url: str
    #: What the page prints under it; None where it prints nothing.
    caption: str | None = None
    #: The alt text; None where the page has none.
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of a source, before its page is read."""

    #: Absolute address of the article's page, tracking parameters taken out.
    url: str
    #: The feed's own id (guid, Atom id, JSON Feed id); None where it gives none.
    id: str | None = None
    #: Plain text; None where the source gives none (a sitemap).
    title: str | None = None
    #: Aware UTC; None where the source gives none or it cannot be understood.
    published: datetime | None = None
    #: Plain text of the entry's own summary; None where absent.
    summary: str | None = None
    #: The article's HTML as the feed carries it (content:encoded, Atom content); None where absent.
    content: str | None = None
    #: As the source states it, lower-case ISO 639-1; None where it does not.
    language: str | None = None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Unaddressed:
    """An entry of a feed that names no page: shown to people, never an article."""

    #: Its place among all entries of the source, from 0.
    position: int
    id: str | None
    title: str | None
    #: Aware UTC; None where the feed gives none.
    published: datetime | None


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """What we remember of a source between visits, to ask "anything new?" cheaply."""

    etag: str | None = None
    last_modified: str | None = None
    #: blake2b of the last body, hex; None before the first visit.
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit to a source brought."""

    kind: SourceKind | None
    #: In the source's own order; empty when nothing changed.
    found: tuple[Found, ...]
    memory: SourceMemory
    #: False when the site said 304 or sent the same bytes.
    changed: bool = True
    #: Further sitemaps named by an index.
    sitemaps: tuple[str, ...] = ()
    #: Entries without an address, by their place in the source.
    unaddressed: tuple[Unaddressed, ...] = ()
    #: Faults met and lived with, in plain words ("the XML is broken at line 3; 12 entries were read").
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One published page as an editor would read it. None always means: the page does not say."""

    #: The address it was read from (after redirects).
    url: str
    #: Its identity: rel=canonical, else og:url, else `url`; absolute, without tracking parameters.
    canonical_url: str
    title: str
    #: The first real sentence or standfirst of the text; "" where the page has no text.
    lead: str
    #: Paragraphs joined by a blank line; no captions, menus, share rows, counters.
    text: str
    #: Lower-case ISO 639-1; None when it cannot be told.
    language: str | None
    #: Aware, in the page's own or the site's time zone; None when the page has no date.
    published: datetime | None = None
    #: False when the page gave a day only (`published` is then its midnight in the site's time zone).
    has_time: bool = True
    #: The page's own view counter.
    views: int | None = None
    images: tuple[Image, ...] = ()
    #: The picture the page offers for link cards (og:image); None means networks will show a bare card.
    card_image: str | None = None
    #: What the page offers as its description (og:description, meta); None where absent.
    description: str | None = None
    author: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    site_name: str | None = None
    #: hreflang language → absolute address.
    translations: Mapping[str, str] = field(default_factory=dict)
    #: The page asks not to be indexed (robots noindex).
    noindex: bool = False
    #: What was doubtful, in plain words.
    notes: tuple[str, ...] = ()
