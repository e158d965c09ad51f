"""What the makers of a page called its blocks: class and id, read word by word.

Names are the only sign many layouts give. They are read as words, never as fragments, so that "unavailable" is no
"nav"; a name that says "has-sidebar" or "no-menu" describes the page, not the block.
"""

# Word lists are data: broken over lines they are harder to read.

from __future__ import annotations

import re
from functools import lru_cache

#: Surely not the article, unless the block holds the headline or most of the page's text.
FOREIGN = 1
#: Beside the article's text: dates, bylines, counters, tags. Read for what it states, not as text.
META = 2
#: Words under a picture.
CAPTION = 4
#: Adverts, teasers, boxes: not the article, unless the block holds real prose.
DOUBTFUL = 8
EYE = 16
DATE = 32
TITLE = 64
#: Comments, likes, ratings: their numbers are no views.
REACTIONS = 128
#: A picture of the article's head.
HERO = 256
STANDFIRST = 512
AUTHOR = 1024
BODY = 2048
#: Pictures one after another; or teasers, when most of it is links.
GALLERY = 4096
#: Buttons to share by; a counter may stand among them.
SHARE = 8192

_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-zА-Яа-яЁё0-9]+|(?<=[a-z])(?=\d)")
_DESCRIBES = frozenset("has have no not with without is are hide show js open active wrapper label".split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOCABULARY: tuple[tuple[int, frozenset[str]], ...] = (
    (FOREIGN, _words(
        "nav navbar navi navigation mainnav topnav subnav sitenav menu submenu topmenu mainmenu menubar megamenu offcanvas breadcrumb breadcrumbs "
        "crumbs crumb pathway footer colophon cookie cookies cookiebar consent gdpr cmp lightbox shareaholic sharedaddy "
        "sharethis sharebar addthis addtoany a2a likely pluso uptolike goodshare yashare comments commentlist comentarios kommentare "
        "disqus respond related relatedposts similar recommend recommended recommendation recommendations recommends popular trending "
        "mostread subscribe subscription newsletter pagination pager pagenav pagenavi paginator paging searchform search "
        "taboola outbrain smartlink mgid relap copyright toplist jp"
    )),
    (DOUBTFUL, _words(
        "banner banners adfox advert adverts advertisement advertising ad ads adv adsbygoogle adbox adslot sponsor sponsored promo promobox "
        "promotion teaser teasers teaserlist card cards ticker widget widgets sidebarwidget "
        "readalso seealso alsoread more latest recent archive archives calendar poll survey rating ratings vote votes likes like dislike "
        "complain feedback form print printer printversion back backlink twitter instagram tiktok facebook telegram youtube "
        "tweet affiliate shop donate donation appeal tooltip dropdown alert notice disclaimer infobox factbox follow followus bookmark bookmarks player "
        "popup modal share sharing shares social socials soc socialmedia toolbar login signin signup register paywall partners sidebar aside topbar "
        "hotline orphus typo audioplayer hidden invisible hide offscreen infobox opinary liveticker toc"
    )),
    (META, _words(
        "meta metadata byline date datetime time timestamp pubdate published publish posted created author authors autor tags tag taglist tagcloud "
        "keywords topics category categories cat rubric rubrika section views view counter counters hits stat stats submitted "
        "kicker overline dachzeile spitzmarke eyebrow readingtime label labels source info details postinfo articleinfo newsinfo pageviews viewcount edited updated modified"
    )),
    (CAPTION, _words("caption captions figcaption credit credits copyrightholder legend photocredit imagecredit bildunterschrift wpcaptiontext bu lightboxcaption")),
    (GALLERY, _words("carousel slider swiper slick slideshow fotorama owl flexslider")),
    (EYE, _words(
        "eye view views viewed viewcount viewcounter viewers viewscount postviews pageviews pageview hits hit prosmotr prosmotry prosmotrov prosmotra просмотр просмотры просмотров showcount showcounter readcount reads watched"
    )),
    (DATE, _words("date datetime time timestamp pubdate published publish posted created pubtime calendar clock дата entrydate postdate newsdate createdate datenews articledate submitted")),
    (TITLE, _words("title headline heading pagetitle posttitle entrytitle newstitle h1 caption-title zagolovok header titel name contentheading componentheading articletitle newsheader")),
    (SHARE, _words("share sharing shares social socials soc socialmedia toolbar")),
    (REACTIONS, _words("comment comments commentcount like likes dislike share shares rating rate vote votes reply replies favorite bookmark")),
    (HERO, _words("hero lead featured cover poster detail main thumbnail postthumb top opener aufmacher header head intro image photo picture")),
    (STANDFIRST, _words("standfirst lead lede intro introtext teasertext deck dek subtitle subheadline subheading excerpt announce preview summary description vorspann "
                        "anons ingress subline entradilla bajada sapo leadtext shortstory subheader")),
    (AUTHOR, _words("author authors byline autor journalist writer bio profile")),
    (BODY, _words("articlebody entry-content content body text fulltext detailtext article story post")),
)  # fmt: skip
#: Two words together that mean what neither does alone.
_PAIRS: dict[tuple[str, str], int] = {
    ("read", "also"): FOREIGN, ("see", "also"): FOREIGN, ("more", "news"): FOREIGN, ("other", "news"): FOREIGN,
    ("latest", "news"): FOREIGN, ("last", "news"): FOREIGN, ("top", "news"): FOREIGN, ("news", "list"): FOREIGN,
    ("most", "read"): FOREIGN, ("tag", "list"): META, ("post", "navigation"): FOREIGN, ("author", "box"): FOREIGN,
    ("author", "bio"): FOREIGN, ("about", "author"): FOREIGN, ("back", "link"): DOUBTFUL, ("caption", "text"): CAPTION,
    ("sr", "only"): FOREIGN, ("visually", "hidden"): FOREIGN,
    ("screen", "reader"): FOREIGN, ("d", "none"): DOUBTFUL, ("post", "views"): META | EYE, ("show", "counter"): META | EYE, ("site", "header"): FOREIGN, ("page", "header"): 0,
    ("call", "out"): DOUBTFUL, ("sign", "up"): FOREIGN, ("log", "in"): FOREIGN, ("ya", "share"): FOREIGN,
    ("ya", "share2"): FOREIGN, ("social", "media"): FOREIGN, ("card", "body"): 0, ("card", "text"): 0, ("card", "title"): TITLE, ("card", "subtitle"): 0, ("card", "header"): 0, ("card", "content"): 0,
    ("card", "img"): 0, ("card", "image"): 0, ("card", "date"): META | DATE, ("card", "meta"): META, ("card", "info"): META,
    ("article", "header"): 0, ("post", "header"): 0, ("entry", "header"): 0, ("news", "header"): 0,
    ("article", "date"): META | DATE, ("short", "story"): DOUBTFUL, ("elementor", "widget"): 0, ("view", "mode"): 0,
    ("views", "row"): 0, ("views", "field"): 0, ("view", "content"): 0, ("views", "element"): 0, ("media", "text"): 0,
    ("media", "description"): CAPTION, ("media", "sign"): CAPTION, ("title", "quote"): FOREIGN, ("media", "pholder"): DOUBTFUL, ("media", "placeholder"): DOUBTFUL,
}  # fmt: skip
#: A word for pictures and a word for words, one after the other: what is written under a picture.
_PICTURE_WORDS = _words("photo foto image img pic picture")
_WORDS_UNDER = _words(
    "title text desc description info author sign signature note notes sub subtitle source label name legend copyright"
)


@lru_cache(maxsize=8192)
def flags_of(name: str) -> int:
    """What a block's class and id say of it: the constants above, joined."""
    parts = [part.lower() for part in _SPLIT.split(name[:300]) if part]
    flags = 0
    skip = False
    for position, word in enumerate(parts):
        if skip:
            skip = False
            continue
        before = parts[position - 1] if position else ""
        pair = (word, parts[position + 1]) if position + 1 < len(parts) else ("", "")
        under = word in _PICTURE_WORDS and pair[1] in _WORDS_UNDER
        skip = under or pair in _PAIRS
        if before not in _DESCRIBES:
            flags |= CAPTION if under else _PAIRS[pair] if skip else _of_word(word)
    return flags


@lru_cache(maxsize=8192)
def _of_word(word: str) -> int:
    flags = 0
    for flag, words in _VOCABULARY:
        if word in words:
            flags |= flag
    return flags
