"""Pages with traps around the article's head, read whole."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from bot.model.article import Article
from bot.sources.page import read_page
from tests.sources.odd_pages import ODD, Odd, p, whole
from tests.sources.odder_pages import ODDER
from tests.sources.samples import BISHKEK

CASES = [pytest.param(odd, id=odd.name) for odd in (*ODD, *ODDER)]


def read(odd: Odd) -> Article:
    return read_page(odd.html.encode(), odd.url, timezone=BISHKEK)


@pytest.mark.parametrize("odd", CASES)
def test_the_headline(odd: Odd) -> None:
    assert read(odd).title == odd.title


@pytest.mark.parametrize("odd", CASES)
def test_the_date(odd: Odd) -> None:
    article = read(odd)
    if odd.published is None:
        assert article.published is None
        return
    wanted = datetime.fromisoformat(odd.published)
    assert article.published == (wanted if wanted.tzinfo else wanted.replace(tzinfo=BISHKEK))
    assert article.has_time == ("T" in odd.published)


@pytest.mark.parametrize("odd", CASES)
def test_the_counter(odd: Odd) -> None:
    assert read(odd).views == odd.views


@pytest.mark.parametrize("odd", CASES)
def test_language_and_addresses(odd: Odd) -> None:
    article = read(odd)
    assert article.language == odd.language
    assert article.canonical_url == (odd.canonical or odd.url)
    assert article.translations == odd.translations


PIECES = [
    "Автор: А ",
    "А. ",
    "12 июня ",
    "Опубликовано: ",
    " | ",
    " — ",
    "© ",
    "Просмотров: ",
    "3 ",
    "сегодня ",
    "a/",
    "&amp;",
    "Дата: 1",
    "от ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_heads_end_in_time(piece: str) -> None:
    """Foreign text where every rule of the head looks: in the heading, dates, bylines, counters, links, footers."""
    long, short = piece * 20_000, piece * 12
    rows = "".join(
        f'<div class="date">{short}</div><span class="views">{short}</span><p class="author">{short}</p>'
        f'<time datetime="{short}">{short}</time><a href="/{short}" title="{short}">{short}</a>'
        for _ in range(60)
    )
    html = whole(f'<h1>{long}</h1><div class="date">{long}</div>{rows}{p()}{rows}<p>{long}</p>', title=long)
    began = time.monotonic()
    read_page(html.encode(), "https://ministry.example.kg/ru/news/4711", timezone=BISHKEK)
    assert time.monotonic() - began < 5
