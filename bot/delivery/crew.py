"""How many lanes this daemon works: its share, where several daemons work on one store.

Each tick looks once at what is to be done and at who is there. A daemon that came lately gets lanes as soon as the
others see it: whoever holds more than its share gives lanes back between two posts.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.store.store import Store

#: How often a daemon says that it is there.
_SEEN_EVERY = timedelta(seconds=2)
#: A lane is given back after so long, work or not: so that everything else that is due for it comes to its turn.
_SHIFT = timedelta(seconds=30)


def share_of(lanes: int, nodes: int) -> int:
    """How many of so many lanes one of so many daemons may work: at least one, all together never too few."""
    return max(-(-lanes // max(nodes, 1)), 1)


class Crew:
    """Keeps the lanes that this daemon works within its share; safe to share between threads."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        owner: str,
        look: Callable[[], tuple[Sequence[str], int]],
        *,
        shuffle: Callable[[list[str]], None] = random.shuffle,
    ) -> None:
        """`look`: the accounts that may be taken now, and how many have work at all, at whosever hands."""
        self._store = store
        self._clock = clock
        self._owner = owner
        self._look = look
        self._shuffle = shuffle
        self._lock = threading.Lock()
        self._at_work: dict[str, datetime] = {}
        self._share = 1
        self._seen_at: datetime | None = None

    def begin(self) -> list[str]:
        """The accounts to be worked from now on, within the share; each must be given to `end` later."""
        now = self._clock()
        if self._seen_at is None or not timedelta() <= now - self._seen_at < _SEEN_EVERY:
            self._store.nodes.seen(self._owner, now)
            self._seen_at = now
        free, busy = self._look()
        share = share_of(busy, self._store.nodes.count(now)) if busy else 1
        with self._lock:
            self._share = share
            chosen = [account for account in free if account not in self._at_work]
            # Two daemons that look at the same moment should not both begin at the same end.
            self._shuffle(chosen)
            chosen = chosen[: max(share - len(self._at_work), 0)]
            self._at_work |= dict.fromkeys(chosen, now)
        return chosen

    def end(self, account: str) -> None:
        """The account's lane was given back."""
        with self._lock:
            self._at_work.pop(account, None)

    def is_enough(self, account: str) -> bool:
        """Whether the account's lane is to be given back now: others wait for it, or its shift is over."""
        now = self._clock()
        with self._lock:
            begun = self._at_work.get(account)
            if begun is None or not timedelta() <= now - begun < _SHIFT:
                return True
            # The lanes begun first are kept: those beyond the share go.
            return list(self._at_work).index(account) >= self._share

    def resting(self, accounts: Sequence[str]) -> list[str]:
        """Those of the accounts that are not at work here now."""
        with self._lock:
            return [account for account in accounts if account not in self._at_work]

    def leave(self) -> None:
        """The daemon works no more: the others need not leave a share to it."""
        self._store.nodes.gone(self._owner)
