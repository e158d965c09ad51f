"""Post → LinkedIn's JSON, "little text" escapes included; replies → our values. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Form, Picture, Post
from bot.networks.linkedin.limits import RESERVED

#: Ids in one statistics call: the address must stay well below 4,000 characters.
CHUNK = 40
_ESCAPE = re.compile(f"[{re.escape(RESERVED)}]")
_HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")
_UNESCAPE = re.compile(rf"\{{hashtag\|\\?#\|([^}}]+)\}}|\\([{re.escape(RESERVED)}])")


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Article(_Reply):
    source: str = ""


class _Content(_Reply):
    article: _Article | None = None


class Element(_Reply):
    """A post as LinkedIn lists it."""

    id: str
    commentary: str = ""
    content: _Content = _Content()
    createdAt: int  # noqa: N815 - LinkedIn's name; milliseconds


class Elements(_Reply):
    """A finder's answer."""

    elements: list[Element]


class _Upload(_Reply):
    uploadUrl: str  # noqa: N815 - LinkedIn's name
    image: str


class Upload(_Reply):
    """The answer to initializeUpload."""

    value: _Upload


class ImageState(_Reply):
    """How far an uploaded image is."""

    status: str


class _Totals(_Reply):
    impressionCount: int | None = None  # noqa: N815
    uniqueImpressionsCount: int | None = None  # noqa: N815
    clickCount: int | None = None  # noqa: N815
    likeCount: int | None = None  # noqa: N815
    commentCount: int | None = None  # noqa: N815
    shareCount: int | None = None  # noqa: N815


class _Statistic(_Reply):
    share: str | None = None
    ugcPost: str | None = None  # noqa: N815
    totalShareStatistics: _Totals  # noqa: N815


class Statistics(_Reply):
    """The answer of organizationalEntityShareStatistics."""

    elements: list[_Statistic]


class Many(_Reply):
    """A batch read of posts."""

    results: dict[str, Any] = {}


def organisation_urn(identity: str) -> str:
    """The URN; people paste the whole URN as often as the number."""
    return f"urn:li:organization:{identity.rsplit(':', 1)[-1]}"


def escape(text: str) -> str:
    """The text as "little text": reserved characters escaped, hashtags left to work.

    Unescaped, such a character silently ends the post there, with a 201.
    """
    parts, at = [], 0
    for hashtag in _HASHTAG.finditer(text):
        parts.append(_ESCAPE.sub(lambda found: "\\" + found.group(0), text[at : hashtag.start()]))
        # The underscore is a letter of a hashtag; the first # is its sign.
        parts.append(hashtag.group(0))
        at = hashtag.end()
    parts.append(_ESCAPE.sub(lambda found: "\\" + found.group(0), text[at:]))
    return "".join(parts)


def unescape(commentary: str) -> str:
    """What readers see of a commentary."""
    return _UNESCAPE.sub(lambda found: f"#{found.group(1)}" if found.group(1) else found.group(2), commentary)


def encoded(urn: str) -> str:
    """The URN fit for a path or a List(…)."""
    return quote(urn, safe="")


def create(post: Post, author: str, images: Sequence[tuple[str, Picture]]) -> dict[str, Any]:
    """The JSON of a new post; `images`: URN and picture, ready to be shown."""
    body: dict[str, Any] = {
        "author": author,
        "commentary": escape(post.text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    content = _content(post, images)
    if content:
        body["content"] = content
    return body


def _content(post: Post, images: Sequence[tuple[str, Picture]]) -> dict[str, Any]:
    if post.form is Form.PHOTO and images:
        shown = [{"id": urn, "altText": picture.alt or ""} for urn, picture in images]
        return {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}
    if post.link is None:
        return {}
    article = {"source": post.link, "title": post.card_title or post.link}
    if post.card_description:
        article["description"] = post.card_description
    if images:
        article["thumbnail"] = images[0][0]
    return {"article": article}


def permalink(urn: str) -> str:
    """Where people see the post."""
    return f"https://www.linkedin.com/feed/update/{urn}/"


def remote_post(element: Element) -> RemotePost:
    """A listed post, its escapes undone."""
    links = (element.content.article.source,) if element.content.article and element.content.article.source else ()
    created = datetime.fromtimestamp(element.createdAt / 1000, UTC)
    return RemotePost(element.id, permalink(element.id), created, unescape(element.commentary), links)


def finder(author: str, count: int) -> str:
    """The raw query of the newest posts of an author."""
    return f"author={encoded(author)}&q=author&count={count}&start=0&sortBy=CREATED"


def statistics_queries(author: str, urns: Sequence[str]) -> list[tuple[str, list[str]]]:
    """(raw query, URNs asked) for each call: shares and ugcPosts apart, List(…) raw, the URNs in it encoded."""
    queries = []
    for key, mark in (("shares", ":share:"), ("ugcPosts", ":ugcPost:")):
        kind = [urn for urn in urns if mark in urn]
        for start in range(0, len(kind), CHUNK):
            chunk = kind[start : start + CHUNK]
            inside = ",".join(encoded(urn) for urn in chunk)
            query = f"q=organizationalEntity&organizationalEntity={encoded(author)}&{key}=List({inside})"
            queries.append((query, chunk))
    return queries


def figures_of(statistics: Statistics) -> dict[str, dict[Metric, int]]:
    """URN → figures; a negative number of likes, which happens, is none."""
    found = {}
    for entry in statistics.elements:
        urn, totals = entry.share or entry.ugcPost, entry.totalShareStatistics
        if urn is None:
            continue
        values = {
            Metric.IMPRESSIONS: totals.impressionCount,
            Metric.REACH: totals.uniqueImpressionsCount,
            Metric.REACTIONS: totals.likeCount,
            Metric.COMMENTS: totals.commentCount,
            Metric.SHARES: totals.shareCount,
            Metric.CLICKS: totals.clickCount,
        }
        found[urn] = {metric: max(value, 0) for metric, value in values.items() if value is not None}
    return found


#: Posts without activity are left out of the statistics: these figures are zero then, if the post is there.
ZERO_WHEN_LEFT_OUT: Mapping[Metric, int] = {
    Metric.IMPRESSIONS: 0,
    Metric.REACH: 0,
    Metric.REACTIONS: 0,
    Metric.COMMENTS: 0,
    Metric.SHARES: 0,
    Metric.CLICKS: 0,
}


def snapshot(urn: str, now: datetime, figures: Mapping[Metric, int]) -> Snapshot:
    """The snapshot with a reason for each figure that is missing."""
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    return Snapshot(urn, now, dict(figures), absent)
