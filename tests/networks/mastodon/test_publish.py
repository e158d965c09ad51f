"""Statuses in all forms, found, changed, taken down: against the stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Forbidden, NotFound, OutcomeUnknown, RateLimited, Rejected, RemoteError, Unavailable
from bot.model.post import Form, Picture
from bot.model.quota import Use
from bot.networks.base import CanDelete, CanEdit, CanFetch, HasPrice, KnowsOwner, ReportsQuotas
from bot.sandbox.wire import Response, json_response
from tests.networks.mastodon.desk import GONE, LINK, TOKEN, Desk, broken, jpeg, post

MAKE = "POST /api/v1/statuses"


def test_what_an_account_can_do(desk: Desk) -> None:
    network = desk.mastodon()
    for ability in (CanDelete, CanEdit, CanFetch, KnowsOwner, ReportsQuotas):
        assert isinstance(network, ability)
    assert not isinstance(network, HasPrice)


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_link_post_is_one_call_with_its_key(desk: Desk) -> None:
    receipt = desk.mastodon().publish(post("*Итоги* <b>&amp; #тег"), [jpeg()])
    (seen,) = desk.wall()
    assert (seen.id, seen.text, seen.pictures) == (receipt.external_id, post("*Итоги* <b>&amp; #тег").text, ())
    assert desk.routes() == [MAKE]
    assert desk.bodies(MAKE) == [{"status": seen.text, "language": "ru"}]
    assert desk.asked[0].headers["idempotency-key"] == "pressbot-m1"
    assert TOKEN not in f"{desk.asked[0].path}?{desk.asked[0].raw_query}"
    assert receipt.permalink.endswith(f"/{seen.id}")
    assert abs(receipt.published_at - desk.clock()) < timedelta(seconds=1)
    assert receipt.notes == ()
    assert desk.wire.broken() == []


def test_the_same_delivery_again_within_an_hour_is_the_same_status(desk: Desk) -> None:
    desk.fault("cut_after_accept", "publish")
    with pytest.raises(OutcomeUnknown):
        desk.mastodon().publish(post(), [])
    assert desk.routes() == [MAKE]
    again = desk.mastodon().publish(post(), [])
    assert [seen.id for seen in desk.wall()] == [again.external_id]
    desk.mastodon().publish(post(mark="m2"), [])
    assert len(desk.wall()) == 2


def test_a_visibility_of_ones_own(desk: Desk) -> None:
    desk.mastodon(options={"visibility": "unlisted"}).publish(post(), [])
    assert desk.bodies(MAKE)[0]["visibility"] == "unlisted"


@pytest.mark.parametrize("pictures", [1, 4])
def test_pictures_with_their_alt_texts_before_the_status(desk: Desk, pictures: int) -> None:
    receipt = desk.mastodon().publish(post(form=Form.PHOTO), [jpeg()] * pictures)
    (seen,) = desk.wall()
    assert desk.routes() == ["GET /api/v2/instance", *["POST /api/v2/media"] * pictures, MAKE]
    assert len(seen.pictures) == pictures
    assert seen.alts == ("Зал заседаний",) * pictures
    assert receipt.notes == ()
    assert desk.wire.broken() == []


def test_the_servers_own_limits_are_asked_for_once(desk: Desk) -> None:
    desk.switch("max_media_attachments", 2)
    network = desk.mastodon()
    assert network.limits.images == 4
    receipt = network.publish(post(form=Form.PHOTO), [jpeg(alt="я" * 2000)] * 3)
    network.publish(post(form=Form.PHOTO, mark="m2"), [jpeg(alt=None)])
    assert receipt.notes == ("sent without the pictures beyond 2",)
    assert desk.routes().count("GET /api/v2/instance") == 1
    assert (network.limits.images, network.limits.alt) == (2, 1500)
    assert [len(seen.pictures) for seen in desk.wall()] == [1, 2]
    assert desk.wire.broken() == []


def test_not_knowing_the_servers_limits_costs_nothing(desk: Desk) -> None:
    desk.watch({"GET /api/v2/instance": Response(500, b"")})
    desk.mastodon().publish(post(form=Form.PHOTO), [jpeg()])
    assert len(desk.wall()[0].pictures) == 1


def test_a_picture_that_is_not_ready_is_waited_for(desk: Desk) -> None:
    desk.switch("processing_polls", 2)
    receipt = desk.mastodon().publish(post(form=Form.PHOTO), [jpeg()])
    assert len(desk.wall()[0].pictures) == 1
    assert (desk.naps, receipt.notes) == ([1.0] * 3, ())
    assert desk.wire.broken() == []


@pytest.mark.parametrize("look", [Response(206, b""), json_response({"error": "Вложение испорчено"}, 422)])
def test_a_picture_that_never_gets_ready_is_left_out(desk: Desk, look: Response) -> None:
    uploaded = json_response({"id": "5", "type": "image", "url": None}, 202)
    desk.watch({"POST /api/v2/media": uploaded, "GET /api/v1/media/5": look})
    receipt = desk.mastodon().publish(post(form=Form.PHOTO), [jpeg(), jpeg()])
    assert desk.wall()[0].pictures == ()
    assert len(receipt.notes) == 2
    assert all("sent without a picture" in note for note in receipt.notes)
    # Three waits for one answer are all the time that pictures have.
    assert sum(desk.naps) <= 10
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("pictures", "kept"), [([broken()], 0), ([jpeg(), broken(), jpeg()], 2), ([broken(), broken()], 0)]
)
def test_one_bad_picture_costs_no_other(desk: Desk, pictures: Sequence[Picture], kept: int) -> None:
    receipt = desk.mastodon().publish(post(form=Form.PHOTO), pictures)
    (seen,) = desk.wall()
    assert len(seen.pictures) == kept
    assert len(receipt.notes) == len(pictures) - kept
    assert all("sent without a picture" in note for note in receipt.notes)


def test_without_the_right_to_pictures_the_text_goes_out(desk: Desk) -> None:
    desk.token(without=["write:media"])
    receipt = desk.mastodon().publish(post(form=Form.PHOTO), [jpeg()])
    assert "lacks a scope" in receipt.notes[0]
    assert len(desk.wall()) == 1


@pytest.mark.parametrize("code", ["media-not-ready", "422/Вложение не принято", "too-many-media"])
def test_pictures_that_the_statuss_own_call_refuses_are_left_out_once(desk: Desk, code: str) -> None:
    desk.fail(code, "publish")
    receipt = desk.mastodon().publish(post(form=Form.PHOTO), [jpeg()])
    assert desk.wall()[0].pictures == ()
    assert "sent without a picture" in receipt.notes[0]


@pytest.mark.parametrize(
    ("code", "kind", "calls"),
    [("text-long", Rejected, 1), ("scope", Forbidden, 1), ("500", OutcomeUnknown, 1), ("429", RateLimited, 1),
     ("422/Вложение не принято", Rejected, 2)],
)  # fmt: skip
def test_other_refusals_are_final(desk: Desk, code: str, kind: type[RemoteError], calls: int) -> None:
    desk.fail(code, "publish", times=None)
    with pytest.raises(kind):
        desk.mastodon().publish(post(form=Form.PHOTO), [jpeg()])
    assert len([call for call in desk.sandbox.calls if call[1] == "publish"]) == calls
    assert desk.wall() == []


def test_a_text_too_long_for_the_server(desk: Desk) -> None:
    desk.switch("max_characters", 100)
    with pytest.raises(Rejected, match="too long"):
        desk.mastodon().publish(post("я" * 200), [])


@pytest.mark.parametrize("answer", [{}, [], None, {"id": "7"}])
def test_a_yes_without_a_status_may_be_out(desk: Desk, answer: object) -> None:
    desk.watch({MAKE: json_response(answer)})
    with pytest.raises(OutcomeUnknown):
        desk.mastodon().publish(post(), [])


def test_half_of_a_character_is_surely_not_sent(desk: Desk) -> None:
    with pytest.raises(Unavailable):
        desk.mastodon().publish(replace(post(), text="half of one \ud83d", mark=""), [])
    assert desk.asked == []


# --- finding ---------------------------------------------------------------------------------------------------------


def test_statuses_are_found_page_by_page_to_the_moment_asked_for(desk: Desk) -> None:
    network = desk.mastodon()
    for number in range(50):
        network.publish(post(f"Запись {number}", mark=f"m{number}"), [])
        desk.clock.forward(minutes=3)
    desk.asked.clear()
    found = network.find_recent(desk.clock() - timedelta(minutes=3 * 45))
    assert len(found) == 45
    assert found == sorted(found, key=lambda shown: shown.created_at, reverse=True)
    assert found[0].text == post("Запись 49").text
    assert LINK in found[0].links
    assert [route for route in desk.routes() if route.endswith("/statuses")] == desk.routes()[1:]
    assert len(desk.routes()) == 3
    assert len(network.find_recent(desk.clock() - timedelta(days=30))) == 50
    assert desk.wire.broken() == []


def test_a_list_that_does_not_end_is_no_proof_of_absence(desk: Desk) -> None:
    network = desk.mastodon()
    network.publish(post(), [])
    page = desk.wire.send(
        "GET", "/mastodon/api/v1/accounts/110000000000000001/statuses", Authorization=f"Bearer {TOKEN}"
    )
    desk.watch({"GET /api/v1/accounts/110000000000000001/statuses": json_response(page.json)})
    with pytest.raises(Forbidden, match="younger"):
        network.find_recent(desk.clock() - timedelta(days=1))


def test_one_status(desk: Desk) -> None:
    network = desk.mastodon()
    receipt = network.publish(post(), [])
    found = network.fetch(receipt.external_id)
    assert found is not None
    assert (found.external_id, found.text, found.permalink) == (receipt.external_id, post().text, receipt.permalink)
    assert network.fetch(GONE) is None
    asked = len(desk.asked)
    assert network.fetch("no/id") is None
    assert len(desk.asked) == asked


# --- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keeps", [True, False])
def test_an_edit_keeps_the_pictures_and_is_read_back(desk: Desk, keeps: bool) -> None:
    desk.switch("edit_keeps_media", keeps)
    network = desk.mastodon()
    identity = network.publish(post(form=Form.PHOTO), [jpeg(), jpeg()]).external_id
    desk.asked.clear()
    network.edit(identity, post("Стало", form=Form.PHOTO))
    (seen,) = desk.wall()
    assert (seen.text, len(seen.pictures)) == (post("Стало").text, 2)
    path = f"/api/v1/statuses/{identity}"
    assert desk.routes() == [f"GET {path}", f"PUT {path}", f"GET {path}/source"]
    assert desk.wire.broken() == []


@pytest.mark.parametrize("fault", ["cut_after_accept", "server_error_after_accept"])
def test_an_edit_whose_answer_was_lost_is_settled_by_reading(desk: Desk, fault: str) -> None:
    network = desk.mastodon()
    identity = network.publish(post(), []).external_id
    desk.fault(fault, "edit")
    network.edit(identity, post("Стало"))
    assert desk.wall()[0].text == post("Стало").text


def test_an_edit_that_is_not_confirmed(desk: Desk) -> None:
    network = desk.mastodon()
    identity = network.publish(post(), []).external_id
    desk.fault("cut_before", "edit")
    with pytest.raises(OutcomeUnknown):
        network.edit(identity, post("Стало"))
    source = f"GET /api/v1/statuses/{identity}/source"
    desk.watch({source: json_response({"id": identity, "text": "Другое"})})
    with pytest.raises(OutcomeUnknown, match="not confirmed"):
        network.edit(identity, post("Стало"))
    desk.watch({source: Response(500, b"")})
    with pytest.raises(OutcomeUnknown, match="read back"):
        network.edit(identity, post("Стало"))
    with pytest.raises(NotFound):
        network.edit(GONE, post())


def test_an_edit_that_is_refused(desk: Desk) -> None:
    network = desk.mastodon()
    identity = network.publish(post(), []).external_id
    for code, kind in (("text-long", Rejected), ("scope", Forbidden), ("429", RateLimited)):
        desk.fail(code, "edit")
        with pytest.raises(kind):
            network.edit(identity, post("Стало"))
    assert desk.wall()[0].text == post().text


# --- taking down -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["", "cut_after_accept"])
def test_a_deletion_is_read_back(desk: Desk, fault: str) -> None:
    network = desk.mastodon()
    identity = network.publish(post(), []).external_id
    if fault:
        desk.fault(fault, "delete")
    network.delete(identity)
    assert desk.wall() == []
    network.delete(identity)
    network.delete("no/id")
    assert desk.wire.broken() == []


def test_a_deletion_that_is_not_confirmed(desk: Desk) -> None:
    network = desk.mastodon()
    identity = network.publish(post(), []).external_id
    path = f"/api/v1/statuses/{identity}"
    desk.watch({f"DELETE {path}": json_response({"id": identity})})
    with pytest.raises(OutcomeUnknown, match="not confirmed"):
        network.delete(identity)
    desk.watch({f"DELETE {path}": json_response({}), f"GET {path}": Response(502, b"")})
    with pytest.raises(OutcomeUnknown, match="read back"):
        network.delete(identity)
    desk.watch({})
    desk.fail("scope", "delete")
    with pytest.raises(Forbidden):
        network.delete(identity)
    assert len(desk.wall()) == 1


# --- limits ----------------------------------------------------------------------------------------------------------


def test_limits_are_told_by_name(desk: Desk) -> None:
    network = desk.mastodon()
    network.publish(post(form=Form.PHOTO), [jpeg()])
    told = {quota.name: quota for quota in network.quotas()}
    # The nearest limit is told: all calls have a shorter one than statuses.
    assert {name: (quota.use, quota.remaining) for name, quota in told.items()} == {
        "calls in 5 minutes": (Use.ALL, 297), "uploads in 30 minutes": (Use.POSTING, 29),
    }  # fmt: skip
    assert all(quota.resets_at and quota.resets_at > desk.clock() for quota in told.values())
    desk.switch("headers", False)
    network.publish(post(mark="m2"), [])
    assert list(network.quotas()) == []
