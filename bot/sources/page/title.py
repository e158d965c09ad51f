"""The headline: what readers see, weighed against what the page states in its head."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.sources.page.document import Page, folded, shown_text, tidy
from bot.sources.page.outline import Outline

_SEPARATORS = re.compile(r"\s+(?:[|–—•·»«:/\\-]|::|//|>>|<<){1,2}\s+|\s*[|»«]\s*|\s*::\s*")
#: Names of sections that stand where a headline should.
_SECTION = re.compile(
    r"(?:все |последние |наши )?"
    r"(?:новости|новость|пресс-?центр|пресс-?релизы?|пресс-?служба|события|статьи?|публикации|"
    r"анонсы|объявления|лента новостей|главная(?: страница)?|жаңылыктар|жаңылык|басма сөз(?: борбору| кызматы)?|"
    r"окуялар|маалымат|башкы бет|(?:latest |all )?news|"
    r"press (?:releases?|cent(?:re|er)|room)|events?|articles?|media|blog|"
    r"publications?|announcements?|home(?: ?page)?|details?|материалы?|медиа|обзоры?|интервью|общество|политика|"
    r"экономика|спорт|культура|мир|саясат|коом|экономика|спорт|маданият)",
    re.IGNORECASE,
)
_OF_THE_SITE = re.compile(r"logo|brand|site-?(?:name|title)|sitename", re.IGNORECASE)


@dataclass(frozen=True)
class Headline:
    """The headline, and where it is shown."""

    text: str
    #: None where it stands in the page's head only.
    element: HtmlElement | None
    #: Its place in the walk; 0 where it is not shown.
    order: int


@dataclass(frozen=True)
class _Shown:
    text: str
    element: HtmlElement
    order: int
    is_h1: bool


def headline_of(page: Page, outline: Outline) -> Headline:
    """The article's headline; its text is "" where the page has none."""
    shown = list(_shown(page, outline))
    stated = [text for text in _stated(page, shown) if text]
    chosen = _elected(shown, stated)
    if not chosen or _SECTION.fullmatch(chosen):
        chosen = next((heading.text for heading in shown if _is_sentence(heading.text)), chosen)
    place = _place(chosen, shown)
    if place is None:
        # Not marked as a heading: the first block that says it.
        key = folded(chosen)
        block = next((block for block in outline.blocks if key and folded(block.text) == key), None)
        return Headline(chosen, block.element, block.order) if block else Headline(chosen, None, 0)
    return Headline(_best_spelling(chosen, place.text, stated), place.element, place.order)


def site_name_of(page: Page) -> str | None:
    """What the page calls its site; None where it does not say."""
    name = page.first_meta("og:site_name", "application-name")
    publisher = page.ld.get("publisher")
    if not name and isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        name = publisher["name"]
    return _plain(name) or None


def _elected(shown: list[_Shown], stated: list[str]) -> str:
    """The headline with the most votes: what readers see outvotes what search engines and networks are told."""
    candidates = [heading.text for heading in shown if heading.is_h1 and not _SECTION.fullmatch(heading.text)][:3]
    votes: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for position, text in enumerate(candidates):
        spelling.setdefault(folded(text), text)
        # A whole sentence is no site's name: two statements in the page's head do not outvote it.
        unrelated = 2.5 if position == 0 and len(text.split()) >= 6 else 1.1
        weight = 9.0 if _is_related(text, stated) else unrelated
        votes[folded(text)] = max(votes.get(folded(text), 0.0), weight / (position + 1))
    for text in stated:
        key = next((known for known in votes if _agree(known, folded(text))), folded(text))
        votes[key] = votes.get(key, 0.0) + 1
        spelling.setdefault(key, text)
    for heading in shown:
        if not heading.is_h1 and folded(heading.text) in votes:
            votes[folded(heading.text)] += 0.6
    best = max(votes, key=lambda key: votes[key], default="")
    return spelling.get(best, "")


def _is_related(heading: str, stated: list[str]) -> bool:
    """Whether a heading speaks of what the page's head states; without any statement it does."""
    words = {word[:6] for word in folded(heading).split() if len(word) > 3}
    told = [{word[:6] for word in folded(text).split() if len(word) > 3} for text in stated]
    return not told or not words or any(2 * len(words & other) >= min(len(words), len(other)) for other in told)


def _best_spelling(chosen: str, shown: str, stated: list[str]) -> str:
    """The headline as shown; as stated where markup or capitals hide how it is written, or a kicker stands before."""
    key = folded(shown)
    for text in stated:
        same = folded(text)
        if same == key:
            respaced = text.replace(" ", "") == shown.replace(" ", "")
            if respaced or _punctuation(text) > _punctuation(shown) or (shown.isupper() and not text.isupper()):
                return text
        is_kickered = len(same) >= 15 and key.endswith(f" {same}")
        is_shortened = len(key) >= 15 and same.endswith(f" {key}") and sum(folded(text) == same for text in stated) > 1
        if same != key and (is_kickered or is_shortened):
            return text
    return shown if _agree(key, folded(chosen)) else chosen


def _punctuation(text: str) -> int:
    return sum(sign in ":;,.!?" for sign in text)


def _shown(page: Page, outline: Outline) -> Iterator[_Shown]:
    """What is set as a heading, in reading order, without the site's own name."""
    site = folded(site_name_of(page) or "")
    for order, element in outline.headings[:80]:
        text = tidy(shown_text(element))
        if not 3 <= len(text) <= 400 or folded(text) == site or not folded(text):
            continue
        if _OF_THE_SITE.search(element.get("class") or "") or _leads_home(page, element):
            continue
        yield _Shown(text, element, order, element.tag == "h1" or element.get("itemprop") == "headline")


def _leads_home(page: Page, element: HtmlElement) -> bool:
    links = [link.get("href") or "" for link in element.iter("a")]
    parent = element.getparent()
    if parent is not None and parent.tag == "a":
        links.append(parent.get("href") or "")
    home = urlsplit(page.url).hostname
    for link in links:
        parts = urlsplit(page.absolute(link))
        if (
            parts.hostname == home
            and parts.path.strip("/") in {"", "ru", "ky", "kg", "en", "index.php", "index.html"}
            and not parts.query
        ):
            return True
    return False


def _stated(page: Page, shown: list[_Shown]) -> Iterator[str]:
    """og:title, JSON-LD and <title>, without the site's name."""
    declared = _plain(page.first_meta("og:title") or page.first_meta("twitter:title", "dc.title"))
    yield _without_site(page, declared, shown, by_shape=False)
    headline = page.ld.get("headline") or page.ld.get("name")
    if isinstance(headline, str):
        yield _without_site(page, _plain(headline), shown, by_shape=False)
    title = page.tree.find(".//title")
    if title is not None:
        yield _without_site(page, _plain(shown_text(title)), shown, by_shape=True)


def _plain(text: str | None) -> str:
    return tidy(re.sub(r"</?[a-zA-Z][^<>]{0,100}>", "", html.unescape(text or "")))


def _without_site(page: Page, title: str, shown: list[_Shown], *, by_shape: bool) -> str:
    """The title without the site's name and sections at its ends. `by_shape`: what looks like a name is one."""
    parts = [part for part in _SEPARATORS.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    runs = list(_runs(title, parts))
    for heading in shown:
        run = next((run for run in runs if folded(run) == folded(heading.text)), "") if len(heading.text) >= 12 else ""
        if run:
            return run
    names = _names(page)
    while len(parts) > 1 and _is_site_part(parts[-1], names, parts, by_shape=by_shape):
        title = title[: title.rindex(parts.pop())].rstrip(" |–—•·»«:/\\-")
    while len(parts) > 1 and _is_site_part(parts[0], names, parts, by_shape=False):
        parts.pop(0)
        title = title[title.index(parts[0]) :]
    return title.strip()


def _runs(title: str, parts: list[str]) -> Iterator[str]:
    """Every run of neighbouring parts of a title."""
    places = [title.index(part) for part in parts]
    ends = [place + len(part) for place, part in zip(places, parts, strict=True)]
    for first in range(min(len(parts), 6)):
        for last in range(first, min(len(parts), 6)):
            yield title[places[first] : ends[last]]


def _names(page: Page) -> set[str]:
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    return {name for name in (folded(site_name_of(page) or ""), folded(host), folded(host.split(".")[0])) if name}


def _is_site_part(part: str, names: set[str], parts: list[str], *, by_shape: bool) -> bool:
    text = folded(part)
    if not text or any(
        text == name
        or (len(text) > 4 and text in name)
        or (len(name) > 4 and name in text and len(text) < 2 * len(name))
        for name in names
    ):
        return True
    if not by_shape:
        return False
    rest = sum(len(other) for other in parts[:-1])
    return bool(_SECTION.fullmatch(part.strip())) or (
        len(part) <= 60 and len(part.split()) <= 6 and rest >= 1.3 * len(part)
    )


def _agree(one: str, other: str) -> bool:
    """Whether two folded headlines are the same, or one is the other cut short by a limit."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 40 and longer.startswith(shorter) and len(longer) - len(shorter) < 0.4 * len(longer)


def _place(text: str, shown: list[_Shown]) -> _Shown | None:
    """Where the headline is shown: the highest heading that says it, or holds it."""
    key = folded(text)
    if not key:
        return None
    same = [heading for heading in shown if folded(heading.text) == key]
    near = [
        heading
        for heading in shown
        if len(key) >= 12 and (key in folded(heading.text) or folded(heading.text).startswith(key))
    ]
    return next(iter(sorted(same, key=lambda heading: not heading.is_h1) or near), None)


def _is_sentence(text: str) -> bool:
    return len(text) >= 15 and len(text.split()) >= 3 and not _SECTION.fullmatch(text)
