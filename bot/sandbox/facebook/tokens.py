"""Who calls: short and long user tokens, page tokens, the app's own; what each may do."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.facebook import errors
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import World, fields

SCOPES = (
    "pages_show_list", "pages_manage_posts", "pages_read_engagement", "read_insights", "pages_manage_metadata",
    "pages_read_user_content", "business_management",
)  # fmt: skip
TASKS = ("ANALYZE", "CREATE_CONTENT", "MANAGE", "MODERATE")
_DEAD = {
    "expired": "190/463", "revoked": "190/467", "checkpoint": "190/459", "password_changed": "190/460",
    "role_lost": "190/492", "app_removed": "190/458",
}  # fmt: skip
APP_TOKEN = f"{accounts.FACEBOOK_APP}|{accounts.FACEBOOK_APP_SECRET}"


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that was read."""

    token: str
    #: page, user or app.
    kind: str
    #: The page's or the user's id.
    identity: str
    scopes: frozenset[str]
    tasks: frozenset[str]
    #: None = never.
    expires_at: datetime | None
    #: Made from a user token of some hours.
    short: bool = False
    #: The line of the error table that a dead token is answered with.
    dead: str = ""


def read(world: World, token: str) -> Caller:
    """What a token is, dead or alive."""
    standing = world.keys.standing("facebook", token)
    found = world.keys.facts("facebook", token) or _built_in(token)
    if token == APP_TOKEN:
        found = {"kind": "app", "identity": accounts.FACEBOOK_APP, "scopes": [], "tasks": []}
    if found is None:
        return Caller(token, "unknown", "", frozenset(), frozenset(), None, dead="190/467")
    end = datetime.fromisoformat(found["expires_at"]) if found.get("expires_at") else None
    dead = "" if standing.live else _DEAD[standing.state]
    if not dead and end is not None and end <= world.now():
        dead = "190/463"
    return Caller(
        token, found["kind"], found["identity"], frozenset(found["scopes"]) - standing.without,
        frozenset(found["tasks"]) - standing.without, end, bool(found.get("short")), dead,
    )  # fmt: skip


def _built_in(token: str) -> dict[str, Any] | None:
    pages = {
        accounts.FACEBOOK_TOKEN: accounts.FACEBOOK_PAGE,
        accounts.FACEBOOK_OTHER_TOKEN: accounts.FACEBOOK_OTHER_PAGE,
    }
    if token not in pages:
        return None
    return {"kind": "page", "identity": pages[token], "scopes": list(SCOPES), "tasks": list(TASKS)}


def issue(
    world: World, kind: str, identity: str, scopes: Iterable[str], lifetime: timedelta | None, **more: Any
) -> str:
    """A new token; the same facts give another each time."""
    number = world.new_id("facebook", "token")
    token = f"EAASandbox{kind.title()}{number:04d}" + hashlib.sha256(f"{kind}{number}".encode()).hexdigest()[:24]
    end = (world.now() + lifetime).isoformat() if lifetime else None
    world.keys.issue(
        "facebook",
        token,
        kind=kind,
        identity=identity,
        scopes=sorted(scopes),
        tasks=list(TASKS),
        expires_at=end,
        **more,
    )
    return token


def given(request: Request) -> str:
    """The token of a request, from its header or its body; "" when there is none."""
    header = request.headers.get("authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    return fields(request).get("access_token", "")


def authorise(world: World, request: Request) -> Caller | Response:
    """Who calls, or why nobody may."""
    if "access_token" in request.query():
        world.violation("facebook", "the token stands in the URL")
        return errors.error("190/467", "Malformed access token")
    token = given(request)
    if not token:
        return errors.error("190", "An access token is required to request this resource.")
    caller = read(world, token)
    if caller.dead:
        return errors.error(caller.dead)
    return _proof(world, request, token) or caller


def _proof(world: World, request: Request, token: str) -> Response | None:
    proof = request.query().get("appsecret_proof") or fields(request).get("appsecret_proof")
    if proof is None:
        if world.switches.get("facebook", "appsecret_proof", default=False):
            return errors.error("100", "API calls from the server require an appsecret_proof argument")
        return None
    wanted = hmac.new(accounts.FACEBOOK_APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof, wanted):
        world.violation("facebook", "a wrong appsecret_proof")
        return errors.error("100", "Invalid appsecret_proof provided in the API argument")
    return None


def may(caller: Caller, *scopes: str, tasks: Iterable[str] = ()) -> Response | None:
    """Why the caller may not; None when it has the scopes, and one of the tasks."""
    missing = [scope for scope in scopes if scope not in caller.scopes]
    if missing:
        number = "200" if "pages_manage_posts" in missing else "10"
        return errors.error(number, f"(#{number}) This endpoint requires the '{missing[0]}' permission to be granted")
    wanted = frozenset(tasks)
    if wanted and not wanted & caller.tasks:
        return errors.error("200", f"(#200) The user lacks the page task {' or '.join(sorted(wanted))}")
    return None
