"""Reading one status, changing it, taking it down; each change is read back.

docs.joinmastodon.org/methods/statuses, read 2026-11-25.
"""

from __future__ import annotations

from bot.errors import NotFound, OutcomeUnknown, RemoteError
from bot.model.post import Post
from bot.networks.mastodon import payloads
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.payloads import Source, Status


def shown(calls: Calls, identity: str) -> Status | None:
    """The status; None when it is not there. Raises RemoteError."""
    if not payloads.is_id(identity):
        return None
    try:
        return payloads.understood(calls.ask(f"api/v1/statuses/{identity}"), Status)
    except NotFound:
        return None


def change(calls: Calls, identity: str, post: Post) -> None:
    """Nothing, once the status was written as the post is. Raises NotFound, OutcomeUnknown, RemoteError."""
    before = shown(calls, identity)
    if before is None:
        raise NotFound("there is no such status")
    unsure: OutcomeUnknown | None = None
    try:
        calls.write("PUT", f"api/v1/statuses/{identity}", payloads.changed_status(post, before))
    except OutcomeUnknown as error:
        unsure = error
    try:
        stands = payloads.understood(calls.ask(f"api/v1/statuses/{identity}/source"), Source).text
    except RemoteError as error:
        raise unsure or OutcomeUnknown(f"changed, but it could not be read back: {error}") from None
    if stands.strip() != post.text.strip():
        raise unsure or OutcomeUnknown("the server took the change, and shows another text: edit not confirmed")


def take_down(calls: Calls, identity: str) -> None:
    """Nothing, once the status is down; one that is not there counts as done. Raises OutcomeUnknown, RemoteError."""
    if not payloads.is_id(identity):
        return
    unsure: OutcomeUnknown | None = None
    try:
        calls.write("DELETE", f"api/v1/statuses/{identity}")
    except NotFound:
        return
    except OutcomeUnknown as error:
        unsure = error
    try:
        stands = shown(calls, identity) is not None
    except RemoteError as error:
        raise unsure or OutcomeUnknown(f"deleted, but it could not be read back: {error}") from None
    if stands:
        raise unsure or OutcomeUnknown("the server took the deletion, and still shows the status: delete not confirmed")
