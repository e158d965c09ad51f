"""Post → X's requests; X's replies → our values, old and new field names alike. Pure."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from bot.errors import Unavailable
from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot

#: Ids in one look-up, posts on one page of a time line.
CHUNK = 100
#: Beginnings of the parameter that asks for fields: until specification 2.166, and from 2.167 on.
OLD_NAMES, NEW_NAMES = "tweet", "post"
_RENAMED = {"note_tweet": "note_post", "referenced_tweets": "referenced_posts"}
PRIVATE = "non_public_metrics"
#: X tells the private figures of posts of the last 30 days; docs.x.com, metrics, read 2026-11-23.
_PRIVATE_AGE = timedelta(days=30)
#: Milliseconds of the first snowflake id.
_EPOCH_MS = 1288834974657
_DIGITS = 19
_GONE = ("resource-not-found", "not-authorized-for-resource")
_FIELD_REFUSED = ("not-authorized-for-field", "field-unauthorized")


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Url(_Reply):
    expanded_url: str | None = None
    unwound_url: str | None = None


class _Entities(_Reply):
    urls: list[_Url] = []


class _Note(_Reply):
    """The whole text of a post longer than 280."""

    text: str = ""
    entities: _Entities = _Entities()


def _count(*names: str) -> Any:
    """A counter under any of its names, as a number or as its twin in words ("like_count_str")."""
    return Field(default=None, validation_alias=AliasChoices(*names, *(f"{name}_str" for name in names)))


class _Public(_Reply):
    like_count: int | None = _count("like_count")
    reply_count: int | None = _count("reply_count")
    quote_count: int | None = _count("quote_count")
    repost_count: int | None = _count("repost_count", "retweet_count")
    impression_count: int | None = _count("impression_count")


class _Private(_Reply):
    impression_count: int | None = _count("impression_count")
    url_link_clicks: int | None = _count("url_link_clicks")


class Shown(_Reply):
    """A post as X shows it."""

    id: str
    text: str = ""
    created_at: datetime | None = None
    entities: _Entities = _Entities()
    note: _Note | None = Field(default=None, validation_alias=AliasChoices("note_tweet", "note_post"))
    public_metrics: _Public | None = None
    non_public_metrics: _Private | None = None


class _Fault(_Reply):
    resource_id: str | None = None
    value: str | None = None
    field: str = ""
    type: str = ""

    @property
    def about(self) -> str:
        """The post that the fault is about."""
        return self.resource_id or self.value or ""

    @property
    def name(self) -> str:
        """The last part of its type."""
        return self.type.rsplit("/", 1)[-1]


class _Meta(_Reply):
    next_token: str | None = None


class Posts(_Reply):
    """Posts, and what could not be shown, side by side in a 200."""

    data: list[Shown] = []
    errors: list[_Fault] = []
    meta: _Meta = _Meta()

    @property
    def gone(self) -> set[str]:
        """The ids that X says are not there."""
        return {fault.about for fault in self.errors if fault.name in _GONE}

    @property
    def private_refused(self) -> set[str]:
        """The ids of which X does not tell the private figures."""
        refused = (fault for fault in self.errors if fault.name in _FIELD_REFUSED)
        return {fault.about for fault in refused if fault.field in {"", PRIVATE}}


class _Processing(_Reply):
    state: str = ""


class _Made(_Reply):
    id: str
    processing_info: _Processing = _Processing()


class Made(_Reply):
    """The answer to a create call, or to an upload."""

    data: _Made


class _Deleted(_Reply):
    deleted: bool = False


class Deleted(_Reply):
    """The answer to a deletion."""

    data: _Deleted = _Deleted()


class _User(_Reply):
    id: str
    username: str
    name: str = ""


class Me(_Reply):
    """Whom the token belongs to."""

    data: _User


class _Usage(_Reply):
    project_cap: int
    project_usage: int


class Usage(_Reply):
    """How many posts the app has read this month."""

    data: _Usage


_Model = TypeVar("_Model", bound=BaseModel)


def understood(body: Any, model: type[_Model]) -> _Model:
    """The reply as that model. Raises Unavailable when it is none."""
    try:
        return model.model_validate(body)
    except ValueError:
        raise Unavailable(f"X's answer is not understood ({model.__name__})") from None


def new_post(text: str, media: Sequence[str] = (), reply_to: str | None = None) -> dict[str, Any]:
    """The body of POST /2/tweets; unknown keys are refused, so none is sent that says nothing."""
    body: dict[str, Any] = {"text": text}
    if media:
        body["media"] = {"media_ids": list(media)}
    if reply_to is not None:
        body["reply"] = {"in_reply_to_tweet_id": reply_to}
    return body


def asked_fields(fields: Sequence[str], names: str) -> dict[str, str]:
    """The parameter that asks for fields, given by their old names."""
    if names == NEW_NAMES:
        fields = [_RENAMED.get(name, name) for name in fields]
    return {f"{names}.fields": ",".join(fields)}


def speaks_new_names(body: Any) -> bool:
    """Whether the answer to a create call uses the names of specification 2.167."""
    made = body.get("data") if isinstance(body, dict) else None
    return isinstance(made, dict) and "edit_history_post_ids" in made and "edit_history_tweet_ids" not in made


def names_posts(body: Any) -> bool:
    """Whether the errors of a look-up are about single posts, not about the whole call."""
    errors = body.get("errors") if isinstance(body, dict) else None
    return isinstance(errors, list) and all(
        isinstance(e, dict) and (e.get("resource_id") or e.get("value")) for e in errors
    )


def is_id(text: str) -> bool:
    """Whether X could have given that id: one that it could not have given makes it refuse a whole look-up."""
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def created_at(identity: str) -> datetime:
    """When a post was made: its id carries the moment."""
    return datetime.fromtimestamp(((int(identity) >> 22) + _EPOCH_MS) / 1000, UTC)


def has_private_metrics(identity: str, now: datetime) -> bool:
    """Whether X still tells the private figures of that post."""
    return now - created_at(identity) < _PRIVATE_AGE


def permalink(identity: str, username: str | None) -> str:
    """Where people see the post."""
    return f"https://x.com/{username or 'i/web'}/status/{identity}"


def moment(at: datetime) -> str:
    """A moment as X takes it, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def remote_post(shown: Shown, username: str | None) -> RemotePost:
    """A listed post: the whole text, links un-shortened, HTML entities undone."""
    entities = shown.note.entities.urls if shown.note and shown.note.entities.urls else shown.entities.urls
    links = [link for url in entities for link in (url.unwound_url, url.expanded_url) if link]
    text = shown.note.text if shown.note and shown.note.text else shown.text
    return RemotePost(
        shown.id,
        permalink(shown.id, username),
        shown.created_at or created_at(shown.id),
        html.unescape(text),
        tuple(dict.fromkeys(links)),
    )


def snapshots_of(found: Posts, asked: Collection[str], now: datetime) -> list[Snapshot]:
    """One snapshot for each post asked for: its figures, or that it is gone, or that X did not say."""
    shown = {post.id: post for post in found.data}
    taken = []
    for identity in asked:
        if identity in shown:
            taken.append(snapshot(shown[identity], now, private_refused=identity in found.private_refused))
        elif identity in found.gone:
            taken.append(Snapshot(identity, now, gone=True))
        else:
            taken.append(Snapshot(identity, now, {}, _absent({})))
    return taken


def snapshot(shown: Shown, now: datetime, *, private_refused: bool = False) -> Snapshot:
    """The figures of a post, with a reason for each that is missing."""
    public, private = shown.public_metrics or _Public(), shown.non_public_metrics or _Private()
    shares = [count for count in (public.repost_count, public.quote_count) if count is not None]
    told: Mapping[Metric, int | None] = {
        Metric.IMPRESSIONS: public.impression_count if private.impression_count is None else private.impression_count,
        Metric.REACTIONS: public.like_count,
        Metric.COMMENTS: public.reply_count,
        Metric.SHARES: sum(shares) if shares else None,
        Metric.CLICKS: private.url_link_clicks,
    }
    figures = {metric: value for metric, value in told.items() if value is not None}
    absent = _absent(figures)
    if Metric.CLICKS in absent:
        if not has_private_metrics(shown.id, now):
            absent[Metric.CLICKS] = Absence.TOO_OLD
        elif private_refused or shown.non_public_metrics is None:
            absent[Metric.CLICKS] = Absence.NOT_PERMITTED
    return Snapshot(shown.id, now, figures, absent)


def _absent(figures: Mapping[Metric, int]) -> dict[Metric, Absence]:
    never = {Metric.REACH: Absence.NOT_OFFERED, Metric.VIDEO_VIEWS: Absence.NOT_OFFERED}
    return {metric: never.get(metric, Absence.NOT_SAID) for metric in Metric if metric not in figures}
