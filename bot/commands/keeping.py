"""journal, backup, restore, readback, export: what is kept, and what comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.app import App
from bot.commands.shared import Progress, actor, config_option, json_option, opened, print_json, since

_file = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def _told() -> Iterator[Progress]:
    progress = Progress()
    try:
        yield progress
    finally:
        progress.end()


def _write(lines: Iterable[str], output: Path | None) -> int:
    number = 0
    target = output.open("w", encoding="utf-8", newline="\n") if output else sys.stdout
    try:
        for line in lines:
            target.write(line + "\n")
            number += 1
    finally:
        if output:
            target.close()
    return number


@click.group()
def journal() -> None:
    """The journal: who did what, when and why, as a chain in which nothing can be changed unnoticed."""


@journal.command("verify")
@click.argument("file", required=False, type=_file)
@click.option("--head", help="A head noted earlier (PLACE:HASH): is everything up to it as it was then?")
@json_option
@config_option
def journal_verify(config: Path, file: Path | None, head: str | None, as_json: bool) -> None:
    """Looks whether the journal is whole and unchanged, in the store or in an exported FILE; exit 1 when it is not.

    \b
    pressbot journal verify
    pressbot journal verify --head 1042:9f2c…
    pressbot journal verify journal.jsonl
    """
    with opened(config, store=file is None) as app:
        _verify(app, file, head, as_json)


def _verify(app: App, file: Path | None, head: str | None, as_json: bool) -> None:
    waiting = older = 0
    if file is not None:
        proof = app.archive.prove_file(file, head)
    else:
        found = app.archive.prove_journal(head)
        proof, waiting, older = found.proof, found.waiting, found.older
    broken = proof.broken
    if as_json:
        print_json(
            {"whole": broken is None, "entries": proof.entries, "head": str(proof.head), "waiting": waiting,
             "before_the_chain": older, "broken": broken}
        )  # fmt: skip
    elif broken is None:
        click.echo(f"{proof.entries} entries, every one as it was written and where it was written")
        click.echo(f"head {proof.head}")
    else:
        click.echo(f"{broken.fault.upper()}: {broken.told}")
        click.echo(f"the {proof.entries} entries before it are as they were written")
    if older and not as_json:
        click.echo(f"{older} entries are older than the chain: they are chained as they stood when it began")
    if waiting and not as_json:
        click.echo(f"{waiting} entries are not chained yet")
    if broken is not None:
        raise click.exceptions.Exit(1)


@journal.command("export")
@click.option("-o", "--output", type=_file, help="Into this file instead of standard output.")
@click.option("--verify", "verify", type=_file, help="Instead: look whether an exported file is whole and unchanged.")
@json_option
@config_option
def journal_export(config: Path, output: Path | None, verify: Path | None, as_json: bool) -> None:
    """The whole journal as JSON lines that can be checked without pressbot (docs/backup.md tells how).

    \b
    pressbot journal export -o journal.jsonl
    pressbot journal export --verify journal.jsonl
    """
    with opened(config, store=verify is None) as app:
        if verify is not None:
            _verify(app, verify, None, as_json)
            return
        number = _write(app.archive.journal_lines(), output)
    if output:
        click.echo(f"{number} entries in {output}")


@click.command()
@click.option("-o", "--output", type=_file, help="Into this file instead of standard output.")
@config_option
def export(config: Path, output: Path | None) -> None:
    """Everything the store knows but secrets, as JSON lines: articles, posts, attempts, receipts, figures, journal.

    \b
    pressbot export -o everything.jsonl
    """
    with opened(config) as app:
        number = _write(app.archive.all_lines(), output)
    if output:
        click.echo(f"{number} rows in {output}")


@click.command()
@click.argument("file", type=_file)
@json_option
@config_option
def backup(config: Path, file: Path, as_json: bool) -> None:
    """A copy of the store in FILE, taken while everything goes on, and checked.

    \b
    pressbot backup /var/backups/pressbot-$(date +%F).db
    """
    with opened(config) as app, _told() as progress:
        made = app.archive.back_up(file, progress)
    if as_json:
        print_json({"file": str(made.path), "bytes": made.bytes, "schema": made.schema, "posts": made.posts})
        return
    click.echo(f"{made.path}: {made.bytes / 1e6:.1f} MB, {made.posts} posts, checked; only its owner may read it")
    click.echo("the key that unseals the accounts' secrets is not in it: keep it elsewhere, see docs/backup.md")


@click.command()
@click.argument("file", type=_file)
@json_option
@config_option
def restore(config: Path, file: Path, as_json: bool) -> None:
    """Puts a backup in the place of the store; nothing that went out since is sent again.

    Stop the daemon first. The store as it is stays beside it. Before anything is sent to an account, its wall is read
    back, and what stands there is taken for published.

    \b
    pressbot restore /var/backups/pressbot-2026-11-24.db
    """
    with opened(config, store=False) as app, _told() as progress:
        done = app.archive.restore(file, actor(), progress)
    if as_json:
        print_json({"restored": str(file), "kept": done.kept, "schema": done.schema})
        return
    click.echo(f"{file} is the store now" + (f"; what it was before stays as {done.kept}" if done.kept else ""))
    click.echo("every account is read back before anything is sent to it (pressbot readback shows how far that is)")
    click.echo("freezes and pauses of the store before hold on; holds and cancellations made since the backup do not")


@click.command()
@click.argument("accounts", nargs=-1)
@click.option("--since", "begin", default="7d", show_default=True, help='How far back: "7d", or 2026-11-24.')
@json_option
@config_option
def readback(config: Path, accounts: tuple[str, ...], begin: str, as_json: bool) -> None:
    """How far accounts are read back after a restore; with ACCOUNTS: reads these back before their next post.

    \b
    pressbot readback
    pressbot readback vk --since 3d
    """
    with opened(config) as app:
        if accounts:
            app.require_accounts(accounts)
            at = since(begin, app.settings.timezone, app.clock())
            app.archive.ask_read_back(accounts, at or app.clock(), actor())
        rows = app.archive.read_backs()
    if as_json:
        print_json(rows)
        return
    for row in rows:
        standing = f"read back {row.done_at:%Y-%m-%d %H:%M} UTC" if row.done_at else "waits to be read back"
        click.echo(f"{row.account:14} {standing}" + (f": {row.told}" if row.told else ""))
    if not rows:
        click.echo("no account was ever read back: the store is the one that was always used")


COMMANDS: dict[str, Callable[..., Any]] = {
    "journal": journal,
    "export": export,
    "backup": backup,
    "restore": restore,
    "readback": readback,
}
