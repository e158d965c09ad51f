"""Puts the rules together: bytes of a page → Article."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.model.article import Article
from bot.sources.language import detect
from bot.sources.page.about import author_of, section_of, tags_of
from bot.sources.page.address import canonical_of, translations_of
from bot.sources.page.body import body_of
from bot.sources.page.document import Page, parse
from bot.sources.page.eyes import counted_by_eyes
from bot.sources.page.grounds import grounds_of
from bot.sources.page.images import card_image_of, images_of
from bot.sources.page.lead import lead_of
from bot.sources.page.marks import marks_of
from bot.sources.page.outline import outline_of
from bot.sources.page.published import published_of
from bot.sources.page.title import headline_of, site_name_of
from bot.sources.page.views import bare_numbers, views_of


def read_page(
    body: bytes, url: str, *, content_type: str | None = None, timezone: ZoneInfo, language: str | None = None
) -> Article:
    """The article on that page. `timezone` holds for dates without a zone; `language` is the source's own word.

    Raises NotUnderstood when the page holds no article.
    """
    page = parse(body, url, content_type)
    outline = outline_of(page.tree)
    headline = headline_of(page, outline)
    # What is read from the whole tree comes before the body: that takes the foreign elements out of it.
    marks = marks_of(page.tree, outline)
    author, tags = author_of(page, outline, marks), tags_of(page, outline, marks)
    section = section_of(page, marks)
    counted, bare = counted_by_eyes(outline), bare_numbers(outline)
    text = body_of(page, outline, headline)
    if not headline.text and not text.paragraphs:
        raise NotUnderstood(url, "the page has neither a headline nor a text")
    title = headline.text
    if not title:
        page.notes.append("the page has no headline: its first words stand in")
        title = _first_words(text.paragraphs[0])
    grounds = grounds_of(page, outline, headline, text)
    published = published_of(page, outline, headline, text, grounds, marks, timezone)
    told = detect(f"{title}\n" + "\n".join(text.paragraphs[:8]), declared=language or _declared(page), url=url)
    canonical = canonical_of(page)
    return Article(
        url=url,
        canonical_url=canonical,
        title=title,
        lead=lead_of(text.paragraphs),
        text="\n\n".join(text.paragraphs),
        language=told.code,
        published=published.moment if published else None,
        has_time=published.has_time if published else True,
        views=views_of(outline, marks, headline, text, grounds, counted, bare),
        images=images_of(page, outline, headline, text),
        card_image=card_image_of(page),
        description=page.first_meta("og:description", "description", "twitter:description"),
        author=author,
        section=section,
        tags=tags,
        site_name=site_name_of(page),
        translations=translations_of(page, canonical, told.code),
        noindex="noindex" in (page.first_meta("robots") or "").lower(),
        notes=(*page.notes, *told.notes),
    )


def _declared(page: Page) -> str | None:
    """The language the page claims: its root, else its head."""
    stated = page.tree.get("lang") or page.tree.get("xml:lang") or page.first_meta("content-language", "og:locale")
    in_ld = page.ld.get("inLanguage")
    return stated or (in_ld if isinstance(in_ld, str) else None) or page.first_meta("language", "dc.language")


def _first_words(paragraph: str) -> str:
    return paragraph if len(paragraph) <= 100 else paragraph[:100].rsplit(" ", 1)[0] + "…"
