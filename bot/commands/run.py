"""run: the daemon, or one full turn of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot import logs
from bot.app import App, load_settings
from bot.commands.shared import Progress, config_option, json_option, opened, print_json
from bot.daemon import Daemon, Turn, run_once


@click.command()
@click.option("--once", is_flag=True, help="One full turn (poll, send what is due, reconcile, measure), then exit.")
@click.option("--no-web", is_flag=True, help="Without the console.")
@click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), default="info")
@json_option
@config_option
def run(config: Path, once: bool, no_web: bool, log_level: str, as_json: bool) -> None:
    """The daemon: watches the sites and posts each new article once to every account.

    \b
    pressbot run                 until stopped (Ctrl-C or SIGTERM), with the console
    pressbot run --once          one full turn, for cron
    pressbot run --no-web --config /etc/pressbot/pressbot.toml
    """
    if once:
        with opened(config) as app:
            turn = one_turn(app)
        if as_json:
            print_json(turn)
        else:
            show_turn(turn)
        return
    logs.configure(level=log_level, as_json=not sys.stderr.isatty())
    app = App(load_settings(config))
    try:
        app.open()
        work_until_stopped(app, web=not no_web)
    finally:
        app.close()


def one_turn(app: App) -> Turn:
    """One full turn with its progress on standard error."""
    progress = Progress()
    try:
        return run_once(app, progress)
    finally:
        progress.end()


def show_turn(turn: Turn) -> None:
    """What the turn did, on standard output; its faults on standard error."""
    click.echo(
        f"{turn.sources} sources visited, {turn.pages} pages read, {turn.planned} articles planned, "
        f"{turn.tried} deliveries worked, {turn.measured} posts measured"
    )
    for fault in turn.faults:
        click.echo(f"pressbot: {fault}", err=True)


def work_until_stopped(app: App, *, web: bool) -> None:
    """The daemon, and the console beside it, until a signal ends them."""
    daemon = Daemon(app)
    console = None
    if web:
        from bot.web.server import Console  # noqa: PLC0415 - without the console it is not paid for

        console = Console(app, daemon.beat)
        console.start()
        click.echo(f"console: {console.url}", err=True)
    try:
        daemon.run_until_signalled()
    finally:
        if console is not None:
            console.stop()


COMMANDS = {"run": run}
