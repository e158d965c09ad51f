"""The console's words in Russian, Kyrgyz and English."""

from collections.abc import Mapping

LANGUAGES = ("ru", "ky", "en")

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "today": "Сегодня", "articles": "Что пришло", "deliveries": "Что ушло и что ждёт", "accounts": "Аккаунты",
        "sources": "Источники", "wrong": "Что не так", "nothing_wrong": "Всё работает.", "empty": "Пока ничего нет.",
        "article": "Статья", "account": "Аккаунт", "state": "Состояние", "when": "Когда", "reason": "Причина",
        "ready": "готов", "frozen": "Заморожено", "language": "Язык", "source": "Источник", "last": "Последний визит",
        "draft": "черновик", "scheduled": "в очереди", "publishing": "отправляется", "published": "опубликовано",
        "unconfirmed": "проверяется", "held": "остановлено", "rejected": "отклонено", "cancelled": "отменено",
        "retracted": "снято", "open": "открыть", "undelivered": "Оповещение не доставлено",
        "proposals": "Что предлагается", "answer": "Ответ", "ask_retract": "Снять с публикации?", "ask_edit": "Исправить текст?", "ask_by_hand": "Посмотрите сами", "waits": "ждёт до", "spent": "за месяц", "left": "осталось",
    },
    "ky": {
        "today": "Бүгүн", "articles": "Эмне келди", "deliveries": "Эмне кетти жана эмне күтүүдө", "accounts": "Аккаунттар",
        "sources": "Булактар", "wrong": "Эмне туура эмес", "nothing_wrong": "Баары иштеп жатат.", "empty": "Азырынча эч нерсе жок.",
        "article": "Макала", "account": "Аккаунт", "state": "Абалы", "when": "Качан", "reason": "Себеби",
        "ready": "даяр", "frozen": "Токтотулган", "language": "Тил", "source": "Булак", "last": "Акыркы кирүү",
        "draft": "долбоор", "scheduled": "кезекте", "publishing": "жөнөтүлүүдө", "published": "жарыяланды",
        "unconfirmed": "текшерилүүдө", "held": "токтотулду", "rejected": "четке кагылды", "cancelled": "жокко чыгарылды",
        "retracted": "алынды", "open": "ачуу", "undelivered": "Кулактандыруу жеткен жок",
        "proposals": "Эмне сунушталат", "answer": "Жооп", "ask_retract": "Жарыядан алып салабызбы?", "ask_edit": "Текстти оңдойбузбу?", "ask_by_hand": "Өзүңүз карап көрүңүз", "waits": "күтүүдө", "spent": "бул айда", "left": "калды",
    },
    "en": {
        "today": "Today", "articles": "What came", "deliveries": "What went, what waits", "accounts": "Accounts",
        "sources": "Sources", "wrong": "What is wrong", "nothing_wrong": "Everything works.", "empty": "Nothing here yet.",
        "article": "Article", "account": "Account", "state": "State", "when": "When", "reason": "Reason",
        "ready": "ready", "frozen": "Frozen", "language": "Language", "source": "Source", "last": "Last visit",
        "draft": "draft", "scheduled": "scheduled", "publishing": "sending", "published": "published",
        "unconfirmed": "being checked", "held": "held", "rejected": "rejected", "cancelled": "cancelled",
        "retracted": "retracted", "open": "open", "undelivered": "Alert not delivered",
        "proposals": "What is proposed", "answer": "Answer", "ask_retract": "Take it down?", "ask_edit": "Change its text?", "ask_by_hand": "Look at it yourself", "waits": "waits until", "spent": "this month", "left": "left",
    },
}  # fmt: skip
