"""Post → OK's parameters; replies → our values. Pure. Ids are texts throughout: they come as numbers and as texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from bot.errors import Unavailable
from bot.model.delivery import RemotePost
from bot.model.post import Post

#: Everything that recognising and deleting need (peer: oland's list of fields; none is in the documents).
SHOWN_FIELDS = ",".join(
    f"media_topic.{name}"
    for name in ("ID", "CREATED_MS", "PUBLICATION_DATE_MS", "AUTHOR_REF", "OWNER_REF", "DELETE_ID",
                 "MEDIA_TEXT", "MEDIA_URL")
)  # fmt: skip
#: Blocks of a topic in one answer, 3 at most: text, photos and link are three.
ALL_BLOCKS = "3"
_DIGITS = 20
_LAST_MS = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp() * 1000)


def count_of(value: Any) -> int | None:
    """A count as number or text; None for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _identity(value: Any) -> str | None:
    is_one = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_one and str(value) else None


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def objects_of(value: Any) -> list[Any]:
    """The objects in a list; [] for what is none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


Count = Annotated[int | None, BeforeValidator(count_of)]
Identity = Annotated[str | None, BeforeValidator(_identity)]
_Words = Annotated[str, BeforeValidator(_words)]


class Reply(BaseModel):
    """What OK answers; keys that we do not know are left out."""

    model_config = ConfigDict(extra="ignore")


class UploadUrl(Reply):
    """Where pictures go, and under which ids they come back."""

    upload_url: str
    photo_ids: list[Annotated[str, BeforeValidator(str)]]


class _Token(Reply):
    token: str = ""


class Uploaded(Reply):
    """The tokens of uploaded pictures."""

    photos: dict[str, _Token] = {}


class _Piece(Reply):
    text: _Words = ""


class _Media(Reply):
    type: _Words = ""
    text: _Words = ""
    text_tokens: Annotated[list[_Piece], BeforeValidator(objects_of)] = []
    url: _Words = ""

    @property
    def words(self) -> str:
        """A text block's text, whole or in pieces."""
        return self.text or "".join(piece.text for piece in self.text_tokens)


class Topic(Reply):
    """A topic as OK lists it; a missing summary means unknown, not zero."""

    id: Identity = None
    created_ms: Count = None
    publication_date_ms: Count = None
    media: Annotated[list[_Media], BeforeValidator(objects_of)] = []
    delete_id: Identity = None
    discussion_summary: Any = None
    like_summary: Any = None
    reshare_summary: Any = None
    views_count: Count = None

    @property
    def made_at(self) -> datetime | None:
        """When it was made; None where OK does not say."""
        told = self.created_ms or self.publication_date_ms
        return datetime.fromtimestamp(told / 1000, UTC) if told and told < _LAST_MS else None


class Topics(Reply):
    """A list of topics, and where it goes on."""

    media_topics: Annotated[list[Topic], BeforeValidator(objects_of)] = []
    anchor: Identity = None
    has_more: bool | None = None


class User(Reply):
    """A user."""

    uid: Annotated[str, BeforeValidator(str)]
    name: _Words = ""


class Membership(Reply):
    """What a user is in a group."""

    user_id: Identity = Field(default=None, validation_alias=AliasChoices("userId", "user_id", "uid"))
    status: _Words = ""


_Model = TypeVar("_Model", bound=BaseModel)


def understood(answer: Any, model: type[_Model]) -> _Model:
    """The answer as that model. Raises Unavailable when it is none."""
    try:
        return model.model_validate(answer)
    except ValueError:
        raise Unavailable(f"OK's answer is not understood ({model.__name__})") from None


def attachment(post: Post, tokens: Sequence[str], *, card: bool = True) -> str:
    """The attachment's JSON, serialised once: the signed text and the sent text must be the same.

    Blocks stand in the order in which readers see them. Without `card` the link stands at the end of the text.
    """
    text = post.text if card or post.link is None else with_link(post)
    media: list[dict[str, object]] = []
    if text.strip():
        media.append({"type": "text", "text": text})
    if tokens:
        media.append({"type": "photo", "list": [{"id": token} for token in tokens]})
    if post.link and card:
        media.append({"type": "link", "url": post.link})
    # The string "true", not the boolean: else the admin would be the author.
    return json.dumps({"media": media, "onBehalfOfGroup": "true"}, ensure_ascii=False, separators=(",", ":"))


def with_link(post: Post) -> str:
    """The text with the link at its end, once."""
    if not post.link or post.link in post.text:
        return post.text
    return f"{post.text}\n\n{post.link}" if post.text.strip() else post.link


def topic_of(answer: Any) -> str | None:
    """The id of a new topic: a bare text; None when the answer names none."""
    if isinstance(answer, dict):
        answer = answer.get("id", answer.get("topic_id"))
    return _identity(answer)


def republished_of(answer: Any) -> str | None:
    """The id that a topic has since it went live; None when the answer names none."""
    if isinstance(answer, dict):
        names = ("topic_id", "topicId", "mid", "id")
        answer = next((answer[name] for name in names if answer.get(name)), None)
    found = _identity(answer)
    return found if found is not None and is_id(found) else None


def is_done(answer: Any) -> bool:
    """Whether a deletion's answer says yes: true, or an object that does not say no."""
    return answer is True or (isinstance(answer, dict) and answer.get("success") is not False)


def is_yes(answer: Any) -> bool | None:
    """A yes or no, as OK writes it; None for something else."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(answer).lower())


def is_id(text: str) -> bool:
    """Whether OK could have given that id: one that it could not have given makes it refuse a whole look-up."""
    return text.isascii() and text.isdecimal() and 0 < len(text) <= _DIGITS


def group_of(configured: str) -> str:
    """The group's number out of "70000001234567" or "group:70000001234567"; anything else as it is written."""
    number = configured.strip().rpartition(":")[2]
    return number if is_id(number) else configured.strip()


def permalink(group: str, topic: str) -> str:
    """Where people see the topic."""
    return f"https://ok.ru/group/{group}/topic/{topic}"


def remote_post(group: str, topic: Topic, now: datetime) -> RemotePost:
    """A listed topic; one without a moment counts as made `now`: it must not fall out of a search for new ones."""
    text = "\n".join(block.words for block in topic.media if block.type == "text")
    links = tuple(dict.fromkeys(block.url for block in topic.media if block.url))
    identity = topic.id or ""
    return RemotePost(identity, permalink(group, identity), topic.made_at or now, text, links)


def by_ids(ids: Sequence[str], fields: str, blocks: str) -> Mapping[str, str]:
    """The parameters of a batch read; without `fields` OK gives what it gives by itself."""
    asked = {"topic_ids": ",".join(ids), "media_limit": blocks}
    return {**asked, "fields": fields} if fields else asked
