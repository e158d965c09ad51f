"""Post → the Bot API's parameters; results → our values. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.errors import OutcomeUnknown, Unavailable
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Picture, Post

_DIGITS = 15
#: Messages of one album.
_MOST = 10
_ADDRESS = re.compile(r"(?:https?://)?(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})/?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,20}")


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Chat(_Reply):
    """A channel or group, as getChat and messages tell of it."""

    id: int
    type: str = ""
    title: str = ""
    #: Without "@"; None for a private one.
    username: str | None = None


class Me(_Reply):
    """The bot itself."""

    id: int
    username: str = ""
    first_name: str = ""


class Member(_Reply):
    """What the bot is in a chat, and which rights it has; None where it is not said."""

    status: str = ""
    can_post_messages: bool | None = None
    can_delete_messages: bool | None = None
    can_send_messages: bool | None = None


class Message(_Reply):
    """A message as it stands now."""

    message_id: int
    date: int = 0
    chat: Chat
    text: str | None = None
    caption: str | None = None

    @property
    def words(self) -> str:
        """Its text, whether of a message or under a photo."""
        return self.text if self.text is not None else self.caption or ""

    def made_at(self, now: datetime) -> datetime:
        """When it was made; `now` where Telegram does not say."""
        return datetime.fromtimestamp(self.date, UTC) if 0 < self.date < 2**33 else now


_Model = TypeVar("_Model", bound=BaseModel)


def understood(result: Any, model: type[_Model]) -> _Model:
    """The result as that model. Raises Unavailable when it is none."""
    try:
        return model.model_validate(result)
    except ValueError:
        raise Unavailable(f"Telegram's answer is not understood ({model.__name__})") from None


def made(result: Any) -> list[Message]:
    """The messages that a call made or changed, one or an album. Raises OutcomeUnknown when none is named."""
    try:
        found = [Message.model_validate(entry) for entry in (result if isinstance(result, list) else [result])]
    except ValueError:
        found = []
    if not found:
        raise OutcomeUnknown("Telegram said yes, but did not name the message")
    return found


def chat_of(configured: str) -> int | str:
    """A chat as calls take it, out of "@name", "name", "https://t.me/name", "-1001234567890" or "1001234567890".

    Text only where it is a name: a channel's number always stands below zero.
    """
    text = configured.strip()
    if _NUMBER.fullmatch(text):
        number = int(text)
        return -number if text.startswith("100") and len(text) >= 12 else number
    address = _ADDRESS.fullmatch(text)
    return "@" + (address.group(1) if address else text.removeprefix("@"))


def utf16(text: str) -> int:
    """The text's length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def preview(post: Post) -> dict[str, object]:
    """What is to be shown of the link: the article by its own address, whatever other links the text holds."""
    if not post.link:
        return {"is_disabled": True}
    return {"url": post.link, "prefer_large_media": True}


def photo(picture: Picture, name: str) -> tuple[str, bytes, str]:
    """A picture as a part of a form."""
    return f"{name}.{picture.media_type.rpartition('/')[2]}", picture.content, picture.media_type


def album(names: Sequence[str], caption: str) -> list[dict[str, str]]:
    """The pictures of an album, the text under the first."""
    media = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    if caption:
        media[0]["caption"] = caption
    return media


def external_id(messages: Sequence[Message]) -> str:
    """The id of a post: its message's number, or the numbers of its album."""
    return ",".join(str(message.message_id) for message in messages)


def ids_of(identity: str) -> list[int]:
    """The messages of a post; [] for what cannot be one."""
    parts = identity.split(",")
    is_one = all(part.isascii() and part.isdecimal() and 0 < len(part) <= _DIGITS for part in parts)
    return [int(part) for part in parts] if is_one and len(parts) <= _MOST else []


def permalink(chat: Chat, message: int) -> str:
    """Where people see the message: the members alone where the channel has no name."""
    if chat.username:
        return f"https://t.me/{chat.username}/{message}"
    return f"https://t.me/c/{str(chat.id).removeprefix('-').removeprefix('100')}/{message}"


def is_same_text(shown: str, wanted: str) -> bool:
    """Whether Telegram shows that text: it takes blanks from ends."""
    return [line.strip() for line in shown.strip().split("\n")] == [line.strip() for line in wanted.strip().split("\n")]


def snapshot(identity: str, now: datetime) -> Snapshot:
    """That no figure is offered to bots: neither views nor reactions of a message can be asked for."""
    if not ids_of(identity):
        return Snapshot(identity, now, gone=True)
    return Snapshot(identity, now, {}, dict.fromkeys(Metric, Absence.NOT_OFFERED))
