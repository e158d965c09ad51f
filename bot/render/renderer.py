"""Puts a post together: form, link, hashtags, title, and as much summary as fits. The preview is the same path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, Template, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.model.account import Account, CardColours, PostForm
from bot.model.article import Article, Image
from bot.model.limits import Limits, LinkPlace, PhotoRule
from bot.model.post import Form, Post, PostImage
from bot.render.card import Card
from bot.render.digest import Item, digest_of
from bot.render.errors import RenderingError
from bot.render.faithful import unfaithful_words
from bot.render.links import marked
from bot.render.measure import length
from bot.render.shorten import cut_plain, shortened
from bot.render.summary import Summary, material_for, summarise
from bot.render.thread import Thread, thread_of

#: Pictures of one photo post; a link post takes one, for its card.
_PHOTOS = 10
_NOT_FOR_HASHTAGS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class _Draft:
    """What is decided before the words are."""

    article: Article
    account: Account
    limits: Limits
    form: Form
    link: str
    link_in_text: bool
    hashtags: tuple[str, ...]
    images: tuple[PostImage, ...]
    notes: tuple[str, ...]


class Renderer:
    """Reads templates once; safe to share between threads."""

    def __init__(self, overrides: Path | None = None) -> None:
        """`overrides`: a folder of templates that come before the built-in ones."""
        own = [FileSystemLoader(overrides)] if overrides else []
        self._templates = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([*own, PackageLoader("bot.render", "templates")]),
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            # A changed template counts from the next start: looking at the disk for each post costs more than it gives.
            auto_reload=False,
        )
        self._chosen: dict[tuple[str, str, str | None], Template] = {}

    def render(self, article: Article, account: Account, limits: Limits, *, mark: str = "") -> Post:
        """The article as a post for the account. Raises RenderingError when no faithful text fits."""
        draft = self._draft(article, account, limits, mark)
        title, summary = self._words(draft)
        text = self._filled(draft, title, summary.text)
        thread = _thread(draft, summary)
        self._require_faithful(draft, "\n".join((text, *thread.parts)))
        notes = [*draft.notes]
        if not title and not summary.text and article.title:
            notes.append("the title has no room")
        if not summary.text:
            notes.append("the summary has no room" if article.text else "the page has no text")
        given = limits.link is LinkPlace.CARD_GIVEN
        return Post(
            account=account.name,
            network=account.network,
            text=text,
            link=draft.link,
            article_url=article.canonical_url,
            form=draft.form,
            language=article.language,
            length=length(text, limits),
            limit=limits.text,
            images=draft.images,
            card_title=cut_plain(article.title, limits.card_title) if given else "",
            card_description=_card_description(article, limits) if given else "",
            mark=mark if mark and mark in draft.link else "",
            spans=(*summary.spans, *thread.spans),
            notes=tuple(notes),
            thread=thread.parts,
        )

    def digest(
        self, articles: Sequence[Article], account: Account, limits: Limits, *, mark: str = ""
    ) -> tuple[Post, int]:
        """The first of the articles as one post of titles and links, and how many have room in it.

        Raises RenderingError when two have none.
        """
        language = articles[0].language
        tags = " ".join(f"#{tag}" for tag in account.always_hashtags) if limits.hashtags else ""

        def fills(items: Sequence[Item]) -> str:
            names = [
                f"{account.name}.digest.{language}.txt.j2", f"{account.name}.digest.txt.j2",
                f"{account.network}.digest.txt.j2", "digest.txt.j2",
            ]  # fmt: skip
            try:
                text = self._templates.select_template(names).render(items=items, hashtags=tags, language=language)
            except TemplateError as error:
                raise RenderingError(f"the digest's template for {account.name} cannot be used: {error}") from None
            return re.sub(r"\n{3,}", "\n\n", text).strip()

        return digest_of(articles, account, limits, mark, fills)

    def _draft(self, article: Article, account: Account, limits: Limits, mark: str) -> _Draft:
        form = _form(article, account, limits)
        link = marked(article.canonical_url, account.utm, mark=mark, account=account.name, network=account.network)
        in_text = limits.link is LinkPlace.TEXT or (form is Form.PHOTO and limits.photo is not PhotoRule.BESIDE_LINK)
        images, notes = _images(article, account, limits, form)
        return _Draft(
            article, account, limits, form, link, in_text, _hashtags(article, account, limits), images, tuple(notes)
        )

    def _words(self, draft: _Draft) -> tuple[str, Summary]:
        """The title, cut only where it must be, and the summary that fits beside it."""

        def fits(title: str, summary: str) -> bool:
            return length(self._filled(draft, title, summary), draft.limits) <= draft.limits.text

        if material_for(draft.article).says_title:
            # A lead that begins with the whole title says it: the post would say it twice.
            alone = summarise(draft.article, lambda part: fits("", part))
            if alone.text and not alone.cut:
                return "", alone
        title = shortened(draft.article.title, lambda part: fits(part, "")) or ""
        summary = summarise(draft.article, lambda part: fits(title, part))
        if not fits(title, summary.text):
            raise RenderingError(f"nothing fits into {draft.limits.text} characters beside the link")
        return title, summary

    def _filled(self, draft: _Draft, title: str, summary: str) -> str:
        account, language = draft.account, draft.article.language
        names = [
            f"{account.name}.{language}.txt.j2",
            f"{account.name}.txt.j2",
            f"{account.network}.{language}.txt.j2",
            f"{account.network}.txt.j2",
            "default.txt.j2",
        ]
        try:
            key = (account.name, account.network, language)
            template = self._chosen.get(key) or self._chosen.setdefault(key, self._templates.select_template(names))
            text = template.render(
                title=title,
                summary=summary,
                link=draft.link if draft.link_in_text else "",
                hashtags=" ".join(f"#{tag}" for tag in draft.hashtags),
                language=language,
                section=draft.article.section or "",
            )
        except TemplateNotFound as error:
            raise RenderingError(f"the template {error.name} is missing") from None
        except TemplateError as error:
            raise RenderingError(f"the template for {account.name} cannot be used: {error}") from None
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _require_faithful(self, draft: _Draft, text: str) -> None:
        frame = self._filled(draft, "", "")
        others = (frame, draft.link, " ".join(draft.hashtags), draft.article.section or "")
        strange = unfaithful_words(text, draft.article, others)
        if strange:
            raise RenderingError(f"words that are not in the article: {', '.join(strange[:5])}")


def _thread(draft: _Draft, head: Summary) -> Thread:
    limits = draft.limits
    if not draft.account.thread or not limits.thread:
        return Thread()
    return thread_of(draft.article, head, lambda part: length(part, limits) <= limits.text, most=limits.thread)


def _form(article: Article, account: Account, limits: Limits) -> Form:
    if account.form is PostForm.LINK:
        return Form.LINK
    if account.form is PostForm.PHOTO:
        return Form.PHOTO if article.images or account.card else Form.LINK
    pictured = bool(article.images) or account.card is not None
    if limits.photo is PhotoRule.INSTEAD_OF_CARD and pictured and article.card_image is None:
        return Form.PHOTO
    return Form.LINK


def _images(article: Article, account: Account, limits: Limits, form: Form) -> tuple[tuple[PostImage, ...], list[str]]:
    if limits.photo is PhotoRule.INSTEAD_OF_CARD and form is not Form.PHOTO:
        # The network reads the card's picture from the page itself.
        return (), [] if article.card_image else ["the page offers no picture for the link card"]
    count = min(limits.images, _PHOTOS) if form is Form.PHOTO else 1
    chosen = article.images[:count]
    if not chosen and account.card is not None:
        return (_title_card(article, account.card, limits),), ["the page has no picture: a title card is drawn"]
    if not chosen:
        return (), ["the page has no picture"]
    images = tuple(PostImage(image.url, _alt(image, limits)) for image in chosen)
    missing = limits.alt and not all(image.alt for image in images)
    return images, ["the picture has no description"] if missing else []


def _title_card(article: Article, colours: CardColours, limits: Limits) -> PostImage:
    host = urlsplit(article.canonical_url).hostname or ""
    card = Card(article.title, article.site_name or host.removeprefix("www."), colours)
    return PostImage(card.address(), cut_plain(article.title, limits.alt) if limits.alt else None)


def _alt(image: Image, limits: Limits) -> str | None:
    text = image.alt or image.caption
    return cut_plain(text, limits.alt) if text and limits.alt else None


def _hashtags(article: Article, account: Account, limits: Limits) -> tuple[str, ...]:
    if not limits.hashtags:
        return ()
    mapped = [account.hashtags[tag.casefold()] for tag in article.tags if tag.casefold() in account.hashtags]
    cleaned = [_NOT_FOR_HASHTAGS.sub("", tag) for tag in (*account.always_hashtags, *mapped)]
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))


def _card_description(article: Article, limits: Limits) -> str:
    return cut_plain(article.lead, min(limits.card_description, 300)) if article.lead else ""
