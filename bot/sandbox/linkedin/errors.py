"""LinkedIn's errors with their bodies, each line of the table to be had on demand as "422/DUPLICATE_POST" or "429".

Two shapes stand side by side: {message, code, serviceErrorCode, status}, and for refused input the newer one with
errorDetails.inputErrors (learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling, state 2026-11-23).
"""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.wire import Response, json_response

HEADERS = {"x-li-uuid": "AAYsandboxUuidOfThisCall==", "x-li-fabric": "sandbox-lor1"}
_DENIED = "Not enough permissions to access: posts.CREATE.20260901"
#: "status/CODE" → (serviceErrorCode, message).
TABLE: dict[str, tuple[int, str]] = {
    "429/TOO_MANY_REQUESTS": (101, "Resource level throttle limit for calls to this resource is reached."),
    "500/INTERNAL_SERVER_ERROR": (0, "Internal Server Error"),
    "502/BAD_GATEWAY": (0, "Bad Gateway"),
    "503/SERVICE_UNAVAILABLE": (0, "Service Unavailable"),
    "504/GATEWAY_TIMEOUT": (0, "Gateway Timeout"),
    "401/REVOKED_ACCESS_TOKEN": (65600, "The token used in the request has been revoked by the user"),
    "401/EXPIRED_ACCESS_TOKEN": (65601, "The token used in the request has expired"),
    "401/EMPTY_ACCESS_TOKEN": (65602, "Empty oauth2 access token"),
    "403/ACCESS_DENIED": (100, _DENIED),
    "403/FORBIDDEN": (100, "The resource is forbidden"),
    "422/DUPLICATE_POST": (0, "Content is a duplicate of {urn}"),
    "400/MISSING_FIELD": (0, "A required field is missing"),
    "400/INVALID_VALUE_FOR_FIELD": (0, "Invalid value for field"),
    "400/INVALID_URN_TYPE": (0, "The URN has the wrong type"),
    "400/INVALID_URN_ID": (0, "The URN has an invalid id"),
    "400/FIELD_LENGTH_TOO_LONG": (0, "The field is too long"),
    "400/MEDIA_ASSET_WAITING_UPLOAD": (0, "Media asset is waiting for upload"),
    "400/MEDIA_ASSET_PROCESSING_FAILED": (0, "Media asset processing failed"),
    "400/EXPIRED_UPLOAD_URL": (0, "The upload URL has expired"),
    "400/UNABLE_TO_OBTAIN_ACTIVITY": (0, "Unable to obtain activity"),
    "400/VERSION_MISSING": (0, "A version must be present. Please specify a version by adding the LinkedIn-Version header."),
    "400/ILLEGAL_ARGUMENT": (0, "Invalid request"),
    "404/NOT_FOUND": (0, "Could not find entity"),
    "404/RESOURCE_NOT_FOUND": (0, "No virtual resource found"),
    "409/CONFLICT": (409, "Conflict of concurrent writes"),
    "413/PAYLOAD_TOO_LARGE": (0, "Payload too large"),
    "414/URI_TOO_LONG": (0, "URI too long"),
    "415/UNSUPPORTED_MEDIA_TYPE": (0, "Unsupported media type"),
    "426/NONEXISTENT_VERSION": (0, "Requested version is not active"),
}  # fmt: skip
_INPUT = re.compile(r"(?:400|422)/(?!VERSION_MISSING|ILLEGAL_ARGUMENT|UNABLE)")
_KINDS = {
    "rate_limit": "429/TOO_MANY_REQUESTS", "dead_token": "401/REVOKED_ACCESS_TOKEN", "permission": "403/ACCESS_DENIED",
    "content_refused": "400/INVALID_VALUE_FOR_FIELD", "picture_refused": "400/MEDIA_ASSET_PROCESSING_FAILED",
}  # fmt: skip


def error(key: str, message: str = "", field: str = "") -> Response:
    """The body of one line; `message` in place of the table's own, `field` names the field of refused input."""
    status_text, _, code = key.partition("/")
    status = int(status_text)
    number, own = TABLE.get(key, (0, code.replace("_", " ").capitalize() or f"HTTP {status}"))
    body: dict[str, Any] = {"message": message or own, "status": status}
    if _INPUT.match(key):
        entry = {"description": message or own, "input": _path(field), "code": code}
        body = {
            "errorDetailType": "com.linkedin.common.error.BadRequest", **body, "errorDetails": {"inputErrors": [entry]}
        }  # fmt: skip
        if code == "DUPLICATE_POST":
            entry["description"] = "Duplicate post is detected"
    else:
        body |= {"serviceErrorCode": number} | ({"code": code} if code and not code.startswith("UNABLE") else {})
    return json_response(body, status, HEADERS)


def _path(field: str) -> dict[str, Any]:
    return {"inputPath": {"fieldPath": field}} if field else {}


def on_demand(kind: str, code: str, newest: str) -> Response:
    """The answer of a fault; "error" takes a key of the table, a bare status, or "html" for a proxy's page.

    `newest`: the URN that a duplicate names.
    """
    key = code if kind in {"error", "error_after_accept"} else _KINDS.get(kind, "503/SERVICE_UNAVAILABLE")
    if key == "html":
        return Response(502, b"<html><h1>502 Bad Gateway</h1></html>", {"Content-Type": "text/html"})
    if key.isdecimal():
        key = next((known for known in TABLE if known.startswith(f"{key}/")), f"{key}/")
    return error(key, TABLE.get(key, (0, ""))[1].replace("{urn}", newest) if key in TABLE else "")
