"""Every line of every error table, repeated by a second hand: a line taken out or changed makes one fail."""

from __future__ import annotations

import json
from datetime import timedelta

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
from bot.networks.ok import errors as ok
from bot.networks.vk import errors as vk

Kind = type[RemoteError]

VK: dict[Kind, str] = {
    OutcomeUnknown: "1 10 36", Misused: "3 8 100 113 125 225", Unauthorized: "5 18 28 37 1117 3610",
    RateLimited: "6 9 29 219 220 224", Forbidden: "7 15 20 21 23 27 200 203 210 212 214 1051",
    PersonNeeded: "14 17 24 25 42 3300 3301 3302 3303 3304", Rejected: "19 222 3102 13000", PictureRefused: "22 114 118 121 122 129",
    NotFound: "40 104",
}  # fmt: skip
OK: dict[Kind, str] = {
    OutcomeUnknown: "1 31 5000 9999", Unavailable: "2", Misused: "3 4 30 100 101 104 105 451", RateLimited: "8 11",
    PersonNeeded: "7 9 22 210 402 403 514 900", Forbidden: "10 24 50 200 456 457",
    PictureRefused: "21 500 501 502 503 504 505", Unauthorized: "102 103 107 401 453 2002 2004",
    NotFound: "106 110 120 121 140 141 160 300", Rejected: "454 511 600 601 607",
}  # fmt: skip
LINKEDIN_CODES: dict[Kind, str] = {
    Unauthorized: "REVOKED_ACCESS_TOKEN EXPIRED_ACCESS_TOKEN EMPTY_ACCESS_TOKEN", Forbidden: "ACCESS_DENIED",
    Duplicate: "DUPLICATE_POST", Misused: "MISSING_FIELD INVALID_URN_TYPE INVALID_URN_ID NONEXISTENT_VERSION VERSION_MISSING",
    Rejected: "INVALID_VALUE_FOR_FIELD FIELD_LENGTH_TOO_LONG", Unavailable: "MEDIA_ASSET_WAITING_UPLOAD",
    PictureRefused: "MEDIA_ASSET_PROCESSING_FAILED EXPIRED_UPLOAD_URL",
}  # fmt: skip
LINKEDIN_STATUSES: dict[Kind, str] = {
    Misused: "400 426", Unauthorized: "401", Forbidden: "403", NotFound: "404", Unavailable: "409", PictureRefused: "413 415",
    Rejected: "422", RateLimited: "429", OutcomeUnknown: "500 502 503 504 599",
}  # fmt: skip


def lines(table: dict[Kind, str]) -> list[tuple[str, Kind]]:
    return [(code, kind) for kind, codes in table.items() for code in codes.split()]


def as_read(kind: Kind) -> Kind:
    """A read is never of unknown outcome."""
    return Unavailable if kind is OutcomeUnknown else kind


@pytest.mark.parametrize(("code", "kind"), lines(VK))
def test_vk(code: str, kind: Kind) -> None:
    assert type(vk.error_of(int(code), "Text: more", writes=True)) is kind
    assert type(vk.error_of(int(code), "Text: more", writes=False)) is as_read(kind)


@pytest.mark.parametrize(("code", "kind"), lines(OK))
def test_ok(code: str, kind: Kind) -> None:
    answer = {"error_code": int(code), "error_msg": "NAME : hush", "error_data": None}
    error = ok.error_of(answer, writes=True)
    assert type(error) is kind
    assert "hush" not in str(error)
    assert type(ok.error_of(answer, writes=False)) is as_read(kind)


@pytest.mark.parametrize(("code", "kind"), lines(LINKEDIN_CODES))
def test_linkedin_codes(code: str, kind: Kind) -> None:
    plain = json.dumps({"code": code, "message": "m", "status": 418}).encode()
    nested = json.dumps({"message": "m", "errorDetails": {"inputErrors": [{"code": code}]}}).encode()
    assert {type(linkedin.error_of(418, body, writes=True)) for body in (plain, nested)} == {kind}


@pytest.mark.parametrize(("status", "kind"), lines(LINKEDIN_STATUSES))
def test_linkedin_statuses(status: str, kind: Kind) -> None:
    assert type(linkedin.error_of(int(status), b"<html>", writes=True)) is kind
    assert type(linkedin.error_of(int(status), b"", writes=False)) is as_read(kind)


def test_the_second_hand_knows_every_line() -> None:
    def codes(table: dict[Kind, str]) -> set[str]:
        return {code for code, _ in lines(table)}

    assert {str(code) for code in vk.CODES} == codes(VK)
    assert {str(code) for code in ok.CODES} == codes(OK)
    assert set(linkedin.CODES) == codes(LINKEDIN_CODES)
    assert {str(status) for status in linkedin.STATUSES} == codes(LINKEDIN_STATUSES) - {"599"}


def test_waits_are_read_from_where_each_network_puts_them() -> None:
    assert vk.error_of(6, "", writes=True).retry_after == timedelta(seconds=1)
    assert vk.error_of(29, "", writes=True).retry_after == timedelta(days=1)
    assert ok.error_of({"error_code": 11}, writes=True).retry_after == timedelta(hours=1)


def test_what_only_the_text_tells_on_vk() -> None:
    daily = vk.error_of(214, "Access to adding post denied: you can only add 50 posts a day", writes=True)
    assert (type(daily), daily.retry_after) == (RateLimited, timedelta(hours=24))
    assert vk.is_card_fault(100, "link_photo_sizing_rule")
    assert not vk.is_card_fault(100, "owner_id is undefined")


def test_linkedin_names_the_earlier_post() -> None:
    body = {
        "message": "Content is a duplicate of urn:li:share:714",
        "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]},
    }
    error = linkedin.error_of(422, json.dumps(body).encode(), writes=True)
    assert error is not None
    assert error.external_id == "urn:li:share:714"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>", OutcomeUnknown),
        (502, b"", OutcomeUnknown),
        (404, b"{}", Misused),
        (200, b'{"error_code": 10}', Forbidden),
    ],
)
def test_oks_answers_that_are_none(status: int, body: bytes, kind: Kind) -> None:
    with pytest.raises(RemoteError) as caught:
        ok.answer_of(status, body, writes=True)
    assert type(caught.value) is kind


def test_a_bare_text_is_oks_success() -> None:
    assert ok.answer_of(200, b'"70102413183763"', writes=True) == "70102413183763"
