"""The headline: h1 against og:title against <title> with the site's name cut off."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from bot.sources.page.document import Page, class_words, squeezed, text_of

_SEPARATORS = re.compile(r"\s+[|–—•·»«:/\\-]{1,2}\s+|\s*[|»]\s*")
_NOT_TITLES = re.compile(r"logo|site-?name|site-?title|brand|cookie|modal|popup|sidebar|related|menu|footer|widget")


def title_of(page: Page) -> str:
    """The article's headline; "" where the page has none."""
    head = _without_site(page, _head_title(page))
    declared = _plain(page.first_meta("og:title", "twitter:title", "dc.title")) or _ld_title(page)
    declared = _without_site(page, declared)
    headings = list(_headings(page))
    for heading in headings:
        for stated in (declared, head):
            if _agree(heading, stated):
                # A kicker set inside the headline's element is not the headline.
                return stated if _is_kickered(heading, stated) else heading
    own = [heading for heading in _first_headings(page) if _is_headline(page, heading)]
    if own:
        # What readers see counts: search engines and networks are often told something shorter.
        return own[0]
    return declared or head or (headings[0] if headings else "")


def _is_kickered(heading: str, stated: str) -> bool:
    return len(heading) > len(stated) and _folded(heading).endswith(_folded(stated))


def _is_headline(page: Page, heading: str) -> bool:
    name = _folded(site_name_of(page) or "")
    return len(heading) >= 12 and len(heading.split()) >= 3 and _folded(heading) != name


def _first_headings(page: Page) -> Iterator[str]:
    for element in page.tree.iter("h1"):
        if not any(
            _NOT_TITLES.search(class_words(near)) for near in (element, element.getparent()) if near is not None
        ):
            yield _tidy(text_of(element))


def _headings(page: Page) -> Iterator[str]:
    for element in page.tree.iter("h1"):
        if any(_NOT_TITLES.search(class_words(near)) for near in (element, element.getparent()) if near is not None):
            continue
        text = _tidy(text_of(element))
        if 3 <= len(text) <= 400:
            yield text
    for element in page.tree.xpath("//*[@itemprop='headline'][not(self::meta)]"):
        text = text_of(element)
        if 3 <= len(text) <= 400:
            yield text
    # Old layouts set the headline in h2 or in a block called a title; only _agree lets them count.
    for element in page.tree.xpath("//h2|//h3|//*[contains(@class,'title') or contains(@class,'heading')]")[:60]:
        text = text_of(element)
        if 12 <= len(text) <= 400 and len(element) < 4 and _agree(text, _without_site(page, _head_title(page))):
            yield text


def _head_title(page: Page) -> str:
    return next((text for element in page.tree.iter("title") if (text := _tidy(text_of(element)))), "")


def _ld_title(page: Page) -> str:
    headline = page.ld.get("headline") or page.ld.get("name")
    return _plain(headline) if isinstance(headline, str) else ""


def _tidy(text: str) -> str:
    """The text without invisible signs, and without the blank that markup leaves before a colon."""
    text = re.sub(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]", "", text)
    return squeezed(re.sub(r"(?<=\w) (?=[:,;!?](?:\s|$))", "", text))


def _plain(text: str | None) -> str:
    return _tidy(re.sub(r"</?[a-z][^>]{0,100}>", "", html.unescape(text or "")))


def site_name_of(page: Page) -> str | None:
    """What the page calls its site; None where it does not say."""
    name = page.first_meta("og:site_name", "application-name")
    publisher = page.ld.get("publisher")
    if not name and isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        name = publisher["name"]
    return _plain(name) or None


def _without_site(page: Page, title: str) -> str:
    """The title without the site's name and section at its ends."""
    if not title:
        return ""
    parts = _SEPARATORS.split(title)
    if len(parts) == 1:
        return title
    headings = [text_of(element).casefold() for element in page.tree.iter("h1")]
    for heading in headings:
        if heading and len(heading) > 8 and title.casefold().startswith(heading):
            return title[: len(heading)].strip()
    name = (site_name_of(page) or "").casefold()
    while len(parts) > 1 and _is_site_part(parts[-1], name, parts):
        title = title[: title.rindex(parts.pop())].rstrip(" |–—•·»«:/\\-")
    if len(parts) > 1 and name and parts[0].casefold() == name:
        title = title[title.index(parts[1]) :]
    return title.strip()


def _is_site_part(part: str, name: str, parts: list[str]) -> bool:
    folded = part.casefold().strip()
    if not folded or (name and (folded in name or name in folded)):
        return True
    rest = sum(len(other) for other in parts[:-1])
    return len(part) <= 40 and len(part.split()) <= 5 and rest >= 1.5 * len(part)


def _agree(one: str, other: str) -> bool:
    """Whether two headlines are the same but for typography, or one begins with the other."""
    a, b = _folded(one), _folded(other)
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    return a == b or (len(shorter) >= 15 and (longer.startswith(shorter) or longer.endswith(shorter)))


def _folded(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold().replace("ё", "е")).strip()
