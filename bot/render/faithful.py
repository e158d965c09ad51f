"""The last look at a post: every word of it stands in the article, in its link or hashtags, or in the template."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.model.article import Article

_WORD = re.compile(r"\w+")


def words(text: str) -> set[str]:
    """The words of a text, case unified."""
    return {word.casefold() for word in _WORD.findall(text)}


def unfaithful_words(text: str, article: Article, others: Iterable[str]) -> list[str]:
    """The words of `text` that stand neither in the article nor in one of the `others`; in order, each once."""
    known = words(article.title) | words(article.lead) | words(article.text) | words(" ".join(article.tags))
    for other in others:
        known |= words(other)
    return list(dict.fromkeys(word for word in _WORD.findall(text) if word.casefold() not in known))
