"""Hypothesis plays the protocol: who works where, where it is stopped, what the network does, what staff want.

python -m tests.crash.machine --examples 2000 --seed 1
python -m tests.crash.machine --examples 500 --bug lease       # must fail: shows that it can
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol as Shape

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.model.delivery import State
from bot.store.freezes import Scope
from tests.crash.protocol import World
from tests.crash.steps import BUGS, deliberate
from tests.crash.walls import TIMING, Fate
from tests.crash.workers import End, Stop

WORKERS = 3
MOST_ARTICLES = 8
#: What staff may ask for, by what they see.
WISHES = {
    State.SCHEDULED: (State.HELD, State.CANCELLED),
    State.HELD: (State.SCHEDULED, State.SCHEDULED, State.UNCONFIRMED, State.CANCELLED),
    State.REJECTED: (State.SCHEDULED, State.CANCELLED),
    State.UNCONFIRMED: (State.HELD,),
}


class Event(Shape):
    """Something that happens."""

    def happen(self, world: World) -> None:
        """Now."""


@dataclass(frozen=True)
class Works:
    """Somebody who is awake works a lane: at once, or as soon as it has something to do; news comes where nothing is."""

    account: int
    at_once: bool
    stop: Stop | None
    fates: tuple[Fate, ...]

    def happen(self, world: World) -> None:
        account = _account(world, self.account)
        if not world.has_work(account):
            Plans(True, None).happen(world)
        if not self.at_once:
            world.pass_time(world.until_due(account))
        awake = [place for place, worker in enumerate(world.workers) if not worker.is_asleep]
        if awake:
            world.walls[account].fates.extend(self.fates)
            world.run(awake[-1], account, self.stop)
            world.walls[account].fates.clear()


@dataclass(frozen=True)
class GoesWell:
    """Nothing goes wrong on one account for a while; sleepers sleep on."""

    account: int
    turns: int

    def happen(self, world: World) -> None:
        for _ in range(self.turns):
            Works(self.account, False, None, ()).happen(world)


@dataclass(frozen=True)
class Sleeper:
    """Somebody asleep wakes, or never will."""

    which: int
    #: None = wakes.
    end: End | None
    stop: Stop | None

    def happen(self, world: World) -> None:
        asleep = [place for place, worker in enumerate(world.workers) if worker.is_asleep]
        if not asleep:
            return
        place = asleep[self.which % len(asleep)]
        if self.end is None:
            world.wake(place, self.stop)
        else:
            world.kill(place, known=self.end is End.DIES)


@dataclass(frozen=True)
class Oversleeps:
    """Somebody falls asleep in the midst of a send, the others go on for so many turns, and it wakes."""

    account: int
    step: str
    fates: tuple[Fate, ...]
    turns: int

    def happen(self, world: World) -> None:
        Works(self.account, False, Stop(self.step, 1, End.SLEEPS), self.fates).happen(world)
        GoesWell(self.account, self.turns).happen(world)
        Sleeper(-1, None, None).happen(world)


@dataclass(frozen=True)
class TimePasses:
    """Nothing else happens."""

    duration: timedelta

    def happen(self, world: World) -> None:
        world.pass_time(self.duration)


@dataclass(frozen=True)
class ReadingsFail:
    """A network cannot be read for a while."""

    account: int
    count: int

    def happen(self, world: World) -> None:
        world.walls[_account(world, self.account)].failing_reads = self.count


@dataclass(frozen=True)
class Plans:
    """Somebody plans; perhaps an article came."""

    comes: bool
    stop: Stop | None

    def happen(self, world: World) -> None:
        if self.comes and len(world.articles) < MOST_ARTICLES:
            world.write_article()
        awake = [place for place, worker in enumerate(world.workers) if not worker.is_asleep]
        if awake:
            world.run(awake[0], None, self.stop)


@dataclass(frozen=True)
class Switch:
    """Staff freeze, something happens, and they lift it again; with patience they wait until nothing is on its way."""

    everything: bool
    patient: bool
    meanwhile: Sequence[Works | Sleeper]

    def happen(self, world: World) -> None:
        scope, value = (Scope.ALL, "") if self.everything else (Scope.ACCOUNT, "marked")
        world.freeze(scope, value, patient=self.patient)
        for event in self.meanwhile:
            event.happen(world)
        world.unfreeze()


@dataclass(frozen=True)
class Wish:
    """A person moves a delivery."""

    delivery: int
    wish: int

    def happen(self, world: World) -> None:
        rows = [row for row in world.deliveries() if row.state in WISHES]
        if rows:
            row = rows[self.delivery % len(rows)]
            world.act(row, WISHES[row.state][self.wish % len(WISHES[row.state])])


@dataclass(frozen=True)
class Repost:
    """A person wants an article once more."""

    article: int
    account: int

    def happen(self, world: World) -> None:
        if len(world.deliveries()) < 2 * MOST_ARTICLES:
            world.repost(self.article % len(world.articles), _account(world, self.account))


def _account(world: World, number: int) -> str:
    return list(world.accounts)[number % len(world.accounts)]


_STEPS = (
    "claim",
    "begin",
    "publish",
    "close",
    "follow",
    "settle",
    "look_again",
    "find_recent",
    "give_back",
    "plan",
    "due_next",
)
_NAMED = ["writing", *(f"{side}:{name}" for name in _STEPS for side in ("before", "after"))]
_HALFWAY = ["before:publish", "writing", "after:publish", "before:close"]
_ENDS = st.sampled_from([End.SLEEPS, End.SLEEPS, *End])
_STOPS = st.one_of(
    st.none(),
    st.builds(Stop, st.sampled_from(_HALFWAY), st.just(1), _ENDS),
    st.builds(Stop, st.sampled_from(_NAMED), st.integers(1, 2), _ENDS),
    st.builds(Stop, st.just(""), st.integers(1, 30), _ENDS),
)
_TWO = st.integers(0, 1)
_FATES = st.lists(st.sampled_from([Fate.TAKEN, *Fate]), max_size=3).map(tuple)
_TIMES = st.sampled_from([timedelta(seconds=2), *TIMING.looks, timedelta(minutes=3), TIMING.longest_call, TIMING.lease])
_WORKS = st.builds(Works, _TWO, st.booleans(), _STOPS, _FATES)
_SLEEPER = st.builds(Sleeper, st.integers(0, 2), st.sampled_from([None, None, None, End.DIES, End.VANISHES]), _STOPS)
_OVERSLEEPS = st.builds(Oversleeps, _TWO, st.sampled_from(_HALFWAY), _FATES, st.integers(1, 4))
#: What happens often stands several times.
EVENTS: st.SearchStrategy[Event] = st.sampled_from(
    [
        *[_WORKS] * 6, *[st.builds(GoesWell, _TWO, st.integers(1, 4))] * 3, *[_SLEEPER] * 3, *[_OVERSLEEPS] * 2, st.builds(TimePasses, _TIMES),
        st.builds(ReadingsFail, _TWO, st.integers(1, 2)), *[st.builds(Plans, st.booleans(), _STOPS)] * 2,
        *[st.builds(Switch, st.booleans(), st.booleans(), st.lists(_WORKS | _SLEEPER, max_size=4))] * 2, *[st.builds(Wish, st.integers(0, 7), st.integers(0, 3))] * 2,
        st.builds(Repost, st.integers(0, MOST_ARTICLES - 1), _TWO),
    ]
).flatmap(lambda strategy: strategy)  # fmt: skip


class Protocol(RuleBasedStateMachine):
    """One run: whatever happens, no article goes out twice, and at the end all are out."""

    @initialize(other=st.sampled_from(["", "bare", "blind"]), articles=st.integers(1, 2), wrong_clock=st.booleans())
    def begin(self, other: str, articles: int, wrong_clock: bool) -> None:
        self.world = World(["marked", other] if other else ["marked"], WORKERS, wrong_clock=wrong_clock)
        for _ in range(articles):
            self.world.write_article()
        self.world.run(0, None, None)

    @rule(event=EVENTS)
    def happens(self, event: Event) -> None:
        event.happen(self.world)

    @invariant()
    def holds(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            if not self.world.is_broken:
                self.world.come_to_an_end()
        finally:
            self.world.close()


def play(examples: int, steps: int, *, seed: int | None = None, bug: str = "", shrink: bool = True) -> None:
    """Raises AssertionError when a way was found to lose or to double a post. `seed` None = the same run each time."""
    chosen = hypothesis.settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=seed is None, database=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,), report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    machine = type("Protocol", (Protocol,), {})
    if seed is not None:
        machine = hypothesis.seed(seed)(machine)
    with deliberate(bug):
        run_state_machine_as_test(machine, settings=chosen)


def main() -> None:
    """Plays as long as the command line says; ends with the shortest way found to break a promise, if any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=None, help="without one, each run is the same")
    parser.add_argument("--bug", choices=sorted(BUGS), default="", help="a deliberate mistake: the run must fail")
    options = parser.parse_args()
    play(options.examples, options.steps, seed=options.seed, bug=options.bug)
    print(f"{options.examples} examples of {options.steps} steps: nothing lost, nothing doubled, nothing leaked")


if __name__ == "__main__":
    main()
