"""Stand-in of the Graph API of a Facebook Page (state 2026-11-23): strict about what the documents ask."""

from bot.sandbox.facebook.stand_in import Facebook

__all__ = ["Facebook"]
