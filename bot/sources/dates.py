"""Dates as machines and people write them, in Russian, Kyrgyz, English and a few neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "январ январь января янв january jan januar январ үчтүн janvier enero gennaio ocak қаңтар yanvar janeiro stycznia січня",
        "феврал февраль февраля фев february feb februar feber février febrero febbraio şubat ақпан fevral fevereiro lutego лютого",
        "март марта мар march mar märz maerz mars marzo mart наурыз março marca березня",
        "апрел апрель апреля апр april apr avril abril aprile nisan сәуір aprel kwietnia квітня",
        "май мая may mai mayo maggio mayıs мамыр maio maja травня",
        "июн июнь июня june jun juni juin junio giugno haziran маусым iyun junho czerwca червня",
        "июл июль июля july jul juli juillet julio luglio temmuz шілде iyul julho lipca липня",
        "август августа авг august aug août agosto ağustos тамыз avgust sierpnia серпня",
        "сентябр сентябрь сентября сен сент september sep sept septembre septiembre settembre eylül қыркүйек sentabr sentyabr setembro września вересня",
        "октябр октябрь октября окт october oct oktober octobre octubre ottobre ekim қазан oktabr oktyabr outubro października жовтня",
        "ноябр ноябрь ноября ноя нояб november nov novembre noviembre kasım қараша noyabr novembro listopada листопада",
        "декабр декабрь декабря дек december dec dezember décembre diciembre dicembre aralık желтоқсан dekabr dezembro grudnia грудня",
    ),
    1,
):
    _MONTHS.update(dict.fromkeys(_names.split(), _number))

_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
#: Kyrgyz months take endings: «июнунда», «12-июну», «ноябрында».
_MONTH = rf"(?P<month>{_NAME})(?:ы|у|и|ү|ынын|унун|ында|унда|инде|дын|дун|да|де)?\.?"
_TIME = (
    r"(?:\D{0,12}?(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d|\.\d)"
    r"(?:\s*(?P<half>[ap])\.?m\b)?)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"(?<!\d)(?P<day>[0-3]?\d)(?:-?(?:го|е|ое|st|nd|rd|th)|\.)?[\s\xa0]+(?:of\s+|de\s+)?{_MONTH},?[\s\xa0]+(?:de\s+)?{_YEAR}",
        rf"(?<!\d){_YEAR}[\s\xa0]*-?[\s\xa0]*(?:жылдын|жылы|жыл|-ж\.?|ж\.)?,?[\s\xa0]*(?P<day>[0-3]?\d)[\s\xa0]*[-–]?[\s\xa0]*{_MONTH}(?!\w)",
        rf"\b{_MONTH}[\s\xa0]+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?[\s\xa0]+{_YEAR}",
        rf"(?<!\d)(?P<day>[0-3]?\d)[\s\xa0]*[-–][\s\xa0]*{_MONTH},?[\s\xa0]*{_YEAR}",
        rf"(?<![\d.])(?P<day>[0-3]?\d)[./-](?P<number>[01]?\d)[./-]{_YEAR}(?!\d)",
        # Two digits are a year only where a time follows.
        r"(?<![\d.])(?P<day>[0-3]\d)\.(?P<number>[01]\d)\.(?P<year>\d\d)(?=[\s,|]{1,5}[012]?\d[:.][0-5]\d)",
    )
)
_ISO = re.compile(
    r"(?<!\d)(?P<date>(?:19|20)\d\d-[01]\d-[0-3]\d)(?:[T\s](?P<time>[0-2]\d:[0-5]\d(?::[0-5]\d)?)(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-][01]\d:?[0-5]\d|[+-]\d{2})?)?(?!\d)",
)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z)?$")
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}\.?[\s-]+\d{2,4},?\s+\d{1,2}:\d\d(?::\d\d)?\s*(?P<zone>[A-Z]{1,5}|[+-]\d\d:?\d\d)?\s*(?:\(.*)?$"
)
_RELATIVE = re.compile(r"\b(сегодня|вчера|бүгүн|кечээ|today|yesterday)\b" + _TIME, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as read."""

    #: Aware.
    moment: datetime
    #: False when only a day was given: `moment` is its midnight.
    has_time: bool


def parse_date(text: str, zone: ZoneInfo, *, now: datetime | None = None) -> ParsedDate | None:
    """The first date in a short text, None where there is none; `zone` holds where none is written.

    «сегодня», «кечээ», "yesterday" are understood when `now` is given.
    """
    text = text.strip()[:300]
    for read in (_iso, _compact, _rfc822, _words):
        found = read(text, zone)
        if found is not None:
            return found
    return _relative(text, zone, now) if now else None


def is_date(text: str) -> bool:
    """Whether a short text is a date, with or without a time, and nothing else."""
    text = text.strip(" \t\n|,.·•–—-")
    return len(text) <= 60 and any(form.fullmatch(text) for form in (*_FORMS, _ISO))


def _iso(text: str, zone: ZoneInfo) -> ParsedDate | None:
    found = _ISO.search(text)
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(f"{found['date']}T{found['time'] or '00:00'}")
    except ValueError:
        return None
    return ParsedDate(moment.replace(tzinfo=_offset(found["zone"]) or zone), found["time"] is not None)


def _offset(written: str | None) -> timezone | None:
    if not written:
        return None
    if written in {"Z", "UTC", "GMT"}:
        return UTC
    digits = re.sub(r"\D", "", written).ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-distance if written.startswith("-") else distance)


def _compact(text: str, zone: ZoneInfo) -> ParsedDate | None:
    found = _COMPACT.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, utc = found.groups()
    return _moment(
        int(year), int(month), int(day), UTC if utc else zone,
        (int(hour), int(minute), int(second or 0)) if hour else None,
    )  # fmt: skip


def _rfc822(text: str, zone: ZoneInfo) -> ParsedDate | None:
    # The standard library guesses at anything: only what looks like a mail date is given to it.
    found_mail = _MAIL.match(text)
    if not found_mail:
        return None
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    year = parsed[0] + 2000 if parsed[0] < 70 else parsed[0]
    found = _moment(year, parsed[1], parsed[2], zone, (parsed[3], parsed[4], min(parsed[5], 59)))
    if found is None or parsed[9] is None or not found_mail["zone"]:
        return found
    return ParsedDate(found.moment.replace(tzinfo=timezone(timedelta(seconds=parsed[9]))), True)


def _words(text: str, zone: ZoneInfo) -> ParsedDate | None:
    matches = [(found.start(), found) for form in _FORMS if (found := form.search(text))]
    for _, found in sorted(matches, key=lambda pair: pair[0]):
        groups = found.groupdict()
        month = int(groups["number"]) if groups.get("number") else _MONTHS[groups["month"].lower()]
        year = int(groups["year"]) if len(groups["year"]) == 4 else 2000 + int(groups["year"])
        parsed = _moment(year, month, int(groups["day"]), zone, _time(groups))
        if parsed is not None:
            return parsed
    return None


def _time(groups: dict[str, str | None]) -> tuple[int, int, int] | None:
    if groups.get("hour") is None:
        return None
    hour = int(groups["hour"] or 0)
    half = (groups.get("half") or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return hour, int(groups["minute"] or 0), int(groups["second"] or 0)


def _relative(text: str, zone: ZoneInfo, now: datetime) -> ParsedDate | None:
    found = _RELATIVE.search(text)
    if not found:
        return None
    back = 1 if found.group(1).lower() in {"вчера", "кечээ", "yesterday"} else 0
    day = now.astimezone(zone).date() - timedelta(days=back)
    return _moment(day.year, day.month, day.day, zone, _time(found.groupdict()))


def _moment(
    year: int, month: int, day: int, zone: ZoneInfo | timezone, clock: tuple[int, int, int] | None
) -> ParsedDate | None:
    try:
        return ParsedDate(datetime(year, month, day, *(clock or (0, 0, 0)), tzinfo=zone), clock is not None)
    except ValueError:
        return None
