"""A network's refusals as a table: one line a code, with what it means and where that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import RemoteError


@dataclass(frozen=True, slots=True)
class Line:
    """What one code of a network means for us."""

    kind: type[RemoteError]
    #: In plain words, for people: what happened.
    meaning: str
    #: The document, or "peer" with what was seen; "unsure" where sources disagree.
    source: str
    #: How long to wait where the network does not say it in its answer; None = by our own backoff.
    wait: timedelta | None = None
    read_on: date = date(2026, 11, 23)
