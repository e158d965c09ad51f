"""When an article appeared on its site, as far as can be told. Pure."""

from __future__ import annotations

from datetime import datetime


def appeared(published: datetime | None, first_seen: datetime, seen_after: datetime | None) -> datetime:
    """The moment from which the article's lateness counts; aware UTC.

    `seen_after`: the good visit to its source before the one that showed it first; None where there was none. What was
    not there then appeared later, whatever date it bears: a day without an hour, or an old date, makes nothing late
    that is seen in time. Without a date the earliest possible moment counts. A date in the future stands.
    """
    earliest = first_seen if seen_after is None else min(seen_after, first_seen)
    return earliest if published is None else max(published, earliest)
