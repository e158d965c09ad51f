"""freeze and unfreeze: lets nothing out until it ends or is lifted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from bot.app import Scope
from bot.commands.shared import Progress, actor, config_option, json_option, moment, opened, print_json
from bot.errors import Problem, UserError
from bot.model.records import DeliveryRow
from bot.settings_words import parse_duration


def _patience(written: str | None) -> timedelta | None:
    try:
        return parse_duration(written) if written is not None else None
    except ValueError as error:
        raise UserError(Problem("--wait", str(error))) from None


@click.command()
@click.option("--account", help="Only this account.")
@click.option("--network", help="Only this network.")
@click.option("--language", help="Only articles in this language.")
@click.option("--site", help="Only articles of this host.")
@click.option("--until", help='Ends by itself: "2026-11-25 09:00" or 12h from now.')
@click.option("--reason", required=True, help="Why, for everybody to see.")
@click.option("--wait", help="How long calls already under way are waited for.  [default: until they surely ended]")
@json_option
@config_option
def freeze(config: Path, until: str | None, reason: str, wait: str | None, as_json: bool, **scopes: str | None) -> None:
    """Lets nothing out until it ends or is lifted. When this command returns, nothing more leaves.

    Calls that were under way at that moment are waited for and named; exit 1 when the wait was over before they were.

    \b
    pressbot freeze --reason "national mourning" --until 24h
    pressbot freeze --account fb --reason "page under review"
    """
    named = [(Scope(name), value) for name, value in scopes.items() if value]
    if len(named) > 1:
        raise click.UsageError("name one of --account, --network, --language, --site, or none for everything")
    scope, value = named[0] if named else (Scope.ALL, "")
    patience, progress = _patience(wait), Progress()
    with opened(config) as app:
        ends = moment(until, app.settings.timezone, app.clock(), "--until")
        frozen = app.freezer.freeze(
            scope, value, reason, actor(), ends, patience=patience,
            waits=lambda left: progress(f"waiting for calls under way: {_names([call.delivery for call in left])}"),
        )  # fmt: skip
    progress.end()
    if as_json:
        print_json(
            {
                "id": frozen.freeze.id,
                "scope": scope,
                "value": value,
                "until": ends,
                "on_their_way": [_told(row) for row in frozen.on_their_way],
                "still_under_way": [_told(row) for row in frozen.still_under_way],
                "quiet_at": frozen.quiet_at,
            }
        )
    else:
        told = f"freeze {frozen.freeze.id}: {scope} {value}".rstrip()
        click.echo(told + (f" until {ends:%Y-%m-%d %H:%M} UTC" if ends else ""))
        for row in frozen.on_their_way:
            where = row.receipt.permalink if row.receipt else row.reason
            click.echo(f"  was on its way: delivery {row.id} to {row.account} is {row.state} ({where})")
        for row in frozen.still_under_way:
            told = f"delivery {row.id} to {row.account} may still come out until {frozen.quiet_at:%H:%M:%S} UTC"
            click.secho(f"  {told}", fg="red")
        if not frozen.still_under_way:
            click.echo("nothing more leaves")
    if frozen.still_under_way:
        raise click.exceptions.Exit(1)


def _names(rows: Sequence[DeliveryRow]) -> str:
    return ", ".join(f"delivery {row.id} to {row.account}" for row in rows)


def _told(row: DeliveryRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "account": row.account,
        "state": row.state,
        "permalink": row.receipt.permalink if row.receipt else None,
        "reason": row.reason,
    }


@click.command()
@click.argument("number", metavar="[FREEZE]", type=int, required=False)
@json_option
@config_option
def unfreeze(config: Path, number: int | None, as_json: bool) -> None:
    """Lifts one freeze, or every freeze that holds.

    What waited goes out now, each account within its limits; what is too late by then is treated as its rule (`late`)
    says: see pressbot review.
    """
    with opened(config) as app:
        lifted = app.freezer.lift(actor(), number)
    if as_json:
        print_json({"lifted": [freeze.id for freeze in lifted.freezes], "waiting": lifted.waiting})
    else:
        click.echo(f"{len(lifted.freezes)} freezes lifted; {lifted.waiting} posts waited for them → pressbot posts")
    if number is not None and not lifted.freezes:
        raise click.exceptions.Exit(1)


COMMANDS = {"freeze": freeze, "unfreeze": unfreeze}
