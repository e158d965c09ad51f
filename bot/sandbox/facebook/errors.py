"""The Graph API's errors with their official bodies, each line of the table to be had on demand.

Codes as of 2026-11-23 (developers.facebook.com/docs/graph-api/guides/error-handling and others; those that only other
projects report stand as they report them). A key is "code" or "code/subcode"; a code of more than six figures that the
documents do not list as a code comes as a subcode of 100, the hardest way to meet it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.wire import Response, json_response


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    status: int
    message: str
    title: str = ""
    told: str = ""
    transient: bool = False


_TOKEN = "Error validating access token: "
_THROTTLED = "Calls to this api have exceeded the rate limit."
_DUPLICATE = "This status update is identical to the last one you posted. Try posting something different."

TABLE: dict[str, Line] = {
    # later
    "4": Line(403, "(#4) Application request limit reached"),
    "17": Line(400, "(#17) User request limit reached"),
    "32": Line(403, "(#32) Page request limit reached"),
    "341": Line(400, "(#341) Application limit reached: try again later"),
    "613": Line(400, f"(#613) {_THROTTLED}"),
    **{
        str(code): Line(400, f"(#{code}) There have been too many calls to this account. Wait a bit and try again.")
        for code in range(80000, 80015)
    },
    "80001": Line(400, "(#80001) There have been too many calls to this Page account. Wait a bit and try again."),
    "368": Line(403, "The action attempted has been deemed abusive or is otherwise disallowed"),
    "368/1390008": Line(403, "You can't use this feature right now", "Posting too fast", "You posted too fast."),
    # may be out
    "1": Line(500, "An unknown error occurred"),
    "2": Line(500, "An unexpected error has occurred. Please retry your request later.", transient=True),
    # token
    "102": Line(400, "Session key invalid or no longer valid"),
    "190": Line(400, "Invalid OAuth access token."),
    "190/458": Line(400, f"{_TOKEN}The user has not authorized application."),
    "190/459": Line(400, f"{_TOKEN}The user must log in at www.facebook.com: checkpoint."),
    "190/460": Line(400, f"{_TOKEN}The session has been invalidated because the user changed their password."),
    "190/463": Line(400, f"{_TOKEN}Session has expired. The current time is later."),
    "190/464": Line(400, f"{_TOKEN}Sessions for the user are not allowed because the user is not a confirmed user."),
    "190/467": Line(400, f"{_TOKEN}The access token is invalid."),
    "190/492": Line(400, f"{_TOKEN}The user must be an administrator, editor, or moderator of the page."),
    # rights
    "3": Line(403, "(#3) Application does not have the capability to make this API call."),
    "10": Line(403, "(#10) Application does not have permission for this action"),
    **{str(code): Line(403, f"(#{code}) Permissions error") for code in range(200, 300)},
    "2069019": Line(403, "The user does not have the right to publish on this page"),
    "1404078": Line(403, "The user is restricted from posting on this page"),
    # there already
    "506": Line(400, "Duplicate status message", "Duplicate Status Update", _DUPLICATE),
    "506/1455006": Line(400, "Duplicate status message", "Duplicate Status Update", _DUPLICATE),
    "1366051": Line(400, "These photos were already posted.", "Already posted", "These photos were already posted."),
    # not there, or no right to see it
    "100/33": Line(
        400,
        "Unsupported request. Object with ID does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation",
    ),
    "803": Line(404, "(#803) Some of the aliases you requested do not exist"),
    # refused
    "100": Line(400, "(#100) Invalid parameter"),
    "1609005": Line(400, "(#1609005) Error posting link", "Couldn't scrape the link", "The link could not be scraped."),
    "1366046": Line(
        400, "Invalid parameter", "Your photos couldn't be uploaded",
        "Photos should be smaller than 4 MB and saved as JPG, PNG, GIF, TIFF, HEIF or WebP files.",
    ),
    **{
        code: Line(400, "Invalid parameter", "Couldn't publish", "This content was refused.")
        for code in ("1609008", "1346003", "1404006", "1404102", "1404112", "1349125", "1363047", "1609010", "4854002",
                     "2061006")
    },
    "3001/1504028": Line(400, "(#3001) No metric was specified to be fetched. Please specify one or more metrics."),
    # logging in
    "100/36007": Line(400, "This authorization code has expired."),
    "100/36008": Line(400, "Error validating verification code. Please make sure your redirect_uri is identical."),
    "100/36009": Line(400, "This authorization code has been used."),
    "101": Line(400, "Error validating application. Cannot get application info due to a system error."),
    "2635": Line(400, "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest."),
}  # fmt: skip
#: Documented as codes of their own in spite of their length.
_LONG_CODES = {1609005}
#: On demand: the wall in front of Graph fails, not Graph itself.
HTML = {"html": 503, "html/200": 200, "html/502": 502}
#: On demand: what 368 said before it had subcodes.
ALREADY = "368/already"

_KINDS = {
    "rate_limit": "32", "dead_token": "190/463", "permission": "200", "content_refused": "100/1346003",
    "picture_refused": "100/1366046",
}  # fmt: skip


def known() -> list[str]:
    """Every code that `on_demand` takes, as tests may walk through them."""
    return [*TABLE, *HTML, ALREADY]


def on_demand(kind: str, code: str, page: str) -> Response:
    """The answer of a fault; "error" takes any key of the table, or any other "code" or "code/subcode"."""
    key = code if kind in {"error", "error_after_accept"} else _KINDS.get(kind, "2")
    if key in HTML:
        body = b"<!doctype html><title>Service Unavailable</title><h1>Service Unavailable</h1>"
        return Response(HTML[key], body, {"Content-Type": "text/html; charset=utf-8"})
    if key == ALREADY:
        return error("368", "You've already posted this. Posting the same content repeatedly may be seen as spam.")
    return error(key, headers=throttled(page, 1) if key.split("/")[0] in {"32", "80001"} else None)


def throttled(page: str, minutes: int) -> dict[str, str]:
    """The header of a page whose quota is used up, with the minutes until it may be called again."""
    entry = {
        "type": "pages", "call_count": 100, "total_cputime": 12, "total_time": 14,
        "estimated_time_to_regain_access": minutes,
    }  # fmt: skip
    return {"X-Business-Use-Case-Usage": json_text({page: [entry]})}


def json_text(value: Any) -> str:
    """JSON for a header."""
    return json_response(value).body.decode()


def error(key: str, message: str = "", headers: dict[str, str] | None = None) -> Response:
    """The official body of one line; `message` in place of the table's own."""
    code_text, _, subcode_text = key.partition("/")
    code, subcode = int(code_text), int(subcode_text or 0)
    line = TABLE.get(key) or TABLE.get(subcode_text) or TABLE.get(code_text) or Line(400, f"(#{code}) Error")
    if code >= 1_000_000 and code not in _LONG_CODES:
        code, subcode = 100, code
    body: dict[str, Any] = {"message": message or line.message, "type": "OAuthException", "code": code}
    if key.startswith("506"):
        subcode = subcode or 1455006
    if subcode:
        body["error_subcode"] = subcode
    if line.title:
        body |= {"is_transient": line.transient, "error_user_title": line.title, "error_user_msg": line.told}
    elif line.transient:
        body["is_transient"] = True
    body["fbtrace_id"] = "A1sandboxTraceOfThisCall"
    return json_response({"error": body}, line.status, headers)
