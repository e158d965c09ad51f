"""Measuring many posts: one sub-request a post, fifty a request, and a memory of what the network no longer tells.

When every answer of a batch fails, the parts are asked one by one on one post, once, in one request: what is dead or
not permitted is left out from then on, and asked for again after a while.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, RateLimited, RemoteError, Unavailable
from bot.model.engagement import Absence, Snapshot
from bot.networks.facebook.figures import COUNTERS, PARTS, figures_of, parts_asked, snapshot, url_of
from bot.networks.facebook.graph import BATCH, Element, Graph

#: When a part that was not told is asked for again.
_AGAIN = {Absence.RETIRED: timedelta(days=7), Absence.NOT_PERMITTED: timedelta(days=1)}
#: How the network calls a dead metric, in the one text that tells it from other mistakes (read 2026-11-23).
_DEAD_METRIC = "valid insights metric"


class Memory:
    """Which parts are not told, since when; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._missing: dict[str, tuple[Absence, datetime]] = {}

    def missing(self, now: datetime) -> dict[str, Absence]:
        """Part → why it is not to be asked for now."""
        with self._lock:
            return {
                part: why
                for part, (why, learned) in self._missing.items()
                # A clock set back must not keep a part away for ever.
                if timedelta() <= now - learned < _AGAIN[why]
            }

    def due(self, now: datetime) -> bool:
        """Whether something that was left out is to be tried again."""
        with self._lock:
            known = len(self._missing)
        return len(self.missing(now)) < known

    def learn(self, missing: Mapping[str, Absence], now: datetime) -> None:
        """Replaces everything known by this."""
        with self._lock:
            self._missing = {part: (why, now) for part, why in missing.items()}


class Measurer:
    """The measuring half of one page."""

    def __init__(self, graph: Graph, page: str, clock: Clock) -> None:
        self._graph = graph
        self._page = page
        self._clock = clock
        self._memory = Memory()

    def measure(self, ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot per post that was told; one whose answer did not come twice is left out. Raises RemoteError."""
        turn = _Turn(self._graph, self._memory, self._clock)
        try:
            turn.run(ids)
        except (RateLimited, Unavailable):
            # What was read so far is worth keeping; the rest is due again.
            if not turn.told:
                raise
        if turn.told and all(found.gone for found in turn.told):
            self.require_sight()
        return turn.told

    def require_sight(self) -> None:
        """Nothing, when the page's posts may be read: a lost right looks like a lost post. Raises RemoteError."""
        self._graph.call("GET", f"{self._page}/published_posts", params={"fields": "id", "limit": "1"})


class _Turn:
    """One measurement of many posts."""

    def __init__(self, graph: Graph, memory: Memory, clock: Clock) -> None:
        self._graph = graph
        self._memory = memory
        self._clock = clock
        self._learned = False
        self.told: list[Snapshot] = []

    def run(self, ids: Sequence[str]) -> None:
        """Fills `told`. Raises RemoteError."""
        again: list[str] = []
        if ids and self._memory.due(self._clock()):
            self._learn(ids[0])
        for some in _batches(ids):
            again += self._some(some)
        for some in _batches(again):
            self._some(some)

    def _some(self, ids: Sequence[str]) -> list[str]:
        """The posts whose answer did not come."""
        missing = self._memory.missing(self._clock())
        answers = self._asked(ids, parts_asked(missing))
        failed = {i: a.error for i, a in answers.items() if isinstance(a.error, Forbidden | Misused)}
        if failed and not self._learned and _is_general(failed, answers):
            self._learn(next(iter(failed)))
            missing = self._memory.missing(self._clock())
            answers |= self._asked(list(failed), parts_asked(missing))
        for identity, answer in answers.items():
            self._take(identity, answer, missing)
        # One post alone of which not everything is told: its counters at least.
        single = [i for i, a in answers.items() if isinstance(a.error, Forbidden | Misused)]
        if single:
            self._counters_of(single, missing)
        unsure = [i for i, a in answers.items() if isinstance(a.error, Unavailable)]
        return [*(identity for identity in ids if identity not in answers), *unsure]

    def _asked(self, ids: Sequence[str], parts: Sequence[str]) -> dict[str, Element]:
        """Post → its answer; those that did not come are left out."""
        answers = self._graph.batch([url_of(identity, parts) for identity in ids])
        return {identity: answer for identity, answer in zip(ids, answers, strict=True) if answer is not None}

    def _take(self, identity: str, answer: Element, missing: Mapping[str, Absence]) -> None:
        """Adds what one answer says. Raises the error of one that holds for every call."""
        if isinstance(answer.error, NotFound):
            self.told.append(Snapshot(identity, self._clock(), gone=True))
        elif answer.error is None:
            self._figures(identity, answer.body, parts_asked(missing), missing)
        elif not isinstance(answer.error, Forbidden | Misused | Unavailable):
            raise answer.error

    def _counters_of(self, ids: Sequence[str], missing: Mapping[str, Absence]) -> None:
        counters = [part for part in COUNTERS if part not in missing]
        answers = self._asked(ids, counters)
        for identity, answer in answers.items():
            if isinstance(answer.error, Forbidden | Misused):
                # Not even those: what is asked of everyone is not told of this one.
                why = Absence.NOT_PERMITTED if isinstance(answer.error, Forbidden) else Absence.NOT_SAID
                self.told.append(snapshot(identity, self._clock(), {}, dict.fromkeys(PARTS, why)))
            elif answer.error is None:
                self._figures(identity, answer.body, counters, missing)
            else:
                self._take(identity, answer, missing)

    def _figures(self, identity: str, body: str, parts: Sequence[str], missing: Mapping[str, Absence]) -> None:
        """Adds the figures of one post; an answer that is not understood is as good as none."""
        try:
            figures = figures_of(body, parts)
        except ValueError:
            return
        self.told.append(snapshot(identity, self._clock(), figures, missing))

    def _learn(self, identity: str) -> None:
        """Asks for each part by itself, on one post. Raises Forbidden when nothing of it may be read."""
        plain, *answers = self._graph.batch([url_of(identity, parts) for parts in ((), *((part,) for part in PARTS))])
        if plain is not None and isinstance(plain.error, Forbidden):
            raise plain.error
        if plain is None or plain.error is not None:
            # Nothing can be learned on a post that is not there.
            return
        self._learned = True
        found = {part: _why(answer) for part, answer in zip(PARTS, answers, strict=True)}
        self._memory.learn({part: why for part, why in found.items() if why is not None}, self._clock())


def _why(answer: Element | None) -> Absence | None:
    """Why a part asked for alone is not told; None when it is, or when nothing can be said."""
    if answer is not None and isinstance(answer.error, Forbidden):
        return Absence.NOT_PERMITTED
    return Absence.RETIRED if answer is not None and isinstance(answer.error, Misused) else None


def _is_general(failed: Mapping[str, RemoteError | None], answers: Mapping[str, Element]) -> bool:
    """Whether the fault is in what was asked, not in the post it was asked of."""
    if any(answer.error is None for answer in answers.values()):
        return False
    plain = [error for error in failed.values() if error is not None]
    return len(plain) > 1 or any(isinstance(error, Forbidden) or _DEAD_METRIC in error.reason for error in plain)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
