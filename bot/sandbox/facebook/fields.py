"""Field expansion: `a,b{c},d.limit(0).summary(total_count).as(e)` read into a tree, and its fields told from invented ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


class BadFields(ValueError):
    """The field expansion cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field that was asked for."""

    name: str
    #: Modifier → its argument, as in .limit(0).
    modifiers: dict[str, str]
    inner: tuple[Field, ...] = ()

    @property
    def shown_as(self) -> str:
        """The name under which it is answered."""
        return self.modifiers.get("as", self.name)


def parse(text: str) -> tuple[Field, ...]:
    """The fields of an expansion. Raises BadFields."""
    found, rest = _fields(text.replace(" ", ""), 0)
    if rest != len(text.replace(" ", "")):
        raise BadFields(f"Syntax error at character {rest}: {text}")
    return found


def _fields(text: str, at: int) -> tuple[tuple[Field, ...], int]:
    found: list[Field] = []
    while at < len(text):
        name = _NAME.match(text, at)
        if name is None:
            raise BadFields(f"Syntax error: expected a field name at character {at}")
        at = name.end()
        modifiers: dict[str, str] = {}
        while at < len(text) and text[at] == ".":
            modifier = re.compile(r"\.([a-z_]+)\(([^()]*)\)").match(text, at)
            if modifier is None:
                raise BadFields(f"Syntax error: a modifier at character {at} has no argument")
            modifiers[modifier.group(1)] = modifier.group(2)
            at = modifier.end()
        inner: tuple[Field, ...] = ()
        if at < len(text) and text[at] == "{":
            inner, at = _fields(text, at + 1)
            if at >= len(text) or text[at] != "}":
                raise BadFields("Syntax error: { without }")
            at += 1
        found.append(Field(name.group(), modifiers, inner))
        if at < len(text) and text[at] == ",":
            at += 1
            continue
        break
    return tuple(found), at
