"""What the tables' columns are made of: numbers, moments, texts, JSON, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the decorator's interface
    ) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
# SQLite makes a row id by itself for INTEGER only.
Id = BigInteger().with_variant(Integer(), "sqlite")


def identity() -> Column[int]:
    """The row's own number."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def moment(name: str, *, null: bool = False) -> Column[datetime]:
    """A moment; `null`: what it means is told at the table."""
    return Column(name, UtcDateTime, nullable=null)


def words(name: str, *, null: bool = False) -> Column[str]:
    """A text of any length."""
    return Column(name, Text, nullable=null)


def json(name: str) -> Column[Any]:
    """A list or map that is read and written whole."""
    return Column(name, Json, nullable=False)


def article_id(*, primary_key: bool = False) -> Column[int]:
    """The article it belongs to."""
    return Column("article_id", Id, ForeignKey("articles.id"), nullable=False, primary_key=primary_key)


def delivery_id(*, primary_key: bool = False) -> Column[int]:
    """The delivery it belongs to."""
    return Column("delivery_id", Id, ForeignKey("deliveries.id"), nullable=False, primary_key=primary_key)
