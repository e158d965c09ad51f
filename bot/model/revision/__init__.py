"""Two readings of one article: whether they say the same, and what changed between them, in words. Pure."""

from bot.model.revision.change import Change, Kind, Weight, heaviest, said
from bot.model.revision.compare import compare
from bot.model.revision.content import content_hash

__all__ = ["Change", "Kind", "Weight", "compare", "content_hash", "heaviest", "said"]
