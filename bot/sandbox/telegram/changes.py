"""Changing and deleting messages of the channel.

Sources: https://core.telegram.org/bots/api#editmessagetext, #editmessagecaption, #deletemessage, #deletemessages,
Bot API 9.x, 2026-11-25: a bot that may post edits and deletes what it posted itself, the latter for 48 hours; with
can_edit_messages and can_delete_messages it may do so to any post at any time. Peers saw old posts refused in spite of the
right: the switch "delete_48h" makes it so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.sandbox.telegram.album import find, one_caption, take_down
from bot.sandbox.telegram.chats import Caller
from bot.sandbox.telegram.entities import Texts
from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.parameters import Given
from bot.sandbox.world import WallPost, World

_OWN_FOR = timedelta(hours=48)


class Changes:
    """The one who changes."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages
        self._texts = Texts(world)

    def text(self, given: Given, channel: str, caller: Caller) -> dict[str, Any]:
        """editMessageText. Raises Refused."""
        formatted = self._texts.message(given)
        preview = self._messages.preview(given)
        post, _ = self._editable(given, caller)
        if post.extra.get("photos"):
            self._world.violation("telegram", "editMessageText on a photo: its caption is edited by editMessageCaption")
            raise Refused("no-text")
        before = (post.text, post.extra.get("entities", []), post.extra.get("preview", {}))
        if before == (formatted.text, formatted.entities, preview):
            raise Refused("not-modified")
        link = None if preview.get("is_disabled") else preview.get("url") or formatted.first_link()
        extra = {"entities": formatted.entities, "preview": preview, "no_card": link is None}
        self._save(replace(post, text=formatted.text, link=link), **extra)
        return self._messages.shown(given.number("message_id"), channel)

    def caption(self, given: Given, channel: str, caller: Caller) -> dict[str, Any]:
        """editMessageCaption. Raises Refused."""
        formatted = self._texts.caption(given)
        post, place = self._editable(given, caller)
        if not post.extra.get("photos"):
            self._world.violation("telegram", "editMessageCaption on a message without a photo")
            raise Refused("no-caption")
        captions = list(post.extra["captions"])
        fresh = {"text": formatted.text, "entities": formatted.entities}
        if captions[place] == fresh:
            raise Refused("not-modified")
        captions[place] = fresh
        gone = [post.extra["album"].index(number) for number in post.extra["gone"]]
        text = one_caption([caption["text"] for at, caption in enumerate(captions) if at not in gone])
        self._save(replace(post, text=text, link=formatted.first_link() or post.link), captions=captions)
        return self._messages.shown(given.number("message_id"), channel)

    def delete(self, given: Given, caller: Caller) -> bool:
        """deleteMessage. Raises Refused."""
        identity = given.number("message_id")
        found = find(self._world, identity)
        if found is None:
            raise Refused("delete-not-found")
        self._deletable(found[0], caller)
        take_down(self._world, found[0], identity)
        return True

    def delete_many(self, given: Given, caller: Caller) -> bool:
        """deleteMessages: those that are not found are skipped. Raises Refused."""
        numbers = given.value("message_ids")
        if not isinstance(numbers, list) or not numbers:
            self._world.violation("telegram", "deleteMessages without message_ids")
            raise Refused("no-ids")
        if len(numbers) > 100:
            self._world.violation("telegram", f"deleteMessages with {len(numbers)} ids")
            raise Refused("too-many-ids")
        if not all(isinstance(number, int) and number > 0 for number in numbers):
            self._world.violation("telegram", "deleteMessages with an id that is none")
            raise Refused("invalid-id")
        for number in numbers:
            if (found := find(self._world, number)) is not None:
                self._deletable(found[0], caller)
        for number in numbers:
            # Looked up anew: an album is changed by each of its messages that goes.
            if (found := find(self._world, number)) is not None:
                take_down(self._world, found[0], number)
        return True

    def _editable(self, given: Given, caller: Caller) -> tuple[WallPost, int]:
        found = find(self._world, given.number("message_id"))
        if found is None:
            raise Refused("edit-not-found")
        own = not found[0].extra.get("by_hand") and "can_post_messages" in caller.rights
        if not own and "can_edit_messages" not in caller.rights:
            raise Refused("edit-forbidden")
        return found

    def _deletable(self, post: WallPost, caller: Caller) -> None:
        old = self._world.now() - post.created_at >= _OWN_FOR
        if "can_delete_messages" in caller.rights:
            if old and self._world.switches.get("telegram", "delete_48h", default=False):
                raise Refused("delete-for-everyone")
            return
        own = not post.extra.get("by_hand") and "can_post_messages" in caller.rights
        if not own or old:
            raise Refused("delete-for-everyone" if own else "delete-forbidden")

    def _save(self, post: WallPost, **extra: Any) -> None:
        edited = {"edited": int(self._world.now().timestamp())}
        self._world.save(replace(post, extra={**post.extra, **extra, **edited}))
