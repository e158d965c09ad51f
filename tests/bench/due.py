"""A store full of due deliveries, and daemons as processes that send them: for measuring."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.clock import now
from bot.model.account import Account
from bot.model.delivery import Decision, State, Verdict
from bot.model.post import Form, Post
from bot.model.records import Admission
from bot.store.deliveries import Planned
from bot.store.store import Store
from tests.bench.answering import ROOT, Counted, asked

TEXT = (
    "Представитель посольства встретился со студентами университета\n\n"
    "На встрече обсудили стипендии, обмен и летнюю школу. Приём заявок продлится до конца месяца, а список "
    "участников объявят в январе; подробности — на сайте миссии."
)


def configuration(folder: Path, store: str, standin: str, accounts: int) -> Path:
    """A configuration file: so many accounts of one network, which is the stand-in."""
    text = f'[pressbot]\nstore = "{store}"\nconsole = "127.0.0.1:0"\nallow_private = ["127.0.0.1"]\n\n'
    for number in range(1, accounts + 1):
        text += f'[accounts.a{number}]\nnetwork = "linkedin"\nid = "{number}"\ntoken = "env:BENCH_TOKEN"\n\n'
    # Without LinkedIn's 150 posts a day.
    text += f'[networks.linkedin]\napi_url = "{standin}"\n\n[networks.linkedin.numbers]\ndaily_posts = 0\n'
    path = folder / "pressbot.toml"
    path.write_text(text, encoding="utf-8")
    return path


def post_of(account: str, number: int, mark: str) -> Post:
    """A link post of ordinary size."""
    url = f"https://mission.example.org/ru/news/{number}"
    link = f"{url}?utm_source=linkedin&utm_content={mark}"
    text = f"{number}. {TEXT}"
    return Post(
        account, "linkedin", text, link, url, Form.LINK, "ru", len(text), 3000, mark=mark, card_title="Заголовок",
        card_description="Первое предложение.",
    )  # fmt: skip


def fill(store_url: str, deliveries: int, accounts: int, *, first: int = 0) -> None:
    """Makes so many due deliveries, each account an equal share."""
    store = Store(store_url)
    store.upgrade()
    names = [f"a{number}" for number in range(1, accounts + 1)]
    store.lanes.register([Account(name, "linkedin", name[1:]) for name in names])
    moment = now() - timedelta(minutes=1)
    for number in range(first, first + deliveries // accounts):
        article = store.articles.add(f"https://mission.example.org/ru/news/{number}", Admission.BY_HAND, moment)
        decisions = [Decision(name, Verdict.POST, "bench") for name in names]
        planned = []
        for name in names:
            mark = f"{number:06x}{name}".ljust(12, "0")
            planned.append(Planned(post_of(name, number, mark), State.SCHEDULED, moment, mark))
        store.deliveries.plan(article.id, decisions, planned, moment)
    with store.database.writing() as connection:
        # Nothing of them is to be read: they are planned already.
        connection.exec_driver_sql("UPDATE articles SET next_read_at = NULL")
    store.close()


@contextmanager
def daemons(config: Path, count: int, *, console: bool = False) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """So many running daemons, told to stop at the end."""
    command = [sys.executable, "-m", "bot", "run", "--log-level", "warning", "--config", str(config)]
    command += [] if console else ["--no-web"]
    environment = {**os.environ, "BENCH_TOKEN": "sandbox", "PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen(command, cwd=config.parent, env=environment) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(60)


def sent_all(standin: str, deliveries: int, patience_s: float = 300.0) -> Counted:
    """What the stand-in counted once all came. Raises RuntimeError when they do not come."""
    ends_at = time.monotonic() + patience_s
    while (counted := asked(standin)).posts < deliveries:
        if time.monotonic() > ends_at:
            raise RuntimeError(f"only {counted.posts} of {deliveries} came")
        time.sleep(0.2)
    return counted
