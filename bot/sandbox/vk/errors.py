"""VK's refusals: HTTP 200 with an error inside, whatever went wrong.

Source: fact sheet, sections 1 and 8, and the schema's base_error, 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.wire import Response, json_response

MESSAGES = {
    1: "Unknown error occurred", 2: "Application is disabled. Enable your application or use test mode",
    3: "Unknown method passed", 4: "Incorrect signature", 5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second", 7: "Permission to perform this action is denied", 8: "Invalid request",
    9: "Flood control", 10: "Internal server error: could not check access_token now, check later.",
    12: "Unable to compile code", 13: "Runtime error occurred during code invocation", 14: "Captcha needed",
    15: "Access denied", 17: "Validation required: please open redirect_uri in browser", 18: "User was deleted or banned",
    19: "Content blocked", 20: "Permission to perform this action is denied for non-standalone applications",
    21: "Permission to perform this action is allowed only for standalone and OpenAPI applications", 22: "Upload error",
    23: "This method was disabled", 24: "Confirmation required", 25: "Token confirmation required",
    27: "Group authorization failed: method is unavailable with group auth.", 28: "Application authorization failed",
    29: "Rate limit reached", 30: "This profile is private", 36: "Method execution was interrupted due to timeout",
    37: "User was banned", 40: "Unknown group", 42: "Application doesn't allow requests from this IP",
    100: "One of the parameters specified was missing or invalid", 104: "Not found", 113: "Invalid user id",
    114: "Invalid album id", 118: "Invalid server", 121: "Invalid hash", 122: "Invalid photos list", 125: "Invalid group id",
    129: "Invalid photo", 200: "Access denied", 203: "Access to group denied", 210: "Access to wall's post denied",
    212: "Access to post comments denied", 214: "Access to adding post denied", 219: "Advertisement post was recently added",
    220: "Too many recipients", 222: "Hyperlinks are forbidden", 224: "Too many ads posts", 225: "Donut is disabled",
    703: "You need to enable 2FA for this action", 1051: "Method is not available for this profile type",
    1117: "Access token has expired", 3102: "Specified link is incorrect (can't find source)", 3300: "Recaptcha needed",
    3301: "Phone validation needed", 3302: "Password validation needed", 3303: "Otp app validation needed",
    3304: "Email confirmation needed", 3610: "User is deactivated",
    13000: "Content upload denied because of active community strikes",
}  # fmt: skip
#: What stands after the slash of a fault's code → the text; a number there is a subcode, any other words follow the text.
VARIANTS = {
    "214/50 posts": "Access to adding post denied: you can only add 50 posts a day",
    "214/closed": "Access to adding post denied: you have no rights to post on this wall",
    "5/expired": "User authorization failed: access_token has expired.",
    "5/ip": "User authorization failed: access_token was given to another ip address.",
    "27/revoked": "Group authorization failed: access_token was revoked.",
    "100/link_photo_sizing_rule": "One of the parameters specified was missing or invalid: link_photo_sizing_rule",
    "100/no photo": "One of the parameters specified was missing or invalid: No photo given",
}
_SCOPES_TEXT = "Access denied: no access to call this method. It cannot be called with current scopes."
#: Code → what stands beside its number and text.
_BESIDE: dict[int, dict[str, Any]] = {
    14: {"captcha_sid": "239633676097", "captcha_img": "https://api.vk.com/captcha.php?sid=239633676097&s=1",
         "redirect_uri": "https://id.vk.com/not_robot_captcha?domain=vk.com"},
    17: {"redirect_uri": "https://m.vk.com/login?act=security_check"},
    24: {"confirmation_text": "Confirm the action"},
    3300: {"captcha_sid": "239633676098", "captcha_img": "https://api.vk.com/captcha.php?sid=239633676098&s=1"},
}  # fmt: skip
#: The general kinds of faults → codes.
KINDS = {"rate_limit": "6", "dead_token": "5", "permission": "7", "content_refused": "222", "picture_refused": "122"}


class Refused(Exception):
    """A call that VK refuses."""

    def __init__(self, code: int, text: str | None = None, subcode: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = text or MESSAGES[code]
        self.subcode = subcode


def no_scope() -> Refused:
    """The refusal of a token that lacks a right."""
    return Refused(15, _SCOPES_TEXT, 1133)


def missing(what: str) -> Refused:
    """The refusal of a parameter."""
    return Refused(100, f"{MESSAGES[100]}: {what}")


def body(refused: Refused, method: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The error object, with the request's own parameters (never the token) as VK repeats them."""
    shown = [{"key": "method", "value": method}, {"key": "oauth", "value": "1"}]
    shown += [{"key": key, "value": value} for key, value in given.items()]
    subcode = {} if refused.subcode is None else {"error_subcode": refused.subcode}
    beside = _BESIDE.get(refused.code, {})
    return {"error_code": refused.code, **subcode, "error_msg": refused.text, **beside, "request_params": shown}


def of_code(code: str) -> Response:
    """The refusal a fault asks for: "214", "214/50 posts", "15/1133", "14/no sid" (a captcha without its id)."""
    number, _, variant = code.partition("/")
    if code in VARIANTS:
        refused = Refused(int(number), VARIANTS[code])
    elif variant.isdigit():
        refused = Refused(int(number), subcode=int(variant))
    else:
        text = MESSAGES.get(int(number), "Error")
        refused = Refused(int(number), f"{text}: {variant}" if variant and variant != "no sid" else text)
    shown = body(refused, "wall.post", {"v": "5.199"})
    if variant == "no sid":
        shown.pop("captcha_sid")
    return json_response({"error": shown})
