"""What waited too long, when its turn comes and when staff review it: on a store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.backlog import Backlog
from bot.delivery.plan import Planner
from bot.errors import UserError
from bot.model.account import Account
from bot.model.article import Article, Found, SourceKind, SourceMemory, Visit
from bot.model.delivery import State
from bot.model.post import Origin
from bot.model.records import Admission, DeliveryRow
from bot.networks.registry import REGISTRY
from bot.render.renderer import Renderer
from bot.settings_words import late_step
from bot.store.freezes import Scope
from bot.store.store import Store
from tests.conftest import FakeClock

SOURCE = "news"


class World:
    """A source, an account, articles that come when told."""

    def __init__(
        self, store: Store, clock: FakeClock, *late: str, network: str = "facebook", **account: object
    ) -> None:
        self.store, self.clock = store, clock
        steps = tuple(late_step(written) for written in late)
        self.account = Account("a", network, "1", late=steps, **account)  # type: ignore[arg-type]
        accounts, limits = {"a": self.account}, {"a": REGISTRY[network].limits}
        store.lanes.register([self.account])
        store.sources.register([(SOURCE, "https://e.org/rss")], clock())
        self.planner = Planner(store, Renderer(), accounts, limits, {}, clock, admitted={"burst_limit": "20"})
        self.backlog = Backlog(store, Renderer(), accounts, limits, clock)
        self.count = 0
        self.visit()

    def visit(self, count: int = 0, language: str = "ru") -> None:
        """A visit of the source that shows so many new articles, all read and planned."""
        found = []
        for _ in range(count):
            self.count += 1
            found.append(Found(f"https://e.org/{self.count}"))
        visit = Visit(SourceKind.FEED, tuple(found), SourceMemory())
        self.store.sources.record_visit(SOURCE, visit, [Admission.NEW] * count, self.clock(), self.clock())
        for entry in found:
            row = self.store.articles.by_url(entry.url)
            assert row is not None
            number = entry.url.rpartition("/")[2]
            title = f"Новость номер {number} о встрече министра"
            article = Article(entry.url, entry.url, title, "Первое предложение.", "Первое предложение.", language)
            self.store.articles.record_reading(row.id, article, self.clock())
        self.planner.plan_waiting()

    def drain(self) -> list[DeliveryRow]:
        """What would be sent now, one after the other."""
        sent = []
        while (row := self.store.deliveries.next_due("a", self.clock())) is not None:
            if self.backlog.clears(self.account, row):
                sent.append(row)
                self.store.deliveries.postpone(row.id, self.clock() + timedelta(days=99), "sent")
        return sent

    def states(self) -> dict[State, int]:
        return dict(self.store.deliveries.count_by_state())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield made
    made.close()


def test_after_an_outage_the_queue_does_not_flood(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h digest")
    clock.advance(hours=10)
    world.visit(15)
    assert world.drain() == []  # they wait for one another
    clock.advance(minutes=5)
    (digest,) = world.drain()
    assert digest.post.origin is Origin.DIGEST
    assert digest.post.text.count("Новость номер") == 15
    assert world.states() == {State.SCHEDULED: 1, State.CANCELLED: 14}
    cancelled = store.deliveries.find(state=State.CANCELLED)
    assert {row.reason for row in cancelled} == {f"told in one digest of 15 articles: delivery {digest.id}"}
    for row in cancelled:
        last = store.articles.decisions_of(row.article_id, "a")[-1]
        assert (last.verdict, last.rules[0]["name"]) == ("post", "late")


def test_watched_all_the_time_nothing_is_late(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h hold")
    for _ in range(4):
        clock.advance(minutes=5)
        world.visit(2)
        assert len(world.drain()) == 2


@pytest.mark.parametrize(
    ("rule", "states"),
    [
        ("9h hold", {State.HELD: 5}),
        ("9h skip", {}),
        ("11h hold", {State.SCHEDULED: 5}),
        ("9h post", {State.SCHEDULED: 5}),
    ],
)
def test_each_rule_after_ten_hours(store: Store, clock: FakeClock, rule: str, states: dict[State, int]) -> None:
    world = World(store, clock, rule)
    clock.advance(hours=10)
    world.visit(5)
    world.drain()
    assert world.states() == states
    verdicts = {store.articles.decisions_of(row.id, "a")[-1].verdict for row in store.articles.newest()}
    assert verdicts == {
        {"hold": "hold", "skip": "skip", "post": "post"}[rule.split()[1]] if states != {State.SCHEDULED: 5} else "post"
    }


@pytest.mark.parametrize(("rule", "state"), [("3h hold", State.HELD), ("3h skip", State.CANCELLED)])
def test_what_a_freeze_held_back_too_long_is_not_sent_blindly(
    store: Store, clock: FakeClock, rule: str, state: State
) -> None:
    world = World(store, clock, rule)
    world.visit(3)
    number = store.freezes.set(Scope.ALL, "", reason="mourning", actor="t", now=clock(), until=None)
    clock.advance(hours=24)
    store.freezes.lift(number, actor="t", now=clock())
    assert world.drain() == []
    assert world.states() == {state: 3}
    row = store.deliveries.find(state=state)[0]
    assert "1 d late" in row.reason
    assert store.articles.decisions_of(row.article_id, "a")[-1].rules[0]["inputs"]["late_by"] == "1 d"  # type: ignore[index]


def test_what_a_person_released_goes(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h hold")
    clock.advance(hours=10)
    world.visit(1)
    (held,) = world.backlog.held()
    store.deliveries.act(
        held.id, State.HELD, State.SCHEDULED, actor="anna", reason="post", now=clock(), let_go_at=clock(), due_at=clock()
    )  # fmt: skip
    assert [row.id for row in world.drain()] == [held.id]


def test_one_late_article_alone_is_an_ordinary_post(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h digest")
    clock.advance(hours=10)
    world.visit(1)
    clock.advance(minutes=5)
    (row,) = world.drain()
    assert row.post.origin is Origin.ARTICLE


def test_what_has_no_room_in_a_digest_is_held(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h digest", network="x")
    clock.advance(hours=10)
    world.visit(9)
    clock.advance(minutes=5)
    (digest,) = world.drain()
    told = digest.post.text.count("Новость номер")
    assert 2 <= told < 9
    assert world.states() == {State.SCHEDULED: 1, State.CANCELLED: told - 1, State.HELD: 9 - told}
    assert "no room in the digest" in world.backlog.held()[0].reason


def test_languages_are_not_mixed(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h digest")
    clock.advance(hours=10)
    world.visit(3, "ru")
    world.visit(2, "ky")
    clock.advance(minutes=5)
    # Those of the second visit are not late: the source had been visited right before.
    assert sorted(row.post.origin for row in world.drain()) == [Origin.ARTICLE, Origin.ARTICLE, Origin.DIGEST]


def test_staff_make_a_digest_of_what_is_held(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h hold")
    clock.advance(hours=10)
    world.visit(4)
    held = [row.id for row in world.backlog.held("a")]
    made = world.backlog.digest(held, "anna")
    assert (len(made.told), made.left) == (3, ())
    assert (made.carrier.state, made.carrier.post.origin) == (State.SCHEDULED, Origin.DIGEST)
    assert [row.id for row in world.drain()] == [made.carrier.id]
    assert {entry.actor for entry in store.journal.of(f"delivery {made.told[0].id}")} == {"daemon", "anna"}


@pytest.mark.parametrize("chosen", [[], [1], [1, 99], [1, 2]])
def test_what_makes_no_digest_is_refused(store: Store, clock: FakeClock, chosen: list[int]) -> None:
    world = World(store, clock, "3h skip")
    world.visit(2)
    for row in store.deliveries.find():
        store.deliveries.act(row.id, State.SCHEDULED, State.CANCELLED, actor="t", reason="x", now=clock())
    with pytest.raises(UserError):
        world.backlog.digest(chosen, "anna")


def test_every_rule_tells_its_inputs(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, "3h hold")
    clock.advance(hours=10)
    world.visit(1)
    (decision,) = store.articles.decisions_of(store.articles.newest()[0].id, "a")
    assert all(rule["inputs"] for rule in decision.rules)
    rules = {str(rule["name"]): rule["inputs"] for rule in decision.rules}
    assert rules["admission"]["burst_limit"] == "20"  # type: ignore[index]
    assert rules["late"] == {
        "appeared": (clock() - timedelta(hours=10)).isoformat(),
        "late_by": "10 h",
        "step": "3h hold",
    }
