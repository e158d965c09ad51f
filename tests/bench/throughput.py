"""How fast due deliveries leave, beside a plain loop of the same HTTP calls from as many threads.

    python -m tests.bench.throughput [--deliveries 1000] [--accounts 5] [--postgres]

The stand-in is a process of its own that answers at once. Rates are counted there, from the first post to the last
one. The plain loop makes the same calls by the same client, and writes nothing down.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.clock import now
from bot.model.account import Account
from bot.networks.registry import REGISTRY
from tests import postgres
from tests.bench.answering import Counted, answering, asked
from tests.bench.due import configuration, daemons, fill, post_of, sent_all


def loop_of_calls(standin: str, deliveries: int, accounts: int) -> Counted:
    """The same calls by our own client."""
    asked(standin, "reset")
    registration = REGISTRY["linkedin"]
    endpoint = replace(registration.endpoint, api_url=standin)

    def run(number: int) -> None:
        account = Account(f"a{number}", "linkedin", str(number), {"token": SecretStr("sandbox")})
        network = registration.factory(account, endpoint, clock=now)
        for n in range(deliveries // accounts):
            network.publish(post_of(account.name, n, f"{n:06x}{account.name}"), [])
        network.close()

    with ThreadPoolExecutor(accounts) as pool:
        list(pool.map(run, range(1, accounts + 1)))
    return asked(standin)


def bare_loop(standin: str, deliveries: int, accounts: int) -> Counted:
    """Calls of the same size by a bare httpx client that keeps its connections."""
    asked(standin, "reset")

    def run(number: int) -> None:
        with httpx.Client() as client:
            for n in range(deliveries // accounts):
                post = post_of(f"a{number}", n, f"{n:06x}a{number}")
                client.post(f"{standin}/rest/posts", json={"commentary": post.text, "link": post.link})

    with ThreadPoolExecutor(accounts) as pool:
        list(pool.map(run, range(1, accounts + 1)))
    return asked(standin)


def daemon_run(standin: str, store: str, deliveries: int, accounts: int, count: int) -> Counted:
    """So many daemons over one store."""
    fill(store, deliveries, accounts)
    asked(standin, "reset")
    with tempfile.TemporaryDirectory() as folder:
        config = configuration(Path(folder), store, standin, accounts)
        with daemons(config, count):
            return sent_all(standin, deliveries)


def told(what: str, counted: Counted, beside: float | None = None) -> float:
    """Prints one line; gives the rate."""
    share = f"   {counted.per_second / beside:4.2f} × the loop" if beside else ""
    print(f"{what:<44} {counted.posts:>6} posts {counted.per_second:8.0f} a second{share}", flush=True)
    assert counted.most_of_one <= 1, "a post came twice"
    return counted.per_second


def main() -> None:
    """Prints one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--accounts", type=int, default=5)
    parser.add_argument("--postgres", action="store_true", help="one, two and four daemons on PostgreSQL too")
    given = parser.parse_args()
    n, accounts = given.deliveries, given.accounts
    print(f"{n} deliveries, {accounts} accounts, {os.cpu_count()} processors")
    with answering() as standin:
        told("bare httpx loop, connections kept", bare_loop(standin, n, accounts))
        loop = told("plain loop of the same calls", loop_of_calls(standin, n, accounts))
        with tempfile.TemporaryDirectory() as folder:
            told("one daemon, SQLite", daemon_run(standin, f"sqlite:///{folder}/store.db", n, accounts, 1), loop)
        if given.postgres:
            with postgres.server() as server:
                for count in (1, 2, 4):
                    with postgres.database(server) as store:
                        told(f"{count} daemons, PostgreSQL", daemon_run(standin, store, n, accounts, count), loop)


if __name__ == "__main__":
    main()
