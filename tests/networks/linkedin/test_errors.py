"""Every line of LinkedIn's tables, repeated by hand and, where a call can tell it, provoked once through the stand-in."""

from __future__ import annotations

import json
from datetime import timedelta
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
from bot.networks.linkedin import errors as linkedin
from tests.networks.linkedin.desk import TOKEN, Desk, post

Kind = type[RemoteError]
SOON, FIRST = timedelta(seconds=10), timedelta(minutes=3)

#: Code → class, and the wait that the table names.
CODES: dict[str, tuple[Kind, timedelta | None]] = {
    "REVOKED_ACCESS_TOKEN": (Unauthorized, None), "EXPIRED_ACCESS_TOKEN": (Unauthorized, None),
    "EMPTY_ACCESS_TOKEN": (Unauthorized, None), "ACCESS_DENIED": (Forbidden, None), "DUPLICATE_POST": (Duplicate, None),
    "MISSING_FIELD": (Misused, None), "INVALID_VALUE_FOR_FIELD": (Rejected, None), "INVALID_URN_TYPE": (Misused, None),
    "INVALID_URN_ID": (Misused, None), "FIELD_LENGTH_TOO_LONG": (Rejected, None),
    "MEDIA_ASSET_WAITING_UPLOAD": (Unavailable, SOON), "MEDIA_ASSET_PROCESSING_FAILED": (PictureRefused, None),
    "EXPIRED_UPLOAD_URL": (PictureRefused, None), "CONFLICT": (Unavailable, SOON),
    "NONEXISTENT_VERSION": (PersonNeeded, None), "VERSION_MISSING": (PersonNeeded, None),
}  # fmt: skip
OAUTH: dict[str, Kind] = {
    "invalid_grant": Unauthorized, "invalid_request": Unauthorized, "invalid_client": Unauthorized,
    "unauthorized_client": Unauthorized, "unsupported_grant_type": Misused, "invalid_scope": Forbidden,
    "unauthorized_scope_error": Forbidden,
}  # fmt: skip
NUMBERS: dict[int, Kind] = {65600: Unauthorized, 65601: Unauthorized, 65602: Unauthorized}
#: The words as LinkedIn writes them.
WORDS: dict[str, tuple[Kind, timedelta | None]] = {
    "Content is a duplicate of urn:li:share:714": (Duplicate, None),
    "Unable to obtain activity": (Unavailable, SOON),
    "Not enough permissions to access: posts.CREATE.20260901": (Forbidden, None),
    "The resource is forbidden": (Forbidden, None),
    "Resource level throttle limit for calls to this resource is reached.": (RateLimited, FIRST),
    "A version must be present. Please specify a version by adding the LinkedIn-Version header.": (PersonNeeded, None),
}
STATUSES: dict[int, tuple[Kind, timedelta | None]] = {
    400: (Misused, None), 401: (Unauthorized, None), 403: (Forbidden, None), 404: (NotFound, None),
    408: (OutcomeUnknown, None), 409: (Unavailable, SOON), 413: (PictureRefused, None), 415: (PictureRefused, None),
    422: (Rejected, None), 426: (PersonNeeded, None), 429: (RateLimited, FIRST), 500: (OutcomeUnknown, None),
    502: (OutcomeUnknown, None), 503: (OutcomeUnknown, None), 504: (OutcomeUnknown, None),
}  # fmt: skip


def error(status: int, body: Any, *, writes: bool = True, reads: bool = False, **headers: str) -> RemoteError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = linkedin.error_of(status, named, content, writes=writes, reads=reads, hidden=["secret-token-1"])
    assert found is not None
    return found


def as_read(kind: Kind) -> Kind:
    return {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)


def inside(code: str, message: str = "m") -> dict[str, Any]:
    """The newer shape of a refusal."""
    return {"message": message, "errorDetails": {"inputErrors": [{"code": code, "description": "d", "input": {}}]}}


def test_the_second_hand_knows_every_line() -> None:
    assert set(CODES) == set(linkedin.CODES)
    assert set(OAUTH) == set(linkedin.OAUTH)
    assert set(NUMBERS) == set(linkedin.NUMBERS)
    assert {next(part for part in linkedin.WORDS if part in words.lower()) for words in WORDS} == set(linkedin.WORDS)
    assert set(STATUSES) == set(linkedin.STATUSES)


def test_every_line_says_what_it_means_and_where_that_was_read() -> None:
    for table in (linkedin.CODES, linkedin.OAUTH, linkedin.NUMBERS, linkedin.WORDS, linkedin.STATUSES):
        for line in table.values():  # type: ignore[attr-defined]
            assert line.meaning
            assert line.source
            assert line.read_on.year == 2026


@pytest.mark.parametrize(("code", "line"), CODES.items())
def test_codes_in_both_shapes(code: str, line: tuple[Kind, timedelta | None]) -> None:
    # A status that no line knows: it is the code that tells.
    for body in ({"code": code, "message": "m", "status": 418}, inside(code)):
        told = error(418, body)
        assert (type(told), told.retry_after, told.code) == (*line, code)
        assert type(error(418, body, writes=False, reads=True)) is as_read(line[0])


@pytest.mark.parametrize(("name", "kind"), OAUTH.items())
def test_the_logins_words(name: str, kind: Kind) -> None:
    assert type(error(418, {"error": name, "error_description": "m"})) is kind


@pytest.mark.parametrize(("number", "kind"), NUMBERS.items())
def test_numbers(number: int, kind: Kind) -> None:
    assert type(error(418, {"serviceErrorCode": number, "message": "m"})) is kind


@pytest.mark.parametrize(("words", "line"), WORDS.items())
def test_words_without_a_code(words: str, line: tuple[Kind, timedelta | None]) -> None:
    told = error(418, {"message": words, "status": 418})
    assert (type(told), told.retry_after) == line
    assert type(error(503, {"message": words})) is OutcomeUnknown


@pytest.mark.parametrize(
    ("status", "line"),
    [*STATUSES.items(), (418, (Misused, None)), (599, (OutcomeUnknown, None)), (302, (OutcomeUnknown, None))],
)
@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[]", b'{"errorDetails": "?", "code": 7}', b'{"errorDetails": {"inputErrors": [1]}}']
)
def test_statuses_alone(status: int, line: tuple[Kind, timedelta | None], body: bytes) -> None:
    told = error(status, body)
    assert (type(told), told.retry_after) == line
    assert type(error(status, body, writes=False, reads=True)) is as_read(line[0])


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_is_no_error(status: int) -> None:
    assert linkedin.error_of(status, {}, b"", writes=True) is None


@pytest.mark.parametrize("urn", ["urn:li:share:7141000000000000001", "urn:li:ugcPost:714"])
def test_a_duplicate_names_the_earlier_post(urn: str) -> None:
    told = error(422, inside("DUPLICATE_POST", f"Input failed: Content is a duplicate of {urn}."))
    assert (type(told), told.external_id) == (Duplicate, urn)
    assert error(422, inside("DUPLICATE_POST")).external_id is None
    assert error(400, inside("MISSING_FIELD", f"of {urn}")).external_id is None


def test_what_linkedin_says_is_cut_and_cleaned() -> None:
    told = error(403, {"message": f"token  secret-token-1 or AQX{'x' * 60}\n{'a' * 500}"})
    assert "secret-token-1" not in str(told)
    assert "AQXxxx" not in str(told)
    assert "\n" not in str(told)
    assert len(told.reason) < 420


def test_what_support_asks_for_is_kept_where_nobody_knows_why() -> None:
    assert "AAYuuid" in str(error(500, b"", x_li_uuid="AAYuuid"))
    assert "AAYuuid" not in str(error(401, b"", x_li_uuid="AAYuuid"))


def test_a_dead_version_says_what_to_do() -> None:
    assert "set version under [networks.linkedin]" in str(error(426, b""))


# --- through the stand-in --------------------------------------------------------------------------------------------

PROVOKED: list[tuple[str, Kind]] = [
    ("429/TOO_MANY_REQUESTS", RateLimited), ("500/INTERNAL_SERVER_ERROR", OutcomeUnknown),
    ("502/BAD_GATEWAY", OutcomeUnknown), ("503/SERVICE_UNAVAILABLE", OutcomeUnknown), ("504/GATEWAY_TIMEOUT", OutcomeUnknown),
    ("html", OutcomeUnknown), ("401/REVOKED_ACCESS_TOKEN", Unauthorized), ("401/EXPIRED_ACCESS_TOKEN", Unauthorized),
    ("401/EMPTY_ACCESS_TOKEN", Unauthorized), ("403/ACCESS_DENIED", Forbidden), ("403/FORBIDDEN", Forbidden),
    ("422/DUPLICATE_POST", Duplicate), ("400/MISSING_FIELD", Misused), ("400/INVALID_VALUE_FOR_FIELD", Rejected),
    ("400/INVALID_URN_TYPE", Misused), ("400/INVALID_URN_ID", Misused), ("400/FIELD_LENGTH_TOO_LONG", Rejected),
    ("400/MEDIA_ASSET_WAITING_UPLOAD", Unavailable), ("400/MEDIA_ASSET_PROCESSING_FAILED", PictureRefused),
    ("400/EXPIRED_UPLOAD_URL", PictureRefused), ("400/UNABLE_TO_OBTAIN_ACTIVITY", Unavailable),
    ("400/VERSION_MISSING", PersonNeeded), ("400/ILLEGAL_ARGUMENT", Misused), ("404/NOT_FOUND", NotFound),
    ("404/RESOURCE_NOT_FOUND", NotFound), ("409/CONFLICT", Unavailable), ("413/PAYLOAD_TOO_LARGE", PictureRefused),
    ("414/URI_TOO_LONG", Misused), ("415/UNSUPPORTED_MEDIA_TYPE", PictureRefused), ("426/NONEXISTENT_VERSION", PersonNeeded),
    ("418", Misused),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), PROVOKED)
def test_each_refusal_of_a_post_is_told_apart_and_never_repeated(shared: Desk, code: str, kind: Kind) -> None:
    shared.sandbox.calls.clear()
    shared.fail(code, "publish")
    with pytest.raises(RemoteError) as caught:
        shared.linkedin().publish(post(), [])
    assert type(caught.value) is kind
    assert shared.routes() == ["POST /rest/posts"]
    assert shared.wall() == []
    assert TOKEN not in f"{caught.value!r}"


@pytest.mark.parametrize(("code", "kind"), [line for line in PROVOKED if line[1] is not NotFound])
def test_each_refusal_of_a_read(shared: Desk, code: str, kind: Kind) -> None:
    shared.fail(code, "read")
    with pytest.raises(RemoteError) as caught:
        shared.linkedin().fetch("urn:li:share:1")
    assert type(caught.value) is as_read(kind)


def test_a_version_that_has_ended_is_told_whatever_is_asked(desk: Desk) -> None:
    desk.switch("dead_versions", ["202609"])
    network = desk.linkedin()
    for call in (lambda: network.publish(post(), []), lambda: network.find_recent(desk.clock()), network.require_owner):
        with pytest.raises(PersonNeeded, match="set version"):
            call()
