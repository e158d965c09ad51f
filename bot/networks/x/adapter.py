"""One X account, through tweepy's Client over our own session."""

from __future__ import annotations

import base64
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import requests
import tweepy
from pydantic import BaseModel

from bot.clock import Clock
from bot.errors import Misused, OutcomeUnknown, RemoteError, Unavailable
from bot.model.account import Account, AccountHealth, Endpoint, Standing
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.networks.sessions import OneCallSession, lower
from bot.networks.x import payloads
from bot.networks.x.auth import client
from bot.networks.x.errors import error_of
from bot.networks.x.limits import LIMITS

_Model = TypeVar("_Model", bound=BaseModel)
#: The library's built-in host, and the one the documents name.
_HOSTS = ("https://api.twitter.com", "https://api.x.com")
_RECENT = 100

# At debug level the library prints the Authorization header.
logging.getLogger("tweepy").setLevel(logging.WARNING)


class X:
    """Posts as the user whose keys are configured."""

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._clock = clock
        self._session = OneCallSession(endpoint, _HOSTS, allow_private=allow_private)
        self._client, self._signs = client(account, self._session)
        self._fields = endpoint.options.get("field_names", "tweet")
        self._me: payloads.Me | None = None
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post whose text holds the link. Raises RemoteError."""
        media, notes = self._upload_all(pictures[: self.limits.images])
        username = self._username()
        with self._session.visible_write():
            body = self._tell(
                lambda: self._client.create_tweet(text=post.text, media_ids=media or None, user_auth=self._signs),
                writes=True,
            )
        try:
            identity = payloads.Made.model_validate(body).data.id
        except ValueError:
            raise OutcomeUnknown("X said yes, but did not name the post") from None
        return Receipt(identity, payloads.permalink(identity, username), self._clock(), tuple(notes))

    def _upload_all(self, pictures: Sequence[Picture]) -> tuple[list[str], list[str]]:
        media: list[str] = []
        notes: list[str] = []
        for picture in pictures:
            try:
                media.append(self._upload(picture))
            except Misused as error:
                # Nothing but the picture is in that request: it is what X refuses.
                notes.append(f"sent without a picture: {error}")
                continue
            if picture.alt:
                notes += self._describe(media[-1], picture.alt)
        return media, notes

    def _upload(self, picture: Picture) -> str:
        """The media id. The library knows only the old upload host: its signed request is used directly."""
        given = {
            "media": base64.b64encode(picture.content).decode(),
            "media_category": "tweet_image",
            "media_type": picture.media_type,
        }
        body = self._request("POST", "/2/media/upload", json=given)
        return self._parsed(body, payloads.Made).data.id

    def _describe(self, media: str, alt: str) -> list[str]:
        given = {"id": media, "metadata": {"alt_text": {"text": alt[: self.limits.alt]}}}
        try:
            self._request("POST", "/2/media/metadata", json=given)
        except RemoteError as error:
            return [f"the picture has no alt text: {error}"]
        return []

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The user's own posts since then, newest first; replies and reposts left out."""
        user = self._user()
        params = {
            "max_results": str(_RECENT),
            "exclude": "replies,retweets",
            "start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            f"{self._fields}.fields": "created_at,entities",
        }
        body = self._request("GET", f"/2/users/{user.data.id}/tweets", params=params)
        found = self._parsed(body, payloads.Tweets)
        return [payloads.remote_post(tweet, user.data.username) for tweet in found.data]

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there."""
        found = self._look_up([external_id], "created_at,entities")
        return payloads.remote_post(found.data[0], self._username()) if found.data else None

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Figures of 100 posts a call; the private ones of posts younger than 30 days."""
        now = self._clock()
        young = [identity for identity in external_ids if payloads.has_private_metrics(identity, now)]
        old = [identity for identity in external_ids if identity not in set(young)]
        snapshots: list[Snapshot] = []
        for ids, fields in ((young, "public_metrics,non_public_metrics"), (old, "public_metrics")):
            for start in range(0, len(ids), payloads.CHUNK):
                found = self._look_up(ids[start : start + payloads.CHUNK], fields)
                snapshots += [payloads.snapshot(tweet, now) for tweet in found.data]
                snapshots += [Snapshot(identity, now, gone=True) for identity in payloads.gone(found)]
        return snapshots

    def _look_up(self, ids: Sequence[str], fields: str) -> payloads.Tweets:
        params = {"ids": ",".join(ids), f"{self._fields}.fields": fields}
        return self._parsed(self._request("GET", "/2/tweets", params=params), payloads.Tweets)

    def delete(self, external_id: str) -> None:
        """Takes the post down; one that is not there counts as done."""
        self._tell(lambda: self._client.delete_tweet(external_id, user_auth=self._signs), writes=False)

    def close(self) -> None:
        """Gives every connection back."""
        self._session.close()

    def check(self) -> AccountHealth:
        """Whether the keys live and whose they are."""
        try:
            user = self._user()
        except Unavailable:
            raise
        except RemoteError as error:
            mend = "make new keys in the developer console, with Read and Write before the token"
            return AccountHealth(Standing.BROKEN, None, {"publish": False}, (f"{error} → {mend}",))
        abilities = {"publish": None, "picture": None, "find": True, "engagement": True, "delete": None}
        return AccountHealth(Standing.GOOD, f"@{user.data.username}", abilities)

    def _user(self) -> payloads.Me:
        if self._me is None:
            self._me = self._parsed(self._request("GET", "/2/users/me"), payloads.Me)
        return self._me

    def _username(self) -> str | None:
        """For the permalink only: its failure costs nothing."""
        try:
            return self._user().data.username
        except RemoteError:
            return None

    def _parsed(self, body: Any, model: type[_Model]) -> _Model:
        try:
            return model.model_validate(body)
        except ValueError:
            raise Unavailable(f"X's answer is not understood ({model.__name__})") from None

    def _request(
        self, method: str, route: str, *, params: Mapping[str, str] | None = None, json: object | None = None
    ) -> Any:
        def call() -> Any:
            answer = self._client.request(method, route, params=params, json=json, user_auth=self._signs)
            return answer.json()

        return self._tell(call, writes=False)

    def _tell(self, call: Any, *, writes: bool) -> Any:
        """The call's result, the library's exceptions turned into ours."""
        try:
            return call()
        except tweepy.HTTPException as error:
            response: requests.Response = error.response
            raise error_of(response.status_code, lower(response.headers), response.content, writes=writes) from None
        except (ValueError, tweepy.TweepyException):
            raise (OutcomeUnknown if writes else Unavailable)("X's answer cannot be read") from None
