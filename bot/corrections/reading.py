"""Whether what a network shows reads as a post does. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.model.post import Post

_LINK = re.compile(r"https?://\S+")


def same_words(one: str, other: str) -> bool:
    """Whether two texts read alike: networks trim blanks and compose letters."""
    return _plain(one) == _plain(other)


def reads_as(seen: str, post: Post) -> bool:
    """Whether a text read back is the post's. Links are left out: networks shorten them, add and drop them."""
    return _plain(_LINK.sub(" ", seen)) == _plain(_LINK.sub(" ", post.text))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
