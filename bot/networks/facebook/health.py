"""What a token is and what it may do, by harmless reads; and in words what is missing, and what is done without it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.clock import Clock
from bot.errors import (
    Forbidden,
    Misused,
    OutcomeUnknown,
    PersonNeeded,
    RateLimited,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.model.account import AccountHealth, Standing
from bot.networks.facebook.figures import COUNTERS, INSIGHTS
from bot.networks.facebook.graph import Element, Graph
from bot.networks.facebook.payloads import Who

APPS = "https://developers.facebook.com/apps"
#: Permission → what is done without it (developers.facebook.com/docs/pages-api/posts, read 2026-11-23).
WITHOUT: Mapping[str, str] = {
    "pages_manage_posts": "nothing can be posted, edited or deleted",
    "pages_read_engagement": "posts cannot be read back or counted: what may be out is held for a person",
    "pages_read_user_content": "reactions and comments are read from insights where those are permitted",
    "read_insights": "views, reach and clicks stay empty",
}
#: Before it is spoken of.
_WARN = timedelta(days=30)
_MODE = (
    "whether the app is Live cannot be read by the API: what an app in Development mode posts is seen by the app's own "
    f"people alone → look at {APPS}"
)
_NOT_TOLD = "permissions and end of the token could not be asked: are app_id and app_secret those of the token's app?"
_UNASKED = (
    "whether it may post, and when the token ends, is asked with app_id and app_secret beside the token; without them "
    "the first post will tell"
)


class Scope(BaseModel):
    """A permission, and the pages that it is given for."""

    model_config = ConfigDict(extra="ignore")

    scope: str
    #: None = for all.
    target_ids: list[str] | None = None


class Token(BaseModel):
    """What debug_token says of a token."""

    model_config = ConfigDict(extra="ignore")

    is_valid: bool = False
    type: str = ""
    #: Unix time; 0 = never.
    expires_at: int = 0
    data_access_expires_at: int = 0
    scopes: list[str] = []
    granular_scopes: list[Scope] = []

    def scopes_for(self, page: str) -> tuple[str, ...]:
        """The permissions that hold for that page."""
        kept_away = {s.scope for s in self.granular_scopes if s.target_ids is not None and page not in s.target_ids}
        return tuple(scope for scope in self.scopes if scope not in kept_away)


class _Debugged(BaseModel):
    data: Token


def debugged(graph: Graph, token: str) -> Token:
    """What that token is; `graph` speaks as the app. Raises RemoteError.

    Asked inside a batch: by itself this read would carry the token in its address.
    """
    (answer,) = graph.batch([f"debug_token?{urlencode({'input_token': token})}"])
    if answer is None:
        raise Unavailable("Facebook did not say what the token is")
    if answer.error is not None:
        raise answer.error
    try:
        return _Debugged.model_validate_json(answer.body).data
    except ValidationError:
        raise Unavailable("Facebook's answer is not understood (debug_token)") from None


class Examiner:
    """Looks at one page's token."""

    def __init__(self, graph: Graph, app: Graph | None, page: str, token: str, clock: Clock) -> None:
        """`app` speaks with the app's own token; None where that is not configured."""
        self._graph = graph
        self._app = app
        self._page = page
        self._token = token
        self._clock = clock

    def owner(self) -> Who:
        """Whose the token is. Raises RemoteError."""
        return self._graph.read("me", {"fields": "id,name"}, Who)

    def look(self) -> AccountHealth:
        """What was found. Raises Unavailable or OutcomeUnknown when Facebook cannot be reached."""
        try:
            who = self.owner()
        except (Unavailable, OutcomeUnknown):
            raise
        except RateLimited as error:
            return AccountHealth(Standing.LIMITED, None, _unknown(), (f"Facebook wants a pause: {error}",))
        except RemoteError as error:
            return _broken(None, f"{error} → {_mend(error)}")
        if who.id != self._page:
            return _broken(who.name, f"{not_ours(who, self._page)} → pressbot connect, as a person with a role there")
        return self._judged(who, self._asked())

    def _asked(self) -> Token | None:
        """What the app says of the token; None where it cannot be asked."""
        if self._app is None:
            return None
        try:
            return debugged(self._app, self._token)
        except RemoteError:
            return None

    def _judged(self, who: Who, token: Token | None) -> AccountHealth:
        readable, counted, insights = self._probed()
        notes: list[str] = []
        remarks = [_MODE]
        held: Collection[str] | None = token.scopes_for(self._page) if token is not None else None
        probed = {
            "pages_read_engagement": readable, "pages_read_user_content": counted, "read_insights": insights,
        }  # fmt: skip
        for scope, loss in WITHOUT.items():
            able = probed.get(scope) if held is None else (scope in held and probed.get(scope) is not False)
            if able is False:
                notes.append(f"{scope} is missing: {loss} → pressbot connect, and grant it")
        may_post = None if held is None else "pages_manage_posts" in held
        ends = _endings(token, self._clock()) if token is not None else []
        if token is None and self._app is not None:
            notes.append(_NOT_TOLD)
        elif token is None:
            remarks.insert(0, _UNASKED)
        elif not token.expires_at:
            remarks.insert(0, f"a {token.type.lower() or 'page'} token without an end")
        standing = Standing.BROKEN if may_post is False else Standing.LIMITED if notes or ends else Standing.GOOD
        abilities = {
            "publish": may_post, "picture": may_post, "find": readable, "engagement": counted, "insights": insights,
            "edit": may_post, "delete": may_post, "app live": None,
        }  # fmt: skip
        return AccountHealth(standing, who.name, abilities, (*notes, *ends), tuple(remarks))

    def _probed(self) -> tuple[bool | None, bool | None, bool | None]:
        """Whether posts, their counters and their insights can be read."""
        posts, week = f"{self._page}/published_posts?limit=1&fields=", "&period=day"
        urls = [
            f"{posts}id",
            f"{posts}id,{COUNTERS['reactions']},{COUNTERS['comments']}",
            f"{self._page}/insights?metric=page_media_view{week}",
            f"{posts}id,insights.metric({INSIGHTS[0]})",
        ]
        try:
            readable, counted, of_page, of_posts = self._graph.batch(urls)
        except (Unavailable, OutcomeUnknown):
            raise
        except RemoteError:
            return None, None, None
        return _able(readable), _able(counted), _worse(_able(of_page), _able(of_posts))


def not_ours(who: Who, page: str) -> str:
    """In words: the token is another's."""
    return f"the token is that of {who.name or 'somebody'} ({who.id}), not the one of page {page}"


def _able(answer: Element | None) -> bool | None:
    """Whether a read was permitted; None when it failed for another reason."""
    if answer is None:
        return None
    if answer.error is None:
        return True
    return False if isinstance(answer.error, Forbidden | Unauthorized | PersonNeeded) else None


def _worse(one: bool | None, other: bool | None) -> bool | None:
    """No when either is no, else yes when either is yes: a metric that died says nothing of the permission."""
    return False if False in (one, other) else True if True in (one, other) else None


def _endings(token: Token, now: datetime) -> list[str]:
    notes = []
    if token.expires_at:
        end = datetime.fromtimestamp(token.expires_at, UTC)
        made = "it was made from a short-lived user token; one from pressbot connect has no end"
        notes.append(f"the token ends on {end:%Y-%m-%d %H:%M} UTC: {made} → pressbot connect")
    if token.data_access_expires_at:
        end = datetime.fromtimestamp(token.data_access_expires_at, UTC)
        if end - now <= _WARN:
            said = "has ended" if end <= now else "ends"
            notes.append(f"the consent to read {said} on {end:%Y-%m-%d} → pressbot connect")
    return notes


def _unknown() -> dict[str, bool | None]:
    return dict.fromkeys(("publish", "picture", "find", "engagement", "insights", "edit", "delete", "app live"))


def _broken(name: str | None, note: str) -> AccountHealth:
    return AccountHealth(Standing.BROKEN, name, {**_unknown(), "publish": False}, (note,))


def _mend(error: RemoteError) -> str:
    if isinstance(error, PersonNeeded):
        return "log in at facebook.com, do what it asks for, then pressbot connect"
    if isinstance(error, Misused):
        return "look at version and api_url under [networks.facebook], and at app_secret"
    return "pressbot connect, as a person with a role on the page"
