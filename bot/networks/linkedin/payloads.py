"""Post → LinkedIn's JSON, LinkedIn's posts → ours, queries written raw. Pure.

learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api, read 2026-11-23.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import Unavailable
from bot.http import Reply
from bot.model.delivery import RemotePost
from bot.model.limits import Limits
from bot.model.post import Form, Post
from bot.networks.linkedin.text import cut, escape, unescape

_Model = TypeVar("_Model", bound=BaseModel)
#: Ids in one List(…): the address must stay well below 4,000 characters, beyond which it needs a tunnel.
CHUNK = 50
#: Both kinds have numbers of their own; the pages show a third kind (activity), which the API does not take.
_POST = re.compile(r"urn:li:(share|ugcPost):\d{1,25}")
#: Dropped in processing, after a 201: no reader ever saw it.
_DROPPED = "PUBLISH_FAILED"


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Article(_Reply):
    source: str = ""


class _Content(_Reply):
    article: _Article | None = None


class Element(_Reply):
    """A post as LinkedIn shows it."""

    id: str
    commentary: str = ""
    content: _Content | None = None
    createdAt: int  # noqa: N815 - LinkedIn's name; milliseconds
    lifecycleState: str = ""  # noqa: N815 - LinkedIn's name

    @property
    def created_at(self) -> datetime:
        """When it was made, aware UTC."""
        return datetime.fromtimestamp(self.createdAt / 1000, UTC)

    @property
    def is_dropped(self) -> bool:
        """Whether LinkedIn dropped it after its 201: no reader sees it."""
        return self.lifecycleState == _DROPPED


class Elements(_Reply):
    """A finder's answer; an entry that is not understood is left out."""

    elements: list[dict[str, Any]]

    @property
    def posts(self) -> list[Element]:
        """The posts in it."""
        return [post for entry in self.elements if (post := element(entry)) is not None]


class Many(_Reply):
    """The answer to a batch: what was found, and what is wrong with the others, with HTTP 200."""

    results: dict[str, Any] = {}
    errors: dict[str, Any] = {}

    def is_missing(self, urn: str) -> bool:
        """Whether LinkedIn says that it is not there."""
        error = self.errors.get(urn)
        return isinstance(error, dict) and error.get("status") == 404


class _Upload(_Reply):
    uploadUrl: str  # noqa: N815 - LinkedIn's name
    image: str


class Upload(_Reply):
    """The answer to initializeUpload."""

    value: _Upload


class ImageState(_Reply):
    """How far an uploaded image is: WAITING_UPLOAD, PROCESSING, AVAILABLE, PROCESSING_FAILED."""

    status: str


@dataclass(frozen=True, slots=True)
class Image:
    """An uploaded picture that is ready to be shown."""

    urn: str
    alt: str | None


def understood(reply: Reply, model: type[_Model]) -> _Model:
    """The answer as that model. Raises Unavailable when it is something else."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError:
        raise Unavailable(f"LinkedIn's answer is not understood ({model.__name__.strip('_')})") from None


def element(entry: object) -> Element | None:
    """A post from its JSON; None when it is none."""
    try:
        return Element.model_validate(entry)
    except ValidationError:
        return None


def number_of(identity: str) -> str:
    """The organisation's number; people paste the whole URN as often."""
    return identity.rpartition(":")[2].strip()


def organisation_urn(identity: str) -> str:
    """The organisation's URN, from its number or from the URN itself."""
    return f"urn:li:organization:{number_of(identity)}"


def is_post(urn: str) -> bool:
    """Whether LinkedIn could have given that id to a post."""
    return _POST.fullmatch(urn) is not None


def kind_of(urn: str) -> str:
    """ "share" or "ugcPost": statistics are asked for by kind."""
    found = _POST.fullmatch(urn)
    return found[1] if found else ""


def create(post: Post, author: str, images: Sequence[Image], limits: Limits) -> dict[str, Any]:
    """The JSON of a new post; `images` are ready to be shown."""
    body: dict[str, Any] = {
        "author": author,
        "commentary": escape(post.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    content = _content(post, images, limits)
    return body | ({"content": content} if content else {})


def _content(post: Post, images: Sequence[Image], limits: Limits) -> dict[str, Any]:
    """Own pictures, or a card: they exclude each other."""
    if images and (post.form is Form.PHOTO or post.link is None):
        shown = [_shown(image, limits) for image in images]
        return {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}
    if post.link is None:
        return {}
    # LinkedIn reads no page: what the card is to show must be said.
    article = {"source": post.link, "title": cut(post.card_title or post.link, limits.card_title)}
    if post.card_description:
        article["description"] = cut(post.card_description, limits.card_description)
    if images:
        article["thumbnail"] = images[0].urn
    return {"article": article}


def _shown(image: Image, limits: Limits) -> dict[str, str]:
    return {"id": image.urn} | ({"altText": cut(image.alt, limits.alt)} if image.alt else {})


def pictures_shown(post: Post, limits: Limits) -> int:
    """How many pictures such a post can show: a card has one."""
    return limits.images if post.form is Form.PHOTO or post.link is None else 1


def edit(text: str) -> dict[str, Any]:
    """The JSON of a change of the text; card, pictures and author cannot be changed."""
    return {"patch": {"$set": {"commentary": escape(text)}}}


def permalink(urn: str) -> str:
    """Where people see the post."""
    return f"https://www.linkedin.com/feed/update/{urn}/"


def remote_post(shown: Element) -> RemotePost:
    """A listed post as readers see it."""
    article = shown.content.article if shown.content else None
    links = (article.source,) if article and article.source else ()
    return RemotePost(shown.id, permalink(shown.id), shown.created_at, unescape(shown.commentary), links)


def encoded(urn: str) -> str:
    """The URN fit for a path or a List(…)."""
    return quote(urn, safe="")


def listed(urns: Collection[str]) -> str:
    """The URNs as a List(…): brackets and commas stay raw, what is inside is encoded."""
    return f"List({','.join(encoded(urn) for urn in urns)})"


def chunks(urns: Sequence[str]) -> Iterator[Sequence[str]]:
    """The URNs, as many at a time as one call takes."""
    for start in range(0, len(urns), CHUNK):
        yield urns[start : start + CHUNK]


def newest(author: str, count: int, start: int = 0) -> str:
    """The raw query of an author's posts, the newest first."""
    return f"author={encoded(author)}&q=author&count={count}&start={start}&sortBy=CREATED"


def statistics(author: str, urns: Sequence[str] = ()) -> str:
    """The raw query of the statistics of posts of one kind; of the whole page without posts."""
    whole = f"q=organizationalEntity&organizationalEntity={encoded(author)}"
    return f"{whole}&{'shares' if kind_of(urns[0]) == 'share' else 'ugcPosts'}={listed(urns)}" if urns else whole
