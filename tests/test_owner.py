"""Who is surely dead: only then is a lane taken over before its lease is over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import owner


def named(process: int) -> str:
    """The owner that a living process would be."""
    machine = owner.this_process().rpartition(":")[0].rpartition(":")[0]
    return f"{machine}:{process}:{owner._started(process)}"


def test_a_process_lives_until_it_has_ended_and_a_corpse_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = named(child.pid)
    assert not owner.is_dead(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert owner.is_dead(name)
    child.communicate()
    assert owner.is_dead(name)


def test_another_process_with_the_same_number_is_another_owner() -> None:
    mine = owner.this_process()
    place, _, started = mine.rpartition(":")
    assert not owner.is_dead(mine)
    assert owner.is_dead(f"{place}:{int(started) + 1}")


@pytest.mark.parametrize("name", ["other:boot:space:1:5", "", "a", "{this}0:0"])
def test_of_what_cannot_be_told_nobody_is_dead(name: str) -> None:
    # Named only here: every worker of a run must collect the same tests.
    assert not owner.is_dead(name.format(this=owner.this_process()))


def test_a_process_that_the_system_hides_may_live(monkeypatch: pytest.MonkeyPatch) -> None:
    name = named(os.getppid())
    read = Path.read_text

    def hidden(path: Path, *given: str, **named_too: str) -> str:
        if str(path) == f"/proc/{os.getppid()}/stat":
            raise FileNotFoundError
        return read(path, *given, **named_too)

    monkeypatch.setattr(Path, "read_text", hidden)
    assert not owner.is_dead(name)

    def forbidden(_process: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", forbidden)
    assert not owner.is_dead(name)
