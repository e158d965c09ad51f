"""Every feed of the gold set wholly right: count, and the first entry's id, address, title and moment.

The set is not part of the project; the folder is looked for beside it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.model.article import Found, Unaddressed, Visit
from bot.sources.canonical import clean_url
from bot.sources.dates import parse_date
from bot.sources.reader import SourceReader

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "articles"
ABSENT = "the gold feeds are not part of the project: ../shared/articles is absent"
ZONE = ZoneInfo("UTC")


def gold() -> list[Any]:
    """One parameter set a feed; a single skipped one where the set is absent."""
    path = FOLDER / "feeds.json"
    if not path.exists():
        return [pytest.param({}, id="absent", marks=pytest.mark.skip(reason=ABSENT))]
    return [pytest.param(entry, id=entry["id"]) for entry in json.loads(path.read_text(encoding="utf-8"))]


def moment(written: str | None) -> datetime | None:
    found = parse_date(written, ZONE) if written else None
    return found.moment.astimezone(UTC) if found else None


def wanted(entry: dict[str, Any]) -> dict[str, object]:
    """What the set expects, its addresses in our one spelling."""
    first = entry["first"]
    return {
        "items": entry["items"],
        "id": first["id"],
        "url": first["url"] and clean_url(first["url"]),
        "title": first["title"],
        "published": moment(first["published"]),
    }


def read(entry: dict[str, Any]) -> dict[str, object]:
    base = entry.get("feed_url") or entry.get("xml_base") or "https://feeds.example.org/feed"
    visit = SourceReader(None, timezone=ZONE).inspect((FOLDER / entry["file"]).read_bytes(), base, None)  # type: ignore[arg-type]
    assert isinstance(visit, Visit)
    entries: list[Found | Unaddressed] = [*visit.found]
    for entry in visit.unaddressed:
        entries.insert(entry.position, entry)
    first = entries[0]
    return {
        # The set counts second copies, which are no entries of ours.
        "items": len(entries) + sum(int(note.split()[0]) for note in visit.notes if note.endswith("stand there twice")),
        "id": first.id,
        "url": clean_url(first.url) if isinstance(first, Found) else None,
        "title": first.title,
        "published": first.published,
    }


@pytest.mark.parametrize("entry", gold())
def test_gold(entry: dict[str, Any]) -> None:
    assert read(entry) == wanted(entry)
