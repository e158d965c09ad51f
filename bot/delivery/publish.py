"""Takes a lane, settles what is in doubt on it, and has what is due sent (see `bot.delivery.sender`)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import structlog

from bot.clock import Clock
from bot.delivery.gate import Gate
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.delivery.sender import PreparesPictures, Sender
from bot.delivery.throttle import words
from bot.delivery.timing import Timing
from bot.model.account import Account
from bot.model.breaker import Patience
from bot.model.records import DeliveryRow
from bot.networks.base import Network
from bot.store.sources import IsDead
from bot.store.store import Store

log = structlog.get_logger(__name__)


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
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`unready`: account → what it still needs before it can post; `renew`: makes its token new, if it can.

        `is_final`: whether an account's network says by that code outright that the token has ended.
        `clears`: whether a delivery whose turn has come is sent as it is (see `bot.delivery.backlog`).
        `turn`: within it a lane works (see `bot.turns`).
        """
        self._store = store
        self._accounts = accounts
        self._networks = networks
        self._reconciler = reconciler
        self._readback = readback
        self._clock = clock
        self._owner = owner
        self._is_dead = is_dead
        self._timing = timing
        self._unready = unready
        self._patience = patience or Patience()
        gate = Gate(
            store, networks, clock, patience=self._patience, look_again=timing.look_at_account,
            first_look=timing.looks[0], unready=unready, renew=renew, is_final=is_final, jitter=jitter,
        )  # fmt: skip
        self._sender = Sender(
            store, networks, pictures, readback, gate, clock, timing=timing, clears=clears, sleep=sleep, turn=turn
        )

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
        try:
            if not self._knows_the_wall(account):
                return 0
            settled = self._reconciler.settle_due(self._accounts[account], self._networks[account], claim)
            return settled + self._sender.send_due(claim, self._accounts[account], stopping)
        finally:
            self._store.lanes.give_back(claim)

    def _knows_the_wall(self, account: str) -> bool:
        """Whether nothing can stand on the wall that a restored store forgot."""
        unready = self._unready(account)
        if unready is not None:
            self._readback.later(account, unready)
            return True
        return self._readback.ready(self._accounts[account], self._networks[account])

    def turn_red(self) -> int:
        """How many deliveries failed for too long and are held for a person now."""
        now, limit = self._clock(), self._patience.gives_up_after
        why = f"not out {words(limit)} after its first try"
        held = self._store.deliveries.hold_failing(list(self._accounts), now - limit, now, why)
        for number in held:
            log.warning("turned red", delivery=number, reason=why)
        return len(held)
