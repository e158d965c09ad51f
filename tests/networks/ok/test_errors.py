"""Every line of OK's tables, repeated by hand and, where a call can tell it, provoked once through the stand-in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
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
from bot.networks.ok.errors import OAUTH, TABLE, answer_of, cleaned, error_of, token_error
from bot.sandbox.ok.errors import NAMES
from tests.networks.ok.desk import SECRETS, Desk, post

Kind = type[RemoteError]

LINES: dict[Kind, str] = {
    Unavailable: "2",
    RateLimited: "8 11 http-429",
    OutcomeUnknown: "1 31 5000 9999",
    Unauthorized: "102 103 107 401 453 2002 2004",
    PersonNeeded: "101 210 900 7 9 22 402 403 514",
    Forbidden: "10 24 50 200 456 457",
    Rejected: "454 511 600 601 607",
    PictureRefused: "21 500 501 502 503 504 505",
    NotFound: "106 110 120 121 140 141 160 300",
    Misused: "3 4 30 100 104 105 451",
}
PAIRS = [(code.replace("-", " "), kind) for kind, codes in LINES.items() for code in codes.split()]
WAITS = {
    "2": timedelta(minutes=1), "8": timedelta(minutes=30), "11": timedelta(hours=1), "http 429": timedelta(minutes=30),
}  # fmt: skip
TOKEN_LINES: dict[str, Kind] = {
    "invalid_request": Unauthorized, "invalid_grant": Unauthorized, "invalid_client": Unauthorized,
    "unauthorized_client": Unauthorized, "unsupported_grant_type": Misused, "invalid_scope": Forbidden,
}  # fmt: skip


def as_read(kind: Kind) -> Kind:
    """A read is never of unknown outcome, and holds no content that could be refused."""
    return {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)


def judged(code: str, *, writes: bool) -> RemoteError:
    if code.startswith("http"):
        with pytest.raises(RemoteError) as caught:
            answer_of(int(code.removeprefix("http ")), {}, b"<html>", writes=writes)
        return caught.value
    return error_of({"error_code": int(code), "error_msg": "NAME : words"}, writes=writes)


@pytest.mark.parametrize(("code", "kind"), PAIRS)
def test_each_line(code: str, kind: Kind) -> None:
    on_write, on_read = judged(code, writes=True), judged(code, writes=False)
    assert type(on_write) is kind
    assert type(on_read) is as_read(kind)
    assert on_write.code == code.removeprefix("http ")
    assert on_write.retry_after == WAITS.get(code)
    # The network's own time-out is passing where nothing was to be done.
    assert on_read.retry_after == {"31": timedelta(minutes=1)}.get(code, WAITS.get(code))


def test_the_second_hand_knows_every_line() -> None:
    assert {code for code, _ in PAIRS} == set(TABLE)
    assert set(TOKEN_LINES) == set(OAUTH)
    for line in (*TABLE.values(), *OAUTH.values()):
        assert line.source
        assert line.meaning
        assert line.read_on.year >= 2026


def test_the_stand_in_knows_no_code_that_the_table_lacks() -> None:
    # 704 (time for edits is over) and 1200 (batch) answer calls that are never made.
    assert set(NAMES) - {704, 1200} == {int(code) for code in TABLE if code.isdecimal()}


def test_each_line_as_the_network_answers_it(desk: Desk) -> None:
    for code, kind in PAIRS:
        if not code.isdecimal():
            continue
        desk.sandbox.faults.clear()
        desk.sandbox.calls.clear()
        desk.fail(code, "publish", times=None)
        with pytest.raises(RemoteError) as caught:
            desk.ok().publish(post(), [])
        assert type(caught.value) is kind, code
        assert not [secret for secret in SECRETS.values() if secret in str(caught.value)]
        # A refused link stands in the text the second time; nothing else is sent again.
        assert desk.calls("publish") == (2 if code == "607" else 1), code
    assert desk.wall() == []
    assert desk.wire.broken() == []


def test_refusals_of_a_read(desk: Desk) -> None:
    for code, kind in PAIRS:
        if code.isdecimal() and code not in {"30", "100"}:
            desk.fail(code, "measure")
            with pytest.raises(RemoteError) as caught:
                desk.ok().fetch("1")
            assert type(caught.value) is as_read(kind), code


# --- answers that are not plain --------------------------------------------------------------------------------------

DEAD = json.dumps({"error_code": 102, "error_msg": "PARAM_SESSION_EXPIRED : s"}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "write", "read"),
    [
        (200, {}, b"<html>", OutcomeUnknown, Unavailable),
        (200, {}, b"", OutcomeUnknown, Unavailable),
        (200, {}, b'{"half":', OutcomeUnknown, Unavailable),
        (502, {}, b"", OutcomeUnknown, Unavailable),
        (503, {}, b'{"status": "down"}', OutcomeUnknown, Unavailable),
        (408, {}, b"", OutcomeUnknown, Unavailable),
        (404, {}, b"{}", Misused, Misused),
        (413, {}, b"<html>", Misused, Misused),
        (200, {}, DEAD, Unauthorized, Unauthorized),
        (500, {}, DEAD, Unauthorized, Unauthorized),
        (500, {}, b'{"error_code": 454}', OutcomeUnknown, Unavailable),
        (200, {}, b'{"error_code": "10"}', Forbidden, Forbidden),
        (200, {}, b'{"error_code": 424242, "error_msg": null}', OutcomeUnknown, Unavailable),
        (200, {}, b'{"error_code": null}', OutcomeUnknown, Unavailable),
        # The header tells it too, where the body does not.
        (200, {"invocation-error": "102"}, b"", Unauthorized, Unauthorized),
        (200, {"invocation-error": "10"}, b"{}", Forbidden, Forbidden),
        (200, {"invocation-error": "9999"}, b'"1"', OutcomeUnknown, Unavailable),
        (200, {"invocation-error": "102"}, b'{"error_code": 10}', Forbidden, Forbidden),
    ],
)
def test_answers_that_are_none(status: int, headers: dict[str, str], body: bytes, write: Kind, read: Kind) -> None:
    for writes, kind in ((True, write), (False, read)):
        with pytest.raises(RemoteError) as caught:
            answer_of(status, headers, body, writes=writes)
        assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("body", "answer"), [(b'"70102413183763"', "70102413183763"), (b"true", True), (b"[]", []), (b"7", 7)]
)
def test_a_bare_value_is_a_success(body: bytes, answer: Any) -> None:
    assert answer_of(200, {"invocation-error": "0"}, body, writes=True) == answer


# --- the token address -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(("name", "kind"), TOKEN_LINES.items())
def test_the_token_addresss_errors(name: str, kind: Kind, status: int) -> None:
    body = json.dumps({"error": name, "error_description": "code=abcdef is old"}).encode()
    error = token_error(status, body)
    assert type(error) is kind
    assert "abcdef" not in str(error)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [(400, b'{"error": "new_word"}', Unauthorized), (200, DEAD, Unauthorized), (500, b"", Unavailable),
     (200, b"<html>", Unavailable), (429, b"", RateLimited), (404, b"", Misused)],
)  # fmt: skip
def test_other_answers_of_the_token_address(status: int, body: bytes, kind: Kind) -> None:
    assert type(token_error(status, body)) is kind


def test_tokens_are_no_error() -> None:
    assert token_error(200, b'{"access_token": "a"}') is None


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_what_ok_says_names_the_right_and_no_secret() -> None:
    answer = {
        "error_code": 10, "error_field": "gid",
        "error_msg": f"PERMISSION_DENIED : No permission GROUP_CONTENT\n access_token={'t' * 9}&x=1 sig: {'a' * 32} "
        f"tkn1abcdefghijklmnop secret-one {'long ' * 100}",
    }  # fmt: skip
    told = str(error_of(answer, writes=True, hidden=["secret-one"]))
    assert "No permission GROUP_CONTENT" in told
    assert "(gid)" in told
    assert "api-support@ok.ru" in told
    assert not [part for part in ("tttt", "aaaa", "tkn1", "secret-one", "\n") if part in told]
    assert len(told) < 600


@settings(max_examples=50)
@given(st.text(max_size=600), st.text("ab|%", min_size=6, max_size=9))
def test_texts_are_short_of_one_line_and_without_what_is_hidden(text: str, secret: str) -> None:
    shown = cleaned(text + secret, [secret])
    assert len(shown) <= 300
    assert secret not in shown
    assert not set(shown) & set("\r\n\t")
