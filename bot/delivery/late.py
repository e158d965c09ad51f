"""What becomes of articles that come too late, by their lateness and the account's rule. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.delivery.throttle import words
from bot.model.account import Account
from bot.model.delivery import Decision, Rule, Verdict
from bot.model.policy import LateAction, LateStep
from bot.model.post import Origin
from bot.model.records import DeliveryRow

#: How long the first article of a digest waits for the others: after an outage pages are read one by one.
GATHER = timedelta(minutes=5)
#: The rule's name in a Decision.
LATE = "late"

_VERDICTS = {LateAction.HOLD: Verdict.HOLD, LateAction.SKIP: Verdict.SKIP}


def step_for(steps: Sequence[LateStep], late_by: timedelta) -> LateStep | None:
    """The step that holds at that lateness: the last one reached; None while none is."""
    reached = [step for step in steps if late_by >= step.after]
    return max(reached, key=lambda step: step.after, default=None)


def rule_for(account: Account, since: datetime, now: datetime) -> tuple[Rule, LateAction]:
    """The rule as it is recorded, and what is to be done with an article that could have gone out since then.

    Where posts need approval there is no digest by itself: a person looks first.
    """
    late_by = max(now - since, timedelta())
    step = step_for(account.late, late_by)
    action = step.action if step is not None else LateAction.POST
    if action is LateAction.DIGEST and account.approval:
        action = LateAction.HOLD
    inputs: dict[str, str | int | float | bool | None] = {
        "appeared": since.isoformat(),
        "late_by": words(late_by),
        "step": step.written if step is not None else None,
    }
    verdict = _VERDICTS.get(action)
    reason = "" if step is None or action is LateAction.POST else _told(late_by, step, action)
    return Rule(LATE, inputs, verdict, reason), action


def _told(late_by: timedelta, step: LateStep, action: LateAction) -> str:
    ends = {
        LateAction.HOLD: "a person decides → pressbot review",
        LateAction.SKIP: "it is not posted",
        LateAction.DIGEST: "it goes into one digest with the others",
    }
    return f"it is {words(late_by)} late and the account's rule says “{step.written}”: {ends[action]}"


def counts_from(row: DeliveryRow) -> datetime | None:
    """The moment from which a delivery's lateness counts; None where a person decided that, or when, it goes."""
    if row.created_by != "daemon" or row.priority or row.post.origin is not Origin.ARTICLE or row.appeared_at is None:
        return None
    return row.appeared_at if row.let_go_at is None else max(row.appeared_at, row.let_go_at)


def judged(account: Account, row: DeliveryRow, now: datetime) -> tuple[Decision, LateAction] | None:
    """The Decision on a delivery that is late when its turn comes, and what is done; None when it goes as planned."""
    since = counts_from(row)
    if since is None or not account.late:
        return None
    rule, action = rule_for(account, since, now)
    if action is LateAction.POST:
        return None
    return Decision(account.name, rule.verdict or Verdict.POST, rule.reason, (rule,)), action
