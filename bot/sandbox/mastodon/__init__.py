"""Stand-in of a Mastodon server (API of 4.5), written from its public documents of 2026-11-25 alone."""

from bot.sandbox.mastodon.stand_in import Mastodon
from bot.sandbox.standing import Stand

#: How it stands in the sandbox.
STAND = Stand(
    "mastodon",
    "Mastodon",
    Mastodon,
    "#563acc",
    (("favourites_count", 22), ("reblogs_count", 11), ("replies_count", 4)),
)

__all__ = ["STAND", "Mastodon"]
