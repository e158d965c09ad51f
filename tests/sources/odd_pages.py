"""Whole pages with traps around the article's head: headlines, dates, counters, languages, addresses.

Unlike `samples`, each page is a layout of its own; the words are a few stories in the languages of the region. What is
expected stands beside each page; a field that is left out is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Odd:
    """A page, and what an editor would read there."""

    name: str
    html: str
    title: str
    #: ISO, in Bishkek's time where it has no zone; a day alone where the page gives no time; None for no date.
    published: str | None
    views: int | None = None
    language: str = "ru"
    url: str = "https://ministry.example.kg/ru/news/4711"
    #: None: the page's own address.
    canonical: str | None = None
    translations: dict[str, str] = field(default_factory=dict)


RU = (
    "Министр транспорта открыл движение по новому мосту через реку, который строили четыре года.",
    "«Жители двух районов ждали этого дня очень долго», — сказал он на открытии и поблагодарил строителей.",
    "Мост длиной 214 метров выдерживает грузовики до 60 тонн, сообщили в пресс-службе ведомства.",
)
KY = (
    "Транспорт министри төрт жыл курулган дарыянын үстүндөгү жаңы көпүрөнү ачты.",
    "«Эки райондун эли бул күндү көптөн бери күткөн», — деди ал ачылышта жана куруучуларга ыраазычылык билдирди.",
    "Узундугу 214 метр көпүрө 60 тоннага чейинки жүк ташуучу унааларды көтөрөт, деп билдирди басма сөз кызматы.",
)
EN = (
    "The minister of transport opened a new bridge over the river that had taken four years to build.",
    "“The people of two districts waited for this day for a very long time,” he said and thanked the builders.",
    "The bridge is 214 metres long and carries lorries of up to 60 tonnes, the press service said.",
)
KK = (
    "Көлік министрі төрт жыл бойы салынған өзен үстіндегі жаңа көпірді ашты деп хабарлады баспасөз қызметі.",
    "«Екі ауданның тұрғындары бұл күнді ұзақ күтті», — деді ол және құрылысшыларға алғыс айтты.",
    "Ұзындығы 214 метр көпір салмағы 60 тоннаға дейінгі жүк көліктерін көтереді.",
)
UZ = (
    "Transport vaziri to‘rt yil davomida qurilgan daryo ustidagi yangi ko‘prikni ochdi.",
    "“Ikki tuman aholisi bu kunni uzoq kutdi”, dedi u va quruvchilarga minnatdorlik bildirdi.",
    "Uzunligi 214 metr bo‘lgan ko‘prik 60 tonnagacha bo‘lgan yuk mashinalarini ko‘taradi.",
)
TG = (
    "Вазири нақлиёт пули навро аз болои дарё, ки чор сол сохта шуд, ба истифода дод.",
    "«Сокинони ду ноҳия ин рӯзро бисёр интизор буданд», — гуфт ӯ ва ба бинокорон миннатдорӣ баён кард.",
    "Пул 214 метр дарозӣ дорад ва барои мошинҳои то 60 тонна пешбинӣ шудааст.",
)
UK = (
    "Міністр транспорту відкрив рух новим мостом через річку, який будували чотири роки.",
    "«Мешканці двох районів чекали цього дня дуже довго», — сказав він і подякував будівельникам.",
    "Міст завдовжки 214 метрів витримує вантажівки до 60 тонн, повідомила пресслужба відомства.",
)


def p(paragraphs: tuple[str, ...] = RU) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def br(paragraphs: tuple[str, ...] = RU) -> str:
    return "<br><br>".join(paragraphs)


MENU = '<ul class="menu"><li><a href="/ru/about">О министерстве</a></li><li><a href="/ru/news">Новости</a></li><li><a href="/ru/docs">Документы</a></li><li><a href="/ru/contacts">Контакты</a></li></ul>'
SIDE = """<div class="right-col"><h3>Последние новости</h3><div class="it"><a href="/ru/news/4801">Объявлен конкурс на замещение должностей</a><div class="d">21.11.2026</div><div class="v"><i class="fa fa-eye"></i> 911</div></div>
<div class="it"><a href="/ru/news/4802">Прошло совещание по безопасности дорог</a><div class="d">20.11.2026</div><div class="v"><i class="fa fa-eye"></i> 812</div></div>
<div class="it"><a href="/ru/news/4803">Ремонт перевала завершат к декабрю</a><div class="d">19.11.2026</div><div class="v"><i class="fa fa-eye"></i> 713</div></div></div>"""
FOOT = "<footer><p>© 2011–2026 Министерство транспорта. Все права защищены</p><p>Обновлено: 24.11.2026</p></footer>"
TOP = '<div class="topbar"><div class="date-now">Вторник, 24 ноября 2026</div><div class="cur">USD 87,45</div></div>'


def whole(content: str, head: str = "", *, title: str | None = None, lang: str | None = "ru", top: str = TOP, side: str = SIDE, menu: str = MENU) -> str:  # fmt: skip
    said = f' lang="{lang}"' if lang else ""
    shown = f"<title>{title}</title>" if title is not None else ""
    return f"""<!DOCTYPE html><html{said}><head><meta charset="utf-8">{shown}{head}</head><body>{top}<div class="head"><a class="logo" href="/"><img src="/img/logo.svg" alt="Министерство транспорта"></a>{menu}</div>
<div class="wrapper">{content}{side}</div>{FOOT}</body></html>"""


T = "Новый мост через реку открыли после четырёх лет строительства"
TK = "Дарыянын үстүндөгү жаңы көпүрө төрт жылдан кийин ачылды"
TE = "New bridge over the river opens after four years of construction"
SITE = "Министерство транспорта"

ODD: tuple[Odd, ...] = (
    Odd(
        "bitrix: the h1 is the section, the headline an h3, date above it",
        whole(
            f'<h1>Новости</h1><div class="news-detail"><span class="news-date-time">12.06.2020 14:30</span><h3>{T}</h3>{p()}<div class="cnt">Просмотров: 3 570</div></div>',
            title=f"{T} | {SITE}",
        ),
        T, "2020-06-12T14:30", 3570,
    ),
    Odd(
        "bitrix: no h1, the title tag carries the site's name first",
        whole(
            f'<div class="news-detail"><div class="news-name">{T}</div><div class="news-date">12 июня 2020</div>{p()}<div>Количество просмотров: 3570</div></div>',
            title=f"{SITE} :: {T}",
        ),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "h1 holds the logo, the headline is an h2; words of the date are apart",
        whole(
            f'<article><h2 class="ttl">{T}</h2><div class="when"><span class="day">12</span> <span class="month">июня</span> <span class="year">2020</span></div>{p()}</article>',
            title=f"{T} — {SITE} Кыргызской Республики",
            menu=f'<h1 class="logo-text"><a href="/">{SITE}</a></h1>{MENU}',
        ),
        T, "2020-06-12",
    ),
    Odd(
        "h1 of the site in the head on every page, without link",
        whole(f'<div class="content"><h2>{T}</h2><p class="date">12.06.2020</p>{p()}</div>', title=T, menu=f"<h1>{SITE}</h1>{MENU}"),
        T, "2020-06-12",
    ),
    Odd(
        "a kicker inside the h1, told by og:title",
        whole(
            f'<h1><span class="cat">Общество</span> {T}</h1><time datetime="2020-06-12T14:30:00+06:00">12 июня, 14:30</time>{p()}',
            f'<meta property="og:title" content="{T}">', title=f"{T} - Новости - {SITE}",
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "the h1 is SHOUTED, the head writes it as one writes",
        whole(f'<h1>{T.upper()}</h1><div class="date">12.06.2020, 14:30</div>{p()}', f'<meta property="og:title" content="{T}">', title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "og:title cut short with dots, twitter:title too",
        whole(
            f'<h1 itemprop="headline">{T}</h1><span class="posted">Опубликовано 12 июня 2020 г. в 14:30</span>{p()}',
            f'<meta property="og:title" content="{T[:48]}..."><meta name="twitter:title" content="{T[:48]}…">', title=f"{T[:48]}... » {SITE}",
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "two h1: the other is of the sidebar",
        whole(
            f'<div class="side"><h1>Виртуальная приёмная</h1><p>Задайте вопрос министру</p></div><div class="main"><h1>{T}</h1><div class="info">12.06.2020 | Просмотры: 3570</div>{p()}</div>',
            title=f"{T} • {SITE}",
        ),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "a headline in quotes with entities and soft hyphens",
        whole(
            "<h1>&laquo;Мост друж&shy;бы&raquo; от&shy;крыт: что&nbsp;из&shy;ме&shy;ни&shy;лось</h1><div class=\"date\">12 июня 2020 г.</div>" + p(),
            title="&laquo;Мост дружбы&raquo; открыт: что изменилось / Сайт министерства",
        ),
        "«Мост дружбы» открыт: что изменилось", "2020-06-12",
    ),
    Odd(
        "a headline with a dash and a pipe of its own",
        whole(f'<h1>Мост открыт — движение по новой дороге | Фоторепортаж</h1><div class="dt">12.06.2020</div>{p()}', title=f"Мост открыт — движение по новой дороге | Фоторепортаж | {SITE}"),
        "Мост открыт — движение по новой дороге | Фоторепортаж", "2020-06-12",
    ),
    Odd(
        "no date at all, today's in the head, others' at the side",
        whole(f"<h1>{T}</h1>{p()}", title=T),
        T, None,
    ),
    Odd(
        "no date, but a list of other news right below the text, without names",
        whole(
            f'<div class="c1"><h1>{T}</h1>{p()}<div class="x1"><a href="/ru/news/4700">Объявлен тендер на ремонт дороги</a><div>05.07.2020</div></div><div class="x1"><a href="/ru/news/4699">Подписано соглашение о перевозках</a><div>04.07.2020</div></div></div>',
            title=T,
        ),
        T, None,
    ),
    Odd(
        "no date; the text names a day of history",
        whole(f"<h1>Как строили первый мост</h1><p>Первый мост открыли 12 июня 2005 года.</p>{p()}", title="Как строили первый мост"),
        "Как строили первый мост", None,
    ),
    Odd(
        "no date; an event's day beside the headline",
        whole(f'<h1>Приглашаем на открытие нового моста</h1><div class="ev">Дата проведения: 15.07.2026</div><div>Место: набережная</div>{p()}', title="Приглашаем на открытие нового моста"),
        "Приглашаем на открытие нового моста", None,
    ),
    Odd(
        "changed and published, changed first",
        whole(f'<h1>{T}</h1><div class="i"><div>Обновлено: 20.06.2020 10:00</div><div>Опубликовано: 12.06.2020 14:30</div></div>{p()}', title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "changed and published in one line",
        whole(f'<h1>{T}</h1><div class="i">Опубликовано: 12 июня 2020, 14:30 / Обновлено: 20 июня 2020, 10:00</div>{p()}', title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "changed in one line first",
        whole(f'<h1>{T}</h1><div class="i">Обновлено: 20 июня 2020, 10:00 / Опубликовано: 12 июня 2020, 14:30</div>{p()}', title=T),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "JSON-LD as a graph; the page's own dates are of the site",
        whole(
            f'<h1>{T}</h1>{p()}',
            f'<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"{SITE}","datePublished":"2011-01-01"}},{{"@type":"Article","headline":"{T}","datePublished":"2020-06-12T14:30:00+06:00","dateModified":"2020-06-20T10:00:00+06:00"}}]}}</script>',
            title=f"{T} - {SITE}",
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "JSON-LD with trailing commas, a raw line break and an HTML comment",
        whole(
            f"<h1>{T}</h1>{p()}",
            f'<script type="application/ld+json"><!--\n{{"@context":"https://schema.org",\n"@type":"NewsArticle",\n"headline":"{T}",\n"description":"Первая строка\nвторая строка",\n"datePublished":"2020-06-12T14:30:00+06:00",\n"author":{{"@type":"Person","name":"А. Иванова",}},\n}}\n//--></script>',
            title=T,
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "JSON-LD with quotes that nobody escaped",
        whole(
            f"<h1>{T}</h1>{p()}",
            '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Мост "Дружба" открыт","datePublished":"2020-06-12T14:30:00+06:00","dateModified":"2020-06-20T10:00:00+06:00"}</script>',
            title=T,
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "JSON-LD of other articles first",
        whole(
            f"<h1>{T}</h1>{p()}",
            f'<script type="application/ld+json">[{{"@type":"NewsArticle","headline":"Прошло совещание по безопасности дорог","datePublished":"2026-11-20"}},{{"@type":"NewsArticle","headline":"{T}","datePublished":"2020-06-12"}}]</script>',
            title=T,
        ),
        T, "2020-06-12",
    ),
    Odd(
        "microdata; comments have microdata, too, and come first in the source",
        whole(
            f'<div class="last-comments"><div itemprop="comment" itemscope><b>Айбек</b> <meta itemprop="datePublished" content="2026-11-23"><span>Спасибо!</span></div></div><div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="name">{T}</h1><meta itemprop="datePublished" content="2020-06-12T14:30:00+06:00">{p()}</div>',
            title=T,
        ),
        T, "2020-06-12T14:30",
    ),
    Odd(
        "the date in the address only",
        whole(f"<h1>{T}</h1>{p()}", title=T),
        T, "2020-06-12", url="https://news.example.kg/2020/06/12/novyj-most-otkryli/",
    ),
    Odd(
        "the date in the slug",
        whole(f"<h1>{T}</h1>{p()}", title=T),
        T, "2020-06-12", url="https://news.example.kg/news/2020-06-12-novyj-most-otkryli.html",
    ),
    Odd(
        "day and month, the year in the address",
        whole(f'<h1>{T}</h1><div class="dt">12 июня, 14:30</div>{p()}', title=T, top=""),
        T, "2020-06-12T14:30", url="https://news.example.kg/2020/06/novyj-most-otkryli/",
    ),
    Odd(
        "day and month, no year anywhere",
        whole(f'<h1>{T}</h1><div class="dt">12 июня, 14:30</div>{p()}', title=T, top="", side=""),
        T, None,
    ),
    Odd(
        "«сегодня» without anything that tells when that is",
        whole(f'<h1>{T}</h1><div class="dt">Сегодня, 14:30</div>{p()}', title=T, top="", side=""),
        T, None,
    ),
    Odd(
        "«вчера», the day stands in the head of the page",
        whole(f'<h1>{T}</h1><div class="dt">Вчера, 14:30</div>{p()}', title=T, side=""),
        T, "2026-11-23T14:30",
    ),
    Odd(
        "an eye and a bare number beside the date; comments and likes have bare numbers, too",
        whole(
            f'<h1>{T}</h1><div class="meta-line"><span><i class="bi bi-calendar"></i> 12.06.2020</span> <span><i class="bi bi-chat"></i> 12</span> <span><i class="bi bi-heart"></i> 44</span> <span><i class="bi bi-eye"></i> 3570</span></div>{p()}',
            title=T,
        ),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "an eye drawn by a sprite, number after it; a thumb first",
        whole(
            f'<h1>{T}</h1><div class="st"><time datetime="2020-06-12">12 июня 2020</time><a href="#" class="b1"><svg><use href="/sprite.svg#thumb-up"></use></svg>15</a><span class="b2"><svg><use href="/sprite.svg#eye"></use></svg>3 570</span></div>{p()}',
            title=T,
        ),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "an eye as a picture under the text",
        whole(f'<h1>{T}</h1><div class="date">12.06.2020</div>{p()}<div class="bottom"><img src="/img/icons/eye.png" alt=""> 3570 <img src="/img/icons/comment.png" alt=""> 7</div>', title=T),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "counters of comments, likes and minutes only",
        whole(
            f'<h1>{T}</h1><div class="m"><span class="date">12.06.2020</span> <span class="c"><i class="fa fa-comments"></i> 12</span> <span class="l"><i class="fa fa-thumbs-up"></i> 44</span> <span>Время чтения: 3 мин.</span></div>{p()}<div class="rating">Рейтинг: 4.5 (120 голосов)</div><div>Скачиваний: 540</div>',
            title=T,
        ),
        T, "2020-06-12", None,
    ),
    Odd(
        "a rounded counter",
        whole(f'<h1>{T}</h1><div class="m"><span class="date">12.06.2020</span> <span class="views"><i class="fa fa-eye"></i> 1.2K</span></div>{p()}', title=T),
        T, "2020-06-12", None,
    ),
    Odd(
        "a rounded counter in words",
        whole(f'<h1>{T}</h1><div class="m"><span>12.06.2020</span> <span>1,2 тыс. просмотров</span></div>{p()}', title=T),
        T, "2020-06-12", None,
    ),
    Odd(
        "dle: no h1, counters as list items",
        whole(
            f'<div class="base fullstory"><div class="dpad"><h3 class="btl"><span id="news-title">{T}</span></h3><p class="binfo small">Автор: <a href="/user/press">press</a> от <a href="/2020/06/12/">12-06-2020, 14:30</a></p><div class="maincont">{br()}</div><div class="mlink"><span class="argback">Вернуться</span><span class="argviews">Просмотров: <b>3570</b></span><span class="argcoms">Комментарии (3)</span></div></div></div>',
            title=f"{T} » {SITE}", lang=None,
        ),
        T, "2020-06-12T14:30", 3570,
    ),
    Odd(
        "joomla: published and hits in a list, the modules' articles beside",
        whole(
            f'<div class="item-page"><div class="page-header"><h1>Пресс-центр</h1></div><h2 itemprop="headline">{T}</h2><dl class="article-info"><dt>Информация о материале</dt><dd class="createdby">Автор: Пресс-служба</dd><dd class="create">Создано: 12 июня 2020</dd><dd class="modified">Обновлено: 20 июня 2020</dd><dd class="hits">Просмотров: 3570</dd></dl>{p()}</div>',
            title=T, lang="ru-ru",
        ),
        T, "2020-06-12", 3570, url="https://ministry.example.kg/index.php?option=com_content&view=article&id=5&Itemid=101",
    ),
    Odd(
        "bitrix: an address by ELEMENT_ID, tracking parameters dropped",
        whole(f'<h1>{T}</h1><div class="date">12.06.2020</div>{p()}', title=T),
        T, "2020-06-12", url="https://ministry.example.kg/news/?ELEMENT_ID=5&utm_source=tg&fbclid=abc",
        canonical="https://ministry.example.kg/news/?ELEMENT_ID=5",
    ),
    Odd(
        "drupal: a field with the word created, an ordinary h1",
        whole(
            f'<div id="block-page-title"><h1><span>{T}</span></h1></div><article role="article" about="/ru/news/most"><div class="node__meta">Опубликовано admin - Пт, 12/06/2020 - 14:30</div><div class="node__content">{p()}</div><div class="links">3570 просмотров</div></article>',
            '<link rel="canonical" href="/ru/news/most"><link rel="shortlink" href="/node/5"><link rel="alternate" hreflang="ky" href="/ky/news/kopuro"><link rel="alternate" hreflang="x-default" href="/ru/news/most"><link rel="alternate" hreflang="ru" href="/ru/news/most">',
            title=f"{T} | {SITE}",
        ),
        T, "2020-06-12T14:30", 3570, url="https://ministry.example.kg/node/5", canonical="https://ministry.example.kg/ru/news/most",
        translations={"ky": "https://ministry.example.kg/ky/news/kopuro"},
    ),
    Odd(
        "laravel: bootstrap, no heading tags at all, a bare number beside the date",
        whole(
            f'<div class="container"><div class="fs-2 fw-bold mb-3">{T}</div><div class="d-flex text-muted"><div class="me-3">12.06.2020</div><div>3570</div></div><div class="content-text">{p()}</div></div>',
            title=SITE, lang="en",
        ),
        T, "2020-06-12", 3570,
    ),
    Odd(
        "the title tag is the site's alone, the headline an h4",
        whole(f'<div class="row"><div class="col-8"><h4>{T}</h4><small>12 июня 2020 г.</small>{p()}</div></div>', title=f"{SITE} Кыргызской Республики"),
        T, "2020-06-12",
    ),
    Odd(
        "tilda: records, texts in atoms",
        whole(
            f'<div id="rec1" class="r t-rec"><div class="t-cover"><h1 class="t-title" field="title">{T}</h1><div class="t-descr" field="descr">12 июня 2020</div></div></div><div id="rec2" class="r t-rec"><div class="t-text" field="text">{br()}</div></div>',
            f'<meta property="og:url" content="https://ministry.example.kg/most"><meta property="og:title" content="{T}">', title=T, side="",
        ),
        T, "2020-06-12", url="https://ministry.example.kg/most?fbclid=1", canonical="https://ministry.example.kg/most",
    ),
    Odd(
        "AMP: back to the page",
        whole(f'<article><h1>{T}</h1><p class="amp-date">12 июня 2020 14:30</p>{p()}</article>', '<link rel="canonical" href="https://ministry.example.kg/ru/news/4711/">', title=T),
        T, "2020-06-12T14:30", url="https://ministry.example.kg/ru/news/4711/amp/", canonical="https://ministry.example.kg/ru/news/4711/",
    ),
    Odd(
        "kyrgyz on a template that says ru, few letters of its own",
        whole(
            '<h1>Тышкы иштер министри Астанага барды</h1><div class="d">12-июнь, 2020-ж. 14:30</div><p>Тышкы иштер министри расмий сапар менен Астана шаарына барды.</p><p>Ал жакта министр казак кесиптештери менен жолугушат, деп билдирди басма кызматы.</p><p>Сапар шаршембиге чейин уланат.</p><div>Көрүлдү: 3570</div>',
            title="Тышкы иштер министри Астанага барды", side="",
        ),
        "Тышкы иштер министри Астанага барды", "2020-06-12T14:30", 3570, language="ky",
    ),
    Odd(
        "kyrgyz: date and counter in its own words",
        whole(f'<h1>{TK}</h1><div class="info"><span>2020-жылдын 12-июну, 14:30</span> <span>3570 жолу көрүлдү</span></div>{p(KY)}', title=f"{TK} | Транспорт министрлиги", lang="ky"),
        TK, "2020-06-12T14:30", 3570, language="ky", url="https://ministry.example.kg/ky/news/4711",
    ),
    Odd(
        "kyrgyz: month first, template says en",
        whole(f'<h1>{TK}</h1><div class="info">Июнь 12, 2020 <span>Окулду: 3570</span></div>{p(KY)}', title=TK, lang="en"),
        TK, "2020-06-12", 3570, language="ky", url="https://ministry.example.kg/kg/post/4711",
    ),
    Odd(
        "english page on a template that says ru",
        whole(f'<h1>{TE}</h1><div class="info">12 Jun 2020 2:30 PM <span>Views: 3,570</span></div>{p(EN)}', title=f"{TE} – Ministry of Transport"),
        TE, "2020-06-12T14:30", 3570, language="en", url="https://ministry.example.kg/en/news/4711",
    ),
    Odd(
        "english: drupal's american date, told by its weekday",
        whole(f'<h1>{TE}</h1><div class="submitted">Submitted by admin on Fri, 06/12/2020 - 14:30</div>{p(EN)}', title=TE, lang="en"),
        TE, "2020-06-12T14:30", language="en",
    ),
    Odd(
        "kazakh",
        whole(f'<h1>Өзен үстіндегі жаңа көпір ашылды</h1><div class="date">2020 жылғы 12 маусым, 14:30</div>{p(KK)}<div>Қаралды: 3570</div>', title="Өзен үстіндегі жаңа көпір ашылды", lang="kk"),
        "Өзен үстіндегі жаңа көпір ашылды", "2020-06-12T14:30", 3570, language="kk",
    ),
    Odd(
        "uzbek",
        whole(f'<h1>Daryo ustidagi yangi ko‘prik ochildi</h1><div class="date">2020-yil 12-iyun</div>{p(UZ)}<div>Ko‘rishlar: 3570</div>', title="Daryo ustidagi yangi ko‘prik ochildi", lang="uz"),
        "Daryo ustidagi yangi ko‘prik ochildi", "2020-06-12", 3570, language="uz",
    ),
    Odd(
        "tajik on a template that says ru",
        whole(f'<h1>Пули нав аз болои дарё кушода шуд</h1><div class="date">12 июни соли 2020</div>{p(TG)}', title="Пули нав аз болои дарё кушода шуд"),
        "Пули нав аз болои дарё кушода шуд", "2020-06-12", language="tg",
    ),
    Odd(
        "ukrainian",
        whole(f'<h1>Новий міст через річку відкрили після чотирьох років будівництва</h1><div class="date">12 червня 2020, 14:30</div>{p(UK)}<div>Переглядів: 3570</div>', title="Новий міст через річку відкрили після чотирьох років будівництва", lang="uk"),
        "Новий міст через річку відкрили після чотирьох років будівництва", "2020-06-12T14:30", 3570, language="uk",
    ),
)  # fmt: skip
