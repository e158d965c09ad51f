"""Making a post: what prepares it, the one call that shows it, and what follows a refusal.

Nothing is retried but after a refusal, which says that surely nothing was made; nothing follows the call that made it.
developers.facebook.com/docs/pages-api/posts and the references of page/feed and page/photos, read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Duplicate, OutcomeUnknown, PictureRefused, Rejected, RemoteError, Unavailable
from bot.http import Reply
from bot.model.delivery import Receipt
from bot.model.limits import Limits
from bot.model.post import Form, Picture, Post
from bot.networks.facebook import payloads
from bot.networks.facebook.graph import Graph, understood

#: What comes before the visible call (looks at the link, uploads) ends by then, or is given up.
PATIENCE = timedelta(minutes=2)
#: Between two looks at a page whose picture was not read yet.
_PAUSE = timedelta(seconds=2)
_NOT_SCRAPED = "1609005"
#: "A link or photo is malformed": of a call that carries photos and no link it can mean the photos only.
_MALFORMED = "2061006"


class Publisher:
    """The writing half of one page."""

    def __init__(self, graph: Graph, page: str, limits: Limits, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._graph = graph
        self._page = page
        self._limits = limits
        self._clock = clock
        self._sleep = sleep

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a text post, a link post, a photo post, or one with up to ten photos. Raises RemoteError."""
        until = self._clock() + PATIENCE
        if post.form is not Form.PHOTO or not pictures:
            return self._with_link(post, until, [])
        if len(pictures) == 1:
            return self._one_photo(post, pictures[0], until)
        return self._photos(post, pictures, until)

    # --- link and text ----------------------------------------------------------------------------

    def _with_link(self, post: Post, until: datetime, notes: Sequence[str]) -> Receipt:
        notes = [*notes, *self._prescrape(post, until)]
        try:
            return self._feed(payloads.link_post(post), notes)
        except Rejected as error:
            if not _is(error, _NOT_SCRAPED) or post.link is None:
                raise
            refused: RemoteError = error
        if self._scraped(post.link) is not None and self._clock() < until:
            try:
                return self._feed(payloads.link_post(post), notes)
            except Rejected as error:
                if not _is(error, _NOT_SCRAPED):
                    raise
                refused = error
        form = payloads.link_post(post, card=False)
        if len(form["message"]) > self._limits.text:
            raise refused
        return self._feed(form, [*notes, f"the link stands in the text, without a card: {refused}"])

    def _prescrape(self, post: Post, until: datetime) -> list[str]:
        """What is to be noted: a URL never seen before often gets no picture on its first share.

        One look, one scrape, and one more after a pause; whatever fails here costs nothing but the card's picture.
        """
        if post.link is None or self._is_known(post.link):
            return []
        pictured = self._scraped(post.link)
        if pictured is False and self._clock() < until:
            self._sleep(_PAUSE.total_seconds())
            pictured = self._scraped(post.link)
        return ["Facebook has found no picture on the page: the card may be without one"] if pictured is False else []

    def _is_known(self, link: str) -> bool:
        try:
            params = {"id": link, "fields": "og_object{id,image}"}
            return self._graph.read("", params, payloads.Scraped).pictured
        except RemoteError:
            return False

    def _scraped(self, link: str) -> bool | None:
        """Whether the crawler, sent there now, found a picture; None when it could not be sent."""
        try:
            reply = self._graph.call("POST", "", params={"id": link, "scrape": "true"})
            return understood(reply, payloads.Scraped).pictured
        except RemoteError:
            return None

    # --- photos -----------------------------------------------------------------------------------

    def _one_photo(self, post: Post, picture: Picture, until: datetime) -> Receipt:
        try:
            reply = self._upload(picture, payloads.photo_form(picture, message=post.text), writes=True)
        except (PictureRefused, Rejected) as error:
            if not _blames_picture(error):
                raise
            return self._with_link(post, until, [f"sent without a picture: {error}"])
        made = understood(reply, payloads.Made, writes=True)
        if made.post_id is None:
            # The photo's own id is not the post's: only reading back tells that one.
            raise OutcomeUnknown("Facebook took the photo, but did not name its post")
        return payloads.receipt_of(made, self._clock())

    def _photos(self, post: Post, pictures: Sequence[Picture], until: datetime) -> Receipt:
        media: list[str] = []
        notes: list[str] = []
        try:
            self._upload_all(pictures, until, media, notes)
            if media:
                return self._feed(payloads.album_post(post.text, media), notes)
        except (OutcomeUnknown, Duplicate):
            # The photos may stand in a post by now.
            raise
        except RemoteError as error:
            self._delete(media, until)
            if not _blames_picture(error):
                raise
            notes = [f"sent without a picture: {error}"]
        return self._with_link(post, until, notes)

    def _upload_all(self, pictures: Sequence[Picture], until: datetime, media: list[str], notes: list[str]) -> None:
        """Adds to `media` what was taken, to `notes` what was not."""
        taken = pictures[: self._limits.images]
        for number, picture in enumerate(taken, 1):
            if self._clock() >= until:
                raise Unavailable(f"uploading {len(taken)} pictures takes too long")
            try:
                reply = self._upload(picture, payloads.photo_form(picture, message=None), writes=False)
            except (PictureRefused, Rejected) as error:
                if not _blames_picture(error):
                    raise
                notes.append(f"sent without a picture ({number} of {len(taken)}): {error}")
            else:
                media.append(understood(reply, payloads.Uploaded).id)
        if len(pictures) > len(taken):
            notes.append(f"sent without the pictures beyond {self._limits.images}")

    def _upload(self, picture: Picture, form: Mapping[str, str], *, writes: bool) -> Reply:
        name = f"picture.{picture.media_type.rpartition('/')[2]}"
        files = {"source": (name, picture.content, picture.media_type)}
        return self._graph.call("POST", f"{self._page}/photos", writes=writes, form=form, files=files)

    def _delete(self, media: Sequence[str], until: datetime) -> None:
        """Takes back photos that no post took; what is left is purged by Facebook after about a day."""
        for identity in media:
            if self._clock() >= until:
                return
            try:
                self._graph.call("DELETE", identity)
            except RemoteError:
                return

    # --- the visible call -------------------------------------------------------------------------

    def _feed(self, form: Mapping[str, str], notes: Sequence[str]) -> Receipt:
        params = {"fields": payloads.READ_AFTER_WRITE}
        reply = self._graph.call("POST", f"{self._page}/feed", writes=True, params=params, form=form)
        return payloads.receipt_of(understood(reply, payloads.Made, writes=True), self._clock(), notes)


def _blames_picture(error: RemoteError) -> bool:
    """Whether a call with photos was refused for these, so that the post may go without them."""
    return isinstance(error, PictureRefused) or (isinstance(error, Rejected) and _is(error, _MALFORMED))


def _is(error: RemoteError, code: str) -> bool:
    """Whether the error has that number, as a code or as a subcode."""
    return code in error.code.split("/")
