"""How much memory the daemon takes while it sends, from the first delivery to the last one.

    python -m tests.bench.memory [--deliveries 10000] [--accounts 5] [--console]

The daemon runs as a process of its own over SQLite, against a stand-in that answers at once. Printed are its resident
megabytes (RSS) after each tenth of the deliveries; flat means that the last figures are those of the middle.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.answering import answering, asked
from tests.bench.due import configuration, daemons, fill

#: What the daemon may take at most, and may grow by between the middle and the end, in megabytes.
LIMIT_MB = 200.0
GROWTH_MB = 8.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Resident memory after so many posts."""

    posts: int
    megabytes: float


def resident_mb(process: int) -> float:
    """The process's resident memory, by /proc."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the daemon has ended")


def readings(deliveries: int, accounts: int, *, steps: int = 10, console: bool = False) -> list[Reading]:
    """One reading before the first post, and one after each step, in order."""
    with answering() as standin, tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/store.db"
        fill(store, deliveries, accounts)
        config = configuration(Path(folder), store, standin, accounts)
        with daemons(config, 1, console=console) as (daemon,):
            taken: list[Reading] = []
            for step in range(steps + 1):
                while asked(standin).posts < max(deliveries * step // steps, 1):
                    time.sleep(0.2)
                taken.append(Reading(asked(standin).posts, resident_mb(daemon.pid)))
            return taken


def main() -> None:
    """Prints the readings, and whether they keep the promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=5)
    parser.add_argument("--console", action="store_true", help="with the console beside it")
    given = parser.parse_args()
    taken = readings(given.deliveries, given.accounts, console=given.console)
    for reading in taken:
        print(f"{reading.posts:>7} posts {reading.megabytes:7.1f} MB")
    most = max(reading.megabytes for reading in taken)
    growth = taken[-1].megabytes - taken[len(taken) // 2].megabytes
    kept = most < LIMIT_MB and growth < GROWTH_MB
    print(f"most {most:.1f} MB, {growth:+.1f} MB in the second half: {'kept' if kept else 'NOT KEPT'}")


if __name__ == "__main__":
    main()
