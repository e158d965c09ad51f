"""Numbers that stand beside an icon, read while the page's drawings are still in its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.blocks import Block, Outline
from bot.sources.page.classes import flags_of
from bot.sources.page.counter_words import NUMBER, counter_in, is_counter, number_of
from bot.sources.page.document import class_words, text_of
from bot.sources.page.icons import LIGATURES

#: A number, then nothing or a sign that parts it from the next statement.
_ALONE = re.compile(rf"{NUMBER}(?=\s*(?:$|[|/•·;)]|,\s))")
_EYE_NAME = re.compile(
    r"(?:^|[^a-zа-я])(?:eyes?|views?|visibility|prosmotr\w*|просмотр\w*|көрүү\w*)(?:[^a-zа-я]|$)", re.IGNORECASE
)
_ICONS = frozenset({"i", "svg", "img", "ion-icon", "iconify-icon", "mat-icon", "amp-img", "em", "use", "path"})
_OF_TIME = re.compile(r"calendar|clock|time|date|watch", re.IGNORECASE)
_OF_READERS = re.compile(
    r"comment|like|heart|thumb|share|rating|star|vote|download|repl(?:y|ies)|react|favou?rite|bookmark|subscr|follow|user|people|price|chat|message|print|disqus|respond",
    re.IGNORECASE,
)
#: How far the walk from an icon to its number may climb.
_CLIMB = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """An icon called an eye, or a block called views, and its number."""

    order: int
    element: HtmlElement
    value: int


def counted_by_eyes(outline: Outline) -> tuple[Counted, ...]:
    """What stands beside each eye of the page, in reading order; eyes without a plain number are left out."""
    pictures = [(order, picture) for order, picture in outline.pictures if _is_picture_of_eye(picture)]
    found = []
    for order, element in sorted([*outline.eyes, *pictures], key=lambda pair: pair[0])[:60]:
        value = next((number for text in _beside(element) if (number := _number(text)) is not None), None)
        if value is not None:
            # Icons are taken out of the tree later: what stands for one is the element around it.
            around = None if text_of(element) else element.getparent()
            found.append(Counted(order, element if around is None else around, value))
    return tuple(found)


def is_bare(block: Block) -> bool:
    """Whether no icon and no name says that the number in a block is anything else than a counter of views."""
    names = [class_words(block.element)]
    for element in block.element.iter():
        if not isinstance(element.tag, str):
            continue
        name = f"{class_words(element)} {' '.join(str(value) for value in element.values())[:200]}"
        if element.tag in _ICONS and not _OF_TIME.search(name) and not _EYE_NAME.search(name):
            return False
        names.append(name)
    before = block.element.getprevious()
    if before is not None and before.tag in _ICONS and not _OF_TIME.search(class_words(before)):
        return False
    return not any(_OF_READERS.search(name) for name in names)


def _number(text: str) -> int | None:
    found = _ALONE.match(text) if len(text) <= 40 else None
    if found is None:
        return counter_in(text) if is_counter(text) else None
    return number_of(found.group(1))


def _beside(element: HtmlElement) -> Iterator[str]:
    """The text inside, else the first that follows, else the only one that stands before."""
    inside = text_of(element) if element.tag not in _ICONS else ""
    if inside and inside not in LIGATURES:
        if (_ALONE.fullmatch(inside) or is_counter(inside)) and not _is_of_readers(element):
            yield inside
        return
    here = element
    for _ in range(_CLIMB):
        if (here.tail or "").strip():
            yield " ".join((here.tail or "").split())
            return
        after = here.getnext()
        if after is not None:
            if not _is_icon(after) and not _is_of_readers(after):
                yield text_of(after)
            if text_of(after) or _is_icon(after):
                break
        parent = here.getparent()
        if parent is None or parent.tag in {"body", "article", "main", "tr", "ul"}:
            break
        if text_of(parent) and text_of(parent) not in LIGATURES:
            break
        here = parent
    yield from _before(element)


def _before(element: HtmlElement) -> Iterator[str]:
    """«3570 (eye)»: the number in front of the last and only icon."""
    parent = element.getparent()
    if parent is None or sum(_is_icon(child) for child in parent.iter()) > (2 if element.tag == "svg" else 1):
        return
    if not (element.tail or "").strip() and element.getnext() is None:
        yield text_of(parent)


def _is_icon(element: HtmlElement) -> bool:
    return element.tag in _ICONS and element.tag not in {"use", "path"} and not text_of(element)


def _is_of_readers(element: HtmlElement) -> bool:
    """Whether something is a counter of comments or likes: its name, an icon in it, or where its links lead."""
    if flags_of(class_words(element)) & classes.REACTIONS:
        return True
    for child in element.iter("i", "span", "a", "svg", "em", "img"):
        picture = (child.get("src") or "").rsplit("/", 1)[-1]
        place = (child.get("href") or "").partition("#")[2]
        if flags_of(child.get("class") or "") & classes.REACTIONS or _OF_READERS.search(f"{picture} {place}"):
            return True
    return False


def _is_picture_of_eye(picture: HtmlElement) -> bool:
    name = (picture.get("src") or "").rsplit("/", 1)[-1]
    said = f"{name} {picture.get('alt') or ''} {picture.get('title') or ''}"
    return len(said) < 100 and bool(_EYE_NAME.search(said))
