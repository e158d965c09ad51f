"""The group's statistics: topics that nobody has seen yet are absent.

Source: fact sheet, sections 6 and 7.2, 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.ok.errors import Refused
from bot.sandbox.world import WallPost, World

#: Field → seed and height of its figure.
_FIGURES = {
    "comments": ("comments", 6), "likes": ("likes", 35), "reshares": ("reshares", 7), "views": ("views", 650),
    "renderings": ("renderings", 900), "reach": ("reach", 430), "reach_own": ("reach_own", 300), "reach_earned": ("reach_earned", 130),
    "engagement": ("engagement", 70), "feedback": ("feedback", 48), "content_opens": ("opens", 90), "link_clicks": ("clicks", 30),
    "negatives": ("negatives", 1), "complaints": ("complaints", 1), "hides_from_feed": ("hides", 1), "video_plays": ("plays", 0),
}  # fmt: skip


class Statistics:
    """The counters."""

    def __init__(self, world: World) -> None:
        self._world = world

    def one(self, given: Mapping[str, str]) -> dict[str, Any]:
        """group.getStatTopic."""
        post = self._world.post("ok", given["topic_id"])
        if post is None or not self._seen(post):
            raise Refused(300)
        return {"topic": self._row(post, given.get("fields", ""))}

    def window(self, given: Mapping[str, str]) -> dict[str, Any]:
        """group.getStatTopics, newest first; follow `anchor` for more."""
        times = []
        for name, default in (("start_time", 0), ("end_time", 2**42)):
            text = given.get(name, str(default))
            if not text.isdigit() or (0 < int(text) < 10**11):
                self._world.violation("ok", f"group.getStatTopics: {name} is not in milliseconds")
                raise Refused(100, name, name)
            times.append(datetime.fromtimestamp(int(text) / 1000, UTC))
        count = given.get("count", "20")
        if not count.isdigit() or not 1 <= int(count) <= 100:
            self._world.violation("ok", "group.getStatTopics: count is not 1 to 100")
            raise Refused(100, "count", "count")
        posts = [post for post in self._world.wall("ok") if times[0] <= post.created_at < times[1] and self._seen(post)]
        start = int(given["anchor"]) if given.get("anchor", "").isdigit() else 0
        page = posts[start : start + int(count)]
        more = {"anchor": str(start + len(page))} if len(posts) > start + len(page) else {}
        return {"topics": [self._row(post, given.get("fields", "")) for post in page], **more}

    def _seen(self, post: WallPost) -> bool:
        delay = timedelta(seconds=self._world.switches.get("ok", "statistics_delay_s", default=0))
        old = self._world.now() - post.created_at >= delay
        return old and self._world.figure("ok", post.id, "views", 650) > 0

    def _row(self, post: WallPost, fields: str) -> dict[str, Any]:
        wanted = {part.strip().lower() for part in fields.split(",") if part.strip()}
        row: dict[str, Any] = {"id": post.id, "created_ms": int(post.created_at.timestamp() * 1000)}
        row |= {name: self._world.figure("ok", post.id, seed, top) for name, (seed, top) in _FIGURES.items()}
        return {name: value for name, value in row.items() if not wanted or name in wanted or name == "id"}
