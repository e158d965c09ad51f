"""The stand-in of the Bot API for one bot and one channel.

A violation is a call that no state of the account can excuse: an unknown method or parameter, a text over the limit, marks
that do not fit. A refusal alone (a dead token, a right that is missing, a message that is gone, a full minute) is none.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox import accounts
from bot.sandbox.telegram.changes import Changes
from bot.sandbox.telegram.chats import Caller, Chats
from bot.sandbox.telegram.errors import KINDS, Refused, of_code, response
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.parameters import METHODS, Given
from bot.sandbox.telegram.updates import Updates
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

_OPERATIONS = {"send": "publish", "edit": "edit", "dele": "delete"}


class Telegram:
    """One bot."""

    name = "telegram"

    def __init__(self, world: World) -> None:
        self._world = world
        self._chats = Chats(world)
        self._messages = Messages(world, self._chats)
        self._changes = Changes(world, self._messages)
        self._updates = Updates(world, self._chats, self._messages)

    def operation(self, request: Request) -> str:
        """What kind of call this is; a picture comes with its post, there is no upload apart."""
        return _OPERATIONS.get(_split(request.path)[1].lower()[:4], "read")

    def refusal(self, kind: str, code: str = "") -> Response:
        """The Bot API's own shape of a fault: the kinds common to all networks, or the line that `code` names."""
        return of_code(code or KINDS.get(kind, "internal"))

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a post that an administrator made in the app; the bot is told of it."""
        identity = self._messages.by_hand(text, link)
        self._updates.posted(int(identity), accounts.TELEGRAM_CHANNEL)
        return identity

    def __call__(self, request: Request) -> Response:
        try:
            return json_response({"ok": True, "result": self._call(request)})
        except Refused as refused:
            return response(refused)

    def _call(self, request: Request) -> Any:
        token, method = _split(request.path)
        if not token:
            self._say(f"{request.method} of an address that is no /bot<token>/<method>")
            raise Refused("not-found")
        caller = self._chats.caller(token)
        if method.lower() not in METHODS:
            self._say(f"a bot that posts into a channel has no method {method[:40]}")
            raise Refused("no-method")
        if request.method not in {"GET", "POST"}:
            self._say(f"{method} by {request.method}")
        given = Given(self._world, METHODS[method.lower()][0], request)
        if given.method.startswith("get"):
            return self._read(given, caller)
        channel = self._chats.channel(given, caller)
        return self._write(given, caller, channel)

    def _read(self, given: Given, caller: Caller) -> Any:
        match given.method:
            case "getMe":
                return self._chats.me(caller)
            case "getWebhookInfo":
                url = (
                    "https://example.org/hook" if self._world.switches.get("telegram", "webhook", default=False) else ""
                )
                return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}
            case "getUpdates":
                return self._updates.read(given, caller, accounts.TELEGRAM_CHANNEL)
        channel = self._chats.channel(given, caller)
        match given.method:
            case "getChat":
                return self._chats.full(channel)
            case "getChatMember":
                return self._chats.member(given, caller)
            case "getChatAdministrators":
                return self._chats.administrators(caller)
            case _:
                return self._chats.subscribers()

    def _write(self, given: Given, caller: Caller, channel: str) -> Any:
        match given.method:
            case "editMessageText":
                return self._changes.text(given, channel, caller)
            case "editMessageCaption":
                return self._changes.caption(given, channel, caller)
            case "deleteMessage":
                return self._changes.delete(given, caller)
            case "deleteMessages":
                return self._changes.delete_many(given, caller)
        self._chats.may_post(caller)
        if given.method == "sendMessage":
            return self._messages.text(given, channel)
        return (
            self._messages.photo(given, channel)
            if given.method == "sendPhoto"
            else self._messages.album(given, channel)
        )

    def _say(self, what: str) -> None:
        self._world.violation(self.name, what)


def _split(path: str) -> tuple[str, str]:
    """The token and the method of an address; "" for what is not there."""
    parts = path.strip("/").split("/")
    if len(parts) != 2 or not parts[0].startswith("bot"):
        return "", ""
    return parts[0].removeprefix("bot"), parts[1]
