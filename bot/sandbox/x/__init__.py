"""Stand-in of X's API v2, written from the fact sheet and the specifications of 2026-11-23 alone."""

from bot.sandbox.standing import Stand
from bot.sandbox.x.stand_in import X
from bot.sandbox.x.text import weighted_length

#: How it stands in the sandbox.
STAND = Stand("x", "X", X, "#15202b", (("like_count", 25), ("reply_count", 4), ("retweet_count", 8)))

__all__ = ["STAND", "X", "weighted_length"]
