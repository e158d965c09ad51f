"""Where sentences end: initials, abbreviations, quotations, dates, addresses."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.sentences import split_sentences

_PASSAGES = Path(__file__).with_name("passages.txt").read_text(encoding="utf-8")
CASES = [line for line in _PASSAGES.splitlines() if line and not line.startswith("# ")]
_BETWEEN = {"|": " ", "¦": "", r"\n": "\n"}


@pytest.mark.parametrize("passage", CASES)
def test_passages(passage: str) -> None:
    parts = re.split(r"([|¦]|\\n)", passage)
    text = "".join(_BETWEEN.get(part, part) if place % 2 else part for place, part in enumerate(parts))
    assert [text[start:end] for start, end in split_sentences(text)] == parts[::2]


def test_a_new_line_is_a_border() -> None:
    text = "Первая строка\nВторая строка"
    assert [text[a:b] for a, b in split_sentences(text)] == ["Первая строка", "Вторая строка"]


@given(st.text(alphabet="абв АБВ.!?…«»\n(1) \"'—😀", max_size=200))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    spans = split_sentences(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000,
        "А. " * 30_000,
        "«" * 50_000,
        "слово" * 20_000,
        "«А. Б» " * 15_000,
        "(" * 50_000 + "Он ушёл. " * 5_000,
        "слово.Слово" * 10_000,
        "ended.The" * 10_000,
        "Да! 🎉" * 15_000,
        "." + "🎉" * 50_000,
        "г. " * 30_000,
        "1. " * 30_000,
        ".»[1]" * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - began < 5
