"""Network name → what is known of it: the one explicit list of ours, and third-party networks by entry point.

A new network of ours is one line here. One of somebody else's is a package with an entry point in the group
`pressbot.networks` that leads to its `Registration`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from bot.networks.facebook.registration import REGISTRATION as FACEBOOK
from bot.networks.linkedin.registration import REGISTRATION as LINKEDIN
from bot.networks.mastodon.registration import REGISTRATION as MASTODON
from bot.networks.ok.registration import REGISTRATION as OK
from bot.networks.registration import Registration
from bot.networks.telegram.registration import REGISTRATION as TELEGRAM
from bot.networks.vk.registration import REGISTRATION as VK
from bot.networks.x.registration import REGISTRATION as X

BUILT_IN: tuple[Registration, ...] = (FACEBOOK, LINKEDIN, X, VK, OK, TELEGRAM, MASTODON)
ENTRY_POINTS = "pressbot.networks"


def with_third_parties(
    built_in: Iterable[Registration], found: Iterable[EntryPoint]
) -> tuple[dict[str, Registration], dict[str, str]]:
    """Name → registration, and entry point → why it could not be loaded. Ours are never replaced."""
    registry = {registration.name: registration for registration in built_in}
    broken: dict[str, str] = {}
    for entry in found:
        try:
            loaded = entry.load()
        except Exception as error:  # noqa: BLE001 - a stranger's package must not stop the program
            broken[entry.name] = f"{entry.value} cannot be imported: {type(error).__name__}"
            continue
        if not isinstance(loaded, Registration):
            broken[entry.name] = f"{entry.value} is no Registration"
        elif loaded.name in registry:
            broken[entry.name] = f"the name {loaded.name} is taken"
        else:
            registry[loaded.name] = loaded
    return registry, broken


_loaded = with_third_parties(BUILT_IN, entry_points(group=ENTRY_POINTS))
REGISTRY: Mapping[str, Registration] = _loaded[0]
#: Entry point → why its network cannot be used; `pressbot check` shows it.
BROKEN: Mapping[str, str] = _loaded[1]
