"""What is kept of a store beyond its daily use: proof of its journal, exports, backups, what comes back from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.clock import Clock
from bot.errors import Problem, StoreError, UserError
from bot.model.account import Account
from bot.model.chain import Head, Link, Proof, moment, prove
from bot.store import restore as restoring
from bot.store.backup import Backup, Progress, back_up
from bot.store.chain import JournalProof
from bot.store.freezes import Freeze
from bot.store.readbacks import ReadBackRow
from bot.store.restore import Restored
from bot.store.store import Store
from bot.store.tables import metadata

#: Sealed secrets stay in the store; no export has them.
_NOT_EXPORTED = frozenset({"credentials"})


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stood still in the store that is replaced."""

    freezes: Sequence[Freeze] = ()
    #: Account → why it was paused.
    paused: Mapping[str, str] = field(default_factory=dict)

    def carry_over(self, store: Store, actor: str, now: datetime) -> None:
        """The same stands still in the restored store: nothing leaves because a backup is older than a freeze."""
        there = {(freeze.scope, freeze.value, freeze.since) for freeze in store.freezes.holding(now)}
        for freeze in self.freezes:
            if (freeze.scope, freeze.value, freeze.since) not in there:
                reason = f"{freeze.reason} (set before the restore)"
                store.freezes.set(
                    freeze.scope, freeze.value, reason=reason, actor=actor, now=now, until=freeze.until
                )  # fmt: skip
        for account, reason in self.paused.items():
            store.lanes.pause(account, reason, actor, now)


class Archive:
    """Keeps, proves and brings back."""

    def __init__(self, store: Store, accounts: Sequence[Account], clock: Clock) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock

    def prove_journal(self, known: str | None = None) -> JournalProof:
        """How far the journal's chain holds; `known`: a head noted earlier. Raises StoreError, UserError."""
        self._store.chain.seal()
        return self._store.chain.verify(_head(known))

    def prove_file(self, path: Path, known: str | None = None) -> Proof:
        """How far the chain of an exported journal holds. Raises UserError for a file that is none."""
        links = list(_links(path))
        return prove(lambda: links, known=_head(known))

    def journal_lines(self) -> Iterator[str]:
        """The whole journal, one JSON object a line, each with its hash. Raises StoreError."""
        self._store.chain.seal()
        return self._store.chain.lines()

    def all_lines(self) -> Iterator[str]:
        """Everything but secrets, one JSON object a line: {"table": …, "row": {…}}. Raises StoreError."""
        with self._store.database.reading() as connection:
            for table in metadata.sorted_tables:
                if table.name in _NOT_EXPORTED:
                    continue
                result = connection.execution_options(yield_per=500).execute(select(table))
                for row in result.mappings():
                    plain = {key: moment(v) if isinstance(v, datetime) else v for key, v in row.items()}
                    yield json.dumps({"table": table.name, "row": plain}, ensure_ascii=False)

    def back_up(self, target: Path, progress: Progress) -> Backup:
        """The finished backup. Raises StoreError."""
        return back_up(self._store.database, target, progress)

    def restore(self, backup: Path, actor: str, progress: Progress) -> Restored:
        """What was done; every account is read back before anything is sent to it. Raises StoreError."""
        now = self._clock()
        stopped = self._stopped(now)

        def prepare(store: Store) -> None:
            progress("bringing it up to date")
            store.upgrade(restoring=True)
            store.lanes.register(self._accounts)
            store.epochs.begin_restored(now, f"{backup.name} was restored by {actor}")
            stopped.carry_over(store, actor, now)
            store.chain.seal()

        return restoring.restore(self._store, backup, now, prepare, progress)

    def _stopped(self, now: datetime) -> Stopped:
        url = self._store.database.engine.url
        if self._store.database.is_sqlite and not Path(url.database or "").exists():
            return Stopped()
        try:
            standing = self._store.lanes.standing()
            paused = {account: reason for account, (_, _, reason) in standing.items() if reason is not None}
            return Stopped(self._store.freezes.holding(now), paused)
        except StoreError:
            # Damaged, or of another version: that may be why it is replaced.
            return Stopped()
        finally:
            self._store.database.close()

    def read_backs(self) -> list[ReadBackRow]:
        """Every account's newest read-back, done or waiting."""
        return self._store.readbacks.all()

    def ask_read_back(self, accounts: Iterable[str], since: datetime, actor: str) -> None:
        """The accounts are read back, from then on, before anything is sent to them."""
        for name in accounts:
            self._store.readbacks.ask(name, actor, self._clock(), since)


def _links(path: Path) -> Iterator[Link]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _link(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "is not UTF-8"
        raise UserError(Problem(str(path), reason, "name a file made by pressbot journal export")) from None


def _link(path: Path, number: int, line: str) -> Link:
    try:
        found = json.loads(line)
        return Link(
            int(found["place"]), int(found["id"]), datetime.fromisoformat(found["at"]), str(found["actor"]),
            str(found["subject"]), str(found["action"]), str(found["reason"]), str(found["hash"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        mend = "name a file made by pressbot journal export"
        raise UserError(Problem(f"{path}, line {number}", "is no entry of a journal", mend)) from None


def _head(written: str | None) -> Head | None:
    if written is None:
        return None
    place, _, hashed = written.strip().partition(":")
    if not place.isdecimal() or len(hashed) != 64:
        raise UserError(Problem("--head", f"{written!r} is no head", "give it as journal verify printed it"))
    return Head(int(place), hashed.lower())
