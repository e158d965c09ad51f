"""Steps of the send path at which a daemon ends itself, and deliberate bugs: both laid over it in the forked process.

Nothing of this is in the product: the functions named here are wrapped before the daemon starts.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.engine import Connection
from sqlalchemy.engine.default import DefaultDialect

from bot.delivery.plan import Planner
from bot.delivery.reconcile import Doubt, Reconciler
from bot.model.delivery import State
from bot.networks.registry import REGISTRY
from bot.store import lanes as lane_room
from bot.store import sending as sending_room
from bot.store.lanes import LaneStore
from bot.store.sending import Sending
from bot.store.tables import deliveries

#: Step → (owner, function); `before:` and `after:` stand before the name of a step.
_FUNCTIONS: Mapping[str, tuple[type, str]] = {
    "claim": (LaneStore, "claim"),
    "begin": (Sending, "begin"),
    "close": (Sending, "close"),
    "settle": (Sending, "settle"),
    "look": (Reconciler, "settle_due"),
    "give-back": (LaneStore, "give_back"),
    "plan": (Planner, "plan_waiting"),
    "commit": (DefaultDialect, "do_commit"),
}
_CALLS = ("publish", "find_recent")
STEPS = tuple(f"{side}:{name}" for name in (*_FUNCTIONS, *_CALLS) for side in ("before", "after"))


def end_at(step: str, nth: int) -> None:
    """The process kills itself when it comes to that step for the `nth` time."""
    side, name = step.split(":")
    countdown = _Countdown(nth)
    if name in _CALLS:
        for registration in REGISTRY.values():
            _wrap(registration.factory, name, side, countdown)  # type: ignore[arg-type]
    else:
        _wrap(*_FUNCTIONS[name], side, countdown)


class _Countdown:
    def __init__(self, nth: int) -> None:
        self._left = nth

    def passed(self) -> None:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _wrap(owner: type, name: str, side: str, countdown: _Countdown) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        if side == "before":
            countdown.passed()
        done = original(*arguments, **named)
        if side == "after":
            countdown.passed()
        return done

    setattr(owner, name, wrapped)


# --- deliberate bugs ----------------------------------------------------------------------------------------


def _intention_after_the_call() -> None:
    """The attempt is committed with its outcome, not before the call."""
    begin, close = Sending.begin, Sending.close
    waiting: dict[int, Callable[[], Any]] = {}

    def begin_later(self: Sending, claim: Any, delivery: Any, *rest: Any) -> Any:
        waiting[delivery.id] = lambda: begin(self, claim, delivery, *rest)
        return -delivery.id

    def close_both(self: Sending, claim: Any, delivery_id: int, attempt: int, *rest: Any) -> Any:
        if delivery_id in waiting:
            attempt = waiting.pop(delivery_id)()
        return close(self, claim, delivery_id, attempt, *rest)

    Sending.begin = begin_later  # type: ignore[method-assign,assignment]
    Sending.close = close_both  # type: ignore[method-assign,assignment]


def _nobody_looks_at_leases() -> None:
    """Any worker takes any lane and keeps it; who may still be sending is not asked."""
    held = lane_room.held

    def always_held(connection: Connection, claim: Any, now: Any, **named: Any) -> Any:
        row = held(connection, claim, now, **named)
        if row is not None:
            return row
        asked = text("SELECT * FROM accounts WHERE name = :name").bindparams(name=claim.account)
        return connection.execute(asked).first()

    lane_room._is_free = lambda *_: True  # type: ignore[assignment]
    lane_room.held = always_held  # type: ignore[assignment]
    sending_room.held = always_held  # type: ignore[attr-defined]
    Doubt.settles_at = lambda self, pause, *_: self.delivery.state_since + pause  # type: ignore[method-assign]


def _doubts_are_sent_again() -> None:
    """What may be out goes back to the queue without a look."""

    def settle_due(self: Reconciler, account: Any, _network: Any, _claim: Any = None) -> int:
        with self._store.database.writing() as connection:
            return connection.execute(
                update(deliveries)
                .where(deliveries.c.account == account.name, deliveries.c.state == str(State.UNCONFIRMED))
                .values(state=str(State.SCHEDULED), next_look_at=None)
            ).rowcount

    Reconciler.settle_due = settle_due  # type: ignore[method-assign,assignment]


BUGS: Mapping[str, Callable[[], None]] = {
    "uncommitted": _intention_after_the_call,
    "lease": _nobody_looks_at_leases,
    "resend": _doubts_are_sent_again,
}
