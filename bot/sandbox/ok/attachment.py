"""The attachment of a topic: ordered blocks of text, link, photo.

Source: fact sheet, sections 3.1, 4 and 10, 2026-11-23. OK publishes no figures for its limits: the switches
"text_limit", "block_limit" and "photo_limit" set them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.ok.errors import Refused
from bot.sandbox.world import World

_TEXT_LIMIT = 5000
_BLOCK_LIMIT = 20
_PHOTO_LIMIT = 10
_KEYS = {"media", "onBehalfOfGroup", "publishAtMs", "publishAt", "disableComments"}
#: Type of a block → the keys it has, exactly.
_BLOCKS = {"text": {"type", "text"}, "link": {"type", "url"}, "photo": {"type", "list"}}


@dataclass(frozen=True)
class Topic:
    """What an attachment stands for."""

    text: str
    links: tuple[str, ...]
    #: Kept pictures.
    pictures: tuple[str, ...]
    as_group: bool


def read(world: World, text: str, preview: bool) -> Topic:
    """What the attachment says. `preview`: text_link_preview was asked for. Raises Refused (100, 600, 601, 607)."""

    def say(what: str) -> None:
        world.violation("ok", what)

    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not isinstance(given.get("media"), list) or not given["media"]:
        say("the attachment is no JSON object with a list of media")
        raise Refused(100, "attachment", "attachment")
    _check_keys(given, say)
    blocks: list[dict[str, Any]] = given["media"]
    if len(blocks) > world.switches.get("ok", "block_limit", default=_BLOCK_LIMIT):
        raise Refused(600)
    for block in blocks:
        _check_block(block, say)
    texts = [block["text"] for block in blocks if block["type"] == "text"]
    if sum(map(len, texts)) > world.switches.get("ok", "text_limit", default=_TEXT_LIMIT):
        raise Refused(601)
    if preview and (len(blocks) > 1 or len(re.findall(r"https?://", "".join(texts))) != 1):
        say("text_link_preview does nothing beside a second block, or without exactly one link")
    links = tuple(block["url"] for block in blocks if block["type"] == "link")
    if any(not re.fullmatch(r"https?://[^\s/]+\S*", link) for link in links):
        raise Refused(607)
    photos = [photo for block in blocks if block["type"] == "photo" for photo in block["list"]]
    if len(photos) > world.switches.get("ok", "photo_limit", default=_PHOTO_LIMIT):
        raise Refused(600)
    pictures = tuple(_picture(world, photo, say) for photo in photos)
    return Topic("\n".join(texts), links, pictures, given.get("onBehalfOfGroup") == "true")


def _check_keys(given: dict[str, Any], say: Callable[[str], None]) -> None:
    if given.get("onBehalfOfGroup") != "true":
        say('onBehalfOfGroup is not the string "true": the admin would be the author')
    if given.get("disableComments", "false") not in {"true", "false"}:
        say('disableComments is not the string "true" or "false"')
        raise Refused(100, "disableComments", "attachment")
    if {"publishAt", "publishAtMs"} & set(given):
        say("a delayed topic gets a new id when it goes live")
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        say(f"the attachment holds unknown keys: {', '.join(unknown)}")
        raise Refused(100, "attachment", "attachment")


def _check_block(block: Any, say: Callable[[str], None]) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _BLOCKS or set(block) != _BLOCKS[kind]:
        say(f"a block has the wrong form: {kind}")
        raise Refused(100, "media", "attachment")
    if kind == "photo":
        photos = block["list"]
        if not isinstance(photos, list) or not photos or any(set(photo) != {"id"} for photo in photos):
            say('a photo block is no list of {"id": upload token}')
            raise Refused(100, "photo", "attachment")
    elif (
        not isinstance(block["text" if kind == "text" else "url"], str)
        or not block["text" if kind == "text" else "url"]
    ):
        say(f"an empty {kind} block")
        raise Refused(100, kind, "attachment")


def _picture(world: World, photo: dict[str, str], say: Callable[[str], None]) -> str:
    facts = world.state.get("ok", "photo_token", photo["id"])
    if facts is None:
        isid = world.state.get("ok", "photo_id", photo["id"]) is not None
        say(
            "a photo block holds the photo's id, not its upload token"
            if isid
            else "a photo block holds no upload token"
        )
        raise Refused(121, "photo", "attachment")
    if datetime.fromisoformat(facts["expires_at"]) < world.now():
        raise Refused(121, "photo", "attachment")
    return str(facts["picture"])
