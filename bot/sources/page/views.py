"""The page's own view counter; None where none is sure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.body import Body
from bot.sources.page.classes import flags_of
from bot.sources.page.document import Page, class_words, text_of
from bot.sources.page.outline import Block, Outline
from bot.sources.page.title import Headline

_NUMBER = r"(\d{1,3}(?:[\s\xa0\u202f.,'’]\d{3})+|\d{1,9})"
_LABEL = (
    r"просмотр(?:ов|ы|а|ели|ено)?|прочитан[оаы]?|прочтени[йея]|показ(?:ов|ы)|посмотрел[иао]|көрүүлөр(?:дүн саны)?|көрүлдү|көрүлгөн|көрүү|көргөндөр|көрүшкөн|"
    r"окулду|окулган|окугандар|каралды|кароолор|қаралды|қаралым|көрілді|views?|page ?views?|hits|reads?|viewed|read count|visualizzazioni|vistas|visitas|lecturas|aufrufe|gelesen|"
    r"görüntülenme|okunma|baxış|oxunub|ko[‘'ʻ]rildi|ko[‘'ʻ]rishlar|переглядів"
)
_BEFORE = re.compile(
    rf"(?:^|[^\w])(?:{_LABEL})(?:\s+(?:статьи|новости|материала|страницы|count|саны|всего))?\s*[:\-–—(]?\s*{_NUMBER}(?![\d.,:/%]|\s*(?:min|мин|comment|коммент|пикир|share|like|лайк|репост))",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\d.,:/]){_NUMBER}\s*(?:(?:x|×|mal|раза?|жолу|times)\s+)?(?:{_LABEL}|раз[а]? (?:прочитан|просмотрен)|times)(?![\w])",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"\s*(?:[кkмm]\b|тыс|млн|миң|thousand|mln)", re.IGNORECASE)
_EYE_SIGN = re.compile(rf"[\U0001f441\U0001f440]\ufe0f?\s*{_NUMBER}(?![\d.,:/%])")
_EYE_ICON = re.compile(r"(?:^|[^a-z])(?:eyes?|views?|visibility|prosmotr\w*)(?:[^a-z]|$)", re.IGNORECASE)
_DATED_NUMBER = re.compile(
    rf"^(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[\s-]+[^\W\d]{{3,10}}\.?,?\s+\d{{4}}(?:\s*(?:г\.?|года|ж\.?)(?!\w))?)(?:[\s,|]+\d{{1,2}}:\d\d(?::\d\d)?)?[\s|·•,–-]+{_NUMBER}$"
)
_BARE = re.compile(rf"{_NUMBER}")
_SPOKEN = re.compile(
    r"коммент|comment|пикир|отзыв|like|нравится|rating|рейтинг|голос|оценк|репост|share|тираж|id\b|№|#|минут|мин\b|min\b",
    re.IGNORECASE,
)


def views_of(page: Page, outline: Outline, headline: Headline, body: Body) -> int | None:
    """How often the page says it was viewed."""
    near = sorted(_short(outline, headline, body), key=lambda block: _rank(block, headline))
    for read in (_labelled, _by_sign):
        for block in near:
            value = read(block.text)
            if value is not None:
                return value
    return (
        _by_eye(outline, headline, body) or _titled(outline, headline) or _bare(near, headline, body) or _stated(page)
    )


def _rank(block: Block, headline: Headline) -> int:
    return block.order - headline.order if block.order >= headline.order else 10_000 + headline.order - block.order


def _short(outline: Outline, headline: Headline, body: Body) -> Iterator[Block]:
    """Short blocks of the article's head, text and foot; the text's own paragraphs are none of them."""
    own = {id(block) for block in body.blocks}
    last = body.blocks[-1].order if body.blocks else headline.order
    for block in outline.blocks:
        if len(block.text) <= 160 and id(block) not in own and headline.order - 120 <= block.order <= last + 80:
            yield block


def _labelled(text: str) -> int | None:
    found = _BEFORE.search(text) or _AFTER.search(text)
    if found is None or _ROUNDED.match(text, found.end(1)):
        return None
    return _value(found.group(1))


def _by_sign(text: str) -> int | None:
    found = _EYE_SIGN.search(text)
    return None if found is None or _ROUNDED.match(text, found.end(1)) else _value(found.group(1))


def _by_eye(outline: Outline, headline: Headline, body: Body) -> int | None:
    """A bare number in a block that its makers called views, or beside an eye."""
    last = body.blocks[-1].order if body.blocks else headline.order + 200
    eyes = [*outline.eyes, *((order, picture) for order, picture in outline.pictures if _is_eye_icon(picture))]
    eyes = [(order, element) for order, element in eyes if headline.order - 120 <= order <= last + 80]
    eyes.sort(key=lambda pair: (pair[0] < headline.order, pair[0]))
    for _, element in eyes:
        for text in _around(element):
            found = _BARE.fullmatch(text)
            if found:
                return _value(text)
    return None


def _around(element: HtmlElement) -> Iterator[str]:
    """What the element says, and what stands right beside it."""
    yield text_of(element)
    if element.tail:
        yield " ".join(element.tail.split())
    if not text_of(element):
        after = element.getnext()
        if (
            after is not None
            and isinstance(after.tag, str)
            and not (element.tail or "").strip()
            and not _is_reaction(after)
        ):
            yield text_of(after)
        parent = element.getparent()
        if parent is not None and len(parent) <= 3 and not _is_reaction(parent):
            yield text_of(parent)
            after = parent.getnext()
            if after is not None and isinstance(after.tag, str) and not text_of(parent) and not _is_reaction(after):
                yield text_of(after)


def _is_eye_icon(picture: HtmlElement) -> bool:
    name = (picture.get("src") or "").rsplit("/", 1)[-1]
    return bool(_EYE_ICON.search(f"{name} {picture.get('alt') or ''} {picture.get('title') or ''}")) and len(name) < 60


def _is_reaction(element: HtmlElement) -> bool:
    if flags_of(class_words(element)) & classes.REACTIONS:
        return True
    return any(
        flags_of(child.get("class") or "") & classes.REACTIONS or "#comment" in (child.get("href") or "")
        for child in element.iter("i", "span", "a", "svg", "em")
    )


def _titled(outline: Outline, headline: Headline) -> int | None:
    """A bare number whose tooltip says views."""
    for block in outline.blocks:
        if _BARE.fullmatch(block.text) and abs(block.order - headline.order) <= 200:
            here: HtmlElement | None = block.element
            for _ in range(2):
                if here is None:
                    break
                said = f"{here.get('title') or ''} {here.get('aria-label') or ''} {here.get('data-original-title') or ''} {here.get('data-tooltip') or ''}"
                if re.search(rf"(?:^|\W)(?:{_LABEL}|количество просмотров)(?:\W|$)", said, re.IGNORECASE):
                    return _value(block.text)
                here = here.getparent()
    return None


def _bare(near: list[Block], headline: Headline, body: Body) -> int | None:
    """The one bare number of the article's head that stands with its date."""
    first = body.blocks[0].order if body.blocks else headline.order + 30
    head = [block for block in near if headline.order - 25 <= block.order <= first]
    if any(_SPOKEN.search(block.text) for block in head):
        return None
    dated = [found for block in head if (found := _DATED_NUMBER.match(block.text)) and not _is_reaction(block.element)]
    if dated:
        return _value(dated[0].group(1))
    return None


def _stated(page: Page) -> int | None:
    """The counter that JSON-LD or microdata state."""
    for element in page.tree.xpath("//meta[@itemprop='interactionCount' or @itemprop='userInteractionCount']")[:4]:
        found = re.fullmatch(r"UserPageVisits:\s*(\d{1,9})", (element.get("content") or "").strip())
        if found:
            return int(found.group(1))
    return None


def _value(text: str) -> int:
    return int(re.sub(r"\D", "", text))
