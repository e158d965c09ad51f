"""The journal's chain in the store: laid by ticks, by several at once, broken by hand."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from bot.model.chain import Fault, Head
from bot.store import chain as chain_module
from bot.store.archive import Archive
from bot.store.migrate import _config as config_for
from bot.store.store import Store
from tests.conftest import FakeClock


def write(store: Store, now: datetime, number: int) -> None:
    for index in range(number):
        store.journal.add(now, "daemon", f"delivery {index}", "→ held", f"причина {index}")


def test_entries_get_their_places_at_a_tick_and_not_before(store: Store, clock: FakeClock) -> None:
    write(store, clock(), 3)
    found = store.chain.verify()
    assert (found.proof.entries, found.waiting, found.proof.broken) == (0, 3, None)
    assert (store.chain.seal(), store.chain.seal()) == (3, 0)
    found = store.chain.verify()
    assert (found.proof.entries, found.waiting, found.older) == (3, 0, 0)


@pytest.mark.parametrize(
    ("tampering", "fault", "place"),
    [
        ("UPDATE journal SET reason = 'something else' WHERE place = 2", Fault.CHANGED, 2),
        ("UPDATE journal SET actor = 'nobody', digest = NULL WHERE place = 2", Fault.CHANGED, 2),
        ("DELETE FROM journal WHERE place = 2", Fault.MISSING, 2),
        ("DELETE FROM journal WHERE place = 4", Fault.MISSING, 4),
        ("UPDATE journal SET place = NULL WHERE place = 3", Fault.MISSING, 3),
        (
            "INSERT INTO journal (at, actor, subject, action, reason, digest, place, hash)"
            " SELECT at, actor, subject, action, reason, digest, 5, hash FROM journal WHERE place = 4",
            Fault.CHANGED,
            5,
        ),
    ],
)
def test_what_was_done_by_hand_is_told(
    store: Store, clock: FakeClock, tampering: str, fault: Fault, place: int
) -> None:
    write(store, clock(), 4)
    store.chain.seal()
    with store.database.writing() as connection:
        connection.execute(text(tampering))
    broken = store.chain.verify().proof.broken
    assert broken is not None
    assert (broken.fault, broken.place) == (fault, place)


def test_what_was_changed_before_it_was_chained_is_told_too(store: Store, clock: FakeClock) -> None:
    write(store, clock(), 2)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE journal SET reason = 'something else'"))
    store.chain.seal()
    broken = store.chain.verify().proof.broken
    assert broken is not None
    assert (broken.fault, broken.place) == (Fault.CHANGED, 1)


def test_several_write_and_chain_at_once(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_module, "BATCH", 7)

    def work(_number: int) -> int:
        sealed = 0
        for _ in range(5):
            write(store, clock(), 4)
            sealed += store.chain.seal()
        return sealed

    with ThreadPoolExecutor(4) as pool:
        sealed = sum(pool.map(work, range(4)))
    sealed += store.chain.seal()
    assert sealed == 80
    found = store.chain.verify()
    assert (found.proof.entries, found.waiting, found.proof.broken) == (80, 0, None)


def test_what_an_older_version_wrote_is_chained_as_it_stands(store_url: str, clock: FakeClock) -> None:
    made = Store(store_url)
    with made.database.writing() as connection:
        command.upgrade(config_for(connection), "0003")
    with made.database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO journal (at, actor, subject, action, reason)"
                " VALUES ('2026-11-24 09:00:00.000000', 'a', 'b', 'c', 'd')"
            )
        )
    made.upgrade()
    write(made, clock(), 2)
    made.chain.seal()
    found = made.chain.verify()
    assert (found.proof.entries, found.older, found.proof.broken) == (3, 1, None)
    made.close()


def test_the_exported_lines_carry_their_hashes(store: Store, clock: FakeClock) -> None:
    write(store, clock(), 2)
    store.chain.seal()
    first, second = [json.loads(line) for line in store.chain.lines()]
    assert first["at"] == "2026-11-24T09:00:00.000000Z"
    assert (first["previous"], second["previous"]) == ("0" * 64, first["hash"])
    assert store.chain.verify(Head(2, second["hash"])).proof.broken is None
    assert store.chain.verify(Head(2, first["hash"])).proof.broken is not None


def test_the_lines_in_the_documents_check_an_exported_journal(
    store: Store, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(store, clock(), 3)
    store.chain.seal()
    file = tmp_path / "journal.jsonl"
    file.write_text("\n".join(store.chain.lines()) + "\n", encoding="utf-8")
    page = (Path(__file__).parents[2] / "docs" / "backup.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0].replace('open("journal.jsonl"', f'open("{file}"')
    # The documented program reads line by line and leaves closing to its end.
    program = program.replace("for line in open(", "for line in opened(")
    with file.open(encoding="utf-8") as content:
        exec(program, {"opened": lambda *_args, **_options: content})
    assert capsys.readouterr().out.startswith("3 entries, head ")
    assert Archive(store, [], clock).prove_file(file).broken is None
    file.write_text(file.read_text(encoding="utf-8").replace("причина 1", "причина 7"), encoding="utf-8")
    broken = Archive(store, [], clock).prove_file(file).broken
    assert broken is not None
    assert (broken.fault, broken.place) == (Fault.CHANGED, 2)
    with file.open(encoding="utf-8") as content, pytest.raises(AssertionError):
        exec(program, {"opened": lambda *_args, **_options: content})
