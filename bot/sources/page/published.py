"""When the article was published: declared, in a <time>, in the head's words, or in the address. Never invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sources.dates import ParsedDate, parse_date
from bot.sources.page.document import Page, class_words, text_of

_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date_published", "article:published",
    "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "publish-date", "publishdate",
    "publish_date", "pubdate", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "date",
    "article.published", "published_time", "og:published_time", "citation_date", "mediator_published_time",
    "datecreated", "article:created", "og:pubdate", "release_date", "originalpublicationdate", "displaydate",
)  # fmt: skip
_DATED = re.compile(r"date|time|publish|posted|created|byline|meta|info|stamp|дата|entry|pub|detail|number|header|head")
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|aside|footer|copyright|calendar|archive|widget|recent|popular|similar|read-?also|more|"
    r"modif|updat|list|slider|carousel|ticker|banner|weather|currency"
)
_SMALL = ("div", "span", "p", "td", "li", "em", "i", "small", "b", "strong", "a", "font", "center")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?([01]?\d)[/-]?([0-3]?\d)(?=[/_.-]|\d{0,0}\b)")


def published_of(page: Page, zone: ZoneInfo, headline: Any | None) -> ParsedDate | None:
    """The publication date; None when the page has none that is sure."""
    for read in (_from_ld, _from_meta):
        found = read(page, zone)
        if found is not None:
            return found
    for found in (_from_time(page, zone), _from_words(page, zone, headline), _from_address(page, zone)):
        if found is not None:
            return found
    return None


def _from_ld(page: Page, zone: ZoneInfo) -> ParsedDate | None:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = page.ld.get(key)
        if isinstance(value, str) and (found := _sane(parse_date(value, zone))):
            return found
    return None


def _from_meta(page: Page, zone: ZoneInfo) -> ParsedDate | None:
    for name in _META:
        for value in page.meta.get(name, ()):
            if found := _sane(parse_date(value, zone)):
                return found
    for element in page.tree.xpath("//*[@itemprop='datePublished' or @property='datePublished']")[:5]:
        value = element.get("content") or element.get("datetime") or text_of(element)[:80]
        if found := _sane(parse_date(value, zone)):
            return found
    return None


def _from_time(page: Page, zone: ZoneInfo) -> ParsedDate | None:
    for element in page.tree.iter("time"):
        if _is_elsewhere(element):
            continue
        for value in (element.get("datetime"), text_of(element)[:80]):
            if value and (found := _sane(parse_date(value, zone))):
                return found
    return None


def _from_words(page: Page, zone: ZoneInfo, headline: Any | None) -> ParsedDate | None:
    """A date in a short block of the article's head, near the headline or called a date."""
    for element in _near(headline):
        text = text_of(element)
        if 6 <= len(text) <= 120 and not _is_elsewhere(element) and (found := _sane(parse_date(text, zone))):
            return found
    for element in page.tree.xpath("//*[@class or @id]"):
        if not re.search(r"date|publish|posted|pubtime|дата", class_words(element)) or _is_elsewhere(element):
            continue
        text = text_of(element) if len(element) < 8 else ""
        if 6 <= len(text) <= 80 and (found := _sane(parse_date(text, zone))):
            return found
    return None


def _near(headline: Any | None) -> Iterator[Any]:
    """Small elements around the headline, in reading order: those of its nearest three ancestors."""
    if headline is None:
        return
    seen = 0
    for scope in _around(headline):
        for element in scope.iter(*_SMALL):
            if len(element) <= 6:
                seen += 1
                yield element
            if seen > 150:
                return


def _around(headline: Any) -> list[Any]:
    """The widest of the headline's nearest three ancestors below the body; its neighbours where it has none."""
    scope = headline
    for _ in range(3):
        parent = scope.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            break
        scope = parent
    if scope is not headline:
        return [scope]
    before = list(headline.itersiblings(preceding=True))[:4]
    return [*reversed(before), *list(headline.itersiblings())[:8]]


def _from_address(page: Page, zone: ZoneInfo) -> ParsedDate | None:
    found = _URL_DATE.search(page.url)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return _sane(ParsedDate(datetime(year, month, day, tzinfo=zone), has_time=False))
    except ValueError:
        return None


def _is_elsewhere(element: Any) -> bool:
    here: Any | None = element
    for _ in range(5):
        if here is None or here.tag == "body":
            return False
        if here.tag in {"footer", "aside", "nav"} or _ELSEWHERE.search(class_words(here)):
            return True
        here = here.getparent()
    return False


def _sane(found: ParsedDate | None) -> ParsedDate | None:
    return found if found is not None and found.moment.year >= 1995 else None
