"""What the made pages are about: six invented articles, and the furniture that surrounds them in each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """An article's parts; a layout shows some of them."""

    language: str
    title: str
    dateline: str
    #: The first is the lead.
    paragraphs: tuple[str, ...]
    subheading: str
    quotation: str
    points: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    captions: tuple[str, ...]
    signature: str
    contact: str

    @property
    def lead(self) -> str:
        """The first real sentence, without the dateline."""
        return self.paragraphs[0]


@dataclass(frozen=True)
class Furniture:
    """What stands on every page of the language and is no article's text."""

    site: str
    menu: tuple[str, ...]
    share: str
    read_also: str
    others: tuple[str, ...]
    teasers: tuple[str, ...]
    comments: str
    comment: str
    print_label: str
    back: str
    newsletter: str
    cookies: str
    tags_label: str
    tags: tuple[str, ...]
    biography: str
    views: str
    channel: str
    date: str
    advert: str
    photo: str


STORIES = (
    Story(
        "ru",
        "В Оше открыли новый мост через реку Ак-Буура",
        "Ош, 3 сентября /Пресс-центр/.",
        (
            "В южной столице открыли автомобильный мост через реку Ак-Буура, который строили два года и четыре месяца.",
            "На церемонию пришли около 300 жителей. Мэр города А. Бекболотов поблагодарил строителей и пообещал, что следующей весной отремонтируют ещё 12 улиц.",
            "Длина моста — 148 метров, ширина — 21 метр. По расчётам инженеров, он выдержит землетрясение силой до 9 баллов.",
            "Стоимость работ составила 412,6 млн сомов. Из них 70 % выделил республиканский бюджет, остальное — город.",
            "Ранее жители микрорайона добирались до центра в объезд, и дорога занимала до 40 минут.",
            "Старый пешеходный мост разбирать не станут: его передадут музею под открытым небом.",
        ),
        "Что изменится для водителей",
        "Мы ждали этот мост двадцать лет. Теперь дети будут ходить в школу через реку, а не через весь город.",
        ("движение по ул. Курманжан Датки станет двусторонним", "автобус № 7 пойдёт по новому маршруту", "грузовикам въезд запрещён с 7:00 до 21:00"),
        (("Показатель", "Значение"), ("Полосы движения", "4"), ("Опоры", "6"), ("Срок службы, лет", "80")),
        ("Мост через Ак-Бууру в день открытия", "Первые автомобили на мосту", "Жители на церемонии"),
        "Айбек Токтосунов",
        "Пресс-служба мэрии города Ош, тел.: 0 (3222) 5-55-55",
    ),
    Story(
        "ru",
        "Посольство рассказало о порядке получения паспортов за рубежом",
        "Бишкек, 14 февраля 2024 года (Вести).",
        (
            "Граждане, живущие за рубежом, с 1 марта смогут подать заявление на паспорт в любом посольстве, а не только по месту учёта.",
            "Об этом сообщил заместитель министра Т. Осмонов на встрече с представителями диаспоры. По его словам, очереди сократятся вдвое.",
            "Заявление рассматривают до 30 рабочих дней, а срочное — до 10. Сбор за срочность не изменится и составит 2 500 сомов.",
            "Консульские отделы откроют запись через портал. Тем, у кого нет доступа в интернет, помогут по телефону горячей линии.",
            "«Документ должен быть доступен каждому, где бы он ни жил», — подчеркнул замминистра.",
            "Напомним, в прошлом году за рубежом выдали 61 240 паспортов, на 8 тысяч больше, чем годом ранее.",
        ),
        "Какие документы понадобятся",
        "Люди не должны брать отпуск и ехать за тысячу километров ради одной подписи.",
        ("действующий или просроченный паспорт", "свидетельство о рождении для детей до 16 лет", "квитанция об оплате сбора"),
        (("Страна", "Выдано"), ("Казахстан", "9 310"), ("Турция", "7 045"), ("Германия", "1 122")),
        ("Заместитель министра на встрече с диаспорой", "Очередь в консульском отделе", "Новый бланк паспорта"),
        "Назгуль Абдыразакова",
        "Пресс-служба МИД, тел.: +996 (312) 62-05-45",
    ),
    Story(
        "ky",
        "Нарында айыл чарба жарманкеси ачылды",
        "Нарын, 21-октябрь /Кабар кызматы/.",
        (
            "Нарын шаарында жыл сайын өтүүчү айыл чарба жарманкеси ачылып, ага беш райондон 180ден ашык дыйкан катышты.",
            "Жарманкеде эт, сүт, картошка жана кийиз буюмдар сатылып жатат. Уюштуруучулардын айтымында, баалар базардагыдан 15 % арзан.",
            "Облустун башчысы Э. Жумабаев дыйкандарга үрөн жана күйүүчү май боюнча жеңилдиктер сакталарын билдирди.",
            "Өткөн жылы жарманкеде 24 млн сомдун товары сатылган. Быйыл бул көрсөткүч өсөт деп күтүлүүдө.",
            "Кол өнөрчүлөр үчүн өзүнчө катар бөлүнүп, келген коноктор кийиз жасоону үйрөнүп жатышат.",
            "Жарманке жекшемби күнүнө чейин уланат, кирүү акысыз.",
        ),
        "Дыйкандар эмне дейт",
        "Биз малды алыс базарга айдабай, өз шаарыбызда сатканга мүмкүнчүлүк алдык. Бул чоң жардам.",
        ("картошка — 28 сомдон", "уй эти — 560 сомдон", "кийиз өтүк — 900 сомдон"),
        (("Район", "Катышуучулар"), ("Ат-Башы", "52"), ("Кочкор", "47"), ("Жумгал", "38")),
        ("Жарманкенин ачылышы, Нарын шаары", "Кийиз буюмдардын катары", "Дыйкандар үрөн тандап жатышат"),
        "Гүлзат Мамытова",
        "Облустук администрациянын басма сөз кызматы, тел.: 0 (3522) 5-00-12",
    ),
    Story(
        "ky",
        "Бишкекте жаңы китепкана эшигин ачты",
        "Бишкек, 5-май (Маданият).",
        (
            "Борбордун чыгыш бөлүгүндө 60 миң китеби бар жаңы китепкана ачылды, аны күнүнө 500 окурман колдоно алат.",
            "Ачылышта маданият министринин орун басары С. Алиева балдар үчүн өзүнчө зал жасалганын белгиледи.",
            "Имараттын курулушу 2021-жылы башталган. Ага 96,4 млн сом жумшалып, анын теңин демөөрчүлөр берген.",
            "Китепканада үн китептер бөлүмү, окуу залы жана кичинекей театр бар. Шейшембиден жекшембиге чейин саат 9:00дөн 20:00гө чейин иштейт.",
            "«Китеп окуган бала келечегин өзү жазат», — деди министрдин орун басары.",
            "Эске салсак, акыркы беш жылда шаарда үч китепкана жабылган болчу.",
        ),
        "Кантип жазылса болот",
        "Мен бул жерге күн сайын келем. Үйдө тынч окууга шарт жок, бул жер болсо жарык жана тынч.",
        ("паспорт же окуучу билети", "эки сүрөт", "толтурулган арыз"),
        (("Бөлүм", "Китептер"), ("Балдар", "18 200"), ("Көркөм адабият", "25 400"), ("Илим", "16 400")),
        ("Жаңы китепкананын окуу залы", "Балдар бөлүмүндөгү сабак", "Үн китептер бөлүмү"),
        "Канат Сыдыков",
        "Маданият министрлигинин басма сөз кызматы, тел.: 0 (312) 66-12-12",
    ),
    Story(
        "en",
        "Mountain rescue service receives ten new vehicles",
        "BISHKEK, September 12 (News service) –",
        (
            "The mountain rescue service received ten off-road vehicles on Thursday, the first renewal of its fleet in eleven years.",
            "The keys were handed over by the deputy minister, M. Sadyrov. He said that crews in Karakol and Naryn would be the first to use them.",
            "Each vehicle carries a winch, a satellite telephone and stretchers for two people. Together they cost $1.4 million.",
            "Last winter rescuers were called out 312 times, mostly because of avalanches on the road to the southern regions.",
            "Drivers will be trained for three weeks before the snow closes the passes, according to the service.",
            "A second delivery, of six vehicles with heated cabins, is expected in the spring of next year.",
        ),
        "Where the vehicles will be stationed",
        "In the mountains an hour decides everything. With these cars we will be there in forty minutes.",
        ("three in Karakol, near the lake", "four in Naryn and At-Bashy", "three in reserve in the capital"),
        (("Region", "Calls"), ("Naryn", "128"), ("Issyk-Kul", "97"), ("Osh", "87")),
        ("The vehicles lined up in front of the ministry", "A driver tries the winch", "Rescuers during training"),
        "Jyldyz Omurova",
        "Press service of the ministry, phone: +996 (312) 32-11-00",
    ),
    Story(
        "en",
        "Parliament approves the law on rural schools",
        "BISHKEK, March 4 (Press) —",
        (
            "Parliament approved a law on Wednesday that raises the pay of teachers in remote villages by a third from next September.",
            "The bill passed its third reading with 78 votes in favour and four against. It now goes to the president for signature.",
            "About 9,400 teachers at 612 schools are covered. The finance ministry puts the cost at 1.9 billion som a year.",
            "Deputies also agreed that no school with more than 30 pupils may be closed without a vote of the village council.",
            "“A village without a school has no future,” said N. Imanova, who drafted the bill.",
            "Unions had asked for a rise of one half, and said that they would return to the question in the autumn.",
        ),
        "What teachers will receive",
        "My class has eleven children and one stove. A higher wage will not mend the roof, but it will keep me here.",
        ("a rise of 33 percent for villages above 2,000 metres", "a rise of 25 percent for other remote villages", "firewood or coal paid by the district"),
        (("Group", "Teachers"), ("Above 2,000 m", "3,100"), ("Remote valleys", "4,900"), ("Border villages", "1,400")),
        ("Deputies vote on the bill", "A school in the mountains", "The gallery during the debate"),
        "Marat Usenov",
        "Press office of parliament, phone: +996 (312) 61-16-04",
    ),
)  # fmt: skip

FURNITURE = {
    "ru": Furniture(
        "Вестник региона",
        ("Главная", "Политика", "Общество", "Экономика", "Спорт", "О нас", "Контакты"),
        "Поделиться: Facebook LinkedIn Twitter VK OK",
        "Читайте также",
        ("Курс валют на сегодня объявил Нацбанк", "Синоптики обещают снег в горах", "Школьники победили на олимпиаде в Астане", "Тарифы на воду изменятся с нового года"),
        ("Национальный банк установил официальные курсы на завтра. Доллар подорожал на семь тыйынов, а евро подешевел на двенадцать.", "В горах местами выпадет до двадцати сантиметров снега. Перевалы могут закрыть для легковых машин на всю ночь.", "Команда из пяти учеников привезла три золотые медали. Их наградят на следующей неделе в министерстве образования."),
        "Комментарии (2)",
        "Давно пора было это сделать, молодцы, спасибо всем причастным!",
        "Версия для печати",
        "Вернуться к списку новостей",
        "Подпишитесь на рассылку, чтобы получать главные новости каждое утро",
        "Мы используем файлы cookie, чтобы сайт работал лучше. Продолжая пользоваться сайтом, вы соглашаетесь с этим.",
        "Теги",
        ("мосты", "паспорта", "регионы"),
        "Корреспондент отдела новостей. Окончил университет в 2011 году, любит горы и старые карты.",
        "Просмотров",
        "Подписывайтесь на наш Telegram-канал",
        "3 сентября 2024, 10:15",
        "Реклама",
        "Фото",
    ),
    "ky": Furniture(
        "Аймак жарчысы",
        ("Башкы бет", "Саясат", "Коом", "Экономика", "Спорт", "Биз жөнүндө", "Байланыш"),
        "Бөлүшүү: Facebook LinkedIn Twitter VK OK",
        "Дагы окуңуз",
        ("Улуттук банк бүгүнкү курсту жарыялады", "Тоолордо кар жаайт деп күтүлүүдө", "Окуучулар олимпиададан медаль алып келди", "Суунун баасы жаңы жылдан өзгөрөт"),
        ("Улуттук банк эртеңки күнгө расмий курсту белгиледи. Доллар жети тыйынга кымбаттап, евро он эки тыйынга арзандады.", "Тоолуу жерлерде жыйырма сантиметрге чейин кар түшөт. Ашуулар түнү жеңил унаалар үчүн жабылышы мүмкүн.", "Беш окуучудан турган топ үч алтын медаль алып келди. Аларды кийинки аптада министрликте сыйлашат."),
        "Пикирлер (2)",
        "Көптөн бери күткөнбүз, баарыңыздарга чоң рахмат!",
        "Басып чыгаруу",
        "Жаңылыктар тизмесине кайтуу",
        "Күн сайын эртең менен жаңылык алуу үчүн почтаңызды жазыңыз",
        "Сайт жакшы иштеши үчүн cookie файлдарын колдонобуз. Сайтты колдонуу менен макул болосуз.",
        "Тегдер",
        ("жарманке", "китеп", "аймактар"),
        "Жаңылыктар бөлүмүнүн кабарчысы. Университетти 2011-жылы бүткөн, тоону жана эски карталарды жакшы көрөт.",
        "Көрүүлөр",
        "Telegram-каналыбызга жазылыңыз",
        "2024-жылдын 21-октябры, 10:15",
        "Жарнама",
        "Сүрөт",
    ),
    "en": Furniture(
        "Regional Herald",
        ("Home", "Politics", "Society", "Economy", "Sport", "About us", "Contacts"),
        "Share: Facebook LinkedIn Twitter VK OK",
        "Read also",
        ("Central bank sets the exchange rates", "Forecasters expect snow in the mountains", "Pupils win medals at the olympiad", "Water tariffs will change next year"),
        ("The central bank has set the official rates for tomorrow. The dollar rose by seven tyiyn, and the euro fell by twelve.", "Up to twenty centimetres of snow may fall in the mountains. The passes could be closed to cars for the whole night.", "A team of five pupils came home with three gold medals. They will be honoured at the ministry next week."),
        "Comments (2)",
        "It was high time to do this, well done and thanks to everyone!",
        "Print version",
        "Back to the list of news",
        "Sign up for our newsletter and get the main news every morning",
        "We use cookies so that the site works better. By continuing to use the site you agree to this.",
        "Tags",
        ("mountains", "schools", "regions"),
        "Reporter of the news desk. Graduated in 2011, likes mountains and old maps.",
        "Views",
        "Subscribe to our Telegram channel",
        "September 12, 2024, 10:15",
        "Advertisement",
        "Photo",
    ),
}  # fmt: skip
