"""The obligation to get a Post out exactly once, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """A delivery's states; the moves between them are data in `bot.delivery.states`."""

    DRAFT = "draft"  # waits for approval
    SCHEDULED = "scheduled"  # will go out when due
    PUBLISHING = "publishing"  # an attempt is committed; the call may be under way
    PUBLISHED = "published"  # a receipt proves it
    UNCONFIRMED = "unconfirmed"  # may be out: must be read back
    HELD = "held"  # a person must act
    REJECTED = "rejected"  # the network refused it and will again
    CANCELLED = "cancelled"  # a person called it off
    RETRACTED = "retracted"  # was out, taken down


class Outcome(StrEnum):
    """How one attempt ended."""

    UNDER_WAY = "under_way"  # no end recorded: the process may have died
    PUBLISHED = "published"
    NOT_SENT = "not_sent"  # surely not out
    REFUSED = "refused"  # the network answered no
    UNKNOWN = "unknown"  # may be out


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that a post is out."""

    external_id: str
    permalink: str
    #: Aware UTC, by the network's clock where it tells, else by ours.
    published_at: datetime
    #: What the network did not take ("the picture was refused: …").
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemotePost:
    """A post as a network shows it when read back."""

    external_id: str
    permalink: str
    created_at: datetime
    #: Visible text, escapes and HTML entities undone; "" where the network does not give it.
    text: str
    #: Every link found in the post, un-shortened where the network tells.
    links: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What a Decision came to."""

    POST = "post"
    DRAFT = "draft"
    HOLD = "hold"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that was asked, what it saw and what it said."""

    name: str
    #: What the rule looked at, in plain values.
    inputs: Mapping[str, str | int | float | bool | None]
    #: None = the rule had nothing against it.
    verdict: Verdict | None
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Why an article was, or was not, sent to an account: every rule asked, in order; the last one decided."""

    account: str
    verdict: Verdict
    reason: str
    rules: tuple[Rule, ...] = field(default=())
    #: Not before this moment (an embargo, a future date); None = at once.
    due: datetime | None = None
