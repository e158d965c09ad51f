"""Logging in: authorization → code → 60-day token, with a refresh token where the app is entitled to one.

learn.microsoft.com/en-us/linkedin/shared/authentication, as the fact sheet of 2026-11-23 tells it. Switch "refresh_tokens":
False = the app is not entitled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import accounts, consent
from bot.sandbox.grants import GrantRefused, Grants
from bot.sandbox.linkedin import errors, tokens
from bot.sandbox.wire import Request, Response, html_response, json_response
from bot.sandbox.world import World

CODE_LIFETIME = timedelta(minutes=10)
#: Fixed from the first consent: refreshing does not move it.
REFRESH_LIFETIME = timedelta(days=365)


class OAuth:
    """The login half of the stand-in."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._grants = Grants(world, "linkedin")

    def __call__(self, request: Request) -> Response:
        """The answer of /oauth/v2/…"""
        path = request.path.removeprefix("/oauth/v2/")
        if path == "authorization":
            return self._authorization(request)
        if path not in {"accessToken", "introspectToken", "revoke"}:
            return errors.error("404/RESOURCE_NOT_FOUND")
        kind = request.headers.get("content-type", "")
        if request.method != "POST" or request.raw_query or not kind.startswith("application/x-www-form-urlencoded"):
            self._world.violation("linkedin", f"{path} takes a POST with an urlencoded body only")
            return refused("invalid_request", "A required parameter is missing")
        asked = request.form()
        if asked.get("client_id") != accounts.LINKEDIN_CLIENT or (
            asked.get("client_secret") != accounts.LINKEDIN_CLIENT_SECRET
        ):
            return refused("invalid_client", "Client authentication failed", 401)
        if path == "accessToken":
            return self._token(asked)
        return self._introspect(asked) if path == "introspectToken" else self._revoke(asked)

    def _authorization(self, request: Request) -> Response:
        asked = consent.asked(request)
        redirect, state = asked.get("redirect_uri", ""), asked.get("state", "")
        fault = consent.redirect_fault(redirect)
        if fault or asked.get("client_id") != accounts.LINKEDIN_CLIENT or asked.get("response_type") != "code":
            self._world.violation("linkedin", f"login: {fault or 'client_id or response_type is wrong'}")
            return html_response("<h1>Bummer, something went wrong.</h1><p>The redirect_uri does not match.</p>", 400)
        if len(state) < 8:
            self._world.violation("linkedin", "login without a state that nobody can guess")
        if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
            self._world.violation("linkedin", "PKCE without S256")
        scopes = asked.get("scope", "").split()
        if not scopes or set(scopes) - set(tokens.SCOPES):
            self._world.violation("linkedin", "login asks for no scope, or for one that does not exist")
            return consent.back(
                redirect, error="unauthorized_scope_error", error_description="Scope is not authorized", state=state
            )  # fmt: skip
        answer = consent.answer_of(request)
        if not answer:
            return consent.page("LinkedIn", accounts.LINKEDIN_CLIENT, scopes, asked)
        if answer == "deny":
            return consent.back(
                redirect, error="user_cancelled_authorize", error_description="The user cancelled", state=state
            )  # fmt: skip
        code = self._grants.code(
            CODE_LIFETIME, redirect_uri=redirect, client_id=accounts.LINKEDIN_CLIENT, scopes=scopes,
            challenge=asked.get("code_challenge", ""),
        )  # fmt: skip
        return consent.back(redirect, code=code, state=state)

    def _token(self, asked: dict[str, str]) -> Response:
        grant = asked.get("grant_type")
        if grant == "authorization_code":
            return self._redeem(asked)
        if grant == "refresh_token":
            return self._refresh(asked.get("refresh_token", ""))
        self._world.violation("linkedin", "accessToken without a grant_type it knows")
        return refused("unsupported_grant_type", "grant_type is not supported")

    def _redeem(self, asked: dict[str, str]) -> Response:
        kept = self._world.state.get("linkedin", "code", asked.get("code", "")) or {}
        verifier = asked.get("code_verifier", "") if kept.get("challenge") else None
        try:
            facts = self._grants.redeem(
                asked.get("code", ""), asked.get("redirect_uri", ""), accounts.LINKEDIN_CLIENT, verifier
            )
        except GrantRefused as refusal:
            self._world.violation("linkedin", f"login: {refusal}")
            return refused("invalid_grant", "Unable to retrieve access token: the authorization code is not valid")
        return self._issue(facts["scopes"], self._family(facts["scopes"]), self._world.now() + REFRESH_LIFETIME)

    def _family(self, scopes: list[str]) -> str:
        # Another set of scopes voids what the same member gave the same app before.
        before = self._world.state.get("linkedin", "consent", "member")
        if before and before["scopes"] == sorted(scopes):
            return str(before["family"])
        if before:
            self._grants.kill(before["family"])
        family = self._grants.family()
        self._world.state.put("linkedin", "consent", "member", {"scopes": sorted(scopes), "family": family})
        return family

    def _refresh(self, token: str) -> Response:
        facts = self._world.keys.facts("linkedin", token)
        standing = self._world.keys.standing("linkedin", token)
        if facts is None or facts["kind"] != "refresh" or not standing.live or not self._grants.usable(facts):
            return refused(
                "invalid_grant", "The provided authorization grant or refresh token is invalid, expired or revoked"
            )
        return self._issue(facts["scopes"], facts["family"], datetime.fromisoformat(facts["expires_at"]), token)

    def _issue(self, scopes: list[str], family: str, end: datetime, refresh: str = "") -> Response:
        # An access token never outlives the year of its refresh token.
        lifetime = min(tokens.ACCESS_LIFETIME, end - self._world.now())
        token = self._grants.token("access", scopes, lifetime, family, "AQX-sandbox-")
        answer: dict[str, Any] = {
            "access_token": token, "expires_in": int(lifetime.total_seconds()), "scope": ",".join(scopes),
            "token_type": "Bearer",
        }  # fmt: skip
        if self._world.switches.get("linkedin", "refresh_tokens", default=True):
            left = end - self._world.now()
            refresh = refresh or self._grants.token("refresh", scopes, left, family, "AQR-sandbox-")
            answer |= {"refresh_token": refresh, "refresh_token_expires_in": int(left.total_seconds())}
        return json_response(answer)

    def _introspect(self, asked: dict[str, str]) -> Response:
        caller = tokens.read(self._world, asked.get("token", ""))
        if caller.state == "live":
            end = caller.expires_at or self._world.now() + tokens.ACCESS_LIFETIME
            made = int((end - tokens.ACCESS_LIFETIME).timestamp())
            return json_response(
                {"active": True, "status": "active", "scope": ",".join(sorted(caller.scopes)), "client_id": accounts.LINKEDIN_CLIENT,
                 "created_at": made, "authorized_at": made, "expires_at": int(end.timestamp()), "auth_type": "3L"}
            )  # fmt: skip
        return json_response({"active": False, "status": caller.state})

    def _revoke(self, asked: dict[str, str]) -> Response:
        self._world.keys.change("linkedin", asked.get("token", ""), "revoked")
        return Response(200)


def refused(error: str, description: str, status: int = 400) -> Response:
    """OAuth's own error body."""
    return json_response({"error": error, "error_description": description}, status)
