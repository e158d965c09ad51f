"""accounts, check, db: is everything right, and what is to be done?"""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.shared import config_option, json_option, opened, print_json
from bot.errors import StoreError
from bot.model.account import AccountHealth, Standing

_MARKS = {Standing.GOOD: "good", Standing.LIMITED: "limited", Standing.BROKEN: "BROKEN"}


@click.group(invoke_without_command=True)
@json_option
@config_option
@click.pass_context
def accounts(ctx: click.Context, config: Path, as_json: bool) -> None:
    """The configured accounts; `accounts check` looks at what each may do."""
    ctx.obj = config
    if ctx.invoked_subcommand is not None:
        return
    with opened(config) as app:
        standing = app.today().accounts
    if as_json:
        print_json(
            {n: {"network": v[0], "not_before": v[1], "waits_for": v[2], "paused": v[3]} for n, v in standing.items()}
        )
        return
    for name, (network, _, waits_for, paused) in standing.items():
        click.echo(f"{name:14} {network:10} " + (f"paused: {paused}" if paused else waits_for or "ready"))


@accounts.command("check")
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help="The configuration file.")
@json_option
@click.pass_context
def accounts_check(ctx: click.Context, config: Path | None, as_json: bool) -> None:
    """Looks with harmless reads at what each account's secrets may do."""
    with opened(config or ctx.obj) as app:
        found = app.check_accounts()
    if as_json:
        print_json(found)
    else:
        for name, health in found.items():
            _show_health(name, health)
    if any(health.standing is Standing.BROKEN for health in found.values()):
        raise click.exceptions.Exit(1)


@accounts.command("resume")
@click.argument("name")
@click.pass_context
def accounts_resume(ctx: click.Context, name: str) -> None:
    """Lets a paused account work again (after its token or right was mended)."""
    with opened(ctx.obj) as app:
        done = app.resume(name, "command line")
    click.echo(f"{name} works again" if done else f"{name} was not paused")


def _show_health(name: str, health: AccountHealth) -> None:
    abilities = ", ".join(f"{ability} {_word(able)}" for ability, able in health.abilities.items())
    click.echo(f"{name:14} {_MARKS[health.standing]:8} {health.identity or ''}")
    if abilities:
        click.echo(f"{'':14} {abilities}")
    for note in (*health.notes, *health.remarks):
        click.echo(f"{'':14} {note}")


def _word(able: bool | None) -> str:
    return {True: "yes", False: "no", None: "unknown"}[able]


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


COMMANDS = {"accounts": accounts, "check": check, "db": db}
