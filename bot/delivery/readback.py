"""After a restore: reads each account's wall back before anything is sent to it.

The restored store forgot what went out since it was saved. What stands on the wall and belongs to no delivery is kept;
a delivery that is out already is adopted as published, whether the backup has it or the site brings its article again
later. What cannot be read back is held for a person where it may be out, unless the account says otherwise
(`when_unsure`). Each account is a matter of its own: one that cannot be reached stops no other.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.delivery.walls import in_doubt, standing_on
from bot.errors import Forbidden, Misused, NotFound, RemoteError, Unauthorized
from bot.model.account import Account, WhenUnsure
from bot.model.delivery import RemotePost, State
from bot.model.records import DeliveryRow
from bot.model.waiting import Cause, Wait
from bot.networks.base import HasPrice, Network
from bot.store.readbacks import ReadBackRow, Window
from bot.store.store import Store

log = structlog.get_logger(__name__)

#: How much earlier than the backup's last moment a wall is read: clocks differ.
MARGIN = timedelta(minutes=10)
#: Posts this old are no longer looked for as the place where the known part of a wall begins.
ANCHORED_WITHIN = timedelta(days=7)
#: Every network lists at least so many posts: a shorter list is the whole wall since then.
SURELY_WHOLE = 40
#: How soon a network that could not be asked is asked again.
RETRY = timedelta(minutes=1)
_UNSENT = (State.SCHEDULED, State.DRAFT, State.HELD)
_ALL = 1_000_000


class ReadBack:
    """Stands between a restored store and the walls."""

    def __init__(self, store: Store, clock: Clock, first_measure: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._first_measure = first_measure
        #: Account → the last delivery that was compared with its wall; only where something is open.
        self._open: dict[str, int] = {}

    def waiting(self, names: Collection[str]) -> list[str]:
        """The accounts that are to be read back now although nothing is due."""
        return self._store.readbacks.waiting(names, self._clock())

    def later(self, account: str, why: str) -> None:
        """The account cannot be asked yet; it sends nothing before it was."""
        self._store.readbacks.postpone(account, self._clock() + RETRY, why)

    def ready(self, account: Account, network: Network) -> bool:
        """Whether the account may send, because its wall was read back, or need not be; the lane must be ours."""
        now = self._clock()
        self._store.epochs.recognise(now)
        self._open.pop(account.name, None)
        row = self._store.readbacks.of(account.name)
        if row is None:
            return True
        if row.done_at is None:
            if row.next_at is not None and row.next_at > now:
                return False
            if not self._read(account, network, row, now):
                return False
        self._compare(account, network)
        return True

    def clears(self, account: Account, network: Network, delivery: DeliveryRow) -> bool:
        """Whether the delivery is still to be sent; False when it was found on the wall, or held, right now."""
        if self.is_clear(delivery):
            return True
        self._compare(account, network)
        found = self._store.deliveries.get(delivery.id)
        return found is not None and found.state is State.SCHEDULED

    def is_clear(self, delivery: DeliveryRow) -> bool:
        """Whether it is known already that the delivery is still to be sent."""
        checked_to = self._open.get(delivery.account)
        return checked_to is None or delivery.id <= checked_to

    def _read(self, account: Account, network: Network, row: ReadBackRow, now: datetime) -> bool:
        # Asked again only after a while, even when the question ends this process.
        self._store.readbacks.postpone(account.name, now + RETRY, "being read back")
        anchors = self._store.readbacks.anchors(account.name, row.since, row.since - ANCHORED_WITHIN)
        try:
            posts = network.find_recent(min([row.since, *anchors.values()]) - MARGIN)
        except (Forbidden, Unauthorized, Misused, NotFound) as error:
            self._cannot_read(account, row, error, now)
            return True
        except RemoteError as error:
            again, told = now + (error.retry_after or RETRY), f"to be read back after a restore, which failed: {error}"
            self._store.readbacks.postpone(account.name, again, told)
            self._store.lanes.wait(account.name, Wait(again, told, Cause.NETWORK))
            return False
        finally:
            if isinstance(network, HasPrice):
                self._store.ledger.record(account.name, network.charges(), now)
        self._keep(account, row, posts, anchors, now)
        return True

    def _keep(
        self, account: Account, row: ReadBackRow, posts: list[RemotePost], anchors: Collection[str], now: datetime
    ) -> None:
        taken = self._store.deliveries.taken(account.name, [post.external_id for post in posts])
        unknown = [p for p in posts if p.external_id not in taken and p.created_at >= row.since - MARGIN]
        told = f"{len(posts)} posts read, {len(unknown)} of them not known to the store"
        unread: Window | None = None
        if len(posts) >= SURELY_WHOLE and not any(post.external_id in anchors for post in posts):
            oldest = min(post.created_at for post in posts)
            if oldest > row.since:
                unread = Window(row.since, oldest)
                told += f"; the network shows none older than {oldest:%Y-%m-%d %H:%M} UTC"
        if account.when_unsure is WhenUnsure.REPOST:
            unread = None
        self._store.readbacks.finish(account.name, now, unknown, unread, told)
        log.info("read back", account=account.name, posts=len(posts), unknown=len(unknown))

    def _cannot_read(self, account: Account, row: ReadBackRow, error: RemoteError, now: datetime) -> None:
        told = f"the wall cannot be read back ({error})"
        unread: Window | None = Window(row.since, row.known_at)
        if not row.sure:
            unread, told = None, f"{told}; nothing but a silence speaks for an older store: it goes on"
        elif account.when_unsure is WhenUnsure.REPOST:
            unread, told = None, f"{told}; the account says: repost"
        self._store.readbacks.finish(account.name, now, (), unread, told)
        log.warning("cannot be read back", account=account.name, reason=str(error))

    def _compare(self, account: Account, network: Network) -> None:
        """Adopts and holds among the deliveries that were not compared yet; remembers whether more may follow."""
        row = self._store.readbacks.of(account.name)
        if row is None:
            return
        wall = self._store.readbacks.wall(account.name)
        if not wall and row.unread is None:
            self._open.pop(account.name, None)
            return
        newest = self._store.readbacks.newest_delivery()
        unsent = [
            delivery
            for state in _UNSENT
            for delivery in self._store.deliveries.find(state=state, account=account.name, limit=_ALL)
            if row.checked_to < delivery.id <= newest
        ]
        adopted = self._adopt(network, wall, sorted(unsent, key=lambda delivery: delivery.id), row)
        if row.unread is not None:
            for delivery in unsent:
                if delivery.id not in adopted and delivery.state is not State.HELD:
                    self._doubt(delivery, row, row.unread)
        self._store.readbacks.checked(account.name, newest)
        self._open[account.name] = newest

    def _adopt(self, network: Network, wall: list[RemotePost], unsent: list[DeliveryRow], row: ReadBackRow) -> set[int]:
        now, adopted = self._clock(), set()
        for match in standing_on(wall, unsent, row.since - MARGIN):
            post = match.delivery.post
            price = network.price_of(post, len(post.images)) if isinstance(network, HasPrice) else None
            reason = f"was out before the restore: {match.evidence}"
            if self._store.readbacks.adopt(match.delivery, match.post, reason, now, now + self._first_measure, price):
                adopted.add(match.delivery.id)
        return adopted

    def _doubt(self, delivery: DeliveryRow, row: ReadBackRow, unread: Window) -> None:
        article = self._store.articles.get(delivery.article_id)
        dated = None if article is None else (article.article and article.article.published) or article.found.published
        if in_doubt(delivery, dated, unread, row.known_at):
            times = f"{unread.begin:%Y-%m-%d %H:%M} and {unread.end:%Y-%m-%d %H:%M} UTC"
            reason = (
                f"may have gone out between {times}, which this restored store knows nothing of, and the wall does not "
                f"tell ({row.told}) → look at the wall: cancel it if it is there, release it if it is not"
            )
            self._store.readbacks.hold(delivery, reason, self._clock())
