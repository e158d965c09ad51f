"""A text as readers see it: parse modes, entities, lengths in UTF-16 code units.

Sources: https://core.telegram.org/bots/api#formatting-options and #messageentity, Bot API 9.x; https://core.telegram.org/
api/entities (offsets and lengths in UTF-16 code units), 2026-11-25. The texts of refusals are those of
https://github.com/tdlib/td (MessageEntity.cpp).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.markup import Marked, ParseError, parse_html, parse_markdown, parse_markdown_v2
from bot.sandbox.telegram.parameters import Given
from bot.sandbox.world import World

MESSAGE = 4096
CAPTION = 1024
_PLAIN = frozenset(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote "
    "expandable_blockquote code pre text_link text_mention custom_emoji date_time".split()
)
#: Needs → what an entity of that type must carry.
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>«»\"]+[^\s<>«»\".,;:!?)\]])|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)|(?P<mention>(?<!\w)@\w{4,32})"
)


@dataclass(frozen=True)
class Formatted:
    """A text after its entities were parsed."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)

    def first_link(self) -> str | None:
        """The first web address, written out or behind words."""
        links = [
            entity.get("url") or units(self.text, entity["offset"], entity["length"])
            for entity in sorted(self.entities, key=lambda entity: int(entity["offset"]))
            if entity["type"] in {"url", "text_link"}
        ]
        return links[0] if links else None


def length(text: str) -> int:
    """How many UTF-16 code units the text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def units(text: str, offset: int, count: int) -> str:
    """A piece of the text by UTF-16 code units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + count)].decode("utf-16-le", "replace")


class Texts:
    """The one who reads texts and captions."""

    def __init__(self, world: World) -> None:
        self._world = world

    def message(self, given: Given) -> Formatted:
        """The text of a message. Raises Refused for an empty, overlong or badly marked one."""
        found = self._formatted(given.method, given.text("text"), given.text("parse_mode"), given.value("entities"))
        if not found.text:
            self._say(f"{given.method} without text")
            raise Refused("text-empty")
        self._fits(given.method, found.text, MESSAGE, "text-too-long")
        return found

    def caption(self, given: Given) -> Formatted:
        """A photo's caption; may be empty. Raises Refused."""
        entities = given.value("caption_entities")
        return self.caption_of(given.method, given.text("caption"), given.text("parse_mode"), entities)

    def caption_of(self, method: str, text: str, mode: str, entities: Any) -> Formatted:
        """A caption by its parts. Raises Refused."""
        found = self._formatted(method, text, mode, entities)
        self._fits(method, found.text, CAPTION, "caption-too-long")
        return found

    def _formatted(self, method: str, text: str, mode: str, entities: Any) -> Formatted:
        if mode and entities:
            self._say(f"{method} with parse_mode and entities: the entities are not looked at")
        if mode:
            marked = self._parsed(method, text, mode)
            return _trimmed(marked.text, marked.entities)
        return _trimmed(text, self._listed(method, text, entities))

    def _parsed(self, method: str, text: str, mode: str) -> Marked:
        parse = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}.get(mode.lower())
        if parse is None:
            self._say(f"{method} with an unknown parse_mode")
            raise Refused("parse-mode")
        try:
            marked = parse(text)
        except ParseError as error:
            self._say(f"{method}: {error}")
            raise Refused("entities", f"can't parse entities: {error}") from None
        for remark in marked.remarks:
            self._say(f"{method}: {remark}")
        return marked

    def _listed(self, method: str, text: str, entities: Any) -> list[dict[str, Any]]:
        if entities is None:
            return []
        if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
            self._say(f"{method}: entities are no list of objects")
            raise Refused("entities", "can't parse entities: expected an Array of MessageEntity")
        whole = length(text)
        kept = []
        for entity in entities:
            kind, offset, count = entity.get("type"), entity.get("offset"), entity.get("length")
            if (
                not isinstance(kind, str)
                or kind not in _PLAIN
                or not isinstance(offset, int)
                or not isinstance(count, int)
            ):
                self._say(f"{method}: an entity of unknown type, or without offset and length")
                raise Refused("entities", "can't parse entities: Unsupported type specified")
            if _NEEDS.get(kind, "type") not in entity:
                self._say(f"{method}: an entity {kind} without its {_NEEDS[kind]}")
                raise Refused("entities", f'can\'t parse entities: Field "{_NEEDS[kind]}" must be specified')
            if offset < 0 or count <= 0 or offset + count > whole or "\ufffd" in units(text, offset, count):
                # The network leaves such an entity out without a word.
                self._say(f"{method}: an entity reaches out of the text, or parts a character")
                continue
            kept.append(entity)
        return kept

    def _fits(self, method: str, text: str, limit: int, line: str) -> None:
        points = self._world.switches.get("telegram", "counting", default="utf16") == "codepoints"
        count = len(text) if points else length(text)
        if count > limit:
            self._say(f"{method} with {count} characters after entities parsing, {limit} are taken")
            raise Refused(line)

    def _say(self, what: str) -> None:
        self._world.violation("telegram", what)


def _trimmed(text: str, entities: list[dict[str, Any]]) -> Formatted:
    """The text without control characters and outer spaces, its entities moved, what the network finds itself added."""
    clean = "".join(
        " " if unicodedata.category(sign) == "Cc" and sign != "\n" else sign for sign in text.replace("\r\n", "\n")
    )
    stripped = clean.strip()
    left = length(clean[: len(clean) - len(clean.lstrip())])
    whole = length(stripped)
    moved = []
    for entity in entities:
        start, end = max(entity["offset"] - left, 0), min(entity["offset"] + entity["length"] - left, whole)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in moved]
    for match in _FOUND.finditer(stripped):
        offset, count = length(stripped[: match.start()]), length(match.group())
        if not any(start < offset + count and offset < end for start, end in taken):
            moved.append({"offset": offset, "length": count, "type": match.lastgroup})
    return Formatted(stripped, sorted(moved, key=lambda entity: (entity["offset"], -entity["length"])))
