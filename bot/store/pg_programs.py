"""PostgreSQL's own programs: found in the version that fits the server, run without a secret on their command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import Engine

from bot.errors import StoreError

#: Where distributions put each version's programs; the path comes last, for it may lead to a wrapper.
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
#: What must never stand on a command line.
_SECRET = {"password", "sslpassword"}


def find(name: str, server: int) -> Path:
    """The program of the version next to the server's (its major number), never an older one. Raises StoreError."""
    found = sorted((version, str(path)) for path in _candidates(name) if (version := _version(path)) is not None)
    fitting = [path for version, path in found if version >= server]
    if fitting:
        return Path(fitting[0])
    mend = f"install PostgreSQL's client programs, version {server} or newer (Debian: postgresql-client-{server})"
    if not found:
        raise StoreError(f"{name} is not on this machine → {mend}")
    raise StoreError(f"{name} {found[-1][0]} is older than the server, which is {server} → {mend}")


def _candidates(name: str) -> list[Path]:
    placed = [path / name for pattern in _FOLDERS for path in Path("/").glob(pattern.lstrip("/"))]
    on_path = shutil.which(name)
    return [path for path in placed if path.is_file()] + ([Path(on_path)] if on_path else [])


def _version(program: Path) -> int | None:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout  # noqa: S603 - a program by that name
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)(?:\.\d+|\w*)", told.partition(")")[2] or told)
    return int(found.group(1)) if found else None


@contextmanager
def connection_to(engine: Engine) -> Iterator[tuple[str, dict[str, str]]]:
    """What to put after --dbname=, and the environment, for programs that are to connect as the store does.

    The password goes into a file of mode 0600 that lives as long as this block; without one, the programs look where
    the driver looks (PGPASSWORD, ~/.pgpass).
    """
    _, given = engine.dialect.create_connect_args(engine.url)
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "15", "PGAPPNAME": "pressbot", "LC_ALL": "C"}
    # The driver's own settings stand among the library's.
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - _SECRET
    shown = make_conninfo("", **{key: value for key, value in given.items() if key in known})
    with tempfile.TemporaryDirectory(prefix="pressbot-") as folder:
        if given.get("password"):
            file = Path(folder) / "pgpass"
            file.touch(mode=0o600)
            password = str(given["password"]).replace("\\", "\\\\").replace(":", "\\:")
            file.write_text(f"*:*:*:*:{password}\n", encoding="utf-8")
            environment.pop("PGPASSWORD", None)
            environment["PGPASSFILE"] = str(file)
        yield shown, environment


def run(program: Path, arguments: Sequence[str], environment: dict[str, str] | None = None) -> str:
    """What the program printed. Raises StoreError with its last words when it failed."""
    done = subprocess.run(  # noqa: S603 - found by find(), arguments of ours
        [program, *arguments], env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise StoreError(f"{program.name} failed: {words[-1] if words else f'exit code {done.returncode}'}")
    return done.stdout.decode(errors="replace")
