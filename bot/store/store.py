"""The store as one thing: every room's view of it, on one database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.errors import StoreError
from bot.store.alert_facts import AlertFacts
from bot.store.alerts import AlertStore
from bot.store.amendments import AmendmentStore
from bot.store.articles import ArticleStore
from bot.store.backlog import BacklogStore
from bot.store.breakers import BreakerStore
from bot.store.chain import Chain
from bot.store.corrections import CorrectionStore
from bot.store.credentials import CredentialStore
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.engagement import EngagementStore
from bot.store.epochs import EpochStore, beside
from bot.store.freezes import FreezeStore
from bot.store.in_use import InUse
from bot.store.journal import Journal
from bot.store.lanes import LaneStore
from bot.store.ledger import LedgerStore
from bot.store.mark import Mark
from bot.store.migrate import upgrade
from bot.store.nodes import NodeStore
from bot.store.quotas import QuotaStore
from bot.store.readbacks import ReadBackStore
from bot.store.revisions import RevisionStore
from bot.store.seal import Seal
from bot.store.sources import SourceStore


class Store:
    """Opens nothing until first used; safe to share between threads."""

    def __init__(self, url: str, seal: Callable[[], Seal] = lambda: Seal(()), *, state: Path | None = None) -> None:
        """`seal`: gives what secrets are sealed with, asked for only when one is.

        `state`: this machine's folder for the mark of a store that is no file (see store/epochs).
        """
        self.database = Database(url)
        self._opened = False
        self._in_use = InUse(beside(self.database, "lock"))
        self.sources = SourceStore(self.database)
        self.articles = ArticleStore(self.database)
        self.revisions = RevisionStore(self.database)
        self.corrections = CorrectionStore(self.database)
        self.amendments = AmendmentStore(self.database)
        self.backlog = BacklogStore(self.database)
        self.epochs = EpochStore(self.database, Mark(beside(self.database, "sent", state)))
        self.deliveries = DeliveryStore(self.database, self.epochs.sent)
        self.readbacks = ReadBackStore(self.database)
        self.lanes = LaneStore(self.database)
        self.engagement = EngagementStore(self.database)
        self.nodes = NodeStore(self.database)
        self.freezes = FreezeStore(self.database)
        self.journal = Journal(self.database)
        self.chain = Chain(self.database)
        self.credentials = CredentialStore(self.database, seal)
        self.quotas = QuotaStore(self.database)
        self.ledger = LedgerStore(self.database)
        self.breakers = BreakerStore(self.database)
        self.alerts = AlertStore(self.database)
        self.alert_facts = AlertFacts(self.database)

    def upgrade(self, *, restoring: bool = False) -> None:
        """Brings the schema up to this version; from then on this process works on the store.

        `restoring`: a restore prepares it. Raises StoreError when it is newer, unusable, or being restored by another.
        """
        self._in_use.share()
        upgrade(self.database, restoring=restoring)
        self._opened = True

    def close(self) -> None:
        """Closes every connection; what the journal was told meanwhile is chained first."""
        if self._opened:
            self._opened = False
            # Where it fails the next process does it: what was told is written already.
            with suppress(StoreError):
                self.chain.seal()
        self.database.close()
        self._in_use.let_go()
