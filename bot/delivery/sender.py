"""Sends what is due on one lane: intention before the call, outcome after it.

The order of one delivery, never changed: pictures are fetched (nothing is at stake yet) → the attempt is
committed, under a lease that outlives the longest possible call → the network is called once → the outcome is
committed. Whatever dies in between leaves a delivery `publishing`, which the next owner of the lane finds in doubt.

Where the next delivery stands ready when a post went out, the outcome of the one and the intention of the other are
one transaction: half the commits, and nothing else is different.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.deadline import Leave, under
from bot.delivery.gate import Gate
from bot.delivery.late import judged
from bot.delivery.meter import Meter
from bot.delivery.readback import ReadBack
from bot.delivery.timing import Timing
from bot.errors import Forbidden, PersonNeeded, ReadingError, RemoteError, StoreError, Unauthorized
from bot.model.account import Account
from bot.model.delivery import Outcome, Receipt, State
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Picture, PostImage
from bot.model.records import Claim, DeliveryRow
from bot.model.waiting import Cause, Wait
from bot.networks.base import KnowsOwner, Network
from bot.store.deliveries import Closing, Done, Refusal
from bot.store.store import Store
from bot.turns import aside

log = structlog.get_logger(__name__)


class PreparesPictures(Protocol):
    """What the sender needs of the picture reader."""

    def prepare(self, image: PostImage, limits: Limits) -> Picture:
        """The picture within the limits. Raises ReadingError when it cannot be had."""
        ...


#: Posts that may follow one in doubt before it is settled: a network's list of newest posts must still show that one.
BESIDE_DOUBTS = 20
_DOUBTS_WAIT = timedelta(seconds=10)
#: Waits between tries to write an outcome down, in seconds: what is not written down must be read back.
_WRITE_AGAIN_S = (0.2, 1.0, 5.0)
#: An answer within so many seconds comes at once.
_QUICK_S = 0.01


@dataclass(slots=True)
class _Shift:
    """One owner's work on one lane."""

    claim: Claim
    account: Account
    stopping: Callable[[], bool]
    #: How many posts went out since the oldest one in doubt; None while none is.
    beside: int | None
    #: How many deliveries were settled or tried.
    done: int = 0
    #: Whether the network answered the last call at once.
    is_quick: bool = False


class Sender:
    """Sends one delivery after the other on lanes that are ours."""

    def __init__(
        self,
        store: Store,
        networks: Mapping[str, Network],
        pictures: PreparesPictures,
        readback: ReadBack,
        gate: Gate,
        clock: Clock,
        *,
        timing: Timing,
        clears: Callable[[Account, DeliveryRow], bool] = lambda _account, _delivery: True,
        sleep: Callable[[float], None] = time.sleep,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`turn`: within it a lane works (see `bot.turns`).

        `clears`: whether a delivery whose turn has come is sent as it is (see `bot.delivery.backlog`)."""
        self._store = store
        self._networks = networks
        self._pictures = pictures
        self._readback = readback
        self._gate = gate
        self._clock = clock
        self._timing = timing
        self._clears = clears
        self._sleep = sleep
        self._turn = turn
        self._meter = Meter(store, clock)

    def send_due(self, claim: Claim, account: Account, stopping: Callable[[], bool]) -> int:
        """How many deliveries were settled or tried; ends when nothing is due or the account must wait.

        Raises StoreError.
        """
        self._gate.look_anew(account.name)
        shift = _Shift(claim, account, stopping, self._store.deliveries.sent_beside_doubts(account.name))
        going_on = True
        while going_on and not stopping():
            with self._turn():
                going_on = self._send_next(shift)
        self._meter.take(account.name, self._networks[account.name])
        self._meter.keep(account.name, at_once=True)
        return shift.done

    def _send_next(self, shift: _Shift) -> bool:
        """Whether the lane may go on."""
        account = shift.account
        if self._is_beside_doubt(shift):
            why = f"{BESIDE_DOUBTS} posts went out beside one that is in doubt: that one is settled first"
            self._store.lanes.wait(account.name, Wait(self._clock() + _DOUBTS_WAIT, why, Cause.NETWORK))
            return False
        chosen = self._gate.next(account)
        if chosen is None:
            return False
        delivery, network = chosen.delivery, self._networks[account.name]
        if not self._readback.clears(account, network, delivery) or not self._clears(account, delivery):
            shift.done += 1
            return True
        if not self._is_ours(account, network):
            return False
        return self._send(shift, delivery, network, chosen.price)

    def _send(self, shift: _Shift, delivery: DeliveryRow, network: Network, price: Price | None) -> bool:
        """Sends that delivery, and those after it that stand ready; whether the lane may go on."""
        claim, times = shift.claim, self._timing
        pictures, picture_notes = self._fetch_pictures(claim, delivery, network.limits)
        now = self._clock()
        # Counted from before the intention: whatever comes between, it is past before the lease is.
        leave = self._leave_to_send(claim, delivery)
        attempt = self._store.deliveries.begin(claim, delivery, now, now + times.lease, times.longest_call, price)
        while not isinstance(attempt, Refusal):
            try:
                # A network that takes its time is waited for outside of the turn.
                with nullcontext() if shift.is_quick else aside(), under(leave):
                    called_at = time.monotonic()
                    receipt = network.publish(delivery.post, pictures)
                    shift.is_quick = time.monotonic() - called_at < _QUICK_S
            except Exception as error:  # noqa: BLE001 - whatever is raised here, the post may be out
                going_on = self._record_error(shift, delivery, attempt, error)
                self._keep_quotas(shift, network)
                shift.done += going_on
                return going_on
            closing = _published(receipt, picture_notes, self._clock() + times.first_measure)
            done = Done(delivery.id, attempt, closing)
            following = self._at_hand(shift, network)
            if following is None:
                self._write_down(claim, done)
                self._sent(shift, delivery.id, receipt)
                self._keep_quotas(shift, network)
                return True
            # Now, not when the answer came: a process may have slept in between, past its lease.
            now, leave = self._clock(), self._leave_to_send(claim, following)
            attempt = self._follow(shift, done, receipt, following, now)
            delivery, pictures, picture_notes = following, [], []
        self._keep_quotas(shift, network)
        return self._leave(shift, delivery, attempt, now)

    def _at_hand(self, shift: _Shift, network: Network) -> DeliveryRow | None:
        """The delivery to be begun with the outcome of the last one; None where anything else is to be asked first.

        A post is out whose outcome is not written down: nothing here may come in its way.
        """
        account = shift.account
        try:
            if self._meter.take(account.name, network) or shift.stopping() or self._is_beside_doubt(shift, further=1):
                return None
            following = self._gate.at_hand(account.name)
            if following is None or following.post.images or not self._readback.is_clear(following):
                return None
            # What `clears` would let through; the rest is its to judge, with the store at hand.
            if judged(account, following, self._clock()) is not None:
                return None
        except Exception:
            log.exception("the next delivery cannot be told", account=account.name)
            return None
        return self._gate.take(account.name)

    def _follow(
        self, shift: _Shift, done: Done, receipt: Receipt, following: DeliveryRow, now: datetime
    ) -> int | Refusal:
        """The attempt of the following delivery, begun with the outcome of the one before; or why it may not be sent.

        Raises StoreError once the outcome is written down without it.
        """
        times, failure = self._timing, None
        try:
            attempt = self._store.deliveries.follow(
                shift.claim, done, following, now, now + times.lease, times.longest_call
            )
        except StoreError as error:
            log.warning("outcome not written down yet", delivery=done.delivery_id, reason=str(error))
            failure = error
        if failure is not None:
            self._write_down(shift.claim, done)
        self._sent(shift, done.delivery_id, receipt)
        if failure is not None:
            raise failure
        return attempt

    def _sent(self, shift: _Shift, delivery_id: int, receipt: Receipt) -> None:
        account = shift.account.name
        shift.done += 1
        self._gate.sent(account)
        shift.beside = None if shift.beside is None else shift.beside + 1
        log.info("published", delivery=delivery_id, account=account, permalink=receipt.permalink)

    @staticmethod
    def _is_beside_doubt(shift: _Shift, *, further: int = 0) -> bool:
        """Whether as many posts stand beside one in doubt as may; `further`: that many more."""
        return shift.beside is not None and shift.beside + further >= BESIDE_DOUBTS

    def _leave_to_send(self, claim: Claim, delivery: DeliveryRow) -> Leave:
        return self._timing.leave(lambda: self._store.deliveries.barred(claim, delivery, self._clock()), "sent")

    def _write_down(self, claim: Claim, done: Done) -> None:
        """Records the outcome; tried again while the store cannot be used. Raises StoreError in the end."""
        close = self._store.deliveries.close
        for wait_s in _WRITE_AGAIN_S:
            try:
                close(claim, done.delivery_id, done.attempt_id, done.closing, self._clock())
            except StoreError as error:
                log.warning("outcome not written down yet", delivery=done.delivery_id, reason=str(error))
                self._sleep(wait_s)
            else:
                return
        close(claim, done.delivery_id, done.attempt_id, done.closing, self._clock())

    def _keep_quotas(self, shift: _Shift, network: Network) -> None:
        if self._meter.take(shift.account.name, network):
            self._gate.look_anew(shift.account.name)
        self._meter.keep(shift.account.name)

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

    def _leave(self, shift: _Shift, delivery: DeliveryRow, refusal: Refusal, now: datetime) -> bool:
        log.info("not sent", delivery=delivery.id, account=delivery.account, reason=refusal.reason)
        if refusal.lane_lost:
            return False
        shift.done += 1
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
                with aside():
                    pictures.append(self._pictures.prepare(image, limits))
            except ReadingError as error:
                notes.append(f"sent without a picture: {error}")
            except Exception as error:
                # Nothing is at stake yet: a picture that breaks our reader must not hold the lane.
                log.exception("picture broke", url=image.url)
                notes.append(f"sent without a picture: reading it failed unexpectedly ({type(error).__name__})")
        return pictures, notes

    def _record_error(self, shift: _Shift, delivery: DeliveryRow, attempt: int, error: Exception) -> bool:
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
        self._write_down(shift.claim, Done(delivery.id, attempt, closing))
        if closing.state is State.UNCONFIRMED and shift.beside is None:
            shift.beside = 0
        log.warning(
            "attempt failed",
            delivery=delivery.id,
            account=delivery.account,
            state=str(following.state),
            reason=following.reason,
        )
        return self._gate.record(delivery, judged, now)


def _published(receipt: Receipt, picture_notes: list[str], measure_at: datetime) -> Closing:
    notes = (*receipt.notes, *picture_notes)
    proof = Receipt(receipt.external_id, receipt.permalink, receipt.published_at, notes)
    return Closing(Outcome.PUBLISHED, State.PUBLISHED, "; ".join(notes) or "published", proof, measure_at=measure_at)
