"""Revisions of articles, what is suspected of their pages, their withdrawal, and what is then proposed to staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from bot.model.delivery import Decision, Rule, State, Verdict
from bot.model.records import ProposalKind, ProposalRow, RevisionRow
from bot.model.revision import Weight
from bot.model.sighting import Suspicion, Withdrawal
from bot.store.articles import record_decision
from bot.store.codec import ARTICLE, CHANGES, POST
from bot.store.database import Database
from bot.store.journal import note
from bot.store.moves import move
from bot.store.tables import articles, deliveries, journal, posts, proposals, revisions

#: How the reason of a delivery begins that is held for a withdrawal.
WITHDRAWN = "withdrawn on the site"
#: States in which a post is not out and no call is under way.
_UNSENT = (State.SCHEDULED, State.DRAFT)
#: States in which a post is out, or may be.
_OUT = (State.PUBLISHED, State.PUBLISHING, State.UNCONFIRMED)
_NO_LEASE = {"owner": None, "lease_until": None}
_NO_SUSPICION = dict.fromkeys(("suspect_sight", "suspect_since", "suspect_evidence", "suspect_hash"))


class RevisionStore:
    """What the store knows of later looks at articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, article_id: int) -> list[RevisionRow]:
        """Every revision of an article, first one first."""
        statement = select(revisions).where(revisions.c.article_id == article_id).order_by(revisions.c.number)
        with self._database.reading() as connection:
            return [
                RevisionRow(
                    row.article_id, row.number, row.seen_at, ARTICLE.load(row.content),
                    CHANGES.load(row.changes or ()), Weight(row.weight) if row.weight else None,
                )
                for row in connection.execute(statement)
            ]  # fmt: skip

    def counts(self, article_ids: Sequence[int]) -> dict[int, int]:
        """Article → how many of its readings differed from the one before; 0 for one that never changed."""
        statement = (
            select(revisions.c.article_id, func.count().label("number"))
            .where(revisions.c.article_id.in_(article_ids), revisions.c.number > 1)
            .group_by(revisions.c.article_id)
        )
        with self._database.reading() as connection:
            found = {row.article_id: row.number for row in connection.execute(statement)}
        return dict.fromkeys(article_ids, 0) | found

    def suspect(self, article_id: int, suspicion: Suspicion, next_read_at: datetime) -> None:
        """Something was seen once; the second look is due at `next_read_at`."""
        with self._database.writing() as connection:
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(
                    suspect_sight=str(suspicion.sight),
                    suspect_since=suspicion.since,
                    suspect_evidence=suspicion.evidence,
                    suspect_hash=suspicion.fingerprint,
                    next_read_at=next_read_at,
                    **_NO_LEASE,
                )
            )

    def seen_elsewhere(self, article_id: int, fingerprint: str) -> bool:
        """Whether another article's page shows, or showed when suspected, the very same: then it is no article."""
        statement = select(articles.c.id).where(
            articles.c.id != article_id,
            or_(articles.c.suspect_hash == fingerprint, articles.c.content_hash == fingerprint),
        )
        with self._database.reading() as connection:
            return connection.execute(statement.limit(1)).first() is not None

    def record_failure(self, article_id: int, error: str, next_read_at: datetime | None) -> None:
        """A page that was read before could not be read now: its article stays as it is."""
        with self._database.writing() as connection:
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(
                    read_failures=articles.c.read_failures + 1, read_error=error, next_read_at=next_read_at, **_NO_LEASE
                )
            )

    def still_away(self, article_id: int, next_read_at: datetime | None) -> None:
        """A withdrawn article is still away; it is looked for again at `next_read_at`, or no more."""
        with self._database.writing() as connection:
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(next_read_at=next_read_at, read_failures=0, read_error=None, **_NO_SUSPICION, **_NO_LEASE)
            )

    def withdraw(self, article_id: int, withdrawal: Withdrawal, next_read_at: datetime | None) -> bool:
        """Whether the article is marked now, and was not before.

        In one transaction: what is not sent is held, with a Decision; for what is out a retraction is proposed.
        """
        with self._database.writing(durable=True) as connection:
            marked = connection.execute(
                update(articles)
                .where(articles.c.id == article_id, articles.c.withdrawn_at.is_(None))
                .values(
                    withdrawn_at=withdrawal.at,
                    withdrawn_sight=str(withdrawal.reason),
                    withdrawn_evidence=withdrawal.evidence,
                    next_read_at=next_read_at,
                    read_failures=0,
                    read_error=None,
                    **_NO_SUSPICION,
                    **_NO_LEASE,
                )
            ).rowcount
            if marked:
                note(connection, withdrawal.at, "daemon", f"article {article_id}", "withdrawn", withdrawal.evidence)
                _hold_unsent(connection, article_id, withdrawal)
                _propose_retraction(connection, article_id, withdrawal)
        return bool(marked)

    def lift(self, article_id: int, now: datetime) -> bool:
        """Whether a withdrawn article is marked as back; what was held for it stays held until a person releases it."""
        with self._database.writing() as connection:
            lifted = connection.execute(
                update(articles)
                .where(articles.c.id == article_id, articles.c.withdrawn_at.is_not(None))
                .values(withdrawn_at=None, withdrawn_sight=None, withdrawn_evidence=None)
            ).rowcount
            if lifted:
                note(connection, now, "daemon", f"article {article_id}", "back", "its page shows it again")
                mine = select(deliveries.c.id).where(deliveries.c.article_id == article_id)
                connection.execute(
                    update(proposals)
                    .where(proposals.c.delivery_id.in_(mine), proposals.c.answered_at.is_(None))
                    .where(proposals.c.kind == str(ProposalKind.RETRACT))
                    .values(answered_at=now, answer="the article is back on the site", actor="daemon")
                )
                _tell_the_held(connection, article_id, now)
        return bool(lifted)

    def proposals(self) -> list[ProposalRow]:
        """What waits for a person's answer, oldest first: only of posts that are out."""
        statement = (
            select(proposals, deliveries.c.article_id, deliveries.c.account, posts.c.content)
            .join(deliveries, deliveries.c.id == proposals.c.delivery_id)
            .outerjoin(posts, posts.c.id == proposals.c.post_id)
            .where(proposals.c.answered_at.is_(None), deliveries.c.state == str(State.PUBLISHED))
            .order_by(proposals.c.id)
        )
        with self._database.reading() as connection:
            return [
                ProposalRow(
                    row.id, row.delivery_id, row.article_id, row.account, ProposalKind(row.kind),
                    row.reason, row.made_at, row.revision, POST.load(row.content) if row.content is not None else None,
                )
                for row in connection.execute(statement)
            ]  # fmt: skip

    def answer(self, proposal_id: int, answer: str, actor: str, now: datetime) -> bool:
        """Whether an open proposal is answered now."""
        with self._database.writing() as connection:
            row = connection.execute(
                update(proposals)
                .where(proposals.c.id == proposal_id, proposals.c.answered_at.is_(None))
                .values(answered_at=now, answer=answer, actor=actor)
                .returning(proposals.c.delivery_id, proposals.c.kind)
            ).first()
            if row is not None:
                note(connection, now, actor, f"delivery {row.delivery_id}", f"proposal to {row.kind} answered", answer)
        return row is not None


def withdrawn_unreleased(connection: Connection, delivery_id: int) -> str | None:
    """Why a delivery of a withdrawn article must not be sent later by itself; None where it may.

    A person who released it after the withdrawal has decided.
    """
    row = connection.execute(
        select(articles.c.withdrawn_at, articles.c.withdrawn_evidence)
        .join(deliveries, deliveries.c.article_id == articles.c.id)
        .where(deliveries.c.id == delivery_id, articles.c.withdrawn_at.is_not(None))
    ).first()
    if row is None:
        return None
    released = select(journal.c.id).where(
        journal.c.subject == f"delivery {delivery_id}",
        journal.c.action == f"{State.HELD} → {State.SCHEDULED}",
        journal.c.at >= row.withdrawn_at,
    )
    return None if connection.execute(released.limit(1)).first() else f"{WITHDRAWN}: {row.withdrawn_evidence}"


def _hold_unsent(connection: Connection, article_id: int, withdrawal: Withdrawal) -> None:
    statement = select(deliveries.c.id, deliveries.c.account, deliveries.c.state).where(
        deliveries.c.article_id == article_id, deliveries.c.state.in_([str(state) for state in _UNSENT])
    )
    for row in connection.execute(statement).all():
        held = move(
            connection, row.id, State(row.state), State.HELD, now=withdrawal.at, reason=str(withdrawal)
        )  # fmt: skip
        if held:
            record_decision(connection, article_id, withdrawn_decision(row.account, withdrawal), withdrawal.at)


def withdrawn_decision(account: str, withdrawal: Withdrawal) -> Decision:
    """The Decision by which a withdrawn article is not sent."""
    inputs = {"seen": str(withdrawal.reason), "evidence": withdrawal.evidence, "since": withdrawal.at.isoformat()}
    rule = Rule("withdrawn", inputs, Verdict.HOLD, str(withdrawal))
    return Decision(account, Verdict.HOLD, str(withdrawal), (rule,))


def _propose_retraction(connection: Connection, article_id: int, withdrawal: Withdrawal) -> None:
    statement = select(deliveries.c.id).where(
        deliveries.c.article_id == article_id, deliveries.c.state.in_([str(state) for state in _OUT])
    )
    for delivery_id in connection.execute(statement).scalars().all():
        connection.execute(
            proposals.insert().values(
                delivery_id=delivery_id, kind=str(ProposalKind.RETRACT), reason=str(withdrawal), made_at=withdrawal.at
            )
        )
        subject = f"delivery {delivery_id}"
        note(connection, withdrawal.at, "daemon", subject, "retraction proposed", f"{withdrawal} → retract?")


def _tell_the_held(connection: Connection, article_id: int, now: datetime) -> None:
    statement = select(deliveries.c.id, deliveries.c.reason).where(
        deliveries.c.article_id == article_id,
        deliveries.c.state == str(State.HELD),
        deliveries.c.reason.startswith(WITHDRAWN, autoescape=True),
    )
    for row in connection.execute(statement).all():
        reason = f"{row.reason}; it is back since {now:%Y-%m-%d %H:%M} UTC → release it?"
        connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(reason=reason))
        note(connection, now, "daemon", f"delivery {row.id}", "may be released", reason)
