"""Whose the token is: asked once, since a token's owner never changes."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.errors import Forbidden
from bot.networks.mastodon import payloads
from bot.networks.mastodon.auth import user_and_host
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.payloads import Who


class Owner:
    """The account that one token belongs to."""

    def __init__(self, calls: Calls, configured: str, account: str) -> None:
        self._calls = calls
        self._configured = configured.strip()
        self._account = account
        self._who: Who | None = None

    def known(self) -> Who:
        """The account. Raises RemoteError."""
        return self._who or self.asked_anew()

    def asked_anew(self) -> Who:
        """The account, by a call in any case: it shows that the token lives. Raises RemoteError."""
        self._who = payloads.understood(self._calls.ask("api/v1/accounts/verify_credentials"), Who)
        return self._who

    def require(self) -> None:
        """Nothing, when it is the configured account or none is configured. Raises Forbidden, RemoteError."""
        who = self.known()
        if self._configured and not self.is_named(who):
            mend = f"connect {self._account} as {self._configured}, or correct its id"
            raise Forbidden(f"the token belongs to {self.handle(who)} ({who.id}), not to {self._configured} → {mend}")

    def is_named(self, who: Who) -> bool:
        """Whether the configured id means this account: its number, its name, or its name with its server's host."""
        if self._configured == who.id:
            return True
        user, host = user_and_host(self._configured)
        return user.casefold() == who.username.casefold() and host in {"", *self._hosts(who)}

    def handle(self, who: Who) -> str:
        """The account as people know it."""
        return f"@{who.username}@{urlsplit(who.url).netloc or urlsplit(self._calls.api_url).netloc}"

    def _hosts(self, who: Who) -> set[str]:
        return {urlsplit(who.url).netloc.lower(), urlsplit(self._calls.api_url).netloc.lower()} - {""}
