"""A faithful summary: whole sentences of the article, the lead first, then those about the article's who and what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.model.article import Article
from bot.model.post import Span
from bot.render.quotes import is_whole
from bot.render.sentences import split_sentences
from bot.render.shorten import ELLIPSIS, shortened
from bot.render.telling import depends, folded, is_no_news, is_unfinished, repeats

#: A post is not the article: about so many characters of it, even where a network would take sixty thousand.
ENOUGH = 700
#: A sentence longer than this is cut even where it would fit.
_LONGEST = 2 * ENOUGH
_MAX_SENTENCES = 60
#: Shorter ones say nothing by themselves.
_SHORTEST = 12
#: A cut beginning shorter than this says less than another sentence that fits whole.
_SHORTEST_CUT = 40
#: How many sentences a quotation that the lead opens may go on.
_LONGEST_OPENING = 5
_WORD = re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"(?<=[\s«(])[A-ZА-ЯЁӨҮҢ][\w-]+")
_DIGIT = re.compile(r"\d")
_SPEECH_MARKS = re.compile(r"[«»]")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the article's text."""

    text: str
    span: Span
    paragraph: int
    #: Its place among all sentences of the article.
    place: int


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

    #: The lead, with what closes a quotation it opens; empty where there is nothing to tell.
    opening: tuple[Sentence, ...]
    #: Whether the opening leaves no quotation open.
    closed: bool
    #: What may follow the opening, the best first.
    ranked: tuple[Sentence, ...]
    #: Places of the sentences the title says already: what leans on them leans on the title.
    titled: frozenset[int]
    #: Whether the opening begins with all of the title's words.
    says_title: bool


def summarise(article: Article, fits: Callable[[str], bool]) -> Summary:
    """The best summary for which `fits` holds; empty when not even a beginning of the first sentence fits."""
    material = material_for(article)
    if not material.opening:
        return Summary("", ())
    opening = joined(material.opening)
    if not material.closed or len(opening) > _LONGEST or not fits(opening):
        return _instead(material, fits)
    return _whole(_chosen(material, material.opening, fits))


def telling(article: Article) -> list[Sentence]:
    """What a summary of the article tells where there is room for all of it, in reading order."""
    material = material_for(article)
    if not material.opening or not material.closed:
        return []
    return _chosen(material, material.opening, lambda _: True)


def material_for(article: Article) -> Material:
    """What a summary of the article can be made of."""
    captions = tuple(text for image in article.images for text in (image.caption, image.alt) if text)
    return material_of(article.title, article.lead, article.text, article.language, captions)


@lru_cache(maxsize=64)
def material_of(title: str, lead: str, text: str, language: str | None, captions: tuple[str, ...] = ()) -> Material:
    """The sentences of an article, chosen and ranked once for all its accounts."""
    everything = sentences_of(text, language)
    known = {folded(caption) for caption in captions}
    titled = frozenset(sentence.place for sentence in everything if repeats(sentence.text, title))
    sentences = [
        sentence
        for sentence in everything
        if sentence.place not in titled and not is_no_news(sentence.text) and folded(sentence.text) not in known
    ]
    if not sentences:
        return Material((), False, (), titled, False)
    first, sentences = _with_lead(sentences, lead, text)
    opening = _whole_thought(sentences, first)
    quoted = _speeches(text, everything[-1].span.end)
    seen = {folded(sentence.text) for sentence in opening}
    candidates = []
    for sentence in sentences[first + 1 :]:
        if sentence in opening or not _says_something(sentence, quoted) or (say := folded(sentence.text)) in seen:
            continue
        seen.add(say)
        candidates.append(sentence)
    says_title = len(folded(title)) > _SHORTEST and folded(opening[0].text).startswith(folded(title) + " ")
    ranked = tuple(_ranked(candidates, opening[0].place, title))
    return Material(tuple(opening), is_whole(joined(opening)), ranked, titled, says_title)


def sentences_of(text: str, language: str | None) -> list[Sentence]:
    """The first sentences of the text, with the place of each."""
    found = []
    paragraph, counted = 0, 0
    for place, (start, end) in enumerate(split_sentences(text, language, most=_MAX_SENTENCES)):
        paragraph += text.count("\n\n", counted, start)
        counted = start
        found.append(Sentence(text[start:end], Span("text", start, end), paragraph, place))
    return found


def _with_lead(sentences: list[Sentence], lead: str, text: str) -> tuple[int, list[Sentence]]:
    """The place of the lead's sentence in the list, that sentence without a dateline the lead does not have."""
    at = text.find(lead[:80]) if lead else -1
    for index, sentence in enumerate(sentences):
        if sentence.span.start <= at < sentence.span.end and sentence.span.end - at >= _SHORTEST:
            begun = replace(sentence, text=text[at : sentence.span.end], span=Span("text", at, sentence.span.end))
            return index, [*sentences[:index], begun, *sentences[index + 1 :]]
    first = next((index for index, sentence in enumerate(sentences) if len(sentence.text) >= _SHORTEST), 0)
    return first, sentences


def _whole_thought(sentences: list[Sentence], first: int) -> list[Sentence]:
    """The first sentence, with those after it that close a quotation it opens; alone where none closes it."""
    for count in range(1, _LONGEST_OPENING + 1):
        chosen = sentences[first : first + count]
        if is_whole(joined(chosen)):
            return chosen
    return sentences[first : first + 1]


def _speeches(text: str, end: int) -> list[tuple[int, int]]:
    """[start, end) of each quotation in «…», over paragraphs too, in order."""
    found: list[tuple[int, int]] = []
    begun: list[int] = []
    for mark in _SPEECH_MARKS.finditer(text, 0, end):
        if mark.group() == "«":
            begun.append(mark.start())
        elif begun:
            start = begun.pop()
            if not begun:
                found.append((start, mark.end()))
    return found


def _says_something(sentence: Sentence, quoted: list[tuple[int, int]]) -> bool:
    """Whether a sentence can stand by itself: whole, finished, and not a part of what somebody said."""
    if len(sentence.text) < _SHORTEST or is_unfinished(sentence.text) or not is_whole(sentence.text):
        return False
    return not any(start < sentence.span.start and sentence.span.end < end for start, end in quoted)


def _ranked(sentences: list[Sentence], lead: int, title: str) -> list[Sentence]:
    """Best first: words of the title, names and numbers, nearness to the lead."""
    topic = {word.casefold()[:5] for word in _WORD.findall(title)}

    def worth(sentence: Sentence) -> float:
        words = [word.casefold()[:5] for word in _WORD.findall(sentence.text)]
        shared = len(topic.intersection(words)) / max(len(topic), 1)
        names = len(_NAME.findall(sentence.text)) / max(len(words), 1)
        distance = sentence.place - lead - 1
        return shared + 0.5 * names + 0.3 * bool(_DIGIT.search(sentence.text)) - 0.12 * distance

    return sorted(sentences, key=worth, reverse=True)


def _chosen(material: Material, opening: Sequence[Sentence], fits: Callable[[str], bool]) -> list[Sentence]:
    """The opening and what fits beside it; a sentence that leans on the one before it only where that one stands."""
    chosen = list(opening)
    present = {sentence.place for sentence in opening} | material.titled
    waiting: list[Sentence] = []
    #: A text at least as long as one that did not fit does not fit either.
    too_long = ENOUGH + 1
    queue = [sentence for sentence in material.ranked if sentence not in chosen]
    while queue:
        candidate = queue.pop(0)
        if candidate.place - 1 not in present and depends(candidate.text):
            waiting.append(candidate)
            continue
        trial = sorted([*chosen, candidate], key=lambda sentence: sentence.span.start)
        text = joined(trial)
        if len(text) >= too_long:
            continue
        if not fits(text):
            too_long = len(text)
            continue
        chosen = trial
        present.add(candidate.place)
        queue = [*[other for other in waiting if other.place - 1 == candidate.place], *queue]
        waiting = [other for other in waiting if other.place - 1 != candidate.place]
    return chosen


def _whole(chosen: Sequence[Sentence]) -> Summary:
    return Summary(joined(chosen), tuple(sentence.span for sentence in chosen))


def joined(sentences: Sequence[Sentence]) -> str:
    """Sentences of one paragraph side by side, of two paragraphs parted by a blank line."""
    parts: list[str] = []
    for index, sentence in enumerate(sentences):
        if index:
            parts.append(" " if sentence.paragraph == sentences[index - 1].paragraph else "\n\n")
        parts.append(sentence.text)
    return "".join(parts)


def _instead(material: Material, fits: Callable[[str], bool]) -> Summary:
    """The beginning of a lead that does not fit; another whole sentence where that would be a few words only."""
    cut = _cut(material.opening[0], fits)
    if len(cut.text) >= _SHORTEST_CUT:
        return cut
    for sentence in material.ranked:
        if not depends(sentence.text) and fits(sentence.text):
            return _whole(_chosen(material, [sentence], fits))
    return cut


def _cut(sentence: Sentence, fits: Callable[[str], bool]) -> Summary:
    text = shortened(sentence.text, lambda part: len(part) <= ENOUGH and fits(part), closed=True)
    if text is None or not is_whole(text):
        # A sentence that closes a quotation it never opened says nothing by itself.
        return Summary("", ())
    if text == sentence.text:
        return _whole([sentence])
    start = sentence.span.start
    return Summary(text, (Span(sentence.span.field, start, start + len(text) - len(ELLIPSIS)),), cut=True)
