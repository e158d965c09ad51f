"""Who calls OK, and what they may: application key, token, signature, rights, role in the group.

Source: fact sheet, sections 1, 2 and 7.2, 2026-11-23. The switch "role" is the token owner's role in the group.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox import accounts
from bot.sandbox.grants import Grants
from bot.sandbox.ok.errors import Refused
from bot.sandbox.ok.signature import session_secret, sig
from bot.sandbox.world import World

RIGHTS = frozenset({"VALUABLE_ACCESS", "GROUP_CONTENT", "PHOTO_CONTENT", "LONG_ACCESS_TOKEN"})
_LONG = timedelta(days=30)
_COMMON = {"application_key", "access_token", "session_key", "sig", "method", "format", "__online", "call_id"}


@dataclass(frozen=True)
class Rule:
    """What a method takes and needs."""

    parameters: frozenset[str]
    required: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    #: Roles in the group that may call it; empty = any.
    roles: frozenset[str] = frozenset()


_STAFF = frozenset({"ADMIN", "MODERATOR"})


def _rule(parameters: str, required: str = "", rights: str = "", roles: frozenset[str] = frozenset()) -> Rule:
    return Rule(frozenset(parameters.split()), frozenset(required.split()), frozenset(rights.split()), roles)


METHODS: dict[str, Rule] = {
    "mediatopic.post": _rule(
        "type gid attachment text_link_preview uid set_status devices hidden_post ads_post", "type gid attachment", "GROUP_CONTENT", _STAFF
    ),
    "mediatopic.getByIds": _rule("topic_ids fields media_limit", "topic_ids"),
    "mediatopic.getTopics": _rule("gid count fields anchor direction media_limit", "gid"),
    "mediatopic.getRepublishedTopic": _rule("topic_id", "topic_id"),
    "mediatopic.deleteTopic": _rule("delete_id topic_id gid", "", "VALUABLE_ACCESS", _STAFF),
    "photosV2.getUploadUrl": _rule("gid count sizes placeholders topicLink target_id", "gid", "PHOTO_CONTENT", _STAFF),
    "group.getStatTopic": _rule("topic_id fields", "topic_id", "GROUP_CONTENT VALUABLE_ACCESS", frozenset({"ADMIN"})),
    "group.getStatTopics": _rule(
        "gid start_time end_time anchor count fields", "gid", "GROUP_CONTENT VALUABLE_ACCESS", frozenset({"ADMIN"})
    ),
    "group.getUserGroupsByIds": _rule("group_id uids", "group_id uids"),
    "users.getCurrentUser": _rule("fields emptyPictures"),
    "users.hasAppPermission": _rule("ext_perm uid", "ext_perm"),
    "users.getCallsLeft": _rule("methods", "methods"),
    "url.getInfo": _rule("url", "url", "VALUABLE_ACCESS"),
    "auth.touchSession": _rule(""),
}  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """Who calls."""

    token: str
    rights: frozenset[str]


class Access:
    """The door."""

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def caller(self, method: str, given: Mapping[str, str]) -> Caller:
        """Who calls. Raises Refused."""
        if given.get("application_key") != accounts.OK_APPLICATION_KEY:
            raise Refused(101, "No application key")
        token = given.get("access_token", "")
        secret = session_secret(token, accounts.OK_APPLICATION_SECRET) if token else accounts.OK_APPLICATION_SECRET
        if not hmac.compare_digest(given.get("sig", ""), sig(given, secret)):
            known = token and self._rights(token) is not None
            if known or not token:
                self._say(f"a wrong or missing signature on {method}")
            raise Refused(104 if known or not token else 103)
        if not token:
            raise Refused(453)
        return Caller(token, self._live(token))

    def check(self, method: str, given: Mapping[str, str], caller: Caller) -> None:
        """Judges parameters, rights, role. Raises Refused."""
        rule = METHODS[method]
        if given.get("format", "json").lower() != "json":
            self._say("format is not json")
            raise Refused(100, "format", "format")
        if given.get("__online") != "false":
            self._say(f"{method} came without __online=false: the group's staff would show as online")
        for name in sorted(set(given) - rule.parameters - _COMMON):
            self._say(f"{method} takes no {name}")
        for name in sorted(rule.required):
            if not given.get(name):
                self._say(f"{method} needs {name}")
                raise Refused(100, f"Missing required parameter {name}", name)
        lacking = sorted(rule.rights - caller.rights)
        if lacking:
            raise Refused(10, f"No permission {lacking[0]}")
        if rule.roles and self.role() not in rule.roles:
            raise Refused(
                50 if self.role() in {"ADMIN", "MODERATOR"} else 10, "The user is not an administrator of the group"
            )
        group = given.get("gid")
        if group is not None and group != accounts.OK_GROUP:
            raise Refused(10, "The group belongs to others")

    def role(self) -> str:
        """The token owner's role in the group."""
        return str(self._world.switches.get("ok", "role", default="ADMIN"))

    def _rights(self, token: str) -> frozenset[str] | None:
        """The token's rights, whether it lives or not; None for a token that was never given out."""
        without = self._world.keys.standing("ok", token).without
        if token == accounts.OK_ACCESS_TOKEN:
            return RIGHTS - without
        facts = self._world.keys.facts("ok", token)
        return frozenset(facts["scopes"]) - without if facts and facts["kind"] == "access" else None

    def _live(self, token: str) -> frozenset[str]:
        rights = self._rights(token)
        standing = self._world.keys.standing("ok", token)
        if rights is None:
            raise Refused(103, "Session key is unknown")
        if not standing.live:
            raise Refused({"expired": 102, "password_changed": 107}.get(standing.state, 103))
        facts = self._world.keys.facts("ok", token)
        if facts is not None and not self._grants.usable(facts):
            raise Refused(102, "Session expired")
        if facts is not None and "LONG_ACCESS_TOKEN" in rights:
            # Any call prolongs a long token.
            end = (self._world.now() + _LONG).isoformat()
            self._world.keys.issue("ok", token, **{**facts, "expires_at": end})
        return rights

    def _say(self, what: str) -> None:
        self._world.violation("ok", what)
