"""Epochs of the store, read-backs of accounts after a restore, and what was found on their walls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "epochs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_epochs")),
        sa.UniqueConstraint("token", name=op.f("uq_epochs_token")),
    )
    op.create_table(
        "readbacks",
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("known_at", _MOMENT, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=True),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("unread_from", _MOMENT, nullable=True),
        sa.Column("unread_until", _MOMENT, nullable=True),
        sa.Column("checked_to", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_readbacks")),
    )
    op.create_table(
        "wall_posts",
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("permalink", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("links", _JSON, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", "external_id", name=op.f("pk_wall_posts")),
    )
