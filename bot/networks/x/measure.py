"""Figures of many posts: by their ids, 100 a call, or from the account's own time line where that is cheaper.

A post read by its id costs $0.005, one on our own time line $0.001 (docs.x.com, pricing, read 2026-11-23), but the
time line shows every post of its span, asked for or not, and has no room for a hundred more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.model.engagement import Snapshot
from bot.networks.x import payloads
from bot.networks.x.calls import Calls
from bot.networks.x.payloads import CHUNK
from bot.networks.x.price import Purse

#: Below this the saving is a few cents at most, and a look-up surely answers for every post.
_WORTH_SWEEPING = 20
#: X shows no older ones on a time line.
_TIME_LINE = 3200
#: Posts that were asked for stand so close that little else can stand between them.
_LARGEST_GAP = timedelta(days=4)
#: Room on the last page for posts that we did not make.
_SPARE = 10
#: X refuses fewer on a page.
_SMALLEST_PAGE = 5


class Reader:
    """Reads the figures of one account's posts."""

    def __init__(self, calls: Calls, purse: Purse, prices: Mapping[str, float]) -> None:
        self._calls = calls
        self._purse = purse
        self._prices = prices

    def read(self, external_ids: Sequence[str], user: str | None, now: datetime) -> list[Snapshot]:
        """One snapshot a post. `user`: our own id, None where it is not known without a call. Raises RemoteError."""
        ids = list(dict.fromkeys(external_ids))
        # What X cannot have given is not there, and would make it refuse the ids beside it.
        snapshots = [Snapshot(identity, now, gone=True) for identity in ids if not payloads.is_id(identity)]
        asked = sorted((identity for identity in ids if payloads.is_id(identity)), key=int, reverse=True)
        if user is not None and self._is_sweep_cheaper(asked, now):
            swept = self._sweep(user, asked, now)
            snapshots += swept
            done = {snapshot.external_id for snapshot in swept}
            asked = [identity for identity in asked if identity not in done]
        for start in range(0, len(asked), CHUNK):
            snapshots += self._look_up(asked[start : start + CHUNK], now)
        return snapshots

    def _is_sweep_cheaper(self, asked: Sequence[str], now: datetime) -> bool:
        unread = len(self._purse.unread(asked, now))
        return fits_a_sweep(asked, now) and (
            (len(asked) + _SPARE) * self._prices["cost_per_owned_read"] < unread * self._prices["cost_per_read"]
        )

    def _look_up(self, ids: Sequence[str], now: datetime) -> list[Snapshot]:
        """The newest of them are young enough for the private figures, or none is: the ids come sorted."""
        found = self._calls.ask_for_posts("/2/tweets", {"ids": ",".join(ids)}, _fields(ids[0], now))
        self._purse.charge_reads("read", [post.id for post in found.data], now)
        return payloads.snapshots_of(found, ids, now)

    def _sweep(self, user: str, asked: Sequence[str], now: datetime) -> list[Snapshot]:
        """Snapshots of what stands on the time line; stops where going on could cost more than one call too many."""
        allowed = _calls_for(len(asked)) + 1
        left, taken, used = set(asked), list[Snapshot](), 0
        span = {"since_id": str(int(asked[-1]) - 1), "until_id": str(int(asked[0]) + 1)}
        token: str | None = ""
        while left and token is not None and used + 1 + _calls_for(len(left)) <= allowed:
            size = min(max(len(left) + _SPARE, _SMALLEST_PAGE), CHUNK)
            found = time_line(self._calls, user, {**span, "max_results": str(size)}, token, _fields(asked[0], now))
            used += 1
            self._purse.charge_reads("owned read", [post.id for post in found.data], now)
            ours = [post.id for post in found.data if post.id in left]
            taken += payloads.snapshots_of(found, ours, now)
            left -= set(ours)
            token = found.meta.next_token
        return taken


def time_line(calls: Calls, user: str, params: Mapping[str, str], token: str, fields: Sequence[str]) -> payloads.Posts:
    """One page of a user's own posts, newest first, replies and reposts left out; `token` "" = the first page.

    Raises RemoteError.
    """
    page = {"pagination_token": token} if token else {}
    return calls.ask_for_posts(f"/2/users/{user}/tweets", {**params, "exclude": "replies,retweets", **page}, fields)


def fits_a_sweep(asked: Sequence[str], now: datetime) -> bool:
    """Whether the time line can be taken to hold these ids, newest first, and little else between them. Pure."""
    n = len(asked)
    if not _WORTH_SWEEPING <= n <= _TIME_LINE or n + _SPARE > _calls_for(n) * CHUNK:
        return False
    moments = [now, *(payloads.created_at(identity) for identity in asked)]
    return all(later - earlier <= _LARGEST_GAP for later, earlier in pairwise(moments))


def _calls_for(posts: int) -> int:
    return -(-posts // CHUNK)


def _fields(newest: str, now: datetime) -> list[str]:
    private = [payloads.PRIVATE] if payloads.has_private_metrics(newest, now) else []
    return ["public_metrics", *private]
