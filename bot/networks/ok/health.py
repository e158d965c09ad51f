"""What harmless reads show: whose the token is, its rights, its owner's role in the group, what OK lets it read.

Rights are those of the application and of the token: one granted later is in no token made before (peer, 2026-09).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.errors import (
    Forbidden,
    Misused,
    NotFound,
    PersonNeeded,
    RateLimited,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.model.account import AccountHealth, Standing
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.figures import fields_of
from bot.networks.ok.listing import METHOD as LISTING
from bot.networks.ok.measure import METHOD as STATISTICS
from bot.networks.ok.owner import STAFF, Owner

#: Right → what is done without it (apiok.ru/ext/oauth/permissions, read 2026-11-23).
WITHOUT: Mapping[str, str] = {
    "VALUABLE_ACCESS": "topics can be neither deleted nor counted",
    "GROUP_CONTENT": "nothing can be posted, and reach and clicks stay empty",
    "PHOTO_CONTENT": "posts go out without pictures",
}
LONG = "LONG_ACCESS_TOKEN"
_GET = "ask api-support@ok.ru for it, with the application's id and what it is for, then make the token anew"
_NO_EDIT = "posts cannot be changed on OK: delete and post again by hand"
_MENDS: Mapping[type[RemoteError], str] = {
    Unauthorized: "make a new token (ok.ru/app/setup), or pressbot connect; a changed password kills every token",
    PersonNeeded: "log in to ok.ru as the token's owner, and look at the application at ok.ru/app/setup",
    RateLimited: "wait until OK answers again",
    Misused: "copy application_key, access_token and application_secret_key again",
    Forbidden: _GET,
}


class Examiner:
    """Looks at one account's token."""

    def __init__(self, calls: Calls, owner: Owner, group: str) -> None:
        self._calls = calls
        self._owner = owner
        self._group = group

    def look(self) -> AccountHealth:
        """What was found. Raises Unavailable when OK cannot be reached."""
        try:
            user = self._owner.asked_anew()
        except Unavailable:
            raise
        except RateLimited as error:
            return AccountHealth(Standing.LIMITED, None, {"publish": None}, (f"{error} → {_MENDS[RateLimited]}",))
        except RemoteError as error:
            mend = _MENDS.get(type(error), "see docs/networks/ok.md")
            return AccountHealth(Standing.BROKEN, None, {"publish": False, "edit": False}, (f"{error} → {mend}",))
        if not payloads.is_id(self._group):
            note = group_named(self._calls, self._group)
            return AccountHealth(Standing.BROKEN, user.name, {"publish": False, "edit": False}, (note,))
        return self._judged(user)

    def _judged(self, user: payloads.User) -> AccountHealth:
        rights = rights_of(self._calls)
        role = self._role()
        is_staff = None if role is None else role in STAFF
        found, find_note = self._listing()
        counted = rights["VALUABLE_ACCESS"]
        reach, reach_note = self._reach()
        may_post = _both(rights["GROUP_CONTENT"], is_staff)
        abilities = {
            "publish": may_post, "picture": _both(may_post, rights["PHOTO_CONTENT"]), "find": found,
            "engagement": counted, "reach": reach, "edit": False,
            "delete": _both(rights["VALUABLE_ACCESS"], is_staff),
        }  # fmt: skip
        notes = [f"the right {name} is missing: {WITHOUT[name]} → {_GET}" for name in WITHOUT if rights[name] is False]
        notes += [f"whether the right {name} is there cannot be told" for name in WITHOUT if rights[name] is None]
        if role is not None and not is_staff:
            notes.insert(0, self._owner.complaint(role))
        elif role is None:
            notes.append("the token's owner's role in the group cannot be told now")
        notes += [note for note in (find_note, reach_note) if note]
        standing = Standing.BROKEN if may_post is False else Standing.LIMITED if notes else Standing.GOOD
        self._look_at_quotas()
        return AccountHealth(standing, user.name or user.uid, abilities, tuple(notes), (_NO_EDIT,))

    def _role(self) -> str | None:
        try:
            return self._owner.role()
        except RemoteError:
            return None

    def _listing(self) -> tuple[bool | None, str]:
        able, why = _probed(lambda: self._calls.ask(LISTING, gid=self._group, count="1"))
        if able is False:
            what = "the group's topics are not listed: an unclear outcome is left to a person"
            return able, f"{what} ({why}); the call stands in no document of OK's"
        return able, "" if able else f"whether topics are listed cannot be told now: {why}"

    def _reach(self) -> tuple[bool | None, str]:
        able, why = _probed(lambda: self._calls.ask(STATISTICS, gid=self._group, count="1", fields=fields_of(())))
        if able is False:
            mend = "it needs VALUABLE_ACCESS, GROUP_CONTENT, and an owner who is the group's ADMIN"
            return able, f"reach and clicks are not told to this token ({why}) → {mend}"
        return able, "" if able else f"whether reach and clicks are told cannot be seen now: {why}"

    def _look_at_quotas(self) -> None:
        try:
            self._calls.look_at_quotas()
        except RemoteError:
            return  # Not knowing what is left changes nothing: its end is told by a refusal.


def rights_of(calls: Calls) -> dict[str, bool | None]:
    """Right → whether application and token have it; None where OK does not say."""
    found: dict[str, bool | None] = {}
    for name in (*WITHOUT, LONG):
        try:
            found[name] = payloads.is_yes(calls.ask("users.hasAppPermission", ext_perm=name))
        except RemoteError:
            found[name] = None
    return found


def group_named(calls: Calls, named: str) -> str:
    """What to configure instead of a group's short name or address, in words. Never raises."""
    asked = named if "://" in named else f"https://ok.ru/{named.strip('/')}"
    try:
        answer = calls.ask("url.getInfo", url=asked)
    except RemoteError as error:
        return f"the id {named} is not a group's number, and it cannot be looked up: {error} → write the number"
    told = answer if isinstance(answer, dict) else {}
    number = str(told.get("objectIdStr") or "")
    if told.get("type") != "GROUP" or not payloads.is_id(number):
        return f"the id {named} is no group's → write the number of the group"
    return f'the id {named} is not a number → write id = "{number}"'


def _probed(call: Callable[[], object]) -> tuple[bool | None, str]:
    """Whether a read is answered, and why not; None when it failed for a passing reason."""
    try:
        call()
    except (Forbidden, Misused, NotFound, PersonNeeded, Unauthorized) as error:
        return False, str(error)
    except RemoteError as error:
        return None, str(error)
    return True, ""


def _both(one: bool | None, other: bool | None) -> bool | None:
    """No when either is no, yes when both are yes, else unknown."""
    return False if False in (one, other) else None if None in (one, other) else True
