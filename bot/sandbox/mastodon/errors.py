"""Mastodon's refusals, each under the name by which a fault asks for it.

Sources: https://docs.joinmastodon.org/methods/statuses/, /media/, /oauth/, /api/rate-limits/ and /entities/Error/, and the texts of
https://github.com/mastodon/mastodon (app/controllers/concerns/api/error_handling.rb, config/locales/en.yml), read 2026-11-25.
The texts are translated on some servers: a caller may not rely on them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.wire import Response, html_response, json_response

#: Name → status and text.
LINES: dict[str, tuple[int, str]] = {
    "parameter-missing": (400, "param is missing or the value is empty: client_name"),
    "invalid-token": (401, "The access token is invalid"),
    "expired-token": (401, "The access token expired"),
    "revoked-token": (401, "The access token was revoked"),
    "user-needed": (401, "This API requires an authenticated user"),
    "scope": (403, "This action is outside the authorized scopes"),
    "not-allowed": (403, "This action is not allowed"),
    "disabled": (403, "Your login is currently disabled"),
    "unconfirmed": (403, "Your login is missing a confirmed e-mail address"),
    "pending": (403, "Your login is currently pending approval"),
    "not-found": (404, "Record not found"),
    "reply-not-found": (404, "The post you are trying to reply to does not appear to exist."),
    "gone": (410, "The page you were looking for doesn't exist here anymore"),
    "app-token": (422, "This method requires an authenticated user"),
    "text-blank": (422, "Validation failed: Text can't be blank"),
    "text-long": (422, "Validation failed: Text character limit of 500 exceeded"),
    "visibility": (422, "Validation failed: Visibility is not included in the list"),
    "too-many-media": (422, "Cannot attach more than 4 files"),
    "media-not-found": (422, "Media 1 not found or already attached to another post"),
    "media-mixed": (422, "Cannot attach a video to a post that already contains images"),
    "media-not-ready": (422, "Cannot attach files that have not finished processing. Try again in a moment!"),
    "media-invalid": (422, "Validation failed: File content type is invalid, File is invalid"),
    "media-unverified": (422, "File type of uploaded media could not be verified"),
    "media-large": (422, "Validation failed: File file size must be less than 16 MB"),
    "media-dimensions": (422, "8000x5000 images are not supported"),
    "media-failed": (422, "Error processing thumbnail for uploaded media"),
    "description-long": (422, "Validation failed: Description is too long (maximum is 1500 characters)"),
    "too-many-ids": (422, "Mastodon::ValidationError"),
    "poll-and-media": (422, "Cannot attach a poll to a post that already contains media"),
    "scheduled-soon": (422, "Validation failed: Scheduled at must be in the future"),
    "duplicate-record": (422, "Duplicate record"),
    "redirect-uri": (422, "Validation failed: Redirect URI must be an absolute URI."),
    "app-scopes": (422, "Validation failed: Scopes doesn't match configured on the server."),
    "too-many": (429, "Too many requests"),
    "thumbnail": (500, "Error processing thumbnail for uploaded media"),
    "unavailable": (503, "There was a temporary problem serving your request, please try again"),
    "remote": (503, "Remote data could not be fetched"),
}  # fmt: skip
#: Statuses that a server answers with a page of its own rather than with JSON.
_PAGES = {500: "We're sorry, but something went wrong on our end.", 502: "Bad Gateway", 504: "Gateway Time-out"}
#: The general kinds of faults → lines.
KINDS = {
    "rate_limit": "too-many", "dead_token": "revoked-token", "permission": "scope", "content_refused": "text-long",
    "picture_refused": "media-invalid",
}  # fmt: skip


class Refused(Exception):
    """A call that Mastodon refuses."""

    def __init__(self, name: str, text: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        """`text` takes the place of the line's own."""
        super().__init__(name)
        self.status, words = LINES[name]
        self.text = words if text is None else text
        self.headers = dict(headers or {})


def response(refused: Refused) -> Response:
    """The refusal as Mastodon answers it."""
    headers = refused.headers
    if refused.status == 401:
        told = f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{refused.text}"'
        headers = {"WWW-Authenticate": told, **headers}
    return json_response({"error": refused.text}, refused.status, headers)


def of_code(code: str, reset: str) -> Response:
    """The refusal a fault asks for: "text-blank", "422/text-blank", "422/Words of one's own", "429", "500", "502".

    `reset`: the moment at which a rate limit ends. "429/bare" tells none.
    """
    number, _, name = code.partition("/")
    if not number.isdigit():
        number, name = str(LINES[number][0]), number
    status = int(number)
    if status in _PAGES and not name:
        return html_response(f"<html><head><title>{status}</title></head><body>{_PAGES[status]}</body></html>", status)
    first = next((line for line, (its, _) in LINES.items() if its == status), "")
    line = {"": first, "bare": "too-many"}.get(name, name)
    if status == 429:
        line = "too-many"
    limit = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    headers = limit if status == 429 and name != "bare" else {}
    if line in LINES:
        return response(Refused(line, headers=headers))
    return json_response({"error": line or "error"}, status, headers)
