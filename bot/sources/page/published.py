"""When the article was published: declared, in a <time>, in the head's words, or in the address. Never invented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from bot.sources.dates import ParsedDate, parse_date
from bot.sources.page.body import Body
from bot.sources.page.document import Page, class_words, text_of
from bot.sources.page.outline import Block, Outline, Placed, Zone
from bot.sources.page.title import Headline

_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date_published", "article:published",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "publish-date", "publishdate",
    "publish_date", "pubdate", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "date",
    "article.published", "published_time", "og:published_time", "citation_date", "mediator_published_time",
    "datecreated", "article:created", "og:pubdate", "release_date", "originalpublicationdate", "displaydate",
)  # fmt: skip
_CHANGED = re.compile(
    r"обновлен|изменен|изменён|обновлён|последнее (?:изменение|обновление)|редакци|жаңыртыл|өзгөртүл|updated|modified|edited|aktualisiert|"
    r"stand:|geändert|mis à jour|actualizado",
    re.IGNORECASE,
)
_CHANGED_NAME = re.compile(r"modif|updat|edited|calendar-(?:day|table|widget)|countdown|event-date")
_LABELLED = re.compile(
    r"(?:опубликован[оа]?|дата(?: публикации)?|размещен[оа]?|размещено|добавлен[оа]?|создано|жарыяланган|жарыяланды|"
    r"жарыялоо датасы|published|posted|date|created|veröffentlicht|publié|publicado)\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|все права", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d|[1-9](?=[/-]))[/-]?([0-3]\d|[1-9](?=[/.]))(?=[/_.-]|$)")


def published_of(page: Page, outline: Outline, headline: Headline, body: Body, zone: ZoneInfo) -> ParsedDate | None:
    """The publication date; None when the page has none that is sure."""
    return (
        _from_ld(page, zone)
        or _from_meta(page, zone)
        or _from_elements(_near(outline, headline, body), headline, zone)
        or _from_words(outline, headline, body, zone)
        or _from_elements(outline.dates, headline, zone)
        or _from_address(page, zone)
    )


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


def _near(outline: Outline, headline: Headline, body: Body) -> list[Placed]:
    """The dates of the article's own head and text; others are of other articles more often than not."""
    last = body.blocks[-1].order if body.blocks else headline.order + 60
    return [(order, element) for order, element in outline.dates if headline.order - 60 <= order <= last]


def _from_elements(dates: Iterable[Placed], headline: Headline, zone: ZoneInfo) -> ParsedDate | None:
    """<time> and blocks called a date, the nearest to the headline first; those below it before those above."""
    placed = [(order, element) for order, element in dates if not _is_change(element)]
    placed.sort(key=lambda pair: (element_rank(pair[0], headline.order), pair[0]))
    for _, element in placed[:40]:
        for value in (element.get("datetime"), text_of(element)[:160]):
            if value and (found := _sane(parse_date(value, zone))):
                return found
    return None


def element_rank(order: int, headline: int) -> int:
    """How near to the headline something stands; what stands above counts as a little farther."""
    return order - headline if order >= headline else 2 * (headline - order) + 20


def _is_change(element: HtmlElement) -> bool:
    here: HtmlElement | None = element
    for _ in range(3):
        if here is None or here.tag in {"body", "article", "main"}:
            return False
        if _CHANGED_NAME.search(f"{class_words(here)} {here.get('itemprop') or ''}".lower()):
            return True
        text = text_of(here) if len(here) < 6 else ""
        if 0 < len(text) < 80 and _CHANGED.search(text) and not _LABELLED.search(text):
            return True
        here = here.getparent()
    return False


def _from_words(outline: Outline, headline: Headline, body: Body, zone: ZoneInfo) -> ParsedDate | None:
    """A date in a short block of the article's head or foot, or one labelled as the publication's anywhere."""
    for block in (*_head(outline, headline, body), *_foot(outline, body)):
        if found := _in_block(block, zone):
            return found
    for block in outline.blocks:
        if len(block.text) <= 120 and _LABELLED.match(block.text) and (found := _in_block(block, zone)):
            return found
    return None


def _in_block(block: Block, zone: ZoneInfo) -> ParsedDate | None:
    text = block.text
    if not 6 <= len(text) <= 160 or _CHANGED.match(text) or _COPYRIGHT.search(text) or block.zone is Zone.CAPTION:
        return None
    if len(text) > 60 and block.zone is Zone.PLAIN and text.endswith((".", "!", "?", "…")):
        # A sentence that names a day tells of an event.
        return None
    return _sane(parse_date(text, zone))


def _head(outline: Outline, headline: Headline, body: Body) -> Iterator[Block]:
    """The blocks from the headline to the text, then the few above the headline."""
    first = body.blocks[0].order if body.blocks else headline.order + 60
    below = [block for block in outline.blocks if headline.order <= block.order <= max(first, headline.order + 6)]
    yield from (block for block in below[:14] if block.element is not headline.element)
    above = [block for block in outline.blocks if headline.order - 40 <= block.order < headline.order]
    yield from reversed(above[-6:])


def _foot(outline: Outline, body: Body) -> Iterator[Block]:
    if body.blocks:
        last = body.blocks[-1].order
        yield from [block for block in outline.blocks if last <= block.order <= last + 12 and len(block.text) <= 60][:5]


def _from_address(page: Page, zone: ZoneInfo) -> ParsedDate | None:
    found = _URL_DATE.search(page.url)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return _sane(ParsedDate(datetime(year, month, day, tzinfo=zone), has_time=False))
    except ValueError:
        return None


def _sane(found: ParsedDate | None) -> ParsedDate | None:
    return found if found is not None and 1995 <= found.moment.year <= 2100 else None
