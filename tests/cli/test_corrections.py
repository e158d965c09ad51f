"""Corrections on the five stand-ins: what is proposed, accepted, edited, taken down, and what each network shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from bot.app import App, load_settings
from bot.cli import cli
from bot.daemon import run_once
from bot.web.site import _Pages
from tests.flow.conftest import World, sandbox, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.slow


def turn(world: World, later: timedelta) -> None:  # noqa: F811
    app = App(load_settings(world.config), clock=lambda: datetime.now(UTC) + later)
    app.open()
    run_once(app, lambda _: None, sleep=lambda _: None)
    app.close()


def pressbot(world: World, *arguments: str, code: int = 0) -> Any:  # noqa: F811
    done = CliRunner().invoke(cli, [*arguments, "--config", str(world.config)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if "--json" in arguments else done.output


def test_a_corrected_title_is_proposed_and_mended_where_networks_allow_it(world: World) -> None:  # noqa: F811
    turn(world, timedelta())
    story = next(s for s in world.sandbox.site.listed() if s.id == "consuls")
    title = story.title
    mended = title.replace("1 декабря", "3 декабря")
    assert mended != title
    world.sandbox.site.edit("consuls", old=title, new=mended)
    turn(world, timedelta(minutes=20))
    proposed = {entry["account"]: entry for entry in pressbot(world, "proposals", "--json")}
    assert {name: entry["kind"] for name, entry in proposed.items()} == {
        "fb": "edit", "li": "edit", "vk": "edit", "x": "by_hand", "ok": "by_hand",
    }  # fmt: skip
    assert all(title in entry["text"] for entry in proposed.values())
    told = pressbot(world, "proposals")
    assert f"- {title}" in told
    assert f"+ {mended}" in told
    app = world.app()
    for language, word in {"ru": "Что предлагается", "ky": "Эмне сунушталат", "en": "What is proposed"}.items():
        page = _Pages(app, None).today(language)
        assert word in page
        assert f"pressbot proposals accept {proposed['fb']['id']}" in page
    app.close()
    # Networks that can: done and read back. The one that cannot says so, and the others are done all the same.
    numbers = [str(proposed[name]["id"]) for name in ("fb", "li", "vk", "x")]
    results = pressbot(world, "proposals", "accept", *numbers, "--json", code=1)
    assert {entry["account"]: entry["done"] for entry in results} == {"fb": True, "li": True, "vk": True, "x": False}
    for network in ("facebook", "linkedin", "vk"):
        assert (world.counts(network)[mended], world.counts(network)[title]) == (1, 0)
    assert (world.counts("x")[title], world.counts("ok")[title]) == (1, 1)
    pressbot(world, "proposals", "dismiss", str(proposed["ok"]["id"]), "--reason", "small")
    assert [entry["account"] for entry in pressbot(world, "proposals", "--json")] == ["x"]
    # By hand, on a post that is out.
    number = str(proposed["vk"]["delivery"])
    (edited,) = pressbot(world, "edit", number, "--text", "Слова редактора о консулах.", "--json")
    assert edited["done"]
    assert any(post.text.startswith("Слова редактора") for post in world.sandbox.wall("vk"))
    assert "edit: done" in pressbot(world, "show", number)
    # Several at once: each has its own answer.
    deliveries = [str(proposed[name]["delivery"]) for name in ("fb", "li", "vk", "x", "ok")]
    down = pressbot(world, "retract", *deliveries, "99999", "--json", code=1)
    assert [entry["done"] for entry in down] == [True] * 5 + [False]
    for network in ("facebook", "linkedin", "vk", "x", "ok"):
        assert not any("консул" in post.text.lower() for post in world.sandbox.wall(network) if mended in post.text)
        assert len(world.sandbox.wall(network)) == 5
    assert "no change" not in pressbot(world, "proposals")
    assert pressbot(world, "proposals", "--json") == []


def test_a_freeze_says_that_nothing_more_leaves_and_what_is_held_is_reviewed(world: World) -> None:  # noqa: F811
    frozen = pressbot(world, "freeze", "--network", "vk", "--reason", "review", "--until", "1h", "--json")
    assert (frozen["scope"], frozen["value"], frozen["still_under_way"]) == ("network", "vk", [])
    assert frozen["quiet_at"] is not None
    assert "nothing more leaves" in pressbot(world, "freeze", "--account", "ok", "--reason", "review")
    turn(world, timedelta())
    assert [len(world.sandbox.wall(network)) for network in ("vk", "ok", "x")] == [0, 0, 6]
    waiting = pressbot(world, "posts", "--account", "vk", "--state", "scheduled", "--json")
    russian = [entry["id"] for entry in waiting if "/ru/" in entry["article"]]
    assert len(russian) == 2
    for number in russian:
        pressbot(world, "hold", str(number))
    assert pressbot(world, "unfreeze", str(frozen["id"]), "--json") == {"lifted": [frozen["id"]], "waiting": 4}
    assert "1 freezes lifted; 6 posts waited" in pressbot(world, "unfreeze")
    pressbot(world, "unfreeze", "99", code=1)
    pressbot(world, "freeze", "--network", "vk", "--account", "vk", "--reason", "x", code=2)
    held = pressbot(world, "review", "--account", "vk", "--json")
    assert sorted(entry["id"] for entry in held) == sorted(russian)
    assert held[0]["title"][:60] in pressbot(world, "review")
    results = pressbot(world, "review", "digest", "--account", "vk", "--json")
    assert [entry["done"] for entry in results] == [True, True]
    pressbot(world, "review", "skip", code=2)
    turn(world, timedelta(minutes=1))
    wall = world.sandbox.wall("vk")
    assert len(wall) == 5
    assert sum(post.text.count("/ru/news/") == 2 for post in wall) == 1
    assert len(world.sandbox.wall("ok")) == 6
    assert pressbot(world, "review", "--json") == []
