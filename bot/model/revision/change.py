"""The closed list of what can change between two revisions, how much it matters, and how it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What changed. Every difference between two revisions is one of these."""

    TITLE = "title"
    LEAD = "lead"
    NUMBER = "number"  # digits, number words, per cents, millions
    NAME = "name"  # of a person, place or organisation
    QUOTATION = "quotation"  # the text between quotation marks
    DATE = "date"  # a day, month, year, weekday or hour told in the text
    PARAGRAPH_ADDED = "paragraph_added"
    PARAGRAPH_REMOVED = "paragraph_removed"
    PARAGRAPH_REWORDED = "paragraph_reworded"
    PARAGRAPH_MOVED = "paragraph_moved"
    PICTURE_ADDED = "picture_added"
    PICTURE_REMOVED = "picture_removed"
    LANGUAGE = "language"
    TYPO = "typo"  # a letter or a sign


class Weight(StrEnum):
    """What a change asks for."""

    COSMETIC = "cosmetic"  # no reader was misled before
    NOTABLE = "notable"  # worth telling
    PERSON = "person"  # a number, name, quotation or date: a person must look before anything follows


_ORDER = (Weight.COSMETIC, Weight.NOTABLE, Weight.PERSON)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    kind: Kind
    weight: Weight
    #: A snippet of the older text; None where there was nothing.
    old: str | None = None
    #: A snippet of the newer text; None where nothing is left.
    new: str | None = None
    #: The words around it, in the newer text where it stands there, else in the older; "" where none help.
    context: str = ""


_NAMES = {
    Kind.TITLE: "title",
    Kind.LEAD: "lead",
    Kind.NUMBER: "number",
    Kind.NAME: "name",
    Kind.QUOTATION: "quotation",
    Kind.DATE: "date",
    Kind.LANGUAGE: "language",
}
_SENTENCES = {
    Kind.PARAGRAPH_ADDED: "paragraph added: {new}",
    Kind.PARAGRAPH_REMOVED: "paragraph removed: {old}",
    Kind.PARAGRAPH_REWORDED: "paragraph reworded: {old} → {new}",
    Kind.PARAGRAPH_MOVED: "paragraph moved: {new}",
    Kind.PICTURE_ADDED: "picture added: {new}",
    Kind.PICTURE_REMOVED: "picture removed: {old}",
    Kind.TYPO: "typo mended: {old} → {new}",
}


def said(change: Change) -> str:
    """The change in a line of English: "number changed: 5 → 7 (… пострадали 7 человек …)"."""
    if change.kind in _SENTENCES:
        return _SENTENCES[change.kind].format(old=change.old or "–", new=change.new or "–")
    name, around = _NAMES[change.kind], f" ({change.context})" if change.context else ""
    if change.old is None:
        return f"{name} added: {change.new}{around}"
    if change.new is None:
        return f"{name} removed: {change.old}{around}"
    return f"{name} changed: {change.old} → {change.new}{around}"


def heaviest(changes: Iterable[Change]) -> Weight | None:
    """The weight of the gravest change; None where there is none."""
    return max((change.weight for change in changes), key=_ORDER.index, default=None)
