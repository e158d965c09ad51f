"""Newsrooms' own engines: components with machine-made names, text in blocks, boxes, photo reports, a second article."""

from __future__ import annotations

from collections.abc import Callable

from tests.sources.bodies.frame import Made, cards, dated, li, links, made, of, p, share, whole
from tests.sources.bodies.stories import STORIES, Story


def modules(story: Story) -> Made:
    """A React site with CSS modules; pictures through the framework's own resizer, with noscript twins."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    address = "/_next/image?url=%2Fuploads%2F2024%2Fmain-77.jpg&amp;w={}&amp;q=75"
    srcset = ", ".join(f"{address.format(width)} {width}w" for width in (640, 1080, 3840))
    content = f"""<div id="__next"><main class="ArticlePage_main__k3Xz9"><div class="ArticlePage_top__Qw12a"><a class="Tag_tag__a1B2c" href="/c">{other.menu[1]}</a><h1 class="ArticlePage_title__pL0x2">{story.title}</h1><div class="ArticleMeta_root__3kd9a"><span>{other.date}</span><button class="Share_btn__q8s7d">{other.share.partition(":")[0]}</button></div></div>
<figure class="ArticleCover_root__zz1x0"><span style="box-sizing:border-box"><img alt="" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" decoding="async" data-nimg="responsive"/><noscript><img alt="" srcset="{srcset}" src="{address.format(3840)}"/></noscript></span><figcaption class="ArticleCover_caption__m2n3b">{caption[0]}</figcaption></figure>
<div class="ArticleBody_root__Yt6f2"><div class="ArticleBody_paragraph__x1">{p(texts[0])}</div><div class="ArticleBody_paragraph__x1">{p(texts[1])}</div><div class="ReadMore_root__p0o9i"><span class="ReadMore_label__u7">{other.read_also}</span><a class="ReadMore_link__u8" href="/news/100">{other.others[0]}</a></div>
<div class="ArticleBody_paragraph__x1">{p(texts[2])}</div><div class="ArticleBody_quote__x4"><blockquote>{story.quotation}</blockquote></div><div class="ArticleBody_paragraph__x1">{p(*texts[3:])}</div></div>
<div class="Telegram_root__x8"><p>{other.channel}</p></div><div class="ArticleTags_root__x9">{"".join(f'<a href="/t/{n}">{tag}</a>' for n, tag in enumerate(other.tags))}</div></main>
<section class="Recommended_root__a0">{cards(story, "NewsCard_root__q1")}</section></div>"""
    pictures = [("/_next/image?url=%2Fuploads%2F2024%2Fmain-77.jpg&w=3840&q=75", caption[0], None)]
    return made(story, whole(story, content, style="bare"), [*texts[:3], story.quotation, *texts[3:]], pictures)


def hashed(story: Story) -> Made:
    """Names made by a machine alone; picture with sources; teasers as links around everything."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div class="sc-bdVaJa hJkLmN"><div class="sc-bwzfXH aBcDeF"><h1 class="sc-htpNat qWeRtY">{story.title}</h1><div class="sc-bxivhb zXcVbN"><span>{other.date}</span></div>
<div class="sc-ifAKCX pOiUyT"><picture><source media="(min-width:1200px)" srcset="https://cdn.example.kg/i/w1200/op_77.webp" type="image/webp"><source media="(max-width:600px)" srcset="https://cdn.example.kg/i/w600/op_77.webp" type="image/webp"><img src="https://cdn.example.kg/i/w800/op_77.jpg" alt="{caption[0]}"></picture><span class="sc-EHOje">{caption[0]}</span></div>
<div class="sc-bZQynM lKjHgF">{"".join(f'<p class="sc-gzVnrw">{text}</p>' for text in texts[:3])}<a class="sc-htoDjs" href="/news/101"><img src="https://cdn.example.kg/i/w200/t1.jpg"><span>{other.others[1]}</span></a>{"".join(f'<p class="sc-gzVnrw">{text}</p>' for text in texts[3:])}</div>
<div class="sc-dnqmqq">{"".join(f'<a href="https://s.example.org/{name}">{name}</a>' for name in other.share.partition(": ")[2].split())}</div></div>
<div class="sc-iwsKbI">{"".join(f'<a class="sc-gZMcBi" href="/news/{n}"><div><img src="https://cdn.example.kg/i/w400/n{n}5.jpg"><h3>{title}</h3><p>{text}</p></div></a>' for n, (title, text) in enumerate(zip(other.others, other.teasers, strict=False)))}</div></div>"""
    pictures = [("https://cdn.example.kg/i/w1200/op_77.webp", caption[0], caption[0])]
    return made(story, whole(story, content, style="bare"), texts, pictures)


def typed_blocks(story: Story) -> Made:
    """An agency's engine: every part a block of a stated type; other articles, pictures and quotations among them."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def block(kind: str, inner: str) -> str:
        return f'<div class="article__block" data-type="{kind}">{inner}</div>'

    def text(*content: str) -> str:
        return "".join(block("text", f'<div class="article__text">{one}</div>') for one in content)

    content = f"""<div class="layout-article"><div class="article"><div class="article__header"><div class="article__info"><div class="article__info-date"><a href="/20240903/">{other.date}</a></div></div><h1 class="article__title">{story.title}</h1>
<div class="article__announce"><div class="media" data-media-tipe="photo"><div class="media__size"><div class="photoview__open" data-photoview-src="https://cdn.example.kg/img/07e8/09/03/1087_0:0:3072:2048_1440x900_80_0_0_aa.jpg"><img alt="{caption[0]}" title="{caption[0]}" src="https://cdn.example.kg/img/07e8/09/03/1087_0:0:3072:2048_1920x0_80_0_0_bb.jpg"></div></div><div class="media__copyright"><div class="media__copyright-item m-copyright">© A. Asanov</div></div></div></div></div>
<div class="article__body">{text(dated(story), texts[1])}{block("banner", f'<div class="banner m-article-body"><div id="adfox_1"></div>{other.advert}</div>')}{text(texts[2])}
{block("article", f'<div class="article__article m-image"><a href="/20240902/1.html" class="article__article-image"><img src="https://cdn.example.kg/img/07e8/09/02/222_600x0_80.jpg"></a><a class="article__article-title" href="/20240902/1.html">{other.others[0]}</a><div class="article__article-info">2 сентября, 12:01</div></div>')}
{block("quote", f'<div class="article__quote"><div class="article__quote-text">{story.quotation}</div></div>')}{text(texts[3])}
{block("photo", f'<div class="article__photo"><div class="media"><div class="media__size"><img src="https://cdn.example.kg/img/07e8/09/03/333_0:0:3000:2000_1920x0_80_0_0_cc.jpg" alt="{caption[1]}"></div><div class="media__description">{caption[1]}</div></div></div>')}{text(*texts[4:])}</div>
<div class="article__footer"><ul class="article__tags">{li([f'<a class="tag__text" href="/t/{n}">{tag}</a>' for n, tag in enumerate(other.tags)])}</ul><div class="share">{share(story, "share__item")}</div></div></div>
<div class="lenta">{"".join(f'<div class="lenta__item"><a href="/n/{n}"><span class="lenta__item-date">10:{n}1</span><span class="lenta__item-text">{title}</span></a></div>' for n, title in enumerate(other.others))}</div></div>"""
    pictures = [
        ("https://cdn.example.kg/img/07e8/09/03/1087_0:0:3072:2048_1920x0_80_0_0_bb.jpg", None, caption[0]),
        ("https://cdn.example.kg/img/07e8/09/03/333_0:0:3000:2000_1920x0_80_0_0_cc.jpg", caption[1], caption[1]),
    ]
    body = [dated(story), *texts[1:3], story.quotation, *texts[3:]]
    return made(story, whole(story, content, style="bare"), body, pictures)


def broadcaster(story: Story) -> Made:
    """A broadcaster's engine: media with captions floating in the text, an embedded player and a list of related."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def image(name: str, words: str) -> str:
        return f'<div class="wsw__embed"><figure class="media-image js-media-expand"><div class="img-wrap"><div class="thumb"><img alt="{words}" class="" src="https://gdb.example.org/{name}_w250_r1_s.jpg"></div></div><figcaption><span class="caption">{words}</span></figcaption></figure></div>'

    content = f"""<main class="container"><div class="hdr-container"><div class="category"><a href="/z/1">{other.menu[2]}</a></div><div class="col-title"><h1 class="title pg-title">{story.title}</h1></div><div class="publishing-details"><div class="published"><span class="date"><time pubdate="pubdate" datetime="2024-09-03T10:15:00+06:00">{other.date}</time></span></div><div class="links"><ul class="links__list"><li>{story.signature}</li></ul></div></div>
<div class="cover-media"><figure class="media-image js-media-expand"><div class="img-wrap"><div class="thumb thumb16_9"><img src="https://gdb.example.org/0a77ff01_cx0_cy10_cw0_w1023_r1_s.jpg" alt="{caption[0]}"></div></div><figcaption><span class="caption">{caption[0]}</span></figcaption></figure></div></div>
<div class="body-container"><div class="share--box"><div class="sticky-share-container"><ul class="share__list"><li class="share__item"><a href="#">Facebook</a></li><li class="share__item"><a href="#">Twitter</a></li><li>{other.print_label}</li></ul></div></div>
<div id="article-content" class="content-floated-wrap fb-quotable"><div class="wsw"><p><strong>{texts[0]}</strong></p>{p(texts[1])}{image("1b88ee02", caption[1])}{p(texts[2])}<div class="wsw__embed"><div class="media-pholder media-pholder--video"><h3 class="media-pholder__title">{other.others[2]}</h3><p class="media-pholder__text">No media source currently available</p></div></div><h2 class="wsw__h2">{story.subheading}</h2>{p(texts[3])}<blockquote>{story.quotation}</blockquote>{p(*texts[4:])}
<div class="wsw__embed wsw__embed--small"><div class="infgraphicsAttach">{other.read_also}<ul>{li(links(story)[:2])}</ul></div></div></div>
<ul class="authors"><li class="authors__item"><img class="avatar" src="https://gdb.example.org/face_w66_r5.png"><h4>{story.signature}</h4><p>{other.biography}</p></li></ul></div></div>
<div class="media-block-wrap"><h2 class="section-head">{other.read_also}</h2>{cards(story, "media-block")}</div></main>"""
    pictures = [
        ("https://gdb.example.org/0a77ff01_cx0_cy10_cw0_w1023_r1_s.jpg", caption[0], caption[0]),
        ("https://gdb.example.org/1b88ee02_w250_r1_s.jpg", caption[1], caption[1]),
    ]
    body = [*texts[:3], story.subheading, texts[3], story.quotation, *texts[4:]]
    return made(story, whole(story, content, style="bare"), body, pictures, ["No media source"])


def plain_html5(story: Story) -> Made:
    """Few names, proper elements: aside with a pulled quotation, address, details."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<main><article><header><p>{other.menu[1]}</p><h1>{story.title}</h1><p>{other.date} · {story.signature}</p></header><p>{texts[0]}</p><figure><img src="/photos/77-opening.jpeg" alt="{caption[0]}"><figcaption>{caption[0]}</figcaption></figure><p>{texts[1]}</p><aside><p>{texts[1][:60]}</p></aside><p>{texts[2]}</p>
<section><h2>{story.subheading}</h2><p>{texts[3]}</p><ol>{li(story.points)}</ol></section><p>{texts[4]}</p><p>{texts[5]}</p><footer><p>{other.tags_label}: {", ".join(other.tags)}</p><p>{share(story, "x", "span")}</p></footer></article>
<nav><h2>{other.read_also}</h2><ul>{li(links(story))}</ul></nav></main>"""
    pictures = [("/photos/77-opening.jpeg", caption[0], caption[0])]
    body = [*texts[:3], story.subheading, texts[3], *story.points, *texts[4:]]
    return made(story, whole(story, content, style="bare"), body, pictures)


def site_builder(story: Story) -> Made:
    """A site builder's deep spans; pictures cut to size by their address."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def paragraph(text: str) -> str:
        return f'<div data-breakout="normal" class="vd1 _a2"><p dir="auto" class="v7 ql" id="viewer-{len(text)}"><span class="_2PHJq public-DraftStyleDefault-ltr"><span><span>{text}</span></span></span></p></div>'

    def image(name: str, words: str) -> str:
        return f'<div class="vd1"><figure data-hook="figure-IMAGE" class="Lf5"><div data-hook="imageViewer" role="button" class="oWF"><div class="iTa"><wow-image id="{name}"><img src="https://static.wixstatic.com/media/{name}~mv2.jpg/v1/fill/w_740,h_493,al_c,q_80/{name}~mv2.jpg" alt="{words}"></wow-image></div></div><figcaption class="ceF"><span>{words}</span></figcaption></figure></div>'

    content = f"""<div id="SITE_CONTAINER"><div id="masterPage"><main id="PAGES_CONTAINER"><div data-testid="richTextElement"><article class="_1b" data-hook="post"><div class="post-header"><ul data-hook="post-metadata"><li><span data-hook="time-ago">{other.date}</span></li><li><span data-hook="time-to-read">2 min read</span></li></ul></div><h1 data-hook="post-title" class="post-title"><span class="blog-post-title-font">{story.title}</span></h1>
<section data-hook="post-description"><div class="rich"><div class="_3shS9">{paragraph(texts[0])}{image("a1b2c3_77aa88bb99cc", caption[0])}{paragraph(texts[1])}{paragraph(texts[2])}{image("d4e5f6_11aa22bb33cc", caption[1])}{"".join(paragraph(text) for text in texts[3:])}</div></div></section>
<div class="post-footer"><div data-hook="rating-view"><span>Rated 0 out of 5</span></div><div class="share-row"><button aria-label="Facebook"></button></div><span>55 views</span></div></article>
<section data-hook="recent-posts"><h2>{other.read_also}</h2>{cards(story, "gallery-item")}</section></div></main></div></div>"""
    pictures = [
        (
            f"https://static.wixstatic.com/media/{name}~mv2.jpg/v1/fill/w_740,h_493,al_c,q_80/{name}~mv2.jpg",
            caption[n],
            caption[n],
        )
        for n, name in enumerate(("a1b2c3_77aa88bb99cc", "d4e5f6_11aa22bb33cc"))
    ]
    return made(story, whole(story, content, style="bare"), texts, pictures)


def word_pasted(story: Story) -> Made:
    """Text pasted from a word processor into a nameless block, with a table; the headline repeated as first line."""
    other, texts = of(story), story.paragraphs

    def pasted(text: str) -> str:
        half = len(text) // 2
        half = text.find(" ", half)
        return f'<p class="MsoNormal" style="margin-bottom:.0001pt;text-indent:35.4pt"><span lang="RU" style="font-size:14.0pt;mso-fareast-font-family:Calibri">{text[:half]}</span><span style="font-size:14.0pt">{text[half:]}<o:p></o:p></span></p>'

    rows = "".join(
        f'<tr><td width="312" valign="top"><p class="MsoNormal">{name}<o:p></o:p></p></td><td><p class="MsoNormal">{value}<o:p></o:p></p></td></tr>'
        for name, value in story.rows
    )
    content = f"""<div id="content"><h1>{story.title}</h1><div>{other.date}</div><div><p class="MsoNormal" align="center" style="text-align:center"><b><span style="font-size:14.0pt">{story.title}<o:p></o:p></span></b></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>
{"".join(pasted(text) for text in texts[:4])}<table class="MsoTableGrid" border="1">{rows}</table>{"".join(pasted(text) for text in texts[4:])}<p class="MsoNormal"><img width="480" height="320" src="/userfiles/image/visit%2077.jpg" v:shapes="Рисунок_x0020_1"></p></div>
<a class="print" href="#" onclick="window.print()">{other.print_label}</a></div><div id="right"><div class="h">{other.read_also}</div>{"".join(f"<div>{link}</div>" for link in links(story))}</div>"""
    body = [*texts[:4], *(cell for row in story.rows for cell in row), *texts[4:]]
    return made(story, whole(story, content, style="bare"), body, [("/userfiles/image/visit%2077.jpg", None, None)])


def endless(story: Story) -> Made:
    """The next article stands whole below the first, as pages that scroll without end are served."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    following = next(one for one in STORIES if one.language == story.language and one is not story)

    def article(one: Story, name: str) -> str:
        return f"""<article class="post-item" data-url="/news/{name}"><header><h1 class="post-item__title">{one.title}</h1><time datetime="2024-09-03">{other.date}</time></header><div class="post-item__img"><img src="/img/2024/{name}_photo.jpg" alt=""><div class="post-item__caption">{one.captions[0]}</div></div><div class="post-item__content">{p(*one.paragraphs)}</div>{share(one, "post-item__share")}</article>"""

    content = f'<div class="posts-scroll">{article(story, "first77")}<div class="post-divider"></div>{article(following, "second78")}</div>'
    pictures = [("/img/2024/first77_photo.jpg", caption[0], None)]
    return made(story, whole(story, content, style="bare"), texts, pictures, [following.title, following.paragraphs[1]])


def photo_report(story: Story) -> Made:
    """Little text, a slider of backgrounds loaded late, then pictures with captions one below the other."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    shots = "".join(
        f'<div class="photo-item"><div class="photo-item__pic"><img class="lozad" data-src="/gallery/2024/77/shot-{n}0{n}.jpg" src="/img/blank.png"></div><div class="photo-item__text">{caption[n]}</div></div>'
        for n in range(3)
    )
    content = f"""<div class="report"><h1>{story.title}</h1><div class="report__date">{other.date}</div><div class="report__text"><p>{texts[0]}</p><p>{texts[1]}</p></div><div class="photo-list">{shots}</div><div class="report__text"><p>{texts[5]}</p></div>{share(story, "soc-row")}</div><div class="grid-news">{cards(story, "grid-news__i")}</div>"""
    pictures = [(f"/gallery/2024/77/shot-{n}0{n}.jpg", caption[n], None) for n in range(3)]
    return made(story, whole(story, content, style="bare"), [texts[0], texts[1], texts[5]], pictures)


def boxed(story: Story) -> Made:
    """A newsroom's text with boxes between its paragraphs: links in bold, a channel's call, a picture's small print."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div class="news-page" itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{story.title}</h1><div class="news-page__head"><span>{other.date}</span><span class="fa fa-eye"></span> 1431 <a href="#comments">2</a></div>
<div class="news-page__text" itemprop="articleBody"><p><b>{dated(story)}</b></p><p style="text-align:center"><img src="/images/a/77-main-photo.jpg" width="750" height="500"/><br/><small>{caption[0]}</small></p><p>{texts[1]}</p><p><b>{other.read_also}: {links(story)[0]}</b></p><p>{texts[2]}</p><p>{texts[3]}</p><p><i>{other.channel} <a href="https://t.me/x">@herald</a></i></p><ul class="see-too">{li(links(story)[1:3])}</ul><p>{texts[4]}</p><p>{texts[5]}</p><p><a href="/author/1">{story.signature}</a></p></div>
<div class="likely"><div class="facebook">Facebook</div><div class="twitter">Twitter</div></div><div id="comments"><h3>{other.comments}</h3><p>{other.comment}</p></div><div class="widget-row">{cards(story, "w")}</div></div>"""
    pictures = [("/images/a/77-main-photo.jpg", caption[0], None)]
    return made(story, whole(story, content, style="bare"), [dated(story), *texts[1:]], pictures)


def repeated(story: Story) -> Made:
    """The headline again as first paragraph, the lead again under the picture, a share row written into the text."""
    other, texts = of(story), story.paragraphs
    content = f"""<div class="inner-page"><h1>{story.title}</h1><div class="pic"><img src="/upload/n/77abcd.jpg" alt="{story.title}"><p class="pic-note">{texts[0]}</p></div><div class="inner-text"><p>{story.title}</p><p>{texts[0]}</p>{p(*texts[1:])}<p>{other.share}</p><p>{other.views}: 311</p></div></div>"""
    return made(
        story, whole(story, content, style="bootstrap"), texts, [("/upload/n/77abcd.jpg", texts[0], story.title)]
    )


def decree(story: Story) -> Made:
    """An official text: numbered points as paragraphs, links to documents, a signature; links in its sentences."""
    other, texts = of(story), story.paragraphs
    points = [f"{n}. {point}" for n, point in enumerate(story.points, 1)]
    first, rest = texts[2].split(" ", 1)
    word, rest = rest.split(" ", 1)
    linked = f'{first} <a href="http://cbd.example.gov/act/view/11">{word}</a> {rest}'
    content = f"""<div class="document-page"><h1>{story.title}</h1><div class="doc-head"><time>{other.date}</time></div><div class="doc-text">{p(texts[0], texts[1], *points)}<p>{linked}</p>{p(*texts[3:])}</div><div class="doc-files"><a href="/f/1.pdf">PDF, 320 KB</a></div><div class="share42init"></div><p><a class="back" href="/docs">{other.back}</a></p></div><div class="docs-other">{"".join(f"<div class='docs-other__i'>{link}</div>" for link in links(story))}</div>"""
    return made(story, whole(story, content, style="bootstrap"), [*texts[:2], *points, *texts[2:]])


LAYOUTS: dict[str, Callable[[Story], Made]] = {
    "modules": modules, "hashed": hashed, "typed_blocks": typed_blocks, "broadcaster": broadcaster,
    "plain_html5": plain_html5, "site_builder": site_builder, "word_pasted": word_pasted, "endless": endless,
    "photo_report": photo_report, "boxed": boxed, "repeated": repeated, "decree": decree,
}  # fmt: skip
