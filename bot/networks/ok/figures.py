"""OK's counters → our figures, with a reason for each that is missing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.model.engagement import Absence, Metric, Snapshot
from bot.networks.ok.payloads import Identity, Reply, Topic, count_of, objects_of

#: What mediatopic.getByIds tells (peer: the fields that others ask for).
COUNTER_FIELDS = ",".join(
    f"media_topic.{name}"
    for name in ("ID", "CREATED_MS", "DISCUSSION_SUMMARY", "LIKE_SUMMARY", "RESHARE_SUMMARY", "VIEWS_COUNT",
                 "AUTHOR_REF", "OWNER_REF")
)  # fmt: skip
#: What only the statistics tell.
STATISTICS: Mapping[Metric, str] = {
    Metric.REACH: "REACH", Metric.CLICKS: "LINK_CLICKS", Metric.VIDEO_VIEWS: "VIDEO_PLAYS",
}  # fmt: skip
#: What they tell too, for a counter that was missing.
_SECOND: Mapping[Metric, str] = {
    Metric.IMPRESSIONS: "VIEWS", Metric.REACTIONS: "LIKES", Metric.COMMENTS: "COMMENTS", Metric.SHARES: "RESHARES",
}  # fmt: skip
#: Topics a little older and younger than those asked for are in the window: statistics may count by days.
_MARGIN = timedelta(days=1)


def _rows(value: Any) -> list[Any]:
    """Rows with their keys in one case: OK does not mind the case of names."""
    return [{str(key).lower(): entry for key, entry in row.items()} for row in objects_of(value)]


class StatisticsPage(Reply):
    """Statistics of some topics, and where they go on."""

    topics: Annotated[list[dict[str, Any]], BeforeValidator(_rows)] = Field(default=[])
    anchor: Identity = None


def fields_of(missing: Collection[Metric]) -> str:
    """The statistics asked for, but for those metrics."""
    asked = [name for metric, name in STATISTICS.items() if metric not in missing]
    return ",".join(["ID", "CREATED_MS", *_SECOND.values(), *asked])


def rows_of(page: StatisticsPage) -> dict[str, dict[Metric, int]]:
    """Topic → what its statistics tell."""
    found = {}
    for row in page.topics:
        identity = row.get("id")
        if isinstance(identity, str | int):
            told = {metric: count_of(row.get(name.lower())) for metric, name in {**STATISTICS, **_SECOND}.items()}
            found[str(identity)] = {metric: value for metric, value in told.items() if value is not None}
    return found


def window_of(topics: Collection[Topic], now: datetime) -> dict[str, str]:
    """The span, in milliseconds, that holds these topics: the fewest pages that tell of all of them."""
    moments = [topic.made_at for topic in topics]
    known = [moment for moment in moments if moment is not None]
    if not known or len(known) < len(moments):
        return {}
    span = {"start_time": _ms(min(known) - _MARGIN)}
    end = max(known) + _MARGIN
    return {**span, "end_time": _ms(end)} if end < now else span


def snapshot(
    identity: str, topic: Topic, now: datetime, row: Mapping[Metric, int], why: Mapping[Metric, Absence]
) -> Snapshot:
    """The figures of the post of that id. `row`: its statistics; `why`: the reason of what these do not tell."""
    told = {
        Metric.IMPRESSIONS: topic.views_count,
        Metric.REACTIONS: _inside(topic.like_summary, "count"),
        Metric.COMMENTS: _inside(topic.discussion_summary, "comments_count"),
        Metric.SHARES: _inside(topic.reshare_summary, "count"),
    }
    figures = {**row, **{metric: value for metric, value in told.items() if value is not None}}
    absent = {metric: why.get(metric, Absence.NOT_SAID) for metric in Metric if metric not in figures}
    return Snapshot(identity, now, figures, absent)


def _inside(summary: Any, name: str) -> int | None:
    """A number inside a summary: a missing summary is unknown, not zero."""
    return count_of(summary.get(name)) if isinstance(summary, dict) else None


def _ms(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
