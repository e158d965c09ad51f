"""Post → Mastodon's requests; replies → our values. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.errors import Unavailable
from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Picture, Post
from bot.networks.mastodon import text

_LONGEST_ID = 64
_NEVER = (Metric.IMPRESSIONS, Metric.REACH, Metric.CLICKS, Metric.VIDEO_VIEWS)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


Count = Annotated[int | None, BeforeValidator(_count)]
Identity = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Media(_Reply):
    """An uploaded picture; it is ready when it has an address."""

    id: Identity
    url: str | None = None


class _Card(_Reply):
    url: str = ""


class Status(_Reply):
    """A status as a server shows it."""

    id: Identity
    created_at: datetime
    url: str | None = None
    uri: str = ""
    content: str = ""
    spoiler_text: str = ""
    sensitive: bool = False
    language: str | None = None
    card: _Card | None = None
    media_attachments: list[Media] = []
    favourites_count: Count = None
    reblogs_count: Count = None
    replies_count: Count = None
    quotes_count: Count = None


class Source(_Reply):
    """A status as it was written."""

    text: str


class Who(_Reply):
    """Whose the token is."""

    id: Identity
    username: str
    display_name: str = ""
    url: str = ""


class App(_Reply):
    """The application that the token was given to; its scopes are told since 4.3."""

    name: str = ""
    scopes: tuple[str, ...] | None = None


class _StatusRules(_Reply):
    max_characters: int | None = None
    max_media_attachments: int | None = None


class _MediaRules(_Reply):
    description_limit: int | None = None


class _Configuration(_Reply):
    statuses: _StatusRules = _StatusRules()
    media_attachments: _MediaRules = _MediaRules()


class Instance(_Reply):
    """What a server says of itself."""

    domain: str = ""
    version: str = ""
    configuration: _Configuration = _Configuration()


_Model = TypeVar("_Model", bound=BaseModel)


def understood(answer: Any, model: type[_Model]) -> _Model:
    """The answer as that model. Raises Unavailable when it is none."""
    try:
        return model.model_validate(answer)
    except ValueError:
        raise Unavailable(f"the server's answer is not understood ({model.__name__})") from None


def statuses_of(answer: Any) -> list[Status]:
    """The statuses of a list. Raises Unavailable when it is none."""
    if not isinstance(answer, list):
        raise Unavailable("the server's answer is not understood (a list of statuses)")
    return [understood(entry, Status) for entry in answer]


def new_status(post: Post, media: Sequence[str], visibility: str) -> dict[str, object]:
    """The body of POST /api/v1/statuses."""
    body: dict[str, object] = {"status": post.text}
    if media:
        body["media_ids"] = list(media)
    if post.language:
        body["language"] = post.language
    if visibility:
        body["visibility"] = visibility
    return body


def changed_status(post: Post, shown: Status) -> dict[str, object]:
    """The body of PUT /api/v1/statuses/:id: what is not named there would be taken off, so all of it is named."""
    body: dict[str, object] = {
        "status": post.text, "spoiler_text": shown.spoiler_text, "sensitive": shown.sensitive,
    }  # fmt: skip
    if shown.media_attachments:
        body["media_ids"] = [media.id for media in shown.media_attachments]
    language = post.language or shown.language
    if language:
        body["language"] = language
    return body


def idempotency_key(post: Post) -> str:
    """What tells the server that a second call is the first one again: the delivery's mark, else what is sent."""
    if post.mark:
        return f"pressbot-{post.mark}"
    content = "\0".join((post.account, post.article_url, post.text))
    return f"pressbot-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()}"


def file_of(picture: Picture) -> tuple[str, bytes, str]:
    """A picture as a part of a form."""
    return f"picture.{picture.media_type.rpartition('/')[2]}", picture.content, picture.media_type


def is_id(identity: str) -> bool:
    """Whether a server could have given that id: letters and digits, numbers on Mastodon itself."""
    return identity.isascii() and identity.isalnum() and len(identity) <= _LONGEST_ID


def permalink(status: Status) -> str:
    """Where people see the status."""
    return status.url or status.uri


def remote_post(status: Status) -> RemotePost:
    """A listed status: the text without markup, every link in whole."""
    words, links = text.read(status.content)
    shown = [*links, *([status.card.url] if status.card and status.card.url else [])]
    made = status.created_at if status.created_at.tzinfo else status.created_at.replace(tzinfo=UTC)
    return RemotePost(status.id, permalink(status), made.astimezone(UTC), words, tuple(dict.fromkeys(shown)))


def snapshot(status: Status, now: datetime) -> Snapshot:
    """The figures of a status, with a reason for each that is missing. Quotes count as shares."""
    shares = [count for count in (status.reblogs_count, status.quotes_count) if count is not None]
    told = {
        Metric.REACTIONS: status.favourites_count,
        Metric.COMMENTS: status.replies_count,
        Metric.SHARES: sum(shares) if status.reblogs_count is not None else None,
    }
    figures = {metric: value for metric, value in told.items() if value is not None}
    absent = {
        metric: Absence.NOT_OFFERED if metric in _NEVER else Absence.NOT_SAID
        for metric in Metric
        if metric not in figures
    }
    return Snapshot(status.id, now, figures, absent)
