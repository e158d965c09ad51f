"""Two readings of one article: what counts as the same, and the changes said in words."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.article import Article, Image
from bot.model.revision import Kind, Weight, compare, content_hash, heaviest, said
from bot.model.revision.content import picture_key

FIRST = "Встреча прошла в Бишкеке утром и собрала жителей области."


def article(text: str, *, title: str = "Заголовок новости", language: str | None = "ru") -> Article:
    return Article("https://e.org/1", "https://e.org/1", title, text.split("\n\n", maxsplit=1)[0], text, language)


def told(old: str, new: str, language: str = "ru") -> list[str]:
    """The changes of a second paragraph, so that the lead stays out of it."""
    before, after = (article(f"{FIRST}\n\n{text}", language=language) for text in (old, new))
    return [f"{change.weight}: {said(change)}".partition(" (")[0] for change in compare(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "language", "changes"),
    [
        ("Пострадали 5 человек.", "Пострадали 7 человек.", "ru", ["person: number changed: 5 → 7"]),
        ("Выделено 5 млн сомов.", "Выделено 5 млрд сомов.", "ru", ["person: number changed: 5 млн → 5 млрд"]),
        ("Собрано 15 000 подписей.", "Собрано 15000 подписей.", "ru", ["cosmetic: typo mended: signs or spaces → signs or spaces"]),
        ("Пострадали пять человек.", "Пострадали семь человек.", "ru", ["person: number changed: пять → семь"]),
        ("Кырсыктан беш адам жабыркады.", "Кырсыктан жети адам жабыркады.", "ky", ["person: number changed: беш → жети"]),
        ("They built twelve schools.", "They built eleven schools.", "en", ["person: number changed: twelve → eleven"]),
        ("Построены 5 домов и 3 школы.", "Построены 3 дома и 5 школ.", "ru", ["person: number changed: 5, 3 → 3, 5", "notable: paragraph reworded: Построены 5 домов и 3 школы. → Построены 3 дома и 5 школ."]),
        ("Сообщил директор Б. Джусупов.", "Сообщил директор Б. Асанов.", "ru", ["person: name changed: Б. Джусупов → Б. Асанов"]),
        ("Ага Бакыт Асанов келди.", "Ага Бакыт Усенов келди.", "ky", ["person: name changed: Бакыт Асанов → Бакыт Усенов"]),
        ("Жолугушуу Бишкекте өттү.", "Жолугушуу Ошто өттү.", "ky", ["person: name changed: Бишкекте → Ошто"]),
        ("Ms Sydykova came to Osh.", "Ms Sydykova came to Naryn.", "en", ["person: name changed: Osh → Naryn"]),
        ("Компания «Нур Телеком» победила.", "Компания «Ак Телеком» победила.", "ru", ["person: name changed: «Нур Телеком» → «Ак Телеком»"]),
        ("«Мы готовы», — сказал он.", "«Мы не готовы», — сказал он.", "ru", ["person: quotation changed: «Мы готовы» → «Мы не готовы»"]),
        ("“We are ready to talk,” he said.", "“We are ready to fight,” he said.", "en", ["person: quotation changed: “We are ready to talk,” → “We are ready to fight,”"]),
        ('Он сказал: "мы всё решим сами".', 'Он сказал: "мы ничего не решим".', "ru", ['person: quotation changed: "мы всё решим сами" → "мы ничего не решим"']),
        ("Он сказал: «Да, 5 раз».", "Он сказал: “Да, 5 раз”.", "ru", []),
        ("Выставка открыта 12 июня 2020 года.", "Выставка открыта 13 июня 2020 года.", "ru", ["person: date changed: 12 июня 2020 года → 13 июня 2020 года"]),
        ("Иш-чара 2020-жылдын 12-июнунда өтөт.", "Иш-чара 2020-жылдын 15-июнунда өтөт.", "ky", ["person: date changed: 2020-жылдын 12-июнунда → 2020-жылдын 15-июнунда"]),
        ("It opens on June 12, 2026.", "It opens on June 14, 2026.", "en", ["person: date changed: June 12, 2026 → June 14, 2026"]),
        ("Начало в 9:00 в зале.", "Начало в 10:00 в зале.", "ru", ["person: date changed: 9:00 → 10:00"]),
        ("Министерство опубликовало доклад.", "Министерсво опубликовало доклад.", "ru", ["cosmetic: typo mended: Министерство → Министерсво"]),
        ("Суд признал решение законным.", "Суд признал решение незаконным.", "ru", ["notable: paragraph reworded: Суд признал решение законным. → Суд признал решение незаконным."]),
        ("Он поддержал проект.", "Он не поддержал проект.", "ru", ["notable: paragraph reworded: Он поддержал проект. → Он не поддержал проект."]),
        ("Пришли все, кто хотел.", "Пришли все кто хотел.", "ru", ["cosmetic: typo mended: Пришли все, кто хотел. → Пришли все кто хотел."]),
    ],
)  # fmt: skip
def test_a_change_is_told_and_weighed(old: str, new: str, language: str, changes: list[str]) -> None:
    assert told(old, new, language) == changes


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("Сообщил директор Б. Джусупов.", "Это слова директора Б. Джусупова.", "ru"),
        ("Приехал Бакыт Асанов и другие.", "С Бакытом Асановым приехали другие.", "ru"),
        ("Встреча пройдёт в Нарынской области.", "Встреча будет в области Нарынской долины.", "ru"),
        ("Ага Жогорку Кеңештин төрагасы келди.", "Ал Жогорку Кеңешке келди.", "ky"),
        ("The office of Aida Sydykova opened.", "Aida Sydykova's office has opened.", "en"),
        ("Пришёл Б. Джусупов с другими.", "Пришёл Бакыт Джусупов с коллегами.", "ru"),
        ("Глава Асан Усенов открыл парк.", "Мэр Асан Усенов открыл парк.", "ru"),
    ],
)
def test_a_name_in_another_case_is_the_same_name(old: str, new: str, language: str) -> None:
    before, after = (article(f"{FIRST}\n\n{text}", language=language) for text in (old, new))
    assert {change.kind for change in compare(before, after)} <= {Kind.PARAGRAPH_REWORDED}


@pytest.mark.parametrize(
    ("old", "new"), [("Иван", "Иванов"), ("Петров", "Петренко"), ("Ош", "Омск"), ("Сидоров", "Сидорин")]
)
def test_names_that_only_begin_alike_are_two(old: str, new: str) -> None:
    assert told(f"Тогда пришёл {old} домой.", f"Тогда пришёл {new} домой.")[0].startswith("person: name changed")


def test_paragraphs_come_go_and_move() -> None:
    one, two, three = (
        "Первый абзац рассказывает о погоде.",
        "Второй говорит о дорогах и мостах.",
        "Третий кончает рассказ.",
    )
    kinds = [
        [change.kind for change in compare(article("\n\n".join(old)), article("\n\n".join(new)))]
        for old, new in (
            ((one, two), (one, two, three)),
            ((one, two, three), (one, three)),
            ((one, two, three), (one, three, two)),
        )
    ]
    assert kinds == [[Kind.PARAGRAPH_ADDED], [Kind.PARAGRAPH_REMOVED], [Kind.PARAGRAPH_MOVED]]


@pytest.mark.parametrize(
    ("paragraph", "weight"),
    [("Погода была хорошей.", Weight.NOTABLE), ("Об этом сказал «мы всё проверим», и 300 гостей ушли.", Weight.PERSON)],
)
def test_a_removed_paragraph_needs_a_person_when_a_post_may_quote_it(paragraph: str, weight: Weight) -> None:
    changes = compare(article(f"{FIRST}\n\n{paragraph}"), article(FIRST))
    assert [(change.kind, change.weight) for change in changes] == [(Kind.PARAGRAPH_REMOVED, weight)]


def test_a_number_mended_in_title_lead_and_text_is_told_once() -> None:
    old = article(
        "В Оше построили 5 школ.\n\nВсего за год построили 5 школ, сообщили в мэрии.", title="В Оше построили 5 школ"
    )
    new = article(
        "В Оше построили 6 школ.\n\nВсего за год построили 6 школ, сообщили в мэрии.", title="В Оше построили 6 школ"
    )
    assert [change.kind for change in compare(old, new)] == [Kind.TITLE, Kind.NUMBER, Kind.LEAD]


def test_a_headline_in_title_case_has_no_names_but_known_ones() -> None:
    old, new = (
        article(FIRST, title=f"Mission {word} New Clinic in Osh", language="en") for word in ("Opens", "Starts")
    )
    assert [change.kind for change in compare(old, new)] == [Kind.TITLE]


def test_pictures_come_and_go_and_their_sizes_do_not_matter() -> None:
    plain = article(FIRST)
    small = replace(plain, images=(Image("https://e.org/up/fire-300x200.jpg?v=1", "Пожар"),))
    large = replace(plain, images=(Image("https://cdn.e.org/c/fire-1200x800.webp?v=2&w=900"),))
    other = replace(plain, images=(Image("https://e.org/up/flood.jpg"),))
    assert compare(small, large) == ()
    assert [said(change) for change in compare(small, other)] == [
        "picture removed: fire-300x200.jpg (Пожар)",
        "picture added: flood.jpg",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://e.org/a/x.jpg", "https://e.org/a/x.jpg?width=300", True),
        ("https://e.org/_next/image?url=%2Fm%2Fx.jpg&w=64", "https://e.org/_next/image?url=%2Fm%2Fx.jpg&w=640", True),
        ("https://e.org/_next/image?url=%2Fm%2Fx.jpg&w=64", "https://e.org/_next/image?url=%2Fm%2Fy.jpg&w=64", False),
        ("https://e.org/pic.php?id=5&w=10", "https://e.org/pic.php?id=5&w=20", True),
        ("https://e.org/pic.php?id=5", "https://e.org/pic.php?id=6", False),
        ("https://e.org/12/image.jpg", "https://e.org/13/image.jpg", False),
        ("https://[broken", "https://[broken", True),
    ],
)
def test_picture_keys(one: str, other: str, same: bool) -> None:
    assert (picture_key(one) == picture_key(other)) is same


@pytest.mark.parametrize(
    "other",
    [
        replace(article(FIRST), views=99, notes=("x",), published=None, url="https://e.org/1?utm_source=rss"),
        article(FIRST.replace(" ", "\u00a0", 3)),
        article(FIRST + "\n\nПросмотров: 1 234"),
        article(FIRST + "\n\nСегодня: 25 ноября 2026"),
        article(FIRST + "\n\nКөрүүлөр: 15"),
        article(FIRST.replace("й", "и\u0306")),
    ],
)
def test_what_readers_do_not_see_is_not_hashed(other: Article) -> None:
    assert content_hash(article(FIRST)) == content_hash(other)
    assert compare(article(FIRST), other) == ()


@pytest.mark.parametrize(
    "other",
    [
        article(FIRST.replace("утром", "вечером")),
        article(FIRST.replace("Встреча", "встреча")),
        article(FIRST, title="Другой заголовок"),
        article(FIRST, language="ky"),
        replace(article(FIRST), images=(Image("https://e.org/x.jpg"),)),
    ],
)
def test_what_readers_see_is_hashed_and_told(other: Article) -> None:
    assert content_hash(article(FIRST)) != content_hash(other)
    assert compare(article(FIRST), other) != ()


TEXTS = st.lists(
    st.text(st.sampled_from("аб АБ5 3.,«»\"“”–-!Иванова12июня"), max_size=60), max_size=8
).map("\n\n".join)  # fmt: skip


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_there_are_changes_exactly_when_the_hashes_differ(old: str, new: str) -> None:
    before, after = article(old), article(new)
    changes = compare(before, after)
    assert bool(changes) is (content_hash(before) != content_hash(after))
    assert all(said(change) for change in changes)
    assert (heaviest(changes) is None) is (not changes)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.02, 1.0])
def test_a_megabyte_is_compared_in_seconds(share: float) -> None:
    chance = random.Random(7)
    words = "встреча прошла в Бишкеке при участии министра Асанова где 15 человек «обсудили вопросы» и 12 июня подписали договор".split()
    old = [" ".join(chance.choice(words) for _ in range(60)) for _ in range(1300)]
    new = [" ".join(chance.choice(words) for _ in range(60)) if chance.random() < share else text for text in old]
    assert len("\n\n".join(old).encode()) > 900_000
    began = time.perf_counter()
    assert len(compare(article("\n\n".join(old)), article("\n\n".join(new)))) == 60
    # Measured: about 1 s; the bound leaves room for a busy machine.
    assert time.perf_counter() - began < 20
