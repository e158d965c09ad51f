"""Uploading pictures to OK: an address with ids, a multipart call with pic1, pic2 …, tokens.

Source: fact sheet, section 3.3, 2026-11-23. The figures of the limits are not published: switches "photo_max_bytes",
"photo_min_px" and "photo_max_px".
"""

from __future__ import annotations

import base64
import io
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from bot.sandbox.ok.errors import Refused
from bot.sandbox.wire import Request
from bot.sandbox.world import World, multipart, picture_size

_LIFETIME = timedelta(hours=24)
_MAX_BYTES = 10 * 1024 * 1024
_MIN_PX = 20
_MAX_PX = 10_000


class Photos:
    """The uploads."""

    def __init__(self, world: World) -> None:
        self._world = world

    def url(self, given: Mapping[str, str], base_url: str) -> dict[str, Any]:
        """photosV2.getUploadUrl."""
        count = given.get("count", "1")
        if not count.isdigit() or not 1 <= int(count) <= 100:
            self._say("photosV2.getUploadUrl: count is none")
            raise Refused(100, "count", "count")
        # Base64-like on purpose: such ids must be neither split nor decoded.
        ids = [base64.b64encode(b"\xfb\xef\xbe" + secrets.token_bytes(16)).decode() for _ in range(int(count))]
        key, end = secrets.token_hex(8), self._world.now() + _LIFETIME
        self._world.state.put("ok", "upload", key, {"ids": ids, "expires_at": end.isoformat()})
        for identity in ids:
            self._world.state.put("ok", "photo_id", identity, {})
        return {
            "upload_url": f"{base_url}/upload/{key}?apiToken={secrets.token_urlsafe(8)}", "photo_ids": ids,
            "expires_ms": int(end.timestamp() * 1000), "ttl_ms": int(_LIFETIME.total_seconds() * 1000),
        }  # fmt: skip

    def upload(self, request: Request) -> dict[str, Any]:
        """The upload address: photo id → its token. Raises Refused (21, 100, 500 to 505)."""
        facts = self._world.state.get("ok", "upload", request.path.rsplit("/", 1)[-1])
        if facts is None or datetime.fromisoformat(facts["expires_at"]) < self._world.now():
            raise Refused(100, "upload address")
        if {"sig", "access_token", "application_key"} & {*request.query(), *multipart(request)}:
            self._say("an upload carries a token or signature: it needs neither")
        if request.method != "POST" or not request.headers.get("content-type", "").startswith("multipart/form-data"):
            self._say("an upload is not multipart")
            raise Refused(21)
        parts = multipart(request)
        wanted = [f"pic{number}" for number in range(1, len(facts["ids"]) + 1)]
        if set(parts) - set(wanted):
            self._say("an upload has other fields than pic1, pic2 …")
        if not set(parts) & set(wanted):
            raise Refused(505)
        photos = {}
        for identity, name in zip(facts["ids"], wanted, strict=True):
            if name in parts:
                photos[identity] = {"token": self._token(parts[name], facts["expires_at"])}
        return {"photos": photos}

    def _token(self, content: bytes, expires_at: str) -> str:
        if not content:
            raise Refused(505)
        if len(content) > self._world.switches.get("ok", "photo_max_bytes", default=_MAX_BYTES):
            raise Refused(500)
        size = picture_size(content)
        if size is None:
            raise Refused(504)
        if min(size) < self._world.switches.get("ok", "photo_min_px", default=_MIN_PX):
            raise Refused(501)
        if max(size) > self._world.switches.get("ok", "photo_max_px", default=_MAX_PX):
            raise Refused(502)
        with Image.open(io.BytesIO(content)) as picture:
            if picture.format not in {"JPEG", "PNG", "GIF"}:
                raise Refused(503)
        token = base64.b64encode(secrets.token_bytes(33)).decode() + "="
        kept = {"picture": self._world.keep_picture(content), "expires_at": expires_at}
        self._world.state.put("ok", "photo_token", token, kept)
        return token

    def _say(self, what: str) -> None:
        self._world.violation("ok", what)
