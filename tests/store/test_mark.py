"""The mark: the later attempt stays, whoever writes; what cannot be read or written stops nothing."""

from __future__ import annotations

import fcntl
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model.epoch import Sent
from bot.store.mark import Mark

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_the_latest_attempt_of_an_epoch_stays(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "var" / "store.db.sent")
    assert mark.read() is None
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(lambda number: Mark(mark.path).write(Sent("e", number, AT + timedelta(seconds=number))), range(50))
        )
    assert mark.read() == Sent("e", 49, AT + timedelta(seconds=49))
    mark.write(Sent("e", 3, AT))
    assert mark.read() == Sent("e", 49, AT + timedelta(seconds=49))
    mark.write(Sent("e", 3, AT), anew=True)
    mark.write(Sent("f", 1, AT))
    assert mark.read() == Sent("f", 1, AT)


def test_what_cannot_be_understood_is_no_mark_and_is_written_over(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "store.db.sent")
    for content in (b"", b"\0" * 256, b'{"epoch": 1}', b"nonsense" * 100):
        (tmp_path / "store.db.sent").write_bytes(content)
        assert mark.read() is None
        mark.write(Sent("e", 1, AT))
        assert mark.read() == Sent("e", 1, AT)


def test_a_mark_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    mark = Mark(tmp_path / "file" / "store.db.sent")
    mark.write(Sent("e", 1, AT))
    Mark(None).write(Sent("e", 1, AT))
    assert Mark(None).read() is None


def test_who_was_stopped_while_it_held_the_mark_stops_nobody_else(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "store.db.sent")
    mark.write(Sent("e", 1, AT))
    with (tmp_path / "store.db.sent").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        mark.write(Sent("e", 2, AT))
    assert mark.read() == Sent("e", 2, AT)
