"""A Telegram adapter and its stand-in, one clock for both; what was asked is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post
from bot.networks.registry import REGISTRY
from bot.networks.telegram.adapter import Telegram
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import WallPost
from tests.sandbox.calling import Wire

LINK = "https://mission.example.org/ru/news/1?utm_content=m1"
TOKEN = accounts.TELEGRAM_TOKEN


class Desk:
    """What the tests of this folder work with."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.sandbox = wire.sandbox
        self.clock = wire.clock
        #: (method, JSON parameters or {}) of every call.
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._standing = self.sandbox.networks["telegram"]
        self._made: list[Telegram] = []
        self.watch({})

    def endpoint(self, options: Mapping[str, str] | None = None, **numbers: float) -> Endpoint:
        """The stand-in's address."""
        known = REGISTRY["telegram"].endpoint
        return replace(
            known, api_url=f"{self.sandbox.url}/telegram", read_timeout=timedelta(seconds=3),
            options={**known.options, **(options or {})}, numbers={**known.numbers, **numbers},
        )  # fmt: skip

    def telegram(
        self, chat: str = accounts.TELEGRAM_CHANNEL, *, token: str = TOKEN, endpoint: Endpoint | None = None,
        **numbers: float,
    ) -> Telegram:  # fmt: skip
        """An adapter with the sandbox's token, or with `token`."""
        account = Account("tg", "telegram", chat, {"token": SecretStr(token)})
        self._made.append(Telegram(account, endpoint or self.endpoint(**numbers), clock=self.clock))
        return self._made[-1]

    def watch(self, answers: Mapping[str, Response]) -> None:
        """Writes down every method asked for; `answers`: method → what comes in the stand-in's place."""
        standing, asked = self._standing, self.asked

        class Watched:
            name = "telegram"

            def operation(self, request: Request) -> str:
                return standing.operation(request)

            def refusal(self, kind: str, code: str = "") -> Response:
                return standing.refusal(kind, code)

            def __call__(self, request: Request) -> Response:
                method = request.path.rpartition("/")[2]
                is_json = request.headers.get("content-type", "").startswith("application/json")
                asked.append((method, json.loads(request.body) if is_json else {}))
                return answers.get(method) or standing(request)

        self.sandbox.networks["telegram"] = Watched()

    def methods(self) -> list[str]:
        """The methods asked for so far."""
        return [method for method, _ in self.asked]

    def switch(self, name: str, value: Any) -> None:
        """Telegram behaves another way."""
        self.sandbox.world.switches.set("telegram", name, value)

    def token(self, state: str = "live", without: list[str] | None = None) -> None:
        """Does something to the token, or to the bot's rights."""
        self.sandbox.world.keys.change("telegram", TOKEN, state, without)

    def fail(self, code: str, operation: str = "any", times: int | None = 1) -> None:
        """The next calls of that kind are refused with that code."""
        self.sandbox.faults.add("telegram", "error", operation, code=code, times=times)

    def fault(self, kind: str, operation: str = "any", times: int | None = 1) -> None:
        """The next calls of that kind go wrong."""
        self.sandbox.faults.add("telegram", kind, operation, times=times)

    def wall(self) -> list[WallPost]:
        """What stands in the channel, newest first."""
        return self.sandbox.wall("telegram")

    def close(self) -> None:
        """Gives every connection back."""
        for made in self._made:
            made.close()
        self.sandbox.networks["telegram"] = self._standing


def post(text: str = "Новость дня", *, form: Form = Form.LINK, link: str | None = LINK) -> Post:
    """A post whose text holds its link."""
    shown = f"{text}\n\n{link}" if link else text
    return Post(
        "tg", "telegram", shown, link, "https://mission.example.org/ru/news/1", form, "ru", len(shown), 4096, mark="m1"
    )


def jpeg(story: str = "vienna-hall") -> Picture:
    """A picture of the sample site."""
    return Picture(picture(story), "image/jpeg", 1280, 720, None, f"https://mission.example.org/{story}.jpg")


def broken() -> Picture:
    """A picture that Telegram refuses."""
    return Picture(b"no picture", "image/jpeg", 10, 10, None, "https://mission.example.org/broken.jpg")
