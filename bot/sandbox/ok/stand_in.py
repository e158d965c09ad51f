"""The stand-in of the OK API for one group.

A violation is a call that no state of the account can excuse: a wrong signature, an unknown parameter, a token in the address.
A refusal alone (a dead token, a missing right, a full day) is none.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.grants import Grants
from bot.sandbox.ok.access import METHODS, Access, Caller
from bot.sandbox.ok.errors import KINDS, Refused, of_code, response
from bot.sandbox.ok.oauth import OAuth
from bot.sandbox.ok.photos import Photos
from bot.sandbox.ok.setup import Setup
from bot.sandbox.ok.statistics import Statistics
from bot.sandbox.ok.topics import Topics
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

_OPERATIONS = {
    "mediatopic.post": "publish", "mediatopic.deleteTopic": "delete", "mediatopic.getByIds": "measure",
    "group.getStatTopic": "measure", "group.getStatTopics": "measure", "photosV2.getUploadUrl": "upload",
}  # fmt: skip


class OK:
    """One group."""

    name = "ok"

    def __init__(self, world: World) -> None:
        self._world = world
        grants = Grants(world, self.name)
        self._oauth = OAuth(world, grants)
        self._access = Access(world, grants)
        self._setup = Setup(world, self._access)
        self._photos = Photos(world)
        self._topics = Topics(world)
        self._statistics = Statistics(world)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        if request.path in OAuth.PATHS:
            return "connect"
        if request.path.startswith("/upload/"):
            return "upload"
        return _OPERATIONS.get(_method(request, _given(request)), "read")

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault: HTTP 200 with an error object."""
        return of_code(code or KINDS.get(kind, "9999"))

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a topic that a person made on the group's page."""
        return self._topics.by_hand(text, link)

    def __call__(self, request: Request) -> Response:
        if request.path in OAuth.PATHS:
            return self._oauth(request)
        try:
            if request.path.startswith("/upload/"):
                return json_response(self._photos.upload(request))
            return json_response(self._call(request))
        except Refused as refused:
            return response(refused)

    def _call(self, request: Request) -> Any:
        given = _given(request)
        method = _method(request, given)
        if {"access_token", "session_key"} & set(request.query()):
            self._say("a token stands in the address")
        if method not in METHODS:
            self._say(f"OK has no method {method[:40]} for a group poster")
            raise Refused(3)
        caller = self._access.caller(method, given)
        self._access.check(method, given, caller)
        self._setup.take(method)
        return self._answer(request, method, given, caller)

    def _answer(self, request: Request, method: str, given: dict[str, str], caller: Caller) -> Any:
        match method:
            case "mediatopic.post":
                return self._topics.post(given)
            case "mediatopic.getTopics":
                return self._topics.newest(given)
            case "mediatopic.getByIds":
                return self._topics.by_ids(given)
            case "mediatopic.getRepublishedTopic":
                return self._topics.republished(given)
            case "mediatopic.deleteTopic":
                return self._topics.delete(given)
            case "photosV2.getUploadUrl":
                return self._photos.url(given, request.base_url)
            case "group.getStatTopic":
                return self._statistics.one(given)
            case "group.getStatTopics":
                return self._statistics.window(given)
            case "group.getUserGroupsByIds":
                return self._setup.roles(given)
            case "users.getCurrentUser":
                return self._setup.user()
            case "users.hasAppPermission":
                return self._setup.permission(given, caller)
            case "users.getCallsLeft":
                return self._setup.calls_left(given)
            case "url.getInfo":
                return self._setup.url(given)
            case _:
                return True

    def _say(self, what: str) -> None:
        self._world.violation(self.name, what)


def _given(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "")
    return {**request.query(), **(request.form() if kind.startswith("application/x-www-form-urlencoded") else {})}


def _method(request: Request, given: dict[str, str]) -> str:
    """The method, by either form of address; "" where the address is none."""
    if request.path == "/fb.do":
        return given.get("method", "")
    parts = request.path.strip("/").split("/")
    return ".".join(parts[1:]) if len(parts) == 3 and parts[0] == "api" else ""
