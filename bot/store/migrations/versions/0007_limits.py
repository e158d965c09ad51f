"""Breakers, the cause of an account's wait, since when a delivery fails."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("accounts", sa.Column("wait_cause", sa.String(length=20), server_default="", nullable=False))
    op.add_column("accounts", sa.Column("urgent_passes", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("deliveries", sa.Column("failing_since", _MOMENT, nullable=True))
    op.create_table(
        "breakers",
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("probe_at", _MOMENT, nullable=True),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "error", name=op.f("pk_breakers")),
    )
