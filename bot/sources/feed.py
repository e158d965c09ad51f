"""RSS, Atom and RDF, in whatever condition they come; JSON Feed by its own reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.model.article import Found, Image, Unaddressed
from bot.sources.charset import decode
from bot.sources.feed_dates import feed_moment
from bot.sources.json_feed import read_json_feed
from bot.sources.language import normal_code
from bot.sources.loose_xml import Document, Element, Grammar, read_xml
from bot.sources.reading import Reading, cleaned, entries_page, feed_reading, plain_text

_PICTURE = re.compile(r"\.(?:jpe?g|png|webp)(?:$|\?)", re.IGNORECASE)
_DATES = (
    "pubdate", "published", "issued", "dcterms:issued", "created", "dcterms:created", "updated", "dc:date", "date",
    "modified", "dcterms:modified", "dcterms:date",
)  # fmt: skip
_FEED = Grammar(
    roots=frozenset({"rss", "feed", "rdf:rdf", "rdf", "channel"}),
    entries=frozenset({"item", "entry"}),
    plain=frozenset(
        {
            "title",
            "link",
            "guid",
            "id",
            "language",
            "comments",
            "dc:title",
            "dc:language",
            "dc:creator",
            *_DATES,
        }
    ),
    markup=frozenset({"description", "summary", "content", "content:encoded", "yandex:full-text", "full-text"}),
    others=frozenset({"author", "category", "enclosure", "source", "image", "media:content", "media:thumbnail"}),
)


def read_feed(body: bytes, url: str, content_type: str | None, timezone: ZoneInfo) -> Reading:
    """The feed's entries. Raises NotUnderstood for what is none."""
    text = decode(body, content_type).text
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return read_json_feed(text, url, timezone)
    document = read_xml(text, url, _FEED)
    if document is None:
        raise NotUnderstood(url, "it is no feed → name the address of its RSS, Atom or JSON feed, or of a listing page")
    feed = _Feed(document, url, timezone)
    entries = (feed.entry(element) for element in document.entries if not _is_cut_off(element))
    faults = [f"the XML is broken ({document.fault}); what is whole in it was read"] if document.fault else []
    return feed_reading(entries, feed.language, feed.hub, faults)


def _is_cut_off(element: Element) -> bool:
    """Whether the document ended before the entry had said where it leads."""
    return not element.whole and not any(element.each("link", "guid", "id"))


class _Feed:
    """What holds for all entries of one feed."""

    def __init__(self, document: Document, url: str, timezone: ZoneInfo) -> None:
        heads = document.heads
        self._timezone = timezone
        #: RDF has no ids of entries.
        self._is_rdf = document.root.name.startswith("rdf")
        links = [link for head in heads for link in head.each("link")]
        own = next((link.attributes.get("href") for link in links if link.attributes.get("rel") == "self"), None)
        home = next((found for link in links if _is_page(link) and (found := cleaned(_target(link), url))), None)
        self.hub = next((link.attributes.get("href") for link in links if link.attributes.get("rel") == "hub"), None)
        #: Relative links of Atom start from the feed itself, those of RSS, by custom, from the site.
        self._url = url if url.startswith(("http://", "https://")) else cleaned(own, url) or home or url
        self._base = self._url if document.root.name == "feed" else home or self._url
        written = (head.first("language", "dc:language") or head.language for head in heads)
        self.language = normal_code(next((language for language in written if language), None))
        self._hosts = {host for address in (url, home, own) if address and (host := urlsplit(address).hostname)}

    def entry(self, entry: Element) -> Found | Unaddressed:
        identity = None if self._is_rdf else entry.first("guid", "id")
        title = plain_text(entry.first("title", "dc:title"))
        dates = (feed_moment(child.text, self._timezone) for name in _DATES for child in entry.each(name))
        published = next((moment for moment in dates if moment), None)
        address = self._address(entry)
        if address is None:
            return Unaddressed(0, identity, title, published)
        texts = (child.text for child in entry.each("content:encoded", "content", "yandex:full-text", "full-text"))
        return Found(
            url=address,
            id=identity,
            title=title,
            published=published,
            summary=plain_text(entry.first("summary", "description")),
            content=max(texts, key=len, default=None) or None,
            language=normal_code(entry.first("dc:language", "language") or entry.language),
            images=tuple(_images(entry, entry.base or self._base)),
        )

    def _address(self, entry: Element) -> str | None:
        candidates = (
            *((_target(link), link) for link in self._pages(entry)),
            *((guid.text, guid) for guid in entry.each("guid", "id") if _is_address(guid)),
            (entry.attributes.get("rdf:about"), entry),
            *((content.attributes.get("src"), content) for content in entry.each("content")),
            *((_target(link), link) for link in entry.each("link") if link.attributes.get("rel") == "self"),
        )
        found = (self._page(written, element) for written, element in candidates if written)
        return next((page for page in found if page), None)

    def _pages(self, entry: Element) -> list[Element]:
        """The links to the entry's page: RSS's own, then HTML, then in the feed's language."""
        language = normal_code(entry.language) or self.language

        def order(link: Element) -> tuple[bool, bool, bool]:
            stated = link.attributes.get("hreflang")
            kind = link.attributes.get("type", "html")
            return not link.text, "html" not in kind, bool(stated and language) and normal_code(stated) != language

        return sorted((link for link in entry.each("link") if _is_page(link)), key=order)

    def _page(self, written: str, element: Element) -> str | None:
        address = written.replace("&amp;", "&").strip()
        if self._names_host(address):
            address = f"https://{address}" if self._base.startswith("https:") else f"http://{address}"
        return entries_page(address, element.base or self._base)

    def _names_host(self, address: str) -> bool:
        """Whether an address begins with a host and lacks its scheme."""
        host = re.split(r"[/?#]", address, maxsplit=1)[0].lower()
        return host in self._hosts or bool(re.fullmatch(r"www\.[\w-]+(?:\.[\w-]+)+", host))


def _target(link: Element) -> str:
    return link.text or link.attributes.get("href", "")


def _is_page(link: Element) -> bool:
    return link.attributes.get("rel", "alternate").lower().endswith("alternate")


def _is_address(identity: Element) -> bool:
    if identity.attributes.get("ispermalink", "true").strip().lower() == "false":
        return False
    return identity.text.startswith(("http://", "https://"))


def _images(entry: Element, base: str) -> Iterator[Image]:
    """The pictures the entry names beside its text, each once."""
    seen = set()
    for media in _media(entry):
        address = media.attributes.get("url") or media.attributes.get("href") or media.first("url")
        kind = media.attributes.get("type") or media.attributes.get("medium") or ""
        named = media.name in {"media:thumbnail", "image"} or bool(_PICTURE.search(address or ""))
        if not address or not (kind.startswith("image") or (not kind and named)):
            continue
        image = _joined(base, address)
        if image and image not in seen:
            seen.add(image)
            yield Image(image, plain_text(media.first("media:title") or media.attributes.get("title")))


def _media(entry: Element) -> Iterable[Element]:
    groups = [entry, *entry.each("media:group")]
    inner = [*groups, *(content for group in groups for content in group.each("media:content"))]
    yield from (media for group in inner for media in group.each("media:content"))
    yield from entry.each("enclosure")
    yield from (link for link in entry.each("link") if link.attributes.get("rel") == "enclosure")
    yield from (media for group in inner for media in group.each("media:thumbnail"))
    yield from entry.each("image")


def _joined(base: str, address: str) -> str | None:
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
