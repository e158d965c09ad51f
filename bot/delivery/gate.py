"""What stands between a due delivery and its network: what the account waits for, and what its failures lead to.

Limits of the account's own are worked out anew each time; what happened (a refusal, a used-up limit of the network,
the same failure again and again) is kept in the store, so that every daemon on it waits alike.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.delivery.breaker import REFUSED, Position, class_of, failed, is_believed, open_until, position, told
from bot.delivery.states import Next, after, patient
from bot.delivery.throttle import looks_back_to, month_start, not_before, over_budget
from bot.errors import RemoteError, Unauthorized
from bot.model.account import Account, Standing
from bot.model.breaker import Breaker, Patience
from bot.model.delivery import Outcome
from bot.model.money import Price
from bot.model.quota import Use, spent_quota
from bot.model.records import DeliveryRow
from bot.model.waiting import Cause, Wait
from bot.networks.base import HasPrice, Network
from bot.store.store import Store

log = structlog.get_logger(__name__)

#: A token just made new is tried at once.
_AT_ONCE = timedelta(seconds=1)
#: So many times the refusals that a token is allowed: making it new does not help then.
_RENEWALS = 2


#: For so long one look at the store lets deliveries through: what stops an account is asked again in the very
#: transaction that begins each of them, and breaking news waits no longer than this.
_SERVES = timedelta(seconds=0.5)
#: How many deliveries a look brings: at first, and at most; in between, as many as the last look served.
_AHEAD, _FAR_AHEAD = 8, 64


@dataclass(slots=True)
class _Look:
    """What one look at an account found: nothing in the way, and these deliveries due."""

    at: datetime
    due: deque[DeliveryRow]
    #: How many deliveries were asked for.
    ahead: int
    #: Whether something may have failed before it: forgotten once a post went out.
    failing: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """A delivery that may go now, and what it costs; None where its network charges nothing."""

    delivery: DeliveryRow
    price: Price | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What an error leads to: for the delivery, and for the account's breaker of that class."""

    following: Next
    breaker: Breaker


class Gate:
    """Lets deliveries of one account after the other through."""

    def __init__(
        self,
        store: Store,
        networks: Mapping[str, Network],
        clock: Clock,
        *,
        patience: Patience,
        look_again: timedelta,
        first_look: timedelta,
        unready: Callable[[str], str | None],
        renew: Callable[[str], bool],
        is_final: Callable[[str, str], bool],
        jitter: Callable[[], float],
    ) -> None:
        """`look_again`: how soon what cannot be told now is asked again; `unready`: account → what it still needs.

        `renew`: makes an account's token new, if it can; `is_final`: whether (account, code) says outright that the
        token has ended.
        """
        self._store = store
        self._networks = networks
        self._clock = clock
        self._patience = patience
        self._look_again = look_again
        self._first_look = first_look
        self._unready = unready
        self._renew = renew
        self._is_final = is_final
        self._jitter = jitter
        self._looks: dict[str, _Look] = {}

    def look_anew(self, account: str) -> None:
        """What is known of the account may be past: the next question asks the store."""
        self._looks.pop(account, None)

    def next(self, account: Account) -> Chosen | None:
        """The delivery to be sent now; None when nothing is due, or the account must wait: then it is noted why."""
        now = self._clock()
        look = self._look(account.name, now)
        if look is not None and look.due:
            return Chosen(look.due.popleft(), None)
        last = self._looks.pop(account.name, None)
        ahead = _AHEAD
        if last is not None:
            served = last.ahead - len(last.due)
            ahead = min(max(served if last.due else 2 * served, _AHEAD), _FAR_AHEAD)
        return self._look_now(account, now, ahead)

    def at_hand(self, account: str) -> DeliveryRow | None:
        """What `next` would give without a look at the store; None where it would have to look."""
        look = self._look(account, self._clock())
        return look.due[0] if look is not None and look.due else None

    def take(self, account: str) -> DeliveryRow:
        """The delivery that `at_hand` told of: it is not given again."""
        return self._looks[account].due.popleft()

    def _look(self, account: str, now: datetime) -> _Look | None:
        """The last look, while it serves."""
        look = self._looks.get(account)
        return look if look is not None and timedelta() <= now - look.at < _SERVES else None

    def _look_now(self, account: Account, now: datetime, ahead: int) -> Chosen | None:
        lane = self._store.lanes.hindrance(account.name)
        due = self._store.deliveries.due_next(account.name, now, ahead) if lane.stopped is None else []
        if not due:
            return None
        delivery = due[0]
        if lane.wait is not None and lane.wait.until > now and not (lane.urgent_passes and delivery.priority):
            return None
        wait = self._happened(account, now)
        if wait is not None:
            self._store.lanes.wait(account.name, wait)
            return None
        if not self._keeps_its_own_limits(account, delivery, now):
            return None
        network = self._networks[account.name]
        price = network.price_of(delivery.post, len(delivery.post.images)) if isinstance(network, HasPrice) else None
        if price is None:
            if (lane.wait is None or lane.wait.until <= now) and not _counts(account):
                self._looks[account.name] = _Look(now, deque(due[1:]), ahead)
            return Chosen(delivery, None)
        spent = self._store.ledger.spent(account.name, month_start(account, now))
        wait = over_budget(account, spent, price, now)
        if wait is not None:
            self._store.lanes.wait(account.name, wait)
        return Chosen(delivery, price) if wait is None else None

    def _happened(self, account: Account, now: datetime) -> Wait | None:
        unready = self._unready(account.name)
        if unready:
            return Wait(now + self._look_again, unready, Cause.ACCOUNT)
        known = self._store.breakers.of(account.name)
        wait = open_until(known, now)
        if wait is not None:
            return wait
        refused = next((breaker for breaker in known if breaker.error == REFUSED and breaker.is_open), None)
        if refused is not None and (wait := self._probe(account)) is not None:
            return wait
        spent = spent_quota(self._store.quotas.of(account.name), Use.POSTING, now)
        if spent is not None and spent.resets_at is not None:
            return Wait(spent.resets_at, f"the network's limit “{spent.name}” is used up", Cause.QUOTA)
        return None

    def _keeps_its_own_limits(self, account: Account, delivery: DeliveryRow, now: datetime) -> bool:
        sent = self._store.lanes.sent_since(account.name, looks_back_to(account, now)) if _counts(account) else []
        waiting = self._store.deliveries.count_due(account.name, now) if account.spread else 1
        wait = not_before(account, sent, now, priority=delivery.priority, waiting=waiting)
        if wait is None:
            return True
        urgent = wait if delivery.priority else not_before(account, sent, now, priority=True)
        self._store.lanes.wait(account.name, wait, urgent_passes=urgent is None or urgent.until < wait.until)
        return False

    def _probe(self, account: Account) -> Wait | None:
        """Whether a token that was refused works again, by a look that changes nothing; None when it does."""
        try:
            health = self._networks[account.name].check()
        except RemoteError as error:
            why = f"it cannot be asked whether its token works again: {error}"
            return Wait(self._clock() + self._look_again, why, Cause.ACCOUNT)
        if health.standing is not Standing.BROKEN:
            return None
        return self.refused(account.name, Unauthorized("; ".join(health.notes) or "the check says that it is broken"))

    def refused(self, account: str, error: Unauthorized) -> Wait:
        """Until when the account waits after its token was refused where no delivery was at stake, noted here.

        Once the refusal is believed, the account is stopped for a person.
        """
        now = self._clock()
        breaker, again_at = self._refusal(account, error, now)
        self._store.breakers.save(breaker, now)
        wait = Wait(again_at or now + self._look_again, told(breaker), Cause.BREAKER)
        if again_at is None:
            self._store.lanes.pause(account, str(error), "daemon", now)
        else:
            self._store.lanes.wait(account, wait)
        return wait

    def judge(self, delivery: DeliveryRow, error: Exception, now: datetime) -> Judged:
        """What the error means for the delivery, and the breaker that counts it; nothing is noted yet."""
        self.look_anew(delivery.account)
        if isinstance(error, Unauthorized):
            breaker, again_at = self._refusal(delivery.account, error, now)
            if again_at is not None:
                return Judged(patient(error, again_at), breaker)
            return Judged(self._after(error, delivery, 1, now), breaker)
        known = {breaker.error: breaker for breaker in self._store.breakers.of(delivery.account)}
        kind = class_of(error)
        reason = str(error) if isinstance(error, RemoteError) else type(error).__name__
        breaker = failed(known.get(kind), delivery.account, kind, reason, now, self._jitter(), self._patience)
        following = self._after(error, delivery, breaker.failures, now)
        if following.fate.slows_account and breaker.probe_at is not None and following.again_at is not None:
            # The network's own word on the wait counts, and ours where it is longer.
            later = max(breaker.probe_at, following.again_at)
            breaker, following = replace(breaker, probe_at=later), replace(following, again_at=later)
        return Judged(following, breaker)

    def _after(self, error: Exception, delivery: DeliveryRow, in_a_row: int, now: datetime) -> Next:
        return after(
            error, delivery.attempts + 1, now, self._jitter(), self._first_look,
            in_a_row=in_a_row, failing_since=delivery.failing_since, gives_up_after=self._patience.gives_up_after,
        )  # fmt: skip

    def _refusal(self, account: str, error: Unauthorized, now: datetime) -> tuple[Breaker, datetime | None]:
        """The breaker after a refusal of the token, and when it is tried again; None when it is believed."""
        renewed = self._renew(account)
        known = next((b for b in self._store.breakers.of(account) if b.error == REFUSED), None)
        breaker = failed(known, account, REFUSED, str(error), now, self._jitter(), self._patience)
        if renewed and breaker.failures == 1:
            return replace(breaker, opened_at=None, probe_at=None), now + _AT_ONCE
        enough = breaker.failures >= _RENEWALS * self._patience.refusals
        final = self._is_final(account, error.code) and not renewed
        if final or (is_believed(breaker, self._patience) and (enough or not renewed)):
            return breaker, None
        return breaker, breaker.probe_at

    def record(self, delivery: DeliveryRow, judged: Judged, now: datetime) -> bool:
        """Whether the lane may go on after that error; notes what the account waits for, or why it stops."""
        following, breaker = judged.following, judged.breaker
        if following.fate.pauses_account:
            self._store.lanes.pause(delivery.account, following.reason, "daemon", now)
            return False
        self._store.breakers.save(breaker, now)
        if following.fate.slows_account and following.again_at is not None and not breaker.is_open:
            self._store.lanes.wait(delivery.account, Wait(following.again_at, following.reason, Cause.NETWORK))
            return False
        if breaker.probe_at is not None and position(breaker, now) is Position.OPEN:
            self._store.lanes.wait(delivery.account, Wait(breaker.probe_at, told(breaker), Cause.BREAKER))
            return False
        # A network out of reach is out of reach for the next delivery too; the others wait for the next tick.
        return following.fate.outcome is not Outcome.NOT_SENT

    def sent(self, account: str) -> None:
        """A post went out: what failed before counts no more."""
        look = self._looks.get(account)
        if look is not None and not look.failing:
            return
        if self._store.breakers.of(account):
            closed = self._store.breakers.close(account, self._clock(), "a post went out")
            if closed:
                log.info("works again", account=account)
        if look is not None:
            look.failing = False


def _counts(account: Account) -> bool:
    """Whether the account has a limit for which it matters what was sent."""
    return bool(
        account.min_gap or account.spread or account.daily_limit is not None or account.monthly_limit is not None
    )
