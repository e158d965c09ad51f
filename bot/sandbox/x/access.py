"""Who calls X, and what they may: OAuth 1.0a, OAuth 2 user tokens with scopes, the app's own bearer.

Source: fact sheet, section 1, and the specification's security lists, 2026-11-23.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox import accounts
from bot.sandbox.grants import Grants
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import World
from bot.sandbox.x.oauth1 import Signatures
from bot.sandbox.x.problems import problem

SCOPES = frozenset({"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"})
_READ = frozenset({"tweet.read", "users.read"})
#: Route → the scopes it needs, and whether the app's own bearer may call it.
ROUTES: dict[str, tuple[frozenset[str], bool]] = {
    "POST /2/tweets": (_READ | {"tweet.write"}, False),
    "DELETE /2/tweets/:id": (_READ | {"tweet.write"}, False),
    "GET /2/tweets": (_READ, True),
    "GET /2/tweets/:id": (_READ, True),
    "GET /2/tweets/analytics": (_READ, False),
    "GET /2/users/:id/tweets": (_READ, True),
    "GET /2/users/me": (_READ, False),
    "GET /2/users/by/username/:username": (_READ, True),
    "GET /2/usage/tweets": (frozenset(), True),
    "POST /2/media/upload": (frozenset({"media.write"}), False),
    "POST /2/media/metadata": (frozenset({"media.write"}), False),
}
#: The bearer is the only way into these.
_APP_ONLY = {"GET /2/usage/tweets"}
_WRITES = ("POST", "DELETE")


@dataclass(frozen=True)
class Caller:
    """Who calls."""

    #: oauth1, oauth2 or app.
    kind: str
    scopes: frozenset[str] = SCOPES


class Access:
    """The door."""

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants
        self._signatures = Signatures()

    def caller(self, request: Request) -> Caller | Response:
        """Who calls, or the refusal."""
        header = request.headers.get("authorization", "")
        if any(name in request.query() for name in ("access_token", "oauth_token", "bearer_token")):
            self._world.violation("x", "a token stands in the address")
        if header.startswith("OAuth "):
            return self._oauth1(request)
        if header.startswith("Bearer "):
            return self._bearer(header.removeprefix("Bearer ").strip())
        self._world.violation("x", f"{request.method} {request.path} came without authorization")
        return problem("unauthorized")

    def allowed(self, caller: Caller, route: str) -> Response | None:
        """The refusal of a caller who may not do that; None when they may."""
        scopes, app_too = ROUTES[route]
        if caller.kind == "app":
            return None if app_too else problem("unsupported-authentication")
        if route in _APP_ONLY:
            return problem("unsupported-authentication")
        if caller.kind == "oauth2" and scopes - caller.scopes:
            return problem("oauth2-scope")
        if caller.kind == "oauth1" and route.startswith(_WRITES) and "tweet.write" not in caller.scopes:
            return problem("oauth1-permissions")
        return None

    def _oauth1(self, request: Request) -> Caller | Response:
        fault = self._signatures.fault(request)
        if fault is not None:
            if fault:
                self._world.violation("x", fault)
            return problem("unauthorized")
        standing = self._world.keys.standing("x", accounts.X_ACCESS_TOKEN)
        return Caller("oauth1", SCOPES - standing.without) if standing.live else problem("unauthorized")

    def _bearer(self, token: str) -> Caller | Response:
        standing = self._world.keys.standing("x", token)
        if not standing.live:
            return problem("unauthorized")
        if token == accounts.X_BEARER_TOKEN:
            return Caller("app", frozenset())
        if token == accounts.X_OAUTH2_TOKEN:
            return Caller("oauth2", SCOPES - standing.without)
        facts = self._world.keys.facts("x", token)
        if facts is None or facts["kind"] != "access" or not self._grants.usable(facts):
            return problem("unauthorized")
        return Caller("oauth2", frozenset(facts["scopes"]) - standing.without)
