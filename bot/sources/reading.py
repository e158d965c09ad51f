"""What the readers of sources give back, and what they share."""

from __future__ import annotations

import gzip
import html
import io
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import NotUnderstood, TooLarge
from bot.model.article import Found, SourceKind, Unaddressed
from bot.sources.canonical import clean_url

_MAX_UNPACKED_BYTES = 60_000_000


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
        return body
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


def once(entries: Iterable[Found]) -> tuple[Found, ...]:
    """The entries without second copies: the same id, or the same address without an id and title of its own."""
    ids: set[str] = set()
    by_url: dict[str, list[Found]] = {}
    kept: list[Found] = []
    for entry in entries:
        if entry.id is not None and entry.id in ids:
            continue
        known = by_url.setdefault(entry.url, [])
        if any(_is_copy(entry, other) for other in known):
            continue
        known.append(entry)
        if entry.id is not None:
            ids.add(entry.id)
        kept.append(entry)
    return tuple(kept)


def _is_copy(entry: Found, other: Found) -> bool:
    """Whether two entries of one address are one: only an id and a title of its own make an entry another."""
    return entry.id is None or other.id is None or entry.title == other.title
