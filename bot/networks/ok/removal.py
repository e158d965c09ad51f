"""Taking a topic down, by whichever of the two ways the network takes, and looking whether it is down.

mediatopic.deleteTopic exists in the documents, its parameter does not: peers send `delete_id`, which a topic tells of
itself, or `topic_id` with `gid`. Read 2026-11-23.
"""

from __future__ import annotations

from bot.errors import Misused, NotFound, OutcomeUnknown, RemoteError, Unavailable
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.owner import Owner
from bot.networks.ok.payloads import Topic
from bot.networks.ok.topics import TopicReader

_WRONG_PARAMETER = "100"


def take_down(calls: Calls, reader: TopicReader, owner: Owner, group: str, external_id: str) -> None:
    """Nothing, once the topic is down; one that is not there counts as done.

    Raises Forbidden where a right or the role is missing, OutcomeUnknown when no reading confirms it, RemoteError.
    """
    topic = reader.shown(external_id)
    if topic is None:
        if payloads.is_id(external_id):
            # A lost role would look the same as a lost topic.
            owner.require_now()
        return
    unsure: RemoteError | None = None
    try:
        _delete(calls, topic, group)
    except OutcomeUnknown as error:
        unsure = error
    if _still_stands(reader, topic, unsure):
        raise unsure or OutcomeUnknown("OK took the deletion, and still shows the topic: delete not confirmed")


def _delete(calls: Calls, topic: Topic, group: str) -> None:
    """Asks in one way, and in the other only after a refusal of the first. Raises RemoteError."""
    identity = topic.id or ""
    ways = [{"topic_id": identity, "gid": group}]
    ways = [{"delete_id": topic.delete_id}, *ways] if topic.delete_id else [*ways, {"delete_id": identity}]
    refusal: RemoteError = Unavailable("OK answers that it did not delete the topic")
    for way in ways:
        try:
            if payloads.is_done(calls.write("mediatopic.deleteTopic", **way)):
                return
        except NotFound as error:
            refusal = error
        except Misused as error:
            if error.code != _WRONG_PARAMETER:
                raise
            refusal = error
    raise refusal


def _still_stands(reader: TopicReader, topic: Topic, unsure: RemoteError | None) -> bool:
    identity = topic.id or ""
    try:
        return identity in reader.read([identity], payloads.SHOWN_FIELDS)
    except RemoteError as error:
        raise unsure or OutcomeUnknown(f"deleted, but it could not be read back: {error}") from None
