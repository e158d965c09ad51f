"""Values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unavailable
from bot.model.account import Account
from bot.model.engagement import Absence, Metric
from bot.model.quota import Quota, Use
from bot.networks.mastodon import payloads, text
from bot.networks.mastodon.auth import has_scope, server_of, user_and_host
from bot.networks.mastodon.limits import DEFAULT_ENDPOINT
from bot.networks.mastodon.payloads import Status
from bot.networks.mastodon.quotas import quota_of
from tests.networks.mastodon.desk import LINK, post

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SHOWN = {"id": "7", "created_at": "2026-11-25T08:00:00.000Z", "url": "https://m.example/@mission/7"}


@pytest.mark.parametrize(
    ("html", "words", "links"),
    [
        ("<p>Одна &amp; <br />две</p><p>Три</p>", "Одна & \nдве\n\nТри", ()),
        (
            '<p>См. <a href="https://e.org/a?x=1&amp;utm_content=m1" rel="nofollow"><span class="invisible">https://</span>'
            '<span class="ellipsis">e.org/a?x=1</span><span class="invisible">&amp;utm_content=m1</span></a></p>',
            "См. https://e.org/a?x=1&utm_content=m1",
            ("https://e.org/a?x=1&utm_content=m1",),
        ),
        (
            '<p><a href="https://m.example/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a> '
            '<span class="h-card"><a href="https://m.example/@a" class="u-url mention">@<span>a</span></a></span></p>',
            "#x @a",
            (),
        ),
        ("<ul><li>а</li><li>б</li></ul>", "а\nб", ()),
        ("", "", ()),
        ("просто текст", "просто текст", ()),
    ],
)
def test_a_status_back_into_text_and_links(html: str, words: str, links: tuple[str, ...]) -> None:
    assert text.read(html) == (words, links)


@settings(max_examples=50)
@given(st.text(st.sampled_from("абв <>&\"'/ap=#;\n!-"), max_size=80))
def test_any_markup_is_read_without_a_fault(html: str) -> None:
    words, links = text.read(html)
    assert words == words.strip()
    assert len(set(links)) == len(links)


def test_what_is_sent_names_only_what_is_said() -> None:
    assert payloads.new_status(post(), [], "") == {"status": post().text, "language": "ru"}
    bare = replace(post(), language=None)
    assert payloads.new_status(bare, ["1"], "unlisted") == {
        "status": post().text, "media_ids": ["1"], "visibility": "unlisted",
    }  # fmt: skip


def test_a_change_keeps_all_that_it_does_not_change() -> None:
    before = Status.model_validate(
        {**SHOWN, "sensitive": True, "spoiler_text": "внимание", "language": "ky", "media_attachments": [{"id": 5}]}
    )
    assert payloads.changed_status(replace(post(), language=None), before) == {
        "status": post().text, "spoiler_text": "внимание", "sensitive": True, "media_ids": ["5"], "language": "ky",
    }  # fmt: skip


def test_the_key_is_the_deliverys_mark() -> None:
    assert payloads.idempotency_key(post()) == payloads.idempotency_key(post("Другой текст")) == "pressbot-m1"
    assert payloads.idempotency_key(post(mark="m2")) == "pressbot-m2"
    first, other = post(mark=""), post("Другой текст", mark="")
    assert payloads.idempotency_key(first) == payloads.idempotency_key(first)
    assert payloads.idempotency_key(first) != payloads.idempotency_key(other)
    assert payloads.idempotency_key(replace(first, account="b")) != payloads.idempotency_key(first)


@pytest.mark.parametrize(("identity", "is_one"), [("7", True), ("9xKq", True), ("", False), ("7/8", False),
                                                  ("7?a", False), ("7" * 65, False), ("٧", False)])  # fmt: skip
def test_what_can_be_an_id(identity: str, is_one: bool) -> None:
    assert payloads.is_id(identity) is is_one


def test_figures_and_why_others_are_missing() -> None:
    counts = {"favourites_count": 3, "reblogs_count": 2, "replies_count": 0, "quotes_count": 1}
    taken = payloads.snapshot(Status.model_validate({**SHOWN, **counts}), NOW)
    assert taken.figures == {Metric.REACTIONS: 3, Metric.SHARES: 3, Metric.COMMENTS: 0}
    assert set(taken.absent.values()) == {Absence.NOT_OFFERED}
    old = payloads.snapshot(Status.model_validate({**SHOWN, "reblogs_count": 2, "quotes_count": "x"}), NOW)
    assert old.figures == {Metric.SHARES: 2}
    assert (old.absent[Metric.REACTIONS], old.absent[Metric.REACH]) == (Absence.NOT_SAID, Absence.NOT_OFFERED)


def test_links_of_text_and_card() -> None:
    found = payloads.remote_post(
        Status.model_validate({**SHOWN, "content": f'<a href="{LINK}">x</a>', "card": {"url": "https://e.org/c"}})
    )
    assert found.links == (LINK, "https://e.org/c")
    assert (found.created_at, found.permalink) == (datetime(2026, 11, 25, 8, tzinfo=UTC), SHOWN["url"])


@pytest.mark.parametrize("answer", [None, {}, [{}], [1]])
def test_what_is_not_understood_is_no_finding(answer: object) -> None:
    with pytest.raises(Unavailable):
        payloads.statuses_of(answer)


@pytest.mark.parametrize(
    ("identity", "configured", "server"),
    [("@mission@mastodon.example", "", "https://mastodon.example"), ("mission@M.Example:8443", "", "https://m.example:8443"),
     ("@mission", "", DEFAULT_ENDPOINT.api_url), ("7", "", DEFAULT_ENDPOINT.api_url),
     ("@mission@mastodon.example", "https://social.example", "https://social.example"),
     ("@mission@m.example/../x", "", DEFAULT_ENDPOINT.api_url)],
)  # fmt: skip
def test_the_server_of_an_account(identity: str, configured: str, server: str) -> None:
    endpoint = replace(DEFAULT_ENDPOINT, api_url=configured or DEFAULT_ENDPOINT.api_url)
    assert server_of(Account("ma", "mastodon", identity), endpoint).api_url == server


def test_names_and_scopes() -> None:
    assert user_and_host("@Mission@M.Example") == ("Mission", "m.example")
    assert user_and_host("@mission") == ("mission", "")
    assert has_scope("write:media", ("read", "write"))
    assert has_scope("write:media", ("write:media",))
    assert not has_scope("write:media", ("write:statuses", "read"))


HEADERS = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "75"}


@pytest.mark.parametrize(
    ("call", "resets", "name", "use"),
    [
        ("GET api/v1/statuses/7", "2026-11-25T09:05:00Z", "calls in 5 minutes", Use.ALL),
        ("GET api/v1/accounts/1/statuses", "2026-11-25T09:05:01Z", "pages in 15 minutes", Use.READING),
        ("POST api/v1/statuses", "2026-11-25T09:01:00Z", "calls in 5 minutes", Use.ALL),
        ("POST api/v1/statuses", "2026-11-25T11:00:00Z", "statuses in 3 hours", Use.POSTING),
        ("POST api/v2/media", "2026-11-25T09:20:00Z", "uploads in 30 minutes", Use.POSTING),
        ("DELETE api/v1/statuses/7", "2026-11-25T09:20:00Z", None, None),
        ("GET x", "soon", "calls in 5 minutes", Use.ALL),
    ],
)
def test_limits_from_headers(call: str, resets: str, name: str | None, use: Use | None) -> None:
    method, _, path = call.partition(" ")
    found = quota_of(method, path, {**HEADERS, "x-ratelimit-reset": resets}, NOW)
    if name is None or use is None:
        assert found is None
        return
    resets_at = datetime.fromisoformat(resets) if resets != "soon" else None
    assert found == Quota(name, use, 0.75, NOW, resets_at, 75)


@pytest.mark.parametrize("told", [{"limit": "0"}, {"remaining": ""}, {"remaining": "-1"}, {"limit": "9" * 13}])
def test_headers_that_tell_nothing(told: dict[str, str]) -> None:
    given = {**HEADERS, **{f"x-ratelimit-{name}": value for name, value in told.items()}}
    assert quota_of("GET", "x", given, NOW) is None
