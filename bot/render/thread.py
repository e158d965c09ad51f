"""A thread: what a summary tells of an article and one post has no room for, as replies of whole sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.model.article import Article
from bot.model.post import Span
from bot.render.summary import Sentence, Summary, joined, telling
from bot.render.telling import depends


@dataclass(frozen=True)
class Thread:
    """The replies in their order."""

    parts: tuple[str, ...] = ()
    #: Where each sentence of the replies stands in the article.
    spans: tuple[Span, ...] = ()


def thread_of(article: Article, head: Summary, fits: Callable[[str], bool], *, most: int) -> Thread:
    """At most so many replies under a post that tells `head`; each holds as many whole sentences as `fits` allows.

    A sentence too long for a reply is left out, and with it what leans on it. A lead that the post had to cut is told
    whole where it fits.
    """
    told = set() if head.cut else set(head.spans)
    parts: list[list[Sentence]] = []
    #: Places of the sentences a reader of the thread knows.
    known: set[int] = set()
    for sentence in telling(article):
        if sentence.span in told:
            known.add(sentence.place)
            continue
        if (depends(sentence.text) and sentence.place - 1 not in known) or not fits(sentence.text):
            continue
        if parts and fits(joined([*parts[-1], sentence])):
            parts[-1].append(sentence)
        elif len(parts) < most:
            parts.append([sentence])
        else:
            break
        known.add(sentence.place)
    return Thread(tuple(joined(part) for part in parts), tuple(sentence.span for part in parts for sentence in part))
