"""What is wrong, as a pure function of facts: one rule a kind, each a list of conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from bot.model.alert import AlertThresholds, Condition, Kind, Severity
from bot.model.alert_facts import ArticleFact, DeliveryFact, Facts, FreezeFact, SourceFact, TokenFact
from bot.model.delivery import State
from bot.model.grant import WARN_BEFORE, Grant, due_warning
from bot.model.waiting import OWN_LIMITS, Cause

#: Waits that somebody wants: quiet hours, limits, what a network allows. The others come from failures.
_PLANNED = OWN_LIMITS | {Cause.QUOTA}
#: Beyond this even a planned wait is told.
_LONGEST_WAIT = timedelta(days=1)
#: A refreshable token is made new at its end: it gets so long.
_REFRESH = timedelta(minutes=10)
#: A channel that refuses is told of after so long: a short outage mends itself.
_CHANNEL_PATIENCE = timedelta(minutes=15)

#: A token's end: more than so many days ahead → how grave.
_TOKEN_SEVERITY = ((7, Severity.NOTICE), (1, Severity.WARNING), (0, Severity.CRITICAL))

Rule = Callable[[Facts, AlertThresholds], Iterable[Condition]]


def conditions(facts: Facts, thresholds: AlertThresholds) -> list[Condition]:
    """Everything that is wrong now, one condition a (kind, subject)."""
    found = {condition.key: condition for rule in RULES.values() for condition in rule(facts, thresholds)}
    return list(found.values())


def _failed(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for row in _in(facts, State.REJECTED):
        what = f"{_post(row)} was refused: {row.reason}"
        mend = f"pressbot show {row.id}; then pressbot release {row.id} or pressbot cancel {row.id}"
        yield Condition(Kind.FAILED, f"delivery {row.id}", Severity.WARNING, row.since, what, mend)


def _unconfirmed(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    for row in _in(facts, State.UNCONFIRMED, State.PUBLISHING):
        if facts.now - row.since < thresholds.unconfirmed_after:
            continue
        what = f"{_post(row)} may be out, and it cannot be told whether: {row.reason}"
        mend = f"look at the account on {row.network}; pressbot show {row.id}"
        yield Condition(Kind.UNCONFIRMED, f"delivery {row.id}", Severity.WARNING, row.since, what, mend)


def _held(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for row in _in(facts, State.HELD):
        if row.by_staff:  # they know
            continue
        what = f"{_post(row)} is held: {row.reason}"
        mend = f"pressbot show {row.id}; then pressbot release {row.id} or pressbot cancel {row.id}"
        yield Condition(Kind.HELD, f"delivery {row.id}", Severity.WARNING, row.since, what, mend)
    for article in facts.set_aside:
        what = f"“{article.title}” is set aside for {article.account}: {article.reason}"
        mend = f"pressbot why {article.id} {article.account}; then pressbot post its address, with --text if need be"
        subject = f"article {article.id} for {article.account}"
        yield Condition(Kind.HELD, subject, Severity.WARNING, article.since, what, mend)


def _approval(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    for row in _in(facts, State.DRAFT):
        if facts.now - row.since < thresholds.approval_after:
            continue
        mend = f"pressbot show {row.id}; then pressbot approve {row.id} or pressbot cancel {row.id}"
        what = f"{_post(row)} waits for approval"
        yield Condition(Kind.APPROVAL, f"delivery {row.id}", Severity.NOTICE, row.since, what, mend)


def _proposal(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for row in facts.proposals:
        what = f"delivery {row.delivery_id} ({row.account}): {row.reason}"
        yes = f"pressbot proposals accept {row.id}" if row.kind != "by_hand" else f"pressbot show {row.delivery_id}"
        mend = f"{yes}, or pressbot proposals dismiss {row.id}"
        yield Condition(Kind.PROPOSAL, f"proposal {row.id}", Severity.WARNING, row.since, what, mend)


def _token(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for token in facts.tokens:
        found = _dying(token, facts.now)
        if found is None:
            continue
        level, severity, what = found
        mend = f"pressbot connect {token.account}"
        # It began with the first warning, or with the end: a moment that stays the same at every look.
        since = _began(token, level, facts.now)
        yield Condition(Kind.TOKEN, f"account {token.account}", severity, since, what, mend, level)


def _dying(token: TokenFact, now: datetime) -> tuple[int, Severity, str] | None:
    """Level, severity and words of a token near its end or past it."""
    if token.expires_at is None:
        return None
    if token.expires_at + (_REFRESH if token.refreshable else timedelta()) <= now:
        what = f"the token of {token.account} has ended: nothing can be posted there"
        return len(WARN_BEFORE) + 1, Severity.CRITICAL, what
    known = Grant({}, token.obtained_at, token.expires_at, token.refreshable)
    reached = due_warning(known, now, None)
    if reached is None:
        return None
    days = max((token.expires_at - now).days, 0)
    what = f"the token of {token.account} ends {_in_days(days)}, on {token.expires_at:%Y-%m-%d}"
    severity = next(severity for days_left, severity in _TOKEN_SEVERITY if reached.days > days_left)
    return WARN_BEFORE.index(reached) + 1, severity, what


def _began(token: TokenFact, level: int, now: datetime) -> datetime:
    assert token.expires_at is not None
    ended = level > len(WARN_BEFORE)
    return min(token.expires_at if ended else token.expires_at - WARN_BEFORE[level - 1], now)


def _account(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for account in facts.accounts:
        if account.paused_at is not None:
            what = f"{account.name} ({account.network}) has stopped: {account.pause_reason}"
            mend = f"pressbot accounts check; once mended pressbot accounts resume {account.name}"
            yield Condition(Kind.ACCOUNT, f"account {account.name}", Severity.CRITICAL, account.paused_at, what, mend)


def _breaker(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for row in facts.breakers:
        what = f"{row.account} failed {row.failures} times in a row and is asked only now and then: {row.reason}"
        mend = f"pressbot accounts check; once mended pressbot accounts resume {row.account}"
        since = row.opened_at or row.first_at
        yield Condition(Kind.BREAKER, f"account {row.account} {row.error}", Severity.WARNING, since, what, mend)


def _source(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    failing = [source for source in facts.sources if _is_failing(source, facts.now, thresholds)]
    everything = len(failing) == len(facts.sources)
    for source in failing:
        severity = Severity.CRITICAL if everything else Severity.WARNING
        since = source.last_success_at or source.last_visit_at or facts.now
        what = f"{source.name} cannot be read, {source.failures} times in a row: {source.error}"
        mend = f"pressbot inspect {source.url}"
        yield Condition(Kind.SOURCE, f"source {source.name}", severity, since, what, mend, 2 if everything else 1)


def _is_failing(source: SourceFact, now: datetime, thresholds: AlertThresholds) -> bool:
    if not source.error or source.failures < 2:
        return False
    if source.last_success_at is None:
        return source.failures >= 3
    return now - source.last_success_at >= timedelta(seconds=source.every_s) + thresholds.source_failing_after


def _nothing_out(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    unread = [row for row in facts.undecided if facts.now - row.since >= thresholds.nothing_out_after]
    overdue = {name: rows for name, rows in _overdue(facts, thresholds).items() if rows}
    came = [row.since for row in unread] + [row.waits_since for rows in overdue.values() for row in rows]
    oldest = min(came, default=None)
    if oldest is None:
        return
    silent = facts.last_published_at is None or facts.last_published_at < oldest
    if silent:
        yield _silence(facts, unread, overdue, oldest)
        return
    for name, rows in overdue.items():
        waits = next((account.waits_for for account in facts.accounts if account.name == name), "")
        what = f"{_number(len(rows), 'post')} for {name} should have gone out and did not" + _because(waits)
        since = min(row.waits_since for row in rows)
        mend = f"pressbot posts --account {name} --state scheduled"
        yield Condition(Kind.NOTHING_OUT, f"account {name}", Severity.WARNING, since, what, mend)
    for article in unread:
        what = f"“{article.title}” came and could not be read" + _because(article.reason)
        mend = f"pressbot why {article.id}"
        yield Condition(Kind.NOTHING_OUT, f"article {article.id}", Severity.WARNING, article.since, what, mend)


def _silence(
    facts: Facts, unread: list[ArticleFact], overdue: Mapping[str, list[DeliveryFact]], oldest: datetime
) -> Condition:
    came = {row.id for row in unread} | {row.article_id for rows in overdue.values() for row in rows}
    last = facts.last_published_at
    told = f"the last post went out on {last:%Y-%m-%d at %H:%M} UTC" if last else "no post ever went out"
    reasons = {account.waits_for for account in facts.accounts if account.name in overdue and account.waits_for}
    reasons |= {row.reason for row in unread if row.reason}
    what = f"{_number(len(came), 'article')} came and nothing went out ({told})" + _because("; ".join(sorted(reasons)))
    mend = "is the daemon running? pressbot check; pressbot posts --state scheduled"
    return Condition(Kind.NOTHING_OUT, "every account", Severity.CRITICAL, oldest, what, mend)


def _overdue(facts: Facts, thresholds: AlertThresholds) -> dict[str, list[DeliveryFact]]:
    """Account → its deliveries that should be out: due for long, nothing holds them, none went out since."""
    found: dict[str, list[DeliveryFact]] = {}
    for account in facts.accounts:
        waits = account.not_before is not None and account.not_before > facts.now
        if account.paused_at is not None:  # told by its own alert
            continue
        limit = _LONGEST_WAIT if waits and account.cause in _PLANNED else thresholds.nothing_out_after
        found[account.name] = [
            row
            for row in _in(facts, State.SCHEDULED)
            if row.account == account.name
            and facts.now - row.waits_since >= limit
            and (account.last_published_at is None or facts.now - account.last_published_at >= limit)
            and not any(freeze.covers(row) for freeze in facts.freezes)
        ]
    return found


def _budget(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    for row in facts.budgets:
        share = float(row.spent / row.limit) if row.limit else 1.0
        if share < thresholds.budget_share:
            continue
        level = 1 + (share >= 0.95) + (share >= 1.0)
        severity = (Severity.NOTICE, Severity.WARNING, Severity.CRITICAL)[level - 1]
        left = f"{row.limit - row.spent:f} is left" if row.spent < row.limit else "nothing is left"
        what = f"{row.account} has spent {row.spent:f} of {row.limit:f} this month ({share:.0%}): {left}"
        mend = f"raise monthly_budget under [accounts.{row.account}], or wait for the next month"
        yield Condition(Kind.BUDGET, f"account {row.account}", severity, row.month_began_at, what, mend, level)


def _space(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    space = facts.space
    if space is None or space.free_bytes >= thresholds.free_bytes:
        return
    grave = space.free_bytes < thresholds.free_bytes / 5
    severity = Severity.CRITICAL if grave else Severity.WARNING
    what = f"{space.free_bytes / 1_000_000:.0f} MB are free where the store is ({space.folder})"
    mend = "free some space: nothing is sent once the store cannot be written"
    yield Condition(Kind.SPACE, "store", severity, facts.now, what, mend, 2 if grave else 1)


def _journal(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    if facts.journal_fault:
        mend = "pressbot journal verify; compare with a backup: somebody changed the database by hand"
        yield Condition(Kind.JOURNAL, "journal", Severity.CRITICAL, facts.now, facts.journal_fault, mend)


def _freeze(facts: Facts, thresholds: AlertThresholds) -> Iterable[Condition]:
    for freeze in facts.freezes:
        if freeze.until is not None or facts.now - freeze.since < thresholds.freeze_after:
            continue
        waiting = sum(freeze.covers(row) for row in _in(facts, State.SCHEDULED))
        what = f"{_scope(freeze)} is frozen without an end, by {freeze.actor} (“{freeze.reason}”)"
        what += f"; {_number(waiting, 'post')} waiting" if waiting else ""
        mend = "pressbot unfreeze, if its reason is over"
        yield Condition(Kind.FREEZE, f"freeze {freeze.id}", Severity.WARNING, freeze.since, what, mend)


def _channel(facts: Facts, _: AlertThresholds) -> Iterable[Condition]:
    for row in facts.channels:
        if facts.now - row.since >= _CHANNEL_PATIENCE:
            what = f"{_number(row.waiting, 'message')} could not be handed to {row.name}: {row.error}"
            mend = "pressbot alerts test"
            yield Condition(Kind.CHANNEL, f"channel {row.name}", Severity.WARNING, row.since, what, mend)


#: Every kind has its rule (a test asserts it).
RULES: Mapping[Kind, Rule] = {
    Kind.NOTHING_OUT: _nothing_out,
    Kind.ACCOUNT: _account,
    Kind.TOKEN: _token,
    Kind.BREAKER: _breaker,
    Kind.FAILED: _failed,
    Kind.UNCONFIRMED: _unconfirmed,
    Kind.HELD: _held,
    Kind.APPROVAL: _approval,
    Kind.PROPOSAL: _proposal,
    Kind.SOURCE: _source,
    Kind.BUDGET: _budget,
    Kind.SPACE: _space,
    Kind.JOURNAL: _journal,
    Kind.FREEZE: _freeze,
    Kind.CHANNEL: _channel,
}


def _in(facts: Facts, *states: State) -> Iterable[DeliveryFact]:
    return (row for row in facts.deliveries if row.state in states)


def _post(row: DeliveryFact) -> str:
    return f"“{row.title}” for {row.account} (delivery {row.id})"


def _scope(freeze: FreezeFact) -> str:
    return "everything" if freeze.scope == "all" else f"{freeze.scope} {freeze.value}"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _in_days(days: int) -> str:
    return "today" if days == 0 else f"in {_number(days, 'day')}"


def _number(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
