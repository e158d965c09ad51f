"""Where the networks' own documents disagree or are silent, a switch says which way a stand-in behaves."""

from __future__ import annotations

from typing import Any

from bot.sandbox.state import State


class Switches:
    """Named values per network; the stand-in names what holds where nobody set one."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, network: str, name: str, default: Any) -> Any:
        """The value that was set, else the default."""
        found = self._state.get(network, "switch", name)
        return default if found is None else found["value"]

    def set(self, network: str, name: str, value: Any) -> None:
        """Sets a value that JSON can hold."""
        self._state.put(network, "switch", name, {"value": value})
