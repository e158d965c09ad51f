"""One call to the Bot API, made once. The token stands in its address: nothing of an address leaves this file."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from typing import Any

from bot.errors import RemoteError, Unavailable
from bot.http import ApiClient
from bot.model.account import Account, Endpoint
from bot.networks.telegram import payloads
from bot.networks.telegram.auth import secrets_of, token_of
from bot.networks.telegram.errors import MOVED, answer_of, cleaned, moved_to

# At info level the HTTP library writes every address it asks for, and ours hold the token.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)

Files = Mapping[str, tuple[str, bytes, str]]


class Calls:
    """The calls of one bot for one chat; safe to share between threads."""

    def __init__(self, account: Account, endpoint: Endpoint, *, allow_private: Collection[str] = ()) -> None:
        self._account = account
        self._hidden = secrets_of(account)
        self._api = ApiClient(endpoint, allow_private=allow_private)
        #: What calls name as the chat: as configured, or the id that Telegram says it has now.
        self.chat: int | str = payloads.chat_of(account.id)
        #: The new id of a group that was upgraded; None where it was not.
        self.moved_to: str | None = None

    def ask(self, method: str, **parameters: object) -> Any:
        """The result of a call whose effect no reader sees. Raises RemoteError, never OutcomeUnknown."""
        return self._call(method, parameters, writes=False)

    def ask_of_chat(self, method: str, **parameters: object) -> Any:
        """The same about the chat."""
        return self._of_chat(method, parameters, writes=False)

    def write(self, method: str, parameters: Mapping[str, object], files: Files | None = None) -> Any:
        """The result of a call in the chat that readers see. Raises RemoteError, OutcomeUnknown when it may be done."""
        return self._of_chat(method, parameters, writes=True, files=files)

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def _of_chat(self, method: str, given: Mapping[str, object], *, writes: bool, files: Files | None = None) -> Any:
        try:
            return self._call(method, {"chat_id": self.chat, **given}, writes=writes, files=files)
        except RemoteError as error:
            if error.code != MOVED or self.moved_to is None or str(self.chat) == self.moved_to:
                raise
        # Refused, so surely not done; the same group answers under its new id.
        self.chat = int(self.moved_to)
        return self._call(method, {"chat_id": self.chat, **given}, writes=writes, files=files)

    def _call(self, method: str, given: Mapping[str, object], *, writes: bool, files: Files | None = None) -> Any:
        address = f"bot{token_of(self._account)}/{method}"
        failure: RemoteError | None = None
        try:
            if files:
                form = {name: _as_text(value) for name, value in given.items()}
                reply = self._api.call("POST", address, writes=writes, form=form, files=files)
            else:
                content = _written(json.dumps(given, ensure_ascii=False))
                headers = {"Content-Type": "application/json"}
                reply = self._api.call("POST", address, writes=writes, content=content, headers=headers)
        except RemoteError as error:
            failure = type(error)(cleaned(error.reason, self._hidden), code=error.code, retry_after=error.retry_after)
        if failure is not None:
            # Raised here and not above: no address hangs on it as its context.
            raise failure
        try:
            return answer_of(reply.status, reply.body, writes=writes, hidden=self._hidden)
        except RemoteError as error:
            if error.code == MOVED:
                self.moved_to = moved_to(reply.body)
            raise


def _as_text(value: object) -> str:
    """A parameter as a form carries it: texts as they are, everything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    _written(text)
    return text


def _written(text: str) -> bytes:
    """The text as bytes. Raises Unavailable for half of a character, which no request can carry."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Unavailable("the call cannot be written: its text holds half of a character") from None
