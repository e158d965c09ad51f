"""The Bot API's refusals, each under the name by which a fault asks for it.

Sources: https://core.telegram.org/bots/api#making-requests and #responseparameters, Bot API 9.x, and the texts of
https://github.com/tdlib/telegram-bot-api (Client.cpp, ClientManager.cpp, Query.cpp), all read 2026-11-25. The documents say
of the texts that they may change: a caller that needs them whole needs too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.wire import Response, html_response, json_response

#: Code → how its description begins.
PREFIXES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
    413: "Request Entity Too Large", 421: "Misdirected Request", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip
#: Name → code and what follows the prefix.
LINES: dict[str, tuple[int, str]] = {
    "chat-id-empty": (400, "chat_id is empty"),
    "chat-not-found": (400, "chat not found"),
    "group-deactivated": (400, "group chat was deactivated"),
    "upgraded": (400, "group chat was upgraded to a supergroup chat"),
    "need-administrator": (400, "need administrator rights in the channel chat"),
    "not-enough-rights": (400, "not enough rights to send text messages to the chat"),
    "not-enough-rights-photos": (400, "not enough rights to send photos to the chat"),
    "write-forbidden": (400, "CHAT_WRITE_FORBIDDEN"),
    "admin-required": (400, "CHAT_ADMIN_REQUIRED"),
    "restricted": (400, "CHAT_RESTRICTED"),
    "members-inaccessible": (400, "member list is inaccessible"),
    "user-not-found": (400, "user not found"),
    "text-empty": (400, "message text is empty"),
    "text-too-long": (400, "message is too long"),
    "caption-too-long": (400, "message caption is too long"),
    "media-caption-too-long": (400, "MEDIA_CAPTION_TOO_LONG"),
    "entities": (400, "can't parse entities: Unsupported start tag \"x\" at byte offset 0"),
    "parse-mode": (400, "unsupported parse_mode"),
    "reply-not-found": (400, "message to be replied not found"),
    "edit-not-found": (400, "message to edit not found"),
    "edit-forbidden": (400, "message can't be edited"),
    "not-modified": (
        400,
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message",
    ),
    "no-text": (400, "there is no text in the message to edit"),
    "no-caption": (400, "there is no caption in the message to edit"),
    "delete-not-found": (400, "message to delete not found"),
    "delete-forbidden": (400, "message can't be deleted"),
    "delete-for-everyone": (400, "message can't be deleted for everyone"),
    "no-ids": (400, "message identifiers are not specified"),
    "too-many-ids": (400, "too many message identifiers specified"),
    "invalid-id": (400, "invalid message identifier specified"),
    "no-photo": (400, "there is no photo in the request"),
    "file-empty": (400, "file must be non-empty"),
    "photo-too-big": (400, "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"),
    "photo-dimensions": (400, "PHOTO_INVALID_DIMENSIONS"),
    "photo-unreadable": (400, "IMAGE_PROCESS_FAILED"),
    "photo-unsaved": (400, "PHOTO_SAVE_FILE_INVALID"),
    "wrong-file": (400, "wrong file identifier/HTTP URL specified"),
    "url-content": (400, "failed to get HTTP URL content"),
    "url-type": (400, "wrong type of the web page content"),
    "album-size": (400, "too many messages to send as an album"),
    "album-empty": (400, "there are no messages to send"),
    "no-token": (401, "invalid token specified"),
    "unauthorized": (401, ""),
    "not-a-member": (403, "bot is not a member of the channel chat"),
    "kicked": (403, "bot was kicked from the channel chat"),
    "not-a-supergroup-member": (403, "bot is not a member of the supergroup chat"),
    "kicked-supergroup": (403, "bot was kicked from the supergroup chat"),
    "group-deleted": (403, "the group chat was deleted"),
    "blocked": (403, "bot was blocked by the user"),
    "user-deactivated": (403, "user is deactivated"),
    "no-method": (404, "method not found"),
    "not-found": (404, ""),
    "webhook": (409, "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"),
    "other-poller": (409, "terminated by other getUpdates request; make sure that only one bot instance is running"),
    "too-large": (413, ""),
    "too-many": (429, "retry after 5"),
    "restart": (500, "restart"),
    "internal": (500, ""),
    "gateway": (502, ""),
}  # fmt: skip
#: The general kinds of faults → lines.
KINDS = {
    "rate_limit": "too-many", "dead_token": "unauthorized", "permission": "need-administrator",
    "content_refused": "text-too-long", "picture_refused": "photo-unreadable",
}  # fmt: skip
_RETRY_S = 5
#: Where a group's upgrade leads when a fault asks for it.
MIGRATED_TO = -1001112223334


class Refused(Exception):
    """A call that the Bot API refuses."""

    def __init__(self, name: str, text: str | None = None, **parameters: int) -> None:
        """`text` takes the place of the line's own words."""
        super().__init__(name)
        self.code, words = LINES[name]
        self.text = words if text is None else text
        self.parameters: dict[str, int] = parameters


def response(refused: Refused) -> Response:
    """The refusal as the Bot API answers it."""
    return _response(refused.code, refused.text, refused.parameters)


def of_code(code: str) -> Response:
    """The refusal a fault asks for.

    "chat-not-found" or "400/chat-not-found" (a line of the table), "400/WORDS_OF_ONE_S_OWN", "401", "429/60" (retry after
    60 s), "429/bare" (without its parameters), "502/html" (a gateway's page).
    """
    number, _, name = code.partition("/")
    if not number.isdigit():
        number, name = str(LINES[number][0]), number
    status = int(number)
    if name == "html":
        return html_response(f"<html><head><title>{status}</title></head><body>nginx</body></html>", status)
    if status == 429 and name != "bare":
        wait_s = int(name) if name.isdigit() else _RETRY_S
        return _response(429, f"retry after {wait_s}", {"retry_after": wait_s})
    if name == "bare":
        return _response(status, "", {})
    parameters = {"migrate_to_chat_id": MIGRATED_TO} if name == "upgraded" else {}
    return _response(status, LINES[name][1] if name in LINES else name, parameters)


def _response(status: int, text: str, parameters: Mapping[str, int]) -> Response:
    prefix = PREFIXES.get(status, "Error")
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": f"{prefix}: {text}" if text else prefix}
    headers = {"Retry-After": str(parameters["retry_after"])} if "retry_after" in parameters else {}
    return json_response(body | ({"parameters": dict(parameters)} if parameters else {}), status, headers)
