"""As much of VKScript as an honest caller of `execute` needs: variables, lists, objects, API calls, properties, return.

Source: fact sheet, section 7 (25 calls at most; failed ones return false), 2026-11-23.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.vk.errors import MESSAGES, Refused

_MAX_CALLS = 25
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[\[\]{}(),.:;=+]))"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def run(code: str, call: Callable[[str, dict[str, str]], Any]) -> Any:
    """What the code returns. Raises Refused (12: cannot be read; 13: too many calls)."""
    return _Script(code, call).run()


class _Script:
    def __init__(self, code: str, call: Callable[[str, dict[str, str]], Any]) -> None:
        self._call = call
        self._calls = 0
        self._names: dict[str, Any] = {"true": True, "false": False, "null": None}
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while code[place:].strip():
            found = _TOKEN.match(code, place)
            if found is None:
                raise Refused(12)
            self._tokens.append((found.lastgroup or "", found.group(found.lastgroup or 0)))
            place = found.end()
        self._at = 0

    def run(self) -> Any:
        while self._at < len(self._tokens):
            if self._take("return"):
                return self._expression()
            self._take("var")
            name = self._next()[1]
            self._need("=")
            self._names[name] = self._expression()
            self._need(";")
        return None

    def _expression(self) -> Any:
        value = self._part()
        while self._take("+"):
            other = self._part()
            numbers = isinstance(value, int) and isinstance(other, int)
            lists = isinstance(value, list) and isinstance(other, list)
            value = value + other if numbers or lists else f"{_text(value)}{_text(other)}"
        return value

    def _part(self) -> Any:
        kind, word = self._next()
        if kind == "text":
            value: Any = re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group(1)), word[1:-1])
        elif kind == "number":
            value = float(word) if "." in word else int(word)
        elif word == "[":
            value = self._list("]")
        elif word == "{":
            value = self._object()
        elif word == "API":
            value = self._api()
        elif kind == "name" and word in self._names:
            value = self._names[word]
        else:
            raise Refused(12)
        return self._properties(value)

    def _properties(self, value: Any) -> Any:
        while True:
            if self._take("."):
                name: Any = self._next()[1]
            elif self._take("["):
                name = self._expression()
                self._need("]")
            else:
                return value
            if isinstance(value, dict):
                value = value.get(str(name))
            elif isinstance(value, list) and isinstance(name, int):
                value = value[name] if name < len(value) else None
            else:
                value = None

    def _list(self, end: str) -> list[Any]:
        values: list[Any] = []
        while not self._take(end):
            values.append(self._expression())
            self._take(",")
        return values

    def _object(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not self._take("}"):
            kind, word = self._next()
            self._need(":")
            values[word[1:-1] if kind == "text" else word] = self._expression()
            self._take(",")
        return values

    def _api(self) -> Any:
        self._need(".")
        method = self._next()[1]
        while self._take("."):
            method += f".{self._next()[1]}"
        self._need("(")
        given = self._list(")")
        self._calls += 1
        if self._calls > _MAX_CALLS:
            raise Refused(13, f"{MESSAGES[13]}: Too many API calls")
        parameters = given[0] if given else {}
        return self._call(method, {name: _text(value) for name, value in parameters.items()})

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise Refused(12)
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at][1] == word:
            self._at += 1
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise Refused(12)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_text(part) for part in value)
    return str(int(value)) if isinstance(value, bool) else str(value)
