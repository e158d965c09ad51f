#!/usr/bin/env python3
"""Makes pressbot's environment and runs it: `python3 start.py [command …]`; `python3 start.py check` runs the tests.

Needs python3.11 and pip, nothing else: no venv module, no make, no uv, no compiler. Standard library only.
"""

import fcntl
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - older ones are told so; they can read this file, not run what follows
    sys.exit(f"start.py: pressbot needs Python 3.11 or newer, this is {sys.version.split()[0]}")

HOME = Path(__file__).resolve().parent
ENVIRONMENT = HOME / ".venv"
BIN = ENVIRONMENT / "bin"
PYTHON = BIN / "python"
UNFINISHED = ENVIRONMENT / "unfinished"  # stands while packages are being written
RUNTIME, DEVELOPERS = "requirements.lock", "requirements-dev.lock"
BASE = getattr(sys, "_base_executable", sys.executable)  # the system's Python, even when the environment's runs this
PIP = (BASE, "-m", "pip", "--python", PYTHON, "install", "-q")
CHECKS = (
    ("linting", (PYTHON, "-m", "ruff", "check", ".")),
    ("formatting", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    ("types", (PYTHON, "-m", "mypy")),
    ("import rules", (BIN / "lint-imports",)),
    ("tests", (PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile")),
)


def say(text: str) -> None:
    print(f"start.py: {text}", file=sys.stderr, flush=True)


def stamp(lock: str) -> tuple[Path, str]:
    """Where it is written that the environment holds a lock file's packages, and the words: place, Python, content."""
    digest = hashlib.sha256(b"".join((HOME / name).read_bytes() for name in (RUNTIME, lock))).hexdigest()
    return ENVIRONMENT / f"{lock}.stamp", f"{HOME} {sys.version_info[:2]} {digest}"


def is_ready(lock: str) -> bool:
    """Whether the environment is whole; that of the developers serves a run as well."""
    stamps = [stamp(each) for each in dict.fromkeys((lock, DEVELOPERS)) if (HOME / each).exists()]
    return PYTHON.exists() and any(path.exists() and path.read_text("utf-8") == words for path, words in stamps)


def run(*command: "str | Path", quiet: bool = False) -> int:
    """The exit code, 127 where the program cannot be started; its output goes to standard error or nowhere."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    try:  # open files are handed on: the lock holds as long as an installer lives, even one whose parent was killed
        return subprocess.call(command, stdout=output, stderr=output, close_fds=False)
    except OSError:
        return 127


def held() -> set[str]:
    return {path.name for path in ENVIRONMENT.glob("lib/python*/site-packages/*")}


def uv_program() -> "str | Path | None":
    """uv: that on the path, else the environment's, put there by pip; None where it cannot be had."""
    if os.environ.get("PRESSBOT_NO_UV"):
        return None
    for program in filter(None, (shutil.which("uv"), BIN / "uv")):
        if run(program, "--version", quiet=True) == 0:
            return program
    say("fetching uv, which installs faster than pip")
    return BIN / "uv" if run(*PIP, "--only-binary=:all:", "--retries=1", "uv", quiet=True) == 0 else None


def make_bare(has_pip: bool) -> None:
    """An environment without pip in it (Debian's python3 has venv, not ensurepip), if none that works is there."""
    probe = f"import sys; sys.exit((sys.prefix, sys.version_info[:2]) != ({str(ENVIRONMENT)!r}, {sys.version_info[:2]}))"
    if UNFINISHED.exists() or run(PYTHON, "-c", probe, quiet=True) != 0:
        say(f"making the environment {ENVIRONMENT}")
        if run(BASE, "-m", "venv", "--clear", "--without-pip", ENVIRONMENT) != 0:
            sys.exit("start.py: the environment could not be made: see above")
    if not has_pip and not shutil.which("uv"):
        sys.exit("start.py: pip is missing; as root: apt-get install python3-pip")


def install(lock: str) -> bool:
    """Brings the environment to that lock file, hashes checked, by uv, else by pip; whether it did."""
    has_pip = run(BASE, "-m", "pip", "--version", quiet=True) == 0
    make_bare(has_pip)
    own_index = re.search(r"\.index-url='(.+)'", subprocess.getoutput(f"{shlex.quote(BASE)} -m pip config list"))
    if own_index:  # pip's settings are the user's word on where packages come from: uv does not read them
        os.environ.setdefault("UV_DEFAULT_INDEX", own_index[1])
    UNFINISHED.touch()
    wanted, uv = ("--require-hashes", "-r", HOME / lock), uv_program()
    before = held()
    say(f"installing what {lock} names, by {'uv' if uv else 'pip'}")
    done = uv is not None and run(uv, "pip", "install", "-q", "--python", PYTHON, *wanted) == 0
    if not done and has_pip:
        if uv:
            say("uv could not; trying pip")
        done = run(*PIP, *wanted) == 0
    if done:
        path, words = stamp(lock)
        path.write_text(words, "utf-8")
    if done or held() == before:
        UNFINISHED.unlink()
    return done
