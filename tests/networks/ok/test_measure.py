"""Counters of many topics in few calls, reach where it is told, and what a missing topic means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Forbidden, RateLimited, RemoteError, Unavailable
from bot.model.engagement import Absence, Metric
from bot.sandbox.wire import Response, json_response
from tests.networks.ok.desk import Desk

GONE = "70102413189999"
COUNTERS = {Metric.IMPRESSIONS, Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES}
STATISTICS = {Metric.REACH, Metric.CLICKS, Metric.VIDEO_VIEWS}


def test_a_thousand_topics_cost_twenty_calls(desk: Desk) -> None:
    ids = desk.by_hand(1000)
    network = desk.watch().ok()
    snapshots = {snapshot.external_id: snapshot for snapshot in network.read_engagement(ids[::-1])}
    assert desk.methods() == ["mediatopic.getByIds"] * 10 + ["group.getStatTopics"] * 10
    assert set(snapshots) == set(ids)
    for snapshot in snapshots.values():
        assert set(snapshot.figures) == set(Metric)
        assert not snapshot.absent
        assert not snapshot.gone
    # After the first few, two calls a second.
    assert desk.naps == [0.5] * 10
    assert desk.wire.broken() == []


def test_topics_that_are_gone_are_told_within_the_same_number_of_calls(desk: Desk) -> None:
    # Sixty topics, six a call: the same sums as with a thousand.
    ids = desk.by_hand(60)
    gone = ids[::8]
    for identity in gone:
        desk.delete(identity)
    network = desk.watch().ok(ids_per_call=6, statistics_per_call=6)
    snapshots = {snapshot.external_id: snapshot for snapshot in network.read_engagement(ids)}
    assert len(desk.methods()) <= 20
    assert set(snapshots) == set(ids)
    assert {identity for identity, snapshot in snapshots.items() if snapshot.gone} == set(gone)
    # The newest are asked for under another id.
    asked = [form["topic_id"] for method, form in desk.asked if method.endswith("getRepublishedTopic")]
    assert asked == gone[: -len(asked) - 1 : -1]
    assert len(asked) == 4
    assert desk.wire.broken() == []


def test_few_topics_cost_a_call_for_counters_and_one_for_reach(desk: Desk) -> None:
    desk.by_hand(300)
    ids = desk.by_hand(3)
    network = desk.watch().ok()
    assert len(network.read_engagement(ids)) == 3
    assert desk.methods() == ["mediatopic.getByIds", "group.getStatTopics", "users.getCallsLeft"]
    assert {quota.name for quota in network.quotas()} == {"topics", "uploads of pictures", "look-ups of topics"}
    network.read_engagement(ids)
    assert desk.methods()[3:] == ["mediatopic.getByIds", "group.getStatTopics"]
    (_, form), *_ = [call for call in desk.asked if call[0] == "group.getStatTopics"]
    assert int(form["start_time"]) == int((desk.clock() - timedelta(days=1, minutes=30)).timestamp() * 1000)


def test_nothing_and_no_ids_cost_no_call(desk: Desk) -> None:
    network = desk.ok()
    assert network.read_engagement([]) == []
    assert [snapshot.gone for snapshot in network.read_engagement(["undefined", "1,2"])] == [True, True]
    assert desk.calls() == 0


def test_ids_that_are_none_do_not_spoil_the_others(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    taken = {found.external_id: found.gone for found in desk.ok().read_engagement([identity, "x", GONE, identity])}
    assert taken == {identity: False, "x": True, GONE: True}
    assert desk.wire.broken() == []


def test_a_missing_counter_is_filled_by_statistics_or_unknown(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    desk.switch("absent_figures", ["like_summary"])
    (found,) = desk.ok().read_engagement([identity])
    assert Metric.REACTIONS in found.figures
    desk.token(without=["GROUP_CONTENT"])
    (found,) = desk.ok().read_engagement([identity])
    assert found.absent[Metric.REACTIONS] is Absence.NOT_SAID


def test_a_topic_that_nobody_has_seen_has_no_reach_yet(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    desk.switch("statistics_delay_s", 3600)
    (found,) = desk.ok().read_engagement([identity])
    assert set(found.figures) == COUNTERS
    assert {found.absent[metric] for metric in STATISTICS} == {Absence.NOT_SAID}


# --- what may not be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lack", ["GROUP_CONTENT", "VALUABLE_ACCESS", "role"])
def test_reach_that_is_not_permitted_costs_reach_alone_and_is_not_asked_for_again_today(desk: Desk, lack: str) -> None:
    (identity,) = desk.by_hand(1)
    if lack == "role":
        desk.switch("role", "MODERATOR")
    else:
        desk.token(without=[lack])
    network = desk.watch().ok()
    for _ in range(2):
        (found,) = network.read_engagement([identity])
        assert set(found.figures) == COUNTERS
        assert {found.absent[metric] for metric in STATISTICS} == {Absence.NOT_PERMITTED}
    assert desk.methods().count("group.getStatTopics") == 1
    desk.token()
    desk.switch("role", "ADMIN")
    desk.clock.forward(hours=25)
    (found,) = network.read_engagement([identity])
    assert set(found.figures) == set(Metric)


@pytest.mark.parametrize("code", ["1", "2", "11", "102", "160", "104"])
def test_reach_that_cannot_be_read_now_is_not_said(desk: Desk, code: str) -> None:
    (identity,) = desk.by_hand(1)
    refusal = json_response({"error_code": int(code), "error_msg": "NAME : no"})
    desk.watch({"group.getStatTopics": refusal})
    (found,) = desk.ok().read_engagement([identity])
    assert set(found.figures) == COUNTERS
    assert {found.absent[metric] for metric in STATISTICS} == {Absence.NOT_SAID}


def refusing(desk: Desk, dead: set[str]) -> None:
    """OK does not know these names of fields any more."""
    stand = desk.watch().sandbox.networks["ok"]
    answer = type(stand).__call__

    def judging(self: object, request: object) -> Response:
        form = request.form() if request.path == "/fb.do" else {}  # type: ignore[attr-defined]
        if form.get("method") == "group.getStatTopics" and dead & set(form["fields"].split(",")):
            desk.asked.append((form["method"], form))
            return json_response({"error_code": 100, "error_msg": "PARAM : fields", "error_field": "fields"})
        return answer(self, request)  # type: ignore[arg-type]

    type(stand).__call__ = judging  # type: ignore[method-assign]


def test_a_retired_figure_is_named_and_costs_no_other(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    refusing(desk, {"LINK_CLICKS"})
    network = desk.ok()
    (found,) = network.read_engagement([identity])
    assert found.absent == {Metric.CLICKS: Absence.RETIRED}
    learning = desk.methods().count("group.getStatTopics")
    assert learning == 5
    (found,) = network.read_engagement([identity])
    assert found.absent == {Metric.CLICKS: Absence.RETIRED}
    assert desk.methods().count("group.getStatTopics") == learning + 1
    desk.clock.forward(days=8)
    network.read_engagement([identity])
    assert desk.methods().count("group.getStatTopics") == 2 * learning + 1


def test_where_every_name_is_refused_none_is_called_retired(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    refusing(desk, {"LINK_CLICKS", "REACH", "VIDEO_PLAYS"})
    (found,) = desk.ok().read_engagement([identity])
    assert found.absent == dict.fromkeys(STATISTICS, Absence.NOT_SAID)


# --- what fails ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "kind"), [("1", Unavailable), ("11", RateLimited), ("10", Forbidden)])
def test_a_measurement_that_cannot_begin_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    ids = desk.by_hand(150)
    desk.fail(code, "measure")
    with pytest.raises(kind):
        desk.ok().read_engagement(ids)


@pytest.mark.parametrize("code", ["1", "11"])
def test_what_was_read_before_a_failure_is_kept_and_the_rest_left_out(desk: Desk, code: str) -> None:
    ids = desk.by_hand(150)
    desk.fault("slow", "measure")
    desk.fail(code, "measure")
    told = desk.ok().read_engagement(ids)
    assert {snapshot.external_id for snapshot in told} == set(ids[:100])
    assert not any(snapshot.gone for snapshot in told)


def test_a_lost_role_makes_nothing_gone(desk: Desk) -> None:
    desk.watch({"mediatopic.getByIds": json_response({"media_topics": []})})
    desk.switch("role", "BLOCKED")
    with pytest.raises(Forbidden, match="BLOCKED"):
        desk.ok().read_engagement([GONE])


def test_a_topic_that_went_live_under_a_new_id_is_measured_under_the_old_one(desk: Desk) -> None:
    ids = desk.by_hand(2)
    desk.switch("republished", {GONE: ids[1]})
    network = desk.watch().ok()
    for _ in range(2):
        taken = {snapshot.external_id: snapshot for snapshot in network.read_engagement([ids[0], GONE])}
        assert set(taken[GONE].figures) == set(Metric)
    assert desk.methods().count("mediatopic.getRepublishedTopic") == 1


def test_a_missing_topic_that_cannot_be_asked_for_is_left_out(desk: Desk) -> None:
    ids = desk.by_hand(1)
    refusal = json_response({"error_code": 9999, "error_msg": "SYSTEM : no"})
    desk.watch({"mediatopic.getRepublishedTopic": refusal})
    told = desk.ok().read_engagement([*ids, GONE])
    assert [snapshot.external_id for snapshot in told] == ids


# --- numbers and names that stand in no document ---------------------------------------------------------------------


def test_the_numbers_are_settings(desk: Desk) -> None:
    ids = desk.by_hand(120)
    desk.watch().ok(ids_per_call=60, statistics_per_call=50, calls_per_second=0).read_engagement(ids)
    assert desk.methods()[:5] == ["mediatopic.getByIds"] * 2 + ["group.getStatTopics"] * 3
    assert desk.naps == []


def test_fewer_ids_are_asked_for_where_a_hundred_are_too_many(desk: Desk) -> None:
    ids = desk.by_hand(150)
    stand = desk.watch().sandbox.networks["ok"]
    answer = type(stand).__call__

    def narrow(self: object, request: object) -> Response:
        form = request.form() if request.path == "/fb.do" else {}  # type: ignore[attr-defined]
        if len(form.get("topic_ids", "").split(",")) > 50:
            desk.asked.append((form["method"], form))
            return json_response({"error_code": 100, "error_msg": "PARAM : topic_ids"})
        return answer(self, request)  # type: ignore[arg-type]

    type(stand).__call__ = narrow  # type: ignore[method-assign]
    network = desk.ok()
    for calls in (4, 3):
        desk.asked.clear()
        told = network.read_engagement(ids)
        assert {snapshot.external_id for snapshot in told} == set(ids)
        assert desk.methods().count("mediatopic.getByIds") == calls


def test_fields_whose_names_are_refused_are_left_to_ok(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    stand = desk.watch().sandbox.networks["ok"]
    answer = type(stand).__call__

    def nameless(self: object, request: object) -> Response:
        form = request.form() if request.path == "/fb.do" else {}  # type: ignore[attr-defined]
        if form.get("method") == "mediatopic.getByIds" and "fields" in form:
            desk.asked.append((form["method"], form))
            return json_response({"error_code": 100, "error_msg": "PARAM : fields"})
        return answer(self, request)  # type: ignore[arg-type]

    type(stand).__call__ = nameless  # type: ignore[method-assign]
    network = desk.ok()
    for calls in (2, 1):
        desk.asked.clear()
        found = network.fetch(identity)
        assert found is not None
        assert found.text == "Запись 0"
        assert len(desk.asked) == calls
