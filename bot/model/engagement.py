"""The counters of one post at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Metric(StrEnum):
    """What can be counted; not every network counts everything."""

    IMPRESSIONS = "impressions"
    REACH = "reach"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    SHARES = "shares"
    CLICKS = "clicks"
    VIDEO_VIEWS = "video_views"


class Absence(StrEnum):
    """Why a figure is missing. Missing is never zero."""

    NOT_OFFERED = "not_offered"  # the network has no such figure
    RETIRED = "retired"  # it had, and took it away
    NOT_PERMITTED = "not_permitted"  # our token may not see it
    NOT_SAID = "not_said"  # it should be there and was not in the answer
    TOO_OLD = "too_old"  # the network tells it only for younger posts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a network said of one post. A metric is in `figures` or in `absent`, never in both."""

    external_id: str
    #: Aware UTC.
    taken_at: datetime
    #: 0 = the network said zero.
    figures: Mapping[Metric, int] = field(default_factory=dict)
    #: Why each other metric is missing.
    absent: Mapping[Metric, Absence] = field(default_factory=dict)
    #: True when the network says the post is no longer there.
    gone: bool = False
