"""The migrations make exactly the tables that the code uses."""

from __future__ import annotations

import json

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.errors import StoreError
from bot.model.article import Article
from bot.store.codec import ARTICLE
from bot.store.migrate import _config as config_for
from bot.store.store import Store
from bot.store.tables import metadata


def test_the_migrated_schema_is_the_declared_one(store: Store) -> None:
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    store.upgrade()
    assert store.sources.all() == []


def test_a_store_made_by_a_newer_version_is_refused(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer pressbot"):
        store.upgrade()


def test_articles_of_the_second_schema_are_kept_and_known(store_url: str) -> None:
    made = Store(store_url)
    with made.database.writing() as connection:
        command.upgrade(config_for(connection), "0002")
    content = ARTICLE.dump(Article("https://e.org/1", "https://e.org/1", "Заголовок", "Лид.", "Лид.", "ru"))
    values = {
        "now": "2026-11-24 09:00:00",
        "content": json.dumps(content),
        "found": json.dumps({"url": "https://e.org/1"}),
    }
    with made.database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO articles (canonical_url, site, admission, first_seen_at, found, content, content_hash, read_failures) "
                "VALUES ('https://e.org/1', 'e.org', 'new', :now, :found, :content, 'old', 0)"
            ),
            values,
        )
        connection.execute(
            text(
                "INSERT INTO revisions (article_id, number, seen_at, content_hash, content) VALUES (1, 1, :now, 'old', :content)"
            ),
            values,
        )
    made.upgrade()
    row = made.articles.get(1)
    assert row is not None
    assert (row.withdrawal, row.suspicion, row.etag, row.read_at) == (None, None, None, None)
    (revision,) = made.revisions.of(1)
    assert (revision.changes, revision.weight) == ((), None)
    made.close()
