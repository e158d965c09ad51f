"""What each account may do as a table, what remains of its limits, and what its posts cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.commands.accounts import quotas_told, show_healths
from bot.commands.lists import post_json
from bot.commands.shown import preview_json
from bot.delivery.plan import ByHand
from bot.model.account import AccountHealth, Standing
from bot.model.delivery import State
from bot.model.quota import Quota, Use
from tests.flow.conftest import World, sandbox, world  # noqa: F401 - fixtures

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
GOOD = AccountHealth(Standing.GOOD, "Миссия", {"publish": True, "edit": None, "app live": None}, (), ("no end",))


def test_the_table_has_a_line_an_account_and_says_below_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    lacking = AccountHealth(
        Standing.BROKEN, None, {"publish": False}, ("the right X is missing: nothing can be posted → pressbot connect vk",)
    )  # fmt: skip
    show_healths({"fb": GOOD, "vk": lacking}, {"fb": "facebook", "vk": "vk"})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["account", "network", "standing", "publish", "picture", "find", "engagement", "edit", "delete", "as"],
        ["fb", "facebook", "good", "yes", "-", "-", "-", "-", "-", "Миссия"],
        ["vk", "vk", "BROKEN", "no", "-", "-", "-", "-", "-", "-"],
        ["-", "no", "read", "tells:", "the", "first", "post", "will"],
    ]
    assert lines[4:] == [
        "", "fb", "  app live -", "  no end",
        "", "vk", "  ! the right X is missing: nothing can be posted", "    → pressbot connect vk",
    ]  # fmt: skip


def test_the_command_that_mends_names_the_account() -> None:
    notes = ("it is missing → pressbot connect, and grant it", "not connected → pressbot connect fb, or configure it")
    named = replace(GOOD, notes=notes, remarks=("one from pressbot connect has no end",)).naming("fb")
    assert named.notes == (
        "it is missing → pressbot connect fb, and grant it", "not connected → pressbot connect fb, or configure it",
    )  # fmt: skip
    assert named.remarks == ("one from pressbot connect fb has no end",)


def test_limits_are_told_the_fullest_first_and_what_is_whole_again_is_left_out() -> None:
    def quota(name: str, share: float, resets: timedelta | None = None, remaining: int | None = None) -> Quota:
        return Quota(name, Use.ALL, share, NOON, None if resets is None else NOON + resets, remaining)

    told = quotas_told(
        [quota("calls", 0.031), quota("posts", 0.5, timedelta(hours=1), 10), quota("new", 0.0), quota("old", 1, -timedelta(1))],
        ZoneInfo("Asia/Bishkek"), NOON,
    )  # fmt: skip
    assert told == ["posts: 50.0% used, 10 left, whole again 2026-11-25 19:00", "calls: 3.1% used"]


def test_a_price_is_known_before_the_post_and_paid_with_it(world: World) -> None:  # noqa: F811
    app = world.app()
    url = f"{world.sandbox.url}/site/en/press/mountain-summit"
    shown = {post["account"]: post for post in preview_json(app.preview(url))["posts"]}
    assert any("costs 0.205 USD: a post with a link" in note for note in shown["x"]["notes"])
    assert not any("costs" in note for name, post in shown.items() if name != "x" for note in post["notes"])
    app.post(url, ByHand(["x", "fb"]), "tests")
    (waiting,) = app.posts(State.SCHEDULED, "x", None)
    coming = app.costs.of(app.posts(None, None, None))
    assert {number: cost.paid for number, cost in coming.items()} == {waiting.id: False}
    assert "cost" not in post_json(waiting)
    app.close()
    world.turn()
    app = world.app()
    sent = app.posts(State.PUBLISHED, None, None)
    costs = app.costs.of(sent)
    assert set(costs) == {row.id for row in sent if row.network == "x"}
    assert costs[waiting.id].paid
    assert costs[waiting.id].price == coming[waiting.id].price
    assert costs[waiting.id].price.amount == Decimal("0.205")
    spent = app.outlook.account("x").budget
    assert spent is not None
    assert spent.spent >= sum(cost.price.amount for cost in costs.values())
    app.close()
