"""What the store hands out: values of the other modules together with their row's own facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.article import Article, Found, SourceMemory
from bot.model.delivery import Outcome, Receipt, State
from bot.model.post import Post
from bot.model.revision import Change, Weight
from bot.model.sighting import Suspicion, Withdrawal
from bot.model.timeliness import appeared


class Admission(StrEnum):
    """How an article came in: what the automatic delivery makes of it."""

    NEW = "new"  # to be posted
    RECORDED = "recorded"  # there before we first looked: known, not posted
    BURST = "burst"  # one of too many at once: held for a person
    TOO_OLD = "too_old"  # older than max_age when first seen: known, not posted
    BY_HAND = "by_hand"  # brought by staff: posted where they said


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source's standing between visits."""

    name: str
    url: str
    memory: SourceMemory
    next_visit_at: datetime
    #: None before the first visit that succeeded.
    last_success_at: datetime | None
    failures: int
    #: Why the last visit failed; None when it did not.
    error: str | None
    kind: str | None = None
    last_visit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the store knows it; `article` is None until its page was read."""

    id: int
    canonical_url: str
    source: str | None
    admission: Admission
    first_seen_at: datetime
    #: The entry of the source that led to it.
    found: Found
    article: Article | None
    read_failures: int = 0
    read_error: str | None = None
    planned_at: datetime | None = None
    #: Of the page at its last good reading; None where the site sends none.
    etag: str | None = None
    #: The last good reading; None until the page was read.
    read_at: datetime | None = None
    #: None while nothing is suspected.
    suspicion: Suspicion | None = None
    #: None while the article stands on its site.
    withdrawal: Withdrawal | None = None
    #: Number of the revision that `article` is; 0 until the page was read.
    revision: int = 0
    #: The good visit to its source before the one that showed it; None where there was none.
    seen_after: datetime | None = None

    @property
    def appeared_at(self) -> datetime:
        """When it appeared on its site, as far as can be told."""
        on_page = self.article.published if self.article else None
        return appeared(on_page or self.found.published, self.first_seen_at, self.seen_after)

    @property
    def title(self) -> str:
        """The page's title, else the source's, else the address."""
        return (self.article.title if self.article else self.found.title) or self.canonical_url


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One reading of an article that differed from the one before; number 1 is the first reading."""

    article_id: int
    number: int
    seen_at: datetime
    article: Article
    #: Against the revision before; empty for the first one.
    changes: tuple[Change, ...]
    #: Of the gravest change; None for the first one.
    weight: Weight | None


class ProposalKind(StrEnum):
    """What staff are asked to do with a post that is out."""

    RETRACT = "retract"  # the article was withdrawn on its site
    EDIT = "edit"  # the article was corrected: the post would read as `post` does
    BY_HAND = "by_hand"  # the article was corrected, and the network cannot change posts for us


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What the daemon proposes for one delivery; a person answers."""

    id: int
    delivery_id: int
    article_id: int
    account: str
    kind: ProposalKind
    reason: str
    made_at: datetime
    #: The revision that led to it; None where none did.
    revision: int | None = None
    #: What the post would become; None where that is not the question.
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one account's lane until `until`; `fence` tells it from earlier claims."""

    account: str
    owner: str
    fence: int
    until: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery with its post, as it stands."""

    id: int
    article_id: int
    account: str
    network: str
    round: int
    state: State
    post: Post
    mark: str
    priority: bool
    due_at: datetime
    #: Attempts that count against the limit of tries.
    attempts: int
    reason: str
    created_at: datetime
    state_since: datetime
    #: How often reconcile looked and found nothing; 0 unless unconfirmed.
    looks: int
    #: When reconcile looks next; None unless unconfirmed.
    next_look_at: datetime | None
    receipt: Receipt | None
    #: The article's site and source, for freezes and reports.
    site: str = ""
    created_by: str = "daemon"
    #: Its first try that failed; None until one did, or since a person released it.
    failing_since: datetime | None = None
    #: The stored post, and the article's revision that it follows or was judged against; 0 = not known.
    post_id: int = 0
    revision: int = 0
    #: When its article appeared on the site; None = not known.
    appeared_at: datetime | None = None
    #: When a person let it go (released or approved it); None = nobody had to.
    let_go_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One call made for a delivery."""

    id: int
    delivery_id: int
    number: int
    owner: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    #: Class of the error, its code and its safe text; "" where there was none.
    error: str
    code: str
    detail: str
    #: The post that the network named when it refused this one as duplicate; None where it named none.
    named: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A post that is out and is to be measured."""

    delivery_id: int
    article_id: int
    account: str
    network: str
    receipt: Receipt
    visits: int
    next_measure_at: datetime | None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened, who did it and why."""

    id: int
    at: datetime
    actor: str
    subject: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A recorded Decision."""

    article_id: int
    account: str
    at: datetime
    verdict: str
    reason: str
    rules: tuple[Mapping[str, object], ...]
