"""The page's own address and its translations, as heads state them well and badly."""

from __future__ import annotations

import time

import pytest

from bot.sources.canonical import clean_url
from bot.sources.page import read_page
from tests.sources.odd_pages import T, p, whole
from tests.sources.samples import BISHKEK

HOST = "https://ministry.example.kg"
OWN = f"{HOST}/ru/news/4711"
LINK = '<link rel="canonical" href="{}">'
OG = '<meta property="og:url" content="{}">'

#: (the address read, what the head says) → the page's address.
CASES = {
    (OWN, ""): OWN,
    (f"{OWN}#top", ""): OWN,
    (f"{OWN}?utm_source=tg&utm_medium=social", ""): OWN,
    (f"{OWN}?yclid=1&ysclid=2&_openstat=3&fbclid=4&gclid=5", ""): OWN,
    (f"{HOST}/news/?id=5&utm_source=x", ""): f"{HOST}/news/?id=5",
    (f"{HOST}/news/?ELEMENT_ID=5&sphrase_id=44&clear_cache=Y", ""): f"{HOST}/news/?ELEMENT_ID=5",
    (f"{HOST}/index.php?option=com_content&view=article&id=5&Itemid=101", ""): f"{HOST}/index.php?option=com_content&view=article&id=5&Itemid=101",
    (f"{HOST}/index.php?newsid=5", ""): f"{HOST}/index.php?newsid=5",
    (f"{HOST}/?p=5&amp;utm_source=x", ""): f"{HOST}/?p=5",
    (OWN, LINK.format("/ru/news/4711/novyj-most")): f"{HOST}/ru/news/4711/novyj-most",
    (OWN, LINK.format("novyj-most")): f"{HOST}/ru/news/novyj-most",
    (OWN, LINK.format("//ministry.example.kg/ru/most")): f"{HOST}/ru/most",
    (OWN, LINK.format(f"{HOST}/ru/most?utm_source=rss#a")): f"{HOST}/ru/most",
    (OWN, LINK.format(f"  {HOST}/ru/most\n")): f"{HOST}/ru/most",
    (OWN, '<link rel="canonical"><link rel="canonical" href="">' + LINK.format("/ru/most")): f"{HOST}/ru/most",
    (OWN, '<link rel="Canonical" href="/ru/most">'): f"{HOST}/ru/most",
    (OWN, '<link href="/ru/most" rel="alternate canonical">'): f"{HOST}/ru/most",
    (OWN, LINK.format("https://agency.example.org/2020/most")): "https://agency.example.org/2020/most",
    (OWN, OG.format(f"{HOST}/ru/most")): f"{HOST}/ru/most",
    (OWN, OG.format("/ru/most")): f"{HOST}/ru/most",
    (OWN, LINK.format("/ru/a") + OG.format("/ru/b")): f"{HOST}/ru/a",
    (OWN, '<base href="https://ministry.example.kg/ru/">' + LINK.format("most")): f"{HOST}/ru/most",
    # Not trusted.
    (OWN, LINK.format("/")): OWN,
    (OWN, LINK.format(HOST)): OWN,
    (OWN, LINK.format("/ru/")): OWN,
    (OWN, LINK.format("/ky")): OWN,
    (OWN, LINK.format("https://ministry.example.kg/index.php")): OWN,
    (OWN, LINK.format("/") + OG.format("/ru/most")): f"{HOST}/ru/most",
    (OWN, LINK.format("/ru/news")): OWN,
    (OWN, LINK.format("/ru/news/")): OWN,
    (OWN, LINK.format("javascript:void(0)")): OWN,
    (OWN, LINK.format("http://localhost/ru/news/4711")): OWN,
    (OWN, LINK.format("http://127.0.0.1:8000/ru/news/4711")): OWN,
    (OWN, LINK.format("http://192.168.1.5/news/4711")): OWN,
    (OWN, LINK.format("http://[broken")): OWN,
    (f"{HOST}/news/?ELEMENT_ID=5", LINK.format("/news/")): f"{HOST}/news/?ELEMENT_ID=5",
    (f"{HOST}/index.php?option=com_content&id=5", LINK.format("/index.php")): f"{HOST}/index.php?option=com_content&id=5",
    (f"{HOST}/news/detail.php?ID=5", LINK.format("/news/detail.php")): f"{HOST}/news/detail.php?ID=5",
    (f"{HOST}/news/detail.php?ID=5", LINK.format("/news/5/")): f"{HOST}/news/5/",
    # AMP, print and mobile twins.
    (f"{OWN}/amp/", LINK.format(OWN)): OWN,
    (f"{OWN}?amp=1", LINK.format(OWN)): OWN,
    (f"{OWN}?amp", ""): OWN,
    (f"{OWN}?outputType=amp", ""): OWN,
    (f"{OWN}?print=Y", ""): OWN,
    (f"{OWN}?tmpl=component&print=1", ""): OWN,
    ("https://m.ministry.example.kg/ru/news/4711", LINK.format(OWN)): OWN,
    ("https://amp.ministry.example.kg/ru/news/4711", LINK.format(OWN)): OWN,
    (f"{OWN}?page=2", LINK.format(OWN)): OWN,
}  # fmt: skip


@pytest.mark.parametrize(("page", "address"), CASES.items())
def test_the_canonical_address(page: tuple[str, str], address: str) -> None:
    url, head = page
    html = whole(f'<h1>{T}</h1><div class="date">12.06.2020</div>{p()}', head, title=T)
    assert read_page(html.encode(), url, timezone=BISHKEK).canonical_url == address


def test_what_is_not_trusted_is_noted() -> None:
    for stated in ("/", "/ru/news", "http://localhost/a"):
        html = whole(f"<h1>{T}</h1>{p()}", LINK.format(stated), title=T)
        assert any("canonical" in note for note in read_page(html.encode(), OWN, timezone=BISHKEK).notes)


ALTERNATE = '<link rel="alternate" hreflang="{}" href="{}">'


@pytest.mark.parametrize(
    ("head", "translations"),
    [
        (ALTERNATE.format("ky", "/ky/news/4711"), {"ky": f"{HOST}/ky/news/4711"}),
        (ALTERNATE.format("ky-KG", "/ky/news/4711") + ALTERNATE.format("en-US", "/en/news/4711"), {"ky": f"{HOST}/ky/news/4711", "en": f"{HOST}/en/news/4711"}),
        (ALTERNATE.format("kg", "/kg/news/4711"), {"ky": f"{HOST}/kg/news/4711"}),
        (ALTERNATE.format("ru", OWN) + ALTERNATE.format("x-default", OWN) + ALTERNATE.format("x-default", "/en/news/4711"), {}),
        (ALTERNATE.format("ru", "/ru/most") + LINK.format("/ru/most") + ALTERNATE.format("ky", "/ky/most"), {"ky": f"{HOST}/ky/most"}),
        (ALTERNATE.format("ky", "/ky/") + ALTERNATE.format("en", "/en"), {}),
        (ALTERNATE.format("ky", "") + ALTERNATE.format("", "/x") + ALTERNATE.format("en", "javascript:void(0)"), {}),
        (ALTERNATE.format("ky", "/ky/news/4711?utm_source=x"), {"ky": f"{HOST}/ky/news/4711"}),
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', {}),
        ('<link rel="alternate" media="only screen" hreflang="ru" href="https://m.ministry.example.kg/ru/news/4711">', {}),
        ('<link hreflang="en" rel="alternate" href="https://en.ministry.example.kg/news/4711">', {"en": "https://en.ministry.example.kg/news/4711"}),
    ],
)  # fmt: skip
def test_translations(head: str, translations: dict[str, str]) -> None:
    html = whole(f"<h1>{T}</h1>{p()}", head, title=T)
    assert read_page(html.encode(), OWN, timezone=BISHKEK).translations == translations


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (f"{HOST}/a?id=5&ref=tg", f"{HOST}/a?id=5"),
        (f"{HOST}/a?ref=55", f"{HOST}/a?ref=55"),
        (f"{HOST}/a?id=5&back_url=%2Fnews", f"{HOST}/a?id=5"),
        (f"{HOST}/a?id=5&erid=2Vtzq", f"{HOST}/a?id=5"),
        (f"{HOST}/a?id=5&amp;lang=ru", f"{HOST}/a?id=5&lang=ru"),
        (f"{HOST}/a?source=5", f"{HOST}/a?source=5"),
        (f"{HOST}/a?q=%D0%BC%D0%BE%D1%81%D1%82&utm_term=x", f"{HOST}/a?q=%D0%BC%D0%BE%D1%81%D1%82"),
        (f"{HOST}/a;jsessionid=AB12", f"{HOST}/a"),
        (f"{HOST}/a?", f"{HOST}/a"),
        (f"{HOST}//a", f"{HOST}//a"),
        (f"{HOST}/%d0%bc%d0%be%d1%81%d1%82", f"{HOST}/%D0%BC%D0%BE%D1%81%D1%82"),
    ],
)
def test_what_is_tracking_and_what_is_not(url: str, clean: str) -> None:
    assert clean_url(url) == clean
    assert clean_url(clean) == clean


@pytest.mark.parametrize("piece", ["utm_a=1&", "amp;", "%", "_hs", "a/", "\u0430"])
def test_hostile_addresses_end_in_time(piece: str) -> None:
    began = time.monotonic()
    clean_url(f"{HOST}/?{piece * 20_000}")
    clean_url(f"{HOST}/{piece * 20_000}")
    assert time.monotonic() - began < 2
