"""Topics read by their ids, many in one call, and those that got a new id when they went live.

mediatopic.getByIds has no official number of ids (peers ask for 100) and its fields stand in no document: where OK
refuses either as a wrong parameter, it is asked for less, and what worked is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.errors import Forbidden, Misused, NotFound
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.payloads import Topic

#: A wrong parameter, or a request that is too long.
_TOO_MUCH = {"100", "30"}
_FEWER = 50


class TopicReader:
    """Reads the topics of one group; safe to share between threads."""

    def __init__(self, calls: Calls, ids_per_call: int) -> None:
        self._calls = calls
        self._size = max(ids_per_call, 1)
        self._names_fields = True
        #: Old id → new id. Single steps on a dictionary need no lock.
        self._moved: dict[str, str] = {}

    def batches(self, ids: Sequence[str]) -> Iterator[Sequence[str]]:
        """The ids in parts that one call takes."""
        start = 0
        while start < len(ids):
            size = self._size
            yield ids[start : start + size]
            start += size

    def calls_for(self, number: int) -> int:
        """How many calls so many ids take."""
        return -(-number // self._size)

    def read(self, ids: Sequence[str], fields: str, blocks: str = "1") -> dict[str, Topic]:
        """Id → topic for those that are there, by id and never by position. Raises RemoteError."""
        try:
            return self._asked(ids, fields if self._names_fields else "", blocks)
        except Misused as error:
            if error.code not in _TOO_MUCH:
                raise
            if len(ids) > _FEWER:
                self._size = _FEWER
                return self.read(ids[:_FEWER], fields, blocks) | self.read(ids[_FEWER:], fields, blocks)
            if not self._names_fields:
                raise
            found = self._asked(ids, "", blocks)
            self._names_fields = False
            return found

    def current(self, identity: str) -> str:
        """The id under which the topic is known now, as far as we know without a call."""
        return self._moved.get(identity, identity)

    def moved(self, identity: str) -> str | None:
        """The id that a missing topic has since it went live, None when it has none. Raises RemoteError.

        A moderated or delayed topic gets a new one (apiok documentation, mediatopic.getRepublishedTopic).
        """
        try:
            new = payloads.republished_of(self._calls.ask("mediatopic.getRepublishedTopic", topic_id=identity))
        except (NotFound, Misused, Forbidden):
            # Not moved; or OK does not tell us, and the topic stays what it was: missing.
            return None
        if new is None or new == identity:
            return None
        self._moved[identity] = new
        return new

    def shown(self, identity: str) -> Topic | None:
        """One topic with its text and links, under whichever id; None when it is not there. Raises RemoteError."""
        if not payloads.is_id(identity):
            return None
        known = self.current(identity)
        found = self.read([known], payloads.SHOWN_FIELDS, payloads.ALL_BLOCKS).get(known)
        if found is not None:
            return found
        new = self.moved(known)
        if new is None:
            return None
        return self.read([new], payloads.SHOWN_FIELDS, payloads.ALL_BLOCKS).get(new)

    def _asked(self, ids: Sequence[str], fields: str, blocks: str) -> dict[str, Topic]:
        answer = self._calls.ask("mediatopic.getByIds", **payloads.by_ids(ids, fields, blocks))
        topics = payloads.understood(answer, payloads.Topics).media_topics
        return {topic.id: topic for topic in topics if topic.id is not None and topic.id in ids}
