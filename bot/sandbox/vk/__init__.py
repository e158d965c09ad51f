"""Stand-in of the VK API, written from the fact sheet and the schema of 2026-11-23 alone."""

from bot.sandbox.standing import Stand
from bot.sandbox.vk.stand_in import VK

#: How it stands in the sandbox.
STAND = Stand("vk", "VK", VK, "#2f6fb0", (("likes", 20), ("comments", 4), ("reposts", 5), ("views", 500)))

__all__ = ["STAND", "VK"]
