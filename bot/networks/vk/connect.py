"""From a person to VK's secrets: keys copied by hand, and a user token by VK ID with PKCE and single-use refreshing.

VK ID as peers read its pages on 2026-11-23 (marked official there): a code lives 10 minutes, an access token 3,600
seconds, a refresh token 180 days and serves once; a second use kills the session. What is asked for may silently be
cut: the returned scope is looked at.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets as randomness
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import requests
from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, OutcomeUnknown, Problem, Rejected, RemoteError, Unauthorized, Unavailable, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.sessions import OneCallSession
from bot.networks.vk import payloads
from bot.networks.vk.auth import COMMUNITY, SERVICE, USER, group_of
from bot.networks.vk.calls import HOSTS, Calls
from bot.networks.vk.errors import error_of, oauth_error, status_error
from bot.networks.vk.owner import Owner

_KEYS = (COMMUNITY, SERVICE, USER)
_OF_VK_ID = ("client_id", "device_id", "refresh_token")
_SCOPES = ("wall", "photos", "groups", "stats")
#: Without these a user token does nothing that the keys beside it do not.
_NEEDED = frozenset({"wall", "photos"})
_PUBLIC = {"api.vk.ru": "https://id.vk.ru", "api.vk.com": "https://id.vk.com"}
_LETTERS = 32


class VKConnector:
    """VK's ways; which of them are gone follows from what is answered."""

    steps: Sequence[str] = (
        "1. The community → Manage → Settings → API usage → Create key, with the right wall: that is community_key, it",
        "   posts. It has no end.",
        "2. https://dev.vk.com → your app → Settings → Service token: service_key, it reads, so that posts can be",
        "   found and measured. It has no end.",
        "3. Pictures, edits, deletions and reach need a user token with wall and photos. VK gives these rights in",
        "   exceptional cases only (devsupport@corp.vk.com). If you have such a token without an end, give it;",
        "   if your app was granted the rights, give its client id: VK ID makes the token, new ones every hour.",
        "   Register the redirect address there exactly as it is used here.",
        "4. Give all that you have: what is stored is replaced. What stands in the configuration stays.",
    )
    questions: Sequence[Question] = (
        Question(COMMUNITY, "community key; empty where it is configured or missing", secret=True, optional=True),
        Question(SERVICE, "service key; empty where it is configured or missing", secret=True, optional=True),
        Question(USER, "user token without an end; empty where you have none", secret=True, optional=True),
        Question("client_id", "app id at VK ID, if it was granted wall and photos; else empty", optional=True),
    )

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def address(self, answers: Mapping[str, str], redirect: str, state: str, verifier: str) -> str | None:
        """VK ID's consent page; None where the keys are all there is. Raises UserError when nothing could post."""
        if _given(answers, "client_id") and not _given(answers, USER):
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            asked = {
                "response_type": "code", "client_id": _given(answers, "client_id"), "redirect_uri": redirect,
                "scope": " ".join(_SCOPES), "state": state, "code_challenge": challenge,
                "code_challenge_method": "S256",
            }  # fmt: skip
            return f"{self._id_url()}/authorize?{urlencode(asked)}"
        known = {*(name for name in _KEYS if _given(answers, name)), *self._account.credentials}
        if not known & {COMMUNITY, USER}:
            what = "neither a community key nor a user token is given: nothing could post"
            raise UserError(Problem("VK", what, "give community_key, user_token or client_id"))
        if not any(_given(answers, name) for name in _KEYS):
            raise UserError(Problem("VK", "nothing is given", "give community_key, service_key or user_token"))
        return None

    def grants(
        self, answers: Mapping[str, str], redirect: str, returned: Mapping[str, str], verifier: str
    ) -> Sequence[Choice]:
        """The one community that the secrets are for, each of them seen to work there.

        Raises UserError, Rejected for a key or code that opens nothing, Forbidden naming what a credential lacks,
        Unavailable and others as they come.
        """
        given = {name: SecretStr(_given(answers, name)) for name in _KEYS if _given(answers, name)}
        grant = Grant(given, self._clock())
        left_out = ""
        if returned.get("code"):
            user = self._by_code(_given(answers, "client_id"), redirect, returned, verifier)
            lacking = _NEEDED - set(user.scopes)
            can_post = COMMUNITY in given or self._account.secret(COMMUNITY) is not None
            if not lacking:
                grant = replace(user, secrets={**given, **user.secrets})
            elif can_post and given:
                left_out = f" (VK did not give {' and '.join(sorted(lacking))}: the user token is left out)"
            else:
                got = ", ".join(user.scopes) or "nothing"
                mend = "ask devsupport@corp.vk.com for them, or connect with a community key"
                raise Forbidden(f"VK did not give {' and '.join(sorted(lacking))}, but {got} → {mend}")
        return [self._choice(grant, left_out)]

    def refreshed(self, grant: Grant) -> Grant:
        """A new pair; the old refresh token is spent by the call.

        Raises Unauthorized when it was spent or revoked, OutcomeUnknown when the new pair may have been made and lost,
        Unavailable when VK was surely not reached, RateLimited.
        """
        kept = {name: grant.secrets[name].get_secret_value() for name in _OF_VK_ID if name in grant.secrets}
        if set(kept) != set(_OF_VK_ID):
            raise Unauthorized("there is no refresh token, or no client and device to send with it")
        fresh = self._grant({"grant_type": "refresh_token", **kept}, kept, spends=True)
        return replace(
            fresh,
            secrets={**grant.secrets, **fresh.secrets},
            identity=grant.identity,
            scopes=fresh.scopes or grant.scopes,
        )

    def _by_code(self, client_id: str, redirect: str, returned: Mapping[str, str], verifier: str) -> Grant:
        device = returned.get("device_id", "")
        if not device:
            raise Rejected("the address you were sent back to holds no device_id → copy the whole of it")
        form = {
            "grant_type": "authorization_code", "code": returned["code"], "code_verifier": verifier,
            "client_id": client_id, "device_id": device, "redirect_uri": redirect,
        }  # fmt: skip
        try:
            return self._grant(form, {"client_id": client_id, "device_id": device}, spends=False)
        except Unauthorized as error:
            raise Rejected(f"{error.reason} → run pressbot connect again; a code lives 10 minutes") from None

    def _grant(self, form: Mapping[str, str], kept: Mapping[str, str], *, spends: bool) -> Grant:
        """The pair that VK ID gives, with what is needed to make it new. `spends`: a lost answer loses the pair."""
        now = self._clock()
        told = self._tokens(form, spends=spends)
        named = {**kept, USER: told.access_token, "refresh_token": told.refresh_token or ""}
        if not told.refresh_token:
            named = {USER: told.access_token}
        return Grant(
            {name: SecretStr(value) for name, value in named.items()},
            now,
            now + timedelta(seconds=told.expires_in),
            refreshable=told.refresh_token is not None,
            scopes=tuple(told.scope.split()),
        )

    def _tokens(self, form: Mapping[str, str], *, spends: bool) -> payloads.Tokens:
        session = OneCallSession(self._endpoint, HOSTS, allow_private=self._allow_private)
        sent = {**form, "state": randomness.token_urlsafe(_LETTERS)}
        try:
            with session.visible_write() if spends else nullcontext():
                # Without a proof of its own the library would look for one in the user's .netrc.
                answer = session.request(
                    "POST", f"{self._id_url()}/oauth2/auth", data=sent, auth=lambda request: request
                )
        finally:
            session.close()
        hidden = [form[name] for name in ("code", "code_verifier", "refresh_token", "device_id") if name in form]
        return _tokens_of(answer, hidden, spends=spends)

    def _choice(self, grant: Grant, left_out: str) -> Choice:
        group = group_of(self._account)
        account = replace(self._account, credentials=grant.secrets)
        calls = Calls(account, self._endpoint, clock=self._clock, allow_private=self._allow_private)
        owner = Owner(calls, group, self._account.name)
        seen: payloads.Group | None = None
        try:
            for credential in (name for name in _KEYS if calls.has(name)):
                found = self._seen(owner, credential)
                seen = seen or found
            if calls.has(COMMUNITY):
                _require_wall(calls)
        finally:
            calls.close()
        if seen is None:
            raise Rejected("nothing was given that could be stored → give community_key, service_key or user_token")
        return Choice(str(seen.id), f"{seen.name}{left_out}", replace(grant, identity=seen.name or None))

    def _seen(self, owner: Owner, credential: str) -> payloads.Group:
        """The community as the credential shows it. Another one's key is told by the choice that does not fit."""
        try:
            group = owner.seen(credential)
        except Unauthorized as error:
            raise Rejected(f"{credential}: VK does not take it: {error.reason} → copy it again") from None
        if credential != COMMUNITY:
            owner.judge(credential, group)
        return group

    def _id_url(self) -> str:
        given = self._endpoint.options.get("id_url")
        api_url = self._endpoint.api_url.rstrip("/")
        return (given or _PUBLIC.get(urlsplit(api_url).hostname or "", api_url)).rstrip("/")


def _given(answers: Mapping[str, str], name: str) -> str:
    return answers.get(name, "").strip()


def _require_wall(calls: Calls) -> None:
    """Raises Forbidden for a community key that surely cannot post; whatever else the question ends in is no matter."""
    try:
        answer = calls.ask(COMMUNITY, "groups.getTokenPermissions", {})
        rights = {entry.name for entry in payloads.understood(answer, payloads.Permissions).permissions}
    except RemoteError:
        return
    if "wall" not in rights:
        raise Forbidden("the community key lacks the right wall → make a new key with it")


def _tokens_of(answer: requests.Response, hidden: Collection[str], *, spends: bool) -> payloads.Tokens:
    """The pair in an answer. Raises RemoteError; an error may come with any status, 200 too."""
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        raise error_of(body["error"], writes=spends, hidden=hidden)
    if isinstance(body, dict) and body.get("error"):
        raise oauth_error(body, writes=spends, hidden=hidden)
    if answer.status_code >= 400:
        raise status_error(answer.status_code, writes=spends)
    try:
        return payloads.Tokens.model_validate(body)
    except ValueError:
        raise (OutcomeUnknown if spends else Unavailable)("VK ID's answer with the tokens cannot be read") from None
