"""The article's text: the extraction library on a tree without furniture, then paragraph by paragraph."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import trafilatura

from bot.sources.page.boilerplate import cleaned, is_share_row, starts_read_also
from bot.sources.page.document import Page, class_words, squeezed, text_of

_FURNITURE_TAGS = (
    "nav",
    "aside",
    "footer",
    "form",
    "button",
    "select",
    "svg",
    "iframe",
    "template",
    "dialog",
    "figcaption",
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social\w*|soc-?(?:icons|links|buttons)|ya-share\d?|addthis\w*|likely|pluso|uptolike|"
    r"related\w*|read-?also|see-?also|more-?news|other-?news|similar\w*|recommend\w*|breadcrumbs?|crumbs|cookies?|consent|gdpr|"
    r"comments?|comment-?list|disqus\w*|subscribe|newsletter|pagination|pager|tags?|tag-?list|taglist|print|counter|views?|"
    r"views-?count|post-?views|caption|wp-caption-text|photo-?caption|image-?caption|sidebar|widget|advert\w*|adsbygoogle|ads?|"
    r"banner|promo\w*|teaser|author-?box|byline|post-?meta|entry-?meta|article-?meta|back-?link|nav(?:igation|bar)?|menu)(?:$|[\s_-])"
)
_BLOCKS = (
    "p",
    "div",
    "li",
    "td",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "pre",
    "section",
    "article",
    "span",
    "dd",
    "center",
    "font",
)


@dataclass(frozen=True)
class Body:
    """The text and where it stands."""

    paragraphs: tuple[str, ...]
    #: The smallest element of the page that holds nearly all of it; None when it cannot be told.
    scope: Any | None


def body_of(page: Page, title: str) -> Body:
    """The article's paragraphs; none when the page has no text."""
    tree = _pruned(page)
    captions = _captions(page)
    lines = _extracted(tree)
    paragraphs = cleaned(lines, title=title, captions=captions)
    scope = _scope(page.tree, paragraphs)
    if sum(map(len, paragraphs)) < 140:
        # Short notices are thrown away by the library: the blocks after the headline speak for themselves.
        direct = cleaned(_blocks_after_headline(tree, title), title=title, captions=captions)
        if sum(map(len, direct)) > sum(map(len, paragraphs)):
            paragraphs, scope = direct, _scope(page.tree, direct)
    return Body(tuple(paragraphs), scope)


def _extracted(tree: Any) -> list[str]:
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree), fast=True, include_comments=False, include_tables=True, with_metadata=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        # The library stumbles over some trees; the page is then read block by block.
        return []
    text = str(getattr(found, "text", None) or "")
    return [line for raw in text.split("\n") if (line := squeezed(raw.lstrip("-•· ") if raw.startswith("- ") else raw))]


def _pruned(page: Page) -> Any:
    """A copy of the tree without what is surely furniture."""
    tree = copy.deepcopy(page.tree)
    total = max(len(text_of(tree)), 1)
    for element in list(tree.iter("script", "style", "noscript")):
        _drop(element)
    for element in list(tree.iter()):
        if (
            not isinstance(element.tag, str)
            or element.getparent() is None
            or element.tag in {"body", "html", "main", "article"}
        ):
            continue
        surely = element.tag in _FURNITURE_TAGS
        if surely or (_is_furniture(element) and len(text_of(element)) < 0.3 * total):
            _drop(element)
    return tree


def _is_furniture(element: Any) -> bool:
    if element.get("aria-hidden") == "true" and element.tag != "img":
        return True
    if element.tag == "header" and not any(True for _ in element.iter("h1", "p")):
        return True
    if _FURNITURE.search(class_words(element)) and not _holds_paragraphs(element):
        return True
    if element.tag in {"div", "p", "ul", "span", "td", "section"} and len(element) <= 14:
        text = text_of(element)
        return is_share_row(text) or (starts_read_also(text) and _is_linked(element, text))
    return False


def _holds_paragraphs(element: Any) -> bool:
    """Real prose: several long paragraphs outside links, whatever the block is called."""
    prose = [p for p in element.iter("p") if len(text_of(p)) > 120 and not _is_linked(p, text_of(p))]
    return len(prose) >= 2


def _is_linked(element: Any, text: str) -> bool:
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked > 0.4 * max(len(text), 1)


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail and tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def _captions(page: Page) -> list[str]:
    called = page.tree.xpath("//*[contains(@class,'caption') or contains(@class,'photo-title')]")[:40]
    return [text for element in (*page.tree.iter("figcaption"), *called) if (text := text_of(element))]


def _scope(tree: Any, paragraphs: list[str]) -> Any | None:
    """The deepest element that holds at least two thirds of the paragraphs."""
    wanted = {paragraph[:60] for paragraph in paragraphs if len(paragraph) >= 30}
    if not wanted:
        return None
    holders: Counter[Any] = Counter()
    found = 0
    for element in tree.iter(*_BLOCKS):
        text = squeezed("".join(element.itertext())) if len(element) < 40 else squeezed(element.text or "")
        start = text[:60]
        if start not in wanted:
            continue
        wanted.discard(start)
        found += 1
        holders.update([element, *element.iterancestors()])
    if not found:
        return None
    enough = [element for element, count in holders.items() if count >= max(0.66 * found, 1)]
    return max(enough, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _blocks_after_headline(tree: Any, title: str) -> Iterator[str]:
    folded = squeezed(title).casefold()
    started = not folded
    for element in tree.iter("h1", "h2", "p", "div", "td", "li"):
        text = text_of(element)
        if not started:
            started = element.tag in {"h1", "h2", "div", "td"} and text.casefold() == folded
            continue
        is_leaf = not any(True for _ in element.iter("p", "div", "td", "li", "table") if _ is not element)
        if is_leaf and len(text) >= 30 and not _is_linked(element, text):
            yield text
