"""From one post to the next in one go: the outcome of the one and the intention of the other, in one transaction.

Everything is asked at once, and only then looked at. Where anything is not as it mostly is (the lane lost, a freeze,
an article corrected, a delivery settled by others) nothing of it counts: the steps are taken one by one, with care, by
`Sending`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.model.delivery import Outcome, State
from bot.model.records import Claim, DeliveryRow
from bot.store.attempts import ask_attempt, attempt_of
from bot.store.closing import Closing, ask_end, ask_receipt
from bot.store.freezes import ask_over, frozen_by
from bot.store.journal import note_two
from bot.store.lanes import ask_held, lane_of
from bot.store.moves import step_of
from bot.store.pipe import piped


@dataclass(frozen=True, slots=True)
class Done:
    """An attempt whose outcome is known and not written down yet."""

    delivery_id: int
    attempt_id: int
    closing: Closing


class NotPlain(Exception):
    """Something stands out: what was written in the transaction must be taken back."""


def follow_plainly(
    connection: Connection, claim: Claim, done: Done, delivery: DeliveryRow, now: datetime, *, until: datetime
) -> int:
    """The attempt of `delivery`, begun with the outcome of the one before it, under a lease that runs until then.

    Raises NotPlain, sqlalchemy.exc.IntegrityError: the caller takes the transaction back.
    """
    closing = done.closing
    if closing.outcome is not Outcome.PUBLISHED or closing.receipt is None or closing.values:
        raise NotPlain
    out = step_of(
        done.delivery_id, State.PUBLISHING, State.PUBLISHED, now=now, reason=closing.reason,
        newest_attempt=done.attempt_id,
    )  # fmt: skip
    begun = step_of(
        delivery.id, State.SCHEDULED, State.PUBLISHING, now=now, reason="sending", attempts=delivery.attempts + 1,
        post_id=delivery.post_id or None,
    )  # fmt: skip
    with piped(connection) as pipe:
        # The lock on the account's row comes first, and the freeze switch after it: as a freeze asks of all who send.
        held = ask_held(pipe, claim, now, until)
        over = ask_over(pipe, delivery, now)
        changes = [ask_end(pipe, claim, done.attempt_id, closing, now), out.ask(pipe), begun.ask(pipe)]
        ask_receipt(pipe, done.delivery_id, closing.receipt, closing.measure_at)
        attempt = ask_attempt(pipe, claim, delivery.id, now)
        note_two(pipe, now, out.line, begun.line)
    lane = lane_of(held)
    is_plain = (
        lane is not None
        and lane.pause is None
        and lane.suffices
        and frozen_by(over) is None
        and all(asked.changed == 1 for asked in changes)
    )
    if not is_plain:
        raise NotPlain
    return attempt_of(attempt)
