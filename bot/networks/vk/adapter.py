"""One VK community, through vk_api over our own session."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.errors import Forbidden, NotFound, OutcomeUnknown, Rejected, RemoteError
from bot.model.account import Account, AccountHealth, Endpoint
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.model.quota import Quota
from bot.networks.base import not_so_far_back
from bot.networks.vk import payloads
from bot.networks.vk.auth import USER, group_of
from bot.networks.vk.calls import Calls
from bot.networks.vk.errors import is_card_fault
from bot.networks.vk.health import health_of
from bot.networks.vk.limits import LIMITS
from bot.networks.vk.measure import Measurer
from bot.networks.vk.owner import Owner
from bot.networks.vk.payloads import CHUNK
from bot.networks.vk.publish import Publisher

#: Looks at the wall for one search.
_PAGES = 5


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
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))
        self._group = group_of(account)
        self._clock = clock
        self._calls = Calls(account, endpoint, clock=clock, allow_private=allow_private, sleep=sleep)
        self._owner = Owner(self._calls, self._group, account.name)
        self._measurer = Measurer(self._calls, self._group, clock)
        dialog = endpoint.options.get("messages_dialog", "")
        self._dialog = dialog
        self._publisher = Publisher(
            self._calls, self._group, self.limits, clock, wait=endpoint.read_timeout, dialog=dialog
        )

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post with its pictures and link, its notes saying what was left out. Raises RemoteError."""
        return self._publisher.publish(post, pictures)

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The community's own posts since then, newest first.

        Raises Forbidden with a community key alone, and beyond five hundred.
        """
        # Times come in whole seconds: a post of this very second must not fall out.
        begin = since.replace(microsecond=0)
        found: dict[str, RemotePost] = {}
        for page in range(_PAGES):
            given = {"owner_id": f"-{self._group}", "count": str(CHUNK), "filter": "owner"}
            if page:
                given["offset"] = str(page * CHUNK)
            wall = payloads.understood(self._calls.read("wall.get", given), payloads.Wall)
            posts = [payloads.remote_post(post, self._group) for post in wall.posts]
            found |= {post.external_id: post for post in posts}
            # A pinned post comes first whatever its age: it is the last that tells.
            if len(wall.items) < CHUNK or not posts or posts[-1].created_at < begin:
                break
        else:
            raise not_so_far_back(len(found), since)
        recent = [post for post in found.values() if post.created_at >= begin]
        return sorted(recent, key=lambda post: (post.created_at, int(post.external_id)), reverse=True)

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there. Raises RemoteError."""
        shown = self._shown(external_id)
        return payloads.remote_post(shown, self._group) if shown is not None else None

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Counters of 100 posts a call, and reach where a user token may see it. Raises RemoteError."""
        return self._measurer.measure(external_ids)

    def edit(self, external_id: str, post: Post) -> None:
        """Changes the text and reads it back; what hangs on the post stays. Raises Forbidden without a user token."""
        self._require_user("edit", "edit it on the wall yourself")
        before = self._shown(external_id)
        if before is None:
            raise NotFound("the post is not there")
        kept = payloads.kept_attachments(before)
        text = post.text
        if post.link and post.link in before.text:
            # A post that had to go out without its card keeps its link.
            text = payloads.with_link(text, post.link)
        if payloads.same_text(before.text, text):
            return
        try:
            self._change(external_id, text, kept)
        except Rejected as error:
            if not is_card_fault(error) or not before.links:
                raise
            # Surely not changed: the page has lost its picture since, so the link moves into the text.
            kept = [part for part in kept if not part.startswith(("http://", "https://"))]
            self._change(external_id, payloads.with_link(text, before.links[0]), kept)

    def _change(self, external_id: str, text: str, kept: Sequence[str]) -> None:
        given = {"owner_id": f"-{self._group}", "post_id": external_id, "message": text}
        if kept:
            given["attachments"] = ",".join(kept)
        unsure: OutcomeUnknown | None = None
        try:
            self._calls.write(USER, "wall.edit", given)
        except OutcomeUnknown as error:
            unsure = error
        try:
            after = self._shown(external_id)
        except RemoteError as error:
            raise unsure or OutcomeUnknown(f"changed, but it could not be read back: {error}") from None
        if after is None or not payloads.same_text(after.text, text):
            raise unsure or OutcomeUnknown("VK took the change, and does not show it")

    def delete(self, external_id: str) -> None:
        """Takes the post down; done only when a read agrees. Raises Forbidden without a user token, OutcomeUnknown."""
        self._require_user("delete", "delete it on the wall yourself")
        if self._shown(external_id) is None:
            return
        failed: RemoteError | None = None
        try:
            self._calls.write(USER, "wall.delete", {"owner_id": f"-{self._group}", "post_id": external_id})
        except (OutcomeUnknown, NotFound, Forbidden) as error:
            failed = error
        try:
            shown = self._shown(external_id)
        except RemoteError as error:
            raise failed or OutcomeUnknown(f"deleted, but it could not be read back: {error}") from None
        if shown is not None:
            raise failed or OutcomeUnknown("VK says it deleted the post, and shows it all the same → look at the wall")

    def require_owner(self) -> None:
        """Nothing, when the credential that posts is this community's; asked once. Raises Forbidden, RemoteError."""
        self._owner.require()

    def quotas(self) -> Sequence[Quota]:
        """What our own calls have used of VK's limits, when there was one since the last question."""
        return self._calls.meter.told(self._clock())

    def check(self) -> AccountHealth:
        """What each credential may do, by harmless reads only: a probe that writes would leave a trace."""
        return health_of(self._calls, self._owner, self._group, dialog=self._dialog)

    def close(self) -> None:
        """Gives every connection back."""
        self._calls.close()

    def _shown(self, external_id: str) -> payloads.WallPost | None:
        found = self._measurer.by_ids([external_id]) if payloads.is_id(external_id) else []
        return found[0] if found else None

    def _require_user(self, verb: str, mend: str) -> None:
        if not self._calls.has(USER):
            raise Forbidden(f"only a user_token may {verb} → {mend}")
