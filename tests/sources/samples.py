"""Whole article pages as the CMSs of the region make them, in three languages, with what an editor would read there.

Each layout is a function from a Story to a page; the decoys (menus, today's date, other articles with their own dates
and counters, share rows, comments) are the same on all, so that no rule can live on their absence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

BISHKEK = ZoneInfo("Asia/Bishkek")


@dataclass(frozen=True)
class Story:
    """What the page is about, and what is to be read from it."""

    language: str
    title: str
    #: The first is the lead.
    paragraphs: tuple[str, ...]
    dateline: str
    moment: datetime
    #: The moment as this language writes it.
    date_words: str
    views: int
    views_words: str
    caption: str
    #: What must never be read: furniture of the page in this language.
    share: str
    read_also: str
    others: tuple[str, ...]
    comments: str
    labels: tuple[str, str]


STORIES = {
    "ru": Story(
        "ru",
        "Министр Ж.Кулубаев встретился с послом соседней страны",
        (
            "Министр иностранных дел Ж.Кулубаев встретился с послом соседней страны и обсудил открытие 3 новых пунктов пропуска.",
            "«Мы ценим доверие партнёров. Границы должны соединять людей», — отметил министр, напомнив о договоре 2019 г.",
            "Стороны договорились провести консультации в г. Ош в начале следующего года, сообщила пресс-служба.",
            "По данным ведомства, за 10 месяцев через границу прошли 1,2 млн человек, т.е. на 15 % больше, чем годом ранее.",
        ),
        "Бишкек, 12 июня /Пресс-служба/.",
        datetime(2020, 6, 12, 14, 30, tzinfo=BISHKEK),
        "12 июня 2020 года, 14:30",
        3570,
        "Просмотров",
        "Министр во время встречи. Фото пресс-службы",
        "Поделиться: Facebook LinkedIn Twitter VK OK",
        "Читайте также",
        ("Посольство сообщает о выходных днях в июле", "Открыт набор на стажировку в министерстве", "Консульский отдел переехал в новое здание"),
        "Комментарии (2)",
        ("Версия для печати", "Вернуться к списку новостей"),
    ),
    "ky": Story(
        "ky",
        "Министр Ж.Кулубаев коңшу өлкөнүн элчиси менен жолукту",
        (
            "Тышкы иштер министри Ж.Кулубаев коңшу өлкөнүн элчиси менен жолугуп, 3 жаңы өткөрүү бекетин ачууну талкуулады.",
            "«Биз өнөктөштөрдүн ишенимин баалайбыз. Чек аралар элдерди бириктириши керек», — деди министр 2019-жылдагы келишимди эске салып.",
            "Тараптар кийинки жылдын башында Ош шаарында кеңешме өткөрүүгө макул болушту, деп билдирди басма сөз кызматы.",
            "Мекеменин маалыматында, 10 айда чек арадан 1,2 млн адам өткөн, б.а. былтыркыдан 15 % көп.",
        ),
        "Бишкек, 12-июнь /Басма сөз кызматы/.",
        datetime(2020, 6, 12, 14, 30, tzinfo=BISHKEK),
        "2020-жылдын 12-июну, 14:30",
        3570,
        "Көрүүлөр",
        "Министр жолугушуу учурунда. Сүрөт: басма сөз кызматы",
        "Бөлүшүү: Facebook LinkedIn Twitter VK OK",
        "Дагы окуңуз",
        ("Элчилик июль айындагы дем алыш күндөрүн билдирет", "Министрликте стажировкага кабыл алуу башталды", "Консулдук бөлүм жаңы имаратка көчтү"),
        "Пикирлер (2)",
        ("Басып чыгаруу", "Жаңылыктар тизмесине кайтуу"),
    ),
    "en": Story(
        "en",
        "Minister J. Kulubaev met with the ambassador of a neighbouring country",
        (
            "The minister of foreign affairs, J. Kulubaev, met with the ambassador of a neighbouring country and discussed the opening of 3 new border crossings.",
            "“We value the trust of our partners. Borders should connect people,” the minister said, recalling the treaty of 2019.",
            "The parties agreed to hold consultations in the city of Osh early next year, the press service said.",
            "According to the ministry, 1.2 million people crossed the border in 10 months, i.e. 15% more than a year before.",
        ),
        "BISHKEK, June 12 (Press service) –",
        datetime(2020, 6, 12, 14, 30, tzinfo=BISHKEK),
        "June 12, 2020, 14:30",
        3570,
        "Views",
        "The minister during the meeting. Photo: press service",
        "Share: Facebook LinkedIn Twitter VK OK",
        "Read also",
        ("The embassy announces its days off in July", "Applications for an internship are open", "The consular section has moved to a new building"),
        "Comments (2)",
        ("Print version", "Back to the list of news"),
    ),
}  # fmt: skip

MENU = {
    "ru": ("Главная", "О министерстве", "Новости", "Консульские вопросы", "Контакты"),
    "ky": ("Башкы бет", "Министрлик жөнүндө", "Жаңылыктар", "Консулдук маселелер", "Байланыш"),
    "en": ("Home", "About the ministry", "News", "Consular matters", "Contacts"),
}
SITE = {"ru": "Министерство иностранных дел", "ky": "Тышкы иштер министрлиги", "en": "Ministry of Foreign Affairs"}


def address(layout: str, language: str) -> str:
    return f"https://mfa.example.kg/{language}/{layout}/4711"


def _paragraphs(story: Story) -> str:
    first, *rest = story.paragraphs
    return f"<p>{story.dateline} {first}</p>" + "".join(f"<p>{text}</p>" for text in rest)


def _menu(story: Story) -> str:
    return "".join(
        f'<li><a href="/{story.language}/m{n}">{text}</a></li>' for n, text in enumerate(MENU[story.language])
    )


def _others(story: Story) -> str:
    return "".join(
        f'<li><a href="/{story.language}/other/{n}">{text}</a> <span class="date">0{n + 1}.07.2020</span> <i class="fa fa-eye"></i> 9{n}1</li>'
        for n, text in enumerate(story.others)
    )


def _share(story: Story) -> str:
    label, _, names = story.share.partition(": ")
    links = " ".join(f'<a href="https://share.example.org/{name}" target="_blank">{name}</a>' for name in names.split())
    return f'<div class="share-row">{label}: {links}</div>'


def page(story: Story, content: str, head: str = "", *, html_lang: str | None = None) -> bytes:
    """The content in a whole page of that site."""
    lang = story.language if html_lang is None else html_lang
    return f"""<!DOCTYPE html><html{f' lang="{lang}"' if lang else ""}><head><meta charset="utf-8"><title>{story.title} — {SITE[story.language]}</title>{head}</head><body>
<div class="top-line"><span class="today">24.11.2026</span> <span class="weather">+4 °C</span> <span class="rates">USD 87.45 EUR 101.20</span>
<a href="/ru/">Рус</a> <a href="/ky/">Кыр</a> <a href="/en/">Eng</a></div>
<div class="header"><a class="logo" href="/"><img src="/img/logo.png" alt="{SITE[story.language]}"></a><ul class="main-menu">{_menu(story)}</ul></div>
{content}
<div class="footer"><ul>{_menu(story)}</ul><p>© 1992–2026 {SITE[story.language]}</p><div class="counter">1 204 551</div></div></body></html>""".encode()


def bitrix(story: Story) -> bytes:
    """news.detail of 1C-Bitrix."""
    content = f"""<div class="breadcrumbs"><a href="/">{MENU[story.language][0]}</a> / <a href="/news">{MENU[story.language][2]}</a></div>
<div class="workarea"><h1 id="pagetitle">{story.title}</h1><div class="news-detail"><span class="news-date-time">{story.date_words}</span>
<a class="fancybox" href="/upload/iblock/a1/visit.jpg"><img class="detail_picture" src="/upload/resize_cache/iblock/a1/400_300_1/visit.jpg" width="400" height="300" alt="{story.caption}"></a>
<div class="photo-caption">{story.caption}</div>
{_paragraphs(story)}<div style="clear:both"></div><div class="news-counter">{story.views_words}: {story.views}</div>
{_share(story)}<p><a href="?print=Y">{story.labels[0]}</a></p><p><a href="/news/">{story.labels[1]}</a></p></div>
<div class="news-list-side"><h3>{story.read_also}</h3><ul>{_others(story)}</ul></div></div>"""
    return page(story, content)


def dle(story: Story) -> bytes:
    """A full story of DataLife Engine, the text in one block with line breaks."""
    first, *rest = story.paragraphs
    text = "<br><br>".join([f"{story.dateline} {first}", *rest])
    content = f"""<div id="dle-content"><article class="fullstory"><h1 class="full-title">{story.title}</h1>
<div class="full-meta"><span class="fa fa-calendar"></span> {story.date_words} <span class="meta-views"><i class="fa fa-eye"></i> {story.views}</span>
<a href="#comment"><i class="fa fa-comment"></i> 2</a></div>
<div class="full-text"><!--dle_image_begin--><div style="text-align:center"><img data-src="/uploads/posts/2020-06/visit.jpg" src="/templates/spacer.gif" alt="{story.caption}"></div><!--dle_image_end-->
{text}</div>{_share(story)}
<div class="related"><h4>{story.read_also}</h4><ul>{_others(story)}</ul></div>
<div class="comments"><h4>{story.comments}</h4><div class="comment"><b>Айбек</b> 13.06.2020 <p>Очень важная новость, спасибо за подробности встречи!</p></div></div></article></div>"""
    head = f'<meta property="og:title" content="{story.title}"><meta name="description" content="{story.paragraphs[0][:100]}">'
    return page(story, content, head)


def joomla(story: Story) -> bytes:
    """An item page of Joomla with microdata."""
    content = f"""<div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">{story.title}</h2></div>
<dl class="article-info muted"><dd class="category-name">{MENU[story.language][2]}</dd>
<dd class="published"><time datetime="2020-06-12T14:30:00+06:00" itemprop="datePublished">{story.date_words}</time></dd>
<dd class="modified"><time datetime="2020-07-01T10:00:00+06:00" itemprop="dateModified">01.07.2020</time></dd>
<dd class="hits"><span class="icon-eye-open"></span><meta itemprop="interactionCount" content="UserPageVisits:{story.views}">{story.views_words}: {story.views}</dd></dl>
<div itemprop="articleBody"><figure><img src="/images/visit.jpg" alt=""><figcaption>{story.caption}</figcaption></figure>{_paragraphs(story)}</div>
<ul class="pager pagenav"><li><a href="/prev">{story.others[0]}</a></li></ul>{_share(story)}</div>
<div class="moduletable"><h3>{story.read_also}</h3><ul class="mostread">{_others(story)}</ul></div>"""
    return page(story, content, html_lang={"ru": "ru-ru", "ky": "ky-kg", "en": "en-gb"}[story.language])


def wordpress(story: Story) -> bytes:
    """A post of WordPress with Yoast's head."""
    head = f"""<link rel="canonical" href="{address("wordpress", story.language)}"><meta property="og:title" content="{story.title} - {SITE[story.language]}">
<meta property="og:site_name" content="{SITE[story.language]}"><meta property="article:published_time" content="2020-06-12T08:30:00+00:00">
<meta property="article:modified_time" content="2020-07-01T04:00:00+00:00"><meta property="og:image" content="https://mfa.example.kg/wp-content/uploads/2020/06/visit.jpg">"""
    content = f"""<main><article class="post type-post"><header class="entry-header"><h1 class="entry-title">{story.title}</h1>
<div class="entry-meta"><span class="posted-on">{story.date_words}</span> <span class="post-views">{story.views} views</span></div></header>
<div class="entry-content"><div class="wp-caption"><img src="/wp-content/uploads/2020/06/visit-768x512.jpg" srcset="/wp-content/uploads/2020/06/visit-300x200.jpg 300w, /wp-content/uploads/2020/06/visit.jpg 1600w" alt=""><p class="wp-caption-text">{story.caption}</p></div>
{_paragraphs(story)}{_share(story)}<div class="jp-relatedposts"><h3>{story.read_also}</h3><ul>{_others(story)}</ul></div></div></article>
<div id="comments"><h2>{story.comments}</h2><ol class="comment-list"><li><time datetime="2020-06-13">13 June 2020</time><p>Thank you for the news, it is important.</p></li></ol></div></main>
<aside class="widget-area"><ul>{_others(story)}</ul></aside>"""
    return page(story, content, head)


def drupal(story: Story) -> bytes:
    """A node of Drupal with its fields."""
    content = f"""<div class="region region-content"><h1 class="page-header"><span class="field field--name-title">{story.title}</span></h1>
<article class="node node--type-news"><div class="field field--name-created field--label-hidden">{story.date_words}</div>
<div class="field field--name-field-image field--label-hidden"><img src="/sites/default/files/styles/large/public/visit.jpg?itok=x1" alt="{story.caption}"></div>
<div class="field field--name-body field--label-hidden">{_paragraphs(story)}</div>
<ul class="links inline"><li class="statistics-counter">{story.views} {"просмотров" if story.language == "ru" else "views" if story.language == "en" else "жолу көрүлдү"}</li></ul>{_share(story)}</article>
<div class="view view-related"><h2>{story.read_also}</h2><div class="view-content"><ul>{_others(story)}</ul></div></div></div>"""
    return page(story, content)


def laravel(story: Story) -> bytes:
    """A ministry's own site: neither OpenGraph nor JSON-LD, no h1, a bare number beside an eye."""
    content = f"""<div class="container"><div class="row"><div class="col-md-9"><div class="post-title">{story.title}</div>
<div class="post-info"><span>{story.date_words}</span> <span><img src="/img/eye.svg" width="16"> {story.views}</span></div>
<div class="post-img"><img src="/storage/posts/visit.jpg"></div><div class="post-text">{_paragraphs(story)}</div>
{_share(story)}<a href="javascript:print()">{story.labels[0]}</a></div>
<div class="col-md-3"><div class="side-title">{story.read_also}</div><ul class="side-news">{_others(story)}</ul></div></div></div>"""
    return page(story, content, html_lang="")


def tables(story: Story) -> bytes:
    """A site of the nineties: tables, <font>, the text parted by breaks, the share row written into it."""
    first, *rest = story.paragraphs
    text = "<br><br>".join([f"<b>{story.dateline}</b> {first}", *rest])
    content = f"""<table width="100%"><tr><td width="200" valign="top"><table>{"".join(f"<tr><td><a href='/m{n}'>{text}</a></td></tr>" for n, text in enumerate(MENU[story.language]))}</table></td>
<td valign="top"><table><tr><td class="contentheading">{story.title}</td></tr><tr><td class="createdate">{story.date_words}</td></tr>
<tr><td class="text"><img src="/pics/visit.jpg" width="300" align="left"><font size="2">{text}<br><br>{story.share}<br>{story.views_words}: {story.views}</font></td></tr></table></td>
<td width="180" valign="top"><b>{story.read_also}</b><br>{"<br>".join(f"<a href='/o{n}'>{text}</a> (0{n + 1}.07.2020)" for n, text in enumerate(story.others))}</td></tr></table>"""
    return page(story, content, html_lang="")


def builder(story: Story) -> bytes:
    """A site builder's blocks: divs only, names without meaning, teasers and adverts between the paragraphs."""
    first, *rest = story.paragraphs
    blocks = [f"<div class='t{n} block'><div>{text}</div></div>" for n, text in enumerate(rest)]
    blocks.insert(
        1,
        f"<div class='block x9'><b>{story.read_also}:</b> <a href='/{story.language}/other/1'>{story.others[0]}</a></div>",
    )
    blocks.insert(
        3,
        f"<div class='block'><img src='/f/second.jpg' width='900' height='600'><div class='img-sub'><i>{story.caption}</i></div></div>",
    )
    content = f"""<div class="wrap"><div class="col"><div class="h"><h1>{story.title}</h1></div>
<div class="line"><div>{story.date_words}</div><div class="v"><svg class="icon icon-eye"><use xlink:href="#eye"></use></svg><span>{story.views}</span></div><div class="c"><svg class="icon icon-comment"></svg><span>12</span></div></div>
<div class="block lead"><div>{story.dateline} {first}</div></div>{"".join(blocks)}
<div class="soc"><span>{story.share.partition(":")[0]}</span> <a href="#">Facebook</a> <a href="#">VK</a></div></div>
<div class="col2">{"".join(f"<div class='n'><a href='/{story.language}/other/{n}'>{text}</a><span>0{n + 1}.07.2020</span><span class='v'><svg class='icon icon-eye'></svg>8{n}0</span></div>" for n, text in enumerate(story.others))}</div></div>"""
    return page(story, content)


LAYOUTS: dict[str, Callable[[Story], bytes]] = {
    "bitrix": bitrix, "dle": dle, "joomla": joomla, "wordpress": wordpress, "drupal": drupal, "laravel": laravel,
    "tables": tables, "builder": builder,
}  # fmt: skip
#: Layout → the picture's address at its largest, and whether a caption is shown.
PICTURES = {
    "bitrix": ("/upload/iblock/a1/visit.jpg", True),
    "dle": ("/uploads/posts/2020-06/visit.jpg", False),
    "joomla": ("/images/visit.jpg", True),
    "wordpress": ("/wp-content/uploads/2020/06/visit.jpg", True),
    "drupal": ("/sites/default/files/styles/large/public/visit.jpg?itok=x1", False),
    "laravel": ("/storage/posts/visit.jpg", False),
    "tables": ("/pics/visit.jpg", False),
    "builder": ("/f/second.jpg", True),
}
