"""Layouts without feed, crossed with forms of addresses and with what stands around a list."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotUnderstood
from bot.model.article import Found, Visit
from bot.sources.listing import read_listing
from bot.sources.reader import SourceReader

ZONE = ZoneInfo("Asia/Bishkek")
SITE = "https://mfa.example.kg"
TITLES = (
    "Министр принял верительные грамоты нового посла",
    "Бишкекте эки министрликтин кеңешмеси өттү",
    "An agreement on visa-free travel has been signed",
    "Разъяснение о замене загранпаспортов",
    "Министрдин орун басары Оштогу жыйында сүйлөдү",
    "Итоги года",
)
DAYS = tuple(f"2026-11-{24 - n}" for n in range(6))
WORDS = (
    "24 ноября 2026",
    "2026-жылдын 23-ноябры",
    "November 22, 2026",
    "21 ноября 2026 года",
    "20.11.2026, 10:20",
    "19.11.2026",
)
FORMS: dict[str, Callable[[int], str]] = {
    "numbers": lambda n: f"/ru/news/{900 - n}",
    "query": lambda n: f"/?id={900 - n}",
    "view": lambda n: f"/news/view/{900 - n}",
    "joomla": lambda n: f"/index.php?option=com_content&view=article&id={900 - n}&Itemid=5",
    "script": lambda n: f"/post.php?id={900 - n}",
    "archives": lambda n: f"/archives/{900 - n}",
    "roots": lambda n: "/" + ("ministr-prinyal-posla", "kengeshme", "agreement-on-visas-signed", "zagran", "oshtogu-jyiyn", "itogi")[n],
    "sections": lambda n: f"/{('politics', 'society', 'economy', 'politics', 'world', 'society')[n]}/article-{5210 - n}",
    "subdomain": lambda n: f"https://press.mfa.example.kg/{900 - n}",
}  # fmt: skip
Row = Callable[[int, str], str]
LAYOUTS: dict[str, tuple[str, Row]] = {
    "paragraphs": ('<div class="news-list">{}</div>', lambda n, u: f'<p class="news-item"><a href="{u}"><img src="/{n}.jpg"></a><span>{WORDS[n]}</span> <a href="{u}"><b>{TITLES[n]}</b></a><br>Анонс.</p>'),
    "posts": ("{}", lambda n, u: f'<article class="post-{n} post"><a href="{u}"><img src="/{n}.jpg" alt=""></a><h2><a href="{u}">{TITLES[n]}</a></h2><span>{WORDS[n]}</span> <a href="/author/press">Пресс-служба министерства</a> <a href="{u}#respond">Нет комментариев</a><a class="more-link" href="{u}">Читать далее {TITLES[n]}</a></article>'),
    "short stories": ('<div id="dle-content">{}</div>', lambda n, u: f'<div class="shortstory"><div class="title"><a href="{u}">{TITLES[n]}</a></div><a href="/politika/">Политика</a> | {WORDS[n]}<a href="{u}"><b>Подробнее</b></a> <a href="{u}#comment">Комментарии (0)</a></div>'),
    "views": ('<div class="view-content">{}</div>', lambda n, u: f'<div class="views-row views-row-{n}"><a href="{u}"><img src="/{n}.jpg"></a><div><span class="field-content"><a href="{u}">{TITLES[n]}</a></span></div><div>{WORDS[n]}</div><a href="{u}">Толугураак</a></div>'),
    "cards": ('<div class="row">{}</div>', lambda n, u: f'<div class="col-4"><a href="{u}" class="card"><span class="badge">Новости</span><p>{WORDS[n]}</p><h5>{TITLES[n]}</h5><p>Краткое описание новости в две строки.</p></a></div>'),
    "cards of bare boxes": ("<div>{}</div>", lambda n, u: f'<a href="{u}"><div>{WORDS[n]}</div><div class="v">1{n}07</div><div class="t">{TITLES[n]}</div><div>Описание, которое длиннее заголовка и тоже лежит в ссылке.</div></a>'),
    "cards with buttons": ("<div>{}</div>", lambda n, u: f'<div class="card"><h4>{TITLES[n]}</h4><p>{WORDS[n]}</p><a class="btn" href="{u}">Подробнее</a></div>'),
    "table": ('<table class="category">{}</table>', lambda n, u: f'<tr class="row{n % 2}"><td><a href="{u}">{TITLES[n]}</a></td><td>{WORDS[n]}</td><td>1{n}2</td></tr>'),
    "two rows each": ("<table>{}</table>", lambda n, u: f'<tr><td><a href="{u}">{TITLES[n]}</a></td></tr><tr><td>{WORDS[n]}</td></tr>'),
    "terms": ("<dl>{}</dl>", lambda n, u: f'<dt>{WORDS[n]}</dt><dd><a href="{u}">{TITLES[n]}</a></dd>'),
    "lines": ("<div>{}</div>", lambda n, u: f'{WORDS[n]} <a href="{u}">{TITLES[n]}</a><br>'),
    "headings": ("<div>{}</div>", lambda n, u: f'<h3><a href="{u}">{TITLES[n]}</a></h3><div>{WORDS[n]}</div><p>Анонс</p><a href="{u}">Кененирээк &rarr;</a><hr>'),
    "dates as links": ("<ul>{}</ul>", lambda n, u: f'<li><a href="{u}">{WORDS[n]}</a> <a href="{u}">{TITLES[n]}</a></li>'),
    "dates in links": ("<ul>{}</ul>", lambda n, u: f'<li><a href="{u}"><span class="dt">{WORDS[n]}</span> {TITLES[n]}</a></li>'),
    "thumbnails": ("<ul>{}</ul>", lambda n, u: f'<li><a href="{u}"><img alt="Фото {n}" src="/{n}.jpg"></a><h4>{TITLES[n]}</h4>{WORDS[n]}<p>Анонс. <a href="{u}">Подробнее...</a></p></li>'),
    "translations beside": ("<div>{}</div>", lambda n, u: f'<div class="i"><i>{WORDS[n]}</i><a href="{u}">{TITLES[n]}</a> <span class="tr"><a href="/ky/x/{n}">Кыргызча</a> <a href="/en/x/{n}">English</a></span></div>'),
    "widgets": ('<div class="elementor-widget">{}</div>', lambda n, u: f'<article class="elementor-post post-{n + 100}"><h3 class="elementor-post__title"><a href="{u}">{TITLES[n]}</a></h3><span>{WORDS[n]}</span></article>'),
    "shortened": ("<ul>{}</ul>", lambda n, u: f'<li>{WORDS[n]} <a href="{u}" title="{TITLES[n]}">{TITLES[n][:18]}{"..." if len(TITLES[n]) > 18 else ""}</a></li>'),
}  # fmt: skip
MENU = "".join(
    f'<li><a href="/ru/{name}">{text}</a></li>'
    for name, text in (
        ("about", "О министерстве"),
        ("leadership/minister", "Министр иностранных дел"),
        ("structure/departments", "Структура центрального аппарата"),
        ("services/visa-information", "Визовая информация для иностранных граждан"),
        ("documents/legal-acts", "Нормативные правовые акты"),
    )
)
SIDE = (
    '<div class="right-col"><h3>Популярное</h3><ul>'
    + "".join(f'<li>{WORDS[n]} <a href="/ru/news/{n}9">Старая популярная статья номер {n}</a></li>' for n in range(6))
    + "</ul><h3>Архив</h3>"
    + "".join(f'<a href="/ru/news/{year}">Новости за {year} год</a>' for year in range(2010, 2026))
    + '<div class="bn"><a href="/banner/click?id=5"><img alt="Портал государственных услуг"></a></div></div>'
)


def page(content: str, side: str = "", above: str = "") -> bytes:
    languages = '<div class="langs"><a href="/ru/news">RU</a> <a href="/ky/news">KG</a> <a href="/en/news">EN</a></div>'
    pages = '<div class="pagination"><a href="?page=2">2</a><a href="/ru/news/page/3">3</a></div>'
    return (
        f'<html><body><div class="top">{languages}<ul class="mainmenu">{MENU}</ul></div>{above}<div class="crumbs">'
        f'<a href="/ru">Главная</a> / <a href="/ru/press">Пресс-центр</a></div><div class="main">{content}{pages}</div>'
        f'{side}<div class="foot"><ul>{MENU}</ul><a href="/ru/polozhenie-o-personalnyh-dannyh">Положение о данных</a>'
        "</div></body></html>"
    ).encode()


def rows(layout: str, form: str = "numbers", count: int = 6) -> str:
    frame, row = LAYOUTS[layout]
    return frame.format("".join(row(n, FORMS[form](n)) for n in range(count)))


def read(html: bytes, selector: str | None = None) -> tuple[Found, ...]:
    return read_listing(html, f"{SITE}/ru/news", "text/html", ZONE, selector).found


def check(found: tuple[Found, ...], form: str = "numbers", count: int = 6) -> None:
    """That these are the articles, in order, and nothing else."""
    addresses = [FORMS[form](n) for n in range(count)]
    assert [entry.url for entry in found] == [a if a.startswith("https:") else SITE + a for a in addresses]
    assert [entry.title for entry in found] == list(TITLES[:count])
    days = [entry.published.astimezone(ZONE).date().isoformat() if entry.published else None for entry in found]
    assert days == list(DAYS[:count])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_with_each_form_of_address(layout: str, form: str) -> None:
    check(read(page(rows(layout, form))), form)


@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_of_popular_articles_is_not_the_list(layout: str, count: int) -> None:
    check(read(page(rows(layout, count=count), SIDE)), count=count)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_slider_repeats_what_is_below(layout: str) -> None:
    slides = "".join(f'<a href="{FORMS["numbers"](n)}"><h2>{TITLES[n]}</h2></a>' for n in (2, 0))
    check(read(page(rows(layout), above=f'<div class="carousel">{slides}</div>')))


@pytest.mark.parametrize("heading", ["Последние новости", "Анонсы", "Читайте также"])
def test_the_page_s_heading_tells_the_list_from_a_longer_one_beside(heading: str) -> None:
    beside = "".join(f'<div><i>{WORDS[n]}</i> <a href="/ru/x/{n}9">Другая статья номер {n}</a></div>' for n in range(6))
    html = page("<h1>Новости</h1>" + rows("cards", count=3), f'<div class="col-3"><h3>{heading}</h3>{beside}</div>')
    check(read(html), count=3)


@pytest.mark.parametrize(
    "first",
    [
        '<div class="lead"><a href="{u}"><img src="/b.jpg"></a><h2><a href="{u}">{t}</a></h2><span>{w}</span></div><div class="list">{rest}</div>',
        '<div class="list"><div class="big"><h2><a href="{u}">{t}</a></h2><span>{w}</span></div>{rest}</div>',
        '<div class="list"><div class="pinned it"><i>{w}</i><a href="{u}">{t}</a></div>{rest}</div>',
    ],
)
def test_a_first_entry_built_differently_belongs_to_the_list(first: str) -> None:
    address = FORMS["numbers"]
    rest = "".join(
        f'<div class="it"><i>{WORDS[n]}</i><a href="{address(n)}">{TITLES[n]}</a></div>' for n in range(1, 6)
    )
    check(read(page(first.format(u=address(0), t=TITLES[0], w=WORDS[0], rest=rest))))


def test_undated_headlines_and_no_menu_of_long_names() -> None:
    menu = "".join(
        f'<div><a href="/ru/razdel/podrazdel{n}">Длинное название раздела номер {n}</a></div>' for n in range(12)
    )
    items = "".join(f'<li><a href="{FORMS["numbers"](n)}">{TITLES[n]}</a></li>' for n in range(6))
    found = read(page(f"<h1>Новости</h1><ul>{items}</ul>", above=f'<div class="z">{menu}</div>'))
    assert [entry.title for entry in found] == list(TITLES)
    assert {entry.published for entry in found} == {None}


def test_the_main_story_above_a_list_of_times() -> None:
    address = FORMS["numbers"]
    first = f'<div class="ms"><a href="{address(0)}"><img src="/b.jpg"><h2>{TITLES[0]}</h2></a></div>'
    rest = "".join(f'<div class="f"><i>1{n}:30</i><a href="{address(n)}">{TITLES[n]}</a></div>' for n in range(1, 5))
    found = read(page(f"{first}<div>{rest}</div>"))
    assert [entry.title for entry in found] == list(TITLES[:5])


def test_days_above_their_entries_date_them() -> None:
    address = FORMS["numbers"]
    lists = "".join(
        f'<h3>{WORDS[n]}</h3><ul><li><i>10:20</i> <a href="{address(n)}">{TITLES[n]}</a></li>'
        f'<li><i>09:00</i> <a href="{address(n + 1)}">{TITLES[n + 1]}</a></li></ul>'
        for n in (0, 2)
    )
    found = read(page(f'<div class="feed">{lists}</div>'))
    shown = [entry.published and f"{entry.published.astimezone(ZONE):%d %H:%M}" for entry in found]
    assert shown == ["24 10:20", "24 09:00", "22 10:20", "22 09:00"]


def test_a_date_in_boxes() -> None:
    row = '<div class="i"><div class="d"><span class="a">{}</span><span class="b">ноября</span><span class="c">2026</span></div><a href="{}">{}</a></div>'
    items = "".join(row.format(24 - n, FORMS["numbers"](n), TITLES[n]) for n in range(6))
    check(read(page(f"<div>{items}</div>")))


@pytest.mark.parametrize("selector", [".card", ".card a", "a.btn"])
def test_a_selector_s_entries_have_their_headlines(selector: str) -> None:
    check(read(page(rows("cards with buttons")), selector))


@pytest.mark.parametrize(
    "content", ["<h1>Новости</h1><p>Нет записей</p>", "<h1>Новость</h1><p>" + "Слово за слово. " * 60]
)
def test_a_page_without_a_list_says_so(content: str) -> None:
    with pytest.raises(NotUnderstood):
        read(page(content))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_long_summaries_make_no_article_of_a_list(layout: str) -> None:
    html = page(rows(layout)).replace("Анонс".encode(), "Слово за слово. ".encode() * 30)
    visit = SourceReader(None, timezone=ZONE).inspect(html, f"{SITE}/ru/news", None)  # type: ignore[arg-type]
    assert isinstance(visit, Visit)
    assert len(visit.found) == 6
