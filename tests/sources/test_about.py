"""Author, section and tags, as pages state them."""

from __future__ import annotations

import json

import pytest

from bot.model.article import Article
from bot.sources.page import read_page
from tests.sources.odd_pages import T, p, whole
from tests.sources.samples import BISHKEK


def read(content: str = "", head: str = "", **stated: object) -> Article:
    ld = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": T, **stated}
    head += f'<script type="application/ld+json">{json.dumps(ld)}</script>' if stated else ""
    html = whole(f"<article><h1>{T}</h1>{content}{p()}</article>", head, title=T)
    return read_page(html.encode(), "https://ministry.example.kg/ru/news/4711", timezone=BISHKEK)


@pytest.mark.parametrize(
    ("found", "author"),
    [
        (read(author={"@type": "Person", "name": "Айгуль Асанова"}), "Айгуль Асанова"),
        (read(author=[{"name": "Айгуль Асанова"}, {"name": "Б. Бакиров"}]), "Айгуль Асанова"),
        (read(author="Айгуль Асанова"), "Айгуль Асанова"),
        (read(author={"name": ["Айгуль Асанова"]}), "Айгуль Асанова"),
        (read(author={"name": "admin"}), None),
        (read(author={"name": ""}), None),
        (read(author=[]), None),
        (read(author={"name": "https://e.kg/author/5"}), None),
        (read(head='<meta name="author" content="Айгуль Асанова">'), "Айгуль Асанова"),
        (read(head='<meta name="author" content="Айгуль &lt;b&gt;Асанова&lt;/b&gt;">'), "Айгуль Асанова"),
        (read(head='<meta property="article:author" content="https://facebook.com/page">'), None),
        (read(head='<meta name="author" content="administrator">'), None),
        (read('<a rel="author" href="/a">Айгуль Асанова</a>'), "Айгуль Асанова"),
        (read('<span itemprop="author">Автор: Айгуль Асанова</span>'), "Айгуль Асанова"),
        (read('<div class="i">12.06.2020 <span>Автор: Айгуль Асанова</span></div>'), "Айгуль Асанова"),
        (read('<div class="author">Айгуль Асанова</div>'), "Айгуль Асанова"),
        (read('<p class="byline">By Aigul Asanova</p>'), "Aigul Asanova"),
        (read(), None),
    ],
)
def test_authors(found: Article, author: str | None) -> None:
    assert found.author == author


@pytest.mark.parametrize(
    ("found", "section"),
    [
        (read(articleSection="Общество"), "Общество"),
        (read(articleSection=["Общество", "Дороги"]), "Общество"),
        (read(articleSection="<b>Общество &amp; дороги</b>"), "Общество & дороги"),
        (read(head='<meta property="article:section" content="Общество">'), "Общество"),
        (read('<span itemprop="articleSection">Общество</span>'), "Общество"),
        (read('<a rel="category tag" href="/c/1">Общество</a>'), "Общество"),
        (read(), None),
    ],
)
def test_sections(found: Article, section: str | None) -> None:
    assert found.section == section


@pytest.mark.parametrize(
    ("found", "tags"),
    [
        (read(keywords=["мост", "дорога"]), ("мост", "дорога")),
        (read(keywords="мост, дорога"), ("мост", "дорога")),
        (read(keywords=[{"name": "мост"}, "дорога"]), ("мост", "дорога")),
        (read(head='<meta property="article:tag" content="мост"><meta property="article:tag" content="дорога">'), ("мост", "дорога")),
        (read(head='<meta property="article:tag" content="мост; дорога, мост">'), ("мост", "дорога")),
        (read('<a rel="tag" href="/t/1">#мост</a> <a rel="tag" href="/t/2">дорога</a>'), ("мост", "дорога")),
        (read('<div class="tags">Теги: <a href="/tag/1">мост</a> <a href="/tag/2">дорога</a></div>'), ("мост", "дорога")),
        # What a site tells search engines of itself on every page.
        (read(head='<meta name="keywords" content="министерство, Кыргызстан, транспорт">'), ()),
        (read(), ()),
    ],
)  # fmt: skip
def test_tags(found: Article, tags: tuple[str, ...]) -> None:
    assert found.tags == tags
