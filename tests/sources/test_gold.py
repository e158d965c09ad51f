"""The scores reached on real pages and feeds, held as floors; skipped where the gold set is not beside the project."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from bot.model.article import Visit
from bot.sources.reader import SourceReader
from tests.sources.score_pages import FOLDER, score

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FOLDER.exists(), reason="the gold pages are not part of the project: ../shared/articles is absent"
    ),
]

FLOORS = {
    "title": 0.89, "lead": 0.90, "published": 0.96, "language": 0.99, "canonical": 1.0, "views": 0.94, "contains": 0.96,
    "clean": 0.98, "images": 0.81,
}  # fmt: skip


def test_pages() -> None:
    reached = score()
    assert {name: share for name, share in reached.items() if share < FLOORS[name]} == {}


def test_feeds() -> None:
    reader = SourceReader(None, timezone=ZoneInfo("UTC"))  # type: ignore[arg-type]
    complete = 0
    entries = json.loads((FOLDER / "feeds.json").read_text(encoding="utf-8"))
    for entry in entries:
        try:
            found = reader.inspect(
                (FOLDER / entry["file"]).read_bytes(), entry.get("feed_url") or "https://example.org/feed", None
            )
        except Exception as error:  # noqa: BLE001
            pytest.fail(f"{entry['id']}: {error}") if entry["first"].get("url") else None
            continue
        complete += isinstance(found, Visit) and len(found.found) == entry["items"]
    assert complete / len(entries) >= 0.75
