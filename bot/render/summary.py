"""A faithful summary: whole sentences of the article, the lead first, then those about the article's who and what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

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


def sentences_of(article: Article) -> list[Sentence]:
    """The sentences of the text that may stand alone, with the place of each."""
    found = []
    for start, end in split_sentences(article.text, article.language)[:_MAX_SENTENCES]:
        text = article.text[start:end]
        found.append(Sentence(text, Span("text", start, end), article.text.count("\n\n", 0, start)))
    return found


def summarise(article: Article, fits: Callable[[str], bool]) -> Summary:
    """The best summary for which `fits` holds; empty when not even a beginning of the first sentence fits."""
    sentences = [sentence for sentence in sentences_of(article) if not _repeats(sentence.text, article.title)]
    if not sentences:
        return Summary("", ())
    first = _first_with_lead(sentences, article)
    whole = _whole_thought(sentences, first)
    if whole is None or not fits(_joined(whole)):
        return _cut(sentences[first], fits)
    chosen = list(whole)
    for candidate in _ranked(sentences, first, article):
        if candidate in chosen or len(candidate.text) < _SHORTEST or _is_broken(candidate.text):
            continue
        trial = sorted([*chosen, candidate], key=lambda s: s.span.start)
        text = _joined(trial)
        if len(text) <= ENOUGH and fits(text):
            chosen = trial
    return Summary(_joined(chosen), tuple(sentence.span for sentence in chosen))


def _first_with_lead(sentences: list[Sentence], article: Article) -> int:
    lead = article.lead[:60]
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


def _ranked(sentences: list[Sentence], first: int, article: Article) -> list[Sentence]:
    """Those after the lead, best first: words of the title, names and numbers, nearness to the beginning."""
    topic = {word.casefold()[:5] for word in _WORD.findall(article.title)}

    def worth(indexed: tuple[int, Sentence]) -> float:
        index, sentence = indexed
        words = [word.casefold()[:5] for word in _WORD.findall(sentence.text)]
        shared = len(topic.intersection(words)) / max(len(topic), 1)
        names = len(re.findall(r"(?<=[\s«(])[A-ZА-ЯЁӨҮҢ][\w-]+", sentence.text)) / max(len(words), 1)
        return shared + 0.5 * names + 0.3 * bool(re.search(r"\d", sentence.text)) - 0.12 * index

    following = list(enumerate(sentences[first + 1 :]))
    # The sentence right after the lead reads best; it opens the list whatever its words.
    return [sentence for _, sentence in sorted(following, key=worth, reverse=True)]


def _joined(sentences: list[Sentence]) -> str:
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
