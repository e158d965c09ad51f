"""X's replies → our values, old and new field names alike. Pure."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot

CHUNK = 100
_PRIVATE_AGE = timedelta(days=30)
#: Milliseconds of the first snowflake id.
_EPOCH_MS = 1288834974657


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Url(_Reply):
    expanded_url: str | None = None
    unwound_url: str | None = None


class _Entities(_Reply):
    urls: list[_Url] = []


class _Public(_Reply):
    like_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    repost_count: int | None = Field(default=None, validation_alias=AliasChoices("repost_count", "retweet_count"))
    impression_count: int | None = None


class _Private(_Reply):
    impression_count: int | None = None
    url_link_clicks: int | None = None


class Tweet(_Reply):
    """A post as X shows it."""

    id: str
    text: str = ""
    created_at: datetime | None = None
    entities: _Entities = _Entities()
    public_metrics: _Public | None = None
    non_public_metrics: _Private | None = None


class _Fault(_Reply):
    resource_id: str | None = None
    value: str | None = None
    type: str = ""


class Tweets(_Reply):
    """Posts, and what could not be shown, side by side in a 200."""

    data: list[Tweet] = []
    errors: list[_Fault] = []


class _Made(_Reply):
    id: str


class Made(_Reply):
    """The answer to a create call."""

    data: _Made


class _User(_Reply):
    id: str
    username: str
    name: str = ""


class Me(_Reply):
    """Whom the token belongs to."""

    data: _User


def created_at(identity: str) -> datetime:
    """When a post was made: its id carries the moment."""
    return datetime.fromtimestamp(((int(identity) >> 22) + _EPOCH_MS) / 1000, UTC)


def has_private_metrics(identity: str, now: datetime) -> bool:
    """Whether X still tells the private figures of that post."""
    return now - created_at(identity) < _PRIVATE_AGE - timedelta(hours=1)


def permalink(identity: str, username: str | None) -> str:
    """Where people see the post."""
    return f"https://x.com/{username or 'i/web'}/status/{identity}"


def remote_post(tweet: Tweet, username: str | None) -> RemotePost:
    """A listed post: links un-shortened, HTML entities undone."""
    links = [url.unwound_url or url.expanded_url for url in tweet.entities.urls]
    return RemotePost(
        tweet.id,
        permalink(tweet.id, username),
        tweet.created_at or created_at(tweet.id),
        html.unescape(tweet.text),
        tuple(link for link in links if link),
    )


def snapshot(tweet: Tweet, now: datetime) -> Snapshot:
    """The figures of a post, with a reason for each that is missing."""
    public, private = tweet.public_metrics or _Public(), tweet.non_public_metrics or _Private()
    shares = [count for count in (public.repost_count, public.quote_count) if count is not None]
    told: Mapping[Metric, int | None] = {
        Metric.IMPRESSIONS: public.impression_count if private.impression_count is None else private.impression_count,
        Metric.REACTIONS: public.like_count,
        Metric.COMMENTS: public.reply_count,
        Metric.SHARES: sum(shares) if shares else None,
        Metric.CLICKS: private.url_link_clicks,
    }
    figures = {metric: value for metric, value in told.items() if value is not None}
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    absent |= {Metric.REACH: Absence.NOT_OFFERED, Metric.VIDEO_VIEWS: Absence.NOT_OFFERED}
    if Metric.CLICKS in absent:
        young = has_private_metrics(tweet.id, now)
        absent[Metric.CLICKS] = Absence.NOT_PERMITTED if young else Absence.TOO_OLD
    return Snapshot(tweet.id, now, figures, absent)


def gone(found: Tweets) -> set[str]:
    """The ids that X says are not there."""
    return {
        fault.resource_id or fault.value or "" for fault in found.errors if fault.type.endswith("resource-not-found")
    }
