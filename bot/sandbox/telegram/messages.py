"""Posting into the channel: messages, photos, albums.

Sources: https://core.telegram.org/bots/api#sendmessage, #sendphoto, #sendmediagroup, #linkpreviewoptions, #message,
Bot API 9.x, 2026-11-25. An album is one post on the wall and as many messages; the post has the first one's id.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.telegram.album import find, one_caption
from bot.sandbox.telegram.chats import Chats
from bot.sandbox.telegram.entities import Formatted, Texts
from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.parameters import Given
from bot.sandbox.telegram.photos import Photo, Photos
from bot.sandbox.telegram.quotas import Quotas
from bot.sandbox.world import WallPost, World

_PREVIEW = frozenset({"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"})
_ITEM = frozenset(
    {"type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media", "has_spoiler"}
)


class Messages:
    """The one who posts."""

    def __init__(self, world: World, chats: Chats) -> None:
        self._world = world
        self._chats = chats
        self._texts = Texts(world)
        self._photos = Photos(world)
        self._quotas = Quotas(world)

    def text(self, given: Given, channel: str) -> dict[str, Any]:
        """sendMessage. Raises Refused."""
        formatted = self._texts.message(given)
        preview = self.preview(given)
        self._reply(given)
        self._quotas.take()
        identity = self._numbers(1)[0]
        extra = {"entities": formatted.entities, "preview": preview, **self._common(given)}
        card = preview.get("url") or formatted.first_link()
        link = None if preview.get("is_disabled") else card
        extra["no_card"] = link is None
        self._world.save(
            WallPost("telegram", str(identity), formatted.text, self._world.now(), link, extra=extra),
        )
        return self.shown(identity, channel)

    def photo(self, given: Given, channel: str) -> dict[str, Any]:
        """sendPhoto. Raises Refused."""
        caption = self._texts.caption(given)
        taken = self._photos.taken(given, given.text("photo"))
        self._reply(given)
        self._quotas.take()
        return self._save(given, channel, [taken], [caption])[0]

    def album(self, given: Given, channel: str) -> list[dict[str, Any]]:
        """sendMediaGroup. Raises Refused; nothing is posted then."""
        items = given.value("media")
        if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
            self._say("sendMediaGroup without a list of media")
            raise Refused("album-empty")
        if not 2 <= len(items) <= 10:
            self._say(f"an album of {len(items)}: two to ten are taken")
            raise Refused("album-size")
        captions = [self._caption(item) for item in items]
        photos = []
        for number, item in enumerate(items, 1):
            try:
                photos.append(self._photos.taken(given, str(item.get("media", ""))))
            except Refused as refused:
                words = f'failed to send message #{number} with the error message "{refused.text}"'
                raise Refused("photo-unreadable", words) from None
        self._reply(given)
        self._quotas.take(len(items))
        return self._save(given, channel, photos, captions)

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a post that an administrator made in the app."""
        identity = self._numbers(1)[0]
        whole = f"{text} {link}" if link else text
        extra = {"by_hand": True}
        self._world.save(WallPost("telegram", str(identity), whole, self._world.now(), link, extra=extra))
        return str(identity)

    def shown(self, identity: int, channel: str) -> dict[str, Any]:
        """The Message that has this id and still stands."""
        found = find(self._world, identity)
        assert found is not None
        post, place = found
        message: dict[str, Any] = {
            "message_id": identity, "sender_chat": self._chats.chat(channel), "chat": self._chats.chat(channel),
            "date": int(post.created_at.timestamp()),
        }  # fmt: skip
        if "edited" in post.extra:
            message["edit_date"] = post.extra["edited"]
        if reply := post.extra.get("reply_to"):
            message["reply_to_message"] = {"message_id": reply, "chat": self._chats.chat(channel), "date": 0}
        if not post.extra.get("photos"):
            message["text"] = post.text
            if post.extra.get("entities"):
                message["entities"] = post.extra["entities"]
            if post.extra.get("preview"):
                message["link_preview_options"] = post.extra["preview"]
            return message
        message["photo"] = Photo(**post.extra["photos"][place]).sizes()
        if len(post.extra["photos"]) > 1:
            message["media_group_id"] = f"139{post.id}"
        caption = post.extra["captions"][place]
        if caption["text"]:
            message["caption"] = caption["text"]
            if caption["entities"]:
                message["caption_entities"] = caption["entities"]
            if post.extra.get("above"):
                message["show_caption_above_media"] = True
        return message

    def preview(self, given: Given) -> dict[str, Any]:
        """What was said of the link preview. Raises Refused for what is no LinkPreviewOptions."""
        options = given.value("link_preview_options") or {}
        if not isinstance(options, dict):
            self._say(f"{given.method}: link_preview_options is no object")
            raise Refused("text-empty", "object expected as link preview options")
        for name in sorted(set(options) - _PREVIEW):
            self._say(f"link_preview_options has no {name[:40]}")
        if options.get("prefer_small_media") and options.get("prefer_large_media"):
            self._say("link_preview_options prefers small and large media at once")
        return {name: value for name, value in options.items() if value and name in _PREVIEW}

    def _caption(self, item: dict[str, Any]) -> Formatted:
        for name in sorted(set(item) - _ITEM):
            self._say(f"InputMediaPhoto takes no {name[:40]}")
        if item.get("type") != "photo":
            self._say(f"an album holds something else than photos: {str(item.get('type'))[:20]}")
            raise Refused("album-empty", "can't parse InputMedia: type must be photo in the sandbox")
        text, mode = str(item.get("caption") or ""), str(item.get("parse_mode") or "")
        return self._texts.caption_of("sendMediaGroup", text, mode, item.get("caption_entities"))

    def _save(self, given: Given, channel: str, photos: list[Photo], captions: list[Formatted]) -> list[dict[str, Any]]:
        numbers = self._numbers(len(photos))
        kept = [{"text": caption.text, "entities": caption.entities} for caption in captions]
        extra = {"album": numbers, "photos": [photo.__dict__ for photo in photos], "captions": kept, "gone": []}
        extra |= {**self._common(given), "above": given.flag("show_caption_above_media"), "no_card": True}
        text = one_caption([caption.text for caption in captions])
        link = next((caption.first_link() for caption in captions if caption.text), None)
        self._world.save(
            WallPost(
                "telegram", str(numbers[0]), text, self._world.now(), link, tuple(photo.picture for photo in photos), extra=extra
            )
        )  # fmt: skip
        return [self.shown(number, channel) for number in numbers]

    def _common(self, given: Given) -> dict[str, Any]:
        reply = given.value("reply_parameters") or {}
        silent = given.flag("disable_notification")
        return ({"reply_to": int(reply["message_id"])} if "message_id" in reply else {}) | {"silent": silent}

    def _reply(self, given: Given) -> None:
        reply = given.value("reply_parameters")
        if reply is None:
            return
        if not isinstance(reply, dict) or not isinstance(reply.get("message_id"), int):
            self._say(f"{given.method}: reply_parameters without message_id")
            raise Refused("reply-not-found")
        if find(self._world, reply["message_id"]) is None and not reply.get("allow_sending_without_reply"):
            raise Refused("reply-not-found")

    def _numbers(self, count: int) -> list[int]:
        """Fresh ids of messages; those of an album follow one another."""
        first = (self._world.state.get("telegram", "counter", "message") or {"next": 2})["next"]
        self._world.state.put("telegram", "counter", "message", {"next": first + count})
        return list(range(first, first + count))

    def _say(self, what: str) -> None:
        self._world.violation("telegram", what)
