"""From a person's consent to a Page token without an end: code → short user token → long one → the pages' own.

developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived and the reference of user/accounts, read
2026-11-23. There is no refresh: a Page token made from a long user token has no end, but dies with the person's
password, role or consent.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, Rejected, Unauthorized, Unavailable
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.facebook.graph import Graph, understood
from bot.networks.facebook.health import APPS, Token, debugged
from bot.networks.facebook.payloads import Paging

NEEDED = ("pages_show_list", "pages_manage_posts", "pages_read_engagement")
#: Asked for too; `check` tells what is done without them. business_management: pages that sit in a portfolio.
WISHED = ("pages_read_user_content", "read_insights", "business_management")
#: One of them lets a person post (the references of page/feed and page/photos).
POSTING = frozenset({"CREATE_CONTENT", "MANAGE", "MODERATE"})
_LOGIN = "https://www.facebook.com"
_PUBLIC = "graph.facebook.com"
#: As many as one answer gives without being asked for more.
_PAGE_SIZE = 25
_MOST_PAGES = 40
#: A user token that lives shorter was not exchanged for a long one; the long one has some sixty days.
_LONG = timedelta(days=7)


class _UserToken(BaseModel):
    model_config = ConfigDict(extra="ignore")

    access_token: str
    expires_in: int | None = None


class _Page(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    name: str = ""
    access_token: str | None = None
    tasks: list[str] = []


class _Pages(BaseModel):
    data: list[_Page]
    paging: Paging = Paging()


class FacebookConnector:
    """The login of Facebook for pages."""

    steps: Sequence[str] = (
        f"1. At {APPS} make an app of the type Business, or take the one you have.",
        "2. Under Facebook Login → Settings add the redirect address that pressbot waits at, exactly as it is.",
        f"3. You will be asked for: {', '.join((*NEEDED, *WISHED))}. A person with a role on the app needs no review.",
        "4. Consent as a person who may create content on the page, and tick the page.",
        "5. Switch the app to Live before the first real post: until then only the app's own people see what it posts.",
    )
    questions: Sequence[Question] = (
        Question("app_id", "App ID (App settings → Basic)"),
        Question("app_secret", "App secret (the same page)", secret=True),
    )

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def address(self, answers: Mapping[str, str], redirect: str, state: str, verifier: str) -> str:
        """Facebook's page on which the person consents."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": answers["app_id"], "redirect_uri": redirect, "state": state, "response_type": "code",
            "scope": ",".join((*NEEDED, *WISHED)), "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._login()}/{self._endpoint.version}/dialog/oauth?{urlencode(asked)}"

    def grants(
        self, answers: Mapping[str, str], redirect: str, returned: Mapping[str, str], verifier: str
    ) -> Sequence[Choice]:
        """The pages that the person may post as. Raises Forbidden naming what was not granted, else as it comes."""
        secret = answers["app_secret"]
        hidden = (secret, verifier, returned.get("code", ""))
        login = self._graph("", None, hidden)
        try:
            user = self._user_token(login, answers, redirect, returned.get("code", ""), verifier)
        finally:
            login.close()
        app = self._graph(f"{answers['app_id']}|{secret}", secret, (user.access_token,))
        person = self._graph(user.access_token, secret, hidden)
        try:
            token = debugged(app, user.access_token)
            _require_scopes(token)
            return self._choices(_pages(person), token, user, answers)
        finally:
            app.close()
            person.close()

    def _user_token(
        self, login: Graph, answers: Mapping[str, str], redirect: str, code: str, verifier: str
    ) -> _UserToken:
        """The long-lived one. The secrets stand in the body: the documents' GET would put them into an address."""
        app = {"client_id": answers["app_id"], "client_secret": answers["app_secret"]}
        try:
            asked = {**app, "redirect_uri": redirect, "code": code, "code_verifier": verifier}
            short = _exchanged(login, asked)
            asked = {**app, "grant_type": "fb_exchange_token", "fb_exchange_token": short.access_token}
            return _exchanged(login, asked)
        except Unavailable as error:
            # The one mistake that Facebook answers with its code for "unknown error" (peer).
            if error.code == "1" and "client secret" in error.reason:
                raise Rejected("the app's secret is wrong → copy it again", code=error.code) from None
            raise

    def _choices(
        self, pages: Sequence[_Page], token: Token, user: _UserToken, answers: Mapping[str, str]
    ) -> list[Choice]:
        ours = next((page for page in pages if page.id == self._account.id), None)
        if ours is not None and not POSTING & set(ours.tasks):
            has = ", ".join(ours.tasks) or "none"
            raise Forbidden(f"{ours.name}: this person has the tasks {has} there, but not CREATE_CONTENT")
        if self._account.id and ours is None and "business_management" not in token.scopes:
            raise Forbidden(
                f"page {self._account.id} was not granted; if it is in a business portfolio, grant business_management"
            )
        choices = [self._choice(page, token, user, answers) for page in pages if POSTING & set(page.tasks)]
        return [choice for choice in choices if choice is not None]

    def _choice(self, page: _Page, token: Token, user: _UserToken, answers: Mapping[str, str]) -> Choice | None:
        scopes = token.scopes_for(page.id)
        if page.access_token is None or "pages_manage_posts" not in scopes:
            return None
        now = self._clock()
        life = timedelta(seconds=user.expires_in) if user.expires_in else None
        secrets = {"token": page.access_token, "app_id": answers["app_id"], "app_secret": answers["app_secret"]}
        grant = Grant(
            {name: SecretStr(value) for name, value in secrets.items()},
            obtained_at=now,
            # Made from a long user token a page's has no end; from a short one it ends with it.
            expires_at=now + life if life is not None and life < _LONG else None,
            identity=page.name or page.id,
            scopes=scopes,
        )
        return Choice(page.id, page.name or page.id, grant)

    def _login(self) -> str:
        """Where the login pages are: beside the API where that is not Facebook's own."""
        told = self._endpoint.options.get("login_url")
        if told:
            return told.rstrip("/")
        api = self._endpoint.api_url.rstrip("/")
        return _LOGIN if urlsplit(api).hostname == _PUBLIC else api

    def _graph(self, token: str, app_secret: str | None, hide: Collection[str]) -> Graph:
        return Graph(
            self._endpoint, token, clock=self._clock, app_secret=app_secret, hide=hide,
            allow_private=self._allow_private,
        )  # fmt: skip


def _exchanged(login: Graph, asked: Mapping[str, str]) -> _UserToken:
    return understood(login.call("POST", "oauth/access_token", form=asked), _UserToken)


def _require_scopes(token: Token) -> None:
    if not token.is_valid:
        raise Unauthorized("Facebook calls the token that it just gave invalid → begin again")
    missing = [scope for scope in NEEDED if scope not in token.scopes]
    if missing:
        raise Forbidden(f"not granted: {', '.join(missing)} → begin again, and leave every right ticked")


def _pages(person: Graph) -> list[_Page]:
    """All pages of the person, 25 an answer. Raises RemoteError."""
    found: list[_Page] = []
    params = {"fields": "id,name,access_token,tasks", "limit": str(_PAGE_SIZE)}
    for _ in range(_MOST_PAGES):
        some = person.read("me/accounts", params, _Pages)
        found += some.data
        if some.paging.following is None:
            break
        params["after"] = some.paging.following
    return found
