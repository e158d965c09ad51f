"""Ministries and newsrooms with a site of their own making: Laravel, Bootstrap, Tailwind, Tilda, tables, AMP."""

from __future__ import annotations

from collections.abc import Callable

from tests.sources.bodies.frame import Made, cards, dated, li, links, made, of, p, share, whole
from tests.sources.bodies.stories import Story


def ministry(story: Story) -> Made:
    """Bootstrap without h1 in the head: a slider with thumbnails, text of a word processor, contact in the text."""
    other, texts = of(story), story.paragraphs
    main = "".join(
        f'<div class="swiper-slide"><img src="/storage/news/2024/photo_{n}88.jpg" class="img-fluid"></div>'
        for n in (1, 2, 3)
    )
    small = "".join(
        f'<div class="swiper-slide"><img src="/storage/news/2024/thumb/photo_{n}88.jpg"></div>' for n in (1, 2, 3)
    )
    content = f"""<section class="news-single-area"><div class="container"><div class="row"><div class="col-lg-8"><div class="news-details"><div class="swiper gallery-top"><div class="swiper-wrapper">{main}<div class="swiper-slide swiper-slide-duplicate"><img src="/storage/news/2024/photo_188.jpg" class="img-fluid"></div></div></div><div class="swiper gallery-thumbs"><div class="swiper-wrapper">{small}</div></div>
<ul class="list-inline news-meta"><li class="list-inline-item"><i class="bi bi-calendar"></i> {other.date}</li><li class="list-inline-item"><i class="bi bi-eye"></i> 431</li></ul><h3 class="title">{story.title}</h3>
<div class="desc"><p style="text-align:justify"><span style="font-size:12pt"><span style="font-family:&quot;Times New Roman&quot;">{texts[0]}</span></span></p><p>&nbsp;</p>{p(*texts[1:], attributes='style="text-align:justify"')}<p><strong>{story.contact}</strong></p></div>
<ul class="list-inline share-list"><li class="list-inline-item">{other.share.partition(":")[0]}:</li>{"".join(f'<li class="list-inline-item"><a href="#"><i class="bi bi-x"></i> {name}</a></li>' for name in other.share.partition(": ")[2].split())}</ul><a class="btn btn-outline-primary" href="/news">{other.back}</a></div></div>
<div class="col-lg-4"><div class="sidebar-wrap"><h4>{other.read_also}</h4>{cards(story, "single-post")}</div></div></div></div></section>"""
    pictures = [(f"/storage/news/2024/photo_{n}88.jpg", None, None) for n in (1, 2, 3)]
    return made(story, whole(story, content, style="bootstrap", lang=False), [*texts, story.contact], pictures)


def tailwind(story: Story) -> Made:
    """Utility classes only: no name says what a block is."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    related = "".join(
        f'<a href="/news/{n}" class="block rounded-xl shadow"><img src="/storage/posts/r{n}81.jpg" class="h-48 w-full object-cover"><div class="p-4"><p class="text-sm text-gray-500">0{n + 1}.09.2024</p><p class="font-bold">{title}</p><p class="text-sm">{text}</p></div></a>'
        for n, (title, text) in enumerate(zip(other.others, other.teasers, strict=False))
    )
    content = f"""<div class="max-w-7xl mx-auto px-4"><div class="grid grid-cols-12 gap-8"><div class="col-span-12 lg:col-span-8"><h1 class="text-3xl font-bold mb-4">{story.title}</h1><div class="flex items-center text-gray-500 text-sm mb-6"><span>{other.date}</span><span class="mx-2">•</span><svg class="w-4 h-4"></svg><span>1431</span></div>
<img class="w-full h-96 object-cover rounded-lg" src="/storage/posts/main-8812.jpg" alt="{story.title}"><p class="text-xs text-gray-400 mt-2">{caption[0]}</p>
<div class="prose max-w-none mt-6">{p(dated(story), *texts[1:3])}<div class="my-6 border-l-4 pl-4"><p class="text-sm text-gray-500">{other.read_also}:</p><a href="/news/100" class="font-semibold">{other.others[0]}</a></div>{p(*texts[3:])}</div>
<div class="flex gap-2 mt-8">{"".join(f'<a href="#" class="px-3 py-1 bg-gray-100 rounded-full text-sm">#{tag}</a>' for tag in other.tags)}</div><div class="mt-4 flex space-x-3"><span>{other.share.partition(":")[0]}:</span><a href="#">Facebook</a><a href="#">Telegram</a><a href="#">WhatsApp</a></div></div>
<div class="col-span-12 lg:col-span-4"><h2 class="text-xl">{other.read_also}</h2><div class="space-y-4">{related}</div></div></div>
<div class="bg-blue-50 rounded-xl p-8 mt-12"><p class="text-lg">{other.newsletter}</p></div></div>"""
    pictures = [("/storage/posts/main-8812.jpg", caption[0], story.title)]
    return made(story, whole(story, content, style="bare"), [dated(story), *texts[1:]], pictures)


def tilda(story: Story) -> Made:
    """Tilda: records of a page maker, lazy pictures, the cover as a background."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def record(number: int, kind: str, inner: str) -> str:
        return f'<div id="rec{number}" class="r t-rec t-rec_pt_30" data-record-type="{kind}"><div class="t{kind}"><div class="t-container"><div class="t-col t-col_8 t-prefix_2">{inner}</div></div></div></div>'

    content = f"""<div id="allrecords" class="t-records" data-hook="blocks-collection-content-node">
<div id="rec1" class="r t-rec" data-record-type="18"><div class="t-cover" id="recorddiv1"><div class="t-cover__carrier" data-content-cover-bg="/tild3031/cover_photo.jpg" style="background-image:url('/tild3031/-/resize/20x/cover_photo.jpg')"></div><div class="t-cover__wrapper"><div class="t102__title t-title t-title_xxl"><h1>{story.title}</h1></div><div class="t102__descr t-descr">{other.date}</div></div></div></div>
{record(2, "106", f'<div class="t-text t-text_md">{texts[0]}<br><br>{texts[1]}</div>')}
{record(3, "3", f'<img class="t-img t-width t107__width" src="https://thumb.tildacdn.com/tild1/-/empty/photo_one.jpg" data-original="https://static.tildacdn.com/tild1/photo_one.jpg" imgfield="img" alt=""><div class="t107__title t-text" field="title">{caption[0]}</div>')}
{record(4, "106", f'<div class="t-text t-text_md">{texts[2]}<br><br>{texts[3]}</div>')}{record(5, "30", f'<div class="t-heading t-heading_md">{story.subheading}</div>')}
{record(6, "106", f'<div class="t-text t-text_md">{texts[4]}<br><br>{texts[5]}</div>')}
{record(7, "404", f'<div class="t-section__title">{other.read_also}</div>' + "".join(f'<div class="t404__col"><a class="t404__link" href="/p{n}"><div class="t404__imgbox"><div class="t404__img t-bgimg" data-original="https://static.tildacdn.com/t/o{n}.jpg"></div></div><div class="t404__title t-heading">{title}</div></a></div>' for n, title in enumerate(other.others)))}
{record(8, "718", f'<div class="t718__title">{other.newsletter}</div><form><input></form>')}</div>"""
    pictures = [("https://static.tildacdn.com/tild1/photo_one.jpg", caption[0], None)]
    body = [*texts[:4], story.subheading, *texts[4:]]
    return made(story, whole(story, content, style="bare"), body, pictures)


def amp(story: Story) -> Made:
    """An AMP page: amp-img, carousel, social share, sidebar, adverts."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    slides = "".join(
        f'<amp-img src="/wp-content/uploads/2024/09/car-{n}00.jpg" width="800" height="533" layout="responsive" alt="{caption[n]}"></amp-img>'
        for n in (1, 2)
    )
    content = f"""<amp-sidebar id="sidebar" layout="nodisplay"><ul>{li([f"<a href='/c{n}'>{name}</a>" for n, name in enumerate(other.menu)])}</ul></amp-sidebar>
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{story.title}</h1><div class="amp-wp-meta amp-wp-byline"><amp-img src="/avatar/a.jpg" alt="{story.signature}" width="24" height="24" layout="fixed"></amp-img><span class="amp-wp-author author vcard">{story.signature}</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="2024-09-03T04:15:00+00:00">{other.date}</time></div></header>
<figure class="amp-wp-article-featured-image wp-caption"><amp-img width="1024" height="683" src="/wp-content/uploads/2024/09/hero-100-1024x683.jpg" srcset="/wp-content/uploads/2024/09/hero-100-1024x683.jpg 1024w, /wp-content/uploads/2024/09/hero-100-1536x1024.jpg 1536w" alt="" class="amp-wp-enforced-sizes" layout="intrinsic"></amp-img><p class="wp-caption-text">{caption[0]}</p></figure>
<div class="amp-wp-article-content">{p(dated(story), texts[1])}<div class="amp-ad-wrapper"><span>{other.advert}</span><amp-ad width="300" height="250" type="adsense"></amp-ad></div>{p(texts[2])}<amp-carousel width="800" height="533" layout="responsive" type="slides">{slides}</amp-carousel>{p(texts[3])}<amp-twitter width="375" height="472" data-tweetid="1"></amp-twitter>{p(*texts[4:])}</div>
<div class="ampforwp-social-icons-wrapper"><amp-social-share type="facebook"></amp-social-share><amp-social-share type="twitter"></amp-social-share></div>
<footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-tag">{other.tags_label}: {", ".join(f'<a href="/t/{n}">{tag}</a>' for n, tag in enumerate(other.tags))}</div><div class="amp-wp-meta amp-wp-comments-link"><a href="#c">Leave a Comment</a></div></footer></article>
<div class="amp-related-posts"><h3>{other.read_also}</h3><ul>{li(links(story))}</ul></div>"""
    head = '<link rel="canonical" href="https://news.example.kg/news/77">'
    pictures = [
        ("/wp-content/uploads/2024/09/hero-100-1536x1024.jpg", caption[0], None),
        *((f"/wp-content/uploads/2024/09/car-{n}00.jpg", None, caption[n]) for n in (1, 2)),
    ]
    return made(story, whole(story, content, head=head, style="bare"), [dated(story), *texts[1:]], pictures)


def old_tables(story: Story) -> Made:
    """windows-1251, <font>, breaks, a picture in a table of its own with its caption in the row below."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<table width="100%" cellpadding="6"><tr><td bgcolor="#003366"><font color="#ffffff" size="3"><b>{story.title}</b></font></td></tr><tr><td><font size="1" color="gray">{other.date}</font></td></tr>
<tr><td><table align="left" width="310" cellpadding="4"><tr><td><img src="/photo/2009/0512a.jpg" width="300" height="200" border="1"></td></tr><tr><td align="center"><font size="1">{caption[0]}</font></td></tr></table>
<font face="Verdana" size="2">{dated(story)}<br><br>
&nbsp;&nbsp;{texts[1]}<br><br>&nbsp;&nbsp;{texts[2]}<br><br>
<b>{story.subheading}</b><br><br>&nbsp;&nbsp;{texts[3]}<br><br>&nbsp;&nbsp;{texts[4]}<br><br>&nbsp;&nbsp;{texts[5]}<br><br><i>{story.contact}</i></font>
<hr size="1"><a href="print.php?id=77">{other.print_label}</a> | <a href="news.php">{other.back}</a><br><font size="1">{other.views}: 1204</font></td></tr></table>"""
    pictures = [("/photo/2009/0512a.jpg", caption[0], None)]
    body = [dated(story), *texts[1:3], story.subheading, *texts[3:], story.contact]
    charset = "windows-1251" if story.language == "ru" else "utf-8"
    return made(
        story, whole(story, content, style="table", lang=False, charset=charset), body, pictures, charset=charset
    )


def divs(story: Story) -> Made:
    """Paragraphs as divs, the lead in a strong div, small boxes between them."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div class="content-wrapper"><div class="material"><div class="material__category"><a href="/c">{other.menu[2]}</a></div><h1 class="material__title">{story.title}</h1><div class="material__info"><span>{other.date}</span><span><a href="/author">{story.signature}</a></span></div>
<div class="material__photo"><img src="/media/2024/09/03/aa77_big.jpg" alt="{caption[0]}"><div class="material__photo-sign">{caption[0]}</div></div>
<div class="material__lead"><strong>{texts[0]}</strong></div><div class="material__text"><div>{texts[1]}</div><div>{texts[2]}</div><div class="material__more"><div class="material__more-title">{other.read_also}</div><div class="material__more-link">{links(story)[0]}</div><div class="material__more-link">{links(story)[1]}</div></div><div>{texts[3]}</div><div><b>{story.subheading}</b></div><div>{texts[4]}</div><div>{texts[5]}</div><div style="text-align:right"><i>{story.signature}</i></div></div>
<div class="material__subscribe">{other.channel}</div><div class="material__socials">{share(story, "soc")}</div></div>
<div class="material-list">{cards(story, "material-card")}</div></div>"""
    pictures = [("/media/2024/09/03/aa77_big.jpg", caption[0], caption[0])]
    body = [*texts[:4], story.subheading, *texts[4:]]
    return made(story, whole(story, content, style="bare"), body, pictures)


def loose(story: Story) -> Made:
    """Text straight in a div among inline tags and lists, nothing closed where it need not be."""
    other, texts = of(story), story.paragraphs
    content = f"""<div id="center"><h2>{story.title}</h2><small>{other.date}</small>
<div id="txt"><img src=/files/news/a_77.jpg align=right width=400>{texts[0]}<p>{texts[1]}<p>{texts[2]}<ul>{"".join(f"<li>{point}" for point in story.points)}</ul>{texts[3]}<p><b>{story.subheading}</b><p>{texts[4]}<p>{texts[5]}</div>
<div id="soc">{share(story, "s1")}</div><div id="prev">{"<br>".join(links(story))}</div></div>"""
    body = [*texts[:3], *story.points, texts[3], story.subheading, *texts[4:]]
    return made(story, whole(story, content, style="table", lang=False), body, [("/files/news/a_77.jpg", None, None)])


def lead_heading(story: Story) -> Made:
    """The lead as h2 under the headline, a picture with caption above the headline."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div class="single"><div class="single-hero"><figure><img src="/i/2024/hero_photo_5.jpg" alt=""><figcaption>{caption[0]}</figcaption></figure></div><h1>{story.title}</h1><h2 class="sub">{texts[0]}</h2><div class="info"><span class="d">{other.date}</span><span class="a">{story.signature}</span></div>
<div class="single-body">{p(texts[1], texts[2])}<h3>{story.subheading}</h3>{p(*texts[3:])}<p><em>{other.channel}</em></p></div><div class="tags">{" ".join(f'<a href="/t/{n}">#{tag}</a>' for n, tag in enumerate(other.tags))}</div></div>
<div class="news-line">{"".join(f"<div class=line-i><time>10:0{n}</time>{link}</div>" for n, link in enumerate(links(story)))}</div>"""
    pictures = [("/i/2024/hero_photo_5.jpg", caption[0], None)]
    body = [*texts[:3], story.subheading, *texts[3:]]
    return made(story, whole(story, content, style="bare"), body, pictures)


def announced(story: Story) -> Made:
    """The announcement stands outside the text, before the picture and the share row; a text of two languages' links."""
    other, texts = of(story), story.paragraphs
    content = f"""<div class="page-content"><h1 class="page-title">{story.title}</h1><div class="anons">{texts[0]}</div><div class="line"><span class="date">{other.date}</span><span class="views">1431</span></div>{share(story, "share-block")}
<div class="detail-photo"><img src="/upload/photos/77/full_a1.jpg"><span class="photo-author">{other.photo}: A. Asanov</span></div>
<div class="detail-content">{p(*texts[1:4])}<div class="banner-inside"><a href="https://go.example.com/x"><img src="/upload/adv/728.jpg"></a></div>{p(*texts[4:])}</div>{share(story, "share-block")}
<div class="other-news"><div class="h">{other.read_also}</div>{cards(story, "on-item")}</div></div>"""
    pictures = [("/upload/photos/77/full_a1.jpg", f"{other.photo}: A. Asanov", None)]
    return made(story, whole(story, content, style="bare"), texts, pictures)


def short(story: Story) -> Made:
    """An announcement of two sentences beside teasers that are longer than it."""
    other, texts = of(story), story.paragraphs
    teasers = "".join(
        f'<div class="col-md-4"><div class="box"><img src="/img/t{n}.jpg"><h5><a href="/n/{n}">{title}</a></h5><p>{text} {text}</p><a href="/n/{n}">»</a></div></div>'
        for n, (title, text) in enumerate(zip(other.others, other.teasers, strict=False))
    )
    content = f"""<section class="inner"><div class="container"><h1>{story.title}</h1><p class="date">{other.date}</p><div class="text"><p>{texts[0]}</p><p>{texts[4]}</p></div></div></section>
<section class="more-section"><div class="container"><h2>{other.read_also}</h2><div class="row">{teasers}</div></div></section>"""
    return made(story, whole(story, content, style="bootstrap"), [texts[0], texts[4]])


LAYOUTS: dict[str, Callable[[Story], Made]] = {
    "ministry": ministry, "tailwind": tailwind, "tilda": tilda, "amp": amp, "old_tables": old_tables, "divs": divs,
    "loose": loose, "lead_heading": lead_heading, "announced": announced, "short": short,
}  # fmt: skip
