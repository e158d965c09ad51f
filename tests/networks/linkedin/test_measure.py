"""Figures of many posts in few calls, whatever one of them is."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Forbidden, Misused, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.engagement import Absence, Metric
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import WallPost
from tests.networks.linkedin.desk import Desk, jpeg, photos, post

GONE = "urn:li:share:1"
ALL = {Metric.IMPRESSIONS, Metric.REACH, Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES, Metric.CLICKS}
STATISTICS = "GET /rest/organizationalEntityShareStatistics"
POSTS, SOCIAL = "GET /rest/posts", "GET /rest/socialMetadata"


def walled(desk: Desk, number: int, first: int = 1) -> list[str]:
    """Ids of so many posts of both kinds, made now."""
    made = []
    for n in range(first, first + number):
        urn = f"urn:li:{'ugcPost' if n % 3 == 0 else 'share'}:{7140000000000000000 + n}"
        desk.sandbox.world.save(WallPost("linkedin", urn, f"Запись {n}", desk.clock(), extra={"commentary": f"{n}"}))
        made.append(urn)
    return made


def refuses_dead_lists(desk: Desk, dead: set[str]) -> None:
    """From now on LinkedIn refuses a whole list of statistics that holds one of these."""
    standing = desk.sandbox.networks["linkedin"]
    marks = {urn.rpartition(":")[2] for urn in dead}

    class Strict:
        name = "linkedin"

        def operation(self, request: Request) -> str:
            return standing.operation(request)

        def refusal(self, kind: str, code: str = "") -> Response:
            return standing.refusal(kind, code)

        def __call__(self, request: Request) -> Response:
            if "ShareStatistics" in request.path and any(f"%3A{mark}" in request.raw_query for mark in marks):
                body = json.dumps({"message": "Invalid entity", "status": 400}).encode()
                return Response(400, body, {"Content-Type": "application/json"})
            return standing(request)

    desk.sandbox.networks["linkedin"] = Strict()


def measured(desk: Desk, ids: list[str]) -> dict[str, Any]:
    return {snapshot.external_id: snapshot for snapshot in desk.linkedin().read_engagement(ids)}


@pytest.mark.parametrize(("seen", "calls"), [(True, 22), (False, 41)])
def test_a_thousand_posts_cost_few_calls(desk: Desk, seen: bool, calls: int) -> None:
    ids = walled(desk, 1000)
    gone = set(ids[::50])
    for urn in gone:
        desk.sandbox.world.delete("linkedin", urn)
    if seen:
        desk.clock.forward(hours=1)
    found = measured(desk, ids)
    assert len(desk.routes()) == calls <= 60
    assert set(found) == set(ids)
    assert {urn for urn, snapshot in found.items() if snapshot.gone} == gone
    for urn in set(ids) - gone:
        assert set(found[urn].figures) == ALL
        assert found[urn].absent == {Metric.VIDEO_VIEWS: Absence.NOT_OFFERED}
        assert (found[urn].figures[Metric.IMPRESSIONS] > 0) is seen
    assert desk.wire.broken() == []


def test_one_dead_post_does_not_spoil_its_list(desk: Desk) -> None:
    ids = walled(desk, 200)
    desk.clock.forward(hours=1)
    dead = ids[100]
    desk.sandbox.world.delete("linkedin", dead)
    refuses_dead_lists(desk, {dead})
    found = measured(desk, ids)
    assert found.pop(dead).gone
    assert all(set(snapshot.figures) == ALL for snapshot in found.values())
    # Five lists, one look at the refused one, one list without its dead post.
    assert len(desk.routes()) == 7


def test_quiet_posts_beside_a_dead_one_are_quiet(desk: Desk) -> None:
    ids = walled(desk, 6)
    dead = ids[0]
    desk.sandbox.world.delete("linkedin", dead)
    refuses_dead_lists(desk, {dead})
    found = measured(desk, ids)
    assert found.pop(dead).gone
    assert all(snapshot.figures == dict.fromkeys(ALL, 0) for snapshot in found.values())


def test_a_post_that_lists_choke_on_though_it_is_there_costs_itself_alone(desk: Desk) -> None:
    ids = walled(desk, 200)
    desk.clock.forward(hours=1)
    odd = ids[100]
    refuses_dead_lists(desk, {odd})
    found = measured(desk, ids)
    assert found[odd].absent[Metric.IMPRESSIONS] is Absence.NOT_SAID
    assert [urn for urn in ids if set(found[urn].figures) != ALL] == [odd]
    # Five lists, one look, and halves of halves.
    assert len(desk.routes()) <= 5 + 1 + 16


def test_the_calls_are_bounded_even_where_every_list_is_refused(desk: Desk) -> None:
    ids = walled(desk, 1000)
    desk.clock.forward(hours=1)
    refuses_dead_lists(desk, set(ids[5::20]))
    found = measured(desk, ids)
    assert len(desk.routes()) <= 60
    assert set(found) == set(ids)


def test_a_fault_of_ours_is_no_fault_of_the_posts(desk: Desk) -> None:
    ids = walled(desk, 3)
    desk.fail("400/ILLEGAL_ARGUMENT", "measure", times=None)
    with pytest.raises(Misused):
        measured(desk, ids)
    # A post that is not there is told all the same.
    assert measured(desk, [GONE])[GONE].gone


def test_quiet_gone_dropped_and_old_are_told_apart(desk: Desk) -> None:
    network = desk.linkedin()
    old = network.publish(post("Старая"), []).external_id
    desk.clock.forward(days=400)
    desk.switch("publish_failed", True)
    dropped = network.publish(post("Пропала"), []).external_id
    quiet = network.publish(photos("Новая"), [jpeg()]).external_id
    found = measured(desk, [old, dropped, quiet, GONE, "urn:li:activity:5"])
    assert {urn: snapshot.gone for urn, snapshot in found.items()} == {
        old: False, dropped: True, quiet: False, GONE: True, "urn:li:activity:5": True,
    }  # fmt: skip
    assert found[quiet].figures == dict.fromkeys(ALL, 0)
    assert found[old].figures == {}
    assert {found[old].absent[metric] for metric in ALL} == {Absence.TOO_OLD}


def test_who_may_not_look_at_posts_does_not_know_quiet_from_gone(desk: Desk) -> None:
    (urn,) = walled(desk, 1)
    desk.token(without=["r_organization_social"])
    found = measured(desk, [urn, GONE])
    for snapshot in found.values():
        assert not snapshot.gone
        assert snapshot.absent[Metric.IMPRESSIONS] is Absence.NOT_SAID


@pytest.mark.parametrize("why", ["scope", "role"])
def test_without_statistics_reactions_and_comments_are_read(desk: Desk, why: str) -> None:
    ids = walled(desk, 120)
    desk.clock.forward(hours=1)
    if why == "scope":
        desk.token(without=["rw_organization_admin"])
    else:
        desk.switch("role", "CONTENT_ADMIN")
    found = measured(desk, [*ids, GONE])
    assert desk.routes() == [STATISTICS, SOCIAL, SOCIAL, SOCIAL]
    assert found.pop(GONE).gone
    for snapshot in found.values():
        assert set(snapshot.figures) == {Metric.REACTIONS, Metric.COMMENTS}
        assert snapshot.figures[Metric.REACTIONS] > 0
        assert snapshot.absent[Metric.CLICKS] is Absence.NOT_PERMITTED
    assert desk.wire.broken() == []


def test_who_may_measure_nothing_is_told(desk: Desk) -> None:
    ids = walled(desk, 2)
    desk.token(without=["rw_organization_admin", "r_organization_social_feed"])
    with pytest.raises(Forbidden, match="organizationalEntityShareStatistics"):
        measured(desk, ids)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("429/TOO_MANY_REQUESTS", RateLimited), ("503/SERVICE_UNAVAILABLE", Unavailable)],
)
def test_what_was_read_before_a_failure_is_kept(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    ids = walled(desk, 150)
    desk.clock.forward(hours=1)
    desk.spare("measure", 1)
    desk.fail(code, "measure", times=None)
    assert len(measured(desk, ids)) == 50
    with pytest.raises(kind):
        measured(desk, ids)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("401/REVOKED_ACCESS_TOKEN", Unauthorized), ("426/NONEXISTENT_VERSION", PersonNeeded), ("html", Unavailable)],
)
def test_what_holds_for_every_list_is_raised(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    ids = walled(desk, 2)
    desk.fail(code, "measure", times=None)
    with pytest.raises(kind):
        measured(desk, ids)


def test_a_refused_look_leaves_the_others_their_figures(desk: Desk) -> None:
    ids = walled(desk, 2)
    desk.clock.forward(hours=1)
    desk.fail("400/ILLEGAL_ARGUMENT", "read")
    found = measured(desk, [*ids, GONE])
    assert all(found[urn].figures for urn in ids)
    assert not found[GONE].gone
    assert found[GONE].absent[Metric.REACH] is Absence.NOT_SAID


def test_figures_move_with_the_clock(desk: Desk) -> None:
    (urn,) = walled(desk, 1)
    before = measured(desk, [urn, urn])[urn]
    desk.clock.forward(seconds=timedelta(hours=1).total_seconds())
    after = measured(desk, [urn])[urn]
    assert after.figures[Metric.IMPRESSIONS] > before.figures[Metric.IMPRESSIONS] == 0
    assert after.taken_at - before.taken_at == timedelta(hours=1)
