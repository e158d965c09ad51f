"""VK's refusals → our classes: by words where one code means several things, else by code and subcode.

The status of HTTP says nothing: a refusal comes with 200 and stands in the body. Sources, read 2026-11-23: schema = the
official VKCOM/vk-api-schema (5.199); docs = dev.vk.com; peer = answers that other projects recorded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

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

_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
_HAND = "VK asks for a person"

#: "code/words": words of VK's text, in lower case, that decide where the code alone does not; first match counts.
WORDS: Mapping[str, Line] = {
    "5/another ip": Line(Unauthorized, "the token was given to another address than this machine's", "peer"),
    "5/expired": Line(Unauthorized, "the token has expired", "schema; peer"),
    "5/is blocked": Line(PersonNeeded, "the user is blocked", "peer: a token that posted to many walls"),
    "5/method is unavailable": Line(Forbidden, "this kind of token may not call that", "peer"),
    "27/method is unavailable": Line(Forbidden, "a community key may not call that", "peer: VKCOM/vk-api-schema#242"),
    "28/method is unavailable": Line(Forbidden, "a service key may not call that", "peer"),
    "15/edit time expired": Line(Forbidden, "the time for edits is over", "peer"),
    "100/link_photo_sizing": Line(Rejected, "no card can be made of the link: its page has no fit picture", "peer"),
    "100/no photo": Line(Rejected, "no card can be made of the link: its page has no picture", "peer"),
    "214/50 posts": Line(RateLimited, "the community's 50 posts of the day are used up", "peer: vknet/vk#597", _DAY),
}
#: "code" or "code/subcode"; the subcode is looked up first.
CODES: Mapping[str, Line] = {
    # may have been carried out
    "1": Line(OutcomeUnknown, "unknown error", "schema"),
    "10": Line(OutcomeUnknown, "internal server error", "schema"),
    "36": Line(OutcomeUnknown, "the method took too long", "docs, reference/errors"),
    # later
    "6": Line(RateLimited, "too many calls in a second; not executed", "schema", timedelta(seconds=1)),
    "9": Line(RateLimited, "flood control, or the app's calls are used up", "schema; peer: 2026-09", _QUARTER),
    "29": Line(RateLimited, "the method's calls of the day are used up", "schema; peer: vk-limits", _DAY),
    "43": Line(Unavailable, "this part of VK is out of order", "schema"),
    "219": Line(RateLimited, "an advert was posted a moment ago", "schema", _HOUR),
    "220": Line(RateLimited, "too many recipients: look at the community's adverts", "schema", _HOUR),
    "224": Line(RateLimited, "too many adverts: look at the community's adverts", "schema", _HOUR),
    # a person must act
    "2": Line(PersonNeeded, "the app is switched off: switch it on in its settings", "schema"),
    "11": Line(PersonNeeded, "the app is in test mode: end it in its settings", "schema"),
    "14": Line(PersonNeeded, f"{_HAND}: a captcha", "schema"),
    "17": Line(PersonNeeded, f"{_HAND}: log in and confirm who you are", "schema"),
    "24": Line(PersonNeeded, f"{_HAND}: an action is to be confirmed", "schema"),
    "25": Line(PersonNeeded, f"{_HAND}: the token is to be confirmed", "schema"),
    "41": Line(PersonNeeded, f"{_HAND}: the registration is to be completed", "schema"),
    "42": Line(PersonNeeded, "the app does not allow this machine's address: add it in its settings", "schema"),
    "703": Line(PersonNeeded, "two-factor login must be switched on first", "schema, wall.delete"),
    "3300": Line(PersonNeeded, f"{_HAND}: a captcha", "schema"),
    "3301": Line(PersonNeeded, f"{_HAND}: the phone is to be confirmed", "schema"),
    "3302": Line(PersonNeeded, f"{_HAND}: the password is to be confirmed", "schema"),
    "3303": Line(PersonNeeded, f"{_HAND}: a code of the login app is to be given", "schema"),
    "3304": Line(PersonNeeded, f"{_HAND}: the mail address is to be confirmed", "schema"),
    "11500": Line(PersonNeeded, f"{_HAND}: an action is to be confirmed", "schema"),
    # the token is dead
    "4": Line(Unauthorized, "the signature is wrong", "schema"),
    "5": Line(Unauthorized, "the token is dead, or was never alive", "schema"),
    "18": Line(Unauthorized, "the user was deleted or banned", "schema"),
    "27": Line(Unauthorized, "the community key is dead", "schema; peer"),
    "28": Line(Unauthorized, "the service key is dead", "schema"),
    "37": Line(Unauthorized, "the user is banned", "schema"),
    "38": Line(Unauthorized, "the app is not known any more", "schema"),
    "1117": Line(Unauthorized, "the token has expired", "schema"),
    "3609": Line(Unauthorized, "the token must be made new", "schema"),
    "3610": Line(Unauthorized, "the user is deactivated", "schema"),
    # a right is missing, or the wrong kind of token or app
    "7": Line(Forbidden, "a right is missing", "schema"),
    "15": Line(Forbidden, "access is denied", "schema"),
    "15/1133": Line(Forbidden, "the token lacks the right for this call", "schema"),
    "15/1134": Line(Forbidden, "this kind of app may not make this call", "schema"),
    "20": Line(Forbidden, "only standalone apps may do that", "schema"),
    "21": Line(Forbidden, "only standalone and OpenAPI apps may do that", "schema"),
    "23": Line(Forbidden, "the method is switched off", "schema"),
    "30": Line(Forbidden, "the profile is private", "schema"),
    "200": Line(Forbidden, "no access to the album", "schema"),
    "203": Line(Forbidden, "no access to the community", "schema"),
    "210": Line(Forbidden, "no access to the post", "schema"),
    "212": Line(Forbidden, "no access to the comments", "docs, reference/errors"),
    "214": Line(Forbidden, "no right to post, or the wall is closed", "schema"),
    "901": Line(Forbidden, "the person does not take messages of the community", "schema"),
    "1051": Line(Forbidden, "a token of VK ID may not call that", "peer: gitroomhq/postiz-app#1408"),
    # not there
    "39": Line(NotFound, "no such user", "schema"),
    "40": Line(NotFound, "no such community", "schema"),
    "104": Line(NotFound, "not there", "schema"),
    # refused, and will be again
    "19": Line(Rejected, "the content is blocked", "schema"),
    "222": Line(Rejected, "links to that address are forbidden", "schema"),
    "3102": Line(Rejected, "no source can be found for the copyright link", "schema, wall.checkCopyrightLink"),
    "13000": Line(Rejected, "VK takes nothing from the community: it has strikes; look at its page", "peer"),
    # the picture is refused, or its upload went wrong
    "22": Line(PictureRefused, "the upload failed", "schema"),
    "114": Line(PictureRefused, "the upload's album is wrong", "schema"),
    "118": Line(PictureRefused, "the upload's server is wrong", "schema"),
    "121": Line(PictureRefused, "the upload's hash is wrong", "schema"),
    "122": Line(PictureRefused, "the uploaded photos cannot be used", "docs, reference/errors"),
    "129": Line(PictureRefused, "the photo cannot be used", "docs, reference/errors"),
    "300": Line(PictureRefused, "the album is full", "schema"),
    # ours
    "3": Line(Misused, "no such method", "schema"),
    "8": Line(Misused, "the request is wrong", "schema"),
    "12": Line(Misused, "the script cannot be read", "schema, execute"),
    "13": Line(Misused, "the script broke off", "schema"),
    "16": Line(Misused, "https is needed", "schema"),
    "33": Line(Misused, "not offered yet", "schema"),
    "34": Line(Misused, "the API's version is dead", "schema"),
    "35": Line(Misused, "the API's version is too old", "schema"),
    "100": Line(Misused, "a parameter is missing or wrong", "schema"),
    "101": Line(Misused, "the app's id is wrong", "schema"),
    "113": Line(Misused, "the user's id is wrong", "schema"),
    "125": Line(Misused, "the community's id is wrong", "docs, reference/errors"),
    "150": Line(Misused, "a moment is wrong", "schema"),
    "225": Line(Misused, "the community has no subscriptions", "schema"),
    "9999": Line(Misused, "this method of HTTP is not taken", "schema"),
}  # fmt: skip
#: What stands in front of the API answers with a status and nothing of VK's own.
STATUSES: Mapping[int, Line] = {
    404: Line(Misused, "no such address: look at api_url", "HTTP"),
    408: Line(OutcomeUnknown, "a gateway gave up waiting", "HTTP"),
    413: Line(Misused, "the request is too large", "HTTP"),
    429: Line(RateLimited, "too many calls", "HTTP", timedelta(minutes=1)),
}
#: Errors of VK ID's token address (RFC 6749, 5.2; peer, marked official there).
OAUTH: Mapping[str, Line] = {
    "invalid_request": Line(Misused, "the request is wrong", "RFC 6749"),
    "invalid_grant": Line(Unauthorized, "the code or refresh token opens nothing any more", "RFC 6749; peer"),
    "invalid_token": Line(Unauthorized, "the token opens nothing any more", "peer"),
    "invalid_client": Line(Unauthorized, "the app's id is wrong", "RFC 6749"),
    "unauthorized_client": Line(Unauthorized, "the app may not do that", "RFC 6749"),
    "access_denied": Line(Unauthorized, "the person did not consent", "RFC 6749"),
    "unsupported_grant_type": Line(Misused, "the app does not offer this way", "RFC 6749"),
    "invalid_scope": Line(Forbidden, "a right is not given to the app", "RFC 6749"),
    "slow_down": Line(RateLimited, "too many calls", "peer", timedelta(minutes=1)),
    "server_error": Line(OutcomeUnknown, "VK ID failed inside", "RFC 6749"),
    "temporarily_unavailable": Line(OutcomeUnknown, "VK ID is overloaded", "RFC 6749"),
}
_UNKNOWN = Line(OutcomeUnknown, "VK refuses for an unknown reason", "not in the documents")
_STRANGE = Line(Unavailable, "VK's gateway refuses", "not in the documents")
_BROKEN = Line(OutcomeUnknown, "VK is out of order", "not in the documents")
_CARD = frozenset({"100/link_photo_sizing", "100/no photo"})
_LONGEST_REASON = 300
_SHORTEST_SECRET = 6


class _Error(BaseModel):
    """The error object; what it repeats of our request is never looked at."""

    model_config = ConfigDict(extra="ignore")

    error_code: int
    error_subcode: int | None = None
    error_msg: str = ""


def error_of(told: object, *, writes: bool, hidden: Collection[str] = ()) -> RemoteError:
    """The error that VK's error object means.

    `writes`: a reader would see what the call does; `hidden`: secrets that must not be shown.
    """
    try:
        error = _Error.model_validate(told)
    except ValidationError:
        return (OutcomeUnknown if writes else Unavailable)("VK's error cannot be read")
    key, line = _line(error)
    return _made(line, key, error.error_msg, writes=writes, hidden=hidden)


def status_error(status: int, *, writes: bool) -> RemoteError:
    """The error that a bare status means, without any words of VK's."""
    line = STATUSES.get(status) or (_BROKEN if status >= 500 else _STRANGE)
    return _made(line, str(status), "", writes=writes, hidden=())


def oauth_error(told: Mapping[str, Any], *, writes: bool, hidden: Collection[str] = ()) -> RemoteError:
    """The error that an answer of VK ID's token address means. `writes`: a token may be spent by it."""
    name = str(told.get("error", ""))
    line = OAUTH.get(name, _UNKNOWN)
    return _made(line, name, str(told.get("error_description") or ""), writes=writes, hidden=hidden)


def is_card_fault(error: RemoteError) -> bool:
    """Whether the post was refused only because no card can be made of its link."""
    return error.code in _CARD


def plain(text: str, hidden: Collection[str] = ()) -> str:
    """VK's words on one line, without our secrets, at most 300 characters."""
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
    text = re.sub(r"\bvk[12]\.a\.[\w-]+", "…", text)
    text = re.sub(r"((?:access_token|refresh_token|code_verifier|device_id|code)=)[^&\s]+", r"\1…", text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_REASON else text[: _LONGEST_REASON - 1] + "…"


def _made(line: Line, key: str, words: str, *, writes: bool, hidden: Collection[str]) -> RemoteError:
    kind = line.kind
    if not writes:
        # A read leaves nothing of which the outcome could be unknown.
        kind = Unavailable if kind is OutcomeUnknown else kind
    said = plain(words, hidden)
    return kind(f"{line.meaning}: {said}" if said else line.meaning, code=key, retry_after=line.wait)


def _line(error: _Error) -> tuple[str, Line]:
    words = error.error_msg.lower()
    for key, line in WORDS.items():
        code, _, part = key.partition("/")
        if code == str(error.error_code) and part in words:
            return key, line
    for key in (f"{error.error_code}/{error.error_subcode}", str(error.error_code)):
        if key in CODES:
            return key, CODES[key]
    return str(error.error_code), _UNKNOWN
