"""One Mastodon account."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.model.account import Account, AccountHealth, Endpoint
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.model.quota import Quota
from bot.networks.mastodon import payloads
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.changes import change, shown, take_down
from bot.networks.mastodon.health import health_of
from bot.networks.mastodon.limits import IDS_PER_CALL, LIMITS
from bot.networks.mastodon.measure import Measurer
from bot.networks.mastodon.owner import Owner
from bot.networks.mastodon.publish import Publisher
from bot.networks.mastodon.server import Server


class Mastodon:
    """Posts as the account whose token is configured."""

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint,
        *,
        clock: Clock,
        allow_private: Collection[str] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`sleep`: waits, a second at a time, for a picture to become ready."""
        numbers = endpoint.numbers
        self._calls = Calls(account, endpoint, clock=clock, allow_private=allow_private)
        self._server = Server(self._calls, replace(LIMITS, text=int(numbers.get("text_limit", LIMITS.text))))
        self._owner = Owner(self._calls, account.id, account.name)
        visibility = endpoint.options.get("visibility", "")
        self._publisher = Publisher(self._calls, self._server, clock, endpoint.read_timeout, visibility, sleep)
        self._measurer = Measurer(self._calls, self._owner, clock, int(numbers.get("ids_per_call", IDS_PER_CALL)))

    @property
    def limits(self) -> Limits:
        """The limits of the server where it has told them, the operator's text_limit applied."""
        return self._server.limits

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a status, its notes saying what was left out. Raises RemoteError."""
        return self._publisher.publish(post, pictures)

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The account's own statuses since then, newest first, boosts left out. Raises Forbidden, RemoteError."""
        return self._measurer.newest(since)

    def fetch(self, external_id: str) -> RemotePost | None:
        """That status; None when it is not there. Raises RemoteError."""
        status = shown(self._calls, external_id)
        return payloads.remote_post(status) if status is not None else None

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters of twenty statuses a call. Raises RemoteError."""
        return self._measurer.measure(external_ids)

    def edit(self, external_id: str, post: Post) -> None:
        """Changes the text and keeps the pictures; done only when a read agrees. Raises OutcomeUnknown, RemoteError."""
        change(self._calls, external_id, post)

    def delete(self, external_id: str) -> None:
        """Takes the status down; done only when a read agrees. Raises OutcomeUnknown, RemoteError."""
        take_down(self._calls, external_id)

    def require_owner(self) -> None:
        """Nothing, when the token belongs to the configured account; asked once. Raises Forbidden, RemoteError."""
        self._owner.require()

    def quotas(self) -> Sequence[Quota]:
        """What the headers since the last question said."""
        return self._calls.quotas()

    def check(self) -> AccountHealth:
        """Whose token it is, which scopes it has, what the server allows. Raises Unavailable."""
        return health_of(self._calls, self._owner, self._server)

    def close(self) -> None:
        """Gives every connection back."""
        self._calls.close()
