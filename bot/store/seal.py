"""Secrets at rest: sealed with the installation's key, opened with it or with an older one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import Problem, UserError

_NEW = 'pressbot key new FILE makes one; name it under [pressbot] as key = "file:…" or "env:…"'


def new_key() -> str:
    """A fresh key: 32 random bytes and their text form."""
    return Fernet.generate_key().decode()


class Seal:
    """Seals with the newest key, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys`: newest first. Raises UserError for none, or for what is no key."""
        if not keys:
            raise UserError(Problem("pressbot.key", "there is no key to seal secrets with", _NEW))
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise UserError(Problem("pressbot.key", "is no key", _NEW)) from None

    def sealed(self, secrets: Mapping[str, SecretStr]) -> str:
        """The secrets as a text that shows nothing without the key."""
        plain = {name: secret.get_secret_value() for name, secret in secrets.items()}
        return self._fernet.encrypt(json.dumps(plain).encode()).decode()

    def opened(self, sealed: str, whose: str) -> dict[str, SecretStr]:
        """The secrets. Raises UserError naming `whose` they are when no key opens them."""
        try:
            plain = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            mend = "put the key back with which it was connected, or run pressbot connect again"
            raise UserError(
                Problem(f"account {whose}", "its sealed secrets cannot be opened with this key", mend)
            ) from None
        return {name: SecretStr(value) for name, value in plain.items()}

    def renewed(self, sealed: str, whose: str) -> str:
        """The same secrets sealed with the newest key. Raises UserError as `opened` does."""
        return self.sealed(self.opened(sealed, whose))
