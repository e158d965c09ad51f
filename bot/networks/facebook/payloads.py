"""Post → Graph requests; Graph replies → our values. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict

from bot.model.delivery import Receipt, RemotePost
from bot.model.post import Picture, Post

#: Asked for with the call that makes a post (developers.facebook.com/docs/graph-api/overview, read 2026-11-23).
READ_AFTER_WRITE = "id,permalink_url,created_time"
RECENT_FIELDS = (
    "id,message,created_time,permalink_url,status_type,is_published,application{id},"
    "attachments{media_type,title,url,unshimmed_url}"
)
_FACEBOOK_HOSTS = ("facebook.com", "fb.com", "fb.me")


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Made(_Reply):
    """What a create call gives back. Nothing beside the id may make it fail: the post is out."""

    id: str
    post_id: str | None = None
    permalink_url: Any = None
    created_time: Any = None


class Uploaded(_Reply):
    """An unpublished photo."""

    id: str


class _Attachment(_Reply):
    url: str | None = None
    unshimmed_url: str | None = None


class _Attachments(_Reply):
    data: list[_Attachment] = []


class PagePost(_Reply):
    """A post as the page lists it."""

    id: str
    #: Left out, or null, where a post has none.
    message: str | None = None
    created_time: datetime
    permalink_url: str | None = None
    attachments: _Attachments = _Attachments()


class Cursors(_Reply):
    """Where a list goes on."""

    after: str | None = None


class Paging(_Reply):
    """Whether a list goes on."""

    cursors: Cursors = Cursors()
    next: str | None = None

    @property
    def following(self) -> str | None:
        """The cursor of the next page; None at the end."""
        return self.cursors.after if self.next else None


class PagePosts(_Reply):
    """One page of posts."""

    data: list[PagePost]
    paging: Paging = Paging()


class _Object(_Reply):
    id: str | None = None
    image: Any = None


class Scraped(_Reply):
    """What Facebook knows of a URL: the object itself (after a scrape), or the object inside (on a look)."""

    og_object: _Object | None = None
    image: Any = None

    @property
    def pictured(self) -> bool:
        """Whether a card would have a picture."""
        return bool(self.og_object.image if self.og_object else self.image)


class Who(_Reply):
    """Whose a token is."""

    id: str
    name: str | None = None


def link_post(post: Post, *, card: bool = True) -> dict[str, str]:
    """The form of a post with a link card; without `card` the link stands in the text."""
    if not post.link:
        return {"message": post.text}
    if card:
        return {"message": post.text, "link": post.link}
    return {"message": with_link(post.text, post.link)}


def with_link(text: str, link: str) -> str:
    """The text with the link under it, unless it stands there already."""
    return text if link in text else f"{text.rstrip()}\n\n{link}".lstrip()


def photo_form(picture: Picture, *, message: str | None) -> dict[str, str]:
    """The fields beside one photo's bytes; a photo without a message is kept unpublished for a post to come."""
    form = {"published": "false"} if message is None else {"message": message}
    if picture.alt:
        form["alt_text_custom"] = picture.alt
    return form


def album_post(text: str, media: Sequence[str]) -> dict[str, str]:
    """The form of a post with photos that were uploaded before."""
    return {"message": text, "attached_media": json.dumps([{"media_fbid": identity} for identity in media])}


def receipt_of(made: Made, now: datetime, notes: Sequence[str] = ()) -> Receipt:
    """The receipt of a create call; what is missing beside the id is filled in."""
    identity = made.post_id or made.id
    permalink = made.permalink_url if isinstance(made.permalink_url, str) else None
    return Receipt(identity, permalink or permalink_of(identity), _moment(made.created_time) or now, tuple(notes))


def permalink_of(identity: str) -> str:
    """An address that leads to the post (peer: postiz, brightbean)."""
    return f"https://www.facebook.com/{identity}"


def remote_post(post: PagePost) -> RemotePost:
    """A listed post; of its links those that lead out of Facebook, its redirects undone."""
    links = [entry.unshimmed_url or _unshimmed(entry.url or "") for entry in post.attachments.data]
    out = tuple(dict.fromkeys(link for link in links if link and not _is_facebooks(link)))
    permalink = post.permalink_url or permalink_of(post.id)
    return RemotePost(post.id, permalink, post.created_time.astimezone(UTC), post.message or "", out)


def _unshimmed(url: str) -> str:
    """Where a redirect of theirs (l.facebook.com/l.php?u=…) leads; any other address as it is."""
    parts = urlsplit(url)
    if parts.path == "/l.php" and _is_facebooks(url):
        return parse_qs(parts.query).get("u", [""])[0]
    return url


def _is_facebooks(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in _FACEBOOK_HOSTS or host.endswith(tuple(f".{name}" for name in _FACEBOOK_HOSTS))


def _moment(text: Any) -> datetime | None:
    """Aware UTC; None for what is no time: after a create call that must not matter."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
