"""A source as configured: where new articles appear, and how it is watched."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What happens to what a source holds at its first visit: by default it is only recorded."""

    #: The newest so many are posted; None = not by number.
    newest: int | None = None
    #: Those published at or after this moment are posted; None = not by date.
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A source as configured."""

    name: str
    url: str
    every: timedelta
    #: Lower-case ISO 639-1; None = recognised page by page.
    language: str | None = None
    first_run: FirstRun = FirstRun()
    #: The accounts its articles go to; None = every account whose languages fit.
    accounts: Collection[str] | None = None
    #: CSS selector of a listing page's articles; None = told by structure.
    selector: str | None = None
