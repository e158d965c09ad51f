"""One Facebook Page."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.clock import Clock
from bot.errors import Forbidden, NotFound, OutcomeUnknown, RemoteError
from bot.model.account import Account, AccountHealth, Endpoint
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.model.quota import Quota
from bot.networks.base import not_so_far_back
from bot.networks.facebook import payloads
from bot.networks.facebook.graph import Graph
from bot.networks.facebook.health import Examiner, not_ours
from bot.networks.facebook.limits import LIMITS
from bot.networks.facebook.measure import Measurer
from bot.networks.facebook.publish import Publisher
from bot.networks.facebook.usage import Usage

#: Posts in one answer, at most 100; more than so many answers are not asked for.
_PAGE_SIZE = 50
_PAGES = 6


class Facebook:
    """Posts as the page; the Page token comes from `pressbot connect` or the configuration."""

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
        self._page = account.id
        token, secret = account.secret("token") or "", account.secret("app_secret")
        app_token = _app_token(account)
        self._usage = Usage(self._page)
        self._graph = Graph(
            endpoint, token, clock=clock, app_secret=secret, usage=self._usage, hide=(app_token or "",),
            allow_private=allow_private,
        )  # fmt: skip
        self._app = app_token and Graph(
            endpoint, app_token, clock=clock, app_secret=secret, hide=(token,), allow_private=allow_private
        )
        self._publisher = Publisher(self._graph, self._page, self.limits, clock, sleep)
        self._measurer = Measurer(self._graph, self._page, clock)
        self._examiner = Examiner(self._graph, self._app or None, self._page, token, clock)
        self._lock = threading.Lock()
        self._is_ours = False

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a text, link or photo post, its notes saying what was left out. Raises RemoteError."""
        return self._publisher.publish(post, pictures)

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The page's own posts since then, newest first. Raises Forbidden beyond three hundred, RemoteError."""
        # Times come in whole seconds: a post of this very second must not fall out.
        begin = datetime.fromtimestamp(int(since.timestamp()), UTC)
        found: dict[str, RemotePost] = {}
        params = {
            "fields": payloads.RECENT_FIELDS, "since": str(int(begin.timestamp())), "limit": str(_PAGE_SIZE),
        }  # fmt: skip
        for _ in range(_PAGES):
            page = self._graph.read(f"{self._page}/published_posts", params, payloads.PagePosts)
            found |= {post.id: payloads.remote_post(post) for post in page.data}
            if page.paging.following is None:
                break
            params["after"] = page.paging.following
        else:
            raise not_so_far_back(len(found), since)
        newest = sorted(found.values(), key=lambda post: post.created_at, reverse=True)
        return [post for post in newest if post.created_at >= begin]

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there, or may not be seen. Raises RemoteError."""
        try:
            found = self._graph.read(external_id, {"fields": payloads.RECENT_FIELDS}, payloads.PagePost)
        except NotFound:
            return None
        return payloads.remote_post(found)

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters and insights, fifty posts a request. Raises RemoteError."""
        return self._measurer.measure(list(dict.fromkeys(external_ids)))

    def edit(self, external_id: str, post: Post) -> None:
        """Changes the message and reads it back; the card stays. Raises Forbidden for what this app did not post."""
        before = self.fetch(external_id)
        if before is None:
            raise NotFound("the post is not there, or may not be seen")
        text = post.text
        if post.link and post.link in before.text:
            # A post that had to go out without its card keeps its link.
            text = payloads.with_link(text, post.link)
        if _same(before.text, text):
            return
        unsure: OutcomeUnknown | None = None
        try:
            self._graph.call("POST", external_id, writes=True, form={"message": text})
        except OutcomeUnknown as error:
            unsure = error
        after = self._seen(external_id, unsure)
        if after is None or not _same(after.text, text):
            raise unsure or OutcomeUnknown("Facebook took the change, and does not show it yet")

    def delete(self, external_id: str) -> None:
        """Takes the post down; done only when a read agrees. Raises OutcomeUnknown when none does."""
        unsure: OutcomeUnknown | None = None
        try:
            self._graph.call("DELETE", external_id, writes=True)
        except NotFound:
            if self.fetch(external_id) is not None:
                raise
            # Lost rights read the same as a lost post.
            self._measurer.require_sight()
            return
        except OutcomeUnknown as error:
            unsure = error
        if self._seen(external_id, unsure) is not None:
            raise unsure or OutcomeUnknown("Facebook took the deletion, and still shows the post")

    def quotas(self) -> Sequence[Quota]:
        """What the usage headers said since the last question."""
        return self._usage.told()

    def require_owner(self) -> None:
        """Nothing, when the token is this page's. Raises Forbidden naming whose it is."""
        with self._lock:
            if self._is_ours:
                return
        who = self._examiner.owner()
        if who.id != self._page:
            raise Forbidden(not_ours(who, self._page))
        with self._lock:
            self._is_ours = True

    def check(self) -> AccountHealth:
        """Whether the token is a living token of this very page, and what it may do."""
        return self._examiner.look()

    def close(self) -> None:
        """Gives every connection back."""
        self._graph.close()
        if self._app:
            self._app.close()

    def _seen(self, external_id: str, unsure: OutcomeUnknown | None) -> RemotePost | None:
        """The post as it reads now. Raises OutcomeUnknown when it cannot be read."""
        try:
            return self.fetch(external_id)
        except RemoteError as error:
            raise unsure or OutcomeUnknown(f"done, but it could not be read back: {error}") from None


def _app_token(account: Account) -> str | None:
    """The app's own token: as configured, else put together from id and secret."""
    app, secret = account.secret("app_id"), account.secret("app_secret")
    return account.secret("app_token") or (f"{app}|{secret}" if app and secret else None)


def _same(one: str, other: str) -> bool:
    """Whether two texts read alike: Facebook trims blanks and composes letters."""
    return " ".join(unicodedata.normalize("NFC", one).split()) == " ".join(unicodedata.normalize("NFC", other).split())
