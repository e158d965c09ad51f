"""How long a text is, as each network counts.

X: the official twitter-text configuration, version 3 (weights 100 and 200 in a scale of 100, links 23, emoji 2), read
2026-11-23 at https://github.com/twitter/twitter-text. Time is linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.model.limits import Counting, Limits
from bot.render.addresses import urls
from bot.render.emoji import EMOJI

#: Characters outside the configuration's light ranges weigh two, all others one.
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_SMALL_EMOJI = re.compile("[\u00a9\u00ae\u203c]")
_LINK_WEIGHT = 23


def length(text: str, limits: Limits) -> int:
    """The text's length in the network's own units, its escapes included."""
    if limits.counting is Counting.X_WEIGHTED:
        return weighted(text)
    if limits.link_cost is not None:
        return _beside_links(text, limits)
    escapes = sum(text.count(sign) for sign in limits.reserved)
    if limits.counting is Counting.UTF16:
        return len(text.encode("utf-16-le")) // 2 + escapes
    return len(text) + escapes


def _beside_links(text: str, limits: Limits) -> int:
    """The length where an address with its scheme costs the same whatever its own length."""
    found = [(start, end) for start, end in urls(text) if text[start:end].lower().startswith(("http://", "https://"))]
    rest, at = "", 0
    for start, end in found:
        rest += text[at:start]
        at = end
    return length(rest + text[at:], replace(limits, link_cost=None)) + len(found) * (limits.link_cost or 0)


def weighted(text: str) -> int:
    """The weighted length on X."""
    text = unicodedata.normalize("NFC", text)
    total, at = 0, 0
    for start, end in urls(text):
        total += _weight(text[at:start]) + _LINK_WEIGHT
        at = end
    return total + _weight(text[at:])


def _weight(text: str) -> int:
    if not _HEAVY.search(text) and not _SMALL_EMOJI.search(text):
        # No emoji is made of light characters alone, but for © and ® with their selector.
        return len(text)
    rest, emoji = EMOJI.subn("", text)
    return 2 * emoji + len(rest) + len(_HEAVY.findall(rest))
