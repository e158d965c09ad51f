"""Values of the model to JSON columns and back."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from bot.model.article import Article, Found
from bot.model.delivery import Rule
from bot.model.post import Post
from bot.model.revision import Change

Value = TypeVar("Value")


class Codec(Generic[Value]):
    """Turns one kind of value into what a JSON column holds, and back."""

    def __init__(self, kind: type[Value]) -> None:
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)

    def dump(self, value: Value) -> Any:
        """Plain lists, maps, texts and numbers."""
        return self._adapter.dump_python(value, mode="json")

    def load(self, stored: Any) -> Value:
        """The value. Raises ValueError when the column holds something else."""
        return self._adapter.validate_python(stored)


ARTICLE = Codec(Article)
FOUND = Codec(Found)
POST = Codec(Post)
RULE = Codec(Rule)
CHANGES = Codec(tuple[Change, ...])


def digest(*parts: object) -> str:
    """A short stable hash of plain values, hex."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
