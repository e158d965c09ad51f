"""The moves a delivery may make, as data, and who may make them: any other move raises.

draft ──────→ scheduled ──→ publishing ──→ published ──→ retracted
                 ↑  ↑            │
                 │  └────────────┤ (surely not sent)
                 │               └──→ unconfirmed ──→ published | scheduled | held
                 └── held, rejected (released by a person)

Beside this way: proof may come late (a receipt of an attempt that was given up), and what a restored backup takes for
unsent may be out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import PressbotError
from bot.model.delivery import State


class UndeclaredMove(PressbotError):
    """A delivery was to make a move that is not in the table: a bug of ours, nothing was changed."""


class Mover(StrEnum):
    """Who may make a move."""

    DAEMON = "daemon"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move and who may make it."""

    origin: State
    target: State
    by: frozenset[Mover]
    why: str


_DAEMON = frozenset({Mover.DAEMON})
_STAFF = frozenset({Mover.STAFF})
_BOTH = _DAEMON | _STAFF

MOVES: tuple[Move, ...] = (
    Move(State.DRAFT, State.SCHEDULED, _STAFF, "approved"),
    Move(State.DRAFT, State.HELD, _BOTH, "stopped before approval"),
    Move(State.DRAFT, State.CANCELLED, _STAFF, "called off"),
    Move(State.DRAFT, State.PUBLISHED, _DAEMON, "found on the wall after a restore"),
    Move(State.SCHEDULED, State.PUBLISHING, _DAEMON, "claimed, its attempt committed"),
    Move(State.SCHEDULED, State.HELD, _BOTH, "stopped"),
    Move(State.SCHEDULED, State.CANCELLED, _BOTH, "called off; too late by its account's rule, or told in a digest"),
    Move(State.SCHEDULED, State.UNCONFIRMED, _DAEMON, "a restored backup does not know whether it went out since"),
    Move(State.SCHEDULED, State.PUBLISHED, _DAEMON, "the receipt of an earlier attempt came late"),
    Move(State.PUBLISHING, State.PUBLISHED, _DAEMON, "the network gave a receipt"),
    Move(State.PUBLISHING, State.SCHEDULED, _DAEMON, "surely not sent"),
    Move(State.PUBLISHING, State.UNCONFIRMED, _DAEMON, "may be out"),
    Move(State.PUBLISHING, State.HELD, _DAEMON, "refused until a person acts"),
    Move(State.PUBLISHING, State.REJECTED, _DAEMON, "refused, and will be again"),
    Move(State.UNCONFIRMED, State.PUBLISHED, _DAEMON, "found on the network"),
    Move(State.UNCONFIRMED, State.SCHEDULED, _DAEMON, "surely absent, seen twice, or the account says: repost"),
    Move(State.UNCONFIRMED, State.HELD, _BOTH, "the network cannot tell"),
    Move(State.HELD, State.SCHEDULED, _STAFF, "released"),
    Move(State.HELD, State.UNCONFIRMED, _BOTH, "to be looked for again"),
    Move(State.HELD, State.PUBLISHED, _BOTH, "a person saw it on the wall, or its receipt came late"),
    Move(State.HELD, State.CANCELLED, _STAFF, "called off"),
    Move(State.REJECTED, State.SCHEDULED, _STAFF, "released"),
    Move(State.REJECTED, State.CANCELLED, _STAFF, "called off"),
    Move(State.PUBLISHED, State.RETRACTED, _STAFF, "taken down"),
)

_ALLOWED = {(move.origin, move.target): move.by for move in MOVES}

#: States out of which nobody moves a delivery by itself.
END_STATES = frozenset({State.PUBLISHED, State.REJECTED, State.CANCELLED, State.RETRACTED})


def require_move(origin: State, target: State, mover: Mover) -> None:
    """Nothing, when the move is declared for that mover. Raises UndeclaredMove otherwise."""
    if mover not in _ALLOWED.get((origin, target), frozenset()):
        raise UndeclaredMove(f"a delivery cannot go from {origin} to {target} by {mover}")
