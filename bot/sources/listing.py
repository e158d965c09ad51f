"""A page that lists articles and has no feed: its article links told from navigation by structure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.cssselect import CSSSelector

from bot.errors import NotUnderstood
from bot.model.article import Found, SourceKind
from bot.model.identity import site_of
from bot.sources.canonical import same_page
from bot.sources.list_records import Link, Record, date_by_headings, path_of, records_of
from bot.sources.page.document import Page, class_words, parse, text_of
from bot.sources.reading import Reading, cleaned, once

#: Parts of a page that hold no article whatever they look like.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:(?:main|top|sub|mega|side|foot|footer|head|header|left|right|mobile|dropdown)?-?(?:menu|nav)\w*|"
    r"footer|breadcrumbs?|crumbs?|pagination|pager|paging|page-?numbers?|dropdown|tag-?cloud|tags|cloud)(?:$|[\s_-])"
)
#: Parts with short words alone; what is called so and has longer ones is a frame.
_SMALL_FURNITURE = re.compile(r"(?:^|[\s_-])(?:lang\w*|social\w*|share|sharing|login|cookie\w*)(?:$|[\s_-])")
_SHORT = 25
#: Parts that repeat what is elsewhere: chosen only where nothing better is.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:sidebar|side|aside|right(?:-?(?:col\w*|block|side|bar))?|popular|pop|related|similar|recommend\w*|"
    r"latest|last|recent|also|slider|slides?|carousel|swiper|owl|slick|ticker|marquee|widget(?:-?area|_\w+)|partners|banners?|search|"
    r"top-?bar|most|trending|header)(?:$|[\s_-])"
)
_ASIDE_HEADING = re.compile(
    r"популярн|самое\s+чита|чита(?:ют|емое|йте)|похож|смотрите\s+также|по\s+теме|рекоменд|топ\b|окшош|эң\s+көп|дагы\s+оку|"
    r"popular|most\s+(?:read|viewed)|related|read\s+also|see\s+also|trending|recommended|партн[её]р|partner|"
    r"полезн\w+\s+ссыл|useful\s+links|пайдалуу",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"/(?:page|tags?|authors?|users?|wp-(?:admin|login|content))(?:/|$|\.)|"
    r"/(?:search|login|register|feed|rss|contacts?|about|sitemap|privacy|terms|subscribe|archives?|category|categories)"
    r"(?:/(?:(?:19|20)\d\d(?:/\d\d?)?/?)?)?(?:\.\w{2,5})?(?:$|\?)|"
    r"[?&](?:page|paged|p(?:age)?n|PAGEN_\d+|start|limitstart|offset|year|month|sort|order|print)=|"
    r"[?&]view=(?:category|featured)\b|\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|mp[34]|rss|xml)$",
    re.IGNORECASE,
)
_MOST_LINKS = 5000
_MOST_LISTS = 60
_MOST_LONE = 20
#: What two undated headlines weigh, a little less.
_LEAST_WEIGHT = 1.2


def read_listing(
    body: bytes, url: str, content_type: str | None, timezone: ZoneInfo, selector: str | None = None
) -> Reading:
    """The articles a page lists, in its order. Raises NotUnderstood when no list can be told.

    `selector`: a CSS selector of the articles' links, or of blocks that hold one article each; it overrides our guess.
    """
    page = parse(body, url, content_type)
    if selector is not None:
        return _selected(page, selector, timezone)
    links = list(_links(page))
    lists = _lists(links, timezone)
    likely = [records for records in lists if _weight(records) >= _LEAST_WEIGHT and _place(records)]
    if not likely:
        raise NotUnderstood(url, "no list of articles can be told on it → name its feed, or a page that lists the news")
    column = _column(page, likely)
    best = max(likely, key=lambda records: _weight(records) * _place(records, column))
    records = sorted(_completed(best, links, timezone), key=lambda record: record.link.order)
    date_by_headings(records, _holder(best), timezone)
    return Reading(SourceKind.LISTING, _found(record for record in records if len(record.title) >= 4))


def _found(records: Iterator[Record]) -> tuple[Found, ...]:
    return once(Found(url=r.link.address, title=r.title or None, published=r.dated) for r in records)


def _selected(page: Page, selector: str, timezone: ZoneInfo) -> Reading:
    links: list[Link] = []
    for element in CSSSelector(selector, translator="html")(page.tree)[:_MOST_LINKS]:
        inner = [element] if element.tag == "a" else list(element.iter("a"))
        pages = [(link, address) for link in inner if (address := cleaned(link.get("href"), page.base))]
        if pages:
            link, address = max(pages, key=lambda pair: len(text_of(pair[0])))
            links.append(Link(len(links), link, address, has_fragment=False))
    if not links:
        raise NotUnderstood(page.url, f"its selector {selector!r} matches no link → see how the page is built now")
    return Reading(SourceKind.LISTING, _found(iter(records_of(links, timezone))))


def _links(page: Page) -> Iterator[Link]:
    """Every link that may lead to an article of the site."""
    own, known = site_of(page.url), dict[Any, bool]()
    many = sum(1 for _ in page.tree.iter("a")) // 2
    for order, link in enumerate(page.tree.iter("a")):
        if order > _MOST_LINKS:
            break
        address = cleaned(link.get("href"), page.base)
        if (
            address is None
            or not _is_near(site_of(address), own)
            or _is_no_article(address, page.url)
            or _in_furniture(link, known, many)
        ):
            continue
        yield Link(order, link, address, has_fragment="#" in link.get("href", ""))


def _lists(links: Sequence[Link], timezone: ZoneInfo) -> list[list[Record]]:
    """The lists of the page: links that stand alike lead to the entries of one."""
    alike: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    for link in links:
        if not link.has_fragment:
            alike[path_of(link.element)].append(link)
    several = [group for group in alike.values() if len({link.address for link in group}) > 1]
    chosen = sorted(several, key=len, reverse=True)[:_MOST_LISTS]
    found = [records_of(group, timezone) for group in chosen]
    if not any(_weight(records) >= _LEAST_WEIGHT for records in found):
        # A list of one, for which nothing but its date speaks.
        found += [records_of(group, timezone) for group in list(alike.values())[:_MOST_LONE] if group not in several]
    return found


def _weight(records: Sequence[Record]) -> float:
    """How much a list looks like one of articles."""
    told = [record for record in records if len(record.title) >= 4]
    if not told:
        return 0.0
    count = len(told)
    average = sum(min(len(record.title), 90) for record in told) / count
    dated = sum(record.dated is not None for record in told) / count
    named = sum(_names_article(record.link.address) for record in told) / count
    shown = sum(record.has_picture for record in told) / count
    if count < 2 and not dated:
        return 0.0
    if sum(_is_year(record) for record in told) > 0.7 * count:
        return 0.0
    size = float(min(count, 30)) ** 0.7
    return float(size * (average / 45) * (1 + 3 * dated) * (0.5 + 0.5 * named) * (1 + 0.2 * shown))


def _is_year(record: Record) -> bool:
    """Whether an entry leads to the articles of one year."""
    last = re.search(r"(?:19|20)\d\d$", record.link.address.rstrip("/"))
    return last is not None and last[0] in record.title


def _names_article(address: str) -> bool:
    """Whether an address has a number or a headline in it."""
    parts = urlsplit(address)
    last = next((segment for segment in reversed(parts.path.split("/")) if segment), "")
    return bool(re.search(r"\d", last + parts.query) or len(re.split(r"[-_]|%20", last)) >= 4)


def _column(page: Page, lists: Sequence[list[Record]]) -> Any:
    """The nearest element around the page's own heading that holds a list; None where there is no such heading."""
    heading = next((h1 for h1 in page.tree.iter("h1") if text_of(h1) and next(h1.iter("a", "img"), None) is None), None)
    if heading is None:
        return None
    around = {ancestor for records in lists for ancestor in records[0].block.iterancestors()}
    return next((element for element in heading.iterancestors() if element in around), None)


def _place(records: Sequence[Record], column: Any = None) -> float:
    """More than 1 for a list beside the page's heading, less for one that stands aside, 0 for one that says so."""
    holder = _holder(records)
    above = [element for element in (holder, *holder.iterancestors()) if element.tag not in {"body", "html"}]
    heading = _heading(records[0], holder)
    if any(element.tag == "aside" for element in above) or (heading and _ASIDE_HEADING.search(heading)):
        return 0.0
    if any(_ASIDE.search(class_words(element)) for element in above):
        return 0.3
    return 3.0 if column is not None and column in above else 1.0


def _holder(records: Sequence[Record]) -> Any:
    """The nearest element around all entries."""
    common = [records[0].block, *records[0].block.iterancestors()]
    for record in records[1:]:
        around = {record.block, *record.block.iterancestors()}
        common = [element for element in common if element in around]
    return common[0] if common and len(records) > 1 else records[0].block.getparent()


def _heading(first: Record, holder: Any) -> str | None:
    """The short text right above the first entry."""
    start = first.block
    for element in (start, *start.iterancestors()):
        previous = element.getprevious()
        while previous is not None and not (isinstance(previous.tag, str) and text_of(previous)):
            previous = previous.getprevious()
        if previous is not None:
            text = text_of(previous)
            return text if len(text) <= 60 else None
        if element is holder.getparent():
            return None
    return None


def _completed(best: list[Record], links: Sequence[Link], timezone: ZoneInfo) -> list[Record]:
    """The list with those of its entries that are built differently: a large first one, one that is pinned."""
    holder, known = _holder(best), {record.link.address for record in best}
    places, around = {record.block.getparent() for record in best} | {holder}, holder.getparent()
    bounds = {ancestor for record in best for ancestor in (record.block, *record.block.iterancestors())}
    is_dated = all(record.dated for record in best)
    are_named = any(_names_article(record.link.address) for record in best)
    near = [link for link in links if link.address not in known and around in set(link.element.iterancestors())]
    articles = [link for link in near if _names_article(link.address) or not are_named]
    added: dict[str, Record] = {}
    for record in _apart(articles, timezone, bounds):
        parent = record.block.getparent()
        is_within = parent in places
        is_first = around in (parent, parent.getparent()) and record.link.order < best[0].link.order
        is_above = is_first and (is_dated or _is_main_story(record))
        if not (is_within or is_above) or len(record.title) < 15 or (is_dated and not record.dated):
            continue
        if _place([record]) >= 1:
            added.setdefault(record.link.address, record)
    return [*best, *added.values()]


def _is_main_story(record: Record) -> bool:
    """Whether an entry without a date is shown as the first of the page: a heading and a picture, and its own address."""
    is_headed = next(record.block.iter("h1", "h2", "h3"), None) is not None
    return is_headed and record.has_picture and _names_article(record.link.address)


def _apart(links: Sequence[Link], timezone: ZoneInfo, bounds: Set[Any]) -> Iterator[Record]:
    """The entries among links of all kinds that stand alone within a part of the page without other articles."""
    for record in records_of([link for link in links if not link.has_fragment], timezone, bounds):
        if record.block not in bounds and not bounds & set(record.link.element.iterancestors("a")):
            yield record


def _is_no_article(address: str, own: str) -> bool:
    parts = urlsplit(address)
    if same_page(address, own) or _NO_ARTICLE.search(parts.path + (f"?{parts.query}" if parts.query else "")):
        return True
    segments = [segment for segment in parts.path.split("/") if segment]
    is_home = not segments or (len(segments) == 1 and len(segments[0]) <= 3 and segments[0].isalpha())
    # What is above this page leads to it, not from it.
    is_above = not parts.query and urlsplit(own).path.startswith(parts.path.rstrip("/") + "/")
    return (is_home or is_above) and not parts.query


def _is_near(site: str, own: str) -> bool:
    """Whether both are one site, or one is a part of the other."""
    return site == own or (bool(site and own) and (site.endswith(f".{own}") or own.endswith(f".{site}")))


def _in_furniture(element: Any, known: dict[Any, bool], many: int) -> bool:
    if element.tag in {"body", "html"}:
        return False
    if (answer := known.get(element)) is None:
        parent = element.getparent()
        answer = _is_furniture(element, many) or (parent is not None and _in_furniture(parent, known, many))
        known[element] = answer
    return answer


def _is_furniture(element: Any, many: int) -> bool:
    if element.tag in {"nav", "footer"} and next(element.iterancestors("article", "li"), None) is None:
        return True
    if element.tag == "header":
        is_of_entry = next(element.iterancestors("article", "li", "section"), None) is not None
        return not is_of_entry and next(element.iter("h2", "h3", "time"), None) is None
    words = class_words(element)
    if _SMALL_FURNITURE.search(words) and all(len(text_of(link)) <= _SHORT for link in element.iter("a")):
        return True
    if not _FURNITURE.search(words):
        return False
    # A page may call its whole frame after its menu.
    if next(element.iter("h1", "article", "main"), None) is not None:
        return False
    return many < 10 or sum(1 for _ in element.iter("a")) <= many
