"""From a person to X's secrets: the four keys of one's own account, or OAuth 2 with PKCE and single-use refreshing.

Source: docs.x.com, authentication (OAuth 2.0 authorization code with PKCE), read 2026-11-23: a code lives 30 seconds,
an access token 7,200 seconds, a refresh token about six months and serves once; peers saw the whole family die when
one was sent twice.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, SecretStr
from requests.auth import HTTPBasicAuth

from bot.clock import Clock
from bot.errors import (
    Forbidden,
    OutcomeUnknown,
    Problem,
    Rejected,
    Unauthorized,
    Unavailable,
    UserError,
)
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.sessions import OneCallSession, lower
from bot.networks.x.calls import HOSTS, Calls
from bot.networks.x.errors import error_of
from bot.networks.x.owner import Owner, User
from bot.networks.x.price import Purse

_KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
_CLIENT: tuple[str, ...] = ("client_id", "client_secret")
_SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
#: Without these nothing can be posted and recognised; without the others posts go out bare, or for two hours only.
_NEEDED = frozenset({"tweet.read", "tweet.write", "users.read"})
_WITHOUT = {
    "media.write": "no pictures",
    "offline.access": "it ends after two hours and cannot be made new",
}
_LIFE = timedelta(seconds=7200)
_CONSENT = {"api.x.com": "https://x.com/i/oauth2/authorize", "api.twitter.com": "https://x.com/i/oauth2/authorize"}


class _Tokens(BaseModel):
    """The answer of the token endpoint."""

    access_token: str
    expires_in: int = int(_LIFE.total_seconds())
    refresh_token: str | None = None
    scope: str = ""


class XConnector:
    """Both of X's ways; which one is taken follows from what is answered."""

    steps: Sequence[str] = (
        "1. https://developer.x.com → Apps → your app → User authentication settings: Read and Write, Web App or bot.",
        "   Label the account as automated, with a person behind it; buy credits: X charges for each post.",
        "2. The simple way, for one's own account, keys without an end: Keys and tokens → API key and secret, then",
        "   Access token and secret, made after Read and Write was chosen. Give all four below.",
        "3. Or OAuth 2 (made new every two hours by itself): register the redirect address exactly as it is used here,",
        "   leave the four keys empty, and give the client id, and the client secret if the app has one.",
    )
    questions: Sequence[Question] = (
        Question("consumer_key", "API key (consumer key); empty for OAuth 2", secret=True, optional=True),
        Question("consumer_secret", "API key secret; empty for OAuth 2", secret=True, optional=True),
        Question("access_token", "access token; empty for OAuth 2", secret=True, optional=True),
        Question("access_token_secret", "access token secret; empty for OAuth 2", secret=True, optional=True),
        Question("client_id", "OAuth 2 client id; empty where the four keys were given", optional=True),
        Question("client_secret", "OAuth 2 client secret; empty for a public client", secret=True, optional=True),
    )

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def address(self, answers: Mapping[str, str], redirect: str, state: str, verifier: str) -> str | None:
        """The consent page; None where the four keys were given. Raises UserError when neither way is complete."""
        if _gives_keys(answers):
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": answers["client_id"],
            "redirect_uri": redirect,
            "scope": " ".join(_SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._consent_page()}?{urlencode(asked)}"

    def grants(
        self, answers: Mapping[str, str], redirect: str, returned: Mapping[str, str], verifier: str
    ) -> Sequence[Choice]:
        """The one user whose the secrets are, seen by asking X.

        Raises UserError, Rejected when the keys or the code open nothing, Forbidden when a needed scope was not given,
        Unavailable and others as they come.
        """
        if _gives_keys(answers):
            secrets = {name: SecretStr(answers[name].strip()) for name in _KEYS}
            return [self._choice(Grant(secrets, self._clock()))]
        form = {
            "grant_type": "authorization_code",
            "code": returned.get("code", ""),
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        kept = {name: SecretStr(answers[name]) for name in _CLIENT if answers.get(name)}
        try:
            grant = self._grant(kept, form, spends=False)
        except Unauthorized as error:
            raise Rejected(f"{error.reason} → run pressbot connect again; a code lives 30 seconds") from None
        missing = _NEEDED - set(grant.scopes)
        if missing:
            raise Forbidden(f"these rights were not given: {', '.join(sorted(missing))} → connect again, accept all")
        return [self._choice(grant)]

    def refreshed(self, grant: Grant) -> Grant:
        """A new pair; the old refresh token is spent by the call.

        Raises Unauthorized when it was spent or revoked, OutcomeUnknown when the new pair may have been made and lost,
        Unavailable when X was surely not reached, RateLimited.
        """
        secrets = dict(grant.secrets)
        old = secrets.get("refresh_token")
        if old is None or "client_id" not in secrets:
            raise Unauthorized("there is no refresh token, or no client id to send with it")
        form = {"grant_type": "refresh_token", "refresh_token": old.get_secret_value()}
        kept = {name: secrets[name] for name in _CLIENT if name in secrets}
        fresh = self._grant(kept, form, spends=True)
        return replace(fresh, identity=grant.identity, scopes=fresh.scopes or grant.scopes)

    def _grant(self, client: Mapping[str, SecretStr], form: Mapping[str, str], *, spends: bool) -> Grant:
        """The pair that the token endpoint gives. `spends`: a lost answer loses the pair with it."""
        now = self._clock()
        told = self._tokens(client, form, spends=spends)
        secrets = {**client, "token": SecretStr(told.access_token)}
        if told.refresh_token:
            secrets["refresh_token"] = SecretStr(told.refresh_token)
        return Grant(
            secrets,
            now,
            now + timedelta(seconds=told.expires_in),
            refreshable=told.refresh_token is not None,
            scopes=tuple(told.scope.split()),
        )

    def _tokens(self, client: Mapping[str, SecretStr], form: Mapping[str, str], *, spends: bool) -> _Tokens:
        client_id = client["client_id"].get_secret_value()
        secret = client.get("client_secret")
        # A confidential client proves itself by Basic, a public one only names itself.
        proof = HTTPBasicAuth(client_id, secret.get_secret_value()) if secret else None
        sent = dict(form) if secret else {**form, "client_id": client_id}
        session = OneCallSession(self._endpoint, HOSTS, allow_private=self._allow_private)
        # Without a proof of its own the library would look for one in the user's .netrc.
        auth = proof or (lambda request: request)
        try:
            with session.visible_write() if spends else nullcontext():
                answer = session.request(
                    "POST", f"{self._endpoint.api_url.rstrip('/')}/2/oauth2/token", data=sent, auth=auth
                )
        finally:
            session.close()
        if answer.status_code != 200:
            hidden = [form[name] for name in ("code", "code_verifier", "refresh_token") if name in form]
            hidden += [value.get_secret_value() for value in client.values()]
            error = error_of(
                answer.status_code,
                lower(answer.headers),
                answer.content,
                writes=spends,
                now=self._clock(),
                hidden=hidden,
            )
            # Whatever the words: what was given opens nothing, and will not.
            raise Unauthorized(error.reason, code=error.code) if answer.status_code in {400, 401} else error
        try:
            return _Tokens.model_validate_json(answer.content)
        except ValueError:
            raise (OutcomeUnknown if spends else Unavailable)("X's answer with the tokens cannot be read") from None

    def _choice(self, grant: Grant) -> Choice:
        user = self._owner_of(grant)
        configured = self._account.id
        lacks = [words for scope, words in _WITHOUT.items() if grant.scopes and scope not in grant.scopes]
        label = f"@{user.username}" + (f" ({'; '.join(lacks)})" if lacks else "")
        value = _as_compared(configured) if configured and user.is_named(configured) else user.id
        return Choice(value, label, replace(grant, identity=f"@{user.username}"))

    def _owner_of(self, grant: Grant) -> User:
        account = replace(self._account, credentials=grant.secrets)
        calls = Calls(account, self._endpoint, clock=self._clock, allow_private=self._allow_private)
        try:
            return Owner(account, calls, Purse({})).known()
        except Unauthorized as error:
            raise Rejected(f"X does not take these keys: {error.reason} → copy all of them again") from None
        finally:
            calls.close()

    def _consent_page(self) -> str:
        given = self._endpoint.options.get("authorize_url")
        api_url = self._endpoint.api_url.rstrip("/")
        return given or _CONSENT.get(urlsplit(api_url).hostname or "", f"{api_url}/i/oauth2/authorize")


def _gives_keys(answers: Mapping[str, str]) -> bool:
    """Whether the answers are the four keys; False where they are OAuth 2's. Raises UserError when they are neither."""
    given = [name for name in _KEYS if answers.get(name, "").strip()]
    if len(given) == len(_KEYS):
        return True
    if not given and answers.get("client_id"):
        return False
    if given:
        what = f"only {', '.join(given)} of the four keys are given"
    else:
        what = "neither the four keys nor a client id are given"
    raise UserError(Problem("X", what, f"give {', '.join(_KEYS)}, or client_id alone"))


def _as_compared(configured: str) -> str:
    """The configured id as `bot.tokens.connecting` compares it."""
    return configured.rpartition(":")[2].lstrip("-")
