"""View counters as pages show them, and numbers that are none."""

from __future__ import annotations

import time

import pytest

from bot.sources.page import read_page
from bot.sources.page.views import counter_in
from tests.sources.odd_pages import SIDE, T, p, whole
from tests.sources.samples import BISHKEK

#: Markup beside the date, under the headline → the counter.
BESIDE: dict[str, int | None] = {
    "<span>Просмотров: 3570</span>": 3570,
    "<span>Просмотры: 3 570</span>": 3570,
    "<span>Просмотры 3 570</span>": 3570,
    "<span>Просмотров — 3&nbsp;570</span>": 3570,
    "<span>Просмотров</span><span>3570</span>": 3570,
    "<span>Просмотров: <b>3570</b></span>": 3570,
    "<div><div>Просмотров:</div><div>3570</div></div>": 3570,
    "<span>3570 просмотров</span>": 3570,
    "<span>3 571 просмотр</span>": 3571,
    "<span>3.570 просмотров</span>": 3570,
    "<span>Количество просмотров: 3570</span>": 3570,
    "<span>Кол-во просмотров: 3570</span>": 3570,
    "<span>Число просмотров 3570</span>": 3570,
    "<span>Всего просмотров: 3570</span>": 3570,
    "<span>Просмотрено: 3570</span>": 3570,
    "<span>Просмотрено 3570 раз</span>": 3570,
    "<span>Прочитано 3570 раз</span>": 3570,
    "<span>Прочитали: 3570</span>": 3570,
    "<span>Прочтений: 3570</span>": 3570,
    "<span>Показов: 3570</span>": 3570,
    "<span>(3570 просмотров)</span>": 3570,
    "<span>Просмотров: 0</span>": 0,
    "<span>Көрүүлөр: 3570</span>": 3570,
    "<span>Көрүүлөр 3 570</span>": 3570,
    "<span>Көрүлдү: 3570</span>": 3570,
    "<span>Көрүлгөн: 3570</span>": 3570,
    "<span>Көрүлгөнү: 3570</span>": 3570,
    "<span>Көрүүлөрдүн саны: 3570</span>": 3570,
    "<span>Көрүү саны: 3570</span>": 3570,
    "<span>3570 көрүү</span>": 3570,
    "<span>3570 жолу көрүлдү</span>": 3570,
    "<span>3570 жолу окулду</span>": 3570,
    "<span>3570 окулду</span>": 3570,
    "<span>Окулду: 3570</span>": 3570,
    "<span>Окулган саны: 3570</span>": 3570,
    "<span>Каралды: 3570</span>": 3570,
    "<span>Көрдү: 3570</span>": 3570,
    "<span>Көргөндөр: 3570</span>": 3570,
    "<span>Көргөндөрдүн саны: 3570</span>": 3570,
    "<span>Қаралды: 3570</span>": 3570,
    "<span>Қаралым саны: 3570</span>": 3570,
    "<span>Көрілімдер: 3570</span>": 3570,
    "<span>Ko‘rildi: 3570</span>": 3570,
    "<span>Ko'rishlar soni: 3570</span>": 3570,
    "<span>Ўқилди: 3570</span>": 3570,
    "<span>Дида шуд: 3570</span>": 3570,
    "<span>Переглядів: 3570</span>": 3570,
    "<span>Перегляди: 3570</span>": 3570,
    "<span>Views: 3,570</span>": 3570,
    "<span>3,570 views</span>": 3570,
    "<span>Hits: 3570</span>": 3570,
    "<span>Page views: 3570</span>": 3570,
    "<span>Viewed 3570 times</span>": 3570,
    "<span>Read 3570 times</span>": 3570,
    "<span>Post Views: 3570</span>": 3570,
    '<span><i class="fa fa-eye"></i> 3570</span>': 3570,
    '<span><i class="fas fa-eye"></i>&nbsp;3 570</span>': 3570,
    '<span><i class="fa fa-eye" aria-hidden="true"></i></span><span>3570</span>': 3570,
    '<i class="bi bi-eye-fill"></i> 3570': 3570,
    '<i class="far fa-eye"></i> 3570 <i class="far fa-comment"></i> 12': 3570,
    '<i class="far fa-comment"></i> 12 <i class="far fa-eye"></i> 3570': 3570,
    '<span>3570 <i class="fa fa-eye"></i></span>': 3570,
    '<i class="material-icons">visibility</i> 3570': 3570,
    '<i class="material-icons">remove_red_eye</i><span>3570</span>': 3570,
    '<span class="glyphicon glyphicon-eye-open"></span> 3570': 3570,
    '<i class="icon-views"></i>3570': 3570,
    '<i class="las la-eye"></i> 3570': 3570,
    '<i class="uil uil-eye"></i> 3570': 3570,
    '<ion-icon name="eye-outline"></ion-icon> 3570': 3570,
    '<iconify-icon icon="mdi:eye"></iconify-icon> 3570': 3570,
    '<i data-feather="eye"></i> 3570': 3570,
    '<svg class="icon"><use href="#eye"></use></svg> 3570': 3570,
    '<svg><use xlink:href="/img/sprite.svg#icon-eye"></use></svg><span>3570</span>': 3570,
    '<svg class="svg-views"></svg><span>3570</span>': 3570,
    '<svg class="bi bi-eye" viewBox="0 0 16 16"><path d="M16 8s-3"></path></svg> 3570': 3570,
    '<svg viewBox="0 0 24 24"><title>Просмотры</title><path d="M1 2"></path></svg> 3570': 3570,
    '<img src="/img/eye.png"> 3570': 3570,
    '<img src="/img/ico/views.svg" alt="">3570': 3570,
    '<span><img src="/assets/eye-icon.svg"></span><span>3570</span>': 3570,
    '<img src="/i/1.svg" alt="Просмотры"> 3570': 3570,
    '<span title="Просмотры">3570</span>': 3570,
    '<span aria-label="Количество просмотров">3570</span>': 3570,
    '<span class="views">3570</span>': 3570,
    '<span class="post-views">3570</span>': 3570,
    '<div class="news_views">3570</div>': 3570,
    '<div class="view-count">3570</div>': 3570,
    '<div class="show_counter">3570</div>': 3570,
    '<span class="prosmotr">3570</span>': 3570,
    "<span>👁 3570</span>": 3570,
    "<span>👁️ 3 570</span>": 3570,
    "": None,
    "<span>1.2K просмотров</span>": None,
    "<span>Просмотров: 1.2K</span>": None,
    "<span>Просмотров: 12K</span>": None,
    "<span>Просмотров: 1,2 тыс.</span>": None,
    "<span>1,2 тыс. просмотров</span>": None,
    "<span>12 тыс. просмотров</span>": None,
    "<span>1,2 миң көрүү</span>": None,
    "<span>Просмотров: более 3000</span>": None,
    "<span>3000+ просмотров</span>": None,
    '<span><i class="fa fa-eye"></i> 1.2K</span>': None,
    '<span><i class="fa fa-eye"></i> 12к</span>': None,
    '<span><i class="fa fa-eye"></i> 1,2 тыс.</span>': None,
    "<span>👁 1.2K</span>": None,
    "<span>Комментариев: 3570</span>": None,
    "<span>3570 комментариев</span>": None,
    "<span>Комментарии (35)</span>": None,
    "<span>Пикирлер: 35</span>": None,
    '<span class="likes">3570</span>': None,
    '<i class="fa fa-heart"></i> 3570': None,
    '<i class="fa fa-thumbs-up"></i> 3570': None,
    '<i class="fa fa-comment"></i> 3570': None,
    '<i class="fa fa-share"></i> 3570': None,
    '<i class="fa fa-download"></i> 3570': None,
    '<span class="shares">3570</span>': None,
    "<span>Рейтинг: 5</span>": None,
    "<span>Оценка: 4.5 (3570 голосов)</span>": None,
    "<span>Скачиваний: 3570</span>": None,
    "<span>Скачать (3570 Кб)</span>": None,
    "<span>Время чтения: 3 мин.</span>": None,
    "<span>3 мин на чтение</span>": None,
    "<span>3 min read</span>": None,
    "<span>Reading time: 3 min</span>": None,
    "<span>Окуу убактысы: 3 мүнөт</span>": None,
    "<span>Просмотров: загрузка…</span>": None,
    "<span>Просмотров: —</span>": None,
    "<span>Просмотр документа 3570</span>": None,
    "<span>Читать также: 3570 новостей</span>": None,
    "<span>ID: 3570</span>": None,
    "<span>№ 3570</span>": None,
    "<span>Тираж 3570</span>": None,
    "<span>Поделились: 3570</span>": None,
    "<span>Подписчиков: 3570</span>": None,
    "<span>Посетителей на сайте: 3570</span>": None,
    "<span>Просмотров сайта: 3570</span>": None,
    "<span>Просмотров сегодня: 3570</span>": None,
}  # fmt: skip


def views_of(beside: str, after: str = "", side: str = SIDE) -> int | None:
    html = whole(
        f'<div class="box"><h1>{T}</h1><div class="i"><span>12.06.2020</span> {beside}</div>{p()}{after}</div>',
        title=T, side=side,
    )  # fmt: skip
    return read_page(html.encode(), "https://ministry.example.kg/ru/news/4711", timezone=BISHKEK).views


@pytest.mark.parametrize(("beside", "views"), BESIDE.items())
def test_beside_the_date(beside: str, views: int | None) -> None:
    assert views_of(beside) == views


@pytest.mark.parametrize(
    ("after", "views"), [(markup, views) for markup, views in BESIDE.items() if "<span>№" not in markup]
)
def test_under_the_text(after: str, views: int | None) -> None:
    assert views_of("", f'<div class="b">{after}</div>') == views


OTHERS = (
    '<table><tr><td><a href="/ru/news/9">Объявлен конкурс на должности</a></td><td>Просмотров: 911</td></tr></table>',
    '<ul><li><a href="/ru/news/9">Объявлен конкурс на должности</a> <i class="fa fa-eye"></i> 911</li></ul>',
    '<a class="card9" href="/ru/news/9"><div>Объявлен конкурс на должности</div><div><i class="fa fa-eye"></i> 911</div></a>',
    '<div><div><img src="/img/eye.png"> 911</div><div>19.11.2026</div><a href="/ru/news/9">Объявлен конкурс на должности</a></div>',
    '<div><a href="/ru/news/9">Объявлен конкурс на должности</a><div class="z"><span class="views">911</span></div></div>',
    '<div class="site-stat">Посетителей: 120455<br>Просмотров сегодня: 911</div>',
)  # fmt: skip


@pytest.mark.parametrize("other", OTHERS)
def test_counters_of_others_are_left_alone(other: str) -> None:
    assert views_of("", other) is None
    assert views_of("<span>Просмотров: 3570</span>", other) == 3570
    assert views_of("", "", other) is None


@pytest.mark.parametrize("piece", ["1 ", "просмотров ", "Просмотров: ", "1,", "👁 ", "көрүүлөр саны 1 000 "])
def test_hostile_texts_end_in_time(piece: str) -> None:
    began = time.monotonic()
    counter_in(piece * 20_000)
    assert time.monotonic() - began < 1
