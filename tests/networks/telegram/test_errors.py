"""Every line of Telegram's table, repeated by hand and provoked once through the stand-in; no token anywhere."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
    Duplicate,
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)  # fmt: skip
from bot.networks.telegram.errors import (
    TABLE,
    answer_of,
    cleaned,
    error_of,
    is_about_pictures,
    moved_to,
    number_in_album,
    words_of,
)
from bot.sandbox.telegram.errors import LINES as STAND_INS
from tests.networks.telegram.desk import TOKEN, Desk, post

Kind = type[RemoteError]

LINES: dict[Kind, str] = {
    Misused: "400 chat_id is empty; 400 can't parse entities; 400 unsupported parse_mode; "
    "400 message to be replied not found; 400 there is no text in the message to edit; "
    "400 there is no caption in the message to edit; 400 message identifiers are not specified; "
    "400 too many message identifiers specified; 400 invalid message identifier specified; "
    "400 too many messages to send as an album; 400 there are no messages to send; 404; 404 method not found",
    PersonNeeded: "400 group chat was upgraded to a supergroup chat",
    Forbidden: "400 chat not found; 400 group chat was deactivated; 400 need administrator rights in the channel chat; "
    "400 not enough rights to send text messages to the chat; 400 have no rights to send a message; "
    "400 chat_write_forbidden; 400 chat_admin_required; 400 chat_restricted; 400 channel_private; "
    "400 member list is inaccessible; 400 message can't be edited; 400 message can't be deleted; "
    "400 message can't be deleted for everyone; 403; 403 bot is not a member of the channel chat; "
    "403 bot was kicked from the channel chat; 403 bot is not a member of the supergroup chat; "
    "403 bot was kicked from the supergroup chat; 403 the group chat was deleted; 403 bot was blocked by the user; "
    "403 user is deactivated; 409 can't use getupdates method while webhook is active",
    Rejected: "400; 400 message text is empty; 400 message is too long; 400 message caption is too long; "
    "400 media_caption_too_long",
    NotFound: "400 user not found; 400 message to edit not found; 400 message to delete not found",
    Duplicate: "400 message is not modified",
    PictureRefused: "400 not enough rights to send photos to the chat; 400 there is no photo in the request; "
    "400 file must be non-empty; 400 file of size bytes is too big for a photo; 400 photo_invalid_dimensions; "
    "400 image_process_failed; 400 photo_save_file_invalid; 400 wrong file identifier/http url specified; "
    "400 failed to get http url content; 400 wrong type of the web page content; 413",
    Unauthorized: "401; 401 invalid token specified",
    Unavailable: "409; 409 terminated by other getupdates request",
    RateLimited: "429",
    OutcomeUnknown: "500; 500 restart; 502",
}
PAIRS = [(code, kind) for kind, codes in LINES.items() for code in codes.split("; ")]
#: Waits of our own, where Telegram names none.
WAITS = {"429": timedelta(minutes=1), "409": timedelta(minutes=1)}


def as_read(kind: Kind) -> Kind:
    """A read is never of unknown outcome, and holds no content that could be refused."""
    return {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)


@pytest.mark.parametrize(("code", "kind"), PAIRS)
def test_each_line(code: str, kind: Kind) -> None:
    status, _, words = code.partition(" ")
    answer = {"ok": False, "error_code": int(status), "description": f"Bad Request: {words.capitalize()}"}
    on_write, on_read = error_of(answer, 200, writes=True), error_of(answer, 200, writes=False)
    assert (type(on_write), type(on_read)) == (kind, as_read(kind))
    assert on_write.code == on_read.code == code
    assert on_write.retry_after == WAITS.get(code)


def test_the_second_hand_knows_every_line() -> None:
    assert {code for code, _ in PAIRS} == set(TABLE)
    for line in TABLE.values():
        assert line.meaning
        assert line.source
        assert line.read_on.isoformat() == "2026-11-25"


def test_the_stand_ins_lines_as_a_post_meets_them(desk: Desk) -> None:
    network, kinds = desk.telegram(), dict(PAIRS)
    for name, (status, words) in STAND_INS.items():
        code = f"{status} {words_of(words)}".strip()
        if name == "upgraded":
            continue  # The new id that comes with it is followed: see test_publish.
        desk.fail(name, "publish")
        with pytest.raises(RemoteError) as caught:
            network.publish(post(), [])
        assert type(caught.value) is kinds[code if code in kinds else str(status)], name
        assert code in kinds or not words or status == 429, f"{name} is judged by its status alone"
        assert TOKEN not in f"{caught.value!r} {caught.value.__context__!r}"
    assert desk.wall() == []
    assert desk.methods() == []


@pytest.mark.parametrize(
    ("words", "kind", "code", "number"),
    [("IMAGE_PROCESS_FAILED", PictureRefused, "400 image_process_failed #2", 2), ("WORD", Rejected, "400 #2", 2),
     ("CHAT_WRITE_FORBIDDEN", Forbidden, "400 chat_write_forbidden #2", 2)],
)  # fmt: skip
def test_which_picture_of_an_album_is_refused(words: str, kind: Kind, code: str, number: int) -> None:
    told = f'Bad Request: failed to send message #2 with the error message "{words}"'
    error = error_of({"error_code": 400, "description": told}, 400, writes=True)
    assert (type(error), error.code, number_in_album(error)) == (kind, code, number)
    assert is_about_pictures(error) is (kind is not Forbidden)


@pytest.mark.parametrize(
    ("body", "wait"),
    [({"retry_after": 35}, timedelta(seconds=35)), ({"retry_after": 0}, timedelta(minutes=1)),
     ({"retry_after": "35"}, timedelta(minutes=1)), ({"retry_after": True}, timedelta(minutes=1)),
     (None, timedelta(minutes=1)), ([], timedelta(minutes=1))],
)  # fmt: skip
def test_how_long_to_wait(body: object, wait: timedelta) -> None:
    answer = {"error_code": 429, "description": "Too Many Requests: retry after 35", "parameters": body}
    error = error_of(answer, 429, writes=True)
    assert (type(error), error.code, error.retry_after) == (RateLimited, "429", wait)


def test_the_wait_comes_through(desk: Desk) -> None:
    desk.fail("429/60", "publish")
    with pytest.raises(RateLimited) as caught:
        desk.telegram().publish(post(), [])
    assert caught.value.retry_after == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("status", "body", "write", "read"),
    [
        (200, b"<html>", OutcomeUnknown, Unavailable),
        (200, b"", OutcomeUnknown, Unavailable),
        (200, b'{"half":', OutcomeUnknown, Unavailable),
        (200, b"[]", OutcomeUnknown, Unavailable),
        (302, b"", OutcomeUnknown, Unavailable),
        (502, b"<html>", OutcomeUnknown, Unavailable),
        (503, b"", OutcomeUnknown, Unavailable),
        (408, b"", OutcomeUnknown, Unavailable),
        (405, b"", Misused, Misused),
        (413, b"<html>", PictureRefused, PictureRefused),
        (429, b"", RateLimited, RateLimited),
        (200, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}', Unauthorized, Unauthorized),
        (400, b'{"ok": false, "error_code": "400", "description": null}', Rejected, Misused),
        (400, b'{"ok": false, "error_code": 400, "description": "Bad Request: NEW_WORD"}', Rejected, Misused),
    ],
)
def test_answers_that_are_none(status: int, body: bytes, write: Kind, read: Kind) -> None:
    for writes, kind in ((True, write), (False, read)):
        with pytest.raises(RemoteError) as caught:
            answer_of(status, body, writes=writes)
        assert type(caught.value) is kind


def test_a_result_is_handed_on() -> None:
    assert answer_of(200, b'{"ok": true, "result": [1]}', writes=True) == [1]


@pytest.mark.parametrize(
    ("parameters", "new"),
    [({"migrate_to_chat_id": -1001234567890123}, "-1001234567890123"), ({"migrate_to_chat_id": "-100"}, None), ({}, None),
     (None, None)],
)  # fmt: skip
def test_the_new_id_of_a_group(parameters: object, new: str | None) -> None:
    assert moved_to(json.dumps({"ok": False, "parameters": parameters}).encode()) == new
    assert moved_to(b"<html>") is None


# --- the token stands in the address, and nowhere else ---------------------------------------------------------------


def test_no_token_in_any_error_or_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    strange = replace(desk.endpoint(), api_url="http://bots.example.org")
    nobody = replace(desk.endpoint(), api_url="http://127.0.0.1:9", connect_timeout=timedelta(seconds=1))
    half = replace(post(), text="half of one \ud83d")
    shown = []
    for network, sent in (
        (desk.telegram(), half), (desk.telegram(endpoint=strange), post()), (desk.telegram(endpoint=nobody), post()),
    ):  # fmt: skip
        with pytest.raises(Unavailable) as caught:
            network.publish(sent, [])
        shown.append(f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}")
    desk.fault("cut_before", "publish")
    with pytest.raises(OutcomeUnknown) as broken:
        desk.telegram().publish(post(), [])
    shown += [f"{broken.value!r} {broken.value.__context__!r}", caplog.text]
    secret = TOKEN.partition(":")[2]
    assert [text for text in shown if secret in text] == []
    assert len(caplog.records) < 50


@pytest.mark.parametrize("token", ["", "abc", f"{TOKEN}/../x", f"{TOKEN}\n", "12:%2e%2e", f"{TOKEN} x", f"{TOKEN}?a=b"])
def test_what_is_no_token_comes_into_no_address(desk: Desk, token: str) -> None:
    if token.strip() == TOKEN:
        desk.telegram(token=token).require_owner()
        return
    with pytest.raises(Unauthorized) as caught:
        desk.telegram(token=token).publish(post(), [])
    assert desk.asked == []
    assert caught.value.code == "token"
    assert not token or token not in str(caught.value)


def test_a_token_in_telegrams_own_words_is_taken_out() -> None:
    told = cleaned(f"GET /bot{TOKEN}/getMe and bot12345678%3A{'A' * 35} \n {'long ' * 100}")
    assert "SANDBOX" not in told
    assert "AAAA" not in told
    assert "\n" not in told
    assert len(told) <= 300


@settings(max_examples=50)
@given(st.text(max_size=400), st.text("ab|%", min_size=6, max_size=9))
def test_texts_are_one_short_line_without_what_is_hidden(text: str, secret: str) -> None:
    shown = cleaned(text + secret, [secret])
    assert len(shown) <= 300
    assert secret not in shown
    assert not set(shown) & set("\r\n\t")
