"""How pages say in words, and in one sign, how often an article was viewed."""

from __future__ import annotations

import re

NUMBER = r"(\d{1,3}(?:[\s\xa0\u202f.,'’]\d{3})+|\d{1,9})"
LABEL = (
    r"просмотр(?:ов|ы|а|ели|ено)?|прочитан[оаы]?|прочитали|прочтени[йея]|показ(?:ов|ы)|посмотрел[иао]|көрүүлөр(?:дүн)?|көрүлдү|көрүлгөн(?:ү)?|көрүү|көрдү|"
    r"көргөндөр(?:дүн)?|көрүшкөн|окулду|окулган(?:ы)?|окугандар|каралды|кароолор|қаралды|қаралым|көрілді|көрілім(?:дер(?:і)?)?|оқылды|"
    r"views?|page ?views?|hits|reads?|viewed|read count|visualizzazioni|vistas|visitas|lecturas|aufrufe|gelesen|"
    r"görüntülenme|okunma|baxış|oxunub|ko[‘'ʻ’]rildi|ko[‘'ʻ’]rish(?:lar)?|o[‘'ʻ’]qildi|кўрилди|кўришлар|ўқилди|дида шуд|тамошо|хонда шуд|перегляд(?:ів|и|у)?|переглянуто"
)
_AMOUNT = r"(?:кол-?во|количество|число|всего|общее число)"
_OF_COUNT = r"саны|soni|сони|всего|total"
_BEFORE = re.compile(
    rf"(?:^|[^\w]|(?-i:(?<=[а-яё\d])(?=[А-ЯЁӨҮҢ])))(?:{LABEL})(?:\s+(?:статьи|новости|материала|страницы|публикации|count|{_OF_COUNT}))?\s*[:\-–—(]?\s*{NUMBER}"
    rf"(?![\d.,:/%+]|\s*(?-i:min|мин|мүн|comment|коммент|пикир|share|like|лайк|репост))",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\d.,:/]){NUMBER}\s*(?:(?:x|×|mal|раза?|жолу|рет|marta|times)\s+)?(?:{LABEL}|раз[а]? (?:прочитан|просмотрен)|times)(?![\w])"
    r"(?!\s*(?:за |сегодня|сайта|на сайте|today|бүгүн|[:—–-]\s*\d))",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(
    rf"\W{{0,3}}(?:{_AMOUNT}\s)?(?:{LABEL})(?:\s(?:{_OF_COUNT}))?\s*[:\-–—]?",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"\s*(?:[кkмm]\b|тыс|млн|миң|мың|ming|thousand|mln)", re.IGNORECASE)
_EYE_SIGN = re.compile(rf"[\U0001f441\U0001f440]\ufe0f?\s*{NUMBER}(?![\d.,:/%+])")
_LINE = re.compile(
    rf"\(?(?:{_AMOUNT}\s+)?(?:{LABEL})(?:\s+(?:статьи|новости|count|{_OF_COUNT}))?[\s:\-–—(]{{0,5}}{NUMBER}(?:\s*(?:раза?|жолу|times))?\)?"
    rf"|\(?{NUMBER}\s*(?:(?:раза?|жолу|рет|marta)\s+)?(?:{LABEL})\)?",
    re.IGNORECASE,
)


def counter_in(text: str) -> int | None:
    """The number that a short text calls views; None where it has none, or a rounded one."""
    found = _BEFORE.search(text) or _AFTER.search(text)
    if found is None or _ROUNDED.match(text, found.end(1)):
        return None
    return number_of(found.group(1))


def counter_by_sign(text: str) -> int | None:
    """The number behind a drawn eye; None where there is none, or a rounded one."""
    found = _EYE_SIGN.search(text)
    return None if found is None or _ROUNDED.match(text, found.end(1)) else number_of(found.group(1))


def is_counter(line: str) -> bool:
    """Whether a line says how often it was viewed and nothing else."""
    return len(line) <= 60 and any(map(str.isdigit, line)) and bool(_LINE.fullmatch(line.strip()))


def label_alone(text: str) -> bool:
    """Whether a text is a counter's label without its number."""
    return len(text) <= 40 and bool(_LABEL_ALONE.fullmatch(text))


def number_of(text: str) -> int:
    """The digits of a counter as a number."""
    return int(re.sub(r"\D", "", text))
