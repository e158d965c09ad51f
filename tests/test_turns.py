"""One works, the others wait: until it waits itself, ends, or does not get on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from bot.turns import Turns, aside

LONG_S = 10.0


class Worker:
    """A thread that works in a turn until it is let go."""

    def __init__(self, turns: Turns, work: Callable[[], object] = lambda: None) -> None:
        self.at_work, self.let_go = threading.Event(), threading.Event()
        self._turns, self._work = turns, work
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with self._turns.turn():
            self.at_work.set()
            self._work()
            assert self.let_go.wait(LONG_S)

    def end(self) -> None:
        self.let_go.set()
        self._thread.join(LONG_S)
        assert not self._thread.is_alive()


def test_one_after_the_other() -> None:
    turns = Turns(LONG_S)
    first = Worker(turns)
    assert first.at_work.wait(LONG_S)
    second = Worker(turns)
    assert not second.at_work.wait(0.05)
    first.end()
    assert second.at_work.wait(LONG_S)
    second.end()


def test_who_waits_lets_others_work_and_takes_its_turn_again() -> None:
    turns = Turns(LONG_S)
    waited_for, back = threading.Event(), threading.Event()

    def wait() -> None:
        # A wait within a wait gives nothing away twice.
        with aside(), aside():
            assert waited_for.wait(LONG_S)
        back.set()

    first = Worker(turns, wait)
    assert first.at_work.wait(LONG_S)
    second = Worker(turns)
    assert second.at_work.wait(LONG_S)
    waited_for.set()
    assert not back.wait(0.05)
    second.end()
    assert back.wait(LONG_S)
    first.end()


def test_who_does_not_get_on_is_overtaken_and_takes_nothing_away_at_its_end() -> None:
    turns = Turns(0.01)
    stuck = Worker(turns)
    assert stuck.at_work.wait(LONG_S)
    second = Worker(turns)
    assert second.at_work.wait(LONG_S)
    stuck.end()
    # The turn is still the second one's: it is given on by that one, or taken when it does not get on either.
    second.end()
    third = Worker(turns)
    assert third.at_work.wait(LONG_S)
    third.end()


def test_what_breaks_gives_its_turn_back() -> None:
    turns = Turns(LONG_S)
    with pytest.raises(ZeroDivisionError), turns.turn(), aside():
        raise ZeroDivisionError
    last = Worker(turns)
    assert last.at_work.wait(LONG_S)
    last.end()


def test_outside_of_a_turn_nothing_is_waited_for() -> None:
    with aside():
        pass
