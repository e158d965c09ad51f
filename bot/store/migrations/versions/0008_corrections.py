"""Which revision a post follows, amendments of posts that are out, since when articles are late."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("articles", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("articles", sa.Column("to_correct_at", _MOMENT, nullable=True))
    op.add_column("articles", sa.Column("seen_after", _MOMENT, nullable=True))
    op.create_index(op.f("ix_articles_to_correct_at"), "articles", ["to_correct_at"], unique=False)
    op.add_column("deliveries", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("deliveries", sa.Column("let_go_at", _MOMENT, nullable=True))
    op.add_column("proposals", sa.Column("post_id", _ID, nullable=True))
    op.execute(
        "UPDATE articles SET revision = "
        "COALESCE((SELECT MAX(number) FROM revisions WHERE revisions.article_id = articles.id), 0)"
    )
    # What was corrected before this version is not corrected again.
    op.execute(
        "UPDATE deliveries SET revision = "
        "COALESCE((SELECT articles.revision FROM articles WHERE articles.id = deliveries.article_id), 0)"
    )
    op.create_table(
        "amendments",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("open_for", _ID, nullable=True),
        sa.Column("before_id", _ID, nullable=False),
        sa.Column("post_id", _ID, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("next_at", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_amendments_delivery_id_deliveries")),
        sa.ForeignKeyConstraint(["before_id"], ["posts.id"], name=op.f("fk_amendments_before_id_posts")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_amendments_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
        sa.UniqueConstraint("open_for", name=op.f("uq_amendments_open_for")),
    )
    op.create_index(op.f("ix_amendments_delivery_id"), "amendments", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_amendments_next_at"), "amendments", ["next_at"], unique=False)
