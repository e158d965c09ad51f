"""One OK group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.clock import Clock
from bot.errors import Misused, NotFound, OutcomeUnknown, PictureRefused, RemoteError, Unavailable
from bot.http import ApiClient
from bot.model.account import Account, AccountHealth, Endpoint, Standing
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.ok import payloads
from bot.networks.ok.auth import SignedForm, session_secret
from bot.networks.ok.errors import answer_of
from bot.networks.ok.limits import LIMITS

_Model = TypeVar("_Model", bound=BaseModel)
_RECENT = 50
_RIGHTS = ("VALUABLE_ACCESS", "GROUP_CONTENT", "PHOTO_CONTENT")


class OK:
    """Posts as the group, with the token of one of its admins or moderators."""

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._group = account.id
        self._clock = clock
        self._api = ApiClient(endpoint, allow_private=allow_private)
        token = account.secret("access_token") or ""
        secret = account.secret("session_secret_key") or session_secret(
            token, account.secret("application_secret_key") or ""
        )
        self._auth = SignedForm(account.secret("application_key") or "", token, secret)
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a topic with text, pictures and a link block. Raises RemoteError."""
        tokens: list[str] = []
        notes: list[str] = []
        try:
            tokens = self._uploaded(pictures[: self.limits.images]) if pictures else []
        except PictureRefused as error:
            notes.append(f"sent without a picture: {error}")
        form = {"gid": self._group, "type": "GROUP_THEME", "attachment": payloads.attachment(post, tokens)}
        topic = self._call("mediatopic.post", form, writes=True)
        if not isinstance(topic, str | int):
            raise OutcomeUnknown("OK said yes, but did not name the topic")
        return Receipt(str(topic), payloads.permalink(self._group, str(topic)), self._clock(), tuple(notes))

    def _uploaded(self, pictures: Sequence[Picture]) -> list[str]:
        """The tokens of pictures uploaded now. Raises RemoteError."""
        asked = self._call("photosV2.getUploadUrl", {"gid": self._group, "count": str(len(pictures))})
        upload = self._parsed(asked, payloads.UploadUrl)
        files = {
            f"pic{number}": (f"picture{number}.jpg", picture.content, picture.media_type)
            for number, picture in enumerate(pictures, 1)
        }
        reply = self._api.call("POST", upload.upload_url, writes=False, files=files)
        answer_of(reply.status, reply.body, writes=False)
        try:
            return payloads.tokens_of(upload, reply.body)
        except ValueError:
            raise PictureRefused("OK took the picture and gave no token for it") from None

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The group's own topics since then, newest first; by a call that is not in the official list."""
        answer = self._call("mediatopic.getTopics", {"gid": self._group, "count": str(_RECENT)})
        found = self._parsed(answer, payloads.Topics)
        posts = [payloads.remote_post(self._group, topic) for topic in found.media_topics]
        return [post for post in posts if post.created_at >= since]

    def fetch(self, external_id: str) -> RemotePost | None:
        """That topic; None when it is not there."""
        topic = self._topics([external_id]).get(external_id)
        return payloads.remote_post(self._group, topic) if topic else None

    def _topics(self, ids: Sequence[str]) -> dict[str, payloads.Topic]:
        found: dict[str, payloads.Topic] = {}
        for start in range(0, len(ids), payloads.CHUNK):
            answer = self._call("mediatopic.getByIds", payloads.by_ids(ids[start : start + payloads.CHUNK]))
            topics = self._parsed(answer, payloads.Topics).media_topics
            # By id, never by position: what is missing is deleted or hidden.
            found |= {topic.id: topic for topic in topics}
        return found

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters of 100 topics a call, with reach and clicks where the token may see them."""
        if not external_ids:
            return []
        topics = self._topics(external_ids)
        statistics, absence = self._statistics(external_ids)
        now = self._clock()
        return [
            payloads.snapshot(topics[identity], now, statistics.get(identity, {}), absence)
            if identity in topics
            else Snapshot(identity, now, gone=True)
            for identity in external_ids
        ]

    def _statistics(self, ids: Collection[str]) -> tuple[dict[str, dict[Metric, int]], Absence]:
        found: dict[str, dict[Metric, int]] = {}
        form = {"gid": self._group, "count": "100", "fields": payloads.STATISTICS_FIELDS}
        try:
            for _ in range(10):
                page = self._parsed(self._call("group.getStatTopics", form), payloads.TopicStatistics)
                found |= payloads.statistics_of(page)
                if not page.anchor or not page.topics or set(ids) <= set(found):
                    break
                form = {**form, "anchor": page.anchor}
        except RemoteError:
            return found, Absence.NOT_PERMITTED
        return found, Absence.NOT_SAID

    def delete(self, external_id: str) -> None:
        """Takes the topic down, and reads back that it is; the call's parameter is told in two ways."""
        topic = self._topics([external_id]).get(external_id)
        if topic is None:
            return
        try:
            self._call("mediatopic.deleteTopic", {"delete_id": topic.delete_id or external_id})
        except (Misused, NotFound):
            self._call("mediatopic.deleteTopic", {"topic_id": external_id, "gid": self._group})
        if self._topics([external_id]):
            raise Unavailable("OK said yes, and the topic still stands: delete not confirmed")

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def check(self) -> AccountHealth:
        """Whose token it is, which rights it has, and its owner's role in the group."""
        try:
            user = self._call("users.getCurrentUser", {})
            rights = {right: bool(self._call("users.hasAppPermission", {"ext_perm": right})) for right in _RIGHTS}
            role = self._role(str(user.get("uid", "")))
        except Unavailable:
            raise
        except RemoteError as error:
            mend = "make a new token with GROUP_CONTENT and PHOTO_CONTENT; 104 means a wrong secret key"
            return AccountHealth(Standing.BROKEN, None, {"publish": False}, (f"{error} → {mend}",))
        may_post = rights["GROUP_CONTENT"] and role in {"ADMIN", "MODERATOR"}
        abilities = {
            "publish": may_post,
            "picture": rights["PHOTO_CONTENT"],
            "find": None,
            "engagement": rights["VALUABLE_ACCESS"],
            "delete": rights["VALUABLE_ACCESS"],
        }
        notes = [
            f"the right {name} is missing: ask api-support@ok.ru, then renew the token"
            for name in rights
            if not rights[name]
        ]
        if role not in {"ADMIN", "MODERATOR"}:
            notes.append(f"the token's owner is {role} in the group: it must be an admin or moderator")
        standing = Standing.GOOD if not notes else Standing.LIMITED if may_post else Standing.BROKEN
        return AccountHealth(standing, str(user.get("name", "")), abilities, tuple(notes))

    def _role(self, user: str) -> str:
        found = self._call("group.getUserGroupsByIds", {"group_id": self._group, "uids": user})
        return str(found[0].get("status", "UNKNOWN")) if isinstance(found, list) and found else "UNKNOWN"

    def _parsed(self, answer: Any, model: type[_Model]) -> _Model:
        try:
            return model.model_validate(answer)
        except ValueError:
            raise Unavailable(f"OK's answer is not understood ({model.__name__})") from None

    def _call(self, method: str, form: Mapping[str, str], *, writes: bool = False) -> Any:
        signed = {"method": method, "format": "json", "__online": "false", **form}
        reply = self._api.call("POST", "fb.do", writes=writes, auth=self._auth, form=signed)
        return answer_of(reply.status, reply.body, writes=writes)
