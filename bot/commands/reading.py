"""preview, inspect: what is read and what would be posted; nothing is."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from bot.app import Preview
from bot.commands.shared import EXPECTED, Progress, config_option, json_option, opened, plain, print_json
from bot.errors import Problem, UserError
from bot.model.article import Article, Found, Unaddressed, Visit
from bot.model.post import Post


@click.command()
@click.argument("target", metavar="URL_OR_FILE")
@click.option("--url", help="The address of a saved page.")
@click.option("--account", "accounts", multiple=True, help="Only this account (may be repeated).")
@json_option
@config_option
def preview(config: Path, target: str, url: str | None, accounts: tuple[str, ...], as_json: bool) -> None:
    """Shows what would be posted; posts nothing.

    \b
    pressbot preview https://mission.example.org/ru/news/1
    pressbot preview saved.html --url https://mission.example.org/ru/news/1 --account vk
    pressbot preview pages/ --json        a folder of saved pages: one line of JSON each
    """
    with opened(config, store=False) as app:
        if Path(target).is_dir():
            _preview_folder(app.preview, Path(target), accounts)
        elif as_json:
            print_json(preview_json(app.preview(target, url, accounts)))
        else:
            _show(app.preview(target, url, accounts))


def preview_json(found: Preview) -> dict[str, Any]:
    """The design's JSON: the article, and each post exactly as it would be sent."""
    article = found.article
    return {
        "article": {
            "url": article.url,
            "canonical_url": article.canonical_url,
            "title": article.title,
            "lead": article.lead,
            "text": article.text,
            "language": article.language,
            "published": article.published.isoformat() if article.published else None,
            "views": article.views,
            "images": [{"url": i.url, "caption": i.caption, "alt": i.alt} for i in article.images],
            "notes": list(article.notes),
        },
        "posts": [_post_json(post) for post in found.posts],
        "refused": dict(found.refused),
    }


def _post_json(post: Post) -> dict[str, Any]:
    return {
        "account": post.account,
        "network": post.network,
        "text": post.text,
        "link": post.link,
        "length": post.length,
        "limit": post.limit,
        "images": [image.url for image in post.images],
        "notes": list(post.notes),
    }


def _preview_folder(make: Any, folder: Path, accounts: tuple[str, ...]) -> None:
    pages = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".html", ".htm"})
    if not pages:
        raise UserError(Problem(str(folder), "holds no saved pages", "they end in .html or .htm"))
    progress = Progress()
    for number, page in enumerate(pages, 1):
        progress(f"page {number} of {len(pages)}: {page.name}")
        try:
            line = {"file": str(page), **preview_json(make(str(page), None, accounts))}
        except EXPECTED as error:
            line = {"file": str(page), "error": str(error)}
        click.echo(json.dumps(plain(line), ensure_ascii=False))
    progress.end()


def _show(found: Preview) -> None:
    article = found.article
    click.secho(article.title, bold=True)
    click.echo(f"{article.canonical_url}\n{article.language or 'language unknown'}, ", nl=False)
    click.echo(f"{article.published.isoformat() if article.published else 'no date'}, ", nl=False)
    click.echo("no view counter" if article.views is None else f"{article.views} views")
    for post in found.posts:
        click.secho(f"\n── {post.account} ({post.network}) {post.length} of {post.limit} ", fg="cyan")
        click.echo(post.text)
        for line in (*_link_line(post), *(f"picture: {i.url}" for i in post.images), *post.notes):
            click.secho(f"   {line}", dim=True)
    for account, why in found.refused.items():
        click.secho(f"\n── {account}: no post: {why}", fg="red")


def _link_line(post: Post) -> tuple[str, ...]:
    return (f"link: {post.link}",) if post.link and post.link not in post.text else ()


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


COMMANDS = {"preview": preview, "inspect": inspect}
