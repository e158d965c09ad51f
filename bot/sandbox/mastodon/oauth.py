"""Registering an app, letting it in, and its tokens.

Sources: https://docs.joinmastodon.org/methods/apps/, /methods/oauth/, /spec/oauth/ (PKCE with S256 since 4.3, all clients
confidential), RFC 8414's metadata, 2026-11-25. Codes live ten minutes, tokens until they are revoked; there are no refresh
tokens.
"""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.sandbox import accounts, consent
from bot.sandbox.grants import GrantRefused, Grants, is_verifier
from bot.sandbox.mastodon.access import SCOPES, Caller, whole
from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.mastodon.parameters import Given
from bot.sandbox.wire import Request, Response, html_response, json_response
from bot.sandbox.world import World

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_CODE = timedelta(minutes=10)
_FOR_EVER = timedelta(days=36_500)
_INVALID_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)
_INVALID_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, or unsupported "
    "authentication method."
)


class OAuth:
    """The authorization server."""

    PATHS = frozenset({"/oauth/authorize", "/oauth/token", "/oauth/revoke", "/.well-known/oauth-authorization-server"})

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def __call__(self, request: Request) -> Response:
        """The answer to a call of one of PATHS. Raises Refused."""
        if request.path.startswith("/.well-known"):
            return json_response(_metadata(request.base_url))
        if request.path == "/oauth/authorize":
            return self._authorize(request)
        if request.method != "POST":
            self._say(f"{request.path} takes POST")
            raise Refused("not-found")
        given = Given(self._world, request)
        if request.raw_query:
            self._say("secrets of the login stand in the address")
        client = self._client(request, given)
        if client is None:
            return _refused("invalid_client", _INVALID_CLIENT, 401)
        return self._token(given, client) if request.path == "/oauth/token" else self._revoke(given, client)

    def register(self, given: Given) -> dict[str, Any]:
        """POST /api/v1/apps. Raises Refused."""
        given.only("apps", "client_name redirect_uris scopes website")
        if not given.text("client_name").strip():
            self._say("an app without client_name")
            raise Refused("parameter-missing", "Validation failed: Name can't be blank")
        value = given.values.get("redirect_uris") or ""
        addresses = [str(address) for address in value] if isinstance(value, list) else str(value).split()
        if not addresses or any(not _absolute(address) for address in addresses):
            self._say("an app with a redirect address that is not absolute")
            raise Refused("redirect-uri")
        scopes = (given.text("scopes") or "read").split()
        if set(scopes) - SCOPES:
            self._say("an app asks for scopes that do not exist")
            raise Refused("app-scopes")
        identity = secrets.token_urlsafe(32)
        number = str(560_000 + self._world.new_id("mastodon", "app"))
        facts = {
            "id": number, "name": given.text("client_name"), "website": given.text("website") or None, "scopes": scopes,
            "redirect_uris": addresses, "secret": secrets.token_urlsafe(32),
        }  # fmt: skip
        self._world.state.put("mastodon", "app", identity, facts)
        secret = {"client_id": identity, "client_secret": facts["secret"], "client_secret_expires_at": 0}
        return _application(facts) | secret

    def application(self, caller: Caller) -> dict[str, Any]:
        """GET /api/v1/apps/verify_credentials."""
        known = self._world.state.get("mastodon", "app", caller.client)
        return _application(known or self._well_known())

    def _authorize(self, request: Request) -> Response:
        given = consent.asked(request)
        app = self._app(given.get("client_id", ""))
        redirect = given.get("redirect_uri", "")
        if app is None or not self._registered(app, redirect):
            self._say("authorize: an unknown client_id, or a redirect_uri that is not registered")
            page = "<h1>An error has occurred</h1><p>The requested redirect uri is malformed or doesn't match client redirect URI.</p>"
            return html_response(page, 400)
        fault = self._fault(given, app)
        if fault:
            self._say(f"authorize: {fault[1]}")
            return self._back(redirect, given, error=fault[0], error_description=fault[1])
        if len(given.get("state", "")) < 8 and redirect != OUT_OF_BAND:
            self._say("authorize without a state that nobody can guess")
        scopes = (given.get("scope") or "read").split()
        answer = consent.answer_of(request)
        if not answer:
            return consent.page("Mastodon", app["name"], scopes, given)
        if answer == "deny":
            words = "The resource owner or authorization server denied the request."
            return self._back(redirect, given, error="access_denied", error_description=words)
        code = self._grants.code(
            _CODE, client_id=given["client_id"], redirect_uri=redirect, scopes=scopes, challenge=given.get("code_challenge", "")
        )  # fmt: skip
        if redirect == OUT_OF_BAND:
            shown = Markup("<h1>Copy this code</h1><input class='oauth-code' readonly value='{}'>")
            return html_response(shown.format(code))
        return self._back(redirect, given, code=code)

    def _fault(self, given: dict[str, str], app: dict[str, Any]) -> tuple[str, str] | None:
        if given.get("response_type") != "code":
            return "unsupported_response_type", "The authorization server does not support this response type."
        if set((given.get("scope") or "read").split()) - whole(app["scopes"]):
            return "invalid_scope", "The requested scope is invalid, unknown, or malformed."
        challenge = given.get("code_challenge")
        if challenge is not None and (given.get("code_challenge_method") != "S256" or not is_verifier(challenge)):
            return "invalid_code_challenge_method", "The code challenge method must be S256."
        return None

    def _back(self, redirect: str, given: dict[str, str], **answers: str) -> Response:
        if redirect == OUT_OF_BAND:
            return html_response("<h1>An error has occurred</h1>", 400)
        return consent.back(redirect, **answers, **({"state": given["state"]} if given.get("state") else {}))

    def _registered(self, app: dict[str, Any], redirect: str) -> bool:
        """Exact match; the well-known app has any proper address, unless a switch names them."""
        registered = app["redirect_uris"] or self._world.switches.get("mastodon", "redirect_uris", default=[])
        if registered:
            return redirect in registered
        return redirect == OUT_OF_BAND or consent.redirect_fault(redirect) is None

    def _client(self, request: Request, given: Given) -> str | None:
        identity, secret = given.text("client_id"), given.text("client_secret")
        header = request.headers.get("authorization", "")
        if header.startswith("Basic "):
            try:
                identity, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
            except ValueError:
                return None
        app = self._app(identity)
        return identity if app is not None and secrets.compare_digest(app["secret"], secret) else None

    def _token(self, given: Given, client: str) -> Response:
        given.only("oauth/token", "grant_type code client_id client_secret redirect_uri code_verifier scope")
        grant = given.text("grant_type")
        app = self._app(client)
        assert app is not None
        if grant == "client_credentials":
            scopes = (given.text("scope") or "read").split()
            if set(scopes) - whole(app["scopes"]):
                self._say("oauth/token asks for more scopes than the app has")
                return _refused("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
            return self._issued("app", scopes, client)
        if grant != "authorization_code":
            self._say("oauth/token without a grant_type it knows")
            return _refused(
                "unsupported_grant_type", "The authorization grant type is not supported by the authorization server."
            )
        kept = self._world.state.get("mastodon", "code", given.text("code")) or {}
        verifier = given.text("code_verifier") if kept.get("challenge") else None
        try:
            facts = self._grants.redeem(given.text("code"), given.text("redirect_uri"), client, verifier)
        except GrantRefused:
            return _refused("invalid_grant", _INVALID_GRANT)
        return self._issued("access", facts["scopes"], client)

    def _issued(self, kind: str, scopes: list[str], client: str) -> Response:
        token = self._grants.token(kind, scopes, _FOR_EVER, client)
        made = int(self._world.now().timestamp())
        return json_response(
            {"access_token": token, "token_type": "Bearer", "scope": " ".join(scopes), "created_at": made}
        )

    def _revoke(self, given: Given, client: str) -> Response:
        given.only("oauth/revoke", "client_id client_secret token")
        token = given.text("token")
        facts = self._world.keys.facts("mastodon", token)
        own = facts is not None and facts["family"] == client
        if token == accounts.MASTODON_TOKEN and client == accounts.MASTODON_CLIENT_ID:
            own = True
        if not token or (not own and (facts is not None or token == accounts.MASTODON_OTHER_TOKEN)):
            return _refused("unauthorized_client", "You are not authorized to revoke this token", 403)
        if own:
            self._world.keys.change("mastodon", token, "revoked")
        return json_response({})

    def _app(self, identity: str) -> dict[str, Any] | None:
        if identity == accounts.MASTODON_CLIENT_ID:
            return self._well_known()
        return self._world.state.get("mastodon", "app", identity)

    def _well_known(self) -> dict[str, Any]:
        return {
            "id": "1", "name": "pressbot", "website": None, "scopes": ["read", "write", "profile"], "redirect_uris": [],
            "secret": accounts.MASTODON_CLIENT_SECRET,
        }  # fmt: skip

    def _say(self, what: str) -> None:
        self._world.violation("mastodon", what)


def _absolute(address: str) -> bool:
    parts = urlsplit(address)
    return address == OUT_OF_BAND or bool(parts.scheme and parts.netloc and not parts.fragment)


def _application(facts: dict[str, Any]) -> dict[str, Any]:
    shown = {name: facts[name] for name in ("id", "name", "website", "scopes", "redirect_uris")}
    return shown | {"redirect_uri": "\n".join(facts["redirect_uris"])}


def _metadata(server: str) -> dict[str, Any]:
    return {
        "issuer": f"{server}/", "authorization_endpoint": f"{server}/oauth/authorize", "token_endpoint": f"{server}/oauth/token",
        "revocation_endpoint": f"{server}/oauth/revoke", "app_registration_endpoint": f"{server}/api/v1/apps",
        "scopes_supported": sorted(SCOPES), "response_types_supported": ["code"], "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "client_credentials"], "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"], "service_documentation": "https://docs.joinmastodon.org/",
    }  # fmt: skip


def _refused(error: str, description: str, status: int = 400) -> Response:
    return json_response({"error": error, "error_description": description}, status)
