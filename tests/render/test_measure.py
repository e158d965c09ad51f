"""How networks count."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.limits import Counting
from bot.networks.registry import REGISTRY
from bot.render.addresses import urls
from bot.render.measure import length, weighted
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
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
        ("👩🏽‍🚀", 2),
        ("🏃‍♂️", 2),
        # A sign that shows as text is joined to nothing.
        ("🏃‍♂", 2 + 1 + 2),
        ("☺\u200d🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2 + 1 + 2),
        ("🏳️‍🌈", 2),
        ("❤", 2),
        ("©", 1),
        ("©️", 2),
        ("🇰🇬🇦🇹", 4),
        ("🇰", 2),
        ("𝒜", 2),
        ("https://example.org/a/very/long/path?with=query", 23),
        ("http://example.org", 23),
        ("example.org", 23),
        # A domain without scheme is a link where its labels are Latin.
        ("сайт.рф", 7),
        ("https://сайт.рф", 23),
        ("site.рф", 23),
        ("мой.site.рф", 4 + 23),
        ("xn--80aswg.xn--p1ai", 23),
        ("министерство.example.kg/ru", 13 + 23),
        ("EXAMPLE.KG", 23),
        ("example.kg:8080", 23 + 5),
        ("example.kg:8080/a", 23),
        ("https://example.kg:8080", 23),
        ("example.kg?a=1", 23 + 4),
        ("https://example.kg?a=1", 23),
        ("https://example.kg/новости/Бишкек_2026", 23),
        ("https://example.kg/a),", 23 + 2),
        ("https://example.kg/a_(b_(c))", 23),
        ("https://example.kg/a…", 23 + 1 + 1),
        ("«example.kg»", 25),
        ("example.kg, example.org.", 23 + 2 + 23 + 1),
        ("сайтеexample.kg", 5 + 23),
        ("press@mail.example.kg", 21),
        ("@example.kg", 11),
        ("#example.kg", 11),
        ("foo-.kg", 7),
        ("_foo.kg", 7),
        ("https://foo_.example.kg", 23),
        ("https://a_b.example.kg", 23),
        ("http://нет-такого", 17),
        ("file.txt", 8),
        ("и т.д.Далее", 11),
        ("г.Бишкек", 8),
        ("14.30", 5),
        ("Foo.Bar", 23),
        ("end.It was", 23 + 4),
        ("t.co", 23),
        ("https://t.co/" + "a" * 41, 54),
        ("https://t.co/abc/def", 23 + 4),
        ("a" * 64 + ".org", 68),
        ("http://" + "ы" * 60 + ".org", 71),
        ("example.com日本語", 23 + 6),
        ("漢example.kg字t.co/a", 2 + 23 + 2 + 23),
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


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000,
        "http://" * 20_000,
        "😀‍" * 30_000,
        "a" * 100_000,
        "a.a.я." * 15_000 + "com",
        "a.com-.-" * 12_000,
        "a.com.." * 14_000,
        "a-" * 50_000 + ".com",
        "http://a.com/" + "(a" * 50_000,
        "http://a.com/" + "." * 100_000,
        "http://a.com?" + "!" * 100_000,
        "ы" * 50_000 + ".com",
    ],
    ids=lambda text: text[:16],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    weighted(text)
    assert time.perf_counter() - began < 5


def test_a_link_costs_the_same_whatever_its_length_where_the_network_says_so() -> None:
    limits = REGISTRY["mastodon"].limits
    assert limits.link_cost == 23
    for link in ("https://e.org/1", "https://mission.example.org/ru/news/1?utm_content=abc123&utm_source=mastodon"):
        assert length(f"Итоги дня {link}\n#тег", limits) == len("Итоги дня \n#тег") + 23
    # Without a scheme it is no link there, and two links cost twice.
    assert length("см. mid.kg", limits) == len("см. mid.kg")
    assert length("https://e.org https://e.org", limits) == 47
