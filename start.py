#!/usr/bin/env python3
"""Makes pressbot's environment and runs it: `python3 start.py [command …]`; `python3 start.py check` runs the tests.

Needs python3.11 and pip, nothing else: no venv module, no make, no uv, no compiler. Standard library only.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - older ones can read this file, but not run what follows
    sys.exit(f"start.py: pressbot needs Python 3.11 or newer, this is {sys.version.split()[0]}")

HOME = Path(__file__).resolve().parent
ENVIRONMENT, BIN, PYTHON = HOME / ".venv", HOME / ".venv/bin", str(HOME / ".venv/bin/python")
UNFINISHED = ENVIRONMENT / "unfinished"  # stands while packages are being written
RUNTIME, DEVELOPERS = "requirements.lock", "requirements-dev.lock"
BASE: str = getattr(sys, "_base_executable", sys.executable)  # the system's, even when the environment's runs this
PIP = (BASE, "-m", "pip", "--python", PYTHON, "install", "-q", "--disable-pip-version-check")
SCRIPT = '#!/bin/sh\nexport {}\nexec {} -P -m bot "$@"\n'
STEPS = {
    "linting": "-m ruff check .",
    "formatting": "-m ruff format --check .",
    "types": "-m mypy",
    "import rules": ".venv/bin/lint-imports",
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
    return Path(PYTHON).exists() and any(path.exists() and path.read_text() == words for path, words in stamps)


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Whether it could be started and ended well; its output goes to standard error or nowhere."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    index = {"UV_DEFAULT_INDEX": os.environ["PIP_INDEX_URL"]} if "PIP_INDEX_URL" in os.environ else {}
    try:  # open files are handed on: the lock holds as long as an installer lives, even one whose parent was killed
        return not subprocess.call(command, stdout=output, stderr=output, close_fds=False, env={**index, **os.environ})
    except OSError:
        return False


def install(lock: str) -> bool:
    """Brings the environment to that lock file, hashes checked, by uv, else by pip; whether it did."""
    has_pip, uv = run(BASE, "-m", "pip", "--version", quiet=True), shutil.which("uv")
    if not has_pip and not uv:
        sys.exit("start.py: pip is missing; as root: apt-get install python3-pip")
    probe = f"import sys; sys.exit((sys.prefix, sys.version_info[:2]) != {(str(ENVIRONMENT), sys.version_info[:2])})"
    if UNFINISHED.exists() or not run(PYTHON, "-c", probe, quiet=True):
        say(f"making the environment {ENVIRONMENT}")  # without pip in it: Debian's python3 has venv, but not ensurepip
        if not run(BASE, "-m", "venv", "--clear", "--without-pip", ENVIRONMENT):
            return False
    if os.environ.get("PRESSBOT_NO_UV"):
        uv = None
    elif not uv or not run(uv, "--version", quiet=True):
        say("fetching uv, which installs faster than pip")
        uv = str(BIN / "uv") if run(*PIP, "--only-binary=:all:", "--retries=1", "uv", quiet=True) else None
    say(f"installing what {lock} names, by {'uv' if uv else 'pip'}")
    UNFINISHED.touch()
    packages = set(ENVIRONMENT.glob("lib/*/site-packages/*"))
    wanted = ("install", "-q", "--require-hashes", "-r", HOME / lock)
    done = uv is not None and run(uv, "pip", *wanted, "--python", PYTHON)
    done = done or (has_pip and run(*PIP, *wanted[2:]))
    if done:
        variables = shlex.join([f"PRESSBOT_HOME={HOME}", f"PYTHONPATH={HOME}"])
        (BIN / "pressbot").write_text(SCRIPT.format(variables, shlex.quote(PYTHON)))
        (BIN / "pressbot").chmod(0o755)
        path, words = stamp(lock)
        path.write_text(words)
    if done or set(ENVIRONMENT.glob("lib/*/site-packages/*")) == packages:  # a failure that changed nothing
        UNFINISHED.unlink()
    return done


def prepare(lock: str) -> None:
    """Makes the environment where it is not there, one start.py at a time."""
    began = time.monotonic()
    say("the environment is not ready yet (if another start.py is making it, this one waits)")
    with (HOME / ".start.lock").open("a") as guard:
        os.set_inheritable(guard.fileno(), True)
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not is_ready(lock) and not install(lock):
            say(
                f"that failed: see above. The disk has {shutil.disk_usage(HOME).free // 2**20} MB free, 1000 are enough."
            )
            sys.exit("start.py: is the network there (HTTPS_PROXY, PIP_INDEX_URL)? Start again: it goes on from here.")
    say(f"ready after {time.monotonic() - began:.1f} s")


def check(extra: list[str]) -> None:
    """Every check in order up to the first that fails, whose exit code is this program's."""
    os.chdir(HOME)
    # The tests start hundreds of processes: bytecode is kept, if not beside the sources then in the environment.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ENVIRONMENT / "pycache"))
    for name, words in STEPS.items():
        began = time.monotonic()
        code = subprocess.call([PYTHON, *words.split()])
        say(f"{name}: {f'FAILED with exit code {code}' if code else 'passed'} in {time.monotonic() - began:.1f} s")
        if code != 0:
            sys.exit(code if code > 0 else 128 - code)
    # Four at once on two cores: many tests wait for a socket, a process or a disk. A file is one worker's;
    # in their own order, else the longest ones, of few tests, come last and alone.
    # In place of this process: signals reach it, and its closing line, with its time, is the last of all.
    os.execv(PYTHON, [PYTHON, "-m", "pytest", "-n", "4", "--dist", "loadfile", "--no-loadscope-reorder", *extra])


def main(arguments: list[str]) -> None:
    # Two options that pytest does not know tell pressbot's own check (of the configuration) from the project's.
    tests = arguments[0] == "check" and not {"--config", "--offline"} & set(arguments)
    lock = DEVELOPERS if tests else RUNTIME
    if not is_ready(lock):
        prepare(lock)
    if tests:
        check(arguments[1:])
    path = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    os.environ.update(PRESSBOT_HOME=str(HOME), PYTHONPATH=path)
    os.execv(PYTHON, [PYTHON, "-P", "-m", "bot", *arguments])


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or ["demo"])
    except OSError as error:
        sys.exit(f"start.py: {error}; if that is in .venv: remove .venv and start again")
    except KeyboardInterrupt:
        sys.exit(130)
