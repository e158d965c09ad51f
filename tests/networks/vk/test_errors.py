"""Every line of VK's tables, repeated by hand and, where a call can tell it, provoked once through the stand-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

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
)
from bot.networks.vk import errors as vk
from bot.sandbox.vk.errors import MESSAGES, VARIANTS
from tests.networks.vk.desk import ALL, COMMUNITY, SERVICE, TOKENS, USER, Desk, post

Kind = type[RemoteError]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

#: Class → codes; "15/1133" has a subcode.
CODES: dict[Kind, str] = {
    OutcomeUnknown: "1 10 36",
    RateLimited: "6 9 29 219 220 224",
    Unavailable: "43",
    PersonNeeded: "2 11 14 17 24 25 41 42 703 3300 3301 3302 3303 3304 11500",
    Unauthorized: "4 5 18 27 28 37 38 1117 3609 3610",
    Forbidden: "7 15 15/1133 15/1134 20 21 23 30 200 203 210 212 214 901 1051",
    NotFound: "39 40 104",
    Rejected: "19 222 3102 13000",
    PictureRefused: "22 114 118 121 122 129 300",
    Misused: "3 8 12 13 16 33 34 35 100 101 113 125 150 225 9999",
}
LINES = [(code, kind) for kind, codes in CODES.items() for code in codes.split()]
#: What VK writes → its line and class.
WORDS: dict[str, tuple[int, str, Kind]] = {
    "5/another ip": (5, "User authorization failed: access_token was given to another ip address.", Unauthorized),
    "5/expired": (5, "User authorization failed: access_token has expired.", Unauthorized),
    "5/is blocked": (5, "User authorization failed: user is blocked.", PersonNeeded),
    "5/method is unavailable": (5, "User authorization failed: method is unavailable with this token.", Forbidden),
    "27/method is unavailable": (27, "Group authorization failed: method is unavailable with group auth.", Forbidden),
    "28/method is unavailable": (28, "Application authorization failed: method is unavailable with service token.", Forbidden),
    "15/edit time expired": (15, "Access denied: edit time expired", Forbidden),
    "100/link_photo_sizing": (100, "One of the parameters specified was missing or invalid: link_photo_sizing_rule", Rejected),
    "100/no photo": (100, "One of the parameters specified was missing or invalid: No photo given", Rejected),
    "214/50 posts": (214, "Access to adding post denied: you can only add 50 posts a day", RateLimited),
}  # fmt: skip
WAITS = {
    "6": timedelta(seconds=1), "9": timedelta(minutes=15), "29": DAY, "219": HOUR, "220": HOUR, "224": HOUR,
    "214/50 posts": DAY,
}  # fmt: skip
STATUSES: dict[int, Kind] = {404: Misused, 408: OutcomeUnknown, 413: Misused, 429: RateLimited}
OAUTH: dict[str, Kind] = {
    "invalid_request": Misused, "invalid_grant": Unauthorized, "invalid_token": Unauthorized, "invalid_client": Unauthorized,
    "unauthorized_client": Unauthorized, "access_denied": Unauthorized, "unsupported_grant_type": Misused,
    "invalid_scope": Forbidden, "slow_down": RateLimited, "server_error": OutcomeUnknown,
    "temporarily_unavailable": OutcomeUnknown,
}  # fmt: skip


def error(code: str, text: str = "Text", *, writes: bool = True) -> RemoteError:
    number, _, subcode = code.partition("/")
    told: dict[str, Any] = {"error_code": int(number), "error_msg": text, "request_params": []}
    return vk.error_of(told | ({"error_subcode": int(subcode)} if subcode else {}), writes=writes)


def as_read(kind: Kind) -> Kind:
    return Unavailable if kind is OutcomeUnknown else kind


def test_the_second_hand_knows_every_line() -> None:
    assert {code for code, _ in LINES} == set(vk.CODES)
    assert set(WORDS) == set(vk.WORDS)
    assert set(STATUSES) == set(vk.STATUSES)
    assert set(OAUTH) == set(vk.OAUTH)


def test_every_line_says_what_it_means_and_where_that_was_read() -> None:
    for table in (vk.CODES, vk.WORDS, vk.STATUSES, vk.OAUTH):
        for line in table.values():  # type: ignore[attr-defined]
            assert line.meaning
            assert line.source
            assert line.read_on.year == 2026
            assert (line.wait is None) is (line.kind is not RateLimited)


@pytest.mark.parametrize(("code", "kind"), LINES)
def test_codes(code: str, kind: Kind) -> None:
    found = error(code)
    assert (type(found), found.code, found.retry_after) == (kind, code, WAITS.get(code))
    assert type(error(code, writes=False)) is as_read(kind)


@pytest.mark.parametrize("key", WORDS)
def test_words(key: str) -> None:
    code, text, kind = WORDS[key]
    found = error(str(code), text)
    assert (type(found), found.code, found.retry_after) == (kind, key, WAITS.get(key))
    # The words tell under their own code only.
    assert error("104", text).code == "104"


def test_a_subcode_that_no_line_knows_leaves_the_code() -> None:
    assert error("15/9").code == "15"
    assert type(error("15/9")) is Forbidden


@pytest.mark.parametrize("told", [{"error_code": 424242}, {"error_msg": "?"}, "odd", None, 7])
def test_an_error_nobody_knows_may_have_done_something(told: object) -> None:
    assert type(vk.error_of(told, writes=True)) is OutcomeUnknown
    assert type(vk.error_of(told, writes=False)) is Unavailable


@pytest.mark.parametrize(
    ("status", "kind"), [*STATUSES.items(), (403, Unavailable), (418, Unavailable), (500, OutcomeUnknown), (599, OutcomeUnknown)]
)  # fmt: skip
def test_statuses(status: int, kind: Kind) -> None:
    assert type(vk.status_error(status, writes=True)) is kind
    assert type(vk.status_error(status, writes=False)) is as_read(kind)


@pytest.mark.parametrize(("name", "kind"), OAUTH.items())
def test_the_token_addresss_errors(name: str, kind: Kind) -> None:
    found = vk.oauth_error({"error": name, "error_description": "m"}, writes=True)
    assert (type(found), found.code) == (kind, name)
    assert type(vk.oauth_error({"error": name}, writes=False)) is as_read(kind)
    assert type(vk.oauth_error({"error": "odd"}, writes=True)) is OutcomeUnknown


def test_what_vk_says_is_cut_and_cleaned() -> None:
    secret = "secret/key 1"
    text = f"token {secret} or secret%2Fkey%201, vk1.a.Abc-_9, access_token=xyz&v=5\n{'a' * 500}"
    told = vk.error_of({"error_code": 15, "error_msg": text}, writes=True, hidden=[secret])
    for hidden in (secret, "secret%2Fkey", "vk1.a.Abc", "xyz", "\n"):
        assert hidden not in str(told)
    assert len(told.reason) < 350


def test_what_an_error_repeats_of_the_request_is_never_shown() -> None:
    told = {
        "error_code": 15, "error_msg": "Access denied",
        "request_params": [{"key": "message", "value": "hush"}, {"key": "access_token", "value": "hush"}],
    }  # fmt: skip
    found = vk.error_of(told, writes=True)
    assert "hush" not in f"{found!r} {found} {found.__dict__}"


# --- through the stand-in --------------------------------------------------------------------------------------------

#: The stand-in's lines that are none of the table's, or fare otherwise when posting.
_OTHERWISE = {
    "27": Forbidden,  # its words say that the method is not for communities
    "100/link_photo_sizing_rule": Rejected, "100/no photo": Rejected,
    "214/50 posts": RateLimited, "214/closed": Forbidden, "5/expired": Unauthorized, "5/ip": Unauthorized,
    "27/revoked": Unauthorized, "15/1133": Forbidden, "15/1134": Forbidden, "14/no sid": PersonNeeded,
    "5/user is blocked": PersonNeeded, "5/method is unavailable": Forbidden, "28/method is unavailable": Forbidden,
    "15/edit time expired": Forbidden,
}  # fmt: skip
PROVOKED = [
    (code, _OTHERWISE.get(code) or dict(LINES)[code])
    for code in dict.fromkeys([*map(str, MESSAGES), *VARIANTS, *_OTHERWISE, *(code for code, _ in LINES)])
]


@pytest.mark.parametrize(("code", "kind"), PROVOKED)
def test_each_refusal_of_a_post_is_told_apart_and_never_repeated(desk: Desk, code: str, kind: Kind) -> None:
    desk.fail(code, "publish", times=None)
    with pytest.raises(RemoteError) as caught:
        desk.vk().publish(post(text="См. https://mission.example.org/", link=None), [])
    assert type(caught.value) is kind
    assert desk.routes().count("wall.post") == 1
    assert desk.sandbox.wall("vk") == []
    assert not [secret for secret in TOKENS.values() if secret in f"{caught.value!r} {caught.value}"]


@pytest.mark.parametrize(("code", "kind"), [line for line in PROVOKED if line[0] != "6"])
def test_each_refusal_of_a_read(desk: Desk, code: str, kind: Kind) -> None:
    desk.fail(code, "measure", times=None)
    with pytest.raises(RemoteError) as caught:
        desk.vk(COMMUNITY, SERVICE).fetch("1")
    assert type(caught.value) is as_read(kind)
    assert desk.routes() == ["wall.getById"]


def test_a_read_that_came_too_fast_is_repeated_once_and_a_post_is_not(desk: Desk) -> None:
    desk.fail("6", "measure")
    assert desk.vk().fetch("1") is None
    assert desk.routes() == ["wall.getById"] * 2
    assert 1.0 in desk.naps
    desk.fail("6", "measure", times=None)
    with pytest.raises(RateLimited):
        desk.vk(COMMUNITY, SERVICE).fetch("1")
    assert desk.routes() == ["wall.getById"] * 4


@pytest.mark.parametrize("name", [SERVICE, USER])
def test_a_dead_token_beside_a_living_one_stops_no_read(desk: Desk, name: str) -> None:
    desk.token(name, "revoked")
    assert desk.vk().fetch("1") is None
    desk.token(USER if name == SERVICE else SERVICE, "revoked")
    with pytest.raises(Unauthorized):
        desk.vk().fetch("1")


def test_the_day_of_one_token_is_not_that_of_the_other(desk: Desk) -> None:
    desk.wire.control("quotas", network="vk", name="wall.get day service", limit=5000, used=5000)
    assert desk.vk().find_recent(desk.clock()) == []
    with pytest.raises(RateLimited) as caught:
        desk.vk(COMMUNITY, SERVICE).find_recent(desk.clock())
    assert caught.value.retry_after == DAY


@pytest.mark.parametrize("names", [ALL, (USER,)])
def test_flood_waits_minutes_then_hours_then_for_a_person(desk: Desk, names: tuple[str, ...]) -> None:
    network = desk.vk(*names)
    desk.fail("9", times=None)
    waits = []
    for _ in range(3):
        with pytest.raises(RateLimited) as caught:
            network.publish(post(link=None), [])
        assert caught.value.retry_after is not None
        waits.append(caught.value.retry_after)
        # Asked again before its time, the wait does not grow.
        with pytest.raises(RateLimited) as again:
            network.publish(post(link=None), [])
        assert again.value.retry_after == waits[-1]
        desk.clock.forward(seconds=waits[-1].total_seconds())
    assert waits == [timedelta(minutes=15), HOUR, timedelta(hours=6)]
    with pytest.raises(RateLimited):
        network.publish(post(link=None), [])  # one method alone: a flood of posts
    desk.clock.forward(hours=6)
    with pytest.raises(PersonNeeded, match="cut off"):
        network.require_owner()


def test_an_answer_ends_the_flood(desk: Desk) -> None:
    network = desk.vk(COMMUNITY)
    for _ in range(2):
        desk.fail("9", "publish")
        with pytest.raises(RateLimited) as caught:
            network.publish(post(link=None), [])
        assert caught.value.retry_after == timedelta(minutes=15)
        network.require_owner()
        network = desk.vk(COMMUNITY) if desk.routes().count("groups.getById") > 1 else network
        desk.clock.forward(hours=1)


def test_the_month_of_the_app_used_up_is_a_wait(desk: Desk) -> None:
    desk.wire.control("quotas", network="vk", name="calls month", used=10_000)
    with pytest.raises(RateLimited):
        desk.vk().publish(post(), [])
    assert desk.wire.broken() == []
