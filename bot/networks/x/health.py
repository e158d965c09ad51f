"""What two harmless reads show about the keys: whose they are, and whether posts and their private figures can be read.

Whether the keys may post is told by X's answers for OAuth 1.0a only (the header x-access-level; peer), else by posting.
How much credit is left no call tells; that none is left, every call does.
"""

from __future__ import annotations

from datetime import datetime

from bot.errors import Forbidden, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.account import AccountHealth, Standing
from bot.networks.x import payloads
from bot.networks.x.calls import Calls
from bot.networks.x.measure import time_line
from bot.networks.x.owner import Owner
from bot.networks.x.price import Purse

_CONSOLE = "https://developer.x.com"
_FEWEST = 5
_MENDS: dict[type[RemoteError], str] = {
    Unauthorized: "connect the account again, or make new keys at " + _CONSOLE,
    Forbidden: f"give the app Read and Write at {_CONSOLE}, then make the access token anew",
    PersonNeeded: f"look at the account on x.com, and at credits and spending limit at {_CONSOLE}",
    RateLimited: "wait until the limit is whole again",
}


def health_of(calls: Calls, owner: Owner, purse: Purse, now: datetime) -> AccountHealth:
    """The finding. Raises Unavailable when X cannot be reached."""
    try:
        user = owner.asked_anew()
    except Unavailable:
        raise
    except RemoteError as error:
        return _refused(error)
    notes: list[str] = []
    standing = Standing.GOOD
    try:
        owner.require()
    except Forbidden as error:
        standing = Standing.BROKEN
        notes.append(str(error))
    abilities: dict[str, bool | None] = {"publish": None, "picture": None, "edit": False, "delete": None}
    if calls.signs and calls.access_level is not None:
        writes = "write" in calls.access_level
        abilities |= {"publish": writes, "picture": writes, "delete": writes}
        if not writes:
            standing = Standing.BROKEN
            notes.append(f"the keys may only read; nothing can be posted → {_MENDS[Forbidden]}")
    found, missing = _reading(calls, purse, user.id, now)
    abilities |= found
    notes += missing
    if missing and standing is Standing.GOOD:
        standing = Standing.LIMITED
    if standing is Standing.BROKEN:
        abilities["publish"] = False
    wrong, used = _used(calls)
    return AccountHealth(standing, f"@{user.username}", abilities, (*notes, *wrong), used)


def _refused(error: RemoteError) -> AccountHealth:
    mend = _MENDS.get(type(error), "see docs/networks/x.md")
    if isinstance(error, RateLimited):
        # The keys were recognised: whether they may post cannot be told now.
        return AccountHealth(Standing.LIMITED, None, {"publish": None}, (f"{error} → {mend}",))
    return AccountHealth(Standing.BROKEN, None, {"publish": False}, (f"{error} → {mend}",))


def _reading(calls: Calls, purse: Purse, user: str, now: datetime) -> tuple[dict[str, bool | None], list[str]]:
    """Whether posts are found and measured, and what is done without: the five newest are read for it."""
    try:
        found = time_line(calls, user, {"max_results": str(_FEWEST)}, "", ["public_metrics", payloads.PRIVATE])
    except Unavailable as error:
        return {"find": None, "engagement": None}, [f"whether posts can be read cannot be told now: {error}"]
    except RemoteError as error:
        mend = _MENDS.get(type(error), "see docs/networks/x.md")
        what = "posts cannot be read: an unclear outcome is left to a person, and nothing is measured"
        return {"find": False, "engagement": False}, [f"{what}: {error} → {mend}"]
    purse.charge_reads("owned read", [post.id for post in found.data], now)
    young = [post for post in found.data if payloads.has_private_metrics(post.id, now)]
    if young and all(post.id in found.private_refused for post in young):
        return {"find": True, "engagement": True}, ["clicks are not told to these keys; all other figures are"]
    return {"find": True, "engagement": True}, []


def _used(calls: Calls) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is wrong with the app's own bearer, and how many posts the app has read this month."""
    try:
        body = calls.ask_as_app("/2/usage/tweets")
        if body is None:
            return (), ()
        usage = payloads.understood(body, payloads.Usage).data
    except RemoteError as error:
        return (f"what the app has used cannot be read with bearer_token: {error}",), ()
    return (), (f"posts read by the app this month: {usage.project_usage} of {usage.project_cap}",)
