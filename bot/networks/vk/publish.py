"""Making a post: what prepares it, the call that shows it, and what follows a refusal.

Nothing is sent a second time but after a refusal, which says that surely nothing was made; nothing that follows the
call that made the post can raise. dev.vk.com/en/method/wall.post, read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import OutcomeUnknown, PictureRefused, Rejected, RemoteError
from bot.model.delivery import Receipt
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.vk import payloads
from bot.networks.vk.calls import READERS, Calls
from bot.networks.vk.errors import is_card_fault
from bot.networks.vk.upload import Uploaded, upload_all, way_of, without_photos

#: Waits for one answer that all pictures may take: 2 minutes by default.
_PICTURES_TAKE = 4


class Publisher:
    """The writing half of one community."""

    def __init__(
        self, calls: Calls, group: str, limits: Limits, clock: Clock, *, wait: timedelta, dialog: str = ""
    ) -> None:
        """`wait`: the longest for one answer; `dialog`: where a community key may upload pictures, "" = nowhere."""
        self._calls = calls
        self._group = group
        self._limits = limits
        self._clock = clock
        self._wait = wait
        self._dialog = dialog

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post with its pictures and link. Raises RemoteError."""
        self._require_link_allowed(post.link)
        way = way_of(self._calls, self._group, self._dialog)
        is_late = self._is_after(self._clock() + _PICTURES_TAKE * self._wait)
        uploaded = upload_all(self._calls, way, pictures[: self._limits.images], is_late)
        identity, uploaded = self._made(post, uploaded)
        now = self._clock()
        self._calls.meter.posted(now)
        notes = (*uploaded.notes, *self._unseen(identity, uploaded))
        return Receipt(identity, payloads.permalink(self._group, identity), now, notes)

    def _made(self, post: Post, uploaded: Uploaded) -> tuple[str, Uploaded]:
        """The post's id, and what hangs on it: at most one call a form, each refused before the next is sent."""
        try:
            return self._post(post, uploaded.photos), uploaded
        except (PictureRefused, Rejected) as error:
            if uploaded.photos and (isinstance(error, PictureRefused) or (uploaded.is_unsure and is_card_fault(error))):
                bare = without_photos(uploaded, error)
            elif self._has_card(post) and is_card_fault(error):
                return self._without_card(post, uploaded, error)
            else:
                raise
        try:
            return self._post(post, []), bare
        except Rejected as error:
            if not (self._has_card(post) and is_card_fault(error)):
                raise
            return self._without_card(post, bare, error)

    def _without_card(self, post: Post, uploaded: Uploaded, error: RemoteError) -> tuple[str, Uploaded]:
        if len(payloads.with_link(post.text, post.link or "").encode("utf-16-le")) // 2 > self._limits.text:
            raise error
        identity = self._post(post, uploaded.photos, link_in_text=True)
        return identity, Uploaded(
            uploaded.photos,
            [*uploaded.notes, f"the link stands in the text, without a card: {error}"],
            uploaded.is_unsure,
        )

    def _post(self, post: Post, photos: Sequence[str], *, link_in_text: bool = False) -> str:
        given = payloads.wall_post(post, self._group, photos, link_in_text=link_in_text)
        answer = self._calls.write(self._calls.poster, "wall.post", given)
        try:
            return str(payloads.Made.model_validate(answer).post_id)
        except ValueError:
            raise OutcomeUnknown("VK said yes, but did not name the post") from None

    def _require_link_allowed(self, link: str | None) -> None:
        """Raises Rejected for a link that VK bans; whatever else the question ends in costs nothing."""
        if link is None:
            return
        try:
            answer = self._calls.ask(self._calls.poster, "utils.checkLink", {"url": link})
            status = payloads.understood(answer, payloads.LinkStanding).status
        except RemoteError:
            return
        if status == "banned":
            raise Rejected("VK bans the post's link", code="222")

    def _unseen(self, identity: str, uploaded: Uploaded) -> list[str]:
        """What is to be noted of pictures from the album of messages, which VK may accept and not show."""
        if not (uploaded.photos and uploaded.is_unsure):
            return []
        if any(self._calls.has(reader) for reader in READERS):
            try:
                answer = self._calls.read("wall.getById", {"posts": f"-{self._group}_{identity}"})
                shown = payloads.understood(answer, payloads.Wall).posts
            except RemoteError:
                shown = []
            if shown:
                return [] if shown[0].has_photo else ["sent without a picture: VK took it and does not show it"]
        return ["whether the picture shows is not known: it went by the album of messages"]

    @staticmethod
    def _has_card(post: Post) -> bool:
        return post.link is not None and post.link not in post.text

    def _is_after(self, moment: datetime) -> Callable[[], bool]:
        return lambda: self._clock() > moment
