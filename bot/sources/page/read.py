"""Puts the rules together: bytes of a page → Article."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.model.article import Article
from bot.sources.language import detect
from bot.sources.page.address import canonical_of, translations_of
from bot.sources.page.body import body_of
from bot.sources.page.document import Page, parse, squeezed, text_of
from bot.sources.page.images import card_image_of, images_of
from bot.sources.page.lead import lead_of
from bot.sources.page.published import published_of
from bot.sources.page.title import site_name_of, title_of
from bot.sources.page.views import views_of


def read_page(
    body: bytes, url: str, *, content_type: str | None = None, timezone: ZoneInfo, language: str | None = None
) -> Article:
    """The article on that page. `timezone` holds for dates without a zone; `language` is the source's own word.

    Raises NotUnderstood when the page holds no article.
    """
    page = parse(body, url, content_type)
    title = title_of(page)
    text = body_of(page, title)
    if not title and not text.paragraphs:
        raise NotUnderstood(url, "the page has neither a headline nor a text")
    if not title:
        page.notes.append("the page has no headline: the first sentence stands in")
        title = _first_words(text.paragraphs[0])
    headline = _headline_element(page, title)
    published = published_of(page, timezone, headline)
    told = detect(f"{title}\n" + "\n".join(text.paragraphs[:8]), declared=language or page.tree.get("lang"), url=url)
    return Article(
        url=url,
        canonical_url=canonical_of(page),
        title=title,
        lead=lead_of(text.paragraphs),
        text="\n\n".join(text.paragraphs),
        language=told.code,
        published=published.moment if published else None,
        has_time=published.has_time if published else True,
        views=views_of(page),
        images=images_of(page, text.scope, headline),
        card_image=card_image_of(page),
        description=page.first_meta("og:description", "description", "twitter:description"),
        author=_author(page),
        section=page.first_meta("article:section"),
        tags=_tags(page),
        site_name=site_name_of(page),
        translations=translations_of(page),
        noindex="noindex" in (page.first_meta("robots") or "").lower(),
        notes=(*page.notes, *told.notes),
    )


def _first_words(paragraph: str) -> str:
    return paragraph if len(paragraph) <= 100 else paragraph[:100].rsplit(" ", 1)[0] + "…"


def _headline_element(page: Page, title: str) -> Any | None:
    folded = _folded(title)
    for element in page.tree.iter("h1", "h2", "h3", "div", "td", "span", "p", "b", "strong"):
        if len(element) <= 6 and _folded(text_of(element)) == folded:
            return element
    return next(iter(page.tree.iter("h1")), None)


def _folded(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()


def _author(page: Page) -> str | None:
    stated = page.first_meta("author", "article:author", "dc.creator")
    author = page.ld.get("author")
    if isinstance(author, list) and author:
        author = author[0]
    name = author.get("name") if isinstance(author, dict) else author
    if isinstance(name, str) and name.strip():
        return squeezed(name)
    return stated if stated and not stated.startswith("http") else None


def _tags(page: Page) -> tuple[str, ...]:
    tags = list(page.meta.get("article:tag", ()))
    keywords = page.ld.get("keywords")
    if not tags and isinstance(keywords, list):
        tags = [str(word) for word in keywords]
    if not tags:
        tags = [text_of(link) for link in page.tree.xpath("//a[contains(concat(' ', @rel, ' '), ' tag ')]")[:20]]
    return tuple(dict.fromkeys(squeezed(tag).lstrip("#") for tag in tags if 2 <= len(tag.strip()) <= 60))
