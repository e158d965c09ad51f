"""What follows for a post that is out, what a call and a look lead to: tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import errors
from bot.corrections.decide import Step, follow
from bot.corrections.outcome import MAX_TRIES, after_call, after_look, unread
from bot.corrections.reading import reads_as
from bot.model.amendment import AmendmentKind, AmendmentRow, Stage
from bot.model.delivery import RemotePost
from bot.model.policy import OnCorrection
from bot.model.post import Form, Origin, Post, PostImage
from bot.model.revision import Change, Kind, Weight

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAUSE = timedelta(minutes=2)
SENT = Post("fb", "facebook", "Заголовок\n\nЛид статьи.", "https://e.org/1", "https://e.org/1", Form.LINK, "ru", 9, 100)
FRESH = replace(SENT, text="Заголовок\n\nЛид исправленной статьи.")
PICTURED = replace(SENT, images=(PostImage("https://e.org/1.jpg"),))
TYPO = Change(Kind.TYPO, Weight.COSMETIC, "стати", "статьи")
NUMBER = Change(Kind.NUMBER, Weight.PERSON, "5", "7", "пострадали 7 человек")
NO_PICTURE = Change(Kind.PICTURE_REMOVED, Weight.NOTABLE, "1.jpg")
HAND, DIGEST = replace(SENT, origin=Origin.HAND), replace(SENT, origin=Origin.DIGEST)
TITLE = Change(Kind.TITLE, Weight.NOTABLE, "Заголовок", "Другой")
CARD = replace(SENT, card_title="Заголовок")


@pytest.mark.parametrize(
    ("policy", "sent", "fresh", "changes", "can_edit", "step", "word"),
    [
        # What readers of the post do not see changes nothing, whatever the policy.
        ("edit", SENT, SENT, [NUMBER], True, Step.SAME, "5 → 7"),
        ("alert", SENT, replace(SENT, text=f"{SENT.text}\n"), [TYPO], True, Step.SAME, "typo"),
        ("edit", SENT, FRESH, [TYPO], True, Step.EDIT, "typo mended"),
        ("edit", SENT, FRESH, [TYPO, NUMBER], True, Step.ASK, "a person confirms"),
        ("alert", SENT, FRESH, [TYPO], True, Step.ASK, "typo mended"),
        ("nothing", SENT, FRESH, [NUMBER], True, Step.NOTHING, "on_correction"),
        # The network cannot: staff are asked, never told that it is done.
        ("edit", SENT, FRESH, [TYPO], False, Step.BY_HAND, "by its API"),
        ("alert", SENT, FRESH, [NUMBER], False, Step.BY_HAND, "by its API"),
        ("nothing", SENT, FRESH, [NUMBER], False, Step.NOTHING, ""),
        ("edit", SENT, None, [TYPO], True, Step.BY_HAND, "no room"),
        # A picture that was taken off the page still stands on the wall.
        ("edit", PICTURED, PICTURED, [NO_PICTURE], True, Step.BY_HAND, "picture"),
        ("edit", SENT, SENT, [NO_PICTURE], True, Step.SAME, ""),
        # An edit leaves the card as it was.
        ("edit", CARD, replace(FRESH, card_title="Другой"), [TYPO], True, Step.ASK, "the card keeps"),
        ("edit", CARD, replace(FRESH, card_title="Заголовок"), [TYPO], True, Step.EDIT, ""),
        # A person's own words are not replaced, and not asked about for a comma.
        ("edit", HAND, FRESH, [TYPO], True, Step.SAME, ""),
        ("edit", HAND, FRESH, [NUMBER], True, Step.BY_HAND, "own"),
        ("edit", DIGEST, FRESH, [NUMBER], True, Step.SAME, ""),
        ("edit", DIGEST, FRESH, [TITLE], True, Step.BY_HAND, "digest"),
    ],
)
def test_what_follows_a_correction(
    policy: str, sent: Post, fresh: Post | None, changes: list[Change], can_edit: bool, step: Step, word: str
) -> None:
    found = follow(OnCorrection(policy), sent, fresh, "no room", changes, can_edit=can_edit)
    assert found.step is step
    assert word in found.reason


def test_a_reason_names_some_changes_and_counts_the_rest() -> None:
    found = follow(OnCorrection.ALERT, SENT, FRESH, "", [TYPO] * 6, can_edit=True)
    assert found.reason.count("typo mended") == 4
    assert "and 2 more" in found.reason


@pytest.mark.parametrize(
    ("error", "stage", "again"),
    [
        (None, Stage.DONE, None),
        (errors.OutcomeUnknown("cut"), Stage.UNKNOWN, timedelta(seconds=30)),
        (ZeroDivisionError("ours"), Stage.UNKNOWN, timedelta(seconds=30)),
        (errors.Unavailable("down"), Stage.WAITING, timedelta(seconds=30)),
        (errors.Unavailable("down", retry_after=timedelta(minutes=9)), Stage.WAITING, timedelta(minutes=9)),
        (errors.RateLimited("slow", retry_after=timedelta(minutes=7)), Stage.WAITING, timedelta(minutes=7)),
        (errors.Unauthorized("dead"), Stage.WAITING, timedelta(minutes=10)),
        (errors.Forbidden("no right"), Stage.FAILED, None),
        (errors.Rejected("too long"), Stage.FAILED, None),
        (errors.NotFound("gone"), Stage.FAILED, None),
        (errors.Misused("ours"), Stage.FAILED, None),
        (errors.PersonNeeded("captcha"), Stage.FAILED, None),
    ],
)
def test_what_follows_a_call(error: Exception | None, stage: Stage, again: timedelta | None) -> None:
    found = after_call(error, AmendmentKind.EDIT, 1, NOW, 0.5, timedelta(seconds=30))
    assert (found.stage, found.next_at) == (stage, NOW + again if again else None)
    assert found.detail


def test_tries_come_to_an_end() -> None:
    found = after_call(errors.Unavailable("down"), AmendmentKind.RETRACT, MAX_TRIES, NOW, 0.5, PAUSE)
    assert found.stage is Stage.FAILED
    assert f"after {MAX_TRIES} tries" in found.detail


def amendment(kind: AmendmentKind = AmendmentKind.EDIT, **given: object) -> AmendmentRow:
    post = FRESH if kind is AmendmentKind.EDIT else None
    row = AmendmentRow(
        1, 1, "fb", "facebook", "e1", "https://n/1", kind, Stage.UNKNOWN, SENT, post, 2, "daemon", "r", "",
        NOW, NOW, 1, 0,
    )  # fmt: skip
    return replace(row, **given)  # type: ignore[arg-type]


def shown(text: str) -> RemotePost:
    return RemotePost("e1", "https://n/1", NOW, text)


TAKEN_DOWN = amendment(AmendmentKind.RETRACT)


@pytest.mark.parametrize(
    ("row", "seen", "stage", "again"),
    [
        (amendment(), shown(FRESH.text), Stage.DONE, None),
        (amendment(), shown(f"{FRESH.text} https://lnkd.in/x"), Stage.DONE, None),
        # Seen unchanged once: it may still come. Seen so twice: tried again, which is harmless.
        (amendment(), shown(SENT.text), Stage.UNKNOWN, PAUSE),
        (amendment(looks=1), shown(SENT.text), Stage.WAITING, timedelta()),
        (amendment(looks=1, tries=MAX_TRIES), shown(SENT.text), Stage.FAILED, None),
        (amendment(), shown("Совсем другое"), Stage.UNKNOWN, PAUSE),
        (amendment(looks=1), shown("Совсем другое"), Stage.FAILED, None),
        (amendment(), None, Stage.FAILED, None),
        (TAKEN_DOWN, None, Stage.DONE, None),
        (TAKEN_DOWN, shown(SENT.text), Stage.UNKNOWN, PAUSE),
        (replace(TAKEN_DOWN, looks=1), shown(SENT.text), Stage.WAITING, timedelta()),
    ],
)
def test_what_follows_a_look(row: AmendmentRow, seen: RemotePost | None, stage: Stage, again: timedelta | None) -> None:
    found = after_look(row, seen, NOW, PAUSE)
    assert (found.stage, found.next_at) == (stage, None if again is None else NOW + again)


@pytest.mark.parametrize(
    ("error", "made_at", "stage"),
    [
        (errors.Unavailable("down"), NOW, Stage.UNKNOWN),
        (errors.RateLimited("slow"), NOW, Stage.UNKNOWN),
        (errors.Forbidden("no right to read"), NOW, Stage.FAILED),
        (errors.Unauthorized("dead"), NOW, Stage.FAILED),
        (errors.Unavailable("down"), NOW - timedelta(days=2), Stage.FAILED),
    ],
)
def test_what_follows_when_it_cannot_be_read_back(error: errors.RemoteError, made_at: datetime, stage: Stage) -> None:
    assert unread(amendment(made_at=made_at), error, NOW, PAUSE).stage is stage


@pytest.mark.parametrize(
    ("seen", "same"),
    [
        (SENT.text, True),
        ("Заголовок  Лид статьи.", True),
        (f"{SENT.text}\n\nhttps://e.org/1?utm_content=m", True),
        ("Заголовок\n\nЛид статьи", False),
        ("Заголовок\n\nлид статьи.", False),
        ("", False),
    ],
)
def test_what_reads_alike(seen: str, same: bool) -> None:
    assert reads_as(seen, SENT) is same
