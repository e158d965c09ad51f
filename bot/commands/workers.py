"""Work spread over processes: reading pages is all computing, and threads would take turns."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Died(Exception):
    """The process that did the work ended in the middle of it."""


def free_cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    *,
    setup: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[Result | Died]:
    """What comes of each item, in their order, each handed on as soon as it and those before it are done.

    `setup(*given)` runs first in each process. An item whose work ends its process yields Died; the others go on.
    """
    at = 0
    while at < len(items):
        pool = _pool(jobs, setup, given)
        try:
            for future in [pool.submit(work, item) for item in items[at:]]:
                yield future.result()
                at += 1
        except BrokenProcessPool:
            # This item or one that ran beside it: only alone can it be told.
            yield _alone(work, items[at], setup, given)
            at += 1
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _alone(work: Callable[..., Any], item: Any, setup: Callable[..., None] | None, given: tuple[Any, ...]) -> Any:
    with _pool(1, setup, given) as pool:
        try:
            return pool.submit(work, item).result()
        except BrokenProcessPool:
            return Died()


def _pool(jobs: int, setup: Callable[..., None] | None, given: tuple[Any, ...]) -> ProcessPoolExecutor:
    # A copy of this process works at once, a new one loads everything again for seconds. Copying is safe where nothing
    # else runs beside us; elsewhere, and where the system's own libraries mind, a new one is started.
    alone = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if alone else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=setup, initargs=given)
