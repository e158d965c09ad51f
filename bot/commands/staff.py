"""What staff do by hand: post, approve, hold, release, cancel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.app import ByHand
from bot.commands.shared import actor, config_option, json_option, moment, opened, print_json
from bot.model.delivery import State


@click.command()
@click.argument("url")
@click.option("--to", "accounts", multiple=True, help="Account (may be repeated); without it all that fit.")
@click.option("--at", help='Not before: "2026-11-24 14:00" (the site\'s zone) or 2h from now.')
@click.option("--text", help="This text instead of the rendered one.")
@click.option("--priority", is_flag=True, help="Before everything else that is due.")
@click.option("--draft", is_flag=True, help="Waits for approval.")
@json_option
@config_option
def post(
    config: Path,
    url: str,
    accounts: tuple[str, ...],
    at: str | None,
    text: str | None,
    priority: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Posts or reposts an article by hand; the daemon sends it.

    \b
    pressbot post https://mission.example.org/ru/news/1
    pressbot post https://mission.example.org/ru/news/1 --to fb --to vk --at 2h
    """
    with opened(config) as app:
        due = moment(at, app.settings.timezone, app.clock(), "--at")
        order = ByHand(accounts or None, due, text, priority, draft)
        made = [app.delivery(number) for number in app.post(url, order, actor())]
    if as_json:
        print_json([{"id": row.id, "account": row.account, "state": row.state, "due": row.due_at} for row in made])
        return
    for row in made:
        click.echo(f"delivery {row.id}: {row.account}, {row.state}, due {row.due_at:%Y-%m-%d %H:%M} UTC")


def _move(name: str, target: State, told: str, example: str) -> click.Command:
    @click.command(name, help=f"{told}\n\n\b\npressbot {name} {example}")
    @click.argument("delivery", type=int)
    @click.option("--reason", default="", help="Why, for the journal.")
    @config_option
    def command(config: Path, delivery: int, reason: str) -> None:
        with opened(config) as app:
            row = app.act(delivery, target, actor(), reason or name)
        click.echo(f"delivery {row.id} is {row.state} now")

    return command


approve = _move("approve", State.SCHEDULED, "Lets a draft go out.", "12")
hold = _move("hold", State.HELD, "Stops a delivery until it is released.", '12 --reason "wait for the minister"')
release = _move("release", State.SCHEDULED, "Lets a held or rejected delivery go out.", "12")
cancel = _move("cancel", State.CANCELLED, "Calls a delivery off for good.", "12")


COMMANDS: dict[str, Callable[..., Any]] = {
    "post": post,
    "approve": approve,
    "hold": hold,
    "release": release,
    "cancel": cancel,
}
