"""The protocol as hypothesis plays it, in its short form, and the proof that it would notice.

Play it longer: `python -m tests.crash.machine --examples 2000 --seed 1`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.delivery import State
from bot.store.freezes import Scope
from tests.crash.machine import play
from tests.crash.protocol import World, world
from tests.crash.steps import BUGS
from tests.crash.walls import ACCOUNTS, TIMING, Fate
from tests.crash.workers import End, Stop

pytestmark = pytest.mark.slow


def planned(made: World) -> World:
    made.write_article()
    made.run(0, None, None)
    return made


def test_whatever_happens_all_is_out_once_at_the_end() -> None:
    play(10, 25)


@pytest.mark.parametrize("bug", BUGS)
def test_a_deliberate_mistake_is_found(bug: str) -> None:
    with pytest.raises(AssertionError, match=r"twice on|while frozen|was not"):
        play(300, 20, seed=6, bug=bug, shrink=False)


@pytest.mark.parametrize("step", ["before:publish", "writing"])
def test_who_slept_past_the_lease_sends_nothing(step: str) -> None:
    with world(["marked"]) as made:
        planned(made).run(0, "marked", Stop(step, 1, End.SLEEPS))
        for _ in range(3):
            made.pass_time(made.until_due("marked"))
            made.run(1, "marked", None)
        assert [row.state for row in made.deliveries()] == [State.PUBLISHED]
        made.wake(0, None)
        made.check()
        made.come_to_an_end()
        assert len(made.walls["marked"].posts) == 1


@pytest.mark.parametrize("name", ACCOUNTS)
@pytest.mark.parametrize("fate", Fate)
def test_every_fate_of_a_call_ends_with_one_post(name: str, fate: Fate) -> None:
    with world([name], workers=1) as made:
        planned(made).walls[name].fates.append(fate)
        made.run(0, name, None)
        made.check()
        made.come_to_an_end()
        assert len(made.walls[name].posts) == 1


@pytest.mark.parametrize("end", End)
@pytest.mark.parametrize("step", ["after:begin", "before:publish", "after:publish", "after:close"])
def test_every_end_at_every_step_around_the_call_leaves_one_post(step: str, end: End) -> None:
    with world(["marked"], workers=2) as made:
        planned(made).run(0, "marked", Stop(step, 1, end))
        made.run(1, "marked", None)
        made.check()
        made.come_to_an_end()
        assert len(made.walls["marked"].posts) == 1


def test_a_patient_freeze_stops_even_who_was_about_to_write() -> None:
    with world(["marked"], workers=1) as made:
        planned(made).run(0, "marked", Stop("writing", 1, End.SLEEPS))
        made.freeze(Scope.ALL, "", patient=True)
        made.wake(0, None)
        made.pass_time(TIMING.lease)
        made.run(0, "marked", None)
        made.check()
        assert made.walls["marked"].posts == []
        made.come_to_an_end()


def test_what_was_on_its_way_when_a_freeze_was_set_is_named_and_may_come() -> None:
    with world(["marked"], workers=1) as made:
        planned(made).run(0, "marked", Stop("writing", 1, End.SLEEPS))
        made.freeze(Scope.ALL, "", patient=False)
        ((_, under_way, quiet_at),) = made.freezes
        assert (len(under_way), quiet_at) == (1, made.clock() + TIMING.longest_call)
        made.wake(0, None)
        made.check()
        assert len(made.walls["marked"].posts) == 1


def test_the_world_notices_a_leak_and_a_double() -> None:
    with world(["marked"], workers=1) as made:
        planned(made).run(0, "marked", None)
        (post,) = made.walls["marked"].posts
        made.walls["marked"].posts.append(post)
        with pytest.raises(AssertionError, match="twice on marked"):
            made.check()
        made.walls["marked"].posts.pop()
        made.freeze(Scope.ALL, "", patient=True)
        made.require_unfrozen("marked", "m9")
        made.pass_time(timedelta(seconds=1))
        made.write_article()
        made.run(0, None, None)
        with pytest.raises(AssertionError, match="left for marked while frozen"):
            made.check()
