"""Figures of many posts in few calls, with and without the token that may see their reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.engagement import Absence, Metric
from bot.networks.vk.adapter import VK
from bot.sandbox.vk.errors import Refused
from bot.sandbox.vk.read import Reader
from tests.networks.vk.desk import ALL, COMMUNITY, SERVICE, USER, Desk

OWN = {Metric.IMPRESSIONS, Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES}
REACHED = {Metric.REACH, Metric.CLICKS}


def reasons(network: VK, ids: list[str]) -> set[Absence | None]:
    """Why reach is missing; None where it is told."""
    return {found.absent.get(Metric.REACH) for found in network.read_engagement(ids)}


@pytest.mark.parametrize("names", [(COMMUNITY, SERVICE), (USER,), ALL])
def test_a_thousand_posts_cost_ten_calls(desk: Desk, names: tuple[str, ...]) -> None:
    ids = desk.by_hand(1000)
    gone = set(ids[::50])
    for identity in gone:
        desk.sandbox.world.delete("vk", identity)
    desk.clock.forward(days=1)
    network = desk.vk(*names)
    snapshots = {snapshot.external_id: snapshot for snapshot in network.read_engagement([*ids, ids[0]])}
    assert desk.routes() == (["execute"] * 3 + ["wall.getById"] * 7 if USER in names else ["wall.getById"] * 10)
    assert set(snapshots) == set(ids)
    assert {identity for identity, snapshot in snapshots.items() if snapshot.gone} == gone
    for place, identity in enumerate(reversed(ids)):
        if identity in gone:
            continue
        told, absent = set(snapshots[identity].figures), snapshots[identity].absent
        assert told == (OWN | REACHED if USER in names and place < 300 else OWN)
        assert told | set(absent) == set(Metric)
        if told == OWN:
            why = Absence.TOO_OLD if USER in names else Absence.NOT_PERMITTED
            assert {absent[metric] for metric in REACHED} == {why}
    assert desk.wire.broken() == []


def test_every_call_inside_a_script_is_counted(desk: Desk) -> None:
    network = desk.vk(USER)
    network.read_engagement(desk.by_hand(120))
    (told,) = network.quotas()
    # 100 posts are one look and four of reach, the other 20 one and one.
    assert told.remaining == 10_000 - 7
    used, _ = desk.sandbox.world.quotas.read("vk", "calls month", 10_000, f"{desk.clock():%Y-%m}")
    assert used == 7


def test_no_post_is_no_call(desk: Desk) -> None:
    network = desk.vk()
    assert network.read_engagement([]) == []
    assert [(found.external_id, found.gone) for found in network.read_engagement(["odd", "-1"])] == [
        ("odd", True), ("-1", True),
    ]  # fmt: skip
    assert desk.routes() == []


def test_figures_in_older_and_newer_shapes(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    desk.clock.forward(days=1)
    desk.switch("reach_with_count", True)
    desk.switch("views_absent", True)
    (found,) = desk.vk().read_engagement([identity])
    assert set(found.figures) == OWN - {Metric.IMPRESSIONS} | REACHED
    assert found.absent[Metric.IMPRESSIONS] is Absence.NOT_SAID


@pytest.mark.parametrize("shown", [True, False])
def test_a_deleted_post_is_gone_in_either_shape(desk: Desk, shown: bool) -> None:
    ids = desk.by_hand(2)
    desk.sandbox.world.delete("vk", ids[0])
    desk.switch("deleted_shown", shown)
    for names in ((COMMUNITY, SERVICE), ALL):
        assert {s.external_id: s.gone for s in desk.vk(*names).read_engagement(ids)} == {ids[0]: True, ids[1]: False}


def test_a_row_that_is_missing_is_not_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = desk.by_hand(2)
    whole = Reader.reach
    monkeypatch.setattr(Reader, "reach", lambda self, given: whole(self, given)[1:])
    told = {s.external_id: s.absent.get(Metric.REACH) for s in desk.vk().read_engagement(ids)}
    assert sorted(told.values(), key=str) == [None, Absence.NOT_SAID]


# --- what reach costs where it is refused ----------------------------------------------------------------------------


def test_a_token_without_the_right_to_reach_is_asked_once_a_day(desk: Desk) -> None:
    ids = desk.by_hand(150)
    desk.token(USER, without=["stats"])
    network = desk.vk()
    assert reasons(network, ids) == {Absence.NOT_PERMITTED}
    # The refusal came inside the script beside the figures: no call more.
    assert desk.routes() == ["execute", "wall.getById"]
    assert reasons(network, ids) == {Absence.NOT_PERMITTED}
    assert desk.routes()[2:] == ["wall.getById"] * 2
    desk.token(USER)
    desk.clock.forward(days=1)
    assert reasons(network, ids) == {None}
    assert desk.routes()[4:] == ["execute"] * 2


@pytest.mark.parametrize(
    ("code", "why", "again"),
    [
        ("5", Absence.NOT_PERMITTED, timedelta(days=1)), ("15", Absence.NOT_PERMITTED, timedelta(days=1)),
        ("1051", Absence.NOT_PERMITTED, timedelta(days=1)), ("29", Absence.NOT_SAID, timedelta(hours=1)),
        ("14", Absence.NOT_SAID, timedelta(hours=1)), ("13", Absence.NOT_SAID, timedelta(hours=1)),
    ],
)  # fmt: skip
def test_a_script_refused_as_a_whole_leaves_the_service_key(
    desk: Desk, code: str, why: Absence, again: timedelta
) -> None:
    ids = desk.by_hand(1)
    network = desk.vk()
    desk.fail(code, "measure")
    assert reasons(network, ids) == {why}
    assert desk.routes() == ["execute", "wall.getById"]
    desk.clock.forward(seconds=again.total_seconds() - 1)
    assert reasons(network, ids) == {why}
    desk.clock.forward(seconds=1)
    assert reasons(network, ids) == {None}


@pytest.mark.parametrize(("code", "kind"), [("5", Unauthorized), ("9", RateLimited), ("14", PersonNeeded)])
def test_the_only_token_refused_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fail(code, "measure")
    with pytest.raises(kind):
        desk.vk(USER).read_engagement(desk.by_hand(1))


def test_the_only_token_without_scripts_reads_all_the_same(desk: Desk) -> None:
    desk.fail("23", "measure")
    assert reasons(desk.vk(USER), desk.by_hand(1)) == {Absence.NOT_PERMITTED}


def test_posts_that_a_script_could_not_read_are_read_by_themselves(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = desk.by_hand(2)
    network = desk.vk()
    whole, tries = Reader.by_id, []

    def refused_once(self: Reader, given: dict[str, str]) -> object:
        tries.append(given)
        if len(tries) == 1:
            raise Refused(10)
        return whole(self, given)

    monkeypatch.setattr(Reader, "by_id", refused_once)
    assert not any(found.gone for found in network.read_engagement(ids))
    assert desk.routes() == ["execute", "wall.getById"]


@pytest.mark.parametrize("fault", ["server_error", "cut_before", "cut_body"])
@pytest.mark.parametrize("names", [(COMMUNITY, SERVICE), ALL])
def test_a_broken_reading_says_nothing_of_any_post(desk: Desk, names: tuple[str, ...], fault: str) -> None:
    ids = desk.by_hand(150)
    network = desk.vk(*names)
    desk.sandbox.faults.add("vk", "slow", "measure", times=1, seconds=0)
    desk.fault(fault, "measure")
    with pytest.raises(Unavailable):
        network.read_engagement(ids)


def test_a_wall_that_shows_nothing_at_all_is_looked_at_before_all_is_gone(desk: Desk) -> None:
    ids = desk.by_hand(3)
    for identity in ids:
        desk.sandbox.world.delete("vk", identity)
    network = desk.vk(COMMUNITY, SERVICE)
    assert all(found.gone for found in network.read_engagement(ids))
    assert desk.routes() == ["wall.getById", "wall.get"]
    desk.fail("203", "read")
    with pytest.raises(RemoteError, match="no access to the community"):
        network.read_engagement(ids)
