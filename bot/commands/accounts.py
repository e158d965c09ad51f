"""accounts: how each one stands, what remains of its limits, what its secrets may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.commands.shared import config_option, json_option, opened, print_json
from bot.model.account import AccountHealth, Standing
from bot.model.breaker import Breaker
from bot.model.quota import Quota
from bot.model.waiting import AccountStanding, Budget

_MARKS = {Standing.GOOD: "good", Standing.LIMITED: "limited", Standing.BROKEN: "BROKEN"}
#: What every network has in some way; what one has besides stands below the table.
_COLUMNS = ("publish", "picture", "find", "engagement", "edit", "delete")
_WORDS = {True: "yes", False: "no", None: "-"}


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
        quotas = {name: app.quotas(name) for name in standings}
        zone, now = app.settings.timezone, app.clock()
    if as_json:
        told = {
            name: {**_standing_json(networks[name], standing), "quotas": quotas[name]}
            for name, standing in standings.items()
        }
        print_json(told)
        return
    for name, standing in standings.items():
        _show_account(name, networks[name], standing, zone)
        for line in quotas_told(quotas[name], zone, now):
            click.echo(f"{'':26}{line}")


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


def quotas_told(quotas: Sequence[Quota], zone: ZoneInfo, now: datetime) -> list[str]:
    """The network's own limits of which something is used, the fullest first, by the site's clock."""
    told = []
    for quota in sorted(quotas, key=lambda quota: -quota.share_used):
        if quota.share_used <= 0 or (quota.resets_at is not None and quota.resets_at <= now):
            continue
        left = f", {quota.remaining} left" if quota.remaining is not None else ""
        whole = f", whole again {quota.resets_at.astimezone(zone):%Y-%m-%d %H:%M}" if quota.resets_at else ""
        told.append(f"{quota.name}: {quota.share_used:.1%} used{left}{whole}")
    return told


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
    """Looks with harmless reads at what each account's secrets may do.

    \b
    yes       it was seen to work, or the right to it was
    no        it does not: below stands what is missing, where to get it, and what is done without it
    -         no read tells: the first post will

    \b
    pressbot accounts check
    pressbot accounts check --json
    """
    with opened(config or ctx.obj) as app:
        found = app.check_accounts()
        networks = {name: account.network for name, account in app.settings.accounts.items()}
    if as_json:
        print_json(found)
    else:
        show_healths(found, networks)
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


def show_healths(found: Mapping[str, AccountHealth], networks: Mapping[str, str]) -> None:
    """A table of what each account may do, then account by account what is to be known and done."""
    rows = [("account", "network", "standing", *_COLUMNS, "as"), *(_row(n, networks[n], h) for n, h in found.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        broken = number and row[2] == _MARKS[Standing.BROKEN]
        click.secho(line, bold=not number, fg="red" if broken else None)
    if any(_WORDS[None] in row for row in rows):
        click.secho(f"{_WORDS[None]} no read tells: the first post will", dim=True)
    for name, health in found.items():
        _show_details(name, health)


def _row(name: str, network: str, health: AccountHealth) -> tuple[str, ...]:
    abilities = (_WORDS[health.abilities.get(ability)] for ability in _COLUMNS)
    return (name, network, _MARKS[health.standing], *abilities, health.identity or "-")


def _show_details(name: str, health: AccountHealth) -> None:
    further = [f"{ability} {_WORDS[able]}" for ability, able in health.abilities.items() if ability not in _COLUMNS]
    if not (further or health.notes or health.remarks):
        return
    click.secho(f"\n{name}", bold=True)
    if further:
        click.echo(f"  {', '.join(further)}")
    for note in health.notes:
        what, *mends = note.split(" → ")
        click.secho(f"  ! {what}", fg="red" if health.standing is Standing.BROKEN else "yellow")
        for mend in mends:
            click.echo(f"    → {mend}")
    for remark in health.remarks:
        click.secho(f"  {remark}", dim=True)


COMMANDS = {"accounts": accounts}
