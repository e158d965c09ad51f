"""Stand-in of the OK API for one group (state 2026-11-23); signatures are really verified."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World, multipart

_TEXT_LIMIT = 5000
_NAMES = {
    1: "UNKNOWN", 3: "METHOD", 10: "PERMISSION_DENIED", 11: "LIMIT_REACHED", 50: "NOT_ADMIN", 100: "PARAM", 102: "SESSION_EXPIRED",
    101: "PARAM_API_KEY", 104: "PARAM_SIGNATURE", 300: "NOT_FOUND", 454: "CENSOR_MATCH", 504: "PHOTO_IMAGE_CORRUPT", 601: "TEXT_LIMIT",
    600: "BLOCK_LIMIT", 607: "BAD_LINK", 9999: "SYSTEM",
}  # fmt: skip


def session_secret() -> str:
    """md5(access_token + application_secret_key), as the documents say."""
    return hashlib.md5((accounts.OK_ACCESS_TOKEN + accounts.OK_APPLICATION_SECRET).encode()).hexdigest()


def sig(parameters: dict[str, str], secret: str) -> str:
    """The signature of a request: sorted name=value without separators, then the secret."""
    base = "".join(f"{name}={parameters[name]}" for name in sorted(parameters))
    return hashlib.md5((base + secret).encode()).hexdigest()


class OK:
    """One group."""

    name = "ok"

    def __init__(self, world: World) -> None:
        self._world = world

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        method = self._given(request).get("method", "")
        if request.path.startswith("/upload") or method.startswith("photos"):
            return "upload"
        kinds = {"mediatopic.post": "publish", "mediatopic.deleteTopic": "delete", "mediatopic.getByIds": "measure"}
        return "measure" if method.startswith("group.getStat") else kinds.get(method, "read")

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault: HTTP 200 with an error object."""
        codes = {"rate_limit": 11, "dead_token": 102, "permission": 10, "content_refused": 454, "picture_refused": 504}
        return self._error(codes.get(kind, 9999))

    def __call__(self, request: Request) -> Response:
        if request.path.startswith("/upload/"):
            return self._upload(request)
        if request.path != "/fb.do":
            return self._error(3)
        given = self._given(request)
        refused = self._authorise(given)
        if refused is not None:
            return refused
        handler = getattr(self, "_" + given.get("method", "").replace(".", "_").lower(), None)
        if handler is None or given.get("format") != "json":
            return self._error(3)
        answer: Response = handler(request, given)
        return answer

    def _given(self, request: Request) -> dict[str, str]:
        kind = request.headers.get("content-type", "")
        return {**request.query(), **(request.form() if kind.startswith("application/x-www-form-urlencoded") else {})}

    def _authorise(self, given: dict[str, str]) -> Response | None:
        if given.get("application_key") != accounts.OK_APPLICATION_KEY:
            return self._error(101)
        if given.get("access_token") != accounts.OK_ACCESS_TOKEN:
            return self._error(102)
        signed = {name: value for name, value in given.items() if name not in {"sig", "access_token", "session_key"}}
        if given.get("sig") != sig(signed, session_secret()):
            self._world.violation(self.name, f"a wrong signature on {given.get('method')}")
            return self._error(104)
        return None

    def _mediatopic_post(self, _request: Request, given: dict[str, str]) -> Response:
        if given.get("type") != "GROUP_THEME" or given.get("gid") != accounts.OK_GROUP:
            return self._error(100)
        try:
            attachment = json.loads(given.get("attachment", ""))
            blocks = attachment["media"]
        except (ValueError, KeyError, TypeError):
            return self._error(100)
        if attachment.get("onBehalfOfGroup") != "true":
            self._world.violation(self.name, 'onBehalfOfGroup is not the string "true": the admin would be the author')
        text = "\n".join(block.get("text", "") for block in blocks if block.get("type") == "text")
        links = [block["url"] for block in blocks if block.get("type") == "link"]
        tokens = [photo.get("id", "") for block in blocks if block.get("type") == "photo" for photo in block["list"]]
        if len(text) > _TEXT_LIMIT:
            return self._error(601)
        if any(not link.startswith("http") for link in links):
            return self._error(607)
        if not blocks or any(block.get("type") not in {"text", "link", "photo"} for block in blocks):
            return self._error(100)
        uploads = [self._world.state.get(self.name, "token", token) for token in tokens]
        if any(upload is None for upload in uploads):
            self._world.violation(self.name, "a photo block holds something that is no upload token")
            return self._error(100)
        identity = str(70102413180000 + self._world.new_id(self.name))
        self._world.save(
            WallPost(
                self.name,
                identity,
                text,
                self._world.now(),
                links[0] if links else None,
                tuple(u["picture"] for u in uploads if u),
            )
        )
        return json_response(identity)

    def _photosv2_getuploadurl(self, request: Request, given: dict[str, str]) -> Response:
        if given.get("gid") != accounts.OK_GROUP:
            return self._error(10)
        count = int(given.get("count", "1"))
        numbers = [f"pid{self._world.new_id(self.name, 'upload')}+/={index}" for index in range(count)]
        key = str(self._world.new_id(self.name, "upload"))
        self._world.state.put(self.name, "upload", key, {"ids": numbers})
        address = f"{request.base_url}/upload/{key}"
        return json_response(
            {"upload_url": address, "photo_ids": numbers, "expires_ms": 1999999999000, "ttl_ms": 86400000}
        )

    def _upload(self, request: Request) -> Response:
        upload = self._world.state.get(self.name, "upload", request.path.rsplit("/", 1)[-1])
        parts = multipart(request)
        if upload is None or not parts:
            return self._error(100)
        photos = {}
        for index, identity in enumerate(upload["ids"], 1):
            picture = self._world.keep_picture(parts.get(f"pic{index}", b""))
            if picture is None:
                return self._error(504)
            token = hashlib.md5(f"{identity}{picture}".encode()).hexdigest() + "="
            self._world.state.put(self.name, "token", token, {"picture": picture})
            photos[identity] = {"token": token}
        return json_response({"photos": photos})

    def _mediatopic_gettopics(self, _request: Request, given: dict[str, str]) -> Response:
        if given.get("gid") != accounts.OK_GROUP:
            return self._error(10)
        posts = self._world.wall(self.name)[: int(given.get("count", "10"))]
        return json_response({"media_topics": [self._shown(post) for post in posts], "has_more": False})

    def _mediatopic_getbyids(self, _request: Request, given: dict[str, str]) -> Response:
        ids = [part for part in given.get("topic_ids", "").split(",") if part]
        if not ids or len(ids) > 100 or (len(ids) > 1 and given.get("media_limit") not in {"1", "2", "3"}):
            self._world.violation(self.name, "getByIds takes 1 to 100 ids, and a media_limit of 1 to 3 for several")
            return self._error(100)
        posts = [self._world.post(self.name, identity) for identity in ids]
        return json_response({"media_topics": [self._shown(post) for post in posts if post], "entities": {}})

    def _shown(self, post: WallPost) -> dict[str, Any]:
        media: list[dict[str, Any]] = [{"type": "text", "text": post.text}]
        if post.link:
            media.append({"type": "link", "url": post.link, "title": "", "description": ""})
        return {
            "id": post.id, "created_ms": int(post.created_at.timestamp() * 1000), "author_ref": f"group:{accounts.OK_GROUP}",
            "owner_ref": f"group:{accounts.OK_GROUP}", "media": media, "delete_id": f"del-{post.id}",
            "discussion_summary": {"comments_count": self._count(post, "comments", 6)},
            "like_summary": {"count": self._count(post, "likes", 35)},
            "reshare_summary": {"count": self._count(post, "reshares", 7)},
            "views_count": self._count(post, "views", 650),
        }  # fmt: skip

    def _count(self, post: WallPost, metric: str, height: int) -> int:
        return self._world.figure(self.name, post.id, metric, height)

    def _group_getstattopics(self, _request: Request, given: dict[str, str]) -> Response:
        if given.get("gid") != accounts.OK_GROUP:
            return self._error(10)
        topics = [self._statistics(post) for post in self._world.wall(self.name)]
        return json_response({"topics": [topic for topic in topics if topic["views"]], "anchor": ""})

    def _group_getstattopic(self, _request: Request, given: dict[str, str]) -> Response:
        post = self._world.post(self.name, given.get("topic_id", ""))
        return json_response({"topic": self._statistics(post)}) if post else self._error(300)

    def _statistics(self, post: WallPost) -> dict[str, Any]:
        return {
            "id": post.id, "created_ms": int(post.created_at.timestamp() * 1000), "likes": self._count(post, "likes", 35),
            "comments": self._count(post, "comments", 6), "reshares": self._count(post, "reshares", 7),
            "views": self._count(post, "views", 650), "reach": self._count(post, "reach", 430),
            "link_clicks": self._count(post, "clicks", 30),
        }  # fmt: skip

    def _mediatopic_deletetopic(self, _request: Request, given: dict[str, str]) -> Response:
        identity = given.get("delete_id", "").removeprefix("del-") or given.get("topic_id", "")
        if not identity or not self._world.delete(self.name, identity):
            return self._error(300)
        return json_response({"success": True, "restore_id": f"restore-{identity}"})

    def _users_getcurrentuser(self, _request: Request, _given: dict[str, str]) -> Response:
        return json_response({"uid": "5700001", "name": "Песочница", "locale": "ru"})

    def _users_hasapppermission(self, _request: Request, given: dict[str, str]) -> Response:
        return json_response(given.get("ext_perm") in {"VALUABLE_ACCESS", "GROUP_CONTENT", "PHOTO_CONTENT"})

    def _group_getusergroupsbyids(self, _request: Request, given: dict[str, str]) -> Response:
        return json_response([{"groupId": given.get("group_id"), "userId": given.get("uids"), "status": "ADMIN"}])

    def _url_getinfo(self, _request: Request, _given: dict[str, str]) -> Response:
        return json_response({"type": "GROUP", "objectId": int(accounts.OK_GROUP), "objectIdStr": accounts.OK_GROUP})

    def _users_getcallsleft(self, _request: Request, given: dict[str, str]) -> Response:
        return json_response(
            [{"name": name, "callsLeft": 990, "available": True} for name in given.get("methods", "").split(",")]
        )

    def _error(self, code: int) -> Response:
        return json_response(
            {"error_code": code, "error_msg": f"{_NAMES.get(code, 'ERROR')} : sandbox", "error_data": None}
        )
