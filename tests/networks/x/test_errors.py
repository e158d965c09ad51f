"""Every line of X's tables, repeated by hand and, where a call can tell it, provoked once through the stand-in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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
from bot.networks.x import errors as x
from tests.networks.x.desk import Desk, bare, post

Kind = type[RemoteError]
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
WINDOW = timedelta(minutes=15)

#: The words as X writes them → class.
WORDS: dict[str, Kind] = {
    "You are not allowed to create a Tweet with duplicate content.": Duplicate,
    "The Tweet contains an invalid URL.": Rejected,
    "Posts are limited to a maximum of one cashtag.": Rejected,
    "You are not permitted to perform this action.": Rejected,
    "Your media IDs are invalid.": PictureRefused,
    "Your account is suspended and is not permitted to access this feature.": PersonNeeded,
    "User has been suspended: [7700].": PersonNeeded,
    "this account is temporarily locked. Please log in to https://x.com to unlock it.": PersonNeeded,
    "Your account is not permitted to access this feature.": Forbidden,
    "Your spending limit of this cycle is reached.": PersonNeeded,
    "You attempted to reply to a Tweet that is deleted or not visible to you.": NotFound,
}
PROBLEMS: dict[str, Kind] = {
    "client-forbidden": Forbidden, "oauth1-permissions": Forbidden, "unsupported-authentication": Forbidden,
    "not-authorized-for-resource": NotFound, "resource-not-found": NotFound, "resource-unavailable": Unavailable,
    "disallowed-resource": Rejected, "usage-capped": PersonNeeded, "usage-capped/Daily": RateLimited,
    "credits": PersonNeeded, "user-suspended": PersonNeeded, "invalid-request": Rejected, "conflict": OutcomeUnknown,
    "internal-error": OutcomeUnknown,
}  # fmt: skip
LEGACY: dict[int, Kind] = {88: RateLimited, 187: Duplicate}
STATUSES: dict[int, Kind] = {
    400: Misused, 401: Unauthorized, 402: PersonNeeded, 403: Forbidden, 404: NotFound, 409: OutcomeUnknown,
    429: RateLimited, 500: OutcomeUnknown, 502: OutcomeUnknown, 503: OutcomeUnknown, 504: OutcomeUnknown,
}  # fmt: skip
OAUTH: dict[str, Kind] = {
    "invalid_request": Unauthorized, "invalid_grant": Unauthorized, "invalid_client": Unauthorized,
    "unauthorized_client": Unauthorized, "unsupported_grant_type": Misused, "invalid_scope": Forbidden,
}  # fmt: skip


def error(status: int, body: Any, *, writes: bool = True, **headers: str) -> RemoteError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return x.error_of(status, named, content, writes=writes, now=NOW)


def as_read(kind: Kind) -> Kind:
    return {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)


def test_the_second_hand_knows_every_line() -> None:
    told = {next(part for part in x.WORDS if part in words.lower()) for words in WORDS}
    assert told == set(x.WORDS)
    assert set(PROBLEMS) == set(x.PROBLEMS)
    assert set(LEGACY) == set(x.LEGACY)
    assert set(STATUSES) == set(x.STATUSES)
    assert set(OAUTH) == set(x.OAUTH)


def test_every_line_says_what_it_means_and_where_that_was_read() -> None:
    for table in (x.WORDS, x.PROBLEMS, x.LEGACY, x.STATUSES, x.OAUTH):
        for line in table.values():  # type: ignore[attr-defined]
            assert line.meaning
            assert line.source
            assert line.read_on.year == 2026


@pytest.mark.parametrize(("words", "kind"), WORDS.items())
@pytest.mark.parametrize("status", [400, 403])
def test_words_without_a_code(words: str, kind: Kind, status: int) -> None:
    body = {"type": "about:blank", "title": "Forbidden", "status": status, "detail": words}
    assert type(error(status, body)) is kind
    assert type(error(status, body, writes=False)) is as_read(kind)


@pytest.mark.parametrize("host", ["https://api.x.com", "https://api.twitter.com"])
@pytest.mark.parametrize(("name", "kind"), PROBLEMS.items())
def test_problem_types(name: str, kind: Kind, host: str) -> None:
    problem, _, period = name.partition("/")
    body = {"type": f"{host}/2/problems/{problem}", "title": "t", "detail": "d", "period": period}
    # A status that no line knows: it is the type that tells.
    assert type(error(418, body)) is kind
    assert type(error(418, body, writes=False)) is as_read(kind)


def test_a_cap_of_the_month_is_a_persons_matter() -> None:
    body = {"type": "https://api.x.com/2/problems/usage-capped", "title": "t", "detail": "d", "period": "Monthly"}
    assert type(error(429, body)) is PersonNeeded


@pytest.mark.parametrize(("code", "kind"), LEGACY.items())
def test_codes_of_the_old_interface(code: int, kind: Kind) -> None:
    assert type(error(418, {"errors": [{"code": code, "message": "m"}]})) is kind


@pytest.mark.parametrize(("status", "kind"), [*STATUSES.items(), (418, Misused), (599, OutcomeUnknown)])
@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"errors": ["?"]}', b'{"detail": 7}'])
def test_statuses_alone(status: int, kind: Kind, body: bytes) -> None:
    assert type(error(status, body)) is kind
    assert type(error(status, body, writes=False)) is as_read(kind)


@pytest.mark.parametrize(("name", "kind"), OAUTH.items())
def test_the_token_endpoints_errors(name: str, kind: Kind) -> None:
    assert type(error(418, {"error": name, "error_description": "m"})) is kind


# --- waits -----------------------------------------------------------------------------------------------------------


def at(**later: float) -> str:
    return str(int((NOW + timedelta(**later)).timestamp()))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, WINDOW),
        ({"x_rate_limit_remaining": "0", "x_rate_limit_reset": at(minutes=7)}, timedelta(minutes=7)),
        # The one that is spent counts, and of several the latest.
        (
            {"x_rate_limit_remaining": "40", "x_rate_limit_reset": at(minutes=7), "x_app_limit_24hour_remaining": "0",
             "x_app_limit_24hour_reset": at(hours=5)},
            timedelta(hours=5),
        ),
        (
            {"x_rate_limit_remaining": "0", "x_rate_limit_reset": at(minutes=7), "x_user_limit_24hour_remaining": "0",
             "x_user_limit_24hour_reset": at(hours=9), "x_app_limit_24hour_remaining": "0", "x_app_limit_24hour_reset": at(hours=5)},
            timedelta(hours=9),
        ),
        ({"x_rate_limit_remaining": "3", "x_rate_limit_reset": at(minutes=7)}, WINDOW),
        ({"x_rate_limit_remaining": "0", "x_rate_limit_reset": "soon"}, WINDOW),
        ({"x_rate_limit_remaining": "0", "x_rate_limit_reset": at(minutes=-1)}, timedelta(seconds=1)),
    ],
)  # fmt: skip
def test_a_wait_ends_with_the_latest_spent_limit(headers: dict[str, str], wait: timedelta) -> None:
    assert error(429, b"", **headers).retry_after == wait


def test_the_days_cap_is_whole_again_with_the_utc_day() -> None:
    body = {"type": "https://api.x.com/2/problems/usage-capped", "title": "t", "detail": "d", "period": "Daily"}
    assert error(429, body).retry_after == timedelta(hours=15)


def test_no_other_class_names_a_wait() -> None:
    assert error(503, b"", x_rate_limit_remaining="0", x_rate_limit_reset=at(minutes=7)).retry_after is None


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_what_x_says_is_cut_and_cleaned() -> None:
    body = {"title": "t", "detail": f"key  secret-key-1\n{'a' * 500}"}
    told = x.error_of(403, {}, json.dumps(body).encode(), writes=True, now=NOW, hidden=["secret-key-1"])
    assert "secret-key-1" not in str(told)
    assert "\n" not in str(told)
    assert len(told.reason) < 400


def test_a_refusal_inside_an_answer_that_looks_well() -> None:
    inside = {
        "errors": [
            {"title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found", "detail": "d"}
        ]
    }
    found = x.refusal_inside(inside, {}, writes=True, now=NOW)
    assert type(found) is NotFound
    nameless = x.refusal_inside({"errors": [{"title": "?"}]}, {}, writes=True, now=NOW)
    assert type(nameless) is OutcomeUnknown
    assert x.refusal_inside({"data": {"id": "1"}, **inside}, {}, writes=True, now=NOW) is None
    assert x.refusal_inside({"meta": {"result_count": 0}}, {}, writes=True, now=NOW) is None
    assert x.refusal_inside([], {}, writes=True, now=NOW) is None


# --- through the stand-in --------------------------------------------------------------------------------------------

PROVOKED: list[tuple[str, Kind]] = [
    ("400/invalid-request", Rejected), ("401/unauthorized", Unauthorized), ("402/CreditsDepleted", PersonNeeded),
    ("403/duplicate", Duplicate), ("403/duplicate-post", Duplicate), ("403/not-permitted", Rejected),
    ("403/invalid-url", Rejected), ("403/one-cashtag", Rejected), ("403/feature", Forbidden), ("403/suspended", PersonNeeded),
    ("403/user-suspended", PersonNeeded), ("403/locked", PersonNeeded), ("403/client-forbidden", Forbidden),
    ("403/client-not-enrolled", Forbidden), ("403/oauth1-permissions", Forbidden), ("403/oauth2-scope", Forbidden),
    ("403/unsupported-authentication", Forbidden), ("403/disallowed-resource", Rejected), ("403/not-visible", NotFound),
    ("404/resource-not-found", NotFound), ("404/not-authorized-for-resource", NotFound), ("409/conflict", OutcomeUnknown),
    ("429/too-many", RateLimited), ("429/legacy", RateLimited), ("429/usage-capped-daily", RateLimited),
    ("429/usage-capped-monthly", PersonNeeded), ("500", OutcomeUnknown), ("502", OutcomeUnknown), ("503", OutcomeUnknown),
    ("504", OutcomeUnknown), ("500/internal-error", OutcomeUnknown), ("200/duplicate", Duplicate),
    ("200/disallowed-resource", Rejected), ("200/usage-capped-monthly", PersonNeeded),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), PROVOKED)
def test_each_refusal_of_a_post_is_told_apart_and_never_repeated(desk: Desk, code: str, kind: Kind) -> None:
    desk.fail(code, "publish")
    with pytest.raises(RemoteError) as caught:
        desk.x().publish(post(), [])
    assert type(caught.value) is kind
    assert desk.routes().count("POST /2/tweets") == 1
    assert desk.wall() == []


@pytest.mark.parametrize(("code", "kind"), [line for line in PROVOKED if not line[0].startswith("200/")])
def test_each_refusal_of_a_read(desk: Desk, code: str, kind: Kind) -> None:
    desk.fail(code, "measure", times=None)
    with pytest.raises(RemoteError) as caught:
        desk.x().fetch("1859000000000000000")
    assert type(caught.value) is as_read(kind)


def test_a_whole_call_refused_inside_a_200_is_no_empty_list(desk: Desk) -> None:
    desk.fail("200/usage-capped-monthly", "measure")
    with pytest.raises(PersonNeeded):
        desk.x().read_engagement(["1859000000000000000"])


def test_a_real_duplicate_and_spent_credits(desk: Desk) -> None:
    network = desk.x()
    network.publish(bare("Одно и то же"), [])
    with pytest.raises(Duplicate):
        network.publish(bare("Одно и то же"), [])
    desk.switch("balance_musd", 0)
    with pytest.raises(PersonNeeded):
        network.publish(bare("Другое"), [])
    assert desk.wire.broken() == []
