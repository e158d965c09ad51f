"""From a person to OK's secrets: the token that the application's settings give out, or a login by OAuth.

apiok.ru/ext/oauth/server and /permissions, read 2026-11-23: a code lives 2 minutes, a token 30 minutes, or 30 days with
LONG_ACCESS_TOKEN, which any call prolongs. The answers of the token address are a peer's reading (python-social-auth).
OK has no PKCE. The session secret is in no answer: it is derived from token and application secret.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, Misused, PersonNeeded, Problem, Rejected, Unauthorized, Unavailable, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.health import LONG, WITHOUT, group_named, rights_of
from bot.networks.ok.owner import STAFF, Owner

_KEYS = ("application_key", "application_secret_key")
_SHORT_LIFE, _LONG_LIFE = timedelta(minutes=30), timedelta(days=30)
#: A long token is prolonged once a day at most: so much of its new life may be gone already.
_PROLONGED = timedelta(days=1)
_CONSENT = {"api.ok.ru": "https://connect.ok.ru/oauth/authorize"}


class _Tokens(BaseModel):
    """The answer of the token address; numbers come as texts."""

    access_token: str
    refresh_token: str | None = None
    expires_in: int | None = None


class OKConnector:
    """Both ways; which one is taken follows from what is answered."""

    steps: Sequence[str] = (
        "1. https://ok.ru/app/setup → an external application. A mail brings its id, its key and its secret key.",
        f"2. Ask api-support@ok.ru for its rights, with its id and what it is for: {', '.join((*WITHOUT, LONG))}.",
        "3. The simple way: after the rights are granted, make a token in the application's settings, as a person who",
        "   is the group's admin or moderator. It has no end. A token made before a right was granted lacks it.",
        "   The settings show no session secret: it is derived. Use an account of its own: a new password kills it.",
        "4. Or log in by OAuth: leave the token empty, give the application's id, and register the redirect address.",
    )
    questions: Sequence[Question] = (
        Question("application_key", "application key (public)"),
        Question("application_secret_key", "application secret key", secret=True),
        Question("access_token", "access token of the settings page; empty to log in", secret=True, optional=True),
        Question("application_id", "application id; empty where a token was given", optional=True),
    )

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def address(
        self,
        answers: Mapping[str, str],
        redirect: str,
        state: str,
        verifier: str,  # noqa: ARG002 - OK has no PKCE
    ) -> str | None:
        """OK's page on which the person consents; None where a token was given. Raises UserError without an id."""
        if _given(answers, "access_token"):
            return None
        if not _given(answers, "application_id"):
            what = "neither a token nor the application's id is given"
            raise UserError(Problem("OK", what, "give access_token, or application_id to log in"))
        asked = {
            "client_id": _given(answers, "application_id"), "scope": ";".join((*WITHOUT, LONG)),
            "response_type": "code", "redirect_uri": redirect, "layout": "w", "state": state,
        }  # fmt: skip
        return f"{self._consent_page()}?{urlencode(asked)}"

    def grants(
        self,
        answers: Mapping[str, str],
        redirect: str,
        returned: Mapping[str, str],
        verifier: str,  # noqa: ARG002 - OK has no PKCE
    ) -> Sequence[Choice]:
        """The configured group, with secrets whose owner may post for it.

        Raises UserError when the configured id is no number, Rejected when keys, token or code open nothing, Forbidden
        when the right to post or the role is missing, others as they come.
        """
        secrets = {name: SecretStr(_given(answers, name)) for name in _KEYS}
        if _given(answers, "access_token"):
            secrets["access_token"] = SecretStr(_given(answers, "access_token"))
            return [self._choice(Grant(secrets, self._clock()))]
        secrets["application_id"] = SecretStr(_given(answers, "application_id"))
        form = {"grant_type": "authorization_code", "code": returned.get("code", ""), "redirect_uri": redirect}
        try:
            grant = self._granted(secrets, form)
        except Unauthorized as error:
            raise Rejected(f"{error.reason} → run pressbot connect again; a code lives 2 minutes") from None
        return [self._choice(grant)]

    def refreshed(self, grant: Grant) -> Grant:
        """A grant with a longer life: a long token is touched, else the refresh token is sent.

        OK's refresh token is not used up by it: an answer that was lost loses nothing. Raises Unauthorized when a
        person must connect again, Unavailable and others when it did not happen.
        """
        if LONG in grant.scopes and "access_token" in grant.secrets:
            try:
                return self._touched(grant)
            except (Unauthorized, Misused):
                if "refresh_token" not in grant.secrets:
                    raise
        if "refresh_token" not in grant.secrets or "application_id" not in grant.secrets:
            raise Unauthorized("there is no refresh token, or no application id to send with it")
        form = {"grant_type": "refresh_token", "refresh_token": grant.secrets["refresh_token"].get_secret_value()}
        fresh = self._granted(grant.secrets, form)
        return replace(fresh, identity=grant.identity, scopes=grant.scopes)

    def _touched(self, grant: Grant) -> Grant:
        now = self._clock()
        with self._calls(grant.secrets) as calls:
            calls.ask("auth.touchSession")
        return replace(grant, obtained_at=now, expires_at=now + _LONG_LIFE - _PROLONGED)

    def _granted(self, secrets: Mapping[str, SecretStr], form: Mapping[str, str]) -> Grant:
        """What the token address gives. Raises RemoteError."""
        now = self._clock()
        client = {
            "client_id": secrets["application_id"].get_secret_value(),
            "client_secret": secrets["application_secret_key"].get_secret_value(),
        }
        hidden = [value for name, value in form.items() if name in {"code", "refresh_token"}]
        with self._calls(secrets) as calls:
            body = calls.token({**form, **client}, hidden)
        try:
            told = _Tokens.model_validate_json(body)
        except ValueError:
            raise Unavailable("OK's answer with the token is not understood") from None
        kept = {**secrets, "access_token": SecretStr(told.access_token)}
        if told.refresh_token:
            kept["refresh_token"] = SecretStr(told.refresh_token)
        life = timedelta(seconds=told.expires_in) if told.expires_in else _SHORT_LIFE
        is_refreshable = "refresh_token" in kept or life > _SHORT_LIFE
        return Grant(kept, now, now + life, refreshable=is_refreshable)

    def _choice(self, grant: Grant) -> Choice:
        with self._calls(grant.secrets) as calls:
            try:
                return self._seen(grant, calls)
            except (Unauthorized, PersonNeeded, Misused) as error:
                mend = "copy key, secret key and token again"
                raise Rejected(f"OK does not take these secrets: {error} → {mend}", code=error.code) from None

    def _seen(self, grant: Grant, calls: Calls) -> Choice:
        """The choice with whose it is and which rights it has, seen by asking. Raises UserError, RemoteError."""
        group = self._group(calls)
        owner = Owner(calls, group, self._account.name)
        user = owner.asked_anew()
        rights = rights_of(calls)
        if rights["GROUP_CONTENT"] is False:
            raise Forbidden(
                f"the right GROUP_CONTENT is missing: {WITHOUT['GROUP_CONTENT']} → ask api-support@ok.ru for it, then "
                "make the token anew"
            )
        role = owner.role()
        if role not in STAFF:
            raise Forbidden(owner.complaint(role))
        lacks = [WITHOUT[name] for name in WITHOUT if rights[name] is False]
        name = user.name or user.uid
        label = f"{name}, {role} of the group {group}" + (f" ({'; '.join(lacks)})" if lacks else "")
        scopes = tuple(right for right, has in rights.items() if has)
        return Choice(group, label, replace(grant, identity=name, scopes=scopes))

    def _group(self, calls: Calls) -> str:
        """The configured group's number. Raises UserError naming it where something else is configured."""
        configured = payloads.group_of(self._account.id)
        if payloads.is_id(configured):
            return configured
        where = f"account {self._account.name}"
        if not configured:
            raise UserError(Problem(where, "has no id", "write the group's number, or its address, as id"))
        what, _, mend = group_named(calls, configured).rpartition(" → ")
        raise UserError(Problem(where, what, mend))

    @contextmanager
    def _calls(self, secrets: Mapping[str, SecretStr]) -> Iterator[Calls]:
        account = replace(self._account, credentials=secrets)
        calls = Calls(account, self._endpoint, clock=self._clock, allow_private=self._allow_private)
        try:
            yield calls
        finally:
            calls.close()

    def _consent_page(self) -> str:
        given = self._endpoint.options.get("authorize_url")
        api_url = self._endpoint.api_url.rstrip("/")
        return given or _CONSENT.get(urlsplit(api_url).hostname or "", f"{api_url}/oauth/authorize")


def _given(answers: Mapping[str, str], name: str) -> str:
    return answers.get(name, "").strip()
