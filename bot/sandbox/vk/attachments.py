"""What may hang on a post of VK's wall.

Source: fact sheet, sections 3, 4 and 10, 2026-11-23.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox.vk.errors import VARIANTS, Refused, missing
from bot.sandbox.world import World, urls_in

_MAX_MEDIA = 10
_PHOTO = re.compile(r"photo(-?\d+)_(\d+)(?:_(\w+))?")


@dataclass(frozen=True)
class Attached:
    """What hangs on a post."""

    link: str | None
    #: "owner_id" of each picture that really hangs there.
    photos: tuple[str, ...]


class Attachments:
    """The judge of attachments."""

    def __init__(self, world: World) -> None:
        self._world = world

    def read(self, text: str) -> Attached:
        """What a comma list stands for. Raises Refused (100) for a list VK would not take.

        Pictures that VK silently drops (a malformed or foreign id, a missing access key) are dropped here too, and said.
        """
        parts = [part.strip() for part in text.split(",") if part.strip()]
        links = [part for part in parts if re.match(r"https?://", part)]
        if len(links) > 1:
            self._say("a post with more than one link attached")
            raise missing("attachments: only one link is allowed")
        if len(parts) - len(links) > _MAX_MEDIA:
            self._say(f"a post with {len(parts) - len(links)} media, more than ten")
            raise missing("attachments: too many media")
        photos = [self._photo(part) for part in parts if part not in links]
        if links and not self._has_picture(links[0]):
            raise Refused(100, VARIANTS["100/link_photo_sizing_rule"])
        return Attached(links[0] if links else None, tuple(photo for photo in photos if photo))

    def check_link_photo(self, identity: str) -> None:
        """Raises Refused where the picture for the link card is no uploaded wall photo."""
        facts = self._world.state.get("vk", "photo", identity)
        if facts is None or facts["album"] == "messages":
            raise Refused(100, VARIANTS["100/no photo"])

    def check_links(self, message: str, link: str | None) -> None:
        """Raises Refused (222) where a link leads to a host the switch "forbidden_hosts" names."""
        hosts = self._world.switches.get("vk", "forbidden_hosts", default=[])
        if any(f"//{host}" in address for host in hosts for address in [*urls_in(message), link or ""]):
            raise Refused(222)

    def _photo(self, part: str) -> str | None:
        found = _PHOTO.fullmatch(part)
        if found is None:
            self._say(f"an attachment that is no photo{{owner}}_{{id}} and no link, so dropped: {part[:20]}")
            return None
        identity, key = f"{found.group(1)}_{found.group(2)}", found.group(3)
        facts = self._world.state.get("vk", "photo", identity)
        if facts is None:
            self._say("a picture that was never saved was attached")
            return None
        if facts["album"] == "messages":
            works = self._world.switches.get("vk", "messages_photo_on_wall", default="works")
            if works == "refused":
                raise Refused(100, VARIANTS["100/no photo"])
            if key != facts["access_key"]:
                self._say("a picture of the messages was attached without its access key")
                return None
            return identity if works == "works" else None
        if key is not None and key != facts["access_key"]:
            self._say("a picture was attached with a wrong access key")
            return None
        return identity

    def _has_picture(self, link: str) -> bool:
        """Whether the page has a usable og:image: by the switch "og_images", else by the sandbox's own page, else yes."""
        told: dict[str, bool] = self._world.switches.get("vk", "og_images", default={})
        for address, has in told.items():
            if link.startswith(address):
                return has
        card = self._world.scrape(link)
        return card is None or bool(card[2])

    def _say(self, what: str) -> None:
        self._world.violation("vk", what)
