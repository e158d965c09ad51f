"""The crash harness in its short form, and the proof that it would notice.

Run it longer: `python -m tests.crash.harness --kills 1000 --articles 200`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import postgres
from tests.crash.harness import Counts, Plan, run
from tests.crash.steps import STEPS

pytestmark = pytest.mark.slow


def proven(plan: Plan) -> Counts:
    said: list[str] = []
    counts = run(plan, said.append)
    assert counts.is_proven, (counts, said)
    assert counts.violations == []
    assert counts.standing == counts.wanted
    return counts


def test_fifty_kills_lose_nothing_and_double_nothing() -> None:
    counts = proven(Plan(kills=50, articles=12, seed=7))
    assert counts.kills == 50
    assert len(counts.steps) > 10
    assert counts.cuts > 0


def test_walls_that_are_not_the_sandbox_agree() -> None:
    proven(Plan(kills=8, articles=4, seed=3, walls="plain", cut=0.2))


def test_clocks_that_jump_and_disks_that_are_full() -> None:
    proven(Plan(kills=10, articles=5, seed=5, walls="plain", clock_jump_s=40, full_disk=True))


@pytest.mark.skipif(postgres.programs() is None, reason="no PostgreSQL here")
def test_four_daemons_on_one_postgres() -> None:
    proven(Plan(kills=12, articles=5, seed=9, daemons=4, store="postgres"))


def test_two_daemons_on_one_sqlite() -> None:
    proven(Plan(kills=6, articles=3, seed=4, daemons=2, walls="plain"))


#: A worker sleeps between its intention and its call, until another has taken over, looked twice, and sent.
ASLEEP = Plan(
    kills=1, articles=1, daemons=2, walls="plain", cut=0, slow=0, sleep_s=60, lease="3s", ends=("before:publish",)
)


def test_who_slept_past_its_lease_sends_nothing() -> None:
    proven(ASLEEP)


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(
            Plan(kills=5, articles=3, ends=("accepted",), cut=0, bug="uncommitted"), id="intention after the call"
        ),
        pytest.param(Plan(kills=0, articles=2, cut=0.7, bug="resend", patience_s=15), id="doubts are sent again"),
        pytest.param(replace(ASLEEP, bug="lease"), id="nobody looks at leases"),
    ],
)
def test_a_deliberate_mistake_is_found(plan: Plan) -> None:
    counts = run(replace(plan, walls="plain"))
    assert counts.doubled
    assert not counts.is_proven


def test_every_step_is_a_place_before_or_after() -> None:
    assert len(STEPS) == len(set(STEPS)) == 22
    assert {step.split(":")[0] for step in STEPS} == {"before", "after"}
