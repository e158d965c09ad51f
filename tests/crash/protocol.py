"""The protocol in one thread: the real workers on a real store, a wall and a clock in the test's hands.

A worker can be stopped at every marked step, before and after each call of the store or of the network, and there it
sleeps on, dies, or finds the store broken. Nothing is sent over a wire, no time passes but by `World.pass_time`.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from greenlet import getcurrent, greenlet
from sqlalchemy import func, select

from bot import deadline
from bot.deadline import TooLate, require_leave, require_time
from bot.delivery.freezing import Freezer
from bot.delivery.plan import ByHand, Planner
from bot.delivery.publish import Publisher, Timing
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.errors import Forbidden, OutcomeUnknown, RateLimited, Rejected, StoreError, Unavailable
from bot.model.account import Account
from bot.model.article import Article
from bot.model.delivery import Receipt, RemotePost, State
from bot.model.limits import Limits
from bot.model.post import Form, Picture, Post
from bot.model.records import Admission, DeliveryRow
from bot.model.states import MOVES, Mover
from bot.networks.facebook.limits import LIMITS
from bot.store.freezes import Freeze, Scope
from bot.store.store import Store
from bot.store.tables import accounts, journal, receipts
from tests.conftest import FakeClock

TIMING = Timing()
#: What a network is assumed to keep: a post shows so long after the last byte of it left, at the latest.
SHOWN_WITHIN = TIMING.looks[0]
#: The walls: links with their marks are shown; only texts are; nobody may read it back.
ACCOUNTS = {
    "marked": Account("marked", "facebook", "1"),
    "bare": Account("bare", "vk", "2"),
    "blind": Account("blind", "ok", "3"),
}
DONE = frozenset({State.PUBLISHED, State.CANCELLED})
_WORDS = ("мост", "школу", "больницу", "вокзал", "театр", "стадион", "музей", "завод", "парк", "рынок")


class Killed(BaseException):
    """The worker is no more: it does nothing further, not even what stands in `finally`."""


class Fate(StrEnum):
    """What becomes of one call that makes a post."""

    TAKEN = "taken"
    UNSEEN = "taken, and shown only after a while"
    LOST = "cut before it arrived"
    CUT = "taken, and its answer cut off"
    LATE = "cut off, and taken after a while"
    LATE_UNSEEN = "cut off, taken after a while, shown later still"
    DOWN = "never connected"
    SLOWED = "refused: too many calls"
    REFUSED = "refused for good"


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


class Worker:
    """One process: a publisher and a planner of its own, which can be stopped between any two steps."""

    def __init__(self, world: World, owner: str) -> None:
        self.owner = owner
        self.is_dead = False
        self._stop: Stop | None = None
        self._passed = 0
        self._life: greenlet | None = None
        seen: Any = _SeenStore(world.store, self)
        networks: Any = {name: Seen(wall, self) for name, wall in world.walls.items()}
        reconciler = Reconciler(
            seen, world.clock, TIMING.looks, TIMING.first_measure,
            longest_call=TIMING.longest_call, is_dead=world.is_dead,
        )  # fmt: skip
        self.publisher = Publisher(
            seen, world.accounts, networks, None, reconciler, ReadBack(seen, world.clock, TIMING.first_measure),  # type: ignore[arg-type]
            world.clock, owner=owner, is_dead=world.is_dead, timing=TIMING, jitter=lambda: 0.5,
            sleep=lambda seconds: world.pass_time(timedelta(seconds=seconds)),
        )  # fmt: skip
        self.planner = Planner(
            seen, _Plain(), world.accounts, dict.fromkeys(world.accounts, LIMITS), {}, world.clock, world.next_mark
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
                done = found(*given, **named) if name != "publish" else found(worker, *given)
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


@dataclass(frozen=True)
class Standing:
    """One post on a wall."""

    external_id: str
    post: Post
    #: When its last byte left, when the network took it, when it shows it.
    left_at: datetime
    taken_at: datetime
    shown_at: datetime


class Wall:
    """One account's network."""

    limits: Limits = LIMITS

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name
        self.posts: list[Standing] = []
        #: Of the next calls that make a post; then everything is taken.
        self.fates: deque[Fate] = deque()
        #: So many of the next readings fail.
        self.failing_reads = 0

    def publish(self, worker: Worker, post: Post, _pictures: Sequence[Picture]) -> Receipt:
        """One call as the real clients make it: leave is asked for, then the clocks right before the bytes."""
        fate = self.fates.popleft() if self.fates else Fate.TAKEN
        try:
            require_leave(visible=True)
            if fate is Fate.DOWN:
                raise Unavailable("no connection")
            worker.step("writing")
            require_time()
        except TooLate as error:
            raise Unavailable(f"nothing was sent: {error}") from None
        if fate is Fate.SLOWED:
            raise RateLimited("too many", retry_after=timedelta(minutes=1))
        if fate is Fate.REFUSED:
            raise Rejected("not these words")
        if fate is Fate.LOST:
            raise OutcomeUnknown("cut")
        standing = self._take(post, fate)
        if fate in {Fate.TAKEN, Fate.UNSEEN}:
            return Receipt(standing.external_id, f"https://n/{standing.external_id}", standing.taken_at)
        raise OutcomeUnknown("cut")

    def _take(self, post: Post, fate: Fate) -> Standing:
        now = self._world.clock()
        self._world.require_unfrozen(self._name, post.mark)
        third = SHOWN_WITHIN / 3
        taken_at = now + {Fate.LATE: 3 * third, Fate.LATE_UNSEEN: third}.get(fate, timedelta())
        shown_at = taken_at + {Fate.UNSEEN: 3 * third, Fate.LATE_UNSEEN: 2 * third}.get(fate, timedelta())
        standing = Standing(f"{self._name}-{len(self.posts) + 1}", post, now, taken_at, shown_at)
        self.posts.append(standing)
        return standing

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """What the network shows now, newest first."""
        if self._name == "blind":
            raise Forbidden("no right to read")
        if self.failing_reads:
            self.failing_reads -= 1
            raise Unavailable("down")
        now = self._world.clock()
        shown = [post for post in self.posts if post.shown_at <= now and post.taken_at >= since]
        return [self._seen(post) for post in sorted(shown, key=lambda post: post.taken_at, reverse=True)]

    def _seen(self, standing: Standing) -> RemotePost:
        post, link = standing.post, standing.post.link or ""
        links = (link,) if self._name == "marked" else ()
        return RemotePost(standing.external_id, f"https://n/{link}", standing.taken_at, post.text, links)


class World:
    """Everything: articles, staff, workers, walls, freezes, and what must be true of them."""

    def __init__(self, names: Sequence[str], workers: int) -> None:
        self._ends = ExitStack()
        folder = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="pressbot-protocol-"))
        shutil.copyfile(_empty_store(), f"{folder}/store.db")
        self.clock = FakeClock()
        clocks = [lambda: self.clock().timestamp()]
        self._ends.enter_context(mock.patch.object(deadline, "_clocks", return_value=clocks))
        self._ends.enter_context(structlog.testing.capture_logs())
        self.store = Store(f"sqlite:///{folder}/store.db")
        # No power cut is modelled: the disk is not waited for.
        self.store.database._flusher = None
        self._ends.callback(self.store.close)
        self.accounts = {name: ACCOUNTS[name] for name in names}
        self.store.lanes.register(list(self.accounts.values()))
        self.walls = {name: Wall(self, name) for name in names}
        self._marks, self._owners = itertools.count(1), itertools.count(1)
        self._known_dead: set[str] = set()
        self.workers = [self._born() for _ in range(workers)]
        self.articles: list[int] = []
        #: Freezes that hold, with the marks of what was on its way when each was set, and until when that may come.
        self.freezes: list[tuple[Freeze, frozenset[str], datetime]] = []
        self._leaked: list[str] = []
        self._journal_read = 0
        self._checked: object = None
        self._states: dict[str, str] = {}
        self.is_broken = False

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
        return Worker(self, f"w{next(self._owners)}")

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
                self._leaked.append(f"{mark} left for {account} while frozen")

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

    def check(self) -> None:
        """Raises AssertionError."""
        with self.store.database.reading() as connection:
            newest = connection.execute(select(func.max(journal.c.id))).scalar()
        standing = (newest, sum(len(wall.posts) for wall in self.walls.values()))
        if standing == self._checked:
            return
        self._checked = standing
        self.is_broken = True
        rounds = Counter((row.account, row.post.article_url) for row in self.deliveries())
        for name, wall in self.walls.items():
            times = Counter(standing.post.mark for standing in wall.posts)
            if name == "marked":
                assert not [mark for mark, count in times.items() if count > 1], f"twice on {name}: {times}"
            for url, count in Counter(standing.post.article_url for standing in wall.posts).items():
                wanted = rounds[name, url]
                assert count <= wanted, f"twice on {name}: {url} stands {count} times for {wanted} rounds"
        assert not self._leaked, self._leaked
        self._check_journal()
        self._check_receipts()
        self.is_broken = False

    def _check_journal(self) -> None:
        with self.store.database.reading() as connection:
            rows = connection.execute(select(journal).where(journal.c.id > self._journal_read)).all()
        declared = {(move.origin, move.target): move.by for move in MOVES}
        for row in rows:
            self._journal_read = row.id
            assert row.action != "late receipt", f"a false alarm: {row.subject}: {row.reason}"
            origin, arrow, target = row.action.rpartition("→")
            if not row.subject.startswith("delivery ") or not arrow:
                continue
            origin, target = origin.strip(), target.strip()
            assert origin == self._states.get(row.subject, ""), f"{row.subject} was not {origin}: {row.action}"
            if origin:
                mover = Mover.DAEMON if row.actor == "daemon" else Mover.STAFF
                assert mover in declared.get((State(origin), State(target)), ()), f"undeclared: {row.action} by {mover}"
            self._states[row.subject] = target

    def _check_receipts(self) -> None:
        with self.store.database.reading() as connection:
            proofs = {row.delivery_id: row for row in connection.execute(select(receipts))}
        for row in self.deliveries():
            assert (row.id in proofs) == (row.state is State.PUBLISHED), f"{row.id} is {row.state}"
            assert self._states[f"delivery {row.id}"] == row.state
            if row.id in proofs:
                wall = {post.external_id: post.post for post in self.walls[row.account].posts}
                named = wall.get(proofs[row.id].external_id)
                assert named is not None, f"{row.id} names what stands nowhere"
                assert named.article_url == row.post.article_url

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
        self.is_broken = True
        states = {row.id: row.state for row in self.deliveries() if row.state not in DONE}
        assert not states, f"no end: {states}"
        self._all_out_once()

    def _all_out_once(self) -> None:
        made = Counter((row.account, row.post.article_url) for row in self.deliveries() if row.round == 0)
        assert made == {(name, f"https://e.org/{n}"): 1 for name in self.accounts for n in range(len(self.articles))}
        for row in self.deliveries():
            times = sum(post.post.mark == row.mark for post in self.walls[row.account].posts)
            if row.state is State.PUBLISHED and row.account == "marked":
                assert times == 1, f"{row.id} stands {times} times"
        for name, wall in self.walls.items():
            standing = Counter(post.post.article_url for post in wall.posts)
            out = Counter(
                row.post.article_url
                for row in self.deliveries()
                if row.account == name and row.state is State.PUBLISHED
            )
            assert all(standing[url] >= count for url, count in out.items()), f"lost on {name}"


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
