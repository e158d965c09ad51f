"""The lead: the first real sentences of the text; datelines, bylines and sub-headlines are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DATELINE = re.compile(
    r"^[^.!?]{2,60}(?:\d{1,2}[\s-]+\w{3,10}|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?)[^.!?]{0,20}(?:[/(][^/)]{2,40}[/)])?[\s.–—-]*$"
)
#: «Бишкек, 12 июня /Кабар/. –», "24/09/2020 –", "By Jane Smith:": what may stand before the first sentence.
_OPENING = re.compile(
    r"^(?:[А-ЯЁӨҮҢA-Z][\w.-]{1,30}(?: [А-ЯЁӨҮҢA-Z][\w.-]{1,30}){0,2}, ?\d{1,2}[ -]?[а-яёөүң]{3,10}\.?,?(?: ?\d{4}[^/(\s]{0,6})?"
    r" ?(?:[/(][^/)]{2,40}[/)])?[ .]*[–—-]*\s+"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}\s*[–—-]\s*"
    r"|By [A-Z][\w.-]{1,30}(?: [A-Z][\w.-]{1,30}){1,3}:\s*)"
)
_BYLINE = re.compile(r"^(?:by|автор|текст|фото|von|par|por)\b.{0,60}$", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…»\"”:][\s\d]{0,4}$")
_SHORTEST, _LONG_ENOUGH = 40, 160


def lead_of(paragraphs: Sequence[str]) -> str:
    """The first paragraph that says something, without its dateline; "" where there is none."""
    for paragraph in paragraphs[:8]:
        if not _DATELINE.match(paragraph) and not _BYLINE.match(paragraph) and _is_sentence(paragraph):
            return _OPENING.sub("", paragraph, count=1)
    return next((paragraph for paragraph in paragraphs if len(paragraph) >= 20), paragraphs[0] if paragraphs else "")


def _is_sentence(paragraph: str) -> bool:
    """A sub-headline has no full stop and is short."""
    return len(paragraph) >= _LONG_ENOUGH or (len(paragraph) >= _SHORTEST and bool(_ENDED.search(paragraph)))
