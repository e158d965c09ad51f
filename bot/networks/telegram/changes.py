"""Changing and taking down what stands. A bot cannot read a message: Telegram's answer to the change is the proof.

core.telegram.org/bots/api#editmessagetext, #editmessagecaption, #deletemessage, #deletemessages, read 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.errors import Duplicate, Misused, NotFound, OutcomeUnknown, Unavailable
from bot.model.post import Form, Post
from bot.networks.telegram import payloads
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.errors import NO_CAPTION, NO_TEXT, NOT_MODIFIED


def change(calls: Calls, identity: str, post: Post) -> None:
    """Nothing, once Telegram shows the message with the post's text. Raises NotFound, RemoteError."""
    ids = payloads.ids_of(identity)
    if not ids:
        raise NotFound(f"{identity} is no message of Telegram's")

    def as_text() -> Any:
        wanted = {"message_id": ids[0], "text": post.text, "link_preview_options": payloads.preview(post)}
        return calls.write("editMessageText", wanted)

    def as_caption() -> Any:
        return calls.write("editMessageCaption", {"message_id": ids[0], "caption": post.text})

    # A photo's text is a caption. What the post became when it was sent is tried after the form that it has now.
    ways = [as_caption, as_text] if post.form is Form.PHOTO or len(ids) > 1 else [as_text, as_caption]
    result = _first_taken(ways)
    if result is not None and not payloads.is_same_text(payloads.made(result)[0].words, post.text):
        raise OutcomeUnknown("Telegram took the change, and shows another text: edit not confirmed")


def _first_taken(ways: list[Callable[[], Any]]) -> Any:
    """What the first way that fits the message gives; None when the message reads so already. Raises RemoteError."""
    refusal: Misused | None = None
    for way in ways:
        try:
            return way()
        except Duplicate as error:
            if error.code != NOT_MODIFIED:
                raise
            return None
        except Misused as error:
            # Refused for its form: nothing was changed, and the other form is no repetition.
            if error.code not in {NO_TEXT, NO_CAPTION}:
                raise
            refusal = error
    raise refusal or Misused("the message has neither text nor caption")


def take_down(calls: Calls, identity: str) -> None:
    """Nothing, once Telegram says that the message, or every one of an album, is down; one not there counts as done.

    Raises Forbidden where the bot may not delete it, RemoteError.
    """
    ids = payloads.ids_of(identity)
    if not ids:
        return
    try:
        if len(ids) == 1:
            done = calls.write("deleteMessage", {"message_id": ids[0]})
        else:
            # Those that are not there are passed over.
            done = calls.write("deleteMessages", {"message_ids": ids})
    except NotFound:
        return
    if done is not True:
        raise Unavailable("Telegram answers that it did not delete the message")
