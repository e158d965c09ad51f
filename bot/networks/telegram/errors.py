"""Telegram's refusals → our classes.

The Bot API's `error_code` is an HTTP status; which refusal it is, only `description` tells. So the description is the
code here: without its prefix ("Bad Request: "), in lower case, without numbers, up to the first colon or semicolon, and
compared as a whole. What is not in the table is judged by its status.

Sources, read 2026-11-25: core.telegram.org/bots/api (responses, ResponseParameters); the server's own source
("server": github.com/tdlib/telegram-bot-api, Client.cpp) for the words; peers' lists for those of Telegram's inner
servers, which the Bot API hands on in capital letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from bot.errors import (
    Duplicate,
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.networks.table import Line

_READ = date(2026, 11, 25)
_DOCS = "core.telegram.org/bots/api"
_SERVER = "server: Client.cpp"
_INNER = "peer: words of Telegram's inner servers, as handed on by the Bot API"
_MINUTE = timedelta(minutes=1)
_ADMIN = "→ make the bot an administrator of the channel, with the right to post"


def _line(kind: type[RemoteError], meaning: str, source: str, wait: timedelta | None = None) -> Line:
    return Line(kind, meaning, source, wait, _READ)


MOVED = "400 group chat was upgraded to a supergroup chat"
NOT_MODIFIED = "400 message is not modified"
NO_TEXT, NO_CAPTION = "400 there is no text in the message to edit", "400 there is no caption in the message to edit"
#: The text has no room under a photo, and may have it in a message.
CAPTION_TOO_LONG = frozenset({"400 message caption is too long", "400 media_caption_too_long"})

#: "status words" → what it means; a status alone stands for everything else under it.
TABLE: Mapping[str, Line] = {
    # the chat
    "400 chat_id is empty": _line(Misused, "no chat was named", _SERVER),
    "400 chat not found": _line(Forbidden, f"there is no such channel for this bot: check its id {_ADMIN}", _SERVER),
    "400 group chat was deactivated": _line(Forbidden, "the group is closed", _SERVER),
    MOVED: _line(PersonNeeded, "the group has a new id → write it into the configuration", _DOCS),
    # rights
    "400 need administrator rights in the channel chat": _line(Forbidden, f"no administrator {_ADMIN}", _SERVER),
    "400 not enough rights to send text messages to the chat": _line(Forbidden, f"no right {_ADMIN}", _SERVER),
    "400 have no rights to send a message": _line(Forbidden, f"no right {_ADMIN}", _SERVER),
    "400 chat_write_forbidden": _line(Forbidden, f"no right to write {_ADMIN}", _INNER),
    "400 chat_admin_required": _line(Forbidden, f"no administrator {_ADMIN}", _INNER),
    "400 chat_restricted": _line(Forbidden, "the chat is restricted", _INNER),
    "400 channel_private": _line(Forbidden, f"the channel is closed to this bot {_ADMIN}", _INNER),
    "400 member list is inaccessible": _line(Forbidden, f"the members cannot be seen {_ADMIN}", _SERVER),
    "400 user not found": _line(NotFound, "there is no such member", _SERVER),
    # the text
    "400 message text is empty": _line(Rejected, "the text is empty", _SERVER),
    "400 message is too long": _line(Rejected, "the text is too long → set text_limit lower", _SERVER),
    "400 message caption is too long": _line(Rejected, "the text is too long for a photo's caption", _SERVER),
    "400 media_caption_too_long": _line(Rejected, "the text is too long for a photo's caption", _INNER),
    "400 can't parse entities": _line(Misused, "the text was taken for markup", _SERVER),
    "400 unsupported parse_mode": _line(Misused, "a way of markup that is none", _SERVER),
    "400 message to be replied not found": _line(Misused, "the message answered to is not there", _SERVER),
    # changing
    "400 message to edit not found": _line(NotFound, "there is no such message", _SERVER),
    "400 message can't be edited": _line(Forbidden, "this message cannot be changed by this bot", _SERVER),
    NOT_MODIFIED: _line(Duplicate, "the message reads so already", _SERVER),
    NO_TEXT: _line(Misused, "the message is a photo: its text is a caption", _SERVER),
    NO_CAPTION: _line(Misused, "the message is no photo: its text is no caption", _SERVER),
    # deleting
    "400 message to delete not found": _line(NotFound, "there is no such message", _SERVER),
    "400 message can't be deleted": _line(Forbidden, f"this bot may not delete it {_ADMIN}", _SERVER),
    "400 message can't be deleted for everyone": _line(Forbidden, f"this bot may not delete it {_ADMIN}", _SERVER),
    "400 message identifiers are not specified": _line(Misused, "no message was named", _SERVER),
    "400 too many message identifiers specified": _line(Misused, "more than 100 messages at once", _SERVER),
    "400 invalid message identifier specified": _line(Misused, "an id that is none", _SERVER),
    # the picture
    "400 not enough rights to send photos to the chat": _line(PictureRefused, "no right to send photos", _SERVER),
    "400 there is no photo in the request": _line(PictureRefused, "the picture is missing", _SERVER),
    "400 file must be non-empty": _line(PictureRefused, "the picture is empty", _SERVER),
    "400 file of size bytes is too big for a photo": _line(PictureRefused, "the picture has too many bytes", _SERVER),
    "400 photo_invalid_dimensions": _line(PictureRefused, "the picture's sides are too long or too unlike", _INNER),
    "400 image_process_failed": _line(PictureRefused, "the picture cannot be read", _INNER),
    "400 photo_save_file_invalid": _line(PictureRefused, "the picture could not be kept", _INNER),
    "400 wrong file identifier/http url specified": _line(PictureRefused, "the picture is not known", _SERVER),
    "400 failed to get http url content": _line(PictureRefused, "the picture could not be fetched", _SERVER),
    "400 wrong type of the web page content": _line(PictureRefused, "what was fetched is no picture", _SERVER),
    "413": _line(PictureRefused, "the request has too many bytes", _SERVER),
    "400 too many messages to send as an album": _line(Misused, "more than 10 pictures", _SERVER),
    "400 there are no messages to send": _line(Misused, "an album without a picture", _SERVER),
    # the token
    "401 invalid token specified": _line(Unauthorized, "the token is none → copy it again from @BotFather", _SERVER),
    "401": _line(Unauthorized, "the token was revoked, or the bot deleted → see @BotFather", _DOCS),
    # the bot and the chat
    "403 bot is not a member of the channel chat": _line(Forbidden, f"the bot is not in the channel {_ADMIN}", _SERVER),
    "403 bot was kicked from the channel chat": _line(Forbidden, f"the bot was removed {_ADMIN}", _SERVER),
    "403 bot is not a member of the supergroup chat": _line(
        Forbidden, f"the bot is not in the group {_ADMIN}", _SERVER
    ),
    "403 bot was kicked from the supergroup chat": _line(Forbidden, f"the bot was removed {_ADMIN}", _SERVER),
    "403 the group chat was deleted": _line(Forbidden, "the group is gone", _SERVER),
    "403 bot was blocked by the user": _line(Forbidden, "the id is a person's, who blocked the bot", _SERVER),
    "403 user is deactivated": _line(Forbidden, "the id is a person's, whose account is gone", _SERVER),
    "403": _line(Forbidden, f"the bot may not do this {_ADMIN}", _DOCS),
    # our bug, a wrong address, another program with the same bot
    "404 method not found": _line(Misused, "Telegram has no such method → check api_url", _SERVER),
    "404": _line(Misused, "Telegram knows no such address → check token and api_url", _SERVER),
    "409 can't use getupdates method while webhook is active": _line(Forbidden, "the bot has a webhook", _SERVER),
    "409 terminated by other getupdates request": _line(Unavailable, "another program asks for updates", _SERVER),
    "409": _line(Unavailable, "another program uses the bot in the same way", _DOCS, _MINUTE),
    # later
    "429": _line(RateLimited, "too many messages", f"{_DOCS}, ResponseParameters.retry_after", _MINUTE),
    # may have been carried out
    "500 restart": _line(OutcomeUnknown, "the Bot API's server is starting anew", _SERVER, _MINUTE),
    "500": _line(OutcomeUnknown, "an error inside Telegram", _DOCS),
    "502": _line(OutcomeUnknown, "Telegram's front did not get an answer", _DOCS),
    # everything else that is refused
    "400": _line(Rejected, "Telegram refuses the request", _DOCS),
}
_PREFIX = re.compile(
    r"\A(?:bad request|unauthorized|forbidden|not found|conflict|request entity too large|too many requests"
    r"|internal server error|bad gateway)(?::\s*|$)"
)
#: One picture of an album was refused, and with it the album ("server").
_OF_ALBUM = re.compile(r'failed to send message #([0-9]{1,2}) with the error message "([^"]*)"')
_REASON_CHARS = 300
_SHORTEST_SECRET = 6
#: A bot's token, whoever's, wherever it stands.
_SECRET_LOOK = re.compile(r"[0-9]{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")


def words_of(description: str) -> str:
    """The part of a description that names the refusal. Pure."""
    bare = _PREFIX.sub("", description.lower().strip(), count=1)
    inner = _OF_ALBUM.fullmatch(bare)
    bare = inner.group(2) if inner else bare
    bare = re.split(r"[:;]", bare, maxsplit=1)[0]
    return " ".join(re.sub(r"[0-9]+", "", bare).split())


def answer_of(status: int, body: bytes, *, writes: bool, hidden: Collection[str] = ()) -> Any:
    """The `result` of an answer. Raises RemoteError for a refusal, OutcomeUnknown for a broken answer to a write.

    `writes`: a reader would see what the call does; `hidden`: secrets not to be shown.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        if status >= 400:
            raise error_of({}, status, writes=writes)
        raise (OutcomeUnknown if writes else Unavailable)("Telegram's answer cannot be read", code=str(status))
    if answer["ok"] is not True:
        raise error_of(answer, status, writes=writes, hidden=hidden)
    return answer.get("result")


def error_of(answer: Mapping[str, Any], status: int, *, writes: bool, hidden: Collection[str] = ()) -> RemoteError:
    """The error that a refusal means. `status`: of the HTTP answer, where the body names none."""
    told = answer.get("error_code")
    status = told if isinstance(told, int) and not isinstance(told, bool) else status
    description = answer.get("description")
    said = description if isinstance(description, str) else ""
    code = f"{status} {words_of(said)}".strip()
    code = code if code in TABLE else str(status)
    line = TABLE.get(code) or _otherwise(status)
    kind = line.kind
    if not writes:
        # A read holds no content that could be refused, and leaves nothing of which the outcome could be unknown.
        kind = {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)
    words = cleaned(said, hidden)
    reason = f"{line.meaning}: {words}" if words else line.meaning
    wait = (_wait_of(answer) or line.wait) if kind in (RateLimited, Unavailable) else None
    number = _OF_ALBUM.search(said.lower())
    return kind(reason, code=f"{code} #{number.group(1)}" if number else code, retry_after=wait)


def number_in_album(error: RemoteError) -> int | None:
    """Which picture of an album was refused, counted from 1; None where it is not told."""
    told = error.code.partition(" #")[2]
    return int(told) if told else None


def is_about_pictures(error: RemoteError) -> bool:
    """Whether a post with pictures may pass without them: they are refused, or what is refused is not told."""
    return isinstance(error, PictureRefused) or error.code.partition(" #")[0] in {"400", *CAPTION_TOO_LONG}


def moved_to(body: bytes) -> str | None:
    """The new id of a group that was upgraded, as the refusal names it; None where it names none."""
    try:
        new = json.loads(body)["parameters"]["migrate_to_chat_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(new) if isinstance(new, int) and not isinstance(new, bool) else None


def _wait_of(answer: Mapping[str, Any]) -> timedelta | None:
    parameters = answer.get("parameters")
    told = parameters.get("retry_after") if isinstance(parameters, dict) else None
    is_wait = isinstance(told, int) and not isinstance(told, bool) and 0 < told < 10**8
    return timedelta(seconds=told) if is_wait and isinstance(told, int) else None


def _otherwise(status: int) -> Line:
    passing = status >= 500 or status == 408
    return Line(OutcomeUnknown if passing else Misused, f"Telegram answers {status}", "by the status alone")


def cleaned(text: str, hidden: Collection[str] = ()) -> str:
    """Words fit for people and logs: one line of at most 300 characters without a token in it."""
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
    text = " ".join(_SECRET_LOOK.sub("…", text).split())
    return text if len(text) <= _REASON_CHARS else text[: _REASON_CHARS - 1] + "…"
