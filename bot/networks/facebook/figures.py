"""The figures of a post: what is asked, by which field or insight, and what the answers say. Pure.

developers.facebook.com/docs/platforminsights/page and the references of Post and its insights, read 2026-11-23. One
dead field or metric fails the whole call: each is a part that can be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from bot.model.engagement import Absence, Metric, Snapshot

#: Public counter → the field expansion that gives it.
COUNTERS: Mapping[str, str] = {
    "shares": "shares",
    "reactions": "reactions.summary(total_count).limit(0)",
    "comments": "comments.filter(stream).summary(total_count).limit(0)",
}
#: Insights that are asked always.
INSIGHTS = ("post_media_view", "post_total_media_view_unique", "post_clicks")
#: Counter that may not be read (pages_read_user_content) → the insight that says it too.
STAND_INS: Mapping[str, str] = {
    "reactions": "post_reactions_by_type_total",
    "comments": "post_activity_by_action_type",
}
#: Everything that may be asked, each part by itself when it is to be learned which are dead.
PARTS = (*COUNTERS, *INSIGHTS, *STAND_INS.values())
#: Part → the metric it gives.
METRICS: Mapping[str, Metric] = {
    "shares": Metric.SHARES,
    "reactions": Metric.REACTIONS,
    "comments": Metric.COMMENTS,
    "post_media_view": Metric.IMPRESSIONS,
    "post_total_media_view_unique": Metric.REACH,
    "post_clicks": Metric.CLICKS,
    "post_reactions_by_type_total": Metric.REACTIONS,
    "post_activity_by_action_type": Metric.COMMENTS,
}
_COMMENT = "comment"


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Total(_Reply):
    total_count: int


class _Summary(_Reply):
    summary: _Total | None = None


class _Count(_Reply):
    count: int


class _Value(_Reply):
    value: int | dict[str, Any] | None = None


class _Insight(_Reply):
    name: str
    period: str = "lifetime"
    values: list[_Value] = []
    total_value: _Value | None = None


class _Insights(_Reply):
    data: list[_Insight] = []


class Counted(_Reply):
    """One post with its counters and insights."""

    id: str
    #: Absent when there were none.
    shares: _Count | None = None
    reactions: _Summary | None = None
    comments: _Summary | None = None
    insights: _Insights = _Insights()


def parts_asked(missing: Collection[str]) -> tuple[str, ...]:
    """The parts to ask for when some are dead or not permitted: without them, with what stands in for them."""
    stand_ins = [insight for counter, insight in STAND_INS.items() if counter in missing]
    return tuple(part for part in (*COUNTERS, *INSIGHTS, *stand_ins) if part not in missing)


def url_of(identity: str, parts: Collection[str]) -> str:
    """The relative address of one post's figures."""
    fields = ["id", *(COUNTERS[part] for part in parts if part in COUNTERS)]
    insights = [part for part in parts if part not in COUNTERS]
    if insights:
        fields.append(f"insights.metric({','.join(insights)})")
    return f"{quote(identity, safe='')}?fields={','.join(fields)}"


def figures_of(body: str, parts: Collection[str]) -> dict[Metric, int]:
    """What the answer to `url_of` with these parts says; what is not there is not zero.

    But for `shares`, which is left out when there were none, by the documents. Raises ValueError.
    """
    counted = Counted.model_validate_json(body)
    figures: dict[Metric, int] = {}
    for insight in counted.insights.data:
        metric, value = METRICS.get(insight.name), _value_of(insight)
        if metric is not None and value is not None:
            figures[metric] = value
    if "shares" in parts:
        figures[Metric.SHARES] = counted.shares.count if counted.shares else 0
    for metric, summary in ((Metric.REACTIONS, counted.reactions), (Metric.COMMENTS, counted.comments)):
        if summary is not None and summary.summary is not None:
            figures[metric] = summary.summary.total_count
    return figures


def _value_of(insight: _Insight) -> int | None:
    """A post's insight over its whole life; of those by kind the sum, or the one kind that is meant."""
    told = insight.values[0] if insight.values else insight.total_value
    if told is None or insight.period not in {"lifetime", ""}:
        return None
    if not isinstance(told.value, dict):
        return told.value
    counts = {kind: count for kind, count in told.value.items() if isinstance(count, int)}
    if insight.name == STAND_INS["comments"]:
        return counts.get(_COMMENT)
    return sum(counts.values()) if counts else None


def snapshot(identity: str, now: datetime, figures: Mapping[Metric, int], missing: Mapping[str, Absence]) -> Snapshot:
    """The snapshot with a reason for each figure that is not there. `missing`: part → why it was not asked."""
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    # A post is text or photos here; videos are not sent.
    if Metric.VIDEO_VIEWS in absent:
        absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    for part, why in missing.items():
        if METRICS[part] in absent and part not in STAND_INS.values():
            absent[METRICS[part]] = why
    return Snapshot(identity, now, dict(figures), absent)
