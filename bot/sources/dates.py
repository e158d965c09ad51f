"""Dates as machines and people write them, in Russian, Kyrgyz, English and a few neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
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
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d|\.\d)"
_TIME = rf"(?:\D{{0,12}}?{_CLOCK}(?:\s*(?P<half>[ap])\.?m\b)?)?"
#: A time that stands before its date.
_TIME_BEFORE = re.compile(
    rf"(?<![\d.,:]){_CLOCK}(?:\s?(?P<half>[ap])\.?m\.?)?[\s,|/·•–—-]{{1,5}}(?:[^\W\d]{{2,12}}\.?,?\s{{1,3}})?$",
    re.IGNORECASE,
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_B = r"[\s\xa0]"
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"(?<!\d)(?P<day>[0-3]?\d)(?:-?(?:го|е|ое|st|nd|rd|th)|\.)?{_B}+(?:of\s+|de\s+)?{_MONTH},?{_B}+(?:de\s+|соли\s+)?{_YEAR}",
        rf"(?<!\d){_YEAR}{_B}*-?{_B}*(?:жылдын|жылғы|жылы|жыл|-ж\.?|ж\.|yil(?:ning|gi)?)?,?{_B}*(?P<day>[0-3]?\d){_B}*[-–]?{_B}*{_MONTH}(?!\w)",
        rf"\b{_MONTH}{_B}+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?{_B}+{_YEAR}",
        rf"(?<!\d)(?P<day>[0-3]?\d){_B}*[-–/.]{_B}*{_MONTH}(?:,?{_B}*|[-–/.]){_YEAR}",
        rf"(?<![\d.,/])(?P<day>[0-3]?\d)(?P<gap>{_B}?[./-]{_B}?)(?P<number>[0-3]?\d)(?P=gap){_YEAR}(?!\.\d)",
        rf"(?<![\d.,/]){_YEAR}(?P<gap>[./])(?P<number>[01]?\d)(?P=gap)(?P<day>[0-3]?\d)(?![\d.])",
        # Two digits are a year only where a time follows.
        r"(?<![\d.])(?P<day>[0-3]\d)\.(?P<number>[01]\d)\.(?P<year>\d\d)(?=[\s,|]{1,5}[012]?\d[:.][0-5]\d)",
    )
)
#: Two digits are a year, too, where nothing but a time or a word of the date stands before, and nothing follows.
_SHORT = re.compile(
    r"(?:(?:[^\W\d]{2,20}[\s:]{1,3}){0,2}|[012]?\d:[0-5]\d[\s,|/·•–—-]{1,5})"
    r"(?P<day>[0-3]\d)(?P<gap>[./])(?P<number>[01]\d)(?P=gap)(?P<year>[0-4]\d)(?:\s?г\.?)?",
    re.IGNORECASE,
)
#: The first day of a span of days, right before its last: «10–12 июня», «с 10 по 12 июня», «10.06 - 12.06.2020».
_SPAN_BEFORE = re.compile(
    rf"(?:(?<![\d:.])\d{{1,2}}(?:[./]\d{{1,2}}(?:[./](?:\d\d){{1,2}})?|{_B}(?:{_NAME}))?\.?{_B}?[-–—]{_B}?"
    rf"|(?<!\w)\d{{1,2}}(?:[./][\d./]{{2,8}}|{_B}(?:{_NAME}))?{_B}(?:по|до|to){_B})$",
    re.IGNORECASE,
)
_SPAN_AFTER = re.compile(
    rf"{_B}?(?:г\.?|года)?{_B}?(?:[-–—]|по|до|to){_B}?\d{{1,2}}(?:[./]\d{{1,2}}[./]\d\d|[.-]?{_B}?(?:{_NAME})(?!\w))",
    re.IGNORECASE,
)
_WEEKDAYS = {
    start: number
    for number, starts in enumerate(
        ("пн пон mon", "вт вто tue", "ср сре wed", "чт чет thu", "пт пят fri", "сб суб sat", "вс вос sun")
    )
    for start in starts.split()
}
_ISO = re.compile(
    r"(?<!\d)(?P<date>(?:19|20)\d\d-[01]?\d-[0-3]?\d)(?:[T\s]\s?(?P<time>[0-2]?\d:[0-5]\d(?::[0-5]\d)?)(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-][01]\d:?[0-5]\d|[+-]\d{2})?)?(?!\d)",
)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z)?$")
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}\.?[\s-]+\d{2,4},?\s+\d{1,2}:\d\d(?::\d\d)?\s*"
    r"(?P<zone>(?![AP]M\b)[A-Z]{1,5}|[+-]\d\d:?\d\d)?\s*(?:\(.*)?$"
)
_STAMP = re.compile(r"1[0-9]{9}(?:\d{3})?")
_RELATIVE = re.compile(
    rf"(?<!\w)(сегодня|вчера|бүгүн|кечээ|today|yesterday)(?!\w)(?P<more>(?:{_B}+в)?){_TIME}", re.IGNORECASE
)
_YEARLESS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"(?<![\d.:])(?P<day>[0-3]?\d)(?:{_B}?-{_B}?|\.?{_B}+){_MONTH}(?!\w|[\s,]{{0,3}}\d{{4}})",
        rf"(?<!\w){_MONTH}{_B}+(?P<day>[0-3]?\d)(?![\d.:]|[\s,]{{0,3}}\d{{4}})",
    )
)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as read."""

    #: Aware.
    moment: datetime
    #: False when only a day was given: `moment` is its midnight.
    has_time: bool
    #: Where in the text it was written.
    span: tuple[int, int] = field(default=(0, 0), compare=False)


def parse_date(text: str, zone: ZoneInfo) -> ParsedDate | None:
    """The first date in a short text, None where there is none; `zone` holds where none is written.

    A span of days («10–12 июня 2020») is no date.
    """
    text = text.strip()[:300]
    for read in (_iso, _compact, _rfc822, _words):
        found = read(text, zone)
        if found is not None:
            return found if found.span != (0, 0) else replace(found, span=(0, len(text)))
    return None


def parse_incomplete(
    text: str, zone: ZoneInfo, *, today: date | None = None, year: int | None = None
) -> ParsedDate | None:
    """A date without its year, or «сегодня», «кечээ», "yesterday"; None where what completes it is not known.

    `today`: the day on which the text was shown. `year`: the year it belongs to, where that is known.
    """
    text = text.strip()[:120]
    if today is not None and (found := _RELATIVE.search(text)):
        back = 1 if found.group(1).lower() in {"вчера", "кечээ", "yesterday"} else 0
        day = today - timedelta(days=back)
        parsed = _moment(day.year, day.month, day.day, zone, _time(found.groupdict()))
        return replace(parsed, span=found.span()) if parsed else None
    for form in _YEARLESS:
        match = form.search(text)
        if match is None or _is_span(match, text):
            continue
        groups = match.groupdict()
        month, day_of_month = _MONTHS[groups["month"].lower()], int(groups["day"])
        for likely in [year] if year else [today.year, today.year - 1] if today else []:
            parsed = _moment(likely, month, day_of_month, zone, _time(groups))
            if parsed is not None and (year or today is None or parsed.moment.date() <= today):
                return replace(parsed, span=match.span())
    return None


def is_date(text: str) -> bool:
    """Whether a short text is a date, with or without a time, and nothing else."""
    text = text.strip(" \t\n|,.·•–—-")
    if len(text) > 60:
        return False
    if text[:1].isdigit() and text[1:3].count(":"):
        # The time stands first.
        text = text.partition(":")[2][2:].lstrip(" \t\n|,.·•–—-") or text
    return any(form.fullmatch(text) for form in (*_FORMS, _ISO))


def _iso(text: str, zone: ZoneInfo) -> ParsedDate | None:
    found = _ISO.search(text)
    if not found or _is_span(found, text):
        return None
    year, month, day = (int(part) for part in found["date"].split("-"))
    hour, minute, second, *_ = (*(int(part) for part in (found["time"] or "0:0").split(":")), 0)
    clock = (hour, minute, second) if found["time"] else None
    parsed = _moment(year, month, day, _offset(found["zone"]) or zone, clock)
    return replace(parsed, span=found.span()) if parsed else None


def _offset(written: str | None) -> timezone | None:
    if not written:
        return None
    if written in {"Z", "UTC", "GMT"}:
        return UTC
    digits = re.sub(r"\D", "", written).ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-distance if written.startswith("-") else distance)


def _compact(text: str, zone: ZoneInfo) -> ParsedDate | None:
    if _STAMP.fullmatch(text):
        return ParsedDate(datetime.fromtimestamp(int(text[:10]), UTC), True)
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
    if not matches and (short := _SHORT.fullmatch(text)):
        matches.append((0, short))
    for _, found in sorted(matches, key=lambda pair: pair[0]):
        if _is_span(found, text):
            continue
        groups = found.groupdict()
        year = int(groups["year"]) if len(groups["year"]) == 4 else 2000 + int(groups["year"])
        month, day = _month_and_day(groups, year, text[: found.start()])
        parsed = _moment(year, month, day, zone, _time(groups) or _time_before(text[: found.start("day")]))
        if parsed is not None:
            return replace(parsed, span=found.span())
    return None


def _month_and_day(groups: Mapping[str, str | None], year: int, before: str) -> tuple[int, int]:
    """Day before month, as the region writes; month before day where nothing else fits, or the weekday says so."""
    day = int(groups["day"] or 0)
    if not groups.get("number"):
        return _MONTHS[(groups["month"] or "").lower()], day
    number = int(groups["number"] or 0)
    if number > 12:
        return day, number
    if (groups.get("gap") or "").strip() == "/" and day <= 12 and (weekday := _weekday(before)) is not None:
        try:
            if date(year, number, day).weekday() != weekday == date(year, day, number).weekday():
                return day, number
        except ValueError:
            pass
    return number, day


def _weekday(before: str) -> int | None:
    words = re.findall(r"[^\W\d]+", before[-30:].lower())
    return next((_WEEKDAYS[word[:3]] for word in words[::-1] if word[:3] in _WEEKDAYS), None) if words else None


def _is_span(found: re.Match[str], text: str) -> bool:
    """Whether the date is an end of a span of days: days of an event, not of a text."""
    start = found.start()
    return bool(_SPAN_BEFORE.search(text, max(0, start - 40), start) or _SPAN_AFTER.match(text, found.end()))


def _time_before(before: str) -> tuple[int, int, int] | None:
    found = _TIME_BEFORE.search(before[-40:])
    return _time(found.groupdict()) if found else None


def _time(groups: Mapping[str, str | None]) -> tuple[int, int, int] | None:
    if groups.get("hour") is None:
        return None
    hour = int(groups["hour"] or 0)
    half = (groups.get("half") or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return hour, int(groups["minute"] or 0), int(groups["second"] or 0)


def _moment(
    year: int, month: int, day: int, zone: ZoneInfo | timezone, clock: tuple[int, int, int] | None
) -> ParsedDate | None:
    try:
        return ParsedDate(datetime(year, month, day, *(clock or (0, 0, 0)), tzinfo=zone), clock is not None)
    except ValueError:
        return None
