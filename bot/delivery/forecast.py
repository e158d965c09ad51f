"""Why each delivery waits, and the earliest moment at which it can go: an account's queue played forward. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.throttle import not_before
from bot.model.account import Account
from bot.model.delivery import State
from bot.model.records import DeliveryRow
from bot.model.waiting import OWN_LIMITS, Cause, Hindrance, Waiting

#: So many deliveries of one account are played forward; what waits behind them is told without a moment.
_PLAYED = 200


@dataclass(frozen=True, slots=True)
class Lane:
    """One account with all that decides when its deliveries go."""

    account: Account
    hindrance: Hindrance
    #: When posts went, oldest first, as far back as its limits look.
    sent: Sequence[datetime]
    #: Its scheduled deliveries, in any order.
    queue: Sequence[DeliveryRow]
    #: Delivery → (why it is frozen, until when or None), for those that are.
    frozen: dict[int, tuple[str, datetime | None]]


def settled(row: DeliveryRow) -> Waiting | None:
    """Why a delivery waits that is not scheduled; None when it waits for nothing."""
    if row.state is State.DRAFT:
        return Waiting("a person's approval", None)
    if row.state is State.HELD:
        return Waiting(f"a person: {row.reason}", None, red=True)
    if row.state is State.UNCONFIRMED:
        return Waiting(f"a look at whether it is out: {row.reason}", row.next_look_at)
    return None


def forecast(lane: Lane, now: datetime, gives_up_after: timedelta) -> dict[int, Waiting]:
    """Delivery → why it waits, and the earliest moment at which it goes if all before it go well.

    The next one's moment is exact; later ones' suppose that each call takes no time. Whatever is stuck for
    `gives_up_after` by something that is no limit of its account's own is red.
    """
    found: dict[int, Waiting] = {}
    waiting = []
    for row in lane.queue:
        late = row.failing_since is not None or now - row.due_at >= gives_up_after
        if lane.hindrance.stopped is not None:
            found[row.id] = Waiting(f"its account, which has stopped: {lane.hindrance.stopped}", None, red=True)
        elif row.id in lane.frozen:
            why, until = lane.frozen[row.id]
            found[row.id] = Waiting(f"the end of a freeze: {why}", until)
        else:
            waiting.append((row, late))
    _play(lane, waiting, now, found)
    return found


def _play(lane: Lane, waiting: list[tuple[DeliveryRow, bool]], now: datetime, found: dict[int, Waiting]) -> None:
    urgent = sorted((pair for pair in waiting if pair[0].priority), key=_turn)
    ordinary = sorted((pair for pair in waiting if not pair[0].priority), key=_turn)
    sent = list(lane.sent)
    clock = now
    for _ in range(min(len(waiting), _PLAYED)):
        heads, due = [], _due(ordinary, now)
        for queue in (urgent, ordinary):
            if queue:
                row, late = queue[0]
                earliest = _earliest(lane, row, sent, now, due)
                if earliest[0] < clock:
                    # It would fit in before one that goes first: nobody overtakes.
                    earliest = _earliest(lane, row, sent, clock, due)
                heads.append((*earliest, not row.priority, late, queue))
        moment, why, stuck, _, late, queue = min(heads, key=lambda head: (head[0], head[3]))
        row, _ = queue.pop(0)
        found[row.id] = Waiting(why, moment, red=stuck and late)
        sent.append(moment)
        clock = moment
    for row, _ in (*urgent, *ordinary):
        found[row.id] = Waiting(f"its turn behind {_PLAYED} others", None)


def _turn(pair: tuple[DeliveryRow, bool]) -> tuple[datetime, int]:
    return pair[0].due_at, pair[0].id


def _due(ordinary: Sequence[tuple[DeliveryRow, bool]], now: datetime) -> int:
    return sum(1 for row, _ in ordinary if row.due_at <= now)


def _earliest(
    lane: Lane, row: DeliveryRow, sent: Sequence[datetime], now: datetime, waiting: int
) -> tuple[datetime, str, bool]:
    """When the delivery goes at the earliest, what it waits for last, and whether that is no limit of its account's."""
    start, why, stuck = now, "its turn: it is about to be sent", False
    if row.due_at > now:
        start, why, stuck = row.due_at, row.reason or "its own time", row.failing_since is not None
    # The account's own limits are worked out below, from what the configuration says now; prices are not known here.
    held_up = lane.hindrance.wait
    counts = held_up is not None and (held_up.cause not in OWN_LIMITS or held_up.cause is Cause.BUDGET)
    if held_up is not None and counts and held_up.until > start:
        start, why, stuck = held_up.until, held_up.why, held_up.cause is not Cause.BUDGET
    own = not_before(lane.account, sent, start, priority=row.priority, waiting=max(waiting, 1))
    if own is not None:
        start, why, stuck = own.until, own.why, False
    return start, why, stuck
