"""Every line of Mastodon's tables, repeated by hand and provoked once through the stand-in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

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
from bot.networks.mastodon.errors import (
    ENDED,
    OAUTH,
    TABLE,
    answer_of,
    cleaned,
    error_of,
    token_error,
    wait_of,
    words_of,
)
from bot.networks.registry import REGISTRY
from bot.sandbox.mastodon.errors import LINES as STAND_INS
from tests.networks.mastodon.desk import TOKEN, Desk, post

Kind = type[RemoteError]
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)

LINES: dict[Kind, str] = {
    Unauthorized: "401; 401 the access token is invalid; 401 the access token expired; "
    "401 the access token was revoked; 401 this api requires an authenticated user; "
    "422 this method requires an authenticated user",
    Forbidden: "403; 403 this action is outside the authorized scopes; 403 this action is not allowed",
    PersonNeeded: "403 your login is currently disabled; 403 your login is missing a confirmed e-mail address; "
    "403 your login is currently pending approval",
    NotFound: "404; 404 record not found; 404 the post you are trying to reply to does not appear to exist.; 410",
    Rejected: "422; 422 validation failed: text can't be blank; "
    "422 validation failed: text character limit of exceeded",
    Duplicate: "422 duplicate record",
    PictureRefused: "422 cannot attach more than files; 422 media not found or already attached to another post; "
    "422 cannot attach a video to a post that already contains images; "
    "422 cannot attach files that have not finished processing. try again in a moment!; "
    "422 validation failed: file content type is invalid, file is invalid; "
    "422 file type of uploaded media could not be verified; "
    "422 validation failed: file file size must be less than mb; 422 x images are not supported; "
    "422 error processing thumbnail for uploaded media; 500 error processing thumbnail for uploaded media; "
    "422 validation failed: description is too long (maximum is characters); 413",
    Misused: "400; 422 mastodon::validationerror; 422 cannot attach a poll to a post that already contains media; "
    "422 validation failed: scheduled at must be in the future; "
    "422 validation failed: redirect uri must be an absolute uri.; "
    "422 validation failed: scopes doesn't match configured on the server.; "
    "422 validation failed: visibility is not included in the list",
    RateLimited: "429",
    OutcomeUnknown: "500; 502; 503; 504; "
    "503 there was a temporary problem serving your request, please try again; 503 remote data could not be fetched",
}
PAIRS = [(code, kind) for kind, codes in LINES.items() for code in codes.split("; ")]
TOKEN_LINES: dict[str, Kind] = {
    "invalid_request": Unauthorized, "invalid_grant": Unauthorized, "invalid_client": Unauthorized,
    "unauthorized_client": Unauthorized, "unsupported_grant_type": Misused, "invalid_scope": Forbidden,
}  # fmt: skip


def as_read(kind: Kind) -> Kind:
    """A read is never of unknown outcome, and holds no content that could be refused."""
    return {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)


@pytest.mark.parametrize(("code", "kind"), PAIRS)
def test_each_line(code: str, kind: Kind) -> None:
    status, _, words = code.partition(" ")
    for writes, expected in ((True, kind), (False, as_read(kind))):
        error = error_of(int(status), {}, {"error": words.capitalize()}, writes=writes, now=NOW)
        assert (type(error), error.code) == (expected, code)
        assert error.retry_after == (timedelta(minutes=5) if kind is RateLimited else None)
    on_upload = error_of(int(status), {}, {"error": words}, writes=False, now=NOW, picture=True)
    assert type(on_upload) is (PictureRefused if kind is Rejected else as_read(kind))


def test_the_second_hand_knows_every_line() -> None:
    assert {code for code, _ in PAIRS} == set(TABLE)
    assert set(TOKEN_LINES) == set(OAUTH)
    for line in (*TABLE.values(), *OAUTH.values()):
        assert line.meaning
        assert line.source
        assert line.read_on.isoformat() == "2026-11-25"
    assert set(TABLE) >= ENDED == REGISTRY["mastodon"].ended


def test_the_stand_ins_lines_as_a_post_meets_them(desk: Desk) -> None:
    network, kinds = desk.mastodon(), dict(PAIRS)
    for name, (status, words) in STAND_INS.items():
        code = f"{status} {words_of(words)}".strip()
        desk.fail(name, "publish")
        with pytest.raises(RemoteError) as caught:
            network.publish(post(), [])
        assert type(caught.value) is kinds[code if code in kinds else str(status)], name
        assert code in kinds or status in {400, 410, 429}, f"{name} is judged by its status alone"
        assert TOKEN not in f"{caught.value!r}"
    assert desk.wall() == []
    assert desk.asked == []


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-25T09:04:00.000000Z"}, timedelta(minutes=4)),
        ({"x-ratelimit-reset": "2026-11-25T12:04:00+03:00"}, timedelta(minutes=4)),
        ({"x-ratelimit-reset": "2026-11-25T08:00:00Z"}, timedelta(seconds=1)),
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": "2026-11-25T09:04:00Z"}, None),
        ({"x-ratelimit-reset": "2026-11-25T09:04:00"}, None),
        ({"x-ratelimit-reset": "soon", "retry-after": "90"}, timedelta(seconds=90)),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], wait: timedelta | None) -> None:
    assert wait_of(headers, NOW) == wait
    error = error_of(429, headers, None, writes=True, now=NOW)
    assert error.retry_after == (wait or timedelta(minutes=5))


@pytest.mark.parametrize(
    ("status", "body", "write", "read"),
    [
        (200, b"<html>", OutcomeUnknown, Unavailable),
        (200, b"", OutcomeUnknown, Unavailable),
        (200, b'{"half":', OutcomeUnknown, Unavailable),
        (301, b"", Misused, Misused),
        (405, b"", Misused, Misused),
        (408, b"", OutcomeUnknown, Unavailable),
        (520, b"<html>", OutcomeUnknown, Unavailable),
        (403, b"<html>", Forbidden, Forbidden),
        (422, '{"error": "Слишком длинно"}'.encode(), Rejected, Misused),
        (422, b'{"error": {"text": ["x"]}}', Rejected, Misused),
        (401, b"[]", Unauthorized, Unauthorized),
    ],
)
def test_answers_that_are_none(status: int, body: bytes, write: Kind, read: Kind) -> None:
    for writes, kind in ((True, write), (False, read)):
        with pytest.raises(RemoteError) as caught:
            answer_of(status, {}, body, writes=writes, now=NOW)
        assert type(caught.value) is kind


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize(("name", "kind"), TOKEN_LINES.items())
def test_the_token_addresss_errors(name: str, kind: Kind, status: int) -> None:
    body = json.dumps({"error": name, "error_description": "code=abcdefghij is old"}).encode()
    error = token_error(status, body, now=NOW)
    assert (type(error), error and error.code) == (kind, name)
    assert "abcdefghij" not in str(error)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [(200, b'{"access_token": "x"}', None), (200, b"<html>", Unavailable), (500, b"", Unavailable),
     (429, b"{}", RateLimited), (404, b"", NotFound), (400, b'{"error": "new_word"}', Misused)],
)  # fmt: skip
def test_other_answers_of_the_token_address(status: int, body: bytes, kind: Kind | None) -> None:
    error = token_error(status, body, now=NOW)
    assert (type(error) if error else None) is kind


def test_what_is_shown_holds_no_secret() -> None:
    told: Any = f"Bearer {TOKEN} client_secret: {'s' * 20}\naccess_token={'t' * 20}&x=1 secret-one {'long ' * 100}"
    shown = cleaned(told, ["secret-one"])
    assert not [part for part in (TOKEN, "ssss", "tttt", "secret-one", "\n") if part in shown]
    assert len(shown) <= 300


@settings(max_examples=50)
@given(st.text(max_size=400), st.text("ab|%", min_size=6, max_size=9))
def test_texts_are_one_short_line_without_what_is_hidden(text: str, secret: str) -> None:
    shown = cleaned(text + secret, [secret])
    assert len(shown) <= 300
    assert secret not in shown
    assert not set(shown) & set("\r\n\t")
