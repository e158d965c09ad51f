"""Every line of Facebook's table, repeated by hand and provoked once through the stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
from bot.networks.facebook.errors import TABLE, cleaned, error_of
from bot.sandbox import accounts
from tests.networks.facebook.desk import TOKEN, Desk, error_body, post, sitting

Kind = type[RemoteError]
HOUR, BLOCK = timedelta(hours=1), timedelta(hours=6)

LINES: dict[Kind, str] = {
    OutcomeUnknown: "1 2",
    RateLimited: "4 17 32 341 613 80000 80001 80002 80003 80004 80005 80006 80007 80008 80009 80010 80011 80012 80013 "
    "80014 368 368/1390008 http-429",
    Unauthorized: "102 190 190/458 190/460 190/463 190/467 190/492 http-401",
    PersonNeeded: "190/459 190/464",
    Forbidden: " ".join(["3 10 1404078 2069019", *map(str, range(200, 300))]),
    Duplicate: "506 506/1455006 1366051",
    NotFound: "100/33 803",
    PictureRefused: "1366046",
    Rejected: "100 101 100/36007 100/36008 100/36009 1609005 1346003 1349125 1363047 1404006 1404102 1404112 1609008 "
    "1609010 2061006 4854002",
    Misused: "2500 2635 3001/1504028",
}
PAIRS = [(code.replace("-", " "), kind) for kind, codes in LINES.items() for code in codes.split()]
WAITS = {code: HOUR for code, kind in PAIRS if kind is RateLimited} | {"368": BLOCK, "368/1390008": BLOCK}


def judged(code: str, *, writes: bool) -> RemoteError | None:
    if code.startswith("http"):
        return error_of(int(code.removeprefix("http ")), {}, b"<html>", writes=writes)
    number, _, subcode = code.partition("/")
    return error_of(400, {}, error_body(int(number), int(subcode) if subcode else None), writes=writes)


@pytest.mark.parametrize(("code", "kind"), PAIRS)
def test_each_line(code: str, kind: Kind) -> None:
    on_write, on_read = judged(code, writes=True), judged(code, writes=False)
    assert type(on_write) is kind
    # A read is never of unknown outcome, and never has content that is refused.
    assert type(on_read) is {OutcomeUnknown: Unavailable}.get(kind, Misused if code == "100" else kind)
    assert on_write is not None
    assert on_write.retry_after == WAITS.get(code)
    assert on_write.code == code.removeprefix("http ")


def test_the_second_hand_knows_every_line() -> None:
    assert {code for code, _ in PAIRS} == set(TABLE)
    assert all(line.source and line.meaning and line.read_on.year >= 2026 for line in TABLE.values())


#: A code of the stand-in that is not told by its own line here, but by a rule.
BY_RULE: dict[str, Kind] = {
    "html": OutcomeUnknown, "html/200": OutcomeUnknown, "html/502": OutcomeUnknown, "368/already": Duplicate,
}  # fmt: skip
#: Of lines that are alike the ends.
ALIKE = {*map(str, range(201, 299)), *map(str, range(80002, 80014))}


@pytest.fixture(scope="module")
def shared() -> Iterator[Desk]:
    with sitting() as found:
        found.page()
        yield found


@pytest.fixture
def refusing(shared: Desk) -> Iterator[Desk]:
    """One desk for all, on which nothing ever gets posted."""
    yield shared
    shared.sandbox.faults.clear()
    shared.sandbox.calls.clear()


@pytest.mark.parametrize(
    ("code", "kind"),
    [pair for pair in PAIRS if pair[0] not in ALIKE and not pair[0].startswith("http")] + list(BY_RULE.items()),
)
def test_each_line_as_the_network_answers_it(code: str, kind: Kind, refusing: Desk) -> None:
    desk = refusing
    desk.fault("error", "publish", code=code, times=None)
    with pytest.raises(RemoteError) as caught:
        desk.made[0].publish(post(), [])
    assert type(caught.value) is kind
    assert TOKEN not in str(caught.value)
    assert desk.sandbox.wall("facebook") == []
    # A link that cannot be scraped is tried once more, then without its card; nothing else is sent again.
    assert len(desk.calls("publish")) == (3 if code == "1609005" else 1)
    assert desk.sandbox.violations == []


@pytest.mark.parametrize("code", [1366046, 1609005, 1404078])
def test_a_long_subcode_means_the_same_under_any_code(code: int) -> None:
    (alone,) = [kind for found, kind in PAIRS if found == str(code)]
    for carrier in (100, 1, 999):
        assert type(error_of(400, {}, error_body(carrier, code), writes=True)) is alone


def test_an_unknown_subcode_leaves_its_code_and_an_unknown_code_is_ours() -> None:
    assert type(error_of(400, {}, error_body(190, 99), writes=True)) is Unauthorized
    assert type(error_of(400, {}, error_body(100, 99), writes=True)) is Rejected
    assert type(error_of(400, {}, error_body(100, 99), writes=False)) is Misused
    assert type(error_of(400, {}, error_body(77), writes=True)) is Misused


@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001, 368, 190, 200])
@pytest.mark.parametrize("status", [400, 403, 500])
def test_the_code_wins_over_transient_where_nothing_was_done(code: int, status: int) -> None:
    found = error_of(status, {}, error_body(code, is_transient=True), writes=True)
    (kind,) = [kind for key, kind in PAIRS if key == str(code)]
    assert type(found) is kind


@pytest.mark.parametrize("body", [error_body(100, is_transient=True), error_body(1609005, is_transient=True)])
def test_what_is_called_transient_may_be_out(body: bytes) -> None:
    assert type(error_of(400, {}, body, writes=True)) is OutcomeUnknown
    assert type(error_of(400, {}, body, writes=False)) is Unavailable


@pytest.mark.parametrize(
    ("status", "body", "write", "read"),
    [
        (500, b"", OutcomeUnknown, Unavailable),
        (503, b"<html>", OutcomeUnknown, Unavailable),
        (200, b"<!doctype html><h1>Service Unavailable</h1>", OutcomeUnknown, Unavailable),
        (200, b"", OutcomeUnknown, Unavailable),
        (200, b'{"error": "odd"}', OutcomeUnknown, Unavailable),
        (500, error_body(100), OutcomeUnknown, Unavailable),
        (408, b"", OutcomeUnknown, Unavailable),
        (404, b"<html>", Misused, Misused),
        (429, b"", RateLimited, RateLimited),
        (401, b"", Unauthorized, Unauthorized),
        (200, error_body(190), Unauthorized, Unauthorized),
        (400, error_body(190, None, error_subcode=None, is_transient=None, error_user_msg=None), Unauthorized, Unauthorized),
    ],
)  # fmt: skip
def test_answers_that_are_not_plain(status: int, body: bytes, write: Kind, read: Kind) -> None:
    assert type(error_of(status, {}, body, writes=True)) is write
    assert type(error_of(status, {}, body, writes=False)) is read


def test_an_answer_without_an_error_is_none() -> None:
    assert error_of(200, {}, b'{"id": "1"}', writes=True) is None
    assert error_of(200, {}, b"[null]", writes=False) is None


@pytest.mark.parametrize(
    ("header", "code", "wait"),
    [
        ({"1": [{"type": "pages", "estimated_time_to_regain_access": 7}]}, 32, timedelta(minutes=7)),
        ({"1": [{"estimated_time_to_regain_access": 0}]}, 80001, HOUR),
        ({"1": [{"estimated_time_to_regain_access": 3}, {"estimated_time_to_regain_access": 90}]}, 4, timedelta(minutes=90)),
        ({"1": [{"estimated_time_to_regain_access": 10**12}]}, 4, timedelta(days=1)),
        ({"1": [{"estimated_time_to_regain_access": 7}]}, 368, BLOCK),
        ({"1": [{"estimated_time_to_regain_access": 7}]}, 190, None),
        (["nothing"], 4, HOUR),
        ("?", 4, HOUR),
    ],
)  # fmt: skip
def test_waits_are_read_from_the_usage_header(header: object, code: int, wait: timedelta | None) -> None:
    headers = {"x-business-use-case-usage": json.dumps(header)}
    found = error_of(403, headers, error_body(code), writes=True)
    assert found is not None
    assert found.retry_after == wait


def test_no_error_shows_a_secret() -> None:
    text = (
        f"Malformed access token {TOKEN} or EAAGm0PX4ZCpsBAKZCa1b2c3d4, {accounts.FACEBOOK_APP}%7C"
        f"{accounts.FACEBOOK_APP_SECRET}, https://graph.facebook.com/me?access_token=abc&x=1"
    )
    found = error_of(400, {}, error_body(190, message=text), writes=True, hide=[TOKEN, accounts.FACEBOOK_APP_SECRET])
    for secret in (TOKEN, "EAAGm0PX4ZCpsBAKZCa1b2c3d4", accounts.FACEBOOK_APP_SECRET, "=abc"):
        assert secret not in str(found)


@settings(max_examples=50)
@given(st.text(max_size=80), st.integers(1, 9), st.text("ab|%", min_size=4, max_size=8))
def test_texts_are_short_of_one_line_and_without_what_is_hidden(text: str, times: int, secret: str) -> None:
    shown = cleaned(text * times + secret, [secret])
    assert len(shown) <= 300
    assert secret not in shown
    assert not set(shown) & set("\r\n\t")
