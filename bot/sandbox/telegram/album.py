"""Which post of the wall a message is part of."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.world import WallPost, World


def find(world: World, identity: int) -> tuple[WallPost, int] | None:
    """The post and the message's place in it; None when there is none, or the message was deleted."""
    post = world.post("telegram", str(identity))
    if post is None:
        post = next((post for post in world.wall("telegram") if identity in post.extra.get("album", ())), None)
    if post is None or identity in post.extra.get("gone", ()):
        return None
    numbers = post.extra.get("album") or [int(post.id)]
    return post, numbers.index(identity)


def take_down(world: World, post: WallPost, identity: int) -> None:
    """Deletes one message: the post with it, or one picture of an album."""
    numbers = post.extra.get("album") or [int(post.id)]
    gone = [*post.extra.get("gone", ()), identity]
    if set(numbers) <= set(gone):
        world.delete("telegram", post.id)
        return
    left = [place for place, number in enumerate(numbers) if number not in gone]
    pictures = tuple(post.extra["photos"][place]["picture"] for place in left)
    text = one_caption([post.extra["captions"][place]["text"] for place in left])
    world.save(replace(post, text=text, pictures=pictures, extra={**post.extra, "gone": gone}))


def one_caption(texts: list[str]) -> str:
    """What stands under an album: its only caption. Of several each is seen at its own picture alone."""
    there = [text for text in texts if text]
    return there[0] if len(there) == 1 else ""
