"""The group's newest topics, by a call that works but stands in no document (peer, 2025): it may be refused one day."""

from __future__ import annotations

from datetime import datetime

from bot.errors import Forbidden, Misused, NotFound
from bot.model.delivery import RemotePost
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.payloads import Topics

METHOD = "mediatopic.getTopics"
#: No official figure; peers ask for 50.
_COUNTS = ("100", "50")
_PAGES = 5
_WRONG_SIGNATURE = "104"


def newest(calls: Calls, group: str, since: datetime, now: datetime) -> list[RemotePost]:
    """The group's topics made since then, newest first.

    Raises Forbidden when OK does not list them, or not as far back: what is not listed would look as if it were absent.
    """
    found: dict[str, RemotePost] = {}
    anchor: dict[str, str] = {}
    for _ in range(_PAGES):
        page, count = _page(calls, group, anchor)
        posts = [payloads.remote_post(group, topic, now) for topic in page.media_topics if topic.id is not None]
        is_new = any(post.external_id not in found for post in posts)
        found |= {post.external_id: post for post in posts}
        # A topic that is pinned may stand before younger ones: the last one tells how far the page goes.
        is_end = not posts or posts[-1].created_at < since or page.has_more is False
        if is_end or (page.anchor is None and len(posts) < count):
            recent = [post for post in found.values() if post.created_at >= since]
            return sorted(recent, key=lambda post: post.created_at, reverse=True)
        if page.anchor is None or not is_new:
            break
        anchor = {"anchor": page.anchor}
    raise Forbidden(
        f"OK lists the newest {len(found)} topics only, and all of them are younger than {since:%Y-%m-%d %H:%M} UTC "
        "→ look at the wall"
    )


def _page(calls: Calls, group: str, anchor: dict[str, str]) -> tuple[Topics, int]:
    """One page, and how many topics were asked for."""
    for count in _COUNTS:
        try:
            return payloads.understood(calls.ask(METHOD, gid=group, count=count, **anchor), Topics), int(count)
        except Misused as error:
            if error.code == "100" and count != _COUNTS[-1]:
                continue
            raise error if error.code == _WRONG_SIGNATURE else _refused(error) from None
        except (Forbidden, NotFound) as error:
            raise _refused(error) from None
    raise AssertionError("unreachable: the last count raises or returns")


def _refused(error: Forbidden | NotFound | Misused) -> Forbidden:
    what = f"OK does not list the group's topics to this token ({error.reason})"
    return Forbidden(f"{what} → an unclear outcome is left to a person: look at the wall", code=error.code)
