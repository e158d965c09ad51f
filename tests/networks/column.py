"""What the contract suite needs to know of one network: each folder beside this file has a `column.py` with one."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Column:
    """One network in the contract suite, with the keys of its stand-in."""

    network: str
    #: The configured id of the account; "" where the token tells it.
    identity: str
    #: Name → secret: the whole set, with every ability.
    secrets: Mapping[str, str]
    #: A post of the right form that is not there.
    gone: str
    #: Public host of its addresses → what stands there on the sandbox ("" = the network's own room).
    hosts: Mapping[str, str]
    #: The link stands in the text: always, or in a photo post.
    link_in_text: bool = False
    link_in_photo_text: bool = False
    #: A link post has no picture of ours: the network reads one from the page.
    card_is_scraped_only: bool = False
    #: One photo is uploaded by the very call that makes the post visible.
    uploads_with_the_post: bool = False
    #: What stands there cannot be read: `find_recent` raises Forbidden, no figure is told, and a lost post is not seen.
    cannot_be_read: bool = False
    #: Module and the numbers in it by which `find_recent` looks through five posts only; none where it looks at none.
    short_list: tuple[str, Mapping[str, object]] | None = None
    #: Figures that the network does not offer at all (see bot.model.engagement.Metric).
    never_told: frozenset[str] = field(default_factory=frozenset)


def columns() -> dict[str, Column]:
    """Network → its column, for every folder that has one."""
    here = Path(__file__).parent
    found = [importlib.import_module(f"tests.networks.{path.parent.name}.column") for path in here.glob("*/column.py")]
    return {module.COLUMN.network: module.COLUMN for module in sorted(found, key=lambda module: module.__name__)}
