"""The door: versions, removed parameters, usage, tokens, and which room answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.facebook import batch, errors, insights, quotas, read, scrape, specs, tokens
from bot.sandbox.facebook.oauth import OAuth
from bot.sandbox.facebook.publish import Publisher, given
from bot.sandbox.facebook.tokens import Caller
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World, fields

#: v20 ended on 2026-09-24, v26 is of 2026-07-29.
_LIVE_VERSIONS = range(21, 27)
_POSTING = ("CREATE_CONTENT", "MANAGE", "MODERATE")
_ANALYSING = ("ANALYZE", "MANAGE", "CREATE_CONTENT", "MODERATE")
_LISTS = {"published_posts", "feed", "posts"}


class Facebook:
    """One page, its people and its app."""

    name = "facebook"

    def __init__(self, world: World) -> None:
        self._world = world
        self._usage = quotas.Usage(world)
        self._oauth = OAuth(world)
        self._publisher = Publisher(world)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        path = re.sub(r"^/v\d+\.\d+", "", request.path).rstrip("/")
        if request.method == "DELETE":
            return "delete"
        if path.startswith(("/dialog", "/oauth", "/debug_token")) or path.endswith("/accounts"):
            return "connect"
        if request.method != "POST":
            return "measure" if "insights" in request.path or "insights" in request.raw_query else "read"
        if path.endswith("/photos") and re.search(rb'name="?published"?|published=', request.body):
            return "upload"
        if path.endswith(("/feed", "/photos")):
            return "publish"
        if not path:
            return "measure" if b"batch" in request.body else "read"
        return "edit"

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault; codes as "190/463", "2", "100/33" or "html"."""
        return errors.on_demand(kind, code, accounts.FACEBOOK_PAGE)

    def by_hand(self, text: str, link: str | None) -> str:
        """A post that a person made on the page itself."""
        return self._publisher.by_hand(text, link)

    def __call__(self, request: Request) -> Response:
        """The answer, with the usage headers of every call."""
        found = re.match(r"/v(\d+)\.0(?=/|$)", request.path)
        if not found or int(found.group(1)) not in _LIVE_VERSIONS:
            self._world.violation(self.name, f"a dead or missing version: {'/'.join(request.path.split('/')[1:2])}")
            return errors.error("2635")
        path = request.path[found.end() :].strip("/")
        if path == "dialog/oauth":
            return self._oauth.dialog(request)
        if path == "oauth/access_token":
            return self._oauth.access_token(request)
        caller = tokens.authorise(self._world, request)
        if isinstance(caller, Response):
            return caller
        if not path and request.method == "POST" and "batch" in fields(request):
            answer = batch.answer(self._world, request, self)
            return replace(answer, headers={**self._usage.headers(caller), **answer.headers})
        refused = self._usage.take(caller) or self._parameters(request)
        try:
            answer = refused or self._route(request, caller, path)
        except ValueError:
            self._world.violation(self.name, "a body that cannot be read")
            answer = errors.error("100", "(#100) Invalid JSON")
        version = {"facebook-api-version": f"v{found.group(1)}.0"}
        return replace(answer, headers={**self._usage.headers(caller), **version, **answer.headers})

    def _parameters(self, request: Request) -> Response | None:
        if "if-none-match" in request.headers:
            self._world.violation(self.name, "If-None-Match is no longer understood since 2026-10-27")
        names = set(request.query()) | set(fields(request))
        for name in specs.DEAD:
            if name in names:
                self._world.violation(self.name, f"the parameter {name} is gone since 2026-10-27")
                return errors.error("100", f"(#100) The parameter {name} is no longer supported")
        return None

    def _known(self, request: Request, node: str, edge: str) -> Response | None:
        known = specs.parameters(node, request.method, edge)
        names = {re.sub(r"\[.*", "", name) for name in {*request.query(), *given(request)}}
        if known is None or not names - known:
            return None
        unknown = ", ".join(sorted(names - known))
        self._world.violation(self.name, f"{request.method} /{edge or node.lower()} takes no {unknown}")
        return errors.error("100", f"(#100) Unknown parameter: {unknown}")

    def _route(self, request: Request, caller: Caller, path: str) -> Response:
        head, _, tail = path.partition("/")
        if not head:
            return self._url(request)
        if head == "debug_token":
            return self._oauth.debug_token(request, caller)
        if head == "me":
            head = caller.identity
        if head == accounts.FACEBOOK_USER:
            return self._user(request, caller, tail)
        if head in {accounts.FACEBOOK_PAGE, accounts.FACEBOOK_OTHER_PAGE}:
            return self._page(request, caller, head, tail)
        return self._object(request, caller, head, tail)

    def _url(self, request: Request) -> Response:
        asked: dict[str, Any] = {**request.query(), **given(request)}
        link = str(asked.get("id", ""))
        if not link.startswith("http"):
            self._world.violation(self.name, "a call on the root without batch or id")
            return errors.error("100", "(#100) Unsupported request")
        if not scrape.can_see(self._world, link):
            return errors.error("1609005")
        if request.method == "POST":
            if str(asked.get("scrape")).lower() != "true":
                return errors.error("100", "(#100) scrape is missing")
            return json_response(scrape.scrape(self._world, link))
        seen = scrape.known(self._world, link)
        own = {"can_customize_link_posts": False}
        return json_response({"id": link, "ownership_permissions": own} | ({"og_object": seen} if seen else {}))

    def _user(self, request: Request, caller: Caller, tail: str) -> Response:
        if caller.kind != "user" or request.method != "GET":
            return read.gone(accounts.FACEBOOK_USER, request.method)
        if tail == "accounts":
            return self._oauth.pages(request, caller)
        if tail:
            return errors.error("2500", f"Unknown path components: /{tail}")
        return json_response({"id": accounts.FACEBOOK_USER, "name": "Редактор песочницы"})

    def _page(self, request: Request, caller: Caller, page: str, tail: str) -> Response:
        if not tail and request.method == "GET":
            return self._about(request, page)
        wrong = self._as_page(request, caller, page) or self._known(request, "Page", tail)
        if wrong is not None:
            return wrong
        if request.method == "POST" and tail in {"feed", "photos"}:
            refused = tokens.may(caller, "pages_manage_posts", "pages_read_engagement", tasks=_POSTING)
            return refused or (self._publisher.feed if tail == "feed" else self._publisher.photo)(request)
        if request.method == "GET" and tail in {*_LISTS, "scheduled_posts"}:
            return self._listed(request, caller, scheduled=tail == "scheduled_posts")
        if request.method == "GET" and tail == "insights":
            return self._page_insights(request, caller, page)
        return errors.error("2500", f"Unknown path components: /{tail}")

    def _about(self, request: Request, page: str) -> Response:
        found = read.wanted(self._world, request.query().get("fields", "id,name"), "Page")
        if isinstance(found, Response):
            return found
        name = accounts.NAME if page == accounts.FACEBOOK_PAGE else "Другая страница"
        followers = self._world.switches.get(self.name, "followers", 1500)
        told = {
            "id": page, "name": name, "link": f"https://www.facebook.com/{page}", "category": "Government organization",
            "followers_count": followers, "fan_count": followers, "is_published": True,
        }  # fmt: skip
        return json_response({"id": page} | {f.name: told[f.name] for f in found if f.name in told})

    def _as_page(self, request: Request, caller: Caller, page: str) -> Response | None:
        if caller.kind == "page" and caller.identity == page == accounts.FACEBOOK_PAGE:
            return None
        what = "the token of another page" if caller.kind == "page" else f"{caller.kind} token"
        self._world.violation(self.name, f"{request.method} of a page's edge with {what}, not its own page token")
        return errors.error("200" if request.method != "GET" else "10")

    def _listed(self, request: Request, caller: Caller, *, scheduled: bool) -> Response:
        found = read.wanted(self._world, request.query().get("fields", "id"), "PagePost")
        needed = ["pages_read_engagement"] if isinstance(found, Response) else read.scopes_of(found)
        refused = tokens.may(caller, *needed)
        answer = refused or read.listed(self._world, request, scheduled=scheduled)
        return answer if isinstance(answer, Response) else json_response(answer)

    def _page_insights(self, request: Request, caller: Caller, page: str) -> Response:
        metrics = request.query().get("metric", "").split(",")
        refused = tokens.may(caller, "read_insights", "pages_read_engagement", tasks=_ANALYSING)
        refused = refused or insights.refused(self._world, metrics, insights.PAGE, request.query().get("period", ""))
        if refused is not None:
            return refused
        data = [insights.entry(f"{page}/insights/{m}/day", m, insights.PAGE[m], "day") for m in metrics]
        return json_response({"data": data, "paging": {}})

    def _object(self, request: Request, caller: Caller, identity: str, tail: str) -> Response:
        photo = self._world.state.get(self.name, "photo", identity)
        if photo and not photo.get("deleted"):
            return self._photo(request, identity, photo)
        post = read.visible(self._world, identity)
        if post is None or caller.kind != "page" or not identity.startswith(f"{caller.identity}_"):
            return read.gone(identity, request.method)
        if tail == "insights" and request.method == "GET":
            metrics = request.query().get("metric", "").split(",")
            refused = tokens.may(caller, "read_insights", "pages_read_engagement", tasks=_ANALYSING)
            refused = refused or insights.refused(
                self._world, metrics, insights.POST, request.query().get("period", "")
            )
            return refused or json_response({"data": insights.told(self._world, post, metrics), "paging": {}})
        if tail:
            return errors.error("2500", f"Unknown path components: /{tail}")
        if request.method == "GET":
            found = read.wanted(self._world, request.query().get("fields", "id,message,created_time"), "PagePost")
            if isinstance(found, Response):
                return found
            refused = tokens.may(caller, *read.scopes_of(found))
            return refused or json_response(read.shown(self._world, post, found, request))
        refused = tokens.may(caller, "pages_manage_posts", tasks=_POSTING)
        if refused is not None:
            return refused
        if request.method == "DELETE":
            self._world.delete(self.name, identity)
            return json_response({"success": True})
        return self._publisher.edit(request, post)

    def _photo(self, request: Request, identity: str, photo: dict[str, Any]) -> Response:
        if request.method == "DELETE":
            self._world.state.put(self.name, "photo", identity, {**photo, "deleted": True})
            return json_response({"success": True})
        if request.method != "GET":
            return errors.error("100", "(#100) Unsupported request")
        told = {"id": identity, "alt_text_custom": photo["alt"] or None}
        names = request.query().get("fields", "id").split(",")
        return json_response({name: told[name] for name in {*names, "id"} if told.get(name)})
