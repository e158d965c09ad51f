"""Making posts: link and message, one photo, several photos; changing a message; taking down."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.sandbox import accounts
from bot.sandbox.facebook import errors, read, scrape
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World, fields, multipart

MESSAGE_MAX = 63206
PHOTO_MAX_BYTES = 4 * 1024 * 1024
PHOTOS_MAX = 10
_TYPES = {"JPEG", "MPO", "PNG", "GIF", "TIFF", "HEIF", "WEBP"}
_OVERRIDES = {"name", "description", "picture", "thumbnail", "caption", "title"}
#: What may be changed of a post that stands; a link is not among them.
_EDITABLE = frozenset(
    "message attached_media is_hidden is_pinned is_published scheduled_publish_time backdated_time tags privacy".split()
)
#: An unpublished photo that no post took is purged after about a day.
_PURGED_AFTER_S = 86_400
_TO_SHOW = {"access_token", "appsecret_proof", "fields"}


def given(request: Request) -> dict[str, Any]:
    """The parameters of a write: JSON or form, and those in its address. Raises ValueError for a broken body."""
    found: dict[str, Any] = dict(request.query())
    if request.headers.get("content-type", "").startswith("application/json"):
        body = json.loads(request.body or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body is no JSON object")
        return found | body
    return found | dict(fields(request))


def _false(value: Any) -> bool:
    return value is False or str(value).lower() in {"false", "0"}


class Publisher:
    """The writing half of the stand-in."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _broke(self, what: str, key: str, message: str) -> Response:
        self._world.violation("facebook", what)
        return errors.error(key, message)

    def feed(self, request: Request) -> Response:
        """POST /{page}/feed."""
        asked = given(request)
        message, link = str(asked.get("message") or ""), str(asked.get("link") or "") or None
        media = self._media(asked)
        if isinstance(media, Response):
            return media
        if not message and not link and not media:
            return self._broke("a post without message, link and photos", "100", "(#100) The post is empty.")
        if len(message) > MESSAGE_MAX:
            return self._broke(f"a message of {len(message)} characters", "100/1404006", "The message is too long")
        if link and media:
            return self._broke("a link and photos exclude each other", "100", "(#100) link with attached_media")
        if overrides := _OVERRIDES & set(asked):
            self._world.violation("facebook", f"{', '.join(sorted(overrides))}: honoured for verified domains only")
        refused = self._when(asked) or (self._link(link) if link else None) or self._photos_free(media)
        if refused is not None:
            return refused
        newest = next(iter(self._world.wall("facebook")), None)
        if newest and not media and not newest.pictures and (newest.text, newest.link) == (message, link):
            return errors.error("506/1455006")
        photos = [self._world.state.get("facebook", "photo", identity) or {} for identity in media]
        extra: dict[str, Any] = {"media": media}
        if link:
            extra["card_picture"] = bool((scrape.known(self._world, link) or {}).get("image"))
            scrape.scrape(self._world, link)
        return self._make(request, asked, message, link, photos, extra)

    def _link(self, link: str) -> Response | None:
        if not re.match(r"https?://[^\s/]", link):
            return self._broke("a link that is no web address", "100", "(#100) link URL is not properly formatted")
        return None if scrape.can_see(self._world, link) else errors.error("1609005")

    def _media(self, asked: dict[str, Any]) -> list[str] | Response:
        try:
            found = asked.get("attached_media", [])
            listed = json.loads(found) if isinstance(found, str) else list(found)
            listed += [
                json.loads(v) if isinstance(v, str) else v for k, v in asked.items() if k.startswith("attached_media[")
            ]
            media = [str(entry["media_fbid"]) for entry in listed]
        except (ValueError, TypeError, KeyError):
            return self._broke("attached_media is no list of {media_fbid}", "100", "(#100) param attached_media is bad")
        if len(media) > PHOTOS_MAX:
            return self._broke(f"{len(media)} photos in one post", "100", "(#100) Too many photos in attached_media")
        if len(set(media)) < len(media):
            return self._broke("one photo twice in a post", "100/2061006", "Duplicate media_fbid")
        return media

    def _photos_free(self, media: list[str]) -> Response | None:
        for identity in media:
            photo = self._world.state.get("facebook", "photo", identity)
            if photo and not photo.get("used") and self._world.now().timestamp() - photo["at"] > _PURGED_AFTER_S:
                return errors.error("100/2061006", "Invalid media_fbid")
            if photo is None or photo.get("deleted"):
                return self._broke("a photo that does not exist", "100/2061006", "Invalid media_fbid")
            if photo.get("used"):
                return errors.error("100/1366051")
            if photo["published"]:
                return self._broke("a published photo attached to a post", "100/1366051", "")
        return None

    def _when(self, asked: dict[str, Any]) -> Response | None:
        moment = asked.get("scheduled_publish_time")
        if moment is None:
            return None
        if not _false(asked.get("published", "true")):
            return self._broke("scheduled_publish_time on a published post", "100", "(#100) published must be false")
        try:
            text = str(moment)
            zone = self._world.now().tzinfo
            due = datetime.fromtimestamp(int(text), zone) if text.isdecimal() else datetime.fromisoformat(text)
        except ValueError:
            return self._broke("scheduled_publish_time is no time", "100", "(#100) scheduled_publish_time")
        ahead = due - self._world.now()
        if not timedelta(minutes=10) <= ahead <= timedelta(days=75):
            return self._broke("a post scheduled outside 10 minutes to 75 days", "100", "(#100) The time is invalid")
        return None

    def _make(
        self, request: Request, asked: dict[str, Any], text: str, link: str | None, photos: list[dict[str, Any]],
        extra: dict[str, Any],
    ) -> Response:  # fmt: skip
        shown = read.wanted(self._world, str(asked.get("fields") or "id"), "PagePost")
        if isinstance(shown, Response):
            return shown
        post = self._put(asked, text, link, photos, extra)
        return json_response(read.shown(self._world, post, shown, request))

    def _put(
        self, asked: dict[str, Any], text: str, link: str | None, photos: list[dict[str, Any]], extra: dict[str, Any]
    ) -> WallPost:
        identity = f"{accounts.FACEBOOK_PAGE}_{900000 + self._world.new_id('facebook')}"
        published = not _false(asked.get("published", "true"))
        live = self._world.switches.get("facebook", "app_mode", "live") == "live"
        extra = {
            **extra, "application": accounts.FACEBOOK_APP, "published": published,
            "scheduled": asked.get("scheduled_publish_time"), "audience": "everyone" if live else "people of the app",
        }  # fmt: skip
        post = WallPost(
            "facebook", identity, text, self._world.now(), link, tuple(p["picture"] for p in photos),
            tuple(p.get("alt", "") for p in photos), extra=extra,
        )  # fmt: skip
        self._world.save(post)
        for media in extra.get("media", ()):
            photo = self._world.state.get("facebook", "photo", media) or {}
            self._world.state.put("facebook", "photo", media, {**photo, "used": True})
        return post

    def photo(self, request: Request) -> Response:
        """POST /{page}/photos."""
        asked = given(request)
        source = multipart(request).get("source")
        if source is None and not asked.get("url"):
            return self._broke("a photo without source and url", "100", "(#324) Requires upload file")
        if source is None:
            # Meta fetches such a picture itself; the sandbox's crawler leaves the machine for nobody.
            return errors.error("100/1366046", "The picture's address could not be fetched")
        picture = self._world.keep_picture(source) if _is_photo(source) else None
        if picture is None or len(source) > PHOTO_MAX_BYTES:
            return errors.error("100/1366046")
        message = str(asked.get("message") or asked.get("caption") or "")
        if len(message) > MESSAGE_MAX:
            return self._broke(f"a message of {len(message)} characters", "100/1404006", "The message is too long")
        shown = read.wanted(self._world, str(asked.get("fields") or "id,post_id"), "Photo")
        if isinstance(shown, Response):
            return shown
        published = not _false(asked.get("published", "true"))
        identity = str(700000 + self._world.new_id("facebook", "photo"))
        photo = {
            "id": identity,
            "picture": picture,
            "alt": str(asked.get("alt_text_custom", "")),
            "published": published,
            "at": self._world.now().timestamp(),
        }
        self._world.state.put("facebook", "photo", identity, photo)
        answer = {"id": identity}
        if published and not (asked.get("no_story") and not _false(asked["no_story"])):
            answer["post_id"] = self._put(asked, message, None, [photo], {"photo": identity}).id
            self._world.state.put("facebook", "photo", identity, {**photo, "post_id": answer["post_id"]})
        return json_response(answer)

    def edit(self, request: Request, post: WallPost) -> Response:
        """POST /{post}."""
        asked = {name: value for name, value in given(request).items() if name not in _TO_SHOW}
        if foreign := set(asked) - _EDITABLE:
            return self._broke(
                f"{', '.join(sorted(foreign))} of a post cannot be changed", "100", "(#100) Invalid parameter"
            )
        if not asked:
            return self._broke("an edit that changes nothing", "100", "(#100) Nothing to update")
        if post.extra.get("application") != accounts.FACEBOOK_APP:
            return errors.error("200", "(#200) The post was not created by the application")
        message = str(asked.get("message", post.text))
        if len(message) > MESSAGE_MAX:
            return self._broke(f"a message of {len(message)} characters", "100/1404006", "The message is too long")
        extra = dict(post.extra)
        if "is_published" in asked:
            extra["published"] = not _false(asked["is_published"])
        self._world.save(replace(post, text=message, extra=extra))
        return json_response({"success": True})

    def by_hand(self, text: str, link: str | None) -> str:
        """A post that a person made on the page itself."""
        post = self._put({}, text, link, [], {})
        self._world.save(replace(post, extra={**post.extra, "application": None}))
        return post.id


def _is_photo(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.format in _TYPES
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
