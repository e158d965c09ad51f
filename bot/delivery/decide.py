"""Whether an article goes to an account: rules asked one after the other, each recorded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.late import GATHER, LATE, rule_for
from bot.model.account import Account
from bot.model.delivery import Decision, Rule, Verdict
from bot.model.records import Admission, ArticleRow

Inputs = dict[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule may look at."""

    row: ArticleRow
    account: Account
    #: Accounts named by the article's source; None = every account.
    source_accounts: Collection[str] | None
    now: datetime
    #: What the configuration says about what is let in (max_age, burst_limit …), in words.
    admitted: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str | None:
        """The article's language, as its page tells it, else its source."""
        return self.row.article.language if self.row.article else self.row.found.language

    @property
    def published(self) -> datetime | None:
        """The article's date, as its page tells it, else its source."""
        on_page = self.row.article.published if self.row.article else None
        return on_page or self.row.found.published


def decide(question: Question) -> Decision:
    """The Decision for one article and one account: the first rule with a verdict decides."""
    asked: list[Rule] = []
    for ask in RULES:
        rule = ask(question)
        asked.append(rule)
        if rule.verdict is not None:
            return _decision(question, rule.verdict, rule.reason, asked)
    if question.account.approval:
        return _decision(question, Verdict.DRAFT, "the account's posts need approval", asked)
    return _decision(question, Verdict.POST, "no rule speaks against it", asked)


def decide_by_hand(question: Question) -> Decision:
    """The Decision for a post that staff asked for: only a readable page and an embargo still matter."""
    asked = [_readable(question), _embargo(question)]
    if asked[0].verdict is not None:
        return _decision(question, asked[0].verdict, asked[0].reason, asked)
    return _decision(question, Verdict.POST, "asked for by hand", asked)


def embargo(question: Question) -> datetime | None:
    """The moment before which nothing may go out: the article's own date when it lies in the future."""
    published = question.published
    return published if published is not None and published > question.now else None


def _decision(question: Question, verdict: Verdict, reason: str, asked: list[Rule]) -> Decision:
    due = embargo(question)
    if due is not None and verdict in {Verdict.POST, Verdict.DRAFT}:
        reason = f"{reason}; dated in the future: not before {due.isoformat()}"
    gathered = next((rule for rule in asked if rule.name == LATE and rule.reason), None)
    if gathered is not None and verdict is Verdict.POST:
        due, reason = max(due or question.now, question.now + GATHER), gathered.reason
    return Decision(question.account.name, verdict, reason, tuple(asked), due)


def _rule(name: str, inputs: Inputs, against: bool, verdict: Verdict, reason: str) -> Rule:
    return Rule(name, inputs, verdict if against else None, reason if against else "")


def _admission(question: Question) -> Rule:
    admission = question.row.admission
    reasons = {
        Admission.RECORDED: (Verdict.SKIP, "it was in the source before its first visit (first_run)"),
        Admission.TOO_OLD: (Verdict.SKIP, "it was older than max_age when first seen"),
        Admission.BY_HAND: (Verdict.SKIP, "staff brought it, and said where it goes"),
        Admission.BURST: (Verdict.HOLD, "too many new articles came at once (burst_limit)"),
    }
    verdict, reason = reasons.get(admission, (None, ""))
    published = question.published
    inputs: Inputs = {
        "admission": str(admission),
        "published": published.isoformat() if published else None,
        "first_seen": question.row.first_seen_at.isoformat(),
        **question.admitted,
    }
    return Rule("admission", inputs, verdict, reason)


def _embargo(question: Question) -> Rule:
    """Speaks against nothing: it sets the moment before which nothing goes."""
    until = embargo(question)
    inputs: Inputs = {
        "published": question.published.isoformat() if question.published else None,
        "now": question.now.isoformat(),
        "not_before": until.isoformat() if until else None,
    }
    return Rule("embargo", inputs, None, "")


def _late(question: Question) -> Rule:
    rule, _ = rule_for(question.account, question.row.appeared_at, question.now)
    return rule


def _source(question: Question) -> Rule:
    named = question.source_accounts
    inputs: Inputs = {
        "source": question.row.source,
        "accounts": None if named is None else ", ".join(sorted(named)),
    }
    against = named is not None and question.account.name not in named
    return _rule("source", inputs, against, Verdict.SKIP, "its source does not name this account")


def _readable(question: Question) -> Rule:
    error = question.row.read_error
    against = question.row.article is None
    reason = f"its page could not be read: {error or 'not yet'}"
    return _rule("readable", {"error": error}, against, Verdict.HOLD, reason)


def _language(question: Question) -> Rule:
    wanted = question.account.languages
    inputs: Inputs = {"language": question.language, "account": ", ".join(sorted(wanted)) or "every"}
    if not wanted or question.language in wanted:
        return Rule("language", inputs, None, "")
    if question.language is None:
        return Rule("language", inputs, Verdict.HOLD, "its language cannot be told")
    return Rule("language", inputs, Verdict.SKIP, f"the account does not take articles in {question.language}")


def _published_openly(question: Question) -> Rule:
    hidden = bool(question.row.article and question.row.article.noindex)
    return _rule("noindex", {"noindex": hidden}, hidden, Verdict.HOLD, "the page asks not to be indexed")


def _standing(question: Question) -> Rule:
    withdrawal = question.row.withdrawal
    inputs: Inputs = {"seen": str(withdrawal.reason) if withdrawal else None}
    return _rule("withdrawn", inputs, withdrawal is not None, Verdict.HOLD, str(withdrawal))


#: Asked in this order.
RULES: tuple[Callable[[Question], Rule], ...] = (
    _admission,
    _source,
    _readable,
    _standing,
    _language,
    _published_openly,
    _embargo,
    _late,
)
