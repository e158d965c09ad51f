"""How networks count."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.limits import Counting
from bot.networks.registry import REGISTRY
from bot.render.measure import length, urls, weighted
from bot.sandbox.x import weighted_length


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("a" * 280, 280),
        ("ы" * 280, 280),
        ("ңөү", 3),
        ("漢字", 4),
        ("한", 2),
        ("\u00e9", 1),
        ("e\u0301", 1),
        ("“”–—…", 6),
        ("😀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🇰🇬", 2),
        ("👍🏽", 2),
        ("❤️", 2),
        ("1️⃣", 2),
        ("https://example.org/a/very/long/path?with=query", 23),
        ("http://example.org", 23),
        ("example.org", 23),
        ("сайт.рф", 23),
        ("Text example.kg text", 23 + 10),
        ("Текст https://example.org.", 6 + 23 + 1),
        ("a@example.org", 13),
        ("Готово.Дальше", 13),
        ("версия 2.0", 10),
        ("(https://example.org/a_(b))", 25),
    ],
)
def test_weighted_length(text: str, weight: int) -> None:
    assert weighted(text) == weight


def test_escapes_cost_on_linkedin() -> None:
    limits = REGISTRY["linkedin"].limits
    assert length("a(b)", limits) == 6
    assert length("😀", limits) == 2


@given(st.text(max_size=100))
def test_code_points_and_utf16_agree_with_python(text: str) -> None:
    points = replace(REGISTRY["facebook"].limits, counting=Counting.CODE_POINTS)
    assert length(text, points) == len(text)


@given(st.text(alphabet="abвг .,😀漢é/:-", max_size=80))
def test_two_hands_count_alike_without_links(text: str) -> None:
    if not urls(text) and "//" not in text:
        assert weighted(text) == weighted_length(text)


@pytest.mark.parametrize("text", ["a." * 50_000, "http://" * 20_000, "😀‍" * 30_000, "a" * 100_000])
def test_hostile_texts_take_linear_time(text: str) -> None:
    weighted(text)
