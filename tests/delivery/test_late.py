"""What is late, and what becomes of it: tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.decide import Question, decide, decide_by_hand
from bot.delivery.late import GATHER, counts_from, judged, step_for
from bot.model.account import Account
from bot.model.article import Article, Found
from bot.model.delivery import State, Verdict
from bot.model.policy import LateAction
from bot.model.post import Form, Origin, Post
from bot.model.records import Admission, ArticleRow, DeliveryRow
from bot.model.timeliness import appeared
from bot.settings_words import late_step

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
STEPS = tuple(late_step(written) for written in ("24h skip", "3h digest", "12h hold"))
ACCOUNT = Account("fb", "facebook", "1", late=STEPS)


def ago(**duration: float) -> datetime:
    return NOW - timedelta(**duration)


@pytest.mark.parametrize(
    ("hours", "action"),
    [(0, None), (2.99, None), (3, "digest"), (11.9, "digest"), (12, "hold"), (24, "skip"), (999, "skip")],
)
def test_the_last_step_reached_holds_in_whatever_order_they_are_written(hours: float, action: str | None) -> None:
    step = step_for(STEPS, timedelta(hours=hours))
    assert (step.action if step else None) == action


@pytest.mark.parametrize("written", ["12h", "hold", "12 hold", "12h later", ""])
def test_what_is_no_step_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="late rule"):
        late_step(written)


@pytest.mark.parametrize(
    ("published", "seen", "seen_after", "came"),
    [
        # Watched all the time: whatever the page says, it is new.
        (ago(hours=5), ago(minutes=1), ago(minutes=6), ago(minutes=6)),
        (ago(hours=36), ago(minutes=1), ago(minutes=6), ago(minutes=6)),
        (None, ago(minutes=1), ago(minutes=6), ago(minutes=6)),
        # Ten hours without a visit: its own date tells when in between it came.
        (ago(hours=4), ago(minutes=1), ago(hours=10), ago(hours=4)),
        (ago(hours=30), ago(minutes=1), ago(hours=10), ago(hours=10)),
        (None, ago(minutes=1), ago(hours=10), ago(hours=10)),
        # The first visit of all, and what the CMS brought: it is as old as we know it.
        (ago(hours=30), ago(minutes=1), None, ago(minutes=1)),
        # A date in the future is an embargo: it is late from then on.
        (NOW + timedelta(hours=2), ago(minutes=1), ago(minutes=6), NOW + timedelta(hours=2)),
    ],
)
def test_when_an_article_appeared(
    published: datetime | None, seen: datetime, seen_after: datetime | None, came: datetime
) -> None:
    assert appeared(published, seen, seen_after) == came


def article_row(hours: float, **given: object) -> ArticleRow:
    """An article that appeared so long ago, in a time without visits."""
    article = Article("https://e.org/1", "https://e.org/1", "Заголовок", "Лид.", "Лид.", "ru", ago(hours=hours))
    row = ArticleRow(1, "https://e.org/1", "news", Admission.NEW, NOW, Found("https://e.org/1"), article)
    return replace(row, seen_after=ago(hours=40), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "account", "verdict", "word"),
    [
        (1, ACCOUNT, Verdict.POST, "no rule"),
        (4, ACCOUNT, Verdict.POST, "digest"),
        (13, ACCOUNT, Verdict.HOLD, "pressbot review"),
        (25, ACCOUNT, Verdict.SKIP, "24h skip"),
        (25, replace(ACCOUNT, late=()), Verdict.POST, "no rule"),
        # Where a person approves each post, a person sees what would go into a digest.
        (4, replace(ACCOUNT, approval=True), Verdict.HOLD, "pressbot review"),
    ],
)
def test_what_is_decided_when_it_comes(hours: float, account: Account, verdict: Verdict, word: str) -> None:
    decision = decide(Question(article_row(hours), account, None, NOW))
    assert decision.verdict is verdict
    assert word in decision.reason
    rule = decision.rules[-1]
    assert rule.name == "late"
    assert rule.inputs["late_by"] == f"{hours} h".replace("25 h", "1 d 1 h")
    assert decision.due == (NOW + GATHER if "digest" in word else None)


def test_what_staff_ask_for_is_never_late() -> None:
    decision = decide_by_hand(Question(article_row(300), ACCOUNT, None, NOW))
    assert decision.verdict is Verdict.POST


def delivery(**given: object) -> DeliveryRow:
    post = Post("fb", "facebook", "Текст", None, "https://e.org/1", Form.LINK, "ru", 5, 100)
    row = DeliveryRow(
        1, 1, "fb", "facebook", 0, State.SCHEDULED, post, "m", False, NOW, 0, "", NOW, NOW, 0, None, None,
        appeared_at=ago(hours=13),
    )  # fmt: skip
    return replace(row, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "since"),
    [
        (delivery(), ago(hours=13)),
        (delivery(let_go_at=ago(hours=2)), ago(hours=2)),
        (delivery(let_go_at=ago(hours=20)), ago(hours=13)),
        (delivery(created_by="anna (command line)"), None),
        (delivery(priority=True), None),
        (delivery(appeared_at=None), None),
        (delivery(post=replace(delivery().post, origin=Origin.DIGEST)), None),
        (delivery(post=replace(delivery().post, origin=Origin.HAND)), None),
    ],
)
def test_from_when_a_delivery_counts_as_late(row: DeliveryRow, since: datetime | None) -> None:
    assert counts_from(row) == since


@pytest.mark.parametrize(
    ("hours", "action", "verdict"),
    [
        (1, None, None),
        (4, LateAction.DIGEST, Verdict.POST),
        (13, LateAction.HOLD, Verdict.HOLD),
        (30, LateAction.SKIP, Verdict.SKIP),
    ],
)
def test_what_waited_too_long_is_judged_when_its_turn_comes(
    hours: float, action: LateAction | None, verdict: Verdict | None
) -> None:
    found = judged(ACCOUNT, delivery(appeared_at=ago(hours=hours)), NOW)
    assert (found and found[1], found and found[0].verdict) == (action, verdict)
    if found:
        assert found[0].rules[0].inputs["step"] in found[0].reason
