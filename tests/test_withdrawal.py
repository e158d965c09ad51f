"""Whether an article still stands on its site: one look by itself, looks one after the other, and their pace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AddressRefused, NotUnderstood, PageGone, ReadingError, SiteUnavailable, TooLarge
from bot.intake.pace import AGES, after_failure, next_look
from bot.intake.withdrawal import Step, judge, leads_up, sighting_of
from bot.model.article import Article
from bot.model.sighting import WITHDRAWING, Look, Sight, Sighting, Suspicion, Withdrawal

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAUSE = timedelta(minutes=10)
URL = "https://e.org/ru/news/consuls"
TEXT = "Граждане смогут записаться на приём без визита в консульство уже зимой, сообщили в министерстве. " * 5
KNOWN = Article(URL, URL, "Консульские услуги станут доступны онлайн", TEXT[:90], TEXT, "ru")


def page(**changes: object) -> Look:
    url = str(changes.pop("at", URL))
    return Look(replace(KNOWN, url=url, **changes), URL, url)  # type: ignore[arg-type]


NOT_FOUND = {"title": "Страница не найдена", "text": "Проверьте адрес.", "canonical_url": URL}


@pytest.mark.parametrize(
    ("seen", "sight"),
    [
        (page(), Sight.FINE),
        (Look(None, URL, URL, not_modified=True), Sight.FINE),
        (page(text=TEXT.replace("зимой", "весной")), Sight.FINE),
        (page(title="Консульские услуги доступны онлайн с декабря"), Sight.FINE),
        (page(at="https://e.org/ru/news/consuls-online", canonical_url="https://e.org/ru/news/consuls-online"), Sight.FINE),
        (page(at="http://www.e.org/ru/news/consuls/", canonical_url="http://www.e.org/ru/news/consuls/"), Sight.FINE),
        (page(canonical_url="https://new.e.org/ru/news/consuls"), Sight.FINE),
        (PageGone(URL, "the site says it is not there (404)"), Sight.GONE),
        (page(at="https://e.org/"), Sight.LED_AWAY),
        (page(at="https://e.org/ru/"), Sight.LED_AWAY),
        (page(at="https://e.org/ru/news/"), Sight.LED_AWAY),
        (Look(None, URL, "https://e.org/", fault="no article"), Sight.LED_AWAY),
        (page(at="https://e.org/ru/news/other", title="Погода на завтра", text="Снег и ветер."), Sight.LED_AWAY),
        (page(noindex=True), Sight.HIDDEN),
        (page(canonical_url="https://e.org/ru/news/other"), Sight.REPLACED),
        (page(**NOT_FOUND), Sight.MISSING),
        (page(title="404", text="Мындай барак табылган жок."), Sight.MISSING),
        (page(title="Oops", text="The page you requested could not be found."), Sight.MISSING),
        (page(text="Коротко."), Sight.STRANGE),
        (page(title="Совсем другая новость дня"), Sight.STRANGE),
        (page(title="Сайт", text="Ведутся технические работы."), Sight.FAILED),
        (page(title="Just a moment...", text="Checking your browser."), Sight.FAILED),
        (page(title="Before you continue", text="We use cookies. Accept all cookies to go on."), Sight.FAILED),
        (Look(None, URL, URL, fault="the page is empty"), Sight.FAILED),
        (SiteUnavailable(URL, "the site answers 503"), Sight.FAILED),
        (SiteUnavailable(URL, "the site answers 403 → it refuses robots"), Sight.FAILED),
        (TooLarge(URL, "it is larger than 10 MB"), Sight.FAILED),
        (NotUnderstood(URL, "it is no HTML page"), Sight.FAILED),
        (AddressRefused(URL, "is private"), Sight.FAILED),
    ],
)  # fmt: skip
def test_one_look(seen: Look | ReadingError, sight: Sight) -> None:
    assert sighting_of(KNOWN, seen).sight is sight


def test_what_was_hidden_or_canonical_elsewhere_from_the_start_is_fine() -> None:
    other = "https://e.org/ru/press/77"
    known = replace(KNOWN, noindex=True, canonical_url=other)
    assert sighting_of(known, page(noindex=True, canonical_url=other)).sight is Sight.FINE


def test_an_article_about_missing_pages_is_no_notice() -> None:
    known = replace(KNOWN, title="Страница не найдена: как музей потерял архив")
    seen = Look(replace(known, text=f"{TEXT} Ошибка 404."), URL, URL)
    assert sighting_of(known, seen).sight is Sight.FINE


@pytest.mark.parametrize(
    ("asked", "answered", "up"),
    [
        (URL, URL, False),
        (URL, "https://e.org/", True),
        (URL, "https://www.e.org/ru", True),
        (URL, "https://e.org/index.php", True),
        (URL, "https://e.org/en", True),
        (URL, "https://e.org/ru/news", True),
        (URL, "https://e.org/ru/press", False),
        (URL, "https://other.org/", False),
        (URL, "https://e.org/?p=5", False),
        (URL, "https://e.org/ru/news/consuls-2", False),
        ("https://e.org/?p=5", "https://e.org/", True),
        ("https://e.org/index.php?id=5", "https://e.org/index.php", True),
        ("https://e.org/5", "https://e.org/news/5", False),
        ("https://e.org/", "http://e.org", False),
    ],
)
def test_a_redirect_up(asked: str, answered: str, up: bool) -> None:
    assert leads_up(asked, answered) is up


def ago(minutes: int, sight: Sight = Sight.GONE, fingerprint: str | None = None) -> Suspicion:
    return Suspicion(sight, NOW - timedelta(minutes=minutes), "seen", fingerprint)


GONE, FINE, FAILED = Sighting(Sight.GONE, "404"), Sighting(Sight.FINE), Sighting(Sight.FAILED, "503")
AWAY = Withdrawal(NOW - timedelta(hours=1), Sight.GONE, "404")


@pytest.mark.parametrize(
    ("suspicion", "withdrawal", "seen", "step", "look_in_min"),
    [
        (None, None, FINE, Step.ACCEPT, None),
        (None, None, FAILED, Step.LATER, None),
        (None, None, GONE, Step.LOOK_AGAIN, 10),
        (ago(4), None, GONE, Step.LOOK_AGAIN, 6),
        (ago(10), None, GONE, Step.WITHDRAW, None),
        (ago(600), None, GONE, Step.WITHDRAW, None),
        (ago(-5), None, GONE, Step.LOOK_AGAIN, 15),
        (ago(10, Sight.LED_AWAY), None, GONE, Step.WITHDRAW, None),
        (ago(10), None, FINE, Step.ACCEPT, None),
        (ago(10), None, FAILED, Step.LATER, None),
        (None, AWAY, FINE, Step.LIFT, None),
        (None, AWAY, GONE, Step.STAY, None),
        (None, AWAY, FAILED, Step.LATER, None),
        (None, None, Sighting(Sight.STRANGE, "short", "a"), Step.LOOK_AGAIN, 10),
        (ago(10, Sight.STRANGE, "a"), None, Sighting(Sight.STRANGE, "short", "a"), Step.ACCEPT, None),
        (ago(4, Sight.STRANGE, "a"), None, Sighting(Sight.STRANGE, "short", "a"), Step.LOOK_AGAIN, 6),
        (ago(10, Sight.STRANGE, "a"), None, Sighting(Sight.STRANGE, "short", "b"), Step.LOOK_AGAIN, 10),
        (ago(10, Sight.STRANGE, "a"), None, GONE, Step.LOOK_AGAIN, 10),
        (ago(10), None, Sighting(Sight.STRANGE, "short", "a"), Step.LOOK_AGAIN, 10),
        (ago(10, Sight.STRANGE, "a"), AWAY, Sighting(Sight.STRANGE, "short", "a"), Step.LIFT, None),
    ],
)
def test_one_look_after_the_other(
    suspicion: Suspicion | None, withdrawal: Withdrawal | None, seen: Sighting, step: Step, look_in_min: int | None
) -> None:
    judgement = judge(suspicion, withdrawal, seen, NOW, PAUSE)
    assert judgement.step is step
    assert judgement.look_at == (None if look_in_min is None else NOW + timedelta(minutes=look_in_min))


@given(st.lists(st.tuples(st.sampled_from(list(Sight)), st.integers(0, 30)), max_size=25))
def test_no_single_look_withdraws_and_no_failure_ever_does(looks: list[tuple[Sight, int]]) -> None:
    suspicion, withdrawal, now = None, None, NOW
    seen: list[tuple[Sight, datetime]] = []
    for sight, minutes in looks:
        now += timedelta(minutes=minutes)
        judgement = judge(suspicion, withdrawal, Sighting(sight, "x", "f"), now, PAUSE)
        seen.append((sight, now))
        if judgement.step is Step.WITHDRAW:
            signs = [at for kind, at in seen if kind in WITHDRAWING]
            assert sight in WITHDRAWING
            assert now - min(signs) >= PAUSE
            # Nothing good was seen since the first of the two.
            assert any(
                now - at >= PAUSE and not any(k is Sight.FINE and at < moment for k, moment in seen) for at in signs
            )
            withdrawal = Withdrawal(now, sight, "x")
        if judgement.step is Step.LIFT:
            withdrawal = None
        suspicion = judgement.suspicion


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(), timedelta(minutes=15)),
        (timedelta(minutes=15), timedelta(minutes=45)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(days=1, hours=1), timedelta(hours=23)),
        (timedelta(days=6), timedelta(days=1)),
        (timedelta(days=7), None),
        (timedelta(days=400), None),
    ],
)
def test_looks_slow_down_with_age_and_end_after_a_week(age: timedelta, wait: timedelta | None) -> None:
    assert next_look(NOW - age, NOW) == (None if wait is None else NOW + wait)


@given(st.timedeltas(timedelta(), timedelta(days=8)))
def test_the_next_look_is_always_ahead(age: timedelta) -> None:
    at = next_look(NOW - age, NOW)
    assert at is None or NOW < at <= NOW - age + AGES[-1]


@pytest.mark.parametrize(
    ("age", "failures", "suspected", "wait"),
    [
        (timedelta(minutes=15), 1, False, timedelta(minutes=2)),
        (timedelta(minutes=15), 2, False, timedelta(minutes=10)),
        (timedelta(minutes=15), 9, False, timedelta(minutes=45)),
        (timedelta(days=2), 9, False, timedelta(hours=6)),
        (timedelta(days=8), 1, False, None),
        (timedelta(days=8), 1, True, timedelta(minutes=2)),
        (timedelta(days=15), 1, True, None),
    ],
)
def test_a_failed_look_is_repeated(age: timedelta, failures: int, suspected: bool, wait: timedelta | None) -> None:
    at = after_failure(NOW - age, NOW, failures, suspected=suspected)
    assert at == (None if wait is None else NOW + wait)
