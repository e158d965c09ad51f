"""Who wrote it, under which section and tags."""

from __future__ import annotations

import re

from bot.sources.page.document import Page, squeezed, text_of

_LABELS = re.compile(r"^(?:by|автор|author|текст|von|par|por)\b\s*:?\s*", re.IGNORECASE)


def author_of(page: Page) -> str | None:
    """The author as the page states it; None where it does not."""
    author = page.ld.get("author")
    if isinstance(author, list) and author:
        author = author[0]
    name = author.get("name") if isinstance(author, dict) else author
    stated = name if isinstance(name, str) else page.first_meta("author", "article:author", "dc.creator")
    if stated and stated.strip() and not stated.startswith(("http", "@")):
        return squeezed(stated)[:120]
    for element in page.tree.xpath("//*[@rel='author' or @itemprop='author']")[:3]:
        written = _LABELS.sub("", text_of(element))
        if 3 <= len(written) <= 80:
            return written
    return None


def section_of(page: Page) -> str | None:
    """The section as the page states it; None where it does not."""
    stated = page.ld.get("articleSection")
    if isinstance(stated, list) and stated:
        stated = stated[0]
    if isinstance(stated, str) and stated.strip():
        return squeezed(stated)[:80]
    return page.first_meta("article:section")


def tags_of(page: Page) -> tuple[str, ...]:
    """The article's tags; empty where it has none."""
    tags = [tag for value in page.meta.get("article:tag", ()) for tag in value.split(",")]
    keywords = page.ld.get("keywords")
    if not tags and isinstance(keywords, list):
        tags = [str(word) for word in keywords]
    if not tags:
        tags = [text_of(link) for link in page.tree.xpath("//a[contains(concat(' ', @rel, ' '), ' tag ')]")[:20]]
    clean = (squeezed(tag).lstrip("#").strip() for tag in tags[:40])
    return tuple(dict.fromkeys(tag for tag in clean if 2 <= len(tag) <= 60))
