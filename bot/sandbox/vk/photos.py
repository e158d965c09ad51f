"""Uploading pictures to VK: to the wall with a user token, to the messages with a community key.

Source: fact sheet, sections 3.2, 3.3 and 4, 2026-11-23.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Mapping
from typing import Any

from PIL import Image

from bot.sandbox import accounts
from bot.sandbox.vk.errors import Refused, missing
from bot.sandbox.vk.parameters import check_group
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World, multipart, picture_size

_ALBUMS = {"wall": -14, "messages": -64}
_MAX_BYTES = 50 * 1024 * 1024
_MAX_SIDES = 14_000
_MAX_ASPECT = 20


class Photos:
    """The uploads."""

    def __init__(self, world: World) -> None:
        self._world = world

    def server(self, album: str, given: Mapping[str, str], base_url: str) -> dict[str, Any]:
        """photos.getWallUploadServer (album "wall"), photos.getMessagesUploadServer ("messages")."""
        if album == "wall":
            check_group(given, self._say)
        elif not given.get("peer_id", "").isdigit():
            self._say("photos.getMessagesUploadServer needs the peer_id of a real dialog")
            raise missing("peer_id is undefined")
        key = secrets.token_hex(8)
        self._world.state.put("vk", "upload_server", key, {"album": album})
        answer = {"album_id": _ALBUMS[album], "upload_url": f"{base_url}/upload/{key}"}
        return answer | (
            {"user_id": int(accounts.VK_USER)} if album == "wall" else {"group_id": int(accounts.VK_COMMUNITY)}
        )

    def upload(self, request: Request) -> Response:
        """The upload address: a refused picture is told by an empty list inside HTTP 200."""
        key = request.path.rsplit("/", 1)[-1]
        facts = self._world.state.get("vk", "upload_server", key)
        parts = multipart(request)
        if facts is None or request.method != "POST":
            return json_response({"error": "ERR_UPLOAD_BAD_SERVER"})
        if request.headers.get("authorization") or request.query():
            self._say("an upload carries a token or parameters that are none of its own")
        if set(parts) != {"photo"}:
            self._say("an upload is not multipart with the one field photo")
            return json_response({"error": "ERR_UPLOAD_NO_FILE"})
        picture = self._world.keep_picture(parts["photo"]) if self._accepted(parts["photo"]) else None
        number = self._world.new_id("vk", "upload")
        photo = json.dumps([{"photo": picture, "sizes": []}]) if picture else "[]"
        answer: dict[str, Any] = {"server": 800_000 + number, "photo": photo, "hash": secrets.token_hex(16)}
        self._world.state.put("vk", "upload", answer["hash"], {**answer, "picture": picture, "album": facts["album"]})
        return json_response(answer)

    def save(self, album: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
        """photos.saveWallPhoto, photos.saveMessagesPhoto: a list even for one picture."""
        if album == "wall":
            check_group(given, self._say)
        facts = self._world.state.get("vk", "upload", given.get("hash", ""))
        if facts is None or facts["album"] != album:
            self._say("the hash of a picture is not the one the upload gave")
            raise Refused(121)
        if given.get("server") != str(facts["server"]):
            self._say("the server of a picture is not the one the upload gave")
            raise Refused(118)
        if given.get("photo") != facts["photo"]:
            self._say("the photo list is not the text the upload gave")
            raise Refused(122)
        if facts["picture"] is None:
            self._say("an empty photo list was to be saved: the upload had failed")
            raise missing("photos_list is invalid")
        number = self._world.new_id("vk", "photo") + 457_239_016
        owner = accounts.VK_USER if album == "wall" else f"-{accounts.VK_COMMUNITY}"
        key = secrets.token_hex(9)
        kept = {"picture": facts["picture"], "album": album, "access_key": key}
        self._world.state.put("vk", "photo", f"{owner}_{number}", kept)
        return [
            {"id": number, "owner_id": int(owner), "album_id": _ALBUMS[album], "access_key": key,
             "date": int(self._world.now().timestamp()), "sizes": [], "text": ""}
        ]  # fmt: skip

    def _accepted(self, content: bytes) -> bool:
        size = picture_size(content)
        if size is None:
            return False
        with Image.open(io.BytesIO(content)) as picture:
            kind = picture.format
        # PNG came back empty three times of three in September 2026.
        kinds = {"JPEG", "GIF"} | (set() if self._world.switches.get("vk", "png_refused", default=True) else {"PNG"})
        width, height = size
        if len(content) > _MAX_BYTES or width + height > _MAX_SIDES or max(size) > _MAX_ASPECT * min(size):
            self._say(f"a picture of {width}×{height} and {len(content)} bytes is over the limits")
            return False
        return kind in kinds

    def _say(self, what: str) -> None:
        self._world.violation("vk", what)
