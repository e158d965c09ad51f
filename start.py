#!/usr/bin/env python3
"""Makes pressbot's environment and runs it: `python3 start.py [command …]`; `python3 start.py check` runs the tests.

Needs python3.11 and pip, nothing else: no venv module, no make, no uv, no compiler. Standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent
ENVIRONMENT = HOME / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "pressbot.stamp"
CHECKS = (
    ("formatting", ["ruff", "format", "--check", "."]),
    ("linting", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("import rules", ["importlinter"]),
    ("tests", ["pytest", "-n", "2", "--dist", "loadfile"]),
)


def say(text: str) -> None:
    print(f"start.py: {text}", file=sys.stderr, flush=True)


def wanted(lock: str) -> str:
    """What the stamp says when the environment holds that lock file's packages for this Python."""
    digest = hashlib.sha256((HOME / lock).read_bytes()).hexdigest()
    return f"{lock} {digest} {sys.version_info.major}.{sys.version_info.minor}"


def is_ready(lock: str) -> bool:
    """Whether the environment is whole; that of the developers serves a run as well."""
    if not STAMP.exists() or not PYTHON.exists():
        return False
    held = STAMP.read_text(encoding="utf-8")
    return held in {wanted(lock), wanted("requirements-dev.lock")}


def run(command: "list[object]") -> None:
    """Runs a command whose output goes to standard error; ends with one plain line when it fails."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    if subprocess.call([str(part) for part in command], stdout=sys.stderr, env=environment, cwd=HOME) != 0:
        sys.exit(
            f"start.py: this failed: {' '.join(str(part) for part in command[:6])} …\n"
            "start.py: is the network there, and the disk not full? Mend it and start again: it goes on from here."
        )


def make_bare() -> None:
    """An environment without pip: Debian's python3 has the venv module's code, but not ensurepip."""
    say(f"making the environment in {ENVIRONMENT.name}/")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    run([sys.executable, "-m", "venv", "--without-pip", ENVIRONMENT])


def uv() -> "str | None":
    """uv's program: where it is on the path, else in the environment, put there by pip; None where it cannot be had."""
    found = None if os.environ.get("PRESSBOT_NO_UV") else shutil.which("uv")
    own = ENVIRONMENT / "bin" / "uv"
    if found or own.exists() or os.environ.get("PRESSBOT_NO_UV"):
        return found or (str(own) if own.exists() else None)
    say("fetching uv, which installs faster than pip")
    fetched = subprocess.call(
        [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "--disable-pip-version-check", "uv"],
        stdout=sys.stderr, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return str(own) if fetched == 0 and own.exists() else None


def install(lock: str) -> None:
    """Brings the environment to that lock file, hashes checked."""
    if subprocess.call(
        [sys.executable, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        if not shutil.which("uv"):
            sys.exit("start.py: pip is missing: as root, apt-get install python3-pip")
    if not PYTHON.exists() or subprocess.call([str(PYTHON), "-c", ""], stderr=subprocess.DEVNULL) != 0:
        make_bare()
    STAMP.unlink(missing_ok=True)
    program = uv()
    say(f"installing what {lock} names, by {'uv' if program else 'pip'}")
    if program:
        run([program, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock])
    else:
        run([sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "--require-hashes", "-r", lock])
    script = ENVIRONMENT / "bin" / "pressbot"
    script.write_text(
        f'#!/bin/sh\nPRESSBOT_HOME="{HOME}" PYTHONPATH="{HOME}" exec "{PYTHON}" -m bot "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    STAMP.write_text(wanted(lock), encoding="utf-8")


def prepare(lock: str) -> None:
    """Makes the environment once, even when two start at the same moment."""
    if is_ready(lock):
        return
    import fcntl  # not on every system: only where something is to be done

    with (HOME / ".start.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not is_ready(lock):
            began = time.monotonic()
            install(lock)
            say(f"ready after {time.monotonic() - began:.0f} s")


def check(extra: "list[str]") -> int:
    """Every check, in order; the exit code of the first that fails."""
    for name, command in CHECKS:
        began = time.monotonic()
        program = [str(PYTHON), "-m", *command, *(extra if name == "tests" else [])]
        if command == ["importlinter"]:
            program = [str(PYTHON.parent / "lint-imports")]
        code = subprocess.call(program, cwd=HOME)
        say(f"{name}: {'passed' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s")
        if code != 0:
            return code
    return 0


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - older ones are told so
        sys.exit(f"start.py: pressbot needs Python 3.11 or newer, this is {sys.version.split()[0]}")
    arguments = sys.argv[1:] or ["demo"]
    prepare("requirements-dev.lock" if arguments[0] == "check" else "requirements.lock")
    if arguments[0] == "check" and "--offline" not in arguments and "--config" not in arguments:
        sys.exit(check(arguments[1:]))
    path = os.pathsep.join(part for part in (str(HOME), os.environ.get("PYTHONPATH")) if part)
    os.environ.update(PRESSBOT_HOME=str(HOME), PYTHONPATH=path)
    os.execv(PYTHON, [str(PYTHON), "-m", "bot", *arguments])


if __name__ == "__main__":
    main()
