"""Figures of many posts: statistics by kind, fifty posts a call; what they leave out is looked at.

A thousand posts are 20 calls, 41 when nobody has seen any of them; what a refused list costs beside that is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import Clock
from bot.errors import Forbidden, Misused, NotFound, RateLimited, RemoteError, Unavailable
from bot.model.engagement import Absence, Snapshot
from bot.networks.linkedin import payloads
from bot.networks.linkedin.calls import Calls
from bot.networks.linkedin.figures import Statistics, figures_of, quiet, snapshot, social_figures

#: Calls that finding the dead posts in refused lists may cost in one turn.
_MOST_AGAIN = 16
#: How a list is refused for what stands in it, not for who asks.
_BAD_LIST = (Misused, NotFound)


class Measurer:
    """The measuring half of one organisation."""

    def __init__(self, calls: Calls, author: str, clock: Clock) -> None:
        self._calls = calls
        self._author = author
        self._clock = clock

    def measure(self, ids: Sequence[str]) -> list[Snapshot]:
        """One snapshot per post that was told; a failure on the way leaves the others out. Raises RemoteError."""
        turn = _Turn(self._calls, self._author, self._clock)
        try:
            turn.run(list(dict.fromkeys(ids)))
        except (RateLimited, Unavailable):
            # What was read so far is worth keeping; the rest is due again.
            if not turn.told:
                raise
        return list(turn.told.values())


class _Turn:
    """One measurement of many posts."""

    def __init__(self, calls: Calls, author: str, clock: Clock) -> None:
        self._calls = calls
        self._author = author
        self._clock = clock
        self._left = _MOST_AGAIN
        self._may_look = True
        self._was_heard = False
        self._refusal: RemoteError | None = None
        self._refused: list[str] = []
        #: Posts of refused lists that are there.
        self._there: dict[str, payloads.Element] = {}
        self.told: dict[str, Snapshot] = {}

    def run(self, ids: Sequence[str]) -> None:
        """Fills `told`. Raises RemoteError."""
        urns = [urn for urn in ids if payloads.is_post(urn)]
        # What LinkedIn cannot have given is not there, and would make it refuse the posts beside it.
        self.told = {urn: Snapshot(urn, self._clock(), gone=True) for urn in ids if not payloads.is_post(urn)}
        try:
            for some in _by_kind(urns):
                if not self._statistics(some):
                    self._refused += some
        except Forbidden as error:
            self._social([urn for urn in urns if urn not in self.told], error)
            return
        for some in payloads.chunks([urn for urn in urns if urn not in self.told]):
            self._look(some)
        for some in _by_kind([urn for urn in self._refused if urn not in self.told]):
            self._again(some)
        if self._refusal is not None and not self._was_heard and any(urn not in self.told for urn in urns):
            # No list at all was understood: the fault is not in one post.
            raise self._refusal
        for urn in urns:
            self.told.setdefault(urn, snapshot(urn, self._clock(), {}))

    def _statistics(self, urns: Sequence[str]) -> bool:
        """Whether the list was taken; adds what it says. Raises RemoteError for what holds for every list."""
        query = payloads.statistics(self._author, urns)
        try:
            reply = self._calls.read("organizationalEntityShareStatistics", query, method="FINDER")
        except _BAD_LIST as error:
            self._refusal = error
            return False
        self._was_heard = True
        for urn, figures in figures_of(payloads.understood(reply, Statistics)).items():
            if urn in urns:
                self.told[urn] = snapshot(urn, self._clock(), figures)
        return True

    def _look(self, urns: Sequence[str]) -> None:
        """Tells quiet posts, those that are gone, and those dropped in processing; nothing where it may not look.

        Posts of a refused list are only told when they are gone: the others have figures still to come.
        """
        if not self._may_look:
            return
        try:
            reply = self._calls.read("posts", f"ids={payloads.listed(urns)}", method="BATCH_GET")
        except Forbidden:
            self._may_look = False
            return
        except _BAD_LIST:
            return
        found = payloads.understood(reply, payloads.Many)
        refused = set(self._refused)
        for urn in urns:
            post = payloads.element(found.results.get(urn))
            if found.is_missing(urn) or (post is not None and post.is_dropped):
                self.told[urn] = Snapshot(urn, self._clock(), gone=True)
            elif post is not None and urn in refused:
                self._there[urn] = post
            elif post is not None:
                self.told[urn] = quiet(urn, self._clock(), post)

    def _again(self, urns: Sequence[str]) -> None:
        """Asks a refused list once more without its dead posts, and in halves while it is refused."""
        if not urns or self._left <= 0:
            return
        self._left -= 1
        if self._statistics(urns):
            quiet_ones = [urn for urn in urns if urn in self._there and urn not in self.told]
            self.told |= {urn: quiet(urn, self._clock(), self._there[urn]) for urn in quiet_ones}
        elif len(urns) > 1:
            middle = len(urns) // 2
            self._again(urns[:middle])
            self._again(urns[middle:])

    def _social(self, urns: Sequence[str], refusal: Forbidden) -> None:
        """Reactions and comments alone, where the statistics are not permitted. Raises that refusal when nothing is."""
        for some in payloads.chunks(urns):
            try:
                reply = self._calls.read("socialMetadata", f"ids={payloads.listed(some)}", method="BATCH_GET")
            except Forbidden:
                raise refusal from None
            found = payloads.understood(reply, payloads.Many)
            for urn in some:
                if found.is_missing(urn):
                    self.told[urn] = Snapshot(urn, self._clock(), gone=True)
                else:
                    figures = social_figures(found.results.get(urn))
                    self.told[urn] = snapshot(urn, self._clock(), figures, Absence.NOT_PERMITTED)


def _by_kind(urns: Sequence[str]) -> list[Sequence[str]]:
    """The URNs in lists of one kind each."""
    kinds = ("share", "ugcPost")
    return [some for kind in kinds for some in payloads.chunks([urn for urn in urns if payloads.kind_of(urn) == kind])]
