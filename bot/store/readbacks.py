"""Read-backs after a restore: which accounts wait for one, what stood on their walls, what was adopted from there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Outcome, RemotePost, State
from bot.model.money import Price
from bot.model.records import DeliveryRow
from bot.store.database import Database
from bot.store.epochs import read_back_one
from bot.store.journal import note
from bot.store.ledger import charge
from bot.store.moves import move
from bot.store.tables import accounts, attempts, deliveries, readbacks, receipts, wall_posts

#: Stands as the owner of the attempts that another life of the store made.
OWNER = "read back"


@dataclass(frozen=True, slots=True)
class Window:
    """A time whose posts could not be read back: what may have gone out in it is not known."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class ReadBackRow:
    """One account's read-back."""

    account: str
    #: The store is an older copy; False: it is only suspected to be one.
    sure: bool
    #: The last moment the store knew of.
    since: datetime
    #: When the older copy was recognised.
    known_at: datetime
    #: When the wall is asked next; None once it was read.
    next_at: datetime | None
    done_at: datetime | None
    #: None where everything could be read.
    unread: Window | None
    #: The last delivery that was compared with the wall.
    checked_to: int
    told: str


class ReadBackStore:
    """What the store knows of read-backs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ReadBackRow]:
        """Every account's newest read-back, done or waiting."""
        with self._database.reading() as connection:
            return [_row(row) for row in connection.execute(select(readbacks).order_by(readbacks.c.account))]

    def of(self, account: str) -> ReadBackRow | None:
        """The account's newest read-back; None when there never was one."""
        with self._database.reading() as connection:
            row = connection.execute(select(readbacks).where(readbacks.c.account == account)).first()
        return _row(row) if row else None

    def waiting(self, names: Collection[str], now: datetime) -> list[str]:
        """The accounts that are to be read back now although nothing is due: their store surely is an older copy."""
        statement = (
            select(readbacks.c.account)
            .join(accounts, accounts.c.name == readbacks.c.account)
            .where(readbacks.c.sure, readbacks.c.next_at <= now, readbacks.c.account.in_(names))
            .where(accounts.c.paused_at.is_(None))
            .order_by(readbacks.c.account)
        )
        with self._database.reading() as connection:
            return list(connection.execute(statement).scalars())

    def ask(self, account: str, actor: str, now: datetime, since: datetime) -> None:
        """A person wants the account read back before the next post."""
        with self._database.writing(durable=True) as connection:
            read_back_one(connection, account, now, since, sure=True)
            note(connection, now, actor, f"account {account}", "to be read back", f"since {since.isoformat()}")

    def postpone(self, account: str, next_at: datetime, told: str) -> None:
        """The wall is asked (again) at that moment."""
        with self._database.writing(durable=True) as connection:
            connection.execute(
                update(readbacks)
                .where(readbacks.c.account == account, readbacks.c.done_at.is_(None))
                .values(next_at=next_at, told=told)
            )

    def anchors(self, account: str, before: datetime, after: datetime, limit: int = 5) -> dict[str, datetime]:
        """The newest posts between the two moments that the store knows to be on the wall: id → when it went out."""
        statement = (
            select(receipts.c.external_id, receipts.c.published_at)
            .where(receipts.c.account == account, receipts.c.gone_at.is_(None))
            .where(receipts.c.published_at <= before, receipts.c.published_at >= after)
            .order_by(receipts.c.published_at.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return {row.external_id: row.published_at for row in connection.execute(statement)}

    def finish(
        self, account: str, now: datetime, posts: Sequence[RemotePost], unread: Window | None, told: str
    ) -> None:
        """The wall was read, as far as it can be; `posts`: those that the store did not know."""
        with self._database.writing(durable=True) as connection:
            known = set(
                connection.execute(select(wall_posts.c.external_id).where(wall_posts.c.account == account)).scalars()
            )
            rows = [_wall_values(account, post, now) for post in posts if post.external_id not in known]
            if rows:
                connection.execute(wall_posts.insert(), rows)
            connection.execute(
                update(readbacks)
                .where(readbacks.c.account == account)
                .values(
                    done_at=now, next_at=None, told=told, checked_to=0,
                    unread_from=unread.begin if unread else None, unread_until=unread.end if unread else None,
                )
            )  # fmt: skip
            note(connection, now, "daemon", f"account {account}", "read back", told)

    def wall(self, account: str) -> list[RemotePost]:
        """The posts found on the wall that belong to no delivery yet, newest first."""
        ours = exists().where(
            receipts.c.account == wall_posts.c.account, receipts.c.external_id == wall_posts.c.external_id
        )
        statement = (
            select(wall_posts)
            .where(wall_posts.c.account == account, ~ours)
            .order_by(wall_posts.c.created_at.desc(), wall_posts.c.external_id)
        )
        with self._database.reading() as connection:
            return [
                RemotePost(row.external_id, row.permalink, row.created_at, row.text, tuple(row.links))
                for row in connection.execute(statement)
            ]

    def checked(self, account: str, delivery_id: int) -> None:
        """Every delivery up to that one was compared with the wall."""
        with self._database.writing() as connection:
            connection.execute(
                update(readbacks)
                .where(readbacks.c.account == account, readbacks.c.checked_to < delivery_id)
                .values(checked_to=delivery_id)
            )

    def adopt(
        self,
        delivery: DeliveryRow,
        post: RemotePost,
        reason: str,
        now: datetime,
        measure_at: datetime,
        price: Price | None,
    ) -> bool:
        """Whether the delivery is published now, by that post. Its attempt counts, and costs, when it was made."""
        try:
            with self._database.writing(durable=True) as connection:
                if not move(connection, delivery.id, delivery.state, State.PUBLISHED, now=now, reason=reason):
                    return False
                number = select(func.coalesce(func.max(attempts.c.number), 0)).where(
                    attempts.c.delivery_id == delivery.id
                )
                attempt_id = connection.execute(
                    attempts.insert()
                    .values(
                        delivery_id=delivery.id, number=connection.execute(number).scalar_one() + 1, owner=OWNER,
                        fence=0, started_at=post.created_at, ended_at=now, outcome=str(Outcome.PUBLISHED),
                        error="", code="", detail=reason,
                    )
                    .returning(attempts.c.id)
                ).scalar_one()  # fmt: skip
                if price is not None:
                    charge(connection, delivery.account, price, post.created_at, attempt_id)
                connection.execute(
                    receipts.insert().values(
                        delivery_id=delivery.id, account=delivery.account, external_id=post.external_id,
                        permalink=post.permalink, published_at=post.created_at, notes=[], visits=0,
                        next_measure_at=measure_at,
                    )
                )  # fmt: skip
        except IntegrityError:
            # Another delivery's receipt meanwhile.
            return False
        return True

    def hold(self, delivery: DeliveryRow, reason: str, now: datetime) -> bool:
        """Whether the delivery waits for a person now."""
        with self._database.writing(durable=True) as connection:
            return move(connection, delivery.id, delivery.state, State.HELD, now=now, reason=reason)

    def newest_delivery(self) -> int:
        """The id of the newest delivery; 0 when there is none."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(deliveries.c.id), 0))).scalar_one())


def _wall_values(account: str, post: RemotePost, now: datetime) -> dict[str, Any]:
    return {
        "account": account, "external_id": post.external_id, "permalink": post.permalink,
        "created_at": post.created_at, "text": post.text, "links": list(post.links), "seen_at": now,
    }  # fmt: skip


def _row(row: Any) -> ReadBackRow:
    unread = Window(row.unread_from, row.unread_until) if row.unread_from is not None else None
    return ReadBackRow(
        row.account, row.sure, row.since, row.known_at, row.next_at, row.done_at, unread, row.checked_to, row.told
    )
