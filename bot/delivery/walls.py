"""Deliveries beside what stood on a wall: which are out already, which may be. Pure.

After a restore a delivery may have been made anew, with a new mark: its post on the wall carries the mark of a life
that the store forgot. So marks only ever speak *for* a match here; for an article's first, automatic round its address
is enough. A repost (a later round) is known by its own mark, or by a post without any mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from bot.delivery.reconcile import Evidence, recognise
from bot.model.delivery import RemotePost
from bot.model.records import DeliveryRow
from bot.store.readbacks import Window

#: Added to links on their way; says nothing about the article.
_TRACKING = frozenset({"fbclid", "gclid", "yclid", "_openstat", "from", "ref"})
#: An article that tells no date counts as new when it came so long after the restore.
_SURELY_NEW_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A delivery and the post on the wall that is its."""

    delivery: DeliveryRow
    post: RemotePost
    evidence: Evidence


def standing_on(wall: Sequence[RemotePost], unsent: Sequence[DeliveryRow], since: datetime) -> list[Standing]:
    """The deliveries that are out already, each with a post of its own.

    `since`: nothing older on the wall can be meant.
    """
    left = list(wall)
    found: list[Standing] = []
    for same_life in (True, False):
        for delivery in [row for row in unsent if all(row.id != match.delivery.id for match in found)]:
            match = _strict(delivery, left, since) if same_life else _by_address(delivery, left, since)
            if match is not None:
                found.append(match)
                left.remove(match.post)
    return found


def _strict(delivery: DeliveryRow, posts: Sequence[RemotePost], since: datetime) -> Standing | None:
    match = recognise(delivery, posts, frozenset(), since)
    if match is None:
        return None
    links = _links(match.post)
    sound = {
        Evidence.LINK: any(same_article(link, delivery) for link in links),
        # Two articles may begin alike: the words count only where nothing tells which one it is.
        Evidence.TEXT: not links,
    }
    return Standing(delivery, match.post, match.evidence) if sound.get(match.evidence, True) else None


def _by_address(delivery: DeliveryRow, posts: Sequence[RemotePost], since: datetime) -> Standing | None:
    if delivery.round != 0:
        return None
    for post in posts:
        if any(same_article(link, delivery) for link in _links(post)):
            return Standing(delivery, post, Evidence.LINK)
    unmarked = replace(delivery, post=replace(delivery.post, mark=""))
    match = recognise(unmarked, [post for post in posts if not _links(post)], frozenset(), since)
    return Standing(delivery, match.post, match.evidence) if match else None


def _links(post: RemotePost) -> tuple[str, ...]:
    return (*post.links, *re.findall(r"https?://\S+", post.text))


def same_article(link: str, delivery: DeliveryRow) -> bool:
    """Whether the link leads to the delivery's article, whatever was added to it on the way."""
    ours, theirs = urlsplit(delivery.post.article_url), urlsplit(link)
    if _place(ours.netloc, ours.path) != _place(theirs.netloc, theirs.path):
        return False
    wanted, there = set(parse_qsl(ours.query)), set(parse_qsl(theirs.query))
    added = {key for key, _ in parse_qsl(urlsplit(delivery.post.link or "").query)} | _TRACKING
    return wanted <= there and all(key in added or key.startswith("utm_") for key, _ in there - wanted)


def _place(host: str, path: str) -> str:
    return f"{host.lower().removeprefix('www.')}{path.rstrip('/')}"


def in_doubt(delivery: DeliveryRow, dated: datetime | None, unread: Window, known_at: datetime) -> bool:
    """Whether the delivery may have gone out in the time that could not be read.

    `dated`: the article's own date; None where it tells none. `known_at`: when the restore was recognised.
    """
    if delivery.created_at <= known_at:
        return delivery.due_at < unread.end
    if delivery.created_by != "daemon":
        # A person asked for it after the restore, and can see the wall.
        return False
    if dated is None:
        return delivery.created_at < known_at + _SURELY_NEW_AFTER
    return dated < unread.end
