"""connect, key: bringing an account's secrets home, and what they are sealed with."""

from __future__ import annotations

import http.server
import os
import threading
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from bot.commands.shared import actor, config_option, opened
from bot.errors import Problem, UserError
from bot.model.grant import Question

_DEFAULT_REDIRECT = "http://127.0.0.1:8765/callback"
_PATIENCE_S = 600


@click.command()
@click.argument("account")
@click.option("--redirect", default=_DEFAULT_REDIRECT, show_default=True, help="As registered with the network.")
@click.option("--paste", is_flag=True, help="Paste the address you are sent back to, instead of waiting for it here.")
@click.option("--set", "given", multiple=True, metavar="NAME=env:VARIABLE", help="An answer, for scripts.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@config_option
def connect(config: Path, account: str, redirect: str, paste: bool, given: tuple[str, ...], no_browser: bool) -> None:
    """Guides through the network's own way to an account's secrets, and keeps them sealed.

    \b
    pressbot connect fb                                      asks, opens the consent page, waits for the way back
    pressbot connect li --paste --redirect https://mission.example.org/callback
    pressbot connect x --set client_id=env:X_CLIENT          an answer from the environment, for scripts
    pressbot connect vk --set community_key=env:VK_KEY --set service_key=env:VK_SERVICE
    """
    with opened(config) as app:
        connector = app.connector(account)
        for line in connector.steps:
            click.echo(f"  {line}")
        answers = _answers(connector.questions, given)
        consent = app.begin_consent(account, answers, redirect)
        came = ""
        if consent.address is not None:
            came = _came_back(consent.address, redirect, paste=paste, no_browser=no_browser)
        health = app.finish_consent(account, answers, consent, came, actor())
    click.echo(f"{account}: connected as {health.identity or 'unknown'}")
    for note in (*health.notes, *health.remarks):
        click.echo(f"  {note}")


def _answers(questions: Any, given: tuple[str, ...]) -> dict[str, str]:
    known = {question.name for question in questions}
    answers = {}
    for entry in given:
        name, _, written = entry.partition("=")
        if name not in known:
            raise UserError(
                Problem(f"--set {name}", "is not asked for", f"this network asks for: {', '.join(sorted(known))}")
            )
        answers[name] = _from_environment(name, written)
    for question in questions:
        # A script gives what it has: only what it cannot do without is asked for then.
        if question.name not in answers and not (given and question.optional):
            answers[question.name] = _asked(question)
    return answers


def _from_environment(name: str, written: str) -> str:
    kind, _, variable = written.partition(":")
    if kind != "env":
        raise UserError(Problem(f"--set {name}", "a secret never stands on a command line", "write NAME=env:VARIABLE"))
    value = os.environ.get(variable, "").strip()
    if not value:
        raise UserError(Problem(f"--set {name}", f"the environment has no {variable}", f"export {variable}=…"))
    return value


def _asked(question: Question) -> str:
    answer: str = click.prompt(
        question.text,
        hide_input=question.secret,
        err=True,
        default="" if question.optional else None,
        show_default=False,
    )
    return answer.strip()


def _came_back(address: str, redirect: str, *, paste: bool, no_browser: bool) -> str:
    click.echo(f"\nOpen this address and accept:\n\n  {address}\n", err=True)
    if not no_browser:
        webbrowser.open(address)
    if paste or urlsplit(redirect).hostname not in {"127.0.0.1", "localhost", "::1"}:
        return str(click.prompt("The whole address you were sent back to", err=True))
    click.echo(f"waiting at {redirect} (or run again with --paste) …", err=True)
    return _waited(redirect)


def _waited(redirect: str) -> str:
    """Path and query of the one call that comes back to the loopback address. Raises UserError after ten minutes."""
    came: list[str] = []
    arrived = threading.Event()
    parts = urlsplit(redirect)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = urlsplit(self.path).path == parts.path
            self.send_response(200 if wanted else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"Done: go back to the terminal." if wanted else b"Not here.")
            if wanted:
                came.append(self.path)
                arrived.set()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Quiet: the address holds the code."""

    try:
        server = http.server.HTTPServer((parts.hostname or "127.0.0.1", parts.port or 80), Handler)
    except OSError as error:
        problem = Problem(
            redirect, f"cannot be waited at: {error.strerror}", "use --paste, or another port in --redirect"
        )
        raise UserError(problem) from None
    with server:
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        arrived.wait(_PATIENCE_S)
        server.shutdown()
    if not came:
        raise UserError(Problem("connect", "nobody came back within ten minutes", "run it again"))
    return came[0]


@click.command()
@click.argument("account")
@config_option
def disconnect(config: Path, account: str) -> None:
    """Deletes an account's stored secrets; those in the configuration stay.

    \b
    pressbot disconnect fb
    """
    with opened(config) as app:
        done = app.disconnect(account, actor())
    click.echo(f"{account}: its stored secrets are deleted" if done else f"{account} had no stored secrets")


@click.group()
def key() -> None:
    """What stored secrets are sealed with."""


@key.command("new")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def key_new(file: Path) -> None:
    """Makes a key and puts it first in FILE, before any older ones; then name it under [pressbot].

    \b
    pressbot key new config/secrets/pressbot.key       then: key = "file:secrets/pressbot.key"
    """
    from bot.app import new_key  # noqa: PLC0415 - the only command that needs it

    older = file.read_text(encoding="ascii") if file.exists() else ""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(file.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(f"{new_key()}\n{older}")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    click.echo(f"{file}: a new key" + (" before the older ones → pressbot key rotate" if older else ""))


@key.command("rotate")
@config_option
def key_rotate(config: Path) -> None:
    """Seals every stored secret with the first key of the file; the older lines may then be deleted."""
    with opened(config) as app:
        count = app.reseal(actor())
    click.echo(f"{count} accounts sealed with the newest key")


COMMANDS = {"connect": connect, "disconnect": disconnect, "key": key}
