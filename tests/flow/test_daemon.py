"""The real daemon: in this process, and as a process that is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.daemon import Daemon
from tests.flow.conftest import NETWORKS, World

pytestmark = pytest.mark.slow


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def test_the_daemon_posts_everything_then_the_next_article(world: World) -> None:
    world.change('every = "5s"', 'every = "1s"')
    app = world.app()
    daemon = Daemon(app, tick=timedelta(milliseconds=200))
    daemon.start()
    try:
        assert within(60, world.once_each)
        world.sandbox.site._publish_after = timedelta()
        world.sandbox.site.restart()
        newest = world.sandbox.site.listed()[0].title
        assert within(30, lambda: all(world.counts(network)[newest] == 1 for network in NETWORKS))
        assert daemon.beat.errors == {}
    finally:
        daemon.stop()
        app.close()
    assert world.sandbox.violations == []


def test_a_process_told_to_stop_ends_cleanly_and_another_goes_on(world: World) -> None:
    command = [sys.executable, "-m", "bot", "run", "--config", str(world.config)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    assert within(40, lambda: sum(world.counts("ok").values()) >= 2)
    first.send_signal(signal.SIGTERM)
    _, log = first.communicate(timeout=30)
    assert first.returncode == 0, log.decode()
    assert b"Traceback" not in log
    second = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        assert within(60, world.once_each)
    finally:
        second.terminate()
        second.wait(timeout=30)
    assert world.once_each()
