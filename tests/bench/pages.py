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
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import trafilatura

from bot.errors import ReadingError
from bot.model.account import Account
from bot.model.limits import Limits
from bot.networks.registry import REGISTRY
from bot.render.renderer import Renderer
from bot.sources.page import read_page

_GOLD = Path(__file__).resolve().parents[2].parent / "shared" / "articles" / "pages"
_SENTENCE = "Министр иностранных дел Ж.Кулубаев встретился с послом А.Смитом и обсудил {n} вопросов сотрудничества. "


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

        def render(article=article) -> None:  # type: ignore[no-untyped-def]
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
        yield from (_made(paragraphs) for paragraphs in (5, 15, 40))
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


def _made(paragraphs: int) -> bytes:
    text = "".join(f"<p>{_SENTENCE.format(n=n) * 4}</p>" for n in range(paragraphs))
    links = "".join(f"<li><a href='/ru/news/{n}'>Новость номер {n} о событиях дня</a></li>" for n in range(60))
    head = "<title>Встреча | МИД</title><meta property='og:title' content='Встреча с послом прошла в Бишкеке'>"
    body = f"<nav><ul>{links}</ul></nav><article><h1>Встреча с послом прошла в Бишкеке</h1>{text}</article>"
    return f"<html lang='ru'><head>{head}</head><body>{body}<footer>{links}</footer></body></html>".encode()


def _accounts() -> Iterator[tuple[Account, Limits]]:
    for name, network in REGISTRY.items():
        yield Account(name, name, "1"), network.limits


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
