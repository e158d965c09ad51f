"""alerts: what people were told is wrong, whether their channels work, and "seen"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bot.commands.shared import actor, ago, config_option, json_option, opened, print_json
from bot.model.alert import Alert, MessageRow, Severity

_COLOURS = {Severity.NOTICE: "white", Severity.WARNING: "yellow", Severity.CRITICAL: "red"}


@click.group(invoke_without_command=True)
@click.option("--resolved", is_flag=True, help="Those that are over, newest first.")
@json_option
@config_option
@click.pass_context
def alerts(ctx: click.Context, config: Path, resolved: bool, as_json: bool) -> None:
    """What is wrong now, since when, and what mends it.

    \b
    pressbot alerts                    what is open
    pressbot alerts --resolved --json  what is over, for scripts
    pressbot alerts test               sends a test message to every channel
    pressbot alerts acknowledge 12     "seen": it is not repeated any more
    """
    ctx.obj = config
    if ctx.invoked_subcommand is not None:
        return
    with opened(config) as app:
        found = app.alerts.resolved() if resolved else app.alerts.open()
        stuck = app.alerts.undelivered()
        now = app.clock()
    if as_json:
        print_json({"alerts": [alert_json(a) for a in found], "undelivered": [_message_json(m) for m in stuck]})
        return
    for alert in found:
        condition = alert.condition
        told = f"over {ago(alert.resolved_at, now)}" if alert.resolved_at else f"since {ago(condition.since, now)}"
        seen = f", seen by {alert.acknowledged_by}" if alert.acknowledged_at else ""
        click.secho(
            f"{alert.id:5}  {condition.severity:8} {condition.kind} ({told}{seen})", fg=_COLOURS[condition.severity]
        )
        click.echo(f"{'':7}{condition.what}")
        if alert.is_open:
            click.echo(f"{'':7}→ {condition.mend}")
    if not found:
        click.echo("no alert is over yet" if resolved else "nothing is wrong")
    for message in stuck:
        click.secho(f"not delivered by {message.channel} ({message.tries} tries): {message.error}", fg="red", err=True)


@alerts.command("test")
@json_option
@click.pass_context
def alerts_test(ctx: click.Context, as_json: bool) -> None:
    """Sends a test message to every channel, and says which took it."""
    with opened(ctx.obj, store=False) as app:
        found = app.alerts.rehearse()
    if as_json:
        print_json({name: {"taken": fault is None, "reason": fault} for name, fault in found.items()})
    else:
        for name, fault in found.items():
            click.echo(f"{name}: {'sent' if fault is None else fault}")
    if not found:
        click.echo("no channel is configured → set urls under [alerts], see docs/alerts.md", err=True)
    if not found or any(fault is not None for fault in found.values()):
        raise click.exceptions.Exit(1)


@alerts.command("acknowledge")
@click.argument("numbers", metavar="ALERT...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every open alert.")
@click.pass_context
def alerts_acknowledge(ctx: click.Context, numbers: tuple[int, ...], everything: bool) -> None:
    """Says "seen": the alert is not repeated and does not escalate, unless it grows worse."""
    if bool(numbers) == everything:
        raise click.UsageError("name the alerts, or --all")
    with opened(ctx.obj) as app:
        done = app.alerts.acknowledge(None if everything else numbers, actor())
    click.echo(f"{done} alerts acknowledged")
    if not done and not everything:
        raise click.exceptions.Exit(1)


def alert_json(alert: Alert) -> dict[str, Any]:
    """One alert for scripts."""
    condition = alert.condition
    return {
        "id": alert.id,
        "kind": condition.kind,
        "about": condition.subject,
        "severity": condition.severity,
        "what": condition.what,
        "mend": condition.mend,
        "since": condition.since,
        "opened": alert.opened_at,
        "told": alert.told_at,
        "acknowledged": alert.acknowledged_at,
        "acknowledged_by": alert.acknowledged_by or None,
        "resolved": alert.resolved_at,
    }


def _message_json(message: MessageRow) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "title": message.message.title,
        "written": message.made_at,
        "tries": message.tries,
        "next_try": message.next_try_at,
        "reason": message.error,
    }


COMMANDS = {"alerts": alerts}
