"""One Telegram channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.errors import Forbidden
from bot.model.account import Account, AccountHealth, Endpoint
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.telegram import payloads
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.changes import change, take_down
from bot.networks.telegram.health import health_of
from bot.networks.telegram.limits import CAPTION, LIMITS
from bot.networks.telegram.owner import Owner
from bot.networks.telegram.publish import Publisher


class Telegram:
    """Posts as a bot that is an administrator of the channel.

    Neither fetched nor found: the Bot API has no call that reads a message, and a bot gets no updates of its own ones
    (the server's source, need_skip_update_message, read 2026-11-25).
    """

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        numbers = endpoint.numbers
        self.limits: Limits = replace(LIMITS, text=int(numbers.get("text_limit", LIMITS.text)))
        self._clock = clock
        self._calls = Calls(account, endpoint, allow_private=allow_private)
        self._owner = Owner(self._calls, account.name)
        silent = endpoint.options.get("silent", "").lower() == "true"
        caption_limit = int(numbers.get("caption_limit", CAPTION))
        self._publisher = Publisher(self._calls, self.limits, caption_limit, clock, silent=silent)

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a message, a photo or an album, its notes saying what was left out. Raises RemoteError."""
        return self._publisher.publish(post, pictures)

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """Never anything. Raises Forbidden: what cannot be read must not look as if it were not there."""
        raise Forbidden(
            f"Telegram's bots cannot read a channel back → look at what the channel shows since {since:%Y-%m-%d %H:%M} "
            "UTC",
            code="not offered",
        )

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot a post in which every figure is not offered. Makes no call."""
        return [payloads.snapshot(identity, self._clock()) for identity in dict.fromkeys(external_ids)]

    def edit(self, external_id: str, post: Post) -> None:
        """Changes the text or the caption, confirmed by Telegram's answer. Raises RemoteError."""
        change(self._calls, external_id, post)

    def delete(self, external_id: str) -> None:
        """Takes the message, or all of an album, down. Raises RemoteError."""
        take_down(self._calls, external_id)

    def require_owner(self) -> None:
        """Nothing, when the token's bot may post in the channel; asked once. Raises Forbidden, RemoteError."""
        self._owner.require()

    def check(self) -> AccountHealth:
        """Which bot the token is of, and what it may do in the channel. Raises Unavailable."""
        return health_of(self._calls, self._owner)

    def close(self) -> None:
        """Gives every connection back."""
        self._calls.close()
