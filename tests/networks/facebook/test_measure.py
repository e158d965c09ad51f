"""Figures of many posts in few requests, and reasons for those that are missing."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from bot.errors import Forbidden, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.engagement import Absence, Metric, Snapshot
from bot.networks.facebook.figures import STAND_INS
from bot.sandbox.facebook import insights
from bot.sandbox.wire import Request
from bot.sandbox.world import fields
from tests.networks.facebook.desk import PAGE, TOKEN, Desk, post

GONE = f"{PAGE}_1"
TOLD = {
    Metric.IMPRESSIONS, Metric.REACH, Metric.CLICKS, Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES,
}  # fmt: skip


def by_hand(desk: Desk, number: int) -> list[str]:
    """Ids of so many posts, oldest first, a day old."""
    stand = desk.sandbox.networks["facebook"]
    made = [str(stand.by_hand(f"Запись {n}", None)) for n in range(number)]  # type: ignore[attr-defined]
    desk.clock.forward(days=1)
    return made


def subcalls(requests: list[Request]) -> list[list[str]]:
    """Of each batch the addresses inside."""
    return [[call["relative_url"] for call in json.loads(fields(request)["batch"])] for request in requests]


def figures(snapshot: Snapshot) -> set[Metric]:
    assert not set(snapshot.figures) & set(snapshot.absent)
    assert snapshot.gone or set(snapshot.figures) | set(snapshot.absent) == set(Metric)
    return set(snapshot.figures)


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Metrics that the stand-in no longer tells: what is added here dies."""
    metrics: list[str] = []

    class Living(dict[str, int]):
        def __contains__(self, name: object) -> bool:
            return name not in metrics and super().__contains__(name)

    monkeypatch.setattr(insights, "POST", Living(insights.POST))
    return metrics


def test_a_thousand_posts_cost_twenty_requests_and_tell_of_the_gone(desk: Desk) -> None:
    ids = by_hand(desk, 1000)
    gone = ids[::50]
    for identity in gone:
        desk.sandbox.world.delete("facebook", identity)
    snapshots = {snapshot.external_id: snapshot for snapshot in desk.page().read_engagement(ids[::-1])}
    assert len(desk.calls()) == 20
    assert set(snapshots) == set(ids)
    assert {identity for identity, snapshot in snapshots.items() if snapshot.gone} == set(gone)
    assert all(figures(snapshot) >= TOLD for snapshot in snapshots.values() if not snapshot.gone)
    assert desk.sandbox.violations == []


def test_figures_are_those_of_the_page(desk: Desk) -> None:
    (identity,) = by_hand(desk, 1)
    (found,) = desk.page().read_engagement([identity])
    world = desk.sandbox.world
    assert found.figures == {
        Metric.IMPRESSIONS: world.figure("facebook", identity, "post_media_view", 900),
        Metric.REACH: world.figure("facebook", identity, "post_total_media_view_unique", 600),
        Metric.CLICKS: world.figure("facebook", identity, "post_clicks", 60),
        Metric.SHARES: world.figure("facebook", identity, "shares", 12),
        Metric.REACTIONS: world.figure("facebook", identity, "reactions", 45),
        Metric.COMMENTS: world.figure("facebook", identity, "comments", 8),
    }
    assert found.absent == {Metric.VIDEO_VIEWS: Absence.NOT_OFFERED}
    assert found.taken_at == desk.clock()


def test_a_batch_names_its_token_in_the_body_and_asks_for_no_headers(desk: Desk) -> None:
    ids, seen = by_hand(desk, 60), desk.watch()
    desk.page().read_engagement([*ids, ids[0]])
    batches = [request for request in seen if "batch" in fields(request)]
    assert [len(calls) for calls in subcalls(batches)] == [50, 10]
    for request in batches:
        assert (fields(request)["include_headers"], fields(request)["access_token"]) == ("false", TOKEN)
        assert request.raw_query == ""
    assert all(parse_qs(call.partition("?")[2])["fields"] for calls in subcalls(batches) for call in calls)


# --- what the network no longer tells, or not to us -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("post_media_view", Metric.IMPRESSIONS),
        ("post_total_media_view_unique", Metric.REACH),
        ("post_clicks", Metric.CLICKS),
    ],
)
def test_a_retired_metric_is_named_and_costs_nothing_else(
    desk: Desk, dead: list[str], metric: str, name: Metric
) -> None:
    ids, page = by_hand(desk, 120), desk.page()
    dead.append(metric)
    snapshots = page.read_engagement(ids)
    assert [snapshot.external_id for snapshot in snapshots] == ids
    for snapshot in snapshots:
        assert figures(snapshot) == TOLD - {name}
        assert snapshot.absent[name] is Absence.RETIRED
    # Three batches; one that failed, and one question which part it was.
    assert len(desk.calls()) == 5
    page.read_engagement(ids)
    assert len(desk.calls()) == 8


def test_one_post_alone_learns_it_too(desk: Desk, dead: list[str]) -> None:
    (identity,) = by_hand(desk, 1)
    dead.append("post_clicks")
    (found,) = desk.page().read_engagement([identity])
    assert found.absent[Metric.CLICKS] is Absence.RETIRED
    assert figures(found) == TOLD - {Metric.CLICKS}


def test_a_week_later_it_is_asked_for_again(desk: Desk, dead: list[str]) -> None:
    ids, page = by_hand(desk, 3), desk.page()
    dead.append("post_clicks")
    page.read_engagement(ids)
    dead.clear()
    desk.clock.forward(days=6)
    assert Metric.CLICKS not in page.read_engagement(ids)[0].figures
    desk.clock.forward(days=1)
    assert Metric.CLICKS in page.read_engagement(ids)[0].figures
    calls = len(desk.calls())
    page.read_engagement(ids)
    assert len(desk.calls()) == calls + 1


@pytest.mark.parametrize(
    ("without", "told", "absent"),
    [
        (["pages_read_user_content"], TOLD, {}),
        (["read_insights"], {Metric.SHARES, Metric.REACTIONS, Metric.COMMENTS}, {Metric.IMPRESSIONS, Metric.REACH, Metric.CLICKS}),
        (["read_insights", "pages_read_user_content"], {Metric.SHARES}, TOLD - {Metric.SHARES}),
    ],
)  # fmt: skip
def test_what_is_not_permitted_is_said_and_stood_in_for(
    desk: Desk, without: list[str], told: set[Metric], absent: set[Metric]
) -> None:
    ids = by_hand(desk, 2)
    desk.token(without=without)
    for snapshot in desk.page().read_engagement(ids):
        assert figures(snapshot) == told
        assert {m for m, why in snapshot.absent.items() if why is Absence.NOT_PERMITTED} == set(absent)


def test_a_permission_given_later_is_noticed_the_next_day(desk: Desk) -> None:
    ids, page = by_hand(desk, 2), desk.page()
    desk.token(without=["read_insights"])
    page.read_engagement(ids)
    desk.token()
    assert Metric.REACH not in page.read_engagement(ids)[0].figures
    desk.clock.forward(days=1)
    assert Metric.REACH in page.read_engagement(ids)[0].figures


def test_without_the_right_to_read_posts_nothing_is_measured(desk: Desk) -> None:
    ids = by_hand(desk, 2)
    desk.token(without=["pages_read_engagement"])
    with pytest.raises(Forbidden, match="pages_read_engagement"):
        desk.page().read_engagement(ids)


def test_a_page_too_small_for_insights_says_nothing_and_that_is_no_zero(desk: Desk) -> None:
    ids = by_hand(desk, 1)
    desk.switch("followers", 99)
    (found,) = desk.page().read_engagement(ids)
    assert figures(found) == {Metric.SHARES, Metric.REACTIONS, Metric.COMMENTS}
    assert found.absent[Metric.REACH] is Absence.NOT_SAID
    assert STAND_INS.keys() == {"reactions", "comments"}


# --- answers that do not come ---------------------------------------------------------------------------------------


def test_what_timed_out_inside_a_batch_is_asked_once_more(desk: Desk) -> None:
    ids, page = by_hand(desk, 60), desk.page()
    desk.switch("batch_nulls", 7)
    assert {snapshot.external_id for snapshot in page.read_engagement(ids)} == set(ids)
    assert len(desk.calls()) == 3


@pytest.mark.parametrize(
    ("code", "kind"), [("2", Unavailable), ("html/200", Unavailable), ("32", RateLimited), ("190/463", Unauthorized)]
)
def test_a_refused_batch_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    ids = by_hand(desk, 2)
    desk.fault("error", "measure", code=code, times=None)
    with pytest.raises(kind):
        desk.page().read_engagement(ids)


@pytest.mark.parametrize("code", ["2", "32"])
def test_what_was_read_before_a_wall_is_kept(desk: Desk, code: str) -> None:
    ids = by_hand(desk, 70)
    desk.fault("slow", "measure", seconds=0)
    desk.fault("error", "measure", code=code, times=None)
    assert [snapshot.external_id for snapshot in desk.page().read_engagement(ids)] == ids[:50]


def test_the_pages_calls_used_up_within_a_batch(desk: Desk) -> None:
    ids, page = by_hand(desk, 10), desk.page()
    desk.sandbox.world.quotas.set("facebook", f"page:{PAGE}", used=0, limit=4)
    assert len(page.read_engagement(ids)) == 4
    with pytest.raises(RateLimited) as caught:
        page.read_engagement(ids)
    assert caught.value.retry_after is not None
    assert caught.value.retry_after >= timedelta(hours=1)


# --- posts that are not there ---------------------------------------------------------------------------------------


def test_ids_that_are_none_do_not_spoil_the_others(desk: Desk) -> None:
    (identity,) = by_hand(desk, 1)
    found = {snapshot.external_id: snapshot for snapshot in desk.page().read_engagement(["undefined", GONE, identity])}
    assert {name: snapshot.gone for name, snapshot in found.items()} == {"undefined": True, GONE: True, identity: False}


def test_all_gone_counts_only_while_the_page_may_be_read(desk: Desk) -> None:
    ids, page = by_hand(desk, 2), desk.page()
    for identity in ids:
        desk.sandbox.world.delete("facebook", identity)
    assert [snapshot.gone for snapshot in page.read_engagement(ids)] == [True, True]
    # A right that is lost reads the same as a lost post.
    desk.token(without=["pages_read_engagement"])
    with pytest.raises(Forbidden):
        page.read_engagement(ids)


def test_a_post_of_its_own_is_measured_by_its_whole_id(desk: Desk) -> None:
    page = desk.page()
    identity = page.publish(post(link=None), []).external_id
    desk.clock.forward(hours=1)
    (found,) = page.read_engagement([identity])
    assert (found.external_id, found.gone) == (identity, False)
