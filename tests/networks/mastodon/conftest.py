"""The desk of this folder's tests: one sandbox a file, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.networks.mastodon.desk import Desk
from tests.sandbox.calling import Wire, running


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running() as made:
        yield made


@pytest.fixture
def desk(wire: Wire) -> Iterator[Desk]:
    wire.afresh()
    made = Desk(wire)
    yield made
    made.close()
