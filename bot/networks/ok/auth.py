"""OK's signature (apiok.ru/dev/methods, read 2026-11-23), in pure functions, and the keys that it is made with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model.account import Account, CredentialNames

CREDENTIALS = CredentialNames(
    any_of=(
        frozenset({"application_key", "access_token", "application_secret_key"}),
        frozenset({"application_key", "access_token", "session_secret_key"}),
    ),
    optional=frozenset({"application_id", "refresh_token"}),
)
_UNSIGNED = frozenset({"sig", "access_token", "session_key"})


@dataclass(frozen=True, slots=True)
class Keys:
    """What one account signs with; only the application's key is public."""

    application_key: str
    access_token: str = field(repr=False)
    session_secret: str = field(repr=False)

    @classmethod
    def of(cls, account: Account) -> Keys:
        """The account's keys; a session secret that is not configured is derived."""
        token = account.secret("access_token") or ""
        secret = account.secret("session_secret_key")
        if not secret:
            secret = session_secret(token, account.secret("application_secret_key") or "")
        return cls(account.secret("application_key") or "", token, secret)


def session_secret(access_token: str, application_secret_key: str) -> str:
    """md5(access_token + application_secret_key), hex, lower case: the settings screen does not show it."""
    return hashlib.md5((access_token + application_secret_key).encode(), usedforsecurity=False).hexdigest()


def signature(parameters: Mapping[str, str], secret: str) -> str:
    """md5 of the sorted name=value pairs without separators, values raw as UTF-8, then the secret.

    Raises UnicodeEncodeError for text that no request can carry (half of a character).
    """
    base = "".join(f"{name}={parameters[name]}" for name in sorted(parameters) if name not in _UNSIGNED)
    return hashlib.md5((base + secret).encode(), usedforsecurity=False).hexdigest()


def signed(parameters: Mapping[str, str], keys: Keys) -> dict[str, str]:
    """The whole form of a call: the parameters with key, signature and token. Raises UnicodeEncodeError."""
    form = {**parameters, "application_key": keys.application_key}
    return {**form, "sig": signature(form, keys.session_secret), "access_token": keys.access_token}
