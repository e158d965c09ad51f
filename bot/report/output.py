"""Report → text table, JSON, CSV. Pure."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.model.engagement import Metric
from bot.report.figures import Figure, Line, Report

#: What stands where nobody told a figure: never a zero.
UNKNOWN = "–"
_WIDEST = 48
_HEADINGS: Mapping[Metric, str] = {
    Metric.IMPRESSIONS: "views",
    Metric.REACH: "reach",
    Metric.REACTIONS: "reactions",
    Metric.COMMENTS: "comments",
    Metric.SHARES: "shares",
    Metric.CLICKS: "clicks",
    Metric.VIDEO_VIEWS: "video",
}


def as_table(report: Report, zone: ZoneInfo) -> str:
    """The report as an aligned text table with its totals; "–" where no network told a figure."""
    names = [str(grouping) for grouping in report.by]
    headings = [*names, "posts", "site views", *_HEADINGS.values()]
    rows = [_cells(line, names) for line in report.lines]
    total = _cells(report.total, names)
    if names:
        total[0] = "total"
    text = align([headings, *rows, total], left=len(names))
    last = report.until.astimezone(zone) - timedelta(seconds=1)
    period = f"{report.since.astimezone(zone):%Y-%m-%d} to {last:%Y-%m-%d} ({zone.key})"
    missing = f'"{UNKNOWN}" means: the network does not say (never zero).'
    return f"Posts published from {period}\n\n{text}\n\n{missing}\n{_waiting(report)}"


def _waiting(report: Report) -> str:
    states = ", ".join(f"{count} {state}" for state, count in sorted(report.waiting.items()))
    return f"Deliveries: {states or 'none yet'}.\n"


def _cells(line: Line, names: Sequence[str]) -> list[str]:
    figures = [_shown(line.figures[metric]) for metric in _HEADINGS]
    views = UNKNOWN if line.page_views is None else str(line.page_views)
    return [*(line.group.get(name, "") for name in names), str(line.posts), views, *figures]


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return UNKNOWN
    # A star: not every post of the line told it.
    return f"{figure.value}{'' if figure.told == figure.posts else '*'}"


def align(rows: Sequence[Sequence[str]], left: int) -> str:
    """Rows as columns; the first `left` columns to the left, the others to the right, a rule under the headings."""
    cut = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(_width(row[column]) for row in cut) for column in range(len(cut[0]))]
    lines = ["  ".join(_padded(cell, widths[i], i < left) for i, cell in enumerate(row)).rstrip() for row in cut]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(sign) else 1 for sign in text)


def _padded(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text


def _cut(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _WIDEST else one_line[: _WIDEST - 1] + "…"


def as_json(report: Report, zone: ZoneInfo) -> str:
    """The report as JSON: null where no network told a figure, with the reason beside it."""
    return json.dumps(
        {
            "from": report.since.astimezone(zone).isoformat(),
            "to": report.until.astimezone(zone).isoformat(),
            "by": [str(grouping) for grouping in report.by],
            "lines": [_plain(line) for line in report.lines],
            "total": _plain(report.total),
            "deliveries": dict(report.waiting),
        },
        ensure_ascii=False,
        indent=2,
    )


def _plain(line: Line) -> dict[str, object]:
    figures: dict[str, object] = {str(metric): figure.value for metric, figure in line.figures.items()}
    return {
        **line.group,
        "posts": line.posts,
        "page_views": line.page_views,
        **figures,
        "told_by": {str(metric): figure.told for metric, figure in line.figures.items()},
        "absent": {str(m): str(f.absence) for m, f in line.figures.items() if f.absence is not None},
        "post_ids": list(line.deliveries),
    }


def as_csv(report: Report, _zone: ZoneInfo) -> str:
    """The report as CSV with a heading line; an empty cell where no network told a figure."""
    names = [str(grouping) for grouping in report.by]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, "posts", "page_views", *(str(metric) for metric in _HEADINGS)])
    for line in report.lines:
        values = [line.posts, line.page_views, *(line.figures[metric].value for metric in _HEADINGS)]
        writer.writerow([*(_harmless(line.group[name]) for name in names), *values])
    return out.getvalue()


def _harmless(text: str) -> str:
    """A title that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


FORMATS: Mapping[str, Callable[[Report, ZoneInfo], str]] = {"table": as_table, "json": as_json, "csv": as_csv}
