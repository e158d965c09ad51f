"""What becomes of an amendment after a call, and after a look at the post. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.corrections.reading import reads_as
from bot.delivery.backoff import obeyed, wait_before
from bot.errors import OutcomeUnknown, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.amendment import AmendmentKind, AmendmentRow, Stage
from bot.model.delivery import RemotePost

#: Tries that surely changed nothing before a person is asked: with these waits about two hours.
MAX_TRIES = 8
#: A post that could not be read back for so long is a person's matter.
PATIENCE = timedelta(hours=24)
#: A token may be made new meanwhile.
_AFTER_REFUSAL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Result:
    """The stage that follows, why, and when something is done again; None where nothing is."""

    stage: Stage
    detail: str
    next_at: datetime | None = None


def after_call(
    error: Exception | None, kind: AmendmentKind, tries: int, now: datetime, jitter: float, first_look: timedelta
) -> Result:
    """What follows a call, the try number `tries`: without an error the network has shown that it is done.

    `first_look`: how long after a doubtful call the post is read back.
    """
    if error is None:
        done = "changed, and read back" if kind is AmendmentKind.EDIT else "taken down, and read back"
        return Result(Stage.DONE, done)
    told = str(error) if isinstance(error, RemoteError) else f"unforeseen: {type(error).__name__}"
    if isinstance(error, OutcomeUnknown) or not isinstance(error, RemoteError):
        return Result(Stage.UNKNOWN, told, now + first_look)
    if not isinstance(error, Unavailable | RateLimited | Unauthorized):
        return Result(Stage.FAILED, told)
    if tries >= MAX_TRIES:
        return Result(Stage.FAILED, f"given up after {tries} tries; the last one: {told}")
    wait = _AFTER_REFUSAL if isinstance(error, Unauthorized) else wait_before(tries, jitter, error.retry_after)
    if isinstance(error, RateLimited) and error.retry_after is not None:
        wait = obeyed(error.retry_after)
    return Result(Stage.WAITING, told, now + wait)


def after_look(row: AmendmentRow, seen: RemotePost | None, now: datetime, pause: timedelta) -> Result:
    """What follows a look at a post of which it is not known whether it was changed.

    To see it as it was must be seen twice, `pause` apart: then it is tried again, which changes nothing if it was done.
    """
    if row.kind is AmendmentKind.RETRACT:
        if seen is None:
            return Result(Stage.DONE, "the network does not show it any more")
        return _again(row, "the network still shows it", now, pause)
    if seen is None:
        return Result(Stage.FAILED, "the post is not there any more")
    if row.post is not None and reads_as(seen.text, row.post):
        return Result(Stage.DONE, "the network shows the new text")
    if reads_as(seen.text, row.before):
        return _again(row, "the network shows the former text", now, pause)
    told = "it reads neither as before nor as wanted"
    first = Result(Stage.UNKNOWN, told, now + pause)
    return first if row.looks == 0 else Result(Stage.FAILED, f"{told}: somebody changed it → look at it")


def _again(row: AmendmentRow, told: str, now: datetime, pause: timedelta) -> Result:
    if row.looks == 0:
        return Result(Stage.UNKNOWN, told, now + pause)
    if row.tries >= MAX_TRIES:
        return Result(Stage.FAILED, f"given up after {row.tries} tries: {told}")
    return Result(Stage.WAITING, f"{told}, seen twice", now)


def unread(row: AmendmentRow, error: RemoteError, now: datetime, pause: timedelta) -> Result:
    """What follows when the post could not be read back."""
    told = f"it cannot be read back: {error}"
    if isinstance(error, Unavailable | RateLimited | OutcomeUnknown) and now - row.made_at < PATIENCE:
        asked = timedelta() if error.retry_after is None else obeyed(error.retry_after)
        return Result(Stage.UNKNOWN, told, now + max(pause, asked))
    return Result(Stage.FAILED, f"{told} → look at it")
