"""Networks that follow their tokens: a grant replaced here or by another daemon serves from the next call on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.networks.base import Network

#: How old the knowledge of the grants' versions may be.
_LOOK_EVERY = timedelta(seconds=5)


class LiveNetworks(Mapping[str, Network]):
    """Account → its network, made when first asked for and made anew when its grant changed; safe between threads."""

    def __init__(
        self,
        accounts: Collection[str],
        make: Callable[[str], Network],
        versions: Callable[[], Mapping[str, int]],
        clock: Clock,
    ) -> None:
        """`make`: account → a network with its newest secrets; `versions`: account → number of its newest grant."""
        self._accounts = accounts
        self._make = make
        self._versions = versions
        self._clock = clock
        self._lock = threading.Lock()
        self._made: dict[str, tuple[int, Network]] = {}
        self._known: Mapping[str, int] = {}
        self._looked_at: datetime | None = None
        #: Replaced while another thread may still be calling them: closed at the end.
        self._retired: list[Network] = []

    def __getitem__(self, account: str) -> Network:
        if account not in self._accounts:
            raise KeyError(account)
        with self._lock:
            version = self._newest().get(account, 0)
            made = self._made.get(account)
            if made is not None and made[0] == version:
                return made[1]
            network = self._make(account)
            if made is not None:
                self._retired.append(made[1])
            self._made[account] = (version, network)
            return network

    def __iter__(self) -> Iterator[str]:
        return iter(self._accounts)

    def __len__(self) -> int:
        return len(self._accounts)

    def look_again(self) -> None:
        """The next question asks the store whether a grant was replaced."""
        self._looked_at = None

    def close(self) -> None:
        """Gives back every connection."""
        with self._lock:
            for network in (*self._retired, *(network for _, network in self._made.values())):
                network.close()
            self._made.clear()
            self._retired.clear()

    def _newest(self) -> Mapping[str, int]:
        now = self._clock()
        # A clock set back must not keep an old token in use.
        if self._looked_at is None or not timedelta() <= now - self._looked_at < _LOOK_EVERY:
            self._known, self._looked_at = self._versions(), now
        return self._known
