"""Whether a full stop ends a sentence, or only an abbreviation, an initial, a list's mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: Never the end of a sentence, whatever follows: they stand before a name or a number.
_NEVER = frozenset(
    (
        "проф акад доц инж ген полк подполк майор кап лейт св преп о оз пос пгт дер ул просп пр-т пр-кт б-р бульв "
        "бул наб пл мкр мкрн мкр-н м-н ж-м д корп комн оф г-н г-жа г-да гр-н гр-ка ср напр тел факс т.е т.к "
        "т.н и.о и.п в.и.о зам зав дж дз засл арт гос ред сост перев сокр ответ мл ст-ца б.а м.у көч у ш б.з.ч к-ш deg "
        "а.ө доб вн моб раб "
        "mr mrs ms mt messrs dr prof st ft gen maj col lt capt cpt sgt cmdr cdr adm rev hon gov sen rep amb pres supt "
        "insp pfc fr msgr nos vol vols pp pg eq vs v cf ca viz e.g i.e approx est dept assn natl intl tel fax figs ref "
        "attn bros ext т.г"
    ).split()
)
#: The same, but they are words too: the end where a word follows that begins sentences.
_NEVER_OR_WORDS = frozenset("им нар род рук исп ком пер бет".split())
#: In brackets, or before another alphabet.
_LANGUAGES = frozenset("англ рус русск кырг кирг каз узб нем фр франц лат араб тур кит яп ит".split())
#: The end of a sentence only when a capital or a quotation follows.
_MAYBE = frozenset(
    (
        "др т.д т.п т.б ж.б у.с u.s u.k u.n u.a.e e.u d.c etc al т.ч ф.и.о ин изд univ ph.d m.d b.a m.a llc "
        "доо куб чел экз шт ед кол-во ave blvd rd ret govt н.э jr sr"
    ).split()
)
#: The end when a capital follows that is no acronym: "Acme Inc. The …", but "Acme Inc. CEO …".
_COMPANIES = frozenset("inc ltd co corp plc".split())
#: Before the name of who made it: the end when anything else with a capital follows.
_MAKERS = frozenset("авт реж худ муз опер сцен хор".split())
_TIMES = frozenset("a.m p.m".split())
#: Units: the end when a capital follows that is no acronym («долл. США»), not before a number («15 час. 30 мин.»).
_UNITS = frozenset(
    "тыс млн млрд трлн руб коп сом долл мин сек час мес нед дн нач кон кв км кг мл см мм га ц bn mn min max".split()
)
#: Before a number they name a place in a text or a house; the end when anything else with a capital follows.
_BEFORE_NUMBERS = frozenset(
    (
        "ст пп гл разд рис илл табл стр каб кв оф подп абз прил вып т тт эт art arts sec secs ch chs ed eds no fig par "
        "para res ок прим p c b d n l mon tue tues wed thu thurs fri sat sun"
    ).split()
)
#: One letter with two meanings: a year, a page, a rouble after a number; else a town, a village, a river before a name.
_AFTER_A_NUMBER = frozenset("г гг в вв р рр ч ж жж к с сс п м л х а гр".split())
_PROVINCES = frozenset("обл р-н р-на р-не р-ну р-ном респ окр".split())
_MONTHS = frozenset(
    (
        "янв февр фев мар апр июн июл авг сент сен окт нояб ноя дек jan feb mar apr jun jul aug sep sept oct nov dec"
    ).split()
)
#: Words that begin a sentence far more often than they follow an initial or an acronym as a name.
_STARTERS = frozenset(
    (
        "он она они оно это этот эта эти этого этой этим этому этих в во на по с со к ко о об от до за из при для "
        "через после потом затем также кроме однако но если когда где там здесь так как что чтобы кто мы вы я его её "
        "их ему ей им ими нам вам наш наши все всё всего всем всех вся весь сегодня завтра вчера ранее позже теперь "
        "напомним отметим тогда далее среди между перед под без у не ни а и или пока хотя каждый каждая многие "
        "некоторые один одна другой другие такой такая такие почему зачем сколько только даже уже ещё вот благодаря "
        "несмотря согласно вместе никто обе оба пусть именно наконец впрочем ал алар бул буга анын ага аны анда андан "
        "алардын бирок ошондой ошол ошондуктан ошентип ушул ушундай мындан мындай биз силер мен эми азыр бүгүн кечээ "
        "эртең эгер анткени себеби кийин мурда учурда жалпысынан эмне he she it they we you i the a an this that "
        "these those there then here but and or so however in on at by for from with to of as if when while after "
        "before his her its their our your my nobody everyone some many most both all no not now later today he's "
        "it's what who why how did does is was are another other such each every several few one two three nothing"
    ).split()
)
_DAYS = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december"
    ).split()
)

#: «Инвалиденштр. 3».
_STREETS = ("штр", "str")
#: Longer words of small letters are what the tables know, or no abbreviations.
_SHORT = 2
#: No abbreviation is longer, its blanks included.
_LONGEST = 20
_WORD_BEFORE = re.compile(r"((?:[^\W\d_]\.)*[^\W\d_][\w-]{0,14})$")
_INITIAL = re.compile(r"(?:^|[\s(«„\"“.,-])[^\W\d_a-zа-яёөүң]$")
#: «т. е.», «и. о.», «в т. ч.», «т. н.», «к. э. н.», «д.и.н.»: small letters one by one.
_LETTERS = re.compile(r"(?:^|[\s(])(?:(?:[а-яё]\.\s?){1,3}н|т\.\s?[екч]|и\.\s?о|б\.\s?а)$", re.IGNORECASE)
_AND_SO_ON = re.compile(r"(?:^|[\s(])(?:т\.?\s?[дпоб]|т\.\s?у\.\s?с|г\.\s?р|ж\.\s?б|у\.\s?с|и пр)$", re.IGNORECASE)
#: «1961-ж. Ошто төрөлгөн»: Kyrgyz sentences end with a verb, not with a year.
_KYRGYZ_YEAR = re.compile(r"\d-жж?$")
_NUMBERED = re.compile(r"(?:\d|[IVXLC])(?:-(?:е|х|м|го|му))?[\s\xa0-]{0,3}[^\W\d_]{1,2}$")
#: «школа № 5 г. Ош»: a number that is no year.
_NO_YEAR = re.compile(r"(?<![\d-])\d{1,2}[\s\xa0]г$")
#: «2021 г. УП № 5»
_ISSUE_NEXT = re.compile(r"[А-ЯЁ]{1,5}\s?№")
#: «от 5 февраля 2021 г. «О мерах …»: the name of a law.
_ACT_NEXT = re.compile(r"[«„“\"]Об?о?\s[а-яё]")
_ACRONYM = re.compile(r"(?:^|[\s(])(?:[A-Z]\.){1,4}[A-Z]$")
_UNSPOKEN = re.compile(r"(?:^|\s)[бвгджзклмнпрстфхцчшщ]{2,5}$")
_ACRONYM_NEXT = re.compile(r"[A-ZА-ЯЁ]{2,}\b")
#: "Sec. Gen. H. Schmid"
_ABBREVIATION_NEXT = re.compile(r"([^\W\d_]{2,5})\.")
#: They begin a new statement: «3-й эт. Тел.: 66-30-57».
_TELEPHONES = frozenset("тел факс tel fax моб".split())
_INITIAL_NEXT = re.compile(r"[^\W\d_]\.")
_ROMAN_NEXT = re.compile(r"[IVXLC]+\b")
_IN_BRACKETS = re.compile(r"\([^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z])?(?=[\s,])")
#: A number or letter alone at the beginning is a list's mark: «1. Первое», «1.2. Общее», "II. Second".
_LIST_MARK = re.compile(r"[\s(]*(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,5}|[a-zа-яё])")
#: «12 июня 2020 г.», «С 1 января 2021 г.»: no sentence yet.
_DATE_ALONE = re.compile(
    r"(?:(?:[^\W\d_]{1,2}|до|после|начиная с|по состоянию на|к концу|в начале|в конце|в середине)\s)?"
    r"(?:[\d–-]{1,7}\s)?(?:[^\W\d_]{3,8}\s)?[\d–-]{2,9}(?:-[а-я]{1,2})?\s?(?:гг?|вв?)",
    re.IGNORECASE,
)
_PREPOSITION_FIRST = re.compile(
    r"(?:в|во|на|по|с|со|к|до|от|из|за|при|для|после|согласно|начиная|между|через|указом|решением|законом)\s",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?:[а-яё]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись|ет|ит|ют|ут|ят|ется|ится|ются|утся|ятся|ан|ана|ано|аны|ен|ена|ено|ены|т)|"
    r"будет|есть|нет)\b"
)
_NO_VERB = frozenset("март август совет комитет проект пакт комитета совета член".split())
_PROVINCE_NEXT = re.compile(r"[^\W\d_]+(?:ской|ского|ская|стана|ии|ССР)\b|[A-ZА-ЯЁ]{2,}\b")
_RUSSIAN_PROVINCE = re.compile(
    r"[сц]к(?:ой|ую|ая|ом|ого|ий)\s[^\W\d_-]+$|[сц]к(?:ой|ую|ая|ом|ого|ий)\s[^\W\d_]-[^\W\d_]+$"
)


@dataclass(frozen=True, slots=True)
class _Stop:
    """A full stop and what stands around it."""

    before: str
    following: str
    whole: bool
    glued: bool
    #: Whether what follows looks like the beginning of a sentence.
    anew: bool


def is_abbreviation(before: str, following: str, *, whole: bool, glued: bool = False) -> bool:
    """Whether the full stop between the two belongs to an abbreviation, and the sentence goes on.

    `before`: the end of the sentence so far, all of it where `whole`. `following`: what comes, without blanks.
    `glued`: no blank follows the stop.
    """
    token = before[before.rfind(" ") + 1 :]
    if (
        len(token) > _SHORT
        and token.isalpha()
        and not token.isupper()
        and token.lower() not in _RULES
        and not _UNSPOKEN.match(token)
    ):
        return token.endswith(_STREETS) and not _begins_anew(following)
    if (whole and _LIST_MARK.fullmatch(before)) or before.endswith(": 1"):
        return True
    end = before[-_LONGEST:]
    if _AND_SO_ON.search(end):
        return not _begins_anew(following)
    if (spaced := _spaced(end, following)) is not None:
        return spaced
    found = _WORD_BEFORE.search(end)
    rule = _RULES.get(found.group(1).lower()) if found else None
    if rule is None:
        # «вкл. 5»: what cannot be spoken is cut short.
        return following[:1].isdigit() and bool(_UNSPOKEN.search(end))
    return rule(_Stop(before, following, whole, glued, _begins_anew(following)))


def _spaced(before: str, following: str) -> bool | None:
    """The answer for initials, acronyms and abbreviations of several letters; None where there are none."""
    if _LETTERS.search(before) or _KYRGYZ_YEAR.search(before):
        return True
    if _ACRONYM.search(before):
        return not _starts(following)
    if _INITIAL.search(before):
        # «А. К. Сыдыков», "J. Smith": an initial before a name. «Асанов А. К. Он …»: after it.
        return following[:1] == "(" or (following[:1].isupper() and (len(before) == 1 or not _starts(following)))
    return None


def _after_a_number(stop: _Stop) -> bool:
    if stop.before[-2:-1] == "/":
        # «25 м/с», «500 сом/ч»
        return not stop.anew
    if not _NUMBERED.search(stop.before):
        return stop.following[:1].isupper() or stop.following[:1].isdigit() or not stop.anew
    if _ACT_NEXT.match(stop.following):
        return True
    if _NO_YEAR.search(stop.before) or _ISSUE_NEXT.match(stop.following):
        return stop.following[:1].isupper() or not stop.anew
    return not stop.anew or (stop.whole and bool(_DATE_ALONE.fullmatch(stop.before) or _lacks_verb(stop.before)))


def _unit(stop: _Stop) -> bool:
    return stop.following[:1].isdigit() or bool(_ACRONYM_NEXT.match(stop.following)) or not stop.anew


def _before_a_number(stop: _Stop) -> bool:
    if _ROMAN_NEXT.match(stop.following) or not stop.anew:
        return True
    title = _ABBREVIATION_NEXT.match(stop.following)
    return title is not None and title.group(1).lower() in _NEVER - _TELEPHONES


def _maker(stop: _Stop) -> bool:
    return not stop.anew or bool(_INITIAL_NEXT.match(stop.following))


def _language(stop: _Stop) -> bool:
    return not stop.anew or stop.following[:1].isascii() or bool(_IN_BRACKETS.search(stop.before))


def _province(stop: _Stop) -> bool:
    if not stop.following[:1].isupper() or _starts(stop.following):
        return not stop.anew
    return bool(_PROVINCE_NEXT.match(stop.following)) or not _RUSSIAN_PROVINCE.search(stop.before)


def _company(stop: _Stop) -> bool:
    return bool(_ACRONYM_NEXT.match(stop.following)) or not stop.anew


def _time(stop: _Stop) -> bool:
    return _company(stop) or _first_word(stop.following) in _DAYS


_RULES: dict[str, Callable[[_Stop], bool]] = {
    **dict.fromkeys(_NEVER, lambda _: True),
    **dict.fromkeys(_NEVER_OR_WORDS, lambda stop: not _starts(stop.following)),
    **dict.fromkeys(_LANGUAGES, _language),
    **dict.fromkeys(_MAYBE, lambda stop: stop.glued or not stop.anew),
    **dict.fromkeys(_MONTHS, lambda stop: not stop.anew),
    **dict.fromkeys(_AFTER_A_NUMBER, _after_a_number),
    **dict.fromkeys(_UNITS, _unit),
    **dict.fromkeys(_BEFORE_NUMBERS, _before_a_number),
    **dict.fromkeys(_PROVINCES, _province),
    **dict.fromkeys(_COMPANIES, _company),
    **dict.fromkeys(_TIMES, _time),
    **dict.fromkeys(_MAKERS, _maker),
    # «пр. Чуй» is an avenue; «и пр. Решение …» is told before.
    "пр": lambda stop: not _starts(stop.following),
}


def _begins_anew(following: str) -> bool:
    return following[:1].isupper() or following[:1] in "«„“\"'‘•"


def _first_word(following: str) -> str:
    found = _FIRST_WORD.match(following)
    return found.group().lower() if found else ""


def _starts(following: str) -> bool:
    return _first_word(following) in _STARTERS


def _lacks_verb(before: str) -> bool:
    """Whether a sentence that ends here would say nothing: «Согласно закону от 5 мая 2019 г.»."""
    if not _PREPOSITION_FIRST.match(before):
        return False
    return all(found.group() in _NO_VERB for found in _VERB.finditer(before.lower()))
