"""What stands on a page and is not the article: share rows, counters, "read also", print links, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.sources.dates import is_date
from bot.sources.page.document import folded
from bot.sources.page.outline import Block

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
    r"другие новости|ещ[её] по теме|рекомендуем|также по теме|дагы окуңуз(?:дар)?|ошондой эле окуңуз(?:дар)?|окшош жаңылыктар|башка жаңылыктар|"
    r"тема боюнча|(?:read|see) (?:also|more|next)|related(?: (?:articles?|stories|news|posts|topics))?|more (?:on this|from)|you may also like|"
    r"recommended|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leia também|lea también|ayrıca)\b",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(
    r"^(?:(?:фото|видео|источник|автор|текст|рубрика|раздел|тэги|теги|метки|категория|сүрөт|булагы|жүктөлүүдө|опубликовано|дата(?: публикации)?|"
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
    r"подписаться|подписывайтесь.{0,80}|подпишитесь.{0,80}|оставить комментарий|комментировать|войти|регистрация|"
    r"басып чыгаруу|артка|кийинки|мурунку|бардык жаңылыктар|толугураак|катталуу|"
    r"print(?: this)?(?: page| version| article)?|back(?: to (?:the )?(?:top|list|news))?|next|previous|read more|continue reading|more|subscribe.{0,60}|"
    r"sign up.{0,60}|log ?in|advertisement|реклама|жарнама|werbung|anzeige|click here.{0,40}|loading\.*|"
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
    if is_share_row(line) or _COUNTER.match(line) or _ACTIONS.match(line) or _DATE_ONLY.match(line) or is_date(line):
        return True
    return bool(_LABEL_LINE.match(line)) and len(line) < 160


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
        if not text or text == headline or text in seen or is_boilerplate(block.text):
            continue
        if starts_read_also(block.text) and (block.is_linked or len(block.text) <= 60 or in_list):
            in_list = True
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
    return _without_repeats(kept)


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
