"""What stands on a wall beside what a restored store would send: tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.walls import in_doubt, same_article, standing_on
from bot.model.delivery import RemotePost, State
from bot.model.post import Form, Post
from bot.model.records import DeliveryRow
from bot.store.readbacks import Window

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = "Министр встретил послов в Бишкеке, сообщает пресс-служба ведомства."


def delivery(number: int, url: str = "https://e.org/1", **changes: object) -> DeliveryRow:
    mark = f"m{number}"
    link = f"{url}{'&' if '?' in url else '?'}utm_content={mark}&src=tg"
    post = Post("fb", "facebook", TEXT, link, url, Form.LINK, "ru", 5, 100, mark=mark)
    row = DeliveryRow(
        number, number, "fb", "facebook", 0, State.SCHEDULED, post, mark, False, AT, 0, "", AT, AT, 0, None, None,
    )  # fmt: skip
    return replace(row, **changes)  # type: ignore[arg-type]


def wall(number: int, *links: str, text: str = "") -> RemotePost:
    return RemotePost(f"p{number}", f"https://n/{number}", AT, text, links)


def pairs(posts: list[RemotePost], rows: list[DeliveryRow]) -> dict[int, str]:
    return {match.delivery.id: match.post.external_id for match in standing_on(posts, rows, AT - HOUR)}


def test_a_delivery_of_the_backup_is_known_by_its_mark_before_any_other_takes_its_post() -> None:
    posts = [wall(1, "https://e.org/1?utm_content=m2"), wall(2, "https://e.org/1?utm_content=lost")]
    assert pairs(posts, [delivery(1), delivery(2, round=1)]) == {2: "p1", 1: "p2"}


def test_an_article_that_came_again_is_known_by_its_address_whatever_mark_its_post_bears() -> None:
    assert pairs([wall(1, "https://www.e.org/1/?utm_content=lost&fbclid=x")], [delivery(7)]) == {7: "p1"}
    assert pairs([wall(1, text="Новость https://e.org/1?utm_content=lost")], [delivery(7)]) == {7: "p1"}


def test_a_repost_ordered_after_the_restore_is_not_taken_for_the_old_post() -> None:
    assert pairs([wall(1, "https://e.org/1?utm_content=lost")], [delivery(7, round=1)]) == {}


def test_one_post_is_one_delivery() -> None:
    assert len(pairs([wall(1, "https://e.org/1")], [delivery(1), delivery(2)])) == 1


def test_the_text_tells_where_the_post_shows_no_link() -> None:
    assert pairs([wall(1, text=TEXT)], [delivery(1)]) == {1: "p1"}
    assert pairs([wall(1, "https://e.org/2", text=TEXT)], [delivery(1)]) == {}


@pytest.mark.parametrize(
    ("url", "link", "same"),
    [
        ("https://e.org/1", "https://e.org/1", True),
        ("https://e.org/1", "http://www.e.org/1/?utm_source=fb&src=tg", True),
        ("https://e.org/1", "https://e.org/2", False),
        ("https://e.org/1", "https://other.org/1", False),
        # Where the query names the article it counts, in any order.
        ("https://e.org/?p=5", "https://e.org/?utm_content=x&p=5", True),
        ("https://e.org/?p=5", "https://e.org/?p=6&utm_content=x", False),
        ("https://e.org/?p=5", "https://e.org/", False),
        ("https://e.org/news.php", "https://e.org/news.php?id=5", False),
    ],
)
def test_a_link_leads_to_the_article_or_to_another(url: str, link: str, same: bool) -> None:
    assert same_article(link, delivery(1, url)) is same


@settings(max_examples=50)
@given(st.lists(st.integers(0, 5), max_size=8), st.sets(st.integers(0, 5), max_size=6))
def test_every_article_on_the_wall_is_found_and_no_other(posted: list[int], planned: set[int]) -> None:
    posts = [wall(index, f"https://e.org/{number}?utm_content=x{index}") for index, number in enumerate(posted)]
    rows = [delivery(100 + number, f"https://e.org/{number}") for number in planned]
    assert {row - 100 for row in pairs(posts, rows)} == planned & set(posted)


RESTORED = AT + 5 * HOUR
UNREAD = Window(AT, RESTORED)


@pytest.mark.parametrize(
    ("changes", "dated", "doubt"),
    [
        # In the backup, due before the restore: it may have gone out.
        ({}, None, True),
        ({"due_at": AT + 2 * HOUR}, AT, True),
        # In the backup, for later.
        ({"due_at": RESTORED + HOUR}, AT, False),
        # Came again after the restore: the article's own date tells.
        ({"created_at": RESTORED + HOUR}, AT + HOUR, True),
        ({"created_at": RESTORED + HOUR}, RESTORED + HOUR / 2, False),
        ({"created_at": RESTORED + HOUR}, None, True),
        ({"created_at": RESTORED + 30 * HOUR}, None, False),
        # A person asked for it knowing of the restore.
        ({"created_at": RESTORED + HOUR, "created_by": "editor"}, AT + HOUR, False),
    ],
)
def test_what_may_have_gone_out_unseen_is_in_doubt(
    changes: dict[str, object], dated: datetime | None, doubt: bool
) -> None:
    assert in_doubt(delivery(1, **changes), dated, UNREAD, RESTORED) is doubt
