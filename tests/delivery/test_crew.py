"""Several daemons share the lanes of one store: each its part, a late-comer too, the dead's part goes to the living."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.crew import Crew, share_of
from bot.store.store import Store
from tests.conftest import FakeClock

NAMES = ["fb", "li", "x", "vk", "ok"]


@given(st.integers(0, 40), st.integers(0, 12))
@settings(max_examples=50)
def test_shares_leave_no_lane_over_and_none_without(lanes: int, nodes: int) -> None:
    share = share_of(lanes, nodes)
    assert share >= 1
    assert share * max(nodes, 1) >= lanes
    assert lanes <= 1 or nodes <= 1 or share < lanes


class Lanes:
    """Lanes with work, and at whose hands they are."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.held: dict[str, str] = {}

    def look(self) -> tuple[list[str], int]:
        return [name for name in self.names if name not in self.held], len(self.names)


class Node:
    """One daemon: begins what its crew gives it, gives back what is enough."""

    def __init__(self, owner: str, store: Store, clock: FakeClock, lanes: Lanes) -> None:
        self.owner, self.lanes = owner, lanes
        self.crew = Crew(store, clock, owner, lanes.look, shuffle=lambda _: None)

    @property
    def mine(self) -> list[str]:
        return [name for name, owner in self.lanes.held.items() if owner == self.owner]

    def tick(self) -> None:
        self.lanes.held |= dict.fromkeys(self.crew.begin(), self.owner)
        for name in [name for name in self.mine if self.crew.is_enough(name)]:
            del self.lanes.held[name]
            self.crew.end(name)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield made
    made.close()


def test_one_daemon_works_every_lane(store: Store, clock: FakeClock) -> None:
    node = Node("a", store, clock, Lanes(NAMES))
    node.tick()
    assert node.mine == NAMES


def test_a_late_comer_gets_its_share_and_the_rest_stays_where_it_is(store: Store, clock: FakeClock) -> None:
    lanes = Lanes(NAMES)
    first, second = Node("a", store, clock, lanes), Node("b", store, clock, lanes)
    first.tick()
    second.tick()
    assert second.mine == []
    first.tick()
    second.tick()
    assert (first.mine, second.mine) == (["fb", "li", "x"], ["vk", "ok"])
    for _ in range(5):
        clock.advance(seconds=1)
        first.tick()
        second.tick()
    assert (len(first.mine), len(second.mine)) == (3, 2)


def test_what_a_daemon_leaves_goes_to_the_others(store: Store, clock: FakeClock) -> None:
    lanes = Lanes(NAMES)
    first, second = Node("a", store, clock, lanes), Node("b", store, clock, lanes)
    for _ in range(3):
        first.tick()
        second.tick()
    for name in first.mine:
        del lanes.held[name]
    first.crew.leave()
    second.tick()
    assert second.mine == ["vk", "ok", "fb", "li", "x"]


def test_who_is_not_seen_any_more_counts_no_more(store: Store, clock: FakeClock) -> None:
    lanes = Lanes(NAMES)
    first, second = Node("a", store, clock, lanes), Node("b", store, clock, lanes)
    first.tick()
    for _ in range(2):
        second.tick()
        first.tick()
    lanes.held = {name: owner for name, owner in lanes.held.items() if owner == "b"}
    clock.advance(seconds=11)
    second.tick()
    assert len(second.mine) == len(NAMES)


def test_a_lane_is_given_back_after_its_shift(store: Store, clock: FakeClock) -> None:
    node = Node("a", store, clock, Lanes(["fb"]))
    node.tick()
    assert not node.crew.is_enough("fb")
    assert node.crew.resting(NAMES) == NAMES[1:]
    clock.advance(seconds=30)
    assert node.crew.is_enough("fb")


def test_a_clock_set_back_ends_the_shift_and_not_the_work(store: Store, clock: FakeClock) -> None:
    node = Node("a", store, clock, Lanes(["fb"]))
    node.tick()
    clock.advance(hours=-3)
    assert node.crew.is_enough("fb")
    node.tick()
    node.tick()
    assert node.mine == ["fb"]


def test_nodes_are_counted_on_both_databases(store_url: str, clock: FakeClock) -> None:
    store = Store(store_url)
    store.upgrade()
    assert store.nodes.count(clock()) == 0
    for owner in ("a", "b", "a"):
        store.nodes.seen(owner, clock())
    assert store.nodes.count(clock()) == 2
    clock.advance(seconds=11)
    store.nodes.seen("b", clock())
    assert store.nodes.count(clock()) == 1
    store.nodes.gone("b")
    store.nodes.seen("c", clock.advance(days=2))
    assert store.nodes.count(clock()) == 1
    # One whose clock ran ahead is not counted for years.
    store.nodes.seen("c", clock() + timedelta(days=400))
    store.nodes.seen("d", clock())
    assert store.nodes.count(clock()) == 1
    store.close()
