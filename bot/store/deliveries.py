"""Deliveries: the outbox, the steps of one attempt, and what is read of both; each has a room of its own."""

from __future__ import annotations

from bot.store.delivery_lists import DeliveryLists
from bot.store.outbox import Outbox, Planned
from bot.store.sending import Closing, Refusal, Sending

__all__ = ["Closing", "DeliveryStore", "Planned", "Refusal"]


class DeliveryStore(Outbox, Sending, DeliveryLists):
    """What the store knows of deliveries."""
