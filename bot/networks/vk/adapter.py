"""One VK community, through vk_api over our own session."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import requests
import vk_api
from pydantic import BaseModel, TypeAdapter

from bot.clock import Clock
from bot.errors import Forbidden, OutcomeUnknown, PictureRefused, RateLimited, RemoteError, Unavailable
from bot.model.account import Account, AccountHealth, Endpoint, Standing
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.sessions import OneCallSession
from bot.networks.vk import payloads
from bot.networks.vk.auth import Client, clients
from bot.networks.vk.errors import error_of, is_card_fault
from bot.networks.vk.limits import LIMITS

_Model = TypeVar("_Model", bound=BaseModel)
#: The library's built-in host, and the older one.
_HOSTS = ("https://api.vk.ru", "https://api.vk.com")
_RECENT = 100
_A_MOMENT = timedelta(seconds=1)
_READS = ("service_key", "user_token")


class CardRefused(RemoteError):
    """The post was refused only because no card can be made of its link."""


class VK:
    """Posts as the community; what each credential may do differs, and each may be missing."""

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint,
        *,
        clock: Clock,
        allow_private: Collection[str] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sleep = sleep
        self._group = account.id.lstrip("-")
        self._clock = clock
        self._session = OneCallSession(endpoint, _HOSTS, allow_private=allow_private)
        self._clients = clients(account, endpoint.version, self._session)
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post with its pictures and link. Raises RemoteError."""
        photos, notes = self._photos(pictures[: self.limits.images])
        poster = "community_key" if "community_key" in self._clients else "user_token"
        try:
            answer = self._post(poster, payloads.wall_post(post, self._group, photos))
        except CardRefused:
            # Surely not made: another form of it is tried once.
            notes.append("no link card: the page offers no picture; the link stands in the text")
            answer = self._post(poster, payloads.wall_post(post, self._group, photos, link_in_text=True))
        try:
            identity = payloads.Made.model_validate(answer).post_id
        except ValueError:
            raise OutcomeUnknown("VK said yes, but did not name the post") from None
        return Receipt(str(identity), payloads.permalink(self._group, identity), self._clock(), tuple(notes))

    def _post(self, credential: str, given: Mapping[str, str]) -> Any:
        with self._session.visible_write():
            return self._call(credential, "wall.post", given, writes=True)

    def _photos(self, pictures: Sequence[Picture]) -> tuple[list[str], list[str]]:
        if not pictures:
            return [], []
        if "user_token" not in self._clients:
            return [], ["sent without a picture: only a user_token may upload one"]
        photos: list[str] = []
        notes: list[str] = []
        for picture in pictures:
            try:
                photos.append(self._upload(picture))
            except (PictureRefused, Forbidden) as error:
                notes.append(f"sent without a picture: {error}")
        return photos, notes

    def _upload(self, picture: Picture) -> str:
        asked = self._call("user_token", "photos.getWallUploadServer", {"group_id": self._group})
        server = self._parsed(asked, payloads.UploadServer)
        files = {"photo": ("picture.jpg", picture.content, picture.media_type)}
        response: requests.Response = self._session.post(server.upload_url, files=files)
        try:
            uploaded = payloads.Uploaded.model_validate_json(response.content)
        except ValueError:
            raise Unavailable("VK's upload server gave no readable answer") from None
        if uploaded.photo in {"", "[]"}:
            # A refusal inside HTTP 200.
            raise PictureRefused("VK's upload server took no picture")
        saved = self._call(
            "user_token", "photos.saveWallPhoto", {"group_id": self._group, **_texts(uploaded.model_dump())}
        )
        return payloads.attachment(TypeAdapter(list[payloads.Photo]).validate_python(saved)[0])

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The community's own posts since then, newest first. Raises Forbidden with a community key alone."""
        given = {"owner_id": f"-{self._group}", "count": str(_RECENT), "filter": "owner"}
        wall = self._parsed(self._call(self._reader(), "wall.get", given), payloads.Wall)
        posts = [payloads.remote_post(post, self._group) for post in wall.items]
        # A pinned post comes first whatever its age.
        recent = [post for post in posts if post.created_at >= since.replace(microsecond=0)]
        return sorted(recent, key=lambda post: post.created_at, reverse=True)

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there."""
        found = self._by_ids([external_id])
        return payloads.remote_post(found[0], self._group) if found else None

    def _by_ids(self, ids: Sequence[str]) -> list[payloads.WallPost]:
        given = {"posts": ",".join(f"-{self._group}_{identity}" for identity in ids)}
        answer = self._call(self._reader(), "wall.getById", given)
        wall = {"items": answer} if isinstance(answer, list) else answer
        return [post for post in self._parsed(wall, payloads.Wall).items if not post.is_deleted]

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters of 100 posts a call, and reach where a user token may see it."""
        snapshots: list[Snapshot] = []
        for start in range(0, len(external_ids), payloads.CHUNK):
            ids = external_ids[start : start + payloads.CHUNK]
            posts = self._by_ids(ids)
            reach = self._reach([post.id for post in posts])
            now = self._clock()
            snapshots += [payloads.snapshot(post, now, reach) for post in posts]
            there = {str(post.id) for post in posts}
            snapshots += [Snapshot(identity, now, gone=True) for identity in ids if identity not in there]
        return snapshots

    def _reach(self, ids: Sequence[int]) -> dict[int, payloads.Reach] | None:
        """None when no credential may see it."""
        if "user_token" not in self._clients:
            return None
        rows: dict[int, payloads.Reach] = {}
        for start in range(0, len(ids), payloads.REACH_CHUNK):
            wanted = ",".join(str(identity) for identity in ids[start : start + payloads.REACH_CHUNK])
            try:
                answer = self._call(
                    "user_token", "stats.getPostReach", {"owner_id": f"-{self._group}", "post_ids": wanted}
                )
            except Forbidden:
                return None
            rows |= {row.post_id: row for row in TypeAdapter(list[payloads.Reach]).validate_python(answer)}
        return rows

    def delete(self, external_id: str) -> None:
        """Takes the post down. Raises Forbidden without a user token: there is no other way."""
        if "user_token" not in self._clients:
            raise Forbidden("only a user_token may delete; delete it on the wall yourself")
        if self.fetch(external_id) is None:
            return
        given = {"owner_id": f"-{self._group}", "post_id": external_id}
        self._call("user_token", "wall.delete", given)

    def close(self) -> None:
        """Gives every connection back."""
        self._session.close()

    def check(self) -> AccountHealth:
        """What each credential may do, by harmless reads only: a probe that writes would leave a trace."""
        alive: dict[str, bool] = {}
        notes: list[str] = []
        name = None
        for credential in self._clients:
            try:
                answer = self._call(credential, "groups.getById", {"group_id": self._group})
                groups = answer.get("groups", []) if isinstance(answer, dict) else answer
                name = name or (str(groups[0].get("name")) if groups else None)
                alive[credential] = True
            except Unavailable:
                raise
            except RemoteError as error:
                alive[credential] = False
                notes.append(f"{credential}: {error} → make a new one")
        posts = alive.get("community_key", alive.get("user_token", False))
        reads = any(alive.get(credential) for credential in _READS)
        user = alive.get("user_token", False)
        notes += _missing(reads=reads, user=user)
        abilities = {"publish": posts or False, "picture": user, "find": reads, "engagement": reads, "delete": user}
        standing = Standing.BROKEN if not posts else Standing.GOOD if not notes else Standing.LIMITED
        return AccountHealth(standing, name, abilities, tuple(notes))

    def _reader(self) -> str:
        for credential in _READS:
            if credential in self._clients:
                return credential
        raise Forbidden("a community key alone cannot read the wall → add a service_key")

    def _parsed(self, answer: Any, model: type[_Model]) -> _Model:
        try:
            return model.model_validate(answer)
        except ValueError:
            raise Unavailable(f"VK's answer is not understood ({model.__name__})") from None

    def _call(self, credential: str, method: str, given: Mapping[str, str], *, writes: bool = False) -> Any:
        """The response to one call; a read that came too fast for this second is repeated once."""
        try:
            return self._call_once(credential, method, given, writes=writes)
        except RateLimited as error:
            if writes or error.retry_after is None or error.retry_after > _A_MOMENT:
                raise
        self._sleep(_A_MOMENT.total_seconds())
        return self._call_once(credential, method, given, writes=writes)

    def _call_once(self, credential: str, method: str, given: Mapping[str, str], *, writes: bool) -> Any:
        client: Client = self._clients[credential]
        try:
            return client.method(method, dict(given))
        except vk_api.ApiError as error:
            message = str(error.error.get("error_msg", ""))
            if is_card_fault(error.code, message):
                raise CardRefused("no card can be made of the link", code="100") from None
            raise error_of(error.code, message, writes=writes) from None
        except vk_api.ApiHttpError as error:
            status = getattr(error.response, "status_code", 0)
            raise (OutcomeUnknown if writes else Unavailable)(f"VK answers {status}", code=str(status)) from None
        except (ValueError, KeyError):
            raise (OutcomeUnknown if writes else Unavailable)("VK's answer cannot be read") from None


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _missing(*, reads: bool, user: bool) -> list[str]:
    notes = []
    if not reads:
        notes.append("posts cannot be read back or measured: add a service_key (free, in the app's settings)")
    if not user:
        notes.append("no pictures, edits, deletions and reach: only a user_token with wall and photos may do these")
    return notes
