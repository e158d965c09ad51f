"""Measuring many topics: counters by ids, a hundred a call, then reach and clicks by pages of the group's statistics.

Two calls for a hundred topics are spent at most, and twenty for fewer than a thousand. A topic that is missing is asked
for once under the id that it may have got when it went live; where that would cost too much, the newest are asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, RateLimited, RemoteError, Unavailable
from bot.model.engagement import Absence, Metric, Snapshot
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls
from bot.networks.ok.figures import (
    COUNTER_FIELDS,
    STATISTICS,
    StatisticsPage,
    fields_of,
    rows_of,
    snapshot,
    window_of,
)
from bot.networks.ok.owner import Owner
from bot.networks.ok.payloads import Topic
from bot.networks.ok.topics import TopicReader

METHOD = "group.getStatTopics"
#: Calls for each thousand topics begun.
_CALLS, _TOPICS = 20, 1000
_MOST_PAGES = 10
#: When a figure that was not told is asked for again.
_AGAIN = {Absence.RETIRED: timedelta(days=7), Absence.NOT_PERMITTED: timedelta(days=1)}
_PAUSE = timedelta(hours=1)
_WRONG_PARAMETER = "100"

_Rows = dict[str, dict[Metric, int]]


class Memory:
    """Which statistics are not told, until when; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._missing: dict[Metric, tuple[Absence, datetime, datetime]] = {}

    def learn(self, metrics: Collection[Metric], why: Absence, now: datetime, wait: timedelta | None = None) -> None:
        """These are not to be asked for until a while has gone by."""
        until = now + (wait or _AGAIN.get(why, _PAUSE))
        with self._lock:
            self._missing |= dict.fromkeys(metrics, (why, now, until))

    def missing(self, now: datetime) -> dict[Metric, Absence]:
        """What is not to be asked for now, and why."""
        with self._lock:
            # A clock set back must not keep a figure away for ever.
            return {metric: why for metric, (why, begun, until) in self._missing.items() if begun <= now < until}


class Measurer:
    """The measuring half of one group."""

    def __init__(
        self, calls: Calls, reader: TopicReader, owner: Owner, group: str, per_page: int, clock: Clock
    ) -> None:
        self._calls = calls
        self._reader = reader
        self._owner = owner
        self._group = group
        self._per_page = str(max(per_page, 1))
        self._clock = clock
        self._memory = Memory()

    def measure(self, external_ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot a topic; those for which OK had no answer any more are left out, and due again.

        Raises RemoteError when nothing could be read.
        """
        ids = list(dict.fromkeys(external_ids))
        now = self._clock()
        none = [Snapshot(identity, now, gone=True) for identity in ids if not payloads.is_id(identity)]
        asked = [identity for identity in ids if payloads.is_id(identity)]
        if not asked:
            return none
        left = _CALLS * -(-len(asked) // _TOPICS)
        topics, unasked = self._counters(asked)
        left -= self._reader.calls_for(len(asked))
        missing = [identity for identity in asked if identity not in topics and identity not in unasked]
        if missing and not topics:
            # A lost role would look as if everything were gone.
            self._owner.require_now()
            left -= 2
        if missing:
            left -= self._follow(missing, topics, unasked, max(left // 2 - 1, 0))
        rows, why = self._statistics(topics.values(), left)
        if left > _MOST_PAGES:
            self._calls.look_at_quotas_when_due()
        gone = [Snapshot(identity, now, gone=True) for identity in set(missing) - {*topics, *unasked}]
        told = [snapshot(identity, topic, now, rows.get(topic.id or "", {}), why) for identity, topic in topics.items()]
        return [*told, *gone, *none]

    def _counters(self, asked: Sequence[str]) -> tuple[dict[str, Topic], set[str]]:
        """Asked id → topic, and the ids that no answer came for. Raises RemoteError when none came at all."""
        names = {self._reader.current(identity): identity for identity in asked}
        topics: dict[str, Topic] = {}
        answered: set[str] = set()
        for some in self._reader.batches(list(names)):
            try:
                found = self._reader.read(some, COUNTER_FIELDS)
            except (RateLimited, Unavailable):
                # What was read so far is worth keeping.
                if not answered:
                    raise
                break
            topics |= {names[current]: topic for current, topic in found.items()}
            answered |= {names[current] for current in some}
        return topics, set(asked) - answered

    def _follow(self, missing: Sequence[str], topics: dict[str, Topic], unasked: set[str], most: int) -> int:
        """Adds the missing topics that stand under a new id; how many calls that took."""
        moved: dict[str, str] = {}
        calls = 0
        newest = sorted(missing, key=int, reverse=True)[:most]
        for place, identity in enumerate(newest):
            calls += 1
            try:
                new = self._reader.moved(self._reader.current(identity))
            except RemoteError:
                unasked.update(newest[place:])
                break
            if new is not None:
                moved[new] = identity
        if moved:
            calls += self._reader.calls_for(len(moved))
            try:
                found = self._reader.read(list(moved), COUNTER_FIELDS)
            except RemoteError:
                unasked.update(moved.values())
            else:
                topics |= {moved[new]: topic for new, topic in found.items()}
        return calls

    # --- reach and clicks -------------------------------------------------------------------------

    def _statistics(self, topics: Collection[Topic], left: int) -> tuple[_Rows, Mapping[Metric, Absence]]:
        """Topic → what statistics tell, by `left` calls at most, and why the rest is missing. Never raises."""
        missing = self._memory.missing(self._clock())
        if not topics or set(missing) >= set(STATISTICS):
            return {}, missing
        turn = _Turn(self._calls, self._group, self._per_page, min(left, _MOST_PAGES))
        wanted = {topic.id for topic in topics if topic.id is not None}
        window = window_of(topics, self._clock())
        try:
            try:
                turn.read(wanted, window, missing)
            except Misused as error:
                if error.code != _WRONG_PARAMETER or turn.rows or turn.left <= len(STATISTICS):
                    raise
                self._learn(turn, missing)
                missing = self._memory.missing(self._clock())
                if set(missing) < set(STATISTICS):
                    turn.read(wanted, window, missing)
        except Forbidden:
            self._memory.learn(STATISTICS, Absence.NOT_PERMITTED, self._clock())
        except RateLimited as error:
            self._memory.learn(STATISTICS, Absence.NOT_SAID, self._clock(), error.retry_after)
        except (Misused, NotFound):
            self._memory.learn(STATISTICS, Absence.NOT_SAID, self._clock(), _AGAIN[Absence.NOT_PERMITTED])
        except RemoteError:
            # The counters were read: that the rest cannot be read now costs the rest alone.
            return turn.rows, missing
        return turn.rows, self._memory.missing(self._clock())

    def _learn(self, turn: _Turn, missing: Mapping[Metric, Absence]) -> None:
        """Asks for each figure by itself, and remembers which name OK does not know any more. Raises RemoteError."""
        dead = [metric for metric in STATISTICS if metric not in missing and not turn.knows(metric)]
        known = set(STATISTICS) - {*missing, *dead}
        # Where every name is refused, not the names are wrong.
        self._memory.learn(dead, Absence.RETIRED if known else Absence.NOT_SAID, self._clock())


class _Turn:
    """One walk through the statistics."""

    def __init__(self, calls: Calls, group: str, per_page: str, left: int) -> None:
        self._calls = calls
        self._group = group
        self._per_page = per_page
        #: Calls that may still be made.
        self.left = left
        self.rows: _Rows = {}

    def read(self, wanted: Collection[str], window: Mapping[str, str], missing: Collection[Metric]) -> None:
        """Fills `rows`, newest topics first, until all are there or no more calls are. Raises RemoteError."""
        anchor: dict[str, str] = {}
        while self.left > 0 and not set(wanted) <= set(self.rows):
            page = self._ask(fields_of(missing), self._per_page, **window, **anchor)
            found = rows_of(page)
            is_new = bool(set(found) - set(self.rows))
            self.rows |= found
            if page.anchor is None or not is_new:
                return
            anchor = {"anchor": page.anchor}

    def knows(self, metric: Metric) -> bool:
        """Whether OK takes that metric's name. Raises RemoteError."""
        try:
            self._ask(STATISTICS[metric], "1")
        except Misused as error:
            if error.code != _WRONG_PARAMETER:
                raise
            return False
        return True

    def _ask(self, fields: str, count: str, **more: str) -> StatisticsPage:
        self.left -= 1
        answer = self._calls.ask(METHOD, gid=self._group, count=count, fields=fields, **more)
        return payloads.understood(answer, StatisticsPage)
