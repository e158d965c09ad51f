"""An article is mended, taken back and brought back on the site: what the store, the walls and staff see of it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App, load_settings
from bot.daemon import run_once
from bot.errors import UserError
from bot.model.delivery import State
from bot.model.records import ArticleRow
from bot.model.revision import Kind, Weight, said
from bot.model.sighting import Sight
from tests.flow.conftest import NETWORKS, World

pytestmark = pytest.mark.slow

STORY = "consuls"


class Desk:
    """A world whose clock is moved by hand."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.later = timedelta()
        self.app = App(load_settings(world.config), clock=self._now)
        self.app.open()

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def turn(self, **later: float) -> None:
        """One full turn, so much later."""
        self.later += timedelta(**later)
        run_once(self.app, lambda _: None, sleep=lambda _: None)

    def edit(self, **given: str) -> None:
        self.world.sandbox.site.edit(STORY, **given)

    @property
    def article(self) -> ArticleRow:
        row = self.app.store.articles.by_url(f"{self.world.sandbox.url}/site/ru/news/{STORY}")
        assert row is not None
        return row

    def actions(self) -> list[str]:
        return [entry.action for entry in self.app.journal(f"article {self.article.id}")]

    def states(self) -> set[State]:
        return {row.state for row in self.app.store.deliveries.find(article_id=self.article.id)}


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    made = Desk(world)
    yield made
    made.app.close()


def test_an_edited_article_is_a_revision_told_in_words_and_no_new_article(desk: Desk) -> None:
    desk.turn()
    stood = {network: desk.world.counts(network) for network in NETWORKS}
    known = len(desk.app.articles(100))
    desk.edit(old="14 странах", new="15 странах")
    desk.edit(old="Б. Джусупов", new="Б. Асанов")
    desk.turn(minutes=20)
    row, revisions = desk.app.revisions(str(desk.article.id))
    assert [revision.number for revision in revisions] == [1, 2]
    told = [said(change).partition(" (")[0] for change in revisions[1].changes]
    assert "number changed: 14 → 15" in told
    assert "name changed: Б. Джусупов → Б. Асанов" in told
    assert revisions[1].weight is Weight.PERSON
    assert desk.actions() == ["revised"]
    assert row.article is not None
    assert "Б. Асанов" in row.article.text
    assert len(desk.app.articles(100)) == known
    assert {network: desk.world.counts(network) for network in NETWORKS} == stood


def test_an_edit_seen_in_the_feed_is_read_at_once(desk: Desk) -> None:
    desk.turn()
    title = desk.article.title
    desk.edit(old=title, new=title.replace("1 декабря", "3 декабря"))
    desk.turn(seconds=30)
    (first, second) = desk.app.revisions(str(desk.article.id))[1]
    assert first.changes == ()
    assert {Kind.TITLE, Kind.DATE} <= {change.kind for change in second.changes}


def test_counters_adverts_and_related_blocks_are_no_revision(desk: Desk) -> None:
    desk.turn()
    for minutes in (20, 60, 180):
        desk.turn(minutes=minutes)
    rows = desk.app.articles(100)
    assert set(desk.app.revision_counts(row.id for row in rows).values()) == {0}
    read_again = [row for row in rows if row.article is not None]
    assert read_again
    assert all(row.read_at is not None and row.read_at > row.first_seen_at for row in read_again)


@pytest.mark.parametrize(
    ("way", "sight"),
    [
        ("404", Sight.GONE),
        ("410", Sight.GONE),
        ("home", Sight.LED_AWAY),
        ("section", Sight.LED_AWAY),
        ("noindex", Sight.HIDDEN),
        ("canonical", Sight.REPLACED),
        ("soft404", Sight.MISSING),
    ],
)
def test_an_article_taken_back_is_withdrawn_after_a_second_look_and_comes_back(
    desk: Desk, way: str, sight: Sight
) -> None:
    desk.turn()
    desk.edit(away=way)
    desk.turn(minutes=20)
    assert desk.article.withdrawal is None
    assert desk.article.suspicion is not None
    assert desk.app.corrections.proposals() == []
    desk.turn(minutes=5)
    assert desk.article.withdrawal is None
    desk.turn(minutes=6)
    withdrawal = desk.article.withdrawal
    assert withdrawal is not None
    assert withdrawal.reason is sight
    assert {proposal.article_id for proposal in desk.app.today().proposals} == {desk.article.id}
    assert len(desk.app.corrections.proposals()) == len(NETWORKS)
    assert desk.states() == {State.PUBLISHED}
    assert desk.article.article is not None
    assert "Б. Джусупов" in desk.article.article.text
    desk.edit(away="")
    desk.turn(minutes=20)
    assert desk.article.withdrawal is None
    assert desk.app.corrections.proposals() == []
    assert desk.actions() == ["withdrawn", "back"]
    assert desk.world.once_each()


@pytest.mark.parametrize("way", ["500", "403", "wall"])
def test_a_site_in_trouble_withdraws_nothing_and_damages_nothing(desk: Desk, way: str) -> None:
    desk.turn()
    before = desk.article.article
    desk.edit(away=way)
    for minutes in (20, 15, 60, 200, 600):
        desk.turn(minutes=minutes)
    row = desk.article
    assert (row.withdrawal, row.suspicion, row.article) == (None, None, before)
    assert row.read_error is not None
    assert desk.actions() == []
    desk.edit(away="")
    desk.turn(hours=24)
    assert desk.article.read_error is None


def test_what_is_not_sent_of_a_withdrawn_article_is_held_and_may_be_released(desk: Desk) -> None:
    desk.world.sandbox.faults.add("vk", "rate_limit", "publish", times=None)
    desk.turn()
    assert desk.states() == {State.PUBLISHED, State.SCHEDULED}
    desk.edit(away="404")
    desk.turn(minutes=20)
    desk.turn(minutes=11)
    (held,) = [row for row in desk.app.posts(State.HELD, "vk", None) if row.article_id == desk.article.id]
    assert held.reason.startswith("withdrawn on the site")
    decided = [row for row in desk.app.store.articles.decisions_of(desk.article.id, "vk") if row.verdict == "hold"]
    assert decided[-1].rules[0]["name"] == "withdrawn"
    assert {proposal.account for proposal in desk.app.corrections.proposals()} == {"fb", "li", "x", "ok"}
    desk.edit(away="")
    desk.world.sandbox.faults.clear()
    desk.turn(minutes=20)
    back = desk.app.delivery(held.id)
    assert back.state is State.HELD
    assert "release it?" in back.reason
    desk.app.act(held.id, State.SCHEDULED, "test", "it is back")
    desk.turn(minutes=20)
    assert desk.app.delivery(held.id).state is State.PUBLISHED


def test_a_withdrawn_article_is_held_when_it_is_planned(desk: Desk) -> None:
    while desk.app.intake.visit_next():
        pass
    while desk.app.intake.read_next():
        pass
    desk.edit(away="410")
    for minutes in (20, 11):
        desk.later += timedelta(minutes=minutes)
        while desk.app.intake.read_next():
            pass
    desk.turn()
    assert desk.states() == {State.HELD}
    _, decisions, _ = desk.app.why(str(desk.article.id), "fb")
    assert decisions[-1].reason == "withdrawn on the site: the site says it is not there (410)"


def test_the_levers_of_the_sample_site_say_what_they_do_not_know(desk: Desk) -> None:
    def control(body: bytes) -> int:
        request = urllib.request.Request(f"{desk.world.sandbox.url}/_control/site", body, method="POST")
        try:
            with urllib.request.urlopen(request) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    assert control(b'{"story": "consuls", "away": "404"}') == 200
    assert control(b'{"story": "consuls", "away": "sideways"}') == 400
    assert control(b'{"story": "nothing", "away": "404"}') == 400


def test_revisions_of_what_is_not_known_is_a_persons_mistake(desk: Desk) -> None:
    with pytest.raises(UserError, match="no such article"):
        desk.app.revisions("999")
