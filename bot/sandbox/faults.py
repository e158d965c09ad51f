"""Faults on demand: what a network does wrong, when, and how often."""

from __future__ import annotations

import random
import threading
from dataclasses import asdict, dataclass
from typing import Any

KINDS = frozenset(
    {"cut_before", "cut_after_accept", "cut_body", "rate_limit", "server_error", "server_error_after_accept", "slow",
     "slow_after_accept", "dead_token", "permission", "content_refused", "picture_refused", "error", "error_after_accept"}
)  # fmt: skip
#: The kinds that name one line of a network's own error table in `code`.
WITH_CODE = frozenset({"error", "error_after_accept"})
OPERATIONS = frozenset({"publish", "upload", "read", "measure", "edit", "delete", "connect", "any"})


@dataclass
class Fault:
    """One fault to come."""

    network: str
    kind: str
    operation: str = "any"
    #: How often; None = for ever.
    times: int | None = 1
    #: For the slow ones.
    seconds: float = 0.0
    #: Chance that it strikes; None = always.
    probability: float | None = None
    #: For "error": which one, as the network's stand-in writes it ("190/463", "422/DUPLICATE_POST", "214").
    code: str = ""


class Faults:
    """The faults to come; safe to share between threads."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._random = random.Random(seed)

    def add(self, network: str, kind: str, operation: str = "any", **options: Any) -> Fault:
        """A new fault. Raises ValueError for an unknown kind or operation, or for an error without its code."""
        if kind not in KINDS or operation not in OPERATIONS:
            raise ValueError(f"kinds: {', '.join(sorted(KINDS))}; operations: {', '.join(sorted(OPERATIONS))}")
        fault = Fault(network, kind, operation, **options)
        if (kind in WITH_CODE) is not bool(fault.code):
            raise ValueError(f"a code belongs to {', '.join(sorted(WITH_CODE))}, and to nothing else")
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, network: str, operation: str) -> Fault | None:
        """The fault that strikes this call, used up once; None when all goes well."""
        with self._lock:
            for fault in self._faults:
                if fault.network not in {network, "any"} or fault.operation not in {operation, "any"}:
                    continue
                if fault.probability is not None and self._random.random() >= fault.probability:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None

    def list(self) -> list[dict[str, Any]]:
        """The faults to come, as plain values."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        """No more faults."""
        with self._lock:
            self._faults.clear()
