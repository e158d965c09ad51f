"""Translating without talking: escapes, requests, replies, our own count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.engagement import Absence, Metric
from bot.model.post import Form
from bot.model.quota import Use
from bot.networks.linkedin import figures, payloads, text
from bot.networks.linkedin.limits import LIMITS, RESERVED
from bot.networks.linkedin.payloads import Image
from bot.networks.linkedin.quotas import Days, endpoint_of
from bot.sandbox.linkedin import display
from bot.sandbox.linkedin.text import as_read
from tests.networks.linkedin.desk import ORGANISATION, photos, post

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)

# --- little text -----------------------------------------------------------------------------------------------------


@given(st.text(alphabet="абвAB1 |{}@[]()<>#\\*_~:/.😀\n＃", max_size=80))
def test_little_text_arrives_as_it_was(words: str) -> None:
    sent = text.escape(words)
    assert text.unescape(sent) == words
    # As the network's stand-in reads it, and gives it back: written by the documents alone.
    assert display(sent) == words
    assert text.unescape(as_read(sent)) == words


@given(st.text(alphabet=f"аA1 {RESERVED}", max_size=60))
def test_nothing_reserved_stands_bare_but_the_sign_of_a_hashtag(words: str) -> None:
    sent, at = text.escape(words), 0
    while at < len(sent):
        if sent[at] == "\\":
            assert sent[at + 1] in RESERVED
            at += 2
            continue
        assert sent[at] not in RESERVED or (sent[at] == "#" and sent[at + 1].isalnum())
        at += 1


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("(a) #тег #1 C# #a1", "\\(a\\) #тег \\#1 C\\# #a1"),
        ("#мид_кр", "#мид\\_кр"),
        ("a#b &#39; ##x /#top", "a\\#b &\\#39; \\#\\#x /\\#top"),
        ("https://e.org/a_(b)?c=1#d", "https://e.org/a\\_\\(b\\)?c=1\\#d"),
        ("\\#мид (#мид)", "\\\\#мид \\(#мид\\)"),
        ("", ""),
    ],
)
def test_hashtags_are_left_to_work(words: str, sent: str) -> None:
    assert text.escape(words) == sent


@pytest.mark.parametrize(
    ("commentary", "shown"),
    [
        ("{hashtag|\\#|мид} и #тег", "#мид и #тег"),
        ("{hashtag|#|a\\_b} {hashtag|＃|c}", "#a_b #c"),
        ("@[МИД \\(КР\\)](urn:li:organization:1) да", "МИД (КР) да"),
        ("a\\b \\", "a\\b \\"),
    ],
)
def test_what_linkedin_gives_back_is_read(commentary: str, shown: str) -> None:
    assert text.unescape(commentary) == shown


def test_texts_read_alike_whatever_becomes_of_links_and_blanks() -> None:
    assert text.same("Й  а\nhttps://e.org/1", "Й а https://lnkd.in/x")
    assert not text.same("a https://e.org/1", "a https://e.org/2")
    assert not text.same("a", "b")


@given(st.text(alphabet="a😀я", max_size=12), st.integers(0, 12))
def test_nothing_is_cut_in_two(words: str, most: int) -> None:
    kept = text.cut(words, most)
    assert words.startswith(kept)
    assert len(kept.encode("utf-16-le")) // 2 in {most, most - 1, len(words.encode("utf-16-le")) // 2}


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_card_says_everything_itself() -> None:
    made = payloads.create(post("Текст (1)"), ORGANISATION, [Image("urn:li:image:1", "Зал")], LIMITS)
    assert made["commentary"] == "Текст \\(1\\)"
    assert made["content"] == {
        "article": {
            "source": "https://mission.example.org/ru/news/1?utm_content=m1", "title": "Заголовок",
            "description": "Первое предложение.", "thumbnail": "urn:li:image:1",
        }
    }  # fmt: skip
    assert (made["lifecycleState"], made["distribution"]["feedDistribution"]) == ("PUBLISHED", "MAIN_FEED")


def test_titles_and_descriptions_are_cut_as_linkedin_counts_them() -> None:
    long = post(card_title="😀" * 300, card_description="😀" * 3000)
    article = payloads.create(long, ORGANISATION, [], LIMITS)["content"]["article"]
    assert (article["title"], article["description"]) == ("😀" * 200, "😀" * 2043)
    assert payloads.create(post(card_title=""), ORGANISATION, [], LIMITS)["content"]["article"]["title"] == post().link


@pytest.mark.parametrize(
    ("images", "content"),
    [
        (1, {"media": {"id": "urn:li:image:0", "altText": "Зал"}}),
        (2, {"multiImage": {"images": [{"id": "urn:li:image:0", "altText": "Зал"}, {"id": "urn:li:image:1"}]}}),
    ],
)
def test_own_pictures_stand_instead_of_a_card(images: int, content: dict[str, Any]) -> None:
    shown = [Image("urn:li:image:0", "Зал"), Image("urn:li:image:1", None)][:images]
    assert payloads.create(photos(), ORGANISATION, shown, LIMITS)["content"] == content


def test_a_photo_post_without_its_photos_has_a_card_and_a_bare_text_has_nothing() -> None:
    assert "article" in payloads.create(photos(), ORGANISATION, [], LIMITS)["content"]
    assert "content" not in payloads.create(post(link=None, form=Form.TEXT), ORGANISATION, [], LIMITS)


@pytest.mark.parametrize("identity", ["123", "urn:li:organization:123"])
def test_an_organisation_may_be_given_as_number_or_urn(identity: str) -> None:
    assert payloads.organisation_urn(identity) == "urn:li:organization:123"


def test_lists_are_written_raw_and_stay_short() -> None:
    urns = [f"urn:li:ugcPost:{7140000000000000000 + n}" for n in range(120)]
    some = list(payloads.chunks(urns))
    assert [len(part) for part in some] == [50, 50, 20]
    query = payloads.statistics(ORGANISATION, some[0])
    assert query.startswith(
        "q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A12345678&ugcPosts=List("
    )
    assert len(query) < 4000
    assert payloads.statistics(ORGANISATION, ["urn:li:share:1"]).endswith("&shares=List(urn%3Ali%3Ashare%3A1)")
    assert payloads.statistics(ORGANISATION).endswith("A12345678")


@pytest.mark.parametrize(
    ("urn", "is_post"),
    [("urn:li:share:1", True), ("urn:li:ugcPost:1", True), ("urn:li:activity:1", False), ("1", False), ("urn:li:share:1\n", False)],
)  # fmt: skip
def test_what_is_the_id_of_a_post(urn: str, is_post: bool) -> None:
    assert payloads.is_post(urn) is is_post


# --- replies ---------------------------------------------------------------------------------------------------------


def element(**changes: Any) -> dict[str, Any]:
    return {"id": "urn:li:share:1", "commentary": "a \\(b\\)", "createdAt": 1795597200000, **changes}


def test_a_listed_post_is_read_as_readers_see_it() -> None:
    found = payloads.element(element(content={"article": {"source": "https://e.org/1", "title": "t"}}))
    assert found is not None
    seen = payloads.remote_post(found)
    assert (seen.text, seen.links, seen.created_at) == ("a (b)", ("https://e.org/1",), NOW)
    assert seen.permalink == "https://www.linkedin.com/feed/update/urn:li:share:1/"


def test_an_odd_entry_spoils_nothing() -> None:
    assert [post.id for post in payloads.Elements(elements=[{}, element(), {"id": 1}]).posts] == ["urn:li:share:1"]


def totals(**numbers: Any) -> figures.Statistics:
    return figures.Statistics(elements=[{"share": "urn:li:share:1", "totalShareStatistics": numbers}, {"?": 1}])


@pytest.mark.parametrize("name", ["uniqueImpressionsCount", "uniqueImpressionsCounts"])
def test_both_spellings_and_a_negative_number_are_understood(name: str) -> None:
    found = figures.figures_of(totals(impressionCount=7, likeCount=-1, **{name: 5}))["urn:li:share:1"]
    assert found == {Metric.IMPRESSIONS: 7, Metric.REACTIONS: 0, Metric.REACH: 5}
    seen = figures.snapshot("urn:li:share:1", NOW, found)
    assert seen.absent == {
        Metric.COMMENTS: Absence.NOT_SAID, Metric.SHARES: Absence.NOT_SAID, Metric.CLICKS: Absence.NOT_SAID,
        Metric.VIDEO_VIEWS: Absence.NOT_OFFERED,
    }  # fmt: skip


def test_reactions_of_every_kind_are_summed() -> None:
    entry = {"reactionSummaries": {"LIKE": {"count": 9}, "PRAISE": {"count": 2}}, "commentSummary": {"count": 3}}
    assert figures.social_figures(entry) == {Metric.REACTIONS: 11, Metric.COMMENTS: 3}
    assert figures.social_figures({"reactionSummaries": []}) == {}


@pytest.mark.parametrize(
    ("age", "state", "told"),
    [
        (timedelta(days=1), "PUBLISHED", 0),
        (timedelta(days=365), "PUBLISHED", None),
        (timedelta(minutes=5), "PUBLISH_FAILED", None),
    ],
)
def test_a_post_that_statistics_leave_out(age: timedelta, state: str, told: int | None) -> None:
    made = int((NOW - age).timestamp() * 1000)
    shown = payloads.element(element(createdAt=made, lifecycleState=state))
    assert shown is not None
    seen = figures.quiet("urn:li:share:1", NOW, shown)
    assert seen.figures.get(Metric.IMPRESSIONS) == told
    assert seen.gone is (state == "PUBLISH_FAILED")
    assert (seen.absent.get(Metric.CLICKS) is Absence.TOO_OLD) is (age.days > 364)


# --- our own count ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "endpoint"),
    [
        ("POST", "posts", "POST posts"), ("POST", "posts/urn%3A1", "POST posts/urn"), ("GET", "posts/urn%3A1", "GET posts"),
        ("DELETE", "posts/urn%3A1", "DELETE posts/urn"), ("PUT", "images", "images"), ("GET", "images/urn%3A1", "images"),
    ],
)  # fmt: skip
def test_calls_are_counted_by_endpoint(method: str, path: str, endpoint: str) -> None:
    assert endpoint_of(method, path) == endpoint


def test_a_known_limit_is_counted_down_and_whole_again_with_the_utc_day() -> None:
    days = Days(4, 0)
    for _ in range(3):
        days.answered("POST posts", NOW)
    days.answered("GET organizationAcls", NOW)
    (quota,) = days.told()
    assert (quota.name, quota.use, quota.share_used, quota.remaining) == (
        "new posts in the UTC day",
        Use.POSTING,
        0.75,
        1,
    )
    assert quota.resets_at == datetime(2026, 11, 26, 0, 5, tzinfo=UTC)
    assert days.told() == []
    days.answered("POST posts", NOW + timedelta(days=1))
    assert days.told()[0].remaining == 3


def test_an_unknown_limit_is_told_only_when_it_is_met_and_is_remembered() -> None:
    days = Days(0, 0)
    days.answered("GET posts", NOW - timedelta(days=1))
    for _ in range(20):
        days.answered("GET posts", NOW)
    assert days.told() == []
    waits = [days.refused("GET posts", NOW) for _ in range(3)]
    assert waits == [timedelta(minutes=3), timedelta(minutes=3), timedelta(hours=15, minutes=5)]
    (met,) = days.told()
    assert (met.share_used, met.remaining) == (1.0, 0)
    days.answered("GET posts", NOW + timedelta(days=1))
    (next_day,) = days.told()
    assert (next_day.share_used, next_day.remaining) == (0.05, 19)


def test_a_call_that_goes_well_between_two_refusals_begins_anew() -> None:
    days = Days(0, 0)
    for _ in range(4):
        assert days.refused("images", NOW) == timedelta(minutes=3)
        days.answered("images", NOW)
    days.refused("images", NOW)
    days.refused("images", NOW)
    assert days.refused("GET posts", NOW) == timedelta(minutes=3)
