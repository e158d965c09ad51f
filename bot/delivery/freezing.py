"""Sets and lifts freezes. A freeze is told as set when nothing it covers can leave any more.

Two things make it so. The freeze is written under the locks under which sends begin: whatever begins later sees it.
What was begun before is waited for: each call ends by itself, because no request leaves after its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.errors import StoreError
from bot.model.records import DeliveryRow
from bot.store.freezes import Freeze, Scope, UnderWay
from bot.store.sources import IsDead
from bot.store.store import Store

log = structlog.get_logger(__name__)

#: Between two looks at what is still under way, in seconds.
_LOOK_EVERY_S = 0.1
#: Tries to write the freeze down, and the waits between them, in seconds.
_WRITE_AGAIN_S = (0.2, 0.5, 1.0)
#: Clocks of several machines differ.
_SKEW = timedelta(seconds=10)

#: Told what is waited for, each time it changes.
Waits = Callable[[Sequence[UnderWay]], None]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A freeze that was set, and what was on its way at that moment, as it stands now."""

    freeze: Freeze
    #: Ended meanwhile: published, refused, or in doubt.
    on_their_way: tuple[DeliveryRow, ...] = ()
    #: Not known to have ended: they may still come out until `quiet_at`.
    still_under_way: tuple[DeliveryRow, ...] = ()
    #: The moment from which surely nothing leaves; aware UTC.
    quiet_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unfrozen:
    """Freezes that were lifted, and how many posts of theirs are due now."""

    freezes: tuple[Freeze, ...]
    waiting: int


class Freezer:
    """The switch."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        longest_call: timedelta,
        is_dead: IsDead,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`longest_call`: no call that was begun sends anything after it."""
        self._store = store
        self._clock = clock
        self._longest_call = longest_call
        self._is_dead = is_dead
        self._sleep = sleep

    def freeze(
        self,
        scope: Scope,
        value: str,
        reason: str,
        actor: str,
        until: datetime | None,
        *,
        patience: timedelta | None = None,
        waits: Waits = lambda _: None,
    ) -> Frozen:
        """The freeze, when nothing it covers can leave any more, or `patience` is over (None: as long as it takes).

        Raises StoreError when it cannot be written: then nothing is frozen.
        """
        freeze = self._write(scope, value, reason, actor, until)
        log.info("frozen", freeze=freeze.id, scope=str(scope), value=value, reason=reason)
        first = self._still(freeze)
        ends_at = self._clock() + (self._longest_call + _SKEW if patience is None else patience)
        left = first
        while left and self._clock() < ends_at:
            waits(left)
            self._sleep(_LOOK_EVERY_S)
            left = self._still(freeze)
        return Frozen(
            freeze,
            tuple(self._now(call) for call in first if call.key not in {other.key for other in left}),
            tuple(self._now(call) for call in left),
            max((call.begun_at + self._longest_call for call in left), default=self._clock()),
        )

    def _write(self, scope: Scope, value: str, reason: str, actor: str, until: datetime | None) -> Freeze:
        for wait_s in _WRITE_AGAIN_S:
            try:
                return self._set(scope, value, reason, actor, until)
            except StoreError as error:
                # A store that is busy for a moment must not cost a freeze.
                log.warning("freeze not written yet", reason=str(error))
                self._sleep(wait_s)
        return self._set(scope, value, reason, actor, until)

    def _set(self, scope: Scope, value: str, reason: str, actor: str, until: datetime | None) -> Freeze:
        now = self._clock()
        number = self._store.freezes.set(scope, value, reason=reason, actor=actor, now=now, until=until)
        return Freeze(number, scope, value, reason, actor, now, until)

    def _still(self, freeze: Freeze) -> list[UnderWay]:
        """Calls that may still send: begun before the freeze, by somebody who lives, within their time."""
        now = self._clock()
        return [
            call
            for call in self._store.freezes.under_way(freeze)
            if not self._is_dead(call.owner) and now < call.begun_at + self._longest_call + _SKEW
        ]

    def _now(self, call: UnderWay) -> DeliveryRow:
        return self._store.deliveries.get(call.delivery.id) or call.delivery

    def lift(self, actor: str, number: int | None = None) -> Unfrozen:
        """The freezes that held and are lifted now: that one, or all of them; and how many posts waited for them."""
        now = self._clock()
        held = [freeze for freeze in self._store.freezes.holding(now) if number is None or freeze.id == number]
        lifted = [freeze for freeze in held if self._store.freezes.lift(freeze.id, actor=actor, now=now)]
        still = self._store.freezes.holding(now)
        waiting = [row for row in self._store.deliveries.due_now(now) if any(f.covers(row) for f in lifted)]
        return Unfrozen(tuple(lifted), sum(1 for row in waiting if not any(f.covers(row) for f in still)))
