"""Graph API codes → our classes. Every Graph error has the type OAuthException: only code and subcode tell.

Source: developers.facebook.com/docs/graph-api/guides/error-handling, read 2026-11-23; lines marked "peer" are other
projects' readings of the same day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

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

#: (code, subcode) → class; looked up before the code alone.
SUBCODES: Mapping[tuple[int, int], type[RemoteError]] = {
    (190, 459): PersonNeeded,  # check-point: the person must log in
    (190, 464): PersonNeeded,  # unconfirmed user
    (506, 1455006): Duplicate,  # peer: the body of "Duplicate status message"
    (368, 1390008): RateLimited,  # posting too fast
    (100, 33): NotFound,  # does not exist, or no right to see it
    (100, 1366046): PictureRefused,  # photo too big, or of a kind not taken
    (100, 1366051): Duplicate,  # peer: these photos were already posted
    (100, 1346003): Rejected,  # content blocked
    (100, 1609005): Rejected,  # the link could not be scraped
    (100, 1609008): Rejected,
    (100, 1404006): Rejected,
    (100, 1404102): Rejected,
    (100, 1404112): Rejected,
    (100, 1349125): Rejected,
    (100, 1363047): PictureRefused,
    (100, 1609010): Rejected,
    (100, 4854002): Rejected,
    (100, 2061006): Rejected,
}

CODES: Mapping[int, type[RemoteError]] = {
    1: OutcomeUnknown,  # unknown: may have been carried out
    2: OutcomeUnknown,  # peer: one such answer was a post seven times over
    3: Forbidden,  # capability missing
    4: RateLimited,  # app
    10: Forbidden,
    17: RateLimited,  # user
    32: RateLimited,  # page (peer)
    100: Misused,
    102: Unauthorized,  # session
    190: Unauthorized,
    341: RateLimited,
    368: RateLimited,  # blocked for a while
    506: Duplicate,
    613: RateLimited,  # peer
    803: NotFound,
    2635: Misused,  # dead API version
    3001: Misused,
    1366046: PictureRefused,
    1366051: Duplicate,
    1609005: Rejected,
    80001: RateLimited,  # business use case, pages (peer)
}
#: 200–299: a permission is missing.
PERMISSIONS = range(200, 300)

_LONG = {368: timedelta(hours=6)}
_DEFAULT_WAIT = timedelta(hours=1)


class _Error(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: int = 0
    error_subcode: int = 0
    message: str = ""
    is_transient: bool = False
    error_user_msg: str | None = None


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")

    error: _Error


def parsed(body: bytes) -> _Error | None:
    """The error in a body; None when it holds none."""
    try:
        return _Body.model_validate_json(body).error
    except ValidationError:
        return None


def error_of(status: int, headers: Mapping[str, str], body: bytes, *, writes: bool) -> RemoteError | None:
    """The error that an answer means; None when it is none. `writes`: the call makes a post visible."""
    error = parsed(body)
    if error is None:
        if status < 400:
            return None
        unknown = OutcomeUnknown if writes else Unavailable
        return (unknown if status >= 500 else Misused)(f"Facebook answers {status}", code=str(status))
    kind = _class_of(error)
    if kind is OutcomeUnknown or error.is_transient or (status >= 500 and kind is Misused):
        kind = OutcomeUnknown if writes else Unavailable
    code = f"{error.code}/{error.error_subcode}" if error.error_subcode else str(error.code)
    wait = _wait(error, headers) if kind is RateLimited else None
    return kind(error.error_user_msg or error.message or f"Facebook answers {status}", code=code, retry_after=wait)


def _class_of(error: _Error) -> type[RemoteError]:
    found = SUBCODES.get((error.code, error.error_subcode)) or CODES.get(error.code)
    if found is None:
        found = Forbidden if error.code in PERMISSIONS else Misused
    return found


def _wait(error: _Error, headers: Mapping[str, str]) -> timedelta:
    """What the usage header says, in minutes; else an hour, for a block six."""
    minutes = 0
    try:
        usage = json.loads(headers.get("x-business-use-case-usage", "{}"))
        minutes = max((int(e.get("estimated_time_to_regain_access", 0)) for p in usage.values() for e in p), default=0)
    except (ValueError, AttributeError, TypeError):
        minutes = 0
    return timedelta(minutes=minutes) if minutes else _LONG.get(error.code, _DEFAULT_WAIT)
