"""X's problems → our classes: by status, then by exact title or detail where X gives no code.

Source: docs.x.com (error handling, pricing) and peers' recorded answers, read 2026-11-23.
"""

from __future__ import annotations

import json
import time
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
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)

#: Exact details of a 403 or 400, lower case without the closing full stop.
DETAILS: Mapping[str, type[RemoteError]] = {
    "you are not allowed to create a tweet with duplicate content": Duplicate,
    "you are not allowed to create a post with duplicate content": Duplicate,
    "you are not permitted to perform this action": Rejected,
    "the tweet contains an invalid url": Rejected,
    "your account is suspended and is not permitted to access this feature": PersonNeeded,
    "your account is not permitted to access this feature": Forbidden,
    "your media ids are invalid": Unavailable,
}
#: Last part of a problem's type.
PROBLEMS: Mapping[str, type[RemoteError]] = {
    "client-forbidden": Forbidden,
    "oauth1-permissions": Forbidden,
    "unsupported-authentication": Forbidden,
    "not-authorized-for-resource": NotFound,
    "resource-not-found": NotFound,
    "disallowed-resource": Rejected,
    "usage-capped": PersonNeeded,
    "user-suspended": PersonNeeded,
    "invalid-request": Misused,
    "conflict": OutcomeUnknown,
}
STATUSES: Mapping[int, type[RemoteError]] = {
    400: Misused,
    401: Unauthorized,
    402: PersonNeeded,  # CreditsDepleted
    403: Forbidden,
    404: NotFound,
    409: OutcomeUnknown,
    429: RateLimited,
    500: OutcomeUnknown,
    502: OutcomeUnknown,
    503: OutcomeUnknown,
    504: OutcomeUnknown,
}
_WINDOW = timedelta(minutes=15)
_RESETS = ("x-rate-limit-reset", "x-user-limit-24hour-reset", "x-app-limit-24hour-reset")


class _Problem(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: str = ""
    detail: str = ""
    type: str = ""
    period: str = ""


def error_of(status: int, headers: Mapping[str, str], body: bytes, *, writes: bool) -> RemoteError:
    """The error that an answer of 400 and above means; header names in lower case."""
    problem = _parsed(body)
    name = problem.type.rsplit("/", 1)[-1]
    kind = DETAILS.get(problem.detail.lower().rstrip(".")) or PROBLEMS.get(name) or STATUSES.get(status)
    if name == "usage-capped" and problem.period == "Daily":
        kind = RateLimited
    if kind is None:
        kind = OutcomeUnknown if status >= 500 else Misused
    if kind is OutcomeUnknown and not writes:
        kind = Unavailable
    code = f"{status}/{name}" if name in PROBLEMS else str(status)
    reason = problem.detail or problem.title or f"X answers {status}"
    return kind(reason, code=code, retry_after=_wait(headers) if kind is RateLimited else None)


def _parsed(body: bytes) -> _Problem:
    try:
        loaded = json.loads(body)
        if isinstance(loaded, dict) and not loaded.get("detail") and isinstance(loaded.get("errors"), list):
            loaded = {**loaded["errors"][0], **loaded}
        return _Problem.model_validate(loaded)
    except (ValueError, ValidationError, IndexError, TypeError):
        return _Problem()


def _wait(headers: Mapping[str, str]) -> timedelta:
    """Until the latest exhausted limit is reset; a window of 15 minutes where X does not say."""
    resets = [int(headers[name]) for name in _RESETS if headers.get(name, "").isdecimal() and _is_spent(headers, name)]
    if not resets:
        return _WINDOW
    return max(timedelta(seconds=max(resets) - time.time()), timedelta(seconds=1))


def _is_spent(headers: Mapping[str, str], name: str) -> bool:
    return headers.get(name.replace("-reset", "-remaining"), "0") == "0"
