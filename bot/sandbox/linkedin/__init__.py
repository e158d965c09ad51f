"""Stand-in of LinkedIn's versioned REST API for one organisation (state 2026-11-23)."""

from bot.sandbox.linkedin.stand_in import LinkedIn
from bot.sandbox.linkedin.text import display

__all__ = ["LinkedIn", "display"]
