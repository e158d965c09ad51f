"""Translating without talking: requests, replies, limits' headers, prices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.engagement import Absence, Metric
from bot.model.quota import Use
from bot.networks.x import payloads as x
from bot.networks.x.limits import PRICES
from bot.networks.x.measure import fits_a_sweep
from bot.networks.x.price import Purse, price_of
from bot.networks.x.quotas import quotas_of
from bot.sandbox.x.text import links as links_by_another_hand
from tests.networks.x.desk import bare, post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def identity(at: datetime) -> str:
    return str((int(at.timestamp() * 1000) - 1288834974657) << 22)


YOUNG, OLD = identity(NOW - timedelta(days=1)), identity(NOW - timedelta(days=31))


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_new_post_says_only_what_it_has_to_say() -> None:
    assert x.new_post("а") == {"text": "а"}
    assert x.new_post("а", ["1", "2"]) == {"text": "а", "media": {"media_ids": ["1", "2"]}}
    assert x.new_post("б", reply_to="7") == {"text": "б", "reply": {"in_reply_to_tweet_id": "7"}}


def test_fields_are_asked_for_by_old_or_new_names() -> None:
    assert x.asked_fields(["created_at", "note_tweet"], "tweet") == {"tweet.fields": "created_at,note_tweet"}
    assert x.asked_fields(["created_at", "note_tweet"], "post") == {"post.fields": "created_at,note_post"}


@pytest.mark.parametrize(
    ("body", "new"),
    [
        ({"data": {"id": "1", "edit_history_post_ids": ["1"]}}, True),
        ({"data": {"id": "1", "edit_history_tweet_ids": ["1"]}}, False),
        ({"data": {"id": "1", "edit_history_tweet_ids": ["1"], "edit_history_post_ids": ["1"]}}, False),
        ({"data": {"id": "1"}}, False),
        ({"data": None}, False),
        ([], False),
    ],
)
def test_an_answer_shows_which_names_are_spoken(body: Any, new: bool) -> None:
    assert x.speaks_new_names(body) is new


@pytest.mark.parametrize(
    ("text", "good"), [("1", True), ("1" * 19, True), ("1" * 20, False), ("", False), ("a1", False), ("١", False)]
)
def test_an_id_is_a_number_of_x(text: str, good: bool) -> None:
    assert x.is_id(text) is good


# --- replies ---------------------------------------------------------------------------------------------------------


def shown(**given: Any) -> x.Shown:
    return x.Shown.model_validate({"id": YOUNG, **given})


@pytest.mark.parametrize("name", ["retweet_count", "repost_count", "retweet_count_str", "repost_count_str"])
def test_old_and_new_names_of_counters(name: str) -> None:
    value: Any = "3" if name.endswith("_str") else 3
    found = x.snapshot(shown(public_metrics={name: value, "quote_count": 2, "like_count": 0}), NOW)
    assert found.figures == {Metric.SHARES: 5, Metric.REACTIONS: 0}


def test_each_missing_figure_has_its_reason() -> None:
    young, old = shown(public_metrics={}), x.Shown.model_validate({"id": OLD, "public_metrics": {}})
    assert x.snapshot(young, NOW).absent[Metric.CLICKS] is Absence.NOT_PERMITTED
    assert x.snapshot(old, NOW, private_refused=True).absent[Metric.CLICKS] is Absence.TOO_OLD
    told = shown(public_metrics={}, non_public_metrics={"impression_count": 4})
    assert x.snapshot(told, NOW).absent[Metric.CLICKS] is Absence.NOT_SAID
    assert x.snapshot(told, NOW).figures == {Metric.IMPRESSIONS: 4}
    assert x.snapshot(told, NOW).absent[Metric.REACH] is Absence.NOT_OFFERED


def test_posts_and_faults_stand_side_by_side() -> None:
    problem = "https://api.twitter.com/2/problems/"
    found = x.Posts.model_validate(
        {
            "data": [{"id": YOUNG, "public_metrics": {"like_count": 1}}],
            "errors": [
                {"resource_id": "5", "type": f"{problem}resource-not-found"},
                {"value": "6", "type": f"{problem}not-authorized-for-resource"},
                {"resource_id": YOUNG, "field": "non_public_metrics", "type": f"{problem}not-authorized-for-field"},
                {"resource_id": "7", "type": f"{problem}resource-unavailable"},
            ],
        }
    )
    taken = {snapshot.external_id: snapshot for snapshot in x.snapshots_of(found, [YOUNG, "5", "6", "7", "8"], NOW)}
    assert taken[YOUNG].figures == {Metric.REACTIONS: 1}
    assert taken[YOUNG].absent[Metric.CLICKS] is Absence.NOT_PERMITTED
    assert (taken["5"].gone, taken["6"].gone) == (True, True)
    # Neither shown nor said to be gone: nothing is known of it.
    for untold in ("7", "8"):
        assert not taken[untold].gone
        assert set(taken[untold].absent) == set(Metric)


def test_a_text_comes_back_unescaped_whole_and_with_its_links() -> None:
    found = x.remote_post(
        shown(
            text="a &amp; b https://t.co/1",
            entities={"urls": [{"expanded_url": "https://e.org/a", "unwound_url": "https://e.org/b"}]},
        ),
        "who",
    )
    assert found.text == "a & b https://t.co/1"
    assert found.links == ("https://e.org/b", "https://e.org/a")
    assert found.permalink == f"https://x.com/who/status/{YOUNG}"
    assert found.created_at == NOW - timedelta(days=1)
    long = {"text": "long &lt;text&gt;", "entities": {"urls": [{"expanded_url": "https://e.org/c"}]}}
    for name in ("note_tweet", "note_post"):
        noted = x.remote_post(shown(text="long…", **{name: long}), None)
        assert (noted.text, noted.links) == ("long <text>", ("https://e.org/c",))
        assert noted.permalink == f"https://x.com/i/web/status/{YOUNG}"


@given(st.integers(1_300_000_000_000, 2_800_000_000_000))
def test_an_id_carries_its_moment(at_ms: int) -> None:
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    assert abs(x.created_at(identity(moment)) - moment) < timedelta(milliseconds=2)


# --- limits ----------------------------------------------------------------------------------------------------------


def test_three_families_of_headers() -> None:
    headers = {
        "x-rate-limit-limit": "100", "x-rate-limit-remaining": "75", "x-rate-limit-reset": "1795522500",
        "x-app-limit-24hour-limit": "10000", "x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": "1795564800",
        "x-user-limit-24hour-remaining": "0",
    }  # fmt: skip
    found = {quota.name: quota for quota in quotas_of("POST", "/2/tweets", headers, NOW)}
    window, app, user = (
        found["posts in 15 minutes"],
        found["posts of the app in 24 hours"],
        found["posts of the user in 24 hours"],
    )
    assert (window.use, window.share_used, window.remaining) == (Use.POSTING, 0.25, 75)
    assert window.resets_at == datetime.fromtimestamp(1795522500, UTC)
    assert (app.share_used, app.remaining) == (1.0, 0)
    assert (user.share_used, user.resets_at) == (1.0, None)


@pytest.mark.parametrize(
    ("method", "route", "use"),
    [("POST", "/2/media/upload", Use.POSTING), ("GET", "/2/tweets", Use.READING), ("GET", "/2/users/7700/tweets", Use.READING)],
)  # fmt: skip
def test_each_limit_forbids_its_own_use(method: str, route: str, use: Use) -> None:
    (found,) = quotas_of(method, route, {"x-rate-limit-limit": "10", "x-rate-limit-remaining": "4"}, NOW)
    assert found.use is use


@pytest.mark.parametrize("route", ["/2/users/me", "/2/media/metadata"])
def test_limits_of_other_calls_forbid_nothing(route: str) -> None:
    assert quotas_of("GET", route, {"x-rate-limit-limit": "10", "x-rate-limit-remaining": "0"}, NOW) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-rate-limit-remaining": "4"},
        {"x-rate-limit-limit": "many", "x-rate-limit-remaining": "4"},
        {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "-4"},
    ],
)
def test_headers_that_tell_nothing_are_left_alone(headers: dict[str, str]) -> None:
    assert quotas_of("POST", "/2/tweets", headers, NOW) == []


def test_a_reset_beyond_all_time_is_none() -> None:
    headers = {"x-rate-limit-limit": "10", "x-rate-limit-remaining": "4", "x-rate-limit-reset": "9" * 30}
    assert quotas_of("POST", "/2/tweets", headers, NOW)[0].resets_at is None


# --- prices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Новость дня", "0.015"),
        ("Итоги встречи на mid.example.kg сегодня", "0.200"),
        ("Итоги: Foo.Bar открыт", "0.200"),
        ("Почта press@example.org", "0.015"),
        ("Встреча в 10.30, ст. 5.1", "0.015"),
        ("https://example.org/1", "0.200"),
        ("один.два", "0.015"),
    ],
)
def test_a_stray_domain_costs_a_links_price(text: str, cost: str) -> None:
    assert price_of(bare(text), 0, PRICES).amount == Decimal(cost)


@given(st.text(alphabet="абв abc.кгkg:,\nx1«»", max_size=40))
def test_two_hands_see_the_same_links(text: str) -> None:
    paid = price_of(bare(text), 0, PRICES).amount == Decimal("0.200")
    assert paid is bool(links_by_another_hand(text))


def test_every_part_and_every_alt_text_is_paid_for() -> None:
    made = post(thread=("Часть вторая", "Часть третья: example.org"), alts=("Зал", None, "Люди"))
    price = price_of(made, 3, PRICES)
    assert price.amount == Decimal("0.200") + Decimal("0.015") + Decimal("0.200") + 2 * Decimal("0.005")
    assert price.currency == "USD"
    assert price.what == "3 posts in a thread, 2 of them with a link (mission.example.org, example.org), 2 alt texts"
    assert price_of(made, 1, PRICES).amount == Decimal("0.420")
    assert price_of(bare("а"), 0, PRICES).what == "a post without a link"


def test_our_own_link_is_a_link_whatever_its_host() -> None:
    made = post()
    local = type(made)(
        **{f: getattr(made, f) for f in made.__slots__}
        | {"text": "а http://127.0.0.1:8090/1", "link": "http://127.0.0.1:8090/1"}
    )
    assert price_of(local, 0, PRICES).amount == Decimal("0.200")


def test_one_post_costs_once_in_a_utc_day_however_it_is_read() -> None:
    purse = Purse(PRICES)
    purse.charge_reads("owned read", ["1", "2"], NOW)
    purse.charge_reads("read", ["2", "3"], NOW + timedelta(hours=11))
    assert purse.unread(["1", "2", "3", "4"], NOW) == {"4"}
    assert {price.what: price.amount for price in purse.spent()} == {
        "1 × posts read by their ids": Decimal("0.005"),
        "2 × posts read from our time line": Decimal("0.002"),
    }
    assert purse.spent() == []
    purse.charge_reads("read", ["2"], NOW + timedelta(hours=12))
    assert [price.amount for price in purse.spent()] == [Decimal("0.005")]


# --- where a time line serves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "apart_h", "fits"),
    [
        (19, 1, False),  # not worth it
        (20, 1, True),
        (90, 1, True),
        (91, 1, False),  # no room for a post of somebody else
        (120, 1, True),
        (1000, 1, False),  # ten calls must do
        (20, 200, False),  # what stands between them is unknown
    ],
)
def test_a_time_line_is_read_only_where_it_surely_holds_what_is_asked(number: int, apart_h: int, fits: bool) -> None:
    ids = [identity(NOW - timedelta(hours=apart_h * n + 1)) for n in range(number)]
    assert fits_a_sweep(ids, NOW) is fits
