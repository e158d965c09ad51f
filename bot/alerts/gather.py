"""Brings together what the conditions are judged by: the store's facts and those of the configuration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.model.account import Account
from bot.model.alert_facts import BudgetFact, Facts, SourceFact
from bot.model.source import WatchedSource
from bot.store.store import Store

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

    def facts(self, now: datetime) -> Facts:
        """The facts as they stand, but for the journal's chain. Raises StoreError."""
        return replace(
            self._store.alert_facts.read(list(self._accounts), list(self._channels), now),
            sources=self._watched(),
            budgets=self._budgets(now),
            breakers=[breaker for breaker in self._store.breakers.opened() if breaker.account in self._accounts],
            space=self._store.alert_facts.space(),
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

    def journal_fault(self) -> str:
        """Where the journal's chain breaks; "" when it holds. Reads the whole journal. Raises StoreError."""
        broken = self._store.chain.verify().proof.broken
        return broken.told if broken is not None else ""
