"""X's stand-in, asked without an adapter: posts, pictures, reads, limits, money, every line of its errors."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import accounts
from bot.sandbox.schemas import schema
from bot.sandbox.x.problems import LINES
from bot.sandbox.x.text import cashtags, links, weighted_length
from tests.sandbox.asking_x import bearer, create, ending, get, made, signed, upload
from tests.sandbox.bundle import drawn
from tests.sandbox.calling import Answer, Wire

TIMELINE = f"/2/users/{accounts.X_USER}/tweets"


def alt(wire: Wire, identity: str, text: str) -> Answer:
    given = {"id": identity, "metadata": {"alt_text": {"text": text}}}
    return signed(wire, "POST", "/2/media/metadata", json.dumps(given).encode(), "application/json")


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0), ("ы" * 280, 280), ("ңөү", 3), ("漢字", 4), ("e\u0301", 1), ("“”–—…", 6), ("👨‍👩‍👧‍👦", 2), ("🇰🇬🇰🇬", 4), ("👍🏽", 2),
        ("1️⃣", 2), ("https://example.org/a/very/long/path?with=query#part", 23), ("см. example.kg сегодня", 35),
        ("(https://example.org/a_(b))", 25), ("https://example.org.", 24), ("a@example.org", 13), ("версия 2.0", 10),
        ("Foo.Bar", 23), ("Готово.Дальше", 13), ("https://example.org/путь/страница, и", 23 + 3), ("x.org/«a»", 23 + 3),
        ("http://127.0.0.1:8090/site/ru/news/1", 23),
    ],
)  # fmt: skip
def test_weighted_length(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


def test_links_are_cut_where_x_cuts_them() -> None:
    text = "Читайте (https://example.org/a?x=1&y=2), example.kg/новости. И a@b.org"
    assert [link.text for link in links(text)] == ["https://example.org/a?x=1&y=2", "example.kg/новости"]
    assert [link.expanded for link in links("example.kg")] == ["http://example.kg"]
    assert cashtags("$AAPL и $BRK.A, но не $5 и не x$A") == ["$AAPL", "$BRK.A"]


# --- new posts -------------------------------------------------------------------------------------------------------


def test_a_post_answers_with_short_links(wire: Wire) -> None:
    answer = create(wire, text="Итоги & планы https://mission.example.org/ru/news/1", reply_settings="following")
    assert answer.status == 201
    shown = answer.json["data"]
    assert shown["edit_history_tweet_ids"] == [shown["id"]]
    assert shown["text"].startswith("Итоги &amp; планы https://t.co/")
    assert wire.broken() == []


@pytest.mark.skipif(schema("x-openapi.json") is None, reason="the networks' schemas are not part of the project")
@pytest.mark.parametrize(
    "given",
    [
        {"text": "a", "colour": "red"}, {"text": "a", "media": {"media_ids": []}}, {"text": "a", "media": {"media_ids": [1]}},
        {"text": "a", "media": {"media_ids": ["1"] * 5}}, {"text": "a", "reply_settings": "everyone"}, {"text": 5},
        {"text": "a", "media": {"media_ids": ["1"], "alt": "x"}}, {"text": "a", "reply": {}}, {}, {"text": ""},
        {"text": "a", "made_with_ai": "true"},
    ],
)  # fmt: skip
def test_what_the_specification_does_not_know_is_refused(wire: Wire, given: dict[str, Any]) -> None:
    assert ending(create(wire, **given)) == "400 invalid-request"
    assert wire.broken()
    assert wire.sandbox.wall("x") == []


def test_length_cashtags_quotes_and_edits(wire: Wire) -> None:
    assert create(wire, text="ы" * 280).status == 201
    assert create(wire, text="ы" * 281).json["detail"] == "You are not permitted to perform this action."
    assert create(wire, text="漢" * 141).status == 403
    assert "weighted length 281" in wire.broken()[0]
    assert "one cashtag" in create(wire, text="$AAPL и $MSFT").json["detail"]
    assert wire.broken() == ["x: a text with more than one cashtag"]
    assert create(wire, text="a", quote_tweet_id="1").status == 403
    assert create(wire, text="a", edit_options={"previous_post_id": "1"}).status == 403
    assert "edited" in wire.broken()[0]
    wire.control("switches", network="x", name="premium", value=True)
    assert create(wire, text="ь" * 281).status == 201


def test_a_duplicate_is_a_403_without_the_first_one_s_id(wire: Wire) -> None:
    first = made(wire, "Одно и то же")
    answer = create(wire, text="Одно и то же")
    assert answer.status == 403
    assert answer.json["detail"] == "You are not allowed to create a Tweet with duplicate content."
    assert first not in answer.body.decode()
    assert wire.broken() == []


def test_a_thread_hangs_on_own_posts_only(wire: Wire) -> None:
    first = made(wire, "Начало")
    second = made(wire, "Продолжение", reply={"in_reply_to_tweet_id": first})
    assert create(wire, text="a", reply={"in_reply_to_tweet_id": "999"}).status == 403
    listed = get(wire, TIMELINE, **{"max_results": "5", "exclude": "replies", "tweet.fields": "referenced_tweets"}).json
    assert [post["id"] for post in listed["data"]] == [first]
    found = get(wire, f"/2/tweets/{second}", **{"tweet.fields": "referenced_tweets"}).json["data"]
    assert found["referenced_tweets"] == [{"type": "replied_to", "id": first}]
    wire.control("switches", network="x", name="own_replies", value=False)
    assert create(wire, text="b", reply={"in_reply_to_tweet_id": first}).status == 403


def test_deleting(wire: Wire) -> None:
    identity = made(wire)
    assert signed(wire, "DELETE", f"/2/tweets/{identity}").json == {"data": {"deleted": True}}
    assert signed(wire, "DELETE", f"/2/tweets/{identity}").json["errors"][0]["title"] == "Not Found Error"
    wire.control("switches", network="x", name="gone_counts_as_deleted", value=True)
    assert signed(wire, "DELETE", f"/2/tweets/{identity}").json == {"data": {"deleted": True}}


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_with_its_alt_text(wire: Wire, jpeg: bytes) -> None:
    got = upload(wire, jpeg, media_type="image/jpeg").json["data"]
    assert (got["size"], got["expires_after_secs"], got["image"]["image_type"]) == (len(jpeg), 86400, "image/jpeg")
    assert alt(wire, got["id"], "Зал").json["data"]["associated_metadata"] == {"alt_text": {"text": "Зал"}}
    answer = create(wire, text="Со снимком", media={"media_ids": [got["id"]]})
    assert "https://t.co/" in answer.json["data"]["text"]
    assert wire.sandbox.wall("x")[0].alts == ("Зал",)
    assert wire.broken() == []


def test_json_with_base64_is_as_good(wire: Wire) -> None:
    given = {"media": base64.b64encode(drawn("PNG")).decode(), "media_category": "tweet_image"}
    assert signed(wire, "POST", "/2/media/upload", json.dumps(given).encode(), "application/json").status == 200
    given["media"] = "%%"
    assert signed(wire, "POST", "/2/media/upload", json.dumps(given).encode(), "application/json").status == 400


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        (b"no picture", {}, False), (drawn("GIF"), {}, False), (drawn("BMP", 1400, 1400), {}, False),
        (drawn("JPEG"), {"media_category": "dm_image"}, True), (drawn("JPEG"), {"media_type": "image/png"}, True),
        (drawn("JPEG"), {"name": "x"}, True), (drawn("JPEG") + b"\0" * 5_242_880, {}, True),
    ],
)  # fmt: skip
def test_what_is_no_picture_for_a_post_is_refused(
    wire: Wire, content: bytes, fields: dict[str, str], said: bool
) -> None:
    assert ending(upload(wire, content, **fields)) == "400 invalid-request"
    assert bool(wire.broken()) is said


def test_media_belong_to_their_user_s_authorization_and_to_one_day(wire: Wire, jpeg: bytes) -> None:
    identity = upload(wire, jpeg).json["data"]["id"]
    given = {"text": "a", "media": {"media_ids": [identity]}}
    assert (
        bearer(wire, accounts.X_OAUTH2_TOKEN, "POST", "/2/tweets", given).json["detail"]
        == "Your media IDs are invalid."
    )
    assert "kind of authorization" in wire.broken()[0]
    assert create(wire, text="b", media={"media_ids": [identity, identity]}).status == 400
    assert create(wire, text="b", media={"media_ids": ["77"]}).status == 400
    wire.clock.forward(hours=25)
    assert create(wire, **given).status == 400


@pytest.mark.parametrize("text", ["", "ы" * 1001])
def test_an_alt_text_has_its_bounds_and_its_time(wire: Wire, jpeg: bytes, text: str) -> None:
    identity = upload(wire, jpeg).json["data"]["id"]
    assert alt(wire, identity, text).status == 400
    made(wire, media={"media_ids": [identity]})
    wire.broken()
    alt(wire, identity, "zu spät")
    assert "after the post" in wire.broken()[0]


# --- reads -----------------------------------------------------------------------------------------------------------


def test_a_hundred_ids_and_no_more(wire: Wire) -> None:
    there = made(wire)
    ids = ",".join([there, *(str(number) for number in range(1, 100))])
    found = get(wire, "/2/tweets", ids=ids).json
    assert [post["id"] for post in found["data"]] == [there]
    assert len(found["errors"]) == 99
    assert found["errors"][0]["type"].endswith("/resource-not-found")
    assert get(wire, "/2/tweets", ids=f"{ids},100").status == 400
    assert get(wire, "/2/tweets", ids="abc").status == 400
    assert len(wire.broken()) == 2


@pytest.mark.parametrize(
    ("switch", "asked", "shares"),
    [
        ("both", "tweet.fields", "retweet_count"), ("both", "post.fields", "repost_count"), ("old", "tweet.fields", "retweet_count"),
        ("old", "post.fields", None), ("new", "post.fields", "repost_count"), ("new", "tweet.fields", None),
    ],
)  # fmt: skip
def test_old_and_new_names(wire: Wire, switch: str, asked: str, shares: str | None) -> None:
    identity = made(wire)
    wire.control("switches", network="x", name="field_names", value=switch)
    answer = get(wire, "/2/tweets", ids=identity, **{asked: "public_metrics"})
    if shares is None:
        assert ending(answer) == "400 invalid-request"
        assert asked in answer.json["errors"][0]["parameters"]
    else:
        assert shares in answer.json["data"][0]["public_metrics"]
    assert wire.broken() == []


@pytest.mark.parametrize("query", [{"tweet.fields": "likes"}, {"fields": "id"}, {"tweet.fields": "id,id"}])
def test_unknown_names_are_refused_and_said(wire: Wire, query: dict[str, str]) -> None:
    assert get(wire, "/2/tweets", ids=made(wire), **query).status == 400
    assert wire.broken()


def test_private_figures_end_after_thirty_days(wire: Wire) -> None:
    identity = made(wire)
    wire.clock.forward(days=29)
    asked = {"ids": identity, "tweet.fields": "public_metrics,non_public_metrics,organic_metrics"}
    young = get(wire, "/2/tweets", **asked).json
    assert set(young["data"][0]) >= {"public_metrics", "non_public_metrics", "organic_metrics"}
    assert "errors" not in young
    wire.clock.forward(days=2)
    old = get(wire, "/2/tweets", **asked).json
    assert "non_public_metrics" not in old["data"][0]
    assert {entry["field"] for entry in old["errors"]} == {"non_public_metrics", "organic_metrics"}


def test_the_timeline(wire: Wire) -> None:
    assert get(wire, TIMELINE).json == {"meta": {"result_count": 0}}
    ids = []
    for number in range(7):
        ids.append(made(wire, f"Запись {number} https://mission.example.org/{number}"))
        wire.clock.forward(minutes=1)
    first = get(wire, TIMELINE, **{"max_results": "5", "tweet.fields": "created_at,entities"}).json
    assert [post["id"] for post in first["data"]] == ids[:1:-1]
    entity = first["data"][0]["entities"]["urls"][0]
    assert entity["expanded_url"] == "https://mission.example.org/6"
    assert first["data"][0]["text"][entity["start"] : entity["end"]] == entity["url"]
    second = get(wire, TIMELINE, max_results="5", pagination_token=first["meta"]["next_token"]).json
    assert [post["id"] for post in second["data"]] == ids[1::-1]
    assert get(wire, TIMELINE, start_time="2026-11-25T09:05:30Z").json["meta"]["result_count"] == 1
    assert wire.broken() == []
    for query in ({"max_results": "4"}, {"start_time": "2026-11-25 09:00"}, {"exclude": "likes"}):
        assert get(wire, TIMELINE, **query).status == 400
    assert len(wire.broken()) == 3


def test_a_lagging_timeline_and_a_post_by_hand(wire: Wire) -> None:
    wire.control("switches", network="x", name="timeline_lag_s", value=30)
    made(wire)
    assert get(wire, TIMELINE).json["meta"]["result_count"] == 0
    wire.clock.forward(seconds=31)
    assert get(wire, TIMELINE).json["meta"]["result_count"] == 1
    by_hand = wire.control("posts", network="x", text="Рукой", link="https://example.org/")["id"]
    wire.clock.forward(seconds=31)
    assert get(wire, f"/2/tweets/{by_hand}").json["data"]["text"].startswith("Рукой https://t.co/")
    wire.control("posts", network="x", id=by_hand, delete=True)
    assert "errors" in get(wire, f"/2/tweets/{by_hand}").json


def test_analytics_and_users(wire: Wire) -> None:
    identity = made(wire)
    wire.clock.forward(minutes=5)
    window = {"start_time": "2026-11-25T00:00:00Z", "end_time": "2026-11-26T00:00:00Z", "granularity": "total"}
    found = get(wire, "/2/tweets/analytics", ids=f"{identity},5", **window).json
    assert found["data"][0]["timestamped_metrics"][0]["metrics"]["impressions"] > 0
    assert found["errors"][0]["resource_id"] == "5"
    assert get(wire, f"/2/users/by/username/{accounts.X_USERNAME}").json["data"]["id"] == accounts.X_USER
    assert "errors" in get(wire, "/2/users/by/username/nobody").json
    assert get(wire, "/2/unknown").status == 404
    assert wire.broken()


# --- limits and money ------------------------------------------------------------------------------------------------


def test_windows_count_down_refuse_and_open_again(wire: Wire) -> None:
    wire.control("quotas", network="x", name="POST /2/tweets user 15min", limit=2)
    left = [create(wire, text=f"Запись {number}").headers["x-rate-limit-remaining"] for number in range(2)]
    assert left == ["1", "0"]
    refused = create(wire, text="Третья")
    assert refused.status == 429
    assert int(refused.headers["x-rate-limit-reset"]) - wire.clock.moment.timestamp() <= 900
    assert refused.headers["x-app-limit-24hour-remaining"] == "9998"
    wire.clock.forward(minutes=15)
    assert create(wire, text="Третья").status == 201


def test_the_day_may_end_before_the_window(wire: Wire) -> None:
    wire.control("quotas", network="x", name="POST /2/tweets user 24hour", limit=5, used=5)
    refused = create(wire, text="a")
    assert refused.status == 429
    assert refused.headers["x-rate-limit-remaining"] == "100"
    assert refused.headers["x-user-limit-24hour-remaining"] == "0"
    wire.control("switches", network="x", name="legacy_429", value=True)
    wire.control("switches", network="x", name="headers", value=False)
    legacy = create(wire, text="a")
    assert legacy.json == {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    assert not [name for name in legacy.headers if "limit" in name]


def test_each_act_has_its_price(wire: Wire, jpeg: bytes) -> None:
    def spent(act: Any) -> int:
        before = wire.sandbox.networks["x"].credits.balance_musd()  # type: ignore[attr-defined]
        act()
        return int(before - wire.sandbox.networks["x"].credits.balance_musd())  # type: ignore[attr-defined]

    assert spent(lambda: made(wire, "Без ссылки")) == 15
    assert spent(lambda: made(wire, "Ссылка https://example.org/")) == 200
    assert spent(lambda: made(wire, "Голое имя example.kg")) == 200
    assert spent(lambda: alt(wire, upload(wire, jpeg).json["data"]["id"], "a")) == 5
    identity = made(wire)
    assert spent(lambda: get(wire, "/2/tweets", ids=identity)) == 5
    assert spent(lambda: get(wire, "/2/tweets", ids=identity)) == 0
    wire.clock.forward(days=1)
    assert spent(lambda: get(wire, TIMELINE)) == 4
    assert spent(lambda: get(wire, "/2/users/me")) == 10
    assert spent(lambda: signed(wire, "DELETE", f"/2/tweets/{identity}")) == 10
    assert spent(lambda: create(wire, text="ы" * 281)) == 0


def test_an_empty_purse_blocks_every_call(wire: Wire) -> None:
    wire.control("switches", network="x", name="balance_musd", value=5)
    assert create(wire, text="Последняя").status == 201
    refused = get(wire, "/2/users/me")
    assert (refused.status, refused.json["title"]) == (402, "CreditsDepleted")


@pytest.mark.parametrize(("name", "period"), [("reads day", "Daily"), ("reads month", "Monthly")])
def test_reads_are_capped(wire: Wire, name: str, period: str) -> None:
    identity = made(wire)
    wire.control("quotas", network="x", name=name, limit=1)
    assert get(wire, "/2/tweets", ids=identity).status == 200
    refused = get(wire, "/2/tweets", ids=identity).json
    assert (refused["type"].rsplit("/", 1)[-1], refused["period"]) == ("usage-capped", period)


def test_a_spending_limit(wire: Wire) -> None:
    wire.control("switches", network="x", name="spending_limit_musd", value=15)
    made(wire)
    assert create(wire, text="a").json["period"] == "Monthly"
    wire.clock.forward(days=10)
    assert create(wire, text="a").status == 201


# --- errors on demand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LINES)
def test_every_line_on_demand(wire: Wire, name: str) -> None:
    line = LINES[name]
    wire.sandbox.faults.add("x", "error", "publish", code=f"{line.status}/{name}")
    answer = create(wire, text="a")
    assert (answer.status, answer.json["title"], answer.json["detail"]) == (line.status, line.title, line.detail)
    assert ending(answer).endswith(line.problem or "blank")
    assert wire.sandbox.wall("x") == []


@pytest.mark.parametrize(
    "code", ["500", "503", "409", "418/new-problem", "403/usage-capped-monthly", "429/legacy", "200/resource-not-found"]
)
def test_a_status_of_one_s_own_choice(wire: Wire, code: str) -> None:
    wire.sandbox.faults.add("x", "error", "publish", code=code)
    assert create(wire, text="a").status == int(code.split("/", maxsplit=1)[0])


def test_what_was_accepted_stands_in_spite_of_the_error(wire: Wire) -> None:
    wire.sandbox.faults.add("x", "error_after_accept", "publish", code="503")
    assert create(wire, text="a").status == 503
    assert len(wire.sandbox.wall("x")) == 1
    assert wire.sandbox.wall("x")[0].created_at - wire.clock.moment == timedelta(0)
