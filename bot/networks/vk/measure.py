"""Figures of many posts: 100 ids a call; reach beside them, inside one `execute`, where a user token may see it.

stats.getPostReach takes 30 posts (schema) and knows the newest 300 of a wall (peer, an older official wording), so the
first three hundreds are asked by `execute` with their reach, all others by wall.getById: as many calls with as without.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Forbidden, Misused, PersonNeeded, RateLimited, RemoteError, Unauthorized
from bot.model.engagement import Absence, Snapshot
from bot.networks.vk import payloads
from bot.networks.vk.auth import SERVICE, USER
from bot.networks.vk.calls import Calls, Inner
from bot.networks.vk.payloads import CHUNK

_REACH_OF_NEWEST = 300
_REACH_CHUNK = 30
_POSTS, _REACH = "wall.getById", "stats.getPostReach"
#: When reach that was refused is asked for again, and when what failed for another reason is.
_REFUSED_FOR, _FAILED_FOR = timedelta(days=1), timedelta(hours=1)
#: Refusals of the script or of reach: the posts can be read by the same token, another way.
_OF_THE_SCRIPT = (Forbidden, Misused)
#: Refusals of the user token, which is as good as not there.
_OF_THE_TOKEN = (Unauthorized, RateLimited, PersonNeeded)


@dataclass(slots=True)
class _Told:
    """What one call told of some posts."""

    posts: list[payloads.WallPost]
    reach: dict[int, payloads.Reach] = field(default_factory=dict)
    #: Why reach is missing where it is.
    unreached: Absence = Absence.NOT_SAID


class Measurer:
    """Reads the figures of one community's posts."""

    def __init__(self, calls: Calls, group: str, clock: Clock) -> None:
        self._calls = calls
        self._group = group
        self._clock = clock
        self._lock = threading.Lock()
        #: Since when, for how long, and why reach is not asked for.
        self._without_reach: tuple[datetime, timedelta, Absence] | None = None

    def measure(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot a post; those that VK does not show are gone. Raises RemoteError."""
        ids = list(dict.fromkeys(external_ids))
        asked = sorted((identity for identity in ids if payloads.is_id(identity)), key=int, reverse=True)
        # What VK cannot have given is not there, and would spoil the ids beside it.
        now = self._clock()
        snapshots = [Snapshot(identity, now, gone=True) for identity in ids if not payloads.is_id(identity)]
        for start in range(0, len(asked), CHUNK):
            some = asked[start : start + CHUNK]
            snapshots += self._snapshots(some, self._told(some, may_reach=start < _REACH_OF_NEWEST))
        if asked and all(snapshot.gone for snapshot in snapshots):
            self._require_sight()
        return snapshots

    def by_ids(self, ids: Sequence[str]) -> list[payloads.WallPost]:
        """The posts that are there, at most 100 of them asked for. Raises RemoteError."""
        answer = self._calls.read(_POSTS, {"posts": self._named(ids)})
        return payloads.understood(answer, payloads.Wall).posts

    def _snapshots(self, ids: Sequence[str], told: _Told) -> list[Snapshot]:
        now = self._clock()
        there = {str(post.id): post for post in told.posts}
        return [
            payloads.snapshot(there[identity], now, told.reach.get(int(identity)), told.unreached)
            if identity in there
            else Snapshot(identity, now, gone=True)
            for identity in ids
        ]

    def _told(self, ids: Sequence[str], *, may_reach: bool) -> _Told:
        missing = Absence.NOT_PERMITTED if not self._calls.has(USER) else self._missing()
        if missing is None and not may_reach:
            missing = Absence.TOO_OLD
        if missing is not None:
            return _Told(self.by_ids(ids), unreached=missing)
        try:
            answers = self._calls.execute(script(self._group, ids), methods(len(ids)))
        except (*_OF_THE_SCRIPT, *_OF_THE_TOKEN) as error:
            if isinstance(error, _OF_THE_TOKEN) and not self._calls.has(SERVICE):
                raise
            # Asked again only after a while: each vain try is a call more.
            return _Told(self.by_ids(ids), unreached=self._learn(error))
        return self._understood(ids, answers)

    def _understood(self, ids: Sequence[str], answers: Sequence[Inner]) -> _Told:
        posts, *reaches = answers
        told = _Told(
            self.by_ids(ids) if posts.error is not None else payloads.understood(posts.answer, payloads.Wall).posts
        )
        for part in reaches:
            if isinstance(part.error, Forbidden):
                told.unreached = self._learn(part.error)
            elif part.error is None:
                told.reach |= {row.post_id: row for row in payloads.rows_of(part.answer, payloads.Reach)}
        return told

    def _require_sight(self) -> None:
        """Nothing, when the wall may be read: a lost right looks like lost posts. Raises RemoteError."""
        self._calls.read("wall.get", {"owner_id": f"-{self._group}", "count": "1", "filter": "owner"})

    def _named(self, ids: Sequence[str]) -> str:
        return ",".join(f"-{self._group}_{identity}" for identity in ids)

    def _learn(self, error: RemoteError) -> Absence:
        """Remembers that reach is not to be asked for, and why it is missing."""
        why = Absence.NOT_PERMITTED if isinstance(error, Unauthorized | Forbidden) else Absence.NOT_SAID
        with self._lock:
            self._without_reach = (self._clock(), _FAILED_FOR if why is Absence.NOT_SAID else _REFUSED_FOR, why)
        return why

    def _missing(self) -> Absence | None:
        """Why reach is not asked for now; None when it is."""
        with self._lock:
            if self._without_reach is None:
                return None
            since, span, why = self._without_reach
            # A clock set back must not keep reach away for ever.
            return why if timedelta() <= self._clock() - since < span else None


def script(group: str, ids: Sequence[str]) -> str:
    """VKScript that returns a list: the posts, then their reach, thirty a call; at most 25 calls. Pure."""
    posts = _call(_POSTS, {"posts": ",".join(f"-{group}_{identity}" for identity in ids)})
    reaches = [
        _call(_REACH, {"owner_id": f"-{group}", "post_ids": ",".join(ids[start : start + _REACH_CHUNK])})
        for start in range(0, len(ids), _REACH_CHUNK)
    ]
    return f"return [{','.join([posts, *reaches])}];"


def methods(posts: int) -> list[str]:
    """The methods of `script`'s calls in their order. Pure."""
    return [_POSTS, *([_REACH] * -(-posts // _REACH_CHUNK))]


def _call(method: str, given: Mapping[str, str]) -> str:
    return f"API.{method}({json.dumps(given)})"
