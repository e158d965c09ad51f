"""OK's OAuth: authorize, code against tokens, refresh.

Source: fact sheet, section 1.2, 2026-11-23: code 2 min, token 30 min with a refresh token of 30 days, or 30 days by
LONG_ACCESS_TOKEN.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from urllib.parse import urlsplit

from bot.sandbox import accounts
from bot.sandbox.consent import answer_of, asked, back, page, redirect_fault
from bot.sandbox.grants import GrantRefused, Grants
from bot.sandbox.ok.access import RIGHTS
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

_CODE = timedelta(minutes=2)
_ACCESS = timedelta(minutes=30)
_LONG = timedelta(days=30)
_REFRESH = timedelta(days=30)


class OAuth:
    """The authorization server."""

    PATHS = frozenset({"/oauth/authorize", "/oauth/token.do"})

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def __call__(self, request: Request) -> Response:
        """The answer to a call of one of PATHS."""
        if request.path == "/oauth/authorize":
            return self._authorize(request)
        if set(request.query()) & {"client_secret", "code", "refresh_token"}:
            self._world.violation("ok", "a secret of OAuth stands in the address")
        if request.method != "POST" or not request.headers.get("content-type", "").startswith(
            "application/x-www-form-urlencoded"
        ):
            self._world.violation("ok", "token.do takes a form by POST")
            return _refused("invalid_request", "a form by POST is needed")
        return self._token(request.form())

    def _authorize(self, request: Request) -> Response:
        given = asked(request)
        fault = self._fault(given)
        if fault:
            self._world.violation("ok", f"authorize: {fault}")
            return _refused("invalid_request", fault)
        scopes = given["scope"].split(";")
        answer = answer_of(request)
        if not answer:
            return page("OK", given["client_id"], scopes, given)
        state = {"state": given["state"]} if "state" in given else {}
        if answer == "deny":
            return back(given["redirect_uri"], error="access_denied", **state)
        code = self._grants.code(
            _CODE, client_id=given["client_id"], redirect_uri=_bare(given["redirect_uri"]), scopes=scopes, challenge=""
        )
        return back(given["redirect_uri"], code=code, **state)

    def _fault(self, given: dict[str, str]) -> str:
        if given.get("response_type") != "code" or given.get("client_id") != accounts.OK_APPLICATION_ID:
            return "response_type must be code, and client_id the application's id"
        if not given.get("scope") or set(given["scope"].split(";")) - RIGHTS:
            return "scope is not a list of rights joined by ;"
        if not given.get("state"):
            self._world.violation("ok", "authorize without state: anybody could give the app a foreign code")
        return redirect_fault(given.get("redirect_uri", "")) or ""

    def _token(self, given: dict[str, str]) -> Response:
        if given.get("client_id") != accounts.OK_APPLICATION_ID or not hmac.compare_digest(
            given.get("client_secret", ""), accounts.OK_APPLICATION_SECRET
        ):
            return _refused("invalid_client", "client_id or client_secret is wrong")
        try:
            if given.get("grant_type") == "authorization_code":
                facts = self._grants.redeem(
                    given.get("code", ""), _bare(given.get("redirect_uri", "")), given["client_id"], None
                )
                return self._pair(facts["scopes"], self._grants.family())
            if given.get("grant_type") == "refresh_token":
                return self._refresh(given.get("refresh_token", ""))
        except GrantRefused as refused:
            return _refused("invalid_grant", str(refused))
        self._world.violation("ok", "an unknown grant_type")
        return _refused("unsupported_grant_type", "grant_type is unknown")

    def _refresh(self, token: str) -> Response:
        """A refresh token of OK is not used up: only the access token is new."""
        facts = self._world.keys.facts("ok", token)
        if facts is None or facts["kind"] != "refresh" or not self._grants.usable(facts):
            raise GrantRefused("the refresh token is unknown or dead")
        if not self._world.keys.standing("ok", token).live:
            raise GrantRefused("the refresh token is dead")
        return self._pair(facts["scopes"], facts["family"], token)

    def _pair(self, scopes: list[str], family: str, refresh: str = "") -> Response:
        # Rights that OK has not granted to the application are silently left out.
        granted = set(self._world.switches.get("ok", "granted_rights", default=sorted(RIGHTS)))
        kept = sorted(set(scopes) & granted)
        life = _LONG if "LONG_ACCESS_TOKEN" in kept else _ACCESS
        return json_response(
            {"access_token": self._grants.token("access", kept, life, family), "token_type": "session",
             "refresh_token": refresh or self._grants.token("refresh", kept, _REFRESH, family),
             "expires_in": str(int(life.total_seconds()))}
        )  # fmt: skip


def _bare(address: str) -> str:
    """The redirect address as OK compares it: without its query."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _refused(error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, 400)
