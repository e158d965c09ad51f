"""A restored older store sends nothing again: whatever went out since is read back and adopted."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.model.delivery import State
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
