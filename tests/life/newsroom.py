"""A newsroom of our own making: fifty articles in three languages, no two alike, as a site that a proxy answers for."""

from __future__ import annotations

import hashlib
import html
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

from bot.sandbox.wire import Request, Response, html_response

HOST = "news.example.org"
NUMBER = 50
#: Every sign that some network reserves, beside quotes of all kinds.
SIGNS = (
    "(срочно)", "[№ 5]", "{да}", "@mission", "#дипломатия", "*важно*", "_так_", "~1 000~", "5 < 7", "9 > 3", "A \\ B",
    "«круглый стол»", "“quoted”", "„дайын“", 'so "called"', "it's", "100 %", "R&D", "🇰🇬", "👩‍🚀", "❤️", "1️⃣", "…", "#5",
    "C++ & C#", "[a](b)", "{{x}}", "@[Имя](urn:li:person:1)", "\\(a\\)", "A | B", "a <b> c", "mission.example.kg", "https://example.com/a_b",
)  # fmt: skip
_WORDS = {
    "ru": "министр делегация встреча переговоры соглашение визит посол конференция договор страны развитие совет "
    "сотрудничество программа проект участники доклад вопросы решение подписание".split(),
    "ky": "министр делегация жолугушуу сүйлөшүү келишим сапар элчи конференция өлкөлөр өнүктүрүү кеңеш кызматташтык "
    "программа долбоор катышуучулар баяндама маселелер чечим өз үчүн".split(),
    "en": "minister delegation meeting talks agreement visit ambassador conference treaty countries development council "
    "cooperation programme project participants report questions decision signing".split(),
}
_FRAMES = {
    "ru": "{0} и {1} обсудили {2} на встрече, которая прошла в этот день",
    "ky": "{0} жана {1} бул күнү өткөн жолугушууда {2} жөнүндө сүйлөштү",
    "en": "The {0} and the {1} discussed the {2} at a meeting that was held on this day",
}
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
#: So many pictures have the articles in turn; most have few.
_PICTURES = (1, 0, 2, 1, 0, 4, 1, 3, 0, 1, 10, 0, 1, 2, 0, 5, 1)


@dataclass(frozen=True)
class Story:
    """One article as written."""

    number: int
    language: str
    title: str
    sentences: tuple[str, ...]
    pictures: int
    #: Whether the page offers a picture for link cards.
    has_card: bool
    #: Set when it is published.
    published: datetime | None = None

    @property
    def path(self) -> str:
        """Its address on the site."""
        return f"/{self.language}/news/{self.number}"

    @property
    def url(self) -> str:
        """Its whole address."""
        return f"https://{HOST}{self.path}"


def stories(seed: int) -> tuple[Story, ...]:
    """The articles, the first one the oldest; the same for the same seed."""
    chance = random.Random(seed)
    return tuple(_story(chance, number) for number in range(NUMBER))


def _story(chance: random.Random, number: int) -> Story:
    language = ("ru", "ky", "en")[number % 3]
    words = _WORDS[language]

    def sentence() -> str:
        frame = _FRAMES[language].format(*chance.sample(words, 3))
        sign = f" {chance.choice(SIGNS)}" if chance.random() < 0.3 else ""
        return f"{frame[0].upper()}{frame[1:]}{sign}, № {chance.randrange(10_000)}."

    # Each sign stands in some title; a title is told from every other by its number.
    signs = [SIGNS[(number * 2) % len(SIGNS)], SIGNS[(number * 2 + 1) % len(SIGNS)]]
    length = {0: 2, 7: 30, 8: 14}.get(number % 9, 6)
    parts = [*(chance.choice(words) for _ in range(length)), *signs]
    chance.shuffle(parts)
    title = f"Итоги {number}: {' '.join(parts)}" if language == "ru" else f"No. {number} – {' '.join(parts)}"
    sentences = tuple(sentence() for _ in range({0: 1, 1: 45, 2: 12}.get(number % 7, 5)))
    return Story(number, language, title, sentences, _PICTURES[number % len(_PICTURES)], number % 5 != 2)


class Newsroom:
    """Answers for the site; what is out grows when told."""

    def __init__(self, written: Sequence[Story]) -> None:
        self.written = written
        #: What is out, the oldest first.
        self.listed: list[Story] = []

    def publish(self, number: int, at: datetime) -> None:
        """So many more articles are out."""
        begin = len(self.listed)
        self.listed += [replace(story, published=at) for story in self.written[begin : begin + number]]

    def card(self, link: str) -> tuple[str, str, str] | None:
        """Title, description and picture that a network's crawler finds."""
        story = self._at(urlsplit(link).path)
        return story and (story.title, story.sentences[0], _media(story, 0) if _shows_card(story) else "")

    def __call__(self, request: Request) -> Response:
        if request.path == "/rss.xml":
            return _told(request, self._feed(), "application/rss+xml; charset=utf-8")
        if request.path.startswith("/media/"):
            name = request.path.removeprefix("/media/").removesuffix(".jpg")
            return Response(200, jpeg(int(name.split("-")[1])), {"Content-Type": "image/jpeg"})
        story = self._at(request.path)
        if story is None:
            return html_response("<h1>404</h1>", 404)
        return _told(request, _page(story).encode(), "text/html; charset=utf-8")

    def _at(self, path: str) -> Story | None:
        return next((story for story in self.listed if story.path == path), None)

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{html.escape(story.title)}</title><link>{story.url}</link><guid>{story.url}</guid>"
            f"<pubDate>{format_datetime(story.published or _NEVER)}</pubDate></item>"
            for story in reversed(self.listed)
        )
        head = f"<title>Mission</title><link>https://{HOST}/</link><description>News</description>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _told(request: Request, body: bytes, kind: str) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    same = request.headers.get("if-none-match") == etag
    return Response(304 if same else 200, b"" if same else body, {"Content-Type": kind, "ETag": etag})


def _media(story: Story, place: int) -> str:
    return f"https://{HOST}/media/{story.number}-{(story.number + place) % 12}.jpg"


def _shows_card(story: Story) -> bool:
    return story.has_card and story.pictures > 0


def _page(story: Story) -> str:
    title = html.escape(story.title)
    card = f'<meta property="og:image" content="{_media(story, 0)}">' if _shows_card(story) else ""
    figures = "".join(
        f'<figure><img src="{_media(story, place)}" width="640" height="360" alt="Снимок {place + 1} <>&quot;[x]">'
        "</figure>"
        for place in range(story.pictures)
    )
    text = "".join(
        f"<p>{html.escape(' '.join(story.sentences[at : at + 4]))}</p>" for at in range(0, len(story.sentences), 4)
    )
    return (
        f'<!doctype html><html lang="{story.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><link rel="canonical" href="{story.url}">{card}'
        f'<meta property="article:published_time" content="{(story.published or _NEVER).isoformat()}"></head>'
        f"<body><article><h1>{title}</h1>{figures}{text}</article></body></html>"
    )


@cache
def jpeg(name: int) -> bytes:
    """A small picture, another one for each name."""
    image = Image.new("RGB", (640, 360), (20 * name % 256, 90, 200 - 10 * name))
    ImageDraw.Draw(image).ellipse([40 * name, 40, 40 * name + 120, 200], fill=(240, 230, 20 * name % 256))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
