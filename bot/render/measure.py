"""How long a text is, as each network counts.

X: the official twitter-text configuration, version 3 (weights 100 and 200 in a scale of 100, links 23, emoji 2), read
2026-11-23 at https://github.com/twitter/twitter-text. Time is linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata

from bot.model.limits import Counting, Limits
from bot.render.emoji import EMOJI
from bot.render.tlds import GENERIC

#: Characters outside the configuration's light ranges weigh two, all others one.
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_SMALL_EMOJI = re.compile("[\u00a9\u00ae\u203c]")
_LINK_WEIGHT = 23

_LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9_\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}(?P<tld>[a-z\u0400-\u04ff]{{2,24}})(?![a-z0-9\u0400-\u04ff@_-])"
_PATH = r"(?::\d{1,5})?(?:/[^\s<>«»“”\"]*)?(?:\?[^\s<>«»“”\"]*)?"
_URL = re.compile(rf"(?<![\w@#$.-])(?P<scheme>https?://)?{_DOMAIN}{_PATH}", re.IGNORECASE)
_TRAILING = re.compile(r"[.,;:!?'\"…»”’)\]}]+$")


def length(text: str, limits: Limits) -> int:
    """The text's length in the network's own units, its escapes included."""
    escapes = sum(text.count(sign) for sign in limits.reserved)
    if limits.counting is Counting.X_WEIGHTED:
        return weighted(text)
    if limits.counting is Counting.UTF16:
        return len(text.encode("utf-16-le")) // 2 + escapes
    return len(text) + escapes


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


def urls(text: str) -> list[tuple[int, int]]:
    """Where X would see a link: addresses with a scheme, and bare domains with a known ending."""
    found = []
    for match in _URL.finditer(text):
        if not match["scheme"] and not _is_domain_ending(match["tld"]):
            continue
        if match["scheme"] and not _is_domain_ending(match["tld"]):
            continue
        end = match.end() - _trailing(match.group(0))
        found.append((match.start(), end))
    return found


def _trailing(url: str) -> int:
    """How many characters at the end belong to the sentence, not to the address; a closed bracket pair is its own."""
    found = _TRAILING.search(url)
    tail = found.group(0) if found else ""
    surplus = url.count(")") - url.count("(")
    for index, sign in enumerate(tail):
        if sign != ")" or tail[index:].count(")") <= surplus:
            return len(tail) - index
    return 0


def _is_domain_ending(ending: str) -> bool:
    ending = ending.lower()
    return ending in GENERIC or (len(ending) == 2 and ending.isascii() and ending.isalpha())
