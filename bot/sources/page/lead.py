"""The lead: the first real sentences of the text; datelines, bylines and sub-headlines are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LETTER = r"[^\W\d_]"
_DAY = (
    rf"(?:\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?|\d{{1,2}}[ -]?{_LETTER}{{3,12}}\.?|{_LETTER}{{3,12}}\.? \d{{1,2}})"
)
_YEAR = r"(?:,? ?(?:19|20)\d\d(?: ?(?:г\.?|года|ж\.?|жыл))?)?"
_CITY = r"[A-ZА-ЯЁӨҮҢÀ-ÖØ-Þ][\w.'’-]{1,30}(?: [A-ZА-ЯЁӨҮҢ][\w.'’-]{1,30}){0,2}"
_AGENCY = r"(?:/[^/]{2,40}/|\([^()]{2,60}\))"
#: «Бишкек, 12 июня /Кабар/. –», "24/09/2020 –", "GENEVA (AP) —", "LAHORE: ", "By Jane Smith:".
_OPENING = re.compile(
    rf"(?:{_CITY}, ?{_DAY}{_YEAR}[,. ]{{0,2}}[–—-]\s+{_CITY}\.\s+"
    rf"|{_CITY}, ?{_DAY}{_YEAR}[,. ]{{0,2}}{_AGENCY}?[ .]*[–—-]*\s+"
    rf"|{_CITY},? ?{_AGENCY}[ .]*[–—-]*\s+"
    rf"|{_DAY}{_YEAR}\s*[–—]\s*"
    rf"|{_AGENCY}[ .]*[–—-]+\s+"
    r"|[A-ZА-ЯЁӨҮҢ]{4,20}(?: [A-ZА-ЯЁӨҮҢ]{3,20})?(?:: | ?[–—] )"
    r"|By [A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{1,30}){1,3}:\s*)"
)
_DATELINE = re.compile(rf"[^.!?]{{2,60}}{_DAY}{_YEAR}[^.!?]{{0,20}}{_AGENCY}?[\s.–—-]*|{_CITY},? ?{_AGENCY}[\s.–—-]*")
_BYLINE = re.compile(r"(?:by|автор|текст|фото|von|par|por|источник|булагы|сүрөт)\b[^.!?]{0,60}", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…»\"”:][\s\d]{0,4}$")
_SHORTEST, _LONG_ENOUGH = 30, 160


def lead_of(paragraphs: Sequence[str]) -> str:
    """The first paragraph that says something, without its dateline; "" where there is none."""
    for paragraph in paragraphs[:8]:
        if not _is_dateline(paragraph) and _is_sentence(paragraph):
            return _without_opening(paragraph)
    return next((paragraph for paragraph in paragraphs if len(paragraph) >= 20), paragraphs[0] if paragraphs else "")


def _is_dateline(paragraph: str) -> bool:
    return len(paragraph) <= 120 and bool(_DATELINE.fullmatch(paragraph) or _BYLINE.fullmatch(paragraph))


def _is_sentence(paragraph: str) -> bool:
    """A sub-headline has no full stop and is short."""
    return len(paragraph) >= _LONG_ENOUGH or (len(paragraph) >= _SHORTEST and bool(_ENDED.search(paragraph)))


def _without_opening(paragraph: str) -> str:
    found = _OPENING.match(paragraph)
    rest = paragraph[found.end() :] if found else paragraph
    # What follows a dateline is a sentence; else the match was one by chance.
    return rest if len(rest) >= 40 and not rest[0].islower() else paragraph
