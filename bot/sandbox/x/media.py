"""Uploading pictures to X, one shot, and their alt texts.

Source: fact sheet, sections 3 and 4, and the specification's MediaUploadRequest, 2026-11-23.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from bot.sandbox import accounts
from bot.sandbox.schemas import faults, schema
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World, multipart, picture_size
from bot.sandbox.x.access import Caller
from bot.sandbox.x.credits import Credits
from bot.sandbox.x.problems import invalid, problem

_LIFETIME = timedelta(seconds=86400)
_MAX_BYTES = 5 * 1024 * 1024
#: What Pillow calls it → the media type.
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_KEYS = {"media", "media_category", "media_type", "additional_owners", "shared"}


class Uploads:
    """The pictures that wait for their post."""

    def __init__(self, world: World, purse: Credits) -> None:
        self._world = world
        self._purse = purse

    def upload(self, request: Request, caller: Caller) -> Response:
        """POST /2/media/upload."""
        given = self._given(request)
        if given is None:
            self._world.violation("x", "a media upload is neither multipart with its fields nor JSON with base64")
            return invalid("the body cannot be read")
        content, names = given
        if set(names) - _KEYS or names.get("media_category") != "tweet_image":
            self._world.violation(
                "x", f"a picture's upload has unknown keys or not the category tweet_image: {sorted(names)}"
            )
            return invalid("media_category must be tweet_image")
        size, kind = picture_size(content), _kind(content)
        if size is None or kind is None:
            return problem("media-type")
        if names.get("media_type", kind) != kind:
            self._world.violation("x", f"a picture declared as {names['media_type']} is {kind}")
            return problem("media-type")
        if len(content) > _MAX_BYTES:
            self._world.violation("x", f"a picture of {len(content)} bytes")
            return invalid("media is larger than 5 MB")
        picture = self._world.keep_picture(content)
        identity = str(1800000000000000000 + self._world.new_id("x", "media"))
        end = self._world.now() + _LIFETIME
        facts = {"picture": picture, "by": caller.kind, "user": accounts.X_USER, "expires_at": end.isoformat()}
        self._world.state.put("x", "media", identity, facts)
        image = {"w": size[0], "h": size[1], "image_type": kind}
        return json_response(
            {"data": {"id": identity, "media_key": f"3_{identity}", "size": len(content), "image": image,
                      "expires_after_secs": int(_LIFETIME.total_seconds())}}
        )  # fmt: skip

    def _given(self, request: Request) -> tuple[bytes, dict[str, str]] | None:
        if request.headers.get("content-type", "").startswith("application/json"):
            try:
                given = json.loads(request.body)
                content = base64.b64decode(given.pop("media"), validate=True)
            except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
                return None
            return content, {name: str(value) for name, value in given.items()}
        parts = multipart(request)
        if "media" not in parts:
            return None
        content = parts.pop("media")
        return content, {name: value.decode("utf-8", "replace") for name, value in parts.items()}

    def metadata(self, request: Request, caller: Caller) -> Response:
        """POST /2/media/metadata: the alt text, before the post is made."""
        try:
            given = json.loads(request.body)
        except ValueError:
            given = None
        found = _faults(given)
        if found:
            self._world.violation("x", f"media metadata break the specification: {'; '.join(found)}")
            return invalid("; ".join(found))
        upload = self._usable(given["id"], caller)
        if upload is None:
            return problem("media-ids")
        if upload.get("used"):
            self._world.violation("x", "an alt text came after the post was made")
        alt = given["metadata"]["alt_text"]["text"]
        self._world.state.put("x", "media", given["id"], {**upload, "alt": alt})
        self._purse.charge("metadata")
        return json_response({"data": {"id": given["id"], "associated_metadata": {"alt_text": {"text": alt}}}})

    def pictures(self, identities: list[str], caller: Caller) -> list[dict[str, Any]] | Response:
        """The uploads with these ids, used up now; the refusal where one is not the caller's, unknown or too old."""
        if len(set(identities)) != len(identities):
            self._world.violation("x", "a media id stands twice in one post")
            return problem("media-ids")
        found = [self._usable(identity, caller) for identity in identities]
        if any(upload is None for upload in found):
            return problem("media-ids")
        uploads = [upload for upload in found if upload is not None]
        for identity, upload in zip(identities, uploads, strict=True):
            self._world.state.put("x", "media", identity, {**upload, "used": True})
        return uploads

    def _usable(self, identity: str, caller: Caller) -> dict[str, Any] | None:
        upload = self._world.state.get("x", "media", identity)
        if upload is None:
            return None
        if upload["by"] != caller.kind:
            self._world.violation("x", "a picture uploaded under one kind of authorization was used under another")
            return None
        return upload if datetime.fromisoformat(upload["expires_at"]) > self._world.now() else None


def _faults(given: Any) -> list[str]:
    if not isinstance(given, dict):
        return ["body is no object"]
    specification = schema("x-openapi.json")
    found = []
    if specification is not None:
        found = faults(given, specification["components"]["schemas"]["CreateMediaMetadataRequest"], specification)
    alt = ((given.get("metadata") or {}).get("alt_text") or {}).get("text")
    if not isinstance(given.get("id"), str) or not isinstance(alt, str) or not 1 <= len(alt) <= 1000:
        found.append("id and an alt_text of 1 to 1000 characters are needed")
    return found


def _kind(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return _TYPES.get(picture.format or "")
    except (OSError, SyntaxError, ValueError):
        return None
