"""An Article rendered for one Account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Where a part of a post's text stands in the article: characters [start, end) of the named field."""

    #: "title", "lead" or "text".
    field: str
    start: int
    end: int


class Form(StrEnum):
    """The shape of one post."""

    LINK = "link"  # text and a link (card or in the text); pictures, if any, serve the card
    PHOTO = "photo"  # text with photos; the link stands where the network's rules leave room for it
    TEXT = "text"  # no link


class Origin(StrEnum):
    """Whose words a post has."""

    ARTICLE = "article"  # rendered from the article: a revision renders it anew
    HAND = "hand"  # a person's
    DIGEST = "digest"  # titles and links of several articles


@dataclass(frozen=True, slots=True)
class PostImage:
    """A picture to be sent: its address on the site and what it shows."""

    url: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Exactly what would be sent, in a reader's eyes: the network's escapes are added on the wire."""

    account: str
    network: str
    #: The whole visible text, the link included where the network wants it in the text.
    text: str
    #: The link as readers get it (with UTM marks); None when the post carries none.
    link: str | None
    #: The article's canonical address: how a post is recognised when read back.
    article_url: str
    form: Form
    language: str | None
    #: Length of `text` as the network counts it, and its limit.
    length: int
    limit: int
    images: tuple[PostImage, ...] = ()
    #: For a card that is given, not scraped; "" elsewhere.
    card_title: str = ""
    card_description: str = ""
    #: The delivery's mark as it stands in the link; "" where the link carries none.
    mark: str = ""
    #: Where each sentence of the summary stands in the article.
    spans: tuple[Span, ...] = ()
    #: What the network could not carry, in plain words.
    notes: tuple[str, ...] = ()
    #: Further parts, each a reply under the one before; empty unless the account asks for threads.
    thread: tuple[str, ...] = ()
    origin: Origin = Origin.ARTICLE


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to send: fetched, checked, re-encoded to the network's limits, metadata removed."""

    content: bytes
    #: "image/jpeg", "image/png" …, by content.
    media_type: str
    width: int
    height: int
    alt: str | None
    #: Where it came from.
    url: str
