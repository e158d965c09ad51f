"""inspect: what a page, a source or a text is, and what is found in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bot.commands.shared import config_option, json_option, opened, plain, print_json
from bot.model.article import Article, Found, Unaddressed, Visit


@click.command()
@click.argument("target", metavar="URL_OR_FILE", required=False)
@click.option("--url", help="The address of a saved file.")
@click.option("--text", "text", metavar="-", help="A text instead (- reads standard input).")
@json_option
@config_option
def inspect(config: Path, target: str | None, url: str | None, text: str | None, as_json: bool) -> None:
    """Shows what a source or page is and what is found in it; posts nothing.

    \b
    pressbot inspect https://mission.example.org/ru/rss.xml --json
    pressbot inspect feed.xml --url https://mission.example.org/feed
    echo "Добрый день. Как дела?" | pressbot inspect --text - --json
    """
    if (text is None) == (target is None):
        raise click.UsageError("name an address or a file, or give a text with --text -")
    with opened(config, store=False) as app:
        if text is not None:
            words = sys.stdin.buffer.read().decode("utf-8", "replace") if text == "-" else text
            print_json(app.inspect_text(words))
            return
        assert target is not None
        found = app.read(target, url)
    shown = _article_json(found) if isinstance(found, Article) else _visit_json(found)
    if as_json:
        print_json(shown)
    else:
        _show_inspected(shown)


def _article_json(article: Article) -> dict[str, Any]:
    return {"kind": "page", "article": plain(article)}


def _visit_json(visit: Visit) -> dict[str, Any]:
    return {
        "kind": "sitemap" if visit.sitemaps and not visit.found else str(visit.kind),
        "items": _items_json(visit),
        "sitemaps": list(visit.sitemaps),
        "notes": list(visit.notes),
    }


def _items_json(visit: Visit) -> list[dict[str, Any]]:
    """Every entry in the source's order, those without an address among them."""
    entries: list[Found | Unaddressed] = [*visit.found]
    for entry in visit.unaddressed:
        entries.insert(entry.position, entry)
    return [
        {
            "id": entry.id,
            "url": entry.url if isinstance(entry, Found) else None,
            "title": entry.title,
            "published": entry.published.isoformat() if entry.published else None,
        }
        for entry in entries
    ]


def _show_inspected(shown: dict[str, Any]) -> None:
    if shown["kind"] == "page":
        article = shown["article"]
        click.echo(f"one article: {article['title']}\n\n{article['text']}")
        return
    click.echo(f"{shown['kind']} with {len(shown['items'])} entries")
    for entry in shown["items"]:
        click.echo(f"  {entry['published'] or '-':25}  {entry['title'] or ''}\n{'':29}{entry['url']}")
    for line in (*shown["sitemaps"], *shown["notes"]):
        click.echo(f"  {line}")


COMMANDS = {"inspect": inspect}
