"""The stand-in of one Mastodon server with one account of ours.

A violation is a call that no state of the account can excuse: an unknown route or parameter, a text over the limit, a file
attached before it was ready. A refusal alone (a dead token, a scope that is missing, a full window, a status that is gone)
is none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.sandbox.grants import Grants
from bot.sandbox.mastodon.access import ROUTES, Access, Caller
from bot.sandbox.mastodon.entities import Entities
from bot.sandbox.mastodon.errors import KINDS, Refused, of_code, response
from bot.sandbox.mastodon.media import Media
from bot.sandbox.mastodon.oauth import OAuth
from bot.sandbox.mastodon.parameters import Given
from bot.sandbox.mastodon.quotas import Quotas
from bot.sandbox.mastodon.read import Reader
from bot.sandbox.mastodon.statuses import Statuses
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

_PATTERNS = [
    (re.compile(re.escape(route).replace(":id", r"(\d{1,20})")), route)
    for route in sorted(ROUTES, key=lambda route: ":" in route)
]
_OPERATIONS = {
    "POST /api/v1/statuses": "publish", "PUT /api/v1/statuses/:id": "edit", "DELETE /api/v1/statuses/:id": "delete",
    "GET /api/v1/statuses": "measure", "POST /api/v1/apps": "connect",
}  # fmt: skip


class Mastodon:
    """One server."""

    name = "mastodon"

    def __init__(self, world: World) -> None:
        self._world = world
        grants = Grants(world, self.name)
        self._oauth = OAuth(world, grants)
        self._access = Access(world, grants)
        self._quotas = Quotas(world)
        self._media = Media(world)
        self._entities = Entities(world, self._media)
        self._statuses = Statuses(world, self._media, self._entities)
        self._reader = Reader(world, self._entities)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        if request.path in OAuth.PATHS:
            return "connect"
        if "/media" in request.path:
            return "upload"
        found = _route(request)
        return _OPERATIONS.get(found[0], "read") if found else "read"

    def refusal(self, kind: str, code: str = "") -> Response:
        """Mastodon's own shape of a fault: the kinds common to all networks, or the line that `code` names."""
        return of_code(code or KINDS.get(kind, "503/unavailable"), self._quotas.reset())

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a status that a person wrote in the app."""
        return self._statuses.by_hand(text, link)

    def __call__(self, request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            if request.path in OAuth.PATHS:
                return self._oauth(request)
            route, identity = self._known(request)
            caller = self._access.caller(request, route)
            cursors = {"max_id", "min_id", "since_id", "page"} & set(request.query())
            headers = self._quotas.take(route, paging=bool(cursors))
            answered = self._answer(route, identity, request, caller)
        except Refused as refused:
            answered = response(refused)
        return replace(answered, headers={**headers, **answered.headers})

    def _known(self, request: Request) -> tuple[str, str]:
        found = _route(request)
        if found is None:
            self._world.violation(self.name, f"the sandbox's server has no {request.method} {request.path[:80]}")
            raise Refused("not-found", "Not Found")
        return found

    def _answer(self, route: str, identity: str, request: Request, caller: Caller) -> Response:
        given, server = Given(self._world, request), request.base_url
        match route:
            case "POST /api/v2/media" | "POST /api/v1/media":
                return self._media.upload(request, given, caller, server, at_once=route.endswith("v1/media"))
            case "GET /api/v1/media/:id":
                return self._media.look(identity, caller, server)
            case "PUT /api/v1/media/:id":
                return self._media.change(identity, given, caller, server)
            case "DELETE /api/v1/media/:id":
                return self._media.delete(identity, caller)
            case "GET /api/v1/accounts/:id/statuses":
                return self._reader.timeline(identity, given, caller, server)
            case "POST /api/v1/statuses":
                return json_response(self._statuses.create(request, given, caller, server))
            case "PUT /api/v1/statuses/:id":
                return json_response(self._statuses.edit(identity, given, caller, server))
            case "DELETE /api/v1/statuses/:id":
                return json_response(self._statuses.delete(identity, given, caller, server))
            case "GET /api/v1/statuses":
                return json_response(self._reader.many(given, caller, server))
        return self._plain(route, identity, given, caller, server)

    def _plain(self, route: str, identity: str, given: Given, caller: Caller, server: str) -> Response:
        match route:
            case "GET /api/v1/statuses/:id":
                return json_response(self._reader.one(identity, caller, server))
            case "GET /api/v1/statuses/:id/history":
                return json_response(self._reader.history(identity, caller, server))
            case "GET /api/v1/statuses/:id/source":
                return json_response(self._reader.source(identity, caller))
            case "GET /api/v1/accounts/verify_credentials":
                return json_response(self._entities.credentials(caller.account, server))
            case "GET /api/v1/accounts/lookup":
                return json_response(self._reader.lookup(given, server))
            case "GET /api/v1/accounts/:id":
                return json_response(self._reader.account(identity, server))
            case "POST /api/v1/apps":
                return json_response(self._oauth.register(given))
            case "GET /api/v1/apps/verify_credentials":
                return json_response(self._oauth.application(caller))
            case "GET /api/v1/instance":
                return json_response(self._entities.old_instance(server))
            case _:
                return json_response(self._entities.instance(server))


def _route(request: Request) -> tuple[str, str] | None:
    call = f"{request.method} {request.path.rstrip('/')}"
    for pattern, route in _PATTERNS:
        if match := pattern.fullmatch(call):
            return route, match.group(1) if pattern.groups else ""
    return None
