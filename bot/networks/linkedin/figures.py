"""The figures of posts as LinkedIn's answers tell them. Pure.

learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics and
.../shares/social-metadata, read 2026-11-23. Only counts are taken: who reacted, and comments, may not be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from bot.model.engagement import Absence, Metric, Snapshot
from bot.networks.linkedin.payloads import Element

#: Statistics reach so far back; a day is left for clocks and time zones.
KEPT = timedelta(days=364)
#: What posts of an organisation are counted by there.
_COUNTED = (
    Metric.IMPRESSIONS,
    Metric.REACH,
    Metric.REACTIONS,
    Metric.COMMENTS,
    Metric.SHARES,
    Metric.CLICKS,
)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Totals(_Reply):
    impressions: int | None = Field(None, validation_alias="impressionCount")
    #: The documents spell it both ways.
    reach: int | None = Field(None, validation_alias=AliasChoices("uniqueImpressionsCount", "uniqueImpressionsCounts"))
    clicks: int | None = Field(None, validation_alias="clickCount")
    reactions: int | None = Field(None, validation_alias="likeCount")
    comments: int | None = Field(None, validation_alias="commentCount")
    shares: int | None = Field(None, validation_alias="shareCount")


class _Statistic(_Reply):
    share: str | None = None
    ugcPost: str | None = None  # noqa: N815 - LinkedIn's name
    totalShareStatistics: _Totals  # noqa: N815 - LinkedIn's name


class Statistics(_Reply):
    """The answer of organizationalEntityShareStatistics."""

    elements: list[dict[str, Any]]


class _Count(_Reply):
    count: int = 0


class _Social(_Reply):
    reactionSummaries: dict[str, _Count] = {}  # noqa: N815 - LinkedIn's name
    commentSummary: _Count | None = None  # noqa: N815 - LinkedIn's name


def figures_of(statistics: Statistics) -> dict[str, dict[Metric, int]]:
    """URN → figures; a negative number of likes, which happens, is none. An entry not understood is left out."""
    found = {}
    for entry in statistics.elements:
        try:
            told = _Statistic.model_validate(entry)
        except ValidationError:
            continue
        urn, totals = told.share or told.ugcPost, told.totalShareStatistics
        if urn is not None:
            values = {metric: getattr(totals, metric.value) for metric in _COUNTED}
            found[urn] = {metric: max(value, 0) for metric, value in values.items() if value is not None}
    return found


def social_figures(entry: object) -> dict[Metric, int]:
    """Reactions of every kind and comments of one post, from the social metadata; {} when it is none."""
    try:
        told = _Social.model_validate(entry)
    except ValidationError:
        return {}
    figures = {Metric.REACTIONS: max(sum(kind.count for kind in told.reactionSummaries.values()), 0)}
    if told.commentSummary is not None:
        figures[Metric.COMMENTS] = max(told.commentSummary.count, 0)
    return figures


def snapshot(urn: str, now: datetime, figures: Mapping[Metric, int], why: Absence = Absence.NOT_SAID) -> Snapshot:
    """The snapshot with a reason for each figure that is missing: `why`, where it should be there."""
    absent = {metric: why for metric in Metric if metric not in figures}
    absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    return Snapshot(urn, now, dict(figures), absent)


def quiet(urn: str, now: datetime, post: Element) -> Snapshot:
    """The snapshot of a post that the statistics leave out, and that is there: nobody has seen it, or it is too old."""
    if post.is_dropped:
        return Snapshot(urn, now, gone=True)
    if now - post.created_at > KEPT:
        return snapshot(urn, now, {}, Absence.TOO_OLD)
    return snapshot(urn, now, dict.fromkeys(_COUNTED, 0))
