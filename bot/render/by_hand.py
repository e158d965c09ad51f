"""A post with a person's own words in place of the rendered ones."""

from __future__ import annotations

from dataclasses import replace

from bot.model.limits import Limits
from bot.model.post import Origin, Post
from bot.render.errors import RenderingError
from bot.render.measure import length

NOTE = "text by hand"


def with_text(post: Post, text: str, limits: Limits) -> Post:
    """The post with that text; link, card and pictures stay. Raises RenderingError when it is empty or too long."""
    text = text.strip()
    if not text:
        raise RenderingError("the text is empty")
    long = length(text, limits)
    if long > limits.text:
        raise RenderingError(f"the text has {long} characters, {post.network} takes {limits.text}")
    notes = tuple(note for note in post.notes if note != NOTE)
    return replace(
        post, text=text, length=long, limit=limits.text, spans=(), thread=(), notes=(*notes, NOTE), origin=Origin.HAND
    )
