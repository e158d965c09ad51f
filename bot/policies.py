"""The composition of what staff and policies decide: freezes, corrections, what is late."""

from __future__ import annotations

from collections.abc import Mapping

from bot import owner as ownership
from bot.clock import Clock
from bot.corrections.carry import Carrier
from bot.corrections.desk import Corrections
from bot.corrections.unsent import Refresher
from bot.delivery.backlog import Backlog, RendersDigests
from bot.delivery.freezing import Freezer
from bot.delivery.plan import Renders
from bot.delivery.throttle import words
from bot.delivery.timing import Timing
from bot.model.account import Account
from bot.model.limits import Limits
from bot.networks.base import Network
from bot.settings import Settings
from bot.store.store import Store


def admitted(settings: Settings) -> Mapping[str, str]:
    """What the configuration says about what is let in, as each Decision tells it."""
    return {"max_age": words(settings.max_age), "burst_limit": str(settings.burst_limit)}


def freezer(store: Store, clock: Clock, timing: Timing) -> Freezer:
    """The switch that lets nothing out."""
    return Freezer(store, clock, longest_call=timing.longest_call, is_dead=ownership.is_dead)


def backlog(
    store: Store,
    renderer: RendersDigests,
    accounts: Mapping[str, Account],
    limits: Mapping[str, Limits],
    clock: Clock,
) -> Backlog:
    """What is done with what waited too long."""
    return Backlog(store, renderer, accounts, limits, clock)


def corrections(
    store: Store,
    renderer: Renders,
    accounts: Mapping[str, Account],
    limits: Mapping[str, Limits],
    networks: Mapping[str, Network],
    clock: Clock,
    timing: Timing,
    owner: str,
) -> Corrections:
    """What changes posts after they were planned."""
    refresher = Refresher(store, renderer, accounts, limits, clock)
    carrier = Carrier(store, networks, clock, timing, owner=owner, is_dead=ownership.is_dead)
    return Corrections(store, accounts, limits, networks, refresher, carrier, clock)
