"""A faithful summary: whole sentences of the article, the lead first, then those about the article's who and what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.model.article import Article
from bot.model.post import Span
from bot.render.sentences import split_sentences
from bot.render.shorten import shortened

#: A post is not the article: about so many characters of it, even where a network would take sixty thousand.
ENOUGH = 700
_MAX_SENTENCES = 60
#: Shorter ones say nothing by themselves.
_SHORTEST = 12
_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTES = (("«", "»"), ("“", "”"), ("„", "“"), ("(", ")"))


@dataclass(frozen=True)
class Sentence:
    """One sentence of the article's text."""

    text: str
    span: Span
    paragraph: int


@dataclass(frozen=True)
class Summary:
    """The chosen sentences."""

    text: str
    spans: tuple[Span, ...]
    #: Whether its only sentence had to be cut.
    cut: bool = False


@dataclass(frozen=True)
class Material:
    """What a summary of one article can be made of; the same for every network."""

    #: Those that say more than the title, in reading order.
    sentences: tuple[Sentence, ...]
    #: The lead, with what closes a quotation it opens; None where nothing closes it.
    opening: tuple[Sentence, ...] | None
    #: Place of the lead's sentence.
    first: int
    #: What may follow the opening, the best first.
    ranked: tuple[Sentence, ...]


def summarise(article: Article, fits: Callable[[str], bool]) -> Summary:
    """The best summary for which `fits` holds; empty when not even a beginning of the first sentence fits."""
    material = material_of(article.title, article.lead, article.text, article.language)
    if not material.sentences:
        return Summary("", ())
    if material.opening is None or not fits(_joined(material.opening)):
        return _cut(material.sentences[material.first], fits)
    chosen = list(material.opening)
    for candidate in material.ranked:
        trial = sorted([*chosen, candidate], key=lambda s: s.span.start)
        text = _joined(trial)
        if len(text) <= ENOUGH and fits(text):
            chosen = trial
    return Summary(_joined(chosen), tuple(sentence.span for sentence in chosen))


@lru_cache(maxsize=64)
def material_of(title: str, lead: str, text: str, language: str | None) -> Material:
    """The sentences of an article, chosen and ranked once for all its accounts."""
    sentences = [sentence for sentence in sentences_of(text, language) if not _repeats(sentence.text, title)]
    if not sentences:
        return Material((), None, 0, ())
    first = _first_with_lead(sentences, lead)
    opening = _whole_thought(sentences, first)
    ranked = (
        sentence
        for sentence in _ranked(sentences, first, title)
        if len(sentence.text) >= _SHORTEST and not _is_broken(sentence.text) and sentence not in (opening or ())
    )
    return Material(tuple(sentences), tuple(opening) if opening else None, first, tuple(ranked))


def sentences_of(text: str, language: str | None) -> list[Sentence]:
    """The first sentences of the text, with the place of each."""
    found = []
    paragraph, counted = 0, 0
    for start, end in split_sentences(text, language, most=_MAX_SENTENCES):
        paragraph += text.count("\n\n", counted, start)
        counted = start
        found.append(Sentence(text[start:end], Span("text", start, end), paragraph))
    return found


def _first_with_lead(sentences: list[Sentence], lead: str) -> int:
    lead = lead[:60]
    for index, sentence in enumerate(sentences):
        if lead and len(sentence.text) >= _SHORTEST and sentence.text.startswith(lead[: len(sentence.text)]):
            return index
    return next((index for index, sentence in enumerate(sentences) if len(sentence.text) >= _SHORTEST), 0)


def _whole_thought(sentences: list[Sentence], first: int) -> list[Sentence] | None:
    """The first sentence, with those after it that close a quotation it opens; None when none closes it."""
    chosen: list[Sentence] = []
    for sentence in sentences[first : first + 5]:
        chosen.append(sentence)
        if not _is_broken(_joined(chosen)):
            return chosen
    return None


def _is_broken(text: str) -> bool:
    """Whether a quotation or bracket is opened and not closed, or closed and not opened."""
    return any(text.count(a) != text.count(b) for a, b in _QUOTES if a != "„") or text.count('"') % 2 == 1


def _ranked(sentences: list[Sentence], first: int, title: str) -> list[Sentence]:
    """Those after the lead, best first: words of the title, names and numbers, nearness to the beginning."""
    topic = {word.casefold()[:5] for word in _WORD.findall(title)}

    def worth(indexed: tuple[int, Sentence]) -> float:
        index, sentence = indexed
        words = [word.casefold()[:5] for word in _WORD.findall(sentence.text)]
        shared = len(topic.intersection(words)) / max(len(topic), 1)
        names = len(re.findall(r"(?<=[\s«(])[A-ZА-ЯЁӨҮҢ][\w-]+", sentence.text)) / max(len(words), 1)
        return shared + 0.5 * names + 0.3 * bool(re.search(r"\d", sentence.text)) - 0.12 * index

    following = list(enumerate(sentences[first + 1 :]))
    # The sentence right after the lead reads best; it opens the list whatever its words.
    return [sentence for _, sentence in sorted(following, key=worth, reverse=True)]


def _joined(sentences: Sequence[Sentence]) -> str:
    """Sentences of one paragraph side by side, of two paragraphs parted by a blank line."""
    parts: list[str] = []
    for index, sentence in enumerate(sentences):
        if index:
            parts.append(" " if sentence.paragraph == sentences[index - 1].paragraph else "\n\n")
        parts.append(sentence.text)
    return "".join(parts)


def _cut(sentence: Sentence, fits: Callable[[str], bool]) -> Summary:
    text = shortened(sentence.text, fits, closed=True)
    if text is None or _is_broken(text):
        # A sentence that closes a quotation it never opened says nothing by itself.
        return Summary("", ())
    kept = len(text.rstrip("…"))
    span = Span("text", sentence.span.start, sentence.span.start + kept)
    return Summary(text, (span,), cut=True)


def _repeats(sentence: str, title: str) -> bool:
    """Whether a sentence says no more than the title."""
    a, b = _folded(sentence), _folded(title)
    return bool(a) and (a == b or (b.startswith(a) and len(a) > 20))


def _folded(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()
