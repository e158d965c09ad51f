"""Revisions with their changes, suspicion and withdrawal of articles, proposals to staff."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.Column("suspect_sight", sa.String(length=20), nullable=True),
        sa.Column("suspect_since", _MOMENT, nullable=True),
        sa.Column("suspect_evidence", sa.Text(), nullable=True),
        sa.Column("suspect_hash", sa.String(length=64), nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_sight", sa.String(length=20), nullable=True),
        sa.Column("withdrawn_evidence", sa.Text(), nullable=True),
    ):
        op.add_column("articles", column)
    op.add_column("revisions", sa.Column("changes", _JSON, nullable=True))
    op.add_column("revisions", sa.Column("weight", sa.String(length=20), nullable=True))
    op.create_table(
        "proposals",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_proposals_delivery_id_deliveries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_delivery_id"), "proposals", ["delivery_id"], unique=False)
