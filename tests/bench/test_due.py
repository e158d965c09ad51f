"""The benches do what they say: a real daemon sends what is due, once each, and is measured at it."""

from __future__ import annotations

import pytest

from tests.bench.memory import LIMIT_MB, readings


@pytest.mark.slow
def test_a_daemon_sends_what_is_due_within_its_memory() -> None:
    taken = readings(40, 4, steps=2)
    assert [reading.posts for reading in taken][-1] == 40
    assert all(0 < reading.megabytes < LIMIT_MB for reading in taken)
