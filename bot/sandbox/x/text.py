"""What X sees in a text: links, weighted length, cashtags. Counted apart from the bot, by the documents alone.

Source: fact sheet, section 4 (twitter-text configuration, version 3), 2026-11-23.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: A link costs this, however long it is.
LINK_WEIGHT = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_LATIN = "a-z0-9\u00c0-\u024f"
_PATH = rf"[{_LATIN}\u0400-\u04ff!*';:=+,.$/%#\[\]\-–_~@|&]"
_BALANCED = r"\((?:[^\s()]|\([^\s()]*\))*\)"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_END_OF_PATH = re.compile(rf"[+\-{_LATIN}\u0400-\u04ff=_#/)]", re.IGNORECASE)
_END_OF_QUERY = re.compile(r"[a-z0-9\-_&=#/]", re.IGNORECASE)
_EMOJI_PART = r"[\u2190-\u2BFF\U0001F000-\U0001FAFF]\ufe0f?[\U0001F3FB-\U0001F3FF]?[\U000E0020-\U000E007F]*"
_EMOJI = re.compile(
    rf"[#*0-9]\ufe0f?\u20e3|[©®]\ufe0f|[\U0001F1E6-\U0001F1FF]{{2}}|{_EMOJI_PART}(?:\u200d{_EMOJI_PART})*"
)
_CASHTAG = re.compile(r"(?:^|(?<=\s))\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|[\s.,;:!?)])", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A link in a text."""

    start: int
    end: int
    #: As written.
    text: str

    @property
    def expanded(self) -> str:
        """The address it leads to."""
        return self.text if "://" in self.text else f"http://{self.text}"


@cache
def _endings() -> frozenset[str]:
    """Every top-level domain: the last labels of the public suffix list, as the list's own package carries it."""
    text = files("tld").joinpath("res/effective_tld_names.dat.txt").read_text(encoding="utf-8")
    rules = (line.split("//")[0].strip() for line in text.split("===BEGIN PRIVATE DOMAINS===")[0].splitlines())
    return frozenset(rule.rsplit(".", 1)[-1].lower() for rule in rules if rule)


@cache
def _links() -> re.Pattern[str]:
    tail = rf"(?P<path>/(?:{_PATH}|{_BALANCED})*)?(?P<query>\?{_QUERY}*)?"
    # Any host with a scheme counts, the sandbox's own among them; a bare name needs a real ending.
    host = rf"https?://[\w.-]+(?::\d+)?|(?<![{_LATIN}@＠$#＃_./-])(?:[{_LATIN}](?:[{_LATIN}_-]*[{_LATIN}])?\.)+(?P<ending>[^\W\d_]{{2,}}|xn--[a-z0-9-]+)(?![0-9a-z@+-])"
    return re.compile(rf"(?P<host>{host}){tail}", re.IGNORECASE)


def links(text: str) -> list[Link]:
    """The links X would find, bare domains included, in order."""
    found = []
    for match in _links().finditer(text):
        ending = match.group("ending")
        if ending is not None and ending.lower() not in _endings() and not ending.lower().startswith("xn--"):
            continue
        end = match.end()
        part, pattern = ("query", _END_OF_QUERY) if match.group("query") else ("path", _END_OF_PATH)
        begin = match.start(part) if match.group(part) else match.end("host")
        while end > begin and not pattern.match(text[end - 1]):
            end -= 1
        if not match.group(part):
            end = match.start("host") + len(match.group("host").rstrip(".-"))
        found.append(Link(match.start(), end, text[match.start() : end]))
    return found


def weighted_length(text: str) -> int:
    """The weighted length: links 23, emoji 2, light letters 1, all else 2."""
    text = unicodedata.normalize("NFC", text)
    total, index = 0, 0
    for link in links(text):
        total += _plain(text[index : link.start]) + LINK_WEIGHT
        index = link.end
    return total + _plain(text[index:])


def _plain(text: str) -> int:
    rest, count = _EMOJI.subn("", text)
    return 2 * count + sum(1 if any(a <= ord(sign) <= b for a, b in _LIGHT) else 2 for sign in rest)


def cashtags(text: str) -> list[str]:
    """The cashtags in a text."""
    return _CASHTAG.findall(text)
