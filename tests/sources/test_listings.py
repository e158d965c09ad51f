"""Listing pages as the CMSs of the region make them: every article, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotUnderstood
from bot.sources.listing import read_listing
from bot.sources.reading import Reading

ZONE = ZoneInfo("Asia/Bishkek")
TITLES = {
    "ru": (
        "Министр принял верительные грамоты нового посла",
        "В Бишкеке прошли консультации двух министерств",
        "Подписано соглашение о безвизовых поездках",
        "Разъяснение о замене загранпаспортов",
        "Заместитель министра выступил на форуме в Оше",
        "Консульский отдел меняет часы приёма граждан",
    ),
    "ky": (
        "Министр жаңы элчиден ишеним грамоталарын кабыл алды",
        "Бишкекте эки министрликтин кеңешмеси өттү",
        "Визасыз каттам жөнүндө макулдашуу түзүлдү",
        "Чет элдик паспортторду алмаштыруу тууралуу түшүндүрмө",
        "Министрдин орун басары Оштогу жыйында сүйлөдү",
        "Консулдук бөлүм кабыл алуу убактысын өзгөрттү",
    ),
    "en": (
        "The minister received the credentials of a new ambassador",
        "Two ministries held consultations in Bishkek",
        "An agreement on visa-free travel has been signed",
        "How to renew a passport abroad: an explanation",
        "The deputy minister spoke at a forum in Osh",
        "The consular section changes its opening hours",
    ),
}
MONTHS = {
    "ru": "{} ноября 2026",
    "ky": "2026-жылдын {}-ноябры",
    "en": "November {}, 2026",
}
DAYS = tuple(date(2026, 11, 24 - n) for n in range(6))
Layout = Callable[[str], tuple[str, list[str]]]


def written(language: str, day: date) -> str:
    return MONTHS[language].format(day.day)


def bitrix(language: str) -> tuple[str, list[str]]:
    """news.list: each entry a paragraph with an id of its own, pages by PAGEN."""
    urls = [f"/{language}/press/news/{900 - n}/" for n in range(6)]
    rows = "".join(
        f'<p class="news-item" id="bx_{n}"><a href="{url}"><img class="preview_picture" src="/upload/{n}.jpg" alt=""></a>'
        f'<span class="news-date-time">{day:%d.%m.%Y}</span> <a href="{url}"><b>{title}</b></a><br>Текст анонса без ссылки.</p>'
        for n, (url, day, title) in enumerate(zip(urls, DAYS, TITLES[language], strict=True))
    )
    pages = '<div class="modern-page-navigation"><a href="?PAGEN_1=2">2</a><a href="?PAGEN_1=3">3</a></div>'
    return f'<div class="news-list">{rows}{pages}</div>', urls


def dle(language: str) -> tuple[str, list[str]]:
    """Short stories with a headline, a category link and "read more"."""
    urls = [f"/{language}/politika/{5210 - n}-novost-dnya-nomer-{n}.html" for n in range(6)]
    rows = "".join(
        f'<div class="shortstory"><h2 class="short-title"><a href="{url}">{title}</a></h2><div class="short-meta">'
        f'<a href="/{language}/politika/">Политика</a> | {written(language, day)} | <i class="fa fa-eye"></i> {n}07</div>'
        f'<div class="short-text">Краткое содержание.</div><a class="more" href="{url}">Подробнее</a></div>'
        for n, (url, day, title) in enumerate(zip(urls, DAYS, TITLES[language], strict=True))
    )
    return f'<div id="dle-content">{rows}<div class="navigation"><a href="/page/2/">2</a></div></div>', urls


def joomla(language: str) -> tuple[str, list[str]]:
    """A blog of items with their dates in a definition list."""
    urls = [f"/index.php/{language}/novosti/{310 - n}-zagolovok-{n}" for n in range(6)]
    rows = "".join(
        f'<div class="item" itemprop="blogPost"><div class="page-header"><h2 itemprop="name"><a href="{url}" itemprop="url">{title}</a></h2></div>'
        f'<dl class="article-info"><dd class="published"><time datetime="{day}T09:00:00+06:00">{written(language, day)}</time></dd><dd class="hits">Просмотров: 12</dd></dl>'
        f'<p class="readmore"><a class="btn" href="{url}">Подробнее...</a></p></div>'
        for url, day, title in zip(urls, DAYS, TITLES[language], strict=True)
    )
    return f'<div class="blog">{rows}<div class="pagination"><a href="?start=6">2</a></div></div>', urls


def wordpress(language: str) -> tuple[str, list[str]]:
    """An archive of posts: address by date, a category, comments and an author beside."""
    urls = [f"/{language}/{day:%Y/%m/%d}/post-name-{n}/" for n, day in enumerate(DAYS)]
    rows = "".join(
        f'<article class="post type-post"><a class="post-thumbnail" href="{url}"><img src="/t{n}.jpg" alt="{title}"></a>'
        f'<h2 class="entry-title"><a href="{url}" rel="bookmark">{title}</a></h2><span class="posted-on"><time datetime="{day}">{day}</time></span>'
        f'<span class="cat-links"><a href="/category/news/">News</a></span><a href="{url}#comments">3 comments</a>'
        f'<a href="/author/press/">press service</a></article>'
        for n, (url, day, title) in enumerate(zip(urls, DAYS, TITLES[language], strict=True))
    )
    return f'<main>{rows}<nav class="pagination"><a href="/page/2/">2</a></nav></main>', urls


def drupal(language: str) -> tuple[str, list[str]]:
    """A view of rows, addresses by node number."""
    urls = [f"/{language}/node/{4400 - n}" for n in range(6)]
    rows = "".join(
        f'<div class="views-row views-row-{n}"><div class="views-field views-field-created"><span class="field-content">{written(language, day)}</span></div>'
        f'<div class="views-field views-field-title"><span class="field-content"><a href="{url}">{title}</a></span></div></div>'
        for n, (url, day, title) in enumerate(zip(urls, DAYS, TITLES[language], strict=True), 1)
    )
    return f'<div class="view-content">{rows}</div><ul class="pager"><li><a href="?page=1">2</a></li></ul>', urls


def laravel(language: str) -> tuple[str, list[str]]:
    """A ministry's own site: cards that are links as a whole, addresses by a query."""
    urls = [f"/{language}/post/show?id={77 - n}" for n in range(6)]
    rows = "".join(
        f'<div class="col-md-4"><a href="{url}" class="news-box"><div class="img" style="background:url(/s/{n}.jpg)"></div>'
        f'<div class="date">{written(language, day)}</div><h4>{title}</h4></a></div>'
        for n, (url, day, title) in enumerate(zip(urls, DAYS, TITLES[language], strict=True))
    )
    return f'<div class="row">{rows}</div><ul class="pagination"><li><a href="?page=2">›</a></li></ul>', urls


def whole(language: str, content: str) -> bytes:
    """The list in a whole page: header, menu, sidebar of the most read, footer."""
    menu = "".join(
        f'<li><a href="/{language}/{name}">{text}</a></li>'
        for name, text in (
            ("ministry", "О министерстве и руководстве"),
            ("press", "Новости и объявления"),
            ("consular", "Консульские вопросы и визы"),
            ("treaties-and-documents", "Договоры и документы"),
        )
    )
    popular = "".join(
        f'<li><a href="/{language}/old-story-{n}">Самая читаемая статья прошлого месяца {n}</a></li>' for n in range(4)
    )
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Новости | МИД</title></head><body>
<header><a href="/{language}"><img src="/logo.png" alt="МИД"></a><div class="langs"><a href="/ru">Рус</a><a href="/ky">Кыр</a><a href="/en">Eng</a></div></header>
<nav class="main-menu"><ul>{menu}</ul></nav><h1>Новости</h1>
<div class="container"><div class="content">{content}</div><aside class="sidebar"><h3>Популярное</h3><ul>{popular}</ul></aside></div>
<footer><ul>{menu}</ul><p>© 2026</p></footer></body></html>""".encode()


def reading(page: bytes, language: str, selector: str | None = None) -> Reading:
    return read_listing(page, f"https://mfa.example.kg/{language}/news", "text/html", ZONE, selector)


@pytest.mark.parametrize("language", ["ru", "ky", "en"])
@pytest.mark.parametrize("layout", [bitrix, dle, joomla, wordpress, drupal, laravel])
def test_every_article_in_order_and_nothing_else(layout: Layout, language: str) -> None:
    content, urls = layout(language)
    found = reading(whole(language, content), language).found
    assert [entry.url.removeprefix("https://mfa.example.kg") for entry in found] == urls
    assert [entry.title for entry in found] == list(TITLES[language])
    assert [entry.published and entry.published.astimezone(ZONE).date() for entry in found] == list(DAYS)


@pytest.mark.parametrize("selector", [".old a", "div.old", ".old h4 a"])
def test_a_selector_overrides_the_structure(selector: str) -> None:
    content, _ = bitrix("ru")
    chosen = '<div class="old"><h4><a href="/ru/x/1">Короткая</a></h4></div><div class="old"><h4><a href="/ru/x/2">Вторая</a></h4><span>02.11.2026</span></div>'
    found = reading(whole("ru", content + chosen), "ru", selector).found
    assert [entry.url for entry in found] == ["https://mfa.example.kg/ru/x/1", "https://mfa.example.kg/ru/x/2"]
    assert [entry.title for entry in found] == ["Короткая", "Вторая"]


def test_a_selector_that_matches_nothing_says_so() -> None:
    with pytest.raises(NotUnderstood, match="matches no link"):
        reading(whole("ru", bitrix("ru")[0]), "ru", ".gone a")
