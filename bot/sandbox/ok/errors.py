"""OK's refusals: HTTP 200 with an error object, whatever went wrong.

Source: fact sheet, section 8, 2026-11-23.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.wire import Response, json_response

NAMES = {
    1: "UNKNOWN", 2: "SERVICE", 3: "METHOD", 4: "REQUEST", 7: "ACTION_BLOCKED", 8: "FLOOD_BLOCKED", 9: "IP_BLOCKED",
    10: "PERMISSION_DENIED", 11: "LIMIT_REACHED", 21: "NOT_MULTIPART", 22: "NOT_ACTIVATED", 24: "NOT_OWNER",
    30: "TOO_LONG_REQUEST", 31: "NETWORK_TIMEOUT", 50: "NOT_ADMIN", 100: "PARAM", 101: "PARAM_API_KEY",
    102: "PARAM_SESSION_EXPIRED", 103: "PARAM_SESSION_KEY", 104: "PARAM_SIGNATURE", 105: "PARAM_RESIGNATURE",
    106: "PARAM_ENTITY_ID", 107: "PARAM_SESSION_KEY_CHANGED", 110: "PARAM_USER_ID", 120: "PARAM_ALBUM_ID",
    121: "PARAM_PHOTO_ID", 140: "PARAM_COMMENT_ID", 141: "PARAM_GROUP_ID", 160: "NOT_FOUND", 200: "PARAM_PERMISSION",
    210: "APPLICATION_DISABLED", 300: "NOT_FOUND", 401: "AUTH_LOGIN", 402: "AUTH_LOGIN_CAPTCHA", 403: "AUTH_LOGIN_WEB_HUMAN_CHECK",
    451: "NOT_SESSION_METHOD", 453: "SESSION_REQUIRED", 454: "CENSOR_MATCH", 456: "GROUP_RESTRICTION",
    457: "UNAUTHORIZED_RESTRICTION", 500: "PHOTO_SIZE_LIMIT_EXCEEDED", 501: "PHOTO_SIZE_TOO_SMALL", 502: "PHOTO_SIZE_TOO_BIG",
    503: "PHOTO_INVALID_FORMAT", 504: "PHOTO_IMAGE_CORRUPTED", 505: "PHOTO_NO_IMAGE", 511: "IDS_BLOCKED", 514: "VERIFICATION",
    600: "MEDIA_TOPIC_BLOCK_LIMIT", 601: "MEDIA_TOPIC_TEXT_LIMIT", 607: "MEDIA_TOPIC_BAD_LINK", 704: "EDIT_TIME_OVER",
    900: "NO_SUCH_APP", 1200: "BATCH", 2002: "USER_BLOCKED", 2004: "USER_DELETED", 5000: "INVALID_RESPONSE", 9999: "SYSTEM",
}  # fmt: skip
#: The general kinds of faults → codes.
KINDS = {
    "rate_limit": "11",
    "dead_token": "102",
    "permission": "10",
    "content_refused": "454",
    "picture_refused": "504",
}


class Refused(Exception):
    """A call that OK refuses. `field`: the parameter at fault, None where none is told."""

    def __init__(self, code: int, text: str = "", field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.field = field


def response(refused: Refused) -> Response:
    """The error object."""
    name = NAMES.get(refused.code, "ERROR")
    shown: dict[str, Any] = {
        "error_code": refused.code, "error_msg": f"{name} : {refused.text or 'sandbox'}", "error_data": None,
    }  # fmt: skip
    return json_response(shown | ({"error_field": refused.field} if refused.field else {}))


def of_code(code: str) -> Response:
    """The refusal a fault asks for: "601", or "10/GROUP_CONTENT" with the words that follow the name."""
    number, _, text = code.partition("/")
    return response(Refused(int(number), text))
