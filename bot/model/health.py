"""When each kind of the daemon's work last ended, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Beat:
    """The daemon's pulse, written by its workers and read by the health page."""

    at: dict[str, datetime] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
