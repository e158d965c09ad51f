"""LinkedIn's "little text": plain text → what is sent, what is read → plain text. Pure.

learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format, read 2026-11-23. A reserved
character that stands there unescaped silently ends the post, with a 201 (peer: Composio#2710, brightbean).
"""

from __future__ import annotations

import re
import unicodedata

from bot.networks.linkedin.limits import RESERVED

_RESERVED = re.compile(f"[{re.escape(RESERVED)}]")
#: A hashtag that is to work. Whether an underscore may stand bare in one is not documented: it ends ours, escaped.
_HASHTAG = re.compile(r"(?<![\w&/#])#(?=[^\W_]*[^\W\d_])[^\W_]+")
_READ = re.compile(
    r"\{hashtag\|\\?[#\uff03]\|(?P<hashtag>(?:\\.|[^}\\])+)\}"
    r"|@\[(?P<name>(?:\\.|[^\]\\])+)\]\(urn:li:\w+:[^)\s]+\)"
    rf"|\\(?P<sign>[{re.escape(RESERVED)}])",
    re.DOTALL,
)
_URL = re.compile(r"https?://\S+")
#: LinkedIn's own shortener, which its pages put into texts; whether the API does too is not known.
_SHORT = "https://lnkd.in/"


def escape(text: str) -> str:
    """The text as little text: every reserved character escaped, but for the sign of a hashtag."""
    parts, at = [], 0
    for hashtag in _HASHTAG.finditer(text):
        parts += [_escaped(text[at : hashtag.start()]), hashtag.group()]
        at = hashtag.end()
    return "".join((*parts, _escaped(text[at:])))


def unescape(commentary: str) -> str:
    """What readers see of a commentary: escapes undone, templates of hashtags and mentions read."""
    return _READ.sub(_shown, commentary)


def same(one: str, other: str) -> bool:
    """Whether two visible texts read alike: blanks and composed letters aside, and links that LinkedIn shortened."""
    if _SHORT in one or _SHORT in other:
        one, other = _URL.sub("…", one), _URL.sub("…", other)
    return _plain(one) == _plain(other)


def cut(text: str, most: int) -> str:
    """The text's beginning of at most so many UTF-16 units; no character is cut in two."""
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * most]
    return kept.decode("utf-16-le", "ignore")


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\" + found.group(), text)


def _shown(found: re.Match[str]) -> str:
    if found["hashtag"]:
        return "#" + unescape(found["hashtag"])
    return unescape(found["name"]) if found["name"] else found["sign"]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
