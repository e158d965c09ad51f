"""A page that lists articles and has no feed: its article links told from navigation by structure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.cssselect import CSSSelector

from bot.errors import NotUnderstood
from bot.model.article import Found, SourceKind
from bot.model.identity import site_of
from bot.sources.canonical import same_page
from bot.sources.dates import parse_date
from bot.sources.page.document import Page, class_words, parse, text_of
from bot.sources.reading import Reading, cleaned, once

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|footer|breadcrumbs?|pagination|pager|page-?numbers?|sidebar|lang\w*|social\w*|share|"
    r"tags?|cloud|login|search|partners|banner|cookie|aside|top-?bar|submenu|dropdown|widget|"
    # An entry has a header, too.
    r"(?<!page[_-])(?<!entry[_-])(?<!post[_-])(?<!article[_-])(?<!news[_-])(?<!item[_-])(?<!card[_-])header)(?:$|[\s_-])"
)
_NO_ARTICLE = re.compile(
    r"/(?:page|tag|tags|category|categories|author|search|login|register|user|feed|rss|archive|contacts?|about|sitemap|"
    r"privacy|terms|subscribe|wp-(?:admin|login|content))(?:/|$|\.)|[?&](?:page|paged|p(?:age)?n|PAGEN_\d+)=|"
    r"\.(?:pdf|docx?|xlsx?|zip|jpe?g|png|gif|mp[34]|rss|xml)$",
    re.IGNORECASE,
)


_MOST_LINKS = 5000


@dataclass
class _Candidate:
    url: str
    title: str
    order: int
    dated: datetime | None


#: Place in the page, element, address.
_Link = tuple[int, Any, str]


def read_listing(
    body: bytes, url: str, content_type: str | None, timezone: ZoneInfo, selector: str | None = None
) -> Reading:
    """The articles a page lists, in its order. Raises NotUnderstood when no list can be told.

    `selector`: a CSS selector of the articles' links, or of blocks that hold one article each; it overrides our guess.
    """
    page = parse(body, url, content_type)
    if selector is not None:
        return _selected(page, selector, timezone)
    alike: dict[str, list[_Link]] = defaultdict(list)
    for order, link, address in _links(page):
        alike[_shape(link, address)].append((order, link, address))
    best = max((_candidates(links, timezone) for links in alike.values()), key=_weight, default=[])
    if not best or _weight(best) < 2.0:
        raise NotUnderstood(url, "no list of articles can be told on it → name its feed, or a page that lists the news")
    chosen = sorted(best, key=lambda candidate: candidate.order)
    found = once(Found(url=c.url, title=c.title, published=c.dated) for c in _joined(chosen))
    return Reading(SourceKind.LISTING, found)


def _selected(page: Page, selector: str, timezone: ZoneInfo) -> Reading:
    found: list[_Link] = []
    for element in CSSSelector(selector, translator="html")(page.tree)[:_MOST_LINKS]:
        links = [element] if element.tag == "a" else list(element.iter("a"))
        pages = [(link, address) for link in links if (address := cleaned(link.get("href"), page.base))]
        if pages:
            link, address = max(pages, key=lambda pair: len(_title(pair[0])))
            found.append((len(found), link, address))
    if not found:
        raise NotUnderstood(page.url, f"its selector {selector!r} matches no link → see how the page is built now")
    entries = (
        Found(url=c.url, title=c.title or None, published=c.dated) for c in _merged(_candidates(found, timezone))
    )
    return Reading(SourceKind.LISTING, once(entries))


def _joined(candidates: list[_Candidate]) -> list[_Candidate]:
    """The merged entries that have a title worth the name."""
    return [candidate for candidate in _merged(candidates) if len(candidate.title) >= 8]


def _merged(candidates: list[_Candidate]) -> list[_Candidate]:
    """One entry an address: a picture's link and a headline's link are one; the longest text is the title."""
    by_url: dict[str, _Candidate] = {}
    for candidate in candidates:
        known = by_url.setdefault(candidate.url, candidate)
        if len(candidate.title) > len(known.title) and not _is_call(candidate.title):
            known.title = candidate.title
        known.dated = known.dated or candidate.dated
    return list(by_url.values())


def _is_call(text: str) -> bool:
    return bool(re.match(r"(?:подробнее|читать|далее|толук|кененирээк|read more|more)\b", text, re.IGNORECASE))


def _weight(group: list[_Candidate]) -> float:
    """How much a group of alike links looks like a list of articles."""
    urls = {candidate.url for candidate in group}
    titles = [candidate.title for candidate in _joined([_copy(candidate) for candidate in group])]
    if not titles:
        return 0.0
    average = sum(len(title) for title in titles) / len(titles)
    dated = sum(candidate.dated is not None for candidate in group) / len(group)
    return min(len(urls), 30) * (min(average, 90) / 45) * (1 + dated)


def _copy(candidate: _Candidate) -> _Candidate:
    return _Candidate(candidate.url, candidate.title, candidate.order, candidate.dated)


def _links(page: Page) -> Iterator[_Link]:
    """Every link that may lead to an article of the site."""
    own = site_of(page.url)
    for order, link in enumerate(page.tree.iter("a")):
        if order > _MOST_LINKS:
            break
        address = cleaned(link.get("href"), page.base)
        if address is None or site_of(address) != own or _is_no_article(address, page.url) or _in_furniture(link):
            continue
        yield order, link, address


def _candidates(links: list[_Link], timezone: ZoneInfo) -> list[_Candidate]:
    under = _counts(links)
    return [_Candidate(address, _title(link), order, _date(link, under, timezone)) for order, link, address in links]


def _counts(found: list[_Link]) -> dict[Any, set[str]]:
    """Element → the addresses of one list under it, for the nearest six ancestors of each link."""
    under: dict[Any, set[str]] = defaultdict(set)
    for _, link, address in found:
        for ancestor in list(link.iterancestors())[:6]:
            under[ancestor].add(address)
    return under


def _title(link: Any) -> str:
    text = text_of(link)
    if len(text) < 8:
        text = (link.get("title") or "").strip() or text
        image = next(iter(link.iter("img")), None)
        if len(text) < 8 and image is not None:
            text = (image.get("alt") or "").strip() or text
    for heading in link.iter("h1", "h2", "h3", "h4", "h5"):
        return text_of(heading) or text
    return text


def _date(link: Any, under: dict[Any, set[str]], timezone: ZoneInfo) -> datetime | None:
    """A date in the link's own block: the widest around it that holds no other article."""
    block = link
    for ancestor in list(link.iterancestors())[:6]:
        if len(under[ancestor]) > 1 or ancestor.tag in {"body", "html"}:
            break
        block = ancestor
    for element in block.iter("time"):
        parsed = parse_date(element.get("datetime") or text_of(element), timezone)
        if parsed:
            return parsed.moment.astimezone(UTC)
    for piece in block.itertext():
        own = " ".join(piece.split()).strip("|•·, ")
        if 6 <= len(own) <= 60 and (parsed := parse_date(own, timezone)):
            return parsed.moment.astimezone(UTC)
    return None


def _shape(link: Any, address: str) -> str:
    """What links of one list have in common: the tags and classes above them, and the form of their addresses."""
    above = [
        f"{e.tag}.{(e.get('class') or '').split()[0] if e.get('class') else ''}" for e in list(link.iterancestors())[:3]
    ]
    segments = [s for s in urlsplit(address).path.split("/") if s]
    form = "/".join(_form(segment) for segment in segments[:-1])
    # A headline's link and its picture's link are two shapes of one list: the address form holds them together.
    return f"{len(segments)}:{form}:{above[-1] if len(segments) < 2 else ''}"


def _form(segment: str) -> str:
    return "0" if segment.isdecimal() else segment


def _is_no_article(address: str, own: str) -> bool:
    parts = urlsplit(address)
    if same_page(address, own) or _NO_ARTICLE.search(parts.path + (f"?{parts.query}" if parts.query else "")):
        return True
    segments = [segment for segment in parts.path.split("/") if segment]
    if not segments and not parts.query:
        return True
    # A section's own page: one short word, no digits, no dashes.
    return len(segments) <= 1 and not parts.query and bool(re.fullmatch(r"[a-z]{2,14}(?:\.php|\.html)?", segments[-1]))


def _in_furniture(link: Any) -> bool:
    for element in (link, *link.iterancestors()):
        if element.tag in {"body", "html"}:
            return False
        if element.tag in {"nav", "footer", "aside"} or _FURNITURE.search(class_words(element)):
            return True
        if element.tag == "header" and not any(True for _ in element.iter("h2", "h3", "time")):
            return True
    return False
