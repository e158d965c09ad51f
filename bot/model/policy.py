"""What the configuration says about days, late articles and corrections, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class OnCorrection(StrEnum):
    """What a correction of the article on its site leads to, for a post that is out."""

    EDIT = "edit"  # the post is changed; a person confirms where a number, name, quotation or date changed
    ALERT = "alert"  # staff are asked
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class QuietDays:
    """Days on which nothing leaves, the first and the last one included."""

    #: As it was written, for people.
    written: str
    #: (month, day) of every year, or of one year where `years` is given.
    first: tuple[int, int]
    last: tuple[int, int]
    #: The years of the first and the last day; None = every year.
    years: tuple[int, int] | None = None

    def covers(self, day: date) -> bool:
        """Whether that day is one of them; without years a range may run over the new year."""
        there = (day.month, day.day)
        if self.years is not None:
            return (self.years[0], *self.first) <= (day.year, *there) <= (self.years[1], *self.last)
        if self.first <= self.last:
            return self.first <= there <= self.last
        return there >= self.first or there <= self.last


class LateAction(StrEnum):
    """What becomes of an article that comes, or could be sent, too late."""

    POST = "post"
    DIGEST = "digest"  # one post with the titles and links of all of them
    HOLD = "hold"  # a person decides
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class LateStep:
    """What is done from that lateness on."""

    #: As it was written, for people.
    written: str
    after: timedelta
    action: LateAction
