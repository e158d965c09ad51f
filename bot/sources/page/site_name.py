"""What a page calls its site, and a title without that."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from itertools import islice
from urllib.parse import urlsplit

from bot.sources.page.document import Page, folded, shown_text, tidy

_SEPARATORS = re.compile(
    r"\s+(?:[|–—•·»«:/\\>-]|::|//|>>|<<|--|:::){1,2}\s+|\s*[|»«]\s*|\s*:{2,3}\s*|(?<=[^\W\d]{3})[.:]\s+"
)
#: Signs that part a name from a headline only where one of the two is known: a headline may hold them, too.
_WEAK = (".", ":")
#: Names of sections that stand where a headline should.
_SECTION = re.compile(
    r"(?:все |последние |наши )?"
    r"(?:новости|новость|пресс-?центр|пресс-?релизы?|пресс-?служба|события|статьи?|публикации|подробнее|полная новость|просмотр новости|"
    r"анонсы|объявления|лента новостей|главная(?: страница)?|жаңылыктар|жаңылык|басма сөз(?: борбору| кызматы)?|"
    r"окуялар|маалымат|башкы бет|толугураак|кененирээк|(?:latest |all )?news|"
    r"press (?:releases?|cent(?:re|er)|room)|events?|articles?|media|blog|блог|"
    r"publications?|announcements?|home(?: ?page)?|details?|материалы?|медиа|обзоры?|интервью|общество|политика|"
    r"экономика|спорт|культура|мир|в мире|происшествия|саясат|коом|дүйнө|маданият|официальный сайт|расмий сайты?|жаңалықтар|yangiliklar|новини|хабарҳо)",
    re.IGNORECASE,
)
_SECTION_OF = re.compile(
    r"(?:новости|жаңылыктары?|пресс-?центр|пресс-?служба|официальный сайт|портал)\s(?:\S+\s?){1,3}|"
    r"(?:\S+\s){1,4}(?:басма сөз кызматы|маалымат кызматы|жаңылыктары|расмий сайты|порталы)",
    re.IGNORECASE,
)
_HOMES = frozenset(
    {
        "",
        "ru",
        "ky",
        "kg",
        "kk",
        "kz",
        "uz",
        "tg",
        "uk",
        "en",
        "index.php",
        "index.html",
        "ru/index.php",
        "home",
        "main",
    }
)
_HOME_ENDS = frozenset({".", "..", *(home.rpartition("/")[2] for home in _HOMES)})
_COPYRIGHT = re.compile(r"©[\s\d–—-]{0,16}(?:гг?\.?|жж?\.)?,?\s*([^.,;:©|]{4,90})")
_LONGEST_TITLE = 600


def site_name_of(page: Page) -> str | None:
    """What the page calls its site; None where it does not say."""
    name = page.first_meta("og:site_name", "application-name")
    publisher = page.ld.get("publisher")
    if not name and isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        name = publisher["name"]
    return plain_title(name) or None


def names_of(page: Page) -> frozenset[str]:
    """Everything the page shows as its site's name, folded: declared, its host, its logo, its copyright line."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    names = {folded(site_name_of(page) or ""), folded(host), folded(host.split(".")[0])}
    for link in islice(page.tree.iter("a"), 50):
        if not leads_home(page, link.get("href")):
            continue
        said = [shown_text(link), link.get("title") or "", *(picture.get("alt") or "" for picture in link.iter("img"))]
        names.update(folded(text) for text in said if 4 <= len(text) <= 120)
    return frozenset(name for name in names if name and not is_section(name))


def copyright_names_of(texts: Collection[str]) -> frozenset[str]:
    """The owners that copyright lines name, folded."""
    found = (_COPYRIGHT.search(text) for text in texts if "©" in text[:200])
    return frozenset(name for match in found if match and (name := folded(match[1])))


def leads_home(page: Page, href: str | None) -> bool:
    """Whether a link leads to the site's first page, in any language."""
    if not href or not _may_lead_home(href):
        return False
    parts = urlsplit(page.absolute(href))
    is_here = parts.hostname == urlsplit(page.url).hostname
    return is_here and not parts.query and parts.path.strip("/").lower() in _HOMES and not href.startswith("#")


def _may_lead_home(href: str) -> bool:
    """A look at an address's last part, for most links of a page lead elsewhere and taking them apart is slow."""
    path = href.strip().partition("#")[0].rstrip("/").lower()
    return path.rpartition("/")[2] in _HOME_ENDS or ("//" in path and path.count("/") == 2)


def is_section(text: str) -> bool:
    """Whether a text names a section rather than an article."""
    return bool(_SECTION.fullmatch(text.strip()) or (len(text) <= 45 and _SECTION_OF.fullmatch(text.strip())))


def plain_title(text: str | None) -> str:
    """A title as stated in a page's head, without markup and entities."""
    return tidy(re.sub(r"</?[a-zA-Z][^<>]{0,100}>", "", html.unescape(html.unescape((text or "")[:_LONGEST_TITLE]))))


def without_site(title: str, names: Collection[str], *, by_shape: bool, is_shown: Callable[[str], bool]) -> str:
    """The title without the site's name and sections at its ends.

    `by_shape`: what looks like a name is one. `is_shown`: whether the page shows a text as a line of its own.
    """
    signs = [*_SEPARATORS.finditer(title)][:12]
    if not signs:
        return title
    strong = [n for n, sign in enumerate(signs) if sign.group().strip() not in _WEAK]
    starts = [0, *(signs[n].end() for n in strong)]
    ends = [*(signs[n].start() for n in strong), len(title)]
    runs = [title[start:end].strip() for start in starts for end in ends if end > start]
    shown = max((run for run in runs if len(run) >= 12 and run != title and is_shown(run)), key=len, default="")
    if shown and not is_shown(title):
        return shown
    first, last = 0, len(title)
    # From the end inwards: what follows the last sign, while it is the site's.
    for n in reversed(range(len(signs))):
        part, rest = title[signs[n].end() : last], title[first : signs[n].start()]
        if not rest.strip() or not _is_site_part(part, rest, names, by_shape=by_shape and n in strong):
            break
        last = signs[n].start()
    for sign in signs:
        part = title[first : sign.start()]
        if sign.end() >= last or not _is_site_part(part, title[sign.end() : last], names, by_shape=False):
            break
        first = sign.end()
    return title[first:last].strip(" |•·»\\")


def _is_site_part(part: str, rest: str, names: Collection[str], *, by_shape: bool) -> bool:
    text = folded(part)
    if not text:
        return True
    for name in names:
        if (
            text == name
            or (len(text) > 4 and text in name)
            or (len(name) > 4 and name in text and len(text) < 2 * len(name))
        ):
            return True
    if not by_shape:
        return bool(_SECTION.fullmatch(part.strip()))
    return is_section(part) or (len(part) <= 60 and len(part.split()) <= 6 and len(rest) >= 1.3 * len(part))
