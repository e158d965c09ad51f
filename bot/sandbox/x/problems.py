"""X's refusals in their official shapes, each under the name by which a fault asks for it.

Source: fact sheet, sections 1, 6 and 8, and both specifications, 2026-11-23.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.wire import Response, json_response

_TITLES = {
    400: "Invalid Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found Error",
    409: "Conflict", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip
BLANK = "about:blank"
HOST = "https://api.twitter.com/2/problems"


@dataclass(frozen=True)
class Line:
    """One line of the table of refusals."""

    status: int
    title: str
    detail: str
    #: Name of the problem type; "" = about:blank.
    problem: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def _capped(period: str) -> Line:
    extra = {"period": period, "scope": "Product", "account_id": "7700", "product_name": "standard"}
    return Line(429, "UsageCapExceeded", f"Usage cap exceeded: {period} product cap", "usage-capped", extra)


LINES: dict[str, Line] = {
    "invalid-request": Line(400, "Invalid Request", "One or more parameters to your request was invalid.", "invalid-request"),
    "media-ids": Line(400, "Bad Request", "Your media IDs are invalid."),
    "media-type": Line(400, "Invalid Request", "media type unrecognized.", "invalid-request"),
    "unauthorized": Line(401, "Unauthorized", "Unauthorized"),
    "CreditsDepleted": Line(402, "CreditsDepleted", "Your enrolled account does not have any credits to fulfill this request.", "credits"),
    "duplicate": Line(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content."),
    "duplicate-post": Line(403, "Forbidden", "You are not allowed to create a Post with duplicate content."),
    "not-permitted": Line(403, "Forbidden", "You are not permitted to perform this action."),
    "invalid-url": Line(403, "Forbidden", "The Tweet contains an invalid URL."),
    "one-cashtag": Line(403, "Forbidden", "Posts are limited to a maximum of one cashtag."),
    "feature": Line(403, "Forbidden", "Your account is not permitted to access this feature."),
    "suspended": Line(403, "Forbidden", "Your account is suspended and is not permitted to access this feature."),
    "user-suspended": Line(403, "Forbidden", "User has been suspended.", "user-suspended"),
    "locked": Line(403, "Forbidden", "To protect our users from spam and other malicious activity, this account is temporarily locked."),
    "client-forbidden": Line(
        403, "Client Forbidden", "This request must be made using an approved developer account.", "client-forbidden",
        {"reason": "official-client-forbidden", "client_id": "1", "registration_url": "https://developer.x.com/en/account"},
    ),
    "client-not-enrolled": Line(
        403, "Client Forbidden", "When authenticating requests to the API v2 endpoints, you must use keys and tokens from a "
        "developer App that is attached to a Project.", "client-forbidden",
        {"reason": "client-not-enrolled", "client_id": "1", "registration_url": "https://developer.x.com/en/docs/projects/overview"},
    ),
    "oauth1-permissions": Line(
        403, "Forbidden", "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
        "oauth1-permissions",
    ),
    "oauth2-scope": Line(403, "Forbidden", "Forbidden"),
    "unsupported-authentication": Line(
        403, "Unsupported Authentication", "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  "
        "Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].", "unsupported-authentication",
    ),
    "disallowed-resource": Line(
        403, "Disallowed Resource", "The resource violates the precepts of this API.", "disallowed-resource",
        {"resource_id": "1", "resource_type": "tweet", "section": "data"},
    ),
    "not-visible": Line(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you."),
    "quote": Line(403, "Forbidden", "Quote posts are not available on your access level."),
    "resource-not-found": Line(
        404, "Not Found Error", "Could not find tweet with id: [1].", "resource-not-found",
        {"resource_id": "1", "resource_type": "tweet", "parameter": "id", "value": "1"},
    ),
    "not-authorized-for-resource": Line(
        404, "Authorization Error", "Sorry, you are not authorized to see the Tweet with id: [1].", "not-authorized-for-resource",
        {"resource_id": "1", "resource_type": "tweet", "parameter": "id", "value": "1"},
    ),
    "conflict": Line(409, "Conflict", "A request of yours is in progress already.", "conflict"),
    "too-many": Line(429, "Too Many Requests", "Too Many Requests"),
    "usage-capped-daily": _capped("Daily"),
    "usage-capped-monthly": _capped("Monthly"),
}  # fmt: skip
#: The general kinds of faults → lines.
KINDS = {
    "rate_limit": "too-many", "dead_token": "unauthorized", "permission": "oauth1-permissions",
    "content_refused": "not-permitted", "picture_refused": "media-type",
}  # fmt: skip


def problem(name: str, **changed: Any) -> Response:
    """A line of the table as a response; `detail` and further members may be given."""
    line = LINES[name]
    return _response(line.status, line, changed)


def of_code(code: str) -> Response:
    """The refusal a fault asks for: "403/duplicate", "429", "500", "429/legacy", "200/resource-not-found".

    The status before the slash holds; a name that the table lacks becomes a problem of that type.
    """
    number, _, name = code.partition("/")
    status = int(number)
    if name == "legacy":
        return json_response({"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, status)
    if status >= 500 and not name:
        return Response(status, b"<html><body>upstream</body></html>", {"Content-Type": "text/html"})
    plain = Line(status, _TITLES.get(status, "Error"), _TITLES.get(status, "Error"), name)
    line = LINES.get(name, plain)
    if status == 200:
        return json_response({"errors": [_body(line, {})]})
    return _response(status, line, {})


def _response(status: int, line: Line, changed: dict[str, Any]) -> Response:
    return json_response({**_body(line, changed), "status": status}, status)


def _body(line: Line, changed: dict[str, Any]) -> dict[str, Any]:
    kind = f"{HOST}/{line.problem}" if line.problem else BLANK
    return {"title": line.title, "detail": line.detail, "type": kind, **line.extra, **changed}


def invalid(message: str, **parameters: list[str]) -> Response:
    """A refused request with the reason for each parameter."""
    return problem("invalid-request", errors=[{"parameters": parameters, "message": message}])


def gone(identity: str, parameter: str = "ids") -> dict[str, str]:
    """The entry that stands for a post that is not there."""
    return {
        "resource_id": identity, "resource_type": "tweet", "parameter": parameter, "value": identity,
        "title": "Not Found Error", "type": f"{HOST}/resource-not-found",
        "detail": f"Could not find tweet with {parameter}: [{identity}].",
    }  # fmt: skip


def no_field(identity: str, field_name: str, parameter: str = "ids") -> dict[str, str]:
    """The entry that stands for a field which may not be seen: too old, or not the caller's."""
    return {
        "resource_id": identity, "resource_type": "tweet", "field": field_name, "parameter": parameter, "value": identity,
        "section": "data", "title": "Field Authorization Error", "type": f"{HOST}/not-authorized-for-field",
        "detail": f"Sorry, you are not authorized to access '{field_name}' on the Tweet with {parameter} : [{identity}].",
    }  # fmt: skip
