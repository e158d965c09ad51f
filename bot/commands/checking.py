"""check, db: is everything right, and what is to be done?"""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.shared import config_option, json_option, opened, print_json
from bot.errors import StoreError


@click.command()
@click.option("--offline", is_flag=True, help="Only the configuration and the store; nothing is called.")
@json_option
@config_option
def check(config: Path, offline: bool, as_json: bool) -> None:
    """Looks at the configuration, the store, the sources and the accounts: every problem at once, with the mend."""
    problems: list[str] = []
    with opened(config, store=False) as app:
        try:
            app.open()
        except StoreError as error:
            problems.append(str(error))
        if not offline:
            problems += [f"source {name}: {fault}" for name, fault in app.check_sources().items() if fault]
            for name, health in app.check_accounts().items():
                problems += [f"account {name}: {note}" for note in health.notes]
        problems += [f"alerts: {name}: {fault}" for name, fault in app.alerts.faults().items()]
        told = f"{len(app.settings.sources)} sources, {len(app.settings.accounts)} accounts"
    if as_json:
        print_json({"problems": problems})
    else:
        click.echo(f"{config}: read, {told}")
        for problem in problems:
            click.echo(f"  {problem}")
        click.echo("no problem found" if not problems else f"{len(problems)} to look at")
    if problems:
        raise click.exceptions.Exit(1)


@click.group()
def db() -> None:
    """The store's schema."""


@db.command("upgrade")
@config_option
def db_upgrade(config: Path) -> None:
    """Brings the store's schema to this version; harmless when it is there already."""
    with opened(config):
        click.echo("the store is up to date")


COMMANDS = {"check": check, "db": db}
