"""Whose the keys are: asked once, since a token's owner never changes. Asking costs $0.010."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import Forbidden, RemoteError
from bot.model.account import Account
from bot.networks.x import payloads
from bot.networks.x.calls import Calls
from bot.networks.x.price import Purse


@dataclass(frozen=True, slots=True)
class User:
    """An X user."""

    id: str
    #: Without "@".
    username: str

    def is_named(self, configured: str) -> bool:
        """Whether a configured id means this user: its number, or its name with or without "@", in any case."""
        wanted = configured.strip()
        return wanted == self.id or wanted.removeprefix("@").casefold() == self.username.casefold()


class Owner:
    """The user that one account's keys belong to."""

    def __init__(self, account: Account, calls: Calls, purse: Purse) -> None:
        self._account = account
        self._calls = calls
        self._purse = purse
        self._user: User | None = None

    def known(self) -> User:
        """The user. Raises RemoteError."""
        return self._user or self.asked_anew()

    def asked_anew(self) -> User:
        """The user, by a call in any case: it shows that the keys live. Raises RemoteError."""
        told = payloads.understood(self._calls.ask("GET", "/2/users/me"), payloads.Me).data
        self._purse.charge("user read")
        self._user = User(told.id, told.username)
        return self._user

    def require(self) -> None:
        """Nothing, when it is the configured account or none is configured. Raises Forbidden, RemoteError."""
        user, wanted = self.known(), self._account.id
        if wanted and not user.is_named(wanted):
            mend = f"connect {self._account.name} as {wanted}, or correct its id"
            raise Forbidden(f"the keys belong to @{user.username} ({user.id}), not to {wanted} → {mend}")

    def username_if_told(self) -> str | None:
        """For permalinks only: not knowing it costs nothing but a plainer address."""
        if self._account.id.startswith("@"):
            return self._account.id.removeprefix("@")
        try:
            return self.known().username
        except RemoteError:
            return None

    def id_without_call(self) -> str | None:
        """The user's number where it is known already, asked or configured."""
        if self._user is not None:
            return self._user.id
        return self._account.id if payloads.is_id(self._account.id) else None
