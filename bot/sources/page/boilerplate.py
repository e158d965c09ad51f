"""What stands on a page and is not the article: share rows, counters, "read also", print links, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from bot.sources.dates import is_date
from bot.sources.page.blocks import Block
from bot.sources.page.counter_words import is_counter
from bot.sources.page.document import folded
from bot.sources.page.outline import text_length

_NETWORKS = (
    r"facebook|фейсбук|linked-?in|twitter|твиттер|vkontakte|вконтакте|vk|вк|ok|ок|odnoklassniki|одноклассники|telegram|"
    r"телеграм|whats ?app|viber|pinterest|reddit|e-?mail|mail\.ru|мой мир|livejournal|skype|messenger|x|instagram|"
    r"copy link|скопировать ссылку|link|print|печать|распечатать"
)
_SHARE = re.compile(
    rf"^(?:(?:поделиться|поделитесь|рассказать(?: друзьям)?|бөлүшүү|бөлүшүңүз|бөлүшүү үчүн|share(?: this)?(?: on| via| article)?|"
    rf"teilen|partager|compartir|paylaş)[\s:!.|•·-]*)?(?:(?:{_NETWORKS})(?![\w])[\s,:;|•·/+-]*)*$",
    re.IGNORECASE,
)
_READ_ALSO = re.compile(
    r"^(?:читайте? (?:также|ещ[её]|по теме)|смотрите также|по теме|материалы по теме|похожие (?:новости|материалы|статьи)|"
    r"другие новости|ещ[её] по теме|ранее по теме|рекомендуем|также по теме|дагы окуңуз(?:дар)?|ошондой эле окуңуз(?:дар)?|окшош (?:жаңылыктар|темалар|макалалар|материалдар)|башка жаңылыктар|мындан тышкары окуңуз|"
    r"тема боюнча|(?:read|see) (?:also|more|next)|related(?: (?:articles?|stories|news|posts|topics))?|more (?:on this|from)|you may also like|"
    r"recommended|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leia também|lea también|ayrıca)\b",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(
    r"^(?:(?:фото|видео|источник|автор|текст|рубрика|раздел|тэги|теги|тегдер|метки|категория|сүрөт|булагы|жүктөлүүдө|опубликовано|дата(?: публикации)?|"
    r"photo|foto|image|source|author|tags?|category|posted|published|updated|last updated|by)\s*[:©]|©)",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"^(?:количество\s+)?(?:просмотр\w*|прочитано|прочтений|көрүүлөр\w*|көрүлдү|окулду|views?|page ?views?|hits|комментари\w*|comments?|"
    r"пикирлер)\s*(?:статьи|новости)?[\s:\-–(]*\d[\d\s.,]*\)?$|^\d[\d\s.,]*\s*(?:просмотр\w*|views?|көрүүлөр\w*|комментари\w*|comments?)$|^\d[\d\s.,]{0,12}$",
    re.IGNORECASE,
)
_ACTIONS = re.compile(
    r"^(?:версия для печати|распечатать|печать|на печать|отправить(?: другу| на почту)?|(?:вернуться|возврат)(?: назад| к списку)?|назад(?: к списку)?|"
    r"к списку(?: новостей)?|все новости|подробнее|далее|следующая|предыдущая|следующая новость|предыдущая новость|наверх|вверх|"
    r"подписаться|(?:подписывайтесь|подпишись).{0,80}|подпишитесь.{0,80}|оставить комментарий|комментировать|войти|регистрация|"
    r"басып чыгаруу|артка|кийинки|мурунку|бардык жаңылыктар|толугураак|катталуу|"
    r"print(?: this)?(?: page| version| article)?|back(?: to (?:the )?(?:top|list|news))?|next|previous|read more|continue reading|more|subscribe.{0,60}|"
    r".{0,60}(?:жазылыңыз(?:дар)?|кошулуңуз(?:дар)?)(?: @\w+)?|(?:следите за нами|читайте нас|присоединяйтесь|join us|follow us).{0,60}|"
    r"[^.!?]{0,80}(?:почтаңызды|e-?mail'?иңизди|your e-?mail|ваш(?:у)? (?:e-?mail|(?:электронную )?почту))[^.!?]{0,60}|"
    r"sign up.{0,60}|log ?in|advertisement|реклама|жарнама|werbung|anzeige|click here.{0,40}|loading\.*|"
    r"(?:если вы )?(?:нашли|заметили|обнаружили) .{0,20}(?:ошибку|опечатку|неточность).{0,20}(?:\?|выделите|сообщите|нажмите|пожалуйста).{0,120}|"
    r"(?:found|spotted|noticed) an? (?:typo|error|mistake)\b.{0,20}\?.{0,80}|(?:ката|катаны) (?:тапсаңыз|байкасаңыз).{0,100}|.{0,60}ctrl ?\+ ?enter|"
    r".{0,80}(?:подпишитесь|подписывайтесь|подпишись) на (?:рассылк|канал|нас\b|наш|страниц|telegram|телеграм|instagram|youtube).{0,80}|(?:#\w+[\s,]*)+|"
    r"фото(?:графии)? (?:автора|из (?:архива|интернета|открытых источников|соц\w*)|предоставлен\w* .{3,60}|пресс-службы(?: \S+){0,4})|"
    r"тиркемелер|тиркелген файлдар|(?:прикрепл[её]нные |приложенные )?файлы(?: для скачивания)?|вложения|прикрепл[её]нные документы|attachments|attached files|downloads|"
    r"следите за (?:нашими )?новостями.{0,80}|есть (?:тема|новость|что рассказать)\?.{0,120}|"
    r"уважаемый посетитель, вы .{0,100}|(?:мы )?рекомендуем вам зарегистрироваться.{0,100}|новость отредактировал\w*:.{0,60}|"
    r"(?:была ли|были ли) .{0,40}(?:полезн\w+|полезен)\?|was this (?:page|article|information) (?:helpful|useful)\?|"
    r"(?:republication|reproduction|reprinting) of .{0,100}(?:prohibited|permi|agreement|consent|link).{0,100}|"
    r"(?:полная |частичная |любая |или ){0,3}(?:перепечатка|копирование|использование) .{0,100}(?:ссылк|запрещ|разрешени|согласи).{0,100}|"
    r"при (?:полной |частичной |любом |или ){0,3}(?:перепечатке|копировании|цитировании|использовании) .{0,60}ссылк.{0,100}|"
    r"мы используем (?:файлы )?cookie.{0,200}|(?:we|this site) uses? cookies.{0,200}|принять|accept(?: all)?(?: cookies)?|a\s*[+-]?\s*a\s*[+-]?\s*a?)[\s.!…»>→]*$",
    re.IGNORECASE,
)
_DATE_ONLY = re.compile(
    r"^(?:\d{1,2}[\s./-]+(?:\d{1,2}|[а-яёөүңa-z]{3,12})[\s./,-]+\d{4}(?:\s*(?:г|года|ж)\.?)?|\d{4}-\d\d-\d\d)[\s,|/–-]*(?:\d{1,2}[:.]\d\d)?(?:\s*\d{1,6})?$",
    re.IGNORECASE,
)
#: Below these stands nothing of the article.
_ENDS = re.compile(
    r"(?:комментари[ий]|пикирлер|отзывы|comments?|kommentare|commentaires|comentarios)\s*(?:\(?\d+\)?)?\s*:?|"
    r"(?:добавить|оставить|написать) (?:комментарий|отзыв)|пикир (?:калтыруу|кошуу|жазуу)|leave a (?:reply|comment)|post a comment|"
    r"(?:\d+ )?(?:комментари(?:й|я|ев)|comments?)(?: к (?:записи|статье|новости).{0,200})?",
    re.IGNORECASE,
)
_SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_CELLS = frozenset({"td", "th"})
_LISTED = frozenset({"li", "td", "th", "dd"})
_NUMBER = re.compile(r"[\d\s.,%]+")
_WITH_DATE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[ -][^\W\d_]{3,12}\.?,? \d{4}|\d{4}-\d\d-\d\d|[^\W\d_]{3,12} \d{1,2}, \d{4}|\d{4}-жыл)",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"{_WITH_DATE.pattern}(?:\s?(?:г\.?|года|ж\.?)(?!\w))?(?:[\s,|]+\d{{1,2}}:\d\d)?[\s,|·•–—-]+", re.IGNORECASE
)
_NAME = re.compile(r"[A-ZА-ЯЁӨҮҢ][\w’'-]+(?: [A-ZА-ЯЁӨҮҢ](?:\.|[\w’'-]+)){1,3}")
_PARTS = re.compile(r"\s*[|•·]\s*")
_RIGHTS = re.compile(
    r"(?:©|\(c\) ?\d|copyright\b|все права защищены|all rights reserved|бардык укуктар)", re.IGNORECASE
)


def is_share_row(text: str) -> bool:
    """Whether a short text is a row of share links and nothing else."""
    return 2 <= len(text) <= 200 and bool(_SHARE.match(text))


def is_boilerplate(line: str) -> bool:
    """Whether a paragraph is furniture of the page."""
    if len(line) > 500:
        return False
    if _RIGHTS.match(line):
        return True
    if len(line) > 300:
        return False
    if (
        is_share_row(line)
        or _COUNTER.match(line)
        or is_counter(line)
        or _ACTIONS.match(line)
        or _DATE_ONLY.match(line)
        or is_date(line)
    ):
        return True
    if (_LABEL_LINE.match(line) and len(line) < 160) or _is_dated_counter(line):
        return True
    parts = _PARTS.split(line) if len(line) < 160 else ()
    return len(parts) > 1 and all(not part or is_boilerplate(part) for part in parts)


def _is_dated_counter(line: str) -> bool:
    """«12 июня 2020 345 просмотров»"""
    found = _DATED.match(line) if len(line) <= 80 else None
    return found is not None and is_counter(line[found.end() :])


def starts_read_also(line: str) -> bool:
    """Whether a paragraph is the heading of a "read also" block."""
    return len(line) <= 160 and bool(_READ_ALSO.match(line))


def cleaned(blocks: Sequence[Block], *, title: str, captions: Iterable[str]) -> list[Block]:
    """The blocks without furniture, repeated headline, captions, second copies and "read also" lists."""
    headline = folded(title)
    known_captions = {folded(caption) for caption in captions}
    kept: list[Block] = []
    seen: set[str] = set()
    in_list = False
    for block in blocks:
        text = folded(block.text)
        if _ENDS.fullmatch(block.text):
            break
        is_number = bool(_NUMBER.fullmatch(block.text))
        if not text or text == headline or (is_boilerplate(block.text) and not (is_number and _is_cell(block))):
            continue
        if text in seen and not _is_cell(block):
            continue
        if starts_read_also(block.text) and (block.is_linked or len(block.text) <= 60 or in_list):
            in_list = True
            continue
        if not kept and _is_of_the_head(block):
            continue
        in_list = in_list and block.is_linked
        if (
            in_list
            or _is_teaser(block)
            or (text in known_captions and len(text) < 200 and not _is_sentence(block.text))
        ):
            continue
        seen.add(text)
        kept.append(block)
    return _without_repeats(_without_signature(kept))


def _is_cell(block: Block) -> bool:
    """Whether a block is all that a cell of a table says, in a row with other cells."""
    cell: HtmlElement | None = block.element
    if cell is not None and cell.tag not in _CELLS:
        cell = cell.getparent()
    if cell is None or cell.tag not in _CELLS or len(block.text) > 120 or text_length(cell) > len(block.text) + 3:
        return False
    row = cell.getparent()
    return row is not None and sum(1 for other in row if other.tag in _CELLS and text_length(other)) > 1


def _is_of_the_head(block: Block) -> bool:
    """A few words before the first sentence: date, author, section. A sub-headline stands for itself."""
    if block.element.tag in _SUBHEADINGS or re.search(r"[.!?…:»”\"]$", block.text):
        return False
    return len(block.text) < 25 or (len(block.text) < 80 and bool(_WITH_DATE.match(block.text)))


def _without_signature(blocks: list[Block]) -> list[Block]:
    """Without the name that stands alone below the text."""
    while len(blocks) > 2 and _NAME.fullmatch(blocks[-1].text) and blocks[-1].element.tag not in _LISTED:
        blocks = blocks[:-1]
    return blocks


def _is_teaser(block: Block) -> bool:
    """A link and nothing else, that says no sentence: it leads to another article."""
    if _is_sentence(block.text) and len(block.text) > 120:
        return False
    return block.linked >= 0.9 * len(block.text) or (block.is_linked and block.element.tag == "li")


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[.!?…»”\"]$", text))


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Without short blocks that say again what a neighbouring paragraph says: captions and pulled quotations."""
    texts = [folded(block.text) for block in blocks]
    return [
        block
        for position, block in enumerate(blocks)
        if not (
            25 <= len(texts[position]) < 400
            and any(
                len(other) > len(texts[position]) and texts[position] in other
                for other in texts[max(0, position - 6) : position + 7]
            )
        )
    ]
