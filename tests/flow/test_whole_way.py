"""From the site to five walls and back to figures, through faults and kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import ByHand, Scope
from bot.daemon import measure_all
from bot.model.delivery import Outcome, State
from bot.sandbox import accounts
from bot.sources.language import detect
from tests.flow.conftest import NETWORKS, World

pytestmark = pytest.mark.slow

FURNITURE = ("Поделиться", "Просмотров", "Көрүүлөр", "Читайте также", "Read also", "Версия для печати", "cookies")
UNSURE = ("cut_after_accept", "cut_before", "cut_body", "server_error_after_accept", "server_error")


def test_every_article_stands_once_on_every_wall_and_a_second_turn_posts_nothing(any_world: World) -> None:
    turn = any_world.turn()
    assert (turn.sources, turn.pages, turn.planned, turn.tried, turn.faults) == (3, 13, 13, 65, [])
    assert any_world.once_each()
    assert any_world.sandbox.violations == []
    second = any_world.turn()
    assert (second.planned, second.tried) == (0, 0)
    assert any_world.once_each()


def test_posts_speak_their_articles_language(world: World) -> None:
    world.turn()
    languages = {story.title: story.language for story in world.sandbox.site.listed()}
    for network in NETWORKS:
        for post in world.sandbox.wall(network):
            assert detect(post.text).code == languages[post.text.split("\n")[0]]


def test_nothing_of_the_pages_furniture_reaches_a_wall(world: World) -> None:
    world.turn()
    for network in NETWORKS:
        for post in world.sandbox.wall(network):
            for furniture in FURNITURE:
                assert furniture not in post.text


def test_the_next_article_follows(world: World) -> None:
    world.turn()
    world.sandbox.site._publish_after = timedelta()
    world.sandbox.site.restart()
    newest = world.sandbox.site.listed()[0].title
    assert world.turn().planned == 1
    assert all(world.counts(network)[newest] == 1 for network in NETWORKS)


@pytest.mark.parametrize("fault", UNSURE)
def test_a_call_of_unknown_outcome_ends_in_one_post(world: World, fault: str) -> None:
    for network in NETWORKS:
        world.sandbox.faults.add(network, fault, "publish", times=1)
    world.turn()
    assert world.once_each()
    app = world.app()
    assert app.store.deliveries.count_by_state() == {State.PUBLISHED: 30}
    app.close()


def test_a_revoked_token_stops_its_own_account_only(world: World) -> None:
    world.sandbox.faults.add("linkedin", "dead_token", "publish", times=None)
    world.turn()
    assert sum(world.counts("linkedin").values()) == 0
    assert all(sum(world.counts(network).values()) == 6 for network in NETWORKS if network != "linkedin")
    app = world.app()
    today = app.today()
    assert "li" in today.accounts
    assert today.accounts["li"][3]
    assert today.counts[State.HELD] == 1
    world.sandbox.faults.clear()
    held = app.posts(State.HELD, "li", None)
    app.resume("li", "test")
    app.act(held[0].id, State.SCHEDULED, "test", "token renewed")
    app.close()
    world.turn()
    assert world.once_each()


def test_a_token_refused_once_makes_its_account_wait_and_loses_nothing(world: World) -> None:
    # VK says that the token does not serve, not that it has ended: it may have been a bad moment.
    world.sandbox.faults.add("vk", "dead_token", "publish", times=None)
    world.turn()
    world.turn()
    assert sum(world.counts("vk").values()) == 0
    app = world.app()
    standing = app.outlook.account("vk")
    assert standing.stopped is None
    assert standing.wait is not None
    assert [(breaker.error, breaker.failures) for breaker in standing.breakers] == [("Unauthorized", 1)]
    waiting = app.outlook.of(app.posts(State.SCHEDULED, "vk", None))
    assert len(waiting) == 6
    assert min(told.until for told in waiting.values() if told.until) == standing.wait.until
    world.sandbox.faults.clear()
    assert app.resume("vk", "test")
    app.close()
    world.turn()
    assert world.once_each()


def test_a_refused_picture_is_noted_and_the_text_goes_out(world: World) -> None:
    for network in NETWORKS:
        fault = world.sandbox.faults.add(network, "picture_refused", "upload", times=None)
        if network == "facebook":
            # One photo is uploaded by the visible call itself.
            fault.operation = "publish"
            fault.times = 1
    world.change(
        'token = "sandbox:sandbox-facebook-page-token"',
        'form = "photo"\ntoken = "sandbox:sandbox-facebook-page-token"',
    )
    world.turn()
    assert world.once_each()


def test_a_refused_text_is_not_tried_again(world: World) -> None:
    world.sandbox.faults.add("ok", "content_refused", "publish", times=1)
    world.turn()
    world.turn()
    app = world.app()
    rejected = app.posts(State.REJECTED, "ok", None)
    assert len(rejected) == 1
    assert [attempt.outcome for attempt in app.attempts(rejected[0].id)] == [Outcome.REFUSED]
    app.close()


def test_a_rate_limit_slows_its_account_and_loses_nothing(world: World) -> None:
    world.sandbox.faults.add("facebook", "rate_limit", "publish", times=1)
    world.turn()
    assert sum(world.counts("facebook").values()) == 0
    app = world.app()
    _, not_before, why, paused = app.today().accounts["fb"]
    assert not_before is not None
    assert "limit" in why
    assert paused is None
    assert app.store.deliveries.count_by_state()[State.SCHEDULED] == 6
    app.close()


def test_nothing_leaves_while_frozen(world: World) -> None:
    app = world.app()
    app.freezer.freeze(Scope.NETWORK, "x", "test", "test", None)
    app.close()
    world.turn()
    assert sum(world.counts("x").values()) == 0
    assert sum(world.counts("vk").values()) == 6


def test_a_killed_process_leaves_nothing_lost_and_nothing_twice(world: World) -> None:
    world.sandbox.faults.add("linkedin", "slow_after_accept", "publish", times=2, seconds=3)
    world.sandbox.faults.add("ok", "slow", "publish", times=2, seconds=3)
    for _ in range(3):
        process = pressbot_once(world.config)
        wait_for(lambda: len(world.sandbox.calls) > seen + 12, seen := len(world.sandbox.calls))
        process.send_signal(signal.SIGKILL)
        process.wait()
    world.turn()
    assert world.once_each()
    assert world.sandbox.violations == []


def pressbot_once(config: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--once", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.mark.parametrize("after_s", [1.3, 1.9])
def test_a_process_killed_at_any_moment_is_followed_by_a_whole_turn(world: World, after_s: float) -> None:
    process = pressbot_once(world.config)
    time.sleep(after_s)
    process.kill()
    process.wait()
    world.turn()
    assert world.once_each()


def test_two_processes_on_one_store_share_the_work(any_world: World) -> None:
    both = [pressbot_once(any_world.config) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    any_world.turn()
    assert any_world.once_each()
    assert any_world.sandbox.violations == []


def wait_for(condition, _seen: int) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_posting_by_hand_makes_a_new_round(world: World) -> None:
    world.turn()
    app = world.app()
    url = app.posts(State.PUBLISHED, "fb", None)[0].post.article_url
    ids = app.post(url, ByHand(accounts=["fb", "ok"], text="Повтор по просьбе читателей"), "test")
    assert [app.delivery(number).round for number in ids] == [1, 1]
    app.close()
    world.turn()
    assert world.counts("facebook")["Повтор по просьбе читателей"] == 1
    assert world.counts("ok")["Повтор по просьбе читателей"] == 1
    assert sum(world.counts("vk").values()) == 6


def test_figures_come_back(world: World) -> None:
    world.turn()
    app = world.app()
    assert measure_all(app, lambda _: None, everything=True).measured == 30
    report = json.loads(app.report(None, None, ["network"], "json"))
    app.close()
    lines = {line["network"]: line for line in report["lines"]}
    assert lines["facebook"]["impressions"] > 0
    assert lines["x"]["reach"] is None
    assert lines["x"]["absent"]["reach"] == "not_offered"
    assert report["total"]["page_views"] > 3_000


def test_a_post_can_be_taken_down(world: World) -> None:
    world.turn()
    app = world.app()
    for account in ("fb", "li", "x", "vk", "ok"):
        row = app.posts(State.PUBLISHED, account, None)[0]
        assert app.corrections.retract(row.id, "test", "wrong").delivery.state is State.RETRACTED
    app.close()
    assert all(sum(world.counts(network).values()) == 5 for network in NETWORKS)


def test_accounts_are_good(world: World) -> None:
    app = world.app()
    assert {name: health.notes for name, health in app.check_accounts().items()} == dict.fromkeys(
        app.settings.accounts, ()
    )
    app.close()


def test_no_secret_reaches_the_store(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    world.sandbox.faults.add("vk", "dead_token", "publish", times=1)
    world.sandbox.faults.add("x", "dead_token", "publish", times=1)
    world.turn()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    for secret in (
        accounts.FACEBOOK_TOKEN, accounts.FACEBOOK_APP_SECRET, accounts.LINKEDIN_TOKEN, accounts.X_CONSUMER_SECRET, accounts.X_ACCESS_TOKEN_SECRET,
        accounts.VK_COMMUNITY_KEY, accounts.VK_USER_TOKEN, accounts.OK_APPLICATION_SECRET, accounts.OK_ACCESS_TOKEN,
    ):  # fmt: skip
        assert secret.encode() not in content
