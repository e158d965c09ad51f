"""Who calls Mastodon, and what they may: bearer tokens of users and apps, scopes in two levels.

Source: https://docs.joinmastodon.org/api/oauth-scopes/ and the methods' "OAuth" lines, 2026-11-25. The switch "login" is the
account's standing with its server: disabled, unconfirmed, pending; "authorized_fetch" closes the public reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox import accounts
from bot.sandbox.grants import Grants
from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.wire import Request
from bot.sandbox.world import World

_GRANULAR = {
    "read": "accounts blocks bookmarks favourites filters follows lists mutes notifications search statuses",
    "write": "accounts blocks bookmarks conversations favourites filters follows lists media mutes notifications reports statuses",
}  # fmt: skip
SCOPES = frozenset({"profile", "push", "follow", "read", "write"}) | {
    f"{head}:{name}" for head, names in _GRANULAR.items() for name in names.split()
}
#: Route → the scope it needs; "" = any token, None = no token. A "?" before it: a token is not needed.
ROUTES: dict[str, str | None] = {
    "POST /api/v1/statuses": "write:statuses",
    "PUT /api/v1/statuses/:id": "write:statuses",
    "DELETE /api/v1/statuses/:id": "write:statuses",
    "GET /api/v1/statuses": "?read:statuses",
    "GET /api/v1/statuses/:id": "?read:statuses",
    "GET /api/v1/statuses/:id/history": "?read:statuses",
    "GET /api/v1/statuses/:id/source": "read:statuses",
    "GET /api/v1/accounts/verify_credentials": "read:accounts",
    "GET /api/v1/accounts/lookup": "?read:accounts",
    "GET /api/v1/accounts/:id": "?read:accounts",
    "GET /api/v1/accounts/:id/statuses": "?read:statuses",
    "POST /api/v1/media": "write:media",
    "POST /api/v2/media": "write:media",
    "GET /api/v1/media/:id": "write:media",
    "PUT /api/v1/media/:id": "write:media",
    "DELETE /api/v1/media/:id": "write:media",
    "GET /api/v1/apps/verify_credentials": "",
    "POST /api/v1/apps": None,
    "GET /api/v1/instance": None,
    "GET /api/v2/instance": None,
}
_OWNERS = {
    accounts.MASTODON_TOKEN: accounts.MASTODON_ACCOUNT,
    accounts.MASTODON_OTHER_TOKEN: accounts.MASTODON_OTHER_ACCOUNT,
}
_STATES = {
    "expired": "expired-token",
    "revoked": "revoked-token",
    "password_changed": "revoked-token",
    "app_removed": "revoked-token",
}


@dataclass(frozen=True)
class Caller:
    """Who calls."""

    #: The account; "" for an app without user, and for nobody.
    account: str
    scopes: frozenset[str]
    client: str = ""


NOBODY = Caller("", frozenset())


def whole(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes with everything that the high-level ones among them hold."""
    named = frozenset(scopes)
    inner = {f"{head}:{name}" for head in named & set(_GRANULAR) for name in _GRANULAR[head].split()}
    return named | inner


class Access:
    """The door."""

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def caller(self, request: Request, route: str) -> Caller:
        """Who calls. Raises Refused."""
        if {"access_token", "bearer_token"} & set(request.query()):
            self._say("a token stands in the address")
        needed = ROUTES[route]
        header = request.headers.get("authorization", "")
        if needed is None and not header:
            return NOBODY
        if not header:
            return self._without(needed or "", route)
        kind, _, token = header.partition(" ")
        if kind != "Bearer":
            self._say("the authorization is no Bearer token")
            raise Refused("invalid-token")
        caller = self._known(token.strip())
        self._may(caller, (needed or "").removeprefix("?"), route)
        return caller

    def _without(self, needed: str, route: str) -> Caller:
        if needed.startswith("?"):
            if self._world.switches.get("mastodon", "authorized_fetch", default=False):
                raise Refused("user-needed")
            return NOBODY
        self._say(f"{route} came without authorization")
        raise Refused("invalid-token")

    def _known(self, token: str) -> Caller:
        standing = self._world.keys.standing("mastodon", token)
        facts = self._world.keys.facts("mastodon", token)
        if token not in _OWNERS and (facts is None or facts["kind"] not in {"access", "app"}):
            raise Refused("invalid-token")
        if standing.state in _STATES:
            raise Refused(_STATES[standing.state])
        if facts is not None and not self._grants.usable(facts):
            raise Refused("revoked-token")
        scopes = whole(facts["scopes"]) if facts else whole({"read", "write", "profile"})
        lost = whole(standing.without)
        # Who lacks a part of a high-level scope does not hold it whole.
        heads = {scope.split(":", 1)[0] for scope in lost}
        account = _OWNERS.get(token) or (accounts.MASTODON_ACCOUNT if facts and facts["kind"] == "access" else "")
        caller = Caller(account, scopes - lost - heads, facts["family"] if facts else accounts.MASTODON_CLIENT_ID)
        if account and standing.state in {"checkpoint", "role_lost"}:
            raise Refused("disabled" if standing.state == "checkpoint" else "pending")
        return caller

    def _may(self, caller: Caller, scope: str, route: str) -> None:
        profile = route.endswith("accounts/verify_credentials") and "profile" in caller.scopes
        if scope and scope not in caller.scopes and not profile:
            raise Refused("scope")
        login = self._world.switches.get("mastodon", "login", default="")
        if caller.account == accounts.MASTODON_ACCOUNT and login:
            raise Refused(login)
        if scope and not caller.account and not (ROUTES[route] or "").startswith("?"):
            self._say(f"{route} with the token of an app: a user's is needed")
            raise Refused("app-token")

    def _say(self, what: str) -> None:
        self._world.violation("mastodon", what)
