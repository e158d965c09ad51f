"""Whole pages of the region's engines as another reader wrote them, with everything an editor would read there.

`odd_pages` asks for the article's head; here text, pictures and what a post must never say are asked, too. The markup is
that of the engines' own templates: class names are those they ship with, words and addresses are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.sources.odd_pages import EN, KY, RU, TE, TK, T, br, p

HOST = "https://portal.example.kg"
URL = f"{HOST}/news/4711"


@dataclass(frozen=True)
class Whole:
    """A page, and all that is to be read there."""

    name: str
    html: str
    title: str = T
    body: tuple[str, ...] = RU
    #: In Bishkek's time; a day alone where the page gives no time; None for no date.
    published: str | None = "2020-06-12"
    views: int | None = None
    language: str = "ru"
    #: Paths and captions.
    pictures: tuple[tuple[str, str | None], ...] = ()
    url: str = URL


def page(content: str, head: str = "", *, title: str = T, lang: str = "ru") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><div class="top"><a href="/">Портал</a><a href="/docs">Документы</a></div>{content}</body></html>'
    )


WHOLE: tuple[Whole, ...] = (
    Whole(
        "statements parted by style alone: a date, a time and a counter in one row",
        page(f'<div class="one"><h1>{TK}</h1><div class="inf"><span>Коом</span><span>12.06.2020, 14:30</span><span>345 көрүүлөр</span></div><div class="t">{p(KY)}</div></div><div class="more2"><h3>Мындан тышкары окуңуз</h3><a href="/n/2"><p>Базар жаңы жерге көчтү</p></a></div>', title=TK, lang="ky"),
        TK, KY, "2020-06-12T14:30", 345, "ky",
    ),
    Whole(
        "the lead stands with the headline in a hero; year and counter touch",
        page(f'<div class="NewsHero"><h1>{T}</h1><div class="NewsHero__lead">{RU[0]}</div><div class="row"><span>12 июня 2020</span><span>345 просмотров</span></div></div><div class="NewsBody"><div class="par">{RU[1]}</div><div class="par">{RU[2]}</div></div><div class="NewsShare"><span>Поделиться в соцсетях:</span><a>ВК</a><a>ОК</a></div>'),
        views=345,
    ),
    Whole(
        "a table's cell: headline in bold, date and counter below in small, text by breaks",
        page(f'<table><tr><td width="180"><b>МЕНЮ</b><br><a href="index.php">Башкы бет</a></td><td><font size="4"><b>{TK}</b></font><br><font size="1">12.06.2020 | Окулду: 345</font><hr><div align="justify"><img src="/photos/m1.jpg" align="left" width="300">{KY[0]}<br>&nbsp; {KY[1]}<br>&nbsp; {KY[2]}</div><br><a href="print.php?id=1">Басып чыгаруу үчүн</a> | <a href="javascript:history.back()">Артка</a></td><td><b>Аба ырайы</b><br>Каракол +24</td></tr></table>', title="Ак-Суу району", lang="ky"),
        TK, KY, views=345, language="ky", pictures=(("/photos/m1.jpg", None),),
    ),
    Whole(
        "slides with a headline each above the article's own",
        page(f'<div id="slider" class="owl-carousel"><div class="item"><img src="/slider/1.jpg"><div class="caption"><h1>Год развития регионов и цифровизации страны</h1><p>Государственная программа принята и реализуется во всех областях.</p></div></div><div class="item"><img src="/slider/2.jpg"><div class="caption"><h1>Электронные услуги для каждого гражданина</h1><p>Более 80 услуг доступны на портале.</p></div></div></div><div class="one-news"><h2>{T}</h2><div class="dt"><span>12 Июн 2020</span> <span class="glyphicon glyphicon-eye-open"></span> 345</div><div class="ph"><img src="/images/p1.jpg" class="img-thumbnail"></div>{p()}</div>'),
        views=345, pictures=(("/images/p1.jpg", None),),
    ),
    Whole(
        "a carousel of the article's pictures whose only words are its arrows'",
        page(f'<h4>{TK}</h4><div><i class="far fa-calendar-alt"></i> 12-июнь, 2020</div><div id="c1" class="carousel slide"><div class="carousel-inner"><div class="carousel-item active"><img class="d-block w-100" src="/storage/a1.jpg" alt="First slide"></div><div class="carousel-item"><img class="d-block w-100" src="/storage/a2.jpg" alt="Second slide"></div></div><a class="carousel-control-prev" href="#c1"><span class="sr-only">Previous</span></a><a class="carousel-control-next" href="#c1"><span class="sr-only">Next</span></a></div><div class="text-justify">{p(KY)}</div>', title="Министрлик", lang="ky"),
        TK, KY, language="ky", pictures=(("/storage/a1.jpg", None), ("/storage/a2.jpg", None)),
    ),
    Whole(
        "the picture above the headline is called as it is",
        page(f'<div class="news-view"><div class="col-sm-12"><img class="img-responsive" src="/uploads/main.jpg" alt="{TK}"></div><h1>{TK}</h1><p class="text-muted">Жарыяланган: 2020-жылдын 12-июну, 14:30 &nbsp; | &nbsp; Көрүлдү: 345 жолу</p><div>{p(KY)}</div></div>', title=TK, lang="ky"),
        TK, KY, "2020-06-12T14:30", 345, "ky", (("/uploads/main.jpg", None),),
    ),
    Whole(
        "dle: icons of the editor, who changed it, a notice for guests, views in a tooltip",
        page(f'<div class="base fullstory"><h3 class="btl"><span id="news-title">{T}</span></h3><ul class="isicons"><li><img src="/templates/Default/dleimages/editstore.png" alt="Редактировать"></li></ul><span class="baseinfo">Автор: <a href="/user/admin/">admin</a> от <a href="/2020/06/12/">12-06-2020, 14:30</a></span><div class="maincont"><div id="news-id-1"><img src="/uploads/posts/2020-06/most.jpg" alt="{T}"><br><br>{br()}</div><p class="editdate"><br><i>Новость отредактировал: <b>admin</b> - 13-06-2020, 09:00</i></p></div></div><div class="mlink"><span class="argviews"><span title="Просмотров: 345"><b>345</b></span></span><span class="argcoms"><span title="Комментариев: 12"><b>12</b></span></span></div><div class="clr berrors">Уважаемый посетитель, Вы зашли на сайт как незарегистрированный пользователь.<br>Мы рекомендуем Вам <a href="/index.php?do=register">зарегистрироваться</a> либо войти на сайт под своим именем.</div>'),
        published="2020-06-12T14:30", views=345, pictures=(("/uploads/posts/2020-06/most.jpg", None),),
    ),
    Whole(
        "«Сегодня» with the day in the link to its archive",
        page(f'<h1>{T}</h1><p class="binfo">Автор: <a href="/user/a/">Азамат</a> от <a href="/2020/06/12/">Сегодня, 09:15</a>, посмотрело: 5 678</p><div>{br()}</div><div class="now">Бишкек, 15 июня 2020</div>'),
        published="2020-06-12T09:15", views=5678,
    ),
    Whole(
        "«Сегодня» with the day in its tooltip",
        page(f'<article><h1>{T}</h1><p class="i"><span class="t" title="12 июня 2020 года, 12:30">Сегодня, 12:30</span> <span title="Количество просмотров">2 345</span> <span title="Комментарии">12</span></p>{p()}<p><i>Если вы нашли ошибку, пожалуйста, выделите фрагмент текста и нажмите Ctrl+Enter.</i></p></article>'),
        published="2020-06-12T12:30", views=2345,
    ),
    Whole(
        "date and time in icons' rows of their own",
        page(f'<h1>{T}</h1><ul class="elementor-post-info"><li><i class="fas fa-calendar"></i><span class="elementor-icon-list-text"><time>12.06.2020</time></span></li><li><i class="far fa-clock"></i><span class="elementor-icon-list-text"><time>14:30</time></span></li><li><span class="elementor-icon-list-text">Нет комментариев</span></li><li><span><i class="fas fa-eye"></i></span><span class="elementor-icon-list-text">345</span></li></ul><div class="elementor-widget-container">{p()}</div>'),
        published="2020-06-12T14:30", views=345,
    ),
    Whole(
        "the date shares its row with the share buttons; a form asks below",
        page(f'<h1 id="pagetitle">{T}</h1><div class="detail"><div class="period-and-share"><div class="period"><span class="date">12 июня 2020</span></div><div class="share"><span class="title">Поделиться</span></div></div><div class="introtext"><p>{RU[0]}</p></div><div class="content">{p(RU[1:])}</div></div><div class="order-block"><div class="text">Готовы ответить на ваши вопросы о наших услугах.</div><a class="btn">Задать вопрос</a></div>'),
    ),
    Whole(
        "a card whose parts are called after it",
        page(f'<main class="v-main"><div class="v-card v-sheet"><div class="v-card__title">{TE}</div><div class="v-card__subtitle"><i aria-hidden="true" class="v-icon mdi mdi-calendar"></i>12.06.2020 <i aria-hidden="true" class="v-icon mdi mdi-eye"></i>345 </div><div class="v-card__text"><div>{p(EN)}</div></div></div></main>', title="News", lang="en"),
        TE, EN, views=345, language="en",
    ),
    Whole(
        "a blog: its name is the h1 and begins the title",
        page(f'<h1>Embassy notes</h1><h2 class="date-header"><span>Friday, June 12, 2020</span></h2><div class="post"><h3 class="post-title entry-title">{TE}</h3><div class="post-body">{p(EN)}</div><div class="post-footer"><span>Posted by <span class="fn">press</span></span></div></div><div class="comments"><h4>No comments:</h4></div>', title=f"Embassy notes: {TE}", lang="en"),
        TE, EN, language="en",
    ),
    Whole(
        "teasers to the left, longer than the article and read first",
        page(f'<div class="lc"><div class="lt">Интервью</div><div class="li"><a href="/i/1">Акын и время</a><p>Народный поэт рассказал о том, как писал свою новую поэму, о детстве в горах и о том, почему молодёжь снова читает стихи и учит эпос наизусть.</p></div><div class="li"><a href="/i/2">Хозяйка музея</a><p>Директор музея вспомнила, как собирали коллекцию, кто помогал в трудные годы и какие находки последних лет ещё не показаны посетителям.</p></div></div><div class="mc"><h1>{T}</h1><p class="dt">12.06.2020, 14:30</p>{p(RU[1:])}</div>'),
        body=RU[1:], published="2020-06-12T14:30",
    ),
    Whole(
        "the next articles stand in full below, each headed by the link to its page",
        page(f'<div class="news-one"><h1>{T}</h1><div class="nd">12/06/2020</div><div class="nt">{p(RU[:2])}</div></div><div class="news-one"><h2><a href="/n/2">Посол республики завершает свою миссию</a></h2><div class="nd">11/06/2020</div><div class="nt"><p>Министр принял посла в связи с завершением его миссии и поблагодарил за вклад в укрепление отношений.</p><p>Стороны обсудили график встреч.</p></div></div>'),
        body=RU[:2],
    ),
    Whole(
        "calls, rights and hashtags as last paragraphs",
        page(f"<main><h1>{T}</h1><div class=\"d\">12.06.2020</div><div>{p()}<p>#мост #дорога</p><p>Хотите узнавать новости первыми? Подпишитесь на рассылку</p><p>Следите за нашими новостями в Instagram @portal</p><p>Нашли ошибку? Выделите её мышкой и нажмите Ctrl+Enter</p><p>При полной или частичной перепечатке ссылка на сайт обязательна.</p><p>Была ли информация полезной?</p></div></main>"),
    ),
    Whole(
        "a labelled counter in the article's foot",
        page(f'<article><h1>{TK}</h1><div class="entry-excerpt"><p>{KY[0]}</p></div><div class="entry-content">{p(KY[1:])}<p>Тиркемелер</p><p>Фото автора</p></div><div class="entry-footer"><span class="views-count">Көрүү: 1 024</span><button>👍 12</button></div></article>', '<meta property="article:published_time" content="2020-06-12T08:30:00+00:00">', title=TK, lang="ky"),
        TK, KY, "2020-06-12T14:30", 1024, "ky",
    ),
    Whole(
        "what sounds like a notice and is the article's own",
        page(f'<main><h1>{T}</h1><div class="d">12.06.2020</div><div>{p()}<p>Нашли ошибку в расчётах только через три года, признал министр.</p><p>Использование информационных технологий позволило сократить сроки вдвое.</p></div></main>'),
        body=(*RU, "Нашли ошибку в расчётах только через три года, признал министр.", "Использование информационных технологий позволило сократить сроки вдвое."),
    ),
)  # fmt: skip
