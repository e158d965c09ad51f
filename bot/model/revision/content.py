"""What of an article counts as its content, in one spelling: two readings with the same hash say the same.

Not counted: counters, the day of viewing, dates of publication, notes, and how a picture's address asks for its size.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.model.article import Article

_SIGNS = str.maketrans(
    dict.fromkeys("«»„“”‟❝❞＂″", '"')
    | dict.fromkeys("‘’‚‛′`´ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "..."}
    | dict.fromkeys(map(chr, (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)), None)
)
#: Lines that tell of the reader's visit, not of the article: a reader of pages lets one slip now and then.
_OF_THE_VISIT = re.compile(
    r"(?:(?:количество\s+)?(?:просмотр\w*|прочитано|прочтений|көрүүлөр\w*|көрүлдү|көрүлгөн|окулду|views?|page ?views?|"
    r"hits|read|комментари\w*|comments?|пикирлер|поделились|shares?|лайк\w*|likes?)\s*[:(–-]?\s*\d[\d\s.,]*\)?(?:\s*раза?)?"
    r"|\d[\d\s.,]*\s*(?:просмотр\w*|views?|көрүүлөр\w*|комментари\w*|comments?)"
    r"|(?:сегодня|бүгүн|today|сейчас|азыр|now)(?: is)?\s*[:,–-]?\s*[^.!?]{0,30}\d[^.!?]{0,20})",
    re.IGNORECASE,
)


def normal(text: str) -> str:
    """The text in one spelling: composed letters, single blanks, one form of quotation mark and of dash; case kept."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_SIGNS).split())


def paragraphs_of(article: Article) -> list[str]:
    """The paragraphs as written, blanks squeezed, without lines that tell of the visit."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", article.text).split("\n"))
    return [line for line in lines if line and not (len(line) <= 80 and _OF_THE_VISIT.fullmatch(line))]


def content_hash(article: Article) -> str:
    """A hash of what readers see, 32 hex digits."""
    parts = [
        normal(article.title),
        normal(" ".join(paragraphs_of(article))),
        article.language,
        sorted({picture_key(image.url) for image in article.images}),
    ]
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


_PICTURE = re.compile(r"(.+)\.(?:jpe?g|png|webp|gif|avif|svg|bmp|jfif|tiff?)", re.IGNORECASE)
_SIZE = re.compile(
    r"(?:[-_@.](?:\d{2,4}x\d{2,4}|\d{2,4}[wh]|[1-4]x|\d{2,4}px|scaled|thumb(?:nail)?|small|medium|large|big|preview|"
    r"min|orig(?:inal)?|crop(?:ped)?|resized?))+$|^(?:\d{2,4}x\d{2,4}|thumb|small|medium|big|resized?)[-_]",
    re.IGNORECASE,
)
#: Query parameters that ask for a size, a format, a fresh copy or carry a signature.
_OF_THE_COPY = re.compile(
    r"w|h|width|height|size|s|q|quality|v|ver|version|t|ts|time|_|cache\w*|fit|crop|resize|format|fm|auto|dpr|"
    r"token|sig|signature|expires?|hash|rnd|rand|nocache|itok|mode|utm_\w+",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"image|img|photo|picture|index|default|file|download|\d{1,2}", re.IGNORECASE)


def picture_key(url: str) -> str:
    """The same text for every size and copy of a picture, told from its address alone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    asked = [(key, value) for key, value in parse_qsl(parts.query) if not _OF_THE_COPY.fullmatch(key)]
    inner = next((value for _, value in asked if _PICTURE.search(value.partition("?")[0])), None)
    if inner is not None and inner != url:
        return picture_key(inner)
    last = segments[-1] if segments else parts.netloc
    named = _PICTURE.fullmatch(last)
    stem = _SIZE.sub("", named.group(1) if named else last).lower()
    if _NO_NAME.fullmatch(stem) or not stem:
        stem = "/".join([*(segment.lower() for segment in segments[-2:-1]), stem])
    if named is None and asked:
        stem += "?" + "&".join(f"{key}={value}" for key, value in sorted(asked))
    return stem
