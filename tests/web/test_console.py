"""The console over a real server, and in a real headless browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import httpx
import pytest

from bot.daemon import Daemon
from bot.model.delivery import State
from bot.web.server import Console
from tests.flow.conftest import World, sandbox, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.slow


@pytest.fixture
def console(world: World) -> Iterator[tuple[World, str, Daemon]]:  # noqa: F811
    world.turn()
    app = world.app()
    daemon = Daemon(app)
    running = Console(app, daemon.beat)
    running.start()
    yield world, running.url, daemon
    running.stop()
    app.close()


def test_today_and_health(console: tuple[World, str, Daemon]) -> None:
    world_, url, daemon = console
    page = httpx.get(url, headers={"Accept-Language": "ky"})
    assert page.status_code == 200
    assert "Бүгүн" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    titles = list(world_.wanted())
    assert all(title in page.text for title in titles)
    assert httpx.get(f"{url}healthz").json()["healthy"] is True
    daemon.beat.errors["plan"] = "the disk is full"
    sick = httpx.get(f"{url}healthz")
    assert (sick.status_code, sick.json()["faults"]) == (503, ["plan: the disk is full"])


def test_a_hostile_title_stays_text(console: tuple[World, str, Daemon]) -> None:
    world_, url, _ = console
    app = world_.app()
    row = app.posts(State.PUBLISHED, "fb", None)[0]
    with app.store.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE articles SET content = json_set(content, '$.title', '<script>alert(1)</script>') WHERE id = ?",
            (row.article_id,),
        )
    app.close()
    assert "<script>alert" not in httpx.get(url).text
    assert "&lt;script&gt;alert" in httpx.get(url).text


def test_pushing_needs_a_token(console: tuple[World, str, Daemon]) -> None:
    _, url, _ = console
    assert httpx.post(f"{url}api/articles", json={"url": "https://e.org/1"}).status_code == 403


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine")
def test_in_a_browser_on_a_desk_and_on_a_phone(console: tuple[World, str, Daemon]) -> None:
    from playwright.sync_api import sync_playwright

    world_, url, _ = console
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        errors: list[str] = []
        page = browser.new_page(locale="en-GB")
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(url)
        assert page.locator("h1").inner_text() == "pressbot · Today"
        assert page.locator("#deliveries").locator("xpath=..").locator("tr").count() == 31
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "ru"
        page.keyboard.press("Enter")
        page.wait_for_url("**/?lang=ru")
        assert page.locator("h1").inner_text() == "pressbot · Сегодня"
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.goto(f"{world_.sandbox.url}/walls/ok")
        assert page.locator("article").count() == 6
        assert page.evaluate("[...document.images].filter(i => i.complete && i.naturalWidth === 0).length") == 0
        assert errors == []
        browser.close()


def test_json_of_the_health_page_is_json(console: tuple[World, str, Daemon]) -> None:
    assert json.loads(httpx.get(f"{console[1]}healthz").text)["version"]
