"""One X account, through tweepy's Client over our own session."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Duplicate, NotFound, OutcomeUnknown, PictureRefused, RemoteError, Unavailable
from bot.model.account import Account, AccountHealth, Endpoint
from bot.model.delivery import Receipt, RemotePost
from bot.model.engagement import Snapshot
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Picture, Post
from bot.model.quota import Quota
from bot.networks.base import not_so_far_back
from bot.networks.x import payloads, price
from bot.networks.x.calls import Calls
from bot.networks.x.health import health_of
from bot.networks.x.limits import LIMITS, PRICES
from bot.networks.x.measure import Reader, time_line
from bot.networks.x.owner import Owner
from bot.networks.x.upload import Uploaded, charge_unused, leave_out, upload_all

_POST_FIELDS = ("created_at", "entities", "note_tweet")
#: A time line has 3,200 posts at most.
_PAGES = 32
#: Waits for one answer that all pictures, and that a whole post with its thread, may take: 2 and 4 minutes by default.
_PICTURES_TAKE, _POST_TAKES = 4, 7
#: A search begins at least so long ago: X refuses one that begins in the future, and clocks differ.
_EARLIEST = timedelta(seconds=30)


class X:
    """Posts as the user whose keys are configured. Not editable: each edit makes another post with another id."""

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._clock = clock
        self._prices = {**PRICES, **endpoint.numbers}
        self._wait = endpoint.read_timeout
        self._calls = Calls(account, endpoint, clock=clock, allow_private=allow_private)
        self._purse = price.Purse(self._prices)
        self._owner = Owner(account, self._calls, self._purse)
        self._reader = Reader(self._calls, self._purse, self._prices)
        self.limits: Limits = replace(LIMITS, text=int(endpoint.numbers.get("text_limit", LIMITS.text)))

    def publish(self, post: Post, pictures: Sequence[Picture]) -> Receipt:
        """The receipt of a post whose text holds the link, with its thread under it. Raises RemoteError."""
        begun = self._clock()
        username = self._owner.username_if_told()
        pictures_over = self._is_after(begun + _PICTURES_TAKE * self._wait)
        uploaded = upload_all(self._calls, pictures[: self.limits.images], self.limits.alt, pictures_over)
        try:
            head, notes = self._head(post.text, uploaded)
        except (OutcomeUnknown, Duplicate):
            raise
        except RemoteError:
            charge_unused(self._purse, uploaded)
            raise
        notes += self._thread(head, post.thread, self._is_after(begun + _POST_TAKES * self._wait))
        return Receipt(head, payloads.permalink(head, username), self._clock(), tuple(notes))

    def _head(self, text: str, uploaded: Uploaded) -> tuple[str, list[str]]:
        try:
            return self._create(payloads.new_post(text, uploaded.media)), uploaded.notes
        except PictureRefused as error:
            if not uploaded.media:
                raise
            # Refused, so surely not made: another post, without the pictures, is no repetition.
            bare = leave_out(uploaded, error)
        return self._create(payloads.new_post(text)), bare.notes

    def _create(self, body: object) -> str:
        made = self._calls.write("/2/tweets", body)
        try:
            return payloads.Made.model_validate(made).data.id
        except ValueError:
            raise OutcomeUnknown("X said yes, but did not name the post") from None

    def _thread(self, head: str, parts: Sequence[str], is_late: Callable[[], bool]) -> list[str]:
        """Sends the further parts, each once under the one before; what went wrong, in a note. Never raises."""
        parent = head
        for number, text in enumerate(parts, start=1):
            try:
                if is_late():
                    raise Unavailable("X took too long with the parts before")
                parent = self._create(payloads.new_post(text, reply_to=parent))
            except RemoteError as error:
                return [f"the thread broke off after part {number}: {error}"]
        return []

    def find_recent(self, since: datetime) -> list[RemotePost]:
        """The user's own posts since then, newest first; replies and reposts left out. Raises RemoteError."""
        now, user = self._clock(), self._owner.known()
        since = since.replace(microsecond=0)
        params = {"max_results": str(payloads.CHUNK), "start_time": payloads.moment(min(since, now - _EARLIEST))}
        posts: list[RemotePost] = []
        token = ""
        for _ in range(_PAGES):
            found = time_line(self._calls, user.id, params, token, _POST_FIELDS)
            self._purse.charge_reads("owned read", [shown.id for shown in found.data], now)
            posts += [payloads.remote_post(shown, user.username) for shown in found.data]
            if not found.meta.next_token:
                break
            token = found.meta.next_token
        else:
            raise not_so_far_back(len(posts), since)
        return [post for post in posts if post.created_at >= since]

    def fetch(self, external_id: str) -> RemotePost | None:
        """That post; None when it is not there."""
        if not payloads.is_id(external_id):
            return None
        found = self._calls.ask_for_posts("/2/tweets", {"ids": external_id}, _POST_FIELDS)
        self._purse.charge_reads("read", [shown.id for shown in found.data], self._clock())
        return payloads.remote_post(found.data[0], self._owner.username_if_told()) if found.data else None

    def read_engagement(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """Figures of 100 posts a call; the private ones of posts younger than 30 days."""
        return self._reader.read(external_ids, self._owner.id_without_call(), self._clock())

    def delete(self, external_id: str) -> None:
        """Takes the post down, the parts of a thread under it not; one that is not there counts as done.

        Confirmed by reading back, which costs nothing for a post that is gone. Raises OutcomeUnknown when X says that
        it is deleted and shows it all the same.
        """
        if not payloads.is_id(external_id):
            return
        try:
            answer = self._calls.ask("DELETE", f"/2/tweets/{external_id}")
        except NotFound:
            return
        if not payloads.understood(answer, payloads.Deleted).data.deleted:
            raise Unavailable("X answers that it did not delete the post")
        self._purse.charge("deletion")
        if self._still_shown(external_id):
            raise OutcomeUnknown("X says it deleted the post, and shows it all the same → look at it, delete it again")

    def _still_shown(self, external_id: str) -> bool:
        try:
            return self.fetch(external_id) is not None
        except RemoteError:
            return False  # X has said that it is deleted; that it cannot be read now says nothing else.

    def require_owner(self) -> None:
        """Nothing, when the keys belong to the configured account; asked once. Raises Forbidden, RemoteError."""
        self._owner.require()

    def price_of(self, post: Post, pictures: int) -> Price:
        """What the post costs with its thread and the alt texts of so many pictures, in USD."""
        return price.price_of(post, min(pictures, self.limits.images), self._prices)

    def charges(self) -> Sequence[Price]:
        """What reads and deletions since the last question cost, in USD."""
        return self._purse.spent()

    def quotas(self) -> Sequence[Quota]:
        """What the headers since the last question said."""
        return self._calls.quotas()

    def check(self) -> AccountHealth:
        """Whose the keys are and what they may do, by two reads ($0.015 at most)."""
        return health_of(self._calls, self._owner, self._purse, self._clock())

    def close(self) -> None:
        """Gives every connection back."""
        self._calls.close()

    def _is_after(self, moment: datetime) -> Callable[[], bool]:
        return lambda: self._clock() > moment
