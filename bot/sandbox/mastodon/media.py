"""Pictures that wait for their post: uploading, processing, alt texts.

Source: https://docs.joinmastodon.org/methods/media/ and /entities/Instance/#media_attachments, 2026-11-25. Small files are
ready at once (200, since 4.0); the switch "processing_polls" lets an upload end as 202 and so many looks at it as 206,
"processing_fails" lets it fail at the end.
"""

from __future__ import annotations

import io
import re
from typing import Any

from PIL import Image

from bot.sandbox.mastodon.access import Caller
from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.mastodon.parameters import Given
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World, picture_size

DESCRIPTION = 1500
MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 33_177_600
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp", "AVIF": "image/avif"}
_DECLARED = re.compile(rb'name="file";[^\r\n]*\r\n(?:[^\r\n]+\r\n)*?Content-Type:\s*\S+', re.IGNORECASE)


class Media:
    """The uploads of all accounts."""

    def __init__(self, world: World) -> None:
        self._world = world

    def upload(self, request: Request, given: Given, caller: Caller, server: str, *, at_once: bool) -> Response:
        """POST /api/v2/media; the first version waits until the file is ready. Raises Refused."""
        given.only("media", "description focus")
        content = given.parts.get("file")
        if content is None:
            self._say("an upload without its part file")
            raise Refused("media-invalid", "Validation failed: File can't be blank")
        if _DECLARED.search(request.body) is None:
            self._say("the part file has no file name or no MIME type")
        self._describe(given)
        facts: dict[str, Any] = {
            "picture": self._kept(content), "by": caller.account, "description": given.text("description").strip() or None,
            "polls": 0 if at_once else self._switch("processing_polls", 0), "post": None, "focus": self._focus(given),
        }  # fmt: skip
        identity = str(22_000_000 + self._world.new_id("mastodon", "media"))
        self._put(identity, facts)
        waits = bool(facts["polls"])
        return json_response(self.shown(identity, server, ready=not waits), 202 if waits else 200)

    def look(self, identity: str, caller: Caller, server: str) -> Response:
        """GET /api/v1/media/:id. Raises Refused."""
        facts = self._own(identity, caller)
        if facts["polls"]:
            self._put(identity, {**facts, "polls": facts["polls"] - 1})
            return json_response(self.shown(identity, server, ready=False), 206)
        if self._switch("processing_fails", default=False):
            raise Refused("media-failed")
        return json_response(self.shown(identity, server))

    def change(self, identity: str, given: Given, caller: Caller, server: str) -> Response:
        """PUT /api/v1/media/:id, before the post is made. Raises Refused."""
        given.only("media/:id", "description focus")
        facts = self._own(identity, caller)
        self._describe(given)
        if "description" in given.values:
            facts = {**facts, "description": given.text("description").strip() or None}
        if "focus" in given.values:
            facts = {**facts, "focus": self._focus(given)}
        self._put(identity, facts)
        return json_response(self.shown(identity, server, ready=not facts["polls"]), 206 if facts["polls"] else 200)

    def delete(self, identity: str, caller: Caller) -> Response:
        """DELETE /api/v1/media/:id. Raises Refused."""
        facts = self._own(identity, caller)
        self._put(identity, {**facts, "by": ""})
        return json_response({})

    def attachable(self, identities: list[Any], caller: Caller, post: str | None = None) -> list[str]:
        """The ids, checked: the caller's, ready, and on no other post than `post`. Raises Refused."""
        named = list(dict.fromkeys(str(identity) for identity in identities))
        limit = int(self._switch("max_media_attachments", 4))
        if len(identities) > limit:
            self._say(f"a post with {len(identities)} files")
            raise Refused("too-many-media", f"Cannot attach more than {limit} files")
        found = {identity: self._facts(identity) for identity in named}
        absent = [
            identity for identity, facts in found.items()
            if facts is None or facts["by"] != caller.account or facts["post"] not in {None, post}
        ]  # fmt: skip
        if absent:
            raise Refused("media-not-found", f"Media {', '.join(absent)} not found or already attached to another post")
        if any(facts and facts["polls"] for facts in found.values()):
            self._say("a file was attached before it had been processed")
            raise Refused("media-not-ready")
        if self._switch("processing_fails", default=False):
            raise Refused("media-not-ready")
        return named

    def attach(self, identities: list[str], post: str | None) -> None:
        """Hangs the files on a post, or takes them off it (None)."""
        for identity in identities:
            facts = self._facts(identity)
            assert facts is not None
            self._put(identity, {**facts, "post": post})

    def describe(self, identity: str, description: str) -> None:
        """Changes the alt text of a file that hangs on a post."""
        facts = self._facts(identity)
        assert facts is not None
        self._put(identity, {**facts, "description": description.strip() or None})

    def picture(self, identity: str) -> tuple[str, str]:
        """The kept picture and its alt text."""
        facts = self._facts(identity)
        assert facts is not None
        return facts["picture"], facts["description"] or ""

    def shown(self, identity: str, server: str, *, ready: bool = True) -> dict[str, Any]:
        """The MediaAttachment."""
        facts = self._facts(identity)
        assert facts is not None
        size = picture_size(self._world.state.picture(facts["picture"]) or b"") or (1, 1)
        original = {"width": size[0], "height": size[1], "size": f"{size[0]}x{size[1]}", "aspect": size[0] / size[1]}
        address = f"{server.rsplit('/', 1)[0]}/walls/picture/{facts['picture']}"
        meta: dict[str, Any] = {"original": original}
        return {
            "id": identity, "type": "image", "url": address if ready else None, "preview_url": address,
            "remote_url": None, "preview_remote_url": None, "text_url": None,
            "meta": meta | ({"focus": facts["focus"]} if facts["focus"] else {}),
            "description": facts["description"], "blurhash": "UFBWY:8_0Jxv4mx]t8t64.%M-:IUWGWAt6M}",
        }  # fmt: skip

    def _kept(self, content: bytes) -> str:
        if len(content) > MAX_BYTES:
            self._say(f"a picture of {len(content)} bytes")
            raise Refused("media-large")
        size = picture_size(content)
        if size is None or _kind(content) not in TYPES:
            raise Refused("media-invalid")
        if size[0] * size[1] > MAX_PIXELS:
            self._say(f"a picture of {size[0]}x{size[1]}")
            raise Refused("media-dimensions", f"{size[0]}x{size[1]} images are not supported")
        picture = self._world.keep_picture(content)
        assert picture is not None
        return picture

    def _describe(self, given: Given) -> None:
        count = len(given.text("description"))
        if count > DESCRIPTION:
            self._say(f"an alt text of {count} characters")
            raise Refused("description-long")

    def _focus(self, given: Given) -> dict[str, float] | None:
        text = given.text("focus")
        if not text:
            return None
        match = re.fullmatch(r"(-?[01](?:\.\d+)?),(-?[01](?:\.\d+)?)", text)
        if match is None:
            self._say("focus is not two numbers between -1 and 1")
            return None
        return {"x": float(match.group(1)), "y": float(match.group(2))}

    def _own(self, identity: str, caller: Caller) -> dict[str, Any]:
        facts = self._facts(identity)
        if facts is None or facts["by"] != caller.account or facts["post"] is not None:
            raise Refused("not-found")
        return facts

    def _facts(self, identity: str) -> dict[str, Any] | None:
        return self._world.state.get("mastodon", "media", identity)

    def _put(self, identity: str, facts: dict[str, Any]) -> None:
        self._world.state.put("mastodon", "media", identity, facts)

    def _switch(self, name: str, default: Any) -> Any:
        return self._world.switches.get("mastodon", name, default=default)

    def _say(self, what: str) -> None:
        self._world.violation("mastodon", what)


def _kind(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.format or ""
    except (OSError, SyntaxError, ValueError):
        return ""
