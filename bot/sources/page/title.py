"""The headline: what readers see, weighed against what the page states in its head."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from bot.sources.dates import is_date
from bot.sources.page import classes
from bot.sources.page.blocks import Block, Outline, Zone
from bot.sources.page.classes import flags_of
from bot.sources.page.document import Page, folded, shown_text, text_of, tidy
from bot.sources.page.site_name import (
    copyright_names_of,
    is_section,
    leads_home,
    names_of,
    plain_title,
    site_name_of,
    without_site,
)

__all__ = ["Headline", "headline_of", "site_name_of"]

_OF_THE_SITE = re.compile(r"logo|brand|site-?(?:name|title)|sitename", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});")
_CUT = re.compile(r"\s*(?:…|\.\.\.?)$")
_LARGE = re.compile(
    r"(?:^|[\s_-])(?:h[1-5]|fs-[1-4]|display-[1-6]|fw-bold(?:er)?|title\w*|ttl|head\w*|zag\w*|caption|name|btl|big|large)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: The last sign that parts a heading from the name of its site.
_OWN_SIGN = re.compile(r"\s(?:[|–—•·»/-]|::)\s(?!.{0,200}\s(?:[|–—•·»/-]|::)\s)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PRINT = re.compile(
    r"печать|распечатать|версия для печати|print|басып чыгаруу|поделиться|share|назад|back", re.IGNORECASE
)


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
    names = names_of(page) | copyright_names_of([block.text for block in outline.blocks[-30:]])
    shown = list(_shown(page, outline, names))
    if site := _named_before(page, shown):
        names |= site
        shown = [heading for heading in shown if folded(heading.text) not in site]
    above = _above_text(outline)
    stated = [text for text in _stated(page, shown, above, names) if text]
    chosen = _elected(shown, stated)
    if not chosen or _is_no_headline(chosen, names):
        return _set_apart(shown, above, names) or _placed(chosen, shown, outline, stated)
    placed = _placed(chosen, shown, outline, stated)
    if placed.element is None and not page.first_meta("og:title", "twitter:title") and not page.ld.get("headline"):
        # Only <title> says it, and readers see another headline.
        return _set_apart(shown, [block for block in above if _is_large(block)], names) or placed
    return placed


def _named_before(page: Page, shown: list[_Shown]) -> frozenset[str]:
    """The site's name in a heading of its own: <title> says it and then, longer, what og:title or another heading says."""
    title = page.tree.find(".//title")
    whole = folded(shown_text(title)) if title is not None else ""
    said = {folded(heading.text) for heading in shown} | {folded(plain_title(page.first_meta("og:title")))}
    return frozenset(
        key
        for key in (folded(heading.text) for heading in shown[:6] if heading.is_h1)
        if whole.startswith(f"{key} ") and len(whole) > 2 * len(key) and whole[len(key) + 1 :] in said
    )


def _placed(chosen: str, shown: list[_Shown], outline: Outline, stated: list[str]) -> Headline:
    place = _place(chosen, shown)
    if place is not None:
        return Headline(_best_spelling(chosen, place.text, stated), place.element, place.order)
    # Not marked as a heading: the first block that says it, or begins so where a limit has cut it.
    key = folded(chosen)
    block = next((block for block in outline.blocks if key and folded(block.text) == key), None)
    if block is None and _CUT.search(chosen) and len(key) >= 15:
        block = next(
            (block for block in outline.blocks if len(block.text) <= 300 and folded(block.text).startswith(key)), None
        )
        chosen = block.text if block else chosen
    return Headline(chosen, block.element, block.order) if block else Headline(chosen, None, 0)


def _is_no_headline(text: str, names: Collection[str]) -> bool:
    key = folded(text)
    return is_section(text) or key in names or any(len(key) > 8 and name.startswith(f"{key} ") for name in names)


def _set_apart(shown: list[_Shown], above: list[Block], names: Collection[str]) -> Headline | None:
    """The headline of a page whose head and h1 name the site or a section: what is set apart above the text."""
    heads = [heading for heading in shown if _is_sentence(heading.text) and not _is_no_headline(heading.text, names)]
    last = above[-1].order if above else 0
    heading = next((heading for heading in heads if heading.order <= last), None)
    if heading is not None:
        return Headline(heading.text, heading.element, heading.order)
    lines = [
        block
        for block in above[-12:]
        if _is_sentence(block.text) and len(block.text) <= 250 and not block.is_linked and block.zone is not Zone.CAPTION
        and not block.text.endswith((".", ":", ";")) and not is_date(block.text) and not _is_no_headline(block.text, names)
    ]  # fmt: skip
    line = next((block for block in lines if _is_large(block)), lines[0] if lines else None)
    if line is not None:
        return Headline(line.text, line.element, line.order)
    return Headline(heads[0].text, heads[0].element, heads[0].order) if heads else None


def _is_large(block: Block) -> bool:
    return block.bold or block.element.tag in _HEADINGS or bool(_LARGE.search(block.element.get("class") or ""))


def _above_text(outline: Outline) -> list[Block]:
    """The blocks above the first paragraph of prose; all short ones of the beginning where there is none."""
    above: list[Block] = []
    for block in outline.blocks[:200]:
        is_prose = len(block.text) >= 70 and block.text.endswith((".", "!", "?", "…", ".»", ".”"))
        if is_prose and not block.is_linked and block.zone is Zone.PLAIN and not _is_large(block):
            return above
        above.append(block)
    return above[:60]


def _elected(shown: list[_Shown], stated: list[str]) -> str:
    """The headline with the most votes: what readers see outvotes what search engines and networks are told."""
    candidates = [heading.text for heading in shown if heading.is_h1 and not is_section(heading.text)][:3]
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


def _shown(page: Page, outline: Outline, names: Collection[str]) -> Iterator[_Shown]:
    """What is set as a heading, in reading order, without the site's own name."""
    for order, element in outline.headings[:80]:
        text = _heading_text(element)
        if " " in text and (found := _OWN_SIGN.search(text)) and folded(text[found.end() :]) in names:
            text = text[: found.start()].rstrip()
        if not 3 <= len(text) <= 400 or not folded(text) or folded(text) in names:
            continue
        if _OF_THE_SITE.search(element.get("class") or "") or _links_home(page, element):
            continue
        yield _Shown(text, element, order, element.tag == "h1" or element.get("itemprop") == "headline")


def _heading_text(element: HtmlElement) -> str:
    """The heading's words without a date, a counter or a print link set into it."""
    text = tidy(shown_text(element))
    if "&" in text and _ENTITY.search(text):
        # Escaped twice.
        text = tidy(html.unescape(text))
    for child in (
        [*element.iter("small", "time", "span", "a", "div", "sup", "i", "button")][:12] if len(element) else ()
    ):
        inner = tidy(text_of(child))
        if inner and len(inner) < len(text) and (is_date(inner) or _is_furniture(child, inner)):
            if text.endswith(inner):
                text = text[: -len(inner)].rstrip(" |,•·–—-(")
            elif text.startswith(inner):
                text = text[len(inner) :].lstrip(" |,•·–—-)")
    return text


def _is_furniture(child: HtmlElement, inner: str) -> bool:
    if _PRINT.fullmatch(inner):
        return True
    named = flags_of(child.get("class") or "") & (classes.EYE | classes.DATE | classes.REACTIONS)
    return bool(named) and sum(sign.isdigit() for sign in inner) >= 0.4 * len(inner)


def _links_home(page: Page, element: HtmlElement) -> bool:
    parent = element.getparent()
    links = [link.get("href") for link in element.iter("a")]
    if parent is not None and parent.tag == "a":
        links.append(parent.get("href"))
    return any(leads_home(page, link) for link in links)


def _stated(page: Page, shown: list[_Shown], above: list[Block], names: Collection[str]) -> Iterator[str]:
    """og:title, JSON-LD and <title>, without the site's name."""
    lines: set[str] = set()

    def is_shown(run: str) -> bool:
        if not lines:
            lines.update(folded(heading.text) for heading in shown if len(heading.text) >= 12)
            plain = (block.text for block in above if not block.is_linked and _is_sentence(block.text))
            lines.update({folded(text) for text in plain} - set(names))
        return folded(run) in lines

    declared = plain_title(page.first_meta("og:title") or page.first_meta("twitter:title", "dc.title"))
    headline = page.ld.get("headline") or page.ld.get("name")
    title = page.tree.find(".//title")
    for text, by_shape in (
        (declared, False),
        (plain_title(headline) if isinstance(headline, str) else "", False),
        (plain_title(shown_text(title)) if title is not None else "", True),
    ):
        yield without_site(text, names, by_shape=by_shape, is_shown=is_shown)


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
    return len(text) >= 15 and len(text.split()) >= 3 and not is_section(text)
