"""What the alerts are judged by: facts as the store and the machine tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.model.breaker import Breaker
from bot.model.delivery import State


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """A delivery that is not at its end, or ended badly."""

    id: int
    article_id: int
    title: str
    account: str
    network: str
    site: str
    language: str
    state: State
    reason: str
    #: When it came into its state.
    since: datetime
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    #: A person, not the daemon, brought it into its state.
    by_staff: bool = False

    @property
    def waits_since(self) -> datetime:
        """Since when it should be out. A failed try moves `due_at`, so then the whole of its life counts."""
        return self.created_at if self.attempts else max(self.created_at, self.due_at)


@dataclass(frozen=True, slots=True)
class ArticleFact:
    """An article that came and has led to no delivery where it should."""

    id: int
    title: str
    since: datetime
    #: "" where it only waits.
    reason: str
    #: The account it was set aside for; "" where no account was decided yet.
    account: str = ""


@dataclass(frozen=True, slots=True)
class AccountFact:
    """An account's lane."""

    name: str
    network: str
    #: None while it works.
    paused_at: datetime | None
    pause_reason: str
    #: None when it may send at once.
    not_before: datetime | None
    waits_for: str
    #: What makes it wait: a `bot.model.waiting.Cause`; "" when it never waited.
    cause: str = ""
    #: Its newest receipt; None before the first.
    last_published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenFact:
    """A connected token, without its secret."""

    account: str
    obtained_at: datetime
    #: None where no end is known.
    expires_at: datetime | None
    refreshable: bool


@dataclass(frozen=True, slots=True)
class FreezeFact:
    """A freeze that holds now."""

    id: int
    scope: str
    value: str
    reason: str
    actor: str
    since: datetime
    #: None = until lifted.
    until: datetime | None

    def covers(self, delivery: DeliveryFact) -> bool:
        """Whether it holds that delivery back."""
        held: Mapping[str, str] = {
            "site": delivery.site,
            "language": delivery.language,
            "network": delivery.network,
            "account": delivery.account,
        }
        return self.scope == "all" or held.get(self.scope) == self.value


@dataclass(frozen=True, slots=True)
class ProposalFact:
    """What staff are asked to do with a post that is out."""

    id: int
    delivery_id: int
    account: str
    kind: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ChannelFact:
    """A way to people that does not take what it is given."""

    name: str
    #: When the oldest message that waits was written.
    since: datetime
    waiting: int
    error: str


@dataclass(frozen=True, slots=True)
class SourceFact:
    """A configured source."""

    name: str
    url: str
    every_s: float
    next_visit_at: datetime
    #: None before the first visit.
    last_visit_at: datetime | None
    #: None before the first visit that succeeded.
    last_success_at: datetime | None
    failures: int
    #: "" when the last visit succeeded.
    error: str


@dataclass(frozen=True, slots=True)
class BudgetFact:
    """What an account may spend in its month, and what is spent."""

    account: str
    limit: Decimal
    spent: Decimal
    month_began_at: datetime


@dataclass(frozen=True, slots=True)
class SpaceFact:
    """The disk under the store."""

    folder: str
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the conditions are judged by."""

    now: datetime
    #: In every state but published, cancelled and retracted; of those scheduled, only what is due.
    deliveries: Sequence[DeliveryFact] = ()
    #: New articles without any decision yet.
    undecided: Sequence[ArticleFact] = ()
    #: Articles that a decision holds and that have no delivery a person could release.
    set_aside: Sequence[ArticleFact] = ()
    #: Configured accounts only.
    accounts: Sequence[AccountFact] = ()
    tokens: Sequence[TokenFact] = ()
    freezes: Sequence[FreezeFact] = ()
    proposals: Sequence[ProposalFact] = ()
    #: The open ones.
    breakers: Sequence[Breaker] = ()
    channels: Sequence[ChannelFact] = ()
    sources: Sequence[SourceFact] = ()
    budgets: Sequence[BudgetFact] = ()
    #: None where the store's disk is another machine's.
    space: SpaceFact | None = None
    #: What the check of the journal's chain found; "" when it holds.
    journal_fault: str = ""
    #: When the newest post of all went out; None before the first.
    last_published_at: datetime | None = None
