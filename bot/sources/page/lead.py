"""The lead: the first real sentences of the text; datelines, bylines and notes are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DATELINE = re.compile(
    r"^[^.!?]{2,60}(?:\d{1,2}[\s-]+\w{3,10}|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?)[^.!?]{0,20}(?:[/(][^/)]{2,40}[/)])?[\s.–—-]*$"
)
_BYLINE = re.compile(r"^(?:by|автор|текст|фото|von|par|por)\b.{0,60}$", re.IGNORECASE)


def lead_of(paragraphs: Sequence[str]) -> str:
    """The first paragraph that says something; "" where there is none."""
    for paragraph in paragraphs[:6]:
        if _DATELINE.match(paragraph) or _BYLINE.match(paragraph):
            continue
        if len(paragraph) >= 40 and (re.search(r"[.!?…»\"”:]\s*$", paragraph) or len(paragraph) >= 80):
            return paragraph
    return next((paragraph for paragraph in paragraphs if len(paragraph) >= 20), paragraphs[0] if paragraphs else "")
