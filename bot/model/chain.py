"""The journal's chain of hashes: what is hashed, and where a chain breaks first. Pure.

The algorithm, for whoever wants to check an exported journal without pressbot (docs/backup.md has it in ten lines):

    digest = SHA-256 of the JSON array [at, actor, subject, action, reason]: no spaces, nothing escaped that JSON
             does not demand, UTF-8; `at` is UTC with six digits of a second and Z
    hash   = SHA-256 of the four lines  previous hash, place, id, digest  joined by line feeds, no line feed at the end

Hashes are written in small hexadecimal letters; the one before the first is 64 zeros. Places count 1, 2, 3, no gap.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

#: What stands for the hash before the first one.
FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the journal at its place in the chain."""

    place: int
    id: int
    at: datetime
    actor: str
    subject: str
    action: str
    reason: str
    #: Over the hash before, the place, the id and the content.
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain reaches; noted elsewhere it proves later that nothing up to it was rewritten."""

    place: int
    hash: str

    def __str__(self) -> str:
        return f"{self.place}:{self.hash}"


class Fault(StrEnum):
    """What is wrong where a chain breaks."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "re-ordered"


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold."""

    fault: Fault
    place: int
    #: Of the entry that stands there; None where none does.
    id: int | None
    told: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What checking a chain showed."""

    #: Entries whose hash was found right, counted from the first one.
    entries: int
    #: The end of the part that holds.
    head: Head
    #: None when the whole chain holds.
    broken: Break | None


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def moment(at: datetime) -> str:
    """The moment as it is hashed: UTC, six digits of a second, Z."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def digest_of(at: datetime, actor: str, subject: str, action: str, reason: str) -> str:
    """The hash of one entry's content."""
    content = _encode([moment(at), actor, subject, action, reason])
    return hashlib.sha256(content.encode()).hexdigest()


def chained(previous: str, place: int, identity: int, digest: str) -> str:
    """The hash of an entry at its place, over everything before it."""
    return hashlib.sha256(f"{previous}\n{place}\n{identity}\n{digest}".encode()).hexdigest()


def prove(links: Callable[[], Iterable[Link]], *, end: Head | None = None, known: Head | None = None) -> Proof:
    """How far the chain holds and where it breaks first.

    `links` gives the entries in the order in which they stand, anew each time it is called. `end`: where the chain
    must end; `known`: a head noted earlier, which the chain must still go through.
    """
    head = Head(0, FIRST)
    for link in links():
        broken = _break_at(head, link, links)
        if broken is not None:
            return Proof(head.place, head, broken)
        head = Head(link.place, link.hash)
        if known is not None and known.place == head.place and known.hash != head.hash:
            told = f"place {head.place} has another hash than was noted: the journal up to it was rewritten"
            return Proof(head.place - 1, head, Break(Fault.CHANGED, head.place, link.id, told))
    for wanted in (end, known):
        if wanted is not None and wanted.place > head.place:
            told = f"the chain ends at place {head.place}, it reached to place {wanted.place}: its end is missing"
            return Proof(head.place, head, Break(Fault.MISSING, head.place + 1, None, told))
    return Proof(head.place, head, None)


def _break_at(head: Head, link: Link, links: Callable[[], Iterable[Link]]) -> Break | None:
    place = head.place + 1
    if link.place != place:
        if any(other.place == place for other in links()):
            told = f"place {link.place} (entry {link.id}) stands where place {place} should"
            return Break(Fault.REORDERED, place, link.id, told)
        return Break(Fault.MISSING, place, None, f"place {place} is missing: the next one there is {link.place}")
    if _fits(head, place, link) == link.hash:
        return None
    for other in links():
        # Wherever its hash was left: on its own row, or on the row that took its place.
        if other.id != link.id and _fits(head, place, other) in {other.hash, link.hash}:
            told = f"entry {link.id} stands at place {place}, where entry {other.id} belongs"
            return Break(Fault.REORDERED, place, link.id, told)
    told = f"entry {link.id} at place {place} is not what was written, or what stood before it was taken out"
    return Break(Fault.CHANGED, place, link.id, told)


def _fits(head: Head, place: int, link: Link) -> str:
    return chained(head.hash, place, link.id, digest_of(link.at, link.actor, link.subject, link.action, link.reason))
