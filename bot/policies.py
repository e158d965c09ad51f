"""The composition of what staff decide: freezes."""

from __future__ import annotations

from bot import owner as ownership
from bot.clock import Clock
from bot.delivery.freezing import Freezer
from bot.delivery.publish import Timing
from bot.store.store import Store


def freezer(store: Store, clock: Clock, timing: Timing) -> Freezer:
    """The switch that lets nothing out."""
    return Freezer(store, clock, longest_call=timing.longest_call, is_dead=ownership.is_dead)
