"""Posts in all forms, changed, taken down: against the stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.errors import (
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteError,
    Unavailable,
)
from bot.model.post import Form, Picture
from bot.networks.base import CanDelete, CanEdit, CanFetch, HasPrice, KnowsOwner, ReportsQuotas
from bot.sandbox import accounts
from bot.sandbox.wire import json_response
from tests.networks.telegram.desk import LINK, Desk, broken, jpeg, post

NAME = accounts.TELEGRAM_CHANNEL_USERNAME
NEW_ID = "-1009999999999"


def test_what_a_bot_can_do(desk: Desk) -> None:
    network = desk.telegram()
    for ability in (CanDelete, CanEdit, KnowsOwner):
        assert isinstance(network, ability)
    for ability in (CanFetch, ReportsQuotas, HasPrice):
        assert not isinstance(network, ability)


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_link_post_is_plain_text_with_the_articles_preview(desk: Desk) -> None:
    text = "*Итоги* _дня_ [№ 5](x) <b>&amp; `код` https://other.example.org"
    receipt = desk.telegram().publish(post(text), [jpeg()])
    (seen,) = desk.wall()
    assert (seen.text, seen.pictures) == (post(text).text, ())
    ((method, given),) = desk.asked
    assert method == "sendMessage"
    assert given == {
        "chat_id": int(accounts.TELEGRAM_CHANNEL), "text": post(text).text,
        "link_preview_options": {"url": LINK, "prefer_large_media": True},
    }  # fmt: skip
    assert receipt.external_id == seen.id
    assert receipt.permalink == f"https://t.me/{NAME}/{seen.id}"
    assert receipt.published_at == desk.clock()
    assert receipt.notes == ()
    assert desk.wire.broken() == []


@pytest.mark.parametrize("chat", [f"@{NAME}", NAME, f"https://t.me/{NAME}", accounts.TELEGRAM_CHANNEL.lstrip("-")])
def test_the_channel_by_each_of_its_names(desk: Desk, chat: str) -> None:
    network = desk.telegram(chat)
    network.require_owner()
    network.publish(post(), [])
    assert len(desk.wall()) == 1
    assert desk.wire.broken() == []


def test_a_private_channels_posts_are_for_its_members(desk: Desk) -> None:
    desk.switch("private", True)
    receipt = desk.telegram().publish(post(), [])
    assert receipt.permalink == f"https://t.me/c/1234567890/{receipt.external_id}"


def test_a_post_without_a_link_shows_no_preview(desk: Desk) -> None:
    desk.telegram().publish(post("См. https://other.example.org", form=Form.TEXT, link=None), [])
    assert desk.asked[0][1]["link_preview_options"] == {"is_disabled": True}


def test_readers_hear_no_sound_where_that_is_configured(desk: Desk) -> None:
    network = desk.telegram(endpoint=desk.endpoint({"silent": "True"}))
    network.publish(post(), [])
    assert desk.asked[0][1]["disable_notification"] is True


@pytest.mark.parametrize(("pictures", "method"), [(1, "sendPhoto"), (2, "sendMediaGroup"), (10, "sendMediaGroup")])
def test_photos_with_the_text_under_them(desk: Desk, pictures: int, method: str) -> None:
    receipt = desk.telegram().publish(post(form=Form.PHOTO), [jpeg()] * pictures)
    assert desk.methods() == [method]
    assert len(receipt.external_id.split(",")) == pictures
    assert receipt.permalink == f"https://t.me/{NAME}/{receipt.external_id.split(',')[0]}"
    assert receipt.notes == ()
    assert [seen.text for seen in desk.wall() if seen.text] == [post().text]
    assert sum(len(seen.pictures) for seen in desk.wall()) == pictures
    assert desk.wire.broken() == []


def test_more_pictures_than_an_album_takes_are_noted(desk: Desk) -> None:
    receipt = desk.telegram().publish(post(form=Form.PHOTO), [jpeg()] * 11)
    assert receipt.notes == ("sent without the pictures beyond 10",)
    assert len(receipt.external_id.split(",")) == 10


@pytest.mark.parametrize(
    ("extra", "method"), [(0, "sendPhoto"), (1, "sendMessage")]
)  # the limit counts UTF-16: an emoji is two
def test_a_text_too_long_for_a_caption_goes_out_with_the_preview(desk: Desk, extra: int, method: str) -> None:
    room = 1024 - len(post("").text)
    text = "😀" * (room // 2) + "я" * (room % 2 + extra)
    receipt = desk.telegram().publish(post(text, form=Form.PHOTO), [jpeg()])
    (seen,) = desk.wall()
    assert (desk.methods(), seen.text) == ([method], post(text).text)
    assert bool(receipt.notes) is bool(extra)
    assert all("sent without a picture" in note and "text_limit" in note for note in receipt.notes)
    assert desk.wire.broken() == []


def test_the_longest_text(desk: Desk) -> None:
    room = 4096 - len(post("").text)
    desk.telegram().publish(post("😀" * (room // 2) + "я" * (room % 2)), [])
    assert desk.wire.broken() == []
    with pytest.raises(Rejected):
        desk.telegram().publish(post("я" * (room + 1)), [])


@pytest.mark.parametrize(
    ("pictures", "methods", "kept"),
    [
        ([broken()], ["sendPhoto", "sendMessage"], 0),
        ([broken(), jpeg()], ["sendMediaGroup", "sendPhoto"], 1),
        ([jpeg(), broken(), jpeg()], ["sendMediaGroup", "sendMediaGroup"], 2),
        ([broken(), broken()], ["sendMediaGroup", "sendPhoto", "sendMessage"], 0),
        ([broken()] * 5, ["sendMediaGroup"] * 3 + ["sendMessage"], 0),
    ],
)
def test_what_is_refused_goes_out_in_the_next_plainer_form(
    desk: Desk, pictures: Sequence[Picture], methods: list[str], kept: int
) -> None:
    receipt = desk.telegram().publish(post(form=Form.PHOTO), pictures)
    assert desk.methods() == methods
    assert sum(len(seen.pictures) for seen in desk.wall()) == kept
    assert [seen.text for seen in desk.wall() if seen.text] == [post().text]
    assert len(receipt.notes) == len(methods) - 1
    assert all("sent without a picture" in note for note in receipt.notes)


@pytest.mark.parametrize("code", ["caption-too-long", "not-enough-rights-photos", "too-large", "400/PHOTO_EXT_INVALID"])
@pytest.mark.parametrize("pictures", [1, 3])
def test_other_refusals_of_a_photo_that_leave_the_text(desk: Desk, code: str, pictures: int) -> None:
    # Of an album it is not told which picture was meant: the first is tried alone.
    desk.fail(code, "publish", times=min(pictures, 2))
    receipt = desk.telegram().publish(post(form=Form.PHOTO), [jpeg()] * pictures)
    assert "sent without a picture" in receipt.notes[0]
    assert len(desk.wall()) == 1


@pytest.mark.parametrize(("code", "kind"), [("kicked", Forbidden), ("429/5", RateLimited), ("500", OutcomeUnknown)])
def test_no_other_refusal_is_followed_by_a_second_call(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fail(code, "publish")
    with pytest.raises(kind):
        desk.telegram().publish(post(form=Form.PHOTO), [jpeg(), jpeg()])
    assert desk.wall() == []
    assert len([call for call in desk.sandbox.calls if call[1] == "publish"]) <= 1


@pytest.mark.parametrize("result", [True, None, {}, []])
def test_a_yes_without_a_message_may_be_out(desk: Desk, result: object) -> None:
    desk.watch({"sendMessage": json_response({"ok": True, "result": result})})
    with pytest.raises(OutcomeUnknown):
        desk.telegram().publish(post(), [])


def test_an_upgraded_group_answers_under_its_new_id(desk: Desk) -> None:
    refusal = {
        "ok": False, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": int(accounts.TELEGRAM_CHANNEL)},
    }  # fmt: skip
    network = desk.telegram("-4242")
    desk.watch({"getChat": json_response(refusal, 400)})
    with pytest.raises(RemoteError):
        network.require_owner()
    desk.watch({})
    receipt = network.publish(post(), [])
    assert [given.get("chat_id") for _, given in desk.asked][-1] == int(accounts.TELEGRAM_CHANNEL)
    assert f'id = "{accounts.TELEGRAM_CHANNEL}"' in receipt.notes[0]
    assert len(desk.wall()) == 1


def test_the_stand_ins_group_that_moved(desk: Desk) -> None:
    desk.fail("upgraded", "publish", times=None)
    with pytest.raises(RemoteError) as caught:
        desk.telegram().publish(post(), [])
    # Refused under the new id as well: nothing is tried a third time.
    assert len([call for call in desk.sandbox.calls if call[1] == "publish"]) == 2
    assert "new id" in str(caught.value)


# --- finding and measuring -------------------------------------------------------------------------------------------


def test_what_cannot_be_read_does_not_look_as_if_it_were_not_there(desk: Desk) -> None:
    network = desk.telegram()
    receipt = network.publish(post(), [])
    asked = len(desk.asked)
    with pytest.raises(Forbidden, match="cannot read a channel back"):
        network.find_recent(desk.clock() - timedelta(hours=1))
    (taken,) = network.read_engagement([receipt.external_id, receipt.external_id])
    assert not taken.gone
    assert not taken.figures
    assert len(desk.asked) == asked


# --- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pictures", [0, 1, 3])
def test_an_edit_finds_text_or_caption(desk: Desk, pictures: int) -> None:
    network = desk.telegram()
    identity = network.publish(post(form=Form.PHOTO if pictures else Form.LINK), [jpeg()] * pictures).external_id
    desk.asked.clear()
    network.edit(identity, post("Стало", form=Form.PHOTO if pictures else Form.LINK))
    assert desk.methods() == ["editMessageCaption" if pictures else "editMessageText"]
    assert [seen.text for seen in desk.wall() if seen.text] == [post("Стало").text]
    assert sum(len(seen.pictures) for seen in desk.wall()) == pictures
    # Once more says that it reads so already, which is what was asked for.
    network.edit(identity, post("Стало", form=Form.PHOTO if pictures else Form.LINK))
    assert desk.wire.broken() == []


def test_an_edit_of_a_post_that_became_another_form(desk: Desk) -> None:
    network = desk.telegram()
    as_text = network.publish(post(form=Form.PHOTO), [broken()]).external_id
    as_photo = network.publish(post("Фото", form=Form.PHOTO), [jpeg()]).external_id
    desk.asked.clear()
    network.edit(as_text, post("Первая", form=Form.PHOTO))
    network.edit(as_photo, post("Вторая", form=Form.LINK))
    assert desk.methods() == ["editMessageCaption", "editMessageText"] * 1 + ["editMessageText", "editMessageCaption"]
    assert {seen.text for seen in desk.wall()} == {post("Первая").text, post("Вторая").text}


@pytest.mark.parametrize(
    ("code", "kind"), [("edit-not-found", NotFound), ("edit-forbidden", Forbidden), ("502", OutcomeUnknown),
                       ("no-text", Misused), ("text-too-long", Rejected)],
)  # fmt: skip
def test_an_edit_that_is_refused(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    network = desk.telegram()
    identity = network.publish(post(), []).external_id
    desk.fail(code, "edit", times=None)
    with pytest.raises(kind):
        network.edit(identity, post("Стало"))
    assert desk.wall()[0].text == post().text


def test_an_edit_that_shows_another_text_is_not_confirmed(desk: Desk) -> None:
    network = desk.telegram()
    identity = network.publish(post(), []).external_id
    message = {"message_id": int(identity), "date": 1, "chat": {"id": 1}, "text": "Другое"}
    desk.watch({"editMessageText": json_response({"ok": True, "result": message})})
    with pytest.raises(OutcomeUnknown, match="not confirmed"):
        network.edit(identity, post("Стало"))
    with pytest.raises(NotFound):
        network.edit("no id", post())


# --- taking down -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pictures", [1, 4])
def test_all_of_an_album_is_taken_down(desk: Desk, pictures: int) -> None:
    network = desk.telegram()
    identity = network.publish(post(form=Form.PHOTO), [jpeg()] * pictures).external_id
    kept = network.publish(post("Остаётся"), []).external_id
    for _ in range(2):
        network.delete(identity)
        assert [seen.id for seen in desk.wall()] == [kept]
    network.delete("no id")
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("code", "kind"), [("delete-forbidden", Forbidden), ("delete-for-everyone", Forbidden), ("500", OutcomeUnknown)]
)
def test_a_deletion_that_is_refused(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    network = desk.telegram()
    identity = network.publish(post(), []).external_id
    desk.fail(code, "delete")
    with pytest.raises(kind):
        network.delete(identity)
    desk.watch({"deleteMessage": json_response({"ok": True, "result": False})})
    with pytest.raises(Unavailable):
        network.delete(identity)
    assert len(desk.wall()) == 1
