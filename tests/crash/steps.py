"""Steps of the send path at which a daemon ends itself, and deliberate bugs: both laid over it in the forked process.

Nothing of this is in the product: the functions named here are wrapped before the daemon starts.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.engine.default import DefaultDialect

from bot.delivery.plan import Planner
from bot.delivery.reconcile import Reconciler
from bot.model.delivery import State
from bot.networks.registry import REGISTRY
from bot.store import following as following_room
from bot.store import lanes as lane_room
from bot.store import sending as sending_room
from bot.store import settling as settling_room
from bot.store.database import Database
from bot.store.following import Done
from bot.store.lanes import Lane, LaneStore
from bot.store.sending import Sending
from bot.store.settling import Settling
from bot.store.tables import deliveries

#: Step → (owner, function); `before:` and `after:` stand before the name of a step.
_FUNCTIONS: Mapping[str, tuple[type, str]] = {
    "claim": (LaneStore, "claim"),
    "begin": (Sending, "begin"),
    "close": (Sending, "close"),
    "follow": (Sending, "follow"),
    "settle": (Settling, "settle"),
    "look": (Reconciler, "settle_due"),
    "give-back": (LaneStore, "give_back"),
    "plan": (Planner, "plan_waiting"),
    "commit": (DefaultDialect, "do_commit"),
}
_CALLS = ("publish", "find_recent")
STEPS = tuple(f"{side}:{name}" for name in (*_FUNCTIONS, *_CALLS) for side in ("before", "after"))


def end_at(step: str, nth: int, by: signal.Signals = signal.SIGKILL) -> None:
    """The process kills itself (or stops, by SIGSTOP) when it comes to that step for the `nth` time."""
    side, name = step.split(":")
    if by is signal.SIGSTOP:
        _lay_over(Database, "writing", _writing_in_turn)
    countdown = _Countdown(nth, by)
    if name in _CALLS:
        for registration in REGISTRY.values():
            _wrap(registration.factory, name, side, countdown)  # type: ignore[arg-type]
    else:
        _wrap(*_FUNCTIONS[name], side, countdown)


class _Countdown:
    def __init__(self, nth: int, by: signal.Signals) -> None:
        self._left = nth
        self._by = by

    def passed(self) -> None:
        self._left -= 1
        if self._left != 0:
            return
        if self._by is not signal.SIGSTOP:
            os.kill(os.getpid(), self._by)
            return
        with _writer:
            os.kill(os.getpid(), self._by)
            # The other threads stop a moment later.
            time.sleep(0.1)


#: Who is stopped in the midst of another thread's transaction would stop everybody else too: nothing to be seen.
_writer = threading.RLock()
_plainly = Database.writing


@contextmanager
def _writing_in_turn(self: Database, *, durable: bool = False) -> Iterator[Connection]:
    with _writer, _plainly(self, durable=durable) as connection:
        yield connection


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

#: What a bug was laid over: owner, name, what stood there.
_originals: list[tuple[Any, str, Any]] = []


def _lay_over(owner: Any, name: str, other: Any) -> None:
    _originals.append((owner, name, getattr(owner, name)))
    setattr(owner, name, other)


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

    def follow_later(self: Sending, claim: Any, done: Done, delivery: Any, now: Any, *rest: Any) -> Any:
        close_both(self, claim, done.delivery_id, done.attempt_id, done.closing, now)
        return begin_later(self, claim, delivery, now, *rest)

    _lay_over(Sending, "begin", begin_later)
    _lay_over(Sending, "follow", follow_later)
    _lay_over(Sending, "close", close_both)


def _nobody_looks_at_leases() -> None:
    """A worker that slept past its lease goes on as if nothing had been: neither fence nor deadline is looked at."""
    for room in (lane_room, sending_room, settling_room):
        _lay_over(room, "held", lambda *_, **__: Lane(pause=None, suffices=True))
    _lay_over(following_room, "lane_of", lambda _asked: Lane(pause=None, suffices=True))
    for name, other in (
        ("require_leave", lambda **_: None), ("require_time", lambda: None), ("answer_within_s", lambda longest_s: longest_s)
    ):  # fmt: skip
        for room in [module for module in list(sys.modules.values()) if hasattr(module, name)]:
            _lay_over(room, name, other)


def _doubts_are_sent_again() -> None:
    """What may be out goes back to the queue without a look."""

    def settle_due(self: Reconciler, account: Any, _network: Any, _claim: Any = None) -> int:
        with self._store.database.writing() as connection:
            return connection.execute(
                update(deliveries)
                .where(deliveries.c.account == account.name, deliveries.c.state == str(State.UNCONFIRMED))
                .values(state=str(State.SCHEDULED), next_look_at=None)
            ).rowcount

    _lay_over(Reconciler, "settle_due", settle_due)


BUGS: Mapping[str, Callable[[], None]] = {
    "uncommitted": _intention_after_the_call,
    "lease": _nobody_looks_at_leases,
    "resend": _doubts_are_sent_again,
}


@contextmanager
def deliberate(bug: str) -> Iterator[None]:
    """The bug of that name in this process, taken away afterwards; "" = none."""
    try:
        if bug:
            BUGS[bug]()
        yield
    finally:
        while _originals:
            setattr(*_originals.pop())
