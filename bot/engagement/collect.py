"""Measures what is due: all of an account's posts in as few calls as its network allows, and the page views."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.engagement.cadence import VISITS, next_visit
from bot.errors import ReadingError, RemoteError
from bot.model.engagement import Snapshot
from bot.model.quota import Use, spent_quota
from bot.model.records import ReceiptRow
from bot.networks.base import HasPrice, Network, ReportsQuotas
from bot.store.store import Store

log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=10)
#: After a failed measurement.
_PATIENCE = timedelta(minutes=10)

#: Reads a page's own view counter; None where the page shows none. Raises ReadingError.
ReadsViews = Callable[[str], int | None]


class Collector:
    """Takes snapshots of the posts that are due."""

    def __init__(
        self,
        store: Store,
        networks: Mapping[str, Network],
        read_views: ReadsViews,
        clock: Clock,
        *,
        owner: str,
        visits: Sequence[timedelta] = VISITS,
    ) -> None:
        self._store = store
        self._networks = networks
        self._read_views = read_views
        self._clock = clock
        self._owner = owner
        self._visits = visits

    def due(self) -> list[str]:
        """The accounts with posts to be measured now."""
        return self._store.engagement.accounts_due(list(self._networks), self._clock())

    def measure(self, account: str, *, everything: bool = False) -> int:
        """How many posts of the account were measured; 0 when another owner does it now.

        `everything`: all posts the network still shows, not only those that are due.
        Raises RemoteError when the network cannot be asked; what was due is then due again later.
        """
        now = self._clock()
        if not self._store.lanes.claim_measuring(account, self._owner, now, now + _LEASE):
            return 0
        try:
            spent = spent_quota(self._store.quotas.of(account), Use.READING, now)
            if spent is not None and spent.resets_at is not None:
                self._store.engagement.postpone(account, now, spent.resets_at)
                return 0
            engagement = self._store.engagement
            rows = engagement.measurable(account) if everything else engagement.due(account, now)
            return self._measure(account, rows) if rows else 0
        except RemoteError as error:
            self._store.engagement.postpone(account, now, now + _PATIENCE)
            log.warning("measuring failed", account=account, reason=str(error))
            raise
        finally:
            self._keep_costs(account)
            self._store.lanes.give_back_measuring(account, self._owner)

    def _keep_costs(self, account: str) -> None:
        network = self._networks[account]
        if isinstance(network, ReportsQuotas):
            self._store.quotas.record(account, network.quotas())
        if isinstance(network, HasPrice):
            self._store.ledger.record(account, network.charges(), self._clock())

    def _measure(self, account: str, rows: Sequence[ReceiptRow]) -> int:
        by_id = {row.receipt.external_id: row for row in rows}
        snapshots = self._networks[account].read_engagement(list(by_id))
        now = self._clock()
        told = [(by_id[snapshot.external_id], snapshot) for snapshot in snapshots if snapshot.external_id in by_id]
        self._store.engagement.record([(row, snapshot, self._next(row, now)) for row, snapshot in told])
        self._postpone_untold(account, by_id, snapshots, now)
        self._read_page_views({row.article_id for row in rows}, now)
        return len(told)

    def _next(self, row: ReceiptRow, now: datetime) -> datetime | None:
        return next_visit(row.receipt.published_at, now, self._visits)

    def _postpone_untold(
        self, account: str, asked: Mapping[str, ReceiptRow], told: Sequence[Snapshot], now: datetime
    ) -> None:
        if set(asked) - {snapshot.external_id for snapshot in told}:
            self._store.engagement.postpone(account, now, now + _PATIENCE)

    def _read_page_views(self, article_ids: Collection[int], now: datetime) -> None:
        fresh = self._store.articles.viewed_since(article_ids, now - self._visits[0])
        for article_id in set(article_ids) - fresh:
            row = self._store.articles.get(article_id)
            # A page without a counter when it was read has none now.
            if row is None or row.article is None or row.article.views is None:
                continue
            try:
                views = self._read_views(row.article.url)
            except ReadingError as error:
                log.info("page views not read", article=article_id, reason=str(error))
                continue
            if views is not None:
                self._store.articles.record_views(article_id, views, now)
