"""A worker in a process of its own, for the test of the freeze: sends what is due, each post a line of a file."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import owner
from bot.clock import now
from bot.delivery.publish import Publisher
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.delivery.timing import Timing
from bot.model.account import Account
from bot.model.delivery import Receipt
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.facebook.limits import LIMITS
from bot.store.store import Store

TIMING = Timing()


class Wall:
    """A network that takes a hundredth of a second for a post, and shows it at the end of that."""

    limits: Limits = LIMITS

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        threading.Event().wait(0.01)
        os.write(self._file, f"{post.mark}\n".encode())
        return Receipt(post.mark, f"https://n/{post.mark}", datetime.now(UTC))


def publisher(store: Store, names: Sequence[str], wall: Any) -> Publisher:
    accounts = {name: Account(name, "facebook", "1") for name in names}
    networks = dict.fromkeys(names, wall)
    reconciler = Reconciler(store, now, TIMING.looks, TIMING.first_measure)
    return Publisher(
        store, accounts, networks, None, reconciler, ReadBack(store, now, TIMING.first_measure), now,  # type: ignore[arg-type]
        owner=owner.this_process(), is_dead=owner.is_dead, timing=TIMING,
    )  # fmt: skip


def main(url: str, wall: str, *names: str) -> None:
    """Works these lanes, one thread each, until nothing is due."""
    store = Store(url)
    made = publisher(store, names, Wall(Path(wall)))
    threads = [threading.Thread(target=made.work, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
