"""What became of each token, and how much of each quota is used: kept in the state, so that a restart changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.state import State

#: What a person or a network may do to a token; each stand-in has its own answer to each.
STATES = frozenset({"live", "expired", "revoked", "checkpoint", "password_changed", "role_lost", "app_removed"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a token stands."""

    state: str = "live"
    #: Scopes, rights or tasks taken away.
    without: frozenset[str] = frozenset()

    @property
    def live(self) -> bool:
        """Whether it opens anything at all."""
        return self.state == "live"


class Keys:
    """The tokens of all networks: what was issued, and what was done to them since."""

    def __init__(self, state: State) -> None:
        self._state = state

    def issue(self, network: str, token: str, **facts: Any) -> None:
        """Writes down a token that the network gave out, with whatever its stand-in needs to know about it."""
        self._state.put(network, "token", token, facts)

    def facts(self, network: str, token: str) -> dict[str, Any] | None:
        """What was written down at its issue; None for a token that was never issued."""
        return self._state.get(network, "token", token)

    def standing(self, network: str, token: str) -> Standing:
        """How the token stands now; untouched tokens are live."""
        found = self._state.get(network, "standing", token) or {}
        return Standing(found.get("state", "live"), frozenset(found.get("without", ())))

    def change(self, network: str, token: str, state: str = "live", without: list[str] | None = None) -> None:
        """Expires, revokes, revives a token or takes rights from it. Raises ValueError for an unknown state."""
        if state not in STATES:
            raise ValueError(f"states: {', '.join(sorted(STATES))}")
        self._state.put(network, "standing", token, {"state": state, "without": sorted(without or [])})


class Quotas:
    """Calls used of each named quota; a quota nobody set has the limit its stand-in names."""

    def __init__(self, state: State) -> None:
        self._state = state

    def read(self, network: str, name: str, limit: int, period: str = "") -> tuple[int, int]:
        """How many are used, and how many there are."""
        found = self._state.get(network, "quota", name) or {}
        if "used" in found and found.get("period") is None:
            # Set by hand, and asked for the first time since: it belongs to the period that runs now.
            found = {**found, "period": period}
            self._state.put(network, "quota", name, found)
        used = int(found.get("used", 0)) if found.get("period") == period else 0
        return used, int(found.get("limit") or limit)

    def use(self, network: str, name: str, limit: int, calls: int = 1, period: str = "") -> tuple[int, int]:
        """Uses some up; how many are used with these, and how many there are. A new period starts at nothing."""
        used, there = self.read(network, name, limit, period)
        found = self._state.get(network, "quota", name) or {}
        self._state.put(network, "quota", name, {**found, "used": used + calls, "period": period})
        return used + calls, there

    def set(self, network: str, name: str, *, used: int | None = None, limit: int | None = None) -> None:
        """Sets what is used in the period that runs, the limit, or both."""
        found = self._state.get(network, "quota", name) or {}
        if used is not None:
            found = {**found, "used": used, "period": None}
        if limit is not None:
            found = {**found, "limit": limit}
        self._state.put(network, "quota", name, found)
