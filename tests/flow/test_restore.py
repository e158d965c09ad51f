"""A restored older store sends nothing again: whatever went out since is read back and adopted."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.app import Scope
from bot.model.delivery import State
from bot.sandbox.server import Sandbox
from tests.flow.conftest import NETWORKS, World

pytestmark = pytest.mark.slow


def copied(world: World, folder: Path) -> Path:
    """The store as it is now, copied by hand as a person would."""
    source = sqlite3.connect(folder / "store.db")
    copy = folder / "copy.db"
    with sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return copy


def put_back(copy: Path, folder: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        (folder / f"store.db{ending}").unlink(missing_ok=True)
    shutil.copy(copy, folder / "store.db")


def test_a_copy_put_back_by_hand_is_recognised_and_nothing_goes_out_twice(world: World, tmp_path: Path) -> None:
    world.change("newest:2", "newest:1")
    world.newest = 1
    world.turn()
    copy = copied(world, tmp_path)
    world.sandbox.site._publish_after = world.sandbox.site._publish_after * 0
    world.sandbox.site.restart()
    newest = world.sandbox.site.listed()[0].title
    assert world.turn().tried == 5
    put_back(copy, tmp_path)
    world.turn()
    world.turn()
    for network in NETWORKS:
        assert world.counts(network)[newest] == 1
        assert max(world.counts(network).values()) == 1
    app = world.app()
    assert app.store.deliveries.count_by_state() == {State.PUBLISHED: 20}
    app.close()


def test_a_restored_backup_sends_nothing_again_whether_it_knew_the_articles_or_not(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Two backups: one that has every delivery still to be sent, and an older one that knows no article yet."""
    world = World(sandbox, tmp_path, f"sqlite:///{tmp_path}/store.db", newest=1)
    back_up(world, tmp_path / "knows nothing")
    app = world.app()
    app.freezer.freeze(Scope.ALL, "", "before the backup", "tests", None)
    app.close()
    assert world.turn().planned > 0
    back_up(world, tmp_path / "knows all")
    app = world.app()
    assert app.store.deliveries.count_by_state()[State.SCHEDULED] == 15
    app.freezer.lift("tests")
    with app.store.database.writing() as connection:
        # What was frozen is looked at again only after a while.
        connection.exec_driver_sql("UPDATE deliveries SET due_at = created_at")
    app.close()
    world.turn()
    assert world.once_each()
    for backup in ("knows all", "knows nothing"):
        restore_and_go_on(world, tmp_path / backup)


def test_a_restored_dump_sends_nothing_again(sandbox: Sandbox, tmp_path: Path, postgres_url: str) -> None:
    world = World(sandbox, tmp_path, postgres_url, newest=1)
    back_up(world, tmp_path / "knows nothing")
    world.turn()
    restore_and_go_on(world, tmp_path / "knows nothing")


def back_up(world: World, path: Path) -> None:
    app = world.app()
    app.archive.back_up(path, lambda _: None)
    app.close()


def restore_and_go_on(world: World, backup: Path) -> None:
    app = world.app()
    app.store.close()
    app.archive.restore(backup, "tests", lambda _: None)
    app.close()
    app = world.app()
    app.freezer.lift("tests")
    app.close()
    world.turn()
    assert world.once_each()
    app = world.app()
    assert app.store.deliveries.count_by_state() == {State.PUBLISHED: 15}
    assert app.archive.prove_journal().proof.broken is None
    app.close()
