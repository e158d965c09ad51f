"""Stand-in of X's API v2, written from the fact sheet and the specifications of 2026-11-23 alone."""

from bot.sandbox.x.stand_in import X
from bot.sandbox.x.text import weighted_length

__all__ = ["X", "weighted_length"]
