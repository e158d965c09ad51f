"""What VK says about tokens, the community, users and links: the harmless reads by which abilities are probed.

Source: fact sheet, section 1; schema, 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.vk.errors import Refused, missing
from bot.sandbox.vk.tokens import BITS, Caller, mask
from bot.sandbox.world import World

_NAME = "mission_sandbox"


class Setup:
    """The one who says who is who."""

    def __init__(self, world: World) -> None:
        self._world = world

    def groups(self, given: Mapping[str, str], caller: Caller) -> dict[str, Any] | list[dict[str, Any]]:
        """groups.getById; a community key knows its own community without being told."""
        wanted = [part for part in (given.get("group_ids") or given.get("group_id", "")).split(",") if part]
        if not wanted and caller.kind != "group":
            raise missing("group_ids is undefined")
        if set(wanted) - {accounts.VK_COMMUNITY, _NAME}:
            if any(part.startswith("-") for part in wanted):
                self._world.violation("vk", "groups.* take the positive id")
            raise Refused(40)
        group = {
            "id": int(accounts.VK_COMMUNITY),
            "name": accounts.NAME,
            "screen_name": _NAME,
            "type": "page",
            "is_closed": 0,
        }
        if "verified" in given.get("fields", "").split(","):
            group["verified"] = int(self._world.switches.get("vk", "verified", default=False))
        if caller.kind == "user":
            group |= {
                "is_admin": 1,
                "admin_level": self._world.switches.get("vk", "admin_level", default=3),
                "is_member": 1,
            }
        return [group] if int(given["v"].split(".")[1]) < 139 else {"groups": [group], "profiles": []}

    def permissions(self, caller: Caller) -> dict[str, Any]:
        """groups.getTokenPermissions."""
        rights = [
            {"name": name, "setting": bit} for name, bit in {**BITS, "manage": 262144}.items() if name in caller.rights
        ]
        return {"mask": mask(caller.rights), "permissions": rights}

    def mask(self, caller: Caller) -> int:
        """account.getAppPermissions."""
        return mask(caller.rights)

    def users(self, given: Mapping[str, str], caller: Caller) -> list[dict[str, Any]]:
        """users.get."""
        if not given.get("user_ids") and caller.kind not in {"user", "vkid"}:
            return []
        return [
            {
                "id": int(accounts.VK_USER),
                "first_name": "Песочница",
                "last_name": "",
                "is_closed": False,
                "can_access_closed": True,
            }
        ]

    def screen_name(self, given: Mapping[str, str]) -> dict[str, Any] | list[Any]:
        """utils.resolveScreenName; an empty list for a name nobody has."""
        if given.get("screen_name") in {_NAME, f"club{accounts.VK_COMMUNITY}", f"public{accounts.VK_COMMUNITY}"}:
            return {"type": "group", "object_id": int(accounts.VK_COMMUNITY)}
        return []

    def link(self, given: Mapping[str, str]) -> dict[str, str]:
        """utils.checkLink."""
        address = given.get("url", "")
        if not address:
            raise missing("url is undefined")
        hosts = self._world.switches.get("vk", "forbidden_hosts", default=[])
        status = "banned" if any(f"//{host}" in address for host in hosts) else "not_banned"
        return {"status": status, "link": address}

    def parsed_link(self, given: Mapping[str, str]) -> dict[str, Any]:
        """wall.parseAttachedLink."""
        card = self._world.scrape(given.get("links", ""))
        title, description, _ = card or ("", "", "")
        link = {
            "url": given.get("links", ""),
            "title": title,
            "description": description,
            "caption": "",
            "target": "internal",
        }
        return {"items": [{"type": "link", "link": link}], "link_preview": link}
