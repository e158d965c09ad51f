"""What a server allows, by its own word: asked once, when a post with pictures needs it or an account is looked at."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import RemoteError
from bot.model.limits import Limits
from bot.networks.mastodon import payloads
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.payloads import Instance


class Server:
    """The limits that hold on one server."""

    def __init__(self, calls: Calls, limits: Limits) -> None:
        """`limits`: what holds as long as the server was not asked."""
        self._calls = calls
        self.limits = limits
        self._is_known = False

    def asked_anew(self) -> Instance:
        """What the server says of itself; `limits` follow. Raises RemoteError."""
        found = payloads.understood(self._calls.ask("api/v2/instance"), Instance)
        rules = found.configuration
        self.limits = replace(
            self.limits,
            images=_number(rules.statuses.max_media_attachments, self.limits.images),
            alt=_number(rules.media_attachments.description_limit, self.limits.alt),
        )
        self._is_known = True
        return found

    def known(self) -> Limits:
        """The limits, asked for once; not knowing them costs nothing. Never raises."""
        if not self._is_known:
            try:
                self.asked_anew()
            except RemoteError:
                # The server itself refuses what is too much.
                return self.limits
        return self.limits


def _number(told: int | None, otherwise: int) -> int:
    return told if told is not None and told > 0 else otherwise
