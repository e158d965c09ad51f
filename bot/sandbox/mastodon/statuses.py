"""Making, changing and deleting statuses.

Sources: https://docs.joinmastodon.org/methods/statuses/#create, #edit, #delete, and https://github.com/mastodon/mastodon
(app/services/post_status_service.rb, update_status_service.rb), 2026-11-25: an Idempotency-Key is kept for an hour and leads
to the first status whatever the second call says; an edit without media_ids takes the files off (the switch
"edit_keeps_media" makes it keep them).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.mastodon.access import Caller
from bot.sandbox.mastodon.entities import Entities, moment
from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.mastodon.media import Media
from bot.sandbox.mastodon.parameters import Given
from bot.sandbox.mastodon.text import countable_length
from bot.sandbox.wire import Request
from bot.sandbox.world import WallPost, World

_KEY_FOR = timedelta(hours=1)
_VISIBILITIES = ("public", "unlisted", "private", "direct")
_CREATE = (
    "status media_ids poll in_reply_to_id sensitive spoiler_text visibility language scheduled_at quoted_status_id "
    "quote_approval_policy"
)
_EDIT = "status spoiler_text sensitive language media_ids media_attributes poll quote_approval_policy"


class Statuses:
    """The one who posts."""

    def __init__(self, world: World, media: Media, entities: Entities) -> None:
        self._world = world
        self._media = media
        self._entities = entities

    def create(self, request: Request, given: Given, caller: Caller, server: str) -> dict[str, Any]:
        """POST /api/v1/statuses. Raises Refused."""
        given.only("a new status", _CREATE)
        key = request.headers.get("idempotency-key", "")
        if key and (first := self._first(key, caller)) is not None:
            return self._again(first["id"], first["text"], given, server)
        for name in ("poll", "scheduled_at", "quoted_status_id"):
            if name in given.values:
                self._say(f"a new status with {name}: the sandbox has none")
                raise Refused("not-allowed")
        files = self._media.attachable(given.listed("media_ids"), caller)
        text, spoiler = self._text(given, files)
        visibility = given.text("visibility") or "public"
        if visibility not in _VISIBILITIES:
            self._say(f"visibility {visibility[:20]}")
            raise Refused("visibility")
        reply = given.text("in_reply_to_id") or None
        if reply and self._world.post("mastodon", reply) is None:
            raise Refused("reply-not-found")
        identity = self._snowflake()
        extra = {
            "account": caller.account, "visibility": visibility, "language": self._language(given), "spoiler": spoiler,
            "sensitive": given.flag("sensitive") or bool(spoiler), "media": files, "reply_to": reply, "key": key,
        }  # fmt: skip
        self._save(WallPost("mastodon", identity, text, self._world.now(), extra=extra))
        self._media.attach(files, identity)
        if key:
            kept = {"id": identity, "at": self._world.now().isoformat(), "text": given.text("status").strip()}
            self._world.state.put("mastodon", "idempotency", f"{caller.account} {key}", kept)
        # The crawler and the counters come after the answer.
        return self._shown(identity, server) | {"card": None}

    def edit(self, identity: str, given: Given, caller: Caller, server: str) -> dict[str, Any]:
        """PUT /api/v1/statuses/:id. Raises Refused."""
        given.only("an edit", _EDIT)
        post = self._own(identity, caller)
        keep = self._world.switches.get("mastodon", "edit_keeps_media", default=False)
        before = list(post.extra.get("media", ()))
        named = before if keep and "media_ids" not in given.values else given.listed("media_ids")
        files = self._media.attachable(named, caller, identity)
        text, spoiler = self._text(given, files)
        self._describe(given, files)
        language = self._language(given) if "language" in given.values else post.extra.get("language")
        fresh = {
            "spoiler": spoiler, "language": language, "media": files,
            "sensitive": given.flag("sensitive") if "sensitive" in given.values else post.extra.get("sensitive", False),
        }  # fmt: skip
        same = text == post.text and all(post.extra.get(name) == value for name, value in fresh.items())
        if not same or "media_attributes" in given.values:
            fresh |= {"edited": moment(self._world.now()), "versions": [*post.extra.get("versions", ()), post.text]}
        self._media.attach([name for name in before if name not in files], None)
        self._media.attach(files, identity)
        self._save(replace(post, text=text, extra={**post.extra, **fresh}))
        return self._shown(identity, server)

    def delete(self, identity: str, given: Given, caller: Caller, server: str) -> dict[str, Any]:
        """DELETE /api/v1/statuses/:id: the status with its source, for a new draft. Raises Refused."""
        given.only("a deletion", "delete_media")
        post = self._own(identity, caller)
        shown = self._shown(identity, server) | {"text": post.text}
        self._world.delete("mastodon", identity)
        self._media.attach(list(post.extra.get("media", ())), None)
        return shown

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of a status that a person wrote in the app."""
        identity = self._snowflake()
        whole = f"{text} {link}" if link else text
        extra = {"account": accounts.MASTODON_ACCOUNT, "by_hand": True, "language": "ru"}
        self._world.save(WallPost("mastodon", identity, whole, self._world.now(), extra=extra))
        return identity

    def _first(self, key: str, caller: Caller) -> dict[str, str] | None:
        kept = self._world.state.get("mastodon", "idempotency", f"{caller.account} {key}")
        if kept is None or self._world.now() - datetime.fromisoformat(kept["at"]) >= _KEY_FOR:
            return None
        return kept

    def _again(self, identity: str, text: str, given: Given, server: str) -> dict[str, Any]:
        """The first status once more. Raises Refused where it is down by now."""
        if self._world.post("mastodon", identity) is None:
            raise Refused("not-found")
        if text != given.text("status").strip():
            self._say("an Idempotency-Key came a second time with another text: that text was not posted")
        return self._shown(identity, server)

    def _text(self, given: Given, files: list[str]) -> tuple[str, str]:
        text, spoiler = given.text("status").strip(), given.text("spoiler_text").strip()
        if not text and spoiler:
            text, spoiler = spoiler, ""
        if not text and not files:
            self._say("a status without text and files")
            raise Refused("text-blank")
        limit = self._entities.max_characters()
        count = countable_length(text, spoiler)
        if count > limit:
            self._say(f"a status of {count} characters, {limit} are taken")
            raise Refused("text-long", f"Validation failed: Text character limit of {limit} exceeded")
        return text, spoiler

    def _language(self, given: Given) -> str:
        language = given.text("language")
        if language and re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2}|-[A-Z][a-z]{3})?", language) is None:
            # The server takes its own default then, and says nothing.
            self._say(f"language {language[:20]} is no ISO 639 code")
            return "en"
        return language or "en"

    def _describe(self, given: Given, files: list[str]) -> None:
        rows = given.values.get("media_attributes") or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
            self._say("media_attributes is no list of objects with ids")
            return
        for row in rows:
            if str(row["id"]) not in files:
                self._say("media_attributes names a file that is not on the status")
                continue
            if len(str(row.get("description") or "")) > 1500:
                self._say("an alt text of more than 1500 characters")
                raise Refused("description-long")
            self._media.describe(str(row["id"]), str(row.get("description") or ""))

    def _save(self, post: WallPost) -> None:
        found = [self._media.picture(identity) for identity in post.extra["media"]]
        pictures, alts = tuple(picture for picture, _ in found), tuple(alt for _, alt in found)
        self._world.save(replace(post, pictures=pictures, alts=alts))

    def _own(self, identity: str, caller: Caller) -> WallPost:
        post = self._world.post("mastodon", identity)
        if post is None or post.extra["account"] != caller.account:
            raise Refused("not-found")
        return post

    def _shown(self, identity: str, server: str) -> dict[str, Any]:
        post = self._world.post("mastodon", identity)
        assert post is not None
        return self._entities.status(post, server, reads_own=True)

    def _snowflake(self) -> str:
        """An id that grows with time: milliseconds, then a number."""
        return str((int(self._world.now().timestamp() * 1000) << 16) + self._world.new_id("mastodon") % 65536)

    def _say(self, what: str) -> None:
        self._world.violation("mastodon", what)
