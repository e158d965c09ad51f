"""Planning: a Decision for every account, deliveries in the same transaction, none twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery import plan as plan_module
from bot.delivery.decide import Question
from bot.delivery.outlook import Outlook
from bot.delivery.plan import ByHand, Planner
from bot.errors import UserError
from bot.model.account import Account
from bot.model.article import Article, Found, SourceKind, SourceMemory, Visit
from bot.model.delivery import Decision, State
from bot.model.limits import Limits
from bot.model.post import Form, Post
from bot.model.records import Admission, ArticleRow
from bot.networks.registry import REGISTRY
from bot.render.errors import RenderingError
from bot.store.store import Store
from tests.conftest import FakeClock

ACCOUNTS = {
    "fb": Account("fb", "facebook", "1"),
    "ky": Account("ky", "vk", "2", languages=frozenset({"ky"})),
    "shy": Account("shy", "ok", "3", approval=True),
}


class Plain:
    """Renders the title alone; refuses what it is told to."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses

    def render(self, article: Article, account: Account, limits: Limits, *, mark: str = "") -> Post:
        if account.name == self.refuses:
            raise RenderingError("no room")
        return Post(
            account.name, account.network, article.title, article.url, article.url, Form.LINK, "ru", 1, 9, mark=mark
        )


def planner(store: Store, clock: FakeClock, refuses: str = "") -> Planner:
    limits = {name: REGISTRY[account.network].limits for name, account in ACCOUNTS.items()}
    for account in ACCOUNTS.values():
        store.lanes.register([account])
    return Planner(store, Plain(refuses), ACCOUNTS, limits, {"news": None}, clock)


def arrive(store: Store, clock: FakeClock, *, published_in: timedelta = timedelta()) -> ArticleRow:
    store.sources.register([("news", "https://e.org/rss")], clock())
    found = Found("https://e.org/1", "guid-1", "Заголовок")
    visit = Visit(SourceKind.FEED, (found,), SourceMemory())
    store.sources.record_visit("news", visit, [Admission.NEW], clock(), clock())
    row = store.articles.claim_unread("me", clock(), clock() + timedelta(minutes=1))
    assert row is not None
    article = Article(found.url, found.url, "Заголовок", "Лид.", "Лид.", "ru", clock() + published_in)
    store.articles.record_reading(row.id, article, clock())
    (waiting,) = store.articles.unplanned()
    return waiting


def test_every_account_gets_a_decision(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock)
    assert planner(store, clock).plan_waiting() == 1
    verdicts = {decision.account: decision.verdict for decision in store.articles.decisions_of(row.id)}
    assert verdicts == {"fb": "post", "ky": "skip", "shy": "draft"}
    states = {delivery.account: delivery.state for delivery in store.deliveries.find()}
    assert states == {"fb": State.SCHEDULED, "shy": State.DRAFT}


def test_planning_again_makes_nothing_new(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock)
    plans = planner(store, clock)
    assert plans.plan_waiting() == 1
    assert plans.plan_waiting() == 0
    assert plans.plan(row) == []
    assert len(store.deliveries.find()) == 2


def test_what_cannot_be_rendered_is_held_with_its_reason(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock)
    planner(store, clock, refuses="fb").plan_waiting()
    (decision,) = store.articles.decisions_of(row.id, "fb")
    assert decision.verdict == "hold"
    assert "no room" in decision.reason


def test_a_fault_of_ours_holds_one_article_not_the_line(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock)
    plans = planner(store, clock)
    plans._renderer = None  # type: ignore[assignment]
    assert plans.plan_waiting() == 1
    assert {decision.verdict for decision in store.articles.decisions_of(row.id)} == {"hold", "skip"}


def test_an_embargo_sets_the_due_time(store: Store, clock: FakeClock) -> None:
    arrive(store, clock, published_in=timedelta(hours=5))
    planner(store, clock).plan_waiting()
    assert {delivery.due_at for delivery in store.deliveries.find()} == {clock() + timedelta(hours=5)}


def test_by_hand_is_a_new_round_and_an_embargo_still_holds(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock, published_in=timedelta(hours=5))
    plans = planner(store, clock)
    plans.plan_waiting()
    (delivery_id,) = plans.post_by_hand(row, ByHand(accounts=["fb"], text="Сами", priority=True), "staff")
    delivery = store.deliveries.get(delivery_id)
    assert delivery is not None
    assert (delivery.round, delivery.post.text, delivery.priority) == (1, "Сами", True)
    assert delivery.due_at == clock() + timedelta(hours=5)


def test_what_staff_send_before_its_turn_still_gets_its_turn(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock)
    plans = planner(store, clock)
    (by_hand,) = plans.post_by_hand(row, ByHand(accounts=["shy"]), "staff")
    assert plans.plan_waiting() == 1
    made = {delivery.account: (delivery.round, delivery.created_by) for delivery in store.deliveries.find()}
    assert made == {"fb": (0, "daemon"), "shy": (0, "staff")}
    assert {decision.account for decision in store.articles.decisions_of(row.id)} == set(ACCOUNTS)
    assert plans.plan_waiting() == 0
    assert store.deliveries.get(by_hand) is not None


def test_by_hand_to_an_unknown_account_names_the_known_ones(store: Store, clock: FakeClock) -> None:
    row = arrive(store, clock)
    with pytest.raises(UserError, match="use one of: fb, ky, shy"):
        planner(store, clock).post_by_hand(row, ByHand(accounts=["facebok"]), "staff")


def test_an_article_that_breaks_us_is_set_aside_and_the_others_go_on(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = arrive(store, clock)
    good = store.articles.add("https://e.org/2", Admission.NEW, clock())
    article = Article(good.canonical_url, good.canonical_url, "Второй", "Лид.", "Лид.", "ru", clock())
    store.articles.record_reading(good.id, article, clock())
    plain = plan_module.decide

    def decide(question: Question) -> Decision:
        return plain(question) if question.row.id == good.id else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(plan_module, "decide", decide)
    at_work = planner(store, clock)
    assert at_work.plan_waiting() == 2
    assert at_work.plan_waiting() == 0
    assert {row.article_id for row in store.deliveries.find()} == {good.id}
    held = Outlook(store, ACCOUNTS, clock, timedelta(hours=1)).set_aside([broken.id, good.id])
    assert {decision.account: decision.reason for decision in held[broken.id]} == dict.fromkeys(
        ACCOUNTS, "it could not be planned: unforeseen ZeroDivisionError"
    )
    assert good.id not in held
