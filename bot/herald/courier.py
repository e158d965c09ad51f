"""Hands messages to channels by Apprise: mail, Telegram, Slack, a webhook and a hundred more.

Their addresses are secrets: they are in no log, no error and no `repr`. Apprise itself says a good deal to its logger,
addresses among it; nothing of that is let through, only what it says about the kind of a failure is read.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.model.alert import Channel, Message, Severity

if TYPE_CHECKING:
    import apprise

#: Apprise's own words for how a message looks.
_LOOKS = {Severity.NOTICE: "info", Severity.WARNING: "warning", Severity.CRITICAL: "failure"}
_STATUS = re.compile(r"\berror\s*[=:]\s*(\d{3})\b")
#: What Apprise says, told in our own words: its own may hold a host, a name, a token.
_SIGNS: Sequence[tuple[str, str]] = (
    ("connection error", "it could not be reached, or the connection broke"),
    ("socket exception", "it could not be reached, or the connection broke"),
    ("timed out", "it did not answer in time"),
    ("authentication", "it refused the user or password"),
    ("unsupported url", "its address is of no kind that Apprise knows"),
    ("unparseable", "its address cannot be understood"),
    ("could not load", "its address lacks a part, or a part is malformed"),
)


class Courier:
    """Knows every channel by name. Apprise (1 s, 30 MB) is loaded when the first message is handed over."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self._words = _Words()

    def carry(self, channel: str, message: Message) -> str | None:
        """Why the channel did not take the message, safe to show; None when it took it."""
        with self._words.heard() as said:
            try:
                target = self._target(channel)
                if target is None:
                    return _reason(said, "its address is of no kind that Apprise knows")
                taken = target.notify(
                    body=message.body,
                    title=message.title,
                    notify_type=_notify_type(message.severity),
                    body_format=_plain_text(),
                )
            except Exception as error:  # noqa: BLE001 - a plugin's fault must not stop the others; its words may hold secrets
                return f"it failed unexpectedly ({type(error).__name__})"
        return None if taken else _reason(said, "it did not take the message")

    def faults(self) -> dict[str, str]:
        """Channel → why its address cannot be used; empty when all can. Sends nothing."""
        found = {}
        for name in self._channels:
            with self._words.heard() as said:
                try:
                    usable = self._target(name) is not None
                except Exception as error:  # noqa: BLE001 - see above
                    found[name] = f"it failed unexpectedly ({type(error).__name__})"
                    continue
            if not usable:
                found[name] = _reason(said, "its address is of no kind that Apprise knows")
        return found

    def _target(self, name: str) -> apprise.NotifyBase | None:
        import apprise  # noqa: PLC0415 - loading it takes a second and 30 MB: only where it is used

        # A fresh one each time: a plugin keeps what it was told (a lost session, a used-up limit) to itself.
        asset = apprise.AppriseAsset(
            app_id="pressbot", app_desc="pressbot", app_url="", async_mode=False, secure_logging=True
        )
        return apprise.Apprise.instantiate(self._channels[name].url.get_secret_value(), asset=asset)


def _notify_type(severity: Severity) -> Any:
    import apprise  # noqa: PLC0415

    return apprise.NotifyType(_LOOKS[severity])


def _plain_text() -> Any:
    import apprise  # noqa: PLC0415

    return apprise.NotifyFormat.TEXT


def _reason(said: Sequence[str], otherwise: str) -> str:
    """What went wrong in our own words, from what Apprise said."""
    for line in reversed(said):
        status = _STATUS.search(line)
        if status:
            return f"it answered {status.group(1)}{_STATUS_WORDS.get(status.group(1), '')}"
        lower = line.lower()
        for sign, words in _SIGNS:
            if sign in lower:
                return words
    return otherwise


_STATUS_WORDS: Mapping[str, str] = {
    "400": " (it does not understand the message, or a part of its address)",
    "401": " (its token or password is refused)",
    "403": " (its token has no right to this)",
    "404": " (there is no such channel, or its token is refused)",
    "429": " (too many messages)",
}


class _Words(logging.Handler):
    """Hears what Apprise says in this thread, and lets nothing of it go further."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said = threading.local()
        logger = logging.getLogger("apprise")
        logger.propagate = False
        logger.setLevel(logging.WARNING)
        for other in list(logger.handlers):
            logger.removeHandler(other)
        logger.addHandler(self)

    @contextmanager
    def heard(self) -> Iterator[list[str]]:
        """Within it, what Apprise says in this thread."""
        said: list[str] = []
        self._said.lines = said
        try:
            yield said
        finally:
            self._said.lines = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the line for whoever waits for it."""
        lines = getattr(self._said, "lines", None)
        if lines is not None:
            lines.append(record.getMessage())
