"""What a network must be able to do for us, and what it may be able to do besides.

An adapter is bound to one account. It makes each call at most once: it never retries a write, never sleeps
for long, never sees the store. It raises only `RemoteError`s, and tells "surely not done" (`Unavailable`,
`RateLimited`, a refusal) from "may have been done" (`OutcomeUnknown`). Only the call that makes the post
visible can be `OutcomeUnknown`: whatever fails before it (an upload, a look-up) left nothing that a reader
can see, and is `Unavailable` or a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.errors import Forbidden
from bot.model.account import AccountHealth
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.grant import Choice, Grant, Question
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Picture, Post
from bot.model.quota import Quota


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
        """The account's own posts made at or after `since` (aware UTC), newest first.

        Raises Forbidden when no credential may read, or the list does not go back so far (an incomplete one would say
        that a post is not there), RemoteError when the network cannot be asked now.
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


def not_so_far_back(listed: int, since: datetime) -> Forbidden:
    """What `find_recent` raises where the newest posts are too many to reach `since`."""
    return Forbidden(
        f"only the newest {listed} posts are looked through, and all of them are younger than {since:%Y-%m-%d %H:%M} "
        "UTC → look at the wall"
    )


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


@runtime_checkable
class CanEdit(Protocol):
    """A network on which a post's text can be changed."""

    def edit(self, external_id: str, post: Post) -> None:
        """Nothing, once the post reads as `post` does: the change is confirmed by reading back.

        Pictures and link stay as they are. Raises Forbidden when no credential may edit or the network's time for
        edits is over, OutcomeUnknown when the reading back does not tell, any other RemoteError as it comes.
        """
        ...


@runtime_checkable
class ReportsQuotas(Protocol):
    """A network whose answers tell how much of its limits is used."""

    def quotas(self) -> Sequence[Quota]:
        """What the answers since the last question said, the newest per name. Makes no call."""
        ...


@runtime_checkable
class HasPrice(Protocol):
    """A network that charges for calls."""

    def price_of(self, post: Post, pictures: int) -> Price:
        """What sending the post with so many pictures will cost, everything together. Makes no call."""
        ...

    def charges(self) -> Sequence[Price]:
        """What the other calls since the last question cost (reads, deletions). Makes no call."""
        ...


@runtime_checkable
class KnowsOwner(Protocol):
    """A network that can tell whose a credential is."""

    def require_owner(self) -> None:
        """Nothing, when the credential that posts belongs to the configured account. Asked before each send.

        A token's owner never changes: the network is asked once per token, later questions cost no call.
        Raises Forbidden naming whose it is and whose it should be, any other RemoteError as it comes.
        """
        ...


class Connector(Protocol):
    """The network's own way from a person to an account's secrets, told step by step by `pressbot connect`.

    Nothing here sees the terminal or the store: the command asks the questions, opens the address, waits for the
    redirect, and keeps what comes.
    """

    #: What to prepare on the network's side, line by line, with addresses; shown first.
    steps: Sequence[str]
    #: Asked before the address is made (client id and secret, keys); answers are keyed by name.
    questions: Sequence[Question]

    def address(self, answers: Mapping[str, str], redirect: str, state: str, verifier: str) -> str | None:
        """Where the person gives consent; None where the questions were all there is. Makes no call.

        `redirect`: the loopback or pasted redirect address; `verifier`: the PKCE verifier to derive a challenge from.
        """
        ...

    def grants(
        self, answers: Mapping[str, str], redirect: str, returned: Mapping[str, str], verifier: str
    ) -> Sequence[Choice]:
        """What the person may choose from (pages, organisations, the one user).

        `returned`: the parameters of the redirect, its `code` among them, and what `CanRegister` gave; empty without a
        consent page.

        Raises Rejected when what was given is wrong, Unauthorized, Forbidden, Unavailable as they come.
        """
        ...


@runtime_checkable
class CanRegister(Protocol):
    """A connector whose network gives out an application for each consent, by a call before the page is opened."""

    def registered(self, answers: Mapping[str, str], redirect: str) -> Mapping[str, str]:
        """What the network gave, by the names of `questions`: it is laid over the answers for `address`, and comes to
        `grants` in `returned`. Empty where the answers are enough. Raises RemoteError."""
        ...


@runtime_checkable
class CanRefresh(Protocol):
    """A connector whose grants can be made new without a person."""

    def refreshed(self, grant: Grant) -> Grant:
        """A new grant; the old one is spent by the call. Raises Unauthorized when a person must connect again,
        OutcomeUnknown when the new one may have been made and lost, Unavailable when surely nothing happened."""
        ...
