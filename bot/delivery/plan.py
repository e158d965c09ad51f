"""Article × accounts → decisions, posts and deliveries, in one transaction: the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.delivery.decide import Question, decide, decide_by_hand, embargo
from bot.errors import PressbotError, Problem, StoreError, UserError
from bot.model.account import Account
from bot.model.article import Article
from bot.model.delivery import Decision, State, Verdict
from bot.model.limits import Limits
from bot.model.post import Post
from bot.model.records import ArticleRow, DeliveryRow
from bot.render.by_hand import with_text
from bot.store.deliveries import Planned
from bot.store.store import Store

log = structlog.get_logger(__name__)


class Renders(Protocol):
    """What the planner needs of the renderer."""

    def render(self, article: Article, account: Account, limits: Limits, *, mark: str = "") -> Post:
        """The article as a post for the account. Raises PressbotError when no faithful text fits."""
        ...


_STATES = {Verdict.POST: State.SCHEDULED, Verdict.DRAFT: State.DRAFT, Verdict.HOLD: State.HELD}


def new_mark() -> str:
    """A short mark, unique to one delivery: it stands in the link and tells the post when it is read back."""
    return secrets.token_hex(6)


def due_when_let_go(row: DeliveryRow, now: datetime) -> datetime:
    """When a delivery goes that a person releases or approves: now, but never before its article's own moment.

    A draft, and what was never tried, also keeps the moment that was asked for.
    """
    moments = [now] if row.appeared_at is None else [now, row.appeared_at]
    if row.state is State.DRAFT or (row.attempts == 0 and row.failing_since is None):
        moments.append(row.due_at)
    return max(moments)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What staff ask for when they post by hand."""

    #: None = every account whose languages fit.
    accounts: Sequence[str] | None = None
    #: Not before; None = at once.
    at: datetime | None = None
    #: A text of their own in place of the rendered one.
    text: str | None = None
    priority: bool = False
    draft: bool = False


class Planner:
    """Turns articles that wait for a decision into deliveries."""

    def __init__(
        self,
        store: Store,
        renderer: Renders,
        accounts: Mapping[str, Account],
        limits: Mapping[str, Limits],
        source_accounts: Mapping[str, Collection[str] | None],
        clock: Clock,
        marks: Callable[[], str] = new_mark,
        *,
        admitted: Mapping[str, str] | None = None,
    ) -> None:
        """`limits`: account → its limits; `source_accounts`: source → the accounts it names (None = all).

        `admitted`: what the configuration says about what is let in, in words, told with each Decision.
        """
        self._store = store
        self._renderer = renderer
        self._accounts = accounts
        self._limits = limits
        self._source_accounts = source_accounts
        self._clock = clock
        self._marks = marks
        self._admitted = admitted or {}

    def plan_waiting(self) -> int:
        """How many articles got their decisions now."""
        rows = self._store.articles.unplanned()
        for row in rows:
            try:
                self.plan(row)
            except StoreError:
                raise
            except Exception as error:
                log.exception("planning broke", article=row.id)
                self._set_aside(row, f"it could not be planned: unforeseen {type(error).__name__}")
        return len(rows)

    def _set_aside(self, row: ArticleRow, reason: str) -> None:
        """An article that breaks us is held for a person: it is not met again each turn, and stops no other."""
        decisions = [Decision(name, Verdict.HOLD, reason) for name in self._accounts]
        self._store.deliveries.plan(row.id, decisions, [], self._clock())

    def plan(self, row: ArticleRow) -> list[int]:
        """The ids of the article's new deliveries; every account gets a recorded Decision."""
        decided = [self._automatic(row, account) for account in self._accounts.values()]
        decisions = [decision for decision, _ in decided]
        planned = [plan for _, plan in decided if plan is not None]
        return self._store.deliveries.plan(row.id, decisions, planned, self._clock())

    def post_by_hand(self, row: ArticleRow, order: ByHand, actor: str) -> list[int]:
        """The ids of the deliveries that staff asked for, each a new round.

        Raises UserError when an account is unknown, none fits, or no faithful text can be made.
        """
        if row.article is None:
            raise UserError(
                Problem(row.canonical_url, f"its page could not be read: {row.read_error}", "try again later")
            )
        decisions, planned = [], []
        for account in self._chosen(row, order):
            decision, plan = self._ordered(row, account, order)
            decisions.append(decision)
            planned.append(plan)
        return self._store.deliveries.plan(row.id, decisions, planned, self._clock(), actor=actor)

    def _question(self, row: ArticleRow, account: Account) -> Question:
        named = self._source_accounts.get(row.source or "")
        return Question(row, account, named, self._clock(), self._admitted)

    def _automatic(self, row: ArticleRow, account: Account) -> tuple[Decision, Planned | None]:
        question = self._question(row, account)
        decision = decide(question)
        state = _STATES.get(decision.verdict)
        if state is None or row.article is None:
            return decision, None
        mark = self._marks()
        try:
            post = self._renderer.render(row.article, account, self._limits[account.name], mark=mark)
        except Exception as error:  # noqa: BLE001 - one article that cannot be rendered must not stop the others
            told = str(error) if isinstance(error, PressbotError) else f"unforeseen: {type(error).__name__}"
            reason = f"no faithful post could be rendered: {told}"
            return replace(decision, verdict=Verdict.HOLD, reason=reason), None
        due = decision.due or self._clock()
        return decision, Planned(post, state, due, mark, reason=decision.reason, revision=row.revision)

    def _chosen(self, row: ArticleRow, order: ByHand) -> list[Account]:
        if order.accounts is not None:
            unknown = [name for name in order.accounts if name not in self._accounts]
            if unknown:
                known = ", ".join(self._accounts)
                raise UserError(
                    *(Problem(f"account {name}", "is not configured", f"use one of: {known}") for name in unknown)
                )
            return [self._accounts[name] for name in order.accounts]
        language = row.article.language if row.article else None
        fitting = [a for a in self._accounts.values() if not a.languages or language in a.languages]
        if not fitting:
            raise UserError(Problem(row.canonical_url, f"no account takes articles in {language}", "use --to"))
        return fitting

    def _ordered(self, row: ArticleRow, account: Account, order: ByHand) -> tuple[Decision, Planned]:
        assert row.article is not None
        question = self._question(row, account)
        decision = decide_by_hand(question)
        mark = self._marks()
        try:
            post = self._renderer.render(row.article, account, self._limits[account.name], mark=mark)
            if order.text is not None:
                post = with_text(post, order.text, self._limits[account.name])
        except PressbotError as error:
            mend = "give a text with --text" if order.text is None else "give another one"
            raise UserError(Problem(f"account {account.name}", str(error), mend)) from error
        moments = [moment for moment in (order.at, embargo(question)) if moment is not None]
        return decision, Planned(
            post,
            State.DRAFT if order.draft else State.SCHEDULED,
            max(moments, default=self._clock()),
            mark,
            round=self._store.deliveries.next_round(row.id, account.name),
            priority=order.priority,
            reason=decision.reason,
            revision=row.revision,
        )
