"""Making a topic: pictures first, then the one call that shows it, and what follows a refusal.

A call is made again only in another form, after a refusal that says that surely nothing was made.
apiok.ru/dev/methods/rest/mediatopic/mediatopic.post, read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NotFound, OutcomeUnknown, PictureRefused, Rejected, RemoteError
from bot.model.delivery import Receipt
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.upload import Uploaded, upload_all

#: Waits for one answer that all pictures, and that everything before the last try, may take.
_PICTURES_TAKE, _TRIES_TAKE = 3, 5
_TOO_MANY_BLOCKS, _BAD_LINK, _NO_SUCH_PHOTO = "600", "607", "121"


class Publisher:
    """The writing half of one group."""

    def __init__(self, calls: Calls, group: str, limits: Limits, clock: Clock, wait: timedelta) -> None:
        """`wait`: the longest wait for one answer."""
        self._calls = calls
        self._group = group
        self._limits = limits
        self._clock = clock
        self._wait = wait

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a topic in the group's name: text, pictures, link block. Raises RemoteError."""
        begun = self._clock()
        self._calls.require_room()
        pictures_over = begun + _PICTURES_TAKE * self._wait
        taken = pictures[: self._limits.images]
        uploaded = upload_all(self._calls, self._group, taken, lambda: self._clock() > pictures_over)
        if len(pictures) > len(taken):
            uploaded.notes.append(f"sent without the pictures beyond {self._limits.images}")
        topic = self._made(post, uploaded, begun + _TRIES_TAKE * self._wait)
        return Receipt(topic, payloads.permalink(self._group, topic), self._clock(), tuple(uploaded.notes))

    def _made(self, post: Post, uploaded: Uploaded, until: datetime) -> str:
        card = True
        while True:
            try:
                return self._post(payloads.attachment(post, uploaded.tokens, card=card))
            except (PictureRefused, NotFound, Rejected) as error:
                if self._clock() > until:
                    raise
                if uploaded.tokens and _is_about_pictures(error):
                    uploaded.tokens = []
                    uploaded.notes.append(f"sent without a picture: {error}")
                elif card and post.link and error.code == _BAD_LINK and self._fits(payloads.with_link(post)):
                    card = False
                    uploaded.notes.append(f"the link stands in the text, without a card: {error}")
                else:
                    raise

    def _post(self, attachment: str) -> str:
        answer = self._calls.write("mediatopic.post", type="GROUP_THEME", gid=self._group, attachment=attachment)
        topic = payloads.topic_of(answer)
        if topic is None:
            raise OutcomeUnknown("OK said yes, but did not name the topic")
        return topic

    def _fits(self, text: str) -> bool:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= self._limits.text


def _is_about_pictures(error: RemoteError) -> bool:
    return isinstance(error, PictureRefused) or error.code in {_TOO_MANY_BLOCKS, _NO_SUCH_PHOTO}
