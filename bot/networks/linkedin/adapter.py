"""One LinkedIn organisation."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Forbidden, NotFound, OutcomeUnknown, PictureRefused, RemoteError, Unavailable
from bot.model.account import Account, AccountHealth, Endpoint
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.model.quota import Quota
from bot.networks.base import not_so_far_back
from bot.networks.linkedin import payloads, text
from bot.networks.linkedin.calls import Calls
from bot.networks.linkedin.health import Examiner
from bot.networks.linkedin.limits import LIMITS
from bot.networks.linkedin.login import Login
from bot.networks.linkedin.measure import Measurer
from bot.networks.linkedin.owner import Owner
from bot.networks.linkedin.upload import AGAIN, Uploaded, Uploader

#: Posts in one answer, at most 100; more than so many answers are not asked for.
_PAGE_SIZE, _PAGES = 100, 5
#: Waits for one answer that all pictures of a post may take: two minutes by default.
_PICTURES_TAKE = 4
#: A 403 without a code right after an upload was seen to pass (peer: postiz).
_PASSING = "resource is forbidden"


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
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))
        self._author = payloads.organisation_urn(account.id)
        self._clock = clock
        self._wait = endpoint.read_timeout
        self._calls = Calls(account, endpoint, clock=clock, allow_private=allow_private)
        self._uploader = Uploader(self._calls, self._author, sleep)
        self._measurer = Measurer(self._calls, self._author, clock)
        self._owner = Owner(self._calls, self._author)
        self._login = _login(account, endpoint, allow_private)
        token = account.secret("token") or ""
        self._examiner = Examiner(self._calls, self._author, token, endpoint.version, self._login, clock)

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of an article card with its thumbnail, or of a post with own pictures. Raises RemoteError.

        Nothing follows the call that makes the post. After a refusal of the pictures, which says that surely nothing
        was made, they are uploaded anew once where that may help, else left out.
        """
        until = self._clock() + _PICTURES_TAKE * self._wait
        uploaded = self._uploaded(post, pictures, until)
        notes = uploaded.notes
        try:
            return self._created(post, uploaded.images, notes)
        except PictureRefused as error:
            if not uploaded.images:
                raise
            refused = error
        if refused.code in AGAIN and self._clock() < until:
            uploaded = self._uploaded(post, pictures, until)
            notes = uploaded.notes
            try:
                return self._created(post, uploaded.images, notes)
            except PictureRefused as error:
                refused = error
        return self._created(post, [], [*notes, f"sent without a picture: {refused}"])

    def _uploaded(self, post: Post, pictures: Sequence[Picture], until: datetime) -> Uploaded:
        most = payloads.pictures_shown(post, self.limits)
        return self._uploader.upload(pictures, most, lambda: self._clock() > until)

    def _created(self, post: Post, images: Sequence[payloads.Image], notes: Sequence[str]) -> Receipt:
        body = payloads.create(post, self._author, images, self.limits)
        try:
            reply = self._calls.create("posts", body)
        except Forbidden as error:
            if images and error.code.endswith(_PASSING):
                raise Unavailable(error.reason, code=error.code, retry_after=timedelta(seconds=30)) from None
            raise
        urn = reply.headers.get("x-restli-id") or reply.headers.get("x-linkedin-id")
        if not urn:
            raise OutcomeUnknown("LinkedIn said yes, but did not name the post")
        return Receipt(urn, payloads.permalink(urn), self._clock(), tuple(notes))

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The organisation's own posts since then, newest first. Raises Forbidden beyond five hundred, RemoteError."""
        # Times come in whole milliseconds: a post of this very one must not fall out.
        begin = since.replace(microsecond=since.microsecond // 1000 * 1000)
        found: dict[str, payloads.Element] = {}
        for page in range(_PAGES):
            query = payloads.newest(self._author, _PAGE_SIZE, page * _PAGE_SIZE)
            shown = payloads.understood(self._calls.read("posts", query, method="FINDER"), payloads.Elements)
            found |= {post.id: post for post in shown.posts}
            if len(shown.elements) < _PAGE_SIZE or any(post.created_at < begin for post in shown.posts):
                break
        else:
            raise not_so_far_back(len(found), since)
        posts = sorted(found.values(), key=lambda post: post.createdAt, reverse=True)
        return [payloads.remote_post(post) for post in posts if post.created_at >= begin and not post.is_dropped]

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there, or was dropped before anyone saw it. Raises RemoteError."""
        if not payloads.is_post(external_id):
            return None
        try:
            reply = self._calls.read(f"posts/{payloads.encoded(external_id)}")
        except NotFound:
            return None
        shown = payloads.understood(reply, payloads.Element)
        return None if shown.is_dropped else payloads.remote_post(shown)

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Organic statistics, fifty posts a call; what they leave out is looked at. Raises RemoteError."""
        return self._measurer.measure(external_ids)

    def edit(self, external_id: str, post: Post) -> None:
        """Changes the text and reads it back; card and pictures stay. Raises OutcomeUnknown when it does not show."""
        before = self.fetch(external_id)
        if before is None:
            raise NotFound("the post is not there")
        if text.same(before.text, post.text):
            return
        failed: Unavailable | None = None
        try:
            path = f"posts/{payloads.encoded(external_id)}"
            self._calls.change("POST", path, json=payloads.edit(post.text), method="PARTIAL_UPDATE")
        except Unavailable as error:
            # It may have been carried out all the same: what is read now decides.
            failed = error
        try:
            after = self.fetch(external_id)
        except RemoteError as error:
            raise failed or OutcomeUnknown(f"changed, but it could not be read back: {error}") from None
        if after is None or not text.same(after.text, post.text):
            raise failed or OutcomeUnknown("LinkedIn took the change, and does not show it yet")

    def delete(self, external_id: str) -> None:
        """Takes the post down, and reads it back where that is permitted; one that is not there counts as done.

        Raises OutcomeUnknown when LinkedIn says that it is deleted and shows it all the same.
        """
        if not payloads.is_post(external_id):
            return
        failed: Unavailable | None = None
        try:
            self._calls.change("DELETE", f"posts/{payloads.encoded(external_id)}", method="DELETE")
        except NotFound:
            return
        except Unavailable as error:
            failed = error
        try:
            is_shown = self.fetch(external_id) is not None
        except RemoteError:
            # LinkedIn's word, when it gave it, is enough.
            is_shown = failed is not None
        if is_shown:
            raise failed or OutcomeUnknown("LinkedIn says it deleted the post, and shows it all the same")

    def require_owner(self) -> None:
        """Nothing, when the token's member may post as the organisation; asked once. Raises Forbidden, RemoteError."""
        self._owner.require()

    def quotas(self) -> Sequence[Quota]:
        """What our own count of the day's calls says, as far as their limit is known."""
        return self._calls.quotas()

    def check(self) -> AccountHealth:
        """What the token may do: reading, role, statistics, pictures; with the app's id and secret its scopes too."""
        return self._examiner.look()

    def close(self) -> None:
        """Gives every connection back."""
        self._calls.close()
        if self._login is not None:
            self._login.close()


def _login(account: Account, endpoint: Endpoint, allow_private: Collection[str]) -> Login | None:
    client = {name: account.secret(name) or "" for name in ("client_id", "client_secret")}
    return Login(endpoint, client, allow_private=allow_private) if all(client.values()) else None
