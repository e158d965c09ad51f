"""What is wrong, from facts: one table for all kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.alerts.conditions import RULES, conditions
from bot.alerts.judge import MANNERS
from bot.alerts.wording import WORDS
from bot.model.alert import AlertThresholds, Kind, Severity
from bot.model.alert_facts import (
    AccountFact,
    ArticleFact,
    BudgetFact,
    ChannelFact,
    DeliveryFact,
    Facts,
    FreezeFact,
    ProposalFact,
    SourceFact,
    SpaceFact,
    TokenFact,
)
from bot.model.breaker import Breaker
from bot.model.delivery import State
from bot.model.waiting import Cause

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
THRESHOLDS = AlertThresholds()
WARNING, NOTICE, CRITICAL = Severity.WARNING, Severity.NOTICE, Severity.CRITICAL


def ago(**duration: float) -> datetime:
    return NOW - timedelta(**duration)


def delivery(state: State, *, minutes: float = 0, **changes: object) -> DeliveryFact:
    moment = ago(minutes=minutes)
    made = DeliveryFact(7, 3, "Визит", "fb", "facebook", "e.org", "ru", state, "the reason", moment, moment, moment)
    return replace(made, **changes)  # type: ignore[arg-type]


def deliveries(*rows: DeliveryFact) -> Facts:
    return facts(deliveries=rows)


def facts(**changes: object) -> Facts:
    """Nothing wrong: one account that posted an hour ago, one source just read."""
    accounts = (AccountFact("fb", "facebook", None, "", None, "", last_published_at=ago(hours=1)),)
    made = Facts(NOW, accounts=accounts, sources=(source(),), last_published_at=ago(hours=1))
    return replace(made, **changes)  # type: ignore[arg-type]


def source(name: str = "news", *, failures: int = 0, success: datetime | None = NOW) -> SourceFact:
    error = "it answered 503" if failures else ""
    return SourceFact(name, f"https://e.org/{name}", 300, NOW, NOW, success, failures, error)


def account(**changes: object) -> AccountFact:
    return replace(facts().accounts[0], **changes)  # type: ignore[arg-type]


def token(*, refreshable: bool = False, **left: float) -> Facts:
    life = ago(days=60) if not refreshable else ago(hours=2)
    return facts(tokens=(TokenFact("fb", life, NOW + timedelta(**left), refreshable),))


def silent(*rows: DeliveryFact, **changes: object) -> Facts:
    """The account posted last two days ago."""
    last = ago(days=2)
    lane = account(last_published_at=last, **changes)
    return facts(deliveries=rows, accounts=(lane,), last_published_at=last)


def budget(spent: str, limit: str = "100") -> Facts:
    return facts(budgets=(BudgetFact("x", Decimal(limit), Decimal(spent), ago(days=23)),))


FREEZE = FreezeFact(4, "all", "", "mourning", "me", ago(hours=30), None)
OLD = delivery(State.SCHEDULED, minutes=180)

#: name → (facts, what is found as (kind, subject, severity, level)).
TABLE: dict[str, tuple[Facts, list[tuple[Kind, str, Severity, int]]]] = {
    "nothing": (facts(), []),
    "refused": (deliveries(delivery(State.REJECTED)), [(Kind.FAILED, "delivery 7", WARNING, 1)]),
    "held": (deliveries(delivery(State.HELD)), [(Kind.HELD, "delivery 7", WARNING, 1)]),
    "held by staff, who know": (deliveries(delivery(State.HELD, by_staff=True)), []),
    "set aside": (
        facts(set_aside=(ArticleFact(3, "Визит", NOW, "no faithful post", "fb"),)),
        [(Kind.HELD, "article 3 for fb", WARNING, 1)],
    ),
    "just in doubt": (deliveries(delivery(State.UNCONFIRMED, minutes=29)), []),
    "long in doubt": (
        deliveries(delivery(State.UNCONFIRMED, minutes=30)), [(Kind.UNCONFIRMED, "delivery 7", WARNING, 1)],
    ),
    "stuck on the way": (
        deliveries(delivery(State.PUBLISHING, minutes=31)), [(Kind.UNCONFIRMED, "delivery 7", WARNING, 1)],
    ),
    "a draft": (deliveries(delivery(State.DRAFT, minutes=59)), []),
    "an old draft": (deliveries(delivery(State.DRAFT, minutes=60)), [(Kind.APPROVAL, "delivery 7", NOTICE, 1)]),
    "a proposal": (
        facts(proposals=(ProposalFact(2, 7, "fb", "retract", "withdrawn", NOW),)),
        [(Kind.PROPOSAL, "proposal 2", WARNING, 1)],
    ),
    "token, 31 days": (token(days=31), []),
    "token, 30 days": (token(days=30), [(Kind.TOKEN, "account fb", NOTICE, 1)]),
    "token, 14 days": (token(days=14), [(Kind.TOKEN, "account fb", NOTICE, 2)]),
    "token, 7 days": (token(days=7), [(Kind.TOKEN, "account fb", WARNING, 3)]),
    "token, 3 days": (token(days=3), [(Kind.TOKEN, "account fb", WARNING, 4)]),
    "token, 1 day": (token(days=1), [(Kind.TOKEN, "account fb", CRITICAL, 5)]),
    "token ended": (token(), [(Kind.TOKEN, "account fb", CRITICAL, 6)]),
    "token of unknown end": (facts(tokens=(TokenFact("fb", NOW, None, False),)), []),
    "token about to be made new": (token(refreshable=True), []),
    "token that could not be made new": (
        token(refreshable=True, minutes=-10), [(Kind.TOKEN, "account fb", CRITICAL, 6)],
    ),
    "account stopped": (
        facts(accounts=(account(paused_at=ago(minutes=1), pause_reason="token dead"),)),
        [(Kind.ACCOUNT, "account fb", CRITICAL, 1)],
    ),
    "breaker": (
        facts(breakers=(Breaker("fb", "Unavailable", 5, NOW, NOW, "503", NOW, NOW),)),
        [(Kind.BREAKER, "account fb Unavailable", WARNING, 1)],
    ),
    "source failed once": (facts(sources=(source(failures=1, success=ago(hours=9)),)), []),
    "source fails, one of two": (
        facts(sources=(source(failures=4, success=ago(minutes=35)), source("other"))),
        [(Kind.SOURCE, "source news", WARNING, 1)],
    ),
    "source fails, not long yet": (facts(sources=(source(failures=4, success=ago(minutes=34)), source("other"))), []),
    "every source fails": (
        facts(sources=(source(failures=4, success=ago(hours=1)),)), [(Kind.SOURCE, "source news", CRITICAL, 2)],
    ),
    "source never read": (facts(sources=(source(failures=2, success=None), source("other"))), []),
    "source never read, thrice": (
        facts(sources=(source(failures=3, success=None), source("other"))), [(Kind.SOURCE, "source news", WARNING, 1)],
    ),
    "came and nothing went out": (silent(OLD), [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)]),
    "came just now": (silent(delivery(State.SCHEDULED, minutes=119)), []),
    "embargoed until just now": (silent(replace(OLD, due_at=ago(minutes=1))), []),
    "tried and tried": (
        silent(replace(OLD, due_at=ago(minutes=1), attempts=3)), [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "waits for its next try only": (
        silent(OLD, not_before=NOW + timedelta(minutes=1), waits_for="not connected", cause=Cause.ACCOUNT),
        [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "quiet hours": (silent(OLD, not_before=NOW + timedelta(hours=6), waits_for="quiet hours", cause=Cause.QUIET_HOURS), []),
    "quiet hours that are over": (
        silent(OLD, not_before=NOW, cause=Cause.QUIET_HOURS), [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "quiet hours for more than a day": (
        silent(replace(OLD, created_at=ago(hours=25), due_at=ago(hours=25)), not_before=NOW + timedelta(hours=6),
               cause=Cause.QUIET_HOURS),
        [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "frozen": (replace(silent(OLD), freezes=(replace(FREEZE, since=NOW),)), []),
    "frozen elsewhere": (
        replace(silent(OLD), freezes=(replace(FREEZE, since=NOW, scope="account", value="vk"),)),
        [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "one account silent": (
        facts(
            deliveries=(OLD,), accounts=(account(last_published_at=ago(days=2)), account(name="vk")),
            last_published_at=NOW,
        ),
        [(Kind.NOTHING_OUT, "account fb", WARNING, 1)],
    ),
    "an article that cannot be read": (
        facts(undecided=(ArticleFact(3, "Визит", ago(hours=2), "it answered 500"),)),
        [(Kind.NOTHING_OUT, "article 3", WARNING, 1)],
    ),
    "only articles that cannot be read": (
        facts(undecided=(ArticleFact(3, "Визит", ago(hours=2), "it answered 500"),), last_published_at=ago(hours=3)),
        [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "nothing ever went out": (
        facts(deliveries=(OLD,), accounts=(account(last_published_at=None),), last_published_at=None),
        [(Kind.NOTHING_OUT, "every account", CRITICAL, 1)],
    ),
    "budget, 79 %": (budget("79"), []),
    "budget, 80 %": (budget("80"), [(Kind.BUDGET, "account x", NOTICE, 1)]),
    "budget, 95 %": (budget("95"), [(Kind.BUDGET, "account x", WARNING, 2)]),
    "budget spent": (budget("100.2"), [(Kind.BUDGET, "account x", CRITICAL, 3)]),
    "budget of nothing": (budget("0", "0"), [(Kind.BUDGET, "account x", CRITICAL, 3)]),
    "disk": (facts(space=SpaceFact("/var", 500_000_000)), []),
    "disk nearly full": (facts(space=SpaceFact("/var", 499_000_000)), [(Kind.SPACE, "store", WARNING, 1)]),
    "disk full": (facts(space=SpaceFact("/var", 99_000_000)), [(Kind.SPACE, "store", CRITICAL, 2)]),
    "journal": (facts(journal_fault="entry 4 was changed"), [(Kind.JOURNAL, "journal", CRITICAL, 1)]),
    "freeze for a day": (facts(freezes=(FREEZE,)), [(Kind.FREEZE, "freeze 4", WARNING, 1)]),
    "freeze of today": (facts(freezes=(replace(FREEZE, since=ago(hours=23)),)), []),
    "freeze that ends by itself": (facts(freezes=(replace(FREEZE, until=NOW + timedelta(days=9)),)), []),
    "channel hiccup": (facts(channels=(ChannelFact("env:MAIL", ago(minutes=14), 1, "it answered 401"),)), []),
    "channel broken": (
        facts(channels=(ChannelFact("env:MAIL", ago(minutes=15), 2, "it answered 401"),)),
        [(Kind.CHANNEL, "channel env:MAIL", WARNING, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_conditions(name: str) -> None:
    given, wanted = TABLE[name]
    found = conditions(given, THRESHOLDS)
    assert [(c.kind, c.subject, c.severity, c.level) for c in found] == wanted
    for condition in found:
        assert condition.mend
        assert not condition.what.endswith(".")
        # The moment stays the same at every look: facts do not move it.
        assert condition.since <= NOW


def test_every_kind_has_its_rule_its_manner_and_its_words_and_is_in_the_table() -> None:
    met = {kind for _, wanted in TABLE.values() for kind, *_ in wanted}
    assert set(Kind) == set(RULES) == set(MANNERS) == set(WORDS) == met


def test_a_long_freeze_says_how_many_posts_it_holds_back() -> None:
    given = facts(freezes=(FREEZE,), deliveries=(OLD, replace(OLD, id=8)))
    (found,) = conditions(given, THRESHOLDS)
    assert found.what == "everything is frozen without an end, by me (“mourning”); 2 posts waiting"


def test_since_when_a_token_dies_is_the_day_of_the_warning() -> None:
    (found,) = conditions(token(days=5), THRESHOLDS)
    assert found.since == NOW + timedelta(days=5) - timedelta(days=7)
    assert "ends in 5 days, on 2026-11-29" in found.what
