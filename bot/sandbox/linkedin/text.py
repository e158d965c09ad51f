"""Little text: what readers see of a commentary, and how it is given back by a read.

learn.microsoft.com/en-us/linkedin/…/shares/little-text-format, as the fact sheet of 2026-11-23 tells it.
"""

from __future__ import annotations

import re

RESERVED = frozenset("|{}@[]()<>#\\*_~")
_HASHTAG = re.compile(r"#\w+")
_TEMPLATE = re.compile(r"\{hashtag\|\\?#\|([^}|]+)\}")
_MENTION = re.compile(r"@\[([^\]]+)\]\(urn:li:(?:organization|person):[^)\s]+\)")


def display(commentary: str) -> str:
    """What readers see of a commentary: escapes undone; an unescaped reserved character cuts the text there."""
    return _walk(commentary)[0]


def cut_at(commentary: str) -> int | None:
    """The place of the character that silently ends the visible text; None when all of it is shown."""
    end = _walk(commentary)[1]
    return None if end == len(commentary) else end


def _walk(commentary: str) -> tuple[str, int]:
    shown, index = [], 0
    while index < len(commentary):
        sign = commentary[index]
        if sign == "\\" and commentary[index + 1 : index + 2] in RESERVED:
            shown.append(commentary[index + 1])
            index += 2
        elif hashtag := _HASHTAG.match(commentary, index):
            shown.append(hashtag.group())
            index = hashtag.end()
        elif template := _TEMPLATE.match(commentary, index):
            shown.append(f"#{template.group(1)}")
            index = template.end()
        elif mention := _MENTION.match(commentary, index):
            shown.append(mention.group(1))
            index = mention.end()
        elif sign in RESERVED:
            break
        else:
            shown.append(sign)
            index += 1
    return "".join(shown), index


def as_read(commentary: str) -> str:
    """The commentary as a GET gives it back: bare hashtags have become templates."""
    return re.sub(
        r"\\.|\{hashtag\|[^}]*\}|#(\w+)",
        lambda found: f"{{hashtag|\\#|{found[1]}}}" if found[1] else found[0],
        commentary,
        flags=re.DOTALL,
    )


def escaped(text: str) -> str:
    """A plain text as little text: what a person's own post looks like to the API."""
    return "".join(f"\\{sign}" if sign in RESERVED else sign for sign in text)


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
