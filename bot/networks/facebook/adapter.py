"""One Facebook Page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from bot.clock import Clock
from bot.errors import NotFound, OutcomeUnknown, PictureRefused, RemoteError, Unavailable
from bot.http import ApiClient, Reply
from bot.model.account import Account, AccountHealth, Endpoint, Standing
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Absence, Snapshot
from bot.model.limits import Limits
from bot.model.post import Form, Picture, Post
from bot.networks.facebook import payloads
from bot.networks.facebook.auth import PageToken
from bot.networks.facebook.errors import error_of
from bot.networks.facebook.limits import LIMITS

_Model = TypeVar("_Model", bound=BaseModel)
_PAGES = 4
_PAGE_SIZE = 50


class Facebook:
    """Posts as the page; the Page token comes from `pressbot connect` or the configuration."""

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._page = account.id
        self._version = endpoint.version
        self._clock = clock
        self._api = ApiClient(endpoint, allow_private=allow_private)
        self._auth = PageToken(account.secret("token") or "")
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a link post, a photo post, or one with up to ten photos. Raises RemoteError."""
        if post.form is not Form.PHOTO or not pictures:
            self._prescrape(post)
            reply = self._call("POST", f"{self._page}/feed", writes=True, form=payloads.link_post(post))
            return self._receipt(reply)
        try:
            return self._publish_photos(post, pictures)
        except PictureRefused as error:
            form = payloads.link_post(post)
            reply = self._call("POST", f"{self._page}/feed", writes=True, form=form)
            return self._receipt(reply, [f"sent without a picture: {error}"])

    def _publish_photos(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        if len(pictures) == 1:
            form = payloads.photo_form(post.text, pictures[0], published=True)
            reply = self._upload(pictures[0], form, writes=True)
            return self._receipt(reply)
        media = [
            payloads.Made.model_validate_json(
                self._upload(picture, payloads.photo_form("", picture, published=False), writes=False).body
            ).id
            for picture in pictures[: self.limits.images]
        ]
        return self._receipt(
            self._call("POST", f"{self._page}/feed", writes=True, form=payloads.album_post(post, media))
        )

    def _upload(self, picture: Picture, form: Mapping[str, str], *, writes: bool) -> Reply:
        files = {"source": ("picture.jpg", picture.content, picture.media_type)}
        return self._call("POST", f"{self._page}/photos", writes=writes, form=form, files=files)

    def _prescrape(self, post: Post) -> None:
        """A URL never seen before often gets no picture on its first share; a failure here costs nothing."""
        if post.link is None:
            return
        try:
            self._call("POST", "", writes=False, params={"id": post.link, "scrape": "true"})
        except RemoteError:
            return

    def _receipt(self, reply: Reply, notes: Sequence[str] = ()) -> Receipt:
        try:
            return payloads.receipt_of(reply.body, self._clock(), notes)
        except ValueError:
            raise OutcomeUnknown("Facebook said yes, but did not name the post") from None

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The page's own posts since then, newest first."""
        found: list[RemotePost] = []
        params = {
            "fields": payloads.RECENT_FIELDS,
            "since": str(int(since.timestamp())),
            "limit": str(_PAGE_SIZE),
        }
        for _ in range(_PAGES):
            reply = self._call("GET", f"{self._page}/published_posts", params=params)
            page = self._parsed(reply, payloads.PagePosts)
            found += [payloads.remote_post(post) for post in page.data]
            if page.paging.next is None or page.paging.cursors.after is None:
                break
            params = {**params, "after": page.paging.cursors.after}
        return found

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there, or may not be seen."""
        try:
            reply = self._call("GET", external_id, params={"fields": payloads.RECENT_FIELDS})
        except NotFound:
            return None
        return payloads.remote_post(self._parsed(reply, payloads.PagePost))

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters and insights of each post, 25 posts a request (two calls a post, 50 calls a batch)."""
        snapshots: list[Snapshot] = []
        step = payloads.BATCH // 2
        for start in range(0, len(external_ids), step):
            snapshots += self._measure(external_ids[start : start + step])
        return snapshots

    def _measure(self, ids: Sequence[str]) -> list[Snapshot]:
        metrics = ",".join(payloads.INSIGHTS)
        urls = [url for i in ids for url in (f"{i}?fields={payloads.COUNTER_FIELDS}", f"{i}/insights?metric={metrics}")]
        reply = self._call("POST", "", form={"batch": payloads.batch(urls), "include_headers": "false"})
        try:
            answers = payloads.elements(reply.body)
        except ValueError:
            raise Unavailable("Facebook's batch answer cannot be read") from None
        pairs = zip(ids, answers[::2], answers[1::2], strict=False)
        found = [self._snapshot(identity, counters, insights) for identity, counters, insights in pairs]
        return [snapshot for snapshot in found if snapshot is not None]

    def _snapshot(
        self, identity: str, counters: payloads.Element | None, insights: payloads.Element | None
    ) -> Snapshot | None:
        """None when the batch did not come to this post; `gone` when it is not there."""
        if counters is None:
            return None
        error = error_of(counters.code, {}, counters.body.encode(), writes=False)
        if isinstance(error, NotFound):
            return Snapshot(identity, self._clock(), gone=True)
        if error is not None:
            raise error
        figures = payloads.figures_of(payloads.Counters.model_validate_json(counters.body))
        absence = Absence.NOT_SAID
        if insights is not None:
            refused = error_of(insights.code, {}, insights.body.encode(), writes=False)
            if refused is None:
                figures |= payloads.insights_of(insights.body)
            else:
                absence = Absence.RETIRED if refused.code == "100" else Absence.NOT_PERMITTED
        return payloads.snapshot(identity, self._clock(), figures, absence)

    def delete(self, external_id: str) -> None:
        """Takes the post down; "does not exist" counts as done only when a read agrees."""
        try:
            self._call("DELETE", external_id)
        except NotFound:
            if self.fetch(external_id) is not None:
                raise

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def check(self) -> AccountHealth:
        """Whether the token is a living token of this very page, and what it may read."""
        try:
            reply = self._call("GET", self._page, params={"fields": "id,name"})
        except Unavailable:
            raise
        except RemoteError as error:
            mend = "make a new Page token with pages_manage_posts and pages_read_engagement"
            return AccountHealth(Standing.BROKEN, None, {"publish": False}, (f"{error} → {mend}",))
        name = str(reply.json().get("name", self._page))
        readable = self._may(f"{self._page}/published_posts", {"limit": "1", "fields": "id"})
        notes = () if readable else ("posts cannot be read back: pages_read_engagement is missing",)
        abilities = {"publish": None, "picture": None, "find": readable, "engagement": readable, "delete": None}
        return AccountHealth(Standing.GOOD if readable else Standing.LIMITED, name, abilities, notes)

    def _may(self, path: str, params: Mapping[str, str]) -> bool:
        try:
            self._call("GET", path, params=params)
        except RemoteError:
            return False
        return True

    def _parsed(self, reply: Reply, model: type[_Model]) -> _Model:
        try:
            return model.model_validate_json(reply.body)
        except ValueError:
            raise Unavailable(f"Facebook's answer is not understood ({model.__name__})") from None

    def _call(
        self,
        method: str,
        path: str,
        *,
        writes: bool = False,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Reply:
        address = f"{self._version}/{path}"
        reply = self._api.call(
            method, address, writes=writes, auth=self._auth, params=params, form=form, files=files
        )  # fmt: skip
        error = error_of(reply.status, reply.headers, reply.body, writes=writes)
        if error is not None:
            raise error
        return reply
