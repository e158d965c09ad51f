"""Figures of many posts in few calls and for little money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.errors import RemoteError, Unavailable
from bot.model.engagement import Absence, Metric
from bot.sandbox import accounts
from tests.networks.x.desk import Desk, bare

GONE = "1859000000000000000"
OWN = {Metric.IMPRESSIONS, Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES}


def by_hand(desk: Desk, number: int, apart: timedelta = timedelta(minutes=10)) -> list[str]:
    """Ids of so many posts, oldest first; the clock stands after the last."""
    made = []
    for n in range(number):
        made.append(str(desk.sandbox.networks["x"].by_hand(f"Запись {n}", None)))  # type: ignore[attr-defined]
        desk.clock.forward(seconds=apart.total_seconds())
    return made


@pytest.mark.parametrize("by_token", [False, True])
def test_a_thousand_posts_young_and_old_cost_ten_calls(desk: Desk, by_token: bool) -> None:
    # A post every hour and a half: some 480 are younger than 30 days.
    ids = by_hand(desk, 1000, timedelta(minutes=90))
    gone = ids[::50]
    for identity in gone:
        desk.wire.control("posts", network="x", id=identity, delete=True)
    network = desk.by_token() if by_token else desk.x()
    snapshots = {snapshot.external_id: snapshot for snapshot in network.read_engagement(ids[::-1])}
    assert desk.routes() == ["GET /2/tweets"] * 10
    assert set(snapshots) == set(ids)
    assert {identity for identity, snapshot in snapshots.items() if snapshot.gone} == set(gone)
    edge = desk.clock() - timedelta(days=30)
    there = [identity for identity in ids if identity not in set(gone)]
    for place, identity in enumerate(ids):
        if identity in set(gone):
            continue
        made_at = desk.clock() - timedelta(minutes=90) * (1000 - place)
        clicks = Metric.CLICKS in snapshots[identity].figures
        assert clicks is (made_at >= edge), (place, made_at)
        assert set(snapshots[identity].figures) >= OWN
        if not clicks:
            assert snapshots[identity].absent[Metric.CLICKS] is Absence.TOO_OLD
    assert sum((price.amount for price in network.charges()), Decimal()) == Decimal("0.005") * len(there)
    assert desk.wire.broken() == []


def test_private_figures_are_asked_for_only_where_there_are_some(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = by_hand(desk, 250, timedelta(days=1))
    asked: list[str] = []
    stand = desk.sandbox.networks["x"]
    answer = type(stand).__call__
    monkeypatch.setattr(
        type(stand), "__call__", lambda self, request: (asked.append(request.raw_query), answer(self, request))[1]
    )
    desk.x().read_engagement(ids)
    assert ["non_public_metrics" in query for query in asked] == [True, False, False]


def test_an_app_that_may_not_see_clicks_costs_the_clicks_alone(desk: Desk) -> None:
    (identity,) = by_hand(desk, 1)
    (found,) = desk.x(secrets={"token": accounts.X_BEARER_TOKEN}).read_engagement([identity])
    assert set(found.figures) == OWN
    assert found.absent[Metric.CLICKS] is Absence.NOT_PERMITTED


def test_ids_that_are_none_do_not_spoil_the_others(desk: Desk) -> None:
    (identity,) = by_hand(desk, 1)
    taken = {
        snapshot.external_id: snapshot for snapshot in desk.x().read_engagement([identity, "undefined", GONE, identity])
    }
    assert {name: snapshot.gone for name, snapshot in taken.items()} == {identity: False, "undefined": True, GONE: True}
    assert desk.wire.broken() == []


def test_counters_in_words_beside_the_numbers(desk: Desk) -> None:
    (identity,) = by_hand(desk, 1)
    desk.switch("count_twins", True)
    (found,) = desk.x().read_engagement([identity])
    assert set(found.figures) >= OWN


@pytest.mark.parametrize("fault", ["server_error", "cut_before", "cut_body"])
def test_a_broken_reading_says_nothing_of_any_post(desk: Desk, fault: str) -> None:
    ids = by_hand(desk, 150, timedelta(days=1))
    network = desk.x()
    desk.sandbox.faults.add("x", "slow", "measure", times=1, seconds=0)
    desk.sandbox.faults.add("x", fault, "measure", times=1)
    with pytest.raises(Unavailable):
        network.read_engagement(ids)


# --- from the time line ----------------------------------------------------------------------------------------------


def cost(desk: Desk, network: object) -> Decimal:
    told = sum((price.amount for price in network.charges()), Decimal())  # type: ignore[attr-defined]
    bill = sum(musd for action, _, musd in desk.ledger() if action.endswith("_read") and action != "user_read")
    assert told == Decimal(bill) / 1000
    return told


def test_what_stands_close_together_is_read_from_the_time_line_for_a_fifth(desk: Desk) -> None:
    ids = by_hand(desk, 250)
    network = desk.x(accounts.X_USER)
    snapshots = network.read_engagement(ids)
    assert desk.routes() == ["GET /2/users/:id/tweets"] * 3
    assert {snapshot.external_id for snapshot in snapshots} == set(ids)
    assert all(Metric.CLICKS in snapshot.figures for snapshot in snapshots)
    assert cost(desk, network) == Decimal("0.250")
    assert desk.wire.broken() == []


def test_what_the_time_line_lacks_is_looked_up(desk: Desk) -> None:
    ids = by_hand(desk, 50)
    desk.wire.control("posts", network="x", id=ids[7], delete=True)
    network = desk.x(accounts.X_USER)
    gone = [snapshot.external_id for snapshot in network.read_engagement(ids) if snapshot.gone]
    assert gone == [ids[7]]
    assert desk.routes() == ["GET /2/users/:id/tweets", "GET /2/tweets"]
    assert cost(desk, network) == Decimal("0.049")


def test_a_time_line_full_of_other_posts_is_left_after_one_page(desk: Desk) -> None:
    ids = by_hand(desk, 400)[::4]
    asked = ids[:90]
    network = desk.x(accounts.X_USER)
    assert {snapshot.external_id for snapshot in network.read_engagement(asked)} == set(asked)
    # One call more than by ids alone, and what it showed is not paid for again.
    assert desk.routes() == ["GET /2/users/:id/tweets", "GET /2/tweets"]


def test_a_lagging_time_line_makes_nothing_gone(desk: Desk) -> None:
    ids = by_hand(desk, 30)
    desk.switch("timeline_lag_s", 3600)
    snapshots = desk.x(accounts.X_USER).read_engagement(ids)
    assert {snapshot.external_id for snapshot in snapshots} == set(ids)
    assert not any(snapshot.gone for snapshot in snapshots)


@pytest.mark.parametrize("number", [5, 19, 95, 100, 1000])
def test_no_call_is_risked_where_the_ids_fill_theirs_or_are_few(desk: Desk, number: int) -> None:
    ids = by_hand(desk, number)
    desk.x(accounts.X_USER).read_engagement(ids)
    assert desk.routes() == ["GET /2/tweets"] * -(-number // 100)


def test_what_was_paid_for_today_is_looked_up_again_for_nothing(desk: Desk) -> None:
    ids = by_hand(desk, 50, timedelta(seconds=10))
    network = desk.x(accounts.X_USER)
    network.read_engagement(ids)
    desk.sandbox.calls.clear()
    network.read_engagement(ids)
    assert desk.routes() == ["GET /2/tweets"]
    assert cost(desk, network) == Decimal("0.050")


def test_where_our_own_reads_are_dear_the_time_line_is_left_alone(desk: Desk) -> None:
    ids = by_hand(desk, 50)
    desk.x(accounts.X_USER, cost_per_owned_read=0.005).read_engagement(ids)
    assert desk.routes() == ["GET /2/tweets"]


def test_a_time_line_that_is_down_is_told(desk: Desk) -> None:
    ids = by_hand(desk, 50)
    desk.fail("503", "read", times=None)
    with pytest.raises(RemoteError):
        desk.x(accounts.X_USER).read_engagement(ids)


def test_replies_of_a_thread_do_not_stand_in_the_way(desk: Desk) -> None:
    network = desk.x(accounts.X_USER)
    ids = []
    for number in range(25):
        made = bare(f"Голова {number}", thread=(f"Часть {number}", f"Конец {number}"))
        ids.append(network.publish(made, []).external_id)
        desk.clock.forward(seconds=3600)
    network.quotas()
    network.charges()
    desk.sandbox.calls.clear()
    assert {snapshot.external_id for snapshot in network.read_engagement(ids)} == set(ids)
    assert desk.routes() == ["GET /2/users/:id/tweets"]
    assert [price.amount for price in network.charges()] == [Decimal("0.025")]
