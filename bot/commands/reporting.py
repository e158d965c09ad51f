"""measure, report: the figures."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from bot.commands.shared import Progress, config_option, json_option, opened, print_json
from bot.daemon import measure_all

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every post the networks still show, not only what is due.")
@json_option
@config_option
def measure(config: Path, everything: bool, as_json: bool) -> None:
    """Reads engagement now, in as few calls as each network allows."""
    progress = Progress()
    with opened(config) as app:
        turn = measure_all(app, progress, everything=everything)
    progress.end()
    if as_json:
        print_json({"measured": turn.measured, "faults": turn.faults})
    else:
        click.echo(f"{turn.measured} posts measured")
        for fault in turn.faults:
            click.echo(f"pressbot: {fault}", err=True)
    if turn.faults:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--from", "since", type=_DAY, help="First day.  [default: 30 days ago]")
@click.option("--to", "until", type=_DAY, help="Last day.  [default: today]")
@click.option("--by", default="article,network", show_default=True, help="article, account, network, language, "
              "source, day, weekday, hour; several with commas.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file.")
@config_option
def report(
    config: Path, since: datetime | None, until: datetime | None, by: str, form: str, output: Path | None
) -> None:
    """Site views and network engagement side by side.

    \b
    pressbot report
    pressbot report --by network --from 2026-11-01 --format csv -o november.csv
    """
    groups = [name.strip() for name in by.split(",") if name.strip()]
    with opened(config) as app:
        text = app.report(_day(since), _day(until), groups, form)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"written to {output}", err=True)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


COMMANDS = {"measure": measure, "report": report}
