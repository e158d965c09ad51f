"""The article's text: the extraction library says where it stands, our own walk says what belongs to it.

The library's lines are matched with the walk's blocks; the smallest element that holds most of them is the scope.
Within it nothing is lost that reads like the article (short paragraphs, lists, quotations, the last line), and nothing
is kept that our own rules know as furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from bot.sources.page.blocks import Block, Outline, Zone
from bot.sources.page.boilerplate import cleaned, starts_read_also
from bot.sources.page.captions import mark_captions
from bot.sources.page.document import Page, folded
from bot.sources.page.outline import text_length
from bot.sources.page.title import Headline

#: A block this long, without links, is prose whatever the library thinks.
_PROSE = 80
_SENTENCE_END = re.compile(r"[.!?…»”\"):][\s\d\[\]]{0,6}$")
_TEXT_TAGS = frozenset({"p", "li", "blockquote", "h2", "h3", "h4", "h5", "dd", "dt", "pre", "q"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_CELLS = frozenset({"td", "th"})


@dataclass(frozen=True)
class Body:
    """The text and where it stands."""

    paragraphs: tuple[str, ...]
    #: The blocks the paragraphs were taken from.
    blocks: tuple[Block, ...]
    #: The smallest element of the page that holds most of the text; None when there is no text.
    scope: HtmlElement | None


def body_of(page: Page, outline: Outline, headline: Headline) -> Body:
    """The article's paragraphs; none when the page has no text.

    Takes foreign elements out of the page's tree for good: what else is read from them must be read before.
    """
    lines = _extracted(page.tree, outline.foreign)
    mark_captions(outline)
    plain = [block for block in outline.blocks if block.zone is Zone.PLAIN and not _is_headline(block, headline)]
    chosen = _chosen(plain, lines, headline)
    kept = cleaned(chosen, title=headline.text, captions=_captions(outline))
    return Body(tuple(block.text for block in kept), tuple(kept), _scope(kept))


def _is_headline(block: Block, headline: Headline) -> bool:
    """Whether a block is the headline itself, with whatever else stands in its element."""
    element = headline.element
    if element is None or block.order > headline.order + 3 or not _stands_in(block, element):
        return False
    # A line of text may be the headline; then its element holds the whole article.
    return (
        element.tag in _HEADINGS or text_length(element) < 2 * len(headline.text) + 100 or block.text == headline.text
    )


def _captions(outline: Outline) -> list[str]:
    return [block.text for block in outline.blocks if block.zone is Zone.CAPTION]


def _extracted(tree: HtmlElement, foreign: Iterable[HtmlElement]) -> list[str]:
    """The library's lines, folded; none where it stumbles."""
    for element in foreign:
        _drop(element)
    etree.strip_elements(tree, "noscript", "svg", "iframe", with_tail=False)
    try:
        found = trafilatura.bare_extraction(
            tree, fast=True, include_comments=False, include_tables=True, with_metadata=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return []
    text = str(getattr(found, "text", None) or "")
    return [line for raw in text.split("\n") if (line := folded(raw))]


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail and tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} {tail}"
        else:
            parent.text = f"{parent.text or ''} {tail}"
    parent.remove(element)


def _chosen(blocks: Sequence[Block], lines: Sequence[str], headline: Headline) -> list[Block]:
    start = headline.order
    matched = _matched(blocks, lines)
    after = [block for block in blocks if block.order >= start]
    below = [block for block in matched if block.order >= start]
    above = [block for block in matched if block.order < start]
    if _weight(below) < 0.5 * _weight(matched) and not _is_nearer(headline.element, below, above):
        # The headline stands beside or below the text.
        after = list(blocks)
    else:
        matched = below
    own = _own_guess(after)
    if _weight(matched) < max(200, 0.25 * _weight(own)) and _weight(own) > _weight(matched):
        matched = own
    scope = _scope(matched)
    if scope is None:
        return matched
    return _within(after, set(map(id, matched)), scope)


def _is_nearer(headline: HtmlElement | None, below: Sequence[Block], above: Sequence[Block]) -> bool:
    """Whether a box of the page holds the headline and what stands below it, but not what stands above."""
    if headline is None or _weight(below) < 100:
        return False
    ours, others = _scope(below), _scope(above)
    if ours is None or others is None:
        return False
    around = [headline, *headline.iterancestors()]
    held, foreign = {ours, *ours.iterancestors()}, {others, *others.iterancestors()}
    return any(element in held and element not in foreign for element in around)


def _weight(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks if not block.is_linked)


def _matched(blocks: Iterable[Block], lines: Sequence[str]) -> list[Block]:
    """The blocks that stand in the library's text, too."""
    known = set(lines)
    whole = " ".join(lines)
    found = []
    for block in blocks:
        text = folded(block.text)
        if text and (text in known or (len(text) >= 20 and text in whole)):
            found.append(block)
    return found


def _own_guess(blocks: Sequence[Block]) -> list[Block]:
    """What reads like the article's sentences, where the library finds next to nothing."""
    prose = [block for block in blocks if _is_prose(block, 25)]
    long = [block for block in prose if len(block.text) >= _PROSE] or prose
    scope = _scope(long)
    return [block for block in prose if scope is not None and _stands_in(block, scope)]


def _is_prose(block: Block, shortest: int) -> bool:
    return not block.is_linked and len(block.text) >= shortest and bool(_SENTENCE_END.search(block.text))


def _stands_in(block: Block, scope: HtmlElement) -> bool:
    return block.element is scope or scope in block.element.iterancestors()


def _scope(blocks: Sequence[Block]) -> HtmlElement | None:
    """The deepest element that holds four fifths of the unlinked text."""
    weights: dict[HtmlElement, int] = {}
    total = 0
    for block in blocks:
        weight = 0 if block.is_linked else len(block.text)
        total += weight
        for near in (block.element, *block.element.iterancestors()):
            weights[near] = weights.get(near, 0) + weight
    enough = [element for element, weight in weights.items() if total and weight >= 0.8 * total]
    deepest = max(enough, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
    while deepest is not None and deepest.tag in _TEXT_TAGS and deepest.getparent() is not None:
        # One long paragraph is no article: its neighbours belong to it.
        deepest = deepest.getparent()
    return deepest


def _within(blocks: Sequence[Block], matched: set[int], scope: HtmlElement) -> list[Block]:
    """The scope's blocks from the first to the last that is surely the article's, and prose that stands before."""
    inside = [_stands_in(block, scope) for block in blocks]
    sure = [n for n, block in enumerate(blocks) if inside[n] and id(block) in matched and not block.is_linked]
    if not sure:
        return [block for block in blocks if id(block) in matched]
    first, last = sure[0], sure[-1]
    parents = {blocks[n].element.getparent() for n in sure}
    holders = {blocks[n].element for n in sure}
    kept = []
    for n, block in enumerate(blocks):
        if n < first and _is_standfirst(block):
            # A standfirst may stand outside; what the library left out before the text is more often its beginning.
            keep = True
        elif id(block) in matched:
            keep = inside[n] or (n < last and len(block.text) >= _PROSE and not block.is_linked)
        else:
            keep = inside[n] and _belongs(block, parents, holders, first <= n <= last)
        if keep:
            kept.append(block)
    return [*kept, *_continued(blocks, kept)]


def _is_standfirst(block: Block) -> bool:
    tag = block.element.tag
    return _is_prose(block, 60) and tag != "h1" and (tag not in _HEADINGS or block.text[-1] in ".…")


def _continued(blocks: Sequence[Block], kept: list[Block]) -> Iterator[Block]:
    """Prose below the scope that is set as the text is: page makers put each part of it in a box of its own."""
    if not kept:
        return
    ways = {way for block in kept[-8:] for way in _ways(block.element)}
    last = kept[-1].order
    for block in blocks:
        if block.order <= last or block in kept:
            continue
        if block.is_linked or starts_read_also(block.text) or block.element.tag in _HEADINGS:
            return
        if _is_prose(block, 50) and any(way in ways for way in _ways(block.element)):
            yield block


def _ways(element: HtmlElement) -> Iterator[tuple[HtmlElement, tuple[str, ...]]]:
    """The elements around one, each with the tags on the way up to it."""
    tags: list[str] = [element.tag]
    for near in [*element.iterancestors()][:5]:
        if near.tag in {"body", "html", "main", "article"}:
            return
        if len(tags) > 1:
            yield near, tuple(tags)
        tags.append(near.tag)


def _belongs(block: Block, parents: set[HtmlElement | None], holders: set[HtmlElement], is_between: bool) -> bool:
    """Whether a block of the scope that the library left out is the article's all the same."""
    if block.is_linked:
        return False
    element = block.element
    if element in holders:
        # Text straight in an element that holds more of it.
        return True
    parent = element.getparent()
    if (parent in parents or parent in holders) and (element.tag in _TEXT_TAGS or _is_prose(block, 50)):
        return True
    if is_between and element.tag in _CELLS:
        return True
    return is_between and (element.tag in _TEXT_TAGS or len(block.text) >= _PROSE)
