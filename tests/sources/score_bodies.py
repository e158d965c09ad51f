"""Scores body, lead and pictures on the made pages, beside the extraction library alone: `python -m tests.sources.score_bodies [-v]`."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import trafilatura

from bot.model.article import Article
from bot.sources.page import read_page
from tests.sources.bodies import engines, made_to_order, newsrooms, wordpress
from tests.sources.bodies.frame import HOST, Made, forbidden_everywhere
from tests.sources.bodies.stories import STORIES, Story

LAYOUTS = {**wordpress.LAYOUTS, **engines.LAYOUTS, **made_to_order.LAYOUTS, **newsrooms.LAYOUTS}


@dataclass(frozen=True)
class Case:
    """One made page and what was read from it."""

    name: str
    story: Story
    made: Made
    article: Article


def cases(layout: str | None = None) -> Iterator[Case]:
    """Every layout with every story."""
    for name in [layout] if layout else LAYOUTS:
        for number, story in enumerate(STORIES):
            made = LAYOUTS[name](story)
            article = read_page(made.page, f"{HOST}/news/77", timezone=ZoneInfo("Asia/Bishkek"))
            yield Case(f"{name}-{story.language}{number % 2 + 1}", story, made, article)


def f1(got: str, wanted: str) -> float:
    """How far two texts share their words."""
    one, other = (Counter(re.findall(r"\w+", text.casefold())) for text in (got, wanted))
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def leaked(case: Case) -> list[str]:
    """What stands in the text and must not."""
    text = folded(case.article.text)
    wanted = folded(" ".join(case.made.body))
    never = [*forbidden_everywhere(case.story), *case.made.forbidden]
    return [part for part in never if folded(part) in text and folded(part) not in wanted]


def lead_is_right(case: Case) -> bool:
    """With the dateline or without."""
    first = case.made.body[0]
    return any(case.article.lead.startswith(start[:60]) for start in (first, case.story.lead))


def pictures_of(article: Article) -> list[tuple[str, str | None, str | None]]:
    return [(image.url, image.caption, image.alt) for image in article.images]


def library_text(case: Case) -> str:
    """What the extraction library alone reads on the page."""
    return trafilatura.extract(case.made.page, include_comments=False) or ""


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def main() -> None:
    """Prints the figures, and with -v every fault."""
    sums: Counter[str] = Counter()
    for case in cases():
        wanted = " ".join(case.made.body)
        figures = {
            "body F1": f1(case.article.text, wanted),
            "library F1": f1(library_text(case), wanted),
            "lead": lead_is_right(case),
            "clean": not leaked(case),
            "addresses": [one[0] for one in pictures_of(case.article)] == [one[0] for one in case.made.pictures],
            "pictures": pictures_of(case.article) == list(case.made.pictures),
        }
        sums["pages"] += 1
        for name, figure in figures.items():
            sums[name] += figure  # type: ignore[assignment]
        if "-v" in sys.argv:
            _explain(case, figures)
    for name, total in sums.items():
        print(f"{name:12} {total if name == 'pages' else round(total / sums['pages'], 4)}")


def _explain(case: Case, figures: dict[str, float | bool]) -> None:
    if figures["body F1"] < 0.995:
        print(f"{case.name} body {figures['body F1']:.3f} (library {figures['library F1']:.3f})")
        text, wanted = folded(case.article.text), folded(" ".join(case.made.body))
        for line in case.article.text.split("\n\n"):
            if folded(line) not in wanted:
                print(f"    + {line[:150]}")
        for line in case.made.body:
            if folded(line) not in text:
                print(f"    - {line[:150]}")
    if not figures["lead"]:
        print(f"{case.name} lead {case.article.lead[:120]!r}")
    if not figures["clean"]:
        print(f"{case.name} leaked {leaked(case)}")
    if not figures["pictures"]:
        print(f"{case.name} pictures\n    got    {pictures_of(case.article)}\n    wanted {list(case.made.pictures)}")


if __name__ == "__main__":
    main()
