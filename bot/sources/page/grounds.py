"""What on a page is said of this article: dates and counters of other articles stand beside their own headlines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.sources.dates import is_date
from bot.sources.page.blocks import Outline
from bot.sources.page.body import Body
from bot.sources.page.document import Page, folded, text_of
from bot.sources.page.title import Headline

#: Links that belong to an article's own head: its section, tags, author, print version.
_OF_THE_HEAD = re.compile(
    r"/(?:tags?|category|categories|section|rubric|rubrika|authors?|user|profile|people|topic|theme)(?:/|$)|[?&]print|^(?:#|javascript:|mailto:|tel:)",
    re.IGNORECASE,
)
_CLIMB = 6


@dataclass
class Grounds:
    """Where the article stands on its page."""

    page: Page
    #: Every element that holds the headline or the text.
    own: frozenset[HtmlElement]
    title: str
    headline_order: int
    outline: Outline

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Orders of the menus above the headline: what stands above one is the page's, not the article's."""
        outline = self.outline
        return tuple(
            order
            for order, element in zip(outline.foreign_orders, outline.foreign, strict=True)
            if order < self.headline_order and _is_menu(self.page, element)
        )

    def holds(self, element: HtmlElement) -> bool:
        """Whether a small element speaks of this article: nothing around it is another article's teaser."""
        here: HtmlElement | None = element
        for _ in range(_CLIMB):
            if here is None or here in self.own:
                return True
            if self._is_teaser(here):
                return False
            here = here.getparent()
        return True

    def is_parted(self, order: int) -> bool:
        """Whether a menu stands between the place and the headline below it."""
        return bisect_left(self.breaks, self.headline_order) > bisect_right(self.breaks, order)

    def _is_teaser(self, element: HtmlElement) -> bool:
        for link in [*element.iter("a")][:40]:
            address = (link.get("href") or "").strip()
            if (
                not address
                or _OF_THE_HEAD.search(address)
                or (link.get("rel") or "") in {"tag", "author", "category tag"}
            ):
                continue
            text = text_of(link)
            words = sum(1 for word in text.split() if word[0].isalpha())
            is_headline = len(text) >= 15 and words >= 3 and not is_date(text) and folded(text) != self.title
            if is_headline and self._leads_on(address):
                return True
        return False

    def _leads_on(self, address: str) -> bool:
        """Whether a link leads to another page of the site."""
        there, here = urlsplit(self.page.absolute(address)), urlsplit(self.page.url)
        return _site(there.hostname) == _site(here.hostname) and (there.path, there.query) != (here.path, here.query)


def grounds_of(page: Page, outline: Outline, headline: Headline, body: Body) -> Grounds:
    """The article's own grounds."""
    own: set[HtmlElement] = set()
    for element in (headline.element, body.scope):
        if element is not None:
            own.update((element, *element.iterancestors()))
    return Grounds(page, frozenset(own), folded(headline.text), headline.order, outline)


def _is_menu(page: Page, element: HtmlElement) -> bool:
    """At least three links to other pages of the site; share buttons lead elsewhere."""
    home = _site(urlsplit(page.url).hostname)
    inner: set[str] = set()
    for link in element.iter("a"):
        href = link.get("href") or "#"
        if href in inner or href.startswith("#"):
            continue
        if _site(urlsplit(page.absolute(href)).hostname) == home:
            inner.add(href)
            if len(inner) == 3:
                return True
    return False


def _site(host: str | None) -> str:
    return ".".join((host or "").split(".")[-2:])
