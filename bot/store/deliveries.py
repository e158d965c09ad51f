"""Deliveries: the outbox, the steps of one attempt, what is read of both, what failed too long; each has its room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.model.money import Price
from bot.model.records import Claim, DeliveryRow
from bot.store.closing import Closing
from bot.store.database import Database
from bot.store.delivery_lists import DeliveryLists
from bot.store.following import Done
from bot.store.outbox import Outbox, Planned
from bot.store.overdue import Overdue
from bot.store.sending import Refusal, Sending
from bot.store.settling import Settling

__all__ = ["Closing", "DeliveryStore", "Done", "Planned", "Refusal"]


class DeliveryStore(Outbox, Sending, Settling, DeliveryLists, Overdue):
    """What the store knows of deliveries."""

    def __init__(self, database: Database, sent: Callable[[int, datetime], None] = lambda _attempt, _at: None) -> None:
        """`sent`: told of each attempt between its commit and its call (the mark of this machine)."""
        super().__init__(database)
        self._sent = sent

    def begin(
        self,
        claim: Claim,
        delivery: DeliveryRow,
        now: datetime,
        until: datetime,
        needed: timedelta,
        price: Price | None = None,
    ) -> int | Refusal:
        """The new attempt's id, committed before the first byte leaves; or why nothing may be sent now."""
        attempt = super().begin(claim, delivery, now, until, needed, price)
        if isinstance(attempt, int):
            self._sent(attempt, now)
        return attempt

    def follow(
        self, claim: Claim, done: Done, delivery: DeliveryRow, now: datetime, until: datetime, needed: timedelta
    ) -> int | Refusal:
        """The outcome of the one and the intention of the other, in one transaction; see `Sending.follow`."""
        attempt = super().follow(claim, done, delivery, now, until, needed)
        if isinstance(attempt, int):
            self._sent(attempt, now)
        return attempt
