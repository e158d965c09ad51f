"""OK's stand-in, asked without an adapter: signatures, rights, topics, pictures, statistics, OAuth, every line of its errors."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from bot.sandbox import accounts
from bot.sandbox.ok.errors import NAMES
from bot.sandbox.ok.signature import session_secret, sig
from tests.sandbox.bundle import bundle, drawn
from tests.sandbox.calling import Answer, Wire, form

FORM = "application/x-www-form-urlencoded"
GROUP = accounts.OK_GROUP
LINK = "https://mission.example.org/ru/news/1"


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def call(wire: Wire, method: str, token: str = accounts.OK_ACCESS_TOKEN, **given: Any) -> Any:
    """The decoded answer of a call, signed by the document's own steps."""
    asked = {
        "application_key": accounts.OK_APPLICATION_KEY, "format": "json", "method": method, "__online": "false",
        **{name: str(value) for name, value in given.items() if value is not None},
    }  # fmt: skip
    asked = {name: value for name, value in asked.items() if value != "leave out"}
    secret = md5(token + accounts.OK_APPLICATION_SECRET)
    asked["sig"] = md5("".join(f"{name}={asked[name]}" for name in sorted(asked)) + secret)
    answer = wire.send("POST", "/ok/fb.do", form(access_token=token, **asked), content_type=FORM)
    assert answer.status == 200
    return answer.json


def code_of(answer: Any) -> int:
    return int(answer["error_code"]) if isinstance(answer, dict) and "error_code" in answer else 0


def attached(*blocks: dict[str, Any], **more: Any) -> str:
    return json.dumps({"media": list(blocks), "onBehalfOfGroup": "true", **more}, ensure_ascii=False)


def text(words: str = "Новость дня") -> dict[str, Any]:
    return {"type": "text", "text": words}


def post(wire: Wire, attachment: str | None = None, **given: Any) -> Any:
    asked = {"gid": GROUP, "type": "GROUP_THEME", "attachment": attachment or attached(text())} | given
    return call(wire, "mediatopic.post", **asked)


def uploaded(wire: Wire, *contents: bytes) -> tuple[list[str], list[str]]:
    """Photo ids and tokens of pictures."""
    got = call(wire, "photosV2.getUploadUrl", gid=GROUP, count=len(contents))
    answer = sent(wire, got["upload_url"], {f"pic{n}": content for n, content in enumerate(contents, 1)})
    return got["photo_ids"], [answer["photos"][identity]["token"] for identity in got["photo_ids"]]


def sent(wire: Wire, address: str, files: dict[str, bytes], **given: str) -> Any:
    body, kind = bundle(files, **given)
    parts = urlsplit(address)
    return wire.send("POST", f"{parts.path}?{parts.query}", body, content_type=kind).json


# --- signatures and tokens -------------------------------------------------------------------------------------------


def test_the_sheet_s_worked_values() -> None:
    token, secret = "-s-84W-s3egarWUsbkq-IWTucuedzTKT8VUXIA.s4Xx8IW7", "ABC123DEF456GHI789JKL123"
    assert session_secret(token, secret) == "b1a2b89707a94624c43afae67d59274c"
    given = {"application_key": "ABCDEFGHIGKLMNOPK", "format": "json", "method": "events.get", "access_token": token}
    assert sig(given, session_secret(token, secret)) == "232c8eb921951c4dba9b72606f9ddb4c"
    token, secret = "tkn1EXAMPLEexampleTOKEN", "0123456789ABCDEF01234567"
    given = {
        "application_key": "CEXAMPLEKEYBABABA", "format": "json", "gid": "70000000000001", "method": "mediatopic.post",
        "type": "GROUP_THEME", "access_token": token, "sig": "left out",
        "attachment": '{"media":[{"type":"text","text":"Новость дня"},{"type":"link","url":"https://example.com/a?x=1&y=2"}],"onBehalfOfGroup":"true"}',
    }  # fmt: skip
    assert session_secret(token, secret) == "aa0283e8b94cb778d14b730cdb276a63"
    assert sig(given, session_secret(token, secret)) == "4bd29365353743ae5ed8db1cf466bf63"


def test_both_forms_of_address(wire: Wire) -> None:
    assert call(wire, "users.getCurrentUser")["uid"] == accounts.OK_USER
    asked = {"application_key": accounts.OK_APPLICATION_KEY, "format": "json", "__online": "false"}
    secret = md5(accounts.OK_ACCESS_TOKEN + accounts.OK_APPLICATION_SECRET)
    signed = md5("".join(f"{name}={asked[name]}" for name in sorted(asked)) + secret)
    body = form(**asked, sig=signed, access_token=accounts.OK_ACCESS_TOKEN)
    assert wire.send("POST", "/ok/api/users/getCurrentUser", body, content_type=FORM).json["uid"] == accounts.OK_USER
    assert wire.broken() == []


@pytest.mark.parametrize("changed", ["sig", "attachment", "gid", "none"])
def test_a_signature_covers_everything(wire: Wire, changed: str) -> None:
    asked = {"application_key": accounts.OK_APPLICATION_KEY, "format": "json", "method": "mediatopic.post", "gid": GROUP,
             "type": "GROUP_THEME", "__online": "false", "attachment": attached(text())}  # fmt: skip
    asked["sig"] = sig(asked, session_secret(accounts.OK_ACCESS_TOKEN, accounts.OK_APPLICATION_SECRET))
    if changed != "none":
        asked[changed] = asked[changed] + " "
    body = form(**asked, access_token=accounts.OK_ACCESS_TOKEN)
    answer = wire.send("POST", "/ok/fb.do", body, content_type=FORM).json
    assert code_of(answer) == (0 if changed == "none" else 104)
    assert bool(wire.broken()) is (changed != "none")


def test_keys_sessions_and_dead_tokens(wire: Wire) -> None:
    assert code_of(call(wire, "users.getCurrentUser", application_key="OTHER")) == 101
    assert code_of(call(wire, "users.getCurrentUser", "unknown")) == 103
    asked = {"application_key": accounts.OK_APPLICATION_KEY, "format": "json", "method": "users.getCurrentUser"}
    body = form(**asked, sig=sig(asked, accounts.OK_APPLICATION_SECRET))
    assert code_of(wire.send("POST", "/ok/fb.do", body, content_type=FORM).json) == 453
    for state, code in (("expired", 102), ("revoked", 103), ("password_changed", 107), ("live", 0)):
        wire.control("tokens", network="ok", token=accounts.OK_ACCESS_TOKEN, state=state)
        assert code_of(call(wire, "users.getCurrentUser")) == code
    assert wire.broken() == []


def test_tokens_in_addresses_unknown_names_and_being_online_are_violations(wire: Wire) -> None:
    wire.send("GET", f"/ok/fb.do?method=users.getCurrentUser&access_token={accounts.OK_ACCESS_TOKEN}")
    assert "address" in wire.broken()[0]
    call(wire, "users.getCurrentUser", colour="red")
    call(wire, "users.getCurrentUser", __online="leave out")
    assert code_of(call(wire, "mediatopic.edit")) == 3
    assert code_of(call(wire, "users.getCurrentUser", format="xml")) == 100
    assert code_of(call(wire, "url.getInfo")) == 100
    said = wire.broken()
    words = ("takes no colour", "__online=false", "no method", "format", "needs url")
    assert [word in line for word, line in zip(words, said, strict=True)] == [True] * 5


@pytest.mark.parametrize(
    ("right", "method", "given"),
    [
        ("GROUP_CONTENT", "mediatopic.post", {"gid": GROUP, "type": "GROUP_THEME", "attachment": attached(text())}),
        ("PHOTO_CONTENT", "photosV2.getUploadUrl", {"gid": GROUP}),
        ("VALUABLE_ACCESS", "mediatopic.deleteTopic", {"delete_id": "1"}),
        ("VALUABLE_ACCESS", "group.getStatTopics", {"gid": GROUP}),
        ("VALUABLE_ACCESS", "url.getInfo", {"url": "https://ok.ru/mission.sandbox"}),
    ],
)
def test_rights(wire: Wire, right: str, method: str, given: dict[str, str]) -> None:
    assert call(wire, "users.hasAppPermission", ext_perm=right) is True
    assert code_of(call(wire, method, **given)) in {0, 300}
    wire.control("tokens", network="ok", token=accounts.OK_ACCESS_TOKEN, without=[right])
    assert call(wire, "users.hasAppPermission", ext_perm=right) is False
    assert code_of(call(wire, method, **given)) == 10
    assert wire.broken() == []


@pytest.mark.parametrize(("role", "posts", "counts"), [("ADMIN", 0, 0), ("MODERATOR", 0, 50), ("ACTIVE", 10, 10)])
def test_roles(wire: Wire, role: str, posts: int, counts: int) -> None:
    wire.control("switches", network="ok", name="role", value=role)
    (row,) = call(wire, "group.getUserGroupsByIds", group_id=GROUP, uids=accounts.OK_USER)
    assert row == {"groupId": GROUP, "userId": accounts.OK_USER, "status": role}
    assert code_of(post(wire)) == posts
    assert code_of(call(wire, "group.getStatTopics", gid=GROUP)) == counts
    assert code_of(post(wire, gid="70000000000000")) == 10


# --- topics ----------------------------------------------------------------------------------------------------------


def test_a_topic_with_text_pictures_and_link(wire: Wire, jpeg: bytes) -> None:
    _, tokens = uploaded(wire, jpeg, drawn("PNG"))
    photos = {"type": "photo", "list": [{"id": token} for token in tokens]}
    answer = post(wire, attached(text(), photos, {"type": "link", "url": LINK}, disableComments="true"))
    assert isinstance(answer, str)
    (seen,) = wire.sandbox.wall("ok")
    assert (seen.id, seen.text, seen.link, len(seen.pictures)) == (answer, "Новость дня", LINK, 2)
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("attachment", "code"),
    [
        ("{", 100), ('{"media": []}', 100), ('{"onBehalfOfGroup": "true"}', 100), (attached({"type": "text", "text": ""}), 100),
        (attached({"type": "text"}), 100), (attached({"type": "link", "url": LINK, "title": "a"}), 100), (attached({"type": "poll"}), 100),
        (attached({"type": "photo", "list": []}), 100), (attached({"type": "photo", "token": "a"}), 100),
        (attached({"type": "photo", "list": [{"id": "a", "photoId": "b"}]}), 100), (attached({"type": "photo", "list": [{"id": "a"}]}), 121),
        (attached(text(), colour="red"), 100), (attached(text(), disableComments=True), 100), (attached(text(), publishAtMs="1"), 0),
        (json.dumps({"media": [text()], "onBehalfOfGroup": True}), 0), (json.dumps({"media": [text()]}), 0),
    ],
)  # fmt: skip
def test_faulty_attachments(wire: Wire, attachment: str, code: int) -> None:
    assert code_of(post(wire, attachment)) == code
    assert wire.broken()


def test_without_the_word_true_the_admin_is_the_author(wire: Wire) -> None:
    identity = post(wire, json.dumps({"media": [text()]}))
    (topic,) = call(wire, "mediatopic.getByIds", topic_ids=identity)["media_topics"]
    assert topic["author_ref"] == f"user:{accounts.OK_USER}"


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([text("ы" * 5001)], 601), ([text("ы" * 5000)], 0), ([text("a")] * 21, 600), ([{"type": "link", "url": "mission.example.org"}], 607),
        ([text(), {"type": "link", "url": LINK}], 0),
    ],
)  # fmt: skip
def test_limits_of_a_topic(wire: Wire, blocks: list[dict[str, Any]], code: int) -> None:
    assert code_of(post(wire, attached(*blocks))) == code
    assert wire.broken() == []


def test_limits_are_set_by_switches(wire: Wire) -> None:
    for name, value in (("text_limit", 10), ("block_limit", 1), ("photo_limit", 0)):
        wire.control("switches", network="ok", name=name, value=value)
    assert code_of(post(wire, attached(text("ы" * 11)))) == 601
    assert code_of(post(wire, attached(text("a"), text("b")))) == 600
    assert code_of(post(wire, attached({"type": "photo", "list": [{"id": "a"}]}))) == 600


def test_types_groups_and_the_useless_preview(wire: Wire) -> None:
    assert code_of(post(wire, type="USER")) == 100
    assert "type USER" in wire.broken()[0]
    both = attached(text(f"Читайте {LINK}"), {"type": "link", "url": LINK})
    assert code_of(post(wire, both, text_link_preview="true")) == 0
    assert "text_link_preview" in wire.broken()[0]
    assert code_of(post(wire, attached(text(f"Читайте {LINK}")), text_link_preview="true")) == 0
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("by", "parameters", "code"),
    [
        ("both", "delete_id", 0), ("both", "topic_id", 0), ("delete_id", "delete_id", 0), ("delete_id", "topic_id", 100),
        ("topic_id", "delete_id", 100), ("topic_id", "topic_id", 0), ("both", "bare", 100),
    ],
)  # fmt: skip
def test_deleting_under_either_convention(wire: Wire, by: str, parameters: str, code: int) -> None:
    identity = post(wire)
    wire.control("switches", network="ok", name="delete_by", value=by)
    (topic,) = call(wire, "mediatopic.getByIds", topic_ids=identity, fields="media_topic.DELETE_ID")["media_topics"]
    given = {
        "delete_id": {"delete_id": topic["delete_id"]},
        "topic_id": {"gid": GROUP, "topic_id": identity},
        "bare": {"topic_id": identity},
    }
    answer = call(wire, "mediatopic.deleteTopic", **given[parameters])
    assert code_of(answer) == code
    assert len(wire.sandbox.wall("ok")) == bool(code)
    if not code:
        assert answer["success"] is True
        assert answer["restore_id"]
        assert code_of(call(wire, "mediatopic.deleteTopic", **given[parameters])) == 300
    assert wire.broken() == []


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_photo_id_is_no_token_and_tokens_last_a_day(wire: Wire, jpeg: bytes) -> None:
    (identity,), (token,) = uploaded(wire, jpeg)
    assert set(identity) & set("+/=")
    assert code_of(post(wire, attached({"type": "photo", "list": [{"id": identity}]}))) == 121
    assert "not its upload token" in wire.broken()[0]
    wire.clock.forward(hours=25)
    assert code_of(post(wire, attached({"type": "photo", "list": [{"id": token}]}))) == 121
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (drawn("JPEG"), 0), (b"none", 504), (b"", 505), (drawn("BMP"), 503), (drawn("JPEG", 10, 10), 501), (drawn("PNG", 10_001, 20), 502),
        (drawn("JPEG") + b"\0" * 11_000_000, 500),
    ],
)  # fmt: skip
def test_pictures_are_looked_at(wire: Wire, content: bytes, code: int) -> None:
    got = call(wire, "photosV2.getUploadUrl", gid=GROUP)
    assert got["ttl_ms"] == 86_400_000
    assert code_of(sent(wire, got["upload_url"], {"pic1": content})) == code
    assert wire.broken() == []


def test_an_upload_is_multipart_with_its_own_names_and_no_token(wire: Wire, jpeg: bytes) -> None:
    address = urlsplit(call(wire, "photosV2.getUploadUrl", gid=GROUP)["upload_url"]).path
    assert code_of(wire.send("POST", address, jpeg, content_type="image/jpeg").json) == 21
    assert code_of(sent(wire, address, {"photo": jpeg})) == 505
    assert code_of(sent(wire, address, {"pic1": jpeg}, access_token="a")) == 0
    assert len([line for line in wire.broken() if "upload" in line]) >= 3
    assert code_of(call(wire, "photosV2.getUploadUrl", gid=GROUP, count="many")) == 100


# --- reads and figures -----------------------------------------------------------------------------------------------


def test_reading_topics(wire: Wire) -> None:
    ids = []
    for number in range(3):
        ids.append(post(wire, attached(text(f"Запись {number}"), {"type": "link", "url": f"{LINK}{number}"})))
        wire.clock.forward(minutes=1)
    got = call(wire, "mediatopic.getTopics", gid=GROUP, count=2)
    assert [topic["id"] for topic in got["media_topics"]] == ids[:0:-1]
    assert got["has_more"] is True
    assert [
        topic["id"] for topic in call(wire, "mediatopic.getTopics", gid=GROUP, anchor=got["anchor"])["media_topics"]
    ] == ids[:1]
    fields = "media_topic.ID,media_topic.LIKE_SUMMARY,media_topic.VIEWS_COUNT"
    wire.control("posts", network="ok", id=ids[1], delete=True)
    rows = call(wire, "mediatopic.getByIds", topic_ids=",".join(ids), media_limit=3, fields=fields)["media_topics"]
    assert [row["id"] for row in rows] == [ids[0], ids[2]]
    assert {"like_summary", "views_count"} <= set(rows[0])
    assert "reshare_summary" not in rows[0]
    wire.control("switches", network="ok", name="media_only_when_asked", value=True)
    assert "media" not in call(wire, "mediatopic.getByIds", topic_ids=ids[0], fields=fields)["media_topics"][0]
    asked = call(wire, "mediatopic.getByIds", topic_ids=ids[0], fields=f"{fields},media_topic.MEDIA_TEXT")[
        "media_topics"
    ][0]
    assert [part["type"] for part in asked["media"]] == ["text", "link"]
    wire.control("switches", network="ok", name="absent_figures", value=["like_summary"])
    assert "like_summary" not in call(wire, "mediatopic.getByIds", topic_ids=ids[0], fields=fields)["media_topics"][0]
    assert wire.broken() == []


@pytest.mark.parametrize(
    "given",
    [{"topic_ids": "1,2"}, {"topic_ids": "1,2", "media_limit": 4}, {"topic_ids": ",".join(map(str, range(1, 102))), "media_limit": 1},
     {"topic_ids": "a"}],
)  # fmt: skip
def test_by_ids_has_its_bounds(wire: Wire, given: dict[str, Any]) -> None:
    assert code_of(call(wire, "mediatopic.getByIds", **given)) == 100
    assert wire.broken()


def test_listing_may_be_refused_and_topics_may_get_new_ids(wire: Wire) -> None:
    wire.control("switches", network="ok", name="topics_refused", value="3")
    assert code_of(call(wire, "mediatopic.getTopics", gid=GROUP)) == 3
    assert code_of(call(wire, "mediatopic.getRepublishedTopic", topic_id="1")) == 300
    wire.control("switches", network="ok", name="republished", value={"1": "2"})
    assert call(wire, "mediatopic.getRepublishedTopic", topic_id="1") == {"topic_id": "2"}
    assert wire.broken() == []


def test_statistics_know_no_fresh_topics(wire: Wire) -> None:
    fresh = post(wire)
    assert call(wire, "group.getStatTopics", gid=GROUP)["topics"] == []
    assert code_of(call(wire, "group.getStatTopic", topic_id=fresh)) == 300
    wire.clock.forward(minutes=10)
    row = call(wire, "group.getStatTopic", topic_id=fresh, fields="REACH,link_clicks")["topic"]
    assert set(row) == {"id", "reach", "link_clicks"}
    wire.control("switches", network="ok", name="statistics_delay_s", value=3600)
    assert call(wire, "group.getStatTopics", gid=GROUP)["topics"] == []


def test_statistics_come_in_pages_of_a_window_in_milliseconds(wire: Wire) -> None:
    begin = int(wire.clock.moment.timestamp() * 1000)
    ids = []
    for number in range(3):
        ids.append(post(wire, attached(text(str(number)))))
        wire.clock.forward(hours=1)
    window = {"gid": GROUP, "start_time": begin, "end_time": begin + 2 * 3_600_000, "count": 1}
    first = call(wire, "group.getStatTopics", **window)
    second = call(wire, "group.getStatTopics", **window, anchor=first["anchor"])
    assert [page["topics"][0]["id"] for page in (first, second)] == [ids[1], ids[0]]
    assert "anchor" not in second
    assert wire.broken() == []
    assert code_of(call(wire, "group.getStatTopics", gid=GROUP, start_time=begin // 1000)) == 100
    assert code_of(call(wire, "group.getStatTopics", gid=GROUP, count=1000)) == 100
    assert len(wire.broken()) == 2


def test_calls_left(wire: Wire) -> None:
    wire.control("quotas", network="ok", name="mediatopic.post", limit=2)
    assert code_of(post(wire)) == 0
    rows = call(wire, "users.getCallsLeft", methods="mediatopic.post,mediatopic.getByIds")
    assert [(row["name"], row["callsLeft"], row["available"]) for row in rows] == [
        ("mediatopic.post", 1, True), ("mediatopic.getByIds", 10_000, True),
    ]  # fmt: skip
    post(wire)
    assert code_of(post(wire)) == 11
    assert call(wire, "users.getCallsLeft", methods="mediatopic.post")[0]["available"] is False
    wire.clock.forward(days=1)
    assert code_of(post(wire)) == 0


def test_addresses_and_touching(wire: Wire) -> None:
    got = call(wire, "url.getInfo", url="https://ok.ru/mission.sandbox")
    assert (got["type"], got["objectIdStr"], got["objectId"]) == ("GROUP", GROUP, int(GROUP))
    assert call(wire, "url.getInfo", url="https://ok.ru/nobody")["type"] == "UNKNOWN"
    assert call(wire, "auth.touchSession") is True
    by_hand = wire.control("posts", network="ok", text="Рукой")["id"]
    assert call(wire, "mediatopic.getByIds", topic_ids=by_hand)["media_topics"][0]["media"][0]["text"] == "Рукой"


# --- OAuth -----------------------------------------------------------------------------------------------------------

BACK = "http://127.0.0.1:8765/callback"


def authorize(wire: Wire, scope: str = "VALUABLE_ACCESS;GROUP_CONTENT", **changed: str) -> Answer:
    asked = {"client_id": accounts.OK_APPLICATION_ID, "scope": scope, "response_type": "code", "redirect_uri": BACK, "state": "s1",
             "layout": "w", "answer": "accept"} | changed  # fmt: skip
    return wire.send("GET", f"/ok/oauth/authorize?{urlencode({k: v for k, v in asked.items() if v})}")


def token(wire: Wire, **given: str) -> Answer:
    asked = {
        "client_id": accounts.OK_APPLICATION_ID,
        "client_secret": accounts.OK_APPLICATION_SECRET,
        "redirect_uri": BACK,
    } | given
    return wire.send("POST", "/ok/oauth/token.do", form(**asked), content_type=FORM)


def redeemed(wire: Wire, scope: str) -> dict[str, Any]:
    code = authorize(wire, scope).answers["code"]
    return dict(token(wire, grant_type="authorization_code", code=code).json)


def test_half_an_hour_and_a_refresh(wire: Wire) -> None:
    got = redeemed(wire, "VALUABLE_ACCESS;GROUP_CONTENT")
    assert call(wire, "users.hasAppPermission", got["access_token"], ext_perm="GROUP_CONTENT") is True
    assert call(wire, "users.hasAppPermission", got["access_token"], ext_perm="PHOTO_CONTENT") is False
    wire.clock.forward(minutes=31)
    assert code_of(call(wire, "users.getCurrentUser", got["access_token"])) == 102
    fresh = token(wire, grant_type="refresh_token", refresh_token=got["refresh_token"]).json
    assert call(wire, "users.getCurrentUser", fresh["access_token"])["uid"] == accounts.OK_USER
    wire.clock.forward(days=31)
    assert token(wire, grant_type="refresh_token", refresh_token=got["refresh_token"]).json["error"] == "invalid_grant"
    assert wire.broken() == []


def test_a_long_token_is_prolonged_by_any_call(wire: Wire) -> None:
    access = redeemed(wire, "LONG_ACCESS_TOKEN;GROUP_CONTENT")["access_token"]
    for _ in range(3):
        wire.clock.forward(days=29)
        assert call(wire, "auth.touchSession", access) is True
    wire.clock.forward(days=31)
    assert code_of(call(wire, "auth.touchSession", access)) == 102


def test_rights_not_granted_are_left_out_in_silence(wire: Wire) -> None:
    wire.control("switches", network="ok", name="granted_rights", value=["VALUABLE_ACCESS"])
    access = redeemed(wire, "VALUABLE_ACCESS;GROUP_CONTENT")["access_token"]
    assert call(wire, "users.hasAppPermission", access, ext_perm="GROUP_CONTENT") is False


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"scope": "VALUABLE_ACCESS,GROUP_CONTENT"}, True), ({"response_type": "token"}, True), ({"redirect_uri": "http://a.example.org/"}, True)],
)  # fmt: skip
def test_a_faulty_authorize(wire: Wire, changed: dict[str, str], said: bool) -> None:
    assert authorize(wire, **changed).status == 400
    assert bool(wire.broken()) is said


def test_codes_and_clients(wire: Wire) -> None:
    assert authorize(wire, answer="deny").answers == {"error": "access_denied", "state": "s1"}
    assert authorize(wire, answer="").status == 200
    code = authorize(wire).answers["code"]
    assert (
        token(wire, grant_type="authorization_code", code=code, client_secret="wrong").json["error"] == "invalid_client"
    )
    wire.clock.forward(seconds=121)
    assert token(wire, grant_type="authorization_code", code=code).json["error"] == "invalid_grant"
    assert wire.broken() == []
    authorize(wire, state="")
    wire.send("POST", f"/ok/oauth/token.do?client_secret={accounts.OK_APPLICATION_SECRET}", b"", content_type=FORM)
    assert len(wire.broken()) == 2


# --- errors on demand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", NAMES)
def test_every_line_on_demand(wire: Wire, code: int) -> None:
    wire.sandbox.faults.add("ok", "error", "publish", code=str(code))
    answer = post(wire)
    assert (answer["error_code"], answer["error_msg"].split(" : ")[0]) == (code, NAMES[code])
    assert wire.sandbox.wall("ok") == []


def test_words_of_one_s_own(wire: Wire) -> None:
    wire.sandbox.faults.add("ok", "error", "upload", code="10/No permission PHOTO_CONTENT")
    answer = call(wire, "photosV2.getUploadUrl", gid=GROUP)
    assert answer["error_msg"] == "PERMISSION_DENIED : No permission PHOTO_CONTENT"
