"""How X shows a post: the fields asked for, under their old or their new names.

Source: fact sheet, sections 2 and 7, and both specifications, 2026-11-23.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.wire import Response
from bot.sandbox.world import WallPost, World
from bot.sandbox.x.access import Caller
from bot.sandbox.x.problems import invalid, no_field
from bot.sandbox.x.text import links

PRIVATE = ("non_public_metrics", "organic_metrics", "promoted_metrics")
PRIVATE_DAYS = 30
_COMMON = frozenset(
    "article attachments card_uri community_id context_annotations conversation_id created_at display_text_range edit_controls "
    "entities geo id lang matched_media_notes media_metadata non_public_metrics note_request_suggestions organic_metrics "
    "paid_partnership possibly_sensitive promoted_metrics public_metrics reply_settings scopes source suggested_source_links "
    "suggested_source_links_with_counts text withheld".split()
)
#: Name of the parameter → the fields it knows.
NAMES = {
    "tweet.fields": _COMMON | set("author_id edit_history_tweet_ids in_reply_to_user_id note_tweet referenced_tweets".split()),
    "post.fields": _COMMON | {"article_title", "note_post", "author_id", "edit_history_post_ids", "referenced_posts"},
}  # fmt: skip
_HEIGHTS = {
    "retweet_count": 8,
    "reply_count": 4,
    "like_count": 25,
    "quote_count": 2,
    "bookmark_count": 3,
    "impression_count": 800,
}
_SEEDS = {"impression_count": "impressions"}


class Fields:
    """What one call asked to see."""

    def __init__(self, world: World, caller: Caller, query: Mapping[str, str]) -> None:
        self._world = world
        self._caller = caller
        self._new = "post.fields" in query
        self.wanted = [name for name in query.get("post.fields", query.get("tweet.fields", "")).split(",") if name]

    def shown(self, post: WallPost) -> dict[str, Any]:
        """The post as the answer holds it."""
        history = "edit_history_post_ids" if self._new else "edit_history_tweet_ids"
        shown: dict[str, Any] = {"id": post.id, "text": shown_text(post), history: [post.id]}
        if "created_at" in self.wanted:
            shown["created_at"] = (
                post.created_at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{post.created_at.microsecond // 1000:03}Z"
            )
        if "author_id" in self.wanted:
            shown["author_id"] = accounts.X_USER
        if "entities" in self.wanted and (entities := _entities(post)):
            shown["entities"] = {"urls": entities}
        reply = post.extra.get("reply_to")
        referenced = "referenced_posts" if self._new else "referenced_tweets"
        if reply and referenced in self.wanted:
            shown[referenced] = [{"type": "replied_to", "id": reply}]
        if "public_metrics" in self.wanted:
            shown["public_metrics"] = self._public(post.id)
        for name in PRIVATE[:2]:
            if name in self.wanted and self._private(post):
                shown[name] = self._unseen(post.id, organic=name == "organic_metrics")
        return shown

    def errors(self, post: WallPost, parameter: str = "ids") -> list[dict[str, str]]:
        """The entries for the fields that may not be seen."""
        return [no_field(post.id, n, parameter) for n in PRIVATE if n in self.wanted and not self._private(post)]

    def _private(self, post: WallPost) -> bool:
        young = self._world.now() - post.created_at <= timedelta(days=PRIVATE_DAYS)
        return young and self._caller.kind != "app"

    def _public(self, identity: str) -> dict[str, Any]:
        counts: dict[str, Any] = {
            name: self._world.figure("x", identity, _SEEDS.get(name, name), height) for name, height in _HEIGHTS.items()
        }
        if self._new:
            counts["repost_count"] = counts.pop("retweet_count")
        if self._world.switches.get("x", "count_twins", default=False):
            counts |= {f"{name}_str": str(value) for name, value in counts.items()}
        return counts

    def _unseen(self, identity: str, *, organic: bool) -> dict[str, int]:
        views = self._world.figure("x", identity, "impressions", 800)
        clicks = self._world.figure("x", identity, "clicks", 25)
        counts = {"impression_count": views, "url_link_clicks": clicks, "user_profile_clicks": clicks // 10}
        if organic:
            public = self._public(identity)
            shares = "repost_count" if self._new else "retweet_count"
            return counts | {name: int(public[name]) for name in ("like_count", "reply_count", shares)}
        return counts | {"engagements": clicks + clicks // 10}


def refusal(world: World, query: Mapping[str, str]) -> Response | None:
    """The refusal of names that this day's X does not know; None when all are known.

    The switch "field_names" says which it is: "both", "old" or "new".
    """
    switch = world.switches.get("x", "field_names", default="both")
    given = [name for name in NAMES if name in query]
    refused = {"old": "post.fields", "new": "tweet.fields"}.get(switch)
    if refused in given:
        return invalid(f"The query parameter [{refused}] is not one of those known", **{refused: [query[refused]]})
    if len(given) > 1:
        world.violation("x", "tweet.fields and post.fields were both asked for")
        return invalid("tweet.fields and post.fields exclude each other")
    for name in given:
        asked = query[name].split(",")
        unknown = sorted(set(asked) - NAMES[name])
        if unknown or len(set(asked)) != len(asked):
            world.violation("x", f"{name} holds unknown or repeated names: {unknown}")
            return invalid(f"The `{name}` query parameter value is not one of those known", **{name: unknown})
    return None


def _short(address: str) -> str:
    return f"https://t.co/{hashlib.sha256(address.encode()).hexdigest()[:10]}"


def _photo(post: WallPost) -> str:
    return f"https://x.com/{accounts.X_USERNAME}/status/{post.id}/photo/1"


def shown_text(post: WallPost) -> str:
    """The text as X gives it back: links behind t.co, a link to the media at its end, & < > escaped."""
    text = post.text
    for link in reversed(links(text)):
        text = text[: link.start] + _short(link.text) + text[link.end :]
    text = html.escape(text, quote=False)
    return f"{text} {_short(_photo(post))}".strip() if post.pictures else text


def _entities(post: WallPost) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"url": _short(link.text), "expanded_url": link.expanded, "display_url": link.expanded.split("://")[-1][:27] + "…",
         "unwound_url": link.expanded}
        for link in links(post.text)
    ]  # fmt: skip
    if post.pictures:
        found.append({"url": _short(_photo(post)), "expanded_url": _photo(post), "display_url": "pic.x.com/sandbox"})
    place, shown = 0, shown_text(post)
    for entity in found:
        place = shown.find(entity["url"], place)
        entity |= {"start": place, "end": place + len(entity["url"])}
        place += 1
    return found
