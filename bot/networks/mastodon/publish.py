"""Making a status: pictures first, then the one call that shows it.

docs.joinmastodon.org/methods/statuses/#create, read 2026-11-25. The call carries a key by which the server knows the
same delivery again for an hour: a call that a later try repeats gets the status that is there. We never repeat it here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.errors import OutcomeUnknown, PictureRefused, Rejected
from bot.model.delivery import Receipt
from bot.model.post import Form, Picture, Post
from bot.networks.mastodon import payloads
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.payloads import Status
from bot.networks.mastodon.server import Server
from bot.networks.mastodon.upload import upload_all

#: Waits for one answer that all pictures may take.
_PICTURES_TAKE = 3
#: A 422 that the table has no words for: in another language, it may be about the pictures.
_UNTOLD = "422"


class Publisher:
    """The making half of one account."""

    def __init__(
        self,
        calls: Calls,
        server: Server,
        clock: Clock,
        wait: timedelta,
        visibility: str,
        sleep: Callable[[float], None],
    ) -> None:
        """`wait`: the longest wait for one answer."""
        self._calls = calls
        self._server = server
        self._clock = clock
        self._wait = wait
        self._visibility = visibility
        self._sleep = sleep

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a status made now, its notes saying what was left out. Raises RemoteError."""
        pictures_over = self._clock() + _PICTURES_TAKE * self._wait
        # A picture would stand in the place of the page's card.
        wanted = [] if post.form is Form.LINK and post.link else list(pictures)
        limits = self._server.known() if wanted else self._server.limits
        media, notes = [], []
        if wanted:
            taken = wanted[: limits.images]
            uploaded = upload_all(self._calls, taken, limits.alt, lambda: self._clock() > pictures_over, self._sleep)
            media, notes = uploaded.media, uploaded.notes
            if len(wanted) > len(taken):
                notes.append(f"sent without the pictures beyond {limits.images}")
        status = self._made(post, media, notes)
        made = payloads.remote_post(status)
        return Receipt(status.id, made.permalink, made.created_at, tuple(notes))

    def _made(self, post: Post, media: Sequence[str], notes: list[str]) -> Status:
        try:
            return self._post(post, media)
        except (PictureRefused, Rejected) as error:
            if not media or not (isinstance(error, PictureRefused) or error.code == _UNTOLD):
                raise
            # Refused, so surely not made: another status, without the pictures, is no repetition.
            notes.append(f"sent without a picture: {error}")
        return self._post(post, [])

    def _post(self, post: Post, media: Sequence[str]) -> Status:
        body = payloads.new_status(post, media, self._visibility)
        answer = self._calls.write("POST", "api/v1/statuses", body, payloads.idempotency_key(post))
        try:
            return Status.model_validate(answer)
        except ValueError:
            raise OutcomeUnknown("the server said yes, but did not name the status") from None
