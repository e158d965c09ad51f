"""Graph API codes → our classes. Every Graph error has the type OAuthException: only code and subcode tell.

Source: developers.facebook.com/docs/graph-api/guides/error-handling; lines marked "peer" are other projects' readings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

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

_HANDLING = "developers.facebook.com/docs/graph-api/guides/error-handling"
_LIMITING = "developers.facebook.com/docs/graph-api/overview/rate-limiting"
_LOGIN = "peer: answers of the login's token address"
_POSTIZ = "peer: postiz's list of subcodes"
_HOUR = timedelta(hours=1)
#: For a block: asking again soon makes it longer (peer).
_BLOCK = timedelta(hours=6)

#: "code/subcode" is looked up first, then a subcode that stands for itself, then the code alone.
TABLE: Mapping[str, Line] = {
    # later; the wait is what the usage header says, else this
    "4": Line(RateLimited, "the app's calls are used up", _HANDLING, _HOUR),
    "17": Line(RateLimited, "the user's calls are used up", _HANDLING, _HOUR),
    "32": Line(RateLimited, "the page's calls are used up", "peer: mixpost", _HOUR),
    "341": Line(RateLimited, "a limit of the app is reached", _HANDLING, _HOUR),
    "613": Line(RateLimited, "too many calls of one kind", "peer: mixpost", _HOUR),
    **{
        str(code): Line(RateLimited, "a business use case's calls are used up", f"peer: mixpost; {_LIMITING}", _HOUR)
        for code in range(80000, 80015)
    },
    "368": Line(RateLimited, "blocked for a while", _HANDLING, _BLOCK),
    "368/1390008": Line(RateLimited, "posting too fast", _POSTIZ, _BLOCK),
    # may have been carried out, whatever the text says of retrying
    "1": Line(OutcomeUnknown, "unknown error", _HANDLING),
    "2": Line(OutcomeUnknown, "service error", f"{_HANDLING}; peer: one such answer was a post seven times over"),
    # the token is dead
    "102": Line(Unauthorized, "the session is over", _HANDLING),
    "190": Line(Unauthorized, "the token is dead", _HANDLING),
    "190/458": Line(Unauthorized, "the app was removed by its user", _HANDLING),
    "190/459": Line(PersonNeeded, "check-point: the person must log in at facebook.com", _HANDLING),
    "190/460": Line(Unauthorized, "the password was changed", _HANDLING),
    "190/463": Line(Unauthorized, "the token has expired", "unsure: not in the page as read"),
    "190/464": Line(PersonNeeded, "the user is not confirmed", "unsure: not in the page as read"),
    "190/467": Line(Unauthorized, "the token is invalid", "unsure: not in the page as read"),
    "190/492": Line(Unauthorized, "the role on the page is lost", "unsure: not in the page as read"),
    # a right or a task is missing
    "3": Line(Forbidden, "the app may not make this call", _HANDLING),
    "10": Line(Forbidden, "a permission is missing", _HANDLING),
    **{str(code): Line(Forbidden, "a permission is missing", _HANDLING) for code in range(200, 300)},
    "1404078": Line(Forbidden, "the person needs publishing authorisation for the page", _POSTIZ),
    "2069019": Line(Forbidden, "the person may not publish on the page", _POSTIZ),
    # there already
    "506": Line(Duplicate, "identical to the post before", _HANDLING),
    "506/1455006": Line(Duplicate, "identical to the post before", "peer: the body, in four projects"),
    "1366051": Line(Duplicate, "these photos are posted already", _POSTIZ),
    # not there, or no right to see it: the same answer
    "100/33": Line(NotFound, "does not exist, or may not be seen", "peer: granary and others"),
    "803": Line(NotFound, "does not exist, or may not be seen", "peer: granary and others"),
    # refused, and will be again
    "100": Line(Rejected, "a parameter is refused", _HANDLING),
    # A link or photo: where photos were sent it is taken for theirs, see publish.py.
    "2061006": Line(Rejected, "a link or photo in the content is malformed", _POSTIZ),
    "1366046": Line(PictureRefused, "the photo is too big, or of a kind not taken", _POSTIZ),
    "1609005": Line(Rejected, "the link could not be scraped", _HANDLING),
    "1346003": Line(Rejected, "the content is taken for abuse", _POSTIZ),
    "1349125": Line(Rejected, "the content's form is refused", _POSTIZ),
    "1363047": Line(Rejected, "the content is refused", _POSTIZ),
    "1404006": Line(Rejected, "the content is refused", _POSTIZ),
    "1404102": Line(Rejected, "the content is against the community's standards", _POSTIZ),
    "1404112": Line(Rejected, "the content is refused: the account is limited for some days", _POSTIZ),
    "1609008": Line(Rejected, "the link may not be posted", _POSTIZ),
    "1609010": Line(Rejected, "the content is refused", _POSTIZ),
    "4854002": Line(Rejected, "the content is refused", _POSTIZ),
    # logging in
    "101": Line(Rejected, "the app's id is wrong", _LOGIN),
    "100/36007": Line(Rejected, "the code is too old", _LOGIN),
    "100/36008": Line(Rejected, "the code was given for another address", _LOGIN),
    "100/36009": Line(Rejected, "the code was used before", _LOGIN),
    # ours
    "2500": Line(Misused, "the call cannot be read", "peer: answers to unknown paths and broken fields"),
    "2635": Line(Misused, "the API's version is dead", "peer: advertising projects"),
    "3001/1504028": Line(Misused, "no metric was asked for", "developers.facebook.com/docs/platforminsights/page"),
    # what stands in front of Graph answers without an error of Graph's
    "http 401": Line(Unauthorized, "answers 401 without saying why", "peer"),
    "http 429": Line(RateLimited, "too many calls", "peer: seldom; Graph itself answers 400 or 403", _HOUR),
}
#: 368 had no subcodes once: this text alone told a duplicate from a block (peer: koala#422).
ALREADY = Line(Duplicate, "posted already", "peer: koala#422")
#: Surely not carried out, even where the answer is called transient or comes with a 5xx.
_SURE = (RateLimited, Unauthorized, Forbidden, PersonNeeded, Duplicate)
_REASON_CHARS = 300
#: The windows that Graph counts in are of 24 hours.
_LONGEST_MINUTES = 24 * 60


class _Error(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: int
    error_subcode: int | None = None
    message: str | None = None
    is_transient: bool | None = None
    error_user_msg: str | None = None

    @property
    def key(self) -> str:
        """As the table writes it."""
        return f"{self.code}/{self.error_subcode}" if self.error_subcode else str(self.code)


def error_of(
    status: int, headers: Mapping[str, str], body: bytes, *, writes: bool, hide: Collection[str] = ()
) -> RemoteError | None:
    """The error that an answer means; None when it is none. Header names in lower case.

    `writes`: the call makes or changes what readers see; `hide`: secrets that must not stand in the error.
    """
    unknown: type[RemoteError] = OutcomeUnknown if writes else Unavailable
    found = _parsed(body)
    if found is None:
        return None
    if not isinstance(found, _Error):
        line = TABLE.get(f"http {status}")
        if line is not None:
            return line.kind(f"Facebook {line.meaning}", code=str(status), retry_after=_wait(line, headers))
        if status < 400:
            return unknown(f"Facebook's answer is not understood: {found}", code=str(status))
        # 408: a gateway gave up waiting for what may have been done.
        stranger = unknown if status >= 500 or status == 408 else Misused
        return stranger(f"Facebook answers {status}", code=str(status))
    line = _line(found)
    kind: type[RemoteError] = line.kind if line is not None else Misused
    if kind is OutcomeUnknown or ((found.is_transient or status >= 500) and kind not in _SURE):
        kind = unknown
    elif line is TABLE["100"] and not writes:
        # On a read a bad parameter is no content, but our own mistake.
        kind = Misused
    wait = _wait(line, headers) if kind is RateLimited and line is not None else None
    reason = cleaned(found.error_user_msg or found.message or "", hide) or f"Facebook answers {status}"
    return kind(reason, code=found.key, retry_after=wait)


def cleaned(text: str, hide: Collection[str] = ()) -> str:
    """A network's text fit for people and logs: one line of at most 300 characters without a secret in it."""
    for secret in hide:
        if secret:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
    # What looks like a token of theirs (EA…), an app's own (id|secret), or any parameter that holds one.
    text = re.sub(r"\bEA[A-Za-z0-9]{20,}|\b\d{6,}(?:\||%7C)[\w-]{16,}", "…", text)
    text = re.sub(r"((?:access_token|input_token|client_secret|appsecret_proof|code)=)[^&\s]+", r"\1…", text)
    text = " ".join(text.split())
    return text if len(text) <= _REASON_CHARS else text[: _REASON_CHARS - 1] + "…"


def _parsed(body: bytes) -> _Error | str | None:
    """The error in a body; None for a body without one; in words what it is when it is no answer of Graph's."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return "it is no JSON"
    if isinstance(found, dict) and found.get("error") is not None:
        try:
            return _Error.model_validate(found["error"])
        except ValidationError:
            return "an error without a code"
    return None


def _line(error: _Error) -> Line | None:
    if error.code == 368 and "already posted" in (error.message or "").lower():
        return ALREADY
    return TABLE.get(error.key) or TABLE.get(_alone(error.error_subcode or 0)) or TABLE.get(str(error.code))


def _alone(subcode: int) -> str:
    """The key of a subcode that means the same under every code: those of seven figures."""
    return str(subcode) if subcode >= 1_000_000 else ""


def _wait(line: Line, headers: Mapping[str, str]) -> timedelta | None:
    """What the usage header says, in minutes, else the line's own; None where it is no matter of time."""
    if line.wait is None:
        return None
    told = regained_after(headers)
    # A block has nothing to do with the calls that the header counts.
    return max(told, line.wait) if line.wait > _HOUR else told or line.wait


def regained_after(headers: Mapping[str, str]) -> timedelta:
    """How long the usage header asks to wait; nothing where it does not."""
    try:
        usage = json.loads(headers.get("x-business-use-case-usage", "{}"))
        minutes = [int(entry.get("estimated_time_to_regain_access") or 0) for page in usage.values() for entry in page]
    except (ValueError, AttributeError, TypeError):
        return timedelta()
    return timedelta(minutes=min(max(minutes, default=0), _LONGEST_MINUTES))
