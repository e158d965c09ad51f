"""The door: tunnels, tokens, quotas, headers, and which room answers."""

from __future__ import annotations

import re

from bot.sandbox import accounts
from bot.sandbox.linkedin import errors, protocol, quotas, read, statistics, tokens
from bot.sandbox.linkedin.images import ORGANISATION, Images
from bot.sandbox.linkedin.oauth import OAuth
from bot.sandbox.linkedin.posts import Posts
from bot.sandbox.linkedin.tokens import Caller
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

_ADMINISTRATOR = frozenset({"ADMINISTRATOR"})
_MEASURING = ("/rest/organizationalEntityShareStatistics", "/rest/socialMetadata")


class LinkedIn:
    """One organisation, one member who has a role there, one app."""

    name = "linkedin"

    def __init__(self, world: World) -> None:
        self._world = world
        self._oauth = OAuth(world)
        self._images = Images(world)
        self._posts = Posts(world, self._images)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        path = request.path
        if path.startswith("/oauth/") or path == "/rest/organizationAcls":
            return "connect"
        if request.method == "DELETE":
            return "delete"
        if path.startswith(("/rest/images", "/dms-uploads/")):
            return "upload"
        if path.startswith(_MEASURING):
            return "measure"
        if request.method == "POST" and "x-http-method-override" not in request.headers:
            return "publish" if path == "/rest/posts" else "edit"
        return "read"

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault; codes as "422/DUPLICATE_POST", "429" or "html"."""
        newest = next((post.id for post in self._world.wall(self.name)), "urn:li:share:7141000000000000001")
        return errors.on_demand(kind, code, newest)

    def by_hand(self, text: str, link: str | None) -> str:
        """A post that a person made on the page itself."""
        return self._posts.by_hand(text, link)

    def __call__(self, request: Request) -> Response:
        """The answer."""
        if request.path.startswith("/oauth/v2/"):
            return self._oauth(request)
        caller = tokens.authorise(self._world, request)
        if isinstance(caller, Response):
            return caller
        if request.path.startswith("/dms-uploads/") and request.method == "PUT":
            return self._images.upload(request)
        if not request.path.startswith("/rest/"):
            self._world.violation(self.name, f"an address of before /rest: {request.path}")
            return errors.error("404/RESOURCE_NOT_FOUND")
        plain = protocol.untunnelled(self._world, request)
        if isinstance(plain, Response):
            return plain
        resource = plain.path.removeprefix("/rest/").partition("/")[0]
        refused = quotas.take(self._world, resource) or protocol.headers_fault(self._world, plain)
        if refused is not None:
            return refused
        try:
            return self._route(plain, caller, resource)
        except ValueError:
            self._world.violation(self.name, "a body that is no JSON")
            return errors.error("400/ILLEGAL_ARGUMENT", "Invalid JSON")

    def _route(self, request: Request, caller: Caller, resource: str) -> Response:
        urn = protocol.urn_of(self._world, request.path)
        if isinstance(urn, Response):
            return urn
        if resource == "posts":
            return self._of_posts(request, caller, urn)
        if resource == "images":
            return self._of_images(request, caller, urn)
        if request.method == "GET" and resource == "organizationalEntityShareStatistics":
            refused = self._needs(request, "FINDER") or tokens.may(
                self._world, caller, "organizationalEntityShareStatistics.FINDER-organizationalEntity",
                "rw_organization_admin", _ADMINISTRATOR,
            )  # fmt: skip
            return refused or statistics.shares(self._world, request)
        if request.method == "GET" and resource == "socialMetadata":
            return self._of_social(request, caller, urn)
        if request.method == "GET" and resource == "organizationAcls":
            return self._of_roles(request, caller)
        return errors.error("404/RESOURCE_NOT_FOUND", f"No virtual resource found for {resource}")

    def _needs(self, request: Request, method: str) -> Response | None:
        return protocol.method_fault(self._world, request, method)

    def _of_posts(self, request: Request, caller: Caller, urn: str) -> Response:
        if urn and not re.fullmatch(r"urn:li:(share|ugcPost):\d+", urn):
            self._world.violation(self.name, f"{urn.rpartition(':')[0]} is no URN of a post")
            return errors.error("400/INVALID_URN_TYPE", field="/id")
        if request.method == "GET":
            return self._reading(request, caller, urn)
        if request.method == "POST" and not urn:
            method, what = "CREATE", "posts.CREATE"
        elif request.method == "POST":
            method, what = "PARTIAL_UPDATE", "posts.PARTIAL_UPDATE"
        elif request.method == "DELETE" and urn:
            method, what = "DELETE", "posts.DELETE"
        else:
            return errors.error("404/RESOURCE_NOT_FOUND", f"{request.method} is not supported")
        refused = self._needs(request, method) or tokens.may(self._world, caller, what, "w_organization_social")
        if refused is not None:
            return refused
        if method == "CREATE":
            return self._posts.create(request)
        if method == "DELETE":
            return self._posts.delete(urn)
        post = self._world.post(self.name, urn)
        return errors.error("404/NOT_FOUND") if post is None else self._posts.edit(request, post)

    def _reading(self, request: Request, caller: Caller, urn: str) -> Response:
        batch = "ids=" in request.raw_query
        method = "GET" if urn else "BATCH_GET" if batch else "FINDER"
        refused = self._needs(request, method) or tokens.may(
            self._world, caller, f"posts.{method}", "r_organization_social"
        )
        if refused is not None:
            return refused
        if urn:
            return read.one(self._world, urn)
        if batch:
            return read.many(self._world, request)
        if request.query().get("q") == "author":
            return read.newest(self._world, request)
        return errors.error("400/ILLEGAL_ARGUMENT", "Unsupported finder")

    def _of_images(self, request: Request, caller: Caller, urn: str) -> Response:
        refused = tokens.may(self._world, caller, "images", "w_organization_social")
        if refused is not None:
            return refused
        if request.method == "POST" and request.query().get("action") == "initializeUpload":
            return self._images.ask(request)
        if request.method != "GET":
            return errors.error("404/RESOURCE_NOT_FOUND", f"{request.method} is not supported")
        if urn:
            return self._images.look(urn)
        return self._needs(request, "BATCH_GET") or self._images.look_at_many(request)

    def _of_social(self, request: Request, caller: Caller, urn: str) -> Response:
        refused = self._needs(request, "GET" if urn else "BATCH_GET") or tokens.may(
            self._world, caller, "socialMetadata.GET", "r_organization_social_feed"
        )
        if refused is not None:
            return refused
        return statistics.social(self._world, urn) if urn else statistics.social_of_many(self._world, request)

    def _of_roles(self, request: Request, caller: Caller) -> Response:
        query = request.query()
        role = self._world.switches.get(self.name, "role", "ADMINISTRATOR")
        if query.get("q") != "roleAssignee":
            self._world.violation(self.name, "organizationAcls without q=roleAssignee")
            return errors.error("400/ILLEGAL_ARGUMENT", "Unsupported finder")
        refused = self._needs(request, "FINDER")
        if refused is None and not {"rw_organization_admin", "r_organization_social"} & caller.scopes:
            refused = errors.error("403/ACCESS_DENIED", "Not enough permissions to access: organizationAcls")
        if refused is not None:
            return refused
        other = f"urn:li:organization:{accounts.LINKEDIN_OTHER_ORGANISATION}"
        held = [(other, "ANALYST")] + ([(ORGANISATION, role)] if role else [])
        elements = [
            {"organization": organisation, "role": name, "state": "APPROVED", "roleAssignee": accounts.LINKEDIN_MEMBER}
            for organisation, name in held
            if query.get("role", name) == name and query.get("state", "APPROVED") == "APPROVED"
        ]
        paging = {"start": 0, "count": 10, "links": [], "total": len(elements)}
        return json_response({"elements": elements, "paging": paging}, 200, errors.HEADERS)
