"""Walls in the test's hands: what they do with a call is told beforehand, what they show comes when they like."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import Clock
from bot.deadline import TooLate, require_leave, require_time
from bot.delivery.timing import Timing
from bot.errors import Forbidden, OutcomeUnknown, RateLimited, Rejected, Unavailable
from bot.model.account import Account
from bot.model.delivery import Receipt, RemotePost
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.facebook.limits import LIMITS

TIMING = Timing()
#: What a network is assumed to keep: a post shows so long after the last byte of it left, at the latest.
SHOWN_WITHIN = TIMING.looks[0]
#: How far our clock may be ahead of a network's: marks are sure at any time, a text counts only near its attempt.
AHEAD = {"marked": timedelta(minutes=40), "bare": timedelta(seconds=90), "blind": timedelta()}
#: The walls: links with their marks are shown; only texts are; nobody may read it back.
ACCOUNTS = {
    "marked": Account("marked", "facebook", "1"),
    "bare": Account("bare", "vk", "2"),
    "blind": Account("blind", "ok", "3"),
}


class Fate(StrEnum):
    """What becomes of one call that makes a post."""

    TAKEN = "taken"
    UNSEEN = "taken, and shown only after a while"
    LOST = "cut before it arrived"
    CUT = "taken, and its answer cut off"
    LATE = "cut off, and taken after a while"
    LATE_UNSEEN = "cut off, taken after a while, shown later still"
    DOWN = "never connected"
    SLOWED = "refused: too many calls"
    REFUSED = "refused for good"


@dataclass(frozen=True)
class Standing:
    """One post on a wall."""

    external_id: str
    post: Post
    #: When its last byte left, when the network took it, when it shows it.
    left_at: datetime
    taken_at: datetime
    shown_at: datetime


class Wall:
    """One account's network."""

    limits: Limits = LIMITS

    def __init__(self, name: str, clock: Clock, leaves: Callable[[str, str], None], *, behind: timedelta) -> None:
        """`leaves`: told (account, mark) when the bytes of a post leave; `behind`: of the network's clock against ours."""
        self._clock = clock
        self._leaves = leaves
        self._name = name
        self._behind = behind
        self.posts: list[Standing] = []
        #: Of the next calls that make a post; then everything is taken.
        self.fates: deque[Fate] = deque()
        #: So many of the next readings fail.
        self.failing_reads = 0

    def publish(self, passed: Callable[[str], None], post: Post, _pictures: Sequence[Picture]) -> Receipt:
        """One call as the real clients make it: leave is asked for, then the clocks right before the bytes.

        `passed`: told where it stands between the two.
        """
        fate = self.fates.popleft() if self.fates else Fate.TAKEN
        try:
            require_leave(visible=True)
            if fate is Fate.DOWN:
                raise Unavailable("no connection")
            passed("writing")
            require_time()
        except TooLate as error:
            raise Unavailable(f"nothing was sent: {error}") from None
        if fate is Fate.SLOWED:
            raise RateLimited("too many", retry_after=timedelta(minutes=1))
        if fate is Fate.REFUSED:
            raise Rejected("not these words")
        if fate is Fate.LOST:
            raise OutcomeUnknown("cut")
        standing = self._take(post, fate)
        if fate in {Fate.TAKEN, Fate.UNSEEN}:
            return Receipt(standing.external_id, f"https://n/{standing.external_id}", standing.taken_at)
        raise OutcomeUnknown("cut")

    def _take(self, post: Post, fate: Fate) -> Standing:
        now = self._clock()
        self._leaves(self._name, post.mark)
        third = SHOWN_WITHIN / 3
        taken_at = now + {Fate.LATE: 3 * third, Fate.LATE_UNSEEN: third}.get(fate, timedelta())
        shown_at = taken_at + {Fate.UNSEEN: 3 * third, Fate.LATE_UNSEEN: 2 * third}.get(fate, timedelta())
        standing = Standing(f"{self._name}-{len(self.posts) + 1}", post, now, taken_at, shown_at)
        self.posts.append(standing)
        return standing

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """What the network shows now, newest first."""
        if self._name == "blind":
            raise Forbidden("no right to read")
        if self.failing_reads:
            self.failing_reads -= 1
            raise Unavailable("down")
        now = self._clock()
        shown = [post for post in self.posts if post.shown_at <= now and post.taken_at - self._behind >= since]
        return [self._seen(post) for post in sorted(shown, key=lambda post: post.taken_at, reverse=True)]

    def _seen(self, standing: Standing) -> RemotePost:
        post, link = standing.post, standing.post.link or ""
        links = (link,) if self._name == "marked" else ()
        return RemotePost(standing.external_id, f"https://n/{link}", standing.taken_at - self._behind, post.text, links)
