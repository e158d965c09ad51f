"""The page's own posts: found, looked at, changed and taken down, each change read back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Forbidden, NotFound, OutcomeUnknown, RemoteError, Unauthorized, Unavailable
from bot.model.delivery import RemotePost
from bot.model.post import Form
from bot.networks.base import CanDelete, CanEdit, CanFetch, KnowsOwner, ReportsQuotas
from bot.sandbox import accounts
from tests.networks.facebook.desk import PAGE, Desk, jpeg, post

LINK = post().link or ""
GONE = f"{PAGE}_1"


def by_hand(desk: Desk, number: int) -> None:
    """So many posts of a person, a minute apart."""
    for n in range(number):
        desk.sandbox.networks["facebook"].by_hand(f"Запись {n}", None)  # type: ignore[attr-defined]
        desk.clock.forward(minutes=1)


def test_what_the_page_can(desk: Desk) -> None:
    for ability in (CanDelete, CanEdit, CanFetch, KnowsOwner, ReportsQuotas):
        assert isinstance(desk.page(), ability)


# --- find ----------------------------------------------------------------------------------------------------------


def test_own_posts_are_found_newest_first_with_text_and_link(desk: Desk) -> None:
    page, begin = desk.page(), desk.clock()
    first = page.publish(post("Раз"), [])
    desk.clock.forward(minutes=5)
    second = page.publish(post("Два", form=Form.PHOTO, mark="m2"), [jpeg()])
    found = page.find_recent(begin)
    assert [(entry.external_id, entry.created_at) for entry in found] == [
        (second.external_id, desk.clock()), (first.external_id, begin),
    ]  # fmt: skip
    assert (found[1].text, found[1].links) == ("Раз", (LINK,))
    assert (found[0].text, found[0].links) == (f"Два\n\n{LINK.replace('m1', 'm2')}", ())
    assert page.find_recent(begin + timedelta(seconds=1)) == found[:1]


def test_a_post_of_this_very_second_is_found(desk: Desk) -> None:
    desk.clock.forward(milliseconds=700)
    page = desk.page()
    page.publish(post(), [])
    assert len(page.find_recent(desk.clock())) == 1


@pytest.mark.parametrize(("number", "calls"), [(0, 1), (50, 1), (120, 3)])
def test_pages_of_the_list_are_turned(desk: Desk, number: int, calls: int) -> None:
    begin = desk.clock()
    by_hand(desk, number)
    found = desk.page().find_recent(begin)
    assert len(desk.calls("read")) == calls
    assert [entry.text for entry in found] == [f"Запись {n}" for n in range(number - 1, -1, -1)]
    assert desk.sandbox.violations == []


def test_but_not_for_ever_and_then_nothing_is_said_to_be_absent(desk: Desk) -> None:
    begin = desk.clock()
    by_hand(desk, 320)
    with pytest.raises(Forbidden, match="newest 300"):
        desk.page().find_recent(begin)
    assert len(desk.calls("read")) == 6


def test_reading_without_the_right_is_forbidden(desk: Desk) -> None:
    desk.token(without=["pages_read_engagement"])
    with pytest.raises(Forbidden, match="pages_read_engagement"):
        desk.page().find_recent(desk.clock())
    with pytest.raises(Forbidden):
        desk.page(accounts.FACEBOOK_OTHER_TOKEN).find_recent(desk.clock())


# --- fetch ---------------------------------------------------------------------------------------------------------


def test_one_post_by_its_id(desk: Desk) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    found = page.fetch(made.external_id)
    assert found == RemotePost(made.external_id, made.permalink, desk.clock(), "Новость", (LINK,))
    assert page.fetch(GONE) is None
    desk.fault("server_error", "read")
    with pytest.raises(Unavailable):
        page.fetch(made.external_id)


# --- edit ----------------------------------------------------------------------------------------------------------


def test_a_message_is_changed_and_read_back_its_card_stays(desk: Desk) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.sandbox.calls.clear()
    page.edit(made.external_id, post("Исправлено"))
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.text, seen.link) == ("Исправлено", LINK)
    object_call = f"/v26.0/{made.external_id}"
    assert desk.calls() == [f"GET {object_call}", f"POST {object_call}", f"GET {object_call}"]
    page.edit(made.external_id, post("  Исправлено\n"))
    assert len(desk.calls("edit")) == 1


def test_a_post_that_went_without_its_card_keeps_its_link(desk: Desk) -> None:
    desk.switch("unscrapable", ["https://mission.example.org/"])
    page = desk.page()
    made = page.publish(post(), [])
    page.edit(made.external_id, post("Исправлено"))
    assert desk.sandbox.wall("facebook")[0].text == f"Исправлено\n\n{LINK}"


def test_what_a_person_posted_cannot_be_changed_by_us(desk: Desk) -> None:
    by_hand(desk, 1)
    (seen,) = desk.sandbox.wall("facebook")
    with pytest.raises(Forbidden, match="not created by the application"):
        desk.page().edit(seen.id, post("Исправлено"))
    with pytest.raises(NotFound):
        desk.page().edit(GONE, post("Исправлено"))
    assert desk.sandbox.wall("facebook")[0].text == "Запись 0"


@pytest.mark.parametrize("fault", ["server_error_after_accept", "cut_after_accept", "cut_body"])
def test_a_change_whose_answer_was_lost_is_found_done(desk: Desk, fault: str) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.fault(fault, "edit")
    page.edit(made.external_id, post("Исправлено"))
    assert len(desk.calls("edit")) == 1


@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_a_change_that_does_not_show_is_a_question(desk: Desk, fault: str) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.fault(fault, "edit")
    with pytest.raises(OutcomeUnknown):
        page.edit(made.external_id, post("Исправлено"))
    assert len(desk.calls("edit")) == 1


def test_a_change_that_cannot_be_read_back_is_a_question(desk: Desk) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.fault("slow", "read", seconds=0)  # the look before
    desk.fault("server_error", "read", times=None)
    with pytest.raises(OutcomeUnknown, match="could not be read back"):
        page.edit(made.external_id, post("Исправлено"))
    assert desk.sandbox.wall("facebook")[0].text == "Исправлено"


# --- delete --------------------------------------------------------------------------------------------------------


def test_a_post_is_taken_down_and_looked_for(desk: Desk) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.sandbox.calls.clear()
    page.delete(made.external_id)
    assert desk.sandbox.wall("facebook") == []
    assert desk.calls() == [f"DELETE /v26.0/{made.external_id}", f"GET /v26.0/{made.external_id}"]
    page.delete(made.external_id)


def test_gone_counts_as_done_only_while_the_page_may_be_read(desk: Desk) -> None:
    page = desk.page()
    page.delete(GONE)
    desk.token(without=["pages_read_engagement"])
    with pytest.raises(Forbidden):
        page.delete(GONE)


@pytest.mark.parametrize(
    ("code", "kind"), [("100/33", NotFound), ("200", Forbidden), ("190/460", Unauthorized), ("2", OutcomeUnknown)]
)
def test_a_refused_deletion_leaves_the_post(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.fault("error", "delete", code=code)
    with pytest.raises(kind):
        page.delete(made.external_id)
    assert len(desk.calls("delete")) == 1
    assert len(desk.sandbox.wall("facebook")) == 1


def test_a_deletion_whose_answer_was_lost_is_found_done(desk: Desk) -> None:
    page = desk.page()
    made = page.publish(post(), [])
    desk.fault("cut_after_accept", "delete")
    page.delete(made.external_id)
    assert len(desk.calls("delete")) == 1


# --- owner ---------------------------------------------------------------------------------------------------------


def test_the_owner_is_asked_once_a_token(desk: Desk) -> None:
    page = desk.page()
    for _ in range(3):
        page.require_owner()
    assert desk.calls() == ["GET /v26.0/me"]
    other = desk.page(accounts.FACEBOOK_OTHER_TOKEN)
    for _ in range(2):
        with pytest.raises(Forbidden, match=rf"{accounts.FACEBOOK_OTHER_PAGE}.* not the one of page {PAGE}"):
            other.require_owner()
    desk.token(state="expired")
    with pytest.raises(Unauthorized):
        desk.page().require_owner()
