"""Facebook's stand-in, asked without an adapter: every rule of the fact sheet that it enforces."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bot.sandbox import accounts
from bot.sandbox.facebook import errors
from bot.sandbox.schemas import schema
from tests.sandbox.calling import Answer, Wire, form, parts

V = "/facebook/v26.0"
PAGE = f"{V}/{accounts.FACEBOOK_PAGE}"
FORM = "application/x-www-form-urlencoded"
LINK = "https://mission.example.org/ru/news/1"


def get(wire: Wire, path: str, token: str = accounts.FACEBOOK_TOKEN, **query: Any) -> Answer:
    return wire.send("GET", f"{path}?{urlencode(query)}" if query else path, authorization=f"Bearer {token}")


def post(wire: Wire, path: str, token: str = accounts.FACEBOOK_TOKEN, **given: Any) -> Answer:
    return wire.send("POST", path, form(**given), authorization=f"Bearer {token}", content_type=FORM)


def photo(wire: Wire, source: bytes | None, **given: str) -> Answer:
    body, kind = parts(source, **given)
    return wire.send(
        "POST", f"{PAGE}/photos", body, authorization=f"Bearer {accounts.FACEBOOK_TOKEN}", content_type=kind
    )


def code_of(answer: Answer) -> str:
    error = answer.json["error"]
    assert error["type"] == "OAuthException"
    assert error["fbtrace_id"]
    return f"{error['code']}/{error['error_subcode']}" if "error_subcode" in error else str(error["code"])


def made(wire: Wire, text: str = "Новость", **more: Any) -> str:
    return str(post(wire, f"{PAGE}/feed", message=text, **more).json["id"])


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["v20.0", "v27.0", "me", "v26"])
def test_a_version_that_is_not_live_is_refused(wire: Wire, version: str) -> None:
    assert code_of(get(wire, f"/facebook/{version}/me")) == "2635"
    assert "version" in wire.broken()[0]


def test_a_token_in_the_url_is_a_violation(wire: Wire) -> None:
    assert code_of(wire.send("GET", f"{V}/me?access_token={accounts.FACEBOOK_TOKEN}")) == "190/467"
    assert wire.broken() == ["facebook: the token stands in the URL"]
    assert code_of(wire.send("GET", f"{V}/me")) == "190"
    body = form(access_token=accounts.FACEBOOK_TOKEN, message="a")
    assert wire.send("POST", f"{PAGE}/feed", body, content_type=FORM).status == 200


@pytest.mark.parametrize(
    ("state", "code"),
    [("expired", "190/463"), ("revoked", "190/467"), ("checkpoint", "190/459"), ("password_changed", "190/460"),
     ("role_lost", "190/492"), ("app_removed", "190/458")],
)  # fmt: skip
def test_each_way_a_token_dies_has_its_subcode(wire: Wire, state: str, code: str) -> None:
    wire.control("tokens", network="facebook", token=accounts.FACEBOOK_TOKEN, state=state)
    assert code_of(get(wire, f"{V}/me")) == code
    wire.control("tokens", network="facebook", token=accounts.FACEBOOK_TOKEN)
    assert get(wire, f"{V}/me").json["id"] == accounts.FACEBOOK_PAGE


@pytest.mark.parametrize(
    ("without", "code", "call"),
    [
        ("pages_manage_posts", "200", lambda wire: post(wire, f"{PAGE}/feed", message="a")),
        ("pages_read_engagement", "10", lambda wire: get(wire, f"{PAGE}/published_posts", fields="id")),
        ("pages_read_user_content", "10", lambda wire: get(wire, f"{PAGE}/published_posts", fields="id,comments.summary(1)")),
        ("read_insights", "10", lambda wire: get(wire, f"{PAGE}/published_posts", fields="insights.metric(post_clicks)")),
        ("read_insights", "10", lambda wire: get(wire, f"{PAGE}/insights", metric="page_media_view")),
    ],
)  # fmt: skip
def test_a_missing_permission_is_refused_by_its_name(wire: Wire, without: str, code: str, call: Any) -> None:
    assert call(wire).status == 200
    wire.control("tokens", network="facebook", token=accounts.FACEBOOK_TOKEN, without=[without])
    answer = call(wire)
    assert (answer.status, code_of(answer)) == (403, code)
    assert without in answer.json["error"]["message"]


def test_the_page_task_is_needed_too(wire: Wire) -> None:
    tasks = ["CREATE_CONTENT", "MANAGE", "MODERATE"]
    wire.control("tokens", network="facebook", token=accounts.FACEBOOK_TOKEN, without=tasks[:2])
    assert post(wire, f"{PAGE}/feed", message="a").status == 200
    wire.control("tokens", network="facebook", token=accounts.FACEBOOK_TOKEN, without=tasks)
    assert code_of(post(wire, f"{PAGE}/feed", message="b")) == "200"


@pytest.mark.parametrize(
    "token", [accounts.FACEBOOK_OTHER_TOKEN, f"{accounts.FACEBOOK_APP}|{accounts.FACEBOOK_APP_SECRET}"]
)
def test_only_the_pages_own_token_acts_for_it(wire: Wire, token: str) -> None:
    assert code_of(post(wire, f"{PAGE}/feed", token, message="a")) == "200"
    assert code_of(get(wire, f"{PAGE}/published_posts", token, fields="id")) == "10"
    assert len(wire.broken()) == 2
    assert get(wire, f"{V}/me", accounts.FACEBOOK_OTHER_TOKEN).json["id"] == accounts.FACEBOOK_OTHER_PAGE


def test_the_proof_of_the_apps_secret(wire: Wire) -> None:
    right = hmac.new(
        accounts.FACEBOOK_APP_SECRET.encode(), accounts.FACEBOOK_TOKEN.encode(), hashlib.sha256
    ).hexdigest()
    assert get(wire, f"{V}/me").status == 200
    wire.control("switches", network="facebook", name="appsecret_proof", value=True)
    assert code_of(get(wire, f"{V}/me")) == "100"
    assert get(wire, f"{V}/me", appsecret_proof=right).status == 200
    assert post(wire, f"{PAGE}/feed", message="a", appsecret_proof=right).status == 200
    assert wire.broken() == []
    assert code_of(get(wire, f"{V}/me", appsecret_proof="0" * 64)) == "100"
    assert wire.broken() == ["facebook: a wrong appsecret_proof"]


# --- posts -----------------------------------------------------------------------------------------------------------


def test_a_link_post_and_its_read_after_write(wire: Wire) -> None:
    answer = post(wire, f"{PAGE}/feed", message="Текст", link=LINK, fields="id,permalink_url,created_time").json
    assert answer["id"].startswith(f"{accounts.FACEBOOK_PAGE}_")
    assert answer["created_time"] == "2026-11-25T09:00:00+0000"
    assert set(answer) == {"id", "permalink_url", "created_time"}
    body = json.dumps({"message": "JSON"}).encode()
    sent = wire.send(
        "POST", f"{PAGE}/feed", body, authorization=f"Bearer {accounts.FACEBOOK_TOKEN}", content_type="application/json"
    )
    assert set(sent.json) == {"id"}
    assert [seen.text for seen in wire.sandbox.wall("facebook")] == ["JSON", "Текст"]
    assert wire.broken() == []


def test_the_first_share_of_a_page_never_scraped_has_no_picture(wire: Wire) -> None:
    made(wire, "раз", link=LINK)
    made(wire, "два", link=LINK)
    scraped = post(wire, f"{V}/?id={quote(LINK + '?b', safe='')}&scrape=true").json
    assert scraped["image"][0]["url"]
    made(wire, "три", link=LINK + "?b")
    assert [seen.extra["card_picture"] for seen in wire.sandbox.wall("facebook")] == [True, True, False]


def test_a_link_that_cannot_be_scraped(wire: Wire) -> None:
    wire.control("switches", network="facebook", name="unscrapable", value=["https://hidden.example.org/"])
    for link in ("https://hidden.example.org/a", "https://nowhere.invalid/"):
        assert code_of(post(wire, f"{PAGE}/feed", message="a", link=link)) == "1609005"
        assert code_of(post(wire, f"{V}/", id=link, scrape="true")) == "1609005"
    assert wire.sandbox.wall("facebook") == []


@pytest.mark.parametrize(
    "given",
    [{}, {"message": "ж" * 63207}, {"message": "a", "link": "mission"}, {"message": "a", "attached_media": "[1]"},
     {"message": "a", "attached_media": '[{"media_fbid": "1"}]'}, {"message": "a", "scheduled_publish_time": "1795600000"},
     {"message": "a", "published": "false", "scheduled_publish_time": "1700000000"},
     {"message": "a", "attached_media": json.dumps([{"media_fbid": str(n)} for n in range(11)])}],
)  # fmt: skip
def test_what_is_no_post_is_refused_and_remembered(wire: Wire, given: dict[str, str]) -> None:
    assert code_of(post(wire, f"{PAGE}/feed", **given)).startswith("100")
    assert len(wire.broken()) == 1
    assert wire.sandbox.wall("facebook") == []


def test_the_previous_post_again_is_a_duplicate_and_nothing_else_is(wire: Wire, jpeg: bytes) -> None:
    made(wire, "Текст", link=LINK)
    again = post(wire, f"{PAGE}/feed", message="Текст", link=LINK)
    assert (again.status, code_of(again)) == (400, "506/1455006")
    assert again.json["error"]["error_user_title"] == "Duplicate Status Update"
    made(wire, "Другой")
    made(wire, "Текст", link=LINK)
    assert photo(wire, jpeg, message="Фото").status == photo(wire, jpeg, message="Фото").status == 200
    assert len(wire.sandbox.wall("facebook")) == 5


def test_photos_alone_and_together(wire: Wire, jpeg: bytes) -> None:
    one = photo(wire, jpeg, message="Одна", alt_text_custom="Зал").json
    assert one["post_id"].startswith(f"{accounts.FACEBOOK_PAGE}_")
    assert one["id"] != one["post_id"]
    several = [photo(wire, jpeg, published="false", alt_text_custom=f"{n}").json for n in range(3)]
    assert all(set(answer) == {"id"} for answer in several)
    media = json.dumps([{"media_fbid": answer["id"]} for answer in several])
    post(wire, f"{PAGE}/feed", message="Три", attached_media=media)
    three, single = wire.sandbox.wall("facebook")
    assert (len(three.pictures), three.alts, single.alts) == (3, ("0", "1", "2"), ("Зал",))
    assert get(wire, f"{V}/{several[1]['id']}", fields="alt_text_custom").json["alt_text_custom"] == "1"
    assert code_of(post(wire, f"{PAGE}/feed", message="Снова", attached_media=media)) == "100/1366051"
    assert wire.broken() == []


def test_a_photo_that_no_post_took_is_gone_after_a_day(wire: Wire, jpeg: bytes) -> None:
    media = json.dumps([{"media_fbid": photo(wire, jpeg, published="false").json["id"]}])
    wire.clock.forward(hours=25)
    assert code_of(post(wire, f"{PAGE}/feed", message="a", attached_media=media)) == "100/2061006"


def test_a_scrape_may_come_back_before_its_picture(wire: Wire) -> None:
    wire.control("switches", network="facebook", name="late_images", value=2)
    told = ["image" in post(wire, f"{V}/", id=LINK, scrape="true").json for _ in range(3)]
    assert told == [False, False, True]


def test_a_link_and_photos_exclude_each_other(wire: Wire, jpeg: bytes) -> None:
    identity = photo(wire, jpeg, published="false").json["id"]
    media = json.dumps([{"media_fbid": identity}])
    assert code_of(post(wire, f"{PAGE}/feed", message="a", link=LINK, attached_media=media)) == "100"
    assert wire.broken() == ["facebook: a link and photos exclude each other"]


@pytest.mark.parametrize("source", [b"<html>", b"\xff\xd8\xff" + b"0" * 100, b""])
def test_a_photo_is_a_picture(wire: Wire, source: bytes) -> None:
    answer = photo(wire, source, message="a")
    assert code_of(answer) == "100/1366046"
    assert "4 MB" in answer.json["error"]["error_user_msg"]


def test_a_photo_is_below_four_megabytes(wire: Wire, jpeg: bytes) -> None:
    assert code_of(photo(wire, jpeg + b"\0" * (4 * 1024 * 1024), message="a")) == "100/1366046"
    assert code_of(photo(wire, None, message="a")) == "100"


@pytest.mark.parametrize("name", ["ids", "pretty", "debug", "date_format"])
def test_what_was_removed_in_october_2026_is_refused(wire: Wire, name: str) -> None:
    assert code_of(get(wire, f"{PAGE}/published_posts", **{name: "1"})) == "100"
    assert code_of(get(wire, f"{V}/", **{name: "1"})) == "100"
    assert len(wire.broken()) == 2
    wire.send("GET", f"{V}/me", authorization=f"Bearer {accounts.FACEBOOK_TOKEN}", if_none_match="x")
    assert "If-None-Match" in wire.broken()[0]


def test_parameters_and_fields_that_do_not_exist(wire: Wire) -> None:
    if schema("facebook-specs.json") is None:
        pytest.skip("the networks' schemas are not part of the project")
    assert code_of(post(wire, f"{PAGE}/feed", message="a", hashtags="x")) == "100"
    assert code_of(get(wire, f"{PAGE}/published_posts", page="2")) == "100"
    assert wire.broken() == ["facebook: POST /feed takes no hashtags", "facebook: GET /published_posts takes no page"]


@pytest.mark.parametrize(
    "wanted",
    ["id,post_id", "id,mesage", "id,attachments{media_type", "id,,message", "insights.metric(post_impressions)"],
)
def test_one_field_that_is_none_fails_the_whole_call(wire: Wire, wanted: str) -> None:
    made(wire)
    assert get(wire, f"{PAGE}/published_posts", fields=wanted).status == 400
    assert post(wire, f"{PAGE}/feed", message="b", fields=wanted).status == 400
    assert len(wire.sandbox.wall("facebook")) == 1


def test_an_edit_changes_the_message_of_our_own_post_only(wire: Wire) -> None:
    identity = made(wire, link=LINK)
    assert post(wire, f"{V}/{identity}", message="Новее").json == {"success": True}
    assert get(wire, f"{V}/{identity}", fields="message").json["message"] == "Новее"
    assert code_of(post(wire, f"{V}/{identity}", link="https://other.example.org/")) == "100"
    assert wire.broken() == ["facebook: link of a post cannot be changed"]
    foreign = wire.control("posts", network="facebook", text="От руки")["id"]
    assert code_of(post(wire, f"{V}/{foreign}", message="a")) == "200"


def test_a_deleted_post_is_not_there_for_anybody(wire: Wire) -> None:
    identity = made(wire)
    token = {"authorization": f"Bearer {accounts.FACEBOOK_TOKEN}"}
    assert wire.send("DELETE", f"{V}/{identity}", **token).json == {"success": True}
    for answer in (
        wire.send("DELETE", f"{V}/{identity}", **token),
        get(wire, f"{V}/{identity}"),
        post(wire, f"{V}/{identity}", message="a"),
    ):
        assert code_of(answer) == "100/33"
    kept = made(wire, "Второй")
    wire.control("posts", network="facebook", id=kept, delete=True)
    assert code_of(get(wire, f"{V}/{kept}")) == "100/33"


def test_fresh_posts_may_be_unreadable_for_a_while(wire: Wire) -> None:
    wire.control("switches", network="facebook", name="read_lag_s", value=30)
    identity = made(wire)
    assert code_of(get(wire, f"{V}/{identity}")) == "100/33"
    assert get(wire, f"{PAGE}/published_posts").json["data"] == []
    wire.clock.forward(seconds=31)
    assert get(wire, f"{V}/{identity}").status == 200


# --- reading ---------------------------------------------------------------------------------------------------------


def test_the_list_is_paged_by_cursors_and_since(wire: Wire) -> None:
    for number in range(5):
        made(wire, f"{number}")
        wire.clock.forward(minutes=1)
    first = get(wire, f"{PAGE}/published_posts", limit=2, fields="message").json
    assert [entry["message"] for entry in first["data"]] == ["4", "3"]
    second = get(
        wire, f"{PAGE}/published_posts", limit=2, fields="message", after=first["paging"]["cursors"]["after"]
    ).json
    assert [entry["message"] for entry in second["data"]] == ["2", "1"]
    assert first["paging"]["next"].startswith("http")
    assert accounts.FACEBOOK_TOKEN not in first["paging"]["next"]
    since = int(wire.clock.moment.timestamp()) - 121
    assert len(get(wire, f"{PAGE}/published_posts", since=since).json["data"]) == 2
    for wrong in ({"limit": 101}, {"limit": 0}, {"since": "soon"}, {"after": "nonsense"}):
        assert code_of(get(wire, f"{PAGE}/published_posts", **wrong)) == "100"
    assert len(wire.broken()) == 4


def test_what_is_not_published_is_not_in_the_list(wire: Wire) -> None:
    due = int(wire.clock.moment.timestamp()) + 3600
    made(wire, "Потом", published="false", scheduled_publish_time=due)
    assert get(wire, f"{PAGE}/published_posts").json["data"] == []
    (entry,) = get(wire, f"{PAGE}/scheduled_posts", fields="message,is_published").json["data"]
    assert (entry["message"], entry["is_published"]) == ("Потом", False)
    assert post(wire, f"{V}/{entry['id']}", is_published="true").json == {"success": True}
    assert len(get(wire, f"{PAGE}/published_posts").json["data"]) == 1


def test_field_expansion_gives_counters_and_insights_in_one_call(wire: Wire) -> None:
    made(wire, link=LINK)
    wire.clock.forward(minutes=10)
    wanted = (
        "id,application{id},attachments{media_type,unshimmed_url,url},shares,reactions.summary(total_count).limit(0),"
        "reactions.type(LOVE).limit(0).summary(total_count).as(love),comments.filter(stream).summary(total_count).limit(0),"
        "insights.metric(post_media_view,post_reactions_by_type_total)"
    )
    (entry,) = get(wire, f"{PAGE}/published_posts", fields=wanted).json["data"]
    assert entry["application"] == {"id": accounts.FACEBOOK_APP}
    (card,) = entry["attachments"]["data"]
    assert card["unshimmed_url"] == LINK
    assert card["url"].startswith("https://l.facebook.com/l.php?u=")
    assert entry["reactions"]["data"] == []
    assert 0 < entry["love"]["summary"]["total_count"] < entry["reactions"]["summary"]["total_count"]
    assert {found["name"] for found in entry["insights"]["data"]} == {"post_media_view", "post_reactions_by_type_total"}
    flat = get(wire, f"{V}/{entry['id']}", fields="comments.summary(total_count)").json["comments"]["summary"]
    assert flat["total_count"] <= entry["comments"]["summary"]["total_count"]


def test_insights_are_told_when_there_are_some(wire: Wire) -> None:
    identity = made(wire)
    assert get(wire, f"{V}/{identity}/insights", metric="post_clicks").json["data"] == []
    wire.clock.forward(minutes=10)
    (entry,) = get(wire, f"{V}/{identity}/insights", metric="post_clicks").json["data"]
    assert (entry["name"], entry["period"]) == ("post_clicks", "lifetime")
    assert entry["values"][0]["value"] > 0
    assert code_of(get(wire, f"{V}/{identity}/insights")) == "3001/1504028"
    wire.control("switches", network="facebook", name="followers", value=99)
    assert get(wire, f"{V}/{identity}/insights", metric="post_clicks").json["data"] == []


@pytest.mark.parametrize(
    "dead", ["post_impressions", "post_impressions_unique", "post_impressions_organic", "post_engaged_users", "page_fans",
             "post_video_views_unique"]
)  # fmt: skip
def test_one_dead_metric_fails_the_whole_call(wire: Wire, dead: str) -> None:
    identity = made(wire)
    answer = get(wire, f"{V}/{identity}/insights", metric=f"post_clicks,{dead}")
    assert code_of(answer) == "100"
    assert "must be a valid insights metric" in answer.json["error"]["message"]


def test_a_batch_answers_in_order_and_each_call_counts(wire: Wire) -> None:
    identity = made(wire)
    calls = [{"method": "GET", "relative_url": f"{identity}?fields=message"}, {"method": "GET", "relative_url": "1_1"}]
    answer = post(wire, f"{V}/", batch=json.dumps(calls), include_headers="false").json
    assert [entry["code"] for entry in answer] == [200, 400]
    assert "headers" not in answer[0]
    assert json.loads(answer[0]["body"])["message"] == "Новость"
    assert post(wire, f"{V}/", batch=json.dumps(calls)).json[0]["headers"][0]["name"]
    assert wire.sandbox.world.quotas.read("facebook", f"page:{accounts.FACEBOOK_PAGE}", 1, "2026-11-25")[0] == 5
    wire.control("switches", network="facebook", name="batch_nulls", value=1)
    assert post(wire, f"{V}/", batch=json.dumps(calls)).json[1] is None
    assert code_of(post(wire, f"{V}/", batch=json.dumps(calls * 26))) == "100"
    assert code_of(post(wire, f"{V}/", batch="{}")) == "100"
    assert len(wire.broken()) == 2


# --- quotas and errors -----------------------------------------------------------------------------------------------


def test_usage_grows_with_the_calls_and_ends_at_the_wall(wire: Wire) -> None:
    name = f"page:{accounts.FACEBOOK_PAGE}"
    wire.control("quotas", network="facebook", name=name, used=0, limit=10)
    told = []
    for _ in range(10):
        entry = json.loads(get(wire, f"{V}/me").headers["x-business-use-case-usage"])[accounts.FACEBOOK_PAGE][0]
        told.append(entry["call_count"])
    assert told == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    walled = get(wire, f"{V}/me")
    assert code_of(walled) == "80001"
    (entry,) = json.loads(walled.headers["x-business-use-case-usage"])[accounts.FACEBOOK_PAGE]
    assert (entry["type"], entry["estimated_time_to_regain_access"]) == ("pages", 15 * 60)
    assert "retry-after" not in walled.headers
    wire.clock.forward(hours=15, minutes=1)
    assert get(wire, f"{V}/me").status == 200


#: Of the rows 200–299 and 80000–80014, which are alike, the ends.
ALIKE = {*map(str, range(201, 299)), *map(str, range(80002, 80014))}


@pytest.mark.parametrize("code", sorted({*errors.known()} - ALIKE))
def test_every_error_of_the_table_comes_when_asked_for(wire: Wire, code: str) -> None:
    wire.control("faults", network="facebook", kind="error", operation="publish", code=code)
    answer = post(wire, f"{PAGE}/feed", message="a")
    assert wire.sandbox.wall("facebook") == []
    if code.startswith("html"):
        assert b"<h1>" in answer.body
        return
    error = answer.json["error"]
    numbers = {str(error["code"]), str(error.get("error_subcode"))}
    assert {part for part in code.split("/") if part.isdecimal()} <= numbers
    assert answer.status == (500 if code in {"1", "2"} else answer.status)
    assert post(wire, f"{PAGE}/feed", message="a").status == 200


def test_an_error_may_come_after_the_post_went_out(wire: Wire) -> None:
    wire.control("faults", network="facebook", kind="error_after_accept", operation="publish", code="2")
    answer = post(wire, f"{PAGE}/feed", message="a")
    assert (answer.status, code_of(answer)) == (500, "2")
    assert len(wire.sandbox.wall("facebook")) == 1


def test_the_operations_are_told_apart(wire: Wire, jpeg: bytes) -> None:
    identity = made(wire)
    photo(wire, jpeg, published="false")
    photo(wire, jpeg, message="Одна")
    post(wire, f"{V}/{identity}", message="b")
    get(wire, f"{V}/{identity}/insights", metric="post_clicks")
    get(wire, f"{PAGE}/published_posts")
    get(wire, f"{V}/debug_token", input_token="x")
    wire.send("DELETE", f"{V}/{identity}", authorization=f"Bearer {accounts.FACEBOOK_TOKEN}")
    wanted = ["publish", "upload", "publish", "edit", "measure", "read", "connect", "delete"]
    assert [call[1] for call in wire.sandbox.calls] == wanted


def test_posts_of_an_app_in_development_are_for_its_people_only(wire: Wire) -> None:
    wire.control("switches", network="facebook", name="app_mode", value="development")
    made(wire)
    assert wire.sandbox.wall("facebook")[0].extra["audience"] == "people of the app"
