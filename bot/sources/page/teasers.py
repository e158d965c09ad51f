"""Lists of other articles told by their structure: several alike elements, each of them a link with its own headline.

Their names differ from site to site and their sentences read like an article's; what gives them away is that one after
another they lead to other pages.
"""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

_CARDS: Final = frozenset({"div", "article", "section", "a", "li", "tr", "td", "dl", "p", "figure"})
_BLOCKS: Final = frozenset({"div", "p", "td", "dt", "header"})
_LENGTH: Final = XPath("string-length(normalize-space(.))")
_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|pdf|docx?|xlsx?|zip|rar)(?:[?#]|$)", re.IGNORECASE)
_NO_PAGE: Final = ("#", "javascript:", "mailto:", "tel:", "whatsapp:", "viber:", "tg:")
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
#: A link's words this long are a headline; shorter ones are a place, a name or "more".
_TITLE: Final = 15
_LONGEST: Final = 1500


def teasers_in(parent: HtmlElement) -> frozenset[HtmlElement]:
    """The children of an element that are teasers of other articles; empty where it is no such list."""
    groups: dict[tuple[str, str], list[HtmlElement]] = {}
    for child in parent:
        tag = child.tag
        if tag.__class__ is str and tag in _CARDS:
            name = child.get("class") or ""
            if tag != "p" or name:
                groups.setdefault((tag, name), []).append(child)
    found: set[HtmlElement] = set()
    for (_, name), children in groups.items():
        if len(children) > 1 and _are_teasers(children[:60]):
            found.update(children)
        elif len(children) > 1 and name and next(children[0].iter("h1"), None) is not None:
            # Under the article stand the next ones whole, each headed by the link to its own page.
            found.update(child for child in children[1:] if _is_headed_by_link(child))
    return frozenset(found)


def _is_headed_by_link(child: HtmlElement) -> bool:
    heading = next(child.iter("h1", *_HEADINGS), None)
    link = next(heading.iter("a"), None) if heading is not None else None
    return link is not None and _leads_to_page(link) and _LENGTH(heading) == _LENGTH(link) >= _TITLE


def _are_teasers(children: list[HtmlElement]) -> bool:
    # The first two decide whether the others are looked at: most groups are paragraphs.
    surest = strong = teasing = 0
    for position, child in enumerate(children):
        likeness = _likeness(child)
        teasing += likeness > 0
        strong += likeness > 1
        surest += likeness > 2
        if position == 1 and not teasing:
            return False
    if surest == len(children) >= 2:
        return True
    return len(children) >= 3 and teasing >= 0.75 * len(children) and (strong >= 2 or teasing == len(children))


def _likeness(child: HtmlElement) -> int:
    """How far an element is a teaser: 0 not at all, 1 perhaps, 2 likely, 3 surely."""
    if child.tag == "a":
        if not _leads_to_page(child) or not _TITLE <= _LENGTH(child) <= _LONGEST:
            return 0
        return 3 if _has_heading(child) or _has_picture(child) else 2
    links = [link for link in child.iter("a") if _leads_to_page(link)]
    titles = [link for link in links if _TITLE <= _LENGTH(link) <= 400]
    length = _LENGTH(child) if titles else 0
    if not 0 < length <= _LONGEST:
        return 0
    headed = any(_has_heading(link) or _is_headed(link, child) or _is_alone(link, child) for link in titles)
    targets = {link.get("href") for link in titles}
    pictured = any(_has_picture(link) for link in links if link.get("href") in targets)
    if headed or pictured:
        return 1 + headed + pictured
    words = sum(int(_LENGTH(link)) for link in titles)
    return 1 if words >= 0.3 * length and len(titles) == 1 else 0


def _leads_to_page(link: HtmlElement) -> bool:
    href = (link.get("href") or "").strip()
    return bool(href) and not href.lower().startswith(_NO_PAGE) and not _FILE.search(href)


def _has_heading(element: HtmlElement) -> bool:
    return next(element.iter(*_HEADINGS), None) is not None


def _has_picture(element: HtmlElement) -> bool:
    return next(element.iter("img", "amp-img", "picture"), None) is not None


def _is_headed(link: HtmlElement, child: HtmlElement) -> bool:
    """Whether the link stands in a heading of the teaser."""
    for near in link.iterancestors():
        if near is child:
            return False
        if near.tag in _HEADINGS:
            return True
    return False


def _is_alone(link: HtmlElement, child: HtmlElement) -> bool:
    """Whether the link is all that a block of the teaser says."""
    parent = link.getparent()
    while parent is not None and parent is not child:
        if parent.tag in _BLOCKS:
            return bool(_LENGTH(parent) == _LENGTH(link))
        parent = parent.getparent()
    return False
