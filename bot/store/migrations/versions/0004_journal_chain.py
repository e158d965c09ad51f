"""The journal's chain of hashes. What is there already is chained as it stands, by the first tick after this."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal", sa.Column("digest", sa.String(length=64), nullable=True))
    op.add_column("journal", sa.Column("place", sa.BigInteger(), nullable=True))
    op.add_column("journal", sa.Column("hash", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_journal_place"), "journal", ["place"], unique=True)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("older", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    first = sa.text(
        "INSERT INTO journal_head (id, place, hash, older) SELECT 1, 0, :first, COALESCE(MAX(id), 0) FROM journal"
    )
    op.execute(first.bindparams(first="0" * 64))
