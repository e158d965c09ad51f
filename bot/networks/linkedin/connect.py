"""From a member's consent to the tokens of an organisation: sixty days, made new for a year where the app may.

learn.microsoft.com/en-us/linkedin/shared/authentication, read 2026-11-23. The refresh token's year is fixed by the
consent: near its end both tokens die together, and a person must consent again. LinkedIn's ordinary login has no PKCE;
`state` and the client secret guard it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, Rejected, Unauthorized
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.linkedin.calls import Calls
from bot.networks.linkedin.health import APPS, WITHOUT
from bot.networks.linkedin.login import Login, Tokens, address_of
from bot.networks.linkedin.owner import POSTING, Role, not_ours, roles, roles_at
from bot.networks.linkedin.payloads import number_of

#: Asked for; only the first is needed to post.
SCOPES = tuple(WITHOUT)
_NEEDED = "w_organization_social"
_CLIENT = ("client_id", "client_secret")
#: A refresh token that ends no later than its access token is of no use any more.
_SAME_END = timedelta(days=1)


class LinkedInConnector:
    """The login of LinkedIn for organisations."""

    steps: Sequence[str] = (
        f"1. At {APPS} make an app for the page, and request the product Community Management API.",
        "   It is reviewed, and given to registered legal entities; ask for its Standard tier within a year.",
        "2. Under Auth add the redirect address that pressbot waits at, exactly as it is.",
        f"3. You will be asked for: {', '.join(SCOPES)}.",
        "4. Consent as a member who is an administrator or content administrator of the page.",
        "5. A token lives sixty days; where the app may refresh, it is made new by itself until a year is over.",
    )
    questions: Sequence[Question] = (
        Question("client_id", "Client ID (the app's Auth tab)"),
        Question("client_secret", "Primary Client Secret (the same tab)", secret=True),
    )

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def address(self, answers: Mapping[str, str], redirect: str, state: str, verifier: str) -> str:  # noqa: ARG002
        """LinkedIn's page on which the member consents."""
        asked = {
            "response_type": "code", "client_id": answers["client_id"], "redirect_uri": redirect, "state": state,
            "scope": " ".join(self._scopes()),
        }  # fmt: skip
        return f"{address_of(self._endpoint)}/oauth/v2/authorization?{urlencode(asked)}"

    def grants(
        self, answers: Mapping[str, str], redirect: str, returned: Mapping[str, str], verifier: str
    ) -> Sequence[Choice]:
        """The organisations that the member may post as.

        Raises Rejected when code or client are not taken, Forbidden naming what was not granted, others as they come.
        """
        del verifier
        login = self._login(answers)
        try:
            asked = {"grant_type": "authorization_code", "code": returned.get("code", ""), "redirect_uri": redirect}
            told = login.tokens(**asked)
            scopes = told.scopes or login.inspected(told.access_token).scopes
        except Unauthorized as error:
            raise Rejected(f"{error.reason} → run pressbot connect again", code=error.code) from None
        finally:
            login.close()
        if _NEEDED not in scopes:
            raise Forbidden(f"not granted: {_NEEDED} → begin again, and accept every right asked for")
        client = {name: SecretStr(answers[name]) for name in _CLIENT}
        return self._choices(self._grant(client, told, scopes))

    def refreshed(self, grant: Grant) -> Grant:
        """A new access token. Raises Unauthorized when a person must consent again, Unavailable when it can be tried
        again: the refresh token stays what it is, so a lost answer loses nothing."""
        known = {name: grant.secrets[name] for name in (*_CLIENT, "refresh_token") if name in grant.secrets}
        if len(known) < 3:
            raise Unauthorized("there is no refresh token, or no client id and secret to send with it")
        plain = {name: secret.get_secret_value() for name, secret in known.items()}
        login = self._login(plain)
        try:
            told = login.tokens(grant_type="refresh_token", refresh_token=plain["refresh_token"])
        finally:
            login.close()
        fresh = self._grant(known, told, told.scopes or grant.scopes)
        return replace(fresh, identity=grant.identity)

    def _grant(self, kept: Mapping[str, SecretStr], told: Tokens, scopes: tuple[str, ...]) -> Grant:
        now = self._clock()
        secrets = {**kept, "token": SecretStr(told.access_token)}
        if told.refresh_token:
            secrets["refresh_token"] = SecretStr(told.refresh_token)
        life = timedelta(seconds=told.expires_in)
        year = told.refresh_token_expires_in
        # At the year's end both die together: from then on a person is to be warned.
        is_last = year is not None and timedelta(seconds=year) <= life + _SAME_END
        refreshable = "refresh_token" in secrets and not is_last
        return Grant(secrets, now, now + life, refreshable=refreshable, scopes=scopes)

    def _choices(self, grant: Grant) -> list[Choice]:
        held = self._roles(grant)
        wanted = number_of(self._account.id)
        if held is None:
            if not wanted:
                raise Forbidden(
                    "the pages of the member may not be listed → write the page's number as id, begin again"
                )
            return [_choice(grant, wanted, "role not told")]
        if wanted and not POSTING & set(roles_at(wanted, held)):
            raise Forbidden(f"{not_ours(self._account.id, held)} → ask an administrator of the page for a role")
        numbers = dict.fromkeys(number_of(role.organisation) for role in held if role.name in POSTING)
        return [_choice(grant, number, ", ".join(roles_at(number, held))) for number in numbers]

    def _roles(self, grant: Grant) -> list[Role] | None:
        """The member's roles; None where the token may not ask. Raises RemoteError."""
        account = replace(self._account, credentials=grant.secrets)
        calls = Calls(account, self._endpoint, clock=self._clock, allow_private=self._allow_private)
        try:
            return roles(calls)
        except (Forbidden, NotFound, Misused):
            return None
        finally:
            calls.close()

    def _login(self, client: Mapping[str, str]) -> Login:
        return Login(self._endpoint, client, allow_private=self._allow_private)

    def _scopes(self) -> Sequence[str]:
        return self._endpoint.options.get("scopes", "").replace(",", " ").split() or SCOPES


def _choice(grant: Grant, number: str, role: str) -> Choice:
    lacks = [scope for scope in SCOPES if scope not in grant.scopes]
    label = f"organization {number} ({role})" + (f", without {', '.join(lacks)}" if lacks else "")
    return Choice(number, label, replace(grant, identity=f"urn:li:organization:{number}"))
