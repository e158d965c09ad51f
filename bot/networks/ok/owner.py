"""Whose the token is, and what that person is in the group: asked once, since a token's owner never changes."""

from __future__ import annotations

from bot.errors import Forbidden
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.payloads import User

#: Who may post for the group (apiok documentation, group.getUserGroupsByIds; peer: others are refused by 10 or 50).
STAFF = frozenset({"ADMIN", "MODERATOR"})


class Owner:
    """The token's owner and the role in the group."""

    def __init__(self, calls: Calls, group: str, account: str) -> None:
        self._calls = calls
        self._group = group
        self._account = account
        self._user: User | None = None
        self._is_staff = False

    def asked_anew(self) -> User:
        """The owner, by a call in any case: it shows that the token lives. Raises RemoteError."""
        self._user = payloads.understood(self._calls.ask("users.getCurrentUser"), User)
        return self._user

    def role(self) -> str:
        """What the owner is in the group now, in OK's word; "UNKNOWN" where it does not say. Raises RemoteError."""
        user = self._user or self.asked_anew()
        answer = self._calls.ask("group.getUserGroupsByIds", group_id=self._group, uids=user.uid)
        told = [payloads.understood(entry, payloads.Membership) for entry in payloads.objects_of(answer)]
        found = next((entry.status for entry in told if entry.user_id in {user.uid, None}), "")
        return found.upper() or "UNKNOWN"

    def require(self) -> None:
        """Nothing, when the owner may post for the group; asked once. Raises Forbidden, RemoteError."""
        if not self._is_staff:
            self.require_now()
            self._is_staff = True

    def require_now(self) -> None:
        """The same, asked in any case: a lost role makes topics look as if they were gone."""
        role = self.role()
        if role not in STAFF:
            raise Forbidden(self.complaint(role))

    def complaint(self, role: str) -> str:
        """In words: the owner may not post for the group."""
        user = self._user
        whose = f"{user.name or 'somebody'} ({user.uid})" if user is not None else "somebody"
        return (
            f"the token belongs to {whose}, who is {role} in the group {self._group}, neither ADMIN nor MODERATOR "
            f"→ make that person a moderator, or connect {self._account} with the token of one"
        )
