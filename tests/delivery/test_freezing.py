"""A freeze is told as set when nothing more leaves: in the midst of a burst, beside calls under way, on both databases."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot import owner
from bot.clock import now
from bot.delivery.freezing import Freezer, Frozen
from bot.model.account import Account
from bot.model.delivery import Decision, State, Verdict
from bot.model.post import Form, Post
from bot.model.records import Admission
from bot.store import sending
from bot.store.deliveries import Planned
from bot.store.freezes import Scope
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import CALL, begin, claim, nobody_died, plan, published, state

NAMES = ("a", "b", "c", "d")


def freezer(store: Store, clock: FakeClock, **given: object) -> Freezer:
    given.setdefault("sleep", lambda seconds: clock.advance(seconds=max(seconds, 1)))
    return Freezer(store, clock, longest_call=CALL, is_dead=given.pop("is_dead", nobody_died), **given)  # type: ignore[arg-type]


def everything(made: Freezer, **given: object) -> Frozen:
    return made.freeze(Scope.ALL, "", "mourning", "test", None, **given)  # type: ignore[arg-type]


def test_nothing_under_way_is_quiet_at_once(store: Store, clock: FakeClock) -> None:
    plan(store, clock())
    frozen = everything(freezer(store, clock))
    assert (frozen.on_their_way, frozen.still_under_way, frozen.quiet_at) == ((), (), clock())
    assert [freeze.id for freeze in store.freezes.holding(clock())] == [frozen.freeze.id]


def test_what_is_under_way_is_waited_for_and_named(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    attempt = begin(store, held, row, clock())
    told: list[int] = []

    def sleep(_seconds: float) -> None:
        clock.advance(seconds=1)
        if len(told) == 3:
            store.deliveries.close(held, row.id, attempt, published(clock()), clock())

    made = freezer(store, clock, sleep=sleep)
    frozen = everything(made, waits=lambda left: told.append(left[0].delivery.id))
    assert told == [row.id] * 3
    assert [(r.id, r.state) for r in frozen.on_their_way] == [(row.id, State.PUBLISHED)]
    assert frozen.still_under_way == ()


def test_a_wait_that_is_over_says_until_when_something_may_come(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    begun_at = clock()
    begin(store, claim(store, clock()), row, clock())
    frozen = everything(freezer(store, clock), patience=timedelta(seconds=5))
    assert [r.id for r in frozen.still_under_way] == [row.id]
    assert frozen.quiet_at == begun_at + CALL
    assert clock() < begun_at + timedelta(seconds=10)


def test_no_call_is_waited_for_beyond_its_own_end(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    begun_at = clock()
    begin(store, claim(store, clock()), row, clock())
    frozen = everything(freezer(store, clock))
    assert [r.state for r in frozen.on_their_way] == [State.PUBLISHING]
    assert CALL <= clock() - begun_at < CALL + timedelta(minutes=1)


def test_the_dead_send_nothing_and_other_scopes_do_not_matter(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    begin(store, claim(store, clock()), row, clock())
    assert everything(freezer(store, clock, is_dead=lambda _: True)).on_their_way == ()
    elsewhere = freezer(store, clock).freeze(Scope.NETWORK, "vk", "x", "test", None)
    assert (elsewhere.on_their_way, elsewhere.still_under_way) == ((), ())


def test_lifting_says_what_waited(store: Store, clock: FakeClock) -> None:
    plan(store, clock(), "m1")
    plan(store, clock(), "m2")
    made = freezer(store, clock)
    first, second = everything(made), made.freeze(Scope.ACCOUNT, "fb", "x", "test", None)
    one = made.lift("test", first.freeze.id)
    assert ([freeze.id for freeze in one.freezes], one.waiting) == ([first.freeze.id], 0)
    rest = made.lift("test")
    assert ([freeze.id for freeze in rest.freezes], rest.waiting) == ([second.freeze.id], 2)
    assert made.lift("test", first.freeze.id).freezes == ()


def test_a_send_that_is_just_being_committed_is_seen(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one moment between looking at the freezes and committing the intention hides nothing."""
    row = plan(store, clock())
    held = claim(store, clock())
    looked, frozen = threading.Event(), threading.Event()
    opens = sending.ask_attempt

    def slowly(*given: object) -> object:
        looked.set()
        # Were the freeze not to wait for this transaction, it would return here.
        frozen.wait(0.5)
        return opens(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "ask_attempt", slowly)
    found: list[Frozen] = []

    def freeze() -> None:
        found.append(everything(freezer(store, clock), patience=timedelta(seconds=3)))
        frozen.set()

    thread = threading.Thread(target=freeze)
    beginning = threading.Thread(target=begin, args=[store, held, row, clock()])
    beginning.start()
    looked.wait(5)
    thread.start()
    thread.join()
    beginning.join()
    (told,) = found
    assert [r.id for r in told.still_under_way] == [row.id]
    assert state(store, row) is State.PUBLISHING


@pytest.mark.slow
def test_of_a_burst_not_one_more_leaves_after_the_freeze_returned(store: Store, store_url: str, tmp_path: Path) -> None:
    """A hundred posts are due, two processes send them with two threads each."""
    wall = tmp_path / "wall"
    wall.touch()
    store.lanes.register([Account(name, "facebook", "1") for name in NAMES])
    for number in range(25):
        article = store.articles.add(f"https://e.org/{number}", Admission.NEW, now())
        posts = {name: f"{name}-{number}" for name in NAMES}
        store.deliveries.plan(
            article.id, [Decision(name, Verdict.POST, "test") for name in NAMES],
            [
                Planned(
                    Post(name, "facebook", "Текст", None, article.canonical_url, Form.LINK, "ru", 5, 100, mark=mark),
                    State.SCHEDULED, now(), mark,
                )
                for name, mark in posts.items()
            ], now(),
        )  # fmt: skip
    command = [sys.executable, "-m", "tests.delivery.burst", store_url, str(wall)]
    workers = [subprocess.Popen([*command, *names]) for names in (NAMES[:2], NAMES[2:])]
    while len(wall.read_text().splitlines()) < 10:
        threading.Event().wait(0.005)
        assert any(worker.poll() is None for worker in workers)
    made = Freezer(store, now, longest_call=CALL, is_dead=owner.is_dead)
    frozen = made.freeze(Scope.ALL, "", "mourning", "test", None)
    out = wall.read_text().splitlines()
    assert [worker.wait(30) for worker in workers] == [0, 0]
    assert wall.read_text().splitlines() == out
    assert 10 <= len(out) < 100
    assert frozen.still_under_way == ()
    counts = store.deliveries.count_by_state()
    assert counts == {State.PUBLISHED: len(out), State.SCHEDULED: 100 - len(out)}
