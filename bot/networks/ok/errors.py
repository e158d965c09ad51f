"""OK's error codes → our classes. Every answer comes as HTTP 200.

Source: the official list as copied by several clients, read 2026-11-23; the text of an error is never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.errors import (
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

CODES: Mapping[int, type[RemoteError]] = {
    1: OutcomeUnknown,  # UNKNOWN
    2: Unavailable,  # SERVICE
    3: Misused,  # METHOD
    4: Misused,  # REQUEST
    7: PersonNeeded,  # ACTION_BLOCKED
    8: RateLimited,  # FLOOD_BLOCKED
    9: PersonNeeded,  # IP_BLOCKED
    10: Forbidden,  # PERMISSION_DENIED
    11: RateLimited,  # LIMIT_REACHED
    21: PictureRefused,  # NOT_MULTIPART
    22: PersonNeeded,  # NOT_ACTIVATED
    24: Forbidden,  # NOT_OWNER
    30: Misused,  # request too long
    31: OutcomeUnknown,  # NETWORK_TIMEOUT
    50: Forbidden,  # NOT_ADMIN
    100: Misused,  # PARAM
    101: Misused,  # PARAM_API_KEY
    102: Unauthorized,  # SESSION_EXPIRED
    103: Unauthorized,  # SESSION_KEY
    104: Misused,  # SIGNATURE: wrong secret key
    105: Misused,  # RESIGNATURE
    106: NotFound,
    107: Unauthorized,  # SESSION_KEY_CHANGED
    110: NotFound,
    120: NotFound,
    121: NotFound,
    140: NotFound,
    141: NotFound,
    160: NotFound,
    200: Forbidden,  # PARAM_PERMISSION
    210: PersonNeeded,  # APPLICATION_DISABLED
    300: NotFound,
    401: Unauthorized,  # AUTH_LOGIN
    402: PersonNeeded,  # captcha
    403: PersonNeeded,  # human check
    451: Misused,  # NOT_SESSION_METHOD
    453: Unauthorized,  # SESSION_REQUIRED
    454: Rejected,  # CENSOR_MATCH
    456: Forbidden,  # GROUP_RESTRICTION
    457: Forbidden,  # UNAUTHORIZED_RESTRICTION
    500: PictureRefused,  # too many bytes
    501: PictureRefused,  # too small
    502: PictureRefused,  # too large
    503: PictureRefused,  # format
    504: PictureRefused,  # corrupt
    505: PictureRefused,  # none
    511: Rejected,  # IDS_BLOCKED, anti-spam
    514: PersonNeeded,  # verification
    600: Rejected,  # too many blocks
    601: Rejected,  # text too long
    607: Rejected,  # bad link
    900: PersonNeeded,  # NO_SUCH_APP
    2002: Unauthorized,  # user blocked
    2004: Unauthorized,  # user deleted
    5000: OutcomeUnknown,  # INVALID_RESPONSE
    9999: OutcomeUnknown,  # SYSTEM
}

WAITS: Mapping[int, timedelta] = {8: timedelta(minutes=30), 11: timedelta(hours=1)}


def answer_of(status: int, body: bytes, *, writes: bool) -> Any:
    """The decoded answer. Raises RemoteError for an error inside it, OutcomeUnknown for a broken one on a write."""
    unknown = OutcomeUnknown if writes else Unavailable
    if status >= 500:
        raise unknown(f"OK answers {status}", code=str(status))
    try:
        answer = json.loads(body)
    except ValueError:
        raise unknown("OK's answer cannot be read", code=str(status)) from None
    if isinstance(answer, dict) and "error_code" in answer:
        raise error_of(answer, writes=writes)
    if status >= 400:
        raise Misused(f"OK answers {status}", code=str(status))
    return answer


def error_of(answer: Mapping[str, Any], *, writes: bool) -> RemoteError:
    """The error that an error object means. `writes`: the call makes a post visible."""
    code = int(answer["error_code"])
    kind = CODES.get(code, OutcomeUnknown)
    if kind is OutcomeUnknown and not writes:
        kind = Unavailable
    # Only the name before the colon: what follows may hold parts of the request.
    name = str(answer.get("error_msg", "")).partition(":")[0].strip() or "error"
    return kind(f"OK says {name}", code=str(code), retry_after=WAITS.get(code))
