"""A change to a post that is out: its text edited, or the post taken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.post import Post


class AmendmentKind(StrEnum):
    """What is done to a post."""

    EDIT = "edit"
    RETRACT = "retract"


class Stage(StrEnum):
    """How far an amendment has come."""

    WAITING = "waiting"  # to be carried out, or tried again
    UNDER_WAY = "under_way"  # the call may be under way; no end recorded: the process may have died
    UNKNOWN = "unknown"  # may be done: the post is read back
    DONE = "done"  # the network shows it
    FAILED = "failed"  # surely not done, and not tried again by itself
    DROPPED = "dropped"  # something newer took its place before it was begun


#: Stages that nothing follows.
SETTLED = frozenset({Stage.DONE, Stage.FAILED, Stage.DROPPED})


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """One amendment as it stands."""

    id: int
    delivery_id: int
    account: str
    network: str
    external_id: str
    permalink: str
    kind: AmendmentKind
    stage: Stage
    #: The post as it was, and as it is to be; None for a retraction.
    before: Post
    post: Post | None
    #: The article's revision that led to it; None where a person did.
    revision: int | None
    actor: str
    reason: str
    #: What the last try or look showed; "" before it.
    detail: str
    made_at: datetime
    #: The next try or look; None while a call is under way, and once it is settled.
    next_at: datetime | None
    tries: int
    #: Looks since the last try that found it not done.
    looks: int

    @property
    def by_daemon(self) -> bool:
        """Whether it follows from a policy; else a person asked for it."""
        return self.actor == "daemon"
