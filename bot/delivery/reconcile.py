"""Settles deliveries that may be out, by reading the network back; never by sending again.

Found → published. Surely absent (two looks, a settling pause between them) → scheduled. The network cannot be
asked at all → held, or what the account's `when_unsure` says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

import structlog

from bot.clock import Clock
from bot.errors import Duplicate, Forbidden, Misused, NotFound, RemoteError, Unauthorized
from bot.model.account import Account, WhenUnsure
from bot.model.delivery import Outcome, Receipt, RemotePost, State
from bot.model.records import DeliveryRow
from bot.networks.base import Network
from bot.store.deliveries import Closing
from bot.store.store import Store

log = structlog.get_logger(__name__)

#: Clocks differ: a post may seem a little older than the attempt that made it.
CLOCK_SKEW = timedelta(minutes=2)


class Evidence(StrEnum):
    """Why a post read back is taken for ours; strongest first."""

    MARK = "the delivery's mark stands in its link"
    LINK = "it links to the article"
    TEXT = "it has the same text"


@dataclass(frozen=True, slots=True)
class Match:
    """A post on the network that is this delivery's."""

    post: RemotePost
    evidence: Evidence


def recognise(
    delivery: DeliveryRow, posts: Sequence[RemotePost], taken: Collection[str], since: datetime
) -> Match | None:
    """The post that this delivery made, None when none of `posts` is.

    `taken`: posts that are other deliveries' receipts; `since`: start of the doubtful attempt.
    A post that carries another mark is never ours.
    """
    candidates = [post for post in posts if post.external_id not in taken and post.created_at >= since - CLOCK_SKEW]
    tests: tuple[tuple[Evidence, Callable[[DeliveryRow, RemotePost], bool]], ...] = (
        (Evidence.MARK, _same_mark),
        (Evidence.LINK, _same_link),
        (Evidence.TEXT, _same_text),
    )
    for evidence, fits in tests:
        for post in candidates:
            if fits(delivery, post):
                return Match(post, evidence)
    return None


def _marks(post: RemotePost) -> set[str]:
    links = (*post.links, *re.findall(r"https?://\S+", post.text))
    return {value for link in links for key, value in parse_qsl(urlsplit(link).query) if key == "utm_content"}


def _same_mark(delivery: DeliveryRow, post: RemotePost) -> bool:
    return bool(delivery.post.mark) and delivery.post.mark in _marks(post)


def _same_link(delivery: DeliveryRow, post: RemotePost) -> bool:
    if delivery.post.mark and _marks(post):
        return False
    wanted = _bare(delivery.post.article_url)
    in_text = re.findall(r"https?://\S+", post.text)
    return any(_bare(link) == wanted for link in (*post.links, *in_text))


def _same_text(delivery: DeliveryRow, post: RemotePost) -> bool:
    if delivery.post.mark and _marks(post):
        return False
    ours, theirs = _plain(delivery.post.text), _plain(post.text)
    # Networks cut long texts in lists: a long common beginning is enough, a short one is not.
    return len(ours) >= 40 and len(theirs) >= 40 and (ours.startswith(theirs) or theirs.startswith(ours))


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"


def _plain(text: str) -> str:
    without_links = re.sub(r"https?://\S+", " ", unicodedata.normalize("NFC", text))
    return " ".join(without_links.split()).casefold()


class Reconciler:
    """Looks for deliveries that may be out."""

    def __init__(
        self, store: Store, clock: Clock, looks: tuple[timedelta, timedelta], first_measure: timedelta
    ) -> None:
        self._store = store
        self._clock = clock
        self._looks = looks
        self._first_measure = first_measure

    def settle_due(self, account: Account, network: Network) -> int:
        """How many of the account's doubtful deliveries were looked for now."""
        doubtful = self._store.deliveries.unconfirmed(account.name, self._clock())
        if not doubtful:
            return 0
        starts = {delivery.id: self._doubted_since(delivery) for delivery in doubtful}
        try:
            posts = network.find_recent(min(starts.values()) - CLOCK_SKEW)
        except (Forbidden, Unauthorized, Misused, NotFound) as error:
            self._cannot_ask(account, doubtful, error)
        except RemoteError as error:
            # The read-back itself is down: nothing is known, nothing is decided.
            self._ask_later(doubtful, f"the network could not be read back: {error}")
        else:
            taken = self._store.deliveries.taken(account.name, [post.external_id for post in posts])
            for delivery in doubtful:
                self._settle(delivery, recognise(delivery, posts, taken, starts[delivery.id]))
        return len(doubtful)

    def _doubted_since(self, delivery: DeliveryRow) -> datetime:
        doubtful = {Outcome.UNKNOWN, Outcome.UNDER_WAY}
        attempts = self._store.deliveries.attempts_of(delivery.id)
        starts = [attempt.started_at for attempt in attempts if attempt.outcome in doubtful]
        return min(starts, default=delivery.created_at)

    def _settle(self, delivery: DeliveryRow, match: Match | None) -> None:
        if match is not None:
            self._adopt(delivery, match)
        elif delivery.looks == 0:
            self._store.deliveries.look_again(
                delivery.id, 1, self._clock() + self._looks[1], "not found at the first look"
            )
        elif self._called_a_duplicate(delivery):
            # Sending it again would be refused again: a person must see what stands there.
            reason = "the network says it has this post already, and it is not among the newest → look at the wall"
            self._close(delivery, Closing(Outcome.UNKNOWN, State.HELD, reason))
        else:
            reason = f"surely absent: not found at {delivery.looks + 1} looks"
            self._close(delivery, Closing(Outcome.NOT_SENT, State.SCHEDULED, reason, again_at=self._clock()))

    def _called_a_duplicate(self, delivery: DeliveryRow) -> bool:
        attempts = self._store.deliveries.attempts_of(delivery.id)
        return bool(attempts) and attempts[-1].error == Duplicate.__name__

    def _adopt(self, delivery: DeliveryRow, match: Match) -> None:
        post = match.post
        receipt = Receipt(post.external_id, post.permalink, post.created_at)
        reason = f"found on the network: {match.evidence}"
        measure_at = self._clock() + self._first_measure
        self._close(delivery, Closing(Outcome.PUBLISHED, State.PUBLISHED, reason, receipt, measure_at=measure_at))

    def _cannot_ask(self, account: Account, doubtful: Sequence[DeliveryRow], error: RemoteError) -> None:
        for delivery in doubtful:
            if account.when_unsure is WhenUnsure.REPOST:
                reason = f"may be out, cannot be read back ({error}); the account says: repost"
                closing = Closing(Outcome.UNKNOWN, State.SCHEDULED, reason, again_at=self._clock())
            else:
                reason = f"may be out, and the network cannot be read back ({error}) → look at the wall yourself"
                closing = Closing(Outcome.UNKNOWN, State.HELD, reason)
            self._close(delivery, closing)

    def _ask_later(self, doubtful: Sequence[DeliveryRow], reason: str) -> None:
        for delivery in doubtful:
            at = self._clock() + self._looks[1]
            self._store.deliveries.look_again(delivery.id, delivery.looks, at, reason)

    def _close(self, delivery: DeliveryRow, closing: Closing) -> None:
        self._store.deliveries.settle(delivery.id, closing, self._clock())
        log.info("settled", delivery=delivery.id, state=str(closing.state), reason=closing.reason)
