"""Post → Graph requests; Graph replies → our values. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Picture, Post

READ_AFTER_WRITE = "id,permalink_url,created_time"
RECENT_FIELDS = "id,message,created_time,permalink_url,attachments{media_type,title,url,unshimmed_url}"
COUNTER_FIELDS = (
    "id,shares,reactions.summary(total_count).limit(0),comments.filter(stream).summary(total_count).limit(0)"
)
#: Insight → metric. Asked one post a call and apart from the counters: one dead name fails the whole call.
INSIGHTS: Mapping[str, Metric] = {
    "post_media_view": Metric.IMPRESSIONS,
    "post_total_media_view_unique": Metric.REACH,
    "post_clicks": Metric.CLICKS,
}
BATCH = 50


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Made(_Reply):
    """What a create call gives back."""

    id: str
    post_id: str | None = None
    permalink_url: str | None = None
    created_time: datetime | None = None


class _Attachment(_Reply):
    url: str | None = None
    unshimmed_url: str | None = None


class _Attachments(_Reply):
    data: list[_Attachment] = []


class PagePost(_Reply):
    """A post as the page lists it."""

    id: str
    message: str = ""
    created_time: datetime
    permalink_url: str | None = None
    attachments: _Attachments = _Attachments()


class _Cursors(_Reply):
    after: str | None = None


class _Paging(_Reply):
    cursors: _Cursors = _Cursors()
    next: str | None = None


class PagePosts(_Reply):
    """One page of posts."""

    data: list[PagePost]
    paging: _Paging = _Paging()


class Element(_Reply):
    """One answer inside a batch."""

    code: int
    body: str = ""


class _Total(_Reply):
    total_count: int


class _Summary(_Reply):
    summary: _Total


class _Count(_Reply):
    count: int


class Counters(_Reply):
    """The public counters of one post."""

    id: str
    #: Absent when there were none.
    shares: _Count | None = None
    reactions: _Summary | None = None
    comments: _Summary | None = None


class _InsightValue(_Reply):
    value: int | dict[str, Any] | None = None


class _Insight(_Reply):
    name: str
    values: list[_InsightValue] = []
    total_value: _InsightValue | None = None


class Insights(_Reply):
    """The insights of one post."""

    data: list[_Insight]


def link_post(post: Post) -> dict[str, str]:
    """The form of a post with a link card."""
    form = {"message": post.text, "fields": READ_AFTER_WRITE}
    if post.link:
        form["link"] = post.link
    return form


def photo_form(text: str, picture: Picture, *, published: bool) -> dict[str, str]:
    """The fields beside one photo's bytes."""
    form = {"fields": "id" if not published else "id,post_id"}
    if published:
        form["message"] = text
    else:
        form["published"] = "false"
    if picture.alt:
        form["alt_text_custom"] = picture.alt
    return form


def album_post(post: Post, media: Sequence[str]) -> dict[str, str]:
    """The form of a post with photos that were uploaded before."""
    attached = json.dumps([{"media_fbid": identity} for identity in media])
    return {"message": post.text, "attached_media": attached, "fields": READ_AFTER_WRITE}


def receipt_of(body: bytes, now: datetime, notes: Sequence[str] = ()) -> Receipt:
    """The receipt of a create call. Raises ValueError when the body does not name the post."""
    made = Made.model_validate_json(body)
    identity = made.post_id or made.id
    permalink = made.permalink_url or f"https://www.facebook.com/{identity}"
    return Receipt(identity, permalink, made.created_time or now, tuple(notes))


def remote_post(post: PagePost) -> RemotePost:
    """A listed post; of its links the real ones, not Facebook's redirects."""
    links = tuple(entry.unshimmed_url for entry in post.attachments.data if entry.unshimmed_url)
    permalink = post.permalink_url or f"https://www.facebook.com/{post.id}"
    return RemotePost(post.id, permalink, post.created_time, post.message, links)


def batch(urls: Sequence[str]) -> str:
    """The `batch` field for reads."""
    return json.dumps([{"method": "GET", "relative_url": url} for url in urls])


def elements(body: bytes) -> list[Element | None]:
    """The answers in a batch, in the order asked; None for one that timed out. Raises ValueError."""
    found = json.loads(body)
    if not isinstance(found, list):
        raise ValueError("the batch's answer is no list")  # noqa: TRY004 - callers know ValueError only
    return [Element.model_validate(entry) if entry is not None else None for entry in found]


def figures_of(counters: Counters) -> dict[Metric, int]:
    """The public counters; `shares` is absent when it is zero, by the documents."""
    figures = {Metric.SHARES: counters.shares.count if counters.shares else 0}
    if counters.reactions:
        figures[Metric.REACTIONS] = counters.reactions.summary.total_count
    if counters.comments:
        figures[Metric.COMMENTS] = counters.comments.summary.total_count
    return figures


def insights_of(body: str) -> dict[Metric, int]:
    """The insights of one post; what is not there is not zero. Raises ValueError."""
    figures = {}
    for insight in Insights.model_validate_json(body).data:
        metric = INSIGHTS.get(insight.name)
        value = insight.values[0].value if insight.values else insight.total_value and insight.total_value.value
        if metric is not None and isinstance(value, int):
            figures[metric] = value
    return figures


def snapshot(identity: str, now: datetime, figures: Mapping[Metric, int], insights_absence: Absence) -> Snapshot:
    """The snapshot with a reason for each figure that is missing."""
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    absent |= {metric: insights_absence for metric in INSIGHTS.values() if metric not in figures}
    if Metric.VIDEO_VIEWS in absent:
        absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    return Snapshot(identity, now, dict(figures), absent)
