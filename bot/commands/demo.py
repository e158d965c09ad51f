"""demo, sandbox: the whole thing without any account."""

from __future__ import annotations

import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

import click

from bot import logs
from bot.app import App, load_settings
from bot.commands.run import one_turn, show_turn, work_until_stopped
from bot.commands.shared import Progress, config_option
from bot.daemon import measure_all
from bot.errors import Problem, UserError
from bot.sandbox.server import Sandbox, serve
from bot.settings import Settings


@click.command()
@click.option("--address", default="127.0.0.1:8090", show_default=True, help="Where it answers (port 0: a free one).")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="Keeps the walls in this file.")
@click.option("--publish-after", default=20, show_default=True, help="Seconds until the site's next article.")
def sandbox(address: str, state: Path | None, publish_after: int) -> None:
    """Stand-ins of the networks and a sample news site, with faults on demand.

    \b
    pressbot sandbox
    curl -X POST -d '{"network": "vk", "kind": "cut_after_accept", "operation": "publish"}' \\
         http://127.0.0.1:8090/_control/faults
    """
    running = _serve(address, state, timedelta(seconds=publish_after))
    click.echo(f"sandbox: {running.url}/  faults: {running.url}/_control/faults")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    running.close()


@click.command()
@click.option("--once", is_flag=True, help="One full turn and the report, then exit.")
@click.option("--address", help="The sandbox's address, where the configured one is taken (port 0: a free one).")
@click.option("--console", help="The console's address, where the configured one is taken.")
@click.option("--fresh", is_flag=True, help="Forgets the earlier demo first.")
@config_option
def demo(config: Path, once: bool, address: str | None, console: str | None, fresh: bool) -> None:
    """Sandbox, daemon and console on sample articles: nothing leaves this machine.

    \b
    pressbot demo             opens the walls of five networks and keeps working until Ctrl-C
    pressbot demo --once      one turn, the report as a table, exit
    """
    settings = load_settings(config)
    _require_sandbox(settings)
    store = _store_file(settings)
    walls = store.parent / "sandbox.db"
    if fresh or not (store.exists() and walls.exists()):
        # The store and the walls tell one story: one without the other would post everything twice, or never.
        for path in (store, walls):
            for part in path.parent.glob(path.name + "*"):
                part.unlink()
    running = _serve(address or settings.sandbox_address, walls, settings.sandbox_publish_after)
    try:
        replace = {f"http://{settings.sandbox_address}": running.url}
        if console:
            replace[f"{settings.console_host}:{settings.console_port}"] = console
        _run(load_settings(config, replace=replace), running, once=once)
    finally:
        running.close()


def _run(settings: Settings, running: Sandbox, *, once: bool) -> None:
    logs.configure(level="error" if once else "warning", as_json=not sys.stderr.isatty())
    app = App(settings)
    try:
        app.open()
        if once:
            _once(app)
            return
        click.echo(f"the sample site:  {running.url}/site/")
        for name, label in running.labels.items():
            if name in {account.network for account in settings.accounts.values()}:
                click.echo(f"{label + ':':17} {running.url}/walls/{name}")
        click.echo(f"the console:      http://{settings.console_host}:{settings.console_port}/")
        after_s = settings.sandbox_publish_after.seconds
        click.echo(f"Articles appear on the walls within seconds; one more is published after {after_s} s.")
        click.echo("Figures: pressbot report (in another window). Ctrl-C ends it.")
        work_until_stopped(app, web=True)
    finally:
        app.close()


def _once(app: App) -> None:
    show_turn(one_turn(app))
    progress = Progress()
    turn = measure_all(app, progress, everything=True)
    progress.end()
    for fault in turn.faults:
        click.echo(f"pressbot: {fault}", err=True)
    click.echo(app.report(None, None, ["article", "network"], "table"))


def _serve(address: str, state: Path | None, publish_after: timedelta) -> Sandbox:
    try:
        return serve(address, state, publish_after=publish_after)
    except (OSError, ValueError) as error:
        raise UserError(Problem("sandbox", str(error.args[-1]))) from None


def _require_sandbox(settings: Settings) -> None:
    if not settings.all_local:
        raise UserError(
            Problem(
                str(settings.path),
                "its accounts are not the sandbox's",
                "the demo never posts to real accounts; name the example with --config",
            )
        )


def _store_file(settings: Settings) -> Path:
    prefix = "sqlite:///"
    if not settings.store_url.startswith(prefix):
        raise UserError(Problem("pressbot.store", "the demo keeps its own store in a file", "use sqlite:///…"))
    return Path(settings.store_url.removeprefix(prefix))


COMMANDS = {"demo": demo, "sandbox": sandbox}
