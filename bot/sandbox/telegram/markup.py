"""Telegram's three ways to mark a text up, read as its server reads them.

Source: https://core.telegram.org/bots/api#formatting-options, Bot API 9.x, 2026-11-25.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link",
    "tg-emoji": "custom_emoji", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>[^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_NAMED = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
#: Longest first.
_MARKS = (("||", "spoiler"), ("__", "underline"), ("*", "bold"), ("_", "italic"), ("~", "strikethrough"))


class ParseError(Exception):
    """A text whose marks do not fit; the words are the network's."""


@dataclass
class Marked:
    """What is left of a text without its marks."""

    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    #: What the documents forbid and the server lets pass.
    remarks: list[str] = field(default_factory=list)

    def length(self) -> int:
        """UTF-16 code units so far."""
        return len(self.text.encode("utf-16-le", "surrogatepass")) // 2

    def close(self, kind: str, start: int, **more: Any) -> None:
        """Ends an entity here; an empty one is left out."""
        if self.length() > start:
            self.entities.append({"offset": start, "length": self.length() - start, "type": kind, **more})


def _bytes(text: str, at: int) -> int:
    return len(text[:at].encode())


def parse_html(text: str) -> Marked:
    """The HTML style. Raises ParseError."""
    made = Marked()
    opened: list[tuple[str, int, int, dict[str, Any]]] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "&":
            match = _NAMED.match(text, at)
            if match is None:
                made.remarks.append("a bare & in a text of the HTML style")
            made.text += html.unescape(match.group()) if match else "&"
            at = match.end() if match else at + 1
        elif sign == "<":
            match = _TAG.match(text, at)
            if match is None:
                shown = re.match(r"[^\s>]*", text[at + 1 :])
                raise ParseError(
                    f'Unsupported start tag "{shown.group() if shown else ""}" at byte offset {_bytes(text, at)}'
                )
            if match["end"]:
                _end_tag(made, opened, match["name"].lower(), _bytes(text, at))
            else:
                _start_tag(made, opened, match, _bytes(text, at))
            at = match.end()
        else:
            if sign == ">":
                made.remarks.append("a bare > in a text of the HTML style")
            made.text += sign
            at += 1
    if opened:
        raise ParseError(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return made


def _start_tag(
    made: Marked, opened: list[tuple[str, int, int, dict[str, Any]]], match: re.Match[str], offset: int
) -> None:
    name = match["name"].lower()
    given = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(match["rest"])}
    if name not in _TAGS:
        raise ParseError(f'Unsupported start tag "{name}" at byte offset {offset}')
    if name == "span" and given.get("class") != "tg-spoiler":
        raise ParseError(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    more: dict[str, Any] = {}
    if name == "a":
        more["url"] = html.unescape(given.get("href", ""))
        if re.match(r"(https?|tg|ton|tonsite)://[^\s/]+|mailto:|tel:", more["url"]) is None:
            made.remarks.append("a link without a proper address: it becomes plain text")
    if name == "tg-emoji":
        more["custom_emoji_id"] = given.get("emoji-id", "")
    if name == "blockquote" and "expandable" in given:
        more["expandable"] = True
    opened.append((name, made.length(), offset, more))


def _end_tag(made: Marked, opened: list[tuple[str, int, int, dict[str, Any]]], name: str, offset: int) -> None:
    if not opened:
        raise ParseError(f"Unexpected end tag at byte offset {offset}")
    tag, start, _, more = opened.pop()
    if tag != name:
        raise ParseError(f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"')
    kind = "expandable_blockquote" if more.pop("expandable", False) else _TAGS[tag]
    if kind == "text_link" and "://" not in more["url"] and ":" not in more["url"]:
        return
    made.close(kind, start, **more)


def parse_markdown_v2(text: str) -> Marked:
    """The MarkdownV2 style. Raises ParseError."""
    made = Marked()
    opened: list[tuple[str, str, int, int]] = []
    quoted: int | None = None
    at = 0
    while at < len(text):
        sign = text[at]
        begins = at == 0 or text[at - 1] == "\n"
        if begins and quoted is not None and sign != ">":
            made.close("blockquote", quoted)
            quoted = None
        if sign == "\\" and at + 1 < len(text) and ord(text[at + 1]) < 127:
            made.text += text[at + 1]
            at += 2
        elif sign == ">" and begins:
            quoted = made.length() if quoted is None else quoted
            at += 1
        elif sign == "`":
            at = _code(made, text, at)
        elif sign == "[" or text.startswith("![", at):
            opened.append(("]", "text_link", made.length(), at))
            at += 1 if sign == "[" else 2
        elif sign == "]" and opened and opened[-1][0] == "]":
            at = _link(made, opened.pop(), text, at)
        elif (mark := next((mark for mark in _MARKS if text.startswith(mark[0], at)), None)) is not None:
            if opened and opened[-1][0] == mark[0]:
                made.close(mark[1], opened.pop()[2])
            else:
                opened.append((mark[0], mark[1], made.length(), at))
            at += len(mark[0])
        elif sign in _RESERVED:
            raise ParseError(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")
        else:
            made.text += sign
            at += 1
    if quoted is not None:
        made.close("blockquote", quoted)
    if opened:
        _, kind, _, start = opened[-1]
        raise ParseError(f"Can't find end of {_named(kind)} entity at byte offset {_bytes(text, start)}")
    return made


def _named(kind: str) -> str:
    return {"text_link": "TextUrl"}.get(kind, kind.capitalize())


def _code(made: Marked, text: str, at: int) -> int:
    fence = "```" if text.startswith("```", at) else "`"
    end = at + len(fence)
    while end < len(text) and not text.startswith(fence, end):
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise ParseError(
            f"Can't find end of {'Pre' if len(fence) == 3 else 'Code'} entity at byte offset {_bytes(text, at)}"
        )
    start = made.length()
    made.text += re.sub(r"\\(.)", r"\1", text[at + len(fence) : end])
    made.close("pre" if len(fence) == 3 else "code", start)
    return end + len(fence)


def _link(made: Marked, opening: tuple[str, str, int, int], text: str, at: int) -> int:
    match = re.compile(r"\]\(((?:\\.|[^)\\])*)\)", re.DOTALL).match(text, at)
    if match is None:
        raise ParseError(f"Can't find end of a URL at byte offset {_bytes(text, at + 1)}")
    made.close("text_link", opening[2], url=re.sub(r"\\(.)", r"\1", match.group(1)))
    return match.end()


def parse_markdown(text: str) -> Marked:
    """The legacy Markdown style: no nesting. Raises ParseError."""
    made = Marked(remarks=["the Markdown style is kept for backward compatibility only"])
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and text[at + 1 : at + 2] in set("_*`["):
            made.text += text[at + 1]
            at += 2
        elif sign in "*_`[":
            closing = {"[": "]"}.get(sign, sign)
            end = text.find(closing, at + 1)
            kind = {"*": "bold", "_": "italic", "`": "code", "[": "text_link"}[sign]
            if end < 0:
                raise ParseError(f"Can't find end of the entity starting at byte offset {_bytes(text, at)}")
            start = made.length()
            made.text += text[at + 1 : end]
            if sign == "[":
                at = _link(made, ("]", kind, start, at), text, end)
                continue
            made.close(kind, start)
            at = end + 1
        else:
            made.text += sign
            at += 1
    return made
