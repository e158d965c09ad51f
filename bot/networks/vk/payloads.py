"""Post → VK's parameters; replies → our values, older shapes too. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.errors import Forbidden, Unavailable
from bot.model.delivery import RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.post import Post

#: Ids in one wall.getById (documented for long, not in the schema), posts in one wall.get.
CHUNK = 100
_DIGITS = 18


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Made(_Reply):
    """The answer to wall.post."""

    post_id: int


class _Count(_Reply):
    count: int | None = None


class WallPost(_Reply):
    """A post as the wall lists it; `views` may be absent."""

    id: int
    date: int = 0
    text: str = ""
    attachments: list[dict[str, Any]] = []
    likes: _Count = _Count()
    comments: _Count = _Count()
    reposts: _Count = _Count()
    views: _Count = _Count()
    is_deleted: bool = False

    @property
    def links(self) -> list[str]:
        """The addresses that hang on the post as cards."""
        found = (part.get("link") for part in self.attachments)
        return [str(link["url"]) for link in found if isinstance(link, dict) and link.get("url")]

    @property
    def has_photo(self) -> bool:
        """Whether a picture hangs on it."""
        return any(part.get("type") == "photo" for part in self.attachments)


class Wall(_Reply):
    """A list of posts."""

    items: list[WallPost]

    @property
    def posts(self) -> list[WallPost]:
        """Those that stand there."""
        return [post for post in self.items if not post.is_deleted]


class UploadServer(_Reply):
    """Where a picture goes."""

    upload_url: str
    fallback_upload_url: str | None = None


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
    """Reach of one post, under its old and its new name."""

    post_id: int
    reach_total: int | None = None
    reach_total_count: int | None = None
    links: int | None = None

    @property
    def total(self) -> int | None:
        """How many people saw it."""
        return self.reach_total if self.reach_total is not None else self.reach_total_count


class Group(_Reply):
    """A community as a credential sees it."""

    id: int
    name: str = ""
    #: Told to users only.
    is_admin: bool | None = None
    #: 1 moderator, 2 editor, 3 administrator; told to those who are one.
    admin_level: int | None = None
    verified: bool | None = None


class Groups(_Reply):
    """The answer to groups.getById."""

    groups: list[Group]


class Permission(_Reply):
    """One right of a community key."""

    name: str


class Permissions(_Reply):
    """The rights of a community key."""

    permissions: list[Permission] = []


class LinkStanding(_Reply):
    """The answer to utils.checkLink."""

    status: str = ""


class Tokens(_Reply):
    """The pair that VK ID gives."""

    access_token: str
    refresh_token: str | None = None
    expires_in: int = Field(default=3600, ge=0)
    scope: str = ""


Model = TypeVar("Model", bound=BaseModel)


def understood(answer: Any, model: type[Model]) -> Model:
    """The answer as that model; a bare list of an older version as its newer shape. Raises Unavailable."""
    if isinstance(answer, list):
        answer = {"items": answer, "groups": answer}
    try:
        return model.model_validate(answer)
    except ValueError:
        raise Unavailable(f"VK's answer is not understood ({model.__name__})") from None


def rows_of(answer: Any, model: type[Model]) -> list[Model]:
    """The answer as a list of that model. Raises Unavailable when it is none."""
    try:
        return TypeAdapter(list[model]).validate_python(answer)  # type: ignore[valid-type]
    except ValueError:
        raise Unavailable(f"VK's answer is not understood (list of {model.__name__})") from None


def is_id(text: str) -> bool:
    """Whether VK could have given that post id: one that it could not have given spoils a whole call."""
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def guid(post: Post) -> str:
    """The same for every try of one delivery: VK answers a repeated guid with the first post, for an hour."""
    seed = post.mark or f"{post.account}\n{post.article_url}\n{post.text}"
    return hashlib.blake2b(seed.encode(), digest_size=16).hexdigest()


def wall_post(post: Post, group: str, photos: Sequence[str], *, link_in_text: bool = False) -> dict[str, str]:
    """The parameters of wall.post; numbers and switches as VK reads them: 1, not True."""
    text, attachments = post.text, list(photos)
    if post.link and post.link not in text:
        if link_in_text:
            text = with_link(text, post.link)
        else:
            attachments.append(link_attachment(post.link))
    given = {"owner_id": f"-{group}", "from_group": "1", "message": text, "guid": guid(post)}
    if attachments:
        given["attachments"] = ",".join(attachments)
    return given


def with_link(text: str, link: str) -> str:
    """The text with the link under it, once."""
    return text if link in text else f"{text}\n\n{link}".lstrip()


def link_attachment(link: str) -> str:
    """A link as an attachment: a comma would end it."""
    return link.replace(",", "%2C")


def attachment(photo: Photo) -> str:
    """A photo as an attachment."""
    key = f"_{photo.access_key}" if photo.access_key else ""
    return f"photo{photo.owner_id}_{photo.id}{key}"


def kept_attachments(shown: WallPost) -> list[str]:
    """What hangs on a post, as an edit must name it again. Raises Forbidden for what cannot be named."""
    kept = []
    for part in shown.attachments:
        kind = str(part.get("type", ""))
        thing = part.get(kind)
        thing = thing if isinstance(thing, dict) else {}
        if kind == "link" and thing.get("url"):
            kept.append(link_attachment(str(thing["url"])))
        elif "owner_id" in thing and "id" in thing:
            key = f"_{thing['access_key']}" if thing.get("access_key") else ""
            kept.append(f"{kind}{thing['owner_id']}_{thing['id']}{key}")
        else:
            raise Forbidden(f"an edit would drop what hangs on the post ({kind or 'unknown'}) → edit it on the wall")
    return kept


def permalink(group: str, identity: str | int) -> str:
    """Where people see the post."""
    return f"https://vk.com/wall-{group}_{identity}"


def remote_post(post: WallPost, group: str) -> RemotePost:
    """A listed post."""
    links = [form for link in post.links for form in (link, link.replace("%2C", ","))]
    created = datetime.fromtimestamp(post.date, UTC)
    return RemotePost(str(post.id), permalink(group, post.id), created, post.text, tuple(dict.fromkeys(links)))


def same_text(one: str, other: str) -> bool:
    """Whether two texts read alike, blanks and composed letters aside."""
    return " ".join(unicodedata.normalize("NFC", one).split()) == " ".join(unicodedata.normalize("NFC", other).split())


def snapshot(post: WallPost, now: datetime, reach: Reach | None, unreached: Absence) -> Snapshot:
    """The figures of a post. `unreached`: why reach and clicks are missing where `reach` is None."""
    told: dict[Metric, int | None] = {
        Metric.IMPRESSIONS: post.views.count,
        Metric.REACTIONS: post.likes.count,
        Metric.COMMENTS: post.comments.count,
        Metric.SHARES: post.reposts.count,
        Metric.REACH: reach.total if reach is not None else None,
        Metric.CLICKS: reach.links if reach is not None else None,
    }
    figures = {metric: value for metric, value in told.items() if value is not None}
    absent = {metric: Absence.NOT_SAID for metric in Metric if metric not in figures}
    if reach is None:
        absent |= dict.fromkeys((Metric.REACH, Metric.CLICKS), unreached)
    absent[Metric.VIDEO_VIEWS] = Absence.NOT_OFFERED
    return Snapshot(str(post.id), now, figures, absent)
