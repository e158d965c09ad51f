"""Reading from X: posts by id, a user's newest posts, users, analytics.

Source: fact sheet, sections 6 and 7, 2026-11-23.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World
from bot.sandbox.x import fields
from bot.sandbox.x.access import Caller
from bot.sandbox.x.credits import Credits
from bot.sandbox.x.problems import gone, invalid

_SHOWN = {"tweet.fields", "post.fields", "expansions", "user.fields", "media.fields", "poll.fields", "place.fields"}
#: Route → the parameters it knows.
PARAMETERS: dict[str, set[str]] = {
    "GET /2/tweets": _SHOWN | {"ids"},
    "GET /2/tweets/:id": _SHOWN,
    "GET /2/users/:id/tweets": _SHOWN
    | {"max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude"},
    "GET /2/users/me": {"user.fields", "expansions", "tweet.fields", "post.fields"},
    "GET /2/users/by/username/:username": {"user.fields", "expansions", "tweet.fields", "post.fields"},
    "GET /2/tweets/analytics": {"ids", "start_time", "end_time", "granularity", "analytics.fields"},
    "GET /2/usage/tweets": {"days", "usage.fields"},
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_ANALYTICS = {"impressions": ("impressions", 800), "likes": ("like_count", 25), "replies": ("reply_count", 4),
              "retweets": ("retweet_count", 8), "quote_tweets": ("quote_count", 2), "bookmarks": ("bookmark_count", 3),
              "shares": ("shares", 3), "url_clicks": ("clicks", 25), "detail_expands": ("expands", 40),
              "user_profile_clicks": ("profile", 3), "engagements": ("engagements", 60), "follows": ("follows", 1)}  # fmt: skip


class Reader:
    """The one who answers questions."""

    def __init__(self, world: World, purse: Credits) -> None:
        self._world = world
        self._purse = purse

    def refusal(self, route: str, request: Request) -> Response | None:
        """The refusal of parameters the route does not know."""
        query = request.query()
        unknown = sorted(set(query) - PARAMETERS.get(route, set()))
        if unknown:
            self._world.violation("x", f"{route} takes no {', '.join(unknown)}")
            return invalid("The query parameter is not one of those known", **{name: [query[name]] for name in unknown})
        return fields.refusal(self._world, query)

    def lookup(self, request: Request, caller: Caller) -> Response:
        """GET /2/tweets: posts that are gone, and fields that may not be seen, stand as errors inside a 200."""
        query = request.query()
        ids = self._ids(query)
        if isinstance(ids, Response):
            return ids
        if (refused := self._purse.reads_refusal(len(ids))) is not None:
            return refused
        asked = fields.Fields(self._world, caller, query)
        posts = {identity: self._world.post("x", identity) for identity in ids}
        there = [post for post in posts.values() if post]
        self._purse.charge_reads("post_read", [post.id for post in there])
        errors = [gone(identity) for identity, post in posts.items() if post is None]
        errors += [entry for post in there for entry in asked.errors(post)]
        body: dict[str, Any] = {"data": [asked.shown(post) for post in there]} if there else {}
        return json_response(body | ({"errors": errors} if errors else {}))

    def one(self, identity: str, request: Request, caller: Caller) -> Response:
        """GET /2/tweets/:id."""
        post = self._world.post("x", identity)
        if post is None:
            return json_response({"errors": [gone(identity, "id")]})
        if (refused := self._purse.reads_refusal(1)) is not None:
            return refused
        asked = fields.Fields(self._world, caller, request.query())
        self._purse.charge_reads("post_read", [identity])
        errors = asked.errors(post, "id")
        return json_response({"data": asked.shown(post)} | ({"errors": errors} if errors else {}))

    def timeline(self, user: str, request: Request, caller: Caller) -> Response:
        """GET /2/users/:id/tweets, newest first."""
        query = request.query()
        fault = _fault_of_timeline(query)
        if fault:
            self._world.violation("x", f"users/:id/tweets: {fault}")
            return invalid(fault)
        if user != accounts.X_USER:
            return json_response(
                {"errors": [{**gone(user, "id"), "resource_type": "user"}], "meta": {"result_count": 0}}
            )
        posts = self._within(query)
        limit, start = int(query.get("max_results", "10")), int(query.get("pagination_token", "0"))
        page = posts[start : start + limit]
        if (refused := self._purse.reads_refusal(len(page))) is not None:
            return refused
        if not page:
            return json_response({"meta": {"result_count": 0}})
        asked = fields.Fields(self._world, caller, query)
        self._purse.charge_reads("owned_read" if caller.kind != "app" else "post_read", [post.id for post in page])
        errors = [entry for post in page for entry in asked.errors(post, "id")]
        meta: dict[str, Any] = {"newest_id": page[0].id, "oldest_id": page[-1].id, "result_count": len(page)}
        if len(posts) > start + limit:
            meta["next_token"] = str(start + limit)
        body: dict[str, Any] = {"data": [asked.shown(post) for post in page], "meta": meta}
        return json_response(body | ({"errors": errors} if errors else {}))

    def user(self, username: str | None) -> Response:
        """GET /2/users/me, or a user by name."""
        if username not in {None, accounts.X_USERNAME}:
            return json_response({"errors": [{**gone(str(username), "username"), "resource_type": "user"}]})
        self._purse.charge("user_read")
        user = {"id": accounts.X_USER, "name": accounts.NAME, "username": accounts.X_USERNAME}
        return json_response({"data": user})

    def analytics(self, request: Request) -> Response:
        """GET /2/tweets/analytics, one bucket for the whole time."""
        query = request.query()
        ids = self._ids(query)
        if isinstance(ids, Response):
            return ids
        if query.get("granularity") not in {"hourly", "daily", "weekly", "total"} or not all(
            _MOMENT.fullmatch(query.get(name, "")) for name in ("start_time", "end_time")
        ):
            self._world.violation("x", "analytics needs start_time, end_time and a known granularity")
            return invalid("start_time, end_time and granularity are required")
        data = []
        for identity in ids:
            if self._world.post("x", identity):
                counts = {n: self._world.figure("x", identity, seed, top) for n, (seed, top) in _ANALYTICS.items()}
                data.append(
                    {"id": identity, "timestamped_metrics": [{"timestamp": query["end_time"], "metrics": counts}]}
                )
        errors = [gone(identity) for identity in ids if self._world.post("x", identity) is None]
        return json_response(({"data": data} if data else {}) | ({"errors": errors} if errors else {}))

    def usage(self, request: Request) -> Response:
        """GET /2/usage/tweets."""
        days = request.query().get("days", "7")
        if not days.isdigit() or not 1 <= int(days) <= 90:
            self._world.violation("x", "usage takes 1 to 90 days")
            return invalid("days must be between 1 and 90")
        return json_response({"data": self._purse.usage(int(days))})

    def _ids(self, query: dict[str, str]) -> list[str] | Response:
        ids = query.get("ids", "").split(",")
        if not 1 <= len(ids) <= 100 or not all(re.fullmatch(r"\d{1,19}", identity) for identity in ids):
            self._world.violation("x", f"{len(ids)} ids in one look-up, or one that is none")
            return invalid("The `ids` query parameter takes 1 to 100 ids", ids=ids[:1])
        return list(dict.fromkeys(ids))

    def _within(self, query: dict[str, str]) -> list[WallPost]:
        lag = timedelta(seconds=self._world.switches.get("x", "timeline_lag_s", default=0))
        posts = [post for post in self._world.wall("x") if post.created_at <= self._world.now() - lag]
        if "replies" in query.get("exclude", ""):
            posts = [post for post in posts if not post.extra.get("reply_to")]
        if "start_time" in query:
            posts = [post for post in posts if post.created_at >= datetime.fromisoformat(query["start_time"])]
        if "end_time" in query:
            posts = [post for post in posts if post.created_at < datetime.fromisoformat(query["end_time"])]
        low, high = int(query.get("since_id", "0")), int(query.get("until_id", str(2**63)))
        return [post for post in posts if low < int(post.id) < high][:3200]


def _fault_of_timeline(query: dict[str, str]) -> str:
    limit = query.get("max_results", "10")
    if not limit.isdigit() or not 5 <= int(limit) <= 100:
        return "max_results must be between 5 and 100"
    if any(name in query and not _MOMENT.fullmatch(query[name]) for name in ("start_time", "end_time")):
        return "start_time and end_time are moments of RFC 3339 in UTC"
    if set(query.get("exclude", "replies").split(",")) - {"replies", "retweets"}:
        return "exclude knows replies and retweets"
    if any(not query.get(name, "0").isdigit() for name in ("since_id", "until_id", "pagination_token")):
        return "since_id, until_id or pagination_token is none"
    return ""
