"""Lays the journal's chain and checks it.

An entry and the digest of its content are written in the transaction of the move they tell. Its place in the chain
comes right after, in a step of its own: `seal` takes what is committed and has no place yet, in the order of the ids,
and gives it the next places. Why not at once? The next place is known only to whoever holds the end of the chain, so
every move would hold that one row until its own commit is on the disk: all sends of all daemons in one queue, for
which PostgreSQL could no longer commit several at a time. And what commits later than a higher id (ids are given
before the commit) simply gets a later place.

What is lost by it: an entry that is *removed* between its commit and the next tick (2 s; the end of every command)
leaves no gap. One that is changed is told all the same: its digest was written with it, and the chain takes the
digest. A chain without a secret key can be laid anew by whoever may write to the database: it proves something against
them only where its head was noted elsewhere (`journal export`, `journal verify --head`).

Correct with several daemons: the head is one row, locked while places are given (`SKIP LOCKED`: whoever comes second
has nothing to do); no move ever touches that row. On SQLite there is one writer at a time anyhow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, update

from bot.model.chain import FIRST, Break, Fault, Head, Link, Proof, chained, digest_of, moment, prove
from bot.store.database import Database
from bot.store.tables import journal, journal_head

#: How many entries get their places in one transaction.
BATCH = 1000

_place = (
    update(journal)
    .where(journal.c.id == bindparam("entry"))
    .values(place=bindparam("at_place"), hash=bindparam("its_hash"))
)
_digest = update(journal).where(journal.c.id == bindparam("entry")).values(digest=bindparam("its_digest"))
#: Only what the chain is laid of: of a thousand entries a second the rest is half the work.
_unplaced = select(journal.c.id, journal.c.digest).where(journal.c.place.is_(None)).order_by(journal.c.id)


@dataclass(frozen=True, slots=True)
class JournalProof:
    """What checking the store's journal showed."""

    proof: Proof
    #: Entries that have no place yet: they get it at the next tick.
    waiting: int
    #: Entries that were there before the chain began, and were chained as they stood then.
    older: int


class Chain:
    """The chain of the journal's entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seal(self) -> int:
        """How many entries got their place now."""
        sealed = 0
        while True:
            with self._database.reading() as connection:
                if connection.execute(_unplaced.limit(1)).first() is None:
                    return sealed
            with self._database.writing() as connection:
                now = _seal(connection)
            sealed += now
            if now < BATCH:
                return sealed

    def verify(self, known: Head | None = None) -> JournalProof:
        """How far the journal's chain holds; `known`: a head noted earlier."""
        with self._database.reading() as connection:
            head = connection.execute(select(journal_head)).one()
            waiting = connection.execute(
                select(func.count()).select_from(journal).where(journal.c.place.is_(None))
            ).scalar_one()
            older = connection.execute(
                select(func.count()).select_from(journal).where(journal.c.id <= head.older)
            ).scalar_one()
            proof = prove(lambda: _links(connection), end=Head(head.place, head.hash), known=known)
            # Read again: a daemon may have gone on meanwhile.
            reached = connection.execute(select(journal_head.c.place)).scalar_one()
        if proof.broken is None and proof.head.place > reached:
            told = f"the chain was laid to place {reached}, and something stands at place {proof.head.place}"
            proof = Proof(reached, proof.head, Break(Fault.CHANGED, reached + 1, None, told))
        return JournalProof(proof, waiting, older)

    def lines(self) -> Iterator[str]:
        """The chained journal, one JSON object an entry, first one first; it can be checked without the store."""
        previous = Head(0, FIRST)
        with self._database.reading() as connection:
            for link in _links(connection):
                yield json.dumps(_exported(link, previous), ensure_ascii=False, separators=(",", ":"))
                previous = Head(link.place, link.hash)


def _seal(connection: Connection) -> int:
    head = connection.execute(select(journal_head).with_for_update(skip_locked=True)).first()
    if head is None:
        return 0
    place, last, placed = head.place, head.hash, []
    for entry, known in connection.execute(_unplaced.limit(BATCH)).all():
        place += 1
        # Entries of before the chain have no digest yet: they are taken as they stand.
        last = chained(last, place, entry, known or _digested(connection, entry))
        placed.append({"entry": entry, "at_place": place, "its_hash": last})
    if placed:
        connection.execute(_place, placed)
        connection.execute(update(journal_head).values(place=place, hash=last))
    return len(placed)


def _digested(connection: Connection, entry: int) -> str:
    """The digest of an entry that has none yet, written down."""
    row = connection.execute(select(journal).where(journal.c.id == entry)).one()
    digest = digest_of(row.at, row.actor, row.subject, row.action, row.reason)
    connection.execute(_digest, {"entry": entry, "its_digest": digest})
    return digest


def _links(connection: Connection) -> Iterator[Link]:
    last = 0
    while True:
        # By pages: the journal of years need not fit into memory.
        page = connection.execute(
            select(journal).where(journal.c.place > last).order_by(journal.c.place).limit(BATCH)
        ).all()
        for row in page:
            yield Link(row.place, row.id, row.at, row.actor, row.subject, row.action, row.reason, row.hash or "")
        if len(page) < BATCH:
            return
        last = page[-1].place


def _exported(link: Link, previous: Head) -> dict[str, object]:
    return {
        "place": link.place,
        "id": link.id,
        "at": moment(link.at),
        "actor": link.actor,
        "subject": link.subject,
        "action": link.action,
        "reason": link.reason,
        "previous": previous.hash,
        "hash": link.hash,
    }
