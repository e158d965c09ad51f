"""Whose the credential that posts is: asked once, since a key's community never changes."""

from __future__ import annotations

import threading

from bot.errors import Forbidden, NotFound
from bot.networks.vk import payloads
from bot.networks.vk.auth import COMMUNITY
from bot.networks.vk.calls import Calls

#: 1 is a moderator, who may only tidy up; 2 an editor, 3 an administrator.
_EDITOR = 2


class Owner:
    """The community that one account's credentials belong to."""

    def __init__(self, calls: Calls, group: str, account: str) -> None:
        self._calls = calls
        self._group = group
        self._account = account
        self._lock = threading.Lock()
        self._is_ours = False

    def require(self) -> None:
        """Nothing, when the credential that posts is this community's, or an editor's of it. Asked once.

        Raises Forbidden naming whose it is, RemoteError.
        """
        with self._lock:
            if self._is_ours:
                return
        self.judge(self._calls.poster, self.seen(self._calls.poster))
        with self._lock:
            self._is_ours = True

    def seen(self, credential: str) -> payloads.Group:
        """The community as the credential shows it: its own for a community key. Raises RemoteError."""
        given = {"fields": "verified"}
        if credential != COMMUNITY:
            given["group_id"] = self._group
        found = payloads.understood(self._calls.ask(credential, "groups.getById", given), payloads.Groups).groups
        if not found:
            raise NotFound(f"VK shows no community {self._group}")
        if found[0].verified is not None and found[0].id == self._number:
            self._calls.meter.verified = found[0].verified
        return found[0]

    def judge(self, credential: str, group: payloads.Group) -> None:
        """Nothing, when the community seen fits the configured one. Raises Forbidden."""
        if group.id != self._number:
            mend = f"make the key in community {self._group}, or correct the id of {self._account}"
            raise Forbidden(f"the {credential} belongs to {group.name} ({group.id}), not to {self._group} → {mend}")
        if credential == COMMUNITY:
            return
        if group.is_admin is False or (group.admin_level is not None and group.admin_level < _EDITOR):
            raise Forbidden(f"the {credential}'s user is no editor of {group.name} → make one of it, or take another's")

    @property
    def _number(self) -> int | None:
        return int(self._group) if payloads.is_id(self._group) else None
