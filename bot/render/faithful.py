"""The last look at a post: every word of it stands in the article, in its link or hashtags, or in the template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.model.article import Article

_WORD = re.compile(r"\w+")


def words(text: str) -> set[str]:
    """The words of a text, case unified."""
    return {word.casefold() for word in _WORD.findall(text)}


def unfaithful_words(text: str, article: Article, others: Iterable[str]) -> list[str]:
    """The words of `text` that stand neither in the article nor in one of the `others`; in order, each once."""
    known = words_of(article.title, article.lead, article.text, article.tags)
    strange = [word for word in _WORD.findall(text) if word.casefold() not in known]
    if strange:
        allowed = words(" ".join(others))
        strange = [word for word in strange if word.casefold() not in allowed]
    return list(dict.fromkeys(strange))


@lru_cache(maxsize=64)
def words_of(title: str, lead: str, text: str, tags: tuple[str, ...]) -> frozenset[str]:
    """The words of an article, case unified; found once for all its accounts."""
    return frozenset(words("\n".join((title, lead, text, *tags))))
