"""Post → OK's parameters; replies → our values. Pure. Ids are texts throughout."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Post

#: Ids in one call: peers ask 100.
CHUNK = 100
_FIELDS = (
    "media_topic.ID,media_topic.CREATED_MS,media_topic.DISCUSSION_SUMMARY,media_topic.LIKE_SUMMARY,"
    "media_topic.RESHARE_SUMMARY,media_topic.VIEWS_COUNT,media_topic.AUTHOR_REF,media_topic.OWNER_REF"
)
STATISTICS_FIELDS = "ID,CREATED_MS,REACH,LINK_CLICKS,VIEWS"

_Text = Annotated[str, BeforeValidator(str)]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class UploadUrl(_Reply):
    """Where pictures go, and under which ids they come back."""

    upload_url: str
    photo_ids: list[_Text]


class _Token(_Reply):
    token: str


class Uploaded(_Reply):
    """The tokens of uploaded pictures."""

    photos: dict[str, _Token]


class _Media(_Reply):
    type: str = ""
    text: str = ""
    url: str | None = None


class _Comments(_Reply):
    comments_count: int | None = None


class _Count(_Reply):
    count: int | None = None


class Topic(_Reply):
    """A topic as OK lists it; a missing summary means unknown, not zero."""

    id: _Text
    created_ms: int | None = None
    media: list[_Media] = []
    delete_id: _Text | None = None
    discussion_summary: _Comments = _Comments()
    like_summary: _Count = _Count()
    reshare_summary: _Count = _Count()
    views_count: int | None = None


class Topics(_Reply):
    """A list of topics."""

    media_topics: list[Topic] = []


class _TopicStatistic(_Reply):
    id: _Text
    reach: int | None = None
    link_clicks: int | None = None


class TopicStatistics(_Reply):
    """The statistics of the group's topics."""

    topics: list[_TopicStatistic] = []
    anchor: str | None = None


def attachment(post: Post, tokens: Sequence[str]) -> str:
    """The attachment's JSON, serialised once: the signed text and the sent text must be the same."""
    media: list[dict[str, object]] = [{"type": "text", "text": post.text}]
    if tokens:
        media.append({"type": "photo", "list": [{"id": token} for token in tokens]})
    if post.link and post.link not in post.text:
        media.append({"type": "link", "url": post.link})
    # The string "true", not the boolean: else the admin would be the author.
    return json.dumps({"media": media, "onBehalfOfGroup": "true"}, ensure_ascii=False, separators=(",", ":"))


def tokens_of(upload: UploadUrl, body: bytes) -> list[str]:
    """The upload tokens in the order asked. Raises ValueError when one is missing."""
    photos = Uploaded.model_validate_json(body).photos
    missing = [identity for identity in upload.photo_ids if identity not in photos]
    if missing:
        raise ValueError("an uploaded picture has no token")
    return [photos[identity].token for identity in upload.photo_ids]


def permalink(group: str, topic: str) -> str:
    """Where people see the topic."""
    return f"https://ok.ru/group/{group}/topic/{topic}"


def remote_post(group: str, topic: Topic) -> RemotePost:
    """A listed topic."""
    created = datetime.fromtimestamp((topic.created_ms or 0) / 1000, UTC)
    text = "\n".join(block.text for block in topic.media if block.type == "text")
    links = tuple(block.url for block in topic.media if block.url)
    return RemotePost(topic.id, permalink(group, topic.id), created, text, links)


def by_ids(ids: Sequence[str]) -> dict[str, str]:
    """The parameters of a batch read."""
    return {"topic_ids": ",".join(ids), "fields": _FIELDS, "media_limit": "1"}


def snapshot(topic: Topic, now: datetime, extra: Mapping[Metric, int], extra_absence: Absence) -> Snapshot:
    """The figures of a topic, with a reason for each that is missing."""
    told = {
        Metric.IMPRESSIONS: topic.views_count,
        Metric.REACTIONS: topic.like_summary.count,
        Metric.COMMENTS: topic.discussion_summary.comments_count,
        Metric.SHARES: topic.reshare_summary.count,
    }
    figures = {metric: value for metric, value in told.items() if value is not None} | dict(extra)
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    absent |= {m: extra_absence for m in (Metric.REACH, Metric.CLICKS) if m not in figures}
    absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    return Snapshot(topic.id, now, figures, absent)


def statistics_of(found: TopicStatistics) -> dict[str, dict[Metric, int]]:
    """Topic → reach and clicks, where told."""
    return {
        entry.id: {
            metric: value
            for metric, value in ((Metric.REACH, entry.reach), (Metric.CLICKS, entry.link_clicks))
            if value is not None
        }
        for entry in found.topics
    }
