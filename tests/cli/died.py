"""Work for the test of worker processes: it must be found by its module's name in each of them."""

from __future__ import annotations

import os

SETTINGS: list[str] = []


def setup(word: str) -> None:
    SETTINGS.append(word)


def work(number: int) -> str:
    if number == 3:
        os._exit(9)
    return f"{SETTINGS[0]} {number}"
