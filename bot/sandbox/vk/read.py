"""Reading VK's wall, and its figures.

Source: fact sheet, sections 6 and 7, 2026-11-23.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.vk.errors import Refused, missing
from bot.sandbox.vk.parameters import OWNER, check_owner
from bot.sandbox.vk.tokens import Caller
from bot.sandbox.world import WallPost, World

_FILTERS = {"owner", "others", "all", "postponed", "suggests", "donut"}
#: stats.getPostReach knows only the newest.
_REACH_OF_NEWEST = 300


class Reader:
    """The one who answers questions about the wall."""

    def __init__(self, world: World) -> None:
        self._world = world

    def wall(self, given: Mapping[str, str], caller: Caller) -> dict[str, Any]:
        """wall.get: the pinned post (switch "pinned") first, then newest first."""
        check_owner(given, self._say)
        count, offset, kind = int(given.get("count", "20")), int(given.get("offset", "0")), given.get("filter", "all")
        if not 0 <= count <= 100 or kind not in _FILTERS:
            self._say("wall.get takes at most 100 posts, and a known filter")
            raise missing("count should be less than 100" if kind in _FILTERS else "filter is invalid")
        if kind == "postponed" and caller.kind != "user":
            raise Refused(15)
        posts = self._world.wall("vk") if kind in {"owner", "all"} else []
        pinned = str(self._world.switches.get("vk", "pinned", default=""))
        posts.sort(key=lambda post: post.id != pinned)
        page = posts[offset : offset + count]
        items = [self.shown(post) | ({"is_pinned": 1} if post.id == pinned else {}) for post in page]
        more: dict[str, Any] = {"profiles": [], "groups": []} if given.get("extended") == "1" else {}
        return {"count": len(posts), "items": items, **more}

    def by_id(self, given: Mapping[str, str]) -> dict[str, Any] | list[dict[str, Any]]:
        """wall.getById; deleted posts are missing, or told by is_deleted (switch "deleted_shown")."""
        wanted = [part for part in given.get("posts", "").split(",") if part]
        if not 1 <= len(wanted) <= 100 or not all(re.fullmatch(rf"{OWNER}_\d+", part) for part in wanted):
            self._say("posts takes 1 to 100 ids of the form -GID_ID")
            raise missing("posts is invalid")
        shown_deleted = self._world.switches.get("vk", "deleted_shown", default=False)
        items = []
        for identity in dict.fromkeys(part.split("_")[1] for part in wanted):
            post = self._world.post("vk", identity)
            if post is not None:
                items.append(self.shown(post))
            elif shown_deleted:
                items.append({"id": int(identity), "owner_id": int(OWNER), "is_deleted": True, "deleted_reason": ""})
        return items if int(given["v"].split(".")[1]) < 138 else {"items": items}

    def reach(self, given: Mapping[str, str]) -> list[dict[str, Any]]:
        """stats.getPostReach; rows of posts it does not know are missing."""
        check_owner(given, self._say)
        ids = [part for part in given.get("post_ids", "").split(",") if part]
        if not 1 <= len(ids) <= 30 or not all(part.isdigit() for part in ids):
            self._say("stats.getPostReach takes 1 to 30 post_ids")
            raise missing("post_ids is invalid")
        known = {post.id for post in self._world.wall("vk")[:_REACH_OF_NEWEST]}
        suffix = "_count" if self._world.switches.get("vk", "reach_with_count", default=False) else ""
        rows = []
        for identity in (part for part in ids if part in known):
            total = self._world.figure("vk", identity, "reach", 420)
            rows.append(
                {"post_id": int(identity), f"reach_total{suffix}": total, f"reach_subscribers{suffix}": total // 2,
                 f"reach_viral{suffix}": total - total // 2, f"reach_ads{suffix}": 0, "links": total // 20, "to_group": total // 50,
                 "join_group": 0, "hide": 0, "report": 0, "unsubscribe": 0, "sex_age": []}
            )  # fmt: skip
        return rows

    def shown(self, post: WallPost) -> dict[str, Any]:
        """The post as wall.get shows it."""
        attachments: list[dict[str, Any]] = [
            {"type": "photo", "photo": {"id": int(identity.split("_")[1]), "owner_id": int(identity.split("_")[0]),
                                        "access_key": self._key(identity), "sizes": [], "text": ""}}
            for identity in post.extra.get("photos", [])
        ]  # fmt: skip
        if post.link:
            card = self._world.scrape(post.link) or ("", "", "")
            link = {"url": post.link, "title": card[0], "description": card[1], "caption": "", "target": "internal"}
            attachments.append({"type": "link", "link": link})
        figures: dict[str, Any] = {
            name: {"count": self._world.figure("vk", post.id, name, height)}
            for name, height in (("likes", 20), ("comments", 4), ("reposts", 5), ("views", 500))
        }
        if self._world.switches.get("vk", "views_absent", default=False):
            figures.pop("views")
        edited = {"edited": post.extra["edited"]} if "edited" in post.extra else {}
        return {
            "id": int(post.id), "owner_id": int(OWNER), "from_id": int(OWNER), "date": int(post.created_at.timestamp()),
            "text": post.text, "attachments": attachments, "post_type": "post", "marked_as_ads": 0, **edited, **figures,
        }  # fmt: skip

    def _key(self, identity: str) -> str:
        facts = self._world.state.get("vk", "photo", identity)
        return str(facts["access_key"]) if facts else ""

    def _say(self, what: str) -> None:
        self._world.violation("vk", what)
