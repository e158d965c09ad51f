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


@pytest.fixture(scope="module")
def shared() -> Iterator[Desk]:
    """One desk for many tests that leave nothing behind but calls."""
    with running() as wire:
        made = Desk(wire)
        yield made
        made.close()
