"""Languages of headlines and of texts, and what templates say of them."""

from __future__ import annotations

import time

import pytest

from bot.sources.language import detect

#: Whole texts: a lead or more.
TEXTS = {
    "ky": (
        "Тышкы иштер министри расмий сапар менен Астана шаарына барды. Ал жакта министр казак кесиптештери менен жолугушат.",
        "Президент Садыр Жапаров бардык айыл тургундарын майрам менен куттуктады. Салтанатка миллиондон ашык адам катышты.",
        "Бишкек шаардык мэриясы жолдорду оңдоо иштерин баштады. Иштер ноябрь айына чейин созулат.",
        "Билим берүү жана илим министрлиги мектеп окуучулары арасында олимпиада өткөрөт.",
        "Жогорку Кенештин депутаттары бюджетти карап чыгышты. Депутат Асанов буга каршы экенин айтты.",
        "Кыргыз Республикасынын Тышкы иштер министрлиги Казакстандагы элчиликтин иши тууралуу маалымат таратты",
        "Улуттук банк доллардын курсун чыгарды. Бир доллар 87 сомду түздү.",
        "Ош шаарында кар калың жаады, жол кызматтары иштеп жатат.",
        "Милиция кызматкерлери кылмышкерди кармашты. Тергоо иштери башталды.",
        "Бугун Бишкекте эл аралык форум ачылды. Форумга он беш мамлекеттен адистер келишти.",
        "Премьер-министр райондорго барып, айыл чарба кызматкерлери менен жолугушту.",
        "Аба ырайы: эртең республиканын бардык аймактарында жаан-чачын болот",
    ),
    "ru": (
        "Министр иностранных дел провёл переговоры с делегацией Казахстана. Стороны обсудили торговлю.",
        "Кыргызстан и Узбекистан подписали соглашение о границе, сообщает пресс-служба президента.",
        "В Бишкеке открылась выставка художника Асанбекова. Посетители увидят 40 картин.",
        "Жогорку Кенеш принял законопроект в третьем чтении. За него проголосовали 75 депутатов.",
        "Садыр Жапаров встретился с Касым-Жомартом Токаевым в Астане.",
        "Курс доллара вырос до 87 сомов. Нацбанк провёл интервенцию.",
        "Мэрия Оша отремонтирует 12 улиц. Работы завершат к ноябрю.",
        "Акылбек Жапаров, Эдиль Байсалов и Бакыт Торобаев посетили Нарынскую область.",
        "Рейс Бишкек — Москва задержан на пять часов",
        "Погода на выходные: дожди, местами град, ветер до 20 метров в секунду",
    ),
    "kk": (
        "Қазақстан Президенті Қасым-Жомарт Тоқаев үкімет отырысын өткізді.",
        "Сыртқы істер министрі ресми сапармен Бішкекке барды, деп хабарлайды баспасөз қызметі.",
        "Астанада халықаралық көрме ашылды. Оған 20 елден мамандар келді.",
        "Алматыда жаңа мектеп салынды, онда мың бала оқиды.",
    ),
    "tg": (
        "Президенти Ҷумҳурии Тоҷикистон бо сафири Қирғизистон мулоқот кард.",
        "Вазири корҳои хориҷӣ дар Душанбе бо ҳамтои худ вохӯрд.",
        "Дар шаҳри Душанбе намоишгоҳи нав кушода шуд, ки дар он сад нафар иштирок кард.",
    ),
    "uk": (
        "Міністр закордонних справ провів переговори з делегацією Польщі.",
        "У Києві відкрили нову станцію метро, повідомляє міська адміністрація.",
        "Верховна Рада ухвалила закон про бюджет на наступний рік.",
    ),
    "uz": (
        "Oʻzbekiston Prezidenti Qirgʻiziston tashqi ishlar vazirini qabul qildi.",
        "Toshkentda yangi ko'prik ochildi, uning uzunligi 300 metr.",
        "Ўзбекистон Президенти Қирғизистон ташқи ишлар вазирини қабул қилди.",
        "Тошкентда янги кўприк очилди, унинг узунлиги уч юз метр бўлди ва у икки туманни боғлайди.",
    ),
    "en": (
        "The minister of foreign affairs met the delegation of Kazakhstan in Bishkek.",
        "Kyrgyzstan signs border agreement with Uzbekistan",
        "President Sadyr Japarov visits Naryn, opens new school",
    ),
    "tr": ("Dışişleri bakanı Bişkek'te heyetle bir araya geldi ve basına konuştu.",),
    "de": ("Der Außenminister hat in Bischkek mit der Delegation gesprochen.",),
    "be": ("Міністр замежных спраў правёў перамовы з дэлегацыяй Польшчы ў Мінску.",),
    "zh": ("外交部长在比什凯克会见了代表团。",),
    "fa": ("وزیر امور خارجه با هیئت قرقیزستان دیدار کرد.",),
    "ar": ("التقى وزير الخارجية بالوفد في بيشكيك.",),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [(text, code) for code, texts in TEXTS.items() for text in texts])
@pytest.mark.parametrize("declared", [None, "ru", "en", "right"])
def test_the_text_speaks(text: str, code: str, declared: str | None) -> None:
    """Whatever the template says: it is left from another page often enough."""
    assert detect(text, declared=code if declared == "right" else declared).code == code


#: A few words: the page's own word and its address count where the text says little.
@pytest.mark.parametrize(
    ("text", "declared", "url", "code"),
    [
        ("", "ky", None, "ky"),
        ("12345", None, "https://e.kg/ky/news/1", "ky"),
        ("12345", None, "https://e.kg/kg/news/1", "ky"),
        ("12345", None, "https://ky.e.kg/news/1", "ky"),
        ("12345", None, "https://e.kg/news/1?lang=ky", "ky"),
        ("12345", None, "https://e.kg/index.php?lang=kg&id=5", "ky"),
        ("12345", None, "https://e.kg/news/1", None),
        ("12345", "ru", "https://e.kg/ky/news/1", "ru"),
        ("COVID-19", None, "https://e.kg/en/news/1", "en"),
        ("Форум", "ru", None, "ru"),
        ("Форум", "ky", None, "ky"),
        ("Форум", None, "https://e.kg/ky/news/1", "ky"),
        ("Конституция", "ky-KG", None, "ky"),
        ("Президент", "kg", None, "ky"),
        ("Министр Кулубаев", "ru-RU", None, "ru"),
        ("Forum", "en", None, "en"),
        ("Bishkek", None, "https://e.kg/en/1", "en"),
    ],
)
def test_few_words(text: str, declared: str | None, url: str | None, code: str | None) -> None:
    assert detect(text, declared=declared, url=url).code == code


def test_a_quotation_does_not_turn_a_text() -> None:
    russian = "Министр выступил на открытии выставки и поблагодарил всех участников. " * 3
    kyrgyz = "Министр көргөзмөнүн ачылышында сүйлөп, бардык катышуучуларга ыраазычылык билдирди. " * 3
    assert detect(f"{russian} «Бардыгыңыздарга чоң рахмат», — сказал он.").code == "ru"
    assert detect(f"{kyrgyz} «Большое спасибо всем», — деди ал.").code == "ky"
    assert detect(f"{russian} The World Bank Group and the Asian Development Bank").code == "ru"


def test_disagreement_is_noted() -> None:
    text = TEXTS["ky"][0]
    assert detect(text, declared="ky").notes == ()
    assert detect(text, declared="ru").notes
    assert detect(text, declared="ky", url="https://e.kg/ru/news/1").notes
    assert detect(text, url="https://e.kg/ru/news/1").notes
    assert detect(text, declared="ky", url="https://e.kg/kg/news/1").notes == ()


@pytest.mark.parametrize("piece", ["а", "ө ", "a'", "жана ", "1", "中"])
def test_hostile_texts_end_in_time(piece: str) -> None:
    began = time.monotonic()
    detect(piece * 200_000, declared=piece * 10_000, url="https://e.org/" + piece * 10_000)
    assert time.monotonic() - began < 1
