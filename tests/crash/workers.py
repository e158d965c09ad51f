"""Workers that can be stopped between any two steps: each runs in one greenlet, and only when the test says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from greenlet import getcurrent, greenlet

from bot.clock import Clock
from bot.delivery.plan import Planner
from bot.delivery.publish import Publisher
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.errors import StoreError
from bot.model.account import Account
from bot.model.article import Article
from bot.model.limits import Limits
from bot.model.post import Form, Post
from bot.store.sources import IsDead
from bot.store.store import Store
from tests.crash.walls import TIMING, Wall


class Killed(BaseException):
    """The worker is no more: it does nothing further, not even what stands in `finally`."""


class End(StrEnum):
    """What happens to a worker at the step at which it is stopped."""

    SLEEPS = "sleeps"
    DIES = "dies, and its machine says so"
    VANISHES = "dies, and nobody can tell"
    BREAKS = "finds the store broken"


@dataclass(frozen=True)
class Stop:
    """Where a worker is stopped: at the `nth` step of that name, and what happens to it there."""

    #: "before:begin", "after:publish", …; "" = whichever step.
    step: str
    nth: int
    end: End


@dataclass(frozen=True)
class Place:
    """Where a worker works."""

    store: Store
    accounts: Mapping[str, Account]
    walls: Mapping[str, Wall]
    clock: Clock
    is_dead: IsDead
    pass_time: Callable[[timedelta], None]
    next_mark: Callable[[], str]


class Worker:
    """One process: a publisher and a planner of its own, which can be stopped between any two steps."""

    def __init__(self, place: Place, owner: str) -> None:
        self.owner = owner
        self.is_dead = False
        self._stop: Stop | None = None
        self._passed = 0
        self._life: greenlet | None = None
        seen: Any = _SeenStore(place.store, self)
        networks: Any = {name: Seen(wall, self) for name, wall in place.walls.items()}
        reconciler = Reconciler(
            seen, place.clock, TIMING.looks, TIMING.first_measure,
            longest_call=TIMING.longest_call, is_dead=place.is_dead,
        )  # fmt: skip
        self.publisher = Publisher(
            seen, place.accounts, networks, None, reconciler, ReadBack(seen, place.clock, TIMING.first_measure),  # type: ignore[arg-type]
            place.clock, owner=owner, is_dead=place.is_dead, timing=TIMING, jitter=lambda: 0.5,
            sleep=lambda seconds: place.pass_time(timedelta(seconds=seconds)),
        )  # fmt: skip
        self.planner = Planner(
            seen,
            _Plain(),
            place.accounts,
            {name: wall.limits for name, wall in place.walls.items()},
            {},
            place.clock,
            place.next_mark,
        )

    @property
    def is_asleep(self) -> bool:
        """Whether it was stopped in the midst of its work."""
        return self._life is not None and not self._life.dead

    def run(self, work: Callable[[], object], stop: Stop | None) -> None:
        """Works until it ends, or is stopped."""
        self._stop, self._passed = stop, 0
        self._life = greenlet(self._living)
        self._life.switch(work)

    def wake(self, stop: Stop | None) -> None:
        """Goes on where it was stopped."""
        assert self._life is not None
        self._stop, self._passed = stop, 0
        self._life.switch()

    def die(self) -> None:
        """Does nothing any more."""
        self.is_dead = True
        if self._life is not None and not self._life.dead:
            self._life.throw(Killed)

    @staticmethod
    def _living(work: Callable[[], object]) -> None:
        try:
            work()
        except (Killed, StoreError):
            # The daemon's own loop logs what a broken store raises, and begins anew with the next tick.
            return

    def step(self, name: str) -> None:
        """Passed before and after each call. Raises Killed, or what the worker is told to find."""
        if getcurrent() is not self._life:
            return
        if self.is_dead:
            raise Killed
        if self._stop is None or self._stop.step not in {"", name}:
            return
        self._passed += 1
        if self._passed < self._stop.nth:
            return
        end, self._stop = self._stop.end, None
        if end is End.BREAKS:
            raise StoreError("store: broken for a moment")
        if end is not End.SLEEPS:
            self.is_dead = True
            raise Killed
        assert self._life is not None
        self._life.parent.switch()
        if self.is_dead:
            raise Killed


class Seen:
    """A room of the store, or a wall, as one worker meets it: each call has a step before it and one after it."""

    def __init__(self, room: Any, worker: Worker) -> None:
        self._room = room
        self._worker = worker

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._room, name)
        if not callable(found):
            return found
        worker = self._worker

        def call(*given: Any, **named: Any) -> Any:
            worker.step(f"before:{name}")
            try:
                done = found(*given, **named) if name != "publish" else found(worker.step, *given)
            except Exception:
                worker.step(f"after:{name}")
                raise
            worker.step(f"after:{name}")
            return done

        self.__dict__[name] = call
        return call


class _SeenStore:
    def __init__(self, store: Store, worker: Worker) -> None:
        self._store = store
        self._worker = worker

    def __getattr__(self, name: str) -> Any:
        room = self.__dict__[name] = Seen(getattr(self._store, name), self._worker)
        return room


class _Plain:
    """Renders title and link."""

    def render(self, article: Article, account: Account, _limits: Limits, *, mark: str = "") -> Post:
        link = f"{article.canonical_url}?utm_content={mark}"
        return Post(
            account.name, account.network, article.title, link, article.canonical_url, Form.LINK, "ru",
            len(article.title), 1000, mark=mark,
        )  # fmt: skip
