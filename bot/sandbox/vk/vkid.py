"""VK ID (OAuth 2.1): authorize with PKCE, code and refresh with the device's id, rotating pairs.

Source: fact sheet, section 1, 2026-11-23: code 10 min, access 3600 s, refresh 180 d. Neither wall nor photos are granted to
anybody new: the switch "granted_scopes" says what is, and a token without `wall` gets error 1051 where it does not reach.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.sandbox import accounts
from bot.sandbox.consent import answer_of, asked, back, page, redirect_fault
from bot.sandbox.grants import GrantRefused, Grants, is_verifier
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

_CODE = timedelta(minutes=10)
_ACCESS = timedelta(seconds=3600)
_REFRESH = timedelta(days=180)


class VKID:
    """The authorization server."""

    PATHS = frozenset({"/authorize", "/oauth2/auth", "/oauth2/revoke", "/oauth2/logout", "/oauth2/user_info"})

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def __call__(self, request: Request) -> Response:
        """The answer to a call of one of PATHS."""
        if request.path == "/authorize":
            return self._authorize(request)
        if request.method != "POST" or not request.headers.get("content-type", "").startswith(
            "application/x-www-form-urlencoded"
        ):
            self._world.violation("vk", "VK ID's endpoints take a form by POST")
            return _refused("invalid_request", "a form by POST is needed")
        # client_id may stand in the address by the documents; nothing secret may.
        given = {**request.query(), **request.form()}
        if set(request.query()) & {"access_token", "refresh_token", "code", "code_verifier"}:
            self._world.violation("vk", "a secret of VK ID stands in the address")
        if given.get("client_id") != accounts.VK_CLIENT_ID:
            return _refused("invalid_client", "client_id is unknown")
        if request.path == "/oauth2/auth":
            return self._auth(given)
        facts = self._world.keys.facts("vk", given.get("access_token", ""))
        if facts is None or not self._grants.usable(facts):
            return _refused("invalid_token", "access_token is unknown or too old")
        if request.path == "/oauth2/user_info":
            return json_response({"user": {"user_id": accounts.VK_USER, "first_name": "Песочница", "last_name": ""}})
        self._grants.kill(facts["family"])
        return json_response({"response": 1})

    def _authorize(self, request: Request) -> Response:
        given = asked(request)
        fault = _fault(given)
        if fault:
            self._world.violation("vk", f"authorize: {fault}")
            return _refused("invalid_request", fault)
        scopes = given.get("scope", "vkid.personal_info").split()
        answer = answer_of(request)
        if not answer:
            return page("VK ID", given["client_id"], scopes, given)
        if answer == "deny":
            return back(given["redirect_uri"], error="access_denied", state=given["state"])
        device = secrets.token_urlsafe(24)
        code = self._grants.code(
            _CODE, client_id=given["client_id"], redirect_uri=given["redirect_uri"], scopes=scopes,
            challenge=given["code_challenge"], device=device,
        )  # fmt: skip
        return back(given["redirect_uri"], code=code, state=given["state"], device_id=device, type="code_v2")

    def _auth(self, given: dict[str, str]) -> Response:
        if not given.get("device_id") or not given.get("state"):
            self._world.violation("vk", "oauth2/auth needs device_id and state")
            return _refused("invalid_request", "device_id or state is missing")
        try:
            if given.get("grant_type") == "authorization_code":
                facts = self._grants.redeem(
                    given.get("code", ""),
                    given.get("redirect_uri", ""),
                    given["client_id"],
                    given.get("code_verifier", ""),
                )
                if facts["device"] != given["device_id"]:
                    raise GrantRefused("device_id is another's")  # noqa: TRY301 - one way out for every refusal
                return self._pair(facts["scopes"], self._grants.family(), given)
            if given.get("grant_type") == "refresh_token":
                token = given.get("refresh_token", "")
                self._check_device(token, given["device_id"])
                facts = self._grants.spend(token)
                return self._pair(facts["scopes"], facts["family"], given)
        except GrantRefused as refused:
            return _refused("invalid_grant", str(refused))
        self._world.violation("vk", "an unknown grant_type")
        return _refused("unsupported_grant_type", "grant_type is unknown")

    def _check_device(self, token: str, device: str) -> None:
        kept = self._world.state.get("vk", "device", token)
        if kept is not None and kept["device"] != device:
            raise GrantRefused("device_id is another's")

    def _pair(self, scopes: list[str], family: str, given: dict[str, str]) -> Response:
        granted = self._world.switches.get("vk", "granted_scopes", default=["vkid.personal_info", "phone", "email"])
        kept = [scope for scope in scopes if scope in granted] or ["vkid.personal_info"]
        access = self._grants.token("access", kept, _ACCESS, family, "vk2.a.")
        refresh = self._grants.token("refresh", kept, _REFRESH, family, "vk2.a.")
        self._world.state.put("vk", "device", refresh, {"device": given["device_id"]})
        return json_response(
            {"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "user_id": int(accounts.VK_USER),
             "expires_in": int(_ACCESS.total_seconds()), "state": given["state"], "scope": " ".join(kept)}
        )  # fmt: skip


def _fault(given: dict[str, str]) -> str:
    if given.get("response_type") != "code" or given.get("client_id") != accounts.VK_CLIENT_ID:
        return "response_type must be code, and client_id the app's"
    if not given.get("state"):
        return "state is missing"
    if given.get("code_challenge_method") not in {"S256", "s256"} or not is_verifier(given.get("code_challenge", "")):
        return "code_challenge with code_challenge_method=S256 is missing"
    return redirect_fault(given.get("redirect_uri", "")) or ""


def _refused(error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, 400)
