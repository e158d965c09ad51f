"""One desk a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.networks.facebook.desk import Desk, sitting


@pytest.fixture
def desk() -> Iterator[Desk]:
    with sitting() as found:
        yield found
