"""Posts that are out follow their article by the account's policy: edited, asked about, or left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.clock import Clock
from bot.corrections.decide import Step, changes_told, follow
from bot.corrections.unsent import Refresher
from bot.errors import PressbotError
from bot.model.account import Account
from bot.model.amendment import AmendmentKind
from bot.model.records import ArticleRow, DeliveryRow, ProposalKind
from bot.model.revision import Change
from bot.networks.base import CanEdit, Network
from bot.store.store import Store


class Follower:
    """Decides what follows for posts that are out, and writes it down; carrying it out is another's."""

    def __init__(
        self,
        store: Store,
        refresher: Refresher,
        accounts: Mapping[str, Account],
        networks: Mapping[str, Network],
        clock: Clock,
    ) -> None:
        self._store = store
        self._refresher = refresher
        self._accounts = accounts
        self._networks = networks
        self._clock = clock

    def follow(self, row: DeliveryRow, article: ArticleRow, changes: Sequence[Change]) -> bool:
        """Whether it is settled what follows for the post.

        Raises UserError while another change to it is under way.
        """
        now, store, account = self._clock(), self._store.corrections, self._accounts.get(row.account)
        if account is None or article.article is None:
            told = f"revision {article.revision}: {changes_told(changes)}; its account is not configured any more"
            return store.considered(row, article.revision, now, told)
        fresh, fault = self._refresher.rendered(article.article, account, row.mark)
        following = follow(
            account.on_correction, row.post, fresh, fault, changes, can_edit=self._can_edit(account.name)
        )  # fmt: skip
        reason = f"revision {article.revision}: {following.reason}"
        if following.step in {Step.SAME, Step.NOTHING}:
            return store.considered(row, article.revision, now, reason)
        if following.step is Step.BY_HAND:
            return store.propose(row, ProposalKind.BY_HAND, article.revision, None, reason, now)
        if following.step is Step.ASK:
            return store.propose(row, ProposalKind.EDIT, article.revision, fresh, reason, now)
        made = self._store.amendments.request(
            row, AmendmentKind.EDIT, post=fresh, actor="daemon", reason=reason, now=now, revision=article.revision
        )  # fmt: skip
        return made is not None

    def _can_edit(self, account: str) -> bool:
        try:
            return isinstance(self._networks[account], CanEdit)
        except PressbotError:
            # Not connected now: the answer comes when it is tried.
            return True
