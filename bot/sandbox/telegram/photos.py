"""Pictures sent with a message: files of the request, or names of pictures that were sent before.

Source: https://core.telegram.org/bots/api#sendphoto and #sending-files, Bot API 9.x, 2026-11-25: at most 10 MB, width and
height together at most 10000, one at most 20 times the other.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.parameters import Given
from bot.sandbox.world import World, picture_size

_MAX_BYTES = 10 * 1024 * 1024
_MAX_SUM_PX = 10_000
_MAX_RATIO = 20
_KINDS = frozenset({"JPEG", "PNG", "WEBP", "GIF", "BMP"})


@dataclass(frozen=True)
class Photo:
    """A picture that was taken in."""

    picture: str
    width: int
    height: int
    size_bytes: int

    def sizes(self) -> list[dict[str, Any]]:
        """The list of PhotoSize as messages show it, the largest last."""
        large = min(1.0, 1280 / max(self.width, self.height))
        shown = []
        for scale, name in ((min(1.0, 90 / max(self.width, self.height)), "s"), (large, "y")):
            shown.append(
                {
                    "file_id": f"AgACAgIA{name}{self.picture}",
                    "file_unique_id": f"AQAD{name}{self.picture[:12]}",
                    "width": max(int(self.width * scale), 1),
                    "height": max(int(self.height * scale), 1),
                    "file_size": self.size_bytes if name == "y" else min(self.size_bytes, 1500),
                }
            )
        return shown


class Photos:
    """The one who takes pictures in."""

    def __init__(self, world: World) -> None:
        self._world = world

    def taken(self, given: Given, reference: str) -> Photo:
        """The picture that a parameter names: attach://part, a file_id, the part "photo" itself. Raises Refused."""
        if reference.startswith("attach://"):
            content = given.parts.get(reference.removeprefix("attach://"))
            if content is None:
                self._say(f"{given.method}: {reference[:60]} names no part of the request")
                raise Refused("no-photo", "can't parse media: file attachment not found")
            return self._kept(given.method, content)
        if re.match(r"https?://", reference):
            # Its servers would have to fetch it; nothing on this machine can be seen from there.
            raise Refused("url-content")
        if match := re.fullmatch(r"AgACAgIA[sy]([0-9a-f]{24})", reference):
            content = self._world.state.picture(match.group(1))
            if content is not None:
                return self._kept(given.method, content)
        if given.parts.get("photo") is not None and given.method == "sendPhoto":
            return self._kept(given.method, given.parts["photo"])
        if not reference:
            self._say(f"{given.method} without a photo")
            raise Refused("no-photo")
        raise Refused("wrong-file")

    def _kept(self, method: str, content: bytes) -> Photo:
        if not content:
            self._say(f"{method} with an empty file")
            raise Refused("file-empty")
        if len(content) > _MAX_BYTES:
            self._say(f"{method} with a picture of {len(content)} bytes")
            raise Refused(
                "photo-too-big",
                f"file of size {len(content)} bytes is too big for a photo; the maximum size is {_MAX_BYTES} bytes",
            )
        size = picture_size(content)
        if size is None or _kind(content) not in _KINDS:
            raise Refused("photo-unreadable")
        if sum(size) > _MAX_SUM_PX or max(size) > _MAX_RATIO * min(size):
            self._say(f"{method} with a picture of {size[0]}x{size[1]}")
            raise Refused("photo-dimensions")
        picture = self._world.keep_picture(content)
        assert picture is not None
        return Photo(picture, *size, len(content))

    def _say(self, what: str) -> None:
        self._world.violation("telegram", what)


def _kind(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.format
    except (OSError, SyntaxError, ValueError):
        return None
