"""What in a paragraph a person must look at when it changes: numbers, dates, quotations, names."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from bot.model.revision.change import Kind
from bot.model.revision.names import Name, names_in


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact where it stands; equal keys say the same."""

    kind: Kind
    key: str
    text: str
    start: int
    end: int
    #: None unless it is a name.
    name: Name | None = None


_MONTHS = {
    **{stem: f"m{number}" for number, stem in enumerate(
        "январ феврал март апрел ма[йяе] июн июл август сентябр октябр ноябр декабр".split(), 1)},
    **{stem: f"m{number}" for number, stem in enumerate(
        "jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sep(?:t(?:ember)?)? oct(?:ober)? "
        "nov(?:ember)? dec(?:ember)?".split(), 1)},
}  # fmt: skip
_DAYS = {
    "понедельник": "d1", "вторник": "d2", "четверг": "d4", "пятниц": "d5", "суббот": "d6", "воскресень": "d7",
    "дүйшөмбү": "d1", "шейшемби": "d2", "шаршемби": "d3", "бейшемби": "d4", "жекшемби": "d7", "ишемби": "d6",
    "monday": "d1", "tuesday": "d2", "wednesday": "d3", "thursday": "d4", "friday": "d5", "saturday": "d6",
    "sunday": "d7",
}  # fmt: skip
_RU_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр)"
_EN_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR_WORDS = r"(?:\s*(?:год\w*|гг?\.|жыл\w*))?"
_DATE = re.compile(
    rf"\b\d{{4}}[-\s]жыл\w*(?:\s+\d{{1,2}}[-\s]{_RU_MONTH}\w*)?"
    rf"|\b\d{{1,2}}(?:\s*[-–—]\s*\d{{1,2}})?(?:-?го)?[-\s]+{_RU_MONTH}\w*(?:\s+\d{{4}}{_YEAR_WORDS})?"
    rf"|\b{_RU_MONTH}[ьяеюбд]?\w{{0,3}}\s+\d{{4}}{_YEAR_WORDS}"
    rf"|\b{_EN_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{{1,2}})?(?:,?\s+\d{{4}})?\b(?!\d)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_EN_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_EN_MONTH}\s+\d{{4}}\b"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[0-2]?\d:[0-5]\d\b"
    r"|\b(?:1[89]|20)\d{2}\s*(?:год\w*|гг?\.|жыл\w*)|\b[Ii]n (?:1[89]|20)\d{2}\b"
    r"|\b(?:[Пп]онедельник|[Вв]торник|[Чч]етверг|[Пп]ятниц|[Сс]уббот|[Вв]оскресень)\w*"
    r"|\b(?:[Дд]үйшөмбү|[Шш]ейшемби|[Шш]аршемби|[Бб]ейшемби|[Ии]шемби|[Жж]екшемби)\w*"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_PARTS = re.compile("|".join(rf"(?P<p{n}>{stem})" for n, stem in enumerate([*_DAYS, *_MONTHS])) + r"|(?P<digits>\d+)")
_CODES = [*_DAYS.values(), *_MONTHS.values()]

_SCALES = {
    "%": r"%|процент\w*|пайыз\w*|per ?cent",
    "k": r"тыс\.|тысяч\w*|миң\w*|thousand",
    "m": r"млн\.?|миллион\w*|million",
    "bn": r"млрд\.?|миллиард\w*|billion|bn",
    "tn": r"трлн\.?|триллион\w*|trillion",
}
_SCALE = "|".join(_SCALES.values())
_NUMBER = re.compile(
    rf"(?<![\d.,])(?P<digits>\d{{1,3}}(?:[ \xa0\u202f\u2009]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
    rf"(?:[\s-]*(?P<scale>{_SCALE})(?!\w))?",
    re.IGNORECASE,
)
_RU_WORDS = {
    2: r"дв(?:а|е|ух|ум|умя|ое|оих)", 3: r"тр(?:и|[её]х|[её]м|емя|ое|оих)", 4: r"четыр(?:е|[её]х|[её]м|ьмя)|четверых",
    5: r"пят(?:ь|и|ью|еро|ерых)", 6: r"шест(?:ь|и|ью|еро|ерых)", 7: r"сем(?:ь|и|еро|ерых)", 8: r"вос(?:емь|ьми)",
    9: r"девят(?:ь|и|ью)", 10: r"десят(?:ь|и|ью)", 11: r"одиннадцат(?:ь|и|ью)", 12: r"двенадцат(?:ь|и|ью)",
    13: r"тринадцат(?:ь|и|ью)", 14: r"четырнадцат(?:ь|и|ью)", 15: r"пятнадцат(?:ь|и|ью)", 16: r"шестнадцат(?:ь|и|ью)",
    17: r"семнадцат(?:ь|и|ью)", 18: r"восемнадцат(?:ь|и|ью)", 19: r"девятнадцат(?:ь|и|ью)", 20: r"двадцат(?:ь|и|ью)",
    30: r"тридцат(?:ь|и|ью)", 40: r"сорока?", 50: r"п(?:ять|яти)десят\w?", 60: r"шест[ьи]десят\w?",
    70: r"сем[ьи]десят\w?", 80: r"восем[ьи]десят\w?|восьмидесяти", 90: r"девяност[оа]", 100: r"ст[оа]",
    200: r"двести|двухсот", 300: r"триста|тр[её]хсот", 500: r"пятьсот|пятисот",
}  # fmt: skip
_KY_WORDS = {
    2: "эки", 3: "үч", 4: "төрт", 5: "беш", 6: "алты", 7: "жети", 8: "сегиз", 9: "тогуз", 10: "он", 20: "жыйырма",
    30: "отуз", 40: "кырк", 50: "элүү", 60: "алтымыш", 70: "жетимиш", 80: "сексен", 90: "токсон", 100: "жүз",
}  # fmt: skip
_EN_TO_20 = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_EN_TENS = {30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_EN_WORDS = dict(enumerate(_EN_TO_20.split(), 2)) | _EN_TENS | {100: "hundred"}


def _worded(words: dict[int, str]) -> re.Pattern[str]:
    numbers = "|".join(rf"(?P<n{number}>{pattern})" for number, pattern in words.items())
    return re.compile(rf"\b(?:{numbers})\b(?:\s+(?P<scale>{_SCALE})(?!\w))?", re.IGNORECASE)


_WORDED = {"ru": _worded(_RU_WORDS), "ky": _worded(_KY_WORDS), "en": _worded(_EN_WORDS)}


def facts_in(text: str, language: str | None, known: frozenset[str]) -> list[Fact]:
    """Every fact of the text, in order of place; a date's digits are no numbers of their own."""
    found = [*_quotations(text), *_dates(text)]
    taken = [(fact.start, fact.end) for fact in found if fact.kind is Kind.DATE]
    found += [fact for fact in _numbers(text, language) if not _inside(fact, taken)]
    for name in names_in(text, known):
        if not _inside(name, taken):
            found.append(_name(text, name))
    return sorted(found, key=lambda fact: (fact.start, -fact.end))


def _inside(one: Fact | Name, spans: list[tuple[int, int]]) -> bool:
    # The spans stand in order and apart: only the last one that begins before the fact's end can meet it.
    place = bisect_left(spans, one.end, key=lambda span: span[0])
    return place > 0 and spans[place - 1][1] > one.start


def _name(text: str, name: Name) -> Fact:
    start = name.start
    # "В Бишкеке" at the beginning of a sentence: the short first word is no part of the name.
    if name.doubtful and len(name.words) > 1 and len(name.words[0]) <= 3:
        start = text.index(name.words[1], name.start + len(name.words[0]))
    return Fact(Kind.NAME, " ".join(name.words).casefold(), text[start : name.end], start, name.end, name)


def _dates(text: str) -> list[Fact]:
    return [Fact(Kind.DATE, _date_key(m.group()), m.group().strip(), m.start(), m.end()) for m in _DATE.finditer(text)]


def _date_key(written: str) -> str:
    parts = []
    for found in _PARTS.finditer(written.lower()):
        group = found.lastgroup or ""
        parts.append(found.group().lstrip("0") if group == "digits" else _CODES[int(group[1:])])
    # A day before or behind its month is the same day; a range or an hour keeps its order.
    return ":".join(parts) if ":" in written else " ".join(sorted(parts))


def _numbers(text: str, language: str | None) -> list[Fact]:
    found = []
    for match in _NUMBER.finditer(text):
        written = match.group("digits")
        found.append(_number(match, _value(written)))
    worded = _WORDED.get(language or "ru")
    for match in worded.finditer(text) if worded else ():
        value = next(name[1:] for name, word in match.groupdict().items() if name != "scale" and word)
        found.append(_number(match, value))
    return found


def _number(match: re.Match[str], value: str) -> Fact:
    scale = match.group("scale")
    code = next((c for c, p in _SCALES.items() if scale and re.fullmatch(p, scale, re.IGNORECASE)), "")
    return Fact(Kind.NUMBER, value + code, match.group(), match.start(), match.end())


def _value(written: str) -> str:
    digits = re.sub(r"[ \xa0\u202f\u2009]", "", written)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    return digits.replace(",", ".")


_MARK = re.compile(r'[«»„“”"]')
_PAIRS = {"«": "»", "„": "“”", "“": "”", '"': '"'}
_WORDS = re.compile(r"[^\W_]+")


def _quotations(text: str) -> list[Fact]:
    """The outermost texts between quotation marks, in one pass; a mark that is never closed opens nothing."""
    found: list[Fact] = []
    waiting: list[tuple[str, int]] = []
    for mark in _MARK.finditer(text):
        sign, place = mark.group(), mark.start()
        opener = next((i for i in range(len(waiting) - 1, -1, -1) if sign in _PAIRS[waiting[i][0]]), None)
        if opener is not None:
            start = waiting[opener][1]
            del waiting[opener:]
            while found and found[-1].start > start:
                found.pop()
            found.append(_quoted(text, start, place + 1))
        elif sign in _PAIRS:
            waiting.append((sign, place))
            del waiting[:-20]
    return found


def _quoted(text: str, start: int, end: int) -> Fact:
    words = _WORDS.findall(text[start + 1 : end - 1])
    long_words = [word for word in words if len(word) >= 4] or words
    # «Нур Телеком» is a name, «Мы готовы» is somebody's word.
    is_name = len(words) <= 4 and bool(words) and all(word[0].isupper() or word[0].isdigit() for word in long_words)
    kind = Kind.NAME if is_name and text[end - 2] not in ".!?…" else Kind.QUOTATION
    return Fact(kind, folded(text[start:end]), text[start:end], start, end)


def folded(text: str) -> str:
    """Letters and digits alone, lower case."""
    return " ".join(_WORDS.findall(text.casefold().replace("ё", "е")))
