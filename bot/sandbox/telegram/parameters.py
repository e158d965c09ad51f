"""What each method takes, and how a call's parameters are read from query, form, multipart or JSON.

Source: https://core.telegram.org/bots/api#making-requests and the methods' tables, Bot API 9.x, 2026-11-25.
"""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.telegram.errors import Refused
from bot.sandbox.wire import Request
from bot.sandbox.world import World, multipart

_SEND = (
    "chat_id business_connection_id message_thread_id direct_messages_topic_id disable_notification protect_content "
    "allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup"
)
_EDIT = "business_connection_id chat_id message_id inline_message_id parse_mode reply_markup"
#: Method in lower case → its name as written, what it takes.
METHODS: dict[str, tuple[str, frozenset[str]]] = {
    name.lower(): (name, frozenset(parameters.split()))
    for name, parameters in {
        "getMe": "",
        "getChat": "chat_id",
        "getChatMember": "chat_id user_id",
        "getChatMemberCount": "chat_id",
        "getChatAdministrators": "chat_id",
        "getWebhookInfo": "",
        "getUpdates": "offset limit timeout allowed_updates",
        "sendMessage": f"{_SEND} text parse_mode entities link_preview_options",
        "sendPhoto": f"{_SEND} photo caption parse_mode caption_entities show_caption_above_media has_spoiler",
        "sendMediaGroup": f"{_SEND} media",
        "editMessageText": f"{_EDIT} text entities link_preview_options",
        "editMessageCaption": f"{_EDIT} caption caption_entities show_caption_above_media",
        "deleteMessage": "chat_id message_id",
        "deleteMessages": "chat_id message_ids",
    }.items()
}
#: A whole request may be so large.
_MAX_BYTES = 50 * 1024 * 1024


class Given:
    """The parameters of one call."""

    def __init__(self, world: World, method: str, request: Request) -> None:
        """Raises Refused for a body that cannot be read or is too large."""
        self._world = world
        self.method = method
        if len(request.body) > _MAX_BYTES:
            world.violation("telegram", f"{method} with {len(request.body)} bytes")
            raise Refused("too-large")
        self.parts: dict[str, bytes] = multipart(request)
        self._values: dict[str, Any] = {**request.query(), **self._body(request)}
        taken = METHODS[method.lower()][1]
        named = {name for name in self._values if not self._is_attached(name)}
        for name in sorted(named - taken):
            world.violation("telegram", f"{method} takes no {name[:40]}")

    def _body(self, request: Request) -> dict[str, Any]:
        kind = request.headers.get("content-type", "").lower()
        if kind.startswith("application/json"):
            try:
                given = json.loads(request.body or b"{}")
            except ValueError:
                given = None
            if not isinstance(given, dict):
                self._world.violation("telegram", f"the body of {self.method} is no JSON object")
                raise Refused("text-empty", "can't parse JSON object")
            return given
        if self.parts:
            return {
                name: value.decode("utf-8", "replace") for name, value in self.parts.items() if len(value) < 200_000
            } | {name: "" for name, value in self.parts.items() if len(value) >= 200_000}
        return dict(request.form()) if kind.startswith("application/x-www-form-urlencoded") else {}

    def _is_attached(self, name: str) -> bool:
        """Whether a part is a file that another parameter names by attach://."""
        whole = " ".join(str(value) for key, value in self._values.items() if key in {"media", "photo"})
        return name in self.parts and f"attach://{name}" in whole

    def text(self, name: str) -> str:
        """A parameter as text; "" when it was not given."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A parameter as a number; the default for what is none."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            self._world.violation("telegram", f"{self.method}: {name} is no number")
            return default

    def flag(self, name: str) -> bool:
        """Whether a Boolean parameter is set."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def value(self, name: str) -> Any:
        """A JSON-serialized parameter; None when it was not given. Raises Refused for what is no JSON."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            self._world.violation("telegram", f"{self.method}: {name} is no JSON")
            raise Refused("text-empty", f"can't parse {name} JSON object") from None

    def known(self, name: str) -> bool:
        """Whether the parameter was given at all."""
        return name in self._values
