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
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.server import Sandbox, serve

SECRETS: dict[str, tuple[str, dict[str, str]]] = {
    "facebook": (accounts.FACEBOOK_PAGE, {"token": accounts.FACEBOOK_TOKEN}),
    "linkedin": (accounts.LINKEDIN_ORGANISATION, {"token": accounts.LINKEDIN_TOKEN}),
    "x": (
        "",
        {
            "consumer_key": accounts.X_CONSUMER_KEY,
            "consumer_secret": accounts.X_CONSUMER_SECRET,
            "access_token": accounts.X_ACCESS_TOKEN,
            "access_token_secret": accounts.X_ACCESS_TOKEN_SECRET,
        },
    ),
    "vk": (
        accounts.VK_COMMUNITY,
        {
            "community_key": accounts.VK_COMMUNITY_KEY,
            "service_key": accounts.VK_SERVICE_KEY,
            "user_token": accounts.VK_USER_TOKEN,
        },
    ),
    "ok": (
        accounts.OK_GROUP,
        {
            "application_key": accounts.OK_APPLICATION_KEY,
            "access_token": accounts.OK_ACCESS_TOKEN,
            "application_secret_key": accounts.OK_APPLICATION_SECRET,
        },
    ),
}
NETWORKS = tuple(SECRETS)
#: Payloads of our own making, in the shapes that the fact sheets record.
PAYLOADS = Path(__file__).parent / "payloads"


def account(network: str, **without: bool) -> Account:
    """The sandbox's account on that network."""
    identity, secrets = SECRETS[network]
    kept = {name: SecretStr(value) for name, value in secrets.items() if without.get(name, True)}
    return Account(network, network, identity, kept)


def post(network: str, text: str, *, form: Form = Form.LINK, mark: str = "m1") -> Post:
    """A post with a link, whose text holds it where the network has no other place for it."""
    link = f"https://mission.example.org/ru/news/1?utm_content={mark}"
    shown = f"{text}\n\n{link}" if network == "x" or (form is Form.PHOTO and network == "facebook") else text
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
