"""The protocol in one thread: the real workers on a real store, walls and a clock in the test's hands.

A worker can be stopped at every marked step, before and after each call of the store or of the network, and there it
sleeps on, dies, or finds the store broken. Nothing is sent over a wire, no time passes but by `World.pass_time`.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from sqlalchemy import select

from bot import deadline
from bot.delivery.freezing import Freezer
from bot.delivery.plan import ByHand
from bot.model.article import Article
from bot.model.delivery import State
from bot.model.records import Admission, DeliveryRow
from bot.store.freezes import Freeze, Scope
from bot.store.store import Store
from bot.store.tables import accounts
from tests.conftest import FakeClock
from tests.crash.walls import ACCOUNTS, AHEAD, SHOWN_WITHIN, TIMING, Wall
from tests.crash.witness import DONE, Witness
from tests.crash.workers import End, Place, Stop, Worker

_WORDS = ("мост", "школу", "больницу", "вокзал", "театр", "стадион", "музей", "завод", "парк", "рынок")


class World:
    """Everything: articles, staff, workers, walls, freezes, and what must be true of them."""

    def __init__(self, names: Sequence[str], workers: int, *, wrong_clock: bool = False) -> None:
        self._ends = ExitStack()
        folder = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="pressbot-protocol-"))
        shutil.copyfile(_empty_store(), f"{folder}/store.db")
        self.clock = FakeClock()
        clocks = [lambda: self.clock().timestamp()]
        self._ends.enter_context(mock.patch.object(deadline, "_CLOCKS", clocks))
        self._ends.enter_context(structlog.testing.capture_logs())
        self.store = Store(f"sqlite:///{folder}/store.db")
        # No power cut is modelled: the disk is not waited for.
        self.store.database._flusher = None
        self._ends.callback(self.store.close)
        self.accounts = {name: ACCOUNTS[name] for name in names}
        self.store.lanes.register(list(self.accounts.values()))
        self.walls = {
            name: Wall(name, self.clock, self.require_unfrozen, behind=AHEAD[name] if wrong_clock else timedelta())
            for name in names
        }
        self._marks, self._owners = itertools.count(1), itertools.count(1)
        self._known_dead: set[str] = set()
        self.workers = [self._born() for _ in range(workers)]
        self.articles: list[int] = []
        #: Freezes that hold, with the marks of what was on its way when each was set, and until when that may come.
        self.freezes: list[tuple[Freeze, frozenset[str], datetime]] = []
        self._witness = Witness(self.store, self.walls, self.deliveries)

    def close(self) -> None:
        """Ends everybody."""
        for worker in self.workers:
            worker.die()
        self._ends.close()

    def next_mark(self) -> str:
        """Unique to one delivery."""
        return f"m{next(self._marks)}"

    def is_dead(self, owner: str) -> bool:
        """Whether that owner's end is known."""
        return owner in self._known_dead

    def pass_time(self, duration: timedelta) -> None:
        """Later."""
        self.clock.moment += duration

    def _moments(self, account: str) -> list[datetime]:
        """When something of the account is to be sent, looked for, or taken over."""
        return [
            {State.UNCONFIRMED: row.next_look_at, State.PUBLISHING: row.state_since + TIMING.lease}.get(row.state)
            or row.due_at
            for row in self.deliveries()
            if row.account == account and row.state in {State.SCHEDULED, State.UNCONFIRMED, State.PUBLISHING}
        ]

    def has_work(self, account: str) -> bool:
        """Whether something of the account goes on by itself."""
        return bool(self._moments(account))

    def until_due(self, account: str) -> timedelta:
        """How long until the account has work and its lane can be had; nothing when that is now, or never."""
        first = min(self._moments(account), default=self.clock())
        with self.store.database.reading() as connection:
            lane = connection.execute(select(accounts).where(accounts.c.name == account)).one()
        held = lane.lease_until is not None and not self.is_dead(lane.owner)
        waits = [
            moment for moment in (first, lane.not_before, lane.lease_until if held else None) if moment is not None
        ]
        return max(max(waits) - self.clock(), timedelta())

    def _born(self) -> Worker:
        place = Place(self.store, self.accounts, self.walls, self.clock, self.is_dead, self.pass_time, self.next_mark)
        return Worker(place, f"w{next(self._owners)}")

    # --- what happens -------------------------------------------------------------------------------------------

    def write_article(self) -> None:
        """A new page was read."""
        number = len(self.articles)
        url = f"https://e.org/{number}"
        row = self.store.articles.add(url, Admission.NEW, self.clock())
        title = f"Президент открыл {_WORDS[number % len(_WORDS)]} № {number} в центре столицы республики"
        article = Article(url, url, title, "", "", "ru", self.clock())
        self.articles.append(self.store.articles.record_reading(row.id, article, self.clock()))

    def run(self, place: int, account: str | None, stop: Stop | None) -> None:
        """A worker works a lane, or plans, until it ends or is stopped."""
        worker = self.workers[place]
        work = worker.planner.plan_waiting if account is None else lambda: worker.publisher.work(account)
        worker.run(work, stop)
        self._bury(place, stop)

    def wake(self, place: int, stop: Stop | None) -> None:
        """A sleeping worker goes on."""
        self.workers[place].wake(stop)
        self._bury(place, stop)

    def kill(self, place: int, *, known: bool) -> None:
        """A worker ends where it stands; another process takes its place."""
        self.workers[place].die()
        self._bury(place, Stop("", 0, End.DIES if known else End.VANISHES))

    def _bury(self, place: int, stop: Stop | None) -> None:
        worker = self.workers[place]
        if worker.is_dead:
            if stop is not None and stop.end is End.DIES:
                self._known_dead.add(worker.owner)
            self.workers[place] = self._born()

    def freeze(self, scope: Scope, value: str, *, patient: bool) -> None:
        """Staff set a freeze; with patience they wait until nothing is on its way any more."""
        freezer = Freezer(
            self.store, self.clock, longest_call=TIMING.longest_call, is_dead=self.is_dead,
            sleep=lambda _: self.pass_time(timedelta(seconds=20)),
        )  # fmt: skip
        patience = None if patient else timedelta()
        frozen = freezer.freeze(scope, value, "mourning", "staff", None, patience=patience)
        under_way = frozenset(row.mark for row in frozen.still_under_way)
        self.freezes.append((frozen.freeze, under_way, frozen.quiet_at or self.clock()))

    def unfreeze(self) -> None:
        """Everything may leave again."""
        for freeze, _, _ in self.freezes:
            self.store.freezes.lift(freeze.id, actor="staff", now=self.clock())
        self.freezes.clear()

    def require_unfrozen(self, account: str, mark: str) -> None:
        """Called when the bytes of a post leave."""
        for freeze, under_way, quiet_at in self.freezes:
            covers = freeze.scope is Scope.ALL or freeze.value == account
            if covers and (mark not in under_way or self.clock() >= quiet_at):
                self._witness.leaked.append(f"{mark} left for {account} while frozen")

    def deliveries(self) -> list[DeliveryRow]:
        """All of them, oldest first."""
        return self.store.deliveries.find()[::-1]

    def act(self, row: DeliveryRow, target: State) -> None:
        """A person's move, as the command line makes it; who releases has looked at the wall, once it shows all."""
        values: dict[str, Any] = {}
        if target is State.SCHEDULED and row.state in {State.HELD, State.REJECTED}:
            self.pass_time(SHOWN_WITHIN)
            if any(post.post.mark == row.mark for post in self.walls[row.account].posts):
                target = State.CANCELLED
            else:
                values = {"due_at": self.clock(), "attempts": 0, "failing_since": None}
        if target is State.UNCONFIRMED:
            values = {"next_look_at": self.clock()}
        self.store.deliveries.act(
            row.id, row.state, target, actor="staff", reason="by hand", now=self.clock(), **values
        )

    def repost(self, number: int, account: str) -> None:
        """Staff want an article once more."""
        row = self.store.articles.get(self.articles[number])
        assert row is not None
        self.workers[0].planner.post_by_hand(row, ByHand([account]), "staff")

    # --- what must be true --------------------------------------------------------------------------------------

    @property
    def is_broken(self) -> bool:
        """Whether a promise was found broken."""
        return self._witness.is_broken

    def check(self) -> None:
        """Raises AssertionError when a promise is broken."""
        self._witness.check()

    def come_to_an_end(self) -> None:
        """Everybody wakes, nothing goes wrong any more, staff settle what waits for them; then all must be out, once."""
        for place, worker in enumerate(self.workers):
            if worker.is_asleep:
                self.wake(place, None)
                self.check()
        self.unfreeze()
        for wall in self.walls.values():
            wall.fates.clear()
            wall.failing_reads = 0
        for _ in range(40):
            self.pass_time(timedelta(minutes=20))
            self.run(0, None, None)
            for name in self.accounts:
                self.run(0, name, None)
            self.check()
            waiting = [row for row in self.deliveries() if row.state not in DONE]
            if not waiting:
                break
            for row in waiting:
                if row.state in {State.HELD, State.REJECTED}:
                    self.act(row, State.SCHEDULED)
        self._witness.check_end(len(self.articles))


@cache
def _empty_store() -> Path:
    """A store's file with every table, made once."""
    folder = Path(tempfile.mkdtemp(prefix="pressbot-protocol-store-"))
    store = Store(f"sqlite:///{folder}/store.db")
    store.upgrade()
    store.close()
    return folder / "store.db"


@contextmanager
def world(names: Sequence[str], workers: int = 3) -> Iterator[World]:
    """A world, ended afterwards."""
    made = World(names, workers)
    try:
        yield made
    finally:
        made.close()
