"""One OK group."""

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
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.health import Examiner
from bot.networks.ok.limits import IDS_PER_CALL, LIMITS, STATISTICS_PER_CALL
from bot.networks.ok.listing import newest
from bot.networks.ok.measure import Measurer
from bot.networks.ok.owner import Owner
from bot.networks.ok.publish import Publisher
from bot.networks.ok.removal import take_down
from bot.networks.ok.topics import TopicReader


class OK:
    """Posts as the group, with the token of one of its admins or moderators.

    Not editable: mediatopic.edit stands in no document, and peers found that a topic cannot be changed.
    """

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint,
        *,
        clock: Clock,
        allow_private: Collection[str] = (),
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`sleep` and `monotonic` keep the pace of the calls."""
        numbers = endpoint.numbers
        self.limits: Limits = replace(LIMITS, text=int(numbers.get("text_limit", LIMITS.text)))
        self._group = payloads.group_of(account.id)
        self._clock = clock
        self._calls = Calls(
            account, endpoint, clock=clock, allow_private=allow_private, sleep=sleep, monotonic=monotonic
        )
        self._owner = Owner(self._calls, self._group, account.name)
        self._reader = TopicReader(self._calls, int(numbers.get("ids_per_call", IDS_PER_CALL)))
        self._publisher = Publisher(self._calls, self._group, self.limits, clock, endpoint.read_timeout)
        per_page = int(numbers.get("statistics_per_call", STATISTICS_PER_CALL))
        self._measurer = Measurer(self._calls, self._reader, self._owner, self._group, per_page, clock)
        self._examiner = Examiner(self._calls, self._owner, self._group)

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a topic with text, pictures and a link block, its notes saying what was left out.

        Raises RemoteError.
        """
        return self._publisher.publish(post, pictures)

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The group's topics since then, newest first. Raises Forbidden when OK does not list them, RemoteError."""
        return newest(self._calls, self._group, since, self._clock())

    def fetch(self, external_id: str) -> RemotePost | None:
        """That topic, under the id that it has now; None when it is not there. Raises RemoteError."""
        topic = self._reader.shown(external_id)
        return payloads.remote_post(self._group, topic, self._clock()) if topic is not None else None

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters of a hundred topics a call, with reach and clicks where the token may see them.

        Raises RemoteError.
        """
        return self._measurer.measure(external_ids)

    def delete(self, external_id: str) -> None:
        """Takes the topic down; done only when a read agrees. Raises OutcomeUnknown when none does, RemoteError."""
        take_down(self._calls, self._reader, self._owner, self._group, external_id)

    def require_owner(self) -> None:
        """Nothing, when the token's owner may post for the group; asked once. Raises Forbidden, RemoteError."""
        self._owner.require()

    def quotas(self) -> Sequence[Quota]:
        """How many calls OK leaves us, as last told."""
        return self._calls.quotas()

    def check(self) -> AccountHealth:
        """Whose token it is, which rights it has, its owner's role, what it may read. Raises Unavailable."""
        return self._examiner.look()

    def close(self) -> None:
        """Gives every connection back."""
        self._calls.close()
