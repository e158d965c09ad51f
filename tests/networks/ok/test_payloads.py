"""Signatures, attachments, replies, quotas: translating without talking."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import Unavailable
from bot.model.account import Account
from bot.model.engagement import Absence, Metric
from bot.model.quota import Use
from bot.networks.ok import figures, payloads, quotas
from bot.networks.ok.auth import Keys, session_secret, signature, signed
from bot.networks.ok.calls import Pace
from bot.sandbox.ok import sig
from tests.networks.ok.desk import LINK, SECRETS, post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NONE: dict[Metric, Absence] = {}


# --- signatures ------------------------------------------------------------------------------------------------------


def test_the_published_examples() -> None:
    secret = session_secret("-s-84W-s3egarWUsbkq-IWTucuedzTKT8VUXIA.s4Xx8IW7", "ABC123DEF456GHI789JKL123")
    assert secret == "b1a2b89707a94624c43afae67d59274c"
    given_ = {"application_key": "ABCDEFGHIGKLMNOPK", "format": "json", "method": "events.get"}
    assert signature(given_, secret) == "232c8eb921951c4dba9b72606f9ddb4c"
    assert session_secret("tkn1EXAMPLEexampleTOKEN", "0123456789ABCDEF01234567") == "aa0283e8b94cb778d14b730cdb276a63"
    attachment = (
        '{"media":[{"type":"text","text":"Новость дня"},{"type":"link","url":"https://example.com/a?x=1&y=2"}],'
        '"onBehalfOfGroup":"true"}'
    )
    asked = {
        "attachment": attachment, "format": "json", "gid": "70000000000001", "method": "mediatopic.post",
        "type": "GROUP_THEME",
    }  # fmt: skip
    keys = Keys("CEXAMPLEKEYBABABA", "tkn1EXAMPLEexampleTOKEN", "aa0283e8b94cb778d14b730cdb276a63")
    form = signed(asked, keys)
    assert form["sig"] == "4bd29365353743ae5ed8db1cf466bf63"
    assert form == {
        **asked,
        "application_key": keys.application_key,
        "access_token": keys.access_token,
        "sig": form["sig"],
    }
    assert signature({**asked, "application_key": "CEXAMPLEKEYBABABA", "sig": "x", "session_key": "y"}, keys.session_secret) == form["sig"]  # fmt: skip


@settings(max_examples=50)
@given(
    st.dictionaries(st.sampled_from("a b method format gid text".split()), st.text(max_size=20)), st.text(max_size=8)
)
def test_two_hands_sign_alike(parameters: dict[str, str], secret: str) -> None:
    assert signature(parameters, secret) == sig(parameters, secret)


@pytest.mark.parametrize("name", ["application_secret_key", "session_secret_key"])
def test_the_session_secret_is_given_or_derived_and_never_shown(name: str) -> None:
    derived = session_secret(SECRETS["access_token"], SECRETS["application_secret_key"])
    value = derived if name == "session_secret_key" else SECRETS[name]
    secrets = {"application_key": "K", "access_token": SECRETS["access_token"], name: value}
    keys = Keys.of(Account("ok", "ok", "1", {key: SecretStr(word) for key, word in secrets.items()}))
    assert keys.session_secret == derived
    assert not [secret for secret in (derived, SECRETS["access_token"]) if secret in repr(keys)]


# --- attachments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "link", "tokens", "card", "blocks"),
    [
        ("Текст", LINK, ["t1", "t2"], True, ["text", "photo", "link"]),
        ("Текст", LINK, [], True, ["text", "link"]),
        # The link block is said always, also where a person wrote the link into the text.
        (f"Текст {LINK}", LINK, [], True, ["text", "link"]),
        ("Текст", None, ["t1"], True, ["text", "photo"]),
        ("Текст", LINK, ["t1"], False, ["text", "photo"]),
        (" ", LINK, [], True, ["link"]),
        ("", LINK, [], False, ["text"]),
    ],
)
def test_an_attachment(text: str, link: str | None, tokens: list[str], card: bool, blocks: list[str]) -> None:
    made = json.loads(payloads.attachment(post(text, link=link), tokens, card=card))
    assert made["onBehalfOfGroup"] == "true"
    assert [block["type"] for block in made["media"]] == blocks
    by_type = {block["type"]: block for block in made["media"]}
    if tokens:
        assert by_type["photo"]["list"] == [{"id": token} for token in tokens]
    if link and not card:
        assert by_type["text"]["text"].endswith(link)
        assert by_type["text"]["text"].count(link) == 1


@settings(max_examples=50)
@given(st.text(max_size=60).filter(lambda text: bool(text.strip())))
def test_a_text_comes_out_of_its_attachment_as_it_went_in(text: str) -> None:
    assert json.loads(payloads.attachment(post(text), []))["media"][0]["text"] == text


# --- replies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "topic"),
    [("70102413183763", "70102413183763"), (70102413183763, "70102413183763"), ({"id": 7}, "7"), (True, None),
     (None, None), ("", None), ([], None), ({}, None)],
)  # fmt: skip
def test_a_new_topics_id(answer: Any, topic: str | None) -> None:
    assert payloads.topic_of(answer) == topic


@pytest.mark.parametrize(
    ("answer", "new"),
    [({"topic_id": "2"}, "2"), ({"topicId": 2}, "2"), ({"mid": "2"}, "2"), ("2", "2"), (None, None), ({}, None), ("no", None)],
)  # fmt: skip
def test_a_moved_topics_id(answer: Any, new: str | None) -> None:
    assert payloads.republished_of(answer) == new


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        ({"success": True, "restore_id": "r"}, True),
        (True, True),
        ({"success": False}, False),
        (False, False),
        ("", False),
    ],
)
def test_what_a_deletion_answers(answer: Any, done: bool) -> None:
    assert payloads.is_done(answer) is done


@pytest.mark.parametrize(("answer", "yes"), [(True, True), ("true", True), (False, False), (0, False), ({}, None)])
def test_a_yes_or_no(answer: Any, yes: bool | None) -> None:
    assert payloads.is_yes(answer) is yes


def test_a_listed_topic_is_read_whatever_its_shape() -> None:
    media = [
        {"type": "text", "text": "Первая"}, {"type": "text", "text_tokens": [{"text": "Вто"}, {"text": "рая"}, "?"]},
        {"type": "photo", "photo_refs": ["group_photo:1"]}, {"type": "link", "url": LINK}, None,
        {"type": "link", "url": LINK}, {"type": ["?"], "text": 7},
    ]  # fmt: skip
    topics = payloads.understood(
        {"media_topics": [{"id": 7, "created_ms": "1764000000000", "media": media}, {"id": "8", "media": None}, "?"]},
        payloads.Topics,
    ).media_topics
    whole, bare = (payloads.remote_post("70", topic, NOW) for topic in topics)
    assert (whole.external_id, whole.permalink) == ("7", "https://ok.ru/group/70/topic/7")
    assert (whole.text, whole.links) == ("Первая\nВторая", (LINK,))
    assert whole.created_at == datetime.fromtimestamp(1764000000, UTC)
    # A topic without a moment must not fall out of a search for new ones.
    assert (bare.created_at, bare.text) == (NOW, "")


def test_an_answer_of_another_kind_is_no_answer() -> None:
    with pytest.raises(Unavailable):
        payloads.understood(["?"], payloads.Topics)


@pytest.mark.parametrize(
    ("configured", "group"),
    [("70000001234567", "70000001234567"), (" group:70 ", "70"), ("https://ok.ru/mission", "https://ok.ru/mission")],
)
def test_a_group_may_be_written_in_two_ways(configured: str, group: str) -> None:
    assert payloads.group_of(configured) == group


@pytest.mark.parametrize("identity", ["", "abc", "1,2", "٣", "1" * 21, "-1", "1.0"])
def test_what_is_no_id(identity: str) -> None:
    assert not payloads.is_id(identity)


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("summary", [None, {}, {"count": None}, {"count": "many"}, {"count": True}, [], 7])
def test_a_missing_summary_is_unknown_not_zero(summary: Any) -> None:
    topic = payloads.Topic.model_validate({"id": "1", "like_summary": summary})
    found = figures.snapshot("1", topic, NOW, {}, {Metric.REACH: Absence.NOT_PERMITTED})
    assert found.figures == {}
    assert found.absent[Metric.REACH] is Absence.NOT_PERMITTED
    assert found.absent[Metric.REACTIONS] is Absence.NOT_SAID
    assert set(found.absent) == set(Metric)


def test_counters_go_before_statistics_and_these_fill_the_gaps() -> None:
    topic = payloads.Topic.model_validate(
        {"id": "1", "like_summary": {"count": 0}, "discussion_summary": {"comments_count": "5"}, "views_count": 90}
    )
    row = {Metric.REACH: 40, Metric.REACTIONS: 3, Metric.SHARES: 2}
    assert figures.snapshot("old", topic, NOW, row, NONE).figures == {
        Metric.REACTIONS: 0, Metric.COMMENTS: 5, Metric.IMPRESSIONS: 90, Metric.REACH: 40, Metric.SHARES: 2,
    }  # fmt: skip


def test_statistics_mind_no_case() -> None:
    page = payloads.understood(
        {"topics": [{"ID": 1, "REACH": 7, "Link_Clicks": "2", "likes": -1}, {"reach": 1}, None], "anchor": 5},
        figures.StatisticsPage,
    )
    assert figures.rows_of(page) == {"1": {Metric.REACH: 7, Metric.CLICKS: 2}}
    assert page.anchor == "5"


def test_a_window_holds_all_topics_or_is_none() -> None:
    def made(*moments: int | None) -> list[payloads.Topic]:
        return [payloads.Topic.model_validate({"id": "1", "created_ms": moment}) for moment in moments]

    begin = int(NOW.timestamp() * 1000)
    day = 86_400_000
    assert figures.window_of(made(begin - 9 * day, begin - 5 * day), NOW) == {
        "start_time": str(begin - 10 * day), "end_time": str(begin - 4 * day),
    }  # fmt: skip
    # The youngest are always in it.
    assert figures.window_of(made(begin), NOW) == {"start_time": str(begin - day)}
    assert figures.window_of(made(begin, None), NOW) == {}
    assert figures.window_of([], NOW) == {}


# --- quotas and pace -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "left"),
    [({"callsLeft": 7, "available": True}, 7), ({"callsLeft": "7"}, 7), ({"callsLeft": 7, "available": False}, 0),
     ({"calls_left": 7}, 7), ({"callsLeft": None}, None), ({}, None)],
)  # fmt: skip
def test_what_is_left_of_a_method(row: dict[str, Any], left: int | None) -> None:
    found = quotas.lefts_of([{"name": quotas.POST, **row}, {"name": "other", "callsLeft": 1}, "?"])
    assert found == ({} if left is None else {quotas.POST: left})
    assert quotas.lefts_of({"error": 1}) == {}


def test_a_share_is_counted_from_the_most_that_was_seen() -> None:
    gauge = quotas.Gauge()
    gauge.saw({quotas.POST: 100, "mediatopic.getByIds": 100}, NOW)
    assert [(quota.share_used, quota.resets_at) for quota in gauge.told()] == [(0.0, None)] * 2
    gauge.saw({quotas.POST: 15, "mediatopic.getByIds": 10}, NOW)
    posts, reads = sorted(gauge.told(), key=lambda quota: quota.use)
    assert (posts.use, round(posts.share_used, 2), posts.remaining) == (Use.POSTING, 0.85, 15)
    # So few look-ups are left that one measurement would use them up.
    assert (reads.use, reads.share_used, reads.resets_at) == (Use.READING, 1.0, NOW + timedelta(hours=1))
    assert gauge.wait_for(quotas.POST, NOW) is None
    assert gauge.told() == []


def test_a_refusal_for_a_limit_is_a_quota_until_its_wait_is_over() -> None:
    gauge = quotas.Gauge()
    gauge.ran_out(quotas.POST, timedelta(minutes=30), NOW)
    gauge.ran_out("group.getStatTopics", timedelta(minutes=30), NOW)
    (quota,) = gauge.told()
    assert (quota.name, quota.share_used, quota.remaining) == ("topics", 1.0, 0)
    assert gauge.wait_for(quotas.POST, NOW + timedelta(minutes=10)) == timedelta(minutes=20)
    assert gauge.wait_for(quotas.POST, NOW + timedelta(minutes=30)) is None


def test_the_look_is_due_once_an_hour() -> None:
    gauge = quotas.Gauge()
    seen = [gauge.due(NOW + timedelta(minutes=minutes)) for minutes in (0, 59, 60, 61, -5)]
    assert seen == [True, False, True, False, True]


def test_the_pace_lets_a_few_through_at_once_and_then_two_a_second() -> None:
    naps: list[float] = []
    now = [0.0]

    def nap(seconds: float) -> None:
        naps.append(seconds)
        now[0] += seconds

    pace = Pace(2.0, lambda: now[0], nap)
    for _ in range(25):
        pace.keep()
    assert naps == [0.5] * 15
    now[0] += 60
    pace.keep()
    assert len(naps) == 15
    none = Pace(0, lambda: now[0], nap)
    for _ in range(25):
        none.keep()
    assert len(naps) == 15
