"""The difference between two readings of one article, as a list of changes. Pure, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model.article import Article, Image
from bot.model.revision.align import differing, paired
from bot.model.revision.change import Change, Kind, Weight
from bot.model.revision.content import content_hash, normal, paragraphs_of, picture_key
from bot.model.revision.names import known_words
from bot.model.revision.wording import Texts, changes_within, facts_gone, snippet

#: More changes than these help nobody: the gravest are kept.
_MOST_CHANGES = 60
#: More paragraphs than these are not looked into one by one.
_MOST_PAIRS = 400
_KNOWN_CHARACTERS = 200_000


def compare(old: Article, new: Article) -> tuple[Change, ...]:
    """What changed, title first, then in order of the text; empty when both say the same (content_hash)."""
    if content_hash(old) == content_hash(new):
        return ()
    comparison = _Comparison.of(old, new)
    found = [*comparison.title(), *comparison.text(), *_pictures(old.images, new.images)]
    if old.language != new.language:
        found.append(Change(Kind.LANGUAGE, Weight.COSMETIC, old.language or "unknown", new.language or "unknown"))
    found = list(dict.fromkeys(found)) or [Change(Kind.TYPO, Weight.COSMETIC, "signs or spaces", "signs or spaces")]
    return _gravest(_once(found))


def _once(found: Sequence[Change]) -> list[Change]:
    """A number that was mended in title, lead and text is one change."""
    seen: set[tuple[Kind, str | None, str | None]] = set()
    kept = []
    for change in found:
        key = (change.kind, change.old and change.old.casefold(), change.new and change.new.casefold())
        if key not in seen:
            seen.add(key)
            kept.append(change)
    return kept


def _gravest(found: list[Change]) -> tuple[Change, ...]:
    if len(found) <= _MOST_CHANGES:
        return tuple(found)
    order = [Weight.PERSON, Weight.NOTABLE, Weight.COSMETIC]
    chosen = sorted(range(len(found)), key=lambda i: (order.index(found[i].weight), i))[:_MOST_CHANGES]
    return tuple(found[i] for i in sorted(chosen))


@dataclass(frozen=True)
class _Comparison:
    old: Article
    new: Article
    before: list[str]
    after: list[str]
    texts: Texts

    @classmethod
    def of(cls, old: Article, new: Article) -> _Comparison:
        before, after = paragraphs_of(old), paragraphs_of(new)
        whole_old, whole_new = "\n".join([old.title, *before]), "\n".join([new.title, *after])
        known = known_words(f"{whole_old[:_KNOWN_CHARACTERS]}\n{whole_new[:_KNOWN_CHARACTERS]}".split("\n"))
        return cls(old, new, before, after, Texts(whole_old, whole_new, new.language or old.language, known))

    def title(self) -> Iterator[Change]:
        old, new = " ".join(self.old.title.split()), " ".join(self.new.title.split())
        if normal(old) == normal(new):
            return
        facts, wording = changes_within(old, new, self.texts)
        small = wording is not None and wording.kind is Kind.TYPO and not facts
        yield Change(Kind.TITLE, Weight.COSMETIC if small else Weight.NOTABLE, old, new)
        yield from facts

    def text(self) -> Iterator[Change]:
        spelled_old, spelled_new = [normal(p) for p in self.before], [normal(p) for p in self.after]
        gone: list[int] = []
        come: list[int] = []
        looked_into = 0
        for i1, i2, j1, j2 in differing(spelled_old, spelled_new):
            for i, j in paired(spelled_old[i1:i2], spelled_new[j1:j2]):
                if i is None:
                    come.append(j1 + j if j is not None else j1)
                elif j is None:
                    gone.append(i1 + i)
                elif looked_into < _MOST_PAIRS and spelled_old[i1 + i] != spelled_new[j1 + j]:
                    looked_into += 1
                    yield from self._reworded(self.before[i1 + i], self.after[j1 + j])
        yield from self._come_and_gone(gone, come)

    def _reworded(self, old: str, new: str) -> Iterator[Change]:
        facts, wording = changes_within(old, new, self.texts)
        leads = normal(self.old.lead) != normal(self.new.lead) and bool(self.old.lead) and self.old.lead[:60] in old
        if leads:
            small = wording is not None and wording.kind is Kind.TYPO and not facts
            weight = Weight.COSMETIC if small else Weight.NOTABLE
            yield Change(Kind.LEAD, weight, *snippet(self.old.lead, self.new.lead))
        yield from facts
        if wording is not None and not (leads and self.old.lead == old):
            yield wording

    def _come_and_gone(self, gone: list[int], come: list[int]) -> Iterator[Change]:
        places: dict[str, int] = {normal(self.before[i]): i for i in gone}
        for j in come:
            moved = places.pop(normal(self.after[j]), None)
            if moved is not None:
                gone.remove(moved)
                yield Change(Kind.PARAGRAPH_MOVED, Weight.COSMETIC, None, _short(self.after[j]))
            else:
                yield Change(Kind.PARAGRAPH_ADDED, Weight.NOTABLE, None, _short(self.after[j]))
        for i in gone[:_MOST_CHANGES]:
            # What the post may quote is said no longer: a person must look.
            weight = Weight.PERSON if facts_gone(self.before[i], self.texts) else Weight.NOTABLE
            yield Change(Kind.PARAGRAPH_REMOVED, weight, _short(self.before[i]), None)


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def _pictures(old: Sequence[Image], new: Sequence[Image]) -> Iterator[Change]:
    before = {picture_key(image.url): image for image in reversed(old)}
    after = {picture_key(image.url): image for image in reversed(new)}
    first = picture_key(old[0].url) if old else None
    for key, image in reversed(before.items()):
        if key not in after:
            weight = Weight.NOTABLE if key == first else Weight.COSMETIC
            yield Change(Kind.PICTURE_REMOVED, weight, _seen(image), None)
    leading = picture_key(new[0].url) if new else None
    for key, image in reversed(after.items()):
        if key not in before:
            weight = Weight.NOTABLE if key == leading else Weight.COSMETIC
            yield Change(Kind.PICTURE_ADDED, weight, None, _seen(image))


def _seen(image: Image) -> str:
    name = re.sub(r"[?#].*", "", image.url).rstrip("/").rsplit("/", 1)[-1]
    return f"{name} ({_short(image.caption, 80)})" if image.caption else name
