"""Addresses, charsets, languages, feeds, sitemaps, listings: own samples, and hostile ones."""

from __future__ import annotations

import contextlib
import gzip
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotUnderstood, TooLarge
from bot.model.article import Article, SourceKind, Visit
from bot.sources.canonical import clean_url, same_page
from bot.sources.charset import decode
from bot.sources.language import detect
from bot.sources.reader import SourceReader
from bot.sources.reading import unpacked

ZONE = ZoneInfo("Asia/Bishkek")
READER = SourceReader(None, timezone=ZONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTPS://Example.ORG:443/A?utm_source=x&id=5#top", "https://example.org/A?id=5"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/?fbclid=1&yclid=2", "https://example.org/"),
        ("https://example.org/новость", "https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/?p=1&from=rss", "https://example.org/?p=1"),
        ("https://example.org/?from=2020", "https://example.org/?from=2020"),
    ],
)
def test_one_address_for_one_page(url: str, clean: str) -> None:
    assert clean_url(url) == clean
    assert clean_url(clean) == clean


def test_relative_addresses_and_no_addresses() -> None:
    assert clean_url("../b?x=1", "https://e.org/a/c") == "https://e.org/b?x=1"
    assert same_page("http://www.e.org/a/", "https://e.org/a")
    for url in ("mailto:a@b", "javascript:void(0)", "tel:1", "/only/path"):
        with pytest.raises(ValueError, match="no web address"):
            clean_url(url)


TEXT = "Министр провёл встречу с делегацией и обсудил вопросы сотрудничества. " * 5


@pytest.mark.parametrize(
    ("body", "content_type", "charset", "noted"),
    [
        (TEXT.encode(), "text/html; charset=utf-8", "utf-8", False),
        (TEXT.encode("cp1251"), "text/html; charset=windows-1251", "cp1251", False),
        (b'<meta charset="windows-1251">' + TEXT.encode("cp1251"), "text/html", "cp1251", False),
        (TEXT.encode("cp1251"), "text/html; charset=utf-8", "cp1251", True),
        (TEXT.encode("cp1251"), None, "cp1251", True),
        (TEXT.encode("koi8-r"), None, "koi8-r", True),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + TEXT.encode("koi8-r"), None, "koi8-r", False),
        (TEXT.encode(), "text/html; charset=windows-1251", "utf-8", True),
        (TEXT.encode(), "text/html; charset=iso-8859-1", "utf-8", True),
        (TEXT.encode("utf-16"), None, "utf-16", False),
        (b"\xef\xbb\xbf" + TEXT.encode(), None, "utf-8", False),
        (TEXT.encode(), "text/html; charset=nonsense", "utf-8", False),
    ],
)
def test_charsets(body: bytes, content_type: str | None, charset: str, noted: bool) -> None:
    decoded = decode(body, content_type)
    assert TEXT in decoded.text
    assert decoded.charset == charset
    assert bool(decoded.notes) is noted


def test_mojibake_is_noticed() -> None:
    assert decode(TEXT.encode().decode("cp1252", "ignore").encode(), None).notes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Министр иностранных дел провёл переговоры", "ru"),
        ("Тышкы иштер министри сүйлөшүү өткөрдү", "ky"),
        ("Жогорку Кенеш мыйзам долбоорун кабыл алды жана жарыялады", "ky"),
        ("Сыртқы істер министрі келіссөз жүргізді", "kk"),
        ("Міністр закордонних справ провів переговори", "uk"),
        ("The minister of foreign affairs met the delegation", "en"),
        ("Der Minister hat mit der Delegation gesprochen", "de"),
        ("Le ministre a rencontré la délégation des Nations", "fr"),
        ("Dışişleri bakanı bu heyetle bir araya geldi ve konuştu", "tr"),
        ("12345", None),
    ],
)
def test_languages(text: str, code: str | None) -> None:
    assert detect(text).code == code


def test_the_text_wins_over_a_wrong_template_and_it_is_noted() -> None:
    found = detect("Тышкы иштер министри Бишкекте өткөн жолугушууда сүйлөдү жана жооп берди", declared="ru")
    assert found.code == "ky"
    assert found.notes
    assert detect("12", declared="ky-KG").code == "ky"
    assert detect("12", url="https://e.org/ky/news/1").code == "ky"


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Новости</title><link>https://e.org/</link><language>ru</language>
<item><title>Первая &amp;quot;новость&amp;quot;</title><link>/news/1?utm_source=rss</link><guid isPermaLink="false">n1</guid>
<pubDate>Tue, 24 Nov 2026 10:00:00 +0600</pubDate><content:encoded><![CDATA[<p>Текст</p>]]></content:encoded></item>
<item><title><![CDATA[Вторая <b>новость</b>]]></title><link>https://e.org/news/2</link></item>
<item><title>Снова первая</title><link>https://e.org/news/1</link><guid isPermaLink="false">n1</guid></item>
<item><title>Без адреса</title></item></channel></rss>"""


def visit(body: bytes, url: str = "https://e.org/feed") -> Visit:
    found = READER.inspect(body, url, None)
    assert isinstance(found, Visit)
    return found


@pytest.mark.parametrize(
    "body",
    [
        RSS.encode(),
        RSS.replace("utf-8", "windows-1251", 1).encode("cp1251"),
        RSS.encode("cp1251"),
        b"\n\n" + RSS.encode(),
    ],
)
def test_rss(body: bytes) -> None:
    first, second = visit(body).found
    assert (first.id, first.url, first.title) == ("n1", "https://e.org/news/1", 'Первая "новость"')
    assert first.published == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert first.content == "<p>Текст</p>"
    assert (second.id, second.title, second.published) == (None, "Вторая новость", None)


def test_broken_xml_is_read_as_far_as_it_goes_and_noted() -> None:
    found = visit(
        RSS.replace("</channel></rss>", "<item><title>Ещё</title><link>https://e.org/3</link>")
        .replace("&amp;quot;", "& ")
        .encode()
    )
    assert len(found.found) >= 2
    assert found.notes


def test_atom_and_json_feed() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ky"><title>T</title><link href="https://e.org/"/><entry>
    <title type="html">A &amp;amp; B</title><id>urn:1</id><link rel="alternate" href="news/1"/><updated>2026-11-24T10:00:00Z</updated></entry></feed>"""
    (entry,) = visit(atom).found
    assert (entry.id, entry.url, entry.title) == ("urn:1", "https://e.org/news/1", "A & B")
    feed = b"""{"version": "https://jsonfeed.org/version/1", "home_page_url": "https://e.org/", "items": [
    {"id": 1, "url": "/a", "title": "T", "date_published": "2026-11-24T10:00:00+06:00"}, {"id": "2"}, "nonsense"]}"""
    (entry,) = visit(feed).found
    assert (entry.id, entry.url) == ("1", "https://e.org/a")


def test_sitemaps_packed_or_not() -> None:
    plain = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://e.org/1</loc><news:news><news:title>T</news:title>
    <news:publication><news:language>ru</news:language></news:publication>
    <news:publication_date>2026-11-24</news:publication_date></news:news></url></urlset>"""
    for body in (plain, gzip.compress(plain)):
        found = visit(body)
        assert found.kind is SourceKind.SITEMAP
        assert [(entry.url, entry.title, entry.language) for entry in found.found] == [("https://e.org/1", "T", "ru")]
    index = b"""<sitemapindex><sitemap><loc>https://e.org/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>https://e.org/new.xml</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>"""
    assert visit(index).sitemaps == ("https://e.org/new.xml", "https://e.org/old.xml")


LISTING = """<html lang="ru"><body><nav><ul><li><a href="/about">О министерстве и его людях</a></li><li><a href="/contacts">Контакты министерства</a></li></ul></nav>
<div class="list">{items}</div><div class="pagination"><a href="?page=2">2</a></div><footer><a href="/privacy-policy-of-the-site">Политика</a></footer></body></html>"""
ROW = '<div class="row"><span>{day}.11.2026</span><a href="/news/{n}"><img src="/i{n}.jpg"></a><a href="/news/{n}">Министр принял делегацию номер {n}</a></div>'


def test_a_listing_without_feed() -> None:
    page = LISTING.format(items="".join(ROW.format(n=n, day=30 - n) for n in range(1, 9)))
    found = visit(page.encode(), "https://e.org/ru/news")
    assert found.kind is SourceKind.LISTING
    assert [entry.url for entry in found.found] == [f"https://e.org/news/{n}" for n in range(1, 9)]
    assert found.found[0].title == "Министр принял делегацию номер 1"
    assert found.found[0].published == datetime(2026, 11, 28, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [b"just words", b"%PDF-1.4 \xff\xfe", b"{}", b'{"items": 5}', b"<html><body><p>short</p></body></html>", b""],
)
def test_what_is_no_source_is_told_with_the_mend(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        READER._read(body, "https://e.org/feed", None)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item><title>x</title>" * 20_000,
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">' + b"".join(b'<!ENTITY %c "&a;&a;&a;&a;">' % c for c in b"bcdefg") + b"]><urlset><url><loc>&g;</loc></url></urlset>",
        b"<div>" * 100_000,
        b"<html><body>" + b'<a href="/news/1">' + b"x" * 1_000_000,
        b"<html><body>" + b"".join(b'<a href="/news/%d">link number %d in a list</a>' % (n, n) for n in range(30_000)),
        b"\x00" * 100_000,
    ],
)  # fmt: skip
def test_hostile_bodies_end_in_time(body: bytes) -> None:
    began = time.monotonic()
    with contextlib.suppress(NotUnderstood):
        READER.inspect(body, "https://e.org/x", None)
    assert time.monotonic() - began < 20


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(b"0" * 70_000_000), "https://e.org/sitemap.xml.gz")


PAGE = """<html lang="ru"><head><title>{title} – Министерство</title></head><body>
<div class="menu"><a href="/">Главная</a><a href="/news">Новости</a></div>
<h1>{title}</h1><div class="info">12 июня 2020 года <span>Просмотров: 3 570</span></div>
<div class="photo"><img src="/i/1.jpg" alt=""><div class="caption">Первый абзац новости о встрече министра с делегацией соседней страны.</div></div>
<p>Первый абзац новости о встрече министра с делегацией соседней страны.</p>
<p>Второй абзац рассказывает о договорённостях, которых достигли стороны на переговорах.</p>
<p>Третий абзац, короткий.</p>
<div class="social">Поделиться: Facebook LinkedIn Twitter VK OK</div><div class="print"><a href="?print">Версия для печати</a></div>
<div class="more"><h3>Читайте также</h3><ul><li><a href="/2">Другая новость о чём-то совсем другом</a></li></ul></div>
<footer>© 2026 Министерство. Все права защищены.</footer></body></html>"""


def test_a_page_without_any_meta() -> None:
    title = "Министр встретился с делегацией соседней страны"
    article = READER.article(PAGE.format(title=title).encode(), "https://e.org/ru/news/1", None)
    assert isinstance(article, Article)
    assert article.title == title
    assert article.text.split("\n\n") == [
        "Первый абзац новости о встрече министра с делегацией соседней страны.",
        "Второй абзац рассказывает о договорённостях, которых достигли стороны на переговорах.",
        "Третий абзац, короткий.",
    ]
    assert article.lead == article.text.split("\n\n")[0]
    assert (article.views, article.language, article.canonical_url) == (3570, "ru", "https://e.org/ru/news/1")
    assert article.published == datetime(2020, 6, 12, tzinfo=ZONE)
    assert [image.url for image in article.images] == ["https://e.org/i/1.jpg"]


@pytest.mark.parametrize("body", [b"", b"   ", b"<html></html>", b"<html><body><nav>x</nav></body></html>"])
def test_a_page_without_an_article_is_told(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        READER.article(body, "https://e.org/1", None)


def test_a_page_without_title_takes_its_first_words_and_says_so() -> None:
    article = READER.article(
        "<html><body><p>Сегодня министр встретился с делегацией и обсудил важные вопросы двух стран.</p></body></html>".encode(),
        "https://e.org/1",
        None,
    )
    assert article.title.startswith("Сегодня министр")
    assert any("no headline" in note for note in article.notes)


@pytest.mark.parametrize(
    ("markup", "views"),
    [
        ("<span>Просмотров: 12</span>", 12), ("<span>Көрүүлөр: 1 234</span>", 1234), ("<span>Views: 1,234</span>", 1234),
        ("<span>154 просмотра</span>", 154), ('<span class="post-views"><i class="fa-eye"></i> 88</span>', 88),
        ("<span>Комментариев: 5</span>", None), ('<span class="likes">17</span>', None), ("<span>Рейтинг: 5</span>", None),
        ("<span>Просмотров: 1,2 тыс.</span>", None), ("", None),
    ],
)  # fmt: skip
def test_view_counters(markup: str, views: int | None) -> None:
    page = PAGE.replace("<span>Просмотров: 3 570</span>", markup).format(title="Министр встретился с делегацией")
    assert READER.article(page.encode(), "https://e.org/1", None).views == views
