"""The stand-in of the VK API for one community: three credentials, each with its own abilities.

A violation is a call that no state of the account can excuse: a wrong sign, an unknown parameter, a token in the address.
A refusal alone (a dead or too weak token, a full quota, a page without picture) is none.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.grants import Grants
from bot.sandbox.vk import parameters, script
from bot.sandbox.vk.errors import KINDS, Refused, body, of_code
from bot.sandbox.vk.photos import Photos
from bot.sandbox.vk.publish import Publisher
from bot.sandbox.vk.quotas import Quotas
from bot.sandbox.vk.read import Reader
from bot.sandbox.vk.setup import Setup
from bot.sandbox.vk.tokens import METHODS, Caller, Tokens, check
from bot.sandbox.vk.vkid import VKID
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World, fields

_OPERATIONS = {
    "wall.post": "publish", "wall.edit": "edit", "wall.delete": "delete", "wall.getById": "measure",
    "stats.getPostReach": "measure",
}  # fmt: skip


class VK:
    """One community."""

    name = "vk"

    def __init__(self, world: World) -> None:
        self._world = world
        grants = Grants(world, self.name)
        self._vkid = VKID(world, grants)
        self._tokens = Tokens(world, grants)
        self.quotas = Quotas(world)
        self._publisher = Publisher(world)
        self._photos = Photos(world)
        self._reader = Reader(world)
        self._setup = Setup(world)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        if request.path in VKID.PATHS:
            return "connect"
        method = request.path.rsplit("/", 1)[-1]
        if request.path.startswith("/upload") or method.startswith("photos."):
            return "upload"
        if method == "execute" and "stats.getPostReach" in fields(request).get("code", ""):
            return "measure"
        return _OPERATIONS.get(method, "read")

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault: HTTP 200 with an error inside."""
        return of_code(code or KINDS.get(kind, "10"))

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a post that a person made on the community's page."""
        return self._publisher.by_hand(text, link)

    def __call__(self, request: Request) -> Response:
        if request.path in VKID.PATHS:
            return self._vkid(request)
        if request.path.startswith("/upload/"):
            return self._photos.upload(request)
        if not request.path.startswith("/method/"):
            self._say(f"VK has no address {request.path}")
            return Response(404, b"not found")
        method = request.path.removeprefix("/method/")
        given = {**request.query(), **(fields(request) if request.body else {})}
        token = (
            given.pop("access_token", "") or request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        )
        try:
            parameters.check_envelope(request, given, self._say)
            caller = self._tokens.caller(token)
            self.quotas.take_second(caller)
            if method == "execute":
                return self._execute(request, given, caller)
            return json_response({"response": self._call(request, method, given, caller)})
        except Refused as refused:
            return json_response({"error": body(refused, method, given)})

    def _call(self, request: Request, method: str, given: dict[str, str], caller: Caller) -> Any:
        if method not in METHODS or method == "execute":
            self._say(f"VK has no method {method[:40]}: names are case-sensitive")
            raise Refused(3)
        self.quotas.take(caller, method)
        check(caller, method)
        parameters.check(method, given, self._say)
        return self._answer(request, method, given, caller)

    def _answer(self, request: Request, method: str, given: dict[str, str], caller: Caller) -> Any:
        match method:
            case "wall.post":
                return self._publisher.post(given)
            case "wall.edit":
                return self._publisher.edit(given)
            case "wall.delete":
                return self._publisher.delete(given)
            case "wall.openComments" | "wall.closeComments":
                return self._publisher.comments(given)
            case "wall.get":
                return self._reader.wall(given, caller)
            case "wall.getById":
                return self._reader.by_id(given)
            case "stats.getPostReach":
                return self._reader.reach(given)
            case "photos.getWallUploadServer" | "photos.getMessagesUploadServer":
                return self._photos.server("wall" if "Wall" in method else "messages", given, request.base_url)
            case "photos.saveWallPhoto" | "photos.saveMessagesPhoto":
                return self._photos.save("wall" if "Wall" in method else "messages", given)
            case "groups.getById":
                return self._setup.groups(given, caller)
            case "groups.getTokenPermissions":
                return self._setup.permissions(caller)
            case "users.get":
                return self._setup.users(given, caller)
            case "account.getAppPermissions":
                return self._setup.mask(caller)
            case "utils.resolveScreenName":
                return self._setup.screen_name(given)
            case "utils.checkLink":
                return self._setup.link(given)
            case _:
                return self._setup.parsed_link(given)

    def _execute(self, request: Request, given: dict[str, str], caller: Caller) -> Response:
        check(caller, "execute")
        failed: list[dict[str, Any]] = []

        def inner(method: str, parameters_: dict[str, str]) -> Any:
            try:
                return self._call(request, method, {"v": given["v"], **parameters_}, caller)
            except Refused as refused:
                failed.append({"method": method, "error_code": refused.code, "error_msg": refused.text})
                return False

        answer = {"response": script.run(given.get("code", ""), inner)}
        return json_response(answer | ({"execute_errors": failed} if failed else {}))

    def _say(self, what: str) -> None:
        self._world.violation(self.name, what)
