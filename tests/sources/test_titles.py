"""Headlines: what readers see, against what the page's head says."""

from __future__ import annotations

import time

import pytest

from bot.sources.page import read_page
from tests.sources.odd_pages import SITE, p, whole
from tests.sources.samples import BISHKEK

T = "Новый мост через реку открыли после четырёх лет строительства"
SHORT = "Мост открыт"
OG = '<meta property="og:title" content="{}">'

#: (what is shown above the text, <title>, further head) → the headline.
CASES: dict[tuple[str, str | None, str], str] = {
    # The site's name at either end of <title>, no heading at all.
    **{
        (f"<div class='x'>{T}</div>", pattern.format(T, SITE), ""): T
        for pattern in (
            "{0} | {1}", "{0} – {1}", "{0} — {1}", "{0} - {1}", "{0} :: {1}", "{0} • {1}", "{0} · {1}", "{0} » {1}", "{0} « {1}", "{0} / {1}",
            "{0} // {1}", "{0} > {1}", "{0}. {1}", "{1} | {0}", "{1} – {0}", "{1} — {0}", "{1} - {0}", "{1} :: {0}", "{1} • {0}", "{1} » {0}",
            "{1}: {0}", "{0} | Новости | {1}", "{0} - Новости - {1} Кыргызской Республики", "{1} | Новости | {0}", "Новости » {0} » {1}",
            "{0}|{1}", "{0} ::: {1}", "{0} -- {1}", "{0} — Официальный сайт", "{0} - 12 июня 2020 - {1}", "{0} | 24.kg", "{0} | KNEWS.KG",
        )
    },
    # The same, the headline shown as h1.
    (f"<h1>{T}</h1>", None, ""): T,
    (f"<h1>{T}</h1>", SITE, ""): T,
    (f"<h1>{T}</h1>", f"{SITE} | Главная", OG.format(SITE)): T,
    (f"<h1>{SHORT}</h1>", f"{SHORT} | {SITE}", ""): SHORT,
    (f"<h1>{SHORT}</h1>", f"{SITE}", OG.format(SHORT)): SHORT,
    (f"<h1>{SHORT}</h1>", SITE, ""): SHORT,
    ("<h1>Указ</h1>", f"Указ - {SITE}", ""): "Указ",
    # The h1 is the site's, a section, a rubric.
    (f"<h1>{SITE}</h1><h2>{T}</h2>", f"{T} | {SITE}", ""): T,
    (f"<h1>{SITE}</h1><h2>{T}</h2>", SITE, ""): T,
    (f"<h1>Новости</h1><h2>{T}</h2>", SITE, ""): T,
    (f"<h1>Новости министерства</h1><h2>{T}</h2>", f"{T} | {SITE}", ""): T,
    (f"<h1>Новости министерства</h1><h2>{T}</h2>", f"Новости министерства | {SITE}", ""): T,
    (f"<h1>Жаңылыктар</h1><h3>{T}</h3>", f"Жаңылыктар | {SITE}", ""): T,
    (f"<h1>Пресс-релизы</h1><div class='title'>{T}</div>", f"Пресс-релизы | {SITE}", ""): T,
    (f"<h1>Подробнее</h1><h2>{T}</h2>", f"Подробнее | {SITE}", ""): T,
    (f"<h1>News</h1><h4>{T}</h4>", "News", ""): T,
    (f"<h1><a href='/'>{SITE}</a></h1><h2>{T}</h2>", SITE, ""): T,
    (f"<h1 class='logo'>{SITE}</h1><h2 class='post-title'>{T}</h2>", f"{T} | {SITE}", ""): T,
    (f"<h1><img src='/logo.png' alt='{SITE}'></h1><h2>{T}</h2>", f"{T} | {SITE}", ""): T,
    # Several h1.
    (f"<h1>{SITE}</h1><h1>{T}</h1>", f"{T} | {SITE}", ""): T,
    (f"<h1>{T}</h1><h1>Контакты</h1>", f"{T} | {SITE}", ""): T,
    (f"<h1>Последние новости</h1><h1>{T}</h1>", SITE, ""): T,
    # Other tags.
    (f"<h2>{T}</h2>", SITE, ""): T,
    (f"<h4>{T}</h4>", SITE, ""): T,
    (f"<h5 class='mb-3'>{T}</h5>", SITE, ""): T,
    (f"<div class='title'>{T}</div>", SITE, ""): T,
    (f"<p class='zag'><b>{T}</b></p>", SITE, ""): T,
    (f"<div class='display-6'>{T}</div>", SITE, ""): T,
    (f"<div class='fs-3 fw-bold'>{T}</div>", SITE, ""): T,
    (f"<span itemprop='headline'>{T}</span>", SITE, ""): T,
    (f"<div class='news-detail__name'>{T}</div>", SITE, ""): T,
    # Kickers, dates, badges in the heading.
    (f"<h1><span>Общество</span> {T}</h1>", f"{T} | {SITE}", ""): T,
    (f"<h1><a href='/news'>Новости</a> / {T}</h1>", f"{T} | {SITE}", ""): T,
    (f"<h1>{T} <small>12.06.2020</small></h1>", f"{T} | {SITE}", ""): T,
    (f"<h1>{T} <span class='views'>3570</span></h1>", f"{T} | {SITE}", OG.format(T)): T,
    (f"<h1>{T}<a class='print' href='?print=1'>Печать</a></h1>", f"{T} | {SITE}", ""): T,
    (f"<h1><span class='badge'>Срочно</span> {T}</h1>", SITE, OG.format(T)): T,
    # Spelling.
    (f"<h1>{T.upper()}</h1>", f"{T} | {SITE}", ""): T,
    (f"<h1>{T.upper()}</h1>", f"{T.upper()} | {SITE}", OG.format(T)): T,
    ("<h1>Мост &laquo;Дружба&raquo; открыт &mdash; министр</h1>", f"Мост &laquo;Дружба&raquo; открыт &mdash; министр | {SITE}", ""): "Мост «Дружба» открыт — министр",
    ("<h1>Мост &amp;laquo;Дружба&amp;raquo; открыт</h1>", SITE, OG.format("Мост «Дружба» открыт")): "Мост «Дружба» открыт",
    ("<h1>Мост &quot;Дружба&quot; открыт</h1>", SITE, OG.format("Мост &amp;quot;Дружба&amp;quot; открыт")): 'Мост "Дружба" открыт',
    ("<h1>Но&shy;вый мост от&shy;крыт для дви&shy;же&shy;ния</h1>", SITE, ""): "Новый мост открыт для движения",
    ("<h1>Новый&nbsp;мост\n\n  открыт   для движения</h1>", SITE, ""): "Новый мост открыт для движения",
    ("<h1>Новый мост<br>открыт для движения</h1>", SITE, ""): "Новый мост открыт для движения",
    ("<h1>«Мы ждали этого четыре года»</h1>", f"«Мы ждали этого четыре года» | {SITE}", ""): "«Мы ждали этого четыре года»",
    ("<h1>«Мы ждали четыре года» – «и дождались»</h1>", f"«Мы ждали четыре года» – «и дождались» – {SITE}", ""): "«Мы ждали четыре года» – «и дождались»",
    ("<h1>Мост открыт | Видео</h1>", f"Мост открыт | Видео | {SITE}", ""): "Мост открыт | Видео",
    ("<h1>Бишкек – Ош: дорога открыта</h1>", f"Бишкек – Ош: дорога открыта – {SITE}", ""): "Бишкек – Ош: дорога открыта",
    ("<h1>Акылбек Жапаров: Мост нужен всем</h1>", f"{SITE} | Акылбек Жапаров: Мост нужен всем", ""): "Акылбек Жапаров: Мост нужен всем",
    ("<h1>В 2020 году построили 5 мостов (список)</h1>", f"В 2020 году построили 5 мостов (список) - {SITE}", ""): "В 2020 году построили 5 мостов (список)",
    # Cut short, or told otherwise, in the head.
    (f"<h1>{T}</h1>", f"{T[:40]}... | {SITE}", OG.format(T[:40] + "…")): T,
    (f"<h1>{T}</h1>", f"{T[:40]}", OG.format(T[:40])): T,
    (f"<div class='x'>{T}</div>", f"{T[:45]}... | {SITE}", ""): T,
    (f"<h1>{T}</h1>", f"Мост, река, строительство | {SITE}", OG.format("Открытие моста")): T,
    (f"<h1>{T}</h1><h2>Жители ждали этого дня четыре года и дождались</h2>", SITE, ""): T,
}  # fmt: skip


@pytest.mark.parametrize(("page", "headline"), CASES.items())
def test_headlines(page: tuple[str, str | None, str], headline: str) -> None:
    shown, title, head = page
    body = whole(f'<div class="c"><div class="crumbs"><a href="/">Главная</a> / <a href="/news">Новости</a></div>{shown}<div class="d">12.06.2020</div>{p()}</div>', head, title=title)  # fmt: skip
    article = read_page(body.encode(), "https://ministry.example.kg/ru/news/4711", timezone=BISHKEK)
    assert article.title == headline
    assert headline not in article.text


@pytest.mark.parametrize("piece", ["a | ", "» ", " - ", "— | :: ", "«", "<b>", "&amp;", "Новости / "])
def test_hostile_titles_end_in_time(piece: str) -> None:
    body = whole(p(), OG.format(piece * 20_000), title=piece * 20_000)
    began = time.monotonic()
    read_page(body.encode(), "https://ministry.example.kg/ru/news/4711", timezone=BISHKEK)
    assert time.monotonic() - began < 3
