"""Counting many statuses, with the calls counted."""

from __future__ import annotations

import pytest

from bot.errors import PersonNeeded, RateLimited, Unauthorized
from bot.model.engagement import Metric
from bot.sandbox.wire import Request, Response, json_response
from tests.networks.mastodon.desk import GONE, Desk, post

INDEX = "GET /api/v1/statuses"
MISSING = json_response({"error": "Record not found"}, 404)


def made(desk: Desk, number: int) -> list[str]:
    """Ids of so many statuses, oldest first."""
    network, ids = desk.mastodon(), []
    for n in range(number):
        ids.append(network.publish(post(f"Запись {n}", mark=f"m{n}"), []).external_id)
        desk.clock.forward(minutes=2)
    desk.asked.clear()
    return ids


def test_twenty_a_call(desk: Desk) -> None:
    ids = made(desk, 45)
    taken = desk.mastodon().read_engagement([*ids, GONE, "no/id", ids[0]])
    assert desk.routes() == [INDEX] * 3
    assert {snapshot.external_id for snapshot in taken if snapshot.gone} == {GONE, "no/id"}
    assert [snapshot.external_id for snapshot in taken if not snapshot.gone] == ids
    assert all({Metric.REACTIONS, Metric.SHARES, Metric.COMMENTS} == set(one.figures) for one in taken if not one.gone)
    assert desk.wire.broken() == []


def test_a_server_that_takes_fewer_at_once(desk: Desk) -> None:
    ids = made(desk, 25)
    network = desk.mastodon(ids_per_call=100)
    for _ in range(2):
        assert len(network.read_engagement(ids)) == 25
    # Half of what is refused, until it is taken; that is remembered.
    assert desk.routes() == [INDEX] * (1 + 2 + 2)


@pytest.mark.parametrize("others", [0, 3])
def test_an_older_server_is_read_by_pages(desk: Desk, others: int) -> None:
    ids = made(desk, 45)
    desk.watch({INDEX: MISSING})
    network = desk.mastodon()
    lost = [str(int(ids[20]) + number + 1) for number in range(others)]
    taken = network.read_engagement([*ids[:40], *lost])
    assert {one.external_id for one in taken if one.gone} == set(lost)
    assert len(taken) == 40 + others
    # Whose it is, then two pages of forty.
    assert len(desk.routes()) == 1 + 1 + 2
    desk.asked.clear()
    network.read_engagement(ids[-5:])
    assert len(desk.routes()) == 1


def test_what_is_older_than_every_page_is_gone(desk: Desk) -> None:
    made(desk, 3)
    desk.watch({INDEX: MISSING})
    (taken,) = desk.mastodon().read_engagement(["1"])
    assert taken.gone


def test_what_was_read_before_a_limit_is_kept(desk: Desk) -> None:
    ids = made(desk, 45)
    network = desk.mastodon()
    answers = iter([None, None])

    def limited(request: Request) -> Response:
        if next(answers, "end") is None:
            return desk.standing(request)
        return Response(429, b"{}", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-26T00:00:00Z"})

    desk.watch({INDEX: limited})
    assert [one.external_id for one in network.read_engagement(ids)] == ids[:40]
    with pytest.raises(RateLimited):
        network.read_engagement(ids)


@pytest.mark.parametrize(
    ("login", "state", "kind"), [("disabled", "live", PersonNeeded), ("", "revoked", Unauthorized)]
)
def test_an_account_that_is_closed_does_not_look_as_if_all_were_gone(
    desk: Desk, login: str, state: str, kind: type[Exception]
) -> None:
    ids = made(desk, 2)
    desk.watch({INDEX: json_response([])})
    assert all(one.gone for one in desk.mastodon().read_engagement(ids))
    if login:
        desk.switch("login", login)
    desk.token(state)
    with pytest.raises(kind):
        desk.mastodon().read_engagement(ids)
