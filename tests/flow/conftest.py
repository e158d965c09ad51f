"""A sandbox, a configuration that leads to it, and the app on top: the whole way in one process."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import logs
from bot.app import App, load_settings
from bot.daemon import Turn, run_once
from bot.networks.linkedin import upload
from bot.networks.vk import auth
from bot.sandbox.server import Sandbox, serve
from bot.sandbox.vk.stand_in import VK

CONFIG = Path(__file__).parents[2] / "config" / "pressbot.toml"
NETWORKS = ("facebook", "linkedin", "x", "vk", "ok")


class World:
    """A running sandbox and a configuration file that leads to it."""

    def __init__(self, sandbox: Sandbox, folder: Path, store_url: str, newest: int = 20) -> None:
        """`newest`: how many articles of each of the three sources the first visit posts."""
        self.sandbox = sandbox
        self.newest = newest
        self.config = folder / "pressbot.toml"
        text = CONFIG.read_text(encoding="utf-8").replace("http://127.0.0.1:8090", sandbox.url)
        text = text.replace("sqlite:///var/pressbot.db", store_url).replace("127.0.0.1:8080", "127.0.0.1:0")
        text = text.replace("newest:20", f"newest:{newest}").replace('["2s", "6s"]', '["1s", "1s"]')
        self.config.write_text(text, encoding="utf-8")

    def change(self, old: str, new: str) -> None:
        """Changes the configuration file."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def turn(self) -> Turn:
        """One full turn of a fresh app."""
        app = self.app()
        try:
            return run_once(app, lambda _: None)
        finally:
            app.close()

    def app(self) -> App:
        """A fresh app on the configuration, its store open."""
        app = App(load_settings(self.config))
        app.open()
        return app

    def counts(self, network: str) -> Counter[str]:
        """First line of each post on a wall → how often it stands there."""
        return Counter(post.text.split("\n")[0] for post in self.sandbox.wall(network))

    def wanted(self) -> Counter[str]:
        """Titles of the articles that are to be posted, each once."""
        stories = self.sandbox.site.listed()
        chosen = [s for code in ("ru", "ky", "en") for s in [x for x in stories if x.language == code][: self.newest]]
        return Counter(story.title for story in chosen)

    def once_each(self) -> bool:
        """Whether every article stands exactly once on every wall."""
        return all(self.counts(network) == self.wanted() for network in NETWORKS)


@pytest.fixture(autouse=True)
def _quiet() -> None:
    logs.configure(level="error", as_json=False)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox in memory whose site publishes nothing more unless asked, and whose networks are not waited for."""
    running = serve("127.0.0.1:0", None, engagement_pace=timedelta(milliseconds=1), publish_after=timedelta(days=1))
    # The pace of calls is a matter of tests/networks: here nobody keeps it, and nobody asks for it.
    monkeypatch.setattr(auth, "PACE_S", dict.fromkeys(auth.PACE_S, 0.0))
    monkeypatch.setattr(upload, "_LOOKS_S", tuple(0.0 for _ in upload._LOOKS_S))
    stand_in = running.networks["vk"]
    assert isinstance(stand_in, VK)
    stand_in.quotas.clock = itertools.count(step=2.0).__next__
    yield running
    running.close()


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """The whole way on SQLite, with two articles of each language."""
    return World(sandbox, tmp_path, f"sqlite:///{tmp_path}/store.db", newest=2)


@pytest.fixture
def any_world(sandbox: Sandbox, tmp_path: Path, store_url: str) -> World:
    """The whole way with every article, once on each database."""
    return World(sandbox, tmp_path, store_url)
