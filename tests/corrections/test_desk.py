"""Posts follow their articles: on a store, with a network that does as told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.corrections.carry import Carrier
from bot.corrections.desk import Corrections
from bot.corrections.unsent import Refresher
from bot.delivery.plan import ByHand, Planner
from bot.delivery.timing import Timing
from bot.errors import Forbidden, OutcomeUnknown, RateLimited, Unavailable, UserError
from bot.model.account import Account
from bot.model.amendment import Stage
from bot.model.article import Article
from bot.model.delivery import Outcome, Receipt, RemotePost, State
from bot.model.limits import Limits
from bot.model.policy import OnCorrection
from bot.model.post import Form, Origin, Post
from bot.model.records import Admission, DeliveryRow, ProposalKind
from bot.model.revision import compare
from bot.model.sighting import Sight, Withdrawal
from bot.networks.facebook.limits import LIMITS
from bot.render.errors import RenderingError
from bot.store.deliveries import Closing
from bot.store.freezes import Scope
from bot.store.store import Store
from tests.conftest import FakeClock

URL = "https://e.org/1"
LEAD = "Пострадали пять человек."
TIMING = Timing()


class Plain:
    """Renders title and lead; refuses an article without a lead."""

    def render(self, article: Article, account: Account, limits: Limits, *, mark: str = "") -> Post:
        if not article.lead:
            raise RenderingError("no words")
        text = f"{article.title}\n\n{article.lead}"
        return Post(account.name, account.network, text, URL, URL, Form.LINK, "ru", len(text), limits.text, mark=mark)


class Wall:
    """A network that can change, delete and show posts; fails as often as told."""

    limits = LIMITS

    def __init__(self) -> None:
        self.posts: dict[str, str] = {}
        #: Raised by the next calls, first one first; (error, it is carried out all the same).
        self.faults: list[tuple[Exception, bool]] = []
        self.edits = 0

    def fetch(self, external_id: str) -> RemotePost | None:
        text = self.posts.get(external_id)
        return None if text is None else RemotePost(external_id, f"https://n/{external_id}", NOW, text)

    def edit(self, external_id: str, post: Post) -> None:
        self.edits += 1
        self._do(lambda: self.posts.__setitem__(external_id, post.text))

    def delete(self, external_id: str) -> None:
        self._do(lambda: self.posts.pop(external_id, None))

    def _do(self, work: object) -> None:
        error, carried_out = self.faults.pop(0) if self.faults else (None, True)
        if carried_out:
            work()  # type: ignore[operator]
        if error is not None:
            raise error


class Stiff(Wall):
    """One that cannot change posts."""

    edit = None  # type: ignore[assignment]


NOW = FakeClock().moment


class World:
    """An article, an account, its wall."""

    def __init__(self, store: Store, clock: FakeClock, wall: Wall | None = None, **account: object) -> None:
        self.store, self.clock, self.wall = store, clock, wall or Wall()
        account.setdefault("on_correction", OnCorrection.EDIT)
        self.accounts = {"fb": Account("fb", "facebook", "1", **account)}  # type: ignore[arg-type]
        self.limits = {"fb": LIMITS}
        store.lanes.register(list(self.accounts.values()))
        self.planner = Planner(store, Plain(), self.accounts, self.limits, {}, clock)
        self.dead: set[str] = set()
        self.desk = self.made("me")
        row = store.articles.add(URL, Admission.NEW, clock())
        self.article_id = row.id
        self.article = Article(URL, URL, "Взрыв в городе", LEAD, LEAD, "ru")
        store.articles.record_reading(row.id, self.article, clock())
        self.planner.plan_waiting()

    def made(self, owner: str) -> Corrections:
        networks = {"fb": self.wall}
        refresher = Refresher(self.store, Plain(), self.accounts, self.limits, self.clock)
        carrier = Carrier(
            self.store, networks, self.clock, TIMING, owner=owner, is_dead=self.dead.__contains__, jitter=lambda: 0.5  # type: ignore[arg-type]
        )  # fmt: skip
        return Corrections(self.store, self.accounts, self.limits, networks, refresher, carrier, self.clock)  # type: ignore[arg-type]

    @property
    def row(self) -> DeliveryRow:
        (row,) = self.store.deliveries.find(article_id=self.article_id)
        return row

    def revise(self, lead: str | None = None, **given: object) -> None:
        """The site shows another article from now on."""
        values = given if lead is None else {"lead": lead, "text": lead, **given}
        fresh = replace(self.article, **values)  # type: ignore[arg-type]
        self.store.articles.record_reading(
            self.article_id, fresh, self.clock(), changes=compare(self.article, fresh)
        )  # fmt: skip
        self.article = fresh

    def send(self, outcome: Outcome = Outcome.PUBLISHED) -> None:
        """The delivery goes out, or ends otherwise."""
        now = self.clock()
        held = self.store.lanes.claim("fb", "me", now, now + timedelta(minutes=10), lambda _: False)
        assert held is not None
        row = self.row
        attempt = self.store.deliveries.begin(held, row, now, now + timedelta(minutes=10), timedelta(minutes=5))
        assert isinstance(attempt, int), attempt
        if outcome is Outcome.PUBLISHED:
            self.wall.posts["e1"] = row.post.text
            closing = Closing(outcome, State.PUBLISHED, "out", Receipt("e1", "https://n/e1", now))
            self.store.deliveries.close(held, row.id, attempt, closing, now)
        elif outcome is Outcome.UNKNOWN:
            self.store.deliveries.close(held, row.id, attempt, Closing(outcome, State.UNCONFIRMED, "cut"), now)
        self.store.lanes.give_back(held)

    def actions(self) -> list[str]:
        return [entry.action for entry in self.store.journal.of(f"delivery {self.row.id}")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def world(store: Store, clock: FakeClock) -> World:
    return World(store, clock)


MENDED = "Пострадали пять человек в городе."
COUNTED = "Пострадали семь человек."


# --- what is not sent yet ---------------------------------------------------------------------


def test_an_unsent_post_is_rendered_anew_and_only_then_leaves(world: World) -> None:
    world.revise(COUNTED)
    with pytest.raises(AssertionError, match="outdated=True"):
        world.send()
    world.store.lanes.give_back(world.store.lanes.claim("fb", "x", NOW + timedelta(hours=1), NOW, lambda _: True))  # type: ignore[arg-type]
    assert world.desk.tick() == 1
    assert world.row.post.text.endswith(COUNTED)
    assert world.row.post.mark == world.row.mark
    world.send()
    assert world.wall.posts["e1"].endswith(COUNTED)
    assert "post changed" in world.actions()
    assert world.desk.tick() == 0


@pytest.mark.parametrize("state", [State.HELD, State.DRAFT])
def test_what_waits_for_a_person_follows_too(store: Store, clock: FakeClock, state: State) -> None:
    world = World(store, clock, approval=state is State.DRAFT)
    if state is State.HELD:
        store.deliveries.act(world.row.id, State.SCHEDULED, State.HELD, actor="t", reason="wait", now=clock())
    world.revise(COUNTED)
    world.desk.tick()
    assert (world.row.state, world.row.post.text.endswith(COUNTED)) == (state, True)


def test_what_was_approved_with_other_words_is_approved_again(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, approval=True)
    store.deliveries.act(world.row.id, State.DRAFT, State.SCHEDULED, actor="t", reason="ok", now=clock())
    world.revise(COUNTED)
    world.desk.tick()
    assert world.row.state is State.HELD
    assert "since it was approved" in world.row.reason
    assert world.row.post.text.endswith(COUNTED)


def test_what_has_no_faithful_post_any_more_is_held(world: World) -> None:
    world.revise(lead="", text="Текст.")
    world.desk.tick()
    assert world.row.state is State.HELD
    assert "no words" in world.row.reason


@pytest.mark.parametrize(("lead", "state"), [(MENDED, State.SCHEDULED), (COUNTED, State.HELD)])
def test_words_by_hand_stay_and_are_held_where_the_facts_changed(
    store: Store, clock: FakeClock, lead: str, state: State
) -> None:
    world = World(store, clock)
    assert world.desk.edit(world.row.id, "Слова редактора.", "anna", "better").done
    assert world.row.post.origin is Origin.HAND
    world.revise(lead)
    world.desk.tick()
    assert (world.row.post.text, world.row.state) == ("Слова редактора.", state)


def test_a_date_moved_into_the_future_holds_the_post_back_and_a_lifted_embargo_lets_it_go(world: World) -> None:
    later = world.clock() + timedelta(hours=5)
    world.revise(published=later)
    assert world.row.due_at == later
    world.revise(MENDED, published=later + timedelta(hours=1))
    world.desk.tick()
    assert (world.row.due_at, world.row.post.text.endswith(MENDED)) == (later + timedelta(hours=1), True)
    world.revise(published=world.clock() - timedelta(hours=1))
    assert world.row.due_at == world.clock()
    assert world.actions().count("moved") == 3


def test_the_hour_that_staff_asked_for_is_kept(world: World) -> None:
    asked = world.clock() + timedelta(hours=9)
    world.store.deliveries.postpone(world.row.id, asked, "at nine")
    world.revise(published=world.clock() + timedelta(hours=5))
    assert world.row.due_at == asked
    world.revise(published=world.clock() - timedelta(hours=5))
    assert world.row.due_at == asked


def test_what_may_be_out_keeps_its_words_until_that_is_settled(world: World) -> None:
    world.send(Outcome.UNKNOWN)
    world.revise(COUNTED)
    world.desk.tick()
    assert world.row.post.text.endswith(LEAD)
    absent = Closing(Outcome.NOT_SENT, State.SCHEDULED, "surely absent", again_at=world.clock())
    world.store.deliveries.settle(world.row.id, absent, world.clock())
    assert world.desk.tick() == 0
    world.clock.advance(minutes=1)
    world.desk.tick()
    assert world.row.post.text.endswith(COUNTED)


# --- what is out --------------------------------------------------------------------------------


def test_a_harmless_correction_is_carried_out_and_the_store_knows_the_new_words(world: World) -> None:
    world.send()
    world.revise(MENDED)
    world.desk.tick()
    assert world.wall.posts["e1"].endswith(MENDED)
    assert world.row.post.text.endswith(MENDED)
    assert world.row.state is State.PUBLISHED
    assert world.actions()[-2:] == ["edit: waiting", "edit: done"]
    assert world.desk.tick() == 0
    assert world.wall.edits == 1


def test_a_changed_number_is_asked_about_and_done_when_a_person_says_so(world: World) -> None:
    world.send()
    world.revise(COUNTED)
    world.desk.tick()
    assert world.wall.edits == 0
    (proposal,) = world.desk.proposals()
    assert (proposal.kind, proposal.revision) == (ProposalKind.EDIT, 2)
    assert "пять → семь" in proposal.reason
    changed = world.desk.accept(proposal.id, "anna", "yes")
    assert (changed.done, changed.delivery.post.text.endswith(COUNTED)) == (True, True)
    assert world.wall.posts["e1"].endswith(COUNTED)
    assert world.desk.proposals() == []
    entries = [(entry.actor, entry.action) for entry in world.store.journal.of(f"delivery {world.row.id}")]
    assert entries[-2:] == [("anna", "edit: waiting"), ("anna", "edit: done")]


def test_a_newer_revision_takes_the_place_of_what_was_proposed(world: World) -> None:
    world.send()
    world.revise(COUNTED)
    world.desk.tick()
    (older,) = world.desk.proposals()
    world.revise("Пострадали восемь человек.")
    world.desk.tick()
    (newer,) = world.desk.proposals()
    assert newer.post is not None
    assert newer.post.text.endswith("восемь человек.")
    with pytest.raises(UserError, match="not open"):
        world.desk.accept(older.id, "anna", "")
    # The article says again what stands on the wall: nothing is left to ask.
    world.revise(LEAD)
    world.desk.tick()
    assert world.desk.proposals() == []
    assert world.wall.edits == 0


def test_a_proposal_that_is_dismissed_leaves_the_post(world: World) -> None:
    world.send()
    world.revise(COUNTED)
    world.desk.tick()
    (proposal,) = world.desk.proposals()
    world.desk.dismiss(proposal.id, "anna", "not worth it")
    assert world.desk.proposals() == []
    world.clock.advance(days=1)
    assert world.desk.tick() == 0
    assert world.wall.posts["e1"].endswith(LEAD)
    with pytest.raises(UserError, match="not open"):
        world.desk.dismiss(proposal.id, "anna", "")


@pytest.mark.parametrize(("policy", "asked"), [(OnCorrection.ALERT, 1), (OnCorrection.NOTHING, 0)])
def test_the_accounts_policy_holds(store: Store, clock: FakeClock, policy: OnCorrection, asked: int) -> None:
    world = World(store, clock, on_correction=policy)
    world.send()
    world.revise(MENDED)
    world.desk.tick()
    assert (len(world.desk.proposals()), world.wall.edits) == (asked, 0)
    assert (world.actions()[-1] == "correction") is not bool(asked)


def test_a_network_that_cannot_is_a_persons_matter(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, Stiff())
    world.send()
    world.revise(MENDED)
    world.desk.tick()
    (proposal,) = world.desk.proposals()
    assert proposal.kind is ProposalKind.BY_HAND
    with pytest.raises(UserError, match="pressbot retract"):
        world.desk.accept(proposal.id, "anna", "")
    with pytest.raises(UserError, match="cannot change posts"):
        world.desk.edit(world.row.id, "Другое", "anna", "")
    world.desk.retract(world.row.id, "anna", "wrong")
    assert world.desk.proposals() == []


def test_what_somebody_changed_on_the_network_is_not_overwritten_by_itself(world: World) -> None:
    world.send()
    world.wall.posts["e1"] = "Слова, которые поправили прямо на стене."
    world.revise(MENDED)
    world.desk.tick()
    assert world.wall.edits == 0
    (proposal,) = world.desk.proposals()
    assert proposal.kind is ProposalKind.BY_HAND
    assert "somebody changed" in proposal.reason


# --- exactly once -------------------------------------------------------------------------------


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_cut_call_is_read_back_not_guessed(world: World, carried_out: bool) -> None:
    world.send()
    world.wall.faults.append((OutcomeUnknown("cut"), carried_out))
    changed = world.desk.edit(world.row.id, "Новые слова.", "anna", "")
    assert (changed.done, changed.stage) == (False, Stage.UNKNOWN)
    assert world.row.post.text.endswith(LEAD)
    for _ in range(4):
        world.clock.advance(minutes=5)
        world.desk.tick()
    assert world.wall.posts["e1"] == world.row.post.text == "Новые слова."
    assert world.wall.edits == (1 if carried_out else 2)
    assert [row.stage for row in world.desk.amendments(world.row.id)] == [Stage.DONE]


def test_what_a_process_left_under_way_is_read_back_by_the_next(world: World) -> None:
    world.send()

    def dies(_id: str, post: Post) -> None:
        world.wall.posts["e1"] = post.text
        raise KeyboardInterrupt

    usual, world.wall.edit = world.wall.edit, dies  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        world.desk.edit(world.row.id, "Новые слова.", "anna", "")
    world.wall.edit = usual  # type: ignore[method-assign]
    other = world.made("other")
    assert other.tick() == 0
    with pytest.raises(UserError, match="under way"):
        other.edit(world.row.id, "Ещё другие.", "boris", "")
    world.dead.add("me")
    other.tick()
    assert world.row.post.text == "Новые слова."
    assert world.wall.edits == 0


def test_two_do_not_carry_out_the_same(world: World) -> None:
    world.send()
    world.wall.faults.append((RateLimited("slow", retry_after=timedelta(minutes=3)), False))
    changed = world.desk.edit(world.row.id, "Новые слова.", "anna", "")
    assert changed.stage is Stage.WAITING
    assert "tried again by the daemon" in changed.told
    world.clock.advance(minutes=3)
    desks = [world.made("one"), world.made("two")]
    assert [desk.tick() for desk in desks] == [1, 0]
    assert world.wall.posts["e1"] == "Новые слова."


def test_a_change_that_waits_gives_way_to_a_newer_one(world: World) -> None:
    world.send()
    world.wall.faults.append((Unavailable("down"), False))
    world.desk.edit(world.row.id, "Первые слова.", "anna", "")
    assert world.desk.edit(world.row.id, "Вторые слова.", "anna", "").done
    world.clock.advance(hours=1)
    world.desk.tick()
    assert world.wall.posts["e1"] == "Вторые слова."
    assert [row.stage for row in world.desk.amendments(world.row.id)] == [Stage.DROPPED, Stage.DONE]


def test_what_fails_for_good_is_told_and_brought_before_a_person(world: World) -> None:
    world.send()
    world.wall.faults.append((Forbidden("the time for edits is over"), False))
    changed = world.desk.edit(world.row.id, "Новые слова.", "anna", "")
    assert (changed.done, changed.told) == (False, "the time for edits is over")
    world.revise(MENDED)
    world.wall.faults.append((Forbidden("the time for edits is over"), False))
    world.desk.tick()
    (proposal,) = world.desk.proposals()
    assert "the time for edits is over" in proposal.reason


# --- taking down, freezes ---------------------------------------------------------------------


def test_a_withdrawn_article_proposes_and_a_person_takes_the_post_down(world: World) -> None:
    world.send()
    withdrawal = Withdrawal(world.clock(), Sight.GONE, "404")
    world.store.revisions.withdraw(world.article_id, withdrawal, None)
    (proposal,) = world.desk.proposals()
    assert proposal.kind is ProposalKind.RETRACT
    changed = world.desk.accept(proposal.id, "anna", "")
    assert (changed.done, changed.delivery.state, world.wall.posts) == (True, State.RETRACTED, {})
    assert world.desk.proposals() == []
    with pytest.raises(UserError, match="nothing to take down"):
        world.desk.retract(world.row.id, "anna", "")


def test_a_deletion_in_doubt_is_settled_by_reading_back(world: World) -> None:
    world.send()
    world.wall.faults.append((OutcomeUnknown("cut"), True))
    assert world.desk.retract(world.row.id, "anna", "wrong").stage is Stage.UNKNOWN
    assert world.row.state is State.PUBLISHED
    world.clock.advance(minutes=5)
    world.desk.tick()
    assert world.row.state is State.RETRACTED
    (last,) = [e for e in world.store.journal.of(f"delivery {world.row.id}") if e.action == "published → retracted"]
    assert last.actor == "anna"


def test_nothing_is_edited_while_frozen_but_a_post_may_be_taken_down(world: World) -> None:
    world.send()
    number = world.store.freezes.set(Scope.ALL, "", reason="mourning", actor="t", now=world.clock(), until=None)
    world.revise(MENDED)
    world.desk.tick()
    changed = world.desk.edit(world.row.id, "Новые слова.", "anna", "")
    assert (changed.done, world.wall.edits) == (False, 0)
    assert "mourning" in changed.told
    world.store.freezes.lift(number, actor="t", now=world.clock())
    world.clock.advance(minutes=2)
    world.desk.tick()
    assert world.wall.posts["e1"] == "Новые слова."
    world.store.freezes.set(Scope.ALL, "", reason="mourning", actor="t", now=world.clock(), until=None)
    assert world.desk.retract(world.row.id, "anna", "").done


@pytest.mark.parametrize(("text", "word"), [("   ", "empty"), ("а" * 70_000, "takes")])
def test_a_text_that_cannot_be_sent_is_refused_at_once(world: World, text: str, word: str) -> None:
    with pytest.raises(UserError, match=word):
        world.desk.edit(world.row.id, text, "anna", "")


def test_the_text_that_the_article_gives_now_may_be_asked_for(world: World) -> None:
    world.desk.edit(world.row.id, "Слова редактора.", "anna", "")
    world.desk.edit(world.row.id, None, "anna", "")
    assert world.row.post.text.endswith(LEAD)
    assert world.row.post.origin is Origin.ARTICLE


def test_one_post_that_breaks_us_stops_no_other(
    world: World, store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.planner.post_by_hand(
        store.articles.unplanned()[0] if store.articles.unplanned() else _article(world), ByHand(), "t"
    )
    first, second = sorted(row.id for row in store.deliveries.find(article_id=world.article_id))
    world.revise(COUNTED)
    refresh = Refresher.refresh

    def breaks(self: Refresher, row: DeliveryRow, *given: object) -> bool:
        if row.id == first:
            raise ZeroDivisionError
        return refresh(self, row, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Refresher, "refresh", breaks)
    world.desk.tick()
    texts = {row.id: row.post.text for row in store.deliveries.find(article_id=world.article_id)}
    assert texts[second].endswith(COUNTED)
    assert texts[first].endswith(LEAD)


def _article(world: World) -> object:
    row = world.store.articles.get(world.article_id)
    assert row is not None
    return row
