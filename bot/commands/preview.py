"""preview: what would be posted; nothing is."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.commands.folder import pages_in, read_pages
from bot.commands.shared import Progress, config_option, json_option, opened, plain, print_json
from bot.commands.shown import preview_json, show_preview
from bot.commands.shown_html import html_preview
from bot.errors import Problem, UserError


@click.command()
@click.argument("target", metavar="URL_OR_FILE")
@click.option("--url", help="The address of a saved page; of a folder: what its pages' addresses begin with.")
@click.option("--account", "accounts", multiple=True, help="Only this account (may be repeated).")
@click.option("--html", "as_html", is_flag=True, help="One page that shows the posts as the networks would.")
@click.option("--pictures/--no-pictures", default=None, help="With --html: fetch pictures.  [default: not for files]")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="A file for --html.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes for a folder.  [default: the processors]")
@json_option
@config_option
def preview(
    config: Path,
    target: str,
    url: str | None,
    accounts: tuple[str, ...],
    as_html: bool,
    pictures: bool | None,
    output: Path | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Shows what would be posted; posts nothing.

    \b
    pressbot preview https://mission.example.org/ru/news/1
    pressbot preview saved.html --url https://mission.example.org/ru/news/1 --account vk
    pressbot preview https://mission.example.org/ru/news/1 --html -o preview.html
    pressbot preview pages/ --json        a folder of saved pages: one line of JSON each
    """
    folder = Path(target).is_dir()
    _check_usage(folder=folder, as_html=as_html, as_json=as_json, output=output, pictures=pictures)
    if folder:
        _preview_folder(config, Path(target), url, accounts, jobs, as_json=as_json)
        return
    with opened(config, store=False) as app:
        found = app.preview(target, url, accounts)
        if as_json:
            print_json(preview_json(found))
        elif as_html:
            ask = target.startswith(("http://", "https://")) if pictures is None else pictures
            _write(html_preview(app, found, ask=ask), output)
        else:
            show_preview(found)


def _check_usage(*, folder: bool, as_html: bool, as_json: bool, output: Path | None, pictures: bool | None) -> None:
    if as_html and (folder or as_json):
        raise click.UsageError("--html shows one page: name a page, and leave --json out")
    if not as_html and (output is not None or pictures is not None):
        raise click.UsageError("-o and --pictures belong to --html")


def _write(page: str, output: Path | None) -> None:
    if output is None:
        click.echo(page)
        return
    try:
        output.write_text(f"{page}\n", encoding="utf-8")
    except OSError as error:
        raise UserError(Problem(str(output), f"cannot be written: {error.strerror}", "name another with -o")) from None
    click.echo(f"written to {output}", err=True)


def _preview_folder(
    config: Path, folder: Path, base: str | None, accounts: tuple[str, ...], jobs: int | None, *, as_json: bool
) -> None:
    """A line a page on standard output, the rest on standard error. Exits 1 when a page could not be read."""
    pages = pages_in(folder, base)
    with opened(config, store=False) as app:
        app.require_accounts(accounts)
    begun = time.monotonic()
    failed = 0
    for line in _counted(read_pages(config, pages, accounts, jobs), len(pages)):
        failed += "error" in line
        click.echo(json.dumps(plain(line), ensure_ascii=False) if as_json else _short(line))
        sys.stdout.flush()
    seconds = max(time.monotonic() - begun, 0.001)
    summary = f"{len(pages)} pages, {failed} failed, {seconds:.1f} s, {len(pages) / seconds:.1f} pages a second"
    click.echo(summary, err=True)
    if failed:
        sys.exit(1)


def _counted(lines: Iterator[dict[str, Any]], total: int) -> Iterator[dict[str, Any]]:
    """The lines, with progress on standard error: a moving line for people, ten lines in all for a log."""
    progress = Progress()
    progress(f"page 1 of {total}")
    for number, line in enumerate(lines, 1):
        progress.end()
        yield line
        if number * 10 // total > (number - 1) * 10 // total:
            progress.log(f"{number} of {total} pages")
        progress(f"page {number + 1} of {total}: {line['file']}")
    progress.end()


def _short(line: dict[str, Any]) -> str:
    if "error" in line:
        return f"{line['file']}: {line['error']}"
    article = line["article"]
    views = "-" if article["views"] is None else article["views"]
    told = f"{article['language'] or '-':3} {(article['published'] or '-')[:16]:16} {views:>7}"
    return f"{line['file']}: {told} {len(article['images'])} pictures, {len(line['posts'])} posts: {article['title']}"


COMMANDS = {"preview": preview}
