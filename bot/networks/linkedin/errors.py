"""LinkedIn's answers → our classes, by code first and status second.

Source: learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling and the Posts API, as quoted by
peers and read 2026-11-23.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import (
    Duplicate,
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)

CODES: Mapping[str, type[RemoteError]] = {
    "REVOKED_ACCESS_TOKEN": Unauthorized,
    "EXPIRED_ACCESS_TOKEN": Unauthorized,
    "EMPTY_ACCESS_TOKEN": Unauthorized,
    "ACCESS_DENIED": Forbidden,
    "DUPLICATE_POST": Duplicate,
    "MISSING_FIELD": Misused,
    "INVALID_VALUE_FOR_FIELD": Rejected,
    "INVALID_URN_TYPE": Misused,
    "INVALID_URN_ID": Misused,
    "FIELD_LENGTH_TOO_LONG": Rejected,
    "MEDIA_ASSET_WAITING_UPLOAD": Unavailable,  # nothing was made: try again in seconds
    "MEDIA_ASSET_PROCESSING_FAILED": PictureRefused,
    "EXPIRED_UPLOAD_URL": PictureRefused,
    "NONEXISTENT_VERSION": Misused,
    "VERSION_MISSING": Misused,
}

STATUSES: Mapping[int, type[RemoteError]] = {
    400: Misused,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Unavailable,  # two writes at once: neither was carried out
    413: PictureRefused,
    415: PictureRefused,
    422: Rejected,
    426: Misused,
    429: RateLimited,
    500: OutcomeUnknown,
    502: OutcomeUnknown,
    503: OutcomeUnknown,
    504: OutcomeUnknown,
}

_FIRST_WAIT = timedelta(minutes=3)
_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")


class _Input(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: str = ""
    description: str = ""


class _Details(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    inputErrors: list[_Input] = []  # noqa: N815 - LinkedIn's name


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")

    message: str = ""
    code: str = ""
    errorDetails: _Details | None = None  # noqa: N815 - LinkedIn's name


def error_of(status: int, body: bytes, *, writes: bool) -> RemoteError | None:
    """The error that an answer means; None for a success. `writes`: the call makes a post visible."""
    if status < 400:
        return None
    try:
        parsed = _Body.model_validate_json(body)
    except ValidationError:
        parsed = _Body()
    inputs = parsed.errorDetails.inputErrors if parsed.errorDetails else []
    codes = [*(entry.code for entry in inputs), parsed.code]
    code = next((code for code in codes if code in CODES), "")
    kind = CODES.get(code) or STATUSES.get(status) or (OutcomeUnknown if status >= 500 else Misused)
    if kind is OutcomeUnknown and not writes:
        kind = Unavailable
    named = _URN.search(parsed.message) if kind is Duplicate else None
    reason = parsed.message or next((entry.description for entry in inputs), "") or f"LinkedIn answers {status}"
    if status == 426:
        reason += " → set version under [networks.linkedin] to a newer one"
    return kind(
        reason,
        code=code or str(status),
        retry_after=_FIRST_WAIT if kind is RateLimited else None,
        external_id=named.group(0) if named else None,
    )
