"""Takes a lane and sends what is due: intention before the call, outcome after it.

The order of one delivery, never changed: pictures are fetched (nothing is at stake yet) → the attempt is
committed, under a lease that outlives the longest possible call → the network is called once → the outcome is
committed. Whatever dies in between leaves a delivery `publishing`, which the next owner of the lane finds in doubt.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.deadline import Deadline, Leave, under
from bot.delivery.gate import Gate
from bot.delivery.meter import Meter
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.delivery.throttle import words
from bot.errors import Forbidden, PersonNeeded, ReadingError, RemoteError, StoreError, Unauthorized
from bot.model.account import Account
from bot.model.breaker import Patience
from bot.model.delivery import Outcome, Receipt, State
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Picture, PostImage
from bot.model.records import Claim, DeliveryRow
from bot.model.waiting import Cause, Wait
from bot.networks.base import KnowsOwner, Network
from bot.store.deliveries import Closing, Refusal
from bot.store.sources import IsDead
from bot.store.store import Store

log = structlog.get_logger(__name__)


class PreparesPictures(Protocol):
    """What the publisher needs of the picture reader."""

    def prepare(self, image: PostImage, limits: Limits) -> Picture:
        """The picture within the limits. Raises ReadingError when it cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class Timing:
    """The durations that keep two owners apart."""

    #: How long a lane is ours after each claim or renewal.
    lease: timedelta = timedelta(minutes=10)
    #: The longest that one publish may take, uploads and answers included; always well below `lease`.
    longest_call: timedelta = timedelta(minutes=5)
    #: How much of it may be over when the last byte of a request is written: the rest is for its answer.
    sending_share: float = 0.8
    #: Waits before the first and the second look for a post that may be out.
    looks: tuple[timedelta, timedelta] = (timedelta(seconds=30), timedelta(minutes=2))
    #: How soon a delivery that is frozen or paused is looked at again.
    look_at_freeze: timedelta = timedelta(seconds=30)
    #: How soon a delivery is looked at again whose article was corrected: rendering it anew takes a moment.
    look_at_correction: timedelta = timedelta(seconds=2)
    #: How soon an account that is not connected is looked at again.
    look_at_account: timedelta = timedelta(minutes=1)
    #: Post published → its first measurement.
    first_measure: timedelta = timedelta(minutes=15)


#: Work between the intention and the visible call that takes longer than this asks the store again before the call.
_LONG_WORK_S = 1.0
#: Posts that may follow one in doubt before it is settled: a network's list of newest posts must still show that one.
BESIDE_DOUBTS = 20
_DOUBTS_WAIT = timedelta(seconds=10)
#: Waits between tries to write an outcome down, in seconds: what is not written down must be read back.
_WRITE_AGAIN_S = (0.2, 1.0, 5.0)


class Publisher:
    """Works the lanes of the configured accounts."""

    def __init__(
        self,
        store: Store,
        accounts: Mapping[str, Account],
        networks: Mapping[str, Network],
        pictures: PreparesPictures,
        reconciler: Reconciler,
        readback: ReadBack,
        clock: Clock,
        *,
        owner: str,
        is_dead: IsDead,
        timing: Timing,
        unready: Callable[[str], str | None] = lambda _: None,
        renew: Callable[[str], bool] = lambda _: False,
        is_final: Callable[[str, str], bool] = lambda _account, _code: False,
        patience: Patience | None = None,
        clears: Callable[[Account, DeliveryRow], bool] = lambda _account, _delivery: True,
        jitter: Callable[[], float] = random.random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`unready`: account → what it still needs before it can post; `renew`: makes its token new, if it can.

        `is_final`: whether an account's network says by that code outright that the token has ended.
        `clears`: whether a delivery whose turn has come is sent as it is (see `bot.delivery.backlog`).
        """
        self._clears = clears
        self._store = store
        self._accounts = accounts
        self._networks = networks
        self._pictures = pictures
        self._reconciler = reconciler
        self._readback = readback
        self._clock = clock
        self._owner = owner
        self._is_dead = is_dead
        self._timing = timing
        self._unready = unready
        self._patience = patience or Patience()
        self._gate = Gate(
            store, networks, clock, patience=self._patience, look_again=timing.look_at_account,
            first_look=timing.looks[0], unready=unready, renew=renew, is_final=is_final, jitter=jitter,
        )  # fmt: skip
        self._sleep = sleep
        self._meter = Meter(store, clock)
        #: Account → how many posts went out since the oldest one in doubt; None while none is.
        self._beside: dict[str, int | None] = {}

    def due(self) -> list[str]:
        """The accounts that have work now."""
        names = list(self._accounts)
        return list(dict.fromkeys([*self._store.lanes.due(names, self._clock()), *self._readback.waiting(names)]))

    def at_hand(self) -> tuple[list[str], int]:
        """The accounts that may be taken now, and how many have work at all, at whosever hands."""
        names = list(self._accounts)
        free, busy = self._store.lanes.at_hand(names, self._clock(), self._is_dead)
        to_read = [name for name in self._readback.waiting(names) if name not in free]
        return [*free, *to_read], busy + len(to_read)

    def work(self, account: str, stopping: Callable[[], bool] = lambda: False) -> int:
        """How many deliveries of the account were settled or tried; 0 when another owner works the lane."""
        now = self._clock()
        claim = self._store.lanes.claim(account, self._owner, now, now + self._timing.lease, self._is_dead)
        if claim is None:
            return 0
        self._gate.look_anew(account)
        try:
            if not self._knows_the_wall(account):
                return 0
            done = self._reconciler.settle_due(self._accounts[account], self._networks[account], claim)
            self._beside[account] = self._store.deliveries.sent_beside_doubts(account)
            while not stopping() and self._send_next(claim):
                done += 1
            self._meter.read(account, self._networks[account], write=True)
            return done
        finally:
            self._store.lanes.give_back(claim)

    def _knows_the_wall(self, account: str) -> bool:
        """Whether nothing can stand on the wall that a restored store forgot."""
        unready = self._unready(account)
        if unready is not None:
            self._readback.later(account, unready)
            return True
        return self._readback.ready(self._accounts[account], self._networks[account])

    def _send_next(self, claim: Claim) -> bool:
        """Whether a delivery was tried and the lane may go on."""
        account = self._accounts[claim.account]
        if (self._beside.get(account.name) or 0) >= BESIDE_DOUBTS:
            why = f"{BESIDE_DOUBTS} posts went out beside one that is in doubt: that one is settled first"
            self._store.lanes.wait(account.name, Wait(self._clock() + _DOUBTS_WAIT, why, Cause.NETWORK))
            return False
        chosen = self._gate.next(account)
        if chosen is None:
            return False
        delivery, network = chosen.delivery, self._networks[account.name]
        if not self._readback.clears(account, network, delivery) or not self._clears(account, delivery):
            return True
        return self._send(claim, account, delivery, network, chosen.price)

    def _send(
        self, claim: Claim, account: Account, delivery: DeliveryRow, network: Network, price: Price | None
    ) -> bool:
        if not self._is_ours(account, network):
            return False
        pictures, picture_notes = self._fetch_pictures(claim, delivery, network.limits)
        now = self._clock()
        # Counted from before the intention: whatever comes between, it is past before the lease is.
        leave = self._leave_to_send(claim, delivery)
        attempt = self._store.deliveries.begin(
            claim, delivery, now, now + self._timing.lease, self._timing.longest_call, price
        )
        if isinstance(attempt, Refusal):
            return self._leave(delivery, attempt, now)
        try:
            with under(leave):
                receipt = network.publish(delivery.post, pictures)
        except Exception as error:  # noqa: BLE001 - whatever is raised here, the post may be out
            going_on = self._record_error(claim, delivery, attempt, error)
            self._keep_quotas(account.name, network)
            return going_on
        closing = _published(receipt, picture_notes, self._clock() + self._timing.first_measure)
        self._write_down(claim, delivery, attempt, closing)
        self._gate.sent(account.name)
        beside = self._beside.get(account.name)
        self._beside[account.name] = None if beside is None else beside + 1
        log.info("published", delivery=delivery.id, account=account.name, permalink=receipt.permalink)
        self._keep_quotas(account.name, network)
        return True

    def _leave_to_send(self, claim: Claim, delivery: DeliveryRow) -> Leave:
        longest = self._timing.longest_call
        begun = Deadline(timedelta(seconds=_LONG_WORK_S))

        def barred() -> str | None:
            if begun.left_s() > 0:
                return None
            try:
                return self._store.deliveries.barred(claim, delivery, self._clock())
            except StoreError as error:
                return f"the store cannot be asked whether it still may be sent: {error}"

        return Leave(Deadline(longest * self._timing.sending_share), Deadline(longest), barred)

    def _write_down(self, claim: Claim, delivery: DeliveryRow, attempt: int, closing: Closing) -> None:
        """Records the outcome; tried again while the store cannot be used. Raises StoreError in the end."""
        for wait_s in _WRITE_AGAIN_S:
            try:
                self._store.deliveries.close(claim, delivery.id, attempt, closing, self._clock())
            except StoreError as error:
                log.warning("outcome not written down yet", delivery=delivery.id, reason=str(error))
                self._sleep(wait_s)
            else:
                return
        self._store.deliveries.close(claim, delivery.id, attempt, closing, self._clock())

    def _keep_quotas(self, account: str, network: Network) -> None:
        if self._meter.read(account, network):
            self._gate.look_anew(account)

    def _is_ours(self, account: Account, network: Network) -> bool:
        """Whether the token still belongs to the configured account; when not, the account says why."""
        if not isinstance(network, KnowsOwner):
            return True
        try:
            network.require_owner()
        except (Forbidden, PersonNeeded) as error:
            self._store.lanes.pause(account.name, str(error), "daemon", self._clock())
        except Unauthorized as error:
            self._gate.refused(account.name, error)
        except RemoteError as error:
            again = self._clock() + (error.retry_after or self._timing.look_at_account)
            wait = Wait(again, f"it cannot be asked whose token it is: {error}", Cause.ACCOUNT)
            self._store.lanes.wait(account.name, wait)
        else:
            return True
        return False

    def _leave(self, delivery: DeliveryRow, refusal: Refusal, now: datetime) -> bool:
        log.info("not sent", delivery=delivery.id, account=delivery.account, reason=refusal.reason)
        if refusal.lane_lost:
            return False
        wait = self._timing.look_at_correction if refusal.outdated else self._timing.look_at_freeze
        self._store.deliveries.postpone(delivery.id, now + wait, refusal.reason)
        return True

    def _fetch_pictures(self, claim: Claim, delivery: DeliveryRow, limits: Limits) -> tuple[list[Picture], list[str]]:
        pictures, notes = [], []
        for image in delivery.post.images[: limits.images]:
            # Sites may be slow: the lease is prolonged while they are waited for.
            now = self._clock()
            self._store.lanes.extend(claim, now, now + self._timing.lease)
            try:
                pictures.append(self._pictures.prepare(image, limits))
            except ReadingError as error:
                notes.append(f"sent without a picture: {error}")
            except Exception as error:
                # Nothing is at stake yet: a picture that breaks our reader must not hold the lane.
                log.exception("picture broke", url=image.url)
                notes.append(f"sent without a picture: reading it failed unexpectedly ({type(error).__name__})")
        return pictures, notes

    def _record_error(self, claim: Claim, delivery: DeliveryRow, attempt: int, error: Exception) -> bool:
        now = self._clock()
        judged = self._gate.judge(delivery, error, now)
        following = judged.following
        closing = Closing(
            outcome=following.fate.outcome,
            state=following.state,
            reason=following.reason,
            # Where the account waits, the delivery keeps its place in the queue.
            again_at=None if following.fate.slows_account else following.again_at,
            counts=following.counts,
            error=type(error).__name__,
            code=error.code if isinstance(error, RemoteError) else "",
            named=error.external_id if isinstance(error, RemoteError) else None,
        )
        self._write_down(claim, delivery, attempt, closing)
        if closing.state is State.UNCONFIRMED and self._beside.get(delivery.account) is None:
            self._beside[delivery.account] = 0
        log.warning(
            "attempt failed",
            delivery=delivery.id,
            account=delivery.account,
            state=str(following.state),
            reason=following.reason,
        )
        return self._gate.record(delivery, judged, now)

    def turn_red(self) -> int:
        """How many deliveries failed for too long and are held for a person now."""
        now, limit = self._clock(), self._patience.gives_up_after
        why = f"not out {words(limit)} after its first try"
        held = self._store.deliveries.hold_failing(list(self._accounts), now - limit, now, why)
        for number in held:
            log.warning("turned red", delivery=number, reason=why)
        return len(held)


def _published(receipt: Receipt, picture_notes: list[str], measure_at: datetime) -> Closing:
    notes = (*receipt.notes, *picture_notes)
    proof = Receipt(receipt.external_id, receipt.permalink, receipt.published_at, notes)
    return Closing(Outcome.PUBLISHED, State.PUBLISHED, "; ".join(notes) or "published", proof, measure_at=measure_at)
