"""Which networks have a stand-in: every folder beside this file that offers one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.sandbox.wire import Request, Response
from bot.sandbox.world import World


class StandIn(Protocol):
    """One network's stand-in."""

    name: str

    def operation(self, request: Request) -> str:
        """publish, upload, read, measure, edit, delete or connect."""
        ...

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault."""
        ...

    def __call__(self, request: Request) -> Response:
        """The answer."""
        ...


@dataclass(frozen=True)
class Stand:
    """What a folder offers as `STAND`: its stand-in, and how its wall is shown."""

    name: str
    #: As people call the network.
    label: str
    make: Callable[[World], StandIn]
    #: Of the wall's head, "#2a5bd7".
    colour: str
    #: (figure's name in the world, how high it grows) as shown under a post.
    figures: tuple[tuple[str, int], ...] = ()


def stands() -> dict[str, Stand]:
    """Network → what its folder offers."""
    here = Path(__file__).parent
    folders = sorted(found.name for found in pkgutil.iter_modules([str(here)]) if found.ispkg)
    modules = [importlib.import_module(f"bot.sandbox.{folder}") for folder in folders]
    offered = [module.STAND for module in modules if hasattr(module, "STAND")]
    return {stand.name: stand for stand in offered}
