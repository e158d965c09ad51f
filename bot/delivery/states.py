"""What becomes of a delivery after one call: the table from outcome to state, and when it is tried again.

Pure: it imports no network and asks no clock. The moves themselves are data in `bot.model.states`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.backoff import MAX_TRIES, obeyed, wait_before
from bot.errors import (
    Duplicate,
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.model.delivery import Outcome, State


@dataclass(frozen=True, slots=True)
class Fate:
    """What one class of answer means for the delivery and for its account."""

    outcome: Outcome
    state: State
    #: The whole account stops until a person acts.
    pauses_account: bool = False
    #: The whole account waits; the attempt does not count.
    slows_account: bool = False


#: Most particular class first; every RemoteError has a line (a test asserts it).
FATES: dict[type[RemoteError], Fate] = {
    Unavailable: Fate(Outcome.NOT_SENT, State.SCHEDULED),
    RateLimited: Fate(Outcome.NOT_SENT, State.SCHEDULED, slows_account=True),
    Unauthorized: Fate(Outcome.REFUSED, State.HELD, pauses_account=True),
    Forbidden: Fate(Outcome.REFUSED, State.HELD, pauses_account=True),
    PersonNeeded: Fate(Outcome.REFUSED, State.HELD, pauses_account=True),
    Rejected: Fate(Outcome.REFUSED, State.REJECTED),
    PictureRefused: Fate(Outcome.REFUSED, State.REJECTED),
    NotFound: Fate(Outcome.REFUSED, State.HELD),
    Misused: Fate(Outcome.REFUSED, State.HELD),
    Duplicate: Fate(Outcome.UNKNOWN, State.UNCONFIRMED),
    OutcomeUnknown: Fate(Outcome.UNKNOWN, State.UNCONFIRMED),
}

#: An error nobody foresaw says nothing about what the network did.
UNFORESEEN = FATES[OutcomeUnknown]


def fate_of(error: BaseException) -> Fate:
    """What the error means; an unforeseen one counts as "may be out"."""
    return FATES.get(type(error), UNFORESEEN) if isinstance(error, RemoteError) else UNFORESEEN


@dataclass(frozen=True, slots=True)
class Next:
    """Where the delivery goes after an error."""

    fate: Fate
    state: State
    #: When it is tried (or looked for) again; None where a person decides.
    again_at: datetime | None
    counts: bool
    reason: str


#: A refusal of the token that is not believed yet: surely not sent, and no fault of the delivery.
PATIENT = Fate(Outcome.REFUSED, State.SCHEDULED, slows_account=True)


def patient(error: Unauthorized, again_at: datetime) -> Next:
    """Where a delivery goes whose account's token was refused, and may yet work: it waits with its account."""
    return Next(PATIENT, State.SCHEDULED, again_at, False, str(error))


def after(
    error: BaseException,
    tries: int,
    now: datetime,
    jitter: float,
    first_look: timedelta,
    *,
    in_a_row: int = 1,
    failing_since: datetime | None = None,
    gives_up_after: timedelta = timedelta.max,
) -> Next:
    """Where a delivery goes whose try number `tries` ended in `error`.

    `jitter` in [0, 1) spreads the waits; `first_look` is how long after a doubtful call the network is read back.
    `in_a_row`: failures of this class of the whole account, this one included. `failing_since`: the first try that
    failed; after `gives_up_after` a person is asked.
    """
    fate = fate_of(error)
    reason = str(error) if isinstance(error, RemoteError) else f"unforeseen: {type(error).__name__}"
    if fate.state is State.UNCONFIRMED:
        return Next(fate, State.UNCONFIRMED, now + first_look, True, reason)
    if fate.state is not State.SCHEDULED:
        return Next(fate, fate.state, None, True, reason)
    asked = error.retry_after if isinstance(error, RemoteError) else None
    if fate.slows_account:
        wait = wait_before(in_a_row, jitter) if asked is None else obeyed(asked)
        return Next(fate, State.SCHEDULED, now + wait, False, reason)
    if tries >= MAX_TRIES or (failing_since is not None and now - failing_since >= gives_up_after):
        return Next(fate, State.HELD, None, True, f"given up after {tries} tries; the last one: {reason}")
    return Next(fate, State.SCHEDULED, now + wait_before(tries, jitter, asked), True, reason)
