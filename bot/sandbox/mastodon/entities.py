"""How Mastodon shows accounts, statuses and itself.

Sources: https://docs.joinmastodon.org/entities/Status/, /Account/, /CredentialAccount/, /Instance/, /PreviewCard/, 2026-11-25.
Switches: "max_characters", "max_media_attachments" (a server may allow more), "card_lag_s" (the crawler comes later).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.mastodon import media as uploads
from bot.sandbox.mastodon.text import LINK, as_html, links, tags
from bot.sandbox.world import WallPost, World

MAX_CHARACTERS = 500
_HEIGHTS = {"replies_count": 4, "reblogs_count": 11, "favourites_count": 22, "quotes_count": 2}
_NAMES = {accounts.MASTODON_ACCOUNT: accounts.MASTODON_USERNAME, accounts.MASTODON_OTHER_ACCOUNT: "stranger"}


class Entities:
    """The one who shows."""

    def __init__(self, world: World, media: uploads.Media) -> None:
        self._world = world
        self._media = media

    def status(self, post: WallPost, server: str, *, reads_own: bool) -> dict[str, Any]:
        """A Status; what only a logged-in user sees is added for one."""
        name = _NAMES[post.extra["account"]]
        shown: dict[str, Any] = {
            "id": post.id, "created_at": moment(post.created_at), "in_reply_to_id": post.extra.get("reply_to"),
            "in_reply_to_account_id": post.extra["account"] if post.extra.get("reply_to") else None,
            "sensitive": post.extra.get("sensitive", False), "spoiler_text": post.extra.get("spoiler", ""),
            "visibility": post.extra.get("visibility", "public"), "language": post.extra.get("language"),
            "uri": f"{server}/users/{name}/statuses/{post.id}", "url": f"{server}/@{name}/{post.id}",
            **{metric: self._world.figure("mastodon", post.id, metric, top) for metric, top in _HEIGHTS.items()},
            "edited_at": post.extra.get("edited"), "content": as_html(post.text, server), "reblog": None,
            "account": self.account(post.extra["account"], server),
            "media_attachments": [self._media.shown(identity, server) for identity in post.extra.get("media", ())],
            "mentions": [], "tags": [{"name": tag, "url": f"{server}/tags/{tag}"} for tag in tags(post.text)],
            "emojis": [], "card": self._card(post), "poll": None,
        }  # fmt: skip
        if not reads_own:
            return shown
        app = None if post.extra.get("by_hand") else {"name": "pressbot", "website": None}
        own = dict.fromkeys(("favourited", "reblogged", "muted", "bookmarked", "pinned"), False)
        return shown | own | {"application": app, "filtered": []}

    def account(self, identity: str, server: str) -> dict[str, Any]:
        """An Account."""
        name = _NAMES[identity]
        count = sum(post.extra["account"] == identity for post in self._world.wall("mastodon"))
        blank = f"{server}/avatars/original/missing.png"
        return {
            "id": identity, "username": name, "acct": name, "display_name": accounts.NAME, "locked": False, "bot": True,
            "discoverable": True, "group": False, "created_at": "2026-01-01T00:00:00.000Z", "note": "<p>Песочница</p>",
            "url": f"{server}/@{name}", "uri": f"{server}/users/{name}", "avatar": blank, "avatar_static": blank,
            "header": blank, "header_static": blank, "followers_count": 340, "following_count": 3, "statuses_count": count,
            "last_status_at": None, "emojis": [], "fields": [],
        }  # fmt: skip

    def credentials(self, identity: str, server: str) -> dict[str, Any]:
        """A CredentialAccount."""
        source = {"privacy": "public", "sensitive": False, "language": None, "note": "Песочница", "fields": [],
                  "follow_requests_count": 0, "quote_policy": "public"}  # fmt: skip
        role = {"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": False}
        return self.account(identity, server) | {"source": source, "role": role}

    def instance(self, server: str) -> dict[str, Any]:
        """An Instance (v2)."""
        switches = self._world.switches
        return {
            "domain": "mastodon.sandbox", "title": "Mastodon (sandbox)", "version": "4.5.2",
            "source_url": "https://github.com/mastodon/mastodon", "description": "", "usage": {"users": {"active_month": 2}},
            "thumbnail": {"url": f"{server}/thumbnail.png"}, "icon": [], "languages": ["ru", "ky", "en"],
            "configuration": {
                "urls": {"streaming": "wss://mastodon.sandbox"}, "accounts": {"max_featured_tags": 10},
                "statuses": {
                    "max_characters": self.max_characters(),
                    "max_media_attachments": switches.get("mastodon", "max_media_attachments", default=4),
                    "characters_reserved_per_url": LINK,
                },
                "media_attachments": {
                    "supported_mime_types": sorted(uploads.TYPES.values()), "description_limit": uploads.DESCRIPTION,
                    "image_size_limit": uploads.MAX_BYTES, "image_matrix_limit": uploads.MAX_PIXELS,
                },
                "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2629746},
                "translation": {"enabled": False},
            },
            "registrations": {"enabled": False, "approval_required": False, "message": None},
            "api_versions": {"mastodon": 7}, "contact": {"email": "", "account": None}, "rules": [],
        }  # fmt: skip

    def old_instance(self, server: str) -> dict[str, Any]:
        """An Instance (v1)."""
        new = self.instance(server)
        kept = {name: new[name] for name in ("title", "version", "languages", "configuration", "rules")}
        return {"uri": new["domain"], "short_description": "", **kept}

    def max_characters(self) -> int:
        """How long a status may be on this server."""
        return int(self._world.switches.get("mastodon", "max_characters", default=MAX_CHARACTERS))

    def _card(self, post: WallPost) -> dict[str, Any] | None:
        lag = timedelta(seconds=self._world.switches.get("mastodon", "card_lag_s", default=0))
        found = links(post.text)
        if not found or post.extra.get("media") or self._world.now() - post.created_at < lag:
            return None
        link = post.text[found[0][0] : found[0][1]]
        page = self._world.scrape(link)
        if page is None:
            return None
        title, description, picture = page
        return {
            "url": link, "title": title, "description": description, "language": None, "type": "link", "authors": [],
            "author_name": "", "author_url": "", "provider_name": "", "provider_url": "", "html": "", "width": 0, "height": 0,
            "image": picture or None, "image_description": "", "embed_url": "", "blurhash": None, "published_at": None,
        }  # fmt: skip


def moment(when: datetime) -> str:
    """A moment as Mastodon writes it."""
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}Z"
