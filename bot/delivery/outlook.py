"""What waits, why and until when; how an account stands and what remains of its limits: read from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from bot.clock import Clock
from bot.delivery.breaker import open_until
from bot.delivery.forecast import Lane, forecast, settled
from bot.delivery.throttle import DAY, looks_back_to, month_start
from bot.model.account import Account
from bot.model.delivery import State, Verdict
from bot.model.records import DecisionRow, DeliveryRow
from bot.model.waiting import AccountStanding, Budget, Waiting
from bot.store.freezes import Freeze
from bot.store.store import Store


class Outlook:
    """Tells people what to expect; changes nothing."""

    def __init__(self, store: Store, accounts: Mapping[str, Account], clock: Clock, gives_up_after: timedelta) -> None:
        """`gives_up_after`: what is stuck for so long is red."""
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._gives_up_after = gives_up_after

    def of(self, rows: Iterable[DeliveryRow]) -> dict[int, Waiting]:
        """Delivery → why it waits and until when, for those that do."""
        now = self._clock()
        rows = list(rows)
        found = {row.id: told for row in rows if (told := settled(row)) is not None}
        scheduled = [row for row in rows if row.state is State.SCHEDULED]
        freezes = self._store.freezes.holding(now) if scheduled else []
        for name in dict.fromkeys(row.account for row in scheduled):
            account = self._accounts.get(name)
            if account is None:
                waiting = Waiting("its account, which is not configured any more", None, red=True)
                found |= {row.id: waiting for row in scheduled if row.account == name}
            else:
                found |= self._lane(account, freezes, now)
        wanted = {row.id for row in rows}
        return {number: waiting for number, waiting in found.items() if number in wanted}

    def _lane(self, account: Account, freezes: list[Freeze], now: datetime) -> dict[int, Waiting]:
        queue = self._store.deliveries.queue(account.name)
        frozen = {
            row.id: (freeze.reason, freeze.until) for row in queue for freeze in freezes if freeze.covers(row)
        }  # fmt: skip
        sent = self._store.lanes.sent_since(account.name, looks_back_to(account, now))
        lane = Lane(account, self._store.lanes.hindrance(account.name), sent, queue, frozen)
        return forecast(lane, now, self._gives_up_after)

    def set_aside(self, article_ids: Iterable[int]) -> dict[int, list[DecisionRow]]:
        """Article → the Decisions that hold it for a person where no post was made, for those that have any."""
        found = {}
        for number in article_ids:
            newest = {decision.account: decision for decision in self._store.articles.decisions_of(number)}
            held = [decision for decision in newest.values() if decision.verdict == Verdict.HOLD]
            if held:
                made = {row.account for row in self._store.deliveries.find(article_id=number)}
                found[number] = [decision for decision in held if decision.account not in made]
        return {number: held for number, held in found.items() if held}

    def accounts(self) -> dict[str, AccountStanding]:
        """Account → whether it may send, and what remains of its limits."""
        return {name: self.account(name) for name in self._accounts}

    def account(self, name: str) -> AccountStanding:
        """How a configured account stands now."""
        now, account = self._clock(), self._accounts[name]
        lane = self._store.lanes.hindrance(name)
        breakers = self._store.breakers.of(name)
        waits = [wait for wait in (lane.wait, open_until(breakers, now)) if wait is not None and wait.until > now]
        begins = month_start(account, now)
        sent = self._store.lanes.sent_since(name, min(begins, now - DAY))
        today, month = sum(1 for at in sent if at > now - DAY), sum(1 for at in sent if at >= begins)
        return AccountStanding(
            wait=max(waits, default=None),
            stopped=lane.stopped,
            breakers=tuple(breaker for breaker in breakers if breaker.is_open),
            budget=self._budget(account, begins),
            daily_left=None if account.daily_limit is None else max(account.daily_limit - today, 0),
            monthly_left=None if account.monthly_limit is None else max(account.monthly_limit - month, 0),
        )

    def _budget(self, account: Account, begins: datetime) -> Budget | None:
        spent = self._store.ledger.spent(account.name, begins)
        newest = self._store.ledger.lines(account.name, begins, limit=1)
        if account.monthly_budget is None and not newest:
            return None
        limit = None if account.monthly_budget is None else Decimal(str(account.monthly_budget))
        return Budget(spent, limit, newest[0].price.currency if newest else "")
