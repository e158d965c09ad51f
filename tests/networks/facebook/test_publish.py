"""Posts in every form: what stands on the stand-in's wall, what was called for it, and what a refusal leaves behind."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from bot.errors import Duplicate, OutcomeUnknown, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from bot.model.post import Form
from bot.model.quota import Use, spent_quota
from bot.networks.facebook.limits import DEFAULT_ENDPOINT
from bot.sandbox.wire import Response, json_response
from tests.networks.facebook.desk import APP, PAGE, TOKEN, Desk, broken, jpeg, post

FEED, PHOTOS = f"POST /v26.0/{PAGE}/feed", f"POST /v26.0/{PAGE}/photos"
LOOK, SCRAPE = "GET /v26.0/", "POST /v26.0/"
LINK = post().link or ""
ALBUM = post("Альбом", form=Form.PHOTO)


# --- link and text -------------------------------------------------------------------------------------------------


def test_a_link_is_looked_at_scraped_and_posted_with_its_picture(desk: Desk) -> None:
    receipt = desk.page().publish(post(), [])
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.text, seen.link, seen.pictures) == ("Новость", LINK, ())
    assert seen.extra["card_picture"] is True
    assert desk.calls() == [LOOK, SCRAPE, FEED]
    assert (receipt.external_id, receipt.notes) == (seen.id, ())
    assert receipt.published_at == desk.clock()
    assert f"#{seen.id}" in (receipt.permalink or "")
    assert (desk.naps, desk.sandbox.violations) == ([], [])


def test_a_link_known_with_its_picture_is_not_scraped_again(desk: Desk) -> None:
    page = desk.page()
    page.publish(post("Раз"), [])
    page.publish(post("Два"), [])
    assert desk.calls() == [LOOK, SCRAPE, FEED, LOOK, FEED]


@pytest.mark.parametrize(("late", "scrapes", "notes"), [(0, 1, 0), (1, 2, 0), (5, 2, 1)])
def test_a_picture_that_is_late_is_waited_for_once(desk: Desk, late: int, scrapes: int, notes: int) -> None:
    desk.switch("late_images", late)
    receipt = desk.page().publish(post(), [])
    assert desk.calls() == [LOOK, *[SCRAPE] * scrapes, FEED]
    assert len(desk.naps) == scrapes - 1
    assert len(receipt.notes) == notes
    assert all("no picture on the page" in note for note in receipt.notes)


@pytest.mark.parametrize("fault", ["server_error", "cut_before", "rate_limit", "permission"])
def test_looks_before_the_post_may_fail(desk: Desk, fault: str) -> None:
    desk.fault(fault, "read", times=None)
    receipt = desk.page().publish(post(), [])
    assert desk.sandbox.wall("facebook")[0].id == receipt.external_id
    assert desk.calls() == [LOOK, SCRAPE, FEED]


def test_a_text_without_a_link_is_one_call(desk: Desk) -> None:
    desk.page().publish(post("Без ссылки", link=None), [])
    assert desk.calls() == [FEED]
    assert desk.sandbox.wall("facebook")[0].link is None


@pytest.mark.parametrize(("times", "card"), [(1, True), (2, False)])
def test_a_link_that_cannot_be_scraped_is_tried_once_more_then_stands_in_the_text(
    desk: Desk, times: int, card: bool
) -> None:
    desk.fault("error", "publish", code="1609005", times=times)
    receipt = desk.page().publish(post(), [])
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.link, seen.text) == ((LINK, "Новость") if card else (None, f"Новость\n\n{LINK}"))
    assert desk.calls("publish") == [FEED] * (times + 1)
    assert [note.split(":")[0] for note in receipt.notes] == (
        [] if card else ["the link stands in the text, without a card"]
    )


def test_a_link_the_crawler_cannot_see_goes_out_in_the_text(desk: Desk) -> None:
    desk.switch("unscrapable", ["https://mission.example.org/"])
    receipt = desk.page().publish(post(), [])
    assert desk.sandbox.wall("facebook")[0].text.endswith(LINK)
    assert desk.calls("publish") == [FEED, FEED]
    assert len(receipt.notes) == 1


def test_a_text_with_no_room_for_the_link_is_refused_whole(desk: Desk) -> None:
    desk.switch("unscrapable", ["https://mission.example.org/"])
    with pytest.raises(Rejected):
        desk.page().publish(post("я" * 63_200), [])
    assert desk.sandbox.wall("facebook") == []
    assert desk.sandbox.violations == []


def test_the_same_again_is_a_duplicate(desk: Desk) -> None:
    page = desk.page()
    page.publish(post(), [])
    with pytest.raises(Duplicate):
        page.publish(post(), [])
    assert len(desk.sandbox.wall("facebook")) == 1


# --- photos --------------------------------------------------------------------------------------------------------


def test_one_photo_is_one_call_and_its_posts_id_is_the_receipts(desk: Desk) -> None:
    receipt = desk.page().publish(post("Снимок", form=Form.PHOTO), [jpeg(alt="Зал «A» & B")])
    (seen,) = desk.sandbox.wall("facebook")
    assert (len(seen.pictures), seen.alts, seen.link) == (1, ("Зал «A» & B",), None)
    assert seen.text == f"Снимок\n\n{LINK}"
    assert receipt.external_id == seen.id
    assert seen.id.startswith(f"{PAGE}_")
    assert (desk.calls(), receipt.notes) == ([PHOTOS], ())


@pytest.mark.parametrize("count", [2, 9, 10, 11])
def test_many_photos_stand_in_one_post_in_order(desk: Desk, count: int) -> None:
    pictures = [jpeg(alt=f"Снимок {number}" if number % 2 else None) for number in range(count)]
    receipt = desk.page().publish(ALBUM, pictures)
    (seen,) = desk.sandbox.wall("facebook")
    kept = min(count, 10)
    assert seen.alts == tuple(f"Снимок {number}" if number % 2 else "" for number in range(kept))
    assert desk.calls() == [PHOTOS] * kept + [FEED]
    assert receipt.notes == (("sent without the pictures beyond 10",) if count > 10 else ())
    assert receipt.external_id == seen.id
    assert desk.sandbox.violations == []


def test_a_link_post_takes_no_pictures(desk: Desk) -> None:
    desk.page().publish(post(), [jpeg()])
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.link, seen.pictures) == (LINK, ())


@pytest.mark.parametrize("code", ["1366046", "100/1366046", "2061006"])
def test_one_photo_refused_leaves_a_link_post_and_a_note(desk: Desk, code: str) -> None:
    desk.fault("error", "publish", code=code)
    receipt = desk.page().publish(post("Снимок", form=Form.PHOTO), [jpeg()])
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.pictures, seen.link) == ((), LINK)
    assert desk.calls("publish") == [PHOTOS, FEED]
    (note,) = receipt.notes
    assert note.startswith("sent without a picture: ")


def test_of_many_photos_the_refused_one_is_left_out_and_numbered(desk: Desk) -> None:
    receipt = desk.page().publish(ALBUM, [jpeg(alt="1"), broken(), jpeg(alt="3")])
    assert desk.sandbox.wall("facebook")[0].alts == ("1", "3")
    (note,) = receipt.notes
    assert note.startswith("sent without a picture (2 of 3): ")


def test_when_every_photo_is_refused_the_link_goes_out(desk: Desk) -> None:
    receipt = desk.page().publish(ALBUM, [broken(), broken()])
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.pictures, seen.link) == ((), LINK)
    assert [note.split(":")[0] for note in receipt.notes] == [f"sent without a picture ({n} of 2)" for n in (1, 2)]


@pytest.mark.parametrize("code", ["1366046", "2061006"])
def test_photos_refused_by_the_post_itself_are_taken_back_and_the_link_goes_out(desk: Desk, code: str) -> None:
    desk.fault("error", "publish", code=code)
    receipt = desk.page().publish(ALBUM, [jpeg(), jpeg()])
    (seen,) = desk.sandbox.wall("facebook")
    assert (seen.pictures, seen.link, len(receipt.notes)) == ((), LINK, 1)
    assert [photo.get("deleted") for photo in desk.photos()] == [True, True]


# --- photos that no post took -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"), [("200", RemoteError), ("32", RateLimited), ("100/1346003", Rejected), ("100", Rejected)]
)
def test_orphaned_photos_are_taken_back_after_a_sure_refusal(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fault("error", "publish", code=code)
    with pytest.raises(kind):
        desk.page().publish(ALBUM, [jpeg(), jpeg()])
    assert [photo.get("deleted") for photo in desk.photos()] == [True, True]
    assert desk.sandbox.wall("facebook") == []


@pytest.mark.parametrize(
    ("kind", "code", "told"),
    [
        ("error", "2", OutcomeUnknown),
        ("error", "1", OutcomeUnknown),
        ("error_after_accept", "2", OutcomeUnknown),
        ("cut_after_accept", "", OutcomeUnknown),
        ("error", "1366051", Duplicate),
    ],
)
def test_photos_that_may_stand_in_a_post_are_left_alone(
    desk: Desk, kind: str, code: str, told: type[RemoteError]
) -> None:
    desk.fault(kind, "publish", code=code)
    with pytest.raises(told):
        desk.page().publish(ALBUM, [jpeg(), jpeg()])
    assert [photo.get("deleted") for photo in desk.photos()] == [None, None]
    assert desk.calls("delete") == []
    assert len(desk.calls("publish")) == 1


@pytest.mark.parametrize(
    ("code", "kind"), [("2", Unavailable), ("32", RateLimited), ("190/463", Unauthorized), ("100/1404006", Rejected)]
)
def test_an_upload_that_fails_for_another_reason_stops_the_post(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fault("slow", "upload", seconds=0)  # the first photo
    desk.fault("error", "upload", code=code)
    with pytest.raises(kind):
        desk.page().publish(ALBUM, [jpeg(), jpeg(), jpeg()])
    assert [photo.get("deleted") for photo in desk.photos()] == [True]
    assert desk.calls("publish") == []


def test_photos_that_cannot_be_taken_back_change_nothing(desk: Desk) -> None:
    desk.fault("error", "publish", code="200")
    desk.fault("error", "delete", code="2", times=None)
    with pytest.raises(RemoteError) as caught:
        desk.page().publish(ALBUM, [jpeg(), jpeg()])
    assert caught.value.code == "200"
    assert len(desk.calls("delete")) == 1


def test_uploads_that_take_too_long_are_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stand = desk.sandbox.networks["facebook"]
    answer = type(stand).__call__

    def slowly(self: object, request: object) -> object:
        desk.clock.forward(seconds=50)
        return answer(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(type(stand), "__call__", slowly)
    with pytest.raises(Unavailable, match="takes too long"):
        desk.page().publish(ALBUM, [jpeg()] * 10)
    assert desk.calls("publish") == []
    assert len(desk.calls("upload")) == 3


# --- what is sure --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [Form.LINK, Form.PHOTO])
@pytest.mark.parametrize("fault", ["server_error", "server_error_after_accept", "cut_body", "cut_after_accept"])
def test_the_visible_call_is_made_once(desk: Desk, form: Form, fault: str) -> None:
    desk.fault(fault, "publish", times=None)
    with pytest.raises(OutcomeUnknown):
        desk.page().publish(post(form=form), [jpeg()])
    assert len(desk.calls("publish")) == 1


@pytest.mark.parametrize("body", [{"id": "7"}, {"success": True}, []])
def test_a_photo_whose_post_is_not_named_may_be_out(desk: Desk, body: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(_self: object, _request: object) -> Response:
        return json_response(body)

    monkeypatch.setattr(type(desk.sandbox.networks["facebook"]), "__call__", odd)
    with pytest.raises(OutcomeUnknown):
        desk.page().publish(post(form=Form.PHOTO), [jpeg()])


# --- the token -----------------------------------------------------------------------------------------------------


def test_no_address_holds_a_secret_and_each_call_proves_its_app(desk: Desk) -> None:
    desk.switch("appsecret_proof", value=True)
    seen, page = desk.watch(), desk.page(**APP)
    first = page.publish(post(), [])
    page.publish(post("Альбом", form=Form.PHOTO, mark="m2"), [jpeg(), jpeg()])
    page.read_engagement([first.external_id])
    page.check()
    page.require_owner()
    for request in seen:
        for secret in (TOKEN, APP["app_secret"]):
            assert secret not in request.path + "?" + request.raw_query
        assert request.headers["authorization"].startswith("Bearer ")
        assert "access_token" not in parse_qs(request.raw_query)
    assert desk.sandbox.violations == []


def test_a_page_that_demands_the_proof_refuses_calls_without(desk: Desk) -> None:
    desk.switch("appsecret_proof", value=True)
    with pytest.raises(Rejected, match="appsecret_proof"):
        desk.page().publish(post(link=None), [])


def test_posts_go_to_the_newest_version() -> None:
    assert (DEFAULT_ENDPOINT.api_url, DEFAULT_ENDPOINT.version) == ("https://graph.facebook.com", "v26.0")


# --- limits --------------------------------------------------------------------------------------------------------


def test_a_page_used_up_stops_posts_until_it_may_call_again(desk: Desk) -> None:
    page = desk.page()
    page.publish(post(), [])
    told = {quota.name: quota.share_used for quota in page.quotas()}
    assert told == {"app calls in an hour": 0.0, "page calls in 24 hours": 0.0}
    assert page.quotas() == []
    desk.sandbox.world.quotas.set("facebook", f"page:{PAGE}", used=100, limit=100)
    with pytest.raises(RateLimited) as caught:
        page.publish(post("Ещё", link=None), [])
    midnight = timedelta(hours=15)
    assert caught.value.retry_after == midnight
    spent = spent_quota(page.quotas(), Use.POSTING, desk.clock())
    assert spent is not None
    assert spent.resets_at == desk.clock() + midnight
