"""WordPress: common themes, page builders, blocks and plugins."""

from __future__ import annotations

from collections.abc import Callable

from tests.sources.bodies.frame import Made, cards, dated, li, links, made, of, p, share, whole
from tests.sources.bodies.stories import Story


def magazine(story: Story) -> Made:
    """A magazine theme: featured picture, share rows above and below, adverts and a related box in the text."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    social = share(story, "td-social-network", "div", words=True)
    content = f"""<div class="td-container"><article class="post td-post-template-default hentry" itemscope itemtype="https://schema.org/Article">
<div class="td-post-header"><div class="td-crumb-container"><span><a class="entry-crumb" href="/">{other.menu[0]}</a></span></div>
<ul class="td-category"><li class="entry-category"><a href="/c/1">{other.menu[2]}</a></li></ul>
<header class="td-post-title"><h1 class="entry-title">{story.title}</h1><div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">By</div> <a href="/author/a">{story.signature}</a></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="2024-09-03T10:15:00+06:00">{other.date}</time></span><div class="td-post-views"><i class="td-icon-views"></i><span class="td-nr-views-77">1431</span></div></div></header></div>
<div class="td-post-sharing-top"><div class="td-post-sharing-classic">{social}</div></div>
<div class="td-post-content tagdiv-type"><div class="td-post-featured-image"><figure><a href="/wp-content/uploads/2024/09/opening-day.jpg" data-caption="{caption[0]}"><img width="696" height="464" class="entry-thumb td-modal-image" src="/wp-content/uploads/2024/09/opening-day-696x464.jpg" srcset="/wp-content/uploads/2024/09/opening-day-696x464.jpg 696w, /wp-content/uploads/2024/09/opening-day-1024x683.jpg 1024w, /wp-content/uploads/2024/09/opening-day-300x200.jpg 300w" sizes="(max-width: 696px) 100vw" alt="{story.title}"/></a><figcaption class="wp-caption-text">{caption[0]}</figcaption></figure></div>
{p(texts[0], texts[1])}<div class="td-a-rec td-a-rec-id-content_inline tdi_2"><span class="td-adspot-title">- {other.advert} -</span><a href="https://shop.example.com"><img src="/wp-content/uploads/2024/01/sale-728.png" alt=""></a></div>
{p(texts[2])}<div class="td_block_wrap td_block_related_posts tdb-inline"><h4 class="td-block-title"><span>{other.read_also}</span></h4>{cards(story, "td_module_wrap")}</div>
{p(texts[3])}<h3>{story.subheading}</h3>{p(texts[4], texts[5])}</div>
<footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>{other.tags_label}</span></li>{li([f'<a href="/tag/{n}">{tag}</a>' for n, tag in enumerate(other.tags)])}</ul></div>
<div class="td-post-sharing-bottom">{social}</div><div class="td-block-row td-post-next-prev"><div class="td-next-prev"><span>Previous article</span>{links(story)[0]}</div></div>
<div class="author-box-wrap"><img class="avatar" src="/wp-content/uploads/2020/01/man.jpg" width="96" height="96"><div class="desc"><div class="td-author-name">{story.signature}</div><div class="td-author-description">{other.biography}</div></div></div></footer></article>
<div class="td_block_wrap td_block_related_posts"><h4>{other.read_also}</h4>{cards(story, "td_module_related_posts")}</div>
<div class="comments" id="comments"><h4>{other.comments}</h4><ol class="comment-list"><li><p>{other.comment}</p></li></ol></div></div>"""
    pictures = [("/wp-content/uploads/2024/09/opening-day.jpg", caption[0], story.title)]
    return made(story, whole(story, content), [*texts[:4], story.subheading, *texts[4:]], pictures)


def journal(story: Story) -> Made:
    """A journal theme: lazy pictures, subtitle, related links inside the text by class alone."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    content = f"""<div class="jeg_content jeg_singlepage"><div class="container"><div class="jeg_main_content col-md-8"><div class="jeg_inner_content">
<div class="entry-header"><h1 class="jeg_post_title">{story.title}</h1><div class="jeg_meta_container"><div class="jeg_post_meta"><div class="jeg_meta_author"><img class="avatar" src="/wp-content/uploads/2021/face-80x80.jpg" width="80"><span class="meta_text">by</span> <a href="/a">{story.signature}</a></div><div class="jeg_meta_date"><a href="/x">{other.date}</a></div><div class="jeg_meta_comment"><a href="#c"><i class="fa fa-comment-o"></i> 0</a></div></div></div></div>
<div class="jeg_featured featured_image"><a href="/wp-content/uploads/2024/09/bridge-a.jpg"><div class="thumbnail-container animate-lazy" style="padding-bottom:50%"><img width="750" height="375" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" class="lazyload wp-post-image" alt="" data-src="/wp-content/uploads/2024/09/bridge-a-750x375.jpg" data-srcset="/wp-content/uploads/2024/09/bridge-a-360x180.jpg 360w, /wp-content/uploads/2024/09/bridge-a-750x375.jpg 750w, /wp-content/uploads/2024/09/bridge-a-1140x570.jpg 1140w"></div><p class="wp-caption-text">{caption[0]}</p></a></div>
<div class="jeg_share_top_container"><div class="jeg_share_button clearfix"><div class="jeg_share_stats"><div class="jeg_share_count"><div class="counts">0</div><span class="sharetext">SHARES</span></div></div>{share(story, "jeg_btn")}</div></div>
<div class="entry-content with-share"><div class="content-inner">{p(dated(story), texts[1])}<div class="jeg_ad jeg_ad_article jnews_content_inline_ads"><div class="ads-wrapper"><a href="https://buy.example.com/"><img src="/wp-content/uploads/2024/02/big-offer.jpg" width="750" height="200"></a></div></div>
{p(texts[2])}<div class="jnews_inline_related_post_wrapper left"><div class="jnews_inline_related_post"><div class="jeg_postblock_28"><div class="jeg_block_heading"><h3 class="jeg_block_title"><span>{other.read_also}</span></h3></div><div class="jeg_posts">{"".join(f'<article class="jeg_post jeg_pl_xs_4"><div class="jeg_postblock_content"><h3 class="jeg_post_title">{link}</h3></div></article>' for link in links(story)[:2])}</div></div></div></div>
{p(texts[3], texts[4])}<blockquote><p>{story.quotation}</p></blockquote>{p(texts[5])}
<div class="jeg_post_tags"><span>{other.tags_label}:</span> {" ".join(f'<a href="/t/{n}" rel="tag">{tag}</a>' for n, tag in enumerate(other.tags))}</div></div></div>
<div class="jnews_prev_next_container"><div class="jeg_prevnext_post"><a href="/n/1" class="post prev-post"><span class="caption">Previous Post</span><h3 class="post-title">{other.others[1]}</h3></a></div></div>
<div class="jnews_author_box_container"><div class="jeg_authorbox"><h3 class="jeg_author_name">{story.signature}</h3><p class="jeg_author_desc">{other.biography}</p></div></div>
<div class="jnews_related_post_container"><h3>{other.read_also}</h3>{cards(story, "jeg_post")}</div></div></div></div></div>"""
    pictures = [("/wp-content/uploads/2024/09/bridge-a.jpg", caption[0], None)]
    return made(story, whole(story, content), [dated(story), *texts[1:5], story.quotation, texts[5]], pictures)


def elementor(story: Story) -> Made:
    """A page made of a builder's widgets, the title in one, the text in another, a gallery in a third."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def widget(kind: str, inner: str) -> str:
        return f'<div class="elementor-element elementor-element-1a2b elementor-widget elementor-widget-{kind}" data-widget_type="{kind}.default"><div class="elementor-widget-container">{inner}</div></div>'

    gallery = "".join(
        f'<figure class="gallery-item"><div class="gallery-icon landscape"><a data-elementor-open-lightbox="yes" href="/wp-content/uploads/2024/09/gal-{n}-large.jpg"><img width="300" height="200" src="/wp-content/uploads/2024/09/gal-{n}-large-300x200.jpg" class="attachment-medium" alt=""></a></div><figcaption class="wp-caption-text gallery-caption">{caption[n]}</figcaption></figure>'
        for n in (1, 2)
    )
    columns = f"""<div data-elementor-type="single-post" class="elementor elementor-location-single post type-post"><section class="elementor-section elementor-top-section"><div class="elementor-container"><div class="elementor-column elementor-col-66"><div class="elementor-widget-wrap elementor-element-populated">
{widget("theme-post-title", f'<h1 class="elementor-heading-title elementor-size-default">{story.title}</h1>')}
{widget("post-info", f'<ul class="elementor-inline-items elementor-icon-list-items elementor-post-info"><li><span class="elementor-icon-list-text elementor-post-info__item--type-date"><time>{other.date}</time></span></li><li><a href="/author"><span class="elementor-icon-list-text">{story.signature}</span></a></li></ul>')}
{widget("theme-post-featured-image", f'<figure class="wp-caption"><img src="/wp-content/uploads/2024/09/opening-day.jpg" class="attachment-full" alt="{caption[0]}"><figcaption class="widget-image-caption wp-caption-text">{caption[0]}</figcaption></figure>')}
{widget("share-buttons", f'<div class="elementor-grid">{"".join(f"<div class=elementor-grid-item><div class=elementor-share-btn><span class=elementor-share-btn__icon></span><div class=elementor-share-btn__text><span class=elementor-share-btn__title>{name}</span></div></div></div>" for name in other.share.partition(": ")[2].split())}</div>')}
{widget("theme-post-content", p(*texts[:3]) + f"<ul>{li(story.points)}</ul>" + p(texts[3]))}
{widget("text-editor", p(*texts[4:]))}
{widget("image-gallery", f'<div class="elementor-image-gallery"><div id="gallery-1" class="gallery galleryid-3 gallery-columns-2">{gallery}</div></div>')}
{widget("heading", f'<h2 class="elementor-heading-title">{other.read_also}</h2>')}
{widget("posts", f'<div class="elementor-posts-container elementor-posts elementor-grid">{"".join(f"<article class=elementor-post><a class=elementor-post__thumbnail__link href=/n/{n}><div class=elementor-post__thumbnail><img src=/wp-content/uploads/2024/08/rel-{n}-300x200.jpg></div></a><div class=elementor-post__text><h3 class=elementor-post__title><a href=/n/{n}>{title}</a></h3><div class=elementor-post__excerpt><p>{text}</p></div><a class=elementor-post__read-more href=/n/{n}>»</a></div></article>" for n, (title, text) in enumerate(zip(other.others, other.teasers, strict=False)))}</div>')}
{widget("form", f'<form class="elementor-form"><p>{other.newsletter}</p><input type="email"></form>')}
</div></div></div></section></div>"""
    pictures = [
        ("/wp-content/uploads/2024/09/opening-day.jpg", caption[0], caption[0]),
        *((f"/wp-content/uploads/2024/09/gal-{n}-large.jpg", caption[n], None) for n in (1, 2)),
    ]
    return made(story, whole(story, columns), [*texts[:3], *story.points, *texts[3:]], pictures)


def bakery(story: Story) -> Made:
    """Rows and columns of a page builder: the text in many small columns, a single picture, a slider."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def row(inner: str) -> str:
        return f'<div class="vc_row wpb_row vc_row-fluid"><div class="wpb_column vc_column_container vc_col-sm-12"><div class="vc_column-inner"><div class="wpb_wrapper">{inner}</div></div></div></div>'

    def column(inner: str) -> str:
        return f'<div class="wpb_text_column wpb_content_element"><div class="wpb_wrapper">{inner}</div></div>'

    slides = "".join(
        f'<li><a class="prettyphoto" href="/wp-content/uploads/sl/slide-photo-{n}.jpg"><img src="/wp-content/uploads/sl/slide-photo-{n}-620x400.jpg" alt="{caption[n]}"></a></li>'
        for n in (1, 2)
    )
    content = f"""<main class="content"><div class="single-post-wrap"><h1 class="post-title">{story.title}</h1><div class="post-meta"><span class="post-date">{other.date}</span></div>
{row(column(p(dated(story))))}{row(column(p(texts[1])) + f'<div class="wpb_single_image wpb_content_element vc_align_center"><figure class="wpb_wrapper vc_figure"><div class="vc_single_image-wrapper vc_box_border_grey"><img class="vc_single_image-img" src="/wp-content/uploads/2024/09/single-one.jpg" width="1024" height="683" alt=""></div><figcaption class="vc_figure-caption">{caption[0]}</figcaption></figure></div>')}
{row(column(p(texts[2], texts[3])))}{row('<div class="vc_separator wpb_content_element"><span class="vc_sep_line"></span></div>')}
{row(column(f"<h3>{story.subheading}</h3>" + p(texts[4])))}
{row(f'<div class="wpb_gallery wpb_content_element"><div class="wpb_wrapper"><div class="wpb_gallery_slides wpb_flexslider flexslider_fade flexslider"><ul class="slides">{slides}</ul></div></div></div>')}
{row(column(p(texts[5])))}{row(f'<div class="wpb_widgetised_column"><h4>{other.read_also}</h4><ul>{li(links(story))}</ul></div>')}
<div class="addtoany_share_save_container addtoany_content"><div class="a2a_kit">{share(story, "a2a_button", "span")}</div></div></div></main>"""
    pictures = [
        ("/wp-content/uploads/2024/09/single-one.jpg", caption[0], None),
        *((f"/wp-content/uploads/sl/slide-photo-{n}.jpg", None, caption[n]) for n in (1, 2)),
    ]
    return made(story, whole(story, content), [dated(story), *texts[1:4], story.subheading, *texts[4:]], pictures)


def blocks(story: Story) -> Made:
    """Blocks of the WordPress editor: picture, gallery, quotation, list, table, an embedded tweet, lazy twins."""
    other, texts, caption = of(story), story.paragraphs, story.captions

    def lazy(path: str) -> str:
        return f'<img decoding="async" src="data:image/svg+xml,%3Csvg%20xmlns=1" data-lazy-src="{path}" alt=""><noscript><img decoding="async" src="{path}" alt=""></noscript>'

    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in story.rows)
    content = f"""<main class="wp-block-group" id="wp--skip-link--target"><div class="wp-block-group has-global-padding"><h1 class="wp-block-post-title">{story.title}</h1><div class="wp-block-post-date"><time datetime="2024-09-03T10:15:00+06:00">{other.date}</time></div></div>
<div class="entry-content wp-block-post-content has-global-padding is-layout-constrained"><p class="has-drop-cap">{texts[0]}</p>
<figure class="wp-block-image size-large">{lazy("/wp-content/uploads/2024/09/one-1024x683.jpg")}<figcaption class="wp-element-caption">{caption[0]}</figcaption></figure>
{p(texts[1])}<div class="wp-block-group has-background"><div class="wp-block-group__inner-container"><p><strong>{other.read_also}:</strong> {links(story)[0]}</p></div></div>
{p(texts[2])}<figure class="wp-block-embed is-type-rich is-provider-twitter"><div class="wp-block-embed__wrapper"><blockquote class="twitter-tweet"><p lang="en">We are proud of this day and of everyone who made it happen <a href="https://t.co/x">pic.twitter.com/x</a></p>— Herald (@herald) <a href="https://twitter.com/h/1">September 3, 2024</a></blockquote></div></figure>
<h2 class="wp-block-heading">{story.subheading}</h2>{p(texts[3])}<ul class="wp-block-list">{li(story.points)}</ul>
<figure class="wp-block-table"><table><tbody>{rows}</tbody></table></figure>
<blockquote class="wp-block-quote is-layout-flow"><p>{story.quotation}</p><cite>{story.signature}</cite></blockquote>{p(texts[4], texts[5])}
<figure class="wp-block-gallery has-nested-images columns-2 is-cropped"><figure class="wp-block-image">{lazy("/wp-content/uploads/2024/09/two-1024x683.jpg")}<figcaption class="wp-element-caption">{caption[1]}</figcaption></figure><figure class="wp-block-image">{lazy("/wp-content/uploads/2024/09/three-1024x683.jpg")}<figcaption class="wp-element-caption">{caption[2]}</figcaption></figure></figure>
<ul class="wp-block-latest-posts__list wp-block-latest-posts">{li(links(story))}</ul><div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link" href="https://t.me/x">{other.channel}</a></div></div></div></main>"""
    pictures = [
        (f"/wp-content/uploads/2024/09/{name}-1024x683.jpg", caption[n], None)
        for n, name in enumerate(("one", "two", "three"))
    ]
    body = [
        *texts[:3], story.subheading, texts[3], *story.points, *(cell for row in story.rows for cell in row),
        story.quotation, *texts[4:],
    ]  # fmt: skip
    return made(story, whole(story, content), body, pictures, ["We are proud of this day"])


def classic(story: Story) -> Made:
    """The classic editor: [caption] and [gallery] shortcodes, plugins' rows after the text."""
    other, texts, caption = of(story), story.paragraphs, story.captions
    items = "".join(
        f'<dl class=\'gallery-item\'><dt class=\'gallery-icon landscape\'><a href=\'/wp-content/uploads/2014/05/DSC_0{n}55.jpg\'><img width="150" height="150" src="/wp-content/uploads/2014/05/DSC_0{n}55-150x150.jpg" class="attachment-thumbnail" alt="DSC_0{n}55" /></a></dt><dd class=\'wp-caption-text gallery-caption\'>{caption[n]}</dd></dl>'
        for n in (1, 2)
    )
    content = f"""<div id="primary"><div class="post-77 post type-post hentry"><h2 class="posttitle">{story.title}</h2><div class="postmeta">{other.date} | {story.signature} | <a href="#respond">0 comments</a></div>
<div class="entry"><div id="attachment_76" style="width: 610px" class="wp-caption aligncenter"><a href="/wp-content/uploads/2014/05/IMG_2231.jpg"><img class="size-large wp-image-76" src="/wp-content/uploads/2014/05/IMG_2231-600x400.jpg" alt="IMG_2231" width="600" height="400" /></a><p class="wp-caption-text">{caption[0]}</p></div>
<p style="text-align: justify;"><strong>{dated(story)}</strong></p>{p(*texts[1:4], attributes='style="text-align: justify;"')}<p>&nbsp;</p>{p(*texts[4:])}
<div id='gallery-1' class='gallery galleryid-77'>{items}<br style='clear: both' /></div>
<p>{story.contact}</p>
<div class="wpulike wpulike-default"><span class="wp_ulike_counter_up">12</span></div><div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{other.share.partition(":")[0]}:</h3><div class="sd-content"><ul><li class="share-facebook"><a href="#"><span>Facebook</span></a></li><li class="share-twitter"><a href="#"><span>Twitter</span></a></li></ul></div></div>
<div id='jp-relatedposts' class='jp-relatedposts'><h3 class="jp-relatedposts-headline"><em>{other.read_also}</em></h3></div>
<div class="yarpp-related"><h3>{other.read_also}</h3><ol>{li(links(story))}</ol></div></div>
<p class="postmetadata">{other.tags_label}: {", ".join(f'<a href="/t/{n}">{tag}</a>' for n, tag in enumerate(other.tags))}</p>
<div id="respond"><h3>Leave a Reply</h3><form><textarea></textarea></form></div></div></div>"""
    pictures = [
        ("/wp-content/uploads/2014/05/IMG_2231.jpg", caption[0], None),
        *((f"/wp-content/uploads/2014/05/DSC_0{n}55.jpg", caption[n], None) for n in (1, 2)),
    ]
    return made(story, whole(story, content), [dated(story), *texts[1:], story.contact], pictures)


LAYOUTS: dict[str, Callable[[Story], Made]] = {
    "magazine": magazine, "journal": journal, "elementor": elementor, "bakery": bakery, "blocks": blocks,
    "classic": classic,
}  # fmt: skip
