"""What Mastodon sees in a text: how long it is, and how it looks as HTML. Counted apart from the bot.

Sources: https://docs.joinmastodon.org/user/posting/#text (links count 23 characters, of a mention the local part alone) and
https://github.com/mastodon/mastodon (app/validators/status_length_validator.rb: grapheme clusters; app/lib/text_formatter.rb),
read 2026-11-25.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

LINK = 23
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#](?:\([^\s()<>]*\)|[^\s()<>«»\"])*)?", re.IGNORECASE)
_TRAIL = ".,;:!?'…"
_MENTION = re.compile(r"(?<![=/\w])@(?P<name>\w+(?:[\w.-]+\w+)?)(?:@(?P<host>[\w.-]+\w))?")
_HASHTAG = re.compile(r"(?<![=/)\w])#(?P<tag>\w*[^\W\d_]\w*)")
_PREFIX = re.compile(r"https?://(?:www\.)?")
_SHOWN = 30


def links(text: str) -> list[tuple[int, int]]:
    """Where the web addresses stand; only those with a scheme are links."""
    found = []
    for match in _URL.finditer(text):
        end = match.end()
        while text[end - 1] in _TRAIL:
            end -= 1
        found.append((match.start(), end))
    return found


def countable_length(text: str, spoiler: str = "") -> int:
    """How many characters of the limit a status uses."""
    rest, at = "", 0
    for start, end in links(text):
        rest += _local(text[at:start]) + "x" * LINK
        at = end
    return graphemes(spoiler) + graphemes(rest + _local(text[at:]))


def _local(text: str) -> str:
    return _MENTION.sub(lambda match: f"@{match['name']}", text)


def graphemes(text: str) -> int:
    """What a reader counts as characters: marks, joined emoji, flags and line ends count once."""
    count, joined, flag = 0, False, False
    for sign in text.replace("\r\n", "\n"):
        regional = "\U0001f1e6" <= sign <= "\U0001f1ff"
        if sign == "\u200d":
            joined = True
            continue
        if joined or _hangs(sign) or (regional and flag):
            joined, flag = False, False
            # A mark at the very beginning has nothing to hang on.
            count = count or 1
            continue
        count, flag = count + 1, regional
    return count


def _hangs(sign: str) -> bool:
    return (
        unicodedata.category(sign) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
    )


def tags(text: str) -> list[str]:
    """The hashtags, lower-cased, without #."""
    return list(dict.fromkeys(match["tag"].lower() for match in _HASHTAG.finditer(text)))


def as_html(text: str, server: str) -> str:
    """The content of a status as the API shows it: paragraphs, breaks, links shortened to the eye."""
    made, at = "", 0
    for start, end in links(text):
        made += _tagged(text[at:start], server) + _anchor(text[start:end])
        at = end
    made += _tagged(text[at:], server)
    paragraphs = re.split(r"\n{2,}", made.replace("\r\n", "\n").strip("\n"))
    return "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in paragraphs if part)


def _tagged(text: str, server: str) -> str:
    return _HASHTAG.sub(
        lambda match: (
            f'<a href="{server}/tags/{match["tag"].lower()}" class="mention hashtag" rel="tag">#<span>{match["tag"]}</span></a>'
        ),
        escape(text),
    )


def _anchor(url: str) -> str:
    prefix = _PREFIX.match(url)
    begin = prefix.end() if prefix else 0
    shown, rest = url[begin : begin + _SHOWN], url[begin + _SHOWN :]
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{escape(url[:begin])}</span><span class="{"ellipsis" if rest else ""}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(rest)}</span></a>'
    )
