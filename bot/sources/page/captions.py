"""The words under a picture: figcaption, a block called a caption, or small print set right after the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.blocks import Block, Outline, Zone
from bot.sources.page.classes import flags_of
from bot.sources.page.document import folded, shown_text, tidy
from bot.sources.page.outline import INLINE, text_length

_LONGEST = 600
#: What holds more words beside a picture is no frame of it: what follows is no caption.
_OWN_WORDS = 120
_SMALL_PRINT = frozenset({"em", "i", "small", "figcaption", "cite"})
_SMALL_CLASS = re.compile(r"(?:^|[\s_-])(?:text-xs|text-sm|small|smaller|text-muted|fs-6|sign|note)(?:$|[\s_-])")
_SMALL_STYLE = re.compile(
    r"font-size\s*:\s*(?:x{0,2}-?small|smaller|(?:[6-9]|1[0-2])px|[6-9](?:\.\d+)?pt|0?\.[5-8]\d*r?em)"
)
_CENTRED = re.compile(r"text-align\s*:\s*center")
_PARAGRAPHS = frozenset({"p", "div", "center"})
_NO_CAPTION = ("h1", "h2", "h3", "h4", "h5", "a", "time", "li", "blockquote", "form", "button")
_OTHER_MEANING = (
    classes.DATE | classes.EYE | classes.SHARE | classes.FOREIGN | classes.DOUBTFUL | classes.META | classes.STANDFIRST
)
_SENTENCE = re.compile(r"[.!?…»”]\s*$")
_PICTURE_WORDS = re.compile(r"photo|foto|image|img|pic|figure|gallery|подпис", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"[\w() -]+\.(?:jpe?g|png|webp|gif)|(?:img|dsc|image|photo|screenshot)[\s_-]?\d+.*", re.IGNORECASE
)


def caption_element_of(picture: HtmlElement) -> HtmlElement | None:
    """The element that holds the picture's caption; None where it has none."""
    here = framed(picture)
    for _ in range(5):
        parent = here.getparent()
        if parent is None or parent.tag in {"body", "html", "main", "article"} or text_length(here) > _OWN_WORDS:
            return None
        if parent.tag == "figure":
            return _in_figure(parent, here)
        if _pictures_in(parent) > 1:
            return _beside(here)
        found = _beside(here)
        if found is None:
            found = _called_caption(parent, here)
        if found is None:
            found = _only_words(parent, here)
        if found is not None:
            return found
        here = parent
    return None


def framed(picture: HtmlElement) -> HtmlElement:
    """The <picture> around an image, else the image: unclosed sources stand between them in the tree."""
    here: HtmlElement | None = picture.getparent()
    while here is not None and here.tag == "source":
        here = here.getparent()
    return here if here is not None and here.tag == "picture" else picture


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
    within = _held_within(held)
    marked = [
        block
        for block in outline.blocks
        if block.zone is Zone.PLAIN
        and (_is_in(block, held) or (block.element in within and folded(block.text) in within[block.element]))
    ]
    rest = (block for block in outline.blocks if block.zone is Zone.PLAIN and block not in marked)
    if any(len(block.text) >= 60 and not block.is_linked and _SENTENCE.search(block.text) for block in rest):
        # Else the article is one line under a picture.
        for block in marked:
            block.zone = Zone.CAPTION


def _held_within(held: Iterable[HtmlElement]) -> dict[HtmlElement, set[str]]:
    """Captions that stand in a paragraph among its words, by the elements around them."""
    found: dict[HtmlElement, set[str]] = {}
    for element in held:
        if element.tag in INLINE:
            text = folded(shown_text(element))
            for near in [*element.iterancestors()][:3]:
                found.setdefault(near, set()).add(text)
    return found


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
    while after is not None and after.tag in {"br", "noscript"} and not (after.tail or "").strip():
        after = after.getnext()
    if after is None or not isinstance(after.tag, str) or (here.tail or "").strip():
        return None
    length = text_length(after)
    return after if 2 <= length <= 300 and _is_under(here, after, length) else None


def _is_under(here: HtmlElement, after: HtmlElement, length: int) -> bool:
    if _flags(after) & classes.CAPTION or after.tag in _SMALL_PRINT:
        return True
    if length <= 250 and _is_small_print(after, length):
        return True
    if length <= 160 and after.tag in _PARAGRAPHS and _is_centred(after) and (_is_centred(here) or _centres(here)):
        return True
    parent = here.getparent()
    return (
        parent is not None and bool(_PICTURE_WORDS.search(parent.get("class") or "")) and text_length(parent) == length
    )


def _only_words(parent: HtmlElement, here: HtmlElement) -> HtmlElement | None:
    """The words below a single picture where its block has no others: no paragraph, no headline, no date."""
    length = text_length(parent)
    if not 2 <= length <= 250:
        return None
    for after in here.itersiblings():
        if not isinstance(after.tag, str) or not text_length(after):
            continue
        if text_length(after) < length or after.tag in _NO_CAPTION or next(after.iter(*_NO_CAPTION), None) is not None:
            return None
        flags = _flags(after)
        if flags & _OTHER_MEANING and not flags & classes.CAPTION:
            return None
        is_paragraph = after.tag == "p" or next(after.iter("p"), None) is not None
        ends = bool(_SENTENCE.search(str(after.xpath("normalize-space(.)"))))
        return None if ends and (is_paragraph or length > 160) else after
    return None


def _flags(element: HtmlElement) -> int:
    return flags_of(f"{element.get('class') or ''} {element.get('id') or ''}")


def _is_small_print(element: HtmlElement, length: int) -> bool:
    """Whether all its words are set small or slanted, by an element, a class or a style."""
    if element.tag not in {"p", "div", "span", "center", "td", "font", "em", "i", "small", "b", "strong"}:
        return False
    style = element.get("style") or ""
    if (
        element.tag in _SMALL_PRINT
        or _SMALL_CLASS.search(element.get("class") or "")
        or _SMALL_STYLE.search(style[:300])
        or (element.tag == "font" and element.get("size") in {"1", "-1", "-2"})
    ):
        return True
    worded = [child for child in element if isinstance(child.tag, str) and child.tag != "a" and text_length(child)]
    if len(worded) == 1 and text_length(worded[0]) >= 0.9 * length:
        return _is_small_print(worded[0], text_length(worded[0]))
    small = [child for child in worded if child.tag in _SMALL_PRINT]
    return bool(small) and sum(text_length(child) for child in small) >= 0.9 * length


def _is_centred(element: HtmlElement) -> bool:
    return (
        element.tag == "center"
        or (element.get("align") or "").lower() == "center"
        or bool(_CENTRED.search((element.get("style") or "")[:300]))
        or "center" in (element.get("class") or "")
    )


def _centres(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and _is_centred(parent)


def _pictures_in(element: HtmlElement) -> int:
    """One or more: two where there are several."""
    pictures = element.iter("img", "amp-img")
    return sum(1 for _ in islice(pictures, 2))
