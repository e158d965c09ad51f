"""Facebook's crawler: what it knows of a page, and what it finds when it is sent there.

A page never scraped before has no picture at its first share. Under /_control/switches, "unscrapable" is a list of
beginnings of addresses that the crawler cannot see; a host that ends with .invalid is never seen. "late_images" is how
many of the next scrapes come back before the picture was read.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.world import World


def can_see(world: World, link: str) -> bool:
    """Whether the crawler reaches the page."""
    parts = urlsplit(link)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.hostname.endswith(".invalid"):
        return False
    blocked: list[str] = world.switches.get("facebook", "unscrapable", [])
    return not any(link.startswith(beginning) for beginning in blocked)


def known(world: World, link: str) -> dict[str, Any] | None:
    """The og_object of a page that was scraped before; None for a page never seen."""
    return world.state.get("facebook", "og", link)


def scrape(world: World, link: str) -> dict[str, Any]:
    """Sends the crawler to a page that it can see; the og_object."""
    found = world.scrape(link)
    title, description, picture = found or (link, "", f"{link}#og-image")
    moment = world.now().strftime("%Y-%m-%dT%H:%M:%S+0000")
    before = known(world, link)
    seen: dict[str, Any] = {
        "id": before["id"] if before else str(5_000_000 + world.new_id("facebook", "og")),
        "url": link, "type": "article", "title": title, "updated_time": moment,
    }  # fmt: skip
    if description:
        seen["description"] = description
    late = int(world.switches.get("facebook", "late_images", 0))
    if late:
        world.switches.set("facebook", "late_images", late - 1)
    elif picture:
        seen["image"] = [{"url": picture, "width": 1200, "height": 630}]
    world.state.put("facebook", "og", link, seen)
    return seen
