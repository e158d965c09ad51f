"""Snapshots → figures: totals side by side with the site's own page views.

A figure that no network told is None and is never shown as zero. A sum over posts of which some did not tell is a
sum of those that did; `told` says of how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.engagement import Absence, Metric
from bot.store.engagement import Measured
from bot.store.store import Store


class Grouping(StrEnum):
    """What a line of the report stands for."""

    ARTICLE = "article"
    ACCOUNT = "account"
    NETWORK = "network"
    LANGUAGE = "language"
    SOURCE = "source"
    DAY = "day"
    WEEKDAY = "weekday"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum over posts."""

    #: None = no post told it.
    value: int | None
    #: How many posts told it, of how many.
    told: int
    posts: int
    #: Why it is missing where no post told it; None where it is not missing or the reasons differ.
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report."""

    #: Grouping → what this line stands for ("account": "fb").
    group: Mapping[str, str]
    posts: int
    #: The site's own page views of the line's articles; None where no page shows a counter.
    page_views: int | None
    figures: Mapping[Metric, Figure]
    #: Deliveries whose newest snapshots these figures come from.
    deliveries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one period."""

    since: datetime
    until: datetime
    by: tuple[Grouping, ...]
    lines: tuple[Line, ...]
    total: Line
    #: Deliveries that are not out, by state, for the reader to know what is missing.
    waiting: Mapping[str, int] = field(default_factory=dict)


def period(since: date | None, until: date | None, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """[from, to) in UTC: whole days of the zone, both named days included; by default the last 30 days."""
    last = until or now.astimezone(zone).date()
    first = since or last - timedelta(days=29)
    start = datetime.combine(first, time(), tzinfo=zone)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def make_report(store: Store, since: datetime, until: datetime, by: Sequence[Grouping], zone: ZoneInfo) -> Report:
    """The report of posts published in [since, until), grouped in the order given."""
    measured = store.engagement.newest(since, until)
    views = store.articles.views_of([entry.article_id for entry in measured])
    groups: dict[tuple[str, ...], list[Measured]] = {}
    for entry in measured:
        groups.setdefault(tuple(_KEYS[grouping](entry, zone) for grouping in by), []).append(entry)
    names = [str(grouping) for grouping in by]
    lines = tuple(_line(dict(zip(names, key, strict=True)), groups[key], views) for key in _side_by_side(groups))
    waiting = {str(state): count for state, count in store.deliveries.count_by_state().items()}
    return Report(since, until, tuple(by), lines, _line({}, measured, views), waiting)


def _side_by_side(keys: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Keys in order of first appearance, those with the same beginning next to one another."""
    order: dict[str, int] = {}
    listed = list(keys)
    for key in listed:
        order.setdefault(key[0] if key else "", len(order))
    return sorted(listed, key=lambda key: (order[key[0] if key else ""], key[1:]))


def _line(group: Mapping[str, str], entries: Sequence[Measured], views: Mapping[int, int]) -> Line:
    seen = [views[article] for article in dict.fromkeys(e.article_id for e in entries) if article in views]
    return Line(
        group=group,
        posts=len(entries),
        page_views=sum(seen) if seen else None,
        figures={metric: _figure(metric, entries) for metric in Metric},
        deliveries=tuple(entry.delivery_id for entry in entries),
    )


def _figure(metric: Metric, entries: Sequence[Measured]) -> Figure:
    snapshots = [entry.snapshot for entry in entries if entry.snapshot is not None]
    told = [snapshot.figures[metric] for snapshot in snapshots if metric in snapshot.figures]
    if told:
        return Figure(sum(told), len(told), len(entries))
    return Figure(None, 0, len(entries), _only(s.absent[metric] for s in snapshots if metric in s.absent))


def _only(reasons: Iterable[Absence]) -> Absence | None:
    distinct = set(reasons)
    return distinct.pop() if len(distinct) == 1 else None


_KEYS: Mapping[Grouping, Callable[[Measured, ZoneInfo], str]] = {
    Grouping.ARTICLE: lambda entry, _: entry.title,
    Grouping.ACCOUNT: lambda entry, _: entry.account,
    Grouping.NETWORK: lambda entry, _: entry.network,
    Grouping.LANGUAGE: lambda entry, _: entry.language or "?",
    Grouping.SOURCE: lambda entry, _: entry.source or "by hand",
    Grouping.DAY: lambda entry, zone: entry.published_at.astimezone(zone).date().isoformat(),
    Grouping.WEEKDAY: lambda entry, zone: f"{entry.published_at.astimezone(zone):%A}",
    Grouping.HOUR: lambda entry, zone: f"{entry.published_at.astimezone(zone):%H}:00",
}
