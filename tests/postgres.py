"""A PostgreSQL server of the tests' own, started when its programs are on the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


def programs() -> Path | None:
    """The folder of initdb and postgres, newest version first; None when PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if found:
        return found[-1]
    return Path(on_path).resolve().parent if on_path else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run_as() -> str | None:
    # PostgreSQL refuses to run as root: then its own user, which the package makes, runs it.
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh server on loopback, without a database name; stopped and removed afterwards."""
    folder = programs()
    assert folder is not None
    user = _run_as()
    home = Path(tempfile.mkdtemp(prefix="pressbot-pg-"))
    if user:
        shutil.chown(home, user)
    try:
        _initialise(folder, home, user)
        port = _free_port()
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(home), "-F", "-c", "max_connections=200"]
        with subprocess.Popen(
            [folder / "postgres", "-D", home / "data", *options],
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                _wait(folder, port, process)
                yield f"postgresql+psycopg://pressbot@127.0.0.1:{port}"
            finally:
                process.terminate()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(server: str) -> Iterator[str]:
    """The address of a fresh database on that server, dropped afterwards."""
    name = f"pressbot_{uuid.uuid4().hex[:12]}"
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield f"{server}/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def _initialise(folder: Path, home: Path, user: str | None) -> None:
    command = [folder / "initdb", "-D", home / "data", "-U", "pressbot", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run(
        [*command, "--locale=C.UTF-8"],
        user=user,
        check=True,
        capture_output=True,
        cwd=home,
        env={"PATH": "/usr/bin:/bin"},
    )


def _wait(folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL ended at once")
        # The port is open before the server takes anybody in.
        asked = subprocess.run([folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer within 30 s")
