"""What a member's token may do at the organisation, by harmless reads; what is missing, and what is done without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.http import Reply
from bot.model.account import AccountHealth, Standing
from bot.networks.linkedin import payloads
from bot.networks.linkedin.calls import Calls
from bot.networks.linkedin.login import Inspected, Login
from bot.networks.linkedin.owner import MEASURING, POSTING, Role, not_ours, roles, roles_at

APPS = "https://www.linkedin.com/developers/apps"
#: Scope → what is done without it (the pages of the calls that ask for it, read 2026-11-23).
WITHOUT: Mapping[str, str] = {
    "w_organization_social": "nothing can be posted, edited or deleted",
    "r_organization_social": "posts cannot be read back: what may be out is held for a person, lost posts go unnoticed",
    "rw_organization_admin": "impressions, reach, clicks and shares stay empty",
    "r_organization_social_feed": "reactions and comments are read from the statistics alone",
}
#: A picture that nobody has: whether it may be asked for is what is looked at.
_NOBODYS = "urn:li:image:C4E10AQ000000000000"
#: Before it is spoken of: the end of the token, and of the version, which lives a year at least.
_WARN, _WARN_OF_VERSION = timedelta(days=30), timedelta(days=60)
_VERSION = re.compile("20[0-9]{2}(0[1-9]|1[0-2])")
_AGAIN = "pressbot connect, and accept every right asked for"
_ABILITIES = ("publish", "picture", "find", "engagement", "edit", "delete")


@dataclass(slots=True)
class _Seen:
    """What the reads showed; None = not told."""

    finds: bool | None = None
    measures: bool | None = None
    counts: bool | None = None
    pictures: bool | None = None
    #: A post of the organisation, for reads that need one.
    post: str = ""
    held: list[Role] | None = None
    #: Why a right could not be told.
    notes: list[str] = field(default_factory=list)


class Examiner:
    """Looks at one organisation's token."""

    def __init__(
        self, calls: Calls, organisation: str, token: str, version: str, login: Login | None, clock: Clock
    ) -> None:
        """`login`: asks what the token is; None where client_id and client_secret are not configured."""
        self._calls = calls
        self._organisation = organisation
        self._token = token
        self._version = version
        self._login = login
        self._clock = clock

    def look(self) -> AccountHealth:
        """What was found. Raises Unavailable when LinkedIn cannot be reached."""
        seen = _Seen()
        try:
            self._probe(seen)
        except Unavailable:
            raise
        except RateLimited as error:
            return AccountHealth(
                Standing.LIMITED, None, dict.fromkeys(_ABILITIES), (f"LinkedIn wants a pause: {error}",)
            )
        except RemoteError as error:
            return _broken(f"{error} → {_mend(error)}")
        return self._judged(seen, self._inspected(seen))

    def _probe(self, seen: _Seen) -> None:
        """Asks for one thing of each kind. Raises RemoteError for what is the matter with every call."""
        found = self._try(lambda: self._calls.read("posts", payloads.newest(self._organisation, 1), method="FINDER"))
        seen.finds = found is not None
        if found is not None:
            posts = payloads.understood(found, payloads.Elements).posts
            seen.post = posts[0].id if posts else ""
        try:
            seen.held = roles(self._calls)
        except (Forbidden, NotFound, Misused) as error:
            seen.notes.append(f"the member's role cannot be asked for: {error}; the first post will tell")
        whole = payloads.statistics(self._organisation)
        seen.measures = self._may(
            lambda: self._calls.read("organizationalEntityShareStatistics", whole, method="FINDER")
        )
        if seen.post:
            query = f"ids={payloads.listed([seen.post])}"
            seen.counts = self._may(lambda: self._calls.read("socialMetadata", query, method="BATCH_GET"))
        seen.pictures = self._may(lambda: self._calls.read(f"images/{payloads.encoded(_NOBODYS)}"))

    def _may(self, call: Callable[[], Reply]) -> bool | None:
        """Whether a read is permitted; what is not there, or not understood, was permitted to be asked for."""
        try:
            return self._try(call) is not None
        except (NotFound, Misused):
            return True

    @staticmethod
    def _try(call: Callable[[], Reply]) -> Reply | None:
        try:
            return call()
        except Forbidden:
            return None

    def _inspected(self, seen: _Seen) -> Inspected | None:
        if self._login is None:
            return None
        try:
            return self._login.inspected(self._token)
        except RemoteError as error:
            seen.notes.append(f"what the token is could not be asked: {error} → look at client_id and client_secret")
            return None

    def _judged(self, seen: _Seen, told: Inspected | None) -> AccountHealth:
        notes, posts = self._about_posting(seen, told)
        is_broken = posts is False
        missing = self._about_the_rest(seen, told)
        ends = [*_ending(told, self._clock()), *ending_of(self._version, self._clock())]
        engagement = seen.measures or seen.counts
        standing = Standing.BROKEN if is_broken else Standing.LIMITED if missing or ends else Standing.GOOD
        abilities = {
            "publish": posts, "picture": posts, "find": seen.finds, "engagement": engagement,
            "statistics": seen.measures, "edit": posts, "delete": posts,
        }  # fmt: skip
        here = roles_at(self._organisation, seen.held or [])
        who = self._organisation + (f" ({', '.join(here)})" if here else "")
        return AccountHealth(standing, who, abilities, (*notes, *missing, *ends, *seen.notes), _unasked(self._login))

    def _about_posting(self, seen: _Seen, told: Inspected | None) -> tuple[list[str], bool | None]:
        """What forbids posting, and whether it is permitted; None when no read tells."""
        notes = []
        if seen.held is not None and not POSTING & set(roles_at(self._organisation, seen.held)):
            notes.append(f"{not_ours(self._organisation, seen.held)} → ask an administrator of the page for a role")
        granted = "w_organization_social" in told.scopes if told is not None and told.scopes else None
        if granted is False or (granted is None and seen.pictures is False and not notes):
            sure = "is missing" if granted is False else "seems to be missing (pictures may not be asked for)"
            notes.append(f"w_organization_social {sure}: {WITHOUT['w_organization_social']} → {_AGAIN}")
        return notes, False if notes else granted

    def _about_the_rest(self, seen: _Seen, told: Inspected | None) -> list[str]:
        scopes = set(told.scopes) if told is not None else set()
        here = roles_at(self._organisation, seen.held or [])
        notes = []
        if seen.finds is False:
            notes.append(_lack("r_organization_social", scopes))
        if seen.measures is False:
            loss = WITHOUT["rw_organization_admin"]
            if seen.counts:
                loss += "; reactions and comments are read all the same"
            if here and MEASURING not in here:
                notes.append(f"statistics need the role {MEASURING}: {loss} → ask an administrator for it")
            else:
                notes.append(f"{_lack('rw_organization_admin', scopes, loss)}, as an {MEASURING} of the page")
            if seen.counts is False:
                notes.append(_lack("r_organization_social_feed", scopes, "reactions and comments stay empty too"))
        return notes


def _lack(scope: str, scopes: set[str], loss: str = "") -> str:
    """In words: what a scope's absence costs; where the scope is there, the role is not."""
    what = f"{scope} is missing" if scope not in scopes else f"{scope} is there, but not the role it needs"
    return f"{what}: {loss or WITHOUT[scope]} → {_AGAIN}"


def _ending(told: Inspected | None, now: datetime) -> list[str]:
    if told is None or not told.expires_at:
        return []
    end = datetime.fromtimestamp(told.expires_at, UTC)
    if end - now > _WARN:
        return []
    return [f"the token ends on {end:%Y-%m-%d} → pressbot connect, unless it is made new by itself"]


def ending_of(version: str, now: datetime) -> list[str]:
    """That the version's guaranteed year is nearly over; nothing for what is no version. Pure.

    .../marketing/versioning, read 2026-11-23: a version a month, each for a year at least; ends from the 15th on.
    """
    if not _VERSION.fullmatch(version):
        return []
    end = datetime(int(version[:4]) + 1, int(version[4:]), 15, tzinfo=UTC)
    if end - now > _WARN_OF_VERSION:
        return []
    return [f"API version {version} lives until {end:%Y-%m-%d} for sure → set version under [networks.linkedin] anew"]


def _unasked(login: Login | None) -> tuple[str, ...]:
    return () if login else ("the token's scopes and its end are asked with client_id and client_secret beside it",)


def _broken(note: str) -> AccountHealth:
    return AccountHealth(Standing.BROKEN, None, {**dict.fromkeys(_ABILITIES), "publish": False}, (note,))


def _mend(error: RemoteError) -> str:
    if isinstance(error, Unauthorized):
        return "pressbot connect: a token lives sixty days at most"
    if isinstance(error, PersonNeeded | Misused):
        return "look at version, api_url and the account's id"
    return f"look at the app's products at {APPS}"
