"""Posts in every form, pictures waited for, found again, changed, taken down: what stands on the stand-in's wall."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import unquote

import pytest

from bot.errors import (
    Duplicate,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    RemoteError,
    Unauthorized,
    Unavailable,
)  # fmt: skip
from bot.model.quota import Use, spent_quota
from bot.networks.linkedin.upload import _LOOKS_S
from tests.networks.linkedin.desk import ORGANISATION, TOKEN, Desk, broken, jpeg, photos, post

RESERVED = "Итоги (2026) [№ 5] {да} @имя #дипломатия # 5 C# a_b *c* ~d~ <e> f|g \\h \\(i\\)"
ASK, SEND, LOOK, CREATE = "POST /rest/images", "PUT /dms-uploads/URN", "GET /rest/images/URN", "POST /rest/posts"
GONE = "urn:li:share:7140000000000000001"

# --- forms -----------------------------------------------------------------------------------------------------------


def test_every_reserved_sign_arrives_in_text_and_title(desk: Desk) -> None:
    receipt = desk.linkedin().publish(post(RESERVED, card_title=RESERVED), [])
    (seen,) = desk.sandbox.wall("linkedin")
    assert seen.text == RESERVED
    assert seen.card is not None
    assert seen.card[0] == RESERVED
    assert receipt.external_id == seen.id
    assert receipt.permalink == f"https://www.linkedin.com/feed/update/{seen.id}/"
    fetched = desk.linkedin().fetch(seen.id)
    assert fetched is not None
    assert fetched.text == RESERVED
    assert desk.wire.broken() == []


def test_a_card_has_the_first_picture_that_is_taken_and_no_other_is_uploaded(desk: Desk) -> None:
    receipt = desk.linkedin().publish(post(), [broken(), jpeg(), jpeg("Другая")])
    (seen,) = desk.sandbox.wall("linkedin")
    assert seen.card is not None
    assert seen.card[2]
    assert seen.id.startswith("urn:li:share:")
    (note,) = receipt.notes
    assert note.startswith("sent without a picture: LinkedIn could not read the picture")
    # The broken one twice, the good one once.
    assert desk.routes().count(ASK) == 3


@pytest.mark.parametrize("number", [1, 2, 10, 20])
def test_own_pictures_with_their_alt_texts(desk: Desk, number: int) -> None:
    alts = ["Один", None, "я" * 5000, *["Ещё"] * 20]
    receipt = desk.linkedin().publish(photos(), [jpeg(alt) for alt in alts[:number]])
    (seen,) = desk.sandbox.wall("linkedin")
    assert len(seen.pictures) == number
    assert seen.alts == tuple((alt or "")[:4086] for alt in alts[:number])
    assert seen.id.startswith("urn:li:ugcPost:")
    assert seen.text == photos().text
    assert receipt.notes == ()
    assert desk.wire.broken() == []


def test_a_picture_is_ready_before_the_post(desk: Desk) -> None:
    seen = desk.watch()
    desk.linkedin().publish(photos(), [jpeg()])
    assert desk.routes() == [ASK, SEND, LOOK, LOOK, CREATE]
    assert desk.naps == [_LOOKS_S[1]]
    # The bytes go with the token alone; every call of the API names its version.
    assert [("linkedin-version" in request.headers) for request in seen] == [True, False, True, True, True]
    assert {request.headers["authorization"] for request in seen} == {f"Bearer {TOKEN}"}
    assert json.loads(seen[0].body)["initializeUploadRequest"]["owner"] == json.loads(seen[4].body)["author"]


# --- pictures that fail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["400/EXPIRED_UPLOAD_URL", "400/MEDIA_ASSET_PROCESSING_FAILED", "413/PAYLOAD_TOO_LARGE", "415/UNSUPPORTED_MEDIA_TYPE",
     "403/ACCESS_DENIED", "404/NOT_FOUND", "400/MISSING_FIELD"],
)  # fmt: skip
def test_a_refused_picture_is_left_out_and_noted(desk: Desk, code: str) -> None:
    # Two that may pass with another upload fail twice.
    desk.fail(code, "upload", times=2 if code in {"400/EXPIRED_UPLOAD_URL", "400/MEDIA_ASSET_PROCESSING_FAILED"} else 1)
    receipt = desk.linkedin().publish(photos(), [jpeg("Первая"), jpeg("Вторая")])
    (seen,) = desk.sandbox.wall("linkedin")
    assert seen.alts == ("Вторая",)
    (note,) = receipt.notes
    assert note.startswith("sent without a picture: ")
    assert desk.routes().count(CREATE) == 1


@pytest.mark.parametrize("code", ["400/EXPIRED_UPLOAD_URL", "400/MEDIA_ASSET_PROCESSING_FAILED"])
def test_a_second_upload_is_worth_it_once(desk: Desk, code: str) -> None:
    desk.spare("upload", 1)
    desk.fail(code, "upload")  # the bytes
    receipt = desk.linkedin().publish(photos(), [jpeg()])
    assert receipt.notes == ()
    assert desk.routes() == [ASK, SEND, ASK, SEND, LOOK, LOOK, CREATE]


@pytest.mark.parametrize("code", ["403/FORBIDDEN", "404/NOT_FOUND"])
def test_a_picture_that_is_not_shown_at_once_is_waited_for(desk: Desk, code: str) -> None:
    desk.spare("upload", 2)
    desk.fail(code, "upload", times=2)  # the first looks
    receipt = desk.linkedin().publish(photos(), [jpeg()])
    assert receipt.notes == ()
    assert desk.naps == list(_LOOKS_S[1:4])


def test_a_picture_that_never_gets_ready_is_left_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.linkedin.images._LOOKS", 99)
    receipt = desk.linkedin().publish(post(), [jpeg()])
    (seen,) = desk.sandbox.wall("linkedin")
    assert seen.card is not None
    assert seen.card[2] == ""
    assert receipt.notes == ("sent without a picture: LinkedIn has not made it ready (PROCESSING)",)
    assert desk.naps == list(_LOOKS_S[1:])
    assert desk.wire.broken() == []


def test_pictures_end_when_their_time_is_over(desk: Desk) -> None:
    network = desk.linkedin()

    def slow(_: float) -> None:
        desk.clock.forward(seconds=7)

    network._uploader._sleep = slow
    receipt = network.publish(photos(), [jpeg("Первая"), jpeg("Вторая"), jpeg("Третья")])
    (seen,) = desk.sandbox.wall("linkedin")
    assert seen.alts == ("Первая", "Вторая")
    assert receipt.notes == ("sent without a picture: LinkedIn took the ones before too slowly",)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("401/REVOKED_ACCESS_TOKEN", Unauthorized), ("429/TOO_MANY_REQUESTS", RateLimited), ("503/SERVICE_UNAVAILABLE", Unavailable),
     ("426/NONEXISTENT_VERSION", PersonNeeded)],
)  # fmt: skip
@pytest.mark.parametrize("before", [0, 1, 2])
def test_an_upload_that_no_post_would_survive_leaves_nothing(
    desk: Desk, code: str, kind: type[RemoteError], before: int
) -> None:
    if before:
        desk.spare("upload", before)
    desk.fail(code, "upload")
    with pytest.raises(kind):
        desk.linkedin().publish(post(), [jpeg()])
    assert desk.wall() == []


def test_pictures_refused_by_the_post_itself_are_uploaded_anew_once_then_left_out(desk: Desk) -> None:
    desk.fail("400/MEDIA_ASSET_PROCESSING_FAILED", "publish")
    assert desk.linkedin().publish(photos("Один"), [jpeg()]).notes == ()
    desk.fail("400/MEDIA_ASSET_PROCESSING_FAILED", "publish", times=2)
    desk.sandbox.calls.clear()
    receipt = desk.linkedin().publish(photos("Два"), [jpeg()])
    first = desk.sandbox.wall("linkedin")[0]
    assert (first.pictures, first.link) == ((), photos().link)
    (note,) = receipt.notes
    assert note.startswith("sent without a picture: LinkedIn could not read the picture")
    assert (desk.routes().count(ASK), desk.routes().count(CREATE)) == (2, 3)


def test_a_refusal_of_pictures_that_are_none_is_told(desk: Desk) -> None:
    desk.fail("400/MEDIA_ASSET_PROCESSING_FAILED", "publish")
    with pytest.raises(PictureRefused):
        desk.linkedin().publish(post(), [])
    assert desk.routes() == [CREATE]


def test_a_403_right_after_an_upload_may_pass_and_another_does_not(desk: Desk) -> None:
    desk.fail("403/FORBIDDEN", "publish", times=2)
    with pytest.raises(Unavailable) as caught:
        desk.linkedin().publish(post(), [jpeg()])
    assert caught.value.retry_after == timedelta(seconds=30)
    with pytest.raises(Forbidden):
        desk.linkedin().publish(post(), [])
    desk.fail("403/ACCESS_DENIED", "publish")
    with pytest.raises(Forbidden):
        desk.linkedin().publish(post(), [jpeg()])


def test_the_token_is_sent_to_linkedin_alone(desk: Desk) -> None:
    network = desk.linkedin()
    for address in ("https://example.org/up", "https://linkedin.com.example.org/up", "https://notlinkedin.com/up"):
        with pytest.raises(Unavailable, match="the token is not sent there"):
            network._calls.send(address, b"", "image/jpeg")


# --- what is sure ----------------------------------------------------------------------------------------------------


def test_a_201_without_a_name_is_a_question(desk: Desk) -> None:
    desk.switch("no_restli_id", True)
    network = desk.linkedin()
    with pytest.raises(OutcomeUnknown, match="did not name the post"):
        network.publish(post(), [])
    assert len(network.find_recent(desk.clock())) == 1


def test_the_same_text_again_names_the_post_that_stands_there(desk: Desk) -> None:
    network = desk.linkedin()
    first = network.publish(post("Одно и то же"), [])
    with pytest.raises(Duplicate) as caught:
        network.publish(post("Одно и то же", mark="m2"), [])
    assert caught.value.external_id == first.external_id
    found = network.fetch(first.external_id)
    assert found is not None
    assert found.links == ("https://mission.example.org/ru/news/1?utm_content=m1",)


def test_a_deleted_posts_ghost_is_named_and_is_not_there(desk: Desk) -> None:
    desk.switch("ghost_s", 86_400)
    network = desk.linkedin()
    first = network.publish(post("Призрак"), [])
    network.delete(first.external_id)
    desk.clock.forward(hours=1)
    with pytest.raises(Duplicate) as caught:
        network.publish(post("Призрак"), [])
    assert caught.value.external_id == first.external_id
    assert network.fetch(first.external_id) is None


def test_a_post_dropped_after_its_201_is_nowhere(desk: Desk) -> None:
    desk.switch("publish_failed", True)
    network = desk.linkedin()
    receipt = network.publish(post("Пропала"), [])
    kept = network.publish(post("Осталась"), [])
    assert network.fetch(receipt.external_id) is None
    assert [found.external_id for found in network.find_recent(desk.clock())] == [kept.external_id]


# --- whose the token is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"])
def test_a_member_who_may_post_is_asked_for_once(desk: Desk, role: str) -> None:
    desk.switch("role", role)
    network = desk.linkedin()
    network.require_owner()
    network.require_owner()
    assert desk.routes() == ["GET /rest/organizationAcls"]
    assert desk.wire.broken() == []


@pytest.mark.parametrize(("role", "words"), [("ANALYST", "only the role ANALYST"), ("", "no role at")])
def test_a_member_without_the_role_is_named(desk: Desk, role: str, words: str) -> None:
    desk.switch("role", role)
    with pytest.raises(Forbidden, match=words):
        desk.linkedin().require_owner()


def test_another_page_is_told_from_ours(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="no role at urn:li:organization:999, but may post as 12345678"):
        desk.linkedin("urn:li:organization:999").require_owner()


def test_who_may_not_ask_may_post_all_the_same(desk: Desk) -> None:
    desk.token(without=["rw_organization_admin", "r_organization_social"])
    network = desk.linkedin()
    network.require_owner()
    network.publish(post(), [])
    assert len(desk.wall()) == 1
    desk.token("revoked")
    with pytest.raises(Unauthorized):
        desk.linkedin().require_owner()


# --- found, changed, taken down --------------------------------------------------------------------------------------


def test_the_newest_posts_are_paged_through_to_their_beginning(desk: Desk) -> None:
    early, ids = desk.clock(), []
    for number in range(230):
        desk.clock.forward(seconds=60)
        ids.append(desk.by_hand(f"Запись {number}"))
    network = desk.linkedin()
    assert [found.external_id for found in network.find_recent(early)] == ids[::-1]
    assert desk.routes() == ["GET /rest/posts"] * 3
    desk.sandbox.calls.clear()
    since = desk.clock() - timedelta(minutes=4, seconds=30)
    assert [found.external_id for found in network.find_recent(since)] == ids[:-6:-1]
    assert desk.routes() == ["GET /rest/posts"]
    assert desk.wire.broken() == []


def test_an_edit_is_read_back_and_keeps_card_and_pictures(desk: Desk) -> None:
    network = desk.linkedin()
    receipt = network.publish(post("Было", card_title="Карточка"), [jpeg()])
    desk.sandbox.calls.clear()
    seen = desk.watch()
    network.edit(receipt.external_id, post(RESERVED))
    (stands,) = desk.sandbox.wall("linkedin")
    assert stands.text == RESERVED
    assert stands.card is not None
    assert stands.card[0] == "Карточка"
    assert desk.routes() == ["GET /rest/posts/URN", "POST /rest/posts/URN", "GET /rest/posts/URN"]
    assert seen[1].headers["x-restli-method"] == "PARTIAL_UPDATE"
    network.edit(receipt.external_id, post(RESERVED))
    assert len(seen) == 4  # the same already: nothing is written
    assert desk.wire.broken() == []


@pytest.mark.parametrize("fault", ["server_error_after_accept", "cut_after_accept"])
def test_a_change_whose_answer_was_lost_is_seen_by_reading(desk: Desk, fault: str) -> None:
    network = desk.linkedin()
    receipt = network.publish(post("Было"), [])
    desk.fault(fault, "edit")
    network.edit(receipt.external_id, post("Стало"))
    desk.fault(fault, "delete")
    network.delete(receipt.external_id)
    assert desk.wall() == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [("503/SERVICE_UNAVAILABLE", Unavailable), ("403/ACCESS_DENIED", Forbidden), ("409/CONFLICT", Unavailable),
     ("429/TOO_MANY_REQUESTS", RateLimited), ("401/EXPIRED_ACCESS_TOKEN", Unauthorized)],
)  # fmt: skip
def test_a_refused_change_is_told_and_nothing_is_repeated(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    network = desk.linkedin()
    receipt = network.publish(post("Было"), [])
    desk.fail(code, "edit")
    with pytest.raises(kind):
        network.edit(receipt.external_id, post("Стало"))
    desk.fail(code, "delete")
    with pytest.raises(kind):
        network.delete(receipt.external_id)
    assert desk.wall() == ["Было"]
    assert [desk.routes().count(f"{verb} /rest/posts/URN") for verb in ("POST", "DELETE")] == [1, 1]


def test_a_change_that_does_not_show_is_a_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    network = desk.linkedin()
    receipt = network.publish(post("Было"), [])
    monkeypatch.setattr(desk.sandbox.world, "save", lambda _: None)
    monkeypatch.setattr(desk.sandbox.world, "delete", lambda *_: None)
    with pytest.raises(OutcomeUnknown, match="does not show it yet"):
        network.edit(receipt.external_id, post("Стало"))
    with pytest.raises(OutcomeUnknown, match="shows it all the same"):
        network.delete(receipt.external_id)


def test_a_change_that_cannot_be_read_back_is_a_question_a_deletion_is_not(desk: Desk) -> None:
    network = desk.linkedin()
    receipt = network.publish(post("Было"), [])
    desk.spare("read", 1)
    desk.fail("503/SERVICE_UNAVAILABLE", "read", times=2)
    with pytest.raises(OutcomeUnknown, match="could not be read back"):
        network.edit(receipt.external_id, post("Стало"))
    # LinkedIn's own word that it is deleted is enough.
    network.delete(receipt.external_id)
    assert desk.wall() == []


def test_what_is_not_there_counts_as_deleted_and_cannot_be_changed(desk: Desk) -> None:
    network = desk.linkedin()
    for identity in (GONE, "undefined", "urn:li:activity:1"):
        network.delete(identity)
        with pytest.raises(NotFound):
            network.edit(identity, post())
    assert desk.wire.broken() == []


# --- calls of the day ------------------------------------------------------------------------------------------------


def test_a_limit_that_the_operator_knows_is_obeyed_before_the_wall(desk: Desk) -> None:
    network = desk.linkedin(daily_posts=2, daily_calls=9)
    network.publish(post("Один"), [])
    network.find_recent(desk.clock())
    told = {quota.name: quota.remaining for quota in network.quotas()}
    assert told == {"new posts in the UTC day": 1, "looks at posts in the UTC day": 8}
    network.publish(post("Два"), [])
    spent = spent_quota(network.quotas(), Use.POSTING, desk.clock())
    assert spent is not None
    assert spent.resets_at is not None
    assert spent.resets_at - desk.clock() == timedelta(hours=15, minutes=5)


def test_a_limit_that_nobody_knows_is_met_three_times_then_waited_for(desk: Desk) -> None:
    desk.wire.control("quotas", network="linkedin", name="member:posts", used=5, limit=5)
    network = desk.linkedin(daily_posts=0)
    waits = []
    for _ in range(3):
        with pytest.raises(RateLimited) as caught:
            network.publish(post(), [])
        waits.append(caught.value.retry_after)
    assert waits == [timedelta(minutes=3), timedelta(minutes=3), timedelta(hours=15, minutes=5)]
    assert spent_quota(network.quotas(), Use.POSTING, desk.clock()) is not None
    desk.clock.forward(hours=15, minutes=6)
    network.publish(post(), [])
    assert spent_quota(network.quotas(), Use.POSTING, desk.clock()) is None


def test_no_secret_stands_in_an_address_or_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    network, seen = desk.linkedin(), desk.watch()
    network.publish(photos(), [jpeg()])
    network.find_recent(desk.clock())
    assert not [request for request in seen if TOKEN in unquote(request.path + request.raw_query)]
    stand = desk.sandbox.networks["linkedin"]
    refusal = stand.refusal
    echo = f'{{"message": "token {TOKEN} is odd", "status": 403}}'.encode()
    monkeypatch.setattr(stand, "refusal", lambda kind, code="": type(refusal(kind, code))(403, echo, {}))
    desk.fail("403", "publish")
    with pytest.raises(Forbidden) as caught:
        network.publish(post("Другое"), [])
    assert TOKEN not in f"{caught.value!r} {caught.value}"
    assert ORGANISATION not in str(caught.value)
