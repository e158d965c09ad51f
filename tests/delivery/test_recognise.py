"""Which post on a network is the delivery's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.recognise import Evidence, recognise
from bot.model.delivery import RemotePost, State
from bot.model.post import Form, Post
from bot.model.records import DeliveryRow

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = "Заголовок статьи\n\nПервое предложение, достаточно длинное, чтобы его узнать."
URL = "https://mission.example.org/ru/news/1"


def delivery(mark: str = "m1", text: str = TEXT) -> DeliveryRow:
    post = Post(
        "fb", "facebook", text, f"{URL}?utm_content={mark}" if mark else URL, URL, Form.LINK, "ru", 1, 1, mark=mark
    )
    return DeliveryRow(
        1, 1, "fb", "facebook", 0, State.UNCONFIRMED, post, mark, False, NOW, 1, "", NOW, NOW, 0, NOW, None
    )


def remote(identity: str = "r1", text: str = "", links: tuple[str, ...] = (), at: datetime = NOW) -> RemotePost:
    return RemotePost(identity, f"https://n/{identity}", at, text, links)


@pytest.mark.parametrize(
    ("mark", "post", "evidence"),
    [
        ("m1", remote(links=(f"{URL}?utm_content=m1&fbclid=x",)), Evidence.MARK),
        ("m1", remote(text=f"{TEXT}\n{URL}?utm_content=m1"), Evidence.MARK),
        ("m1", remote(links=(f"{URL}?utm_content=other",)), None),
        ("m1", remote(text=TEXT, links=(f"{URL}?utm_content=other",)), None),
        ("m1", remote(links=(URL,)), Evidence.LINK),
        ("", remote(links=("https://www.mission.example.org/ru/news/1/",)), Evidence.LINK),
        ("", remote(text=TEXT.replace("\n", " ")), Evidence.TEXT),
        ("", remote(text=TEXT[:60]), Evidence.TEXT),
        ("", remote(text="Заголовок"), None),
        ("", remote(links=("https://mission.example.org/ru/news/2",)), None),
        ("m1", remote(links=(f"{URL}?utm_content=m1",), at=NOW - timedelta(minutes=10)), Evidence.MARK),
        ("", remote(links=(URL,), at=NOW - timedelta(minutes=10)), None),
    ],
)
def test_evidence(mark: str, post: RemotePost, evidence: Evidence | None) -> None:
    match = recognise(delivery(mark), [post], (), NOW)
    assert (match.evidence if match else None) is evidence


@pytest.mark.parametrize(
    ("address", "link", "is_ours"),
    [
        ("https://e.org/?p=5", "https://e.org/?p=5&utm_source=vk", True),
        ("https://e.org/?p=5", "https://e.org/?p=6", False),
        ("https://e.org/?p=5", "https://e.org/", False),
        ("https://e.org/news/1", "https://e.org/news/1?fbclid=abc", True),
        ("https://e.org/новость", "https://E.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C/", True),
    ],
)
def test_an_address_is_told_by_its_own_parameters_too(address: str, link: str, is_ours: bool) -> None:
    row = delivery("")
    row = replace(row, post=replace(row.post, article_url=address, link=address))
    assert (recognise(row, [remote(links=(link,))], (), NOW) is not None) is is_ours


def test_the_strongest_evidence_wins() -> None:
    posts = [remote("text", text=TEXT), remote("mark", links=(f"{URL}?utm_content=m1",))]
    match = recognise(delivery(), posts, (), NOW)
    assert match is not None
    assert match.post.external_id == "mark"


@pytest.mark.parametrize("shown", [{"links": (URL,)}, {"text": TEXT}])
def test_of_posts_that_fit_alike_it_is_the_one_made_when_it_was_tried(shown: dict[str, object]) -> None:
    posts = [remote(f"r{minutes}", at=NOW + timedelta(minutes=minutes), **shown) for minutes in (4, 1, 0, -1)]  # type: ignore[arg-type]
    for minutes in (0, 1, 4):
        match = recognise(delivery(""), posts, (), NOW + timedelta(minutes=minutes))
        assert match is not None
        assert match.post.external_id == f"r{minutes}"


def test_a_post_that_is_another_deliverys_receipt_is_not_ours() -> None:
    assert recognise(delivery(""), [remote(links=(URL,))], {"r1"}, NOW) is None


def test_a_post_that_a_refusal_named_is_ours_unless_it_carries_another_mark() -> None:
    named = remote("urn:1", text="как его обрезала сеть")
    assert recognise(delivery(), [named], (), NOW) is None
    match = recognise(delivery(), [named], (), NOW, named={"urn:1"})
    assert match is not None
    assert match.evidence is Evidence.NAMED
    other = remote("urn:1", links=(f"{URL}?utm_content=m2",))
    assert recognise(delivery(), [other], (), NOW, named={"urn:1"}) is None
    assert recognise(delivery(), [named], {"urn:1"}, NOW, named={"urn:1"}) is None


def test_the_same_text_is_no_proof_after_the_last_attempt_can_have_made_it() -> None:
    late = NOW + timedelta(hours=1)
    until = NOW + timedelta(minutes=5)
    assert recognise(delivery(""), [remote(text=TEXT, at=late)], (), NOW, until) is None
    assert recognise(delivery(""), [remote(links=(URL,), at=late)], (), NOW, until) is not None
    assert recognise(delivery(""), [remote(text=TEXT, at=until)], (), NOW, until) is not None
