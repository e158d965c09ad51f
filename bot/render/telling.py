"""What a single sentence is good for: whether it stands by itself, repeats the title, or is no news at all."""

from __future__ import annotations

import re

#: Words that point to the sentence before: a summary does not put such a sentence after a gap.
_LEANING = re.compile(
    r"[–—«“„\"-]?\s?(?:"
    r"он|она|оно|они|его|её|ее|их|ему|ей|им|ими|это|этот|эта|эти|этого|этому|этим|этой|там|тогда|затем|потом|также|"
    r"однако|но|а|и|зато|поэтому|причём|притом|впрочем|кстати|такой|такая|такие|таким|данный|данная|данные|данное|"
    r"последний|последняя|последние|оба|обе|другой|другие|остальные|напомним|например|"
    r"кроме (?:того|этого)|помимо (?:того|этого)|при этом|после (?:этого|чего)|"
    r"в (?:частности|связи с этим|свою очередь)|вместе с тем|"
    r"тем (?:не менее|самым|временем)|в то же время|до этого|по (?:его|её|их) (?:словам|мнению|данным)|"
    r"среди них|из них|в этой связи|к тому же|в итоге|между тем|"
    r"ал|алар|анын|алардын|ага|аны|анда|андан|бул|буга|муну|мындан|мындай|ошол|ошондой|ошондуктан|ошентип|ушул|ушундай|"
    r"бирок|анткени|себеби|мисалы|алсак|ошону|буларды|ошого|анткен|экинчиден|үчүнчүдөн|во-вторых|в-третьих|"
    r"he|she|it|they|his|her|their|its|this|that|these|those|there|then|however|but|and|or|so|also|moreover|meanwhile|"
    r"such|therefore|thus|both|in addition|as a result|instead|nevertheless|otherwise|second|secondly|third|for example"
    r")(?!\w)",
    re.IGNORECASE,
)
#: Captions, bylines, share rows and invitations that a page's text may carry.
_NO_NEWS = re.compile(
    r"(?:фото|сүрөт|photo|image|иллюстрация|видео|источник|булагы|автор|текст|теги|тэги|метки|рубрика|категория|source|"
    r"tags?|category)(?:\s+[^\s:]+){0,2}\s?:|"
    r"(?:поделиться|поделитесь|бөлүшүү|share (?:this|on|via)|tweet|распечатать|версия для печати|басып чыгаруу|print|"
    r"читайте также|читать также|смотрите также|см\. также|ошондой эле окуңуз|дагы окуңуз|read (?:also|more)|see also|"
    r"подпис(?:ывайтесь|аться)|жазылыңыз|subscribe|follow us|просмотр(?:ов|ы)|көрүүлөр|views|комментари(?:и|ев)|"
    r"комментарийлер|comments|все права защищены|all rights reserved|©|фото (?:автора|из|с|пресс)|"
    r"нашли ошибку|если вы (?:нашли|заметили) ошибку)(?!\w)",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?…][»”“\"'’)\]]*(?:\[\d{1,3}\])*\W*$|[»”“\")]$")
_NOT_A_LETTER = re.compile(r"[^\w]+")
#: Words a sentence may add to the title and still say no more than it.
_FEW_WORDS = 2


def depends(sentence: str) -> bool:
    """Whether a sentence leans on the one before it: «Он добавил …», «Кроме того …», "This …"."""
    return _LEANING.match(sentence) is not None


def is_no_news(sentence: str) -> bool:
    """Whether it is a caption, a byline or a share row that the page's text carries."""
    return _NO_NEWS.match(sentence) is not None


def is_unfinished(sentence: str) -> bool:
    """Whether it is a heading, or announces what follows: no full stop, or a colon at its end."""
    return _FINISHED.search(sentence) is None


def repeats(sentence: str, title: str) -> bool:
    """Whether a sentence says no more than the title."""
    said, known = folded(sentence), folded(title)
    if not said or not known:
        return False
    if said == known or (known.startswith(said) and len(said) > 20):
        return True
    return said.startswith(known + " ") and len(known) > 20 and said.count(" ") - known.count(" ") <= _FEW_WORDS


def folded(text: str) -> str:
    """The words alone, case unified."""
    return _NOT_A_LETTER.sub(" ", text.casefold()).strip()
