"""Post → VK's parameters; replies → our values. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Post

CHUNK = 100
REACH_CHUNK = 30


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Made(_Reply):
    """The answer to wall.post."""

    post_id: int


class _Link(_Reply):
    url: str


class _Attachment(_Reply):
    type: str
    link: _Link | None = None


class _Count(_Reply):
    count: int | None = None


class WallPost(_Reply):
    """A post as the wall lists it; `views` may be absent."""

    id: int
    date: int = 0
    text: str = ""
    attachments: list[_Attachment] = []
    likes: _Count = _Count()
    comments: _Count = _Count()
    reposts: _Count = _Count()
    views: _Count = _Count()
    is_deleted: bool = False


class Wall(_Reply):
    """A list of posts, in the shape of versions from 5.138 on."""

    items: list[WallPost]


class UploadServer(_Reply):
    """Where a picture goes."""

    upload_url: str


class Uploaded(_Reply):
    """What the upload server says; `photo` is empty when it took nothing."""

    server: int
    photo: str
    hash: str


class Photo(_Reply):
    """A saved photo."""

    id: int
    owner_id: int
    access_key: str | None = None


class Reach(_Reply):
    """Reach of one post."""

    post_id: int
    reach_total: int | None = None
    reach_total_count: int | None = None
    links: int | None = None


def guid(post: Post) -> str:
    """The same for every try of one delivery: VK answers a repeated guid with the first post, for an hour."""
    seed = post.mark or f"{post.account}\n{post.article_url}\n{post.text}"
    return hashlib.blake2b(seed.encode(), digest_size=16).hexdigest()


def wall_post(post: Post, group: str, photos: Sequence[str], *, link_in_text: bool = False) -> dict[str, str]:
    """The parameters of wall.post; numbers and switches as VK reads them: 1, not True."""
    text, attachments = post.text, list(photos)
    if post.link and post.link not in text:
        if link_in_text:
            text = f"{text}\n\n{post.link}"
        else:
            attachments.append(post.link)
    given = {"owner_id": f"-{group}", "from_group": "1", "message": text, "guid": guid(post)}
    if attachments:
        given["attachments"] = ",".join(attachments)
    return given


def attachment(photo: Photo) -> str:
    """A photo as an attachment."""
    key = f"_{photo.access_key}" if photo.access_key else ""
    return f"photo{photo.owner_id}_{photo.id}{key}"


def permalink(group: str, identity: str | int) -> str:
    """Where people see the post."""
    return f"https://vk.com/wall-{group}_{identity}"


def remote_post(post: WallPost, group: str) -> RemotePost:
    """A listed post."""
    links = tuple(entry.link.url for entry in post.attachments if entry.link)
    created = datetime.fromtimestamp(post.date, UTC)
    return RemotePost(str(post.id), permalink(group, post.id), created, post.text, links)


def snapshot(post: WallPost, now: datetime, reach: Mapping[int, Reach] | None) -> Snapshot:
    """The figures of a post; `reach` None = no credential may see it."""
    told: dict[Metric, int | None] = {
        Metric.IMPRESSIONS: post.views.count,
        Metric.REACTIONS: post.likes.count,
        Metric.COMMENTS: post.comments.count,
        Metric.SHARES: post.reposts.count,
    }
    row = (reach or {}).get(post.id)
    if row is not None:
        told[Metric.REACH] = row.reach_total if row.reach_total is not None else row.reach_total_count
        told[Metric.CLICKS] = row.links
    figures = {metric: value for metric, value in told.items() if value is not None}
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    if reach is None:
        absent |= dict.fromkeys((Metric.REACH, Metric.CLICKS), Absence.NOT_PERMITTED)
    absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    return Snapshot(str(post.id), now, figures, absent)
