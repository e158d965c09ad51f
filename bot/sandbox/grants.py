"""What every OAuth stand-in shares: codes that live once and shortly, PKCE, pairs of tokens and their families."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.world import World


class GrantRefused(Exception):
    """A code or refresh token that opens nothing; the text says why."""


def challenge_of(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def is_verifier(text: str) -> bool:
    """Whether the text may be a code verifier or its challenge (RFC 7636, 4.1)."""
    return re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", text) is not None


class Grants:
    """Codes and tokens of one network."""

    def __init__(self, world: World, network: str) -> None:
        self._world = world
        self._network = network

    def code(self, lifetime: timedelta, **facts: Any) -> str:
        """A fresh authorization code that remembers the facts of its request."""
        code = secrets.token_urlsafe(24)
        end = self._world.now() + lifetime
        self._world.state.put(self._network, "code", code, {**facts, "expires_at": end.isoformat(), "used": False})
        return code

    def redeem(self, code: str, redirect_uri: str, client_id: str, verifier: str | None) -> dict[str, Any]:
        """The facts of the code's request. `verifier` is None where the flow has no PKCE. Raises GrantRefused."""
        facts = self._world.state.get(self._network, "code", code)
        if facts is None or facts["used"]:
            raise GrantRefused("the code is unknown or was used before")
        self._world.state.put(self._network, "code", code, {**facts, "used": True})
        if datetime.fromisoformat(facts["expires_at"]) < self._world.now():
            raise GrantRefused("the code is too old")
        if facts["redirect_uri"] != redirect_uri or facts["client_id"] != client_id:
            raise GrantRefused("the code was given to another client or another redirect address")
        if verifier is not None and not hmac.compare_digest(challenge_of(verifier), facts["challenge"]):
            raise GrantRefused("the code verifier does not fit the challenge")
        return facts

    def token(self, kind: str, scopes: Iterable[str], lifetime: timedelta, family: str, prefix: str = "") -> str:
        """A fresh token. `family`: what dies together."""
        token = prefix + secrets.token_urlsafe(32)
        end = self._world.now() + lifetime
        self._world.keys.issue(
            self._network, token, kind=kind, scopes=sorted(scopes), expires_at=end.isoformat(), family=family
        )
        return token

    def family(self) -> str:
        """A name for a new family of tokens."""
        return secrets.token_hex(8)

    def kill(self, family: str) -> None:
        """Every token of the family is dead from now on."""
        self._world.state.put(self._network, "dead_family", family, {})

    def usable(self, facts: dict[str, Any]) -> bool:
        """Whether an issued token is neither too old nor of a dead family (what was done to it by hand apart)."""
        if self._world.state.get(self._network, "dead_family", facts.get("family", "")) is not None:
            return False
        return datetime.fromisoformat(facts["expires_at"]) > self._world.now()

    def spend(self, refresh_token: str) -> dict[str, Any]:
        """The facts of a refresh token, which is used up now. Raises GrantRefused; one sent twice kills its family."""
        facts = self._world.keys.facts(self._network, refresh_token)
        if facts is None or facts["kind"] != "refresh":
            raise GrantRefused("no such refresh token")
        if facts.get("used"):
            self.kill(facts["family"])
            self._world.violation(self._network, "a refresh token was sent a second time: the whole family is dead")
            raise GrantRefused("the refresh token was used before")
        if not self.usable(facts) or not self._world.keys.standing(self._network, refresh_token).live:
            raise GrantRefused("the refresh token is dead")
        self._world.keys.issue(self._network, refresh_token, **{**facts, "used": True})
        return facts
