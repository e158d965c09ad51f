"""Posts in every form by every set of credentials, found again, changed, taken down: what stands on the wall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import (
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.model.post import Form
from bot.model.quota import Use, spent_quota
from bot.networks.base import CanDelete, CanEdit, CanFetch, HasPrice, KnowsOwner, ReportsQuotas
from bot.networks.sessions import OneCallSession
from bot.networks.vk.auth import PACE_S, Client
from bot.networks.vk.calls import HOSTS
from bot.sandbox import accounts
from tests.networks.vk.desk import ALL, COMMUNITY, LINK, SERVICE, TOKENS, USER, Desk, broken, jpeg, post

NO_CARD = "the link stands in the text, without a card: "
BARE = "sent without a picture"
WAYS = [(COMMUNITY,), (USER,), (COMMUNITY, SERVICE), (COMMUNITY, USER), (SERVICE, USER), ALL]


def no_picture_on_the_page(desk: Desk) -> None:
    desk.switch("og_images", {"https://mission.example.org/": False})


def test_what_vk_can_do(desk: Desk) -> None:
    network = desk.vk()
    for ability in (CanDelete, CanEdit, CanFetch, KnowsOwner, ReportsQuotas):
        assert isinstance(network, ability)
    assert not isinstance(network, HasPrice)


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", WAYS)
@pytest.mark.parametrize("form", [Form.LINK, Form.PHOTO])
def test_every_set_of_credentials_posts_what_it_can(desk: Desk, names: tuple[str, ...], form: Form) -> None:
    receipt = desk.vk(*names).publish(post(form=form), [jpeg(), jpeg()])
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.text, seen.link, len(seen.pictures)) == ("Новость дня", LINK, 2 if USER in names else 0)
    assert receipt.external_id == seen.id
    assert receipt.permalink == f"https://vk.com/wall-{accounts.VK_COMMUNITY}_{seen.id}"
    assert receipt.notes == (() if USER in names else (f"{BARE}: only a user_token may upload one",))
    assert desk.wire.broken() == []


@pytest.mark.parametrize("names", [ALL, (USER,)])
def test_the_user_token_uploads_and_the_communitys_own_key_posts(desk: Desk, names: tuple[str, ...]) -> None:
    seen = desk.watch()
    desk.vk(*names).publish(post(), [jpeg()])
    tokens = {method: request.form().get("access_token") for method, request in seen if "upload" not in method}
    assert list(tokens) == ["utils.checkLink", "photos.getWallUploadServer", "photos.saveWallPhoto", "wall.post"]
    assert tokens["photos.getWallUploadServer"] == tokens["photos.saveWallPhoto"] == TOKENS[USER]
    assert tokens["wall.post"] == TOKENS[names[0]]
    assert not [
        secret for _, request in seen for secret in TOKENS.values() if secret in f"{request.path}{request.raw_query}"
    ]


def test_ten_pictures_beside_the_link_and_no_more(desk: Desk) -> None:
    desk.vk().publish(post(), [jpeg()] * 12)
    (seen,) = desk.sandbox.wall("vk")
    assert (len(seen.pictures), seen.link) == (10, LINK)
    assert desk.wire.broken() == []


def test_a_post_without_link_asks_nothing_about_it(desk: Desk) -> None:
    desk.vk().publish(post(link=None), [])
    assert desk.routes() == ["wall.post"]


def test_the_same_try_again_within_the_hour_is_the_same_post(desk: Desk) -> None:
    network = desk.vk()
    desk.fault("cut_after_accept", "publish")
    with pytest.raises(OutcomeUnknown):
        network.publish(post(), [])
    (seen,) = desk.sandbox.wall("vk")
    assert network.publish(post(), []).external_id == seen.id
    assert len(desk.sandbox.wall("vk")) == 1


@pytest.mark.parametrize(
    "body", [b'{"response": {}}', b'{"response": {"post_id": "x"}}', b"{}", b"[]", b"7", b"<html>", b""]
)
def test_a_yes_without_a_post_is_a_question(desk: Desk, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    stand = desk.sandbox.networks["vk"]
    refusal = stand.refusal
    monkeypatch.setattr(stand, "refusal", lambda kind, code="": type(refusal(kind, "1"))(200, body, {}))
    desk.fault("server_error", "publish")
    with pytest.raises(OutcomeUnknown):
        desk.vk(COMMUNITY).publish(post(link=None), [])


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, b"<html>", OutcomeUnknown), (500, b'{"error": {"error_code": 15, "error_msg": "m"}}', Forbidden),
        (403, b"<html>", Unavailable), (429, b"", RateLimited), (404, b"", Misused),
    ],
)  # fmt: skip
def test_what_stands_in_front_of_the_api(
    desk: Desk, status: int, body: bytes, kind: type[RemoteError], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = desk.sandbox.networks["vk"]
    refusal = stand.refusal
    monkeypatch.setattr(stand, "refusal", lambda kind, code="": type(refusal(kind, "1"))(status, body, {}))
    desk.fault("server_error", "publish")
    with pytest.raises(RemoteError) as caught:
        desk.vk(COMMUNITY).publish(post(link=None), [])
    assert type(caught.value) is kind


# --- cards -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pictures", [0, 2])
def test_a_page_without_picture_puts_the_link_into_the_text_once(desk: Desk, pictures: int) -> None:
    no_picture_on_the_page(desk)
    receipt = desk.vk().publish(post(), [jpeg()] * pictures)
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.text, seen.link, len(seen.pictures)) == (f"Новость дня\n\n{LINK}", None, pictures)
    assert [note.startswith(NO_CARD) for note in receipt.notes] == [True]
    assert desk.routes().count("wall.post") == 2
    assert desk.wire.broken() == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after_accept", "server_error"])
def test_a_first_call_of_unknown_outcome_is_the_last(desk: Desk, kind: str) -> None:
    no_picture_on_the_page(desk)
    desk.fault(kind, "publish")
    with pytest.raises(OutcomeUnknown):
        desk.vk().publish(post(), [])
    assert desk.routes().count("wall.post") == 1


@pytest.mark.parametrize(
    ("code", "kind"), [("100/no photo", Rejected), ("1", OutcomeUnknown), ("214/50 posts", RateLimited)]
)
def test_what_the_second_form_ends_in_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fail("100/link_photo_sizing_rule", "publish")
    desk.fail(code, "publish", times=None)
    with pytest.raises(RemoteError) as caught:
        desk.vk().publish(post(), [])
    assert type(caught.value) is kind
    assert desk.routes().count("wall.post") == 2


def test_another_wrong_parameter_is_no_matter_of_the_card(desk: Desk) -> None:
    desk.fail("100", "publish")
    with pytest.raises(Misused):
        desk.vk().publish(post(), [])
    assert desk.routes().count("wall.post") == 1


def test_a_link_that_has_no_room_in_the_text_is_not_put_there(desk: Desk) -> None:
    no_picture_on_the_page(desk)
    with pytest.raises(Rejected, match="no card"):
        desk.vk(text_limit=20).publish(post(), [])
    assert desk.routes().count("wall.post") == 1


def test_a_banned_link_is_refused_before_it_is_posted(desk: Desk) -> None:
    desk.switch("forbidden_hosts", ["mission.example.org"])
    with pytest.raises(Rejected, match="bans"):
        desk.vk().publish(post(), [jpeg()])
    assert desk.routes() == ["utils.checkLink"]


@pytest.mark.parametrize("code", ["10", "15", "9", "14"])
def test_a_question_about_the_link_that_fails_costs_nothing(desk: Desk, code: str) -> None:
    desk.fail(code, "read")
    assert desk.vk(COMMUNITY).publish(post(), []).notes == ()


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_refused_picture_is_tried_twice_and_left_out(desk: Desk) -> None:
    receipt = desk.vk().publish(post(), [broken(), jpeg()])
    (seen,) = desk.sandbox.wall("vk")
    assert len(seen.pictures) == 1
    assert receipt.notes == (f"{BARE}: VK's upload server took no picture",)
    assert desk.routes().count("upload") == 3
    assert desk.wire.broken() == []


@pytest.mark.parametrize("code", ["22", "114", "118", "121", "122", "129"])
def test_an_upload_that_went_wrong_is_made_anew_once(desk: Desk, code: str) -> None:
    desk.fail(code, "upload")
    receipt = desk.vk().publish(post(), [jpeg()])
    assert receipt.notes == ()
    assert len(desk.sandbox.wall("vk")[0].pictures) == 1
    desk.fail(code, "upload", times=2)
    again = desk.vk().publish(post(mark="m2"), [jpeg()])
    assert again.notes[0].startswith(f"{BARE}: ")


@pytest.mark.parametrize(
    ("code", "uploads"), [("13000", 2), ("15/1133", 2), ("200", 2), ("100", 2), ("5", 1), ("9", 1), ("14", 1), ("17", 1), ("29", 1)]
)  # fmt: skip
def test_an_upload_refused_degrades_where_another_key_posts(desk: Desk, code: str, uploads: int) -> None:
    desk.fail(code, "upload", times=None)
    receipt = desk.vk().publish(post(), [jpeg(), jpeg()])
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.pictures, seen.link) == ((), LINK)
    assert len(receipt.notes) == uploads
    assert all(note.startswith(BARE) for note in receipt.notes)
    # A refusal of the token is not asked for again: a captcha never in a loop.
    assert desk.routes().count("photos.getWallUploadServer") == uploads


@pytest.mark.parametrize(("code", "kind"), [("5", Unauthorized), ("9", RateLimited), ("14", PersonNeeded)])
def test_a_refusal_of_the_token_that_posts_too_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fail(code, "upload")
    with pytest.raises(kind):
        desk.vk(USER).publish(post(), [jpeg()])
    assert desk.sandbox.wall("vk") == []


def test_an_upload_out_of_reach_leaves_nothing(desk: Desk) -> None:
    desk.fault("cut_before", "upload")
    with pytest.raises(Unavailable):
        desk.vk().publish(post(), [jpeg()])
    assert "wall.post" not in desk.routes()


def test_the_fallback_address_serves_where_the_first_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    photos = desk.sandbox.networks["vk"]._photos  # type: ignore[attr-defined]
    server = photos.server

    def moved(*given: object) -> dict[str, object]:
        told = server(*given)
        return {**told, "upload_url": "http://127.0.0.1:9/upload/x", "fallback_upload_url": told["upload_url"]}

    monkeypatch.setattr(photos, "server", moved)
    assert desk.vk().publish(post(), [jpeg()]).notes == ()
    assert len(desk.sandbox.wall("vk")[0].pictures) == 1


@pytest.mark.parametrize("changes", [{"width": 2100, "height": 100}, {"content": b"x" * (50 * 1024 * 1024 + 1)}])
def test_what_vk_never_takes_is_not_sent(desk: Desk, changes: dict[str, object]) -> None:
    receipt = desk.vk().publish(post(), [jpeg(**changes)])
    assert receipt.notes[0].startswith(f"{BARE}: VK takes none")
    assert "upload" not in desk.routes()


def test_pictures_refused_by_the_post_itself_are_left_out_once(desk: Desk) -> None:
    desk.fail("122", "publish")
    receipt = desk.vk().publish(post(), [jpeg()])
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.pictures, seen.link) == ((), LINK)
    assert len(receipt.notes) == 1
    assert desk.routes().count("wall.post") == 2


def test_pictures_that_take_too_long_are_left_out(desk: Desk) -> None:
    network = desk.vk()

    def slow_clock() -> object:
        desk.clock.forward(seconds=5)
        return desk.clock()

    network._publisher._clock = slow_clock  # type: ignore[assignment]
    receipt = network.publish(post(), [jpeg()] * 4)
    assert receipt.notes == (f"{BARE}: VK took the ones before too slowly",) * 2


# --- pictures by the album of messages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "shown", "note"),
    [
        ("works", 1, None), ("invisible", 0, "VK took it and does not show it"),
        ("refused", 0, "no card can be made"),
    ],
)  # fmt: skip
def test_a_community_key_may_try_the_album_of_messages(desk: Desk, switch: str, shown: int, note: str | None) -> None:
    desk.switch("messages_photo_on_wall", switch)
    network = desk.vk(COMMUNITY, SERVICE, options={"messages_dialog": "1"})
    receipt = network.publish(post(), [jpeg()])
    (seen,) = desk.sandbox.wall("vk")
    assert (len(seen.pictures), seen.link) == (shown, LINK)
    assert [note in told and told.startswith(BARE) for told in receipt.notes] == ([True] if note else [])  # type: ignore[operator]
    assert desk.wire.broken() == []


def test_refused_by_the_picture_and_then_by_the_page(desk: Desk) -> None:
    desk.switch("messages_photo_on_wall", "refused")
    no_picture_on_the_page(desk)
    receipt = desk.vk(COMMUNITY, options={"messages_dialog": "1"}).publish(post(), [jpeg()])
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.text, seen.link, seen.pictures) == (f"Новость дня\n\n{LINK}", None, ())
    assert [note.split(":")[0] for note in receipt.notes] == [BARE, "the link stands in the text, without a card"]
    assert desk.routes().count("wall.post") == 3


@pytest.mark.parametrize("names", [(COMMUNITY,), (COMMUNITY, SERVICE)])
def test_nothing_after_the_visible_call_can_raise(desk: Desk, names: tuple[str, ...]) -> None:
    desk.fail("10", "measure", times=None)
    receipt = desk.vk(*names, options={"messages_dialog": "1"}).publish(post(), [jpeg()])
    assert receipt.notes == ("whether the picture shows is not known: it went by the album of messages",)


# --- found again -----------------------------------------------------------------------------------------------------


def test_a_community_key_alone_says_that_it_cannot_look(desk: Desk) -> None:
    network = desk.vk(COMMUNITY)
    for look in (
        lambda: network.find_recent(desk.clock()),
        lambda: network.fetch("1"),
        lambda: network.read_engagement(["1"]),
    ):
        with pytest.raises(Forbidden, match="service_key"):
            look()
    assert desk.routes() == []


@pytest.mark.parametrize("names", [(COMMUNITY, SERVICE), (USER,)])
def test_the_newest_posts_are_paged_through_to_their_beginning(desk: Desk, names: tuple[str, ...]) -> None:
    pinned = desk.by_hand(1)[0]
    desk.clock.forward(minutes=1)
    early = desk.clock()
    ids = []
    for _ in range(230):
        ids += desk.by_hand(1)
        desk.clock.forward(seconds=2)
    desk.switch("pinned", pinned)
    network = desk.vk(*names)
    assert [found.external_id for found in network.find_recent(early)] == ids[::-1]
    assert desk.routes() == ["wall.get"] * 3
    newest = network.find_recent(desk.clock() - timedelta(seconds=9))
    assert [found.external_id for found in newest] == ids[:-5:-1]
    assert network.find_recent(desk.clock() + timedelta(minutes=5)) == []
    assert desk.routes() == ["wall.get"] * 5
    assert desk.wire.broken() == []


def test_a_found_post_has_its_link(desk: Desk) -> None:
    network = desk.vk()
    network.publish(post("Ты & я <3"), [jpeg()])
    (found,) = network.find_recent(desk.clock())
    assert (found.text, found.links, found.created_at) == ("Ты & я <3", (LINK,), desk.clock())


@pytest.mark.parametrize("identity", ["", "abc", "-1", "1,2", "9" * 30])
def test_an_id_that_is_none_is_not_there_and_not_asked_for(desk: Desk, identity: str) -> None:
    network = desk.vk()
    assert network.fetch(identity) is None
    network.delete(identity)
    assert desk.routes() == []


def test_a_deleted_post_is_not_there_in_either_shape(desk: Desk) -> None:
    network = desk.vk()
    receipt = network.publish(post(), [])
    network.delete(receipt.external_id)
    assert network.fetch(receipt.external_id) is None
    desk.switch("deleted_shown", True)
    assert network.fetch(receipt.external_id) is None


# --- changed, taken down ---------------------------------------------------------------------------------------------


def test_an_edit_changes_the_text_and_nothing_else(desk: Desk) -> None:
    network = desk.vk()
    receipt = network.publish(post("Было"), [jpeg(), jpeg()])
    before = desk.sandbox.wall("vk")[0]
    network.edit(receipt.external_id, post("Стало"))
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.text, seen.link, seen.pictures) == ("Стало", LINK, before.pictures)
    desk.sandbox.calls.clear()
    network.edit(receipt.external_id, post("Стало"))
    assert desk.routes() == ["wall.getById"]  # it reads so already
    assert desk.wire.broken() == []


def test_a_link_that_stands_in_the_text_stays_there(desk: Desk) -> None:
    no_picture_on_the_page(desk)
    network = desk.vk()
    receipt = network.publish(post("Было"), [])
    network.edit(receipt.external_id, post("Стало"))
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.text, seen.link) == (f"Стало\n\n{LINK}", None)


def test_a_page_that_lost_its_picture_moves_the_link_into_the_text(desk: Desk) -> None:
    network = desk.vk()
    receipt = network.publish(post("Было"), [jpeg()])
    no_picture_on_the_page(desk)
    network.edit(receipt.external_id, post("Стало"))
    (seen,) = desk.sandbox.wall("vk")
    assert (seen.text, seen.link, len(seen.pictures)) == (f"Стало\n\n{LINK}", None, 1)
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("kind", "changed"), [("cut_after_accept", True), ("server_error_after_accept", True), ("cut_before", False), ("server_error", False)]
)  # fmt: skip
def test_a_lost_answer_to_an_edit_is_settled_by_reading(desk: Desk, kind: str, changed: bool) -> None:
    network = desk.vk()
    receipt = network.publish(post("Было"), [])
    desk.fault(kind, "edit")
    if changed:
        network.edit(receipt.external_id, post("Стало"))
    else:
        with pytest.raises(OutcomeUnknown):
            network.edit(receipt.external_id, post("Стало"))
    assert desk.sandbox.wall("vk")[0].text == ("Стало" if changed else "Было")
    assert desk.routes().count("wall.edit") == 1


def test_a_change_that_does_not_show_is_a_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    network = desk.vk()
    receipt = network.publish(post("Было"), [])
    monkeypatch.setattr(desk.sandbox.world, "save", lambda _: None)
    with pytest.raises(OutcomeUnknown, match="does not show"):
        network.edit(receipt.external_id, post("Стало"))


@pytest.mark.parametrize(
    ("code", "kind"), [("15", Forbidden), ("224", RateLimited), ("5", Unauthorized), ("14", PersonNeeded)]
)
def test_a_refused_edit_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    network = desk.vk()
    receipt = network.publish(post("Было"), [])
    desk.fail(code, "edit")
    with pytest.raises(kind):
        network.edit(receipt.external_id, post("Стало"))


def test_what_is_not_there_cannot_be_edited(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.vk().edit("999", post())


@pytest.mark.parametrize("names", [(COMMUNITY,), (COMMUNITY, SERVICE)])
def test_without_a_user_token_nothing_is_changed(desk: Desk, names: tuple[str, ...]) -> None:
    network = desk.vk(*names)
    with pytest.raises(Forbidden, match="yourself"):
        network.edit("1", post())
    with pytest.raises(Forbidden, match="yourself"):
        network.delete("1")
    assert desk.routes() == []


@pytest.mark.parametrize(
    ("kind", "code", "gone"),
    [
        ("cut_after_accept", "", True), ("server_error_after_accept", "", True), ("error_after_accept", "104", True),
        ("error_after_accept", "210", True), ("cut_before", "", False), ("server_error", "", False),
    ],
)  # fmt: skip
def test_a_deletion_is_settled_by_reading(desk: Desk, kind: str, code: str, gone: bool) -> None:
    network = desk.vk()
    receipt = network.publish(post(), [])
    desk.sandbox.faults.add("vk", kind, "delete", code=code, times=1)
    if gone:
        network.delete(receipt.external_id)
    else:
        with pytest.raises(OutcomeUnknown):
            network.delete(receipt.external_id)
    assert (desk.sandbox.wall("vk") == []) is gone
    assert desk.routes().count("wall.delete") == 1


def test_a_deletion_that_does_not_show_is_a_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    network = desk.vk()
    receipt = network.publish(post(), [])
    monkeypatch.setattr(desk.sandbox.world, "save", lambda _: None)
    with pytest.raises(OutcomeUnknown, match="shows it all the same"):
        network.delete(receipt.external_id)


@pytest.mark.parametrize(
    ("code", "kind"), [("210", Forbidden), ("104", NotFound), ("703", PersonNeeded), ("15", Forbidden), ("6", RateLimited)]
)  # fmt: skip
def test_a_refused_deletion_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    network = desk.vk()
    receipt = network.publish(post(), [])
    desk.fail(code, "delete")
    with pytest.raises(kind):
        network.delete(receipt.external_id)
    assert len(desk.sandbox.wall("vk")) == 1


# --- whose it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [accounts.VK_COMMUNITY, f"-{accounts.VK_COMMUNITY}"])
@pytest.mark.parametrize("names", [(COMMUNITY,), (USER,), ALL])
def test_the_owner_is_asked_once(desk: Desk, names: tuple[str, ...], group: str) -> None:
    network = desk.vk(*names, group=group)
    network.require_owner()
    network.require_owner()
    assert desk.routes() == ["groups.getById"]
    assert desk.wire.broken() == []


def test_another_communitys_key_is_named(desk: Desk) -> None:
    with pytest.raises(Forbidden, match=rf"\({accounts.VK_COMMUNITY}\), not to 777"):
        desk.vk(COMMUNITY, group="777").require_owner()


@pytest.mark.parametrize(("level", "able"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_user_must_be_an_editor(desk: Desk, level: int, able: bool) -> None:
    desk.switch("admin_level", level)
    network = desk.vk(USER)
    if able:
        network.require_owner()
    else:
        with pytest.raises(Forbidden, match="no editor"):
            network.require_owner()


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, True])
def test_the_fiftieth_post_is_the_last_of_its_day_unless_vk_verified(desk: Desk, verified: bool) -> None:
    desk.switch("verified", verified)
    network = desk.vk(COMMUNITY)
    network.require_owner()
    for number in range(50):
        network.publish(post(mark=f"m{number}", link=None), [])
    spent = spent_quota(network.quotas(), Use.POSTING, desk.clock())
    assert (spent is None) is verified
    if spent is not None:
        assert spent.resets_at == desk.clock() + timedelta(days=1)
        with pytest.raises(RateLimited) as caught:
            network.publish(post(mark="last", link=None), [])
        assert caught.value.retry_after == timedelta(days=1)


def test_calls_are_counted_and_told_once(desk: Desk) -> None:
    network = desk.vk()
    assert network.quotas() == []
    network.publish(post(), [jpeg()])
    network.find_recent(desk.clock())
    told = {quota.name: quota for quota in network.quotas()}
    assert told["calls of the app this month"].remaining == 9_997  # two of the upload, one look
    assert told["posts in 24 hours"].remaining == 49
    assert network.quotas() == []


def test_calls_keep_each_tokens_pace(desk: Desk) -> None:
    for name, pace_s in PACE_S.items():
        client = Client(TOKENS[name], "5.199", OneCallSession(desk.endpoint(), HOSTS), pace_s, desk.naps.append)
        desk.naps.clear()
        for _ in range(3):
            client.answer("groups.getById", {"group_id": accounts.VK_COMMUNITY})
        client.http.close()
        # Nobody really slept: each call is put off further than the one before.
        assert all(0 < nap <= pace_s * number for number, nap in enumerate(desk.naps, 1))
