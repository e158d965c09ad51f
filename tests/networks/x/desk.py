"""An X adapter and its stand-in, one clock for both in the test's hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post, PostImage
from bot.networks.registry import REGISTRY
from bot.networks.x.adapter import X
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from tests.networks.x.column import COLUMN
from tests.sandbox.calling import Wire

LINK = "https://mission.example.org/ru/news/1?utm_content=m1"


class Desk:
    """What the tests of this folder work with."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.sandbox = wire.sandbox
        self.clock = wire.clock
        self._made: list[X] = []

    def endpoint(self, *, options: Mapping[str, str] | None = None, **numbers: float) -> Endpoint:
        """The stand-in's address."""
        known = REGISTRY["x"].endpoint
        return replace(
            known,
            api_url=f"{self.sandbox.url}/x",
            read_timeout=timedelta(seconds=3),
            options={**known.options, **(options or {})},
            numbers={**known.numbers, **numbers},
        )

    def x(
        self,
        identity: str = "",
        *,
        secrets: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None,
        **numbers: float,
    ) -> X:
        """An adapter with the whole set of OAuth 1.0a keys, or with `secrets`."""
        given = {name: SecretStr(value) for name, value in (secrets or COLUMN.secrets).items()}
        made = X(Account("x", "x", identity, given), self.endpoint(options=options, **numbers), clock=self.clock)
        self._made.append(made)
        return made

    def by_token(self, **more: str) -> X:
        """An adapter with an OAuth 2 user token."""
        return self.x(secrets={"token": accounts.X_OAUTH2_TOKEN, **more})

    def routes(self) -> list[str]:
        """Every call to X so far, oldest first, ids left out."""
        calls = [call for call in self.sandbox.calls if call[0] == "x"]
        return [f"{method} {path.replace(accounts.X_USER, ':id', 1)}" for _, _, method, path in calls]

    def fail(self, code: str, operation: str = "any", times: int | None = 1, kind: str = "error") -> None:
        """The next calls of that kind are refused by that line of the stand-in's table."""
        self.sandbox.faults.add("x", kind, operation, code=code, times=times)

    def switch(self, name: str, value: Any) -> None:
        """X behaves another way."""
        self.wire.control("switches", network="x", name=name, value=value)

    def wall(self) -> list[str]:
        """The texts that stand on the wall, oldest first."""
        return [post.text for post in reversed(self.sandbox.wall("x"))]

    def ledger(self) -> list[tuple[str, int, int]]:
        """What the stand-in charged: action, times, thousandths of a dollar."""
        return [(line["action"], line["times"], line["musd"]) for line in self.sandbox.networks["x"].credits.ledger()]  # type: ignore[attr-defined]

    def close(self) -> None:
        """Gives every connection back."""
        for made in self._made:
            made.close()


def post(text: str = "Новость дня", *, thread: tuple[str, ...] = (), alts: tuple[str | None, ...] = ()) -> Post:
    """A post whose text ends with its link."""
    shown = f"{text}\n\n{LINK}"
    images = tuple(PostImage(f"https://mission.example.org/{n}.jpg", alt) for n, alt in enumerate(alts))
    return Post(
        "x", "x", shown, LINK, "https://mission.example.org/ru/news/1", Form.LINK, "ru", len(shown), 280,
        images=images, mark="m1", thread=thread,
    )  # fmt: skip


def bare(text: str, *, thread: tuple[str, ...] = (), alts: tuple[str | None, ...] = ()) -> Post:
    """A post of exactly that text, whose link stands nowhere in it."""
    return replace(post(thread=thread, alts=alts), text=text, link=None)


def jpeg(alt: str | None = "Зал заседаний") -> Picture:
    """A picture of the sample site."""
    return Picture(picture("vienna-hall"), "image/jpeg", 1280, 720, alt, "https://mission.example.org/1.jpg")
