"""One desk a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.networks.linkedin.desk import Desk
from tests.sandbox.calling import running


@pytest.fixture
def desk() -> Iterator[Desk]:
    with running() as wire:
        made = Desk(wire)
        yield made
        made.close()
