"""What OK says about the token's owner, rights, role, calls left: the harmless reads by which abilities are probed.

Source: fact sheet, section 1.4, 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import accounts
from bot.sandbox.ok.access import METHODS, Access, Caller
from bot.sandbox.ok.errors import Refused
from bot.sandbox.world import World

#: Calls a day of each method; no figure is published. A quota is named by its method.
_CALLS_A_DAY = 10_000


class Setup:
    """The one who says who is who."""

    def __init__(self, world: World, access: Access) -> None:
        self._world = world
        self._access = access

    def take(self, method: str) -> None:
        """Counts one call. Raises Refused (11) where the method's day is used up."""
        day = f"{self._world.now():%Y-%m-%d}"
        used, there = self._world.quotas.read("ok", method, _CALLS_A_DAY, day)
        if used >= there:
            raise Refused(11)
        self._world.quotas.use("ok", method, _CALLS_A_DAY, period=day)

    def user(self) -> dict[str, Any]:
        """users.getCurrentUser."""
        return {
            "uid": accounts.OK_USER,
            "name": "Песочница",
            "first_name": "Песочница",
            "last_name": "",
            "locale": "ru",
        }

    def permission(self, given: Mapping[str, str], caller: Caller) -> bool:
        """users.hasAppPermission."""
        return given["ext_perm"] in caller.rights

    def roles(self, given: Mapping[str, str]) -> list[dict[str, str]]:
        """group.getUserGroupsByIds."""
        uids = given["uids"].split(",")
        if len(uids) > 100:
            self._world.violation("ok", "group.getUserGroupsByIds with more than 100 uids")
            raise Refused(100, "uids", "uids")
        ours = given["group_id"] == accounts.OK_GROUP
        return [
            {"groupId": given["group_id"], "userId": uid,
             "status": self._access.role() if ours and uid == accounts.OK_USER else "UNKNOWN"}
            for uid in uids
        ]  # fmt: skip

    def calls_left(self, given: Mapping[str, str]) -> list[dict[str, Any]]:
        """users.getCallsLeft."""
        rows, day = [], f"{self._world.now():%Y-%m-%d}"
        for name in given["methods"].split(","):
            if name not in METHODS:
                self._world.violation("ok", f"users.getCallsLeft asks for an unknown method {name[:40]}")
                continue
            used, there = self._world.quotas.read("ok", name, _CALLS_A_DAY, day)
            rows.append({"name": name, "callsLeft": max(there - used, 0), "available": used < there})
        return rows

    def url(self, given: Mapping[str, str]) -> dict[str, Any]:
        """url.getInfo."""
        path = urlsplit(given["url"]).path.strip("/")
        if path not in {"mission.sandbox", f"group/{accounts.OK_GROUP}"}:
            return {"type": "UNKNOWN", "objectId": 0}
        group = accounts.OK_GROUP
        return {
            "type": "GROUP",
            "objectId": int(group),
            "objectIdStr": group,
            "objectIdEncoded": int(group) ^ 265224201205,
        }
