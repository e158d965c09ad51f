"""Bitrix, Joomla, DLE, Drupal, uCoz: the engines most newsrooms and ministries of the region run."""

from __future__ import annotations

from collections.abc import Callable

from tests.sources.bodies.frame import Made, cards, dated, li, links, made, of, p, share, whole
from tests.sources.bodies.stories import Story


def bitrix_new(story: Story) -> Made:
    """The bootstrap template of news.detail: text straight in a div, parted by breaks; slider of pictures."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    slides = "".join(
        f'<div class="bx-newsdetail-slider-slide" style="width: 33%;"><img src="/upload/iblock/{n}c/slide_{n}55.jpg" width="825" height="550" alt="{caption[n]}" title="{caption[n]}"></div>'
        for n in range(3)
    )
    content = f"""<div class="container bx-content-section"><div class="row"><h1 class="bx-title dbg_title" id="pagetitle">{story.title}</h1></div>
<div class="bx-newsdetail"><div class="bx-newsdetail-block" id="bx_1878455859_77"><div class="bx-newsdetail-slider"><div class="bx-newsdetail-slider-container" style="width: 300%">{slides}<div style="clear: both;"></div></div><div class="bx-newsdetail-slider-arrow-container-left"><i class="fa fa-angle-left"></i></div><ul class="bx-newsdetail-slider-control"><li rel="1" class="current"><span></span></li></ul></div>
<h3 class="bx-newsdetail-title">{story.title}</h3>
<div class="bx-newsdetail-content">{dated(story)}<br><br>{texts[1]}<br><br>{texts[2]} {texts[3]}<br><br>{texts[4]}<br>{texts[5]}<br></div>
<div class="bx-newsdetail-date"><i class="fa fa-calendar-o"></i> {other.date}</div><div class="bx-newsdetail-view"><i class="fa fa-eye"></i> {other.views}: 318</div><div class="bx-newsdetail-tags"><i class="fa fa-tag"></i> {other.tags_label}: {", ".join(other.tags)}</div>
<div class="row"><div class="col-xs-5"></div><div class="col-xs-7 text-right"><noindex>{share(story, "news-detail-share")}</noindex></div></div></div></div>
<p><a href="/news/">{other.back}</a></p><div class="bx-sidebar-block"><h4>{other.read_also}</h4>{cards(story, "news-item")}</div></div>"""
    pictures = [(f"/upload/iblock/{n}c/slide_{n}55.jpg", None, caption[n]) for n in range(3)]
    body = [dated(story), texts[1], f"{texts[2]} {texts[3]}", *texts[4:]]
    return made(story, whole(story, content, style="bootstrap"), body, pictures)


def bitrix_old(story: Story) -> Made:
    """The oldest template: everything in one div, the picture to the left, preview text before the text."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div id="workarea"><h1>{story.title}</h1><div class="news-detail">
<img class="detail_picture" border="0" src="/upload/iblock/0d1/0d1f5a.jpg" width="350" height="233" alt="{caption[0]}" title="{caption[0]}" />
<span class="news-date-time">{other.date}</span><p>{texts[0]}</p>
{texts[1]}<br />
<br />
{texts[2]}<br />
<br />
<b>{story.subheading}</b><br />
{texts[3]}<br />
<br />
{texts[4]}<br />
<br />
{texts[5]}<br /><br />{story.contact}<div style="clear:both"></div><br />
{other.tags_label}: {", ".join(other.tags)}<br />{other.views}: 512<br />
<div class="news-detail-share">{share(story, "bx-share")}</div></div>
<p><a href="/press/news/">{other.back}</a></p><a href="/press/news/77/?print=Y" class="print">{other.print_label}</a>
<div class="news-list"><p class="news-item"><span class="news-date-time">01.09.2024</span> {"</p><p class='news-item'><span class='news-date-time'>01.09.2024</span> ".join(f"{link}<br />{text}" for link, text in zip(links(story), other.teasers, strict=False))}</p></div></div>"""
    pictures = [("/upload/iblock/0d1/0d1f5a.jpg", None, caption[0])]
    body = [*texts[:3], story.subheading, *texts[3:], story.contact]
    return made(story, whole(story, content, style="bootstrap"), body, pictures)


def bitrix_shop(story: Story) -> Made:
    """A bought template: announcement above the picture, a gallery with thumbnails, documents, share and back links."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    big = "".join(
        f'<div class="item"><a href="/upload/iblock/big/{n}a77photo.jpg" class="fancy" data-fancybox="gallery" title="{caption[n]}"><img data-lazyload class="lazy img-responsive inline" src="data:image/gif;base64,R0lG" data-src="/upload/resize_cache/iblock/big/800_600_1/{n}a77photo.jpg" alt="{caption[n]}"></a></div>'
        for n in (1, 2)
    )
    small = "".join(
        f'<div class="item"><img src="/upload/resize_cache/iblock/big/120_90_1/{n}a77photo.jpg" width="120" height="90" alt=""></div>'
        for n in (1, 2)
    )
    content = f"""<div class="wrapper_inner"><div class="page-top"><h1 id="pagetitle">{story.title}</h1></div>
<div class="detail partners detail-news"><div class="period_wrapper"><span class="date">{other.date}</span></div>
<div class="introtext"><p>{texts[0]}</p></div><div class="detailimage image-head"><a href="/upload/iblock/f1/head_photo.jpg" class="fancy"><img class="img-responsive" src="/upload/iblock/f1/head_photo.jpg" title="{story.title}" alt="{story.title}"></a></div>
<div class="content"><p>{texts[1]}</p><p>{texts[2]}</p><ol>{li(story.points)}</ol><p>{texts[3]}</p><p>{texts[4]}</p><p>{texts[5]}</p></div>
<div class="galerys-block with-padding"><h4>{other.photo}</h4><div class="big_slider owl-carousel">{big}</div><div class="thmb owl-carousel small-gallery">{small}</div></div>
<div class="docs-block"><h4>PDF</h4><div class="file_type pdf"><i class="icon"></i><div class="description"><a target="_blank" href="/upload/iblock/ord.pdf">order_12.pdf</a><span class="size">220 KB</span></div></div></div>
<div class="row bottom-links-block"><div class="share top"><div class="shares-block"><div class="text">{other.share.partition(":")[0]}</div><div class="ya-share2 yashare-auto-init" data-services="vkontakte,facebook,twitter"></div></div></div><a class="back-url url-block" href="/news/"><span>{other.back}</span></a></div></div>
<div class="items-services"><h4>{other.read_also}</h4>{cards(story, "item_block")}</div></div>"""
    pictures = [
        ("/upload/iblock/f1/head_photo.jpg", None, story.title),
        *((f"/upload/iblock/big/{n}a77photo.jpg", None, caption[n]) for n in (1, 2)),
    ]
    body = [*texts[:3], *story.points, *texts[3:]]
    return made(story, whole(story, content, style="bootstrap"), body, pictures)


def joomla(story: Story) -> Made:
    """Joomla 4 with its standard template, a module of latest articles loaded into the text."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div class="site-grid"><div class="grid-child container-component"><main><div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="{story.language}">
<div class="page-header"><h1 itemprop="headline">{story.title}</h1></div>
<dl class="article-info text-muted"><dt class="article-info-term">Details</dt><dd class="createdby"><span class="icon-user"></span> <span itemprop="name">{story.signature}</span></dd><dd class="published"><time datetime="2024-09-03T04:15:00+00:00" itemprop="datePublished">{other.date}</time></dd><dd class="hits"><span class="icon-eye"></span> {other.views}: 77</dd></dl>
<figure class="left item-image"><img src="/images/news/full-photo-77.jpg#joomlaImage://local-images/news/full-photo-77.jpg?width=1200&height=800" loading="eager" width="1200" height="800" itemprop="image" alt="{caption[0]}"><figcaption class="caption">{caption[0]}</figcaption></figure>
<div itemprop="articleBody" class="com-content-article__body"><p>{dated(story)}</p>{p(texts[1])}<div class="moduletable"><ul class="mod-articleslatest latestnews mod-list">{li([f'<a href="/n/{n}" itemprop="url"><span itemprop="name">{title}</span></a>' for n, title in enumerate(other.others)])}</ul></div>{p(texts[2], texts[3])}
<p><img src="/images/news/second-photo-78.jpg" alt="" width="800" height="533"><br><em>{caption[1]}</em></p>{p(texts[4], texts[5])}</div>
<div class="com-content-article__tags"><ul class="tags list-inline">{li([f'<a class="btn btn-sm" href="/t/{n}">{tag}</a>' for n, tag in enumerate(other.tags)])}</ul></div>
<nav class="pagenavigation"><a class="btn" href="/p"><span>{other.others[0]}</span></a></nav></div></main></div>
<div class="grid-child container-sidebar-right"><div class="sidebar-right card"><h3 class="card-header">{other.read_also}</h3><div class="card-body"><ul>{li(links(story))}</ul></div></div></div></div>"""
    pictures = [
        ("/images/news/full-photo-77.jpg", caption[0], caption[0]),
        ("/images/news/second-photo-78.jpg", caption[1], None),
    ]
    return made(story, whole(story, content, style="bootstrap"), [dated(story), *texts[1:]], pictures)


def joomla_k2(story: Story) -> Made:
    """The K2 component: image block with caption and credit, intro text apart from full text, related, navigation."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div id="k2Container" class="itemView"><div class="itemHeader"><span class="itemDateCreated">{other.date}</span><h2 class="itemTitle">{story.title}</h2><span class="itemAuthor">Written by {story.signature}</span></div>
<div class="itemToolbar"><ul><li><span class="itemTextResizerTitle">font size</span> <a href="#" id="fontDecrease">decrease font size</a></li><li><a class="itemPrintLink" href="#"><span>{other.print_label}</span></a></li><li><a class="itemEmailLink" href="#">Email</a></li></ul></div>
<div class="itemBody"><div class="itemImageBlock"><span class="itemImage"><a class="modal" rel="{{handler: 'image'}}" href="/media/k2/items/cache/ab12cd34_XL.jpg"><img src="/media/k2/items/cache/ab12cd34_L.jpg" alt="{story.title}" style="width:600px; height:auto;" /></a></span><span class="itemImageCaption">{caption[0]}</span><span class="itemImageCredits">Photo: K. Kadyrov</span><div class="clr"></div></div>
<div class="itemIntroText"><p>{texts[0]}</p></div><div class="itemFullText">{p(*texts[1:3])}<p>{story.points[0]};</p><p>{story.points[1]};</p><p>{story.points[2]}.</p>{p(*texts[3:])}</div></div>
<div class="itemContentFooter"><span class="itemHits">Read <b>3151</b> times</span><span class="itemDateModified">Last modified on 04.09.2024</span></div>
<div class="itemSocialSharing">{share(story, "itemTwitterButton")}</div><div class="itemLinks"><div class="itemTagsBlock"><span>Tagged under</span><ul class="itemTags">{li([f'<a href="/t/{n}">{tag}</a>' for n, tag in enumerate(other.tags)])}</ul></div></div>
<div class="itemAuthorBlock"><img class="itemAuthorAvatar" src="/media/k2/users/1.jpg" width="100" height="100"><div class="itemAuthorDetails"><h3>{story.signature}</h3><p>{other.biography}</p></div></div>
<div class="itemRelated"><h3>{other.read_also}</h3><ul>{li([f'<a class="itemRelTitle" href="/n/{n}">{title}</a> <div class="itemRelIntrotext">{text}</div>' for n, (title, text) in enumerate(zip(other.others, other.teasers, strict=False))])}</ul></div>
<div class="itemNavigation"><span class="itemNavigationTitle">More in this category:</span> {links(story)[0]}</div><div class="itemComments"><h3>{other.comments}</h3><ul class="itemCommentsList"><li><p>{other.comment}</p></li></ul></div></div>"""
    pictures = [("/media/k2/items/cache/ab12cd34_XL.jpg", caption[0], story.title)]
    body = [*texts[:3], *story.points, *texts[3:]]
    return made(story, whole(story, content, style="bootstrap"), body, pictures)


def joomla_old(story: Story) -> Made:
    """Joomla 1.5 in tables: icons for PDF and print, justified paragraphs, small print under the picture."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<table class="contentpaneopen"><tr><td class="contentheading" width="100%">{story.title}</td><td align="right" width="100%" class="buttonheading"><a href="#" title="PDF"><img src="/images/M_images/pdf_button.png" alt="PDF" /></a></td><td class="buttonheading"><a href="#"><img src="/images/M_images/printButton.png" alt="{other.print_label}" /></a></td></tr></table>
<table class="contentpaneopen"><tr><td valign="top" class="createdate">{other.date}</td></tr><tr><td valign="top">
<p style="text-align: justify;"><img style="float: left; margin: 5px;" src="/images/stories/2010/mission_visit.jpg" border="0" width="320" height="240" alt="" />{texts[0]}</p>
{p(*texts[1:4], attributes='style="text-align: justify;"')}<p style="text-align: center;"><img src="/images/stories/2010/second_visit.jpg" border="0" width="500" /></p><p style="text-align: center;"><span style="font-size: xx-small;"><em>{caption[1]}</em></span></p>
{p(*texts[4:], attributes='style="text-align: justify;"')}<p style="text-align: right;"><strong>{story.signature}</strong></p></td></tr><tr><td class="modifydate">Last Updated ( 04.09.2024 )</td></tr></table>
<table align="center" class="pagenav"><tr><th class="pagenav_prev"><a href="/p">&lt; Prev</a></th><th class="pagenav_next"><a href="/n">Next &gt;</a></th></tr></table><div class="back_button"><a href="javascript:history.go(-1)">[ {other.back} ]</a></div>"""
    pictures = [
        ("/images/stories/2010/mission_visit.jpg", None, None),
        ("/images/stories/2010/second_visit.jpg", caption[1], None),
    ]
    return made(story, whole(story, content, style="table"), texts, pictures)


def dle_full(story: Story) -> Made:
    """DLE: highslide thumbnails, a quotation in two divs, rating, related and comments."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div id="dle-content"><div class="full ignore-select"><div class="full__header"><h1>{story.title}</h1><div class="full__meta d-flex"><div class="full__date"><span class="fal fa-calendar"></span>{other.date}</div><div class="full__views"><span class="fal fa-eye"></span>1 431</div><div class="full__comms"><a href="#comm">2</a></div></div></div>
<div class="page__text full-text clearfix"><!--TBegin:/uploads/posts/2024-09/thumbs/1725337_open.jpg|left|--><a href="/uploads/posts/2024-09/1725337_open.jpg" onclick="return hs.expand(this)" ><img align="left" src="/uploads/posts/2024-09/thumbs/1725337_open.jpg" alt='{story.title}' title='{story.title}' /></a><!--TEnd-->
{texts[0]}<br /><br />{texts[1]}<br /><br /><!--QuoteBegin--><div class="title_quote">Цитата</div><div class="quote"><!--QuoteEBegin-->{story.quotation}<!--QuoteEnd--></div><!--QuoteEEnd-->
{texts[2]}<br /><br />{texts[3]}<br /><br /><div style="text-align:center;"><!--MBegin:x--><a href="/uploads/posts/2024-09/medium/1725338_two.jpg" class="highslide"><img data-src="/uploads/posts/2024-09/medium/1725338_two.jpg" alt="{caption[1]}" /></a><!--MEnd--></div><br />
{texts[4]}<br /><br />{texts[5]}<br /><br /><div class="quote_block"></div></div>
<div class="full__tags"><span class="fal fa-tags"></span><span>{", ".join(f'<a href="/tags/{n}/">{tag}</a>' for n, tag in enumerate(other.tags))}</span></div>
<div class="full__rating"><div id="ratig-layer-77"><div class="rating"><ul class="unit-rating"><li class="current-rating" style="width:80%;">80</li></ul></div></div></div><div class="ya-share2" data-services="vkontakte,odnoklassniki"></div>
<div class="full__related"><div class="block__title">{other.read_also}</div>{"".join(f'<a class="related-item" href="/n{n}.html"><div class="related__img"><img data-src="/uploads/posts/2024-08/rel{n}55.jpg" alt="{title}"></div><div class="related__title">{title}</div></a>' for n, title in enumerate(other.others))}</div>
<div class="full__comments"><div class="block__title">{other.comments}</div><div id="dle-comments-list"><div class="comment-item"><div class="comment-item__main">{other.comment}</div></div></div></div></div></div>"""
    pictures = [
        ("/uploads/posts/2024-09/1725337_open.jpg", None, story.title),
        ("/uploads/posts/2024-09/medium/1725338_two.jpg", None, caption[1]),
    ]
    body = [*texts[:2], story.quotation, *texts[2:]]
    return made(story, whole(story, content, style="bare"), body, pictures, ["Цитата"])


def drupal7(story: Story) -> Made:
    """Drupal 7: fields with labels, service links, a view of related news attached."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div id="main" class="clearfix"><div id="content" class="column"><div class="section"><h1 class="title" id="page-title">{story.title}</h1><div class="tabs"></div>
<div class="region region-content"><div id="block-system-main" class="block block-system"><div class="content"><div id="node-77" class="node node-news node-full clearfix" about="/news/77" typeof="sioc:Item foaf:Document"><span property="dc:title" content="{story.title}" class="rdf-meta element-hidden"></span><div class="meta submitted">{other.date}</div>
<div class="content clearfix"><div class="field field-name-field-photo field-type-image field-label-hidden"><div class="field-items"><div class="field-item even"><img typeof="foaf:Image" src="https://news.example.kg/sites/default/files/styles/large/public/field/visit_01.jpg?itok=Qw1" width="480" height="320" alt="{caption[0]}" title="{caption[0]}"><blockquote class="image-field-caption"><p>{caption[0]}</p></blockquote></div></div></div>
<div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded"><p><span style="font-size:14px"><span style="font-family:arial">{dated(story)}</span></span></p><p> </p>{p(*texts[1:4])}<h3>{story.subheading}</h3>{p(*texts[4:])}</div></div></div>
<div class="field field-name-field-tags field-type-taxonomy-term-reference field-label-above"><div class="field-label">{other.tags_label}:&nbsp;</div><div class="field-items">{"".join(f'<div class="field-item even"><a href="/t/{n}" typeof="skos:Concept">{tag}</a></div>' for n, tag in enumerate(other.tags))}</div></div></div>
<div class="link-wrapper"><ul class="links inline"><li class="service-links-facebook first"><a href="#" class="service-links-facebook">Facebook</a></li><li><a href="#">Twitter</a></li><li class="statistics_counter last"><span>318 reads</span></li></ul></div></div></div></div>
<div class="block block-views"><h2>{other.read_also}</h2><div class="view view-news view-display-id-block"><div class="view-content">{"".join(f'<div class="views-row"><div class="views-field views-field-title"><span class="field-content">{link}</span></div><div class="views-field views-field-body"><div class="field-content"><p>{text}</p></div></div></div>' for link, text in zip(links(story), other.teasers, strict=False))}</div></div></div></div></div></div></div>"""
    pictures = [("/sites/default/files/styles/large/public/field/visit_01.jpg?itok=Qw1", caption[0], caption[0])]
    body = [dated(story), *texts[1:4], story.subheading, *texts[4:]]
    return made(story, whole(story, content, style="bare"), body, pictures)


def drupal_paragraphs(story: Story) -> Made:
    """Drupal 10 with paragraphs and media: text, picture, quotation and references as parts of their own."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def part(kind: str, inner: str) -> str:
        return f'<div class="field__item"><div class="paragraph paragraph--type--{kind} paragraph--view-mode--default">{inner}</div></div>'

    def text(*content: str) -> str:
        return part(
            "text",
            f'<div class="clearfix text-formatted field field--name-field-text field--type-text-long field--label-hidden field__item">{p(*content)}</div>',
        )

    def media(name: str, words: str) -> str:
        return f'<div class="media media--type-image"><div class="field field--name-field-media-image field--type-image field--label-visually_hidden"><div class="field__label visually-hidden">Image</div><div class="field__item"><picture><source srcset="/sites/default/files/styles/wide/public/{name}.webp?itok=a 1x, /sites/default/files/styles/wide_2x/public/{name}.webp?itok=b 2x" type="image/webp"><img loading="lazy" width="960" height="540" src="/sites/default/files/styles/wide/public/{name}.jpg?itok=c" alt="{words}"></picture></div></div><div class="field field--name-field-caption field__item">{words}</div></div>'

    content = f"""<main role="main"><div class="region region-content"><article role="article" class="node node--type-article node--view-mode-full"><header class=""><h1 class="node__title title"><span>{story.title}</span></h1><div class="node__meta"><span>{other.date}</span></div></header><div class="node__content">
<div class="field field--name-field-lead field--type-string-long field__item">{texts[0]}</div>{media("opening_day_01", caption[0])}
<div class="field field--name-field-paragraphs field__items">{text(texts[1], texts[2])}{part("quote", f"<blockquote><div class='field field--name-field-quote field__item'>{story.quotation}</div></blockquote>")}{text(texts[3])}
{part("related-content", f"<div class='field__label'>{other.read_also}</div><div class='field__items'>{''.join(f'<div class=field__item>{link}</div>' for link in links(story)[:2])}</div>")}
{part("image", media("opening_day_02", caption[1]))}{text(texts[4], texts[5])}</div>
<div class="social-media-sharing"><ul>{li(["Facebook", "X", "Email"])}</ul></div></div></article><div class="views-element-container block"><h2>{other.read_also}</h2>{cards(story, "views-row")}</div></div></main>"""
    pictures = [
        (f"/sites/default/files/styles/wide_2x/public/opening_day_0{n + 1}.webp?itok=b", caption[n], caption[n])
        for n in (0, 1)
    ]
    return made(story, whole(story, content, style="bare"), [*texts[:3], story.quotation, *texts[3:]], pictures)


def ucoz(story: Story) -> Made:
    """uCoz: eTitle, eMessage, eDetails in tables."""
    other, texts = of(story), story.paragraphs
    content = f"""<div class="breadcrumbs-wrapper"><a href="/">{other.menu[0]}</a> » <a href="/news/">{other.menu[1]}</a></div><hr />
<table border="0" width="100%" cellspacing="1" cellpadding="2" class="eBlock"><tr><td width="80%"><div class="eTitle" style="padding-bottom:3px;"><h1>{story.title}</h1></div></td><td align="right" style="white-space: nowrap;">{other.date}</td></tr>
<tr><td class="eMessage" colspan="2"><div style="text-align: justify"><!--IMG1--><a href="/_nw/3/45501221.jpg" class="ulightbox" target="_blank" title="{other.photo}"><img style="margin:0;padding:0;border:0;" src="/_nw/3/s45501221.jpg" align="left" /></a><!--IMG1-->{texts[0]}<br />{texts[1]}<br />{texts[2]}<br />{texts[3]}</div><div>{texts[4]}</div><div>{texts[5]}</div></td></tr>
<tr><td colspan="2" class="eAttach">{other.photo}: <span class="entryAttachLink"><a href="/_ld/a.pdf">1</a></span></td></tr><tr><td class="eDetails1" colspan="2"><div class="rate-stars-wrapper"></div><div class="eDetails2">{other.views}: 317 | <span class="ed-sep">|</span> {other.tags_label}: <a href="/t">{other.tags[0]}</a> | 5.0/1</div></td></tr></table>
<table border="0" width="100%"><tr><td width="60%" height="25">{other.comments}: <b>1</b></td></tr><tr><td colspan="2"><div class="cBlock1"><div class="cMessage">{other.comment}</div></div></td></tr></table>"""
    pictures = [("/_nw/3/45501221.jpg", None, None)]
    return made(story, whole(story, content, style="table"), texts, pictures)


LAYOUTS: dict[str, Callable[[Story], Made]] = {
    "bitrix_new": bitrix_new, "bitrix_old": bitrix_old, "bitrix_shop": bitrix_shop, "joomla": joomla,
    "joomla_k2": joomla_k2, "joomla_old": joomla_old, "dle_full": dle_full, "drupal7": drupal7,
    "drupal_paragraphs": drupal_paragraphs, "ucoz": ucoz,
}  # fmt: skip
