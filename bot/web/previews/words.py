"""The preview's words in Russian, Kyrgyz and English."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("ru", "ky", "en")

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "preview": "Предпросмотр", "article": "Статья, как она прочитана", "posts": "Публикации",
        "nothing_sent": "Ничего не отправлено.", "no_date": "без даты", "no_language": "язык не определён",
        "no_views": "без счётчика просмотров", "views": "просмотров", "lead": "Лид", "text": "Весь текст",
        "pictures": "Иллюстрации", "no_pictures": "Иллюстраций нет.", "no_text": "Текста на странице нет.",
        "see_more": "ещё", "length": "Длина", "of": "из", "notes": "Замечания",
        "not_fetched": "изображение не загружалось",
        "no_posts": "Ни один аккаунт эту статью не публикует.", "refused": "Публикации не будет",
        "photo_post": "с фото", "link_post": "со ссылкой", "text_post": "текст",
        "no_caption": "без подписи", "picture": "Изображение",
    },
    "ky": {
        "preview": "Алдын ала көрүү", "article": "Макала кандай окулду", "posts": "Жарыялоолор",
        "nothing_sent": "Эч нерсе жөнөтүлгөн жок.", "no_date": "датасы жок", "no_language": "тили аныкталган жок",
        "no_views": "көрүүлөрдүн эсептегичи жок", "views": "көрүү", "lead": "Лид", "text": "Толук текст",
        "pictures": "Сүрөттөр", "no_pictures": "Сүрөт жок.", "no_text": "Баракта текст жок.",
        "see_more": "дагы", "length": "Узундугу", "of": "/", "notes": "Эскертүүлөр",
        "not_fetched": "сүрөт жүктөлгөн жок",
        "no_posts": "Бул макаланы бир да аккаунт жарыялабайт.", "refused": "Жарыяланбайт",
        "photo_post": "сүрөт менен", "link_post": "шилтеме менен", "text_post": "текст",
        "no_caption": "жазуусу жок", "picture": "Сүрөт",
    },
    "en": {
        "preview": "Preview", "article": "The article as it was read", "posts": "Posts",
        "nothing_sent": "Nothing was sent.", "no_date": "no date", "no_language": "language unknown",
        "no_views": "no view counter", "views": "views", "lead": "Lead", "text": "The whole text",
        "pictures": "Pictures", "no_pictures": "No pictures.", "no_text": "The page has no text.",
        "see_more": "see more", "length": "Length", "of": "of", "notes": "Notes", "not_fetched": "picture not fetched",
        "no_posts": "No account posts this article.", "refused": "No post",
        "photo_post": "with photo", "link_post": "with link", "text_post": "text",
        "no_caption": "no caption", "picture": "Picture",
    },
}  # fmt: skip

_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_KY = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
_EN = "January February March April May June July August September October November December"
#: As they stand in a date.
MONTHS: Mapping[str, tuple[str, ...]] = {
    "ru": tuple(_RU.split()),
    "ky": tuple(_KY.split()),
    "en": tuple(_EN.split()),
}
