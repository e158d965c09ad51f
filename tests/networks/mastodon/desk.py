"""A Mastodon adapter and its stand-in, one clock for both; what was asked and slept is written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post
from bot.networks.mastodon.adapter import Mastodon
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import WallPost
from tests.sandbox.calling import Wire

LINK = "https://mission.example.org/ru/news/1?utm_content=m1"
TOKEN = accounts.MASTODON_TOKEN
GONE = "119999999999999999"
Answer = Response | Callable[[Request], Response]


class Desk:
    """What the tests of this folder work with."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.sandbox = wire.sandbox
        self.clock = wire.clock
        #: Seconds slept.
        self.naps: list[float] = []
        #: Every request.
        self.asked: list[Request] = []
        #: The stand-in itself.
        self.standing = self.sandbox.networks["mastodon"]
        self._made: list[Mastodon] = []
        self.watch({})

    def endpoint(self, options: Mapping[str, str] | None = None, **numbers: float) -> Endpoint:
        """The stand-in's address."""
        known = REGISTRY["mastodon"].endpoint
        return replace(
            known, api_url=f"{self.sandbox.url}/mastodon", read_timeout=timedelta(seconds=3),
            options={**known.options, **(options or {})}, numbers={**known.numbers, **numbers},
        )  # fmt: skip

    def mastodon(
        self, identity: str = accounts.MASTODON_ACCOUNT, *, token: str = TOKEN,
        options: Mapping[str, str] | None = None, **numbers: float,
    ) -> Mastodon:  # fmt: skip
        """An adapter with the sandbox's token, or with `token`."""
        account = Account("ma", "mastodon", identity, {"token": SecretStr(token)})
        made = Mastodon(account, self.endpoint(options, **numbers), clock=self.clock, sleep=self._nap)
        self._made.append(made)
        return made

    def watch(self, answers: Mapping[str, Answer]) -> None:
        """Writes down every request; `answers`: "METHOD path" → what comes in the stand-in's place."""
        standing, asked = self.standing, self.asked

        class Watched:
            name = "mastodon"

            def operation(self, request: Request) -> str:
                return standing.operation(request)

            def refusal(self, kind: str, code: str = "") -> Response:
                return standing.refusal(kind, code)

            def __call__(self, request: Request) -> Response:
                asked.append(request)
                given = answers.get(f"{request.method} {request.path}")
                if given is None:
                    return standing(request)
                return given if isinstance(given, Response) else given(request)

        self.sandbox.networks["mastodon"] = Watched()

    def routes(self) -> list[str]:
        """ "METHOD path" of every request so far."""
        return [f"{request.method} {request.path}" for request in self.asked]

    def bodies(self, route: str) -> list[dict[str, Any]]:
        """The JSON bodies of the requests to that route."""
        return [json.loads(request.body) for request in self.asked if f"{request.method} {request.path}" == route]

    def switch(self, name: str, value: Any) -> None:
        """The server behaves another way."""
        self.sandbox.world.switches.set("mastodon", name, value)

    def token(self, state: str = "live", without: list[str] | None = None) -> None:
        """Does something to the token."""
        self.sandbox.world.keys.change("mastodon", TOKEN, state, without)

    def fail(self, code: str, operation: str = "any", times: int | None = 1) -> None:
        """The next calls of that kind are refused with that code."""
        self.sandbox.faults.add("mastodon", "error", operation, code=code, times=times)

    def fault(self, kind: str, operation: str = "any", times: int | None = 1) -> None:
        """The next calls of that kind go wrong."""
        self.sandbox.faults.add("mastodon", kind, operation, times=times)

    def wall(self) -> list[WallPost]:
        """What stands on the account, newest first."""
        return self.sandbox.wall("mastodon")

    def close(self) -> None:
        """Gives every connection back."""
        for made in self._made:
            made.close()
        self.sandbox.networks["mastodon"] = self.standing

    def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.clock.forward(seconds=seconds)


def post(text: str = "Новость дня", *, form: Form = Form.LINK, link: str | None = LINK, mark: str = "m1") -> Post:
    """A post whose text holds its link."""
    shown = f"{text}\n\n{link}" if link else text
    return Post(
        "ma", "mastodon", shown, link, "https://mission.example.org/ru/news/1", form, "ru", len(shown), 500, mark=mark
    )


def jpeg(alt: str | None = "Зал заседаний") -> Picture:
    """A picture of the sample site."""
    return Picture(picture("vienna-hall"), "image/jpeg", 1280, 720, alt, "https://mission.example.org/1.jpg")


def broken() -> Picture:
    """A picture that the server refuses."""
    return Picture(b"no picture", "image/jpeg", 10, 10, None, "https://mission.example.org/broken.jpg")
