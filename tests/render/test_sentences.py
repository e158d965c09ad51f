"""Where sentences end: initials, abbreviations, quotations, dates, addresses. Each line is one passage, "|" a border."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.sentences import split_sentences

PASSAGES = """
Первое предложение.|Второе предложение.
Встреча прошла 12 июня 2020 г. в Бишкеке.|Следующая будет осенью.
Это было в 2020 г.|Потом всё изменилось.
Выступил А. К. Сыдыков.|Он поблагодарил гостей.
Об этом сообщил Б.Джусупов.|Он добавил детали.
С докладом выступил Л.Йонга из секретариата.
Цена выросла до 5 тыс. сомов.|Это много.
Бюджет составил 42 млн. долларов.
Улица им. Токтогула, д. 5.|Вход свободный.
Были чай, хлеб и т. д.|Потом начался концерт.
Были чай, хлеб и т. д. и т. п.
Участвовали студенты, преподаватели и др. гости.
«Мы рады», — сказал он.|Гости аплодировали.
«Вы придёте?» — спросил министр.|Ответа не было.
Он спросил: «Когда?»|Ему не ответили.
«Это победа!» — воскликнула она.
Неужели это всё?|Да, это всё!
Ждём вас… и ваших друзей.
Ждём вас…|Приходите завтра.
Сайт mission.example.org открыт.|Заходите.
Адрес: https://example.org/a.b?c=d.|Там всё есть.
Пишите на press@example.org.|Мы ответим.
Встреча в 14.30 в зале.|Приходите.
Дата: 12.06.2020.|Место: Вена.
См. рис. 3 и табл. 5.|Там видно.
Проф. Н. Т. Осмонова выступила с речью.
Приехали гости из США, ЕС и др.|Их встретили.
Компания «Ромашка» (г. Ош) открылась.|Пришли люди.
Работа завершена (подробнее см. ниже).|Итоги подведены.
— Как дела?|— Хорошо.
Жыйын 2020-жылдын 12-июнунда өттү.|Ага 50 киши катышты.
Бул тууралуу А. Сыдыкова билдирди.|Ал ыраазычылык айтты.
Нан, чай ж.б. болду.|Андан кийин концерт башталды.
«Биз кубанычтабыз», — деди ал.|Коноктор кол чапты.
Келесизби?|Ооба, келебиз!
Mr. Smith met Dr. Jonga.|They talked.
The U.S. delegation arrived.|It was late.
He lives in the U.S.|She lives in Vienna.
It costs e.g. 5 dollars.|That is fine.
The meeting starts at 7 p.m. on Monday.
The meeting ends at 7 p.m.|Then we go home.
"We agree," he said.|"So do we," she answered.
Is it true?|Yes!
See No. 5 for details.|It helps.
Prices rose by 3.5 per cent.|Nobody noticed.
The St. Petersburg office opened.|It is large.
"Is it over?" she asked.|Nobody answered.
Visit example.org today.|It is free.
He said: "Stop."|They stopped.
The firm (est. 1990) closed.|Its owners left.
"""
CASES = [line for line in PASSAGES.strip().splitlines() if line]


@pytest.mark.parametrize("passage", CASES)
def test_passages(passage: str) -> None:
    wanted = passage.split("|")
    text = " ".join(wanted)
    assert [text[start:end] for start, end in split_sentences(text)] == wanted


def test_a_new_line_is_a_border() -> None:
    text = "Первая строка\nВторая строка"
    assert [text[a:b] for a, b in split_sentences(text)] == ["Первая строка", "Вторая строка"]


@given(st.text(alphabet="абв АБВ.!?…«»\n(1) \"'—😀", max_size=200))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    spans = split_sentences(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["." * 100_000, "А. " * 30_000, "«" * 50_000, "слово" * 20_000])
def test_hostile_texts_take_linear_time(text: str) -> None:
    split_sentences(text)
