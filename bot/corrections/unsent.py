"""Posts that are not out yet follow their article: rendered anew with its last words, link and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.corrections.decide import changes_told
from bot.corrections.reading import same_words
from bot.delivery.plan import Renders
from bot.errors import PressbotError
from bot.model.account import Account
from bot.model.article import Article
from bot.model.delivery import Outcome, State
from bot.model.limits import Limits
from bot.model.post import Origin, Post
from bot.model.records import ArticleRow, DeliveryRow
from bot.model.revision import Change, Weight, heaviest
from bot.store.store import Store

UNSENT = frozenset({State.SCHEDULED, State.DRAFT, State.HELD, State.REJECTED})
_DOUBTFUL = frozenset({Outcome.UNKNOWN, Outcome.UNDER_WAY})


class Refresher:
    """Renders unsent posts anew."""

    def __init__(
        self,
        store: Store,
        renderer: Renders,
        accounts: Mapping[str, Account],
        limits: Mapping[str, Limits],
        clock: Clock,
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._accounts = accounts
        self._limits = limits
        self._clock = clock

    def may_be_out(self, row: DeliveryRow) -> bool:
        """Whether an unsent delivery may stand on its wall all the same: then its text is what may stand there."""
        attempts = self._store.deliveries.attempts_of(row.id) if row.state is State.HELD else []
        return bool(attempts) and attempts[-1].outcome in _DOUBTFUL

    def refresh(self, row: DeliveryRow, article: ArticleRow, changes: Sequence[Change]) -> bool:
        """Whether the delivery follows its article now; False when it was changed or sent meanwhile.

        `changes`: of the article since the revision that its post follows.
        """
        now, store, account = self._clock(), self._store.corrections, self._accounts.get(row.account)
        told = f"revision {article.revision}: {changes_told(changes)}"
        if account is None or row.post.origin is Origin.DIGEST or article.article is None:
            return store.considered(row, article.revision, now, f"{told}; its post stays as it is")
        fresh, fault = self.rendered(article.article, account, row.mark)
        if fresh is None:
            why = f"its article was corrected ({told}), and no faithful post can be made of it any more: {fault}"
            return store.considered(row, article.revision, now, why, hold=why)
        hold: str | None = None
        if row.post.origin is Origin.HAND:
            fresh = replace(
                fresh, text=row.post.text, length=row.post.length, notes=row.post.notes, spans=(), thread=(),
                origin=Origin.HAND,
            )  # fmt: skip
            if heaviest(changes) is Weight.PERSON:
                hold = f"its article was corrected since its text was written by hand ({told}) → edit it, or release it"
        elif account.approval and row.state is State.SCHEDULED and not same_words(row.post.text, fresh.text):
            hold = f"its text changed since it was approved ({told}) → look at it, then release it"
        return store.replace_post(row, fresh, article.revision, now, f"rendered anew, {told}", hold=hold)

    def rendered(self, article: Article, account: Account, mark: str) -> tuple[Post | None, str]:
        """The article as that account's post; None with the reason where no faithful one can be made."""
        try:
            return self._renderer.render(article, account, self._limits[account.name], mark=mark), ""
        except PressbotError as error:
            return None, str(error)
        except Exception as error:  # noqa: BLE001 - one article that breaks us must not stop the others
            return None, f"unforeseen: {type(error).__name__}"
