"""The page's own view counter; None where none is sure."""

from __future__ import annotations

import re
from typing import Any

from bot.sources.page.document import Page, class_words, text_of

_NUMBER = r"(\d{1,3}(?:[\s\xa0.,'’]\d{3})+|\d+)"
_LABEL = (
    r"просмотр(?:ов|ы|а|ели|ено)?|прочитан[оа]|прочтени[йея]|показ(?:ов|ы)|көрүүлөр(?:дүн саны)?|көрүлдү|көрүү|"
    r"окулду|кароолор|қаралды|қаралым|көрілді|views?|page ?views?|hits|reads?|viewed|visualizzazioni|vistas|aufrufe|"
    r"görüntülenme|okunma|baxış|ko[‘'ʻ]rildi|ko[‘'ʻ]rishlar"
)
_BEFORE = re.compile(
    rf"(?:^|[^\w])(?:{_LABEL})(?:\s+статьи|\s+новости|\s+материала|\s+count)?\s*[:\-–—]?\s*\(?{_NUMBER}(?![\d.,:/%])",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?<![\d.,:/]){_NUMBER}\s*(?:{_LABEL})(?![\w])", re.IGNORECASE)
_EYE = re.compile(r"(?:^|[\s_-])(?:eye|fa-eye|icon-eye|views?|viewed|view-?count(?:er)?|views-?count|post-?views|hits|"
                  r"page-?views|prosmotr\w*|show-?count\w*|counter|read-?count|watch(?:es)?)(?:$|[\s_-])")  # fmt: skip
_NOT_VIEWS = re.compile(r"comment|like|share|rating|vote|reply|favorite|bookmark|коммент|related|sidebar|widget|"
                        r"popular|similar|footer|recent|list-|carousel|slider|grid|teaser|card")  # fmt: skip


def views_of(page: Page) -> int | None:
    """How often the page says it was viewed."""
    for element in page.tree.iter("div", "span", "p", "li", "td", "small", "i", "em", "b", "strong", "a", "font", "dd"):
        if len(element) > 6 or _is_foreign(element):
            continue
        text = text_of(element)
        if not text or len(text) > 90:
            continue
        found = _BEFORE.search(text) or _AFTER.search(text)
        if found and not re.search(r"[кkмm]\b|тыс|млн", text[found.end() : found.end() + 5], re.IGNORECASE):
            return _value(found.group(1))
    return _by_eye(page)


def _by_eye(page: Page) -> int | None:
    """A bare number in a block that its makers called views, or beside an eye icon, in the article's head."""
    for element in page.tree.xpath("//*[@class]"):
        if not _EYE.search(class_words(element)) or _is_foreign(element):
            continue
        for near in (element, element.getparent()):
            if near is None or len(near) > 4:
                continue
            text = text_of(near)
            if re.fullmatch(_NUMBER, text) and (_value(text) or 0) < 10**9:
                return _value(text)
    return None


def _is_foreign(element: Any) -> bool:
    here: Any | None = element
    for _ in range(6):
        if here is None or here.tag == "body":
            return False
        if here.tag in {"footer", "aside", "nav"} or _NOT_VIEWS.search(class_words(here)):
            return True
        here = here.getparent()
    return False


def _value(text: str) -> int:
    return int(re.sub(r"\D", "", text))
