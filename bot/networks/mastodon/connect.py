"""From a person to a token: one made in the account's settings, or a login by OAuth 2 with PKCE.

docs.joinmastodon.org/client/authorized, /methods/apps, /methods/oauth, read 2026-11-25. For the login an application
of our own is registered first, by a call; clients are confidential, tokens have no end. PKCE is there since 4.3, and
passed over by older servers.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, Problem, Rejected, Unauthorized, Unavailable, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.mastodon.auth import SCOPES, has_scope
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.owner import Owner

_CLIENT = ("client_id", "client_secret")
#: Without these nothing can be posted and recognised; without write:media posts go out without pictures.
_NEEDED = ("read:accounts", "read:statuses", "write:statuses")


class _App(BaseModel):
    """A registered application."""

    client_id: str
    client_secret: str


class _Token(BaseModel):
    """The answer of the token address."""

    access_token: str
    scope: str = ""
    expires_in: int | None = None


class MastodonConnector:
    """Both ways; which one is taken follows from what is answered."""

    steps: Sequence[str] = (
        '1. Say which server: id = "@name@host" of the account, or api_url under [networks.mastodon].',
        "2. The simple way: on the server, Preferences → Development → New application, with the scopes",
        f"   {' '.join(SCOPES)}; give its access token below. It has no end.",
        "3. Or log in: leave everything empty. An application is registered on the server, then its page opens.",
    )
    questions: Sequence[Question] = (
        Question("token", "access token of an application of yours; empty to log in", secret=True, optional=True),
        Question("client_id", "client key of an application of yours; empty to register one", optional=True),
        Question("client_secret", "its client secret; empty to register one", secret=True, optional=True),
    )

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def registered(self, answers: Mapping[str, str], redirect: str) -> Mapping[str, str]:
        """Client key and secret of an application registered now; {} where the answers are enough. Raises RemoteError.

        Each consent has an application of its own: nothing is kept before the person has agreed.
        """
        if _given(answers, "token") or all(_given(answers, name) for name in _CLIENT):
            return {}
        form = {"client_name": "pressbot", "redirect_uris": redirect, "scopes": " ".join(SCOPES)}
        with self._calls({}) as calls:
            try:
                body = calls.token("api/v1/apps", form)
            except NotFound as error:
                mend = "check api_url, or the host in the account's id"
                raise Misused(f"the server registers no applications: {error.reason} → {mend}") from None
        try:
            return dict(_App.model_validate_json(body))
        except ValueError:
            raise Unavailable("the server's answer with the application is not understood") from None

    def address(self, answers: Mapping[str, str], redirect: str, state: str, verifier: str) -> str | None:
        """The server's page on which the person consents; None where a token was given. Raises UserError."""
        if _given(answers, "token"):
            return None
        if not all(_given(answers, name) for name in _CLIENT):
            what = "there is neither a token nor an application"
            raise UserError(Problem("Mastodon", what, "give token, or client_id and client_secret, or nothing at all"))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": _given(answers, "client_id"), "redirect_uri": redirect,
            "scope": " ".join(SCOPES), "state": state, "code_challenge": challenge, "code_challenge_method": "S256",
            # The browser may be logged in as somebody else.
            "force_login": "true",
        }  # fmt: skip
        with self._calls({}) as calls:
            return f"{calls.api_url}/oauth/authorize?{urlencode(asked)}"

    def grants(
        self, answers: Mapping[str, str], redirect: str, returned: Mapping[str, str], verifier: str
    ) -> Sequence[Choice]:
        """The one account whose the token is, seen by asking the server.

        Raises Rejected when token or code open nothing, Forbidden when a needed scope was not given, others as they
        come.
        """
        now = self._clock()
        if _given(answers, "token"):
            return [self._choice(Grant({"token": SecretStr(_given(answers, "token"))}, now))]
        client = {name: _given(answers, name) or returned.get(name, "") for name in _CLIENT}
        told = self._exchanged(client, redirect, returned.get("code", ""), verifier)
        scopes = tuple(told.scope.split())
        missing = [scope for scope in _NEEDED if scopes and not has_scope(scope, scopes)]
        if missing:
            raise Forbidden(f"these rights were not given: {', '.join(missing)} → connect again, accept all")
        secrets = {"token": SecretStr(told.access_token), **{name: SecretStr(client[name]) for name in _CLIENT}}
        ends = now + timedelta(seconds=told.expires_in) if told.expires_in else None
        return [self._choice(Grant(secrets, now, ends, scopes=scopes))]

    def _exchanged(self, client: Mapping[str, str], redirect: str, code: str, verifier: str) -> _Token:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier,
            "scope": " ".join(SCOPES), **client,
        }  # fmt: skip
        with self._calls({}) as calls:
            try:
                body = calls.token("oauth/token", form, [code, verifier, client["client_secret"]])
            except Unauthorized as error:
                raise Rejected(f"{error.reason} → run pressbot connect again; a code serves once") from None
        try:
            return _Token.model_validate_json(body)
        except ValueError:
            raise Unavailable("the server's answer with the token is not understood") from None

    def _choice(self, grant: Grant) -> Choice:
        configured = self._account.id.strip()
        with self._calls(grant.secrets) as calls:
            owner = Owner(calls, configured, self._account.name)
            try:
                who = owner.known()
            except Unauthorized as error:
                raise Rejected(f"the server does not take this token: {error.reason} → copy it again") from None
            handle = owner.handle(who)
            # As bot.tokens.connecting compares it.
            named = configured.rpartition(":")[2].lstrip("-")
            value = named if configured and owner.is_named(who) else who.id
        lacks = " (no pictures)" if grant.scopes and not has_scope("write:media", grant.scopes) else ""
        return Choice(value, f"{handle}{lacks}", replace(grant, identity=handle))

    @contextmanager
    def _calls(self, secrets: Mapping[str, SecretStr]) -> Iterator[Calls]:
        account = replace(self._account, credentials=secrets)
        calls = Calls(account, self._endpoint, clock=self._clock, allow_private=self._allow_private)
        try:
            yield calls
        finally:
            calls.close()


def _given(answers: Mapping[str, str], name: str) -> str:
    return answers.get(name, "").strip()
