"""What the readers of sources give back, and what they share."""

from __future__ import annotations

import gzip
import html
import io
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.errors import NotUnderstood, TooLarge
from bot.model.article import Found, SourceKind, Unaddressed
from bot.model.identity import page_key
from bot.sources.canonical import clean_url

_MAX_UNPACKED_BYTES = 60_000_000
_MARKS = {b"<\x00": b"\xff\xfe", b"\x00<": b"\xfe\xff"}
#: Where a reader came from, and the places in a page that every template has.
_TRACKING_FRAGMENT = re.compile(
    r"utm_|xtor=|at_medium|(?:more(?:-\d+)?|cut|comments?|respond|reply|disqus_thread|top|content|main)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed, sitemap or listing holds."""

    kind: SourceKind
    #: In the source's own order, each article once.
    found: tuple[Found, ...]
    #: Sitemaps named by an index.
    sitemaps: tuple[str, ...] = ()
    language: str | None = None
    #: Entries that name no page.
    unaddressed: tuple[Unaddressed, ...] = ()
    #: WebSub hub; None where there is none.
    hub: str | None = None
    #: Faults lived with, in plain words.
    notes: tuple[str, ...] = ()


def unpacked(body: bytes, url: str) -> bytes:
    """The body, taken out of gzip where it is in it. Raises TooLarge for a bomb, NotUnderstood for a broken one."""
    if not body.startswith(b"\x1f\x8b"):
        # Two-byte letters without the mark that says so: every reader looks for it.
        return _MARKS.get(body[:2], b"") + body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            content = packed.read(_MAX_UNPACKED_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise NotUnderstood(url, "its gzip packing is broken") from None
    if len(content) > _MAX_UNPACKED_BYTES:
        raise TooLarge(url, "it unpacks to more than 60 MB")
    return content


def plain_text(markup: str | None) -> str | None:
    """Text without tags and entities, blanks squeezed; None for nothing."""
    if not markup:
        return None
    text = re.sub(r"<(?:script|style)\b[^>]*>.*?</(?:script|style)>", " ", markup, flags=re.IGNORECASE | re.DOTALL)
    text = _untagged(text)
    # Escaped twice, as many feeds do: what appears after the first time is markup again.
    text = _untagged(html.unescape(text)) if "&" in text else text
    return " ".join(html.unescape(text).split()) or None


def _untagged(text: str) -> str:
    """The text without tags: those of words leave no gap."""
    return _TAG.sub(" ", _WORD_TAG.sub("", text))


_WORD_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|tt|u|wbr)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")


def cleaned(address: str | None, base: str) -> str | None:
    """The address made absolute and clean; None for one that leads to no page."""
    if not address or not address.strip():
        return None
    try:
        return clean_url(address, base)
    except ValueError:
        return None


def entries_page(address: str | None, base: str) -> str | None:
    """A feed entry's address; its fragment stays: it may be all that tells two entries of one page apart."""
    page = cleaned(address, base)
    fragment = urlsplit(address.strip()).fragment if page and address else ""
    return f"{page}#{fragment}" if fragment and not _TRACKING_FRAGMENT.match(fragment) else page


def feed_reading(
    entries: Iterable[Found | Unaddressed], language: str | None, hub: str | None, faults: Iterable[str]
) -> Reading:
    """A feed's entries in their order, each once, those without an address apart."""
    every = _with_sure_ids(list(entries))
    kept = once(entry for entry in every if isinstance(entry, Found))
    first_copies = set(map(id, kept))
    shown = [entry for entry in every if isinstance(entry, Unaddressed) or id(entry) in first_copies]
    unaddressed = tuple(
        replace(entry, position=position) for position, entry in enumerate(shown) if isinstance(entry, Unaddressed)
    )
    notes = [*faults]
    if unaddressed:
        notes.append(f"{len(unaddressed)} entries have no address")
    if len(shown) < len(every):
        notes.append(f"{len(every) - len(shown)} entries stand there twice")
    return Reading(SourceKind.FEED, kept, language=language, unaddressed=unaddressed, hub=hub, notes=tuple(notes))


def _with_sure_ids(entries: list[Found | Unaddressed]) -> list[Found | Unaddressed]:
    """The entries, without the ids that a careless feed gives to all or many of its pages: such a one names none."""
    pages: dict[str, set[str]] = {}
    for entry in entries:
        if isinstance(entry, Found) and entry.id is not None:
            pages.setdefault(entry.id, set()).add(page_key(entry.url))
    has_one = len({entry.id for entry in entries}) == 1
    shared = {identity for identity, named in pages.items() if len(named) > (1 if has_one else 2)}
    return [replace(entry, id=None) if entry.id in shared else entry for entry in entries]


def once(entries: Iterable[Found]) -> tuple[Found, ...]:
    """The entries without second copies: the same id, or the same page without an id and title of its own."""
    ids: set[str] = set()
    by_page: dict[str, list[Found]] = {}
    kept: list[Found] = []
    for entry in entries:
        if entry.id is not None and entry.id in ids:
            continue
        known = by_page.setdefault(page_key(entry.url), [])
        if any(_is_copy(entry, other) for other in known):
            continue
        known.append(entry)
        if entry.id is not None:
            ids.add(entry.id)
        kept.append(entry)
    return tuple(kept)


def _is_copy(entry: Found, other: Found) -> bool:
    """Whether two entries of one page are one: only an id and a title of its own make an entry another."""
    return entry.id is None or other.id is None or entry.title == other.title
