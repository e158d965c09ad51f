"""Making and deleting posts on X.

Source: fact sheet, sections 3 to 6, and CreatePostsRequest of the specification, 2026-11-23.
"""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.schemas import faults, schema
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World
from bot.sandbox.x.access import Caller
from bot.sandbox.x.credits import Credits
from bot.sandbox.x.fields import shown_text
from bot.sandbox.x.media import Uploads
from bot.sandbox.x.problems import gone, invalid, problem
from bot.sandbox.x.text import cashtags, links, weighted_length

_LIMIT = 280
_EPOCH_MS = 1288834974657
#: Where the specification does not lie beside the project, these keys are known.
_KEYS = {"text", "media", "made_with_ai", "reply_settings", "quote_tweet_id", "reply", "poll", "geo", "card_uri",
         "community_id", "share_with_followers", "nullcast", "paid_partnership", "edit_options", "for_super_followers_only",
         "direct_message_deep_link"}  # fmt: skip
_PARTS = {"media": {"media_ids", "tagged_user_ids"}, "reply": {"in_reply_to_tweet_id", "exclude_reply_user_ids"}}
#: The duplicate check looks at this many of the newest posts; its real window is not documented.
_DUPLICATES = 50


class Publisher:
    """The one who posts."""

    def __init__(self, world: World, purse: Credits, uploads: Uploads) -> None:
        self._world = world
        self._purse = purse
        self._uploads = uploads

    def create(self, request: Request, caller: Caller) -> Response:
        """POST /2/tweets."""
        given = self._body(request)
        if isinstance(given, Response):
            return given
        text: str = given.get("text", "")
        media: list[str] = (given.get("media") or {}).get("media_ids", [])
        refused = self._refusal_of_text(text, media) or self._refusal_of_kind(given)
        if refused is not None:
            return refused
        pictures = self._uploads.pictures(media, caller)
        if isinstance(pictures, Response):
            return pictures
        if text and any(post.text == text for post in self._world.wall("x")[:_DUPLICATES]):
            return problem("duplicate")
        identity = self._snowflake()
        reply = (given.get("reply") or {}).get("in_reply_to_tweet_id")
        self._world.save(
            WallPost(
                "x", identity, text, self._world.now(), None, tuple(p["picture"] for p in pictures),
                tuple(p.get("alt", "") for p in pictures), extra={"reply_to": reply} if reply else {},
            )
        )  # fmt: skip
        self._purse.charge("post_with_url" if links(text) else "post")
        post = self._world.post("x", identity)
        assert post is not None
        return json_response({"data": {"id": identity, "text": shown_text(post), **self._history(identity)}}, 201)

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a post that a person made in the app."""
        identity = self._snowflake()
        whole = f"{text} {link}" if link else text
        self._world.save(WallPost("x", identity, whole, self._world.now(), extra={"by_hand": True}))
        return identity

    def delete(self, identity: str) -> Response:
        """DELETE /2/tweets/:id."""
        if not self._world.delete("x", identity):
            # The documents do not say which of the two it is.
            if self._world.switches.get("x", "gone_counts_as_deleted", default=False):
                return json_response({"data": {"deleted": True}})
            return json_response({"errors": [gone(identity, "id")]})
        self._purse.charge("delete")
        return json_response({"data": {"deleted": True}})

    def _history(self, identity: str) -> dict[str, list[str]]:
        new = self._world.switches.get("x", "field_names", default="both") == "new"
        return {"edit_history_post_ids" if new else "edit_history_tweet_ids": [identity]}

    def _body(self, request: Request) -> dict[str, Any] | Response:
        try:
            given = json.loads(request.body)
        except ValueError:
            given = None
        if not isinstance(given, dict) or not request.headers.get("content-type", "").startswith("application/json"):
            self._world.violation("x", "the body of a new post is no JSON object, or not declared as one")
            return invalid("the body is no JSON object")
        found = self._faults(given)
        if found:
            self._world.violation("x", f"a new post breaks the specification: {'; '.join(found)}")
            return invalid("; ".join(found))
        return given

    def _faults(self, given: dict[str, Any]) -> list[str]:
        specification = schema("x-openapi.json")
        if specification is not None:
            return faults(given, specification["components"]["schemas"]["CreatePostsRequest"], specification)
        found = [f"body.{key} is unknown" for key in set(given) - _KEYS]
        for key, known in _PARTS.items():
            part = given.get(key, {})
            found += [f"body.{key}.{name} is unknown" for name in set(part) - known]
        media = (given.get("media") or {"media_ids": ["1"]}).get("media_ids")
        if not isinstance(media, list) or not 1 <= len(media) <= 4 or not all(isinstance(m, str) for m in media):
            found.append("body.media.media_ids takes one to four strings")
        return found

    def _refusal_of_text(self, text: str, media: list[str]) -> Response | None:
        if not text and not media:
            self._world.violation("x", "a new post has neither text nor media")
            return invalid("text or media is required")
        limit = 25_000 if self._world.switches.get("x", "premium", default=False) else _LIMIT
        if weighted_length(text) > limit:
            self._world.violation("x", f"a text of weighted length {weighted_length(text)}")
            return problem("not-permitted")
        if len(cashtags(text)) > 1:
            self._world.violation("x", "a text with more than one cashtag")
            return problem("one-cashtag")
        return None

    def _refusal_of_kind(self, given: dict[str, Any]) -> Response | None:
        if "edit_options" in given:
            self._world.violation("x", "a post was to be edited: X is not editable for a bot")
            return problem("feature")
        if "quote_tweet_id" in given:
            return problem("quote")
        reply = given.get("reply")
        if reply and self._world.post("x", reply["in_reply_to_tweet_id"]) is None:
            return problem("not-visible")
        if reply and not self._world.switches.get("x", "own_replies", default=True):
            return problem("not-permitted")
        return None

    def _snowflake(self) -> str:
        moment = int(self._world.now().timestamp() * 1000) - _EPOCH_MS
        return str((moment << 22) + self._world.new_id("x"))
