"""X's OAuth 2: authorize with PKCE, token, refresh with single-use tokens, revoke.

Source: fact sheet, section 1, 2026-11-23: codes live 30 s, access tokens 7200 s, refresh tokens about six months.
"""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta

from bot.sandbox import accounts
from bot.sandbox.consent import answer_of, asked, back, page, redirect_fault
from bot.sandbox.grants import GrantRefused, Grants, is_verifier
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World
from bot.sandbox.x.access import SCOPES

_CODE = timedelta(seconds=30)
_ACCESS = timedelta(seconds=7200)
_REFRESH = timedelta(days=182)


class OAuth2:
    """The authorization server."""

    PATHS = frozenset({"/i/oauth2/authorize", "/2/oauth2/authorize", "/2/oauth2/token", "/2/oauth2/revoke"})

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def __call__(self, request: Request) -> Response:
        """The answer to a call of one of PATHS."""
        if request.path.endswith("authorize"):
            return self._authorize(request)
        if request.method != "POST":
            return _refused("invalid_request", "Only POST is allowed.")
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            self._world.violation("x", "the token endpoints take a form, nothing else")
            return _refused("invalid_request", "Missing required parameter [grant_type].")
        given = request.form()
        client = self._client(request, given)
        if client is None:
            return _refused("unauthorized_client", "Missing valid authorization header", 401)
        return self._revoke(given) if request.path.endswith("revoke") else self._token(given, client)

    def _authorize(self, request: Request) -> Response:
        given = asked(request)
        fault = self._fault_of_authorize(given)
        if fault:
            self._world.violation("x", f"authorize: {fault}")
            return _refused("invalid_request", fault)
        answer = answer_of(request)
        if not answer:
            return page("X", given["client_id"], given["scope"].split(), given)
        if answer == "deny":
            return back(given["redirect_uri"], state=given["state"], error="access_denied")
        code = self._grants.code(
            _CODE, client_id=given["client_id"], redirect_uri=given["redirect_uri"], scopes=given["scope"].split(),
            challenge=given["code_challenge"],
        )  # fmt: skip
        return back(given["redirect_uri"], state=given["state"], code=code)

    def _fault_of_authorize(self, given: dict[str, str]) -> str:
        if given.get("response_type") != "code" or given.get("client_id") != accounts.X_CLIENT_ID:
            return "response_type must be code, and client_id the app's"
        if not self._registered(given.get("redirect_uri", "")):
            return "redirect_uri is not one of the registered"
        scopes = set(given.get("scope", "").split())
        if not scopes or scopes - SCOPES:
            return f"scope is empty or asks for more than {' '.join(sorted(SCOPES))}"
        if not given.get("state"):
            return "state is missing"
        if given.get("code_challenge_method") != "S256" or not is_verifier(given.get("code_challenge", "")):
            return "code_challenge with code_challenge_method=S256 is missing"
        return ""

    def _registered(self, address: str) -> bool:
        """Exact match with the registered ones; where none are registered, any proper address will do."""
        registered = self._world.switches.get("x", "redirect_uris", default=[])
        return address in registered if registered else redirect_fault(address) is None

    def _client(self, request: Request, given: dict[str, str]) -> str | None:
        """The client's id: a public one names itself in the form, a confidential one proves itself by Basic."""
        header = request.headers.get("authorization", "")
        if header.startswith("Basic "):
            wanted = base64.b64encode(f"{accounts.X_CLIENT_ID}:{accounts.X_CLIENT_SECRET}".encode()).decode()
            return accounts.X_CLIENT_ID if hmac.compare_digest(wanted, header.removeprefix("Basic ")) else None
        if self._world.switches.get("x", "confidential_client", default=False):
            return None
        return accounts.X_CLIENT_ID if given.get("client_id") == accounts.X_CLIENT_ID else None

    def _token(self, given: dict[str, str], client: str) -> Response:
        try:
            if given.get("grant_type") == "authorization_code":
                facts = self._grants.redeem(
                    given.get("code", ""), given.get("redirect_uri", ""), client, given.get("code_verifier", "")
                )
                return self._pair(facts["scopes"], self._grants.family())
            if given.get("grant_type") == "refresh_token":
                token = given.get("refresh_token", "")
                if token == accounts.X_REFRESH_TOKEN and self._world.keys.facts("x", token) is None:
                    self._adopt(token)
                facts = self._grants.spend(token)
                return self._pair(facts["scopes"], facts["family"])
        except GrantRefused as refused:
            return _refused("invalid_request", f"Value passed for the token was invalid. ({refused})")
        self._world.violation("x", "an unknown grant_type")
        return _refused("unsupported_grant_type", "grant_type is unknown")

    def _adopt(self, token: str) -> None:
        """Writes the well-known refresh token down as if it had been issued."""
        end = (self._world.now() + _REFRESH).isoformat()
        self._world.keys.issue("x", token, kind="refresh", scopes=sorted(SCOPES), expires_at=end, family="well-known")

    def _pair(self, scopes: list[str], family: str) -> Response:
        answer = {
            "token_type": "bearer", "expires_in": int(_ACCESS.total_seconds()), "scope": " ".join(scopes),
            "access_token": self._grants.token("access", scopes, _ACCESS, family),
        }  # fmt: skip
        if "offline.access" in scopes:
            answer["refresh_token"] = self._grants.token("refresh", scopes, _REFRESH, family)
        return json_response(answer)

    def _revoke(self, given: dict[str, str]) -> Response:
        facts = self._world.keys.facts("x", given.get("token", ""))
        if facts is not None:
            self._grants.kill(facts["family"])
        return json_response({"revoked": True})


def _refused(error: str, description: str, status: int = 400) -> Response:
    return json_response({"error": error, "error_description": description}, status)
