"""The sample news site: an invented mission's articles in three languages, in four layouts, with every kind of source."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, select_autoescape

from bot.sandbox.desk import Desk
from bot.sandbox.press.pictures import picture
from bot.sandbox.state import State
from bot.sandbox.wire import Request, Response, html_response

_RU_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_KY_MONTHS = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
_ZONE = ZoneInfo("Asia/Bishkek")
_ROOTS = {"ru": "/ru/news/", "ky": "/ky/news/", "en": "/en/press/"}
_FEEDS = {"/ru/rss.xml": ("rss.xml", "ru"), "/en/atom.xml": ("atom.xml", "en"), "/sitemap.xml": ("sitemap.xml", None),
          "/news-sitemap.xml": ("news-sitemap.xml", None)}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One article as written."""

    id: str
    language: str
    layout: str
    title: str
    section: str
    paragraphs: tuple[str, ...]
    published: datetime
    base_views: int
    pictures: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    translation: str | None = None
    charset: str = "utf-8"
    extra: bool = False
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its address on the site."""
        return f"{_ROOTS[self.language]}{self.id}"

    @property
    def date_in_words(self) -> str:
        """The date as its language writes it."""
        day = self.published
        if self.language == "ru":
            return f"{day.day} {_RU_MONTHS[day.month - 1]} {day.year} года"
        if self.language == "ky":
            return f"{day.year}-жылдын {day.day}-{_KY_MONTHS[day.month - 1]}"
        return f"{day:%B} {day.day}, {day.year}"


@cache
def _pages() -> Environment:
    loader = PackageLoader("bot.sandbox", "press/templates")
    return Environment(loader=loader, autoescape=select_autoescape(default=True), trim_blocks=True)


@cache
def _written() -> tuple[dict[str, Any], ...]:
    """The site's articles, as its file has them; read once."""
    text = files("bot.sandbox.press").joinpath("articles.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["articles"])


class Site:
    """Answers for the site; its epoch, released extras and counters are kept in the sandbox's state."""

    def __init__(
        self, state: State, *, now: Callable[[], datetime], publish_after: timedelta = timedelta(seconds=20)
    ) -> None:
        self._state = state
        self._now = now
        self._publish_after = publish_after
        self._lock = threading.Lock()
        self.desk = Desk(state)
        self._written = _written()
        self._pages = _pages()
        self.restart()

    def restart(self) -> None:
        """Begins anew with what the state remembers: `publish_after` from now one more article appears."""
        with self._lock:
            kept = self._state.get("site", "setting", "epoch")
            if kept is None:
                kept = {"epoch": self._now().isoformat(), "released": {}}
            self._epoch = datetime.fromisoformat(kept["epoch"])
            self._released: dict[str, str] = kept["released"]
            self._due_at = self._now() + self._publish_after
            self._armed = True
            self._keep()

    def _keep(self) -> None:
        self._state.put("site", "setting", "epoch", {"epoch": self._epoch.isoformat(), "released": self._released})

    def listed(self) -> list[Story]:
        """What is published now, newest first."""
        self._release_due()
        return [story for story in self._published() if self.desk.is_listed(story.id)]

    def _published(self) -> list[Story]:
        """Every article ever published, those taken back included, newest first."""
        stories = [story for story in map(self._story, self._written) if not story.extra or story.id in self._released]
        return sorted(stories, key=lambda story: story.published, reverse=True)

    def edit(self, story: str, **given: str) -> dict[str, Any]:
        """What was done to the article: `old` and `new` mend its text, `away` takes it back ("" brings it back).

        Raises ValueError, TypeError for what cannot be done.
        """
        if story not in {entry["id"] for entry in self._written}:
            raise ValueError(f"no article {story!r} is on the site")
        if "away" not in given:
            self.desk.edit(story, given["old"], given["new"])
        elif given["away"]:
            self.desk.take_back(story, given["away"])
        else:
            self.desk.bring_back(story)
        return {"story": story, **given}

    def released(self) -> int:
        """How many of the extra articles are out."""
        return len(self._released)

    def _release_due(self) -> None:
        with self._lock:
            if not self._armed or self._now() < self._due_at:
                return
            self._armed = False
            waiting = [
                entry["id"] for entry in self._written if entry.get("extra") and entry["id"] not in self._released
            ]
            if waiting:
                self._released[waiting[0]] = self._now().isoformat()
                self._keep()

    def _story(self, written: dict[str, Any]) -> Story:
        out = self._released.get(written["id"])
        published = datetime.fromisoformat(out) if out else self._epoch - timedelta(hours=written["hours"])
        return Story(
            id=written["id"],
            language=written["language"],
            layout=written["layout"],
            title=self.desk.edited(written["id"], written["title"]),
            section=written["section"],
            paragraphs=tuple(
                line for line in self.desk.edited(written["id"], written["body"]).strip().split("\n") if line
            ),
            published=published.replace(microsecond=0).astimezone(_ZONE),
            base_views=written["views"],
            pictures=tuple((name, caption) for name, caption in written["pictures"]),
            tags=tuple(written.get("tags", ())),
            translation=written.get("translation"),
            charset=written.get("charset", "utf-8"),
            extra=bool(written.get("extra")),
        )

    def views(self, story: Story) -> int:
        """The page's counter: grows with every reader, and by itself with age."""
        asked = self._state.get("site", "views", story.id)
        age_min = max((self._now() - self._epoch).total_seconds(), 0) / 60
        return story.base_views + int(asked["count"] if asked else 0) + int(age_min * (1 + story.base_views / 500))

    def __call__(self, request: Request) -> Response:
        path = request.path or "/"
        if path in _FEEDS:
            return self._feed(request, *_FEEDS[path])
        if path == "/feed.json":
            return self._json_feed(request)
        if path.startswith("/media/"):
            return self._picture(path)
        if path == "/robots.txt":
            return Response(200, b"User-agent: *\nAllow: /\n", {"Content-Type": "text/plain"})
        self._release_due()
        story = next((entry for entry in self._published() if entry.path == path.rstrip("/")), None)
        if story is not None:
            return self._article(story, request)
        return self._listing(request, path)

    def card(self, link: str, root: str) -> tuple[str, str, str] | None:
        """Title, description and picture that a network would scrape from that page of ours; None for another's."""
        path = urlsplit(link).path.partition("/site")[2]
        story = next((entry for entry in self.listed() if entry.path == path), None)
        if story is None:
            return None
        shown = story.layout != "laravel" and story.pictures
        return story.title, story.paragraphs[0], f"{root}/media/{story.pictures[0][0]}.jpg" if shown else ""

    def _article(self, story: Story, request: Request) -> Response:
        with self._lock:
            known = self._state.get("site", "views", story.id)
            self._state.put("site", "views", story.id, {"count": (known["count"] if known else 0) + 1})
        others = [entry for entry in self.listed() if entry.language == story.language and entry.id != story.id][:3]
        translations = [
            entry for entry in self.listed()
            if entry.language != story.language and story.id != entry.id
            and (story.translation or story.id) in {entry.id, entry.translation}
        ]  # fmt: skip
        page = self._pages.get_template(f"{story.layout}.html").render(
            story=story, root=request.base_url, views=self.views(story), others=others, translations=translations,
            page_address=request.base_url + story.path,
        )  # fmt: skip
        answer = self.desk.page(story.id, page, request)
        if isinstance(answer, Response):
            return answer
        page = answer
        if story.charset != "utf-8":
            # As old servers do: no charset in the header, only in the page.
            return Response(200, page.encode(story.charset, "xmlcharrefreplace"), {"Content-Type": "text/html"})
        return html_response(page)

    def _listing(self, request: Request, path: str) -> Response:
        language = {"/": None, "/ru": "ru", "/ky": "ky", "/ky/news": "ky", "/en": "en", "/ru/news": "ru"}.get(
            path.rstrip("/") or "/", ""
        )
        if language == "":
            return html_response(self._pages.get_template("missing.html").render(root=request.base_url), 404)
        stories = [story for story in self.listed() if language is None or story.language == language]
        page = self._pages.get_template("listing.html").render(
            stories=stories, root=request.base_url, language=language or "ru"
        )
        return html_response(page)

    def _picture(self, path: str) -> Response:
        found = re.fullmatch(r"/media/([a-z-]+)\.jpg", path)
        known = {name for entry in self._written for name, _ in entry["pictures"]} | {"icon", "logo"}
        if not found or found.group(1) not in known:
            return Response(404, b"not found")
        return Response(200, picture(found.group(1)), {"Content-Type": "image/jpeg", "Cache-Control": "max-age=3600"})

    def _feed(self, request: Request, template: str, language: str | None) -> Response:
        stories = [story for story in self.listed() if language is None or story.language == language]
        newest = max((story.published for story in stories), default=self._epoch)
        body = self._pages.get_template(template).render(
            stories=stories, root=request.base_url, rfc822=lambda moment: format_datetime(moment.astimezone(UTC)), newest=newest
        ).encode()  # fmt: skip
        return self._conditional(request, body, "application/xml; charset=utf-8", newest)

    def _json_feed(self, request: Request) -> Response:
        stories = self.listed()
        entries = [
            {"id": story.id, "url": request.base_url + story.path, "title": story.title, "language": story.language,
             "date_published": story.published.isoformat(), "content_text": "\n\n".join(story.paragraphs)}
            for story in stories
        ]  # fmt: skip
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Mission",
            "home_page_url": f"{request.base_url}/",
            "items": entries,
        }
        body = json.dumps(feed, ensure_ascii=False).encode()
        return self._conditional(request, body, "application/feed+json", stories[0].published)

    def _conditional(self, request: Request, body: bytes, kind: str, newest: datetime) -> Response:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {
            "Content-Type": kind,
            "ETag": etag,
            "Last-Modified": format_datetime(newest.astimezone(UTC), usegmt=True),
        }
        if request.headers.get("if-none-match") == etag:
            return Response(304, b"", headers)
        return Response(200, body, headers)
