"""Topics of the group: made, listed, read, deleted.

Source: fact sheet, sections 3, 5, 6 and 7.1, 2026-11-23. Switches: "topics_refused" (a code: mediatopic.getTopics is not in
the official list), "delete_by" ("both", "delete_id", "topic_id"), "republished" (old id → new id), "media_only_when_asked"
(on unless set to false: getByIds shows text and link only to callers that ask for MEDIA_TEXT and its like, as every other
field).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.ok import attachment
from bot.sandbox.ok.errors import Refused
from bot.sandbox.world import WallPost, World

_TYPES = {"GROUP_THEME", "GROUP_THEME_PROMO", "GROUP_SUGGESTED", "USER", "USER_STATUS", "USER_NOTE"}
_SUMMARIES = {
    "DISCUSSION_SUMMARY": ("discussion_summary", "comments_count", "comments", 6),
    "LIKE_SUMMARY": ("like_summary", "count", "likes", 35),
    "RESHARE_SUMMARY": ("reshare_summary", "count", "reshares", 7),
}
_DELETE_MARK = "del-"


class Topics:
    """The wall."""

    def __init__(self, world: World) -> None:
        self._world = world

    def post(self, given: Mapping[str, str]) -> str:
        """mediatopic.post: the bare id."""
        if given["type"] not in _TYPES or not given["type"].startswith("GROUP_THEME"):
            self._say(f"mediatopic.post with the type {given['type'][:20]}: a group's topic is GROUP_THEME")
            raise Refused(100, "type", "type")
        topic = attachment.read(self._world, given["attachment"], given.get("text_link_preview") == "true")
        return self._save(topic.text, topic.links[0] if topic.links else None, topic.pictures, topic.as_group)

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a topic that a person made on the group's page."""
        return self._save(text, link, (), as_group=True)

    def _save(self, text: str, link: str | None, pictures: tuple[str, ...], as_group: bool) -> str:
        identity = str(70102413180000 + self._world.new_id("ok"))
        post = WallPost("ok", identity, text, self._world.now(), link, pictures, extra={"as_group": as_group})
        self._world.save(post)
        return identity

    def newest(self, given: Mapping[str, str]) -> dict[str, Any]:
        """mediatopic.getTopics."""
        refused = self._world.switches.get("ok", "topics_refused", default="")
        if refused:
            raise Refused(int(refused))
        count = given.get("count", "10")
        if not count.isdigit() or not 1 <= int(count) <= 100:
            self._say("mediatopic.getTopics: count is not 1 to 100")
            raise Refused(100, "count", "count")
        start = int(given["anchor"]) if given.get("anchor", "").isdigit() else 0
        posts = self._world.wall("ok")
        page = posts[start : start + int(count)]
        shown = [self._shown(post) | self._figures(post) for post in page]
        more = len(posts) > start + int(count)
        return {"media_topics": shown, "has_more": more, "anchor": str(start + len(page))}

    def by_ids(self, given: Mapping[str, str]) -> dict[str, Any]:
        """mediatopic.getByIds: what is gone is missing; summaries stand there only when asked for."""
        ids = [part for part in given["topic_ids"].split(",") if part]
        if not 1 <= len(ids) <= 100 or not all(part.isdigit() for part in ids):
            self._say(f"mediatopic.getByIds with {len(ids)} topic_ids, or one that is none")
            raise Refused(100, "topic_ids", "topic_ids")
        if (len(ids) > 1 or "media_limit" in given) and given.get("media_limit") not in {"1", "2", "3"}:
            self._say("mediatopic.getByIds needs a media_limit of 1 to 3 for several topics")
            raise Refused(100, "media_limit", "media_limit")
        posts = [post for identity in dict.fromkeys(ids) if (post := self._world.post("ok", identity))]
        wanted = {part.strip().upper().removeprefix("MEDIA_TOPIC.") for part in given.get("fields", "").split(",")}
        return {"media_topics": [self._chosen(post, wanted) for post in posts], "entities": {}}

    def republished(self, given: Mapping[str, str]) -> dict[str, Any]:
        """mediatopic.getRepublishedTopic."""
        new = self._world.switches.get("ok", "republished", default={}).get(given["topic_id"])
        if new is None:
            raise Refused(300)
        return {"topic_id": new}

    def delete(self, given: Mapping[str, str]) -> dict[str, Any]:
        """mediatopic.deleteTopic, under the convention that the switch allows."""
        by = self._world.switches.get("ok", "delete_by", default="both")
        if "delete_id" in given and by != "topic_id":
            identity = given["delete_id"].removeprefix(_DELETE_MARK)
        elif "topic_id" in given and "gid" in given and by != "delete_id":
            identity = given["topic_id"]
        else:
            if not {"delete_id", "topic_id"} & set(given):
                self._say("mediatopic.deleteTopic names no topic")
            raise Refused(100, "Missing required parameter", "delete_id" if by == "delete_id" else "topic_id")
        if not self._world.delete("ok", identity):
            raise Refused(300)
        return {"success": True, "restore_id": f"restore-{identity}"}

    def _chosen(self, post: WallPost, wanted: set[str]) -> dict[str, Any]:
        shown = self._shown(post)
        figures = self._figures(post)
        if not wanted - {""} or "*" in wanted:
            return shown | figures
        names = {"ID": "id", "CREATED_MS": "created_ms", "AUTHOR_REF": "author_ref", "OWNER_REF": "owner_ref", "DELETE_ID": "delete_id",
                 "VIEWS_COUNT": "views_count", **{name: entry[0] for name, entry in _SUMMARIES.items()}}  # fmt: skip
        keys = {names[name] for name in wanted if name in names} | {"id"}
        strict = self._world.switches.get("ok", "media_only_when_asked", default=True)
        if not strict or any(name.startswith("MEDIA") for name in wanted):
            keys.add("media")
        return {key: value for key, value in {**shown, **figures}.items() if key in keys}

    def _shown(self, post: WallPost) -> dict[str, Any]:
        media: list[dict[str, Any]] = (
            [{"type": "text", "text": post.text, "text_tokens": [{"text": post.text}]}] if post.text else []
        )
        if post.pictures:
            media.append({"type": "photo", "photo_refs": [f"group_photo:{picture}" for picture in post.pictures]})
        if post.link:
            title, description, _ = self._world.scrape(post.link) or ("", "", "")
            media.append({"type": "link", "url": post.link, "title": title, "description": description})
        author = f"group:{accounts.OK_GROUP}" if post.extra.get("as_group", True) else f"user:{accounts.OK_USER}"
        return {
            "id": post.id, "created_ms": int(post.created_at.timestamp() * 1000), "author_ref": author,
            "owner_ref": f"group:{accounts.OK_GROUP}", "media": media, "delete_id": f"{_DELETE_MARK}{post.id}",
        }  # fmt: skip

    def _figures(self, post: WallPost) -> dict[str, Any]:
        absent = set(self._world.switches.get("ok", "absent_figures", default=[]))
        figures: dict[str, Any] = {
            key: {inner: self._world.figure("ok", post.id, metric, top)}
            for key, inner, metric, top in _SUMMARIES.values()
        }
        figures["views_count"] = self._world.figure("ok", post.id, "views", 650)
        return {key: value for key, value in figures.items() if key not in absent}

    def _say(self, what: str) -> None:
        self._world.violation("ok", what)
