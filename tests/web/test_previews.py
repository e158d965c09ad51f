"""Posts as their networks would show them: every word shown, nothing foreign runs, nothing is asked for."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App, Preview, load_settings
from bot.commands.shown_html import html_preview
from bot.model.account import Account, CardColours
from bot.model.article import Article, Image
from bot.networks.registry import REGISTRY
from bot.render.renderer import Renderer
from bot.web.previews import Shown, preview_page
from bot.web.previews.look import LOOKS, folded, look_of, pieces

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> {{ 7 * 7 }} \u202etxt"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def article(**more: object) -> Article:
    values = {
        "url": "https://www.e.org/1", "canonical_url": "https://www.e.org/1", "title": "Үч өлкө макулдашты",
        "lead": "Биринчи сүйлөм.", "text": "Биринчи сүйлөм. Экинчи сүйлөм.\n\n" + "\n\n".join(f"Абзац {n}, в нём слова." for n in range(9)),
        "language": "ky", "published": datetime(2026, 11, 3, 9, 5, tzinfo=timezone(timedelta(hours=6))), "views": 13570,
    }  # fmt: skip
    return Article(**{**values, **more})  # type: ignore[arg-type]


def posts(of: Article, card: CardColours | None = None):  # type: ignore[no-untyped-def]
    return [
        Renderer().render(of, Account(name, name, "1", card=card, always_hashtags=("ОБСЕ",)), registration.limits)
        for name, registration in REGISTRY.items()
    ]


def drawn(of: Article, pictures: dict[tuple[str, str], Shown] | None = None, **more) -> str:  # type: ignore[no-untyped-def]
    return preview_page(of, posts(of), more.pop("refused", {}), pictures or {}, language=more.pop("language", None))


def text_of(markup: str, selector: str) -> list[str]:
    tree = lxml.html.fromstring(markup)
    return ["".join(element.itertext()) for element in tree.cssselect(selector)]


def test_article_and_posts_are_shown_whole() -> None:
    page = drawn(article(), refused={"x2": "no faithful post"})
    assert text_of(page, "h1") == ["Үч өлкө макулдашты"]
    assert "2026-жылдын 3-ноябрь, 09:05" in page
    assert "13\u00a0570 көрүү" in page
    assert text_of(page, ".who b") == [*REGISTRY, "x2"]
    shown = text_of(page, ".post .words")
    for post, text in zip(posts(article()), shown, strict=False):
        assert re.sub(r"… дагы| дагы", "", text) == post.text
        assert f"{post.length} / {post.limit}" in page
    assert shown[-1] == "no faithful post"
    assert "Абзац 8, в нём слова." in page
    assert "Сүрөт жок." in page


@pytest.mark.parametrize(
    ("language", "asked", "words", "date"),
    [
        ("ru", None, "просмотров", "3 ноября 2026, 09:05"),
        ("ky", "ru", "просмотров", "3 ноября 2026, 09:05"),
        ("en", None, "views", "3 November 2026, 09:05"),
        ("de", None, "views", "3 November 2026, 09:05"),
        (None, None, "views", "3 November 2026, 09:05"),
    ],
)
def test_the_page_speaks_the_articles_language_where_it_can(
    language: str | None, asked: str | None, words: str, date: str
) -> None:
    page = drawn(article(language=language), language=asked)
    assert words in page
    assert date in page


def test_what_is_unknown_is_said_and_never_a_zero() -> None:
    page = drawn(article(language="en", published=None, views=None, text="", lead=""))
    for words in ("no date", "no view counter", "The page has no text.", "No pictures."):
        assert words in page
    assert "0 views" not in page
    assert "03 November" not in drawn(article(language="en", has_time=False))


def test_nothing_hostile_gets_out_of_its_place() -> None:
    bad = article(
        title=HOSTILE, lead=HOSTILE, text=HOSTILE, author=HOSTILE, section=HOSTILE, description=HOSTILE, notes=(HOSTILE,),
        canonical_url="https://e.org/?a=<script>alert(3)</script>", language="en", card_image="javascript:alert(4)",
        images=(Image("javascript:alert(5)", HOSTILE, HOSTILE), Image('https://e.org/"onload="alert(6).jpg', None, None)),
    )  # fmt: skip
    page = preview_page(bad, posts(bad), {HOSTILE: HOSTILE}, {}, language=None)
    tree = lxml.html.fromstring(page)
    assert tree.cssselect("script, iframe, object, embed, form, img") == []
    assert [name for element in tree.iter() for name in element.attrib if name.startswith("on")] == []
    links = [element.get("href") for element in tree.iter("a")]
    assert all(link.startswith(("https://", "http://")) for link in links)
    assert "49" not in text_of(page, "h1")[0]


def test_the_page_asks_for_nothing() -> None:
    pictured = article(images=(Image("https://e.org/a.jpg", "подпись"),), card_image="https://e.org/c.jpg")
    known = {("", "https://e.org/a.jpg"): Shown(DOT)} | {
        (name, "https://e.org/a.jpg"): Shown(DOT, "picture: 1200×630, 55 kB") for name in REGISTRY
    }
    tree = lxml.html.fromstring(drawn(pictured, known))
    sources = [element.get("src") for element in tree.iter("img")]
    assert len(sources) == 5
    assert set(sources) == {DOT}
    assert {element.get("href") for element in tree.iter("link")} == {"data:,"}
    assert "default-src 'none'" in tree.cssselect("meta[http-equiv]")[0].get("content", "")
    assert "url(" not in text_of(drawn(pictured), "style")[0]
    assert drawn(pictured, known).count("picture: 1200×630, 55 kB") == 4


@given(st.text(st.sampled_from("абв #ө1_.,\n:/htps<>&\"'")), st.sampled_from(sorted(LOOKS)))
def test_folding_and_colouring_lose_no_sign(text: str, network: str) -> None:
    seen, hidden = folded(text, look_of(network))
    assert seen + hidden == text
    assert "".join(piece.text for piece in pieces(text)) == text


def test_links_and_hashtags_are_told_from_words() -> None:
    found = pieces("См. https://e.org/a?b=1#c. (https://e.org/x) #ОБСЕ и #2026, №5 a#b")
    assert [(piece.kind, piece.text) for piece in found if piece.kind != "text"] == [
        ("link", "https://e.org/a?b=1#c"), ("link", "https://e.org/x"), ("tag", "#ОБСЕ"),
    ]  # fmt: skip


def test_long_texts_fold_at_a_word_and_short_ones_do_not() -> None:
    seen, hidden = folded("слово " * 200, LOOKS["linkedin"])
    assert len(seen) <= 210
    assert seen.endswith("слово")
    assert hidden.startswith(" слово")
    assert folded("слово " * 30, LOOKS["linkedin"])[1] == ""
    assert folded("слово " * 40, LOOKS["x"])[1] == ""


@pytest.fixture
def app() -> App:
    return App(load_settings(ROOT / "config" / "pressbot.toml"))


def test_a_saved_page_asks_its_site_for_nothing_and_draws_its_title_cards(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.fetcher, "fetch", lambda *_, **__: pytest.fail("a request was made"))
    plain = article()
    for name, registration in REGISTRY.items():
        app.limits[name] = registration.limits
    page = html_preview(app, Preview(plain, tuple(posts(plain, CardColours())), {}), ask=False)
    assert page.count('src="data:image/jpeg;base64,') == len(REGISTRY)
    assert "1200×630" in page
    pictured = article(images=(Image("https://e.org/a.jpg"),))
    assert "сүрөт жүктөлгөн жок" in html_preview(app, Preview(pictured, tuple(posts(pictured)), {}), ask=False)
    app.close()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine")
@pytest.mark.parametrize("width", [1400, 360])
def test_in_a_browser_without_script_on_a_desk_and_on_a_phone(tmp_path: Path, width: int) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "preview.html"
    long = article(
        title="Очень" * 30 + " длинный заголовок",
        text=" ".join(f"Предложение {n} этой статьи говорит о деле номер {n}." for n in range(60)),
        images=(Image("https://e.org/" + "a" * 300),),
    )
    path.write_text(drawn(long, refused={"вк": HOSTILE * 3}), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        asked: list[str] = []
        page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        right = [
            box["x"] + box["width"]
            for part in page.locator(".post, h1, .article").all()
            if (box := part.bounding_box())
        ]
        # One post a network and the refused one; headline and article.
        assert len(right) == len(REGISTRY) + 1 + 2
        assert max(right) <= width
        tops = {round(box["y"]) for part in page.locator(".post").all() if (box := part.bounding_box())}
        assert len(tops) == (2 if width == 1400 else len(REGISTRY) + 1)
        fold = page.locator(".post.linkedin .words details")
        assert fold.evaluate("node => node.open") is False
        fold.locator("summary").click()
        assert fold.evaluate("node => node.open") is True
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()
