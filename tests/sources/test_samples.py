"""The layouts of the region, read whole: what an editor would read, and nothing of the furniture."""

from __future__ import annotations

import pytest

from bot.model.article import Article
from bot.sources.page import read_page
from tests.sources.samples import BISHKEK, LAYOUTS, PICTURES, STORIES, Story, address

CASES = [pytest.param(layout, language, id=f"{layout}-{language}") for layout in LAYOUTS for language in STORIES]


def read(layout: str, language: str) -> tuple[Article, Story]:
    story = STORIES[language]
    return read_page(LAYOUTS[layout](story), address(layout, language), timezone=BISHKEK), story


@pytest.mark.parametrize(("layout", "language"), CASES)
def test_title_and_lead(layout: str, language: str) -> None:
    article, story = read(layout, language)
    assert article.title == story.title
    assert article.lead == story.paragraphs[0]


@pytest.mark.parametrize(("layout", "language"), CASES)
def test_the_text_is_whole_and_holds_nothing_else(layout: str, language: str) -> None:
    article, story = read(layout, language)
    paragraphs = article.text.split("\n\n")
    assert paragraphs[0].endswith(story.paragraphs[0])
    assert paragraphs[1:] == list(story.paragraphs[1:])


@pytest.mark.parametrize(("layout", "language"), CASES)
def test_facts_of_the_head(layout: str, language: str) -> None:
    article, story = read(layout, language)
    assert article.published == story.moment
    assert article.views == story.views
    assert article.language == language
    assert article.canonical_url == address(layout, language)


@pytest.mark.parametrize(("layout", "language"), CASES)
def test_the_picture_and_its_words(layout: str, language: str) -> None:
    article, story = read(layout, language)
    path, captioned = PICTURES[layout]
    assert [image.url for image in article.images] == [f"https://mfa.example.kg{path}"]
    image = article.images[0]
    assert image.caption == (story.caption if captioned else None)
    assert image.alt == (story.caption if layout in {"bitrix", "dle", "drupal"} else None)


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16", "iso-8859-5"])
@pytest.mark.parametrize("declared", [True, False])
def test_any_charset_declared_or_not(charset: str, declared: bool) -> None:
    story = STORIES["ru"]
    text = LAYOUTS["bitrix"](story).decode().replace('charset="utf-8"', f'charset="{charset}"' if declared else "")
    article = read_page(text.encode(charset, "xmlcharrefreplace"), address("bitrix", "ru"), timezone=BISHKEK)
    assert article.title == story.title
    assert article.lead == story.paragraphs[0]


def test_a_wrong_declaration_is_seen_through() -> None:
    story = STORIES["ru"]
    for written, claimed in (("utf-8", "windows-1251"), ("windows-1251", "utf-8")):
        text = LAYOUTS["dle"](story).decode().replace('charset="utf-8"', f'charset="{claimed}"')
        article = read_page(text.encode(written, "xmlcharrefreplace"), address("dle", "ru"), timezone=BISHKEK)
        assert article.title == story.title
