"""One account per network, whose keys are the sandbox's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.clock import now
from bot.model.account import Account
from bot.model.post import Form, Picture, Post
from bot.networks.base import Network
from bot.networks.registry import REGISTRY
from bot.sandbox.press.pictures import picture
from bot.sandbox.server import Sandbox, serve
from tests.networks.column import columns

COLUMNS = columns()
NETWORKS = tuple(COLUMNS)
#: Payloads of our own making, in the shapes that the fact sheets record.
PAYLOADS = Path(__file__).parent / "payloads"


def account(network: str, **without: bool) -> Account:
    """The sandbox's account on that network."""
    column = COLUMNS[network]
    kept = {name: SecretStr(value) for name, value in column.secrets.items() if without.get(name, True)}
    return Account(network, network, column.identity, kept)


def post(network: str, text: str, *, form: Form = Form.LINK, mark: str = "m1") -> Post:
    """A post with a link, whose text holds it where the network has no other place for it."""
    link = f"https://mission.example.org/ru/news/1?utm_content={mark}"
    column = COLUMNS[network]
    in_text = column.link_in_text or (form is Form.PHOTO and column.link_in_photo_text)
    shown = f"{text}\n\n{link}" if in_text else text
    return Post(
        network, network, shown, link, "https://mission.example.org/ru/news/1", form, "ru", len(shown), 280, mark=mark,
        card_title="Заголовок", card_description="Первое предложение.",
    )  # fmt: skip


@pytest.fixture
def jpeg() -> Picture:
    return Picture(
        picture("vienna-hall"), "image/jpeg", 1280, 720, "Зал заседаний", "https://mission.example.org/1.jpg"
    )


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    running = serve("127.0.0.1:0", None, engagement_pace=timedelta(milliseconds=1))
    yield running
    running.close()


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Callable[..., Network]]:
    """Makes a network that talks to the sandbox; all are closed afterwards."""
    made: list[Network] = []

    def make(name: str, **without: bool) -> Network:
        registration = REGISTRY[name]
        endpoint = replace(registration.endpoint, api_url=f"{sandbox.url}/{name}", read_timeout=timedelta(seconds=3))
        made.append(registration.factory(account(name, **without), endpoint, clock=now))
        return made[-1]

    yield make
    for network in made:
        network.close()
