"""Which parts of two sequences belong together, in bounded time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

#: A stretch of the two sequences: old[i1:i2] stands where new[j1:j2] stands now.
Stretch = tuple[int, int, int, int]

#: Above these a stretch is not looked into: longer sides, and pairs of equal elements.
_LONGEST = 4000
_MOST_PAIRS = 60_000
#: Share of words in common from which on a paragraph is another one's new wording.
_ALIKE = 0.4


def differing(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """The stretches where the two differ, in order. Very long and repetitive ones come as a single stretch."""
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    one, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if not one and not other:
        return []
    if not one or not other or not _affordable(one, other):
        return [(head, len(old) - tail, head, len(new) - tail)]
    matcher = SequenceMatcher(None, one, other, autojunk=len(other) > 500)
    return [
        (i1 + head, i2 + head, j1 + head, j2 + head) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    ]


def _affordable(one: Sequence[str], other: Sequence[str]) -> bool:
    if max(len(one), len(other)) > _LONGEST:
        return False
    often = Counter(other)
    return sum(often[element] for element in one) <= _MOST_PAIRS


def paired(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Each text of a stretch with the one it became; None where it was taken out, or is new. In order of the new."""
    words = [_stems(text) for text in old]
    free = set(range(len(old)))
    partner: dict[int, int] = {}
    detailed = len(old) * len(new) <= 2500
    for j, text in enumerate(new):
        mine = _stems(text)
        near = sorted(free) if detailed else [i for i in (j, j - 1, j + 1) if i in free]
        best = max(near, key=lambda i: _likeness(words[i], mine), default=None)
        if best is not None and _likeness(words[best], mine) >= _ALIKE:
            partner[j] = best
            free.discard(best)
    pairs: list[tuple[int | None, int | None]] = [(partner.get(j), j) for j in range(len(new))]
    return pairs + [(i, None) for i in sorted(free)]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Shared words among all, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def likeness(one: str, other: str) -> float:
    """How many words two texts share, 0 to 1, whatever their endings."""
    return _likeness(_stems(one), _stems(other))


_WORD = re.compile(r"[^\W_]+")


def _stems(text: str) -> Counter[str]:
    """Words by their beginnings: endings change with every rewording."""
    return Counter(word[:5] for word in _WORD.findall(text.casefold()))
