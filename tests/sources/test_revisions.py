"""Looking at a page again: conditionally, and seeing the same article in another rendering of it."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from bot.http.fetcher import Fetched
from bot.model.article import Article
from bot.model.revision import compare, content_hash, said
from bot.sources.look import PageLooker
from bot.sources.notices import is_wall, says_missing

URL = "https://e.org/ru/news/1"
PAGE = """<!doctype html><html lang="ru"><head><title>Новый мост откроют в Нарыне | Сайт</title></head><body>
<header>Сегодня: {today} <nav><a href="/">Главная</a></nav></header>
<div class="banner"><img src="/ads/{advert}.jpg" width="300" height="250"><a href="/ads">Реклама {advert}</a></div>
<article><h1>Новый мост откроют в Нарыне</h1><div class="date">12 ноября 2026, 10:00</div>
<div class="views">Просмотров: {views}</div>
<p>В Нарыне этой зимой откроют новый мост через реку, сообщили в мэрии города журналистам.</p>
<p><img src="/upload/most.jpg?resize={size}" width="800" height="500" alt="Мост"></p>
<p>Строительство обошлось в {cost} млн сомов и заняло два года, рассказал директор {name}.</p>
<p>Движение по старому мосту закроют сразу после церемонии открытия, которая пройдёт на площади.</p>
<div class="share">Поделиться: Facebook VK</div></article>
<aside><h3>Читайте также</h3><ul><li><a href="/ru/news/{other}">Другая новость номер {other}</a></li></ul></aside>
<footer>© 2026</footer></body></html>"""
FIRST = {"today": "24 ноября 2026", "advert": "one", "views": "15", "size": "800", "cost": "5", "name": "Б. Джусупов", "other": "7"}  # fmt: skip


class Site:
    """A fetcher with one page that has an ETag."""

    def __init__(self, body: str, headers: Mapping[str, str]) -> None:
        self.body, self.headers = body, dict(headers)
        self.asked: list[str | None] = []

    def fetch(self, url: str, *, etag: str | None = None, accept: str = "*/*") -> Fetched:
        self.asked.append(etag)
        same = etag is not None and etag == self.headers.get("etag")
        body = b"" if same else self.body.encode()
        return Fetched(url, 304 if same else 200, self.headers, body, same, "text/html; charset=utf-8")


def looker(site: Site) -> PageLooker:
    return PageLooker(site, timezone=ZoneInfo("Asia/Bishkek"))  # type: ignore[arg-type]


def article(**changes: str) -> Article:
    found = looker(Site(PAGE.format(**FIRST | changes), {})).look(URL).article
    assert found is not None
    return found


def test_a_page_rendered_anew_says_the_same() -> None:
    anew = article(today="25 ноября 2026", advert="two", views="1 999", size="1200", other="9")
    assert content_hash(article()) == content_hash(anew)
    assert compare(article(), anew) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cost": "7"}, "number changed: 5 млн → 7 млн"),
        ({"name": "Б. Асанов"}, "name changed: Б. Джусупов → Б. Асанов"),
    ],
)
def test_a_word_changed_is_told(changes: dict[str, str], told: str) -> None:
    (change,) = compare(article(), article(**changes))
    assert said(change).startswith(told)


def test_a_page_with_an_etag_is_asked_conditionally() -> None:
    site = Site(PAGE.format(**FIRST), {"etag": '"abc"'})
    first = looker(site).look(URL)
    assert (first.etag, first.not_modified) == ('"abc"', False)
    again = looker(site).look(URL, etag=first.etag)
    assert (again.article, again.not_modified, again.etag) == (None, True, '"abc"')
    assert site.asked == [None, '"abc"']


def test_a_header_hides_a_page_too() -> None:
    seen = looker(Site(PAGE.format(**FIRST), {"x-robots-tag": "NoIndex"})).look(URL).article
    assert seen is not None
    assert seen.noindex


def test_what_is_no_article_tells_its_fault() -> None:
    seen = looker(Site("<html><body></body></html>", {})).look(URL)
    assert seen.article is None
    assert seen.fault


@pytest.mark.parametrize(
    ("title", "text", "missing", "wall"),
    [
        ("Страница не найдена", "", True, False),
        ("Запрашиваемая страница не существует", "", True, False),
        ("Ошибка 404", "", True, False),
        ("404 Not Found", "nginx", True, False),
        ("Барак табылган жок", "", True, False),
        ("Сайт", "Эта новость удалена.", True, False),
        ("Error", "This article is no longer available.", True, False),
        ("Технические работы", "", False, True),
        ("Access denied", "", False, True),
        ("Site", "Please verify you are human to continue.", False, True),
        ("Техникалык иштер", "Сайт убактылуу иштебейт.", False, True),
        ("502 Bad Gateway", "nginx", False, True),
        ("Новый мост откроют в Нарыне", "Движение закроют зимой.", False, False),
        ("Пропавшую картину не нашли", "Поиски продолжаются. " * 100 + "Страница не найдена.", False, False),
    ],
)
def test_notices_told_from_articles(title: str, text: str, missing: bool, wall: bool) -> None:
    page = Article(URL, URL, title, text, text, "ru")
    assert (says_missing(page) is not None, is_wall(page) is not None) == (missing, wall)
