"""Insights: the living metrics, the dead ones that fail a whole call, and who may read them (state 2026-11-23)."""

from __future__ import annotations

from typing import Any

from bot.sandbox.facebook import errors
from bot.sandbox.wire import Response
from bot.sandbox.world import WallPost, World

#: Of a post, with their height.
POST = {
    "post_media_view": 900, "post_total_media_view_unique": 600, "post_clicks": 60, "post_clicks_by_type": 60,
    "post_reactions_by_type_total": 40, "post_activity_by_action_type": 50,
}  # fmt: skip
#: Of the page.
PAGE = {
    "page_media_view": 9000, "page_total_media_view_unique": 6000, "page_post_engagements": 700, "page_follows": 1500,
    "page_daily_follows_unique": 5, "page_views_total": 300,
}  # fmt: skip
_PERIODS = {"", "lifetime", "day", "week", "days_28"}


def refused(world: World, metrics: list[str], allowed: dict[str, int], period: str = "") -> Response | None:
    """Why the whole call fails; None when every metric lives."""
    if not metrics or metrics == [""]:
        return errors.error("3001/1504028")
    dead = [metric for metric in metrics if metric not in allowed]
    if dead:
        return errors.error("100", "(#100) The value must be a valid insights metric")
    if period not in _PERIODS:
        world.violation("facebook", f"a period that does not exist: {period}")
        return errors.error("100", "(#100) Invalid query: period")
    return None


def told(world: World, post: WallPost, metrics: list[str]) -> list[dict[str, Any]]:
    """The metrics that have something to say; a missing one is left out, never told as 0."""
    if world.switches.get("facebook", "followers", 1500) < 100:
        return []
    found = []
    for metric in metrics:
        value = world.figure("facebook", post.id, metric, POST[metric])
        if value:
            found.append(entry(f"{post.id}/insights/{metric}/lifetime", metric, _split(metric, value)))
    return found


def entry(identity: str, metric: str, value: Any, period: str = "lifetime") -> dict[str, Any]:
    """One metric as the documents show it."""
    return {
        "name": metric, "period": period, "values": [{"value": value}], "title": metric.replace("_", " ").capitalize(),
        "description": "", "id": identity,
    }  # fmt: skip


def _split(metric: str, value: int) -> Any:
    if metric == "post_reactions_by_type_total":
        return {"like": value, "love": value // 4}
    if metric == "post_activity_by_action_type":
        return {"like": value, "comment": value // 5, "share": value // 8}
    if metric == "post_clicks_by_type":
        return {"link clicks": value, "other clicks": value // 6, "photo view": value // 9}
    return value
