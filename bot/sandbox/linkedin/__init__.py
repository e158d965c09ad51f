"""Stand-in of LinkedIn's versioned REST API for one organisation (state 2026-11-23)."""

from bot.sandbox.linkedin.stand_in import LinkedIn
from bot.sandbox.linkedin.text import display
from bot.sandbox.standing import Stand

#: How it stands in the sandbox.
STAND = Stand("linkedin", "LinkedIn", LinkedIn, "#0b5f8a", (("reactions", 30), ("comments", 5), ("shares", 6)))

__all__ = ["STAND", "LinkedIn", "display"]
