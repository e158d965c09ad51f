"""The process that brings daemons into the world: everything is imported once, each daemon is a fork of it.

Reads orders as JSON lines from standard input, answers each with the new process's id. Its children are ended by
SIGKILL only; nothing here waits for them.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import logs
from bot.app import App, load_settings
from bot.clock import now
from bot.daemon import Daemon
from tests.crash import steps

#: So that a life of half a second does some work: the daemon's own tick is one second.
TICK = timedelta(milliseconds=40)


def main() -> None:
    """Forks a daemon for each order until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order)
        print(child, flush=True)


def _live(order: dict[str, Any]) -> None:
    """The daemon, until it is killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(log, number)
    faulthandler.register(signal.SIGUSR1, file=log)
    try:
        if order.get("bug"):
            steps.BUGS[order["bug"]]()
        if order.get("step"):
            steps.end_at(order["step"], order["nth"], signal.Signals(order.get("by", signal.SIGKILL)))
        shift = timedelta(seconds=order.get("clock_shift_s", 0))

        def clock() -> datetime:
            return now() + shift

        if order.get("full_disk"):
            event.listen(Engine, "connect", _full)
        logs.configure(level="warning", as_json=True)
        app = App(load_settings(Path(order["config"])), clock=clock)
        app.open()
        Daemon(app, tick=TICK).start()
        threading.Event().wait()
    except BaseException as error:  # noqa: BLE001 - a forked process must never fall back into its parent's loop
        print(f"daemon ended: {type(error).__name__}: {error}", flush=True)
    finally:
        os._exit(1)


def _full(connection: Any, _record: object) -> None:
    """SQLite refuses to grow further, as it does on a full disk."""
    cursor = connection.cursor()
    (pages,) = cursor.execute("PRAGMA page_count").fetchone()
    cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
    cursor.close()


if __name__ == "__main__":
    main()
