"""A second round of whole pages with traps: themes and home-made layouts, comments and clocks without names."""

from __future__ import annotations

from tests.sources.odd_pages import EN, FOOT, KY, MENU, SIDE, SITE, TE, TK, Odd, T, br, p, whole

OTHERS_FIRST = """<div class="lcol"><b>Лента</b><div class="r"><span>24.11 10:15</span> <a href="/ru/news/4900">В столице открылся форум строителей</a></div>
<div class="r"><span>24.11 09:50</span> <a href="/ru/news/4899">Утверждён план ремонта дорог на год</a></div></div>"""
COMMENTS = """<div class="kom"><h4>Комментарии</h4><div class="k1"><b>Айбек</b> <span>13.06.2020 10:15</span><p>Спасибо за новость!</p></div>
<div class="k1"><b>Нурлан</b> <span>14.06.2020 11:15</span><p>Ждём следующий мост.</p></div></div>"""

ODDER: tuple[Odd, ...] = (
    Odd(
        "newspaper theme: the date's class says updated",
        whole(
            f'<article><header class="td-post-title"><h1 class="entry-title">{T}</h1><div class="td-module-meta-info"><div class="td-post-author-name">От <a href="/author/press/">Пресс-служба</a> -</div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="2020-06-12T14:30:00+06:00">12.06.2020</time></span><div class="td-post-comments"><a href="#respond"><i class="td-icon-comments"></i>12</a></div><div class="td-post-views"><i class="td-icon-views"></i><span class="td-nr-views-55">3570</span></div></div></header><div class="td-post-content">{p()}</div></article>',
            title=f"{T} | {SITE}",
        ),
        T, "2020-06-12T14:30", 3570,
    ),
    Odd(
        "wordpress: published and updated side by side",
        whole(
            f'<article><h1 class="entry-title">{T}</h1><span class="posted-on"><a href="/x" rel="bookmark"><time class="entry-date published" datetime="2020-06-12T14:30:00+06:00">12 июня 2020</time><time class="updated" datetime="2020-07-01T10:00:00+06:00">1 июля 2020</time></a></span><div class="entry-content">{p()}</div></article>',
            title=f"{T} – {SITE}",
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "agency: time before the date, the town after it",
        whole(f'<div class="newsTitle"><h1>{T}</h1></div><div class="newsDate">14:30, 12 июня 2020, Бишкек - Агентство</div><div class="newsViews">3570</div><div class="cont">{p()}</div>{COMMENTS}', title=f"{T} - Агентство"),
        T, "2020-06-12T14:30", 3570,
    ),
    Odd(
        "names by blocks and elements; date above the h1",
        whole(f'<div class="news-single"><p class="news-single__date">12.06.2020 / 14:30</p><h1 class="news-single__title">{TK}</h1><div class="news-single__text">{p(KY)}</div><div class="news-single__stat">Көрүүлөр: 3570</div></div>', title=TK, lang="ky"),
        TK, "2020-06-12T14:30", 3570, language="ky",
    ),
    Odd(
        "cards of bootstrap: the article itself is one",
        whole(
            f'<div class="card"><div class="card-body"><h3 class="card-title">{T}</h3><small class="text-muted">Опубликовано 12 июн. 2020, 14:30 <i class="fa fa-eye"></i> 3570</small><div class="card-text">{p()}</div></div></div>',
            title="Laravel",
        ),
        T, "2020-06-12T14:30", 3570,
    ),
    Odd(
        "tables: date and headline in cells",
        whole(
            f'<table><tr><td class="news_date">12.06.2020</td></tr><tr><td class="news_title"><b>{T}</b></td></tr><tr><td>{br()}</td></tr><tr><td align="right">Прочитано: 3570</td></tr></table>',
            title=f"{SITE} КР: Новости", lang=None,
        ),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "a clock and today's day without a year in the head",
        whole(f'<h1>{T}</h1><span class="badge bg-secondary">12 июня 2020</span>{p()}', title=T, top='<div id="clock">14:55</div><span>24 ноября, вторник</span>'),
        T, "2020-06-12",
    ),
    Odd(
        "no date; a feed of others with days and times stands before the article",
        whole(f"{OTHERS_FIRST}<div class='main'><h1>{T}</h1>{p()}</div>", title=T),
        T, None,
    ),
    Odd(
        "the date is the article's, a feed of others stands before it",
        whole(f"{OTHERS_FIRST}<div class='main'><h1>{T}</h1><i>12.06.2020, 14:30</i>{p()}</div>", title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "no date; comments under the text have theirs",
        whole(f"<h1>{T}</h1>{p()}{COMMENTS}", title=T),
        T, None,
    ),
    Odd(
        "the date under the text, comments after it",
        whole(f'<h1>{T}</h1>{p()}<p align="right"><i>12 июня 2020 г.</i></p>{COMMENTS}', title=T),
        T, "2020-06-12",
    ),
    Odd(
        "no date; the picture has one",
        whole(f'<h1>{T}</h1><figure><img src="/i/1.jpg"><figcaption>Мост в начале работ, 10 мая 2019 года</figcaption></figure>{p()}', title=T),
        T, None,
    ),
    Odd(
        "no date; an event announced in the side column before the text",
        whole(f'<div class="ev"><h4>Ближайшие события</h4><div>15 июля 2026 — Форум транспортников</div></div><h1>{T}</h1>{p()}', title=T),
        T, None,
    ),
    Odd(
        "no date; a decree's day is the sub-headline",
        whole(f"<h1>О присвоении почётных званий строителям</h1><h3>Указ Президента от 5 мая 2019 года № 123</h3>{p()}", title="О присвоении почётных званий строителям"),
        "О присвоении почётных званий строителям", None,
    ),
    Odd(
        "no date; a span of days is the sub-headline",
        whole(f"<h1>Выставка мостов в столице</h1><h4>10–12 июня 2020 года, Дворец спорта</h4>{p()}", title="Выставка мостов в столице"),
        "Выставка мостов в столице", None,
    ),
    Odd(
        "an event's span and the day of publication",
        whole(f'<h1>Выставка мостов в столице</h1><div>Когда: 10.06.2020 – 12.06.2020</div><div>Опубликовано: 01.06.2020</div>{p()}', title="Выставка мостов в столице"),
        "Выставка мостов в столице", "2020-06-01",
    ),
    Odd(
        "a term and the day of publication",
        whole(f'<h1>Объявлен тендер на строительство моста</h1><div class="x"><span>Дата: 01.06.2020</span></div><div class="x">Срок подачи заявок: до 15.07.2020</div>{p()}', title="Объявлен тендер на строительство моста"),
        "Объявлен тендер на строительство моста", "2020-06-01",
    ),
    Odd(
        "the headline and its site in the h1, too",
        whole(f'<h1>{T} | {SITE}</h1><div>12.06.2020</div>{p()}', title=f"{T} | {SITE}"),
        T, "2020-06-12",
    ),
    Odd(
        "a long title tag: section, site, its slogan",
        whole(f'<div class="n1">{T}</div><div>12.06.2020</div>{p()}', title=f"{T} - Новости - {SITE} и коммуникаций КР - Официальный сайт"),
        T, "2020-06-12",
    ),
    Odd(
        "kyrgyz, SHOUTED, month with an ending",
        whole(f'<h2>{TK.upper()}</h2><p>Жарыяланган күнү: 2020-жылдын 12-июнунда, саат 14:30</p>{p(KY)}<p>Көрүлгөн: 3 570</p>', title=f"{TK} - Министрлик", lang="ru"),
        TK, "2020-06-12T14:30", 3570, language="ky",
    ),
    Odd(
        "english: abbreviations, a counter with a comma, american order in meta",
        whole(f'<h1>{TE}</h1><div class="byline">By Press Service | Fri 12 Jun 2020 14:30 | 3,570 reads</div>{p(EN)}', title=f"{TE} | MOT", lang="en"),
        TE, "2020-06-12T14:30", 3570, language="en",
    ),
    Odd(
        "counters in a list: views, comments, likes, files",
        whole(f'<h1>{T}</h1><ul class="stat"><li>12.06.2020</li><li>Просмотров <b>3570</b></li><li>Комментариев <b>12</b></li><li>Нравится <b>44</b></li></ul>{p()}<a href="/f.pdf">Скачать (PDF, 9120 КБ)</a>', title=T),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "three bare numbers: none is sure",
        whole(f'<h1>{T}</h1><ul class="stat"><li>12.06.2020</li><li>3570</li><li>12</li><li>44</li></ul>{p()}', title=T),
        T, "2020-06-12", None,
    ),
    Odd(
        "a file's size, a telephone and a price beside the date",
        whole(f'<h1>{T}</h1><div class="i">12.06.2020</div><div class="i">Тел.: 62 05 45</div>{p()}<div>Файл: 3570 Кб</div><div>Цена: 3570 сом</div>', title=T),
        T, "2020-06-12", None,
    ),
    Odd(
        "counters of the whole site under the article",
        whole(f'<h1>{T}</h1><div class="i">12.06.2020</div>{p()}<div class="st">Сегодня: 155<br>Вчера: 211<br>Всего посещений: 1204551</div><div>Онлайн: 12</div>', title=T),
        T, "2020-06-12", None,
    ),
    Odd(
        "no headline of its own anywhere but the first bold line",
        f'<html><head><meta charset="utf-8"><title>{SITE}</title></head><body><div class="head">{MENU}</div><div class="c"><p><strong>{T}</strong></p><p>12 июня 2020 г.</p>{p()}</div>{SIDE}{FOOT}</body></html>',
        T, "2020-06-12",
    ),
    Odd(
        "published in utc, shown on the next day",
        whole(f'<h1>{T}</h1><div class="d">13 июня 2020, 02:30</div>{p()}', '<meta property="article:published_time" content="2020-06-12T20:30:00+00:00">', title=T),
        T, "2020-06-13T02:30",
    ),
    Odd(
        "declared as a day, shown with its time",
        whole(f'<h1>{T}</h1><div class="d">12 июня 2020, 14:30</div>{p()}', '<meta name="date" content="2020-06-12">', title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "a date in numbers split over elements",
        whole(f'<h1>{T}</h1><div class="date"><span>12</span>.<span>06</span>.<span>2020</span></div>{p()}', title=T),
        T, "2020-06-12",
    ),
    Odd(
        "drupal with RDFa: hidden statements, those of comments, too",
        whole(f'<article about="/node/5"><h1><span property="schema:name">{T}</span></h1><span property="schema:dateCreated" content="2020-06-12T14:30:00+06:00" class="rdf-meta hidden"></span><div property="schema:text">{p()}</div><section class="comments"><div class="comment" typeof="schema:Comment"><span property="schema:dateCreated" content="2026-11-20T10:00:00+06:00" class="rdf-meta hidden"></span>Спасибо!</div></section></article>', title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "day over month over year",
        whole(f'<div class="cal"><div class="dd">12</div><div class="mm">июня</div><div class="yy">2020</div></div><h1>{T}</h1>{p()}', title=T),
        T, "2020-06-12",
    ),
)  # fmt: skip
