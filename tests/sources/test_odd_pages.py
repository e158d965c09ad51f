"""Pages with traps around the article's head, read whole."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.model.article import Article
from bot.sources.page import read_page
from tests.sources.odd_pages import ODD, Odd
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
