"""Whole pages read whole: head, text, pictures, and no word beside them."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.sources.page import read_page
from tests.sources.samples import BISHKEK
from tests.sources.whole_pages import HOST, WHOLE, Whole


@pytest.mark.parametrize("whole", WHOLE, ids=lambda whole: whole.name)
def test_the_page_is_read(whole: Whole) -> None:
    article = read_page(whole.html.encode(), whole.url, timezone=BISHKEK)
    moment = datetime.fromisoformat(whole.published).replace(tzinfo=BISHKEK) if whole.published else None
    assert (article.title, article.published, article.views) == (whole.title, moment, whole.views)
    assert article.has_time == ("T" in (whole.published or "T"))
    assert (article.language, article.canonical_url) == (whole.language, whole.url)
    assert article.text.split("\n\n") == list(whole.body)
    assert article.lead == whole.body[0]
    pictures = [(image.url.removeprefix(HOST), image.caption) for image in article.images]
    assert pictures == list(whole.pictures)
