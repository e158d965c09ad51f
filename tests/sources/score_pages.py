"""Scores the page reader against real pages with gold answers: `python -m tests.sources.score_pages [-v]`.

The pages are not part of the project; the folder is looked for beside it.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import ReadingError
from bot.model.article import Article
from bot.sources.canonical import same_page
from bot.sources.page import read_page

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "articles"


def folded(text: str) -> str:
    """The text with blanks, quotes, dashes and case made one."""
    text = re.sub(r"[«»“”„\"'‘’`´]", "", text.casefold())
    return " ".join(re.sub(r"[-–—−‐]", "-", text).split())


def pages() -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each gold entry with its page's bytes."""
    for entry in json.loads((FOLDER / "pages.json").read_text(encoding="utf-8")):
        path = FOLDER / entry["file"]
        yield entry, gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def judge(entry: dict[str, Any], article: Article) -> dict[str, bool]:
    """Field → whether it is right."""
    text = folded(article.text)
    leads = [entry["lead_start"], *entry.get("lead_also", [])]
    wanted = [folded(part) in text for part in entry["must_contain"]]
    verdicts = {
        "title": folded(article.title) == folded(entry["title"]),
        "lead": any(folded(article.lead).startswith(folded(lead)[:60]) for lead in leads if lead),
        "published": (article.published.date().isoformat() if article.published else None)
        == (entry["published"][:10] if entry["published"] else None),
        "language": article.language == entry["language"],
        "canonical": same_page(article.canonical_url, entry["canonical"] or entry["url"]),
        "views": article.views == entry["views"],
        "contains": all(wanted),
        "clean": not any(folded(part) in text for part in entry["must_not_contain"]),
    }
    if entry.get("images"):
        right = {*entry["images"], *entry.get("images_other_sizes", [])}
        verdicts["images"] = any(image.url in right for image in article.images)
    return verdicts


def score(verbose: bool = False) -> dict[str, float]:
    """Field → share of pages on which it is right."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for entry, body in pages():
        try:
            article = read_page(body, entry["url"], timezone=ZoneInfo("UTC"))
        except ReadingError as error:
            print(entry["id"], error)
            continue
        for name, verdict in judge(entry, article).items():
            asked[name] += 1
            right[name] += verdict
            if verbose and not verdict:
                _explain(entry, article, name)
    return {name: right[name] / count for name, count in asked.items()}


def _explain(entry: dict[str, Any], article: Article, name: str) -> None:
    wanted = {"lead": "lead_start", "contains": "must_contain", "clean": "must_not_contain"}.get(name, name)
    got: object = getattr(article, {"canonical": "canonical_url"}.get(name, name), "")
    if name == "images":
        got = [image.url for image in article.images]
    elif name == "contains":
        got = [part for part in entry["must_contain"] if folded(part) not in folded(article.text)]
    elif name == "clean":
        got = [part for part in entry["must_not_contain"] if folded(part) in folded(article.text)]
    print(f"{entry['id']} {name}: wanted {str(entry[wanted])[:160]!r}\n{'':8}got {str(got)[:200]!r}")


if __name__ == "__main__":
    for field, share in score("-v" in sys.argv).items():
        print(f"{field:10} {share:.3f}")
