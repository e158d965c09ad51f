"""A call's parameters as Rails reads them: query, form, multipart or JSON, with lists (`id[]`) and lists of objects.

Source: https://docs.joinmastodon.org/client/intro/#parameters, 2026-11-25.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.wire import Request
from bot.sandbox.world import World, multipart


class Given:
    """The parameters of one call."""

    def __init__(self, world: World, request: Request) -> None:
        """Raises Refused for a body that is not what it says."""
        self._world = world
        #: Files and fields of a multipart body.
        self.parts: dict[str, bytes] = multipart(request)
        self.values: dict[str, Any] = _nested(parse_qsl(request.raw_query, keep_blank_values=True))
        self.values |= self._body(request)

    def _body(self, request: Request) -> dict[str, Any]:
        kind = request.headers.get("content-type", "").lower()
        if kind.startswith("application/json"):
            try:
                given = json.loads(request.body or b"{}")
            except ValueError:
                given = None
            if not isinstance(given, dict):
                self._world.violation("mastodon", "a body declared as JSON is no object")
                raise Refused("parameter-missing", "Error occurred while parsing request parameters")
            return given
        if kind.startswith("multipart/form-data"):
            # A repeated name stands in the raw body only.
            names = re.findall(rb'name="([^"]+)"(?:; filename="[^"]*")?', request.body)
            if any(names.count(name) > 1 for name in names):
                self._world.violation(
                    "mastodon", "the sandbox reads no repeated name in multipart: send a form or JSON"
                )
            return _nested(
                [(n, v.decode("utf-8", "replace")) for n, v in self.parts.items() if n not in {"file", "thumbnail"}]
            )
        if kind.startswith("application/x-www-form-urlencoded"):
            return _nested(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        return {}

    def only(self, call: str, names: str) -> None:
        """Notes what the call does not take: Rails drops it without a word."""
        for name in sorted(set(self.values) - set(names.split()) - {"access_token", "bearer_token"}):
            self._world.violation("mastodon", f"{call} takes no {name[:40]}")

    def text(self, name: str) -> str:
        """A parameter as text; "" when it was not given."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Whether a Boolean parameter is set."""
        return self.text(name).lower() in {"true", "1", "on", "t"}

    def listed(self, name: str) -> list[Any]:
        """A list; [] when it was not given. A single value is no list for Rails, and is dropped."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            self._world.violation("mastodon", f"{name} is no list: {name}[] was meant")
            return []
        return value or []


def _nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if match := re.fullmatch(r"(\w+)\[\]\[(\w+)\]", name):
            rows = made.setdefault(match.group(1), [])
            if not rows or match.group(2) in rows[-1]:
                rows.append({})
            rows[-1][match.group(2)] = value
        elif name.endswith("[]"):
            made.setdefault(name.removesuffix("[]"), []).append(value)
        elif match := re.fullmatch(r"(\w+)\[(\w+)\](?:\[\])?", name):
            made.setdefault(match.group(1), {})[match.group(2)] = value
        else:
            made[name] = value
    return made
