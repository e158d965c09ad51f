"""The life of tokens: made new early, warned of before they end, and asked for where they are missing.

A refresh token of X or VK serves once: only the one owner of the grant's lease refreshes it, and the new one is on the
disk before it is used. A refresh whose answer was lost may have spent the old token: a person is told, nothing is
tried again with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from bot.clock import Clock
from bot.errors import OutcomeUnknown, RemoteError, Unauthorized
from bot.model.account import Account, CredentialNames
from bot.model.grant import Grant, due_warning, refresh_is_due
from bot.networks.base import CanRefresh
from bot.store.credentials import CredentialStore

log = structlog.get_logger(__name__)

#: Longer than any refresh call may take.
_LEASE = timedelta(minutes=2)
#: After a refresh that surely did not happen.
_AGAIN = timedelta(minutes=10)


class Event(StrEnum):
    """What a person should hear of a token."""

    REFRESHED = "refreshed"
    ENDS_SOON = "ends soon"
    ENDED = "ended"
    REFRESH_FAILED = "refresh failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told about an account's token."""

    account: str
    event: Event
    #: In plain words, with the mend.
    text: str


def missing_secrets(account: Account, known: CredentialNames) -> str | None:
    """What the account still needs before it can post, with the mend; None when a whole set is there. Pure."""
    given = set(account.credentials)
    if any(wanted <= given for wanted in known.any_of):
        return None
    ways = " or ".join(" + ".join(sorted(wanted)) for wanted in known.any_of)
    return f"not connected → pressbot connect {account.name}, or configure {ways} under [accounts.{account.name}]"


class Keeper:
    """Watches over every account's grant."""

    def __init__(
        self,
        credentials: CredentialStore,
        accounts: Collection[str],
        connector: Callable[[str], object],
        clock: Clock,
        *,
        owner: str,
    ) -> None:
        """`connector`: account → its network's way to secrets, None where it has none; only some can refresh."""
        self._credentials = credentials
        self._accounts = accounts
        self._connector = connector
        self._clock = clock
        self._owner = owner
        self._not_before: dict[str, datetime] = {}

    def tend(self) -> list[Notice]:
        """What happened to grants now: refreshed, about to end, ended. Raises UserError without the key."""
        notices = []
        for name, grant in self._known().items():
            now = self._clock()
            if refresh_is_due(grant, now):
                notices += self._refresh(name, grant)
            elif grant.expires_at is not None and grant.expires_at <= now:
                notices += self._warn(name, timedelta(), f"its token has ended → pressbot connect {name}", Event.ENDED)
            else:
                before = due_warning(grant, now, self._credentials.warned(name))
                if before is not None and grant.expires_at is not None:
                    days = max((grant.expires_at - now).days, 0)
                    text = f"its token ends in {days} days, on {grant.expires_at:%Y-%m-%d} → pressbot connect {name}"
                    notices += self._warn(name, before, text, Event.ENDS_SOON)
        return notices

    def renew(self, account: str) -> bool:
        """Whether the account's token was made new now, after the network called it dead."""
        grant = self._credentials.load(account)
        if grant is None or not grant.refreshable:
            return False
        return any(notice.event is Event.REFRESHED for notice in self._refresh(account, grant))

    def _known(self) -> Mapping[str, Grant]:
        return {name: grant for name, grant in self._credentials.all().items() if name in self._accounts}

    def _warn(self, account: str, before: timedelta, text: str, event: Event) -> list[Notice]:
        given = self._credentials.warned(account)
        if given is not None and given <= before:
            return []
        self._credentials.record_warning(account, before)
        return [Notice(account, event, text)]

    def _refresh(self, account: str, grant: Grant) -> list[Notice]:
        now = self._clock()
        connector = self._connector(account)
        if not isinstance(connector, CanRefresh) or self._not_before.get(account, now) > now:
            return []
        if not self._credentials.claim_refresh(account, self._owner, now, now + _LEASE):
            return []
        # Another owner may have made it new between our reading and our claim.
        newest = self._credentials.load(account)
        if newest is None or newest.obtained_at != grant.obtained_at:
            return []
        try:
            fresh = connector.refreshed(grant)
        except (Unauthorized, OutcomeUnknown) as error:
            self._not_before[account] = now + timedelta(hours=1)
            lost = isinstance(error, OutcomeUnknown)
            why = "the answer was lost and the old token may be spent" if lost else str(error)
            text = f"its token could not be made new: {why} → pressbot connect {account}"
            log.warning("refresh failed", account=account, reason=why)
            return [Notice(account, Event.REFRESH_FAILED, text)]
        except RemoteError as error:
            self._not_before[account] = now + _AGAIN
            log.warning("refresh postponed", account=account, reason=str(error))
            return []
        self._credentials.save(account, fresh, self._clock(), actor="daemon", reason="token made new before its end")
        return [Notice(account, Event.REFRESHED, "its token was made new")]
