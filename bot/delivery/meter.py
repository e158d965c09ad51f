"""Readings of a network's limits, on their way to the store: at once where one is used up, else once in a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.model.quota import Quota, Use, spent_quota
from bot.networks.base import Network, ReportsQuotas
from bot.store.store import Store

#: Readings that stop nobody are written down no more often.
_EVERY = timedelta(seconds=5)


class Meter:
    """Takes what networks tell of their limits with each answer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, dict[str, Quota]] = {}
        self._written_at: dict[str, datetime] = {}

    def read(self, account: str, network: Network, *, write: bool = False) -> bool:
        """Whether a limit for posts is used up now. `write`: whatever was read is written down at once."""
        if not isinstance(network, ReportsQuotas):
            return False
        seen = self._seen.setdefault(account, {})
        seen |= {quota.name: quota for quota in network.quotas()}
        now = self._clock()
        is_spent = spent_quota(list(seen.values()), Use.POSTING, now) is not None
        last = self._written_at.get(account)
        if seen and (write or is_spent or last is None or not timedelta() <= now - last < _EVERY):
            self._store.quotas.record(account, seen.values())
            self._written_at[account] = now
            self._seen[account] = {}
        return is_spent
