"""Stand-in of the Graph API of a Facebook Page (state 2026-11-23): strict about what the documents ask."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World, fields, multipart, urls_in

_LIVE_VERSIONS = range(21, 27)
_DEAD_METRICS = re.compile(r"impressions|_unique$(?<!media_view_unique)|engaged_users|page_fans")
_METRICS = {"post_media_view": 900, "post_total_media_view_unique": 600, "post_clicks": 60,
            "post_reactions_by_type_total": 40, "post_activity_by_action_type": 50}  # fmt: skip


class Facebook:
    """One page."""

    name = "facebook"

    def __init__(self, world: World) -> None:
        self._world = world

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        path = request.path.rstrip("/")
        if request.method == "DELETE":
            return "delete"
        if request.method == "POST" and path.endswith("/photos") and b"published" in request.body:
            return "upload"
        if request.method == "POST" and path.endswith(("/feed", "/photos")):
            return "publish"
        if request.method == "POST" and re.fullmatch(r"/v\d+\.\d+", path) and "scrape" not in request.raw_query:
            return "measure" if b"batch" in request.body else "read"
        return "measure" if "insights" in request.path or "insights" in request.raw_query else "read"

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault."""
        shapes = {
            "rate_limit": (403, 32, None, "Page request limit reached"),
            "dead_token": (400, 190, 463, "Error validating access token: Session has expired"),
            "permission": (403, 200, None, "(#200) Permissions error"),
            "content_refused": (400, 368, 1346003, "The content was blocked"),
            "picture_refused": (400, 100, 1366046, "Your photos couldn't be uploaded"),
        }
        status, number, subcode, message = shapes.get(kind, (500, 2, None, "An unexpected error has occurred."))
        if kind == "content_refused":
            number = 100
        return self._error(status, number, message, subcode)

    def __call__(self, request: Request) -> Response:
        found = re.match(r"/v(\d+)\.0(?=/|$)", request.path)
        if not found or int(found.group(1)) not in _LIVE_VERSIONS:
            self._world.violation(self.name, f"unknown API version in {request.path.split('/')[1:2]}")
            return self._error(400, 2635, "You are calling a deprecated version of the API")
        refused = self._authorise(request)
        if refused is not None:
            return refused
        return self._route(request, request.path[found.end() :].strip("/"))

    def _authorise(self, request: Request) -> Response | None:
        if "access_token" in request.query():
            self._world.violation(self.name, "the token stands in the URL")
            return self._error(400, 190, "Malformed access token", 467)
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        given = given or fields(request).get("access_token", "")
        if given != accounts.FACEBOOK_TOKEN:
            return self._error(400 if given else 401, 190, "Invalid OAuth access token.", 467)
        return None

    def _route(self, request: Request, path: str) -> Response:
        query = request.query()
        if not path:
            return self._root(request, query)
        head, _, tail = path.partition("/")
        if head in {accounts.FACEBOOK_PAGE, "me"}:
            return self._page(request, tail)
        if head == "debug_token":
            scopes = ["pages_manage_posts", "pages_read_engagement", "read_insights", "pages_show_list"]
            return self._ok({"data": {"is_valid": True, "expires_at": 0, "type": "PAGE", "scopes": scopes}})
        return self._post(request, head, tail)

    def _root(self, request: Request, query: dict[str, str]) -> Response:
        if "ids" in query:
            self._world.violation(self.name, "root multi-read by ids is gone since 2026-10-27")
            return self._error(400, 100, "The ids parameter is no longer supported")
        if request.method == "POST" and query.get("scrape", fields(request).get("scrape")) == "true":
            address = query.get("id") or fields(request).get("id", "")
            return self._ok({"url": address, "type": "article", "id": "og-1", "image": []})
        batch = fields(request).get("batch")
        if request.method != "POST" or batch is None:
            return self._error(400, 100, "Unsupported request")
        calls = json.loads(batch)
        if len(calls) > 50:
            self._world.violation(self.name, "more than 50 calls in a batch")
            return self._error(400, 100, "Too many requests in batch message. Maximum batch size is 50")
        return self._ok([self._inner(request, call) for call in calls])

    def _inner(self, request: Request, call: dict[str, str]) -> dict[str, Any]:
        address, _, query = call["relative_url"].partition("?")
        version = request.path.split("/")[1]
        inner = Request(
            call.get("method", "GET"), f"/{version}/{address.removeprefix(version).strip('/')}", query,
            {"authorization": f"Bearer {accounts.FACEBOOK_TOKEN}"}, b"", request.base_url,
        )  # fmt: skip
        response = self(inner)
        return {"code": response.status, "body": response.body.decode()}

    def _page(self, request: Request, tail: str) -> Response:
        if not tail:
            if request.method != "GET":
                return self._error(400, 100, "Unsupported request")
            return self._ok({"id": accounts.FACEBOOK_PAGE, "name": accounts.NAME, "link": "https://www.facebook.com/x"})
        if tail == "feed" and request.method == "POST":
            return self._publish(request)
        if tail == "photos" and request.method == "POST":
            return self._photo(request)
        if tail in {"published_posts", "feed", "posts"} and request.method == "GET":
            return self._list(request)
        return self._error(400, 100, f"Unknown path components: /{tail}")

    def _publish(self, request: Request) -> Response:
        given = self._given(request)
        message, link = given.get("message", ""), given.get("link")
        media = self._media(given)
        if not message and not link and not media:
            return self._error(400, 100, "The post must have a message or a link")
        if len(message) > 63206:
            return self._error(400, 100, "The message is too long", 1404006)
        if link and media:
            self._world.violation(self.name, "a link and photos exclude each other")
        newest = next(iter(self._world.wall(self.name)), None)
        if newest and not media and newest.text == message and newest.link == link:
            return self._error(400, 506, "Duplicate status message", 1455006)
        photos = [self._world.state.get(self.name, "photo", identity) for identity in media]
        if any(photo is None for photo in photos):
            return self._error(400, 100, "Invalid media_fbid", 2061006)
        known = [photo for photo in photos if photo]
        return self._make(
            request, message, link, tuple(p["picture"] for p in known), tuple(p.get("alt", "") for p in known)
        )

    def _given(self, request: Request) -> dict[str, Any]:
        if request.headers.get("content-type", "").startswith("application/json"):
            return dict(json.loads(request.body))
        return dict(fields(request))

    def _media(self, given: dict[str, Any]) -> list[str]:
        media = given.get("attached_media", [])
        media = json.loads(media) if isinstance(media, str) else list(media)
        numbered = [
            json.loads(v) if isinstance(v, str) else v for k, v in given.items() if k.startswith("attached_media[")
        ]
        return [str(entry["media_fbid"]) for entry in [*media, *numbered]]

    def _make(
        self, request: Request, text: str, link: str | None, pictures: tuple[str, ...], alts: tuple[str, ...]
    ) -> Response:
        identity = f"{accounts.FACEBOOK_PAGE}_{900000 + self._world.new_id(self.name)}"
        post = WallPost(self.name, identity, text, self._world.now(), link, pictures, alts)
        self._world.save(post)
        return self._ok(
            self._shown(post, request.query().get("fields") or fields(request).get("fields") or "id", request)
        )

    def _photo(self, request: Request) -> Response:
        parts = multipart(request)
        source = parts.get("source")
        picture = self._world.keep_picture(source) if source else None
        if picture is None or len(source or b"") > 4 * 1024 * 1024:
            return self._error(400, 100, "Your photos couldn't be uploaded", 1366046)
        given = fields(request)
        alt = given.get("alt_text_custom", "")
        identity = str(700000 + self._world.new_id(self.name, "photo"))
        self._world.state.put(self.name, "photo", identity, {"picture": picture, "alt": alt})
        if given.get("published", "true").lower() == "false":
            return self._ok({"id": identity})
        made = self._make(request, given.get("message") or given.get("caption", ""), None, (picture,), (alt,))
        return self._ok({"id": identity, "post_id": json.loads(made.body)["id"]})

    def _list(self, request: Request) -> Response:
        query = request.query()
        limit = int(query.get("limit", "25"))
        if limit > 100:
            return self._error(400, 100, "Please reduce the amount of data you're asking for")
        since = datetime.fromtimestamp(int(query.get("since", "0")), UTC)
        posts = [post for post in self._world.wall(self.name) if post.created_at >= since.replace(microsecond=0)]
        wanted = query.get("fields", "id,message,created_time")
        after = query.get("after")
        start = int(after) if after and after.isdecimal() else 0
        page = posts[start : start + limit]
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if len(posts) > start + limit:
            paging["next"] = "more"
        return self._ok({"data": [self._shown(post, wanted, request) for post in page], "paging": paging})

    def _post(self, request: Request, identity: str, tail: str) -> Response:
        post = self._world.post(self.name, identity)
        if post is None:
            message = f"Unsupported get request. Object with ID '{identity}' does not exist"
            return self._error(400, 100, message, 33)
        if tail == "insights":
            return self._insights(post, request.query().get("metric", "").split(","))
        if tail:
            return self._error(400, 100, f"Unknown path components: /{tail}")
        if request.method == "DELETE":
            self._world.delete(self.name, identity)
            return self._ok({"success": True})
        if request.method == "POST":
            message = self._given(request).get("message", post.text)
            self._world.save(WallPost(**{**post.__dict__, "text": message}))
            return self._ok({"success": True})
        wanted = request.query().get("fields", "id,message,created_time")
        if re.search(r"(^|,)post_id", wanted):
            return self._error(400, 100, "(#100) Tried accessing nonexisting field (post_id)")
        dead = [
            m for m in re.findall(r"insights\.metric\(([^)]*)\)", wanted) for m in m.split(",") if m not in _METRICS
        ]
        if dead:
            return self._error(400, 100, "(#100) The value must be a valid insights metric")
        return self._ok(self._shown(post, wanted, request))

    def _insights(self, post: WallPost, metrics: list[str]) -> Response:
        if not metrics or metrics == [""]:
            return self._error(400, 3001, "Invalid query", 1504028)
        if any(metric not in _METRICS for metric in metrics):
            return self._error(400, 100, "(#100) The value must be a valid insights metric")
        return self._ok({"data": [self._metric(post, metric) for metric in metrics], "paging": {}})

    def _metric(self, post: WallPost, metric: str) -> dict[str, Any]:
        value: Any = self._world.figure(self.name, post.id, metric, _METRICS[metric])
        if metric == "post_reactions_by_type_total":
            value = {"like": value, "love": value // 4}
        if metric == "post_activity_by_action_type":
            value = {"like": value, "comment": value // 5}
        return {
            "name": metric,
            "period": "lifetime",
            "values": [{"value": value}],
            "id": f"{post.id}/insights/{metric}/lifetime",
        }

    def _shown(self, post: WallPost, wanted: str, request: Request) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": post.id}

        def figure(metric: str, height: int) -> int:
            return self._world.figure(self.name, post.id, metric, height)

        if "message" in wanted and post.text:
            shown["message"] = post.text
        if "created_time" in wanted:
            shown["created_time"] = post.created_at.strftime("%Y-%m-%dT%H:%M:%S+0000")
        if "permalink_url" in wanted:
            shown["permalink_url"] = f"{request.base_url.removesuffix('/facebook')}/walls/facebook#{post.id}"
        if "attachments" in wanted:
            shown["attachments"] = {"data": self._attachments(post)}
        if re.search(r"(^|,)shares", wanted) and (shares := figure("shares", 12)):
            shown["shares"] = {"count": shares}
        for name in ("reactions", "comments"):
            if f"{name}." in wanted or re.search(rf"(^|,){name}(,|$)", wanted):
                total = figure(name, 45 if name == "reactions" else 8)
                shown[name] = {"data": [], "summary": {"total_count": total}}
        metrics = re.search(r"insights\.metric\(([^)]*)\)", wanted)
        if metrics:
            shown["insights"] = {"data": [self._metric(post, metric) for metric in metrics.group(1).split(",")]}
        return shown

    def _attachments(self, post: WallPost) -> list[dict[str, Any]]:
        if post.pictures:
            return [{"media_type": "photo", "url": "https://www.facebook.com/photo"}]
        links = [post.link] if post.link else urls_in(post.text)[:1]
        return [{"media_type": "link", "url": f"https://l.facebook.com/l.php?u={x}", "unshimmed_url": x} for x in links]

    def _ok(self, value: Any) -> Response:
        usage = json.dumps({"call_count": 3, "total_time": 2, "total_cputime": 1})
        return json_response(value, headers={"X-App-Usage": usage, "facebook-api-version": "v26.0"})

    def _error(self, status: int, code: int, message: str, subcode: int | None = None) -> Response:
        error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1sandbox"}
        if subcode:
            error["error_subcode"] = subcode
        headers = {}
        if code == 32:
            entry = {"type": "pages", "call_count": 100, "total_cputime": 1, "total_time": 1,
                     "estimated_time_to_regain_access": 1}  # fmt: skip
            headers["X-Business-Use-Case-Usage"] = json.dumps({accounts.FACEBOOK_PAGE: [entry]})
        return json_response({"error": error}, status, headers)
