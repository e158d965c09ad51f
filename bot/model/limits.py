"""A network's limits as data: what the renderer obeys without knowing the network's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Counting(StrEnum):
    """How a network counts the length of a text."""

    CODE_POINTS = "code_points"
    UTF16 = "utf16"  # UTF-16 code units
    X_WEIGHTED = "x_weighted"  # the official twitter-text configuration, version 3


class LinkPlace(StrEnum):
    """Where the link to the article goes."""

    TEXT = "text"  # written into the text
    CARD_SCRAPED = "card_scraped"  # handed over beside the text; the network reads the page's og tags
    CARD_GIVEN = "card_given"  # handed over with our own title, description and thumbnail


class PhotoRule(StrEnum):
    """When the article's picture is sent as a photo of the post."""

    BESIDE_LINK = "beside_link"  # photo and link (card or text) live together
    INSTEAD_OF_CARD = "instead_of_card"  # a photo excludes the card: only when the page offers no card picture
    AS_THUMBNAIL = "as_thumbnail"  # the picture becomes the card's thumbnail


@dataclass(frozen=True, slots=True)
class Limits:
    """One network's limits; `source` and `read_on` say where and when they were read."""

    #: Longest text, counted by `counting`.
    text: int
    counting: Counting
    link: LinkPlace
    photo: PhotoRule
    #: What a link costs in `text` whatever its length; None = its own length.
    link_cost: int | None
    #: Characters that cost one more because the network's markup needs them escaped.
    reserved: str
    #: Pictures in one post.
    images: int
    image_bytes: int
    #: Longest side in pixels a picture is scaled down to.
    image_side_px: int
    #: Pictures with a shorter side below this are not worth sending.
    image_min_side_px: int
    #: Longest alt text in characters; 0 = the network takes none.
    alt: int
    #: Longest title and description of a given card; 0 where no card is given.
    card_title: int
    card_description: int
    #: Whether "#word" becomes a link there.
    hashtags: bool
    source: str
    read_on: date
    #: A picture's longer side is at most so many times the shorter one. 1:20 is VK's rule
    #: (dev.vk.com/en/api/upload/wall-photo, read 2026-11-23); the others name none.
    image_aspect: float = 20.0
    #: Posts that may follow under a post as its thread; 0 where the network has no such form.
    thread: int = 0
