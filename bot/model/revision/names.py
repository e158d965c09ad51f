"""Names of persons, places and organisations in a text, and whether two of them are one in another case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
#: What may stand between two words of one name, besides a blank.
_LINKS = frozenset(
    {
        "of",
        "the",
        "and",
        "for",
        "de",
        "la",
        "van",
        "von",
        "der",
        "al",
        "bin",
        "уулу",
        "кызы",
        "фон",
        "де",
        "оглы",
        "оглу",
    }
)
_OF_DATES = re.compile(
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|i|a|the)",
    re.IGNORECASE,
)
_SURNAME = re.compile(
    r"[^\W\d_]{2,}(?:[оеё]в|[иы]н|[оеё]в[аыуо]й?|[иы]н[аыуо]й?|[оеё]в(?:ым|ых|е)|[иы]н(?:ым|ых|е)|ск(?:ий|ого|ому|им|ая|ой|ую)|"
    r"енко|дзе|швили|[яь]н|баев\w*|алиев\w*|уулу|кызы)",
)
_STARTS = frozenset('.!?…:;«»"“”„(–—-•')

# Endings by which a Russian name is declined; "-ов" and "-ин" are none: they tell Иванов from Иван.
_RU = frozenset(
    [
        "",
        *"а я у ю ы и е о й ь ом ем ём ой ей ою ею ью ии ия ию ий ый ым им ых их ам ям ах ях ая яя ую юю ое ее".split(),
        *"ого его ому ему ами ями ией иям".split(),
    ]
)
_KY = re.compile(
    r"(?:[дт][аеоөыиуү]|[нтд][ыиуү]н|[гк][аеоө]|[ндт][ыиуү]|[дт][аеоө]н|[лдт][аеоө]р(?:[ыиуү])?|с[ыиуү]|[ыиуү]|"
    r"[дт][аеоө]г[ыиуү]|н|на|не|но|нө|[ыиуү]?н[ыиуү]н)?(?:[дт][аеоө]н?|[нтд][ыиуү]н?|[гк][аеоө]|[дт][аеоө]г[ыиуү])?"
)
_EN = frozenset({"", "'s", "’s", "s", "'", "’"})
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands."""

    words: tuple[str, ...]
    start: int
    end: int
    #: Its first word begins a sentence and may be an ordinary one.
    doubtful: bool = False


def same_word(one: str, other: str, language: str | None) -> bool:
    """Whether two words of names are one word in two cases, an initial and its name included."""
    one, other = one.casefold().replace("ё", "е"), other.casefold().replace("ё", "е")
    if one == other:
        return True
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    stem = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if stem < _SHORTEST_STEM:
        return False
    rests = one[stem:], other[stem:]
    if all(rest in _EN for rest in rests):
        return True
    if language != "ky" and all(rest in _RU for rest in rests):
        return True
    return language in {"ky", None} and all(len(rest) <= 6 and _KY.fullmatch(rest) for rest in rests)


def same_name(one: Name, other: Name, language: str | None) -> bool:
    """Whether two names are one: in another case, with initials for first names, or its last words alone."""
    return any(_same(a, b, language) for a in _readings(one) for b in _readings(other))


def _readings(name: Name) -> list[tuple[str, ...]]:
    return [name.words, name.words[1:]] if name.doubtful and len(name.words) > 1 else [name.words]


def _same(one: tuple[str, ...], other: tuple[str, ...], language: str | None) -> bool:
    shorter = min(len(one), len(other))
    return all(same_word(a, b, language) for a, b in zip(one[-shorter:], other[-shorter:], strict=True))


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that are written with a capital in the middle of a sentence: their first letters, lower case."""
    known: set[str] = set()
    for text in texts:
        if _is_title_case(text):
            continue
        for found in _WORD.finditer(text):
            word = found.group()
            if word[0].isupper() and len(word) > 1 and not _begins(text, found.start()):
                known.add(_rough(word))
    return frozenset(known)


def names_in(text: str, known: frozenset[str]) -> list[Name]:
    """Every name in the text, in order. `known`: from known_words, tells names at the beginning of sentences."""
    sure_only = _is_title_case(text)
    found: list[Name] = []
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and not _joined(text[run[-1].end() : word.start()], run[-1].group()):
            _close(run, text, known, sure_only, found)
        if word.group()[0].isupper() or (run and word.group() in _LINKS):
            run.append(word)
        elif run:
            _close(run, text, known, sure_only, found)
    _close(run, text, known, sure_only, found)
    return found


def _close(run: list[re.Match[str]], text: str, known: frozenset[str], sure_only: bool, found: list[Name]) -> None:
    while run and not run[-1].group()[0].isupper():
        run.pop()
    words = [match for match in run if not _OF_DATES.fullmatch(match.group())]
    run.clear()
    if sure_only:
        words = [match for match in words if _rough(match.group()) in known or _is_sure(match, text)]
    if not words:
        return
    first = words[0]
    doubtful = _begins(text, first.start()) and not _is_sure(first, text)
    if doubtful and len(words) == 1:
        if _rough(first.group()) not in known and not (len(first.group()) >= 5 and _SURNAME.fullmatch(first.group())):
            return
        doubtful = False
    found.append(Name(tuple(match.group() for match in words), first.start(), words[-1].end(), doubtful))


def _is_sure(word: re.Match[str], text: str) -> bool:
    """An initial or an abbreviation."""
    letters = word.group()
    if len(letters) == 1:
        return text[word.end() : word.end() + 1] == "."
    return letters.isupper()


def _joined(gap: str, before: str) -> bool:
    return gap in {" ", "\xa0"} or (len(before) == 1 and gap in {".", ". ", ".\xa0"})


def _begins(text: str, start: int) -> bool:
    """Whether a word at that place begins a sentence; one after an initial does not."""
    before = text[max(0, start - 4) : start].rstrip()
    if not before:
        return start <= 4
    if before[-1] not in _STARTS:
        return False
    after_initial = (
        len(before) >= 2
        and before[-1] == "."
        and before[-2].isupper()
        and (len(before) < 3 or not before[-3].isalpha())
    )
    return not after_initial


def _is_title_case(text: str) -> bool:
    """Whether nearly every long word has a capital: then a capital says nothing."""
    long_words = [word for word in _WORD.findall(text[:2000]) if len(word) >= 4]
    capital: int = sum(word[0].isupper() for word in long_words)
    return capital >= 3 and capital > 0.6 * len(long_words)


def _rough(word: str) -> str:
    return word.casefold().replace("ё", "е")[: max(len(word) - 2, _SHORTEST_STEM)]
