"""Is this store the one that was used last, or an older copy of it? Pure: facts in, judgement out.

An older copy does not know of posts that went out since it was made, and would send them again. Three witnesses tell:

- the *mark*, a small file of this machine that names the last attempt made here: it must be in the store;
- where PostgreSQL keeps the tables: a dump that is read in makes them anew;
- silence: a store that heard nothing for hours may be a snapshot of the whole machine, mark included.

The first two are sure. Silence is only a suspicion: mostly the daemon was simply off.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: A store that heard nothing for so long is suspected to be a snapshot when a daemon starts on it.
SILENCE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Sent:
    """The mark's content: the last attempt that was made on this machine."""

    #: The store's epoch in which it was made.
    epoch: str
    #: 0 when none was made yet.
    attempt: int
    #: When the attempt started, as it stands in the store; None when none was made yet.
    at: datetime | None


class Standing(StrEnum):
    """What the witnesses say of a store."""

    SAME = "same"  # the one that was used last
    FIRST = "first"  # never used with a mark before
    SUSPECTED = "suspected"  # perhaps an older copy
    OLDER = "older"  # an older copy, or another store


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Everything that is known when a store is opened."""

    #: The store's newest epoch; None where it never had one.
    epoch: str | None
    #: The epochs before it.
    earlier: Collection[str]
    #: None where there is no mark; `mark_kept` tells whether there should be one.
    mark: Sent | None
    #: Whether the mark's attempt stands in the store, with the same start.
    mark_found: bool
    #: Whether a mark that is missing means something: it lies beside the store, and would have moved with it.
    mark_kept: bool
    #: Whether any attempt was ever made on this store.
    used: bool
    #: Where the tables lie, and where they lay when the epoch began; None where that cannot be told.
    place: str | None
    place_before: str | None
    #: How long ago the store heard something last; None: do not ask.
    silent: timedelta | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a store is taken for, and why."""

    standing: Standing
    reason: str


def judge(seen: Witnessed) -> Judgement:
    """Whether the store is the one that was used last."""
    if seen.epoch is None and (seen.mark is None or not seen.mark.attempt):
        return Judgement(Standing.FIRST, "first use")
    sure = _sure_sign(seen)
    if sure is not None:
        return Judgement(Standing.OLDER, f"the store is an older copy: {sure}")
    suspicion = _suspicion(seen) if seen.used else None
    return Judgement(Standing.SUSPECTED, suspicion) if suspicion else Judgement(Standing.SAME, "")


def _sure_sign(seen: Witnessed) -> str | None:
    mark = seen.mark
    if seen.place is not None and seen.place_before is not None and seen.place != seen.place_before:
        return "its tables were made anew, so a dump was read in"
    if mark is None:
        return "there is no mark beside it of what was sent last" if seen.used and seen.mark_kept else None
    if seen.epoch is None:
        return f"it knows nothing of the attempts made here until {_told(mark.at)}"
    if mark.epoch != seen.epoch:
        known = mark.epoch in seen.earlier
        return None if known else f"attempts were made here until {_told(mark.at)}, after a restore it knows nothing of"
    if mark.attempt and not seen.mark_found:
        return f"the last attempt made here, of {_told(mark.at)}, is not in it"
    return None


def _suspicion(seen: Witnessed) -> str | None:
    if seen.mark is None:
        return "there is no mark on this machine of what was sent last"
    if seen.silent is not None and seen.silent > SILENCE:
        return f"the store heard nothing for {seen.silent.total_seconds() / 3600:.0f} hours"
    return None


def _told(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "now"
