"""A preview as a page of HTML: its pictures fetched, fitted as each network would get them, and put into the page."""

from __future__ import annotations

import base64

from bot.app import App, Preview
from bot.errors import ReadingError
from bot.model.post import Picture, PostImage
from bot.web.previews import Shown, preview_page

_SIDE_PX = 720
_THUMBNAIL_PX = 420
#: Of the article's own pictures; posts take the first ones.
_MOST = 12


def html_preview(app: App, found: Preview, *, ask: bool, language: str | None = None) -> str:
    """The page. `ask`: whether pictures may be asked for from their sites; title cards are drawn in any case."""
    pictures: dict[tuple[str, str], Shown] = {}
    article = found.article
    own = [image.url for image in article.images[:_MOST]]
    for url in dict.fromkeys([*own, *([article.card_image] if article.card_image else [])]):
        if ask:
            pictures["", url] = _thumbnail(app, url, _SIDE_PX if url == article.card_image else _THUMBNAIL_PX)
    for post in found.posts:
        for image in post.images:
            if ask or image.url.startswith("card:"):
                pictures[post.account, image.url] = _as_sent(app, image, post.account)
    return preview_page(article, found.posts, found.refused, pictures, language=language)


def _thumbnail(app: App, url: str, side_px: int) -> Shown:
    try:
        return Shown(_embedded(app.pictures.thumbnail(url, side_px)))
    except ReadingError as error:
        return Shown(None, error.reason)


def _as_sent(app: App, image: PostImage, account: str) -> Shown:
    try:
        sent = app.picture(image, account)
        small = app.pictures.thumbnail(image.url, _SIDE_PX)
    except ReadingError as error:
        return Shown(None, f"sent without a picture: {error.reason}")
    return Shown(_embedded(small), f"picture: {sent.width}×{sent.height}, {len(sent.content) / 1000:.0f} kB")


def _embedded(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode('ascii')}"
