"""Reading and rendering one page for five networks, against the extraction library alone on the same pages.

    python -m tests.bench.pages [FOLDER] [--rounds 5]

FOLDER holds saved pages (.html, .html.gz); without it the gold pages beside the project, else pages made here. Every
page is measured by turns in one run, the best of the rounds counts, and the sum over all pages is compared.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import trafilatura

from bot.errors import ReadingError
from bot.model.account import Account
from bot.model.article import Article
from bot.model.limits import Limits
from bot.networks.registry import REGISTRY
from bot.render.faithful import words_of
from bot.render.renderer import Renderer
from bot.render.summary import material_of
from bot.sources.page import read_page
from tests.sources.samples import LAYOUTS, STORIES, Story

#: What the measure is promised for; further networks came later.
_FIVE = ("facebook", "linkedin", "x", "vk", "ok")
_GOLD = Path(__file__).resolve().parents[2].parent / "shared" / "articles" / "pages"


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds for all pages, best of the rounds."""

    pages: int
    #: Text only, the library's fastest mode.
    library_fast_s: float
    #: With metadata, as the library is used by default.
    library_s: float
    reading_s: float
    rendering_s: float

    @property
    def ratio(self) -> float:
        """Ours to the library's fastest."""
        return (self.reading_s + self.rendering_s) / self.library_fast_s


def measure(pages: Iterable[bytes], rounds: int = 5) -> Figures:
    """The figures for these pages."""
    renderer, accounts = Renderer(), list(_accounts())
    sums = [0.0] * 4
    count = 0
    for body in pages:
        text = body.decode("utf-8", "replace")
        try:
            article = read_page(body, "https://mission.example.org/ru/news/1", timezone=ZoneInfo("Asia/Bishkek"))
        except ReadingError:
            continue
        count += 1

        def render(article: Article = article) -> None:
            # A round must not live on what the round before found out.
            material_of.cache_clear()
            words_of.cache_clear()
            for account, limits in accounts:
                renderer.render(article, account, limits, mark="bench")

        def extract_fast(text: str = text) -> object:
            return trafilatura.bare_extraction(text, fast=True, include_comments=False, with_metadata=False)

        def extract(text: str = text) -> object:
            return trafilatura.bare_extraction(text, include_comments=False, with_metadata=True)

        def read(body: bytes = body) -> object:
            return read_page(body, "https://mission.example.org/ru/news/1", timezone=ZoneInfo("Asia/Bishkek"))

        for position, seconds in enumerate(_best((extract_fast, extract, read, render), rounds)):
            sums[position] += seconds
    return Figures(count, *sums)


def pages_in(folder: Path | None) -> Iterator[bytes]:
    """The saved pages of a folder, or pages made here."""
    chosen = folder or (_GOLD if _GOLD.exists() else None)
    if chosen is None:
        yield from (_made(story, layout) for layout in LAYOUTS.values() for story in STORIES.values())
        return
    for path in sorted(chosen.iterdir()):
        if path.name.endswith(".html"):
            yield path.read_bytes()
        elif path.name.endswith(".html.gz"):
            yield gzip.decompress(path.read_bytes())


def _best(calls: tuple[Callable[[], object], ...], rounds: int) -> list[float]:
    """Seconds of each call, by turns, the best of the rounds."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for position, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[position] = min(best[position], time.perf_counter() - start)
    return best


def _made(story: Story, layout: Callable[[Story], bytes]) -> bytes:
    """A page of the size that real ones have: more text, long menus, scripts and styles in its head."""
    text = tuple(f"{paragraph} ({n})" for n in range(1, 7) for paragraph in story.paragraphs)
    page = layout(replace(story, paragraphs=(*story.paragraphs, *text))).decode()
    links = "".join(f"<li class='mi mi-{n}'><a href='/s/{n}'>{story.others[n % 3]}, {n}</a></li>" for n in range(250))
    script = "<script>" + "var a = {b: [1, 2, 3], c: function () { return document.title; }};\n" * 300 + "</script>"
    style = "<style>" + ".a .b > .c { color: #123456; margin: 0 auto; }\n" * 300 + "</style>"
    return page.replace("</head>", f"{script}{style}</head>").replace("</ul></div>", f"{links}</ul></div>", 1).encode()


def _accounts() -> Iterator[tuple[Account, Limits]]:
    for name in _FIVE:
        yield Account(name, name, "1"), REGISTRY[name].limits


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    found = measure(pages_in(chosen.folder), chosen.rounds)
    each = 1000 / max(found.pages, 1)
    print(f"{found.pages} pages, best of {chosen.rounds}, milliseconds a page")
    print(f"library, text only       {found.library_fast_s * each:8.2f}")
    print(f"library, with metadata   {found.library_s * each:8.2f}")
    print(f"our reading              {found.reading_s * each:8.2f}")
    print(f"rendering five posts     {found.rendering_s * each:8.2f}")
    print(f"reading and rendering    {found.ratio:8.2f} × the library, text only")
    print(f"                         {(found.reading_s + found.rendering_s) / found.library_s:8.2f} × with metadata")


if __name__ == "__main__":
    main()
