"""Translating without talking: escapes, signatures, requests, replies."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.engagement import Absence, Metric
from bot.networks.linkedin import payloads as linkedin
from bot.networks.ok import payloads as ok
from bot.networks.ok.auth import session_secret, signature
from bot.networks.vk import payloads as vk
from bot.sandbox.linkedin import display
from bot.sandbox.ok import sig
from tests.networks.conftest import post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(st.text(alphabet="абвAB |{}@[]()<>#\\*_~ :/.😀\n", max_size=80))
def test_little_text_arrives_as_it_was(text: str) -> None:
    assert linkedin.unescape(linkedin.escape(text)) == text
    # As the network's stand-in reads it, written by the documents alone.
    assert display(linkedin.escape(text)) == text


def test_hashtags_are_left_to_work() -> None:
    assert linkedin.escape("(a) #тег_1 #1") == "\\(a\\) #тег_1 \\#1"
    assert linkedin.unescape("{hashtag|\\#|мид} и #тег") == "#мид и #тег"


def test_a_linkedin_statistics_call_is_written_raw() -> None:
    urns = [f"urn:li:share:{n}" for n in range(45)] + ["urn:li:ugcPost:1"]
    queries = linkedin.statistics_queries("urn:li:organization:1", urns)
    assert [len(asked) for _, asked in queries] == [40, 5, 1]
    assert queries[2][0].endswith("&ugcPosts=List(urn%3Ali%3AugcPost%3A1)")
    assert all(len(query) < 4000 for query, _ in queries)


@pytest.mark.parametrize("identity", ["123", "urn:li:organization:123"])
def test_an_organisation_may_be_given_as_number_or_urn(identity: str) -> None:
    assert linkedin.organisation_urn(identity) == "urn:li:organization:123"


def test_the_published_examples_of_oks_signature() -> None:
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
        "application_key": "CEXAMPLEKEYBABABA", "attachment": attachment, "format": "json", "gid": "70000000000001",
        "method": "mediatopic.post", "type": "GROUP_THEME", "access_token": "never signed",
    }  # fmt: skip
    assert signature(asked, "aa0283e8b94cb778d14b730cdb276a63") == "4bd29365353743ae5ed8db1cf466bf63"


@given(
    st.dictionaries(st.sampled_from("a b method format gid text".split()), st.text(max_size=20)), st.text(max_size=8)
)
def test_two_hands_sign_alike(parameters: dict[str, str], secret: str) -> None:
    assert signature(parameters, secret) == sig(parameters, secret)


def test_oks_attachment_speaks_for_the_group_and_says_each_block() -> None:
    made = json.loads(ok.attachment(post("ok", "Текст"), ["t1"]))
    assert made["onBehalfOfGroup"] == "true"
    assert [block["type"] for block in made["media"]] == ["text", "photo", "link"]
    assert made["media"][1]["list"] == [{"id": "t1"}]


def test_oks_missing_summaries_are_unknown_not_zero() -> None:
    found = ok.snapshot(ok.Topic(id="1"), NOW, {}, Absence.NOT_PERMITTED)
    assert found.figures == {}
    assert found.absent[Metric.REACH] is Absence.NOT_PERMITTED
    assert found.absent[Metric.REACTIONS] is Absence.NOT_SAID


def test_vks_request_has_numbers_as_texts_and_one_link() -> None:
    made = vk.wall_post(post("vk", "Текст"), "123", ["photo1_2"])
    assert (made["owner_id"], made["from_group"]) == ("-123", "1")
    assert made["attachments"] == "photo1_2,https://mission.example.org/ru/news/1?utm_content=m1"
    in_text = vk.wall_post(post("vk", "Текст"), "123", [], link_in_text=True)
    assert "attachments" not in in_text
    assert in_text["message"].endswith("utm_content=m1")


def test_vks_guid_is_the_deliverys_own_and_stays() -> None:
    assert vk.guid(post("vk", "a", mark="m1")) == vk.guid(post("vk", "b", mark="m1"))
    assert vk.guid(post("vk", "a", mark="m1")) != vk.guid(post("vk", "a", mark="m2"))
    assert vk.guid(post("vk", "a", mark="")) != vk.guid(post("vk", "b", mark=""))


def test_vks_views_may_be_absent() -> None:
    found = vk.snapshot(vk.WallPost(id=1, likes={"count": 0}), NOW, None)  # type: ignore[arg-type]
    assert found.figures == {Metric.REACTIONS: 0}
    assert found.absent[Metric.IMPRESSIONS] is Absence.NOT_SAID
    assert found.absent[Metric.REACH] is Absence.NOT_PERMITTED
