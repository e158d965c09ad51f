"""Who holds a lease: one process on one machine, told apart from every earlier one with the same number."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """A name for this process: host, boot, space of process ids, process id, start time."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid()) or 0}"


def is_dead(owner: str) -> bool:
    """Whether that owner surely lives no more: it ran on this machine since its last start, and is gone.

    False whenever this cannot be told: another machine's owner is given the whole of its lease.
    """
    machine, _, rest = owner.rpartition(":")[0].rpartition(":")
    started = owner.rpartition(":")[2]
    if machine != _machine() or not rest.isdecimal() or not started.isdecimal() or started == "0":
        return False
    now = _started(int(rest))
    return now != int(started) if now is not None else not _may_live(int(rest))


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    except OSError:
        boot = "-"
    try:
        # Containers may share host name and boot, and still count their processes each for itself.
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        space = "-"
    return f"{socket.gethostname()}:{boot}:{space}"


def _may_live(process: int) -> bool:
    """Whether there may be such a process though nothing is told of it: /proc can hide other users' (hidepid)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return _status(process) is None


def _started(process: int) -> int | None:
    """When the process started, in clock ticks since boot; None when there is none, or it is only a corpse."""
    fields = _status(process)
    return None if fields is None or fields[0] in {"Z", "X"} else int(fields[19])


def _status(process: int) -> list[str] | None:
    """What /proc tells of the process after its name; None when it tells nothing."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The command's name, in brackets, may hold anything: what follows it is regular.
    return status.rpartition(")")[2].split() or None
