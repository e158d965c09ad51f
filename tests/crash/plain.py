"""Five walls that know nothing but to take a post and to show what stands there: not the sandbox, and no line of it.

No rule of any network is enforced here: what is counted is only how often a post arrives. A post is on the wall before
its answer leaves; a share of answers never leaves.
"""

from __future__ import annotations

import itertools
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Reply = tuple[int, Any, dict[str, str]]


class PlainWalls:
    """The five of them on one port, under the networks' names."""

    def __init__(self, cut: float = 0.0, slow: float = 0.0, slow_s: float = 0.0, seed: int = 1) -> None:
        self.violations: list[str] = []
        self.cuts = 0
        self._posts: dict[str, list[dict[str, Any]]] = {name: [] for name in ("facebook", "linkedin", "x", "vk", "ok")}
        self._cut, self._slow, self._slow_s = cut, slow, slow_s
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._numbers = itertools.count(1_000_000_000_001)
        self._hook: Callable[[], None] | None = None
        self._server = _Server(("127.0.0.1", 0), _handler_for(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="walls", daemon=True).start()

    def texts(self, network: str) -> list[str]:
        """What stands on one wall, newest first."""
        with self._lock:
            return [post["text"] for post in reversed(self._posts[network])]

    def when_accepted(self, call: Callable[[], None] | None) -> None:
        """`call` is called at once when the next post is accepted."""
        self._hook = call

    def close(self) -> None:
        """Ends."""
        self._server.shutdown()
        self._server.server_close()

    # --- what the handlers use ------------------------------------------------------------------------

    def is_cut(self) -> bool:
        """Whether the answer to this post is to get lost."""
        with self._lock:
            lost = self._random.random() < self._cut
        self.cuts += lost
        return lost

    def take(self, network: str, text: str, link: str) -> dict[str, Any]:
        """The post, now on the wall."""
        with self._lock:
            is_slow = self._random.random() < self._slow
        if is_slow:
            time.sleep(self._slow_s)
        with self._lock:
            post = {"id": str(next(self._numbers)), "text": text, "link": link, "at": datetime.now(UTC)}
            self._posts[network].append(post)
        hook, self._hook = self._hook, None
        if hook is not None:
            hook()
        return post

    def newest(self, network: str) -> list[dict[str, Any]]:
        """The newest hundred, newest first."""
        with self._lock:
            return self._posts[network][:-101:-1]

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[Reply, bool]:
        """The answer, and whether it is one to a post."""
        network, _, rest = path.lstrip("/").partition("/")
        return getattr(self, f"_{network}", self._nobody)(method, rest, query, body)

    @staticmethod
    def _nobody(*_: Any) -> tuple[Reply, bool]:
        return (404, {}, {}), False

    def _facebook(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[Reply, bool]:
        page = "1234567890"

        def shown(post: dict[str, Any]) -> dict[str, Any]:
            at = f"{post['at']:%Y-%m-%dT%H:%M:%S+0000}"
            card = {"media_type": "link", "unshimmed_url": post["link"], "url": post["link"]}
            return {
                "id": f"{page}_{post['id']}", "message": post["text"], "created_time": at, "is_published": True,
                "permalink_url": f"https://www.facebook.com/{post['id']}", "attachments": {"data": [card]},
            }  # fmt: skip

        if method == "POST" and path.endswith("/feed"):
            return (200, shown(self.take("facebook", body.get("message", ""), body.get("link", ""))), {}), True
        if path.endswith("/published_posts"):
            return (200, {"data": [shown(post) for post in self.newest("facebook")]}, {}), False
        if "id" in query or "id" in body:
            return (200, {"id": query.get("id", ""), "og_object": {"id": "1", "image": [{"url": "x"}]}}, {}), False
        return (200, {"id": page, "name": "Plain"}, {}), False

    def _linkedin(self, method: str, path: str, _query: dict[str, str], body: dict[str, Any]) -> tuple[Reply, bool]:
        owner = "urn:li:organization:12345678"

        def shown(post: dict[str, Any]) -> dict[str, Any]:
            at = int(post["at"].timestamp() * 1000)
            return {
                "id": f"urn:li:share:{post['id']}", "author": owner, "commentary": post["text"], "createdAt": at,
                "publishedAt": at, "lastModifiedAt": at, "lifecycleState": "PUBLISHED", "visibility": "PUBLIC",
                "content": {"article": {"source": post["link"], "title": "Plain"}},
            }  # fmt: skip

        if path.startswith("rest/organizationAcls"):
            role = {
                "organization": owner,
                "role": "ADMINISTRATOR",
                "state": "APPROVED",
                "roleAssignee": "urn:li:person:1",
            }
            return (200, {"elements": [role], "paging": {"start": 0, "count": 100, "links": []}}, {}), False
        if path == "rest/posts" and method == "POST":
            link = body.get("content", {}).get("article", {}).get("source", "")
            post = self.take("linkedin", body["commentary"].replace("\\", ""), link)
            return (201, None, {"x-restli-id": f"urn:li:share:{post['id']}"}), True
        if path == "rest/posts":
            listed = [shown(post) for post in self.newest("linkedin")]
            return (200, {"elements": listed, "paging": {"start": 0, "count": 100, "links": []}}, {}), False
        found = [shown(post) for post in self.newest("linkedin") if unquote(path).endswith(post["id"])]
        return ((200, found[0], {}) if found else (404, {"status": 404, "code": "NOT_FOUND"}, {})), False

    def _x(self, method: str, path: str, _query: dict[str, str], body: dict[str, Any]) -> tuple[Reply, bool]:
        def shown(post: dict[str, Any]) -> dict[str, Any]:
            at = post["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
            links = [{"url": link, "expanded_url": link, "unwound_url": link} for link in [post["link"]] if link]
            return {
                "id": post["id"], "text": post["text"], "created_at": at, "author_id": "7700",
                "edit_history_tweet_ids": [post["id"]], "entities": {"urls": links},
            }  # fmt: skip

        if path == "2/users/me":
            return (200, {"data": {"id": "7700", "name": "Plain", "username": "plain"}}, {}), False
        if path == "2/tweets" and method == "POST":
            link = next((word for word in reversed(body["text"].split()) if word.startswith("http")), "")
            post = self.take("x", body["text"], link)
            return (201, {"data": {"id": post["id"], "text": post["text"]}}, {}), True
        listed = [shown(post) for post in self.newest("x")]
        return (200, {"data": listed, "meta": {"result_count": len(listed)}}, {}), False

    def _vk(self, _method: str, path: str, _query: dict[str, str], body: dict[str, Any]) -> tuple[Reply, bool]:
        def shown(post: dict[str, Any]) -> dict[str, Any]:
            return {
                "id": int(post["id"]), "owner_id": -123456, "from_id": -123456, "date": int(post["at"].timestamp()),
                "text": post["text"], "post_type": "post",
                "attachments": [{"type": "link", "link": {"url": post["link"]}}],
            }  # fmt: skip

        name = path.removeprefix("method/")
        if name == "wall.post":
            post = self.take("vk", body.get("message", ""), body.get("attachments", ""))
            return (200, {"response": {"post_id": int(post["id"])}}, {}), True
        if name == "wall.get":
            items = [shown(post) for post in self.newest("vk")]
            return (200, {"response": {"count": len(items), "items": items}}, {}), False
        if name == "utils.checkLink":
            return (200, {"response": {"status": "not_banned", "link": body.get("url", "")}}, {}), False
        group = {"id": 123456, "name": "Plain", "screen_name": "plain", "verified": 1}
        return (200, {"response": {"groups": [group], "profiles": []}}, {}), False

    def _ok(self, _method: str, _path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[Reply, bool]:
        group = "70000001234567"
        name = {**query, **body}.get("method", "")

        def shown(post: dict[str, Any]) -> dict[str, Any]:
            media = [{"type": "text", "text": post["text"]}, {"type": "link", "url": post["link"]}]
            return {
                "id": post["id"], "created_ms": int(post["at"].timestamp() * 1000), "author_ref": f"group:{group}",
                "owner_ref": f"group:{group}", "media": media,
            }  # fmt: skip

        if name == "mediatopic.post":
            blocks = json.loads(body["attachment"])["media"]
            text = "\n".join(block["text"] for block in blocks if block["type"] == "text")
            link = next((block["url"] for block in blocks if block["type"] == "link"), "")
            return (200, self.take("ok", text, link)["id"], {}), True
        if name == "mediatopic.getTopics":
            return (200, {"media_topics": [shown(post) for post in self.newest("ok")]}, {}), False
        if name == "group.getUserGroupsByIds":
            return (200, [{"groupId": group, "userId": "1", "status": "ADMIN"}], {}), False
        if name == "users.getCallsLeft":
            return (200, [], {}), False
        return (200, {"uid": "1", "name": "Plain"}, {}), False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A caller that was killed is no news."""


def _handler_for(walls: PlainWalls) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def _serve(self) -> None:
            address = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            if len(raw) < length:
                self.close_connection = True
                return
            kind = self.headers.get("Content-Type") or ""
            body: dict[str, Any] = {}
            if "json" in kind and raw:
                body = json.loads(raw)
            elif raw:
                body = _last_of_each(raw.decode())
            (status, value, headers), is_post = walls.answer(
                self.command, address.path, _last_of_each(address.query), body
            )
            if is_post and walls.is_cut():
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            content = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
            self.send_response(status)
            for name, told in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
                self.send_header(name, told)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve

    return Handler


def _last_of_each(encoded: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(encoded, keep_blank_values=True).items()}
