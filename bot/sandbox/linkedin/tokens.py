"""Who calls: a member's token with its scopes, and the member's role at the organisation.

Switch "role": the member's role, ADMINISTRATOR unless set; "" = none any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox import accounts
from bot.sandbox.grants import Grants
from bot.sandbox.linkedin import errors
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import World

SCOPES = (
    "w_organization_social", "r_organization_social", "rw_organization_admin", "r_organization_social_feed",
    "w_organization_social_feed", "w_member_social",
)  # fmt: skip
POSTING_ROLES = frozenset({"ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"})
ACCESS_LIFETIME = timedelta(days=60)
_DEAD = {"expired": "401/EXPIRED_ACCESS_TOKEN"}


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that was read."""

    token: str
    scopes: frozenset[str]
    #: "live", "expired" or "revoked".
    state: str
    expires_at: datetime | None = None

    @property
    def dead(self) -> str:
        """The line of the error table that a dead token is answered with."""
        return "" if self.state == "live" else _DEAD.get(self.state, "401/REVOKED_ACCESS_TOKEN")


def read(world: World, token: str) -> Caller:
    """What a token is, dead or alive."""
    standing = world.keys.standing("linkedin", token)
    state = standing.state if standing.state in {"live", "expired"} else "revoked"
    if token == accounts.LINKEDIN_TOKEN:
        return Caller(token, frozenset(SCOPES) - standing.without, state)
    facts = world.keys.facts("linkedin", token)
    if facts is None or facts["kind"] != "access":
        return Caller(token, frozenset(), "revoked")
    end = datetime.fromisoformat(facts["expires_at"])
    if state == "live" and not Grants(world, "linkedin").usable(facts):
        state = "expired" if end <= world.now() else "revoked"
    return Caller(token, frozenset(facts["scopes"]) - standing.without, state, end)


def authorise(world: World, request: Request) -> Caller | Response:
    """Who calls, or why nobody may."""
    if "oauth2_access_token" in request.query() or "access_token" in request.query():
        world.violation("linkedin", "the token stands in the URL")
        return errors.error("401/EMPTY_ACCESS_TOKEN")
    header = request.headers.get("authorization", "")
    token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else ""
    if not token:
        return errors.error("401/EMPTY_ACCESS_TOKEN")
    caller = read(world, token)
    return errors.error(caller.dead) if caller.dead else caller


def may(world: World, caller: Caller, what: str, scope: str, roles: frozenset[str] = POSTING_ROLES) -> Response | None:
    """Why the caller may not; `what` as LinkedIn names it: posts.CREATE."""
    role = world.switches.get("linkedin", "role", "ADMINISTRATOR")
    if scope not in caller.scopes or role not in roles:
        return errors.error("403/ACCESS_DENIED", f"Not enough permissions to access: {what}.20260901")
    return None
