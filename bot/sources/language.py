"""The language of a text: by its letters and function words, the page's own word as a hint.

Models cost 60–100 MB or miss Kyrgyz; letters and function words tell newsroom languages apart in microseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʻʼ`", "'"))
_SAMPLE = 6000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: The commonest function words of each language, lower case.
_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "ru": _words("и в не на с что по к из у за от о это как для был его а но также было при том об или году со "
                 "которые является были уже бы чтобы после так все же их между"),
    "ky": _words("жана менен үчүн болуп бул эле да де же өз анын бир боюнча деп тууралуу жылы катары аркылуу "
                 "кийин ал эмес бар жок эми дагы ошол алар биз ушул болгон кыргыз ар турган келген каршы чейин "
                 "бардык өткөн жаңы жылдын эл аралык болду болот жатат айтты деди билдирди катышты тарабынан ичинде анда мындай ага бери"),
    "kk": _words("және мен үшін бұл бойынша деп бір туралы жылы қазақстан болды емес керек осы өз оның кейін "
                 "арқылы бар қатысты еді дейін барлық сондай ретінде болып"),
    "uk": _words("і в не на що з до та у за від як це про для є його але після також було або які під час "
                 "між щодо року буде був цей"),
    "be": _words("і ў не на з што да па у за як гэта для ад яго але пра быў таксама будзе калі ці"),
    "tg": _words("ва дар аз ба ки бо барои ин аст буд низ шуд ҷумҳурии тоҷикистон оид ҳам бояд"),
    "bg": _words("и на за от да се в с по е че не са при като но до след това със които има беше"),
    "sr": _words("и је у да на се за су од са који као то не ће бити због није али до"),
    "en": _words("the of and to in a is that for on with as was by at from it be this are an has were which or "
                 "his have not will its their been new after over says said more"),
    "de": _words("der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
                 "werden aus er hat dass sie nach wird bei"),
    "fr": _words("de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont "
                 "avec son aux"),
    "es": _words("de la que el en y a los del se las por un para con no una su al lo como más o pero sus le ha "
                 "fue este"),
    "it": _words("di e il la che in a per un è del della con non una le dei si da al i alla sono come ha nel gli"),
    "pt": _words("de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao"),
    "tr": _words("ve bir bu için ile de da olarak daha olan gibi çok en sonra kadar ancak olduğu ise ne var oldu "
                 "her yeni dedi"),
    "az": _words("və bu bir üçün ilə də da olan kimi ki daha sonra onun azərbaycan olaraq edib görə ən"),
    "uz": _words("va bu bilan uchun ham bir deb bo'yicha o'z bo'lib edi haqida yil qilish kerak tomonidan bo'lgan esa "
                 "ва билан учун ҳам бир деб бўйича ўз бўлиб эди ҳақида йил қилиш керак томонидан бўлган эса бу унинг"),
    "pl": _words("i w na z do nie że się o to jest po jak od za przez ale dla oraz był są roku tym"),
    "nl": _words("de het een van en in is dat op te voor met zijn niet aan er om ook als bij door naar"),
    "sv": _words("och i att det som en på är av för med till den har de inte om ett han var från"),
    "no": _words("og i å det som en på er av for med til den har de ikke om et han var fra"),
    "da": _words("og i at det som en på er af for med til den har de ikke om et han var fra"),
    "fi": _words("ja on ei se että oli hän mutta ovat myös kun tai mukaan joka sen ole vuoden"),
    "cs": _words("a v na se je že to s z do o pro za by ale jako po podle který jsou byl"),
    "ro": _words("și de a în la cu pe din că pentru este un o care nu au fost mai sau al"),
    "hu": _words("a az és hogy nem is egy ez van volt meg csak már el de mint szerint"),
    "id": _words("yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena oleh"),
    "vi": _words("và của là có không được cho các trong với người một những khi đã này"),
    "el": _words("και το της να του η με για που τα στο την από των είναι ότι στην θα"),
    "lt": _words("ir kad į su yra iš ne tai bei kaip buvo apie dėl bet už"),
    "lv": _words("un ir ka ar no par uz tas bet kas gan arī kā lai"),
    "et": _words("ja on et ei see oli ka kui mis aga oma ta ning või"),
    "ca": _words("de la i a el que en per les del amb un una els al no és ha més"),
    "zu": _words("ukuthi futhi kanye uma noma kodwa ngoba abantu"),
}  # fmt: skip

#: Letters that only these languages of a script have: a strong sign.
_LETTERS: tuple[tuple[str, Mapping[str, float]], ...] = (
    ("ң", {"ky": 2.0, "kk": 0.7}),
    ("ө", {"ky": 2.0, "kk": 1.0}),
    ("ү", {"ky": 2.0, "kk": 1.0}),
    ("әұһ", {"kk": 3.0, "ky": -3.0, "uz": -3.0, "tg": -3.0}),
    ("қғ", {"kk": 2.0, "uz": 2.0, "tg": 1.5, "ky": -3.0}),
    ("ҳ", {"uz": 2.0, "tg": 2.0, "kk": -3.0}),
    ("і", {"kk": 0.8, "uk": 1.0, "be": 0.8, "ky": -3.0, "ru": -1.0, "uz": -3.0, "tg": -3.0}),
    ("їєґ", {"uk": 2.0}),
    ("ў", {"be": 2.0, "uz": 2.0, "kk": -3.0}),
    ("ҷӣӯ", {"tg": 3.0, "uz": -3.0}),
    ("ђјљњћџ", {"sr": 3.0}),
    ("ыэё", {"ru": 0.3, "ky": 0.3, "kk": 0.2, "be": 0.2, "uk": -3.0, "bg": -3.0, "sr": -3.0}),
    ("ыщ", {"uz": -2.0, "tg": -2.0}),
    ("ъ", {"bg": 1.0}),
    ("ßäöü", {"de": 0.6}),
    ("ğış", {"tr": 1.0, "az": 0.6}),
    ("ə", {"az": 3.0}),
    ("ñ", {"es": 1.0}),
    ("ãõ", {"pt": 1.5}),
    ("ąęłżźś", {"pl": 1.5}),
    ("ěřů", {"cs": 2.0}),
    ("ășț", {"ro": 1.5}),
    ("őű", {"hu": 2.0}),
    ("å", {"sv": 0.5, "no": 0.5, "da": 0.5}),
    ("æø", {"no": 0.8, "da": 0.9}),
    ("ạảấầẩậắằặẹẻếềểệ", {"vi": 1.0}),
)
#: Letter → its rows of the table above.
_LETTER_ROWS: Mapping[str, tuple[int, ...]] = {
    letter: tuple(row for row, (letters, _) in enumerate(_LETTERS) if letter in letters)
    for letter in "".join(letters for letters, _ in _LETTERS)
}
#: Function word → the languages that have it.
_SPEAKERS: Mapping[str, tuple[str, ...]] = {
    word: tuple(code for code, known in _FUNCTION_WORDS.items() if word in known)
    for word in frozenset().union(*_FUNCTION_WORDS.values())
}
_OWN_SCRIPT = re.compile(r"[\u0530-\u08ff\u0900-\u11ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SCRIPTS = (
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0620-\u064a]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("hy", re.compile(r"[\u0561-\u0587]")),
    ("ka", re.compile(r"[\u10d0-\u10ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("th", re.compile(r"[\u0e01-\u0e4e]")),
)
_ALIASES = {"kg": "ky", "kz": "kk", "ua": "uk", "nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr"}


@dataclass(frozen=True, slots=True)
class Language:
    """What was found."""

    #: Lower-case ISO 639-1; None when it cannot be told.
    code: str | None
    #: Disagreements, in plain words.
    notes: tuple[str, ...] = ()


def detect(text: str, *, declared: str | None = None, url: str | None = None) -> Language:
    """The language of a text. `declared`: the page's own word; the text wins over it when it speaks clearly."""
    said, hinted = normal_code(declared), _in_url(url)
    told, scores, script = _by_text(text[:_SAMPLE])
    fitting = [code for code in (said, hinted) if code and _is_written_in(code, script)]
    if told is None or scores.get(told, 0.0) < _FAINT:
        # A few words say nothing: the page's own word stands, then its address.
        code = next(iter(fitting), told)
        return Language(code, _disagreement(code, said, hinted if told else None))
    # Of a language without words of its own here only a text that is plainly another's is doubted.
    enough = 1.3 * scores.get(said or "", 0.0) + 0.15 if said in _FUNCTION_WORDS else _PLAIN
    if told != said and said in fitting and scores[told] < enough:
        told = said
    return Language(told, _disagreement(told, said, hinted))


#: Scores below this are chance.
_FAINT = 0.25
#: A text in a language has about a third of its words among the commonest: 3.0 and more.
_PLAIN = 2.2


def _disagreement(code: str | None, said: str | None, hinted: str | None) -> tuple[str, ...]:
    if code is None:
        return ()
    notes = []
    if said and said != code:
        notes.append(f"the page says {said}, its text is {code}")
    if hinted and hinted not in {code, said}:
        notes.append(f"the address says {hinted}, its text is {code}")
    return tuple(notes)


def _is_written_in(code: str, script: str | None) -> bool:
    """Whether a language may be written so; unknown languages fit any script but their own."""
    if script is None or code in _BOTH:
        return True
    if code in _OWN_SCRIPTS or code not in _FUNCTION_WORDS:
        return code not in _OWN_SCRIPTS
    return (code in _CYRILLIC) == (script == "cyrillic")


def normal_code(declared: str | None) -> str | None:
    """ "ru-RU", "ru_KG", "KG" → lower-case ISO 639-1; None for what is no language code."""
    found = re.match(r"\s*([a-zA-Z]{2,3})(?:[-_].*)?\s*$", declared or "")
    if not found:
        return None
    code = found.group(1).lower()
    three = {"rus": "ru", "kir": "ky", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "kaz": "kk"}
    return _ALIASES.get(code, three.get(code, code))


def _in_url(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url[:2000])
    labels = [*(parts.hostname or "").split(".")[:1], *parts.path.lower().split("/")[1:3]]
    labels += [value.lower()[:2] for key, value in parse_qsl(parts.query) if key.lower() in _LANGUAGE_KEYS]
    known = (set(_FUNCTION_WORDS) | _OWN_SCRIPTS) - _WORDS_OF_ADDRESSES
    return next((_ALIASES.get(label, label) for label in labels if _ALIASES.get(label, label) in known), None)


_LANGUAGE_KEYS = frozenset({"lang", "language", "locale", "hl", "set_lang"})
#: Codes that stand in addresses for something else: "/id/5", "/no/12".
_WORDS_OF_ADDRESSES = frozenset({"id", "no", "it", "be"})


def _by_text(text: str) -> tuple[str | None, Mapping[str, float], str | None]:
    """The likeliest language, every language's score, and the script: "cyrillic", "latin", "own", None without words."""
    for code, share in _scripts(text):
        if share > 0.25:
            told = _arabic(text) if code == "ar" else code
            return told, {told: 9.0}, "own"
    words = [word.lower() for word in _WORD.findall(text.translate(_APOSTROPHES))]
    if not words:
        return None, {}, None
    scores, script = _scores(words)
    best = max(scores, key=lambda code: scores[code])
    return (best if scores[best] > 0 else None), scores, script


def _arabic(text: str) -> str:
    """Persian and Urdu have letters of their own."""
    if re.search("[ٹڈڑے]", text):
        return "ur"
    return "fa" if len(re.findall("[پچژگکی]", text)) > 0.02 * len(text) else "ar"


def _scripts(text: str) -> Iterator[tuple[str, float]]:
    """Each script of one language or nearly one, with its share of the letters; Chinese after Japanese."""
    if _OWN_SCRIPT.search(text):
        letters = max(sum(sign.isalpha() for sign in text), 1)
        for code, script in (*_SCRIPTS[1:], _SCRIPTS[0]):
            yield code, len(script.findall(text)) / letters


def _scores(words: list[str]) -> tuple[dict[str, float], str]:
    counts = Counter(words)
    total = len(words)
    scores: dict[str, float] = dict.fromkeys(_FUNCTION_WORDS, 0.0)
    tells: Counter[int] = Counter()
    for word, count in counts.items():
        for code in _SPEAKERS.get(word, ()):
            scores[code] += 10 * count / total
        for row in {row for letter in word if letter in _LETTER_ROWS for row in _LETTER_ROWS[letter]}:
            tells[row] += count
    for row, count in tells.items():
        for code, weight in _LETTERS[row][1].items():
            scores[code] += weight * min(4 * count / total, 1.5)
    is_cyrillic = sum(count for word, count in counts.items() if "а" <= word[0] <= "ӿ") > 0.5 * total
    for code in scores:
        if code not in _BOTH and (code in _CYRILLIC) != is_cyrillic:
            scores[code] = 0.0
    if is_cyrillic:
        _weigh_cyrillic(scores, counts, total)
    else:
        scores["uz"] += 4 * sum(count for word, count in counts.items() if "o'" in word or "g'" in word) / total
        if scores["uz"] > 0:
            scores["uz"] += _ending(counts, total, _UZBEK_END)
    return scores, "cyrillic" if is_cyrillic else "latin"


_CYRILLIC = frozenset({"ru", "ky", "kk", "uk", "be", "tg", "bg", "sr"})
#: Written in both scripts.
_BOTH = frozenset({"uz"})
_OWN_SCRIPTS = frozenset({"fa", "ur", *(code for code, _ in _SCRIPTS)})
_KYRGYZ_END = re.compile(
    r"(?:нын|нин|дын|дин|тын|тин|лар|лер|дор|дөр|лары|лери|тары|тери|дары|дери|ган|ген|гон|гөн|кан|кен|дагы|деги|сында|синде|ында|инде|унда|"
    r"луу|лүү|оо|уу|үү|ууда|иши|лык|дык|тык|лыгы|лиги|дыгы|лугу|лды|лди|рды|рди|шты|шти|йды|йди|тты|тти|кты|кти|ылат|илет|ышат|ишет|"
    r"ттен|ттан|рдан|рден|ктен|ктан|ып|еп|теги|тагы|чылар|чысы)$"
)
#: Russian never writes so, but for names.
_NOT_RUSSIAN = re.compile(r"[жшчщкгх]ы|уу|ээ|оо$|ңк")
_NAMES = re.compile(r"^(?:кыргыз|киргиз|кызыл|иссык|ысык|бакы|вакуум|шымкент)")
_UZBEK_END = re.compile(r"(?:ning|lari|lar|gan|moqda|ildi|ingan|idan|ishi|ligi|chi|dagi|larni|larga)$")
_OWN_LETTER = {"uk": frozenset("іїєґ"), "be": frozenset("іў"), "sr": frozenset("ђјљњћџ")}


def _weigh_cyrillic(scores: dict[str, float], counts: Counter[str], total: int) -> None:
    """Languages that share most words and letters, told by what they never write."""
    scores["ru"] += 0.05
    scores["ky"] += _ending(counts, total, _KYRGYZ_END)
    odd = sum(count for word, count in counts.items() if _NOT_RUSSIAN.search(word) and not _NAMES.search(word))
    if odd > 0.05 * total:
        scores["ky"] += 3 * odd / total
        scores["ru"] = max(0.0, scores["ru"] - 3 * odd / total)
    letters = set().union(*counts)
    for code, own in _OWN_LETTER.items():
        if not letters & own:
            scores[code] *= 0.3


def _ending(counts: Counter[str], total: int, ends: re.Pattern[str]) -> float:
    """Headlines may have none of their language's own letters and words: its endings tell."""
    share = sum(count for word, count in counts.items() if len(word) > 4 and ends.search(word)) / total
    return share * 4 if share > 0.15 else 0.0
