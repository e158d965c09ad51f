"""How long each part of the send path may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.deadline import Deadline, Leave
from bot.errors import StoreError

#: Work between the intention and the visible call that takes longer than this asks the store again before the call.
_LONG_WORK_S = 1.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The durations that keep two owners apart."""

    #: How long a lane is ours after each claim or renewal.
    lease: timedelta = timedelta(minutes=10)
    #: The longest that one publish may take, uploads and answers included; always well below `lease`.
    longest_call: timedelta = timedelta(minutes=5)
    #: How much of it may be over when the last byte of a request is written: the rest is for its answer.
    sending_share: float = 0.8
    #: Waits before the first and the second look for a post that may be out.
    looks: tuple[timedelta, timedelta] = (timedelta(seconds=30), timedelta(minutes=2))
    #: How soon a delivery that is frozen or paused is looked at again.
    look_at_freeze: timedelta = timedelta(seconds=30)
    #: How soon a delivery is looked at again whose article was corrected: rendering it anew takes a moment.
    look_at_correction: timedelta = timedelta(seconds=2)
    #: How soon an account that is not connected is looked at again.
    look_at_account: timedelta = timedelta(minutes=1)
    #: Post published → its first measurement.
    first_measure: timedelta = timedelta(minutes=15)

    def leave(self, bars: Callable[[], str | None], verb: str) -> Leave:
        """The leave for one piece of work that begins now.

        `bars`: asks the store why the visible call must not be made; only where more than a second went by since.
        `verb`: what the work does, for what is told when the store cannot be asked.
        """
        begun = Deadline(timedelta(seconds=_LONG_WORK_S))

        def barred() -> str | None:
            if begun.left_s() > 0:
                return None
            try:
                return bars()
            except StoreError as error:
                return f"the store cannot be asked whether it still may be {verb}: {error}"

        return Leave(Deadline(self.longest_call * self.sending_share), Deadline(self.longest_call), barred)
