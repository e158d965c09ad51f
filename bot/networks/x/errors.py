"""X's problems → our classes: by words where X gives no code, else by the problem's type, the old code, the status.

Sources, read 2026-11-23: docs = docs.x.com (error handling, rate limits, pricing, changelog); spec = its openapi.json,
versions 2.166 and 2.167; peer = answers that other projects recorded.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

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
from bot.networks.table import Line

#: Without headers a window is over after this; docs, rate limits.
WINDOW = timedelta(minutes=15)

#: Words of a 4xx's detail, lower case: these refusals are all "about:blank" and share one status. First match counts.
WORDS: Mapping[str, Line] = {
    "duplicate content": Line(Duplicate, "X has this very text already", "peer: akrherz/iembot#163, 2026-02"),
    "invalid url": Line(Rejected, "a link in the text is refused", "peer: postiz"),
    "maximum of one cashtag": Line(Rejected, "a second cashtag is refused", "docs, changelog 2026-02"),
    "not permitted to perform this action": Line(
        Rejected, "refused: often too long for the account, or with foreign media", "peer: postiz"
    ),
    "media ids are invalid": Line(PictureRefused, "an uploaded picture cannot be used", "peer: tweepy"),
    "account is suspended": Line(PersonNeeded, "the account is suspended", "peer: postiz"),
    "user has been suspended": Line(PersonNeeded, "the account is suspended", "docs, error handling"),
    "temporarily locked": Line(PersonNeeded, "the account is locked until a person logs in", "peer: v1.1 code 326"),
    "not permitted to access this feature": Line(Forbidden, "the account's plan lacks this", "peer: postiz"),
    "spending limit": Line(PersonNeeded, "the spending limit of the cycle is reached", "docs, pricing; wording unsure"),
    "deleted or not visible to you": Line(NotFound, "what is answered to is not there", "peer"),
}
#: Last part of a problem's type, with "/Daily" for a cap that is whole again tomorrow.
PROBLEMS: Mapping[str, Line] = {
    "client-forbidden": Line(Forbidden, "the app is not enrolled or lacks a right", "spec 2.166; docs, error handling"),
    "oauth1-permissions": Line(Forbidden, "the keys were made while the app could only read", "docs, error handling"),
    "unsupported-authentication": Line(Forbidden, "this kind of token may not do that", "spec 2.166"),
    "not-authorized-for-resource": Line(NotFound, "no right to see the post", "spec 2.167"),
    "resource-not-found": Line(NotFound, "the post is not there", "spec 2.167"),
    "resource-unavailable": Line(Unavailable, "the post cannot be shown now", "spec 2.167; unsure"),
    "disallowed-resource": Line(Rejected, "the content breaks X's rules", "spec 2.167"),
    "usage-capped": Line(PersonNeeded, "the month's cap or spending limit is reached", "spec 2.166"),
    "usage-capped/Daily": Line(RateLimited, "the day's cap is reached", "spec 2.166"),
    "credits": Line(PersonNeeded, "the prepaid credits are used up", "peer: tryethernal"),
    "user-suspended": Line(PersonNeeded, "the account is suspended", "docs, error handling"),
    "invalid-request": Line(Rejected, "the request's content is refused", "spec 2.167"),
    "conflict": Line(OutcomeUnknown, "an earlier request is still under way", "spec 2.166; unsure"),
    "internal-error": Line(OutcomeUnknown, "X failed inside", "spec 2.167"),
}
#: Codes of v1.1 that still come inside answers of v2.
LEGACY: Mapping[int, Line] = {
    88: Line(RateLimited, "too many calls in the window", "docs, rate limits", wait=WINDOW),
    187: Line(Duplicate, "X has this very text already", "peer: v1.1"),
}
STATUSES: Mapping[int, Line] = {
    400: Line(Misused, "the request is wrong", "docs, error handling"),
    401: Line(Unauthorized, "the token is dead, or was never alive", "docs, authentication"),
    402: Line(PersonNeeded, "the prepaid credits are used up", "docs, pricing; peer: tryethernal"),
    403: Line(Forbidden, "a right or scope is missing", "docs, error handling"),
    404: Line(NotFound, "not there", "docs, error handling"),
    409: Line(OutcomeUnknown, "an earlier request is still under way", "docs, error handling; unsure"),
    429: Line(RateLimited, "too many calls in the window", "docs, rate limits", wait=WINDOW),
    500: Line(OutcomeUnknown, "X failed inside", "docs, error handling"),
    502: Line(OutcomeUnknown, "X is out of order", "docs, error handling"),
    503: Line(OutcomeUnknown, "X is overloaded", "docs, error handling and incidents"),
    504: Line(OutcomeUnknown, "X did not answer in time", "docs, error handling"),
}
#: Errors of the token endpoint (RFC 6749, 5.2); a code that is too old is told as invalid_request.
OAUTH: Mapping[str, Line] = {
    "invalid_request": Line(Unauthorized, "the code or refresh token opens nothing any more", "docs, OAuth 2.0; peer"),
    "invalid_grant": Line(Unauthorized, "the code or refresh token opens nothing any more", "RFC 6749"),
    "invalid_client": Line(Unauthorized, "the client id or secret is wrong", "RFC 6749"),
    "unauthorized_client": Line(Unauthorized, "the client id or secret is wrong", "docs, OAuth 2.0"),
    "unsupported_grant_type": Line(Misused, "the app does not offer this way", "RFC 6749"),
    "invalid_scope": Line(Forbidden, "a scope is not given to the app", "RFC 6749"),
}
_UNKNOWN = Line(Misused, "X refuses", "not in the documents")
_BROKEN = Line(OutcomeUnknown, "X is out of order", "not in the documents")
_FAMILIES = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
_LONGEST_REASON = 300
_SHORTEST_SECRET = 6


class _Problem(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: str = ""
    detail: str = ""
    type: str = ""
    period: str = ""
    #: Of v1.1, with its words.
    code: int = 0
    message: str = ""
    #: Of the token endpoint.
    error: str = ""
    error_description: str = ""

    @property
    def name(self) -> str:
        """The last part of the type; "" for about:blank."""
        return self.type.rsplit("/", 1)[-1] if "/" in self.type else ""

    @property
    def words(self) -> str:
        """What X says, for people."""
        return self.detail or self.message or self.error_description or self.title or self.error


def error_of(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    writes: bool,
    now: datetime,
    hidden: Collection[str] = (),
) -> RemoteError:
    """The error that a refusal means. `writes`: a reader would see what the call does.

    `headers`: names in lower case; `now`: aware UTC; `hidden`: secrets that must not be shown. A status of 200 is a
    refusal inside an answer that looks well.
    """
    problem = _parsed(body)
    code, line = _line(status, problem)
    kind = line.kind
    if not writes:
        # A read holds no content that could be refused, and leaves nothing of which the outcome could be unknown.
        kind = {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)
    said = plain(problem.words, hidden)
    reason = f"{line.meaning}: {said}" if said else f"{line.meaning} (X answers {status})"
    return kind(reason, code=code, retry_after=_wait(headers, problem, now) if kind is RateLimited else None)


def refusal_inside(
    body: Any, headers: Mapping[str, str], *, writes: bool, now: datetime, hidden: Collection[str] = ()
) -> RemoteError | None:
    """The error that stands in an answer of 200 in the place of its content; None when there is none."""
    if not isinstance(body, dict) or body.get("data") or not body.get("errors"):
        return None
    return error_of(200, headers, json.dumps(body).encode(), writes=writes, now=now, hidden=hidden)


def plain(text: str, hidden: Collection[str]) -> str:
    """X's words on one line, without our secrets, at most 300 characters."""
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_REASON else text[: _LONGEST_REASON - 1] + "…"


def _line(status: int, problem: _Problem) -> tuple[str, Line]:
    if status < 500:
        words = problem.words.lower()
        for part, line in WORDS.items():
            if part in words:
                return f"{status}/{part}", line
    if problem.error in OAUTH:
        return f"{status}/{problem.error}", OAUTH[problem.error]
    for name in (f"{problem.name}/{problem.period}", problem.name):
        if name in PROBLEMS:
            return f"{status}/{name}", PROBLEMS[name]
    if problem.code in LEGACY:
        return f"{status}/{problem.code}", LEGACY[problem.code]
    if status < 400:
        return str(status), _BROKEN
    return str(status), STATUSES.get(status) or (_BROKEN if status >= 500 else _UNKNOWN)


def _parsed(body: bytes) -> _Problem:
    try:
        loaded = json.loads(body)
        if isinstance(loaded, dict) and not loaded.get("detail") and isinstance(loaded.get("errors"), list):
            loaded = {**loaded["errors"][0], **loaded}
        return _Problem.model_validate(loaded)
    except (ValueError, ValidationError, IndexError, TypeError):
        return _Problem()


def _wait(headers: Mapping[str, str], problem: _Problem, now: datetime) -> timedelta:
    """Until the latest exhausted limit is whole again; else the next UTC day for the day's cap, else one window."""
    resets = [int(headers[f"{name}-reset"]) for name in _FAMILIES if _is_spent(headers, name)]
    if resets:
        return max(timedelta(seconds=max(resets) - now.timestamp()), timedelta(seconds=1))
    if problem.period == "Daily":
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return midnight - now
    return WINDOW


def _is_spent(headers: Mapping[str, str], name: str) -> bool:
    return headers.get(f"{name}-reset", "").isdecimal() and headers.get(f"{name}-remaining", "0") == "0"
