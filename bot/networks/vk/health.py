"""What harmless reads show about each of the three credentials: whose it is, and what it may do.

Whether a community key really posts is told by posting only (its rights do not predict refusals; peer), so its right to
the wall is taken for it. No probe writes: a community key could not take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.errors import Forbidden, OutcomeUnknown, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.account import AccountHealth, Standing
from bot.networks.vk import payloads
from bot.networks.vk.auth import COMMUNITY, SERVICE, USER
from bot.networks.vk.calls import Calls
from bot.networks.vk.owner import Owner

_T = TypeVar("_T")
#: Bits of account.getAppPermissions.
_PHOTOS, _WALL = 4, 8192
_ASK_SUPPORT = "VK gives wall and photos in exceptional cases only: devsupport@corp.vk.com"
_GET = {
    COMMUNITY: "the community → Manage → Settings → API usage → Create key, with wall",
    SERVICE: "https://dev.vk.com → your app → Settings → Service token",
    USER: f"pressbot connect, with a token that has wall and photos; {_ASK_SUPPORT}",
}
_NO_READER = "posts cannot be read back: an unclear outcome is left to a person, and nothing is measured"
_NO_USER = (
    "without a user_token posts go out as text and link, without pictures; edits and deletions are made by hand on the "
    "wall, and reach and clicks are not measured"
)
_MENDS: tuple[tuple[type[RemoteError], str], ...] = (
    (PersonNeeded, "log in at vk.com and do what it asks for"),
    (RateLimited, "wait, and ask again"),
)


@dataclass(slots=True)
class _Findings:
    abilities: dict[str, bool | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    name: str | None = None


def health_of(calls: Calls, owner: Owner, group: str, *, dialog: str = "") -> AccountHealth:
    """The finding. `dialog`: where a community key may upload pictures, "" = nowhere.

    Raises Unavailable when VK cannot be reached.
    """
    found = _Findings()
    alive = {name: _is_alive(owner, name, found) for name in (COMMUNITY, SERVICE, USER) if calls.has(name)}
    reads, newest = _reading(calls, group, alive, found)
    writes = _user(calls, group, newest, found) if alive.get(USER) else dict.fromkeys(_OF_A_USER, _worst(alive, USER))
    publish = _community(calls, found) if alive.get(COMMUNITY) else _worst(alive, COMMUNITY)
    if not calls.has(COMMUNITY):
        publish = writes["edit"]
    elif publish is False and alive.get(USER):
        found.notes.append("posts go out by the community_key: take it away, and they go out by the user_token")
    if not calls.has(SERVICE) and not calls.has(USER):
        found.notes.append(f"{_NO_READER} → add a service_key: {_GET[SERVICE]}")
    if not calls.has(USER):
        found.notes.append(f"{_NO_USER} → {_GET[USER]}")
    picture = writes["picture"]
    if dialog and not calls.has(USER) and alive.get(COMMUNITY):
        # Taken by VK at times, and at times accepted and not shown (peers).
        picture = None
        found.notes.append("pictures go by the album of messages: VK may accept and not show them")
    abilities = {
        "publish": publish, "picture": picture, **reads, "reach": writes["reach"], "edit": writes["edit"],
        "delete": writes["edit"], **alive,
    }  # fmt: skip
    standing = Standing.BROKEN if publish is False else Standing.LIMITED if found.notes else Standing.GOOD
    return AccountHealth(standing, found.name, abilities, tuple(dict.fromkeys(found.notes)))


_OF_A_USER = ("picture", "edit", "reach")


def _worst(alive: Mapping[str, bool | None], credential: str) -> bool | None:
    """What a credential that does not live, or is not there, lets do: nothing; None where it cannot be told."""
    return None if credential in alive and alive[credential] is None else False


def _is_alive(owner: Owner, credential: str, found: _Findings) -> bool | None:
    """Whether the credential lives and belongs here; None when that cannot be told now."""
    try:
        group = owner.seen(credential)
        owner.judge(credential, group)
    except (Unavailable, OutcomeUnknown):
        raise
    except RemoteError as error:
        found.notes.append(f"{credential}: {error}" + ("" if "→" in str(error) else f" → {_mend(error, credential)}"))
        return None if isinstance(error, RateLimited) else False
    found.name = found.name or group.name
    return True


def _reading(
    calls: Calls, group: str, alive: Mapping[str, bool | None], found: _Findings
) -> tuple[dict[str, bool | None], int | None]:
    """Whether posts can be found and measured by any credential, and the newest post's id."""
    reads: dict[str, bool | None] = {"find": False, "engagement": False}
    newest = None
    for credential in (SERVICE, USER):
        if credential not in alive:
            continue
        if not alive[credential]:
            reads = {name: _better(able, alive[credential]) for name, able in reads.items()}
            continue

        def looked(credential: str = credential) -> list[payloads.WallPost]:
            given = {"owner_id": f"-{group}", "count": "1", "filter": "owner"}
            return payloads.understood(calls.ask(credential, "wall.get", given), payloads.Wall).posts

        finds, posts = _probed(looked, credential, "finding posts", found)
        newest = posts[0].id if posts else newest

        def measured(credential: str = credential, identity: int = newest or 1) -> payloads.Wall:
            given = {"posts": f"-{group}_{identity}"}
            return payloads.understood(calls.ask(credential, "wall.getById", given), payloads.Wall)

        measures, _ = _probed(measured, credential, "measuring posts", found)
        reads = {"find": _better(reads["find"], finds), "engagement": _better(reads["engagement"], measures)}
    return reads, newest


def _user(calls: Calls, group: str, newest: int | None, found: _Findings) -> dict[str, bool | None]:
    """What a living user token may do."""
    told, mask = _probed(
        lambda: calls.ask(USER, "account.getAppPermissions", {}), USER, "posting, edits and deletions", found
    )
    writes: bool | None = told
    if isinstance(mask, int):
        writes = bool(mask & _WALL)
        lacking = [name for name, bit in (("wall", _WALL), ("photos", _PHOTOS)) if not mask & bit]
        if lacking:
            found.notes.append(f"user_token: it lacks {' and '.join(lacking)} → {_GET[USER]}")
    uploads, _ = _probed(
        lambda: calls.ask(USER, "photos.getWallUploadServer", {"group_id": group}), USER, "pictures", found
    )
    reach: bool | None = None
    if newest is not None:
        given = {"owner_id": f"-{group}", "post_ids": str(newest)}
        reach, _ = _probed(lambda: calls.ask(USER, "stats.getPostReach", given), USER, "reach and clicks", found)
    return {"picture": uploads, "edit": writes, "reach": reach}


def _community(calls: Calls, found: _Findings) -> bool | None:
    """Whether a living community key has the right to the wall."""

    def asked() -> set[str]:
        answer = calls.ask(COMMUNITY, "groups.getTokenPermissions", {})
        return {entry.name for entry in payloads.understood(answer, payloads.Permissions).permissions}

    told, names = _probed(asked, COMMUNITY, "its rights", found)
    if names is None:
        # The key lives: only posting will tell.
        return None
    if "wall" not in names:
        found.notes.append(f"community_key: it lacks the right wall, nothing can be posted → {_GET[COMMUNITY]}")
        return False
    return told


def _probed(ask: Callable[[], _T], credential: str, what: str, found: _Findings) -> tuple[bool | None, _T | None]:
    """Whether a read was permitted, with its answer; None when it failed for another reason."""
    try:
        return True, ask()
    except (Forbidden, Unauthorized, PersonNeeded) as error:
        found.notes.append(f"{credential}: no {what}: {error} → {_mend(error, credential)}")
        return False, None
    except RemoteError as error:
        found.notes.append(f"{credential}: {what} cannot be told now: {error}")
        return None, None


def _better(one: bool | None, other: bool | None) -> bool | None:
    """Yes when either is yes, else unknown when either is unknown."""
    return True if True in (one, other) else None if None in (one, other) else False


def _mend(error: RemoteError, credential: str) -> str:
    return next((mend for kind, mend in _MENDS if isinstance(error, kind)), _GET[credential])
