"""Stand-in of the Graph API of a Facebook Page (state 2026-11-23): strict about what the documents ask."""

from bot.sandbox.facebook.stand_in import Facebook
from bot.sandbox.standing import Stand

#: How it stands in the sandbox.
STAND = Stand("facebook", "Facebook", Facebook, "#2a5bd7", (("reactions", 45), ("comments", 8), ("shares", 12)))

__all__ = ["STAND", "Facebook"]
