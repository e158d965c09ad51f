#!/usr/bin/env python3
"""Makes pressbot's environment and runs it: `python3 start.py [command …]`; `python3 start.py check` runs the tests.

Needs python3.11 and pip, nothing else: no venv module, no make, no uv, no compiler. Standard library only.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - older ones can read this file, but not run what follows
    sys.exit(f"start.py: pressbot needs Python 3.11 or newer, this is {sys.version.split()[0]}")

HOME = Path(__file__).resolve().parent
ENVIRONMENT, BIN, PYTHON = HOME / ".venv", HOME / ".venv/bin", HOME / ".venv/bin/python"
UNFINISHED = ENVIRONMENT / "unfinished"  # stands while packages are being written
RUNTIME, DEVELOPERS = "requirements.lock", "requirements-dev.lock"
BASE: str = getattr(
    sys, "_base_executable", sys.executable
)  # the system's, even when the environment's Python runs this
PIP = (BASE, "-m", "pip", "--python", PYTHON, "install", "-q", "--disable-pip-version-check")
STEPS = {
    "linting": (PYTHON, "-m", "ruff", "check", "."),
    "formatting": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "types": (PYTHON, "-m", "mypy"),
    "import rules": (BIN / "lint-imports",),
    "tests": (PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile"),
}


def say(text: str) -> None:
    print(f"start.py: {text}", file=sys.stderr, flush=True)


def stamp(lock: str) -> tuple[Path, str]:
    """The file that tells that a lock file's packages are installed, and its words: place, Python, content."""
    digest = hashlib.sha256(b"".join((HOME / name).read_bytes() for name in (RUNTIME, lock))).hexdigest()
    return ENVIRONMENT / f"{lock}.stamp", f"{HOME} {sys.version_info[:2]} {digest}"


def is_ready(lock: str) -> bool:
    """Whether the environment is whole; that of the developers serves a run as well."""
    stamps = [stamp(each) for each in (lock, DEVELOPERS) if (HOME / each).exists()]
    return PYTHON.exists() and any(path.exists() and path.read_text("utf-8") == words for path, words in stamps)


def run(*command: str | Path, quiet: bool = False) -> int:
    """The exit code, 127 where the program cannot be started; its output goes to standard error or nowhere."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    mirror = {"UV_DEFAULT_INDEX": os.environ["PIP_INDEX_URL"]} if "PIP_INDEX_URL" in os.environ else {}
    try:  # open files are handed on: the lock holds as long as an installer lives, even one whose parent was killed
        return subprocess.call(command, stdout=output, stderr=output, close_fds=False, env={**mirror, **os.environ})
    except OSError:
        return 127


def find_uv() -> str | Path | None:
    """uv: that on the path, else the environment's, put there by pip; None where it cannot be had."""
    if os.environ.get("PRESSBOT_NO_UV"):
        return None
    for program in (shutil.which("uv"), BIN / "uv"):
        if program and run(program, "--version", quiet=True) == 0:
            return program
    say("fetching uv, which installs faster than pip")
    return BIN / "uv" if run(*PIP, "--only-binary=:all:", "--retries=1", "uv", quiet=True) == 0 else None


def install(lock: str) -> bool:
    """Brings the environment to that lock file, hashes checked, by uv, else by pip; whether it did."""
    has_pip = run(BASE, "-m", "pip", "--version", quiet=True) == 0
    if not has_pip and not shutil.which("uv"):
        sys.exit("start.py: pip is missing; as root: apt-get install python3-pip")
    fits = f"import sys; sys.exit((sys.prefix, sys.version_info[:2]) != ({str(ENVIRONMENT)!r}, {sys.version_info[:2]}))"
    if UNFINISHED.exists() or run(PYTHON, "-c", fits, quiet=True) != 0:
        say(f"making the environment {ENVIRONMENT}")  # without pip in it: Debian's python3 has venv, but not ensurepip
        if run(BASE, "-m", "venv", "--clear", "--without-pip", ENVIRONMENT) != 0:
            return False
    uv, wanted = find_uv(), ("--require-hashes", "-r", HOME / lock)
    before = set(ENVIRONMENT.glob("lib/*/site-packages/*"))
    UNFINISHED.touch()
    say(f"installing what {lock} names, by {'uv' if uv else 'pip'}")
    done = uv is not None and run(uv, "pip", "install", "-q", "--python", PYTHON, *wanted) == 0
    if not done and has_pip:
        done = run(*PIP, *wanted) == 0
    if done:
        script = f"#!/bin/sh\nexport {shlex.join([f'PRESSBOT_HOME={HOME}', f'PYTHONPATH={HOME}'])}\n"
        (BIN / "pressbot").write_text(f'{script}exec {shlex.quote(str(PYTHON))} -P -m bot "$@"\n', "utf-8")
        (BIN / "pressbot").chmod(0o755)
        path, words = stamp(lock)
        path.write_text(words, "utf-8")
    if done or set(ENVIRONMENT.glob("lib/*/site-packages/*")) == before:
        UNFINISHED.unlink()
    return done


def prepare(lock: str) -> None:
    """Makes the environment where it is not there, one start.py at a time."""
    if is_ready(lock):
        return
    with (HOME / ".start.lock").open("w") as guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start.py is at work here: waiting for it")
            fcntl.flock(guard, fcntl.LOCK_EX)
        os.set_inheritable(guard.fileno(), True)
        began = time.monotonic()
        if not is_ready(lock) and not install(lock):
            free = shutil.disk_usage(HOME).free // 2**20
            sys.exit(
                f"start.py: the packages could not be installed (see above). {free} MB are free on the disk, 500 are "
                "enough. Is the network there (HTTPS_PROXY, PIP_INDEX_URL)? Start again: it goes on from here."
            )
        say(f"ready after {time.monotonic() - began:.1f} s")


def check(extra: list[str]) -> int:
    """Every check in order up to the first that fails; its exit code."""
    for name, command in STEPS.items():
        began = time.monotonic()
        with subprocess.Popen([*command, *(extra if name == "tests" else [])], cwd=HOME) as child:
            signal.signal(
                signal.SIGINT, lambda *_: None
            )  # the terminal tells the child itself, which clears up and ends
            signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        code = child.returncode if child.returncode >= 0 else 128 - child.returncode
        if code != 0 or name != "tests":  # pytest's own closing line, with its time, is the last of a good run
            say(f"{name}: {f'FAILED, exit code {code},' if code else 'passed'} in {time.monotonic() - began:.1f} s")
        if code != 0:
            return code
    return 0


def main(arguments: list[str]) -> None:
    # Two options that pytest does not know tell pressbot's own check (of the configuration) from the project's.
    tests = arguments[0] == "check" and not {"--config", "--offline"} & set(arguments)
    prepare(DEVELOPERS if tests else RUNTIME)
    if tests:
        sys.exit(check(arguments[1:]))
    path = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    os.environ.update(PRESSBOT_HOME=str(HOME), PYTHONPATH=path)
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "bot", *arguments])


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or ["demo"])
    except OSError as error:
        sys.exit(f"start.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
