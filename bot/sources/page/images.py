"""The article's pictures in reading order, with caption and alt; icons, trackers and teasers left out."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urldefrag, urlsplit

from lxml.html import HtmlElement

from bot.model.article import Image
from bot.sources.canonical import same_page
from bot.sources.page import classes
from bot.sources.page.blocks import Outline, Zone
from bot.sources.page.body import Body
from bot.sources.page.boilerplate import starts_read_also
from bot.sources.page.captions import alt_of, caption_of, framed
from bot.sources.page.classes import flags_of
from bot.sources.page.document import Page, class_words, folded
from bot.sources.page.outline import text_length
from bot.sources.page.title import Headline

_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-image", "data-srcset", "data-full",
    "data-large_image", "data-orig-file", "data-original-src",
)  # fmt: skip
#: Words of an address that no illustration has: in its file's name, and in its folders.
_FILE_WORDS = frozenset(
    "logo logos icon icons favicon avatar sprite spacer blank pixel 1x1 counter emoji smile smiley smilies gravatar button btn "
    "loader loading preloader placeholder transparent captcha qr qrcode badge tracker noimage nophoto".split()
)
_FOLDER_WORDS = frozenset(
    "ad ads adv advert adverts advertising banner banners icon icons logo logos avatar avatars smiles smilies emoji emoticons "
    "dleimages watch counter counters pixel metrika analytics doubleclick sprites gravatar flags hit informer informers".split()
)
_NOT_OF_TEXT = re.compile(
    r"(?:^|[\s_-])(?:logo|(?<!gallery-)(?<!image-)icon|avatar|author|emoji|smil(?:e|ies)|banner|adv?|ads|advert|sponsor|share|social|gravatar|badge|partner)s?(?:$|[\s_-])"
)
_GALLERY = re.compile(r"gallery|galler(?:y|ies)|slider|slides?\b|swiper|carousel|fotorama|slick|photos\b")
_FILE_WORD = re.compile(r"(?<![a-z0-9])(?:[a-z]+|1x1)")
#: Whole words: an identifier such as "ad20" holds none.
_FOLDER_WORD = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IS_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)
_SIZE_MARKS = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|scaled|small|medium|large|big|thumb(?:nail)?|orig(?:inal)?|full|[xsml]{1,3}|(?:320|480|600|640|720|768|800|960|1024|1080|1200|1280|1440|1600|1920|2048)w?)(?=[-_]|$)"
)


_WIDTH = re.compile(
    r"[-_/](\d{2,4})x\d{1,4}(?=[._/-]|$)|[?&;,/](?:w|width|size)[=_/:](\d{2,4})|/w?(?!19|20)(\d{3,4})/|resize:\w+:(\d{2,4})|=s(\d{2,4})"
)
_ORIGINAL = 5000.0
_PARTED = re.compile(r",\s+|,(?=https?:|/)")
_DENSE = re.compile(r"\s[2-4](?:\.\d)?x\b")
#: A picture shown narrower than this is fetched at the size that a click opens.
_SMALL_PX = 500
_THUMBNAIL = re.compile(r"thumb|small|preview|mini|resize_cache", re.IGNORECASE)
#: Elements that hold the article, not a picture alone.
_WHOLES = frozenset({"article", "main", "section", "body", "html"})


def card_image_of(page: Page) -> str | None:
    """The picture the page offers for link cards; None where it offers none."""
    stated = page.first_meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    if not stated or _is_logo(stated):
        return None
    return page.absolute(stated) or None


def images_of(page: Page, outline: Outline, headline: Headline, body: Body) -> tuple[Image, ...]:
    """The pictures of the article, from its head to the end of its text; else the one its card shows."""
    found = [
        image
        for order, element in outline.pictures
        if _is_the_articles(page, outline, element, order, headline, body)
        and (image := _image(page, element)) is not None
    ]
    card = card_image_of(page) or _ld_image(page)
    unique = _without_doubles(found, card)
    if card and not unique:
        return (Image(card, None, page.first_meta("og:image:alt", "twitter:image:alt")),)
    return tuple(unique)


def _is_the_articles(
    page: Page, outline: Outline, element: HtmlElement, order: int, headline: Headline, body: Body
) -> bool:
    if _leads_elsewhere(page, element):
        return False
    first, last = (
        (body.blocks[0].order, body.blocks[-1].order) if body.blocks else (headline.order + 60, headline.order + 60)
    )
    if body.scope is not None and order > last:
        if body.scope in element.iterancestors() and body.scope.tag not in {"body", "html"}:
            return True
        return _is_in_gallery(element) and not _is_parted(outline, last, order)
    if headline.element is None and body.scope is not None and order < first:
        return body.scope in element.iterancestors() or _is_lead_picture(element)
    return order >= headline.order or (
        headline.order - order <= 40 and (_is_lead_picture(element) or _is_called(element, headline.text))
    )


def _is_in_gallery(element: HtmlElement) -> bool:
    """Whether the picture is one of several set below the text: in a slider, or opened by a click."""
    for near in [*element.iterancestors()][:6]:
        if near.tag == "a" and _IS_PICTURE.search(urlsplit(near.get("href") or "").path):
            return True
        if _GALLERY.search(class_words(near)):
            return True
    return False


def _is_parted(outline: Outline, last: int, order: int) -> bool:
    """Whether other matter begins between the end of the text and a picture below it."""
    between = (block for block in outline.blocks if last < block.order < order and block.zone is Zone.PLAIN)
    return any(block.is_linked or len(block.text) > 60 or starts_read_also(block.text) for block in between)


def _leads_elsewhere(page: Page, element: HtmlElement) -> bool:
    """Whether the picture is a link to another page: a teaser, not an illustration."""
    for near in element.iterancestors("a"):
        target = page.absolute(near.get("href") or "")
        path = urlsplit(target).path
        if not near.get("href") or _IS_PICTURE.search(path) or not target.startswith("http"):
            return False
        return not same_page(target, page.url) and path != urlsplit(page.url).path
    return False


def _is_lead_picture(element: HtmlElement) -> bool:
    near = [element, *list(element.iterancestors())[:6]]
    return any(one.tag == "figure" or flags_of(class_words(one)) & classes.HERO for one in near)


def _is_called(element: HtmlElement, title: str) -> bool:
    """Whether the picture's alternative text is the headline."""
    return len(title) >= 15 and folded(alt_of(element) or "") == folded(title)


def _image(page: Page, element: HtmlElement) -> Image | None:
    address = _address(element)
    if not address or _is_furniture(address) or _is_small(element):
        return None
    if _is_called_furniture(element):
        return None
    url = urldefrag(_enlarged(page, element, page.absolute(address))).url
    if not url.startswith(("http://", "https://", "file://")) or urlsplit(url).path.lower().endswith((".svg", ".gif")):
        return None
    return Image(url, caption_of(element), alt_of(element))


def _is_called_furniture(element: HtmlElement) -> bool:
    """Whether the picture, or a block close around it, has the name of what is no illustration."""
    near = [element]
    for one in element.iterancestors():
        if len(near) == 4 or one.tag in _WHOLES or text_length(one) > 300:
            break
        near.append(one)
    return any(_NOT_OF_TEXT.search(class_words(one)) for one in near)


def _enlarged(page: Page, element: HtmlElement, url: str) -> str:
    """What a click on a small picture opens, where that is the picture at its full size."""
    for near in element.iterancestors("a"):
        target = page.absolute(near.get("href") or "")
        return target if _IS_PICTURE.search(urlsplit(target).path) else url
    return url


def _address(element: HtmlElement) -> str:
    """The largest the element offers: the widest of its srcset, a lazy attribute before a placeholder, its src."""
    lazy = next(
        (value for name in _LAZY if (value := (element.get(name) or "").strip()) and not value.startswith("data:")), ""
    )
    plain = lazy or (element.get("src") or "").strip()
    offered = [element.get(name) or "" for name in ("srcset", "data-srcset", "data-lazy-srcset")]
    candidates = [_widest(text) for text in offered]
    candidates.append(_widest(plain) if ", " in plain else plain.split()[0] if plain else "")
    own = next((found for found in candidates if found and not found.startswith("data:")), "")
    sources = _sources_of(element)
    other = _best_of(sources)
    if other and (not own or own.startswith("data:") or _size(own) < _size(other) < _ORIGINAL):
        return other
    if other and not any(offered) and _DENSE.search(sources):
        return other
    return own


def _sources_of(element: HtmlElement) -> str:
    """What the <source> elements beside a picture offer."""
    around = framed(element)
    if around is element:
        return ""
    return ", ".join(source.get("srcset") or source.get("data-srcset") or "" for source in around.iter("source"))


def _best_of(sources: str) -> str:
    """The widest by its address, where the sources name no widths; of equal ones the densest."""
    named = _widest(sources)
    parts = [part.split()[0] for part in _PARTED.split(sources) if part.split()]
    widest = max((part for part in parts if not part.startswith("data:")), key=_size, default="")
    return widest if _size(named) < _size(widest) < _ORIGINAL else named


def _widest(srcset: str) -> str:
    best, width = "", -1.0
    for part in _PARTED.split(srcset):
        words = part.strip().split()
        if not words:
            continue
        found = re.fullmatch(r"([\d.]+)[wx]", words[-1]) if len(words) > 1 else None
        size = float(found.group(1)) if found else 0.0
        if size > width:
            best, width = words[0], size
    return best


def _is_furniture(address: str) -> bool:
    parts = urlsplit(address)
    folder, _, name = f"{parts.hostname or ''}{_HUMP.sub('-', parts.path).lower()}".rpartition("/")
    return bool(
        _FILE_WORDS.intersection(_FILE_WORD.findall(name)) or _FOLDER_WORDS.intersection(_FOLDER_WORD.findall(folder))
    )


def _shown_width(element: HtmlElement, url: str) -> float:
    """Pixels across, as far as markup or address say; else taken for large."""
    stated = _pixels(element, "width")
    return min(stated or _ORIGINAL, _size(url))


def _pixels(element: HtmlElement, name: str) -> int:
    value = re.match(r"\s*(\d{1,5})(?:px)?\s*$", element.get(name) or "")
    return int(value.group(1)) if value else 0


def _is_small(element: HtmlElement) -> bool:
    width, height = _pixels(element, "width"), _pixels(element, "height")
    # 16 by 9 is a shape, not a size.
    if not (width != height and 0 < width < 32 and 0 < height < 32) and any(0 < side < 80 for side in (width, height)):
        return True
    style = element.get("style") or ""
    return bool(re.search(r"display\s*:\s*none|(?:width|height)\s*:\s*[0-7]?\dpx", style[:300]))


def _is_logo(address: str) -> bool:
    return bool(
        re.search(r"logo|favicon|default[-_]?(?:image|share|og)|no[-_]?(?:image|photo)", address, re.IGNORECASE)
    )


def _ld_image(page: Page) -> str | None:
    value = page.ld.get("image")
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url")
    return page.absolute(value) if isinstance(value, str) and value and not _is_logo(value) else None


def _without_doubles(images: list[Image], card: str | None) -> list[Image]:
    """Each picture once, in the place of its first showing, at its largest; the card's address where that is larger."""
    kept: list[Image] = []
    for image in images:
        place = next((n for n, other in enumerate(kept) if _same_picture(image.url, other.url)), None)
        if place is None:
            kept.append(image)
            continue
        first = kept[place]
        url = image.url if _size(image.url) > _size(first.url) else first.url
        kept[place] = Image(url, first.caption or image.caption, first.alt or image.alt)
    if card is None:
        return kept
    return [
        replace(image, url=card)
        if _same_picture(image.url, card) and _size(card) == _ORIGINAL > _size(image.url)
        else image
        for image in kept
    ]


def _same_picture(one: str, other: str) -> bool:
    """Whether two addresses are one picture in two sizes."""
    return one == other or _stem(one) == _stem(other)


def _stem(url: str) -> str:
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1]
    stem = _SIZE_MARKS.sub("", name.rsplit(".", 1)[0]).casefold()
    return stem if len(stem) >= 8 or (len(stem) >= 5 and any(sign.isdigit() for sign in stem)) else url


def _size(url: str) -> float:
    """How wide an address says its picture is; one without a mark is the original."""
    found = _WIDTH.search(url)
    return float(next(part for part in found.groups() if part)) if found else _ORIGINAL
