"""Mastodon's refusals → our classes: by the status, and where one status has several meanings by the words beside it.

The words are compared as a whole, in lower case and without numbers; a server in another language, or of another make,
has others, and is judged by the status alone. Sources, read 2026-11-25: docs.joinmastodon.org, and the server's own
source ("server": github.com/mastodon/mastodon: Api::BaseController, Api::ErrorHandling, config/locales/en.yml,
config/initializers/rack_attack.rb).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

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

_READ = date(2026, 11, 25)
_DOCS = "docs.joinmastodon.org/methods/statuses, /media"
_SERVER = "server: Api::BaseController, Api::ErrorHandling"
_WORDS = "server: config/locales/en.yml"
_RFC = "RFC 6749, 5.2; docs.joinmastodon.org/methods/oauth"
_AGAIN = "→ pressbot connect"
_LOG_IN = "→ log in on the server as the account"
_FIVE_MINUTES = timedelta(minutes=5)


def _line(kind: type[RemoteError], meaning: str, source: str, wait: timedelta | None = None) -> Line:
    return Line(kind, meaning, source, wait, _READ)


TOO_MANY_IDS = "422 mastodon::validationerror"
#: Codes that say outright that the token has ended.
ENDED = frozenset({"401 the access token was revoked", "401 the access token expired"})

#: "status words" → what it means; a status alone stands for everything else under it.
TABLE: Mapping[str, Line] = {
    # the token
    "401": _line(Unauthorized, f"the server does not take the token {_AGAIN}", _DOCS),
    "401 the access token is invalid": _line(Unauthorized, f"the server does not know the token {_AGAIN}", _DOCS),
    "401 the access token expired": _line(Unauthorized, f"the token has ended {_AGAIN}", _SERVER),
    "401 the access token was revoked": _line(Unauthorized, f"the token was revoked {_AGAIN}", _SERVER),
    "401 this api requires an authenticated user": _line(Unauthorized, f"the server wants a token {_AGAIN}", _DOCS),
    "422 this method requires an authenticated user": _line(Unauthorized, f"it is no user's token {_AGAIN}", _SERVER),
    # rights, and the account
    "403": _line(Forbidden, "the server does not allow it", _SERVER),
    "403 this action is outside the authorized scopes": _line(
        Forbidden, f"the token lacks a scope {_AGAIN}, and accept every right", _SERVER
    ),
    "403 this action is not allowed": _line(Forbidden, "the account may not do this", _SERVER),
    "403 your login is currently disabled": _line(PersonNeeded, f"the account is disabled {_LOG_IN}", _SERVER),
    "403 your login is missing a confirmed e-mail address": _line(
        PersonNeeded, f"its e-mail address is not confirmed {_LOG_IN}", _SERVER
    ),
    "403 your login is currently pending approval": _line(
        PersonNeeded, f"the account waits for approval {_LOG_IN}", _SERVER
    ),
    # not there
    "404": _line(NotFound, "not there", _DOCS),
    "404 record not found": _line(NotFound, "there is no such status", _DOCS),
    "404 the post you are trying to reply to does not appear to exist.": _line(
        NotFound, "there is no status to answer", _WORDS
    ),
    "410": _line(NotFound, "gone", _WORDS),
    # the text
    "422": _line(Rejected, "the server does not take the content", _DOCS),
    "422 validation failed: text can't be blank": _line(Rejected, "the text is empty", _DOCS),
    "422 validation failed: text character limit of exceeded": _line(
        Rejected, "the text is too long → set text_limit under [networks.mastodon.numbers]", _WORDS
    ),
    "422 validation failed: visibility is not included in the list": _line(
        Misused, "the server has no such visibility → correct it under [networks.mastodon.options]", _WORDS
    ),
    "422 duplicate record": _line(Duplicate, "the server has it already", _SERVER),
    # the pictures
    "422 cannot attach more than files": _line(PictureRefused, "too many pictures", _WORDS),
    "422 media not found or already attached to another post": _line(PictureRefused, "the picture is gone", _WORDS),
    "422 cannot attach a video to a post that already contains images": _line(
        PictureRefused, "pictures and films together", _WORDS
    ),
    "422 cannot attach files that have not finished processing. try again in a moment!": _line(
        PictureRefused, "the picture is not ready", _WORDS
    ),
    "422 validation failed: file content type is invalid, file is invalid": _line(
        PictureRefused, "it is no picture", _DOCS
    ),
    "422 file type of uploaded media could not be verified": _line(PictureRefused, "it is no picture", _SERVER),
    "422 validation failed: file file size must be less than mb": _line(
        PictureRefused, "the picture has too many bytes", _WORDS
    ),
    "422 x images are not supported": _line(PictureRefused, "the picture has too many pixels", _WORDS),
    "422 error processing thumbnail for uploaded media": _line(PictureRefused, "the picture cannot be read", _SERVER),
    "500 error processing thumbnail for uploaded media": _line(PictureRefused, "the picture cannot be read", _DOCS),
    "422 validation failed: description is too long (maximum is characters)": _line(
        PictureRefused, "the alt text is too long", _WORDS
    ),
    "413": _line(PictureRefused, "the request has too many bytes", "not in the documents: what stands in front"),
    # our bug, or a wrong setting
    "400": _line(Misused, "a parameter is missing", _SERVER),
    TOO_MANY_IDS: _line(Misused, "too many statuses asked for at once", _SERVER),
    "422 cannot attach a poll to a post that already contains media": _line(Misused, "polls are never sent", _WORDS),
    "422 validation failed: scheduled at must be in the future": _line(Misused, "nothing is ever scheduled", _WORDS),
    "422 validation failed: redirect uri must be an absolute uri.": _line(
        Misused, "the redirect address is none → give another with --redirect", _DOCS
    ),
    "422 validation failed: scopes doesn't match configured on the server.": _line(
        Misused, "the server does not know these scopes: is it a Mastodon server?", _SERVER
    ),
    # later
    "429": _line(RateLimited, "too many calls", "docs.joinmastodon.org/api/rate-limits", _FIVE_MINUTES),
    # may have been carried out
    "500": _line(OutcomeUnknown, "an error inside the server", _SERVER),
    "502": _line(OutcomeUnknown, "the server's front got no answer", "not in the documents: what stands in front"),
    "503": _line(OutcomeUnknown, "the server is out of order", _SERVER),
    "503 there was a temporary problem serving your request, please try again": _line(
        OutcomeUnknown, "a temporary problem inside the server", _SERVER
    ),
    "503 remote data could not be fetched": _line(OutcomeUnknown, "another server did not answer this one", _SERVER),
    "504": _line(OutcomeUnknown, "the server's front waited too long", "not in the documents: what stands in front"),
}
#: Errors of the token address.
OAUTH: Mapping[str, Line] = {
    "invalid_request": _line(Unauthorized, "the request for a token is not whole", _RFC),
    "invalid_grant": _line(Unauthorized, "the code opens nothing", _RFC),
    "invalid_client": _line(Unauthorized, "client_id or client_secret is wrong", _RFC),
    "unauthorized_client": _line(Unauthorized, "the application may not log in this way", _RFC),
    "unsupported_grant_type": _line(Misused, "the server does not offer this way", _RFC),
    "invalid_scope": _line(Forbidden, "the application does not have these scopes", _RFC),
}
_REASON_CHARS = 300
_SHORTEST_SECRET = 6
_SECRET_PARAMETER = re.compile(
    r"((?:access_token|client_secret|refresh_token|code_verifier|code|bearer)[\"']?\s*[=: ]\s*[\"']?)[\w.~+/-]{8,}=*",
    re.IGNORECASE,
)


def words_of(error: str) -> str:
    """The words of a refusal as the table has them. Pure."""
    return " ".join(re.sub(r"[0-9]+", "", error.lower()).split())


def answer_of(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    writes: bool,
    now: datetime,
    picture: bool = False,
    hidden: Collection[str] = (),
) -> Any:
    """The decoded answer. Raises RemoteError for a refusal, OutcomeUnknown for a broken answer to a write.

    `headers`: names in lower case; `writes`: a reader would see what the call does; `picture`: nothing but a picture is
    in the call; `hidden`: secrets not to be shown.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if status >= 300:
        raise error_of(status, headers, answer, writes=writes, now=now, picture=picture, hidden=hidden)
    if answer is None:
        raise (OutcomeUnknown if writes else Unavailable)("the server's answer cannot be read", code=str(status))
    return answer


def error_of(
    status: int,
    headers: Mapping[str, str],
    answer: Any,
    *,
    writes: bool,
    now: datetime,
    picture: bool = False,
    hidden: Collection[str] = (),
) -> RemoteError:
    """The error that a refusal means."""
    told = answer.get("error") if isinstance(answer, dict) else None
    said = told if isinstance(told, str) else ""
    code = f"{status} {words_of(said)}".strip()
    code = code if code in TABLE else str(status)
    line = TABLE.get(code) or _otherwise(status)
    kind = line.kind
    if picture:
        kind = PictureRefused if kind is Rejected else kind
    if not writes:
        # A read holds no content that could be refused, and leaves nothing of which the outcome could be unknown.
        kind = {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)
    words = cleaned(said, hidden)
    wait = (wait_of(headers, now) or line.wait) if kind in (RateLimited, Unavailable) else None
    return kind(f"{line.meaning}: {words}" if words else line.meaning, code=code, retry_after=wait)


def token_error(status: int, body: bytes, *, now: datetime, hidden: Collection[str] = ()) -> RemoteError | None:
    """The error that an answer of the token address means; None when it is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    name = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(name, str) and name in OAUTH:
        said = answer.get("error_description")
        return OAUTH[name].kind(f"{OAUTH[name].meaning}: {cleaned(str(said or name), hidden)}", code=name)
    if status >= 300:
        return error_of(status, {}, answer, writes=False, now=now, hidden=hidden)
    return None if isinstance(answer, dict) else Unavailable("the server's answer cannot be read", code=str(status))


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks to wait: until the limit's reset, or by Retry-After; None where it does not say."""
    reset = moment_of(headers.get("x-ratelimit-reset", ""))
    if reset is not None and headers.get("x-ratelimit-remaining", "0") == "0":
        return max(reset - now, timedelta(seconds=1))
    after = headers.get("retry-after", "")
    return timedelta(seconds=int(after)) if after.isascii() and after.isdecimal() and len(after) < 9 else None


def moment_of(text: str) -> datetime | None:
    """A moment as headers tell it (ISO 8601), aware UTC; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else None


def _otherwise(status: int) -> Line:
    passing = status >= 500 or status == 408
    meaning = f"the server answers {status}"
    if 300 <= status < 400:
        meaning += " and sends us elsewhere → set api_url to the address where it answers itself"
    return Line(OutcomeUnknown if passing else Misused, meaning, "by the status alone")


def cleaned(text: str, hidden: Collection[str] = ()) -> str:
    """The server's words fit for people and logs: one line of at most 300 characters without a secret in it."""
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
    text = " ".join(_SECRET_PARAMETER.sub(r"\1…", text).split())
    return text if len(text) <= _REASON_CHARS else text[: _REASON_CHARS - 1] + "…"
