"""Logging in: dialog → code → short user token → long user token → page tokens, and what a token is.

developers.facebook.com/docs/facebook-login, as the fact sheet of 2026-11-23 tells it. Switch "portfolio": the page is
in a business portfolio and not listed without business_management.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.sandbox import accounts, consent
from bot.sandbox.facebook import errors, specs, tokens
from bot.sandbox.facebook.tokens import Caller
from bot.sandbox.grants import GrantRefused, Grants
from bot.sandbox.wire import Request, Response, html_response, json_response
from bot.sandbox.world import World

CODE_LIFETIME = timedelta(minutes=10)
SHORT = timedelta(hours=1, minutes=30)
LONG = timedelta(seconds=5183944)
_ACCOUNTS_PER_PAGE = 25
#: The person has more pages than one answer lists, and ours is the last of them.
_OTHERS = 26


class OAuth:
    """The login half of the stand-in."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._grants = Grants(world, "facebook")

    def dialog(self, request: Request) -> Response:
        """GET /{v}/dialog/oauth: the page on which a person lets the app in."""
        asked = consent.asked(request)
        redirect = asked.get("redirect_uri", "")
        if asked.get("client_id") != accounts.FACEBOOK_APP:
            return html_response(
                "<h1>Invalid App ID</h1><p>The provided app ID does not look like a valid app ID.</p>", 400
            )
        fault = consent.redirect_fault(redirect)
        if fault or asked.get("response_type", "code") != "code":
            self._world.violation("facebook", f"login: {fault or 'response_type is not code'}")
            return html_response("<h1>Can't load URL</h1><p>The domain of this URL isn't included.</p>", 400)
        if len(asked.get("state", "")) < 8:
            self._world.violation("facebook", "login without a state that nobody can guess")
        scopes = [scope for scope in asked.get("scope", "").replace(" ", ",").split(",") if scope]
        if unknown := set(scopes) - set(tokens.SCOPES):
            self._world.violation("facebook", f"login asks for unknown permissions: {', '.join(sorted(unknown))}")
            return html_response(f"<h1>Invalid Scopes: {', '.join(sorted(unknown))}</h1>", 400)
        method = asked.get("code_challenge_method", "S256")
        if "code_challenge" in asked and method != "S256":
            self._world.violation("facebook", "PKCE without S256")
        answer, state = consent.answer_of(request), asked.get("state", "")
        if not answer:
            return consent.page("Facebook", accounts.FACEBOOK_APP, scopes, asked)
        if answer == "deny":
            return consent.back(
                redirect, error="access_denied", error_code="200", error_reason="user_denied",
                error_description="Permissions error", state=state,
            )  # fmt: skip
        code = self._grants.code(
            CODE_LIFETIME, redirect_uri=redirect, client_id=accounts.FACEBOOK_APP, scopes=scopes,
            challenge=asked.get("code_challenge", ""),
        )  # fmt: skip
        return consent.back(redirect, code=code, state=state)

    def access_token(self, request: Request) -> Response:
        """/{v}/oauth/access_token: code for token, short for long, or the app's own."""
        asked = {**request.query(), **(request.form() if request.method == "POST" else {})}
        if asked.get("client_id") != accounts.FACEBOOK_APP:
            return errors.error("101")
        if asked.get("client_secret") != accounts.FACEBOOK_APP_SECRET:
            return errors.error("1", "Error validating client secret.")
        grant = asked.get("grant_type", "authorization_code")
        if grant == "client_credentials":
            return json_response({"access_token": tokens.APP_TOKEN, "token_type": "bearer"})
        if grant == "fb_exchange_token":
            return self._exchange(asked.get("fb_exchange_token", ""))
        if grant != "authorization_code":
            return errors.error("100", "(#100) grant_type is unknown")
        return self._redeem(asked)

    def _redeem(self, asked: dict[str, str]) -> Response:
        code = asked.get("code", "")
        kept = self._world.state.get("facebook", "code", code) or {}
        verifier = asked.get("code_verifier", "") if kept.get("challenge") else None
        try:
            facts = self._grants.redeem(code, asked.get("redirect_uri", ""), accounts.FACEBOOK_APP, verifier)
        except GrantRefused as refusal:
            self._world.violation("facebook", f"login: {refusal}")
            if kept.get("used"):
                return errors.error("100/36009")
            late = kept and datetime.fromisoformat(kept["expires_at"]) < self._world.now()
            return errors.error("100/36007" if late else "100/36008")
        return self._user_token(facts["scopes"], SHORT, short=True)

    def _exchange(self, token: str) -> Response:
        caller = tokens.read(self._world, token)
        if caller.dead:
            return errors.error(caller.dead)
        if caller.kind != "user":
            self._world.violation("facebook", "fb_exchange_token takes a user token")
            return errors.error("100", "(#100) The token is no user token")
        return self._user_token(caller.scopes, LONG, short=False)

    def _user_token(self, scopes: Any, lifetime: timedelta, *, short: bool) -> Response:
        token = tokens.issue(self._world, "user", accounts.FACEBOOK_USER, scopes, lifetime, short=short)
        return json_response(
            {"access_token": token, "token_type": "bearer", "expires_in": int(lifetime.total_seconds())}
        )

    def debug_token(self, request: Request, caller: Caller) -> Response:
        """GET /debug_token: what a token is."""
        if caller.kind == "page":
            self._world.violation("facebook", "debug_token asked with a page token")
            return errors.error(
                "100", "(#100) You must provide an app access token, or a user access token of a developer"
            )
        seen = tokens.read(self._world, request.query().get("input_token", ""))
        if seen.kind == "unknown":
            told: dict[str, Any] = {
                "error": {"code": 190, "message": "Invalid OAuth access token.", "subcode": 467}, "is_valid": False,
                "scopes": [],
            }  # fmt: skip
            return json_response({"data": told})
        end = int(seen.expires_at.timestamp()) if seen.expires_at else 0
        review = int((self._world.now() + timedelta(days=90)).timestamp())
        told = {
            "app_id": accounts.FACEBOOK_APP, "type": seen.kind.upper(), "application": "pressbot", "expires_at": end,
            "data_access_expires_at": review, "is_valid": not seen.dead, "scopes": sorted(seen.scopes),
            "granular_scopes": [{"scope": scope, "target_ids": [accounts.FACEBOOK_PAGE]} for scope in sorted(seen.scopes)],
            "user_id": accounts.FACEBOOK_USER,
        }  # fmt: skip
        if seen.kind == "page":
            told["profile_id"] = seen.identity
        if seen.dead:
            code, _, subcode = seen.dead.partition("/")
            line = errors.TABLE[seen.dead]
            told["error"] = {"code": int(code), "message": line.message, "subcode": int(subcode or 0)}
        return json_response({"data": told})

    def pages(self, request: Request, caller: Caller) -> Response:
        """GET /{user}/accounts: the person's pages with their tokens, 25 at a time."""
        refused = tokens.may(caller, "pages_show_list")
        if refused is not None:
            return refused
        query = request.query()
        names = query.get("fields", "access_token,category,name,id,tasks").split(",")
        if unknown := set(names) - specs.fields_of("Page"):
            return errors.error(
                "100", f"(#100) Tried accessing nonexisting field ({unknown.pop()}) on node type (Page)"
            )
        try:
            start, limit = int(query.get("after") or 0), min(int(query.get("limit", _ACCOUNTS_PER_PAGE)), 100)
        except ValueError:
            return errors.error("100", "(#100) Invalid cursor")
        listed = self._listed(caller)
        shown = [
            {name: self._page_field(caller, page, name) for name in {*names, "id"}}
            for page in listed[start : start + limit]
        ]
        end = start + len(shown)
        answer: dict[str, Any] = {"data": shown, "paging": {"cursors": {"before": str(start), "after": str(end)}}}
        if end < len(listed):
            following = urlencode({**query, "after": str(end), "limit": limit})
            answer["paging"]["next"] = f"{request.base_url}{request.path}?{following}"
        return json_response(answer)

    def _listed(self, caller: Caller) -> list[str]:
        others = [accounts.FACEBOOK_OTHER_PAGE, *(str(2_000_000_000 + n) for n in range(1, _OTHERS))]
        hidden = self._world.switches.get("facebook", "portfolio", default=False)
        return others + ([] if hidden and "business_management" not in caller.scopes else [accounts.FACEBOOK_PAGE])

    def _page_field(self, caller: Caller, page: str, name: str) -> Any:
        ours = page == accounts.FACEBOOK_PAGE
        if name == "access_token":
            # Made from a long user token it never ends, else with the token it was made from.
            left = caller.expires_at - self._world.now() if caller.short and caller.expires_at else None
            return tokens.issue(self._world, "page", page, caller.scopes, left)
        values = {
            "id": page, "name": accounts.NAME if ours else f"Другая страница {page}", "category": "Government organization",
            "tasks": list(tokens.TASKS) if ours else ["ANALYZE"],
        }  # fmt: skip
        return values.get(name)
