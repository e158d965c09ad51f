"""Counting many statuses: by their ids, twenty a call; where the server cannot do that, by pages of the account.

GET /api/v1/statuses?id[]= is there since 4.3 (docs.joinmastodon.org/methods/statuses/#index, read 2026-11-25).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, RateLimited, Unavailable
from bot.model.delivery import RemotePost
from bot.model.engagement import Snapshot
from bot.networks.mastodon import payloads
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.changes import shown
from bot.networks.mastodon.errors import TOO_MANY_IDS
from bot.networks.mastodon.limits import IDS_PER_CALL, PAGE
from bot.networks.mastodon.owner import Owner
from bot.networks.mastodon.payloads import Status

_PAGES = 30


class Measurer:
    """The reading half of one account."""

    def __init__(self, calls: Calls, owner: Owner, clock: Clock, ids_per_call: int) -> None:
        self._calls = calls
        self._owner = owner
        self._clock = clock
        self._size = max(ids_per_call, 1)
        self._takes_ids = True

    def newest(self, since: datetime) -> list[RemotePost]:
        """The account's statuses since then, newest first. Raises Forbidden when they are too many, RemoteError."""
        found: list[RemotePost] = []
        for number, page in enumerate(self._pages()):
            posts = [payloads.remote_post(status) for status in page]
            found += posts
            if posts and min(post.created_at for post in posts) < since:
                break
            if number + 1 == _PAGES and posts:
                raise Forbidden(
                    f"only the newest {len(found)} statuses are looked through, and all of them are younger than "
                    f"{since:%Y-%m-%d %H:%M} UTC → look at the account"
                )
        return [post for post in found if post.created_at >= since]

    def measure(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot a status; those that no answer came for any more are left out, and due again.

        Raises RemoteError when nothing could be read.
        """
        now = self._clock()
        ids = list(dict.fromkeys(external_ids))
        asked = [identity for identity in ids if payloads.is_id(identity)]
        found: dict[str, Status] = {}
        answered: set[str] = set()
        try:
            for some, statuses in self._read(asked):
                answered.update(some)
                found |= {status.id: status for status in statuses if status.id in asked}
        except (RateLimited, Unavailable):
            # What was read so far is worth keeping.
            if not answered:
                raise
        if answered and not found:
            # A lost or closed account would look as if everything were gone.
            self._owner.asked_anew()
        told = [payloads.snapshot(found[identity], now) for identity in asked if identity in found]
        gone = [
            identity for identity in ids if identity not in found and (identity in answered or identity not in asked)
        ]
        return [*told, *(Snapshot(identity, now, gone=True) for identity in gone)]

    def _read(self, ids: Sequence[str]) -> Iterator[tuple[Sequence[str], list[Status]]]:
        """Some of the ids, and what of them is there, until all were asked for. Raises RemoteError."""
        start = 0
        while start < len(ids) and self._takes_ids:
            some = ids[start : start + self._size]
            try:
                yield some, payloads.statuses_of(self._calls.ask_for_many("api/v1/statuses", some))
            except NotFound:
                self._takes_ids = False
            except Misused as error:
                if error.code != TOO_MANY_IDS or self._size == 1:
                    raise
                self._size = IDS_PER_CALL if self._size > IDS_PER_CALL else max(self._size // 2, 1)
            else:
                start += len(some)
        left = ids[start:]
        if left:
            yield from self._read_by_pages(left)

    def _read_by_pages(self, ids: Sequence[str]) -> Iterator[tuple[Sequence[str], list[Status]]]:
        """The same by pages of the account: an id that is passed by, or older than all, is not there."""
        left = set(ids)
        for page in self._pages():
            # Before the first of all statuses nothing is left to pass by.
            passed = {identity for identity in left if not page or _order(identity) >= _order(page[-1].id)}
            left -= passed
            yield sorted(passed), page
            if not left:
                return
        for identity in sorted(left, key=_order, reverse=True):
            status = shown(self._calls, identity)
            yield [identity], [status] if status is not None else []

    def _pages(self) -> Iterator[list[Status]]:
        """Pages of the account's own statuses, newest first, the last one empty if that far. Raises RemoteError."""
        who = self._owner.known()
        params = {"limit": str(PAGE), "exclude_reblogs": "true"}
        for _ in range(_PAGES):
            page = payloads.statuses_of(self._calls.ask(f"api/v1/accounts/{who.id}/statuses", params))
            yield page
            if not page:
                return
            params = {**params, "max_id": page[-1].id}


def _order(identity: str) -> tuple[int, str]:
    """Ids in the order in which they were given: longer ones later."""
    return len(identity), identity
