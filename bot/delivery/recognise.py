"""Which post on a network is a delivery's own: by its best evidence first. Pure.

The mark in its link is sure. Without one (a network that cuts parameters off, an account without UTM) the canonical
link, then the post that the network itself names as the one it has already, and last the same text at the right time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.model.delivery import RemotePost
from bot.model.records import DeliveryRow

#: Clocks differ: a post may seem a little older than the attempt that made it.
CLOCK_SKEW = timedelta(minutes=2)
#: Ours may be wrong by so much, and a post is still found by its mark.
WRONG_CLOCK = timedelta(hours=1)


class Evidence(StrEnum):
    """Why a post read back is taken for ours; strongest first."""

    MARK = "the delivery's mark stands in its link"
    LINK = "it links to the article"
    NAMED = "the network names it as the post it has already"
    TEXT = "it has the same text, made at that time"


@dataclass(frozen=True, slots=True)
class Match:
    """A post on the network that is this delivery's."""

    post: RemotePost
    evidence: Evidence


def recognise(
    delivery: DeliveryRow,
    posts: Sequence[RemotePost],
    taken: Collection[str],
    since: datetime,
    until: datetime | None = None,
    named: Collection[str] = (),
) -> Match | None:
    """The post that this delivery made, None when none of `posts` is.

    `taken`: posts that are other deliveries' receipts; `since`: start of the doubtful attempt; `until`: no attempt can
    have made a post after it (only the same text is no proof later; None = not known); `named`: posts that a refusal
    as duplicate named. A post that carries another mark is never ours; the mark itself is proof at whatever time. Of
    several that fit alike it is the one made nearest to `since`: a repost stands beside the first post.
    """
    free = sorted(
        (post for post in posts if post.external_id not in taken), key=lambda post: abs(post.created_at - since)
    )
    candidates = [post for post in free if post.created_at >= since - CLOCK_SKEW]
    in_time = [post for post in candidates if until is None or post.created_at <= until + CLOCK_SKEW]
    tests: tuple[tuple[Evidence, Sequence[RemotePost], Callable[[DeliveryRow, RemotePost], bool]], ...] = (
        (Evidence.MARK, free, _same_mark),
        (Evidence.LINK, candidates, _same_link),
        (Evidence.NAMED, [post for post in candidates if post.external_id in named], _no_other_mark),
        (Evidence.TEXT, in_time, _same_text),
    )
    for evidence, possible, fits in tests:
        for post in possible:
            if fits(delivery, post):
                return Match(post, evidence)
    return None


def _marks(post: RemotePost) -> set[str]:
    links = (*post.links, *re.findall(r"https?://\S+", post.text))
    return {value for link in links for key, value in parse_qsl(urlsplit(link).query) if key == "utm_content"}


def _same_mark(delivery: DeliveryRow, post: RemotePost) -> bool:
    return bool(delivery.post.mark) and delivery.post.mark in _marks(post)


def _no_other_mark(delivery: DeliveryRow, post: RemotePost) -> bool:
    return not (delivery.post.mark and _marks(post))


def _same_link(delivery: DeliveryRow, post: RemotePost) -> bool:
    if not _no_other_mark(delivery, post):
        return False
    wanted, named = _address(delivery.post.article_url)
    in_text = re.findall(r"https?://\S+", post.text)
    found = [_address(link) for link in (*post.links, *in_text)]
    # Networks and UTM add parameters; those of the article's own address (?id=5) tell it from its neighbours.
    return any(place == wanted and named <= parameters for place, parameters in found)


def _same_text(delivery: DeliveryRow, post: RemotePost) -> bool:
    if not _no_other_mark(delivery, post):
        return False
    ours, theirs = _plain(delivery.post.text), _plain(post.text)
    # Networks cut long texts in lists: a long common beginning is enough, a short one is not.
    return len(ours) >= 40 and len(theirs) >= 40 and (ours.startswith(theirs) or theirs.startswith(ours))


def _address(url: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Host and path, however they are written, and the parameters."""
    parts = urlsplit(url)
    place = f"{parts.netloc.lower().removeprefix('www.')}{unquote(parts.path).rstrip('/')}"
    return place, frozenset(parse_qsl(parts.query))


def _plain(text: str) -> str:
    without_links = re.sub(r"https?://\S+", " ", unicodedata.normalize("NFC", text))
    return " ".join(without_links.split()).casefold()
