"""Stand-in of X's API v2 for one user (state 2026-11-23); OAuth 1.0a signatures are really verified."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World, multipart

_KEYS = {"text", "media", "made_with_ai", "reply_settings", "quote_tweet_id", "reply", "poll", "geo", "card_uri",
         "community_id", "share_with_followers", "nullcast", "paid_partnership", "edit_options", "for_super_followers_only",
         "direct_message_deep_link"}  # fmt: skip
_URL = re.compile(
    r"https?://[^\s]+|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|info|kg|ru|int|eu|at|ch|gov|edu|io|рф)(?![\w])(?:/[^\s]*)?",
    re.IGNORECASE,
)
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_EPOCH_MS = 1288834974657


def weighted_length(text: str) -> int:
    """The weighted length by the official configuration, version 3: links 23, light letters 1, all else 2."""
    text = unicodedata.normalize("NFC", text)
    total, index = 0, 0
    for found in _URL.finditer(text):
        total += _plain(text[index : found.start()]) + 23
        index = found.end()
    return total + _plain(text[index:])


def _plain(text: str) -> int:
    emoji = re.compile(
        r"(?:[\U0001F1E6-\U0001F1FF]{2}|[\u2190-\u2BFF\U0001F000-\U0001FAFF]\ufe0f?[\U0001F3FB-\U0001F3FF]?(?:\u200d[\u2190-\u2BFF\U0001F000-\U0001FAFF]\ufe0f?[\U0001F3FB-\U0001F3FF]?)*)"
    )
    rest, count = emoji.subn("", text)
    return 2 * count + sum(1 if any(a <= ord(sign) <= b for a, b in _LIGHT) else 2 for sign in rest)


def signature(method: str, url: str, parameters: list[tuple[str, str]], consumer_secret: str, token_secret: str) -> str:
    """The OAuth 1.0a HMAC-SHA1 signature of a request (RFC 5849, 3.4)."""
    escaped = sorted((quote(key, safe="~"), quote(value, safe="~")) for key, value in parameters)
    normal = "&".join(f"{key}={value}" for key, value in escaped)
    base = "&".join(quote(part, safe="~") for part in (method.upper(), url, normal))
    key = f"{quote(consumer_secret, safe='~')}&{quote(token_secret, safe='~')}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


class X:
    """One user."""

    name = "x"

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: set[str] = set()

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        if request.method == "DELETE":
            return "delete"
        if request.path.startswith("/2/media"):
            return "upload"
        if request.path == "/2/tweets":
            return "publish" if request.method == "POST" else "measure"
        return "read"

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault."""
        shapes = {
            "rate_limit": (429, "Too Many Requests", "Too Many Requests"),
            "dead_token": (401, "Unauthorized", "Unauthorized"),
            "permission": (
                403,
                "Forbidden",
                "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
            ),
            "content_refused": (403, "Forbidden", "You are not permitted to perform this action."),
            "picture_refused": (400, "Invalid Request", "media type unrecognized."),
        }
        return self._error(*shapes.get(kind, (503, "Service Unavailable", "Service Unavailable")))

    def __call__(self, request: Request) -> Response:
        refused = self._authorise(request)
        if refused is not None:
            return refused
        path, method = request.path.rstrip("/"), request.method
        if path == "/2/tweets":
            return self._create(request) if method == "POST" else self._lookup(request)
        if found := re.fullmatch(r"/2/tweets/(\d+)", path):
            return self._delete(found.group(1)) if method == "DELETE" else self._one(found.group(1), request)
        if path == "/2/users/me":
            return self._ok({"data": {"id": accounts.X_USER, "name": accounts.NAME, "username": accounts.X_USERNAME}})
        if re.fullmatch(rf"/2/users/{accounts.X_USER}/tweets", path):
            return self._timeline(request)
        if path == "/2/media/upload" and method == "POST":
            return self._upload(request)
        if path == "/2/media/metadata" and method == "POST":
            return self._metadata(request)
        return self._error(404, "Not Found Error", "Not Found")

    def _authorise(self, request: Request) -> Response | None:
        header = request.headers.get("authorization", "")
        if not header.startswith("OAuth "):
            return self._error(401, "Unauthorized", "Unauthorized")
        given = {key: unquote(value) for key, value in re.findall(r'(\w+)="([^"]*)"', header)}
        if (
            given.get("oauth_consumer_key") != accounts.X_CONSUMER_KEY
            or given.get("oauth_token") != accounts.X_ACCESS_TOKEN
        ):
            return self._error(401, "Unauthorized", "Unauthorized")
        if (
            abs(time.time() - int(given.get("oauth_timestamp", "0"))) > 600
            or given.get("oauth_nonce", "") in self._nonces
        ):
            self._world.violation(self.name, "a stale timestamp or a nonce used twice")
            return self._error(401, "Unauthorized", "Unauthorized")
        self._nonces.add(given["oauth_nonce"])
        parameters = [(key, value) for key, value in given.items() if key != "oauth_signature"]
        parameters += parse_qsl(request.raw_query, keep_blank_values=True)
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            parameters += parse_qsl(request.body.decode(), keep_blank_values=True)
        wanted = signature(
            request.method, request.base_url + request.path, parameters,
            accounts.X_CONSUMER_SECRET, accounts.X_ACCESS_TOKEN_SECRET,
        )  # fmt: skip
        if not hmac.compare_digest(wanted, given.get("oauth_signature", "")):
            self._world.violation(self.name, f"a wrong signature on {request.method} {request.path}")
            return self._error(401, "Unauthorized", "Unauthorized")
        return None

    def _create(self, request: Request) -> Response:
        try:
            given = json.loads(request.body)
        except ValueError:
            return self._error(400, "Invalid Request", "the body is no JSON")
        unknown = set(given) - _KEYS
        if unknown:
            self._world.violation(self.name, f"unknown keys {sorted(unknown)}")
            return self._error(400, "Invalid Request", "One or more parameters to your request was invalid.")
        text, media = given.get("text", ""), (given.get("media") or {}).get("media_ids", [])
        if not text and not media:
            return self._error(400, "Invalid Request", "text or media is required")
        if weighted_length(text) > 280:
            self._world.violation(self.name, f"a text of weighted length {weighted_length(text)}")
            return self._error(403, "Forbidden", "You are not permitted to perform this action.")
        if len(media) > 4 or any(not isinstance(entry, str) for entry in media):
            return self._error(400, "Invalid Request", "media_ids takes one to four strings")
        uploads = [self._world.state.get(self.name, "media", entry) for entry in media]
        if any(upload is None for upload in uploads):
            return self._error(400, "Invalid Request", "Your media IDs are invalid.")
        if any(p.text == text for p in self._world.wall(self.name)[:50]):
            return self._error(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        identity = self._snowflake()
        known = [upload for upload in uploads if upload]
        self._world.save(
            WallPost(
                self.name,
                identity,
                text,
                self._world.now(),
                None,
                tuple(u["picture"] for u in known),
                tuple(u.get("alt", "") for u in known),
            )
        )
        return self._ok(
            {"data": {"id": identity, "text": self._shown_text(text), "edit_history_tweet_ids": [identity]}}, 201
        )

    def _snowflake(self) -> str:
        moment = int(self._world.now().timestamp() * 1000) - _EPOCH_MS
        return str((moment << 22) + self._world.new_id(self.name))

    def _shown_text(self, text: str) -> str:
        return html.escape(
            _URL.sub(lambda found: f"https://t.co/{hashlib.md5(found.group(0).encode()).hexdigest()[:10]}", text),
            quote=False,
        )

    def _shown(self, post: WallPost, query: dict[str, str]) -> dict[str, Any]:
        wanted = query.get("tweet.fields", query.get("post.fields", "")).split(",")
        shown: dict[str, Any] = {
            "id": post.id,
            "text": self._shown_text(post.text),
            "edit_history_tweet_ids": [post.id],
        }
        if "created_at" in wanted:
            shown["created_at"] = post.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        if "entities" in wanted:
            urls = [
                {"url": "https://t.co/x", "expanded_url": u, "display_url": u[:20]} for u in _URL.findall(post.text)
            ]
            shown["entities"] = {"urls": urls} if urls else {}
        if "public_metrics" in wanted:
            shown["public_metrics"] = self._public(post.id)
        young = self._world.now() - post.created_at <= timedelta(days=30)
        if "non_public_metrics" in wanted and young:
            views = self._world.figure(self.name, post.id, "impressions", 800)
            clicks = self._world.figure(self.name, post.id, "clicks", 25)
            shown["non_public_metrics"] = {
                "impression_count": views,
                "url_link_clicks": clicks,
                "user_profile_clicks": 1,
                "engagements": clicks,
            }
        return shown

    def _public(self, identity: str) -> dict[str, int]:
        heights = {
            "retweet_count": 8,
            "reply_count": 4,
            "like_count": 25,
            "quote_count": 2,
            "bookmark_count": 3,
            "impression_count": 800,
        }
        names = {"impression_count": "impressions"}
        return {
            key: self._world.figure(self.name, identity, names.get(key, key), height) for key, height in heights.items()
        }

    def _lookup(self, request: Request) -> Response:
        query = request.query()
        ids = [part for part in query.get("ids", "").split(",") if part]
        if not 1 <= len(ids) <= 100:
            self._world.violation(self.name, f"{len(ids)} ids in one look-up")
            return self._error(400, "Invalid Request", "ids takes 1 to 100 ids")
        posts = {identity: self._world.post(self.name, identity) for identity in ids}
        data = [self._shown(post, query) for post in posts.values() if post]
        body: dict[str, Any] = {"data": data} if data else {}
        errors = [self._gone(identity) for identity, post in posts.items() if post is None]
        return self._ok(body | ({"errors": errors} if errors else {}))

    def _gone(self, identity: str) -> dict[str, str]:
        return {
            "resource_id": identity, "resource_type": "tweet", "parameter": "ids", "value": identity,
            "title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found",
            "detail": f"Could not find tweet with ids: [{identity}].",
        }  # fmt: skip

    def _one(self, identity: str, request: Request) -> Response:
        post = self._world.post(self.name, identity)
        return self._ok({"data": self._shown(post, request.query())} if post else {"errors": [self._gone(identity)]})

    def _timeline(self, request: Request) -> Response:
        query = request.query()
        limit = int(query.get("max_results", "10"))
        if not 5 <= limit <= 100:
            return self._error(400, "Invalid Request", "max_results must be between 5 and 100")
        start = query.get("start_time")
        if start and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", start):
            self._world.violation(self.name, "start_time is not RFC 3339 in UTC")
            return self._error(400, "Invalid Request", "Invalid 'start_time'")
        since = datetime.fromisoformat(start) if start else datetime.min.replace(tzinfo=UTC)
        posts = [post for post in self._world.wall(self.name) if post.created_at >= since][:limit]
        if not posts:
            return self._ok({"meta": {"result_count": 0}})
        meta = {"newest_id": posts[0].id, "oldest_id": posts[-1].id, "result_count": len(posts)}
        return self._ok({"data": [self._shown(post, query) for post in posts], "meta": meta})

    def _delete(self, identity: str) -> Response:
        if not self._world.delete(self.name, identity):
            return self._ok({"errors": [self._gone(identity)]})
        return self._ok({"data": {"deleted": True}})

    def _upload(self, request: Request) -> Response:
        if request.headers.get("content-type", "").startswith("application/json"):
            given = json.loads(request.body)
            content, category = base64.b64decode(given.get("media", "")), given.get("media_category")
        else:
            parts = multipart(request)
            content, category = parts.get("media", b""), parts.get("media_category", b"").decode()
        picture = self._world.keep_picture(content)
        if picture is None or category != "tweet_image" or len(content) > 5 * 1024 * 1024:
            return self._error(400, "Invalid Request", "media type unrecognized.")
        identity = str(1800000000000000000 + self._world.new_id(self.name, "media"))
        self._world.state.put(self.name, "media", identity, {"picture": picture})
        return self._ok(
            {"data": {"id": identity, "media_key": f"3_{identity}", "size": len(content), "expires_after_secs": 86400}}
        )

    def _metadata(self, request: Request) -> Response:
        given = json.loads(request.body)
        upload = self._world.state.get(self.name, "media", str(given.get("id")))
        alt = ((given.get("metadata") or {}).get("alt_text") or {}).get("text", "")
        if upload is None or not 1 <= len(alt) <= 1000:
            return self._error(400, "Invalid Request", "invalid metadata")
        self._world.state.put(self.name, "media", str(given["id"]), {**upload, "alt": alt})
        return self._ok({"data": {"id": given["id"], "associated_metadata": {"alt_text": {"text": alt}}}})

    def _ok(self, value: Any, status: int = 200) -> Response:
        reset = str(int(time.time()) + 900)
        return json_response(
            value, status, {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "90", "x-rate-limit-reset": reset}
        )

    def _error(self, status: int, title: str, detail: str) -> Response:
        body = {"title": title, "type": "about:blank", "status": status, "detail": detail}
        headers = {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": str(int(time.time()) + 2),
        }
        return json_response(body, status, headers if status == 429 else {})
