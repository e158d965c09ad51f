"""What the member whose token it is may do at which organisations.

learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control, read
2026-11-23. A token is a member's, never the page's; an author whom the member may not speak for is refused by LinkedIn.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.errors import Forbidden, Misused, NotFound
from bot.networks.linkedin.calls import Calls
from bot.networks.linkedin.payloads import number_of, understood

#: Roles that may post; the last is the access control's own name of the second.
POSTING = frozenset({"ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER", "CONTENT_ADMINISTRATOR"})
#: The role that statistics ask for.
MEASURING = "ADMINISTRATOR"
_PAGE_SIZE = 100
_MOST_PAGES = 10
#: In older versions the organisation stood under another name.
_NAMES = ("organization", "organizationTarget", "organizationalTarget")


class _Roles(BaseModel):
    model_config = ConfigDict(extra="ignore")

    elements: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Role:
    """One role of the member."""

    #: The organisation's URN.
    organisation: str
    #: As LinkedIn writes it.
    name: str


def roles(calls: Calls) -> list[Role]:
    """Every approved role of the member. Raises RemoteError; Forbidden where the token may not ask."""
    found: list[Role] = []
    for page in range(_MOST_PAGES):
        query = f"q=roleAssignee&state=APPROVED&count={_PAGE_SIZE}&start={page * _PAGE_SIZE}"
        elements = understood(calls.read("organizationAcls", query, method="FINDER"), _Roles).elements
        for entry in elements:
            organisation = next((entry[name] for name in _NAMES if isinstance(entry.get(name), str)), "")
            if organisation and entry.get("state", "APPROVED") == "APPROVED":
                found.append(Role(organisation, str(entry.get("role", ""))))
        if len(elements) < _PAGE_SIZE:
            break
    return found


def roles_at(organisation: str, held: Sequence[Role]) -> list[str]:
    """The names of the roles held there."""
    wanted = number_of(organisation)
    return [role.name for role in held if number_of(role.organisation) == wanted]


def not_ours(organisation: str, held: Sequence[Role]) -> str:
    """In words: the member may not post there."""
    here = roles_at(organisation, held)
    what = f"has only the role {', '.join(here)} at {organisation}" if here else f"has no role at {organisation}"
    elsewhere = ", ".join(sorted({number_of(role.organisation) for role in held if role.name in POSTING})[:5])
    return f"the member whose token it is {what}" + (f", but may post as {elsewhere}" if elsewhere else "")


class Owner:
    """Whether the token's member may speak for one organisation; asked once."""

    def __init__(self, calls: Calls, organisation: str) -> None:
        self._calls = calls
        self._organisation = organisation
        self._lock = threading.Lock()
        self._is_asked = False

    def require(self) -> None:
        """Nothing, when the member may post there, or the token may not ask. Raises Forbidden, RemoteError."""
        with self._lock:
            if self._is_asked:
                return
        try:
            held = roles(self._calls)
        except (Forbidden, NotFound, Misused):
            # Posting needs no right to ask: LinkedIn refuses a wrong author itself.
            held = None
        if held is not None and not POSTING & set(roles_at(self._organisation, held)):
            raise Forbidden(f"{not_ours(self._organisation, held)} → pressbot connect, as one with a role there")
        with self._lock:
            self._is_asked = True
