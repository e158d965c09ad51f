"""A sandbox for the raw requests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.sandbox.press.pictures import picture
from tests.sandbox.calling import Wire, running


@pytest.fixture
def wire() -> Iterator[Wire]:
    with running() as made:
        yield made


@pytest.fixture(scope="module")
def lasting() -> Iterator[Wire]:
    """One sandbox for a whole file; each test asks for it afresh."""
    with running() as made:
        yield made


@pytest.fixture
def jpeg() -> bytes:
    return picture("vienna-hall")
