"""Sitemaps: plain, for news, as text, damaged, and their indexes."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotUnderstood
from bot.http import Fetched
from bot.model.article import SourceKind, SourceMemory, Visit
from bot.sources.reader import SourceReader

SITE = "https://mfa.example.kg"
ZONE = ZoneInfo("Asia/Bishkek")
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def one(page: str, more: str = "") -> str:
    return f"<url>{more}<loc>{SITE}{page}</loc></url>"


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>{"".join(entries)}</urlset>'


def index(*children: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{SITE}{child}</loc></sitemap>" for child in children)
    return f"<sitemapindex {NAMES}>{rows}</sitemapindex>".encode()


def inspected(body: str | bytes) -> Visit:
    raw = body if isinstance(body, bytes) else body.encode()
    visit = SourceReader(None, timezone=ZONE).inspect(raw, f"{SITE}/sitemap.xml", None)  # type: ignore[arg-type]
    assert isinstance(visit, Visit)
    return visit


TWO = urlset(one("/1"), one("/2"))


@pytest.mark.parametrize(
    "body",
    [
        TWO,
        "\n<!-- x -->Notice: y\n" + TWO,
        TWO.replace("</urlset>", ""),
        TWO.replace("</urlset>", f"<url><loc>{SITE}/3"),
        TWO.replace(f"{SITE}/1", f"\n <![CDATA[{SITE}/1]]>\n"),
        TWO.replace("<loc>", "<foo:bar>1</foo:bar><loc>", 1),
        TWO.replace("<loc>", "<image:image><image:loc>/i.jpg</image:loc></image:image><loc>"),
        TWO.replace("</urlset>", one("/1") + "</urlset>"),
        f"<urlset>{one('/1')}{one('/2')}</urlset>",
        gzip.compress(TWO.encode()),
        TWO.encode("utf-16"),
        f"{SITE}/1\n{SITE}/2\r\n\r\n",
        f"\ufeff{SITE}/1\n{SITE}/2",
    ],
)
def test_each_page_once(body: str | bytes) -> None:
    visit = inspected(body)
    assert (visit.kind, [entry.url for entry in visit.found]) == (SourceKind.SITEMAP, [f"{SITE}/1", f"{SITE}/2"])


@pytest.mark.parametrize("charset", ["utf-8", "cp1251"])
def test_news_have_titles_and_dates_of_their_own(charset: str) -> None:
    news = (
        "<n:news><n:publication><n:name>МИД</n:name><n:language>ky</n:language></n:publication><n:publication_date>"
        "2026-11-24T12:00:00+06:00</n:publication_date><n:title>Жаңы элчи &amp; министр кабыл алуу</n:title></n:news>"
    )
    title = "Жаңы элчи & министр кабыл алуу" if charset == "utf-8" else "Новый посол & министр"
    news = news.replace("Жаңы элчи &amp; министр кабыл алуу", title.replace("&", "&amp;"))
    picture = "<image:image><image:loc>/i.jpg</image:loc><image:title>Фото</image:title></image:image>"
    (found,) = inspected(urlset(one("/1", picture + "<lastmod>2026-11-25</lastmod>" + news)).encode(charset)).found
    assert (found.title, found.language, found.published) == (title, "ky", datetime(2026, 11, 24, 6, tzinfo=UTC))
    assert [image.url for image in found.images] == [f"{SITE}/i.jpg"]


def test_a_bare_ampersand_stays_in_its_address() -> None:
    assert inspected(urlset(one("/i?a=1&b=2"))).found[0].url == f"{SITE}/i?a=1&b=2"


class Shelf:
    """A fetcher of what is laid on it."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self._bodies = bodies
        self.asked: list[str] = []

    def fetch(self, url: str, **_: object) -> Fetched:
        page = url.removeprefix(SITE)
        self.asked.append(page)
        if page not in self._bodies:
            raise NotUnderstood(url, "gone")
        return Fetched(url, 200, {}, self._bodies[page], not_modified=False, content_type=None)


def test_an_index_is_followed_with_the_index_in_it() -> None:
    shelf = Shelf({
        "/all.xml": index("/inner.xml", "/news.xml", "/gone.xml", "/fourth.xml"),
        "/inner.xml": index("/deep.xml", "/deeper.xml"),
        "/deeper.xml": index("/never.xml"),
        "/deep.xml": gzip.compress(urlset(one("/3"), one("/1")).encode()),
        "/news.xml": urlset(one("/1"), one("/2")).encode(),
    })  # fmt: skip
    visit = SourceReader(shelf, timezone=ZONE).visit(f"{SITE}/all.xml", SourceMemory())  # type: ignore[arg-type]
    assert [entry.url for entry in visit.found] == [f"{SITE}/1", f"{SITE}/2", f"{SITE}/3"]
    assert "/never.xml" not in shelf.asked
    assert any("gone" in note for note in visit.notes)


def test_ten_thousand_pages_at_once() -> None:
    body = urlset(*(one(f"/news/{n}", "<lastmod>2026-11-24T10:00:00+06:00</lastmod>") for n in range(10_000))).encode()
    began = time.process_time()
    assert len(inspected(body).found) == 10_000
    assert time.process_time() - began < 8
