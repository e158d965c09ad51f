"""Posts as VK's parameters, VK's answers as values: no call is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Forbidden, Unavailable
from bot.model.engagement import Absence, Metric
from bot.model.quota import READING_STOPS_AT, Use, spent_quota
from bot.networks.vk import payloads as vk
from bot.networks.vk.measure import methods, script
from bot.networks.vk.quotas import Floods, Meter
from bot.sandbox.vk.script import run
from tests.networks.vk.desk import LINK, post

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_a_request_has_numbers_as_texts_and_one_link() -> None:
    made = vk.wall_post(post(), "123", ["photo1_2", "photo1_3_k"])
    assert (made["owner_id"], made["from_group"], made["message"]) == ("-123", "1", "Новость дня")
    assert made["attachments"] == f"photo1_2,photo1_3_k,{LINK}"
    in_text = vk.wall_post(post(), "123", [], link_in_text=True)
    assert "attachments" not in in_text
    assert in_text["message"] == f"Новость дня\n\n{LINK}"
    assert in_text["guid"] == made["guid"]


def test_a_link_that_stands_in_the_text_is_not_said_twice() -> None:
    shown = post(text=f"См. {LINK} !")
    for in_text in (False, True):
        made = vk.wall_post(shown, "1", [], link_in_text=in_text)
        assert (made["message"], "attachments" in made) == (shown.text, False)


def test_a_comma_in_a_link_does_not_end_it() -> None:
    made = vk.wall_post(post(link="https://a.example.org/1,2.html"), "1", ["photo1_2"])
    assert made["attachments"] == "photo1_2,https://a.example.org/1%2C2.html"
    shown = vk.WallPost(id=1, attachments=[{"type": "link", "link": {"url": "https://a.example.org/1%2C2.html"}}])
    assert "https://a.example.org/1,2.html" in vk.remote_post(shown, "1").links


def test_a_guid_is_the_deliverys_own_and_stays() -> None:
    assert vk.guid(post("a", mark="m1")) == vk.guid(post("b", mark="m1"))
    assert vk.guid(post("a", mark="m1")) != vk.guid(post("a", mark="m2"))
    assert vk.guid(post("a", mark="")) != vk.guid(post("b", mark=""))


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ({"type": "photo", "photo": {"owner_id": -5, "id": 7, "access_key": "k"}}, "photo-5_7_k"),
        ({"type": "photo", "photo": {"owner_id": 5, "id": 7}}, "photo5_7"),
        ({"type": "video", "video": {"owner_id": -5, "id": 8}}, "video-5_8"),
        ({"type": "link", "link": {"url": "https://a.example.org/1,2"}}, "https://a.example.org/1%2C2"),
        ({"type": "graffiti"}, None),
        ({"type": "note", "note": {"id": 1}}, None),
        ({}, None),
    ],
)
def test_an_edit_names_again_what_hangs_there(part: dict[str, Any], kept: str | None) -> None:
    shown = vk.WallPost(id=1, attachments=[part])
    if kept is not None:
        assert vk.kept_attachments(shown) == [kept]
    else:
        with pytest.raises(Forbidden, match="would drop"):
            vk.kept_attachments(shown)


def test_older_shapes_are_bare_lists() -> None:
    assert [p.id for p in vk.understood([{"id": 1}], vk.Wall).posts] == [1]
    assert [p.id for p in vk.understood({"items": [{"id": 1}, {"id": 2, "is_deleted": True}]}, vk.Wall).posts] == [1]
    assert vk.understood([{"id": 5, "name": "n"}], vk.Groups).groups[0].id == 5
    assert vk.understood({"groups": [{"id": 5}], "profiles": []}, vk.Groups).groups[0].verified is None


@pytest.mark.parametrize("answer", [None, 7, "text", {"items": 3}, {"items": [{"text": "no id"}]}, True])
def test_what_is_no_answer_is_told_as_such(answer: Any) -> None:
    with pytest.raises(Unavailable):
        vk.understood(answer, vk.Wall)
    with pytest.raises(Unavailable):
        vk.rows_of(answer, vk.Reach)


def test_every_figure_or_the_reason_for_its_absence() -> None:
    bare = vk.snapshot(vk.WallPost(id=1, likes={"count": 0}), NOW, None, Absence.NOT_PERMITTED)  # type: ignore[arg-type]
    assert bare.figures == {Metric.REACTIONS: 0}
    assert bare.absent == {
        Metric.IMPRESSIONS: Absence.NOT_SAID, Metric.COMMENTS: Absence.NOT_SAID, Metric.SHARES: Absence.NOT_SAID,
        Metric.REACH: Absence.NOT_PERMITTED, Metric.CLICKS: Absence.NOT_PERMITTED, Metric.VIDEO_VIEWS: Absence.NOT_OFFERED,
    }  # fmt: skip
    for row in ({"reach_total": 9}, {"reach_total_count": 9}, {"reach_total": 9, "reach_total_count": 1}):
        full = vk.snapshot(vk.WallPost(id=1), NOW, vk.Reach(post_id=1, **row), Absence.TOO_OLD)
        assert full.figures == {Metric.REACH: 9}
        assert full.absent[Metric.CLICKS] is Absence.NOT_SAID


@pytest.mark.parametrize(
    ("text", "is_one"), [("1", True), ("0012", True), ("", False), ("-1", False), ("1.5", False), ("²", False), ("9" * 19, False)]
)  # fmt: skip
def test_ids(text: str, is_one: bool) -> None:
    assert vk.is_id(text) is is_one


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 10**9).map(str), min_size=1, max_size=100, unique=True))
def test_a_script_asks_for_every_post_once_within_its_calls(ids: list[str]) -> None:
    asked: list[tuple[str, dict[str, str]]] = []
    answers = run(script("5", ids), lambda method, given: asked.append((method, given)) or len(asked))
    assert answers == list(range(1, len(asked) + 1))
    assert [method for method, _ in asked] == methods(len(ids))
    assert len(asked) <= 25
    assert asked[0][1]["posts"].split(",") == [f"-5_{identity}" for identity in ids]
    reached = [identity for _, given in asked[1:] for identity in given["post_ids"].split(",")]
    assert reached == ids
    assert all(len(given["post_ids"].split(",")) <= 30 and given["owner_id"] == "-5" for _, given in asked[1:])


# --- metering --------------------------------------------------------------------------------------------------------


def test_calls_of_the_app_are_counted_by_the_month_and_stop_reading_early() -> None:
    meter = Meter({"calls_per_month": 100})
    assert meter.told(NOW) == []
    meter.count("community_key", "wall.post", 1, NOW)
    assert meter.told(NOW) == []  # the community's own key is no app's
    meter.count("service_key", "wall.getById", 75, NOW)
    meter.count("user_token", "execute", 5, NOW)
    (told,) = meter.told(NOW)
    assert (told.name, told.use, told.share_used, told.remaining) == (
        "calls of the app this month", Use.READING, READING_STOPS_AT, 20,
    )  # fmt: skip
    assert told.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert spent_quota([told], Use.READING, NOW) is told
    assert spent_quota([told], Use.POSTING, NOW) is None
    assert meter.told(NOW) == []
    december = NOW + timedelta(days=10)
    meter.count("service_key", "wall.getById", 1, december)
    assert meter.told(december)[0].remaining == 99
    free = Meter({"calls_per_month": 0})
    free.count("service_key", "wall.getById", 75, NOW)
    assert free.told(NOW) == []


def test_looks_at_the_wall_are_shown_and_stop_nothing() -> None:
    meter = Meter({"calls_per_month": 0})
    meter.count("service_key", "wall.get", 4999, NOW)
    (told,) = meter.told(NOW)
    assert (told.remaining, told.resets_at) == (1, None)
    tomorrow = NOW + timedelta(days=1)
    meter.count("user_token", "wall.get", 1, tomorrow)
    assert [quota.name for quota in meter.told(tomorrow)] == ["looks at the wall by user_token today"]


@pytest.mark.parametrize(("verified", "stops"), [(None, False), (False, True), (True, False)])
def test_fifty_posts_in_a_day(verified: bool | None, stops: bool) -> None:
    meter = Meter({})
    meter.verified = verified
    for number in range(50):
        meter.posted(NOW + timedelta(minutes=number))
    now = NOW + timedelta(hours=2)
    spent = spent_quota(meter.told(now), Use.POSTING, now)
    assert (spent is not None) is stops
    if spent is not None:
        assert (spent.resets_at, spent.remaining) == (NOW + timedelta(days=1), 0)
    later = NOW + timedelta(days=1, minutes=1)
    meter.posted(later)
    assert spent_quota(meter.told(later), Use.POSTING, later) is None or verified is False
    much_later = NOW + timedelta(days=2)
    meter.posted(much_later)
    assert [quota.remaining for quota in meter.told(much_later)] == ([] if verified else [48])


def test_a_flood_of_one_method_never_needs_a_person() -> None:
    floods, now, waits = Floods(), NOW, []
    for _ in range(6):
        wait = floods.refused("wall.post", now)
        assert wait is not None
        waits.append(wait)
        now += wait
    assert waits == [timedelta(minutes=15), timedelta(hours=1), *[timedelta(hours=6)] * 4]
    assert floods.refused("wall.get", now) is None
    floods.answered()
    assert floods.refused("wall.get", now) == timedelta(minutes=15)
    assert floods.refused("wall.get", now + timedelta(minutes=10)) == timedelta(minutes=5)
