"""Who wrote it, under which section and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from bot.sources.page.blocks import Outline
from bot.sources.page.document import Page, text_of
from bot.sources.page.marks import Marks
from bot.sources.page.site_name import plain_title

_LABELS = re.compile(
    r"^(?:by|автор(?:ы|у)?|author|текст|журналист|корреспондент|von|par|por|muallif|авторлар)\b\s*:?\s*", re.IGNORECASE
)
_NAME = r"[^\W\d_a-zа-яёөүң][\w.'’-]{0,30}"
_LABELLED = re.compile(
    rf"(?:^|[\s|/•])(?:Автор|Автордор|Author|Журналист|Текст|Muallif):\s*({_NAME}(?:\s{_NAME}){{0,3}})"
)
_BYLINE = re.compile(rf"{_NAME}(?:\s{_NAME}){{1,3}}")
#: Accounts of a system, not people.
_ACCOUNTS = frozenset(
    "admin administrator админ администратор root user superuser webmaster editor redaktor moderator test wpadmin demo manager kontent content".split()
)
_OF_AN_AUTHOR = re.compile(r"author|byline|avtor", re.IGNORECASE)
_OF_TAGS = re.compile(r"(?:^|[\s_-])tags?(?:[\s_-]?(?:list|links|row|box))?(?:$|\s)", re.IGNORECASE)
_SPLIT_TAGS = re.compile(r"[,;]")


def author_of(page: Page, outline: Outline, marks: Marks) -> str | None:
    """The author as the page states it; None where it does not."""
    names = list(_named(page.ld.get("author")))
    names += [page.first_meta(name) or "" for name in ("author", "article:author", "dc.creator")]
    marked = [*marks.of_relation("author"), *marks.of_property("author")][:4]
    names += [element.get("content") or text_of(element) for element in marked]
    for name in names:
        if author := _person(name):
            return author
    return _byline(outline)


def _byline(outline: Outline) -> str | None:
    short = [block for block in outline.blocks[:200] if len(block.text) <= 160]
    for block in short:
        if _OF_AN_AUTHOR.search(_names(block.element, 2)) and len(block.text) <= 90:
            written = _LABELS.sub("", block.text)
            if _BYLINE.fullmatch(written) and (author := _person(written)):
                return author
    found = next((found for block in short if (found := _LABELLED.search(block.text))), None)
    return _person(found[1]) if found else None


def section_of(page: Page, marks: Marks) -> str | None:
    """The section as the page states it; None where it does not."""
    for name in (*_named(page.ld.get("articleSection")), page.first_meta("article:section")):
        if stated := plain_title(name):
            return stated[:80]
    for element in [*marks.of_property("articlesection"), *marks.of_relation("category")][:3]:
        if 2 <= len(text_of(element)) <= 60:
            return text_of(element)
    return None


def tags_of(page: Page, outline: Outline, marks: Marks) -> tuple[str, ...]:
    """The article's tags; empty where it has none. A site's own keywords, the same on every page, are none."""
    tags = list(page.meta.get("article:tag", ())) or list(_named(page.ld.get("keywords")))
    if not tags:
        tags = [text_of(link) for link in marks.of_relation("tag") if "category" not in (link.get("rel") or "")]
    if not tags:
        rows = (block.element for block in outline.blocks if block.linked and _OF_TAGS.search(_names(block.element, 3)))
        row = next(rows, None)
        tags = [text_of(link) for link in row.iter("a")] if row is not None else []
    parts = (part for tag in tags[:40] for part in _SPLIT_TAGS.split(tag))
    clean = (plain_title(part).lstrip("#").strip() for part in parts)
    return tuple(dict.fromkeys(tag for tag in clean if 2 <= len(tag) <= 60))


def _names(element: HtmlElement, levels: int) -> str:
    """The classes of an element and those around it."""
    names = ""
    here: HtmlElement | None = element
    for _ in range(levels):
        if here is None or here.tag in {"body", "article", "main"}:
            break
        names += f" {here.get('class') or ''}"
        here = here.getparent()
    return names


def _named(stated: Any) -> Iterator[str]:
    """Every name in a JSON-LD value: a text, an object with a name, or a list of such."""
    for entry in stated if isinstance(stated, list) else [stated]:
        name = entry.get("name") if isinstance(entry, dict) else entry
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and text.strip():
                yield text


def _person(name: str) -> str | None:
    """The name without markup and label; None for an address or a system's account."""
    clean = _LABELS.sub("", plain_title(name)).strip(" ,;|")
    if not 2 <= len(clean) <= 120 or clean.startswith(("http", "@", "www.")) or clean.lower() in _ACCOUNTS:
        return None
    return clean
