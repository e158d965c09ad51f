"""What waited too long is not sent blindly when its turn comes: by its account's rule it is held, skipped or told in a
digest; the same for what staff review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.delivery.late import judged
from bot.errors import PressbotError, Problem, UserError
from bot.model.account import Account
from bot.model.article import Article
from bot.model.delivery import Decision, Rule, State, Verdict
from bot.model.limits import Limits
from bot.model.policy import LateAction
from bot.model.post import Origin, Post
from bot.model.records import DeliveryRow
from bot.store.store import Store

log = structlog.get_logger(__name__)

_ASIDE = {LateAction.HOLD: State.HELD, LateAction.SKIP: State.CANCELLED}


class RendersDigests(Protocol):
    """What the backlog needs of the renderer."""

    def digest(
        self, articles: Sequence[Article], account: Account, limits: Limits, *, mark: str = ""
    ) -> tuple[Post, int]:
        """The first of the articles as one post, and how many have room in it. Raises PressbotError for none."""
        ...


@dataclass(frozen=True, slots=True)
class Digest:
    """What came of putting deliveries together."""

    #: Goes with the digest's text.
    carrier: DeliveryRow
    told: tuple[DeliveryRow, ...]
    #: Had no room in it: they are held.
    left: tuple[DeliveryRow, ...]


class Backlog:
    """Stands between a delivery whose turn has come and its sending."""

    def __init__(
        self,
        store: Store,
        renderer: RendersDigests,
        accounts: Mapping[str, Account],
        limits: Mapping[str, Limits],
        clock: Clock,
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._accounts = accounts
        self._limits = limits
        self._clock = clock

    def clears(self, account: Account, delivery: DeliveryRow) -> bool:
        """Whether the delivery is sent as it is; False when it was held, skipped or put into a digest right now."""
        now = self._clock()
        found = judged(account, delivery, now)
        if found is None:
            return True
        decision, action = found
        log.info("late", delivery=delivery.id, account=account.name, action=str(action))
        if action in _ASIDE:
            self._store.backlog.set_aside(delivery, _ASIDE[action], decision, now)
            return False
        rows = [row for row in self._store.deliveries.queue(account.name) if _goes_with(account, row, delivery, now)]
        if len(rows) < 2:
            return True
        try:
            self._put_together(account, rows, decision.rules[0], "daemon")
        except PressbotError as error:
            reason = f"{decision.reason}; but no digest could be made: {error} → pressbot review"
            held = Decision(account.name, Verdict.HOLD, reason, decision.rules)
            self._store.backlog.set_aside(delivery, State.HELD, held, now)
        return False

    def digest(self, delivery_ids: Sequence[int], actor: str) -> Digest:
        """One post for deliveries of one account that wait or are held. Raises UserError."""
        rows = [row for number in dict.fromkeys(delivery_ids) if (row := self._store.deliveries.get(number))]
        wrong = [row for row in rows if row.state not in {State.HELD, State.SCHEDULED}]
        if wrong:
            raise UserError(
                *(Problem(f"delivery {row.id}", f"is {row.state}", "it must wait, or be held") for row in wrong)
            )
        names = {row.account for row in rows}
        if len(names) != 1 or len(rows) < 2:
            raise UserError(Problem("a digest", "is made of two or more deliveries of one account", "name those"))
        account = self._accounts.get(names.pop())
        if account is None:
            raise UserError(Problem(f"account {rows[0].account}", "is not configured", "add it"))
        rule = Rule("review", {"deliveries": len(rows), "by": actor}, None, "")
        try:
            return self._put_together(account, rows, rule, actor)
        except UserError:
            raise
        except PressbotError as error:
            raise UserError(Problem("a digest", str(error), "post them one by one")) from error

    def _put_together(self, account: Account, rows: Sequence[DeliveryRow], rule: Rule, actor: str) -> Digest:
        """The newest goes with the text of all that have room. Raises RenderingError, UserError."""
        known = {row.id: article for row in rows if (article := self._article(row)) is not None}
        newest = sorted(
            (row for row in rows if row.id in known), key=lambda row: (row.appeared_at, row.id), reverse=True
        )
        if len(newest) < 2:
            raise UserError(Problem("a digest", "the articles were never read", "post them one by one"))
        carrier = newest[0]
        post, count = self._renderer.digest(
            [known[row.id] for row in newest], account, self._limits[account.name], mark=carrier.mark
        )
        told, left = newest[1:count], newest[count:]
        reason = f"told in one digest of {count} articles: delivery {carrier.id}"
        no_room = f"no room in the digest of {count} articles (delivery {carrier.id}) → pressbot review"
        decisions = (
            Decision(account.name, Verdict.POST, reason, (rule,)),
            Decision(account.name, Verdict.HOLD, no_room, (rule,)),
        )
        if not self._store.backlog.merge(carrier, post, told, left, decisions, self._clock(), actor=actor):
            raise UserError(
                Problem("a digest", "one of its deliveries was changed right now", "look at them, try again")
            )
        return Digest(self._store.deliveries.get(carrier.id) or carrier, tuple(told), tuple(left))

    def _article(self, row: DeliveryRow) -> Article | None:
        found = self._store.articles.get(row.article_id)
        return found.article if found is not None and found.withdrawal is None else None

    def held(self, account: str | None = None) -> list[DeliveryRow]:
        """What waits for a person's decision, oldest article first."""
        rows = self._store.deliveries.find(state=State.HELD, account=account)
        return sorted(rows, key=lambda row: (row.account, row.appeared_at or row.created_at, row.id))


def _goes_with(account: Account, row: DeliveryRow, first: DeliveryRow, now: datetime) -> bool:
    """Whether a delivery of the queue goes into the same digest as the one whose turn it is."""
    if row.id == first.id:
        return True
    if row.due_at > now or row.post.language != first.post.language or row.post.origin is not Origin.ARTICLE:
        return False
    found = judged(account, row, now)
    return found is not None and found[1] is LateAction.DIGEST
