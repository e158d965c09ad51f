"""What a network must be able to do for us, and what it may be able to do besides.

An adapter is bound to one account. It makes each call at most once: it never retries a write, never sleeps
for long, never sees the store. It raises only `RemoteError`s, and tells "surely not done" (`Unavailable`,
`RateLimited`, a refusal) from "may have been done" (`OutcomeUnknown`). Only the call that makes the post
visible can be `OutcomeUnknown`: whatever fails before it (an upload, a look-up) left nothing that a reader
can see, and is `Unavailable` or a refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.model.account import AccountHealth
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post


class Network(Protocol):
    """One account on one network."""

    @property
    def limits(self) -> Limits:
        """The limits that hold for this account, the operator's overrides applied."""
        ...

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post made now.

        A picture that the network refuses is left out, and the receipt's notes say so.
        Raises any RemoteError; OutcomeUnknown when the post may be out.
        """
        ...

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The account's own posts made at or after `since` (aware UTC), newest first; at most some hundred.

        Raises Forbidden when no credential may read, RemoteError when the network cannot be asked now.
        """
        ...

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot per post in as few calls as the network allows; a post it cannot speak of is `gone`.

        Raises RemoteError when the network cannot be asked now.
        """
        ...

    def close(self) -> None:
        """Nothing; every connection is given back."""
        ...

    def check(self) -> AccountHealth:
        """What harmless reads show about the credentials; never raises for a refusal, which is its finding.

        Raises Unavailable or OutcomeUnknown when the network cannot be reached.
        """
        ...


@runtime_checkable
class CanDelete(Protocol):
    """A network on which a post can be taken down."""

    def delete(self, external_id: str) -> None:
        """Nothing, once the post is down; a post already gone counts as done.

        Raises Forbidden when no credential may delete, any other RemoteError as it comes.
        """
        ...


@runtime_checkable
class CanFetch(Protocol):
    """A network that shows one post by its id."""

    def fetch(self, external_id: str) -> RemotePost | None:
        """The post as it stands, None when it is not there. Raises RemoteError when it cannot be asked."""
        ...
