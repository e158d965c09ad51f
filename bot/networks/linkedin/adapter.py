"""One LinkedIn organisation."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from bot.clock import Clock
from bot.errors import NotFound, OutcomeUnknown, PictureRefused, RemoteError, Unavailable
from bot.http import ApiClient, Reply
from bot.model.account import Account, AccountHealth, Endpoint, Standing
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Metric, Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.linkedin import payloads
from bot.networks.linkedin.auth import MemberToken
from bot.networks.linkedin.errors import error_of
from bot.networks.linkedin.limits import LIMITS

_Model = TypeVar("_Model", bound=BaseModel)
_RECENT = 50
#: Seconds between looks at an image that is being processed; after the last one the post goes without it.
_LOOKS_S = (0.5, 1.0, 2.0, 4.0, 8.0)


class PictureNotReady(Unavailable):
    """The picture was not ready in time: the post goes without it."""


class LinkedIn:
    """Posts as the organisation, with a member's token."""

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint,
        *,
        clock: Clock,
        allow_private: Collection[str] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._author = payloads.organisation_urn(account.id)
        self._clock = clock
        self._sleep = sleep
        self._api = ApiClient(endpoint, allow_private=allow_private)
        self._auth = MemberToken(account.secret("token") or "", endpoint.version)
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of an article card with its thumbnail, or of a post with images. Raises RemoteError."""
        images: list[tuple[str, Picture]] = []
        notes: list[str] = []
        for picture in pictures[: self.limits.images]:
            try:
                images.append((self._uploaded(picture), picture))
            except (PictureRefused, PictureNotReady) as error:
                notes.append(f"sent without a picture: {error}")
        body = payloads.create(post, self._author, images)
        reply = self._call("POST", "rest/posts", writes=True, json=body)
        urn = reply.headers.get("x-restli-id") or reply.headers.get("x-linkedin-id")
        if not urn:
            raise OutcomeUnknown("LinkedIn said yes, but did not name the post")
        return Receipt(urn, payloads.permalink(urn), self._clock(), tuple(notes))

    def _uploaded(self, picture: Picture) -> str:
        """The URN of an image that is ready to be shown. Raises RemoteError."""
        ask = {"initializeUploadRequest": {"owner": self._author}}
        reply = self._call("POST", "rest/images", raw_query="action=initializeUpload", json=ask)
        upload = self._parsed(reply, payloads.Upload).value
        self._call("PUT", upload.uploadUrl, content=picture.content, headers={"Content-Type": picture.media_type})
        for wait in (0.0, *_LOOKS_S):
            if wait:
                self._sleep(wait)
            reply = self._call("GET", f"rest/images/{payloads.encoded(upload.image)}")
            status = self._parsed(reply, payloads.ImageState).status
            if status == "AVAILABLE":
                return upload.image
            if status == "PROCESSING_FAILED":
                break
        raise PictureNotReady(f"LinkedIn did not make the picture ready ({status})")

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The organisation's own posts since then, newest first."""
        reply = self._call(
            "GET", "rest/posts", raw_query=payloads.finder(self._author, _RECENT), headers=_method("FINDER")
        )
        found = self._parsed(reply, payloads.Elements)
        posts = [payloads.remote_post(element) for element in found.elements]
        return [post for post in posts if post.created_at >= since]

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there."""
        try:
            reply = self._call("GET", f"rest/posts/{payloads.encoded(external_id)}")
        except NotFound:
            return None
        return payloads.remote_post(self._parsed(reply, payloads.Element))

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Organic statistics, 40 posts a call; what is left out is asked for once, to tell quiet from gone."""
        figures: dict[str, dict[Metric, int]] = {}
        for query, _ in payloads.statistics_queries(self._author, external_ids):
            reply = self._call("GET", "rest/organizationalEntityShareStatistics", raw_query=query)
            figures |= payloads.figures_of(self._parsed(reply, payloads.Statistics))
        silent = [urn for urn in external_ids if urn not in figures]
        there = self._existing(silent)
        now = self._clock()
        for urn in there:
            figures[urn] = dict(payloads.ZERO_WHEN_LEFT_OUT)
        gone = [Snapshot(urn, now, gone=True) for urn in silent if urn not in there]
        return [payloads.snapshot(urn, now, figures[urn]) for urn in external_ids if urn in figures] + gone

    def _existing(self, urns: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(urns), payloads.CHUNK):
            inside = ",".join(payloads.encoded(urn) for urn in urns[start : start + payloads.CHUNK])
            reply = self._call("GET", "rest/posts", raw_query=f"ids=List({inside})", headers=_method("BATCH_GET"))
            found |= set(self._parsed(reply, payloads.Many).results)
        return found

    def delete(self, external_id: str) -> None:
        """Takes the post down; deleting again is no error there."""
        self._call("DELETE", f"rest/posts/{payloads.encoded(external_id)}", headers=_method("DELETE"))

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def check(self) -> AccountHealth:
        """Whether the token lives, the version too, and whether the organisation's posts can be read."""
        try:
            self._call("GET", "rest/posts", raw_query=payloads.finder(self._author, 1), headers=_method("FINDER"))
        except Unavailable:
            raise
        except RemoteError as error:
            mend = "consent again with w_organization_social and r_organization_social, as an admin of the page"
            return AccountHealth(Standing.BROKEN, None, {"publish": False, "find": False}, (f"{error} → {mend}",))
        measures = self._may_measure()
        notes = () if measures else ("no statistics: rw_organization_admin and the role ADMINISTRATOR are missing",)
        abilities = {"publish": None, "picture": None, "find": True, "engagement": measures, "delete": None}
        standing = Standing.GOOD if measures else Standing.LIMITED
        return AccountHealth(standing, self._author, abilities, notes)

    def _may_measure(self) -> bool:
        query = f"q=organizationalEntity&organizationalEntity={payloads.encoded(self._author)}"
        try:
            self._call("GET", "rest/organizationalEntityShareStatistics", raw_query=query)
        except RemoteError:
            return False
        return True

    def _parsed(self, reply: Reply, model: type[_Model]) -> _Model:
        try:
            return model.model_validate_json(reply.body)
        except ValueError:
            raise Unavailable(f"LinkedIn's answer is not understood ({model.__name__})") from None

    def _call(
        self,
        method: str,
        path: str,
        *,
        writes: bool = False,
        raw_query: str | None = None,
        json: object | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        reply = self._api.call(
            method, path, writes=writes, auth=self._auth, raw_query=raw_query, json=json, content=content,
            headers=headers,
        )  # fmt: skip
        error = error_of(reply.status, reply.body, writes=writes)
        if error is not None:
            raise error
        return reply


def _method(name: str) -> dict[str, str]:
    return {"X-RestLi-Method": name}
