"""The page on which a person lets an app in, and the way back from it: what the login pages of all networks share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from markupsafe import Markup

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, html_response

_PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{network}: let the app in?</title><body style='font-family:system-ui;max-width:32rem;margin:3rem auto'>"
    "<h1>{network} (sandbox)</h1><p>The app <b>{app}</b> asks to act for <b>{who}</b>:</p><ul>{scopes}</ul>"
    "<form method='post' action=''>{hidden}<button name='answer' value='accept'>Allow</button> "
    "<button name='answer' value='deny'>Deny</button></form></body></html>"
)


def asked(request: Request) -> dict[str, str]:
    """The parameters of a login page, from the address and from the form on it."""
    return {**request.query(), **(request.form() if request.method == "POST" else {})}


def answer_of(request: Request) -> str:
    """ "accept" or "deny"; "" while the person has not answered yet (GET with answer=accept is an answer too)."""
    given = asked(request).get("answer", "")
    return given if given in {"accept", "deny"} else ""


def page(network: str, app: str, scopes: Sequence[str], given: Mapping[str, str]) -> Response:
    """The page with its two buttons."""
    hidden = Markup("").join(
        Markup("<input type='hidden' name='{}' value='{}'>").format(name, value)
        for name, value in given.items()
        if name != "answer"
    )
    listed = Markup("").join(Markup("<li>{}</li>").format(scope) for scope in scopes)
    return html_response(_PAGE.format(network=network, app=app, who=accounts.NAME, scopes=listed, hidden=hidden))


def back(redirect_uri: str, **answers: str) -> Response:
    """The redirect to the app with the answers added to its address."""
    parts = urlsplit(redirect_uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *answers.items()])
    return Response(302, b"", {"Location": urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))})


def redirect_fault(redirect_uri: str) -> str | None:
    """What is wrong with a redirect address; None when nothing is: https anywhere, http only to this machine."""
    parts = urlsplit(redirect_uri)
    if parts.fragment:
        return "the redirect address has a fragment"
    if parts.scheme == "https" and parts.hostname:
        return None
    if parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        return None
    return "the redirect address is neither https nor on this machine"
