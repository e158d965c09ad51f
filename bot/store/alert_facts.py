"""What the alerts are judged by, read in one consistent look; changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from bot.model.alert_facts import (
    AccountFact,
    ArticleFact,
    ChannelFact,
    DeliveryFact,
    Facts,
    FreezeFact,
    ProposalFact,
    SpaceFact,
    TokenFact,
)
from bot.model.delivery import State, Verdict
from bot.model.records import Admission
from bot.store.database import Database
from bot.store.tables import (
    accounts,
    alert_messages,
    articles,
    credentials,
    decisions,
    deliveries,
    freezes,
    journal,
    posts,
    proposals,
    receipts,
)

#: Deliveries that wait in their turn: more of them say nothing new.
_WAITING = 500
#: Numbers in one question to the database.
_AT_ONCE = 500
_SHOWN = (
    "id",
    "article_id",
    "account",
    "network",
    "state",
    "reason",
    "state_since",
    "created_at",
    "due_at",
    "attempts",
)
_UNFINISHED = (State.DRAFT, State.PUBLISHING, State.UNCONFIRMED, State.HELD, State.REJECTED)


class AlertFacts:
    """Reads what could be wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, names: Collection[str], channels: Collection[str], now: datetime) -> Facts:
        """The facts about these accounts and channels, as far as the store has them."""
        with self._database.reading() as connection:
            return Facts(
                now=now,
                deliveries=_deliveries(connection, names, now),
                undecided=_undecided(connection),
                set_aside=_set_aside(connection, names),
                accounts=_accounts(connection, names),
                tokens=_tokens(connection, names),
                freezes=_freezes(connection, now),
                proposals=_proposals(connection),
                channels=_channels(connection, channels),
                last_published_at=connection.execute(select(func.max(receipts.c.published_at))).scalar(),
            )

    def space(self) -> SpaceFact | None:
        """What is free on the disk of the store's file; None where the store is no file of this machine."""
        file = self._database.engine.url.database
        if not self._database.is_sqlite or not file or file == ":memory:":
            return None
        folder = Path(file).resolve().parent
        try:
            return SpaceFact(str(folder), shutil.disk_usage(folder).free)
        except OSError:
            return None


def _deliveries(connection: Connection, names: Collection[str], now: datetime) -> list[DeliveryFact]:
    chosen = _delivery_rows().where(deliveries.c.account.in_(names))
    ended_badly = chosen.where(deliveries.c.state.in_([str(state) for state in _UNFINISHED])).order_by(deliveries.c.id)
    due = and_(deliveries.c.state == str(State.SCHEDULED), deliveries.c.due_at <= now)
    waiting = chosen.where(due).order_by(deliveries.c.created_at, deliveries.c.id).limit(_WAITING)
    rows = [*connection.execute(ended_badly), *connection.execute(waiting)]
    by_staff = _held_by_staff(connection, [row.id for row in rows if row.state == str(State.HELD)])
    return [
        DeliveryFact(
            id=row.id,
            article_id=row.article_id,
            title=row.title or row.canonical_url,
            account=row.account,
            network=row.network,
            site=row.site,
            language=row.post_language or "",
            state=State(row.state),
            reason=row.reason,
            since=row.state_since,
            created_at=row.created_at,
            due_at=row.due_at,
            attempts=row.attempts,
            by_staff=row.id in by_staff,
        )
        for row in rows
    ]


def _delivery_rows() -> Select[Any]:
    return (
        select(
            *(deliveries.c[name] for name in _SHOWN),
            articles.c.site,
            articles.c.canonical_url,
            _title(),
            posts.c.content["language"].as_string().label("post_language"),
        )
        .join(articles, articles.c.id == deliveries.c.article_id)
        .join(posts, posts.c.id == deliveries.c.post_id)
    )


def _title() -> Any:
    title = func.coalesce(articles.c.content["title"].as_string(), articles.c.found["title"].as_string())
    return title.label("title")


def _held_by_staff(connection: Connection, numbers: list[int]) -> set[int]:
    """Those of the held deliveries that a person put on hold: the journal's last word on it."""
    last: dict[str, str] = {}
    for subjects in _chunks([f"delivery {number}" for number in numbers]):
        moves = (
            select(journal.c.subject, journal.c.actor)
            .where(journal.c.subject.in_(subjects), journal.c.action.like(f"%→ {State.HELD}"))
            .order_by(journal.c.id)
        )
        last |= {row.subject: row.actor for row in connection.execute(moves)}
    return {number for number in numbers if last.get(f"delivery {number}", "daemon") != "daemon"}


def _chunks(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _undecided(connection: Connection) -> list[ArticleFact]:
    statement = (
        select(articles.c.id, articles.c.canonical_url, articles.c.first_seen_at, articles.c.read_error, _title())
        .where(articles.c.planned_at.is_(None), articles.c.withdrawn_at.is_(None))
        .where(articles.c.admission == str(Admission.NEW))
        .order_by(articles.c.id)
        .limit(_WAITING)
    )
    return [
        ArticleFact(row.id, row.title or row.canonical_url, row.first_seen_at, row.read_error or "")
        for row in connection.execute(statement)
    ]


def _set_aside(connection: Connection, names: Collection[str]) -> list[ArticleFact]:
    has_delivery = exists().where(
        deliveries.c.article_id == decisions.c.article_id, deliveries.c.account == decisions.c.account
    )
    statement = (
        select(decisions.c.article_id, decisions.c.account, decisions.c.at, decisions.c.reason, _title(),
               articles.c.canonical_url)
        .join(articles, articles.c.id == decisions.c.article_id)
        .where(decisions.c.verdict == str(Verdict.HOLD), decisions.c.account.in_(names), ~has_delivery)
        .where(articles.c.withdrawn_at.is_(None))
        .order_by(decisions.c.id)
    )  # fmt: skip
    last = {(row.article_id, row.account): row for row in connection.execute(statement)}
    return [
        ArticleFact(row.article_id, row.title or row.canonical_url, row.at, row.reason, row.account)
        for row in last.values()
    ]


def _accounts(connection: Connection, names: Collection[str]) -> list[AccountFact]:
    last = select(receipts.c.account, func.max(receipts.c.published_at).label("at")).group_by(receipts.c.account)
    newest = {row.account: row.at for row in connection.execute(last)}
    statement = select(accounts).where(accounts.c.name.in_(names)).order_by(accounts.c.name)
    return [
        AccountFact(
            row.name, row.network, row.paused_at, row.pause_reason or "", row.not_before, row.waits_for,
            row.wait_cause, newest.get(row.name),
        )
        for row in connection.execute(statement)
    ]  # fmt: skip


def _tokens(connection: Connection, names: Collection[str]) -> list[TokenFact]:
    statement = select(credentials).where(credentials.c.account.in_(names)).order_by(credentials.c.account)
    return [
        TokenFact(row.account, row.obtained_at, row.expires_at, row.refreshable)
        for row in connection.execute(statement)
    ]


def _freezes(connection: Connection, now: datetime) -> list[FreezeFact]:
    holds = and_(freezes.c.lifted_at.is_(None), or_(freezes.c.until.is_(None), freezes.c.until > now))
    return [
        FreezeFact(row.id, row.scope, row.value, row.reason, row.actor, row.since, row.until)
        for row in connection.execute(select(freezes).where(holds).order_by(freezes.c.id))
    ]


def _proposals(connection: Connection) -> list[ProposalFact]:
    statement = (
        select(proposals, deliveries.c.account)
        .join(deliveries, deliveries.c.id == proposals.c.delivery_id)
        .where(proposals.c.answered_at.is_(None), deliveries.c.state == str(State.PUBLISHED))
        .order_by(proposals.c.id)
    )
    return [
        ProposalFact(row.id, row.delivery_id, row.account, row.kind, row.reason, row.made_at)
        for row in connection.execute(statement)
    ]


def _channels(connection: Connection, channels: Collection[str]) -> list[ChannelFact]:
    refused = (
        select(alert_messages)
        .where(alert_messages.c.channel.in_(channels), alert_messages.c.next_try_at.is_not(None))
        .where(alert_messages.c.tries > 0)
        .order_by(alert_messages.c.id)
    )
    found: dict[str, ChannelFact] = {}
    for row in connection.execute(refused):
        known = found.get(row.channel)
        since, waiting = (known.since, known.waiting) if known else (row.made_at, 0)
        found[row.channel] = ChannelFact(row.channel, since, waiting + 1, row.error)
    return list(found.values())
