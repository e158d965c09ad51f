"""Takes a lane and sends what is due: intention before the call, outcome after it.

The order of one delivery, never changed: pictures are fetched (nothing is at stake yet) → the attempt is
committed, under a lease that outlives the longest possible call → the network is called once → the outcome is
committed. Whatever dies in between leaves a delivery `publishing`, which the next owner of the lane finds in doubt.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.delivery.states import Next, after
from bot.delivery.throttle import looks_back_to, month_start, not_before, over_budget
from bot.errors import Forbidden, PersonNeeded, ReadingError, RemoteError, Unauthorized, Unavailable
from bot.model.account import Account
from bot.model.delivery import Outcome, Receipt, State
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Picture, PostImage
from bot.model.quota import Use, spent_quota
from bot.model.records import Claim, DeliveryRow
from bot.model.waiting import Wait
from bot.networks.base import HasPrice, KnowsOwner, Network, ReportsQuotas
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
    #: The longest that one publish may take, uploads included; always well below `lease`.
    longest_call: timedelta = timedelta(minutes=5)
    #: Waits before the first and the second look for a post that may be out.
    looks: tuple[timedelta, timedelta] = (timedelta(seconds=30), timedelta(minutes=2))
    #: How soon a delivery that is frozen or paused is looked at again.
    look_at_freeze: timedelta = timedelta(seconds=30)
    #: How soon an account that is not connected is looked at again.
    look_at_account: timedelta = timedelta(minutes=1)
    #: Post published → its first measurement.
    first_measure: timedelta = timedelta(minutes=15)


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
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`unready`: account → what it still needs before it can post; `renew`: makes its token new, if it can."""
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
        self._renew = renew
        self._jitter = jitter

    def due(self) -> list[str]:
        """The accounts that have work now."""
        names = list(self._accounts)
        return list(dict.fromkeys([*self._store.lanes.due(names, self._clock()), *self._readback.waiting(names)]))

    def work(self, account: str, stopping: Callable[[], bool] = lambda: False) -> int:
        """How many deliveries of the account were settled or tried; 0 when another owner works the lane."""
        now = self._clock()
        claim = self._store.lanes.claim(account, self._owner, now, now + self._timing.lease, self._is_dead)
        if claim is None:
            return 0
        try:
            if not self._knows_the_wall(account):
                return 0
            done = self._reconciler.settle_due(self._accounts[account], self._networks[account])
            while not stopping() and self._send_next(claim):
                done += 1
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
        if self._must_wait(account):
            return False
        delivery = self._store.deliveries.next_due(claim.account, self._clock())
        if delivery is None:
            return False
        network = self._networks[account.name]
        if not self._readback.clears(account, network, delivery):
            return True
        price = network.price_of(delivery.post, len(delivery.post.images)) if isinstance(network, HasPrice) else None
        if price is not None and self._is_too_dear(account, price):
            return False
        return self._send(claim, account, delivery, network, price)

    def _must_wait(self, account: Account) -> bool:
        now = self._clock()
        stored, _, pause = self._store.lanes.standing()[account.name]
        if pause is not None or (stored is not None and stored > now):
            return True
        unready = self._unready(account.name)
        wait: tuple[datetime, str] | Wait | None = (now + self._timing.look_at_account, unready) if unready else None
        spent = spent_quota(self._store.quotas.of(account.name), Use.POSTING, now)
        if spent is not None and spent.resets_at is not None:
            wait = wait or (spent.resets_at, f"the network's limit “{spent.name}” is used up")
        sent = self._store.lanes.sent_since(account.name, looks_back_to(account, now))
        wait = wait or not_before(account, sent, now)
        if wait is None:
            return False
        self._store.lanes.wait(account.name, *wait[:2])
        return True

    def _is_too_dear(self, account: Account, price: Price) -> bool:
        now = self._clock()
        wait = over_budget(account, self._store.ledger.spent(account.name, month_start(account, now)), price, now)
        if wait is not None:
            self._store.lanes.wait(account.name, *wait[:2])
        return wait is not None

    def _send(
        self, claim: Claim, account: Account, delivery: DeliveryRow, network: Network, price: Price | None
    ) -> bool:
        if not self._is_ours(account, network):
            return False
        pictures, picture_notes = self._fetch_pictures(delivery, network.limits)
        now = self._clock()
        attempt = self._store.deliveries.begin(
            claim, delivery, now, now + self._timing.lease, self._timing.longest_call, price
        )
        if isinstance(attempt, Refusal):
            return self._leave(delivery, attempt, now)
        try:
            receipt = network.publish(delivery.post, pictures)
        except Exception as error:  # noqa: BLE001 - whatever is raised here, the post may be out
            going_on = self._record_error(claim, delivery, attempt, error)
            self._keep_quotas(account.name, network)
            return going_on
        closing = _published(receipt, picture_notes, self._clock() + self._timing.first_measure)
        self._store.deliveries.close(claim, delivery.id, attempt, closing, self._clock())
        log.info("published", delivery=delivery.id, account=account.name, permalink=receipt.permalink)
        self._keep_quotas(account.name, network)
        return True

    def _keep_quotas(self, account: str, network: Network) -> None:
        if isinstance(network, ReportsQuotas):
            self._store.quotas.record(account, network.quotas())

    def _is_ours(self, account: Account, network: Network) -> bool:
        """Whether the token still belongs to the configured account; when not, the account says why."""
        if not isinstance(network, KnowsOwner):
            return True
        try:
            network.require_owner()
        except (Forbidden, PersonNeeded) as error:
            self._store.lanes.pause(account.name, str(error), "daemon", self._clock())
        except RemoteError as error:
            if not (isinstance(error, Unauthorized) and self._renew(account.name)):
                again = self._clock() + (error.retry_after or self._timing.look_at_account)
                self._store.lanes.wait(account.name, again, f"it cannot be asked whose token it is: {error}")
        else:
            return True
        return False

    def _leave(self, delivery: DeliveryRow, refusal: Refusal, now: datetime) -> bool:
        log.info("not sent", delivery=delivery.id, account=delivery.account, reason=refusal.reason)
        if refusal.lane_lost:
            return False
        self._store.deliveries.postpone(delivery.id, now + self._timing.look_at_freeze, refusal.reason)
        return True

    def _fetch_pictures(self, delivery: DeliveryRow, limits: Limits) -> tuple[list[Picture], list[str]]:
        pictures, notes = [], []
        for image in delivery.post.images[: limits.images]:
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
        if isinstance(error, Unauthorized) and self._renew(delivery.account):
            error = Unavailable("the token had ended and was made new", retry_after=timedelta(seconds=1))
        following = after(error, delivery.attempts + 1, now, self._jitter(), self._timing.looks[0])
        closing = Closing(
            outcome=following.fate.outcome,
            state=following.state,
            reason=following.reason,
            again_at=following.again_at,
            counts=following.counts,
            error=type(error).__name__,
            code=error.code if isinstance(error, RemoteError) else "",
        )
        self._store.deliveries.close(claim, delivery.id, attempt, closing, now)
        log.warning(
            "attempt failed",
            delivery=delivery.id,
            account=delivery.account,
            state=str(following.state),
            reason=following.reason,
        )
        return self._slow_down(delivery, following, now)

    def _slow_down(self, delivery: DeliveryRow, following: Next, now: datetime) -> bool:
        """Whether the lane may go on after this answer."""
        if following.fate.pauses_account:
            self._store.lanes.pause(delivery.account, following.reason, "daemon", now)
            return False
        if following.fate.slows_account:
            self._store.lanes.wait(delivery.account, following.again_at, following.reason)
            return False
        # A network out of reach is out of reach for the next delivery too; the others wait for the next tick.
        return following.fate.outcome is not Outcome.NOT_SENT


def _published(receipt: Receipt, picture_notes: list[str], measure_at: datetime) -> Closing:
    notes = (*receipt.notes, *picture_notes)
    proof = Receipt(receipt.external_id, receipt.permalink, receipt.published_at, notes)
    return Closing(Outcome.PUBLISHED, State.PUBLISHED, "; ".join(notes) or "published", proof, measure_at=measure_at)
