"""What the App answers to doors, where one value of the model is not enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.alert import Alert, MessageRow
from bot.model.article import Article
from bot.model.delivery import State
from bot.model.money import Price
from bot.model.post import Post
from bot.model.records import ArticleRow, DeliveryRow, ProposalRow, SourceRow
from bot.store.freezes import Freeze


@dataclass(frozen=True, slots=True)
class Preview:
    """An article and the posts it would become."""

    article: Article
    posts: tuple[Post, ...]
    #: Account → why there is no post for it.
    refused: Mapping[str, str]
    #: Account → what sending its post would cost; without those whose networks charge nothing.
    prices: Mapping[str, Price] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Today:
    """What came, what went, what waits, what is wrong."""

    at: datetime
    articles: Sequence[ArticleRow]
    deliveries: Sequence[DeliveryRow]
    counts: Mapping[State, int]
    sources: Sequence[SourceRow]
    #: Account → (network, not before, what it waits for, why it is paused).
    accounts: Mapping[str, tuple[str, datetime | None, str, str | None]]
    freezes: Sequence[Freeze]
    #: What staff are asked to do with posts that are out: their articles were corrected or withdrawn on the site.
    proposals: Sequence[ProposalRow] = ()
    alerts: Sequence[Alert] = ()
    #: Messages to people that their channels refused so far.
    undelivered: Sequence[MessageRow] = ()
