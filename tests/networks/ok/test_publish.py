"""Topics in all forms, found again, read, taken down: against the stand-in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import (
    Forbidden,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteError,
    Unavailable,
)
from bot.model.post import Form, Picture
from bot.networks.base import CanDelete, CanEdit, CanFetch, KnowsOwner, ReportsQuotas
from bot.sandbox import accounts
from bot.sandbox.wire import Response, json_response
from tests.networks.ok.desk import LINK, SECRETS, TOKEN, Desk, broken, jpeg, post

GONE = "70102413189999"


def test_what_a_group_can_do(desk: Desk) -> None:
    network = desk.ok()
    for ability in (CanDelete, CanFetch, KnowsOwner, ReportsQuotas):
        assert isinstance(network, ability)
    assert not isinstance(network, CanEdit)


# --- making ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [Form.LINK, Form.PHOTO])
@pytest.mark.parametrize("pictures", [0, 1, 10])
def test_a_topic_in_the_groups_name(desk: Desk, form: Form, pictures: int) -> None:
    desk.watch()
    receipt = desk.ok().publish(post("Текст (и) «ещё»\n#тег & <b>", form=form), [jpeg()] * pictures)
    (seen,) = desk.wall()
    assert (seen.id, seen.text, seen.link) == (receipt.external_id, "Текст (и) «ещё»\n#тег & <b>", LINK)
    assert seen.extra["as_group"] is True
    assert len(seen.pictures) == pictures
    assert receipt.permalink == f"https://ok.ru/group/{accounts.OK_GROUP}/topic/{seen.id}"
    assert receipt.published_at == desk.clock()
    assert receipt.notes == ()
    uploads = ["photosV2.getUploadUrl"] if pictures else []
    assert desk.methods() == ["users.getCallsLeft", *uploads, "mediatopic.post"]
    assert "photosV2.commit" not in desk.methods()
    assert desk.wire.broken() == []


def test_no_secret_stands_in_a_call_but_the_token_in_its_form(desk: Desk) -> None:
    desk.watch()
    network = desk.ok()
    network.publish(post(), [jpeg()])
    network.fetch(GONE)
    for _, form in desk.asked:
        assert form["access_token"] == TOKEN
        assert SECRETS["application_secret_key"] not in json.dumps(form)
        assert form["__online"] == "false"
    # The stand-in looks at every address.
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("pictures", "kept"), [([broken()], 0), ([jpeg(), broken(), jpeg()], 2), ([broken(), broken()], 0)]
)
def test_one_bad_picture_costs_no_other(desk: Desk, pictures: Sequence[Picture], kept: int) -> None:
    receipt = desk.ok().publish(post(), pictures)
    (seen,) = desk.wall()
    assert len(seen.pictures) == kept
    assert len(receipt.notes) == len(pictures) - kept
    assert all("sent without a picture" in note for note in receipt.notes)
    assert desk.wire.broken() == []


def test_without_the_right_to_photos_the_text_goes_out(desk: Desk) -> None:
    desk.token(without=["PHOTO_CONTENT"])
    receipt = desk.ok().publish(post(), [jpeg(), jpeg()])
    (seen,) = desk.wall()
    assert seen.pictures == ()
    (note,) = receipt.notes
    assert "PHOTO_CONTENT" in note
    assert desk.calls("upload") == 1


def test_an_upload_address_that_is_no_https_gets_no_picture(desk: Desk) -> None:
    told = {"upload_url": "http://pictures.example.org/u", "photo_ids": ["a"]}
    desk.watch({"photosV2.getUploadUrl": json_response(told)})
    receipt = desk.ok().publish(post(), [jpeg()])
    assert "https" in receipt.notes[0]
    assert len(desk.wall()) == 1


def test_more_pictures_than_a_topic_takes_are_noted(desk: Desk) -> None:
    receipt = desk.ok().publish(post(), [jpeg()] * 11)
    assert len(desk.wall()[0].pictures) == 10
    assert receipt.notes == ("sent without the pictures beyond 10",)


@pytest.mark.parametrize("code", ["121", "504", "600"])
def test_pictures_that_the_topics_own_call_refuses_are_left_out_once(desk: Desk, code: str) -> None:
    desk.fail(code, "publish")
    receipt = desk.ok().publish(post(), [jpeg()])
    (seen,) = desk.wall()
    assert (seen.pictures, seen.link) == ((), LINK)
    assert "sent without a picture" in receipt.notes[0]
    assert desk.calls("publish") == 2


@pytest.mark.parametrize(("code", "kind"), [("121", NotFound), ("600", Rejected)])
def test_the_same_refusal_without_pictures_is_final(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fail(code, "publish", times=None)
    with pytest.raises(kind):
        desk.ok().publish(post(), [])
    assert desk.calls("publish") == 1


def test_a_refused_link_stands_in_the_text_once(desk: Desk) -> None:
    desk.fail("607", "publish")
    receipt = desk.ok().publish(post(), [jpeg()])
    (seen,) = desk.wall()
    assert (seen.text, seen.link) == (f"Новость дня\n\n{LINK}", None)
    assert len(seen.pictures) == 1
    assert "without a card" in receipt.notes[0]


def test_a_refused_link_that_has_no_room_in_the_text_is_told(desk: Desk) -> None:
    desk.fail("607", "publish", times=None)
    with pytest.raises(Rejected):
        desk.ok(text_limit=30).publish(post(), [])
    assert desk.calls("publish") == 1


@pytest.mark.parametrize("answer", [{}, True, None, ""])
def test_a_yes_without_a_name_may_be_out(desk: Desk, answer: object) -> None:
    desk.watch({"mediatopic.post": json_response(answer)})
    with pytest.raises(OutcomeUnknown):
        desk.ok().publish(post(), [])


@pytest.mark.parametrize("answer", [json_response("1", 200), Response(200, b"1", {})])
def test_the_header_alone_tells_a_refusal(desk: Desk, answer: Response) -> None:
    refused = Response(200, answer.body, {**answer.headers, "Invocation-Error": "10"})
    desk.watch({"mediatopic.post": refused})
    with pytest.raises(Forbidden):
        desk.ok().publish(post(), [])


def test_half_of_a_character_is_no_call(desk: Desk) -> None:
    network = desk.ok()
    network.require_owner()
    before = desk.calls()
    with pytest.raises(Unavailable):
        network.publish(post("\ud83d"), [])
    assert desk.calls() - before == 1
    assert desk.wall() == []


def test_slow_pictures_are_given_up(desk: Desk) -> None:
    # Every look at the clock finds it half a minute later.
    standing = desk.clock.__class__.__call__

    def hurried(self: object) -> object:
        desk.clock.forward(seconds=2)
        return standing(self)  # type: ignore[arg-type]

    desk.fail("504", "upload")
    network = desk.ok()
    network._publisher._clock = lambda: hurried(desk.clock)  # type: ignore[assignment,return-value]
    receipt = network.publish(post(), [jpeg()] * 10)
    assert 0 < len(desk.wall()[0].pictures) < 10
    assert any("too slowly" in note for note in receipt.notes)


# --- calls left ------------------------------------------------------------------------------------------------------


def test_no_topic_is_tried_where_none_is_left(desk: Desk) -> None:
    desk.sandbox.world.quotas.set("ok", "mediatopic.post", used=10_000)
    network = desk.ok()
    with pytest.raises(RateLimited) as caught:
        network.publish(post(), [jpeg()])
    assert caught.value.retry_after == timedelta(hours=1)
    assert (desk.calls("publish"), desk.calls("upload")) == (0, 0)
    told = {quota.name: quota for quota in network.quotas()}
    assert (told["topics"].share_used, told["topics"].resets_at) == (1.0, desk.clock() + timedelta(hours=1))
    assert told["look-ups of topics"].share_used == 0.0
    desk.clock.forward(days=1)
    network.publish(post(), [])
    assert {quota.name: quota.remaining for quota in network.quotas()}["topics"] == 10_000


def test_a_limit_told_by_a_refusal_is_kept(desk: Desk) -> None:
    network = desk.ok()
    network.publish(post("Первая"), [])
    network.quotas()
    desk.fail("8", "publish")
    with pytest.raises(RateLimited):
        network.publish(post("Вторая"), [])
    (quota,) = network.quotas()
    assert quota.resets_at == desk.clock() + timedelta(minutes=30)
    with pytest.raises(RateLimited):
        network.publish(post("Вторая"), [])
    assert desk.calls("publish") == 2
    desk.clock.forward(minutes=31)
    network.publish(post("Вторая"), [])
    assert len(desk.wall()) == 2


@pytest.mark.parametrize("answer", [json_response({"error_code": 3, "error_msg": "METHOD : no"}), json_response("?")])
def test_a_network_that_does_not_tell_what_is_left_is_posted_to(desk: Desk, answer: Response) -> None:
    desk.watch({"users.getCallsLeft": answer})
    network = desk.ok()
    network.publish(post(), [])
    assert len(desk.wall()) == 1
    assert network.quotas() == []


# --- whose token -----------------------------------------------------------------------------------------------------


def test_the_owner_is_asked_once(desk: Desk) -> None:
    desk.watch()
    network = desk.ok()
    for _ in range(3):
        network.require_owner()
    assert desk.methods() == ["users.getCurrentUser", "group.getUserGroupsByIds"]
    assert desk.wire.broken() == []


@pytest.mark.parametrize("role", ["ACTIVE", "MAYBE", "BLOCKED", "PASSIVE", "UNKNOWN"])
def test_a_stranger_may_not_post(desk: Desk, role: str) -> None:
    desk.switch("role", role)
    network = desk.ok()
    for _ in range(2):
        with pytest.raises(Forbidden) as caught:
            network.require_owner()
        assert role in str(caught.value)
        assert accounts.OK_USER in str(caught.value)
        assert accounts.OK_GROUP in str(caught.value)
    desk.switch("role", "MODERATOR")
    network.require_owner()


def test_anothers_group(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="70000009999999"):
        desk.ok("70000009999999").require_owner()


# --- finding and reading ---------------------------------------------------------------------------------------------


def test_topics_are_found_newest_first_over_many_pages(desk: Desk) -> None:
    ids = desk.by_hand(230)
    begin = desk.clock() - timedelta(minutes=10 * 215)
    found = desk.ok().find_recent(begin)
    assert [seen.external_id for seen in found] == ids[:14:-1]
    assert all(seen.created_at >= begin for seen in found)
    assert desk.ok().find_recent(desk.clock()) == []
    assert desk.wire.broken() == []


def test_ours_is_found_with_text_and_link(desk: Desk) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [jpeg()])
    (found,) = network.find_recent(desk.clock() - timedelta(minutes=2))
    assert (found.external_id, found.text, found.links) == (receipt.external_id, "Новость дня", (LINK,))
    assert network.fetch(receipt.external_id) == found


@pytest.mark.parametrize("code", ["3", "10", "50", "100", "300"])
def test_a_group_that_cannot_be_listed_is_said(desk: Desk, code: str) -> None:
    desk.switch("topics_refused", code)
    with pytest.raises(Forbidden, match="look at the wall"):
        desk.ok().find_recent(desk.clock())


@pytest.mark.parametrize(("code", "kind"), [("1", Unavailable), ("11", RateLimited), ("2", Unavailable)])
def test_a_list_that_is_down_for_now_is_no_such_thing(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.switch("topics_refused", code)
    with pytest.raises(kind):
        desk.ok().find_recent(desk.clock())


def full_page(number: int, **more: object) -> Response:
    made_at = int(datetime(2026, 11, 25, 8, tzinfo=UTC).timestamp() * 1000)
    rows = [{"id": str(n + 1), "created_ms": made_at} for n in range(number)]
    return json_response({"media_topics": rows, **more})


def test_a_list_that_does_not_reach_back_proves_no_absence(desk: Desk) -> None:
    begin = desk.clock() - timedelta(days=9)
    for answer in (full_page(100), full_page(100, anchor="a", has_more=True)):
        desk.watch({"mediatopic.getTopics": answer})
        with pytest.raises(Forbidden, match="100 topics only"):
            desk.ok().find_recent(begin)
    for number, answer in ((99, full_page(99)), (100, full_page(100, has_more=False)), (0, full_page(0))):
        desk.watch({"mediatopic.getTopics": answer})
        assert len(desk.ok().find_recent(begin)) == number


@pytest.mark.parametrize("strict", [True, False])
def test_one_topic_is_read_with_its_text(desk: Desk, strict: bool) -> None:
    desk.switch("media_only_when_asked", strict)
    network = desk.ok()
    receipt = network.publish(post(), [])
    found = network.fetch(receipt.external_id)
    assert found is not None
    assert (found.text, found.links, found.created_at) == ("Новость дня", (LINK,), desk.clock())
    assert network.fetch(GONE) is None
    before = desk.calls()
    assert network.fetch("undefined") is None
    assert desk.calls() == before
    assert desk.wire.broken() == []


def test_a_topic_that_went_live_under_a_new_id_is_followed(desk: Desk) -> None:
    (new,) = desk.by_hand(1)
    desk.switch("republished", {GONE: new})
    network = desk.watch().ok()
    for _ in range(2):
        found = network.fetch(GONE)
        assert found is not None
        assert found.external_id == new
    assert desk.methods().count("mediatopic.getRepublishedTopic") == 1
    network.delete(GONE)
    assert desk.wall() == []


# --- taking down -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["both", "delete_id", "topic_id"])
def test_a_topic_is_taken_down_in_whichever_way_ok_takes(desk: Desk, by: str) -> None:
    desk.switch("delete_by", by)
    network = desk.watch().ok()
    receipt = network.publish(post(), [])
    network.delete(receipt.external_id)
    assert desk.wall() == []
    assert desk.methods().count("mediatopic.deleteTopic") == (2 if by == "topic_id" else 1)
    assert desk.methods()[-1] == "mediatopic.getByIds"
    network.delete(receipt.external_id)
    network.delete("undefined")
    assert desk.wire.broken() == []


def test_where_the_topic_does_not_tell_its_delete_id_its_own_is_sent(desk: Desk) -> None:
    (identity,) = desk.by_hand(1)
    desk.switch("delete_by", "delete_id")
    shown = json_response({"media_topics": [{"id": identity}]})
    desk.watch({"mediatopic.getByIds": shown})
    with pytest.raises(OutcomeUnknown, match="not confirmed"):
        desk.ok().delete(identity)
    ways = [set(form) & {"delete_id", "topic_id", "gid"} for name, form in desk.asked if "delete" in name]
    assert ways == [{"topic_id", "gid"}, {"delete_id"}]
    assert desk.wall() == []


def test_a_yes_that_leaves_the_topic_standing_is_not_believed(desk: Desk) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [])
    desk.watch({"mediatopic.deleteTopic": json_response({"success": True})})
    with pytest.raises(OutcomeUnknown, match="not confirmed"):
        network.delete(receipt.external_id)


def test_a_no_is_told(desk: Desk) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [])
    desk.watch({"mediatopic.deleteTopic": json_response({"success": False})})
    with pytest.raises(Unavailable, match="did not delete"):
        network.delete(receipt.external_id)


@pytest.mark.parametrize("fault", ["cut_after_accept", "cut_body", "server_error_after_accept"])
def test_a_lost_answer_is_settled_by_reading_back(desk: Desk, fault: str) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [])
    desk.fault(fault, "delete")
    network.delete(receipt.external_id)
    assert desk.wall() == []
    assert desk.calls("delete") == 1


@pytest.mark.parametrize("fault", ["cut_before", "server_error"])
def test_a_deletion_that_never_came_is_not_confirmed(desk: Desk, fault: str) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [])
    desk.fault(fault, "delete")
    with pytest.raises(OutcomeUnknown):
        network.delete(receipt.external_id)
    assert len(desk.wall()) == 1


def test_a_reading_back_that_fails_is_not_taken_for_done(desk: Desk) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [])
    desk.fault("slow", "measure")
    desk.fail("1", "measure")
    with pytest.raises(OutcomeUnknown, match="read back"):
        network.delete(receipt.external_id)


def test_rights_and_roles_are_needed_to_delete(desk: Desk) -> None:
    network = desk.ok()
    receipt = network.publish(post(), [])
    desk.token(without=["VALUABLE_ACCESS"])
    with pytest.raises(Forbidden, match="VALUABLE_ACCESS"):
        network.delete(receipt.external_id)
    # A lost role looks as if the topic were gone.
    desk.switch("role", "PASSIVE")
    with pytest.raises(Forbidden, match="PASSIVE"):
        network.delete(GONE)
