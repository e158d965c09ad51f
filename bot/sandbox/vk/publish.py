"""Making, changing and deleting posts on VK's wall.

Source: fact sheet, sections 3 to 6, 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.sandbox.vk.attachments import Attached, Attachments
from bot.sandbox.vk.errors import VARIANTS, Refused, missing
from bot.sandbox.vk.parameters import check_owner
from bot.sandbox.world import WallPost, World

_A_DAY = 50
_GUID_HOLDS = timedelta(hours=1)
#: No official number: what peers cut at.
_LONGEST = 16_384


class Publisher:
    """The one who posts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._attachments = Attachments(world)

    def post(self, given: Mapping[str, str]) -> dict[str, Any]:
        """wall.post."""
        check_owner(given, self._say)
        if given.get("from_group") != "1":
            self._say("a post of the community needs from_group=1")
        if "publish_date" in given or "post_id" in given:
            self._say("a delayed post: a community key cannot delete it afterwards")
        if not given.get("guid"):
            self._say("a post without guid")
        message, attached = self._content(given)
        if link_photo := given.get("link_photo_id"):
            self._attachments.check_link_photo(link_photo)
        same = self._same(given.get("guid"))
        if same is not None:
            return {"post_id": int(same["post"])}
        if not self._world.switches.get("vk", "verified", default=False) and self._today() >= _A_DAY:
            raise Refused(214, VARIANTS["214/50 posts"])
        number = self._save(message, attached)
        if given.get("guid"):
            kept = {"post": number, "at": self._world.now().isoformat()}
            self._world.state.put("vk", "guid", given["guid"], kept)
        return {"post_id": int(number)}

    def edit(self, given: Mapping[str, str]) -> dict[str, Any]:
        """wall.edit: what is left out is dropped from the post."""
        check_owner(given, self._say)
        post = self._world.post("vk", given.get("post_id", ""))
        if post is None:
            raise Refused(104)
        message, attached = self._content(given)
        if post.pictures and not attached.photos:
            self._say("an edit dropped the pictures of a post")
        self._world.save(
            replace(
                post, text=message, link=attached.link, pictures=self._pictures(attached),
                extra={**post.extra, "photos": list(attached.photos), "edited": int(self._world.now().timestamp())},
            )
        )  # fmt: skip
        return {"post_id": int(post.id)}

    def delete(self, given: Mapping[str, str]) -> int:
        """wall.delete."""
        check_owner(given, self._say)
        if not self._world.delete("vk", given.get("post_id", "")):
            raise Refused(104)
        return 1

    def comments(self, given: Mapping[str, str]) -> int:
        """wall.openComments, wall.closeComments."""
        check_owner(given, self._say)
        if self._world.post("vk", given.get("post_id", "")) is None:
            raise Refused(104)
        return 1

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a post that a person made on the community's page."""
        return self._save(text, Attached(link, ()))

    def _content(self, given: Mapping[str, str]) -> tuple[str, Attached]:
        message = given.get("message", "")
        attached = self._attachments.read(given.get("attachments", ""))
        if not message.strip() and not given.get("attachments"):
            self._say("a post with neither text nor attachments")
            raise missing("message is empty")
        if len(message) > _LONGEST:
            self._say(f"a text of {len(message)} characters")
            raise missing("message is too long")
        self._attachments.check_links(message, attached.link)
        return message, attached

    def _save(self, message: str, attached: Attached) -> str:
        number = str(self._world.new_id("vk"))
        self._world.save(
            WallPost(
                "vk", number, message, self._world.now(), attached.link, self._pictures(attached),
                extra={"photos": list(attached.photos)},
            )
        )  # fmt: skip
        return number

    def _pictures(self, attached: Attached) -> tuple[str, ...]:
        found = (self._world.state.get("vk", "photo", identity) for identity in attached.photos)
        return tuple(facts["picture"] for facts in found if facts)

    def _same(self, guid: str | None) -> dict[str, Any] | None:
        """The post of the last hour with this guid."""
        found = self._world.state.get("vk", "guid", guid) if guid else None
        if found is None or self._world.switches.get("vk", "guid_ignored", default=False):
            return None
        newest = self._world.post("vk", found["post"])
        return found if newest and self._world.now() - newest.created_at < _GUID_HOLDS else None

    def _today(self) -> int:
        day = self._world.now() - timedelta(days=1)
        return sum(post.created_at > day for post in self._world.wall("vk", deleted=True))

    def _say(self, what: str) -> None:
        self._world.violation("vk", what)
