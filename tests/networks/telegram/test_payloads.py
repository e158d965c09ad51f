"""Values in, values out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import OutcomeUnknown, Unavailable
from bot.model.engagement import Absence, Metric
from bot.networks.telegram import payloads
from bot.networks.telegram.owner import may_post, name_of
from bot.networks.telegram.payloads import Chat, Me, Member
from tests.networks.telegram.desk import LINK, post

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("configured", "chat"),
    [("@mission", "@mission"), (" mission ", "@mission"), ("https://t.me/mission", "@mission"),
     ("t.me/s/mission/", "@mission"), ("telegram.me/mission", "@mission"), ("-1001234567890", -1001234567890),
     ("1001234567890", -1001234567890), ("-42", -42), ("100", 100), ("5700001", 5700001)],
)  # fmt: skip
def test_a_chat_however_it_is_written(configured: str, chat: int | str) -> None:
    assert payloads.chat_of(configured) == chat


@pytest.mark.parametrize(
    ("identity", "ids"),
    [("7", [7]), ("7,8,9", [7, 8, 9]), ("", []), ("7,", []), ("a", []), ("-7", []), ("7" * 16, []), ("٧", []),
     (",".join("7" * 11), [])],
)  # fmt: skip
def test_the_messages_of_a_post(identity: str, ids: list[int]) -> None:
    assert payloads.ids_of(identity) == ids
    assert payloads.snapshot(identity, NOW).gone is (ids == [])


def test_where_people_see_a_message() -> None:
    assert payloads.permalink(Chat(id=-1001234567890, username="mission"), 7) == "https://t.me/mission/7"
    assert payloads.permalink(Chat(id=-1001234567890), 7) == "https://t.me/c/1234567890/7"
    assert name_of(Chat(id=1, title="Mission")) == "Mission"


def test_the_preview_is_the_articles() -> None:
    assert payloads.preview(post()) == {"url": LINK, "prefer_large_media": True}
    assert payloads.preview(post(link=None)) == {"is_disabled": True}


@pytest.mark.parametrize("result", [None, True, [], {}, [{}], {"message_id": "x", "chat": {"id": 1}}])
def test_a_yes_that_names_no_message_may_be_out(result: object) -> None:
    with pytest.raises(OutcomeUnknown):
        payloads.made(result)


def test_what_is_not_understood_is_no_finding() -> None:
    with pytest.raises(Unavailable):
        payloads.understood([], Me)


def test_every_figure_is_absent_with_its_reason() -> None:
    taken = payloads.snapshot("7", NOW)
    assert taken.absent == dict.fromkeys(Metric, Absence.NOT_OFFERED)
    assert not taken.figures


@pytest.mark.parametrize(
    ("kind", "member", "may"),
    [
        ("channel", Member(status="administrator", can_post_messages=True), True),
        ("channel", Member(status="administrator", can_post_messages=False), False),
        ("channel", Member(status="administrator"), False),
        ("channel", Member(status="member"), False),
        ("channel", Member(status="creator"), True),
        ("supergroup", Member(status="member"), True),
        ("supergroup", Member(status="restricted", can_send_messages=False), False),
        ("supergroup", Member(status="restricted", can_send_messages=True), True),
        ("group", Member(status="left"), False),
        ("private", Member(status="member"), False),
    ],
)
def test_who_may_post(kind: str, member: Member, may: bool) -> None:
    assert may_post(Chat(id=1, type=kind), member) is may


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_length_in_utf_16_is_never_less_than_in_characters(text: str) -> None:
    assert len(text) <= payloads.utf16(text) <= 2 * len(text)
    assert payloads.is_same_text(f" {text} \n", text)
