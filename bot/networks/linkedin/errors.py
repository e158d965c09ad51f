"""LinkedIn's refusals → our classes: by code first, then by OAuth's word, number, text, status.

Sources, read 2026-11-23: handling = learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling, as
quoted by peers; posts, images = .../marketing/community-management/shares/{posts,images}-api; versions =
.../marketing/versioning; limits = .../shared/api-guide/concepts/rate-limits; login = .../shared/authentication.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

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

_SOON = timedelta(seconds=10)
#: For the first two 429s; the third waits for the next day (bot.networks.linkedin.quotas).
FIRST_WAIT = timedelta(minutes=3)
_RAISE = "→ set version under [networks.linkedin] to a newer one"

#: `errorDetails.inputErrors[].code` or `code`.
CODES: Mapping[str, Line] = {
    "REVOKED_ACCESS_TOKEN": Line(Unauthorized, "the token was revoked", "handling"),
    "EXPIRED_ACCESS_TOKEN": Line(Unauthorized, "the token has ended", "handling"),
    "EMPTY_ACCESS_TOKEN": Line(Unauthorized, "there is no token in the call", "handling"),
    "ACCESS_DENIED": Line(Forbidden, "a scope, the app's product or the role at the page is missing", "handling"),
    "DUPLICATE_POST": Line(Duplicate, "LinkedIn has this very text already", "peer: Arisamiga#5; posts"),
    "MISSING_FIELD": Line(Misused, "a field is missing", "handling"),
    "INVALID_VALUE_FOR_FIELD": Line(Rejected, "a field's content is refused", "handling"),
    "INVALID_URN_TYPE": Line(Misused, "an id is of the wrong kind: look at the account's id", "handling"),
    "INVALID_URN_ID": Line(Misused, "an id is none: look at the account's id", "handling"),
    "FIELD_LENGTH_TOO_LONG": Line(Rejected, "a text is too long", "handling"),
    "MEDIA_ASSET_WAITING_UPLOAD": Line(Unavailable, "a picture is not there yet", "images", _SOON),
    "MEDIA_ASSET_PROCESSING_FAILED": Line(PictureRefused, "LinkedIn could not read the picture", "images"),
    "EXPIRED_UPLOAD_URL": Line(PictureRefused, "the address for the picture has ended", "images"),
    "CONFLICT": Line(Unavailable, "two writes at once", "handling", _SOON),
    "NONEXISTENT_VERSION": Line(PersonNeeded, f"this version of the API is dead {_RAISE}", "versions"),
    "VERSION_MISSING": Line(PersonNeeded, f"the call names no version {_RAISE}", "versions"),
}
#: `error` of the login's addresses.
OAUTH: Mapping[str, Line] = {
    "invalid_grant": Line(Unauthorized, "the code or refresh token opens nothing any more", "peer; RFC 6749"),
    "invalid_request": Line(Unauthorized, "the code or refresh token opens nothing any more", "peer; login"),
    "invalid_client": Line(Unauthorized, "the client id or secret is wrong", "RFC 6749"),
    "unauthorized_client": Line(Unauthorized, "the client id or secret is wrong", "RFC 6749"),
    "unsupported_grant_type": Line(Misused, "LinkedIn does not know this way", "RFC 6749"),
    "invalid_scope": Line(Forbidden, "the app has no product with such a scope", "RFC 6749"),
    "unauthorized_scope_error": Line(Forbidden, "the app has no product with such a scope", "login"),
}
#: `serviceErrorCode`.
NUMBERS: Mapping[int, Line] = {
    65600: Line(Unauthorized, "the token was revoked", "peer; the number is unsure"),
    65601: Line(Unauthorized, "the token has ended", "peer; the number is unsure"),
    65602: Line(Unauthorized, "there is no token in the call", "peer; the number is unsure"),
}
#: Parts of a 4xx's message, lower case, where LinkedIn gives no code of its own. First match counts.
WORDS: Mapping[str, Line] = {
    "content is a duplicate of": Line(Duplicate, "LinkedIn has this very text already", "peer: Arisamiga#5"),
    "unable to obtain activity": Line(Unavailable, "LinkedIn is not ready for this post yet", "peer: postiz", _SOON),
    "not enough permissions": Line(
        Forbidden, "a scope, the app's product or the role at the page is missing", "handling"
    ),
    "resource is forbidden": Line(Forbidden, "LinkedIn does not show it", "peer: postiz"),
    "throttle limit": Line(RateLimited, "too many calls", "limits; peer", FIRST_WAIT),
    "version must be present": Line(PersonNeeded, f"the call names no version {_RAISE}", "versions"),
}
STATUSES: Mapping[int, Line] = {
    400: Line(Misused, "the call is wrong", "handling"),
    401: Line(Unauthorized, "the token is dead", "handling"),
    403: Line(Forbidden, "a scope, the app's product or the role at the page is missing", "handling"),
    404: Line(NotFound, "not there", "handling"),
    408: Line(OutcomeUnknown, "LinkedIn did not answer in time", "not in the documents"),
    409: Line(Unavailable, "two writes at once", "handling", _SOON),
    413: Line(PictureRefused, "too many bytes", "peer: the older assets API"),
    415: Line(PictureRefused, "a kind of picture that is not taken", "peer: the older assets API"),
    422: Line(Rejected, "the content is refused", "handling"),
    426: Line(PersonNeeded, f"this version of the API is dead {_RAISE}", "versions"),
    429: Line(RateLimited, "too many calls", "limits", FIRST_WAIT),
    500: Line(OutcomeUnknown, "LinkedIn failed inside", "handling"),
    502: Line(OutcomeUnknown, "LinkedIn is out of order", "handling"),
    503: Line(OutcomeUnknown, "LinkedIn is out of order", "handling"),
    504: Line(OutcomeUnknown, "LinkedIn did not answer in time", "handling"),
}
_UNKNOWN = Line(Misused, "LinkedIn refuses", "not in the documents")
_STRANGE = Line(OutcomeUnknown, "LinkedIn's answer is none of its own", "not in the documents")
_EARLIER = re.compile(r"urn:li:(?:share|ugcPost):\d+")
#: Tokens, codes and client secrets of theirs, whoever they belong to.
_SECRETS = re.compile(r"\b(?:AQ[A-Za-z0-9_-]{30,}|WPL_AP1\.[\w.=+/-]+)|(?<=[?&]code=)[^&\s]+")
_REASON_CHARS = 300
_SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class _Told:
    """What a refusal's body says."""

    message: str = ""
    #: The codes of refused fields, then the whole answer's.
    codes: tuple[str, ...] = ()
    number: int = 0
    oauth: str = ""


def error_of(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    writes: bool,
    reads: bool = False,
    hidden: Collection[str] = (),
) -> RemoteError | None:
    """The error that an answer means; None for a success. Header names in lower case.

    `writes`: the call makes a post that readers see, and a second one would make another; `reads`: it carries no
    content that could be refused; `hidden`: secrets that must not be shown.
    """
    if 200 <= status < 300:
        return None
    told = _told(body)
    code, line = _line(status, told)
    kind = line.kind
    if kind is OutcomeUnknown and not writes:
        kind = Unavailable
    elif kind is Rejected and reads:
        kind = Misused
    said = cleaned(told.message, hidden)
    reason = f"{line.meaning}: {said}" if said else f"{line.meaning} (LinkedIn answers {status})"
    if kind in (OutcomeUnknown, Unavailable, Misused) and headers.get("x-li-uuid"):
        # LinkedIn's support asks for it.
        reason += f" (x-li-uuid {cleaned(headers['x-li-uuid'], hidden)[:40]})"
    earlier = _EARLIER.search(told.message) if kind is Duplicate else None
    return kind(reason, code=code, retry_after=line.wait, external_id=earlier.group() if earlier else None)


def cleaned(text: str, hidden: Collection[str]) -> str:
    """LinkedIn's words on one line of at most 300 characters, without anything that looks like a secret."""
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    text = " ".join(_SECRETS.sub("…", text).split())
    return text if len(text) <= _REASON_CHARS else text[: _REASON_CHARS - 1] + "…"


def _line(status: int, told: _Told) -> tuple[str, Line]:
    for code in told.codes:
        if code in CODES:
            return code, CODES[code]
    if told.oauth in OAUTH:
        return told.oauth, OAUTH[told.oauth]
    if told.number in NUMBERS:
        return str(told.number), NUMBERS[told.number]
    if 400 <= status < 500:
        words = told.message.lower()
        for part, line in WORDS.items():
            if part in words:
                return f"{status}/{part}", line
    known = STATUSES.get(status)
    return str(status), known or (_UNKNOWN if 400 <= status < 500 else _STRANGE)


def _told(body: bytes) -> _Told:
    """What can be read of a body; nothing of one that is a proxy's page."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return _Told()
    if not isinstance(found, dict):
        return _Told()
    details = found.get("errorDetails")
    inputs = details.get("inputErrors") if isinstance(details, dict) else None
    entries = [entry for entry in inputs if isinstance(entry, dict)] if isinstance(inputs, list) else []
    codes = [str(code) for code in (*(entry.get("code") for entry in entries), found.get("code")) if code]
    messages = [found.get("message"), found.get("error_description"), *(entry.get("description") for entry in entries)]
    number = found.get("serviceErrorCode")
    return _Told(
        next((str(message) for message in messages if message), ""),
        tuple(codes),
        number if isinstance(number, int) else 0,
        str(found.get("error") or ""),
    )
