"""The daemon: a clock that starts each kind of work in its own pool, or one full turn of everything.

APScheduler only rings the bell: what is due stands in the store, so a missed or doubled ring does no harm.
"""

from __future__ import annotations

import functools
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor as SchedulerPool
from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import App
from bot.delivery.crew import Crew
from bot.delivery.publish import Publisher
from bot.engagement.collect import Collector
from bot.errors import PressbotError, RemoteError, StoreError
from bot.model.health import Beat

log = structlog.get_logger(__name__)

#: Tells a person how far long work has come.
Progress = Callable[[str], None]

#: How long one turn waits for posts in doubt to be settled before it leaves them to the next one.
PATIENCE = timedelta(minutes=5)
_READERS = 2
#: Lanes are looked after so many times a tick: where several daemons share them, one waits for what another gives back.
_LOOKS_A_TICK = 4
_TOKENS_EVERY = timedelta(minutes=1)
_ALERTS_EVERY = timedelta(seconds=10)
#: How soon a delivery that fails for too long is held for a person.
_RED_EVERY = timedelta(minutes=1)
#: How soon the journal's new entries are chained.
_CHAIN_EVERY = timedelta(seconds=2)


@dataclass
class Turn:
    """What one full turn did."""

    sources: int = 0
    pages: int = 0
    planned: int = 0
    tried: int = 0
    measured: int = 0
    #: What went wrong, in plain words.
    faults: list[str] = field(default_factory=list)


class Daemon:
    """Runs until it is told to stop."""

    def __init__(self, app: App, *, tick: timedelta = timedelta(seconds=1)) -> None:
        self.app = app
        self.beat = Beat()
        self._tick = tick
        self._stopping = threading.Event()
        app.look_back()
        self._publisher: Publisher = app.publisher()
        self._collector: Collector = app.collector()
        self._crew = Crew(app.store, app.clock, app.owner, self._publisher.at_hand)
        self._lanes = ThreadPoolExecutor(max(len(app.settings.accounts), 1), "lane")
        self._scheduler = self._scheduled()

    def _scheduled(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={
                "default": SchedulerPool(1),
                "fetch": SchedulerPool(2),
                "read": SchedulerPool(_READERS),
                "lanes": SchedulerPool(1),
                "corrections": SchedulerPool(1),
                "measure": SchedulerPool(2),
                "tokens": SchedulerPool(1),
                "alerts": SchedulerPool(2),
                "chain": SchedulerPool(1),
            },
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._add(scheduler, "visit", "fetch", self._visit)
        for number in range(_READERS):
            self._add(scheduler, f"read {number + 1}", "read", self._read)
        self._add(scheduler, "plan", "default", self._plan)
        self._add(scheduler, "send", "lanes", self._send, every=self._tick / _LOOKS_A_TICK)
        self._add(scheduler, "correct", "corrections", self._correct)
        self._add(scheduler, "measure", "measure", self._measure)
        self._add(scheduler, "chain", "chain", self.app.store.chain.seal, every=_CHAIN_EVERY)
        self._add(scheduler, "red", "default", self._publisher.turn_red, every=_RED_EVERY)
        self._add(scheduler, "tokens", "tokens", self._tend, every=_TOKENS_EVERY)
        self._add(scheduler, "alerts", "alerts", self._alert, every=_ALERTS_EVERY)
        self._add(scheduler, "ping", "alerts", self._ping, every=_ALERTS_EVERY)
        return scheduler

    def _add(
        self,
        scheduler: BackgroundScheduler,
        name: str,
        executor: str,
        work: Callable[[], object],
        every: timedelta | None = None,
    ) -> None:
        seconds = (every or self._tick).total_seconds()
        scheduler.add_job(self._guarded(name, work), "interval", seconds=seconds, id=name, executor=executor)

    def _guarded(self, name: str, work: Callable[[], object]) -> Callable[[], None]:
        """One broken part stops only itself: its error is logged, and shown until it works again."""

        def run() -> None:
            if self._stopping.is_set():
                return
            try:
                work()
            except PressbotError as error:
                self._failed(name, str(error))
            except Exception as error:
                log.exception("work failed", work=name)
                self._failed(name, f"{type(error).__name__}: {error}")
            else:
                self.beat.errors.pop(name, None)
            self.beat.at[name] = self.app.clock()

        return run

    def _failed(self, name: str, reason: str) -> None:
        if self.beat.errors.get(name) != reason:
            log.error("work failed", work=name, reason=reason)
        self.beat.errors[name] = reason

    def _visit(self) -> None:
        while not self._stopping.is_set() and self.app.intake.visit_next():
            pass

    def _read(self) -> None:
        while not self._stopping.is_set() and self.app.intake.read_next():
            pass

    def _plan(self) -> None:
        while not self._stopping.is_set() and self.app.planner.plan_waiting():
            pass

    def _send(self) -> None:
        """Gives each lane of this daemon's share to a thread of its own; who is at work is not waited for."""
        for account in self._crew.begin():
            self._lanes.submit(self._guarded(f"send {account}", functools.partial(self._work, account)))
        for account in self._crew.resting(list(self.app.settings.accounts)):
            self.beat.at[f"send {account}"] = self.app.clock()

    def _work(self, account: str) -> None:
        try:
            self._publisher.work(account, lambda: self._stopping.is_set() or self._crew.is_enough(account))
        finally:
            self._crew.end(account)

    def _correct(self) -> None:
        self.app.corrections.tick(self._stopping.is_set)

    def _measure(self) -> None:
        for account in self._collector.due():
            if self._stopping.is_set():
                return
            try:
                self._collector.measure(account)
            except RemoteError as error:
                self._failed(f"measure {account}", str(error))

    def _tend(self) -> None:
        for notice in self.app.keeper.tend():
            log.warning("token", account=notice.account, event=str(notice.event), told=notice.text)

    def _alert(self) -> None:
        self.app.alerts.tick(self._stopping.is_set)

    def _ping(self) -> None:
        self.app.pulse.beat(self.beat)

    def start(self) -> None:
        """Begins to work in the background."""
        self._scheduler.start()
        log.info("started", accounts=list(self.app.settings.accounts), sources=len(self.app.settings.sources))

    def stop(self) -> None:
        """Ends after the calls under way; nothing new begins."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)
        self._lanes.shutdown(wait=True)
        self._leave()
        log.info("stopped")

    def _leave(self) -> None:
        try:
            self._crew.leave()
        except StoreError as error:
            log.warning("the others learn only by and by that this daemon left", reason=str(error))

    def run_until_signalled(self) -> None:
        """Works until SIGTERM or SIGINT; a second one ends at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self.start()
        self._stopping.wait()
        self.stop()

    def _on_signal(self, number: int, _frame: object) -> None:
        self._stopping.set()
        signal.signal(number, signal.SIG_DFL)


def run_once(app: App, progress: Progress, *, sleep: Callable[[float], None] = time.sleep) -> Turn:
    """One full turn: poll, read, plan, send all that is due, settle what is in doubt, measure what is due."""
    turn = Turn()
    app.look_back()
    app.poll_now()
    progress(f"visiting {len(app.settings.sources)} sources")
    while app.intake.visit_next():
        turn.sources += 1
    _read_pages(app, turn, progress)
    while planned := app.planner.plan_waiting():
        turn.planned += planned
    progress(f"{turn.planned} articles planned")
    progress("letting posts follow their articles")
    app.corrections.tick()
    _send_all(app, turn, progress, sleep)
    _measure_due(app, turn, progress)
    _tell_people(app, turn, progress)
    turn.faults += [f"source {row.name}: {row.error}" for row in app.today().sources if row.error]
    return turn


def _read_pages(app: App, turn: Turn, progress: Progress) -> None:
    def drain() -> int:
        pages = 0
        while app.intake.read_next():
            pages += 1
            progress(f"reading pages: {turn.pages + pages}")
        return pages

    with ThreadPoolExecutor(_READERS) as pool:
        turn.pages += sum(future.result() for future in [pool.submit(drain) for _ in range(_READERS)])


def _send_all(app: App, turn: Turn, progress: Progress, sleep: Callable[[float], None]) -> None:
    publisher = app.publisher()
    publisher.turn_red()
    give_up_at = app.clock() + PATIENCE
    with ThreadPoolExecutor(max(len(app.settings.accounts), 1)) as pool:
        while True:
            due = publisher.due()
            progress(f"sending: {turn.tried} so far, {len(due)} accounts at work")
            done = sum(pool.map(lambda account: _work(publisher, account, turn), due))
            turn.tried += done
            if done:
                continue
            at = app.next_settling()
            if at is None or at > give_up_at:
                return
            progress(f"waiting for the next look at a post in doubt ({max((at - app.clock()).seconds, 0)} s)")
            sleep(min(max((at - app.clock()).total_seconds(), 0.2), 5))


def _work(publisher: Publisher, account: str, turn: Turn) -> int:
    try:
        return publisher.work(account)
    except StoreError as error:
        turn.faults.append(f"account {account}: {error}")
        return 0


def _measure_due(app: App, turn: Turn, progress: Progress) -> None:
    collector = app.collector()
    for account in collector.due():
        progress(f"measuring {account}")
        try:
            turn.measured += collector.measure(account)
        except RemoteError as error:
            turn.faults.append(f"measuring {account}: {error}")


def _tell_people(app: App, turn: Turn, progress: Progress) -> None:
    progress("telling people what is wrong")
    try:
        app.alerts.tick()
        app.pulse.beat(None)
    except StoreError as error:
        turn.faults.append(f"alerts: {error}")


def measure_all(app: App, progress: Progress, *, everything: bool) -> Turn:
    """Measures what is due, or `everything` that the networks still show."""
    turn = Turn()
    collector = app.collector()
    for account in list(app.settings.accounts) if everything else collector.due():
        progress(f"measuring {account}")
        try:
            turn.measured += collector.measure(account, everything=everything)
        except RemoteError as error:
            turn.faults.append(f"account {account}: {error}")
    return turn
