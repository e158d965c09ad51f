"""The page's own view counter; None where none is sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from bot.sources.dates import is_date
from bot.sources.page.blocks import Block, Outline
from bot.sources.page.body import Body
from bot.sources.page.counter_words import (
    LABEL,
    NUMBER,
    counter_by_sign,
    counter_in,
    is_counter,
    label_alone,
    number_of,
)
from bot.sources.page.document import text_of
from bot.sources.page.eyes import Counted, is_bare
from bot.sources.page.grounds import Grounds
from bot.sources.page.marks import Marks
from bot.sources.page.title import Headline

_DATED_NUMBER = re.compile(
    rf"^(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[\s-]+[^\W\d]{{3,10}}\.?,?\s+\d{{4}}(?:\s*(?:г\.?|года|ж\.?)(?!\w))?)(?:[\s,|]+\d{{1,2}}:\d\d(?::\d\d)?)?[\s|·•,–-]+{NUMBER}$"
)
_BARE = re.compile(NUMBER)
_TOOLTIP = re.compile(rf"(?:^|\W)(?:{LABEL}|количество просмотров)(?:\W|$)", re.IGNORECASE)
_TELLING = ("title", "aria-label", "data-original-title", "data-bs-original-title", "data-tooltip", "data-title")
_SPOKEN = re.compile(
    r"коммент|comment|пикир|отзыв|like|нравится|rating|рейтинг|голос|оценк|репост|share|тираж|id\b|№|#|минут|мин\b|мүнөт|min\b|скач|download|подпис|посетит",
    re.IGNORECASE,
)


def bare_numbers(outline: Outline) -> frozenset[int]:
    """Places of the blocks that end in a number without any icon or name that claims it.

    Read before the body is: that takes the drawings out of the page's tree.
    """
    ending = [block for block in outline.blocks if len(block.text) <= 60 and block.text[-1].isdigit()]
    return frozenset(
        id(block)
        for block in ending[:200]
        if (_BARE.fullmatch(block.text) or _DATED_NUMBER.match(block.text)) and is_bare(block)
    )


def views_of(
    outline: Outline,
    marks: Marks,
    headline: Headline,
    body: Body,
    grounds: Grounds,
    counted: Sequence[Counted],
    bare: frozenset[int],
) -> int | None:
    """How often the page says it was viewed. `counted`, `bare`: what its icons and bare numbers said."""
    near = sorted(_short(outline, headline, body), key=lambda block: _rank(block.order, headline))
    near = [block for block in near if any(map(str.isdigit, block.text))]
    for read in (counter_in, counter_by_sign):
        for block in near:
            value = read(block.text)
            if value is not None and _is_own(block.element, block.order, grounds):
                return value
    for found in (
        _parted(outline, grounds),
        _by_eye(counted, headline, body, grounds),
        _titled(near, grounds),
        _bare(near, headline, body, grounds, bare),
    ):
        if found is not None:
            return found
    return _stated(marks)


def _rank(order: int, headline: Headline) -> int:
    return order - headline.order if order >= headline.order else 10_000 + headline.order - order


def _is_own(element: HtmlElement, order: int, grounds: Grounds) -> bool:
    return grounds.holds(element) and not (order < grounds.headline_order and grounds.is_parted(order))


def _short(outline: Outline, headline: Headline, body: Body) -> Iterator[Block]:
    """Short blocks of the article's head, text and foot; the text's own paragraphs are none of them."""
    own = {id(block) for block in body.blocks}
    last = body.blocks[-1].order if body.blocks else headline.order
    for block in outline.blocks:
        if (
            len(block.text) <= 160
            and (id(block) not in own or is_counter(block.text))
            and headline.order - 120 <= block.order <= last + 80
        ):
            yield block


def _parted(outline: Outline, grounds: Grounds) -> int | None:
    """A label in one block, its number in the next."""
    for block, following in zip(outline.blocks, outline.blocks[1:], strict=False):
        is_counted = _BARE.fullmatch(following.text) and label_alone(block.text)
        if is_counted and _is_own(following.element, following.order, grounds):
            return number_of(following.text)
    return None


def _by_eye(counted: Sequence[Counted], headline: Headline, body: Body, grounds: Grounds) -> int | None:
    """The number beside the eye nearest below the headline, else above it."""
    last = body.blocks[-1].order if body.blocks else headline.order + 200
    for eye in sorted(counted, key=lambda eye: _rank(eye.order, headline)):
        if headline.order - 120 <= eye.order <= last + 80 and _is_own(eye.element, eye.order, grounds):
            return eye.value
    return None


def _titled(near: Sequence[Block], grounds: Grounds) -> int | None:
    """A bare number whose tooltip says views."""
    for block in near[:60]:
        for element in (block.element.getparent(), *islice(block.element.iter("*"), 40)):
            said = " ".join(element.get(name) or "" for name in _TELLING) if element is not None else ""
            if said.strip() and _TOOLTIP.search(said[:300]):
                text = text_of(element)
                if _BARE.fullmatch(text) and _is_own(element, block.order, grounds):
                    return number_of(text)
    return None


def _bare(near: Sequence[Block], headline: Headline, body: Body, grounds: Grounds, bare: frozenset[int]) -> int | None:
    """The one bare number of the article's head that stands with its date."""
    first = body.blocks[0].order if body.blocks else headline.order + 30
    head = [block for block in near if headline.order - 25 <= block.order <= first]
    if any(_SPOKEN.search(block.text) for block in head):
        return None
    dated = [
        found
        for block in head
        if id(block) in bare
        and (found := _DATED_NUMBER.match(block.text))
        and _is_own(block.element, block.order, grounds)
    ]
    if dated:
        return number_of(dated[0].group(1))
    alone = [n for n, block in enumerate(head) if _BARE.fullmatch(block.text)]
    if len(alone) != 1 or id(head[alone[0]]) not in bare:
        return None
    beside = [head[n] for n in (alone[0] - 1, alone[0] + 1) if 0 <= n < len(head)]
    number = head[alone[0]]
    is_dated = any(is_date(block.text) and abs(block.order - number.order) <= 4 for block in beside)
    return number_of(number.text) if is_dated and _is_own(number.element, number.order, grounds) else None


def _stated(marks: Marks) -> int | None:
    """The counter that microdata state."""
    for element in marks.of_property("interactioncount", "userinteractioncount")[:4]:
        found = re.fullmatch(r"UserPageVisits:\s*(\d{1,9})", (element.get("content") or "").strip())
        if found:
            return int(found.group(1))
    return None
