"""What changed within one paragraph: its facts one by one, then whether the rest is a slip or new wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.model.revision.align import differing
from bot.model.revision.change import Change, Kind, Weight
from bot.model.revision.content import normal
from bot.model.revision.facts import Fact, facts_in, folded
from bot.model.revision.names import same_name

_KINDS = (Kind.NUMBER, Kind.NAME, Kind.QUOTATION, Kind.DATE)
#: Names compared each with each, at most.
_MOST_NAMES = 150
#: Letters a mended word has at least: in shorter ones one letter makes another word.
_SHORTEST_MENDED = 4
_TOKEN = re.compile(r"\x00\d+\x00|[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True)
class Texts:
    """Both whole texts: a fact that also stands elsewhere is neither new nor lost."""

    old: str
    new: str
    language: str | None
    known: frozenset[str]
    _asked: dict[tuple[bool, Kind, str], bool] = field(default_factory=dict, repr=False)

    @cached_property
    def _spellings(self) -> dict[bool, tuple[str, str, str]]:
        return {newer: (text, text.casefold(), folded(text)) for newer, text in ((False, self.old), (True, self.new))}

    def hold(self, fact: Fact, *, newer: bool) -> bool:
        """Whether the fact stands anywhere in the newer, or older, text."""
        key = (newer, fact.kind, fact.text)
        if key not in self._asked:
            self._asked[key] = _stands_in(fact, *self._spellings[newer])
        return self._asked[key]


def changes_within(old: str, new: str, texts: Texts) -> tuple[list[Change], Change | None]:
    """The facts that changed between two readings of a paragraph, and what of its wording did (None: nothing)."""
    before, after = facts_in(old, texts.language, texts.known), facts_in(new, texts.language, texts.known)
    changes: list[Change] = []
    pairs: list[tuple[Fact | None, Fact | None]] = []
    for kind in _KINDS:
        mine, theirs = [f for f in before if f.kind is kind], [f for f in after if f.kind is kind]
        for one, other in _unlike(mine, theirs, texts):
            pairs.append((one, other))
            if _matters(one, other, texts):
                changes.append(_change(kind, one, other, old, new))
        if kind is Kind.NUMBER and _swapped(mine, theirs, old, new):
            changes.append(Change(kind, Weight.PERSON, _row(mine), _row(theirs), "in another order"))
    changes.sort(key=lambda change: _KINDS.index(change.kind))
    same = _same_names(before, after, texts)
    masked = _masked(old, before, pairs, 0, same), _masked(new, after, pairs, 1, same)
    return changes, _wording(*masked, old, new)


def facts_gone(paragraph: str, texts: Texts) -> bool:
    """Whether a paragraph that was taken out held a number, name, quotation or date that stands nowhere now."""
    return any(not texts.hold(fact, newer=True) for fact in facts_in(paragraph, texts.language, texts.known))


def snippet(old: str, new: str, most: int = 140) -> tuple[str, str]:
    """Both texts cut to where they differ, with a few words around, at word boundaries."""
    if len(old) <= most and len(new) <= most:
        return old, new
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return _cut(old, head, len(old) - tail, most), _cut(new, head, len(new) - tail, most)


def _cut(text: str, start: int, end: int, most: int) -> str:
    start = text.rfind(" ", 0, max(start - 20, 0)) + 1 if start > 20 else 0
    if end - start > most:
        end = start + most
    else:
        blank = text.find(" ", min(end + 20, len(text)))
        end = blank if blank != -1 else len(text)
    cut = text[start:end].strip()
    return ("… " if start else "") + cut + (" …" if end < len(text) else "")


# --- facts ------------------------------------------------------------------------------------------------------------


def _unlike(old: Sequence[Fact], new: Sequence[Fact], texts: Texts) -> list[tuple[Fact | None, Fact | None]]:
    """Facts of one kind without their equal on the other side, paired in the order they stand in."""
    rest_old, rest_new = _without_equals(old, new), _without_equals(new, old)
    if rest_old and rest_new and rest_old[0].kind is Kind.NAME:
        rest_old, rest_new = _without_same_names(rest_old, rest_new, texts)
    pairs: list[tuple[Fact | None, Fact | None]] = list(zip(rest_old, rest_new, strict=False))
    common = len(pairs)
    pairs += [(fact, None) for fact in rest_old[common:]]
    return pairs + [(None, fact) for fact in rest_new[common:]]


def _without_equals(mine: Sequence[Fact], theirs: Sequence[Fact]) -> list[Fact]:
    waiting = Counter(fact.key for fact in theirs)
    kept = []
    for fact in mine:
        if waiting[fact.key] > 0:
            waiting[fact.key] -= 1
        else:
            kept.append(fact)
    return kept


def _without_same_names(old: list[Fact], new: list[Fact], texts: Texts) -> tuple[list[Fact], list[Fact]]:
    kept, free = [], new[:_MOST_NAMES]
    for fact in old[:_MOST_NAMES]:
        same = next((other for other in free if _is_same(fact, other, texts)), None)
        if same is None:
            kept.append(fact)
        else:
            free.remove(same)
    return kept + old[_MOST_NAMES:], free + new[_MOST_NAMES:]


def _is_same(one: Fact, other: Fact, texts: Texts) -> bool:
    return one.name is not None and other.name is not None and same_name(one.name, other.name, texts.language)


def _same_names(before: Sequence[Fact], after: Sequence[Fact], texts: Texts) -> dict[str, str]:
    """Key of a name in the new text → the key under which the old one has it."""
    mine, theirs = {f.key: f for f in before if f.name}, {f.key: f for f in after if f.name and f.key}
    found = {}
    for key, fact in list(theirs.items())[:_MOST_NAMES]:
        if key not in mine:
            for known, other in list(mine.items())[:_MOST_NAMES]:
                if _is_same(other, fact, texts):
                    found[key] = known
                    break
    return found


def _matters(one: Fact | None, other: Fact | None, texts: Texts) -> bool:
    """A fact that only came or only went is no change while the other text has it elsewhere."""
    if one is not None and other is not None:
        return True
    if one is not None:
        return not texts.hold(one, newer=True)
    return other is not None and not texts.hold(other, newer=False)


def _stands_in(fact: Fact, text: str, lower: str, words: str) -> bool:
    written = fact.text.casefold()
    if fact.kind is Kind.NUMBER:
        digits = rf"(?<![\w.,]){re.escape(written)}(?!\w|[.,]\d)"
        return written in lower and bool(re.search(digits, lower))
    if fact.kind is Kind.QUOTATION:
        return fact.key in words
    if fact.name is not None:
        last = fact.name.words[-1]
        # With its capital: Роза is no rose.
        return last[: max(len(last) - 2, 3)] in text
    return written in lower


def _change(kind: Kind, one: Fact | None, other: Fact | None, old: str, new: str) -> Change:
    context = ""
    if kind is not Kind.QUOTATION:
        context = _around(new, other) if other is not None else _around(old, one)
    # An hour or day, a number, a name, somebody's words: none of them may be wrong on a wall.
    return Change(kind, Weight.PERSON, *_without_opening(_told(one), _told(other), one, other), context)


def _without_opening(
    told: str | None, retold: str | None, one: Fact | None, other: Fact | None
) -> tuple[str | None, str | None]:
    """Both names without the word that merely begins the sentence of both."""
    mine, theirs = one and one.name, other and other.name
    if told and retold and mine and theirs and mine.doubtful and theirs.doubtful and mine.words[0] == theirs.words[0]:
        opening = mine.words[0]
        if min(len(mine.words), len(theirs.words)) > 1:
            return told.removeprefix(opening).lstrip(), retold.removeprefix(opening).lstrip()
    return told, retold


def _told(fact: Fact | None, most: int = 200) -> str | None:
    if fact is None:
        return None
    return fact.text if len(fact.text) <= most else fact.text[:most].rsplit(" ", 1)[0] + "…"


def _around(text: str, fact: Fact | None, reach: int = 30) -> str:
    if fact is None:
        return ""
    start, end = max(fact.start - reach, 0), min(fact.end + reach, len(text))
    start = text.find(" ", start, fact.start) + 1 if start else 0
    blank = text.rfind(" ", fact.end, end)
    end = blank if end < len(text) and blank != -1 else end
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def _swapped(old: Sequence[Fact], new: Sequence[Fact], before: str, after: str) -> bool:
    """Whether the same numbers now stand before other words."""
    keys, others = [fact.key for fact in old], [fact.key for fact in new]
    if keys == others or sorted(keys) != sorted(others):
        return False
    return Counter(_counted(fact, before) for fact in old) != Counter(_counted(fact, after) for fact in new)


def _counted(fact: Fact, text: str) -> tuple[str, str]:
    following = re.match(r"\W*(\w{1,5})", text[fact.end : fact.end + 40])
    return fact.key, following.group(1).casefold() if following else ""


def _row(facts: Sequence[Fact]) -> str:
    return ", ".join(fact.text for fact in facts[:6])


# --- wording ----------------------------------------------------------------------------------------------------------


def _masked(
    text: str, facts: Sequence[Fact], pairs: Sequence[tuple[Fact | None, Fact | None]], side: int, same: dict[str, str]
) -> list[str]:
    """The text's words, every fact in it replaced by a sign that its unchanged or told counterpart has too."""
    told = {id(pair[side]): number for number, pair in enumerate(pairs) if pair[side] is not None}
    pieces, at = [], 0
    for fact in facts:
        if fact.start < at:
            continue
        pieces.append(text[at : fact.start])
        number = told.get(id(fact))
        if number is None:
            number = 1_000_000 + hash(same.get(fact.key, fact.key)) % 1_000_000_000
        elif pairs[number][1 - side] is None:
            number = -1
        pieces.append(f" \x00{number}\x00 " if number >= 0 else " ")
        at = fact.end
    pieces.append(text[at:])
    return _TOKEN.findall(normal("".join(pieces)))


def _wording(one: list[str], other: list[str], old: str, new: str) -> Change | None:
    if one == other:
        return None
    stretches = differing(one, other)
    if all(_is_slip(one[i1:i2], other[j1:j2]) for i1, i2, j1, j2 in stretches):
        i1, i2, j1, j2 = stretches[0]
        mended = " ".join(one[i1:i2]), " ".join(other[j1:j2])
        if any("\x00" in side or not side.strip(",.;:-") for side in mended):
            mended = snippet(old, new, 60)
        return Change(Kind.TYPO, Weight.COSMETIC, *mended)
    return Change(Kind.PARAGRAPH_REWORDED, Weight.NOTABLE, *snippet(old, new))


def _is_slip(one: list[str], other: list[str]) -> bool:
    """Signs only, or words each of which differs from its counterpart by a letter."""
    words, others = ([token for token in side if token[0].isalnum()] for side in (one, other))
    if any("\x00" in token for token in (*one, *other)) or len(words) != len(others):
        return False
    return len(words) <= 3 and all(_is_mended(a, b) for a, b in zip(words, others, strict=True))


def _is_mended(one: str, other: str) -> bool:
    """Whether two words differ by one letter changed, missing, doubled or swapped with its neighbour, or by case."""
    a, b = one.casefold().replace("ё", "е"), other.casefold().replace("ё", "е")
    if a == b:
        return True
    # A word's first letter is its prefix's: законно and незаконно are no slip.
    if min(len(a), len(b)) < _SHORTEST_MENDED or a[0] != b[0] or a.isdigit() or b.isdigit():
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[head:], b[head:]
    if rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]:
        return True
    return rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
