"""The desk of this folder's tests: one stand-in a file, swept between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.networks.vk.desk import Desk
from tests.sandbox.calling import Hands, Wire, running


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running() as made:
        yield made


@pytest.fixture
def desk(wire: Wire) -> Iterator[Desk]:
    wire.sandbox.state.clear()
    wire.sandbox.faults.clear()
    wire.sandbox.calls.clear()
    wire.clock.moment = Hands().moment
    wire.broken()
    made = Desk(wire)
    yield made
    made.close()
