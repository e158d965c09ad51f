"""Readings of a network's limits, on their way to the store: at once where one is used up, else once in a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

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
        self._telling: dict[str, tuple[Network, bool]] = {}
        self._spent: dict[str, bool] = {}
        self._written_at: dict[str, datetime] = {}

    def take(self, account: str, network: Network) -> bool:
        """Whether a limit for posts is used up, by what the network told last; nothing is written yet."""
        if not self._is_told_by(account, network):
            return False
        seen = self._seen.setdefault(account, {})
        seen |= {quota.name: quota for quota in cast("ReportsQuotas", network).quotas()}
        is_spent = spent_quota(list(seen.values()), Use.POSTING, self._clock()) is not None
        self._spent[account] = is_spent
        return is_spent

    def _is_told_by(self, account: str, network: Network) -> bool:
        known = self._telling.get(account)
        if known is None or known[0] is not network:
            # Asked once: looking whether it has all that the protocol names takes as long as a statement.
            known = self._telling[account] = (network, isinstance(network, ReportsQuotas))
        return known[1]

    def keep(self, account: str, *, at_once: bool = False) -> None:
        """Writes down what was taken: at once where it is told so or a limit is used up, else once in a while."""
        seen, last, now = self._seen.get(account), self._written_at.get(account), self._clock()
        is_time = at_once or self._spent.get(account) or last is None or not timedelta() <= now - last < _EVERY
        if seen and is_time:
            self._store.quotas.record(account, seen.values())
            self._written_at[account] = now
            self._seen[account] = {}
