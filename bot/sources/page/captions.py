"""The words under a picture: figcaption, a block called a caption, or small print set right after the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.classes import flags_of
from bot.sources.page.document import shown_text, tidy
from bot.sources.page.outline import Block, Outline, Zone, text_length

_LONGEST = 600
_SMALL_PRINT = frozenset({"em", "i", "small", "figcaption", "cite"})
_PICTURE_WORDS = re.compile(r"photo|foto|image|img|pic|figure|gallery|подпис", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"[\w() -]+\.(?:jpe?g|png|webp|gif)|(?:img|dsc|image|photo|screenshot)[\s_-]?\d+.*", re.IGNORECASE
)


def caption_element_of(picture: HtmlElement) -> HtmlElement | None:
    """The element that holds the picture's caption; None where it has none."""
    here = picture
    for _ in range(5):
        parent = here.getparent()
        if parent is None or parent.tag in {"body", "html", "main", "article"}:
            return None
        if parent.tag == "figure":
            return _in_figure(parent, here)
        if _pictures_in(parent) > 1:
            return _beside(here)
        found = _beside(here)
        if found is None:
            found = _called_caption(parent, here)
        if found is not None:
            return found
        here = parent
    return None


def caption_of(picture: HtmlElement) -> str | None:
    """The picture's caption; None where it has none."""
    element = caption_element_of(picture)
    if element is not None:
        text = tidy(shown_text(element))
        if 2 <= len(text) <= _LONGEST:
            return text
    for near in (picture, picture.getparent()):
        for name in ("data-caption", "data-title", "data-sub-html", "caption"):
            text = tidy(re.sub(r"</?[a-z][^<>]{0,200}>", " ", near.get(name) or "")) if near is not None else ""
            if 3 <= len(text) <= _LONGEST:
                return text
    return None


def alt_of(picture: HtmlElement) -> str | None:
    """The picture's alternative text; None where it is empty or a file's name."""
    for name in ("alt", "title"):
        text = tidy(picture.get(name) or "")
        if text and not _FILE_NAME.fullmatch(text):
            return text
    return None


def mark_captions(outline: Outline) -> None:
    """Moves the blocks that are captions by their place, not by their name, out of the text."""
    held = {element for _, picture in outline.pictures[:200] if (element := caption_element_of(picture)) is not None}
    if not held:
        return
    for block in outline.blocks:
        if block.zone is Zone.PLAIN and _is_in(block, held):
            block.zone = Zone.CAPTION


def _is_in(block: Block, held: Iterable[HtmlElement]) -> bool:
    here: HtmlElement | None = block.element
    for _ in range(4):
        if here is None:
            return False
        if here in held:
            return True
        here = here.getparent()
    return False


def _in_figure(figure: HtmlElement, inner: HtmlElement) -> HtmlElement | None:
    captions = list(figure.iter("figcaption"))
    if captions:
        # A gallery may be one figure with a caption under each picture.
        own = [caption for caption in captions if caption.getparent() is inner or caption.getprevious() is inner]
        return (own or captions)[0]
    called = _called_caption(figure, inner)
    if called is not None:
        return called
    others = (child for child in figure if child is not inner and isinstance(child.tag, str))
    return next((child for child in others if 2 <= text_length(child) <= 400), None)


def _called_caption(scope: HtmlElement, inner: HtmlElement) -> HtmlElement | None:
    for child in scope.iterdescendants():
        name = child.get("class")
        if not name or child is inner or child.tag == "img" or not flags_of(name) & classes.CAPTION:
            continue
        if 2 <= text_length(child) <= _LONGEST:
            return child
    return None


def _beside(here: HtmlElement) -> HtmlElement | None:
    """What stands right after the picture: small print, or the only words of a block called a photo."""
    after = here.getnext()
    while after is not None and after.tag == "br" and not (after.tail or "").strip():
        after = after.getnext()
    if after is None or not isinstance(after.tag, str) or (here.tail or "").strip():
        return None
    length = text_length(after)
    if not 2 <= length <= 300:
        return None
    if flags_of(f"{after.get('class') or ''} {after.get('id') or ''}") & classes.CAPTION:
        return after
    parent = here.getparent()
    if after.tag in _SMALL_PRINT or _is_all_small_print(after, length):
        return after
    if parent is not None and _PICTURE_WORDS.search(parent.get("class") or "") and text_length(parent) == length:
        return after
    return None


def _is_all_small_print(element: HtmlElement, length: int) -> bool:
    if element.tag not in {"p", "div", "span", "center", "td"} or length > 250:
        return False
    small = [child for child in element if child.tag in {"em", "i", "small"}]
    return bool(small) and sum(text_length(child) for child in small) >= 0.9 * length


def _pictures_in(element: HtmlElement) -> int:
    return sum(1 for _ in element.iter("img", "amp-img"))
