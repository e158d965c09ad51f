"""What harmless reads show: whose the token is, which scopes it has, what the server allows.

A scope to write shows itself in a read only for media (GET /api/v1/media/:id asks for write:media); whether statuses
may be written is told by the application's scopes, since 4.3 (docs.joinmastodon.org/methods/apps, read 2026-11-25).
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import Forbidden, Misused, NotFound, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.account import AccountHealth, Standing
from bot.networks.mastodon import payloads
from bot.networks.mastodon.auth import has_scope
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.owner import Owner
from bot.networks.mastodon.payloads import App, Who
from bot.networks.mastodon.server import Server

_AGAIN = "pressbot connect, and accept every right"
_MENDS: Mapping[type[RemoteError], str] = {
    Unauthorized: "connect the account again",
    Forbidden: _AGAIN,
    PersonNeeded: "log in on the server as the account",
    RateLimited: "wait until the limit is whole again",
    Misused: "check api_url, or the host in the account's id",
    NotFound: "check api_url, or the host in the account's id: is it a Mastodon server?",
}
_NO_MEDIA = "9" * 18


def health_of(calls: Calls, owner: Owner, server: Server) -> AccountHealth:
    """What was found. Raises Unavailable when the server cannot be reached."""
    try:
        who = owner.asked_anew()
    except Unavailable:
        raise
    except RateLimited as error:
        return AccountHealth(Standing.LIMITED, None, {"publish": None}, (f"{error} → {_MENDS[RateLimited]}",))
    except RemoteError as error:
        mend = _MENDS.get(type(error), "see docs/networks/mastodon.md")
        return AccountHealth(Standing.BROKEN, None, {"publish": False}, (f"{error} → {mend}",))
    return _judged(calls, owner, server, who)


def _judged(calls: Calls, owner: Owner, server: Server, who: Who) -> AccountHealth:
    writes, remarks = _may_write(calls)
    picture = _has_media_scope(calls)
    reads, why = _may_read(calls, who)
    notes: list[str] = []
    if writes is False:
        notes.append(f"the scope write:statuses is missing: nothing can be posted → {_AGAIN}")
    try:
        owner.require()
    except Forbidden as error:
        writes = False
        notes.append(str(error))
    if picture is False:
        notes.append(f"the scope write:media is missing: posts go out without pictures → {_AGAIN}")
    if reads is False:
        what = "statuses cannot be read: an unclear outcome is left to a person, and nothing is counted"
        notes.append(f"{what} ({why}) → {_AGAIN}")
    elif reads is None:
        notes.append(f"whether statuses can be read cannot be told now: {why}")
    wrong, told = _rules(server)
    notes += wrong
    pictures = False if False in (writes, picture) else writes if picture else None
    abilities = {
        "publish": writes, "picture": pictures, "find": reads, "engagement": reads, "edit": writes, "delete": writes,
    }  # fmt: skip
    standing = Standing.BROKEN if writes is False else Standing.LIMITED if notes else Standing.GOOD
    return AccountHealth(standing, owner.handle(who), abilities, tuple(notes), (*remarks, *told))


def _may_write(calls: Calls) -> tuple[bool | None, list[str]]:
    """Whether the application has the scope to write statuses; None where it is not told."""
    unknown = "whether the token may write shows with the first status: this server does not tell its scopes"
    try:
        app = payloads.understood(calls.ask("api/v1/apps/verify_credentials"), App)
    except RemoteError:
        return None, [unknown]
    if app.scopes is None:
        return None, [unknown]
    return has_scope("write:statuses", app.scopes), []


def _has_media_scope(calls: Calls) -> bool | None:
    """Whether the token may upload: a picture that is not there is asked for."""
    try:
        calls.ask_with_status(f"api/v1/media/{_NO_MEDIA}")
    except NotFound:
        return True
    except Forbidden:
        return False
    except RemoteError:
        return None
    return True


def _may_read(calls: Calls, who: Who) -> tuple[bool | None, str]:
    try:
        calls.ask(f"api/v1/accounts/{who.id}/statuses", {"limit": "1"})
    except (Forbidden, Misused, NotFound, PersonNeeded, Unauthorized) as error:
        return False, str(error)
    except RemoteError as error:
        return None, str(error)
    return True, ""


def _rules(server: Server) -> tuple[list[str], list[str]]:
    """What the server allows beside what we reckon with: what is wrong, and what is good to know."""
    ours = server.limits.text
    try:
        most = server.asked_anew().configuration.statuses.max_characters
    except RemoteError as error:
        return [], [f"what the server allows cannot be told now: {error}"]
    mend = f"→ set text_limit = {most} under [networks.mastodon.numbers]"
    if most is not None and most < ours:
        return [f"the server takes {most:,} characters, we reckon with {ours:,}: longer posts are refused {mend}"], []
    if most is not None and most > ours:
        return [], [f"the server takes {most:,} characters, we use {ours:,} {mend} to use them all"]
    return [], []
