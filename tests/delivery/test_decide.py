"""Whether an article goes to an account: a table, and every rule recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.decide import RULES, Question, decide, decide_by_hand
from bot.model.account import Account
from bot.model.article import Article, Found
from bot.model.delivery import Verdict
from bot.model.records import Admission, ArticleRow

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ARTICLE = Article("https://e.org/1", "https://e.org/1", "Заголовок", "Лид.", "Лид.", "ru", NOW - timedelta(hours=1))
ROW = ArticleRow(1, "https://e.org/1", "news", Admission.NEW, NOW, Found("https://e.org/1"), ARTICLE)
ACCOUNT = Account("fb", "facebook", "1")


@pytest.mark.parametrize(
    ("row", "account", "named", "verdict", "word"),
    [
        (ROW, ACCOUNT, None, Verdict.POST, "no rule"),
        (ROW, replace(ACCOUNT, approval=True), None, Verdict.DRAFT, "approval"),
        (ROW, replace(ACCOUNT, languages=frozenset({"ru"})), None, Verdict.POST, ""),
        (ROW, replace(ACCOUNT, languages=frozenset({"ky"})), None, Verdict.SKIP, "in ru"),
        (ROW, ACCOUNT, ("vk",), Verdict.SKIP, "source"),
        (ROW, ACCOUNT, ("fb", "vk"), Verdict.POST, ""),
        (replace(ROW, admission=Admission.RECORDED), ACCOUNT, None, Verdict.SKIP, "first_run"),
        (replace(ROW, admission=Admission.TOO_OLD), ACCOUNT, None, Verdict.SKIP, "max_age"),
        (replace(ROW, admission=Admission.BURST), ACCOUNT, None, Verdict.HOLD, "burst_limit"),
        (replace(ROW, admission=Admission.BY_HAND), ACCOUNT, None, Verdict.SKIP, "staff"),
        (replace(ROW, article=None, read_error="404"), ACCOUNT, None, Verdict.HOLD, "404"),
        (replace(ROW, article=replace(ARTICLE, noindex=True)), ACCOUNT, None, Verdict.HOLD, "indexed"),
        (
            replace(ROW, article=replace(ARTICLE, language=None)),
            replace(ACCOUNT, languages=frozenset({"ru"})), None, Verdict.HOLD, "cannot be told",
        ),
    ],
)  # fmt: skip
def test_verdicts(
    row: ArticleRow, account: Account, named: tuple[str, ...] | None, verdict: Verdict, word: str
) -> None:
    decision = decide(Question(row, account, named, NOW))
    assert decision.verdict is verdict
    assert word in decision.reason
    assert decision.rules


def test_every_rule_is_recorded_when_none_speaks_against_it() -> None:
    assert len(decide(Question(ROW, ACCOUNT, None, NOW)).rules) == len(RULES)


def test_a_future_date_is_an_embargo_for_reposts_too() -> None:
    future = replace(ROW, article=replace(ARTICLE, published=NOW + timedelta(hours=3)))
    for decided in (decide, decide_by_hand):
        decision = decided(Question(future, ACCOUNT, None, NOW))
        assert decision.verdict is Verdict.POST
        assert decision.due == NOW + timedelta(hours=3)
