"""Which credential may call what on VK.

Source: fact sheet, section 1 (the table of methods as measured in 2026), 2026-11-23.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox import accounts
from bot.sandbox.grants import Grants
from bot.sandbox.vk.errors import VARIANTS, Refused, no_scope
from bot.sandbox.world import World

_ANY = frozenset({"group", "service", "user", "vkid"})
_USER = frozenset({"user"})
_BOTH = frozenset({"group", "user"})
#: Method → the kinds of token that may call it.
METHODS: dict[str, frozenset[str]] = {
    "wall.post": _BOTH,
    "wall.get": frozenset({"service", "user"}),
    "wall.getById": frozenset({"service", "user"}),
    "wall.edit": _USER,
    "wall.delete": _USER,
    "wall.openComments": _BOTH,
    "wall.closeComments": _BOTH,
    "wall.parseAttachedLink": _USER,
    "photos.getWallUploadServer": _USER,
    "photos.saveWallPhoto": _USER,
    "photos.getMessagesUploadServer": _BOTH,
    "photos.saveMessagesPhoto": _BOTH,
    "stats.getPostReach": _USER,
    "groups.getById": _ANY,
    "groups.getTokenPermissions": frozenset({"group"}),
    "users.get": _ANY,
    "account.getAppPermissions": _USER,
    "utils.resolveScreenName": frozenset({"group", "service", "user"}),
    "utils.checkLink": frozenset({"group", "service", "user"}),
    "execute": _BOTH,
}
#: Right → its bit in the masks.
BITS = {
    "photos": 4,
    "messages": 4096,
    "wall": 8192,
    "offline": 65536,
    "docs": 131072,
    "groups": 262144,
    "stats": 1048576,
}
RIGHTS = {
    "group": frozenset({"photos", "messages", "wall", "docs", "manage"}),
    "user": frozenset({"photos", "wall", "groups", "stats", "offline"}),
    "service": frozenset[str](),
}
_STANDING = {
    accounts.VK_COMMUNITY_KEY: "group",
    accounts.VK_SERVICE_KEY: "service",
    accounts.VK_USER_TOKEN: "user",
}
_CALLS_PER_SECOND = {"group": 20, "service": 5, "user": 3, "vkid": 3}


@dataclass(frozen=True)
class Caller:
    """Who calls."""

    token: str
    #: group, service, user, or vkid (a token of VK ID without the old rights).
    kind: str
    rights: frozenset[str]

    @property
    def per_second(self) -> int:
        """How many calls a second it may make."""
        return _CALLS_PER_SECOND[self.kind]


class Tokens:
    """The tokens of one community."""

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def caller(self, token: str) -> Caller:
        """Who calls. Raises Refused for a token that opens nothing."""
        standing = self._world.keys.standing("vk", token)
        kind = _STANDING.get(token)
        if kind is not None:
            if standing.live:
                return Caller(token, kind, RIGHTS[kind] - standing.without)
            if kind == "group":
                raise Refused(27, VARIANTS["27/revoked"])
            raise Refused(28) if kind == "service" else self._dead(standing.state)
        facts = self._world.keys.facts("vk", token)
        if facts is None or facts["kind"] != "access":
            raise Refused(5)
        if not standing.live or not self._grants.usable(facts):
            raise self._dead("expired" if standing.live else standing.state)
        rights = frozenset(facts["scopes"]) - standing.without
        return Caller(token, "user" if "wall" in rights else "vkid", rights)

    def _dead(self, state: str) -> Refused:
        return Refused(5, VARIANTS["5/expired"]) if state == "expired" else Refused(5)


def check(caller: Caller, method: str) -> None:
    """Raises Refused where that kind of token, or its rights, do not reach."""
    if caller.kind not in METHODS[method]:
        if caller.kind == "vkid":
            raise Refused(1051)
        if caller.kind == "group" or method == "groups.getTokenPermissions":
            raise Refused(27)
        raise Refused(15, subcode=1133)
    needed = method.partition(".")[0]
    if caller.kind in {"group", "user"} and needed in {"wall", "photos", "stats"} and needed not in caller.rights:
        raise no_scope()


def mask(rights: frozenset[str]) -> int:
    """The rights as VK's number."""
    bits = {**BITS, "manage": 262144}
    return sum({bits[right] for right in rights if right in bits})
