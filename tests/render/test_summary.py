"""What is told of an article: the lead first, whole sentences, each where its span says, none that leans on a gap."""

from __future__ import annotations

import pytest

from bot.model.account import Account
from bot.model.article import Article, Image
from bot.model.post import Post
from bot.networks.registry import REGISTRY
from bot.render.renderer import Renderer
from bot.render.summary import summarise
from bot.render.telling import depends, is_no_news, is_unfinished, repeats

RENDERER = Renderer()
TITLE = "Министр принял посла Австрии"
LEAD = "Министр иностранных дел Ж. Кулубаев принял посла Австрии Г. Кнаппа."


def article(*paragraphs: str, title: str = TITLE, lead: str | None = None, **options: object) -> Article:
    text = "\n\n".join(paragraphs)
    given = paragraphs[0] if lead is None else lead
    return Article("https://e.org/a", "https://e.org/a", title, given, text, "ru", **options)  # type: ignore[arg-type]


def told(*paragraphs: str, room: int = 10_000, **options: object) -> str:
    news = article(*paragraphs, **options)  # type: ignore[arg-type]
    summary = summarise(news, lambda text: len(text) <= room)
    for span in summary.spans:
        assert news.text[span.start : span.end] in summary.text
    return summary.text


def post(network: str, *paragraphs: str, **options: object) -> Post:
    limits = REGISTRY[network].limits
    return RENDERER.render(article(*paragraphs, **options), Account("a", network, "1"), limits)  # type: ignore[arg-type]


def test_the_lead_stands_first_and_the_order_is_the_articles() -> None:
    text = told(LEAD, "Погода была хорошей. Посол Австрии передал министру письмо 12 июня.", room=120)
    assert text == LEAD + "\n\nПосол Австрии передал министру письмо 12 июня."


def test_a_dateline_the_lead_does_not_have_is_left_out() -> None:
    assert told("БИШКЕК, 12 июня /Кабар/ — " + LEAD, lead=LEAD) == LEAD


def test_a_sentence_that_leans_on_another_does_not_follow_a_gap() -> None:
    paragraph = (
        "Зал слушал долго и внимательно, записывая каждое слово в блокноты. Он поблагодарил министра за приём 5 мая."
    )
    assert told(LEAD, paragraph, room=130) == LEAD
    assert told(LEAD, paragraph, room=300) == LEAD + "\n\n" + paragraph


def test_what_leans_on_the_title_may_follow_it() -> None:
    text = told(
        "Министр принял посла Австрии.", "Он поблагодарил его за помощь.", lead="Он поблагодарил его за помощь."
    )
    assert text == "Он поблагодарил его за помощь."


def test_captions_and_share_rows_that_slipped_into_the_text_stay_out() -> None:
    picture = Image("https://e.org/1.jpg", "Посол Австрии Г. Кнапп на приёме у министра.")
    text = told(
        LEAD,
        "Посол Австрии Г. Кнапп на приёме у министра.",
        "Фото: пресс-служба министра иностранных дел Австрии.",
        "Поделиться в Facebook.",
        "Встреча длилась час.",
        images=(picture,),
    )
    assert text == LEAD + "\n\nВстреча длилась час."


def test_headings_and_what_announces_a_list_stay_out() -> None:
    assert told(LEAD, "Повестка встречи министра", "Посол Австрии назвал:", "Встреча длилась час.") == (
        LEAD + "\n\nВстреча длилась час."
    )


def test_a_sentence_said_twice_is_told_once() -> None:
    assert told(LEAD, "Встреча длилась час.", "Встреча длилась час.").count("Встреча") == 1


def test_a_part_of_a_long_speech_is_never_told_as_the_newsrooms_own_words() -> None:
    speech = " ".join(f"Австрия дала министру слово номер {n} и сдержит его." for n in range(12))
    text = told(LEAD, f"«{speech} Таков наш выбор», — сказал посол.", "Встреча длилась час.")
    assert text == LEAD + "\n\nВстреча длилась час."


def test_a_lead_whose_quotation_leaves_no_room_gives_way_to_a_whole_sentence() -> None:
    quoted = "Посол: «" + "слово " * 60 + "конец»."
    assert told(quoted, "Встреча министра с послом длилась час.", room=120) == "Встреча министра с послом длилась час."
    assert told(quoted, room=120) == "Посол…"


@pytest.mark.parametrize("network", list(REGISTRY))
def test_a_lead_that_begins_with_the_title_says_it_alone(network: str) -> None:
    text = post(network, TITLE + " и обсудил с ним визы, торговлю и транспорт.").text
    assert text.startswith(TITLE + " и обсудил")
    assert text.count(TITLE) == 1


@pytest.mark.parametrize("network", list(REGISTRY))
@pytest.mark.parametrize("title", ["Очень длинный заголовок " * 60, "«" + "слово " * 400 + "»", "ы" * 5000])
def test_a_title_too_long_is_cut_or_left_out_and_the_post_goes_out(network: str, title: str) -> None:
    made = post(network, LEAD, title=title.strip())
    assert made.length <= made.limit
    assert made.text.count("«") == made.text.count("»")
    if network == "x":
        assert "…" in made.text or made.text.startswith(LEAD)


@pytest.mark.parametrize("title", ["Что дальше…", "Итоги года.", "Итоги…"])
def test_a_title_keeps_its_own_end(title: str) -> None:
    assert post("x", LEAD, title=title).text.startswith(title + "\n")


@pytest.mark.parametrize(
    ("sentence", "title", "answer"),
    [
        ("Министр принял посла.", "Министр принял посла", True),
        ("МИНИСТР ПРИНЯЛ ПОСЛА!", "Министр принял посла", True),
        ("Министр принял посла Австрии сегодня.", TITLE, True),
        ("Министр принял посла Австрии сегодня и обсудил с ним визы.", TITLE, False),
        ("Министр принял посла", TITLE, False),
        ("Министр принял посла Австрии", TITLE + " Г. Кнаппа", True),
        ("", "", False),
    ],
)
def test_repeating_the_title(sentence: str, title: str, answer: bool) -> None:
    assert repeats(sentence, title) is answer


@pytest.mark.parametrize(
    "sentence",
    [
        "Он добавил, что рад.",
        "Кроме того, открыт зал.",
        "«Это наш долг», — сказал он.",
        "This is new.",
        "Ал кошумчалады.",
    ],
)
def test_leaning_sentences(sentence: str) -> None:
    assert depends(sentence)


@pytest.mark.parametrize(
    "sentence", ["Онлайн-приём открыт.", "Алматы ждёт гостей.", "Thisted is a town.", "Итоги подведены."]
)
def test_sentences_that_stand_by_themselves(sentence: str) -> None:
    assert not depends(sentence)
    assert not is_no_news(sentence)
    assert not is_unfinished(sentence)
