"""Figures that nobody told are never zero; sums say of how many they are."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.model.engagement import Absence, Metric, Snapshot
from bot.report.figures import Grouping, Report, _line, period
from bot.report.output import as_csv, as_json, as_table
from bot.store.engagement import Measured

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Bishkek")


def measured(number: int, network: str, figures: dict[Metric, int] | None) -> Measured:
    snapshot = None
    if figures is not None:
        absent = {metric: Absence.NOT_OFFERED for metric in Metric if metric not in figures}
        snapshot = Snapshot(f"e{number}", NOW, figures, absent)
    return Measured(
        number,
        1,
        network,
        network,
        "ru",
        "news",
        "=Заголовок; с точкой",
        "https://e.org/1",
        "https://n/1",
        NOW,
        snapshot,
    )


def report() -> Report:
    entries = [
        measured(1, "x", {Metric.REACTIONS: 3}),
        measured(2, "x", {Metric.REACTIONS: 0, Metric.REACH: 5}),
        measured(3, "x", None),
    ]
    line = _line({"article": "=Заголовок; с точкой"}, entries, {1: 70})
    return Report(NOW, NOW, (Grouping.ARTICLE,), (line,), line, {"held": 2})


def test_a_sum_says_how_many_told_it_and_what_is_missing_why() -> None:
    (line,) = report().lines
    assert (
        line.figures[Metric.REACTIONS].value,
        line.figures[Metric.REACTIONS].told,
        line.figures[Metric.REACTIONS].posts,
    ) == (3, 2, 3)
    assert line.figures[Metric.REACH].told == 1
    assert line.figures[Metric.CLICKS].value is None
    assert line.figures[Metric.CLICKS].absence is Absence.NOT_OFFERED
    assert line.page_views == 70


def test_none_is_never_shown_as_zero() -> None:
    table = as_table(report(), ZONE)
    row = next(line for line in table.splitlines() if line.startswith("=Заголовок"))
    assert row.split()[-7:] == ["–", "5*", "3*", "–", "–", "–", "–"]
    assert "2 held" in table
    plain = json.loads(as_json(report(), ZONE))["lines"][0]
    assert (plain["clicks"], plain["reactions"], plain["absent"]["clicks"]) == (None, 3, "not_offered")
    (row_csv,) = list(csv.DictReader(io.StringIO(as_csv(report(), ZONE))))
    assert (row_csv["clicks"], row_csv["reach"]) == ("", "5")


def test_a_title_is_no_formula_in_a_spreadsheet() -> None:
    assert "'=Заголовок" in as_csv(report(), ZONE)


def test_a_period_is_whole_days_of_the_site() -> None:
    start, end = period(date(2026, 11, 1), date(2026, 11, 2), ZONE, NOW)
    assert (start.isoformat(), end.isoformat()) == ("2026-10-31T18:00:00+00:00", "2026-11-02T18:00:00+00:00")
    start, end = period(None, None, ZONE, NOW)
    assert (end - start).days == 30
