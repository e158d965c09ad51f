"""Limits per account, broken sources, bad pages: each stops only itself and is told."""

from __future__ import annotations

import pytest

from bot.model.delivery import State
from bot.sandbox.press import pictures
from tests.flow.conftest import NETWORKS, World

pytestmark = pytest.mark.slow
FB = 'token = "sandbox:sandbox-facebook-page-token"'


@pytest.mark.parametrize(("limit", "posted"), [('min_gap = "1h"', 1), ("daily_limit = 2", 2), ("daily_limit = 0", 0)])
def test_limits_hold_one_account_and_lose_nothing(world: World, limit: str, posted: int) -> None:
    world.change(FB, f"{FB}\n{limit}")
    world.turn()
    world.turn()
    assert sum(world.counts("facebook").values()) == posted
    assert sum(world.counts("ok").values()) == 6
    app = world.app()
    waiting = app.posts(State.SCHEDULED, "fb", None)
    _, not_before, why, _ = app.today().accounts["fb"]
    app.close()
    assert len(waiting) == 6 - posted
    assert not_before is not None
    assert "limit" in why or "gap" in why


def test_approval_keeps_drafts_until_a_person_says_yes(world: World) -> None:
    world.change(FB, f"{FB}\napproval = true")
    world.turn()
    assert sum(world.counts("facebook").values()) == 0
    app = world.app()
    drafts = app.posts(State.DRAFT, "fb", None)
    app.act(drafts[0].id, State.SCHEDULED, "editor", "approved")
    app.close()
    world.turn()
    assert sum(world.counts("facebook").values()) == 1


def test_languages_and_sources_choose_accounts(world: World) -> None:
    world.change(FB, f'{FB}\nlanguages = ["ky"]')
    world.change('name = "news-en"', 'name = "news-en"\naccounts = ["ok"]')
    world.turn()
    languages = {story.title: story.language for story in world.sandbox.site.listed()}
    assert {languages[title] for title in world.counts("facebook")} == {"ky"}
    assert {languages[title] for title in world.counts("vk")} == {"ru", "ky"}
    assert {languages[title] for title in world.counts("ok")} == {"ru", "ky", "en"}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/site/missing.xml", "not there"),
        ("/site/media/vienna-hall.jpg", "neither feed nor sitemap nor HTML"),
        ("/site/en/press/mountain-summit", "no list of articles"),
    ],
)
def test_a_broken_source_stops_only_itself_and_is_told(world: World, address: str, told: str) -> None:
    world.change("/site/en/atom.xml", address)
    turn = world.turn()
    assert sum(world.counts("vk").values()) == 4
    assert [told in fault for fault in turn.faults] == [True]
    app = world.app()
    (failing,) = [row for row in app.today().sources if row.error]
    app.close()
    assert (failing.name, failing.failures) == ("news-en", 1)


def test_a_fault_of_ours_in_reading_stops_only_that_source(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.sources.reader.read_listing", broken)
    turn = world.turn()
    assert sum(world.counts("vk").values()) == 4
    assert ["ZeroDivisionError" in fault for fault in turn.faults] == [True]


def test_a_picture_that_is_none_is_left_out_and_noted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures.picture.cache_clear()
    monkeypatch.setattr("bot.sandbox.site.picture", lambda _name: b"<html>no picture</html>")
    world.turn()
    assert world.once_each()
    app = world.app()
    notes = [note for row in app.posts(State.PUBLISHED, "ok", None) if row.receipt for note in row.receipt.notes]
    app.close()
    assert notes
    assert all("no picture that can be sent" in note for note in notes)
    assert all(post.pictures == () for network in NETWORKS for post in world.sandbox.wall(network))
