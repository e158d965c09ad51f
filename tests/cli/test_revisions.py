"""What the command line tells of articles that changed or were taken back on their site."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from bot.app import App, load_settings
from bot.cli import cli
from bot.daemon import run_once
from tests.flow.conftest import World, sandbox, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.slow


def turn(world: World, later: timedelta) -> None:  # noqa: F811
    app = App(load_settings(world.config), clock=lambda: datetime.now(UTC) + later)
    app.open()
    run_once(app, lambda _: None, sleep=lambda _: None)
    app.close()


def pressbot(world: World, *arguments: str) -> str:  # noqa: F811
    done = CliRunner().invoke(cli, [*arguments, "--config", str(world.config)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_changes_withdrawal_and_proposals_are_told(world: World) -> None:  # noqa: F811
    turn(world, timedelta())
    world.sandbox.site.edit("consuls", old="14 странах", new="15 странах")
    turn(world, timedelta(minutes=20))
    world.sandbox.site.edit("consuls", away="410")
    for minutes in (65, 80):
        turn(world, timedelta(minutes=minutes))
    address = f"{world.sandbox.url}/site/ru/news/consuls"
    listed = {entry["url"]: entry for entry in json.loads(pressbot(world, "articles", "--json"))}
    assert listed[address]["revisions"] == 1
    assert listed[address]["withdrawn"]["evidence"] == "the site says it is not there (410)"
    assert [entry["withdrawn"] for url, entry in listed.items() if url != address] == [None] * (len(listed) - 1)
    first, second = json.loads(pressbot(world, "revisions", address, "--json"))
    assert (first["number"], first["changes"], first["weight"]) == (1, [], None)
    assert (second["number"], second["weight"]) == (2, "person")
    assert [(c["kind"], c["old"], c["new"]) for c in second["changes"]] == [("number", "14", "15")]
    told = pressbot(world, "revisions", address)
    assert "number changed: 14 → 15" in told
    assert "withdrawn on the site: the site says it is not there (410)" in told
    assert "pressbot revisions" in pressbot(world, "articles")
    assert "withdrawn on the site" in pressbot(world, "why", address)
    assert pressbot(world, "posts").count("→ pressbot retract") == 5
