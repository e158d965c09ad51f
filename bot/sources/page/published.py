"""When the article was published: declared, shown in its head or foot, or written in its address. Never invented."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sources.dates import ParsedDate, parse_date
from bot.sources.page.blocks import Outline
from bot.sources.page.body import Body
from bot.sources.page.dated import dates_shown, incomplete_shown
from bot.sources.page.document import Page, text_of
from bot.sources.page.grounds import Grounds
from bot.sources.page.marks import Marks
from bot.sources.page.title import Headline

_META = (
    "article:published_time", "og:article:published_time", "date_published", "article:published",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "publish-date", "publishdate",
    "publish_date", "pubdate", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "date",
    "article.published", "published_time", "og:published_time", "citation_date", "citation_publication_date", "mediator_published_time",
    "article:created", "og:pubdate", "release_date", "originalpublicationdate", "displaydate",
)  # fmt: skip
_OF_A_COMMENT = re.compile(r"comment|review|answer", re.IGNORECASE)
_URL_DAY = re.compile(r"[/_-]((?:19|20)\d\d)([/._-]?)([01]\d|[1-9](?=[/._-]))\2([0-3]\d|[1-9](?=[/._-]|$))(?=[/_.-]|$)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)(?:[/-](0[1-9]|1[0-2]))?(?=[/_.-]|$)")


def published_of(
    page: Page, outline: Outline, headline: Headline, body: Body, grounds: Grounds, marks: Marks, zone: ZoneInfo
) -> ParsedDate | None:
    """The publication date; None when the page has none that is sure."""
    shown = next(dates_shown(outline, headline, body, grounds, zone), None)
    declared = _from_ld(page, zone) or _from_meta(page, zone) or _from_microdata(page, marks, grounds, zone)
    if declared is not None:
        return _as_shown(declared, shown, zone)
    return shown or _incomplete(page, outline, headline, body, grounds, zone) or _from_address(page, zone)


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
    return None


def _from_microdata(page: Page, marks: Marks, grounds: Grounds, zone: ZoneInfo) -> ParsedDate | None:
    for element in marks.of_property("datepublished", "datecreated")[:30]:
        around = list(element.iterancestors())
        if around and around[-1] is not page.tree:
            # It stood in what is not the article's; one that is only hidden itself has nothing around it now.
            continue
        names = " ".join(f"{near.get('itemprop') or ''} {near.get('itemtype') or ''}" for near in around)
        if _OF_A_COMMENT.search(names) or not grounds.holds(element):
            continue
        value = element.get("content") or element.get("datetime") or text_of(element)[:80]
        if found := _sane(parse_date(value, zone)):
            return found
    return None


def _as_shown(declared: ParsedDate, shown: ParsedDate | None, zone: ZoneInfo) -> ParsedDate:
    """The declared moment in the site's zone, unless the page shows another day; with the shown time if it has none."""
    if declared.moment.tzinfo is UTC:
        local = declared.moment.astimezone(zone)
        is_same_day = local.date() == declared.moment.date()
        if is_same_day or shown is None or shown.moment.date() != declared.moment.date():
            declared = replace(declared, moment=local)
    is_midnight = not declared.has_time or (declared.moment.hour, declared.moment.minute) == (0, 0)
    if is_midnight and shown is not None and shown.has_time and shown.moment.date() == declared.moment.date():
        return shown
    return declared


def _incomplete(
    page: Page, outline: Outline, headline: Headline, body: Body, grounds: Grounds, zone: ZoneInfo
) -> ParsedDate | None:
    """A day without its year, or «вчера»: only where the address or the page's head tells the rest."""
    stated = _from_address(page, zone)
    of_month = _URL_MONTH.search(page.url)
    year = stated.moment.year if stated else int(of_month[1]) if of_month else None
    month = stated.moment.month if stated else int(of_month[2]) if of_month and of_month[2] else None
    for found in incomplete_shown(outline, headline, body, grounds, zone, year):
        is_this_day = stated is None or found.moment.date() == stated.moment.date()
        if is_this_day and month in {None, found.moment.month}:
            return found
    return None


def _from_address(page: Page, zone: ZoneInfo) -> ParsedDate | None:
    for found in _URL_DAY.finditer(page.url):
        year, _, month, day = found.groups()
        try:
            moment = datetime(int(year), int(month), int(day), tzinfo=zone)
        except ValueError:
            continue
        if sure := _sane(ParsedDate(moment, has_time=False)):
            return sure
    return None


def _sane(found: ParsedDate | None) -> ParsedDate | None:
    return found if found is not None and 1995 <= found.moment.year <= 2100 else None
