"""The dates that an article's head and foot show: in a <time>, in a block called a date, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from bot.sources.dates import ParsedDate, is_date, parse_date, parse_incomplete
from bot.sources.page.blocks import Block, Outline, Placed, Zone
from bot.sources.page.body import Body
from bot.sources.page.document import class_words, text_of
from bot.sources.page.grounds import Grounds
from bot.sources.page.title import Headline

_CHANGED = re.compile(
    r"обновлен|изменен|изменён|обновлён|последнее (?:изменение|обновление)|редакци|жаңыртыл|жаңылан|өзгөртүл|updated|modified|edited|changed|"
    r"aktualisiert|stand:|geändert|mis à jour|actualizado|оновлено|жаңартыл|yangilan",
    re.IGNORECASE,
)
#: Themes call a date of publication "updated" where the article never was.
_PUBLISHED_NAME = re.compile(r"entry-date|publi|posted|creat")
_CHANGED_NAME = re.compile(r"modif|updat|edited|calendar-(?:day|table|widget)|countdown|event")
_PUBLISHED = re.compile(
    r"(?<!\w)(?:опубликован[оаы]?|дата(?: и время)? (?:публикации|размещения|добавления|создания)|размещен[оаы]?|размещён|добавлен[оаы]?|создан[оаы]?|жарыяланган(?: күнү)?|"
    r"жарыяланды|жарыялоо датасы|published|posted|created|veröffentlicht|publié|publicado|опубліковано|жарияланды|e['’ʻ‘]lon qilingan)(?!\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:дата|датасы|date|күнү|күні|sana|время)\s*[:\-–—]\s*$", re.IGNORECASE)
#: Days of events, terms and papers.
_OF_AN_EVENT = re.compile(
    r"проведени[яею]|состоится|состоял[аио]с|пройд[её]т|срок|дедлайн|начало|окончани[ея]|заверш|действ|вступ|рожден|рождён|род\.|приём заявок|прием заявок|"
    r"мероприяти|в редакции|указ|закон|приказ|постановлени|өткөрүл|өтөт|мөөнөт|туулган|башталыш|deadline|event date|starts?\b|ends?\b|until|valid|born|takes place|"
    r"в наличии|съёмк|съемк|фото|photo|сүрөт",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|все права", re.IGNORECASE)
#: The day on which the page is shown, in its head.
_TODAY_NAME = re.compile(
    r"(?:^|[\W_])(?:today|now|current|currentdate|datenow|nowdate|clock|weather|segodnya|todaydate|server)(?:$|[\W_])"
)
_TODAY = re.compile(r"^\W{0,3}(?:сегодня|бүгүн|today|бугун|bugun|bugungi)(?!\w)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|дүйшөмбү|шейшемби|шаршемби|бейшемби|жума|ишемби|жекшемби|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\w)",
    re.IGNORECASE,
)
#: What may stand before a date in words without a sentence being begun, and after it.
_BEFORE = re.compile(r"(?:^|[:|/•·,»)(–—-]|\d|(?<!\w)(?:от|from|by|on|at|в))\s*$", re.IGNORECASE)
_AFTER = re.compile(
    r"^\W*(?:$|[\dA-ZА-ЯЁӨҮҢ]|(?:г(?:ода)?|ж(?:ыл[а-я]*)?|р(?:оку)?|в|at|yil|просмотр|көрүү|көрүлдү|views?|hits|коммент|мин|жолу|раз|\(?utc|gmt)(?!\w))"
)
#: What tells a day by the visit's.
_RELATIVE = re.compile(
    r"(?<!\w)(?:сегодня|вчера|бүгүн|кечээ|today|yesterday|назад|мурда|мурун|ago)(?!\w)", re.IGNORECASE
)
#: «/2020/06/12/»: everything of one day.
_ARCHIVE = re.compile(r"/((?:19|20)\d\d)/([01]\d)/([0-3]\d)/?$")
_CLOCK = re.compile(r"(?:в |at )?([01]?\d|2[0-3]):([0-5]\d)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST = 160


def dates_shown(
    outline: Outline, headline: Headline, body: Body, grounds: Grounds, zone: ZoneInfo
) -> Iterator[ParsedDate]:
    """The article's dates of publication as its page shows them, the surest first."""
    near: list[Placed] = []
    far: list[Placed] = []
    last = body.blocks[-1].order if body.blocks else headline.order + 60
    for placed in outline.dates:
        (near if headline.order - 60 <= placed[0] <= last else far).append(placed)
    yield from _of_elements(near, headline, grounds, zone, outline)
    for block in _head(outline, headline, body, grounds):
        if found := _of_block(block, zone, is_above=block.order < headline.order) or _of_calendar_leaf(block, zone):
            yield _with_clock(found, outline, block.order)
    feet = [found for block in _foot(outline, body, grounds) if (found := _of_block(block, zone))]
    if len({found.moment.date() for found in feet}) == 1:
        yield feet[0]
    for block in outline.blocks:
        is_labelled = len(block.text) <= 120 and _PUBLISHED.match(block.text) and grounds.holds(block.element)
        if is_labelled and (found := _of_block(block, zone)):
            yield found
    others = list(_of_elements(far, headline, grounds, zone, outline))
    if len({found.moment.date() for found in others}) == 1:
        yield others[0]


def incomplete_shown(
    outline: Outline, headline: Headline, body: Body, grounds: Grounds, zone: ZoneInfo, year: int | None
) -> Iterator[ParsedDate]:
    """Dates without a year, completed by `year` or by the day that stands in the page's own head."""
    head = list(_head(outline, headline, body, grounds))
    yield from filter(None, (_spelled_out(block, zone) for block in head))
    today = None if year else _today(outline, grounds, zone)
    if year is None and today is None:
        return
    near = [pair for pair in outline.dates if grounds.holds(pair[1]) and not grounds.is_parted(pair[0])]
    texts = [text_of(element) for _, element in sorted(near, key=lambda pair: rank(pair[0], headline.order))[:20]]
    texts += [block.text for block in head]
    for text in texts:
        if len(text) <= 60 and not _CHANGED.search(text) and not _OF_AN_EVENT.search(text):
            found = parse_incomplete(text, zone, today=today, year=year)
            if found and _is_statement(text[: found.span[0]], text[found.span[1] :]):
                yield found


def _spelled_out(block: Block, zone: ZoneInfo) -> ParsedDate | None:
    """The day of «Сегодня, 12:30» or "3 hours ago", as a tooltip or the link to that day's archive states it."""
    if len(block.text) > _LONGEST or not _RELATIVE.search(block.text):
        return None
    for element in (block.element, *islice(block.element.iter("span", "a", "time", "abbr", "small", "i"), 12)):
        said = text_of(element)
        if element is not block.element and not _RELATIVE.search(said):
            continue
        for name in ("datetime", "title", "data-date", "data-time", "data-original-title", "data-bs-original-title"):
            if found := _sane(parse_date(element.get(name) or "", zone)):
                return found
        if day := _ARCHIVE.search(element.get("href") or ""):
            found = _sane(parse_date("-".join(day.groups()) + said.partition(",")[2].join((" ", "")), zone))
            if found:
                return found
    return None


def rank(order: int, headline: int) -> int:
    """How near to the headline something stands; what stands above counts as a little farther."""
    return order - headline if order >= headline else 2 * (headline - order) + 20


def _of_elements(
    dates: Iterable[Placed], headline: Headline, grounds: Grounds, zone: ZoneInfo, outline: Outline
) -> Iterator[ParsedDate]:
    """<time> and blocks called a date, the nearest to the headline first; those below it before those above."""
    placed = sorted(dates, key=lambda pair: (rank(pair[0], headline.order), pair[0]))
    for order, element in placed[:40]:
        if element.tag != "time" and next(element.iter("time"), None) is not None:
            # The <time> inside says it better.
            continue
        if _is_change(element) or _is_of_the_page(element, order, grounds) or not grounds.holds(element):
            continue
        stated, text = element.get("datetime"), text_of(element)[:_LONGEST]
        first = _sane(parse_date(stated, zone)) if stated else None
        second = _of_text(text, zone)
        is_completed = first and second and not first.has_time and first.moment.date() == second.moment.date()
        if is_completed:
            first = second
        if found := first or second:
            yield _with_clock(found, outline, order)


def _with_clock(found: ParsedDate, outline: Outline, order: int) -> ParsedDate:
    """The date with the time that stands alone right behind it, in an element of its own."""
    if found.has_time:
        return found
    after = next((block for block in outline.blocks if block.order > order and not is_date(block.text)), None)
    clock = _CLOCK.fullmatch(after.text) if after is not None and after.order <= order + 8 else None
    if clock is None:
        return found
    return replace(found, moment=found.moment.replace(hour=int(clock[1]), minute=int(clock[2])), has_time=True)


def _is_of_the_page(element: HtmlElement, order: int, grounds: Grounds) -> bool:
    """Whether it is the day of the visit that a page's head shows."""
    name = f"{class_words(element)} {class_words(parent) if (parent := element.getparent()) is not None else ''}"
    return bool(_TODAY_NAME.search(name)) or (order < grounds.headline_order and grounds.is_parted(order))


def _is_change(element: HtmlElement) -> bool:
    here: HtmlElement | None = element
    for _ in range(3):
        if here is None or here.tag in {"body", "article", "main"}:
            return False
        name = f"{class_words(here)} {here.get('itemprop') or ''}".lower()
        if _CHANGED_NAME.search(name) and not _PUBLISHED_NAME.search(name):
            return True
        text = text_of(here) if len(here) < 6 else ""
        if 0 < len(text) < 80 and (_CHANGED.search(text) or _OF_AN_EVENT.search(text)) and not _PUBLISHED.search(text):
            return True
        here = here.getparent()
    return False


def _of_calendar_leaf(block: Block, zone: ZoneInfo) -> ParsedDate | None:
    """Day, month and year in elements of their own, one over the other."""
    parent = block.element.getparent()
    if len(block.text) > 9 or parent is None or not 2 <= len(parent) <= 4:
        return None
    text = text_of(parent)
    return _sane(parse_date(text, zone)) if is_date(text) else None


def _of_block(block: Block, zone: ZoneInfo, *, is_above: bool = False) -> ParsedDate | None:
    if block.zone is Zone.CAPTION or (block.is_linked and len(block.text) > 40):
        return None
    found = _of_text(block.text, zone, is_named=block.zone is Zone.META)
    if found is not None and is_above and block.zone is not Zone.META:
        # Above a headline stands what is announced, too: «15 июля 2026 — Форум».
        rest = block.text[found.span[1] :] if not _PUBLISHED.search(block.text) else ""
        return found if len(rest) <= 25 and not re.match(r"\s*[–—:-]\s*[^\W\d]", rest) else None
    return found


def _of_text(text: str, zone: ZoneInfo, *, is_named: bool = True) -> ParsedDate | None:
    """The publication date a short text states. `is_named`: its makers called it a date or the like."""
    if not 6 <= len(text) <= _LONGEST or text.isdigit() or _COPYRIGHT.search(text) or _TODAY.search(text):
        return None
    if label := _PUBLISHED.search(text):
        return _sane(parse_date(text[label.end() :], zone))
    found = _sane(parse_date(text, zone))
    if found is None:
        return None
    before, after = text[: found.span[0]], text[found.span[1] :]
    if _CHANGED.search(before) or _OF_AN_EVENT.search(before):
        return None
    return found if is_named or _is_statement(before, after) else None


def _is_statement(before: str, after: str) -> bool:
    """Whether a date stands for itself, and is no part of a sentence or a sub-headline."""
    if len(before) > 60 or not (_BEFORE.search(before) or _LABEL.search(before) or _is_name(before)):
        return False
    return bool(_AFTER.match(after)) and not (len(after) > 50 and after.endswith((".", "!", "?", "…")))


def _is_name(before: str) -> bool:
    """«Пресс-служба МИД», "Bishkek": words with capitals only."""
    words = before.split()
    return len(words) <= 5 and all(not word[0].islower() for word in words)


def _head(outline: Outline, headline: Headline, body: Body, grounds: Grounds) -> Iterator[Block]:
    """The blocks from the headline to the text, then the few above the headline."""
    first = body.blocks[0].order if body.blocks else headline.order + 60
    own = {id(block) for block in body.blocks}
    below = [block for block in outline.blocks if headline.order <= block.order <= max(first, headline.order + 6)]
    yield from (block for block in below[:14] if not _is_headline(block, headline) and _may_say(block, own, grounds))
    above = [block for block in outline.blocks if headline.order - 40 <= block.order < headline.order]
    for block in reversed(above[-6:]):
        is_ours = not grounds.is_parted(block.order) and not _TODAY_NAME.search(class_words(block.element))
        if is_ours and _may_say(block, own, grounds):
            yield block


def _is_headline(block: Block, headline: Headline) -> bool:
    """The headline itself, or a line set into its heading; not what stands beside it in one element."""
    element = headline.element
    return (
        element is not None and block.element is element and (element.tag in _HEADINGS or block.text == headline.text)
    )


def _may_say(block: Block, own: set[int], grounds: Grounds) -> bool:
    """A line of the text itself states the date only where it is little else."""
    is_short = id(block) not in own or len(block.text) <= 60 or bool(_PUBLISHED.search(block.text))
    return is_short and len(block.text) <= _LONGEST and grounds.holds(block.element)


def _foot(outline: Outline, body: Body, grounds: Grounds) -> Iterator[Block]:
    """What stands right after the text, up to the first link: other articles begin there."""
    if not body.blocks:
        return
    last = body.blocks[-1].order
    for block in [block for block in outline.blocks if last <= block.order <= last + 12][:6]:
        if block.is_linked and len(block.text) >= 20:
            return
        is_today = _TODAY_NAME.search(class_words(block.element))
        if len(block.text) <= 80 and not is_today and grounds.holds(block.element):
            yield block


def _today(outline: Outline, grounds: Grounds, zone: ZoneInfo) -> date | None:
    """The day on which the page was shown, as its head says it; None where it does not."""
    above = [block.element for block in outline.blocks[:40] if block.order < grounds.headline_order]
    for order, element in zip(outline.foreign_orders, outline.foreign, strict=True):
        if order < grounds.headline_order:
            above += [element, *element.iter("div", "span", "p", "time", "li", "td")]
    for element in above[:120]:
        text = text_of(element)
        if not 8 <= len(text) <= 80:
            continue
        parent = element.getparent()
        name = f"{class_words(element)} {class_words(parent) if parent is not None else ''}"
        is_today = _TODAY_NAME.search(name) or _TODAY.search(text) or _WEEKDAY.search(text)
        if is_today and (found := _sane(parse_date(text, zone))):
            return found.moment.date()
    return None


def _sane(found: ParsedDate | None) -> ParsedDate | None:
    return found if found is not None and 1995 <= found.moment.year <= 2100 else None
