"""Stand-in of the VK API for one community (state 2026-11-23): three credentials, each with its own abilities."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict, deque
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World, multipart

_OWNER = f"-{accounts.VK_COMMUNITY}"
_KINDS = {
    accounts.VK_COMMUNITY_KEY: "community",
    accounts.VK_SERVICE_KEY: "service",
    accounts.VK_USER_TOKEN: "user",
}
_ABLE = {
    "wall.post": {"community", "user"},
    "wall.get": {"service", "user"},
    "wall.getById": {"service", "user"},
    "wall.edit": {"user"},
    "wall.delete": {"user"},
    "photos.getWallUploadServer": {"user"},
    "photos.saveWallPhoto": {"user"},
    "stats.getPostReach": {"user"},
    "groups.getById": {"community", "service", "user"},
    "groups.getTokenPermissions": {"community"},
    "users.get": {"service", "user"},
    "utils.resolveScreenName": {"community", "service", "user"},
    "account.getAppPermissions": {"user"},
}
_PER_SECOND = {"community": 20, "service": 5, "user": 3}
_MESSAGES = {
    1: "Unknown error occurred", 5: "User authorization failed: invalid access_token (4).", 6: "Too many requests per second",
    7: "Permission to perform this action is denied", 10: "Internal server error", 15: "Access denied",
    27: "Group authorization failed: method is unavailable with group auth.", 100: "One of the parameters specified was missing or invalid",
    214: "Access to adding post denied: you can only add 50 posts a day", 222: "Hyperlinks are forbidden",
    3: "Unknown method passed", 8: "Invalid request: v is missing or too old", 19: "Content blocked", 122: "Invalid photo",
}  # fmt: skip


class VK:
    """One community."""

    name = "vk"

    def __init__(self, world: World) -> None:
        self._world = world
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        method = request.path.rsplit("/", 1)[-1]
        if request.path.startswith("/upload") or method.startswith("photos."):
            return "upload"
        kinds = {
            "wall.post": "publish",
            "wall.delete": "delete",
            "wall.getById": "measure",
            "stats.getPostReach": "measure",
        }
        return kinds.get(method, "read")

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault: HTTP 200 with an error inside."""
        codes = {"rate_limit": 6, "dead_token": 5, "permission": 7, "content_refused": 222, "picture_refused": 122}
        return self._error(codes.get(kind, 10))

    def __call__(self, request: Request) -> Response:
        if request.path.startswith("/upload/"):
            return self._upload(request)
        if not request.path.startswith("/method/"):
            return Response(404, b"not found")
        given = {**request.query(), **(request.form() if request.body else {})}
        if request.headers.get("content-type", "").startswith("application/json"):
            self._world.violation(self.name, "bodies are form-urlencoded, not JSON")
        return self._method(request, request.path.removeprefix("/method/"), given)

    def _method(self, request: Request, method: str, given: dict[str, str]) -> Response:
        token = given.pop("access_token", "") or request.headers.get("authorization", "").removeprefix("Bearer ")
        kind = _KINDS.get(token)
        if kind is None:
            return self._error(5)
        if not re.fullmatch(r"5\.\d+", given.get("v", "")) or float(given["v"].split(".")[1]) < 131:
            self._world.violation(self.name, "v is missing or too old")
            return self._error(8)
        if not self._within_rate(token, kind):
            return self._error(6)
        if method not in _ABLE:
            return self._error(3)
        if kind not in _ABLE[method]:
            return self._error(27 if kind == "community" else 15)
        if any(value in {"True", "False"} for value in given.values()):
            self._world.violation(self.name, "a boolean was sent as True or False")
            return self._error(100)
        handler = getattr(self, "_" + method.replace(".", "_").lower())
        answer: Response = handler(request, given)
        return answer

    def _within_rate(self, token: str, kind: str) -> bool:
        now, calls = time.monotonic(), self._calls[token]
        while calls and now - calls[0] > 1:
            calls.popleft()
        calls.append(now)
        return len(calls) <= _PER_SECOND[kind]

    def _owned(self, given: dict[str, str]) -> Response | None:
        if given.get("owner_id") != _OWNER:
            self._world.violation(self.name, f"owner_id must be {_OWNER}, negative")
            return self._error(15)
        return None

    def _wall_post(self, _request: Request, given: dict[str, str]) -> Response:
        refused = self._owned(given)
        if refused is not None:
            return refused
        attachments = [part for part in given.get("attachments", "").split(",") if part]
        links = [part for part in attachments if part.startswith("http")]
        photos = [part for part in attachments if part.startswith("photo")]
        if len(links) > 1 or len(links) + len(photos) != len(attachments) or len(photos) > 10:
            return self._error(100, "attachments: at most one link, at most ten media, each with its owner")
        if not given.get("message") and not attachments:
            return self._error(100)
        if given.get("from_group") != "1":
            self._world.violation(self.name, "a post of the community needs from_group=1")
        same = self._same(given.get("guid"))
        if same is not None:
            return self._ok({"post_id": int(same.id)})
        today = [p for p in self._world.wall(self.name) if (self._world.now() - p.created_at).total_seconds() < 86400]
        if len(today) >= 50 and len(self._world.wall(self.name)) < 10**6 and not self._unlimited():
            return self._error(214)
        pictures = [self._world.state.get(self.name, "photo", part.removeprefix("photo")) for part in photos]
        if any(picture is None for picture in pictures):
            return self._error(100, "One of the parameters specified was missing or invalid: No photo given")
        number = str(self._world.new_id(self.name))
        self._world.save(
            WallPost(
                self.name, number, given.get("message", ""), self._world.now(), links[0] if links else None,
                tuple(p["picture"] for p in pictures if p), extra={"guid": given.get("guid")},
            )
        )  # fmt: skip
        return self._ok({"post_id": int(number)})

    def _unlimited(self) -> bool:
        # Verified communities are exempt from the 50 a day: rehearsals of long lives ask for it.
        return self._world.state.get(self.name, "setting", "verified") is not None

    def _same(self, guid: str | None) -> WallPost | None:
        if not guid:
            return None
        for post in self._world.wall(self.name):
            if post.extra.get("guid") == guid and (self._world.now() - post.created_at).total_seconds() < 3600:
                return post
        return None

    def _wall_get(self, _request: Request, given: dict[str, str]) -> Response:
        refused = self._owned(given)
        if refused is not None:
            return refused
        count, offset = int(given.get("count", "20")), int(given.get("offset", "0"))
        if count > 100:
            return self._error(100)
        posts = self._world.wall(self.name)
        return self._ok({"count": len(posts), "items": [self._shown(p) for p in posts[offset : offset + count]]})

    def _wall_getbyid(self, _request: Request, given: dict[str, str]) -> Response:
        wanted = [part for part in given.get("posts", "").split(",") if part]
        if not 1 <= len(wanted) <= 100 or any(not part.startswith(f"{_OWNER}_") for part in wanted):
            self._world.violation(self.name, "posts takes 1 to 100 ids of the form -GID_ID")
            return self._error(100)
        posts = [self._world.post(self.name, part.split("_")[1]) for part in wanted]
        return self._ok({"items": [self._shown(post) for post in posts if post]})

    def _shown(self, post: WallPost) -> dict[str, Any]:
        attachments: list[dict[str, Any]] = [
            {"type": "photo", "photo": {"id": 1, "owner_id": int(_OWNER)}} for _ in post.pictures
        ]
        if post.link:
            attachments.append({"type": "link", "link": {"url": post.link, "title": "", "description": ""}})
        figures = {
            name: self._world.figure(self.name, post.id, name, height)
            for name, height in (("likes", 20), ("comments", 4), ("reposts", 5), ("views", 500))
        }
        return {
            "id": int(post.id), "owner_id": int(_OWNER), "from_id": int(_OWNER), "date": int(post.created_at.timestamp()),
            "text": post.text, "attachments": attachments, "post_type": "post",
            **{name: {"count": figure} for name, figure in figures.items()},
        }  # fmt: skip

    def _wall_edit(self, _request: Request, given: dict[str, str]) -> Response:
        post = self._world.post(self.name, given.get("post_id", ""))
        if post is None:
            return self._error(100)
        self._world.save(WallPost(**{**post.__dict__, "text": given.get("message", "")}))
        return self._ok({"post_id": int(post.id)})

    def _wall_delete(self, _request: Request, given: dict[str, str]) -> Response:
        refused = self._owned(given)
        if refused is not None:
            return refused
        return self._ok(1) if self._world.delete(self.name, given.get("post_id", "")) else self._error(104, "Not found")

    def _photos_getwalluploadserver(self, request: Request, given: dict[str, str]) -> Response:
        if given.get("group_id") != accounts.VK_COMMUNITY:
            self._world.violation(self.name, "photos.* take a positive group_id")
            return self._error(100)
        return self._ok({"album_id": -14, "upload_url": f"{request.base_url}/upload/wall", "user_id": 1})

    def _upload(self, request: Request) -> Response:
        picture = self._world.keep_picture(multipart(request).get("photo", b""))
        # A refused picture is told by an empty list inside HTTP 200.
        photo = json.dumps([{"photo": picture}]) if picture else "[]"
        return json_response({"server": 1, "photo": photo, "hash": picture or ""})

    def _photos_savewallphoto(self, _request: Request, given: dict[str, str]) -> Response:
        photos = json.loads(given.get("photo", "[]"))
        if not photos or given.get("group_id") != accounts.VK_COMMUNITY:
            return self._error(100, "One of the parameters specified was missing or invalid: photos_list is invalid")
        number = self._world.new_id(self.name, "photo")
        owner = 1
        self._world.state.put(self.name, "photo", f"{owner}_{number}", {"picture": photos[0]["photo"]})
        return self._ok([{"id": number, "owner_id": owner, "album_id": -14, "sizes": []}])

    def _stats_getpostreach(self, _request: Request, given: dict[str, str]) -> Response:
        ids = [part for part in given.get("post_ids", "").split(",") if part]
        if len(ids) > 30:
            self._world.violation(self.name, "more than 30 post_ids")
            return self._error(100)
        rows = []
        for identity in ids:
            if self._world.post(self.name, identity):
                total = self._world.figure(self.name, identity, "reach", 420)
                rows.append(
                    {
                        "post_id": int(identity),
                        "reach_total": total,
                        "reach_subscribers": total // 2,
                        "links": total // 20,
                    }
                )
        return self._ok(rows)

    def _groups_getbyid(self, _request: Request, _given: dict[str, str]) -> Response:
        group = {"id": int(accounts.VK_COMMUNITY), "name": accounts.NAME, "screen_name": "sandbox", "type": "page"}
        return self._ok({"groups": [group], "profiles": []})

    def _groups_gettokenpermissions(self, _request: Request, _given: dict[str, str]) -> Response:
        return self._ok(
            {"mask": 8196, "permissions": [{"name": "photos", "setting": 4}, {"name": "wall", "setting": 8192}]}
        )

    def _users_get(self, _request: Request, _given: dict[str, str]) -> Response:
        return self._ok([{"id": 1, "first_name": "Песочница", "last_name": ""}])

    def _utils_resolvescreenname(self, _request: Request, _given: dict[str, str]) -> Response:
        return self._ok({"type": "group", "object_id": int(accounts.VK_COMMUNITY)})

    def _account_getapppermissions(self, _request: Request, _given: dict[str, str]) -> Response:
        return self._ok(8196)

    def _ok(self, value: Any) -> Response:
        return json_response({"response": value})

    def _error(self, code: int, message: str | None = None) -> Response:
        text = message or _MESSAGES.get(code, "error")
        return json_response(
            {"error": {"error_code": code, "error_msg": text, "request_params": [{"key": "v", "value": "5.199"}]}}
        )
