"""Brings together what the conditions are judged by: the store's facts and those of the configuration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.model.account import Account
from bot.model.alert_facts import BudgetFact, Facts, SourceFact
from bot.model.source import WatchedSource
from bot.store.store import Store

#: Reading the whole journal costs seconds after some years.
_PROVE_EVERY = timedelta(hours=6)

#: When an account's month began.
MonthStart = Callable[[Account, datetime], datetime]


class Gatherer:
    """Reads everything that could be wrong."""

    def __init__(
        self,
        store: Store,
        accounts: Mapping[str, Account],
        sources: Sequence[WatchedSource],
        channels: Collection[str],
        month_start: MonthStart,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._sources = {source.name: source for source in sources}
        self._channels = channels
        self._month_start = month_start
        self._proved_at: datetime | None = None
        self._journal_fault = ""

    def facts(self, now: datetime) -> Facts:
        """The facts as they stand. Raises StoreError."""
        return replace(
            self._store.alert_facts.read(list(self._accounts), list(self._channels), now),
            sources=self._watched(),
            budgets=self._budgets(now),
            breakers=[breaker for breaker in self._store.breakers.opened() if breaker.account in self._accounts],
            space=self._store.alert_facts.space(),
            journal_fault=self._proved(now),
        )

    def _watched(self) -> list[SourceFact]:
        return [
            SourceFact(
                row.name, row.url, self._sources[row.name].every.total_seconds(), row.next_visit_at, row.last_visit_at,
                row.last_success_at, row.failures, row.error or "",
            )
            for row in self._store.sources.all()
            if row.name in self._sources
        ]  # fmt: skip

    def _budgets(self, now: datetime) -> list[BudgetFact]:
        found = []
        for account in self._accounts.values():
            if account.monthly_budget is None:
                continue
            began = self._month_start(account, now)
            limit = Decimal(str(account.monthly_budget))
            found.append(BudgetFact(account.name, limit, self._store.ledger.spent(account.name, began), began))
        return found

    def _proved(self, now: datetime) -> str:
        if self._proved_at is None or not timedelta() <= now - self._proved_at < _PROVE_EVERY:
            broken = self._store.chain.verify().proof.broken
            self._journal_fault = broken.told if broken is not None else ""
            self._proved_at = now
        return self._journal_fault
