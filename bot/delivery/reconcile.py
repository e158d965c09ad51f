"""Settles deliveries that may be out, by reading the network back; never by sending again.

Found → published. Surely absent (two looks that count, a settling pause before each) → scheduled. The network cannot
be asked at all → held with what a person must look at, or what the account's `when_unsure` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.deadline import Deadline, Leave, under
from bot.delivery.recognise import CLOCK_SKEW, WRONG_CLOCK, Evidence, Match, recognise
from bot.errors import Duplicate, Forbidden, Misused, NotFound, RemoteError, Unauthorized
from bot.model.account import Account, WhenUnsure
from bot.model.delivery import Outcome, Receipt, RemotePost, State
from bot.model.records import AttemptRow, Claim, DeliveryRow
from bot.networks.base import CanFetch, Network
from bot.store.deliveries import Closing
from bot.store.sources import IsDead
from bot.store.store import Store

__all__ = ["CLOCK_SKEW", "Evidence", "Match", "Reconciler", "recognise"]

log = structlog.get_logger(__name__)

#: A network that could not be read back for so long is a person's matter.
PATIENCE = timedelta(hours=24)
_DOUBTFUL = frozenset({Outcome.UNKNOWN, Outcome.UNDER_WAY})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery that may be out, and what its attempts say."""

    delivery: DeliveryRow
    attempts: Sequence[AttemptRow]

    @property
    def begun_at(self) -> datetime:
        """When the first attempt began whose outcome is not known."""
        starts = [attempt.started_at for attempt in self.attempts if attempt.outcome in _DOUBTFUL]
        return min(starts, default=self.delivery.created_at)

    @property
    def last_begun_at(self) -> datetime:
        """When the last attempt began."""
        return max((attempt.started_at for attempt in self.attempts), default=self.delivery.state_since)

    @property
    def named(self) -> frozenset[str]:
        """Posts that the network named when it refused an attempt as duplicate."""
        return frozenset(attempt.named for attempt in self.attempts if attempt.named)

    @property
    def is_called_duplicate(self) -> bool:
        """Whether the network said last that it has this post already."""
        return bool(self.attempts) and self.attempts[-1].error == Duplicate.__name__

    def settles_at(self, pause: timedelta, longest_call: timedelta, is_dead: IsDead) -> datetime:
        """The moment before which finding nothing says nothing.

        A worker that told its outcome sends no more, nor does one that surely lives no more: `pause` is enough for
        the network to show what came. Any other one may be asleep, with leave to send for `longest_call`.
        """
        last = self.attempts[-1] if self.attempts else None
        is_over = last is None or last.ended_at is not None or is_dead(last.owner)
        return self.delivery.state_since + (pause if is_over else max(pause, longest_call))


class Reconciler:
    """Looks for deliveries that may be out."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        looks: tuple[timedelta, timedelta],
        first_measure: timedelta,
        *,
        longest_call: timedelta = timedelta(minutes=5),
        is_dead: IsDead = lambda _: False,
    ) -> None:
        """`looks`: the pauses before the first and the second look that count."""
        self._store = store
        self._clock = clock
        self._looks = looks
        self._first_measure = first_measure
        self._longest_call = longest_call
        self._is_dead = is_dead

    def settle_due(self, account: Account, network: Network, claim: Claim | None = None) -> int:
        """How many of the account's doubtful deliveries were looked for now.

        `claim`: the lane we work under; nothing is settled once it is no longer ours.
        """
        rows = self._store.deliveries.unconfirmed(account.name, self._clock())
        if not rows:
            return 0
        doubts = [Doubt(row, self._store.deliveries.attempts_of(row.id)) for row in rows]
        # The reading ends well before the lease does, however many pages it takes.
        within = Deadline(self._longest_call)
        try:
            with under(Leave(within, within)):
                posts = network.find_recent(min(doubt.begun_at for doubt in doubts) - WRONG_CLOCK)
                posts += self._named(network, doubts, posts)
        except (Forbidden, Unauthorized, Misused, NotFound) as error:
            for doubt in doubts:
                self._cannot_ask(account, doubt, error, claim)
        except RemoteError as error:
            # The read-back itself is down: nothing is known, nothing is decided.
            for doubt in doubts:
                self._ask_later(doubt, error, claim)
        else:
            taken = set(self._store.deliveries.taken(account.name, [post.external_id for post in posts]))
            for doubt in doubts:
                until = doubt.last_begun_at + self._longest_call
                match = recognise(doubt.delivery, posts, taken, doubt.begun_at, until, doubt.named)
                if match is not None:
                    taken.add(match.post.external_id)
                self._settle(doubt, match, posts, claim)
        return len(rows)

    def _named(self, network: Network, doubts: Sequence[Doubt], posts: Sequence[RemotePost]) -> list[RemotePost]:
        """The posts that refusals named, and that are not among the newest."""
        if not isinstance(network, CanFetch):
            return []
        missing = {name for doubt in doubts for name in doubt.named} - {post.external_id for post in posts}
        return [post for name in sorted(missing) if (post := network.fetch(name)) is not None]

    def _settle(self, doubt: Doubt, match: Match | None, posts: Sequence[RemotePost], claim: Claim | None) -> None:
        now, delivery = self._clock(), doubt.delivery
        settles_at = doubt.settles_at(self._looks[0], self._longest_call, self._is_dead)
        if match is not None:
            self._adopt(delivery, match, claim)
        elif now < settles_at:
            self._look_again(delivery, 0, settles_at, "not found yet, and it may still come", claim)
        elif delivery.looks == 0:
            self._look_again(delivery, 1, now + self._looks[1], "not found at the first look", claim)
        elif doubt.is_called_duplicate:
            # Sending it again would be refused again: a person must see what stands there.
            places = [post.permalink for post in posts if post.external_id in doubt.named]
            where = f"it names {places[0]}" if places else "it is not among the newest"
            reason = f"the network says it has this post already, and {where}"
            self._close(delivery, Closing(Outcome.UNKNOWN, State.HELD, f"{reason} → {_to_look_at(doubt)}"), claim)
        else:
            reason = f"surely absent: not found at {delivery.looks + 1} looks"
            self._close(delivery, Closing(Outcome.NOT_SENT, State.SCHEDULED, reason, again_at=now), claim)

    def _adopt(self, delivery: DeliveryRow, match: Match, claim: Claim | None) -> None:
        post = match.post
        notes = about_the_thread(delivery)
        receipt = Receipt(post.external_id, post.permalink, post.created_at, notes)
        reason = "; ".join((f"found on the network: {match.evidence}", *notes))
        measure_at = self._clock() + self._first_measure
        closing = Closing(Outcome.PUBLISHED, State.PUBLISHED, reason, receipt, measure_at=measure_at)
        self._close(delivery, closing, claim)

    def _cannot_ask(self, account: Account, doubt: Doubt, error: RemoteError, claim: Claim | None) -> None:
        now = self._clock()
        settles_at = doubt.settles_at(self._looks[0], self._longest_call, self._is_dead)
        if account.when_unsure is not WhenUnsure.REPOST:
            reason = f"may be out, and the network cannot be read back ({error}) → {_to_look_at(doubt)}"
            self._close(doubt.delivery, Closing(Outcome.UNKNOWN, State.HELD, reason), claim)
        elif now < settles_at:
            self._look_again(doubt.delivery, 0, settles_at, "its worker may still be sending it", claim)
        else:
            reason = f"may be out, cannot be read back ({error}); the account says: repost"
            self._close(doubt.delivery, Closing(Outcome.UNKNOWN, State.SCHEDULED, reason, again_at=now), claim)

    def _ask_later(self, doubt: Doubt, error: RemoteError, claim: Claim | None) -> None:
        now, delivery = self._clock(), doubt.delivery
        if now - delivery.state_since >= PATIENCE:
            reason = f"may be out, and the network could not be read back for a day ({error}) → {_to_look_at(doubt)}"
            self._close(delivery, Closing(Outcome.UNKNOWN, State.HELD, reason), claim)
            return
        reason = f"the network could not be read back: {error}"
        self._look_again(delivery, delivery.looks, now + (error.retry_after or self._looks[1]), reason, claim)

    def _look_again(self, delivery: DeliveryRow, looks: int, at: datetime, reason: str, claim: Claim | None) -> None:
        self._store.deliveries.look_again(delivery.id, looks, at, reason, claim=claim, now=self._clock())

    def _close(self, delivery: DeliveryRow, closing: Closing, claim: Claim | None) -> None:
        if self._store.deliveries.settle(delivery.id, closing, self._clock(), claim):
            log.info("settled", delivery=delivery.id, state=str(closing.state), reason=closing.reason)


def _to_look_at(doubt: Doubt) -> str:
    """What a person must look at, and do then."""
    line = doubt.delivery.post.text.partition("\n")[0]
    shown = line if len(line) <= 80 else f"{line[:80].rstrip()}…"
    return (
        f"look at the wall yourself for “{shown}”, made since {doubt.begun_at:%Y-%m-%d %H:%M} UTC: "
        "cancel it if it is there, release it if it is not"
    )


def about_the_thread(delivery: DeliveryRow) -> tuple[str, ...]:
    """What is not known of a found post: who did not hear of it sent no replies, who died later may have sent some."""
    parts = len(delivery.post.thread)
    if not parts:
        return ()
    words = "reply of its thread was" if parts == 1 else "replies of its thread were"
    return (f"{parts} {words} perhaps not sent → look at the post, and write what is missing by hand",)
