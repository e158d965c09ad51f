"""accounts, check, db: is everything right, and what is to be done?"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.commands.shared import config_option, json_option, opened, print_json
from bot.errors import StoreError
from bot.model.account import AccountHealth, Standing
from bot.model.breaker import Breaker
from bot.model.waiting import AccountStanding, Budget

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
        standings = app.outlook.accounts()
        networks = {name: account.network for name, account in app.settings.accounts.items()}
        zone = app.settings.timezone
    if as_json:
        print_json({name: _standing_json(networks[name], standing) for name, standing in standings.items()})
        return
    for name, standing in standings.items():
        _show_account(name, networks[name], standing, zone)


def _standing_json(network: str, standing: AccountStanding) -> dict[str, object]:
    wait, budget = standing.wait, standing.budget
    return {
        "network": network,
        "not_before": wait.until if wait else None,
        "waits_for": wait.why if wait else "",
        "paused": standing.stopped,
        "breakers": [_breaker_json(breaker) for breaker in standing.breakers],
        "daily_left": standing.daily_left,
        "monthly_left": standing.monthly_left,
        "spent": str(budget.spent) if budget else None,
        "budget": str(budget.limit) if budget and budget.limit is not None else None,
        "budget_left": str(budget.left) if budget and budget.left is not None else None,
        "currency": (budget.currency or None) if budget else None,
    }


def _breaker_json(breaker: Breaker) -> dict[str, object]:
    return {
        "error": breaker.error,
        "failures": breaker.failures,
        "since": breaker.opened_at,
        "next_try": breaker.probe_at,
        "reason": breaker.reason,
    }


def _show_account(name: str, network: str, standing: AccountStanding, zone: ZoneInfo) -> None:
    wait = standing.wait
    told = f"waits until {wait.until.astimezone(zone):%Y-%m-%d %H:%M:%S} for {wait.why}" if wait else "ready"
    click.echo(f"{name:14} {network:10} " + (f"paused: {standing.stopped}" if standing.stopped else told))
    margin = f"{'':26}"
    for breaker in standing.breakers:
        click.secho(f"{margin}{breaker_told(breaker, zone)}", fg="red")
    left = [(standing.daily_left, "within 24 hours"), (standing.monthly_left, "this month")]
    numbers = [f"{count} more {when}" for count, when in left if count is not None]
    if numbers:
        click.echo(f"{margin}posts: {', '.join(numbers)}")
    if standing.budget is not None:
        click.echo(f"{margin}{_budget_told(standing.budget)}")


def breaker_told(breaker: Breaker, zone: ZoneInfo) -> str:
    """An open breaker in one line, by the site's clock."""
    moments = (breaker.opened_at, breaker.probe_at)
    since, probe = (f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else "" for at in moments)
    return f"{breaker.error} {breaker.failures} times in a row since {since}, next try {probe}: {breaker.reason}"


def _budget_told(budget: Budget) -> str:
    currency = f" {budget.currency}" if budget.currency else ""
    if budget.limit is None:
        return f"spent this month: {budget.spent:f}{currency}, no budget is set"
    return f"spent this month: {budget.spent:f} of {budget.limit:f}{currency}, {budget.left:f} remain"


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
    click.echo(f"{name} works again" if done else f"{name} had not stopped")


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


COMMANDS = {"accounts": accounts, "check": check, "db": db}
