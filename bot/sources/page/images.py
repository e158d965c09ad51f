"""The article's pictures in reading order, with caption and alt; icons, trackers and teasers left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from bot.model.article import Image
from bot.sources.page.document import Page, class_words, squeezed, text_of

_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-image", "data-srcset", "data-full",
    "data-large_image", "data-orig-file", "data-original-src",
)  # fmt: skip
_NO_PICTURE = re.compile(
    r"logo|icon|avatar|sprite|spacer|blank\.|pixel|1x1|counter|banner|advert|/ads?/|emoji|smil(?:e|ies)|gravatar|button|"
    r"loader|loading|placeholder|transparent|captcha|share|social|flag[s_-]|badge|qr-?code|metrika|mc\.yandex|hit\?|"
    r"doubleclick|analytics|facebook\.com/tr|rating|star[s_-]",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"related|sidebar|aside|footer|header-top|menu|nav(?!igable)|share|social|comment|widget|recent|popular|similar|"
    r"read-?also|more-news|teaser|author|avatar|recommend|promo|advert|banner|subscribe|partners|latest|other-news"
)
_CAPTION = re.compile(r"caption|credit|photo-?(?:text|desc|title|info)|image-?(?:text|desc|title|info)|подпис|legend")
_SIZE_MARKS = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|scaled|small|medium|large|thumb(?:nail)?|orig(?:inal)?|full)(?=\.|$)|/\d{2,4}x\d{2,4}/|_\d{1,2}(?=/)"
)


def card_image_of(page: Page) -> str | None:
    """The picture the page offers for link cards; None where it offers none."""
    stated = page.first_meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    if not stated or _is_logo(stated):
        return None
    return page.absolute(stated) or None


def images_of(page: Page, body: Any | None, headline: Any | None) -> tuple[Image, ...]:
    """The pictures of the article's own block, else of the block around its headline, else the card's."""
    found = list(_in_scope(page, body)) if body is not None else []
    if headline is not None and body is not None:
        found = [*(image for image in _between(page, headline, body) if image.url not in _urls(found)), *found]
    unique = _without_doubles(found)
    card = card_image_of(page) or _ld_image(page)
    if card and not unique:
        return (Image(card, None, page.first_meta("og:image:alt", "twitter:image:alt")),)
    return tuple(_in_full(image, card) for image in unique)


def _in_full(image: Image, card: str | None) -> Image:
    """The picture at the size of the card's, where the page shows a smaller one of the same."""
    if (
        card
        and card != image.url
        and _same_picture(card, image.url)
        and _is_resized(image.url)
        and not _is_resized(card)
    ):
        return replace(image, url=card)
    return image


def _is_resized(url: str) -> bool:
    return bool(_SIZE_MARKS.search(urlsplit(url).path.rsplit("/", 1)[-1]))


def _urls(images: list[Image]) -> set[str]:
    return {image.url for image in images}


def _in_scope(page: Page, scope: Any) -> Iterator[Image]:
    for element in scope.iter("img", "amp-img"):
        image = _image(page, element)
        if image is not None and not _is_elsewhere(element, scope):
            yield image


def _between(page: Page, headline: Any, body: Any) -> Iterator[Image]:
    """Pictures that stand after the headline and outside the body, within their common block."""
    ancestors = set(body.iterancestors())
    common = next((near for near in headline.iterancestors() if near in ancestors or near is body), None)
    if common is None or common.tag == "html":
        return
    after, before_body = False, True
    inside = set(body.iter("img", "amp-img"))
    for element in common.iter():
        if element is headline:
            after = True
        if element is body:
            before_body = False
        if element.tag not in {"img", "amp-img"} or element in inside or not before_body:
            continue
        if (after or _is_lead_picture(element)) and not _is_elsewhere(element, common):
            image = _image(page, element)
            if image is not None:
                yield image


def _is_lead_picture(element: Any) -> bool:
    near = [element, *list(element.iterancestors())[:3]]
    return any(
        re.search(r"hero|lead|main-?(?:image|photo|pic)|featured|cover|detail|post-thumb", class_words(e)) for e in near
    )


def _image(page: Page, element: Any) -> Image | None:
    address = _address(element)
    if not address or _NO_PICTURE.search(address) or _NO_PICTURE.search(class_words(element)) or _is_small(element):
        return None
    url = page.absolute(address)
    if not url.startswith(("http://", "https://", "file://")) or urlsplit(url).path.lower().endswith((".svg", ".gif")):
        return None
    alt = squeezed(element.get("alt") or "")
    return Image(url, _caption(element), alt or None)


def _address(element: Any) -> str:
    """The largest the element offers: what it links to, the widest of its srcset, a lazy attribute, its src."""
    lazy = next((value for name in _LAZY if (value := (element.get(name) or "").strip())), "")
    source = (element.get("src") or "").strip()
    parent = element.getparent()
    candidates = [_linked_picture(parent), _widest(element.get("srcset") or element.get("data-srcset") or "")]
    if parent is not None and parent.tag == "picture":
        offered = [s.get("srcset") or s.get("data-srcset") or "" for s in parent.iter("source")]
        candidates += [] if candidates[1] else [_widest(", ".join(text for text in offered if text))]
    plain = lazy if lazy and not lazy.startswith("data:") else source
    candidates.append(_widest(plain) if ", " in plain else plain.split()[0] if plain else "")
    return next((found for found in candidates if found and not found.startswith("data:")), "")


def _linked_picture(parent: Any | None) -> str:
    href = (parent.get("href") or "").strip() if parent is not None and parent.tag == "a" else ""
    return href if re.search(r"\.(?:jpe?g|png|webp)(?:\?|$)", href, re.IGNORECASE) else ""


def _widest(srcset: str) -> str:
    best, width = "", -1.0
    for part in re.split(r",\s+|,(?=https?:|/)", srcset):
        words = part.strip().split()
        if not words:
            continue
        found = re.fullmatch(r"([\d.]+)[wx]", words[-1]) if len(words) > 1 else None
        size = float(found.group(1)) if found else 0.0
        if size > width:
            best, width = words[0], size
    return best


def _is_small(element: Any) -> bool:
    for name in ("width", "height"):
        value = re.match(r"\s*(\d+)", element.get(name) or "")
        if value and int(value.group(1)) < 80:
            return True
    return False


def _is_elsewhere(element: Any, scope: Any) -> bool:
    for near in element.iterancestors():
        if near is scope:
            return False
        if near.tag in {"footer", "aside", "nav"} or _ELSEWHERE.search(class_words(near)):
            return True
    return False


def _caption(element: Any) -> str | None:
    for near in list(element.iterancestors())[:4]:
        if near.tag == "figure" or _CAPTION.search(class_words(near)):
            for part in near.iter("figcaption"):
                return text_of(part) or None
            text = text_of(near)
            if near.tag != "figure" and 3 <= len(text) <= 500:
                return text
        for part in near:
            if isinstance(part.tag, str) and part is not element and _CAPTION.search(class_words(part)):
                text = text_of(part)
                if 3 <= len(text) <= 500:
                    return text
    return squeezed(element.get("data-caption") or "") or None


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


def _without_doubles(images: list[Image]) -> list[Image]:
    kept: list[Image] = []
    for image in images:
        if not any(_same_picture(image.url, other.url) for other in kept):
            kept.append(image)
    return kept


def _same_picture(one: str, other: str) -> bool:
    """Whether two addresses are one picture in two sizes."""
    return one == other or _stem(one) == _stem(other)


def _stem(url: str) -> str:
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    return _SIZE_MARKS.sub("", name).casefold() if len(name) > 8 else url
