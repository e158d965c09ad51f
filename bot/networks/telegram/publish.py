"""Making a post: photos with the text under them, or a message with a preview of the page.

A photo goes up with the very call that shows it. What Telegram refuses is surely not made, and the post is sent in the
next plainer form: without the picture that is refused, then without any.
Source: core.telegram.org/bots/api#sendphoto, #sendmediagroup, read 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.clock import Clock
from bot.errors import RemoteError
from bot.model.delivery import Receipt
from bot.model.limits import Limits
from bot.model.post import Form, Picture, Post
from bot.networks.telegram import payloads
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.errors import is_about_pictures, number_in_album

#: After so many refusals of pictures the post goes out without any: each costs an upload of the others.
_REFUSALS = 3


class Publisher:
    """The making half of one channel."""

    def __init__(self, calls: Calls, limits: Limits, caption_limit: int, clock: Clock, *, silent: bool) -> None:
        """`silent`: readers hear no sound."""
        self._calls = calls
        self._limits = limits
        self._caption_limit = caption_limit
        self._clock = clock
        self._silent = silent

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post made now, its notes saying what was left out. Raises RemoteError."""
        notes: list[str] = []
        kept = self._fitting(post, pictures, notes)
        for left in range(_REFUSALS, -1, -1):
            try:
                result = self._sent(post, kept)
            except RemoteError as error:
                if not kept or not is_about_pictures(error):
                    raise
                fewer = _without_refused(kept, error) if left > 1 else []
                notes.append(f"sent without a picture ({len(fewer)} of {len(kept)} stay): {error}")
                kept = fewer
            else:
                return self._receipt(result, notes)
        raise AssertionError("unreachable: the last form has no picture, and returns or raises")

    def _fitting(self, post: Post, pictures: Sequence[Picture], notes: list[str]) -> list[Picture]:
        """The pictures that the post can have."""
        # The preview of a link is read from its page: a photo would stand in its place.
        kept = [] if post.form is Form.LINK and post.link else list(pictures[: self._limits.images])
        if kept and payloads.utf16(post.text) > self._caption_limit:
            notes.append(
                f"sent without a picture: the text is longer than the {self._caption_limit:,} characters that stand "
                "under a photo; the page's preview is shown → set text_limit so low to have photos"
            )
            return []
        if kept and len(pictures) > len(kept):
            notes.append(f"sent without the pictures beyond {len(kept)}")
        return kept

    def _sent(self, post: Post, pictures: Sequence[Picture]) -> Any:
        quietly = {"disable_notification": True} if self._silent else {}
        if not pictures:
            # Without parse_mode nothing in the text is markup.
            message = {"text": post.text, "link_preview_options": payloads.preview(post)}
            return self._calls.write("sendMessage", {**message, **quietly})
        if len(pictures) == 1:
            files = {"photo": payloads.photo(pictures[0], "photo")}
            return self._calls.write("sendPhoto", {"caption": post.text, **quietly}, files)
        names = [f"photo{number}" for number in range(1, len(pictures) + 1)]
        files = {name: payloads.photo(picture, name) for name, picture in zip(names, pictures, strict=True)}
        return self._calls.write("sendMediaGroup", {"media": payloads.album(names, post.text), **quietly}, files)

    def _receipt(self, result: Any, notes: list[str]) -> Receipt:
        messages = payloads.made(result)
        first = messages[0]
        if self._calls.moved_to is not None:
            notes.append(f'the group has a new id → write id = "{self._calls.moved_to}"')
        link = payloads.permalink(first.chat, first.message_id)
        return Receipt(payloads.external_id(messages), link, first.made_at(self._clock()), tuple(notes))


def _without_refused(kept: Sequence[Picture], error: RemoteError) -> list[Picture]:
    """What is left when a picture is refused: all but that one, the first where it is not told which, else none."""
    number = number_in_album(error)
    if number is not None and 1 <= number <= len(kept):
        return [*kept[: number - 1], *kept[number:]]
    return list(kept[:1]) if len(kept) > 1 else []
