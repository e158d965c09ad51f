"""Reading statuses and accounts.

Sources: https://docs.joinmastodon.org/methods/statuses/#get, #index, #history, #source, /methods/accounts/#statuses,
/api/guidelines/#pagination, 2026-11-25; at most 20 ids in one look-up by app/controllers/api/v1/statuses_controller.rb
(check_statuses_limit).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from bot.sandbox import accounts
from bot.sandbox.mastodon.access import Caller
from bot.sandbox.mastodon.entities import Entities, moment
from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.mastodon.parameters import Given
from bot.sandbox.mastodon.text import as_html
from bot.sandbox.wire import Response, json_response
from bot.sandbox.world import WallPost, World

IDS = 20
_LIMIT, _MOST = 20, 40
_FLAGS = ("exclude_replies", "exclude_reblogs", "only_media", "pinned")
_CURSORS = ("max_id", "since_id", "min_id")


class Reader:
    """The one who reads."""

    def __init__(self, world: World, entities: Entities) -> None:
        self._world = world
        self._entities = entities

    def one(self, identity: str, caller: Caller, server: str) -> dict[str, Any]:
        """GET /api/v1/statuses/:id. Raises Refused."""
        return self._entities.status(self._seen(identity, caller), server, reads_own=bool(caller.account))

    def many(self, given: Given, caller: Caller, server: str) -> list[dict[str, Any]]:
        """GET /api/v1/statuses?id[]=…: those that are there. Raises Refused."""
        given.only("statuses", "id")
        named = list(dict.fromkeys(str(identity) for identity in given.listed("id")))
        if len(named) > IDS:
            self._say(f"{len(named)} ids in one look-up, {IDS} are taken")
            raise Refused("too-many-ids")
        found = [self._world.post("mastodon", identity) for identity in named]
        there = [post for post in found if post is not None and self._visible(post, caller)]
        return [self._entities.status(post, server, reads_own=bool(caller.account)) for post in there]

    def history(self, identity: str, caller: Caller, server: str) -> list[dict[str, Any]]:
        """GET /api/v1/statuses/:id/history. Raises Refused."""
        post = self._seen(identity, caller)
        account = self._entities.account(post.extra["account"], server)
        return [
            {"content": as_html(text, server), "spoiler_text": "", "sensitive": False, "created_at": moment(post.created_at),
             "account": account, "media_attachments": [], "emojis": []}
            for text in (*post.extra.get("versions", ()), post.text)
        ]  # fmt: skip

    def source(self, identity: str, caller: Caller) -> dict[str, str]:
        """GET /api/v1/statuses/:id/source. Raises Refused."""
        post = self._seen(identity, caller)
        return {"id": post.id, "text": post.text, "spoiler_text": post.extra.get("spoiler", "")}

    def account(self, identity: str, server: str) -> dict[str, Any]:
        """GET /api/v1/accounts/:id. Raises Refused."""
        if identity not in {accounts.MASTODON_ACCOUNT, accounts.MASTODON_OTHER_ACCOUNT}:
            raise Refused("not-found")
        return self._entities.account(identity, server)

    def lookup(self, given: Given, server: str) -> dict[str, Any]:
        """GET /api/v1/accounts/lookup. Raises Refused."""
        given.only("accounts/lookup", "acct")
        if given.text("acct").lstrip("@").split("@")[0] != accounts.MASTODON_USERNAME:
            raise Refused("not-found")
        return self._entities.account(accounts.MASTODON_ACCOUNT, server)

    def timeline(self, identity: str, given: Given, caller: Caller, server: str) -> Response:
        """GET /api/v1/accounts/:id/statuses, newest first, with links to the next pages. Raises Refused."""
        given.only("accounts/:id/statuses", " ".join((*_FLAGS, *_CURSORS, "limit", "tagged")))
        self.account(identity, server)
        limit = given.text("limit") or str(_LIMIT)
        if not limit.isdigit() or not 1 <= int(limit) <= _MOST:
            self._say(f"a page of {limit[:10]}: {_MOST} statuses at most")
        count = min(int(limit), _MOST) if limit.isdigit() else _LIMIT
        for name in _CURSORS:
            if given.text(name) and not given.text(name).isdigit():
                self._say(f"{name} is no id")
        posts = self._page(self._of(identity, given, caller), given, count)
        shown = [self._entities.status(post, server, reads_own=bool(caller.account)) for post in posts]
        return json_response(
            shown, headers=self._link(posts, given, f"{server}/api/v1/accounts/{identity}/statuses", count)
        )

    def _of(self, identity: str, given: Given, caller: Caller) -> list[WallPost]:
        posts = [
            post for post in self._world.wall("mastodon")
            if post.extra["account"] == identity and self._visible(post, caller)
        ]  # fmt: skip
        if given.flag("exclude_replies"):
            # A thread of one's own stays.
            posts = [post for post in posts if not post.extra.get("reply_to")]
        if given.flag("only_media"):
            posts = [post for post in posts if post.extra.get("media")]
        return [] if given.flag("pinned") else sorted(posts, key=lambda post: -int(post.id))

    def _page(self, posts: list[WallPost], given: Given, count: int) -> list[WallPost]:
        low = max((int(given.text(name)) for name in ("since_id", "min_id") if given.text(name).isdigit()), default=0)
        high = int(given.text("max_id")) if given.text("max_id").isdigit() else 2**63
        within = [post for post in posts if low < int(post.id) < high]
        # min_id: those right after it; since_id: the newest of all.
        return within[max(len(within) - count, 0) :] if given.text("min_id") else within[:count]

    def _link(self, posts: list[WallPost], given: Given, base: str, count: int) -> dict[str, str]:
        if not posts:
            return {}
        kept = {name: given.text(name) for name in (*_FLAGS, "limit") if name in given.values}
        following = f'<{base}?{urlencode({**kept, "max_id": posts[-1].id})}>; rel="next"'
        before = f'<{base}?{urlencode({**kept, "min_id": posts[0].id})}>; rel="prev"'
        return {"Link": f"{following}, {before}" if len(posts) >= count else before}

    def _seen(self, identity: str, caller: Caller) -> WallPost:
        post = self._world.post("mastodon", identity)
        if post is None or not self._visible(post, caller):
            raise Refused("not-found")
        return post

    def _visible(self, post: WallPost, caller: Caller) -> bool:
        return (
            post.extra.get("visibility", "public") in {"public", "unlisted"} or post.extra["account"] == caller.account
        )

    def _say(self, what: str) -> None:
        self._world.violation("mastodon", what)
