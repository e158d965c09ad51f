"""A preview as JSON and as lines of text."""

from __future__ import annotations

from typing import Any

import click

from bot.app import Preview
from bot.model.money import Price
from bot.model.post import Post, PostImage


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
        "posts": [_post_json(post, found.prices.get(post.account)) for post in found.posts],
        "refused": dict(found.refused),
    }


def _notes(post: Post, price: Price | None) -> list[str]:
    """The post's notes, and what it costs where it costs something."""
    return [*post.notes, *([f"costs {price}"] if price is not None else [])]


def _post_json(post: Post, price: Price | None) -> dict[str, Any]:
    return {
        "account": post.account,
        "network": post.network,
        "text": post.text,
        "link": post.link,
        "length": post.length,
        "limit": post.limit,
        "images": [image.url for image in post.images],
        "notes": _notes(post, price),
        # The design's JSON has no thread: its key is there where a post goes on in replies.
        **({"thread": list(post.thread)} if post.thread else {}),
    }


def show_preview(found: Preview) -> None:
    """Prints the article's head and each post as lines of text."""
    article = found.article
    click.secho(article.title, bold=True)
    click.echo(f"{article.canonical_url}\n{article.language or 'language unknown'}, ", nl=False)
    click.echo(f"{article.published.isoformat() if article.published else 'no date'}, ", nl=False)
    click.echo("no view counter" if article.views is None else f"{article.views} views")
    for post in found.posts:
        click.secho(f"\n── {post.account} ({post.network}) {post.length} of {post.limit} ", fg="cyan")
        click.echo(post.text)
        for number, part in enumerate(post.thread, 1):
            click.secho(f"   reply {number}: {part}", dim=True)
        notes = _notes(post, found.prices.get(post.account))
        for line in (*_link_line(post), *(f"picture: {_named(i)}" for i in post.images), *notes):
            click.secho(f"   {line}", dim=True)
    for account, why in found.refused.items():
        click.secho(f"\n── {account}: no post: {why}", fg="red")


def _link_line(post: Post) -> tuple[str, ...]:
    return (f"link: {post.link}",) if post.link and post.link not in post.text else ()


def _named(image: PostImage) -> str:
    """Where the picture comes from; a drawn title card has no place."""
    return f"a title card: {image.alt or ''}".rstrip(": ") if image.url.startswith("card:") else image.url
