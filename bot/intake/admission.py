"""How what a source shows comes in, and how long a failing source waits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.article import Found
from bot.model.identity import is_ascending
from bot.model.records import Admission
from bot.model.source import FirstRun

_LONGEST_BACKOFF = timedelta(hours=6)


def admit(
    found: Sequence[Found],
    unknown: Sequence[bool],
    *,
    first_visit: bool,
    first_run: FirstRun,
    max_age: timedelta,
    burst_limit: int,
    now: datetime,
    oldest_known: datetime | None = None,
) -> list[Admission]:
    """How each entry of a visit comes in. Pure; an entry already known gets NEW, which then changes nothing.

    `oldest_known`: when the source's oldest article that we know was published.
    """
    if first_visit:
        chosen = _first_run(found, first_run)
        return [Admission.NEW if index in chosen else Admission.RECORDED for index in range(len(found))]
    admissions = [Admission.NEW] * len(found)
    fresh = []
    back = _came_back(found, unknown, oldest_known)
    for index, entry in enumerate(found):
        if not unknown[index]:
            continue
        if index in back:
            admissions[index] = Admission.RECORDED
        elif entry.published is not None and entry.published < now - max_age:
            admissions[index] = Admission.TOO_OLD
        else:
            fresh.append(index)
    for index in _newest_first(found, fresh)[burst_limit:]:
        admissions[index] = Admission.BURST
    return admissions


def _came_back(found: Sequence[Found], unknown: Sequence[bool], oldest_known: datetime | None) -> set[int]:
    """Entries that were there before we first looked: shown again since a newer one was withdrawn."""
    dated = {
        index
        for index, entry in enumerate(found)
        if unknown[index] and entry.published and oldest_known and entry.published < oldest_known
    }
    known = [index for index, is_unknown in enumerate(unknown) if not is_unknown]
    if not known:
        return dated
    # Without dates the order tells, newest first by custom; where few are known among many new ones, it tells nothing.
    is_oldest_first = is_ascending([found[index].url for index in known])
    older = range(known[0]) if is_oldest_first else range(known[-1] + 1, len(found))
    if len(older) >= len(known):
        return dated
    return dated | {index for index in older if found[index].published is None}


def _first_run(found: Sequence[Found], rule: FirstRun) -> set[int]:
    indices = list(range(len(found)))
    if rule.newest is not None:
        return set(_newest_first(found, indices)[: rule.newest])
    if rule.since is not None:
        since = rule.since
        return {i for i in indices if (published := found[i].published) is not None and published >= since}
    return set()


def _newest_first(found: Sequence[Found], indices: Sequence[int]) -> list[int]:
    """Dated entries by date, newest first; undated ones keep the source's order, which is newest first by custom."""
    dated = [(published, index) for index in indices if (published := found[index].published) is not None]
    if len(dated) < len(indices):
        return list(indices)
    return [index for _, index in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def backoff(every: timedelta, failures: int) -> timedelta:
    """How long a source waits after so many failures in a row: doubled each time, up to 6 h."""
    doubled: timedelta = every * 2 ** min(failures, 10)
    return min(doubled, max(_LONGEST_BACKOFF, every))
