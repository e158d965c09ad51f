"""revisions: how an article changed after it was first read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bot.commands.shared import config_option, json_option, opened, print_json
from bot.model.records import RevisionRow
from bot.model.revision import said


@click.command()
@click.argument("article")
@json_option
@config_option
def revisions(config: Path, article: str, as_json: bool) -> None:
    """How an article changed on its site, revision by revision, in words.

    \b
    pressbot revisions 12
    pressbot revisions https://mission.example.org/ru/news/1 --json
    """
    with opened(config) as app:
        row, found = app.revisions(article)
    if as_json:
        print_json([_revision_json(revision) for revision in found])
        return
    click.secho(row.title, bold=True)
    click.echo(row.canonical_url)
    if row.withdrawal:
        click.secho(str(row.withdrawal), fg="red")
    for revision in found:
        told = "first reading" if revision.number == 1 else str(revision.weight or "changed")
        click.secho(f"\nrevision {revision.number}  {revision.seen_at:%Y-%m-%d %H:%M} UTC  {told}", fg="cyan")
        for change in revision.changes:
            click.echo(f"  {said(change)}")


def _revision_json(revision: RevisionRow) -> dict[str, Any]:
    return {
        "number": revision.number,
        "seen": revision.seen_at,
        "title": revision.article.title,
        "weight": revision.weight,
        "changes": [
            {
                "kind": change.kind,
                "weight": change.weight,
                "old": change.old,
                "new": change.new,
                "context": change.context,
                "words": said(change),
            }
            for change in revision.changes
        ],
    }


COMMANDS = {"revisions": revisions}
