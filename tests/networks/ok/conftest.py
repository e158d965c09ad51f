"""The desk of this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.networks.ok.desk import Desk
from tests.sandbox.calling import running


@pytest.fixture
def desk() -> Iterator[Desk]:
    with running() as wire:
        made = Desk(wire)
        yield made
        made.close()
