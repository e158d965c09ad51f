"""Carries amendments out: intention before the call, outcome after it; what is not known is read back."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.corrections.outcome import Result, after_call, after_look, unread
from bot.corrections.reading import reads_as
from bot.deadline import Deadline, Leave, under
from bot.delivery.timing import Timing
from bot.errors import Forbidden, PressbotError, RemoteError
from bot.model.amendment import AmendmentKind, AmendmentRow, Stage
from bot.model.records import ProposalKind
from bot.networks.base import CanDelete, CanEdit, CanFetch, HasPrice, Network, ReportsQuotas
from bot.store.sources import IsDead
from bot.store.store import Store

log = structlog.get_logger(__name__)

#: How soon what could not be begun is tried again.
_LATER = timedelta(minutes=1)


class Carrier:
    """Changes posts that are out, for one owner."""

    def __init__(
        self,
        store: Store,
        networks: Mapping[str, Network],
        clock: Clock,
        timing: Timing,
        *,
        owner: str,
        is_dead: IsDead,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._timing = timing
        self._owner = owner
        self._is_dead = is_dead
        self._jitter = jitter

    def work(self, names: Collection[str], stopping: Callable[[], bool] = lambda: False) -> int:
        """How many amendments of the accounts were tried or looked at now."""
        self._store.amendments.take_over(names, self._clock(), self._is_dead)
        done = 0
        for row in self._store.amendments.due(names, self._clock()):
            if stopping():
                break
            after = self.look(row) if row.stage is Stage.UNKNOWN else self.carry_out(row.id)
            if after.stage is Stage.FAILED:
                self._tell(after)
            done += 1
        return done

    def _tell(self, row: AmendmentRow) -> None:
        """What fails where nobody watches is brought before a person."""
        delivery = self._store.deliveries.get(row.delivery_id)
        if delivery is not None:
            what = "its text could not be changed" if row.kind is AmendmentKind.EDIT else "it could not be taken down"
            reason = f"{what}: {row.detail} ({row.reason})"
            self._store.corrections.propose(delivery, ProposalKind.BY_HAND, None, None, reason, self._clock())

    def carry_out(self, number: int) -> AmendmentRow:
        """The amendment after one try, or as it stands where it may not be tried now."""
        now = self._clock()
        store = self._store.amendments
        begun = store.begin(number, self._owner, now, now + self._timing.lease)
        if isinstance(begun, str):
            store.postpone(number, now + _LATER, begun)
            return store.get(number)
        error: Exception | None = None
        try:
            with under(self._leave(begun)):
                self._call(begun)
        except Exception as raised:  # noqa: BLE001 - whatever is raised here, the change may be made
            error = raised
        result = after_call(
            error, begun.kind, begun.tries + 1, self._clock(), self._jitter(), self._timing.looks[0]
        )  # fmt: skip
        self._close(begun, result, looked=False)
        return store.get(number)

    def _call(self, row: AmendmentRow) -> None:
        network = self._network(row)
        try:
            if row.kind is AmendmentKind.RETRACT:
                if not isinstance(network, CanDelete):
                    raise Forbidden(f"{row.network} cannot delete by its API → do it there")
                network.delete(row.external_id)
                return
            if not isinstance(network, CanEdit):
                raise Forbidden(f"{row.network} cannot change posts by its API → retract it and post it again")
            assert row.post is not None
            if row.by_daemon:
                self._require_untouched(row, network)
            network.edit(row.external_id, row.post)
        finally:
            self._keep(row.account, network)

    def _require_untouched(self, row: AmendmentRow, network: Network) -> None:
        """What a person changed on the network is not overwritten by itself. Raises Forbidden, or as reading does."""
        assert row.post is not None
        seen = network.fetch(row.external_id) if isinstance(network, CanFetch) else None
        if seen is not None and not reads_as(seen.text, row.before) and not reads_as(seen.text, row.post):
            raise Forbidden("somebody changed the post on the network: it is not overwritten → look at it")

    def _network(self, row: AmendmentRow) -> Network:
        """Raises Forbidden when the account cannot be used."""
        try:
            return self._networks[row.account]
        except (PressbotError, KeyError) as error:
            raise Forbidden(f"the account cannot be used: {error}") from None

    def _leave(self, row: AmendmentRow) -> Leave:
        return self._timing.leave(lambda: self._store.amendments.barred(row.id, self._owner, self._clock()), "done")

    def look(self, row: AmendmentRow) -> AmendmentRow:
        """The amendment after its post was read back, to see whether it was made."""
        now = self._clock()
        if not self._store.amendments.claim_look(row.id, self._owner, now, now + self._timing.lease):
            return self._store.amendments.get(row.id)
        within = Deadline(self._timing.longest_call)
        try:
            network = self._network(row)
            if not isinstance(network, CanFetch):
                raise Forbidden(f"{row.network} does not show single posts")
            try:
                with under(Leave(within, within)):
                    seen = network.fetch(row.external_id)
            finally:
                self._keep(row.account, network)
        except RemoteError as error:
            result = unread(row, error, self._clock(), self._timing.looks[1])
        else:
            result = after_look(row, seen, self._clock(), self._timing.looks[1])
        self._close(row, result, looked=True)
        return self._store.amendments.get(row.id)

    def _close(self, row: AmendmentRow, result: Result, *, looked: bool) -> None:
        now = self._clock()
        self._store.amendments.close(
            row.id, self._owner, result.stage, result.detail, now, next_at=result.next_at, looked=looked
        )
        log.info("amendment", delivery=row.delivery_id, kind=str(row.kind), stage=str(result.stage), told=result.detail)

    def _keep(self, account: str, network: Network) -> None:
        if isinstance(network, ReportsQuotas):
            self._store.quotas.record(account, network.quotas())
        if isinstance(network, HasPrice):
            self._store.ledger.record(account, network.charges(), self._clock())
