"""Who wrote it, under which section and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.sources.page.document import Page, text_of
from bot.sources.page.outline import Outline
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
_BY_CLASS = (
    "//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'avtor')]"
    "[string-length(normalize-space(.)) < 90][position() <= 20]"
)
_SPLIT_TAGS = re.compile(r"[,;]")
_TAGS_BY_CLASS = (
    "//*[contains(concat(' ', @class, ' '), ' tags ') or contains(concat(' ', @class, ' '), ' tag-list ') or contains(@class, 'post-tags') "
    "or contains(@class, 'article-tags') or contains(@class, 'news-tags') or contains(@class, 'tags-links')][1]"
)


def author_of(page: Page, outline: Outline) -> str | None:
    """The author as the page states it; None where it does not."""
    names = [
        *_named(page.ld.get("author")),
        *(page.first_meta(name) or "" for name in ("author", "article:author", "dc.creator")),
    ]
    marked = page.tree.xpath("//*[@rel='author' or @itemprop='author']")[:3]
    names += [element.get("content") or text_of(element) for element in marked]
    for name in names:
        if author := _person(name):
            return author
    for element in page.tree.xpath(_BY_CLASS):
        written = _LABELS.sub("", text_of(element))
        if _BYLINE.fullmatch(written) and (author := _person(written)):
            return author
    for block in outline.blocks[:120]:
        if len(block.text) <= 160 and (found := _LABELLED.search(block.text)):
            return _person(found[1])
    return None


def section_of(page: Page) -> str | None:
    """The section as the page states it; None where it does not."""
    for name in (*_named(page.ld.get("articleSection")), page.first_meta("article:section")):
        if stated := plain_title(name):
            return stated[:80]
    for element in page.tree.xpath("//*[@itemprop='articleSection'] | //a[@rel='category tag' or @rel='category']")[:3]:
        if 2 <= len(text_of(element)) <= 60:
            return text_of(element)
    return None


def tags_of(page: Page) -> tuple[str, ...]:
    """The article's tags; empty where it has none. A site's own keywords, the same on every page, are none."""
    tags = list(page.meta.get("article:tag", ())) or list(_named(page.ld.get("keywords")))
    if not tags:
        links = page.tree.xpath("//a[contains(concat(' ', @rel, ' '), ' tag ') and not(contains(@rel, 'category'))]")
        tags = [text_of(link) for link in links[:20]]
    if not tags:
        rows = page.tree.xpath(_TAGS_BY_CLASS)[:1]
        tags = [text_of(link) for row in rows for link in [*row.iter("a")][:20]]
    parts = (part for tag in tags[:40] for part in _SPLIT_TAGS.split(tag))
    clean = (plain_title(part).lstrip("#").strip() for part in parts)
    return tuple(dict.fromkeys(tag for tag in clean if 2 <= len(tag) <= 60))


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
