"""VK's stand-in, asked without an adapter: credentials, posts, pictures, reads, metering, VK ID, every line of its errors."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from bot.sandbox import accounts
from bot.sandbox.grants import challenge_of
from bot.sandbox.schemas import schema
from bot.sandbox.vk.errors import MESSAGES, VARIANTS
from tests.sandbox.bundle import bundle, drawn
from tests.sandbox.calling import Answer, Wire, form

FORM = "application/x-www-form-urlencoded"
GROUP, SERVICE, USER = accounts.VK_COMMUNITY_KEY, accounts.VK_SERVICE_KEY, accounts.VK_USER_TOKEN
OWNER = f"-{accounts.VK_COMMUNITY}"
LINK = "https://mission.example.org/ru/news/1"
NUMBERS = iter(range(10**6))


@pytest.fixture(autouse=True)
def unhurried(wire: Wire) -> list[float]:
    """The seconds by which VK counts calls, in the test's hands: two of them pass between any two calls."""
    seconds = [0.0]

    def clock() -> float:
        seconds[0] += seconds[1] if len(seconds) > 1 else 2
        return seconds[0]

    wire.sandbox.networks["vk"].quotas.clock = clock  # type: ignore[attr-defined]
    return seconds


def call(wire: Wire, method: str, token: str = GROUP, v: str = "5.199", **given: Any) -> Any:
    """The decoded answer of a call."""
    body = form(**({"v": v} if v else {}), **given)
    answer = wire.send("POST", f"/vk/method/{method}", body, authorization=f"Bearer {token}", content_type=FORM)
    assert answer.status == 200
    return answer.json


def code_of(answer: Any) -> int:
    return int(answer["error"]["error_code"])


def post(wire: Wire, token: str = GROUP, **given: Any) -> Any:
    asked = {"owner_id": OWNER, "from_group": 1, "message": "Новость", "guid": f"g{next(NUMBERS)}"} | given
    return call(wire, "wall.post", token, **{name: value for name, value in asked.items() if value != ""})


def made(wire: Wire, **given: Any) -> int:
    return int(post(wire, **given)["response"]["post_id"])


def sent(wire: Wire, address: str, content: bytes, name: str = "photo") -> Any:
    body, kind = bundle({name: content})
    return wire.send("POST", urlsplit(address).path, body, content_type=kind).json


def saved(wire: Wire, content: bytes) -> dict[str, Any]:
    """A wall picture, saved with the user's token."""
    address = call(wire, "photos.getWallUploadServer", USER, group_id=accounts.VK_COMMUNITY)["response"]["upload_url"]
    got = sent(wire, address, content)
    return dict(call(wire, "photos.saveWallPhoto", USER, group_id=accounts.VK_COMMUNITY, **got)["response"][0])


# --- the envelope ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "given", "group", "service", "user"),
    [
        ("wall.get", {"owner_id": OWNER}, 27, 0, 0), ("wall.getById", {"posts": f"{OWNER}_1"}, 27, 0, 0),
        ("wall.edit", {"owner_id": OWNER, "post_id": 9, "message": "a"}, 27, 15, 104),
        ("wall.delete", {"owner_id": OWNER, "post_id": 9}, 27, 15, 104),
        ("photos.getWallUploadServer", {"group_id": accounts.VK_COMMUNITY}, 27, 15, 0),
        ("photos.getMessagesUploadServer", {"peer_id": 1}, 0, 15, 0),
        ("stats.getPostReach", {"owner_id": OWNER, "post_ids": "1"}, 27, 15, 0),
        ("wall.parseAttachedLink", {"links": LINK}, 27, 15, 0), ("groups.getTokenPermissions", {}, 0, 27, 27),
        ("groups.getById", {"group_id": accounts.VK_COMMUNITY}, 0, 0, 0), ("users.get", {}, 0, 0, 0),
        ("utils.checkLink", {"url": LINK}, 0, 0, 0), ("utils.resolveScreenName", {"screen_name": "x"}, 0, 0, 0),
        ("account.getAppPermissions", {}, 27, 15, 0), ("execute", {"code": "return 1;"}, 0, 15, 0),
    ],
)  # fmt: skip
def test_the_table_of_methods(
    wire: Wire, method: str, given: dict[str, Any], group: int, service: int, user: int
) -> None:
    answers = [call(wire, method, token, **given) for token in (GROUP, SERVICE, USER)]
    assert [code_of(answer) if "error" in answer else 0 for answer in answers] == [group, service, user]
    assert wire.broken() == []


def test_an_error_repeats_the_request_but_not_the_token(wire: Wire) -> None:
    error = call(wire, "wall.get", GROUP, owner_id=OWNER)["error"]
    assert "unavailable with group auth" in error["error_msg"]
    assert {"key": "owner_id", "value": OWNER} in error["request_params"]
    assert GROUP not in json.dumps(error)


@pytest.mark.parametrize("v", ["", "5.92", "latest"])
def test_a_version_is_needed(wire: Wire, v: str) -> None:
    assert code_of(call(wire, "users.get", v=v)) == 8
    assert wire.broken() == ["vk: v is missing or too old"]


def test_older_versions_answer_in_older_shapes(wire: Wire) -> None:
    number = made(wire)
    assert isinstance(call(wire, "wall.getById", USER, "5.137", posts=f"{OWNER}_{number}")["response"], list)
    assert isinstance(call(wire, "groups.getById", GROUP, "5.138")["response"], list)
    assert call(wire, "groups.getById")["response"]["groups"][0]["id"] == int(accounts.VK_COMMUNITY)


def test_json_tokens_in_addresses_words_for_booleans_and_unknown_methods(wire: Wire) -> None:
    body = json.dumps({"v": "5.199"}).encode()
    got = wire.send(
        "POST", "/vk/method/users.get", body, authorization=f"Bearer {USER}", content_type="application/json"
    )
    assert code_of(got.json) == 8
    wire.send("GET", f"/vk/method/users.get?v=5.199&access_token={USER}")
    assert code_of(post(wire, from_group="True")) == 100
    assert code_of(call(wire, "Wall.post")) == 3
    said = wire.broken()
    assert [any(word in line for line in said) for word in ("JSON", "address", "word True", "case-sensitive")] == [
        True
    ] * 4


@pytest.mark.skipif(schema("vk-schema.json") is None, reason="the networks' schemas are not part of the project")
def test_parameters_are_those_of_the_schema(wire: Wire) -> None:
    assert code_of(call(wire, "stats.getPostReach", USER, owner_id=OWNER)) == 100
    assert code_of(post(wire, signed="yes")) == 100
    assert "response" in post(wire, colour="red")
    assert code_of(call(wire, "wall.get", USER, owner_id=OWNER, count="ten")) == 100
    assert code_of(call(wire, "wall.get", USER, owner_id=OWNER, offset=-1)) == 100
    said = wire.broken()
    assert len(said) == 5
    assert "wall.post takes no colour" in said[2]


@pytest.mark.parametrize(
    ("token", "state", "code"),
    [(GROUP, "revoked", 27), (SERVICE, "revoked", 28), (USER, "expired", 5), (USER, "revoked", 5)],
)
def test_dead_tokens(wire: Wire, token: str, state: str, code: int) -> None:
    wire.control("tokens", network="vk", token=token, state=state)
    assert code_of(call(wire, "users.get", token)) == code
    assert code_of(call(wire, "users.get", "vk1.a.unknown")) == 5
    assert wire.broken() == []


def test_rights_taken_away(wire: Wire) -> None:
    wire.control("tokens", network="vk", token=USER, without=["photos", "stats"])
    answer = call(wire, "photos.getWallUploadServer", USER, group_id=accounts.VK_COMMUNITY)
    assert (code_of(answer), answer["error"]["error_subcode"]) == (15, 1133)
    assert code_of(call(wire, "stats.getPostReach", USER, owner_id=OWNER, post_ids="1")) == 15
    assert call(wire, "account.getAppPermissions", USER)["response"] & 4 == 0
    wire.control("tokens", network="vk", token=GROUP, without=["wall"])
    names = {entry["name"] for entry in call(wire, "groups.getTokenPermissions")["response"]["permissions"]}
    assert "wall" not in names
    assert code_of(post(wire)) == 15


# --- posts -----------------------------------------------------------------------------------------------------------


def test_a_post_with_link_and_picture(wire: Wire, jpeg: bytes) -> None:
    photo = saved(wire, jpeg)
    number = made(wire, attachments=f"photo{photo['owner_id']}_{photo['id']}_{photo['access_key']},{LINK}")
    (shown,) = call(wire, "wall.getById", SERVICE, posts=f"{OWNER}_{number}")["response"]["items"]
    assert [part["type"] for part in shown["attachments"]] == ["photo", "link"]
    assert shown["attachments"][1]["link"]["url"] == LINK
    assert (shown["owner_id"], shown["text"]) == (int(OWNER), "Новость")
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"owner_id": accounts.VK_COMMUNITY}, 15), ({"attachments": f"{LINK},{LINK}2"}, 100), ({"message": ""}, 100),
        ({"attachments": ",".join(["photo1_1"] * 11)}, 100), ({"message": "ы" * 16_385}, 100), ({"from_group": ""}, 0),
        ({"guid": ""}, 0), ({"publish_date": 1}, 0),
    ],
)  # fmt: skip
def test_faulty_posts(wire: Wire, given: dict[str, Any], code: int) -> None:
    answer = post(wire, **given)
    assert (code_of(answer) if "error" in answer else 0) == code
    assert wire.broken()


@pytest.mark.parametrize("attachment", [f"photo-{OWNER}_1", "photo1_99", "foto1_1"])
def test_a_wrong_picture_gives_a_post_without_it(wire: Wire, attachment: str) -> None:
    made(wire, attachments=attachment)
    assert wire.sandbox.wall("vk")[0].pictures == ()
    assert wire.broken()


def test_a_page_without_picture_fails_the_call(wire: Wire) -> None:
    wire.control("switches", network="vk", name="og_images", value={LINK: False})
    answer = post(wire, attachments=f"{LINK}?utm_content=m1")
    assert code_of(answer) == 100
    assert "link_photo_sizing_rule" in answer["error"]["error_msg"]
    assert "response" in post(wire, attachments="https://other.example.org/")
    assert wire.broken() == []


def test_the_sample_site_s_own_pages_are_looked_at(wire: Wire) -> None:
    told = {}
    for story in wire.sandbox.site.listed():
        told[story.layout] = "response" in post(wire, attachments=f"{wire.sandbox.url}/site{story.path}?utm_content=a")
    assert told["laravel"] is False
    assert True in told.values()


def test_a_guid_holds_for_an_hour(wire: Wire) -> None:
    first = made(wire, guid="same")
    wire.clock.forward(minutes=59)
    assert made(wire, guid="same") == first
    wire.clock.forward(minutes=2)
    assert made(wire, guid="same") != first
    assert len(wire.sandbox.wall("vk")) == 2


def test_fifty_posts_a_day_deleted_ones_too(wire: Wire) -> None:
    for number in range(50):
        wire.control("posts", network="vk", text=f"Запись {number}")
    wire.control("posts", network="vk", id="1", delete=True)
    answer = post(wire)
    assert code_of(answer) == 214
    assert "50 posts" in answer["error"]["error_msg"]
    wire.control("switches", network="vk", name="verified", value=True)
    assert "response" in post(wire)
    wire.control("switches", network="vk", name="verified", value=False)
    wire.clock.forward(days=1, minutes=1)
    assert "response" in post(wire)


def test_forbidden_links(wire: Wire) -> None:
    wire.control("switches", network="vk", name="forbidden_hosts", value=["bad.example.org"])
    assert code_of(post(wire, message="см. https://bad.example.org/a")) == 222
    assert code_of(post(wire, attachments="https://bad.example.org/a")) == 222
    assert call(wire, "utils.checkLink", url="https://bad.example.org/a")["response"]["status"] == "banned"
    assert call(wire, "utils.checkLink", url=LINK)["response"] == {"status": "not_banned", "link": LINK}


def test_an_edit_drops_what_it_leaves_out(wire: Wire, jpeg: bytes) -> None:
    photo = saved(wire, jpeg)
    number = made(wire, attachments=f"photo{photo['owner_id']}_{photo['id']},{LINK}")
    kept = {"owner_id": OWNER, "post_id": number, "message": "Новое"}
    assert call(wire, "wall.edit", USER, **kept, attachments=f"photo{photo['owner_id']}_{photo['id']}")["response"]
    (seen,) = wire.sandbox.wall("vk")
    assert (seen.text, seen.link, len(seen.pictures)) == ("Новое", None, 1)
    assert wire.broken() == []
    wire.clock.forward(seconds=2)
    call(wire, "wall.edit", USER, **kept)
    assert wire.broken() == ["vk: an edit dropped the pictures of a post"]


def test_deleting(wire: Wire) -> None:
    number = made(wire)
    assert call(wire, "wall.delete", USER, owner_id=OWNER, post_id=number)["response"] == 1
    assert code_of(call(wire, "wall.delete", USER, owner_id=OWNER, post_id=number)) == 104


# --- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (drawn("JPEG"), True),
        (drawn("GIF"), True),
        (drawn("PNG"), False),
        (b"none", False),
        (drawn("JPEG", 2100, 100), False),
    ],
)
def test_a_refused_picture_is_an_empty_list(wire: Wire, content: bytes, taken: bool) -> None:
    address = call(wire, "photos.getWallUploadServer", USER, group_id=accounts.VK_COMMUNITY)["response"]["upload_url"]
    got = sent(wire, address, content)
    assert (got["photo"] != "[]") is taken
    answer = call(wire, "photos.saveWallPhoto", USER, group_id=accounts.VK_COMMUNITY, **got)
    assert ("response" in answer) is taken
    assert bool([line for line in wire.broken() if "empty photo list" in line]) is not taken


def test_png_may_be_taken_again(wire: Wire) -> None:
    wire.control("switches", network="vk", name="png_refused", value=False)
    assert saved(wire, drawn("PNG"))["album_id"] == -14


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"hash": "0"}, 121), ({"server": 5}, 118), ({"photo": "[]"}, 122), ({"group_id": "999"}, 15)],
)
def test_what_the_upload_gave_is_sent_on_unchanged(wire: Wire, jpeg: bytes, changed: dict[str, Any], code: int) -> None:
    address = call(wire, "photos.getWallUploadServer", USER, group_id=accounts.VK_COMMUNITY)["response"]["upload_url"]
    got = {**sent(wire, address, jpeg), "group_id": accounts.VK_COMMUNITY, **changed}
    answer = call(wire, "photos.saveWallPhoto", USER, **got)
    assert code_of(answer) == code
    assert wire.broken()


def test_an_upload_has_one_field_and_no_token(wire: Wire, jpeg: bytes) -> None:
    address = call(wire, "photos.getWallUploadServer", USER, group_id=accounts.VK_COMMUNITY)["response"]["upload_url"]
    assert "error" in sent(wire, address, jpeg, "file")
    body, kind = bundle({"photo": jpeg})
    wire.send("POST", urlsplit(address).path, body, content_type=kind, authorization=f"Bearer {USER}")
    assert len(wire.broken()) == 2
    assert "error" in sent(wire, f"{wire.sandbox.url}/vk/upload/unknown", jpeg)


@pytest.mark.parametrize(("switch", "shown", "code"), [("works", 1, 0), ("invisible", 0, 0), ("refused", 0, 100)])
def test_a_picture_of_the_messages(wire: Wire, jpeg: bytes, switch: str, shown: int, code: int) -> None:
    wire.control("switches", network="vk", name="messages_photo_on_wall", value=switch)
    address = call(wire, "photos.getMessagesUploadServer", peer_id=1)["response"]["upload_url"]
    (photo,) = call(wire, "photos.saveMessagesPhoto", **sent(wire, address, jpeg))["response"]
    assert photo["album_id"] == -64
    answer = post(wire, attachments=f"photo{photo['owner_id']}_{photo['id']}_{photo['access_key']}")
    assert (code_of(answer) if "error" in answer else 0) == code
    assert sum(len(seen.pictures) for seen in wire.sandbox.wall("vk")) == shown
    assert wire.broken() == []
    post(wire, attachments=f"photo{photo['owner_id']}_{photo['id']}")
    assert bool(wire.broken()) is (switch != "refused")


# --- reads -----------------------------------------------------------------------------------------------------------


def test_the_wall_shows_the_pinned_post_first(wire: Wire) -> None:
    numbers = [int(wire.control("posts", network="vk", text=f"Запись {n}")["id"]) for n in range(5)]
    wire.control("switches", network="vk", name="pinned", value=numbers[0])
    got = call(wire, "wall.get", SERVICE, owner_id=OWNER, count=3, filter="owner")["response"]
    assert (got["count"], [row["id"] for row in got["items"]]) == (5, [numbers[0], numbers[4], numbers[3]])
    assert got["items"][0]["is_pinned"] == 1
    assert wire.broken() == []
    assert code_of(call(wire, "wall.get", SERVICE, owner_id=OWNER, count=101)) == 100
    assert code_of(call(wire, "wall.get", SERVICE, owner_id=OWNER, filter="mine")) == 100
    assert code_of(call(wire, "wall.get", SERVICE, owner_id=OWNER, filter="postponed")) == 15
    assert code_of(call(wire, "wall.get", SERVICE, owner_id=accounts.VK_COMMUNITY)) == 15
    assert len(wire.broken()) == 3


def test_a_hundred_posts_by_id(wire: Wire) -> None:
    number = made(wire)
    ids = ",".join(f"{OWNER}_{n}" for n in [number, *range(1000, 1099)])
    assert [row["id"] for row in call(wire, "wall.getById", SERVICE, posts=ids)["response"]["items"]] == [number]
    assert wire.broken() == []
    assert code_of(call(wire, "wall.getById", SERVICE, posts=f"{ids},{OWNER}_1")) == 100
    assert code_of(call(wire, "wall.getById", SERVICE, posts=f"{accounts.VK_COMMUNITY}_1")) == 100
    wire.control("switches", network="vk", name="deleted_shown", value=True)
    wire.control("switches", network="vk", name="views_absent", value=True)
    wire.control("posts", network="vk", id=str(number), delete=True)
    (row,) = call(wire, "wall.getById", USER, posts=f"{OWNER}_{number}")["response"]["items"]
    assert row["is_deleted"] is True
    other = made(wire)
    assert "views" not in call(wire, "wall.getById", USER, posts=f"{OWNER}_{other}")["response"]["items"][0]


def test_reach_of_thirty_among_the_newest_three_hundred(wire: Wire) -> None:
    for number in range(302):
        wire.sandbox.networks["vk"].by_hand(f"Запись {number}", None)  # type: ignore[attr-defined]
    rows = call(wire, "stats.getPostReach", USER, owner_id=OWNER, post_ids="1,2,3,302")["response"]
    assert [row["post_id"] for row in rows] == [3, 302]
    assert "reach_total" in rows[0]
    assert (
        code_of(call(wire, "stats.getPostReach", USER, owner_id=OWNER, post_ids=",".join(map(str, range(1, 32)))))
        == 100
    )
    wire.control("switches", network="vk", name="reach_with_count", value=True)
    assert "reach_total_count" in call(wire, "stats.getPostReach", USER, owner_id=OWNER, post_ids="302")["response"][0]


def test_execute(wire: Wire) -> None:
    numbers = [int(wire.control("posts", network="vk", text=f"Запись {n}")["id"]) for n in range(2)]
    code = (
        f'var a = API.wall.getById({{"posts": "{OWNER}_{numbers[0]}"}}); var b = API.wall.get({{owner_id: "{OWNER}", count: 1}});'
        f'return {{"first": a.items[0].id, "wall": b.items, "bad": API.wall.delete({{"owner_id": "{OWNER}", "post_id": 99}})}};'
    )
    got = call(wire, "execute", USER, code=code)
    assert (got["response"]["first"], got["response"]["wall"][0]["id"], got["response"]["bad"]) == (*numbers, False)
    assert [(row["method"], row["error_code"]) for row in got["execute_errors"]] == [("wall.delete", 104)]
    assert wire.broken() == []
    many = ",".join(['API.users.get({"user_ids": 1})'] * 26)
    assert code_of(call(wire, "execute", USER, code=f"return [{many}];")) == 13
    assert code_of(call(wire, "execute", GROUP, code="return [;")) == 12
    inner = call(wire, "execute", GROUP, code=f'return API.wall.get({{"owner_id": "{OWNER}"}});')
    assert (inner["response"], inner["execute_errors"][0]["error_code"]) == (False, 27)


# --- metering --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("token", "per_second"), [(USER, 3), (SERVICE, 5), (GROUP, 20)])
def test_calls_a_second(wire: Wire, token: str, per_second: int, unhurried: list[float]) -> None:
    unhurried.append(0.0)  # no time passes between calls
    answers = [call(wire, "users.get", token) for _ in range(per_second + 1)]
    assert ["error" in answer for answer in answers] == [False] * per_second + [True]
    assert code_of(answers[-1]) == 6
    unhurried[1] = 1.01
    assert "response" in call(wire, "users.get", token)


def test_the_month_of_the_application_and_the_day_of_wall_get(wire: Wire) -> None:
    wire.control("quotas", network="vk", name="wall.get day service", limit=5000, used=5000)
    assert code_of(call(wire, "wall.get", SERVICE, owner_id=OWNER)) == 29
    assert "response" in call(wire, "wall.get", USER, owner_id=OWNER)
    wire.clock.forward(days=1)
    assert "response" in call(wire, "wall.get", SERVICE, owner_id=OWNER)
    wire.control("quotas", network="vk", name="calls month", used=10_000)
    assert code_of(call(wire, "users.get", USER)) == 9
    wire.clock.forward(days=10)
    assert "response" in call(wire, "users.get", USER)


# --- VK ID -----------------------------------------------------------------------------------------------------------

BACK = "http://127.0.0.1:8765/callback"
VERIFIER = "k" * 50


def authorize(wire: Wire, **changed: str) -> Answer:
    asked = {
        "response_type": "code", "client_id": accounts.VK_CLIENT_ID, "redirect_uri": BACK, "state": "s1", "scope": "wall photos",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", "answer": "accept",
    } | changed  # fmt: skip
    return wire.send("GET", f"/vk/authorize?{urlencode({k: v for k, v in asked.items() if v})}")


def auth(wire: Wire, **given: str) -> Answer:
    body = form(client_id=accounts.VK_CLIENT_ID, state="s2", **given)
    return wire.send("POST", "/vk/oauth2/auth", body, content_type=FORM)


def redeemed(wire: Wire, **changed: str) -> Answer:
    back = authorize(wire).answers
    asked = {
        "grant_type": "authorization_code", "code": back["code"], "code_verifier": VERIFIER, "redirect_uri": BACK,
        "device_id": back["device_id"],
    } | changed  # fmt: skip
    return auth(wire, **asked)


def test_scopes_are_silently_cut_and_the_token_reaches_little(wire: Wire) -> None:
    got = redeemed(wire).json
    assert (got["scope"], got["expires_in"], got["state"]) == ("vkid.personal_info", 3600, "s2")
    token = got["access_token"]
    assert token.startswith("vk2.a.")
    assert code_of(post(wire, token)) == 1051
    assert code_of(call(wire, "account.getAppPermissions", token)) == 1051
    assert call(wire, "users.get", token)["response"][0]["id"] == int(accounts.VK_USER)
    assert "response" in call(wire, "groups.getById", token, group_id=accounts.VK_COMMUNITY, v="5.199")
    assert wire.broken() == []


def test_an_app_of_old_may_still_be_granted_the_wall(wire: Wire, jpeg: bytes) -> None:
    wire.control("switches", network="vk", name="granted_scopes", value=["wall", "photos"])
    token = redeemed(wire).json["access_token"]
    assert "response" in post(wire, token)
    assert "response" in call(wire, "photos.getWallUploadServer", token, group_id=accounts.VK_COMMUNITY)
    assert code_of(call(wire, "stats.getPostReach", token, owner_id=OWNER, post_ids="1")) == 15
    wire.clock.forward(seconds=3601)
    answer = call(wire, "users.get", token)
    assert code_of(answer) == 5
    assert "expired" in answer["error"]["error_msg"]


@pytest.mark.parametrize("changed", [{"code_verifier": "w" * 50}, {"device_id": "other"}, {"redirect_uri": f"{BACK}/"}])
def test_a_code_needs_verifier_device_and_address(wire: Wire, changed: dict[str, str]) -> None:
    answer = redeemed(wire, **changed)
    assert (answer.status, answer.json["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("changed", [{"state": ""}, {"code_challenge": ""}, {"redirect_uri": "http://a.example.org/"}])
def test_a_faulty_authorize(wire: Wire, changed: dict[str, str]) -> None:
    assert authorize(wire, **changed).status == 400
    assert wire.broken()


def test_pairs_rotate_and_reuse_kills_the_session(wire: Wire) -> None:
    back = authorize(wire).answers
    device = back["device_id"]
    first = auth(
        wire,
        grant_type="authorization_code",
        code=back["code"],
        code_verifier=VERIFIER,
        redirect_uri=BACK,
        device_id=device,
    ).json
    given = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert auth(wire, **given, device_id="other").status == 400
    assert auth(wire, **given).status == 400
    assert "device_id" in wire.broken()[0]
    second = auth(wire, **given, device_id=device).json
    assert second["refresh_token"] != first["refresh_token"]
    assert auth(wire, **given, device_id=device).status == 400
    assert "second time" in wire.broken()[0]
    assert code_of(call(wire, "users.get", second["access_token"])) == 5


def test_logout(wire: Wire) -> None:
    got = redeemed(wire).json
    body = form(client_id=accounts.VK_CLIENT_ID, access_token=got["access_token"])
    assert (
        wire.send("POST", "/vk/oauth2/user_info", body, content_type=FORM).json["user"]["user_id"] == accounts.VK_USER
    )
    assert wire.send("POST", "/vk/oauth2/logout", body, content_type=FORM).json == {"response": 1}
    assert code_of(call(wire, "users.get", got["access_token"])) == 5


# --- errors on demand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", MESSAGES)
def test_every_line_on_demand(wire: Wire, code: int) -> None:
    wire.sandbox.faults.add("vk", "error", "publish", code=str(code))
    error = post(wire)["error"]
    assert (error["error_code"], error["error_msg"]) == (code, MESSAGES[code])
    assert wire.sandbox.wall("vk") == []


@pytest.mark.parametrize("code", VARIANTS)
def test_every_variant_on_demand(wire: Wire, code: str) -> None:
    wire.sandbox.faults.add("vk", "error", "publish", code=code)
    assert post(wire)["error"]["error_msg"] == VARIANTS[code]


def test_what_stands_beside_a_code(wire: Wire) -> None:
    for code in ("14", "14/no sid", "15/1134", "17", "5/user is blocked"):
        wire.sandbox.faults.add("vk", "error", "publish", code=code)
    captcha, bare, sub, validation, words = (post(wire)["error"] for _ in range(5))
    assert {"captcha_sid", "captcha_img", "redirect_uri"} <= set(captcha)
    assert "captcha_sid" not in bare
    assert sub["error_subcode"] == 1134
    assert validation["redirect_uri"]
    assert words["error_msg"].endswith("user is blocked")
