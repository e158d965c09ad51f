"""How durations, quiet days and late rules are written in the configuration file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator

from bot.model.policy import LateAction, LateStep, QuietDays

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")
#: A year that has every day.
_ANY_YEAR = 2000


def parse_duration(written: object) -> timedelta:
    """The duration. Raises ValueError with the mend."""
    if isinstance(written, timedelta):
        return written
    parts = re.findall(r"(\d+)([smhd])", written) if isinstance(written, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != written:
        raise ValueError(f'{written!r} is no duration → write "30s", "5m", "2h" or "1d"')
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


def quiet_days(written: object) -> QuietDays:
    """One day or one range of days. Raises ValueError with the mend."""
    if isinstance(written, QuietDays):
        return written
    if isinstance(written, date):  # TOML has dates of its own
        written = written.isoformat()
    first, _, last = str(written).partition("..")
    begin, end = _day(first.strip(), written), _day((last or first).strip(), written)
    if (begin[0] is None) is not (end[0] is None):
        raise ValueError(f'{written!r}: give a year to both days or to none → "12-31..01-02"')
    if begin[0] is None or end[0] is None:
        return QuietDays(str(written), begin[1], end[1])
    if (begin[0], *begin[1]) > (end[0], *end[1]):
        raise ValueError(f"{written!r} ends before it begins → exchange the two days")
    return QuietDays(str(written), begin[1], end[1], (begin[0], end[0]))


def _day(text: str, written: object) -> tuple[int | None, tuple[int, int]]:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(f'{written!r} is no day → write "05-09" (every year), "2026-12-31" or "12-31..01-02"')
    year, month, day = (int(part) if part else None for part in found.groups())
    assert month is not None
    assert day is not None
    try:
        date(year or _ANY_YEAR, month, day)
    except ValueError:
        raise ValueError(f"{written!r}: there is no such day → month-day, as in 05-09 for the 9th of May") from None
    return year, (month, day)


def late_step(written: object) -> LateStep:
    """One step of a late rule. Raises ValueError with the mend."""
    if isinstance(written, LateStep):
        return written
    after, _, action = str(written).strip().partition(" ")
    known = ", ".join(LateAction)
    try:
        return LateStep(" ".join(str(written).split()), parse_duration(after), LateAction(action.strip()))
    except ValueError:
        raise ValueError(f'{written!r} is no late rule → write "6h digest"; what may follow the age: {known}') from None


QuietDay = Annotated[QuietDays, BeforeValidator(quiet_days)]
LateRule = Annotated[LateStep, BeforeValidator(late_step)]
