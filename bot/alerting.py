"""The composition of the alerts: settings → the desk that tells people, the pulse that an outside monitor hears."""

from __future__ import annotations

import functools
from dataclasses import replace

from bot.alerts.desk import Desk
from bot.alerts.gather import Gatherer
from bot.alerts.pulse import Pulse
from bot.clock import Clock
from bot.delivery.throttle import month_start
from bot.delivery.windows import quiet_until
from bot.herald.courier import Courier
from bot.herald.monitor import Monitor
from bot.settings import Settings
from bot.store.store import Store


def compose(settings: Settings, store: Store, clock: Clock, owner: str) -> tuple[Desk, Pulse]:
    """What tells people, and what knocks at an outside monitor where one is configured."""
    chosen = settings.alerts
    names = [channel.name for channel in chosen.channels]
    facts = Gatherer(store, settings.accounts, settings.sources, names, month_start)
    quiet = functools.partial(quiet_until, chosen.quiet_hours, settings.timezone)
    desk = Desk(
        store.alerts, facts, Courier(chosen.channels), chosen.channels, replace(chosen.policy, quiet_until=quiet),
        chosen.thresholds, clock, owner=owner, timezone=settings.timezone, public_url=settings.public_url,
    )  # fmt: skip
    url, method = chosen.ping_url, chosen.ping_method
    monitor = None if url is None else Monitor(url, method, allow_private=settings.allow_private)
    return desk, Pulse(store.alerts, facts, monitor, clock, every=chosen.ping_every, owner=owner)
