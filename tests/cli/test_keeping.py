"""journal, backup, restore, readback, export as people call them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.keeping import COMMANDS
from bot.errors import StoreError

CONFIG = Path(__file__).parents[2] / "config" / "pressbot.toml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    made = tmp_path / "pressbot.toml"
    made.write_text(
        CONFIG.read_text(encoding="utf-8").replace("var/pressbot.db", f"{tmp_path}/store.db"), encoding="utf-8"
    )
    return made


def called(config: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(COMMANDS[command], [*arguments, "--config", str(config)])


def written(config: Path, *subjects: str) -> None:
    """Entries of the journal, told by asking for read-backs."""
    for subject in subjects:
        assert called(config, "readback", subject).exit_code == 0


def test_a_journal_is_whole_until_somebody_changes_it(config: Path, tmp_path: Path) -> None:
    written(config, "fb", "vk")
    shown = called(config, "journal", "verify")
    assert (shown.exit_code, shown.output.splitlines()[0]) == (
        0, "2 entries, every one as it was written and where it was written",
    )  # fmt: skip
    head = shown.output.splitlines()[1].removeprefix("head ")
    file = tmp_path / "journal.jsonl"
    assert "2 entries in" in called(config, "journal", "export", "-o", str(file)).output
    for arguments in (["verify", str(file)], ["export", "--verify", str(file)], ["verify", "--head", head]):
        assert called(config, "journal", *arguments).exit_code == 0
    with sqlite3.connect(tmp_path / "store.db") as store:
        store.execute("UPDATE journal SET actor = 'nobody' WHERE place = 2")
    store.close()
    shown = called(config, "journal", "verify")
    assert shown.exit_code == 1
    assert shown.output.startswith("CHANGED: entry 2 at place 2")
    found = json.loads(called(config, "journal", "verify", "--json").output)
    assert (found["whole"], found["entries"], found["broken"]["fault"]) == (False, 1, "changed")
    assert called(config, "journal", "verify", str(file)).exit_code == 0


def test_a_head_that_is_none_and_a_file_that_is_none_are_told(config: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("dear editor\n")
    for arguments, told in ((["--head", "7"], "is no head"), ([str(letter)], "line 1: is no entry")):
        shown = called(config, "journal", "verify", *arguments)
        assert told in str(shown.exception)


def test_a_backup_is_made_and_restored(config: Path, tmp_path: Path) -> None:
    written(config, "fb")
    made = json.loads(called(config, "backup", str(tmp_path / "backup"), "--json").output)
    assert made["bytes"] > 10_000
    assert "the key" in called(config, "backup", str(tmp_path / "backup")).output
    written(config, "vk")
    shown = called(config, "restore", str(tmp_path / "backup"))
    assert "is the store now; what it was before stays as" in shown.output
    waiting = [row["account"] for row in json.loads(called(config, "readback", "--json").output) if not row["done_at"]]
    assert waiting == ["fb", "li", "ok", "vk", "x"]
    rows = [json.loads(line) for line in called(config, "export").output.splitlines()]
    assert {row["row"]["subject"] for row in rows if row["table"] == "journal"} == {"account fb", "store"}
    assert isinstance(called(config, "restore", str(tmp_path / "nowhere")).exception, StoreError)
    assert "unknown" in str(called(config, "readback", "unknown").exception)
