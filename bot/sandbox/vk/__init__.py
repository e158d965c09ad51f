"""Stand-in of the VK API, written from the fact sheet and the schema of 2026-11-23 alone."""

from bot.sandbox.vk.stand_in import VK

__all__ = ["VK"]
