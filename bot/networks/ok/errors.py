"""OK's error codes → our classes. Answers come as HTTP 200, an error inside them; only its code is judged.

Sources, read 2026-11-23: the official list as four clients copied it ("list": gem odnoklassniki and others);
apiok.ru/ext/oauth for the rights and tokens. Two sources that contradict the list were not used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

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
from bot.networks.table import Line

_LIST = "peer: the official list as copied in gem odnoklassniki, error.rb, and three others"
_RIGHTS = f"{_LIST}; apiok.ru/ext/oauth/permissions"
_FRONT = "not in the documents: what stands in front of the API"
_SOON, _FLOOD, _HOUR = timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=1)
_GET_RIGHT = "→ ask api-support@ok.ru for the right, then make the token anew; its owner must be the group's admin"

#: Code → what it means. "http 429" and the like are statuses without an error of OK's inside.
TABLE: Mapping[str, Line] = {
    # later
    "2": Line(Unavailable, "the service is out of order", _LIST, _SOON),
    "8": Line(RateLimited, "blocked for flooding", f"{_LIST}; tens of minutes", _FLOOD),
    "11": Line(RateLimited, "the method's calls are used up", f"{_LIST}; an hour, or the next day", _HOUR),
    "http 429": Line(RateLimited, "too many calls", _FRONT, _FLOOD),
    # a write may have been carried out
    "1": Line(OutcomeUnknown, "unknown error", _LIST),
    "31": Line(OutcomeUnknown, "OK's own network timed out", _LIST, _SOON),
    "5000": Line(OutcomeUnknown, "OK's inner answer was invalid", _LIST),
    "9999": Line(OutcomeUnknown, "system error", _LIST),
    # the token is dead
    "102": Line(Unauthorized, "the token has expired", _LIST),
    "103": Line(Unauthorized, "the token is unknown or revoked", _LIST),
    "107": Line(Unauthorized, "the password was changed", _LIST),
    "401": Line(Unauthorized, "the login failed", _LIST),
    "453": Line(Unauthorized, "no living token was sent", _LIST),
    "2002": Line(Unauthorized, "the token's owner is blocked", _LIST),
    "2004": Line(Unauthorized, "the token's owner was deleted", _LIST),
    # the application is dead: every account that uses it stops
    "101": Line(PersonNeeded, "the application key is wrong → copy application_key again", _LIST),
    "210": Line(PersonNeeded, "the application is disabled → see ok.ru/app/setup", _LIST),
    "900": Line(PersonNeeded, "there is no such application → copy application_key again", _LIST),
    # a person must act on the account
    "7": Line(PersonNeeded, "the action is blocked", _LIST),
    "9": Line(PersonNeeded, "this IP address is blocked", _LIST),
    "22": Line(PersonNeeded, "the account is not activated", _LIST),
    "402": Line(PersonNeeded, "OK wants a captcha", _LIST),
    "403": Line(PersonNeeded, "OK wants to see a human", _LIST),
    "514": Line(PersonNeeded, "the account must be verified", _LIST),
    # a right of the application, or the owner's role in the group
    "10": Line(Forbidden, f"a right or the role in the group is missing {_GET_RIGHT}", _RIGHTS),
    "24": Line(Forbidden, f"the token's owner does not own this {_GET_RIGHT}", _RIGHTS),
    "50": Line(Forbidden, f"the token's owner is not the group's admin {_GET_RIGHT}", _RIGHTS),
    "200": Line(Forbidden, f"a right for a parameter is missing {_GET_RIGHT}", _RIGHTS),
    "456": Line(Forbidden, f"the group forbids it {_GET_RIGHT}", _RIGHTS),
    "457": Line(Forbidden, f"the application may not do this {_GET_RIGHT}", _RIGHTS),
    # the content
    "454": Line(Rejected, "the text is refused by OK's censor", _LIST),
    "511": Line(Rejected, "refused as spam", _LIST),
    "600": Line(Rejected, "too many blocks or pictures", _LIST),
    "601": Line(Rejected, "the text is too long → set text_limit under [networks.ok.numbers] lower", _LIST),
    "607": Line(Rejected, "the link is refused", _LIST),
    # the picture
    "21": Line(PictureRefused, "the upload is not multipart", _LIST),
    "500": Line(PictureRefused, "the picture has too many bytes", _LIST),
    "501": Line(PictureRefused, "the picture is too small", _LIST),
    "502": Line(PictureRefused, "the picture is too large", _LIST),
    "503": Line(PictureRefused, "the picture's format is not taken", _LIST),
    "504": Line(PictureRefused, "the picture is corrupt", _LIST),
    "505": Line(PictureRefused, "there is no picture in the upload", _LIST),
    # not there
    "106": Line(NotFound, "there is no such object", _LIST),
    "110": Line(NotFound, "there is no such user", _LIST),
    "120": Line(NotFound, "there is no such album", _LIST),
    "121": Line(NotFound, "there is no such photo", _LIST),
    "140": Line(NotFound, "there is no such comment", _LIST),
    "141": Line(NotFound, "there is no such group", _LIST),
    "160": Line(NotFound, "not found", _LIST),
    "300": Line(NotFound, "not found", _LIST),
    # our bug, or a wrong secret
    "3": Line(Misused, "OK has no such method", _LIST),
    "4": Line(Misused, "the request is wrong", _LIST),
    "30": Line(Misused, "the request is too long", _LIST),
    "100": Line(Misused, "a parameter is wrong", _LIST),
    "104": Line(Misused, "the signature is wrong → copy application_secret_key (or session_secret_key) again", _LIST),
    "105": Line(Misused, "the signature was used before", _LIST),
    "451": Line(Misused, "the method takes no token", _LIST),
}
#: Errors of the token address (RFC 6749, 5.2).
OAUTH: Mapping[str, Line] = {
    "invalid_request": Line(Unauthorized, "the code or refresh token opens nothing", "RFC 6749; peer: social-auth"),
    "invalid_grant": Line(Unauthorized, "the code or refresh token opens nothing", "RFC 6749; peer: social-auth"),
    "invalid_client": Line(Unauthorized, "application_id or application_secret_key is wrong", "RFC 6749"),
    "unauthorized_client": Line(Unauthorized, "the application may not log in this way", "RFC 6749"),
    "unsupported_grant_type": Line(Misused, "OK does not offer this way", "RFC 6749"),
    "invalid_scope": Line(Forbidden, "a right is not granted to the application", "RFC 6749"),
}
_UNKNOWN = Line(OutcomeUnknown, "an error that is not in the list", "not in the documents")
#: Surely not carried out, even where the answer comes as a 5xx.
_SURE = (RateLimited, Unauthorized, Forbidden, PersonNeeded)
_REASON_CHARS = 300
_SHORTEST_SECRET = 6
_SECRET_PARAMETER = re.compile(
    r"((?:access_token|session_key|session_secret_key|application_secret_key|client_secret|refresh_token|sig|code)"
    r"[\"']?\s*[=:]\s*[\"']?)[^&\s\"',;}]+"
)
#: A signature or session secret, or one of OK's tokens.
_SECRET_LOOK = re.compile(r"\b[0-9a-fA-F]{32}\b|\btkn[\w.~-]{12,}")


def answer_of(
    status: int, headers: Mapping[str, str], body: bytes, *, writes: bool, hidden: Collection[str] = ()
) -> Any:
    """The decoded answer. Raises RemoteError for an error inside it, OutcomeUnknown for a broken one on a write.

    `headers`: names in lower case; `writes`: a reader would see what the call does; `hidden`: secrets not to be shown.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and "error_code" in answer:
        raise error_of(answer, writes=writes, status=status, hidden=hidden)
    told = headers.get("invocation-error", "")
    if told.isdecimal() and int(told):
        raise error_of({"error_code": told}, writes=writes, status=status, hidden=hidden)
    if status >= 400:
        raise _of_status(status, writes)
    if answer is None:
        raise (OutcomeUnknown if writes else Unavailable)("OK's answer cannot be read", code=str(status))
    return answer


def error_of(
    answer: Mapping[str, Any], *, writes: bool, status: int = 200, hidden: Collection[str] = ()
) -> RemoteError:
    """The error that an error object means. `writes`: the call makes or takes down what readers see."""
    code = str(answer.get("error_code"))
    line = TABLE.get(code, _UNKNOWN)
    kind = line.kind
    if status >= 500 and kind not in _SURE:
        kind = OutcomeUnknown
    if not writes:
        # A read holds no content that could be refused, and leaves nothing of which the outcome could be unknown.
        kind = {OutcomeUnknown: Unavailable, Rejected: Misused}.get(kind, kind)
    said = cleaned(str(answer.get("error_msg") or ""), hidden)
    field = cleaned(str(answer.get("error_field") or ""), hidden)
    words = " ".join(part for part in (said, f"({field})" if field and field not in said else "") if part)
    wait = line.wait if kind in (RateLimited, Unavailable) else None
    return kind(f"{line.meaning}: {words}" if words else line.meaning, code=code, retry_after=wait)


def token_error(status: int, body: bytes, *, hidden: Collection[str] = ()) -> RemoteError | None:
    """The error that an answer of the token address means; None when it is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and "error_code" in answer:
        return error_of(answer, writes=False, status=status, hidden=hidden)
    if isinstance(answer, dict) and answer.get("error"):
        name = str(answer["error"])
        line = OAUTH.get(name, OAUTH["invalid_grant"])
        said = cleaned(str(answer.get("error_description") or name), hidden)
        return line.kind(f"{line.meaning}: {said}", code=cleaned(name, hidden))
    if status >= 400:
        return _of_status(status, writes=False)
    return None if isinstance(answer, dict) else Unavailable("OK's answer cannot be read", code=str(status))


def _of_status(status: int, writes: bool) -> RemoteError:
    """What a status means that comes without an error of OK's."""
    line = TABLE.get(f"http {status}")
    if line is not None:
        return line.kind(line.meaning, code=str(status), retry_after=line.wait)
    passing = status >= 500 or status == 408
    kind: type[RemoteError] = (OutcomeUnknown if writes else Unavailable) if passing else Misused
    return kind(f"OK answers {status}", code=str(status))


def cleaned(text: str, hidden: Collection[str] = ()) -> str:
    """OK's words fit for people and logs: one line of at most 300 characters without a secret in it."""
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
    text = _SECRET_LOOK.sub("…", _SECRET_PARAMETER.sub(r"\1…", text))
    text = " ".join(text.split())
    return text if len(text) <= _REASON_CHARS else text[: _REASON_CHARS - 1] + "…"
