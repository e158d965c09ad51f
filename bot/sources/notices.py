"""Pages that answer 200 and are no article: "not found" pages, and walls put before the real one."""

from __future__ import annotations

import re

from bot.model.article import Article

_MISSING = re.compile(
    r"страниц\w*(?: \S+){0,4} (?:не найдена?|не существует|удалена|отсутствует)|не найдена такая страница|"
    r"(?:материал|новость|статья|публикация|запись|документ)(?: \S+){0,2} "
    r"(?:не найден|удал[её]н|снят|не существует)\w*|"
    r"ошибка 404|^\W*404\b|404 (?:not found|error|не найдено)|error 404|"
    r"(?:page|article|content|document|post|story)(?: \S+){0,6} (?:not found|does(?: not|n['’]t) exist|"
    r"no longer (?:exists|available)|can(?:not|['’]t) be found|could not be found|"
    r"has been (?:removed|deleted|withdrawn))|"
    r"(?:барак|баракча|бет|макала|жаңылык|материал)\w*(?: \S+){0,2} "
    r"(?:табылган жок|табылбады|жок экен|өчүрүлгөн|жок кылынган)",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"технически\w+ (?:работ|обслуживани|перерыв)|временно недоступ|"
    r"сайт(?: \S+){0,3} (?:недоступен|закрыт|на реконструкции|обновляется)|"
    r"under (?:maintenance|construction)|scheduled maintenance|temporarily (?:unavailable|closed|down)|"
    r"be (?:right )?back soon|checking your browser|just a moment|"
    r"verif\w+ (?:that )?you(?:['’]re| are) (?:a |not a )?(?:human|robot)|are you a robot|"
    r"enable (?:javascript|cookies)|включите (?:javascript|cookies?)|не робот|робот эмес|captcha|капч|"
    r"access (?:denied|to this page)|доступ (?:запрещ|ограничен|закрыт|заблокирован)|^\W*forbidden|"
    r"too many requests|слишком много запросов|"
    r"cookies?(?: \S+){0,12} (?:consent|accept|agree|соглас|принять)|"
    r"(?:consent|accept|соглас\w+|принять)(?: \S+){0,6} cookies?|"
    r"(?:войдите|авторизуйтесь|зарегистрируйтесь),? чтобы|(?:log ?in|sign in|subscribe) to (?:continue|read)|"
    r"техникалык (?:иштер|тейлөө)|убактылуу (?:жеткиликсиз|иштебейт)|"
    r"bad gateway|service unavailable|gateway time-?out|internal server error|"
    r"(?:error establishing a )?database (?:connection|error)|ошибка (?:базы данных|сервера|подключения|соединения)",
    re.IGNORECASE,
)
#: A notice is short; what is longer is an article about such things.
_LONGEST = 1500


def says_missing(page: Article) -> str | None:
    """The words by which the page says that there is nothing; None where it does not."""
    return _told(_MISSING, page)


def is_wall(page: Article) -> str | None:
    """The words by which the page asks to wait, to agree or to log in; None where it does not."""
    return _told(_WALL, page)


def _told(pattern: re.Pattern[str], page: Article) -> str | None:
    if len(page.text) > _LONGEST:
        return None
    for text in (page.title, page.text[:400]):
        found = pattern.search(text)
        if found:
            return found.group()
    return None
