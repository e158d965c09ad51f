"""What staff do with posts after the fact, and the daemon's turn that lets posts follow their articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.corrections.carry import Carrier
from bot.corrections.published import Follower
from bot.corrections.unsent import UNSENT, Refresher
from bot.errors import PressbotError, Problem, StoreError, UserError
from bot.model.account import Account
from bot.model.amendment import AmendmentKind, AmendmentRow, Stage
from bot.model.delivery import State
from bot.model.limits import Limits
from bot.model.post import Post
from bot.model.records import ArticleRow, DeliveryRow, ProposalKind, ProposalRow
from bot.model.revision import compare
from bot.networks.base import CanDelete, CanEdit, Network
from bot.render.by_hand import with_text
from bot.store.store import Store

log = structlog.get_logger(__name__)

#: How soon a delivery is looked at again that may be out, or is being changed.
_SOON = timedelta(minutes=1)
#: How soon one that is held, and may be out, is looked at again.
_LATER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change that a person asked for."""

    delivery: DeliveryRow
    #: Whether it is done, and the network shows it (an unsent post: whether it goes with the new text).
    done: bool
    #: In plain words.
    told: str
    stage: Stage = Stage.DONE


class Corrections:
    """Everything that changes posts after they were planned."""

    def __init__(
        self,
        store: Store,
        accounts: Mapping[str, Account],
        limits: Mapping[str, Limits],
        networks: Mapping[str, Network],
        refresher: Refresher,
        carrier: Carrier,
        clock: Clock,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._limits = limits
        self._networks = networks
        self._refresher = refresher
        self._follower = Follower(store, refresher, accounts, networks, clock)
        self._carrier = carrier
        self._clock = clock

    # --- the daemon's turn ----------------------------------------------------------------------

    def tick(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """How many posts were looked at, changed or read back now."""
        done = 0
        for article in self._store.corrections.to_correct(self._clock()):
            if stopping():
                return done
            done += self._correct(article)
        return done + self._carrier.work(list(self._accounts), stopping)

    def _correct(self, article: ArticleRow) -> int:
        since, waits = self._clock(), list[timedelta]()
        rows = self._store.corrections.outdated(article)
        for row in rows:
            try:
                wait = self._follow(row, article)
            except (StoreError, UserError):
                wait = _SOON
            except Exception:
                # One post that breaks us stops no other; it is met again, and does not leave meanwhile.
                log.exception("correction broke", delivery=row.id)
                wait = _LATER
            if wait is not None:
                waits.append(wait)
        next_at = self._clock() + min(waits) if waits else None
        self._store.corrections.settle(article.id, article.revision, since, next_at)
        return len(rows)

    def _follow(self, row: DeliveryRow, article: ArticleRow) -> timedelta | None:
        """None when the post follows its article now; else how soon it is looked at again."""
        if row.state in {State.PUBLISHING, State.UNCONFIRMED}:
            return _SOON
        known = {revision.number: revision.article for revision in self._store.revisions.of(article.id)}
        was = known.get(row.revision)
        changes = compare(was, article.article) if was is not None and article.article is not None else ()
        if row.state is State.PUBLISHED:
            done = self._follower.follow(row, article, changes)
        elif row.state not in UNSENT:
            return None
        elif self._refresher.may_be_out(row):
            return _LATER
        else:
            done = self._refresher.refresh(row, article, changes)
        return None if done else timedelta()

    # --- what staff do --------------------------------------------------------------------------

    def edit(self, delivery_id: int, text: str | None, actor: str, reason: str) -> Changed:
        """What came of giving a post that text; None: the text that its article gives now.

        A post that is not out yet goes with it. Raises UserError.
        """
        row = self._delivery(delivery_id)
        post = self._with_text(row, text)
        if row.state is State.PUBLISHED:
            network = self._networks[row.account]
            if not isinstance(network, CanEdit):
                mend = f"pressbot retract {row.id}, then pressbot post {row.post.article_url} --to {row.account}"
                raise UserError(Problem(f"delivery {row.id}", f"{row.network} cannot change posts by its API", mend))
            return self._carried(row, AmendmentKind.EDIT, post, actor, reason)
        if row.state not in UNSENT:
            problem = Problem(
                f"delivery {row.id}", f"is {row.state}", "its post can be changed before it is sent, or out"
            )
            raise UserError(problem)
        if not self._store.corrections.replace_post(row, post, row.revision, self._clock(), reason, actor=actor):
            raise UserError(Problem(f"delivery {row.id}", "was changed or sent right now", "look at it, try again"))
        return Changed(self._delivery(delivery_id), True, f"it is {row.state}, and goes with that text")

    def _with_text(self, row: DeliveryRow, text: str | None) -> Post:
        limits, account = self._limits.get(row.account), self._accounts.get(row.account)
        if limits is None or account is None:
            raise UserError(Problem(f"delivery {row.id}", f"account {row.account} is not configured", "configure it"))
        if text is not None:
            try:
                return with_text(row.post, text, limits)
            except PressbotError as error:
                raise UserError(Problem(f"delivery {row.id}", str(error), "give another text")) from error
        article = self._store.articles.get(row.article_id)
        if article is None or article.article is None:
            raise UserError(Problem(f"delivery {row.id}", "its article was never read", "give a text with --text"))
        fresh, fault = self._refresher.rendered(article.article, account, row.mark)
        if fresh is None:
            raise UserError(Problem(f"delivery {row.id}", fault, "give a text with --text"))
        return fresh

    def retract(self, delivery_id: int, actor: str, reason: str) -> Changed:
        """What came of taking a post down. Raises UserError where there is nothing to take down."""
        row = self._delivery(delivery_id)
        if row.receipt is None or row.state is not State.PUBLISHED:
            raise UserError(Problem(f"delivery {row.id}", f"is {row.state}, not published", "nothing to take down"))
        if not isinstance(self._networks[row.account], CanDelete):
            raise UserError(Problem(f"delivery {row.id}", f"{row.network} cannot delete by its API", "do it there"))
        return self._carried(row, AmendmentKind.RETRACT, None, actor, reason)

    def _carried(
        self,
        row: DeliveryRow,
        kind: AmendmentKind,
        post: Post | None,
        actor: str,
        reason: str,
        *,
        proposal: int | None = None,
    ) -> Changed:
        now = self._clock()
        number = self._store.amendments.request(
            row, kind, post=post, actor=actor, reason=reason, now=now, proposal=proposal
        )  # fmt: skip
        assert number is not None
        after = self._carrier.carry_out(number)
        return Changed(self._delivery(row.id), after.stage is Stage.DONE, _told(after), after.stage)

    def proposals(self) -> list[ProposalRow]:
        """What staff are asked to do with posts that are out, oldest first."""
        return self._store.revisions.proposals()

    def accept(self, number: int, actor: str, reason: str) -> Changed:
        """What came of doing as proposed. Raises UserError."""
        proposal = self._proposal(number)
        row = self._delivery(proposal.delivery_id)
        why = f"proposal {number} accepted" + (f": {reason}" if reason else "")
        if proposal.kind is ProposalKind.RETRACT:
            return self._carried(row, AmendmentKind.RETRACT, None, actor, why, proposal=number)
        if proposal.kind is ProposalKind.BY_HAND or proposal.post is None:
            mend = f"do it there, or pressbot retract {row.id}; then pressbot proposals dismiss {number}"
            raise UserError(Problem(f"proposal {number}", "asks for what only a person can do", mend))
        return self._carried(row, AmendmentKind.EDIT, proposal.post, actor, why, proposal=number)

    def dismiss(self, number: int, actor: str, reason: str) -> ProposalRow:
        """The proposal, answered with no: the post stays as it is. Raises UserError."""
        proposal = self._proposal(number)
        told = "the post stays" + (f": {reason}" if reason else "")
        if not self._store.revisions.answer(number, told, actor, self._clock()):
            raise UserError(Problem(f"proposal {number}", "is answered already", "see pressbot proposals"))
        return proposal

    def _proposal(self, number: int) -> ProposalRow:
        found = next((proposal for proposal in self.proposals() if proposal.id == number), None)
        if found is None:
            raise UserError(Problem(f"proposal {number}", "is not open", "see pressbot proposals"))
        return found

    def amendments(self, delivery_id: int) -> list[AmendmentRow]:
        """Every change that was made, or tried, to a post that is out; first one first."""
        return self._store.amendments.of(delivery_id)

    def _delivery(self, delivery_id: int) -> DeliveryRow:
        row = self._store.deliveries.get(delivery_id)
        if row is None:
            raise UserError(Problem(f"delivery {delivery_id}", "is not known", "see pressbot posts"))
        return row


def _told(row: AmendmentRow) -> str:
    follows = {
        Stage.WAITING: "tried again by the daemon",
        Stage.UNKNOWN: "not known whether it was done: the daemon reads the post back",
        Stage.UNDER_WAY: "under way elsewhere",
    }
    when = f" at {row.next_at:%H:%M:%S} UTC" if row.next_at else ""
    more = follows.get(row.stage)
    return f"{row.detail} → {more}{when}" if more else row.detail
