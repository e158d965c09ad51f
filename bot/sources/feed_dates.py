"""Dates of feed entries: what `dates` reads, with the zones and orders that feeds alone have."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.sources.dates import parse_date

#: Zone → hours from UTC, as servers of the region, Europe and America write them.
_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "TRT": 3, "MSK": 3, "МСК": 3, "MSD": 4, "SAMT": 4, "GST": 4, "YEKT": 5, "UZT": 5, "TJT": 5,
    "TMT": 5, "PKT": 5, "KGT": 6, "KGST": 6, "OMST": 6, "NOVT": 7, "KRAT": 7, "IRKT": 8, "HKT": 8, "JST": 9, "KST": 9,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_ZONE = re.compile(
    r"(?P<clock>\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?)\s*"
    r"(?:(?:GMT|UTC?)?\s*(?P<sign>[+-])(?P<hours>[01]?\d)(?::?(?P<minutes>[0-5]\d))?|\(?(?P<name>[A-ZА-Я]{1,5})\)?)"
    r"\s*(?:\(.*)?$"
)
_YEAR_FIRST = re.compile(r"^((?:19|20)\d\d)[/.]([01]?\d)[/.]([0-3]?\d)(?!\d)")
_YEAR_LAST = re.compile(r"^[A-Za-z]{3},?\s+([A-Za-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d\d(?::\d\d)?)\s+((?:19|20)\d\d)$")
_AMERICAN = re.compile(r"^([01]?\d)/([0-3]?\d)/((?:19|20)\d\d)\b(?=.*[AaPp]\.?[Mm])")


def feed_moment(written: str | None, zone: ZoneInfo) -> datetime | None:
    """The moment in aware UTC; None for no date, or one that cannot be understood. `zone`: where none is written."""
    text = " ".join((written or "").split())[:200]
    if not text or re.match(r"0000|.*-0001", text):
        return None
    offset = _ZONE.search(text)
    stated = _offset(offset) if offset else None
    if offset:
        # A name nobody knows is no reason to take the site's clock for UTC.
        text = text[: offset.end("clock")]
    found = parse_date(_in_order(text), zone)
    if found is None:
        return None
    moment = found.moment if stated is None or not found.has_time else found.moment.replace(tzinfo=stated)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _offset(found: re.Match[str]) -> timezone | None:
    if found["sign"]:
        distance = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(distance if found["sign"] == "+" else -distance)
    hours = _HOURS.get(found["name"])
    return None if hours is None else timezone(timedelta(hours=hours))


def _in_order(text: str) -> str:
    """The text with its day, month and year in an order that is read everywhere."""
    text = _YEAR_FIRST.sub(lambda f: f"{f[1]}-{int(f[2]):02}-{int(f[3]):02}", text)
    text = _YEAR_LAST.sub(r"\2 \1 \4 \3", text)
    return _AMERICAN.sub(r"\2.\1.\3", text)
