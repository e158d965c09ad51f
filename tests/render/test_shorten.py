"""Where a text is cut: at words that can be parted, outside quotations, numbers, names and addresses."""

from __future__ import annotations

import time

import pytest

from bot.render.quotes import enclosed, is_whole, opens_and_never_closes
from bot.render.shorten import cut_plain, shortened


def cuts(text: str) -> set[str]:
    """Every way in which the text can come out."""
    made = {shortened(text, lambda part, most=most: len(part) <= most) for most in range(len(text))}
    return {cut for cut in made if cut is not None}


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Выделено 1 200 000 сомов на школы", ["Выделено 1…", "Выделено 1 200…", "Выделено 1 200 000…"]),
        ("Сумма 3,5 млн сомов выделена", ["Сумма 3,5…"]),
        ("Рост составил 12 % за год", ["Рост составил 12…"]),
        ("Встреча 12 июня 2020 года в Вене", ["Встреча 12…", "Встреча 12 июня 2020…"]),
        ("Дом № 5 построен давно", ["Дом №…"]),
        ("Выступил А. К. Сыдыков из Оша", ["Выступил А…", "Выступил А.…", "Выступил А. К…", "Выступил А. К.…"]),
        ("Выступил Сыдыков А. К. из Оша", ["Выступил Сыдыков…", "Выступил Сыдыков А…", "Выступил Сыдыков А.…"]),
        ("Форум прошёл в г. Вена весной", ["Форум прошёл в г…", "Форум прошёл в г.…", "Форум прошёл в…"]),
        ("Он на ул. Токтогула живёт", ["Он на ул…", "Он на ул.…"]),
        ("Сказано «раз два три» и всё", ["Сказано «раз…", "Сказано «раз два…"]),
        ("Сказано „раз два три“ и всё", ["Сказано „раз…", "Сказано „раз два…"]),
        ('Сказано "раз два три" и всё', ['Сказано "раз…', 'Сказано "раз два…', 'Сказано "раз два три…']),
        ("Сказано (раз два три) и всё", ["Сказано (раз…", "Сказано (раз два…"]),
        ("It cost $ 5 million in all", ["It cost $…", "It cost $ 5…"]),
        ("Mr. Smith and Dr. Roe met", ["Mr…", "Mr.…", "Mr. Smith and Dr…"]),
        ("Он сказал, что придёт", ["Он сказал,…", "Он сказал, что…"]),
    ],
)
def test_what_belongs_together_is_never_parted(text: str, never: list[str]) -> None:
    made = cuts(text)
    assert made
    assert made.isdisjoint(never)
    assert all(cut.endswith("…") and text.startswith(cut[:-1]) for cut in made)


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert shortened("Слово.", lambda _: True) == "Слово."
    assert shortened("Слово «раз", lambda _: True) == "Слово «раз"
    assert shortened("Слово «раз", lambda _: True, closed=True) == "Слово…"


def test_not_even_one_word() -> None:
    assert shortened("Длинноеслово и другое", lambda part: len(part) <= 5) is None
    assert shortened("«Одна цитата без края»", lambda part: len(part) <= 15) is None


def test_plain_cut_always_says_something() -> None:
    assert cut_plain("Первое второе третье", 15) == "Первое второе…"
    assert cut_plain("ы" * 50, 10) == "ы" * 9 + "…"
    assert cut_plain("👨‍👩‍👧" * 5, 8) == "👨‍👩‍👧…"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("«а» „б“ “в” \"г\" (д) [е] ‘ж’", True),
        ("«а „б“ в»", True),
        ("«а", False),
        ("а»", False),
        ("„а”", True),
        ("1) а 2) б", True),
        ("(а", False),
        ("don’t «а»", True),
        ('«а "б» в"', False),
    ],
)  # fmt: skip
def test_whole_quotations(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


def test_regions() -> None:
    assert enclosed("a «b (c) d» e “f”") == [(2, 11), (14, 17)]
    assert enclosed("«длинная» «д»", longest=3) == [(10, 13)]
    assert opens_and_never_closes("a «b» (c «d»") == 6


@pytest.mark.parametrize(
    "text", ["«слово " * 20_000, "слово " * 40_000, "«а» " * 30_000, "5 " * 50_000, "А. " * 40_000]
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    shortened(text, lambda part: len(part) <= 60_000, closed=True)
    assert time.perf_counter() - began < 5
