"""An article and its posts as one page of HTML: no script, no request, everything foreign escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, select_autoescape

from bot.model.article import Article, Image
from bot.model.post import Form, Post, PostImage
from bot.web.previews.look import Look, Piece, folded, look_of, pieces
from bot.web.previews.words import LANGUAGES, MONTHS, WORDS

_PARAGRAPHS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the preview."""

    #: "data:image/jpeg;base64,…"; None where the picture was not fetched or cannot be had.
    source: str | None
    #: What is told instead of it, or beneath it: its size, or why it is not sent.
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture in its place: what is shown of it, and where it stands on the site."""

    shown: Shown
    alt: str
    url: str | None


@dataclass(frozen=True, slots=True)
class _Card:
    title: str
    description: str
    domain: str
    url: str | None
    picture: _Picture | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """One post, ready to be written down."""

    post: Post
    look: Look
    seen: list[Piece]
    hidden: list[Piece]
    #: Between the two; nothing after the end of a sentence.
    dots: str
    photos: list[_Picture]
    card: _Card | None
    #: What each picture of the post becomes: its size, or why it stays behind.
    pictures: list[str]
    share: int


#: (account, address) → the picture; the article's own stand under ("", address).
Pictures = Mapping[tuple[str, str], Shown]


def preview_page(
    article: Article, posts: Sequence[Post], refused: Mapping[str, str], pictures: Pictures, *, language: str | None
) -> str:
    """The whole page. `language` is the page's own, one of ru, ky, en; None = the article's, else English."""
    wanted = language or (article.language or "").split("-")[0]
    code = wanted if wanted in LANGUAGES else "en"
    paragraphs = [part for part in article.text.split("\n\n") if part.strip()]
    # Mostly the lead is the first sentence of the text: it is shown there, once.
    in_text = bool(article.lead and paragraphs and paragraphs[0].startswith(article.lead))
    return _TEMPLATES.get_template("preview.html").render(
        w=WORDS[code],
        language=code,
        article=article,
        link=_web(article.canonical_url),
        when=_when(article.published, article.has_time, code),
        views=f"{article.views:,}".replace(",", "\u00a0") if article.views is not None else None,
        lead=article.lead,
        lead_rest=paragraphs[0][len(article.lead) :] if in_text else "",
        paragraphs=paragraphs[in_text:_PARAGRAPHS],
        further=paragraphs[_PARAGRAPHS:],
        images=[(_article_picture(image, pictures), image) for image in article.images],
        posts=[_shown(article, post, pictures) for post in posts],
        refused=refused,
    )


def _shown(article: Article, post: Post, pictures: Pictures) -> _Shown:
    look = look_of(post.network)
    seen, hidden = folded(post.text, look)
    in_card = look.picture_in_card and post.form is Form.LINK
    own = [_post_picture(post, image, pictures) for image in post.images]
    photos = [] if in_card else own
    return _Shown(
        post=post,
        look=look,
        seen=pieces(seen),
        hidden=pieces(hidden),
        dots=" " if seen.rstrip().endswith((".", "!", "?", "…")) else "… ",
        photos=photos,
        card=_card(article, post, own if in_card else [], photos, pictures),
        pictures=[picture.shown.note for picture in own if picture.shown.note],
        share=min(100, round(100 * post.length / post.limit)) if post.limit else 0,
    )


def _card(
    article: Article, post: Post, own: list[_Picture], photos: list[_Picture], pictures: Pictures
) -> _Card | None:
    """The card under the text; None where the network shows none beside photos."""
    link_only_in_text = post.link is not None and post.link in post.text
    if post.link is None or (photos and link_only_in_text):
        return None
    picture = own[0] if own else None
    if picture is None and not photos and article.card_image and not post.card_title:
        shown = pictures.get(("", article.card_image), Shown(None))
        picture = _Picture(shown, "", _web(article.card_image))
    description = post.card_description or ("" if post.card_title else article.description or "")
    host = urlsplit(post.link).hostname or ""
    return _Card(post.card_title or article.title, description, host.removeprefix("www."), _web(post.link), picture)


def _post_picture(post: Post, image: PostImage, pictures: Pictures) -> _Picture:
    return _Picture(pictures.get((post.account, image.url), Shown(None)), image.alt or "", _web(image.url))


def _article_picture(image: Image, pictures: Pictures) -> _Picture:
    return _Picture(pictures.get(("", image.url), Shown(None)), image.alt or image.caption or "", _web(image.url))


def _web(address: str | None) -> str | None:
    """The address where a reader's click may lead; None for javascript:, data: and the like."""
    return address if address and address.lower().startswith(("http://", "https://")) else None


def _when(moment: datetime | None, has_time: bool, language: str) -> str | None:
    if moment is None:
        return None
    clock = f", {moment:%H:%M}" if has_time else ""
    months = MONTHS[language]
    if language == "ky":
        return f"{moment.year}-жылдын {moment.day}-{months[moment.month - 1]}{clock}"
    return f"{moment.day} {months[moment.month - 1]} {moment.year}{clock}"


_TEMPLATES = Environment(
    loader=PackageLoader("bot.web", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    trim_blocks=True,
    lstrip_blocks=True,
)
