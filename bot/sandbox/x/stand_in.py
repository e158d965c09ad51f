"""The stand-in of X's API v2 for one user.

A violation is a call that no state of the account can excuse: a wrong signature, an unknown key, a text over the limit.
A refusal alone (a dead token, spent credits, a duplicate, a post that is gone) is none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.sandbox.grants import Grants
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import World
from bot.sandbox.x.access import ROUTES, Access, Caller
from bot.sandbox.x.credits import Credits
from bot.sandbox.x.media import Uploads
from bot.sandbox.x.oauth2 import OAuth2
from bot.sandbox.x.problems import KINDS, of_code, problem
from bot.sandbox.x.publish import Publisher
from bot.sandbox.x.quotas import Quotas
from bot.sandbox.x.read import Reader

_PATTERNS = [
    (re.compile(re.escape(route).replace(r":id", r"(\d{1,19})").replace(r":username", r"(\w+)")), route)
    for route in sorted(ROUTES, key=lambda route: ":" in route)
]


class X:
    """One user."""

    name = "x"

    def __init__(self, world: World) -> None:
        self._world = world
        grants = Grants(world, self.name)
        self.credits = Credits(world)
        self._oauth2 = OAuth2(world, grants)
        self._access = Access(world, grants)
        self._quotas = Quotas(world)
        self._uploads = Uploads(world, self.credits)
        self._publisher = Publisher(world, self.credits, self._uploads)
        self._reader = Reader(world, self.credits)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        if request.path in OAuth2.PATHS:
            return "connect"
        if request.method == "DELETE":
            return "delete"
        if request.path.startswith("/2/media"):
            return "upload"
        if request.path == "/2/tweets":
            return "publish" if request.method == "POST" else "measure"
        return "measure" if request.path == "/2/tweets/analytics" else "read"

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault: the kinds common to all networks, or the line that `code` names."""
        if code:
            return of_code(code)
        return problem(KINDS[kind]) if kind in KINDS else of_code("503")

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a post that a person made in the app."""
        return self._publisher.by_hand(text, link)

    def __call__(self, request: Request) -> Response:
        if request.path in OAuth2.PATHS:
            return self._oauth2(request)
        found = self._route(request)
        if found is None:
            self._world.violation("x", f"X has no {request.method} {request.path}")
            return of_code("404/resource-not-found")
        route, part = found
        caller = self._access.caller(request)
        if isinstance(caller, Response):
            return caller
        refused = self._access.allowed(caller, route) or self.credits.refusal()
        if refused is not None:
            return refused
        headers, refused = self._quotas.take(route, "app" if caller.kind == "app" else "user")
        response = refused or self._reader.refusal(route, request) or self._answer(route, part, request, caller)
        return replace(response, headers={**response.headers, **headers})

    def _route(self, request: Request) -> tuple[str, str | None] | None:
        call = f"{request.method} {request.path.rstrip('/')}"
        for pattern, route in _PATTERNS:
            if match := pattern.fullmatch(call):
                return route, match.group(1) if pattern.groups else None
        return None

    def _answer(self, route: str, part: str | None, request: Request, caller: Caller) -> Response:
        match route:
            case "POST /2/tweets":
                return self._publisher.create(request, caller)
            case "DELETE /2/tweets/:id":
                return self._publisher.delete(part or "")
            case "GET /2/tweets":
                return self._reader.lookup(request, caller)
            case "GET /2/tweets/:id":
                return self._reader.one(part or "", request, caller)
            case "GET /2/users/:id/tweets":
                return self._reader.timeline(part or "", request, caller)
            case "GET /2/tweets/analytics":
                return self._reader.analytics(request)
            case "GET /2/usage/tweets":
                return self._reader.usage(request)
            case "POST /2/media/upload":
                return self._uploads.upload(request, caller)
            case "POST /2/media/metadata":
                return self._uploads.metadata(request, caller)
            case _:
                return self._reader.user(part)
