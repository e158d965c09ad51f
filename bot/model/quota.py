"""How much of a network's limits is used up, as its own answers say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Use(StrEnum):
    """What a limit holds for."""

    POSTING = "posting"
    READING = "reading"
    #: Every call, whatever it does.
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Quota:
    """One limit of one account, as last seen."""

    #: The network's own word for it, unique within the network: "app calls", "posts in 24 hours".
    name: str
    use: Use
    #: 0.0 unused to 1.0 used up; more when the network lets it be overdrawn.
    share_used: float
    #: Aware UTC.
    seen_at: datetime
    #: When it is whole again, aware UTC; None where the network does not say.
    resets_at: datetime | None = None
    #: What remains in the network's own units (calls, posts); None where it gives a share only.
    remaining: int | None = None


#: Reading stops while there is still room for the posts of the day.
READING_STOPS_AT = 0.8
POSTING_STOPS_AT = 1.0


def spent_quota(quotas: Iterable[Quota], use: Use, now: datetime) -> Quota | None:
    """The limit that forbids this use now, the one that lasts longest; None when none does. Pure.

    A limit without a known reset forbids nothing by itself: the network's refusal will name its wait.
    """
    stops_at = POSTING_STOPS_AT if use is Use.POSTING else READING_STOPS_AT
    spent = [
        (quota.resets_at, quota)
        for quota in quotas
        if quota.use in {use, Use.ALL}
        and quota.share_used >= stops_at
        and quota.resets_at is not None
        and quota.resets_at > now
    ]
    return max(spent, key=lambda pair: pair[0])[1] if spent else None
