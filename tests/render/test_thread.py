"""Threads: what one post has no room for goes on in replies of whole sentences."""

from __future__ import annotations

from bot.model.account import Account
from bot.model.article import Article
from bot.networks.registry import REGISTRY
from bot.render.renderer import Renderer
from bot.render.summary import summarise
from bot.render.thread import thread_of

LEAD = "Министр провёл переговоры с послом в Бишкеке и передал ему послание правительства по вопросам торговли и воды."
SECOND = "Стороны подписали соглашение о торговле, в котором названы сроки поставок, порядок расчётов и ответственные ведомства обеих стран."
LEANING = "Он отметил, что соглашение вступит в силу 1 января."
THIRD = "Следующая встреча министров пройдёт в Вене в марте 2027 года, приглашение передано через посольство."
LONG = "Делегация " + "осмотрела новые залы музея и " * 12 + "уехала."


def article(*sentences: str, title: str = "Переговоры о торговле") -> Article:
    return Article("https://e.org/a", "https://e.org/a", title, sentences[0], " ".join(sentences), "ru")


def render(made: Article, network: str = "x", *, thread: bool = True) -> tuple[str, tuple[str, ...]]:
    post = Renderer().render(made, Account("a", network, "1", thread=thread), REGISTRY[network].limits)
    return post.text, post.thread


def test_what_has_no_room_follows_in_reading_order() -> None:
    text, thread = render(article(LEAD, SECOND, LEANING, THIRD))
    assert LEAD in text
    told = " ".join([text, *thread])
    assert all(sentence in told for sentence in (SECOND, LEANING, THIRD))
    assert [part for part in thread if SECOND in part and LEANING in part]


def test_only_where_the_account_asks_and_the_network_has_the_form() -> None:
    made = article(LEAD, SECOND, LEANING, THIRD)
    assert render(made, thread=False)[1] == ()
    assert render(made, "vk")[1] == ()


def test_nothing_follows_where_the_post_tells_everything() -> None:
    assert render(article("Министр встретился с послом."))[1] == ()


def test_a_sentence_too_long_is_left_out_with_what_leans_on_it() -> None:
    text, thread = render(article(LEAD, LONG, "Она также посетила театр и встретилась там с артистами.", SECOND, THIRD))
    told = " ".join([text, *thread])
    assert "Делегация" not in told
    assert "Она также" not in told
    assert SECOND in told
    assert THIRD in told
    assert thread


def test_a_lead_that_was_cut_is_told_whole() -> None:
    lead = LEAD[:-1] + ", " + SECOND[0].lower() + SECOND[1:]
    title = "Очень длинный заголовок новости о переговорах министра с послом в столице " * 2
    text, thread = render(article(lead, THIRD, title=title.strip()))
    assert lead not in text
    assert thread[0].startswith(lead)


def test_no_more_parts_than_asked_for() -> None:
    made = article(
        LEAD, *(f"Пункт {number} соглашения говорит о поставках в {number} район области." for number in range(2, 12))
    )
    head = summarise(made, lambda part: len(part) < 120)
    parts = thread_of(made, head, lambda part: len(part) <= 70, most=2).parts
    assert len(parts) == 2
