"""An OK adapter and its stand-in, one clock for both in the test's hands; what was slept is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post
from bot.networks.ok.adapter import OK
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import WallPost
from tests.networks.ok.column import COLUMN
from tests.sandbox.calling import Wire

LINK = "https://mission.example.org/ru/news/1?utm_content=m1"
TOKEN = accounts.OK_ACCESS_TOKEN
SECRETS = dict(COLUMN.secrets)


class Desk:
    """What the tests of this folder work with."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.sandbox = wire.sandbox
        self.clock = wire.clock
        #: Seconds slept to keep the pace.
        self.naps: list[float] = []
        #: (method, parameters) of every call to fb.do from `watch` on.
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._passed_s = 0.0
        self._made: list[OK] = []

    def endpoint(self, **numbers: float) -> Endpoint:
        """The stand-in's address."""
        known = REGISTRY["ok"].endpoint
        return replace(
            known,
            api_url=f"{self.sandbox.url}/ok",
            read_timeout=timedelta(seconds=3),
            numbers={**known.numbers, **numbers},
        )

    def ok(self, group: str = accounts.OK_GROUP, *, secrets: Mapping[str, str] | None = None, **numbers: float) -> OK:
        """An adapter with the sandbox's keys, or with `secrets`."""
        given = {name: SecretStr(value) for name, value in (secrets or SECRETS).items()}
        made = OK(
            Account("ok", "ok", group, given), self.endpoint(**numbers), clock=self.clock, sleep=self._nap,
            monotonic=lambda: self._passed_s,
        )  # fmt: skip
        self._made.append(made)
        return made

    def switch(self, name: str, value: Any) -> None:
        """OK behaves another way."""
        self.sandbox.world.switches.set("ok", name, value)

    def token(self, state: str = "live", without: list[str] | None = None) -> None:
        """Does something to the token."""
        self.sandbox.world.keys.change("ok", TOKEN, state, without)

    def fail(self, code: str, operation: str = "any", times: int | None = 1, kind: str = "error") -> None:
        """The next calls of that kind are refused with that code."""
        self.sandbox.faults.add("ok", kind, operation, code=code, times=times)

    def fault(self, kind: str, operation: str = "any", times: int | None = 1) -> None:
        """The next calls of that kind go wrong."""
        self.sandbox.faults.add("ok", kind, operation, times=times)

    def calls(self, operation: str = "") -> int:
        """How many calls there were, of one kind."""
        return sum(1 for room, kind, _, _ in self.sandbox.calls if room == "ok" and operation in {"", kind})

    def watch(self, answers: Mapping[str, Response] | None = None) -> Desk:
        """Writes down every method asked for from now on; `answers`: method → what comes in the stand-in's place."""
        standing = self.sandbox.networks["ok"]
        asked, given = self.asked, answers or {}

        class Watched:
            name = "ok"

            def operation(self, request: Request) -> str:
                return standing.operation(request)

            def refusal(self, kind: str, code: str = "") -> Response:
                return standing.refusal(kind, code)

            def __call__(self, request: Request) -> Response:
                if request.path != "/fb.do":
                    return standing(request)
                form = request.form()
                asked.append((form["method"], form))
                return given.get(form["method"]) or standing(request)

        self.sandbox.networks["ok"] = Watched()
        return self

    def methods(self) -> list[str]:
        """The methods asked for since `watch`."""
        return [method for method, _ in self.asked]

    def wall(self) -> list[WallPost]:
        """What stands on the wall, newest first."""
        return self.sandbox.wall("ok")

    def by_hand(self, number: int, apart: timedelta = timedelta(minutes=10)) -> list[str]:
        """Ids of so many topics, oldest first; the clock stands after the last."""
        made = []
        for n in range(number):
            made.append(str(self.sandbox.networks["ok"].by_hand(f"Запись {n}", None)))  # type: ignore[attr-defined]
            self.clock.forward(seconds=apart.total_seconds())
        return made

    def delete(self, identity: str) -> None:
        """A person takes a topic down."""
        self.sandbox.world.delete("ok", identity)

    def close(self) -> None:
        """Gives every connection back."""
        for made in self._made:
            made.close()

    def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self._passed_s += seconds


def post(text: str = "Новость дня", *, form: Form = Form.LINK, link: str | None = LINK) -> Post:
    """A post whose link stands beside its text."""
    return Post(
        "ok", "ok", text, link, "https://mission.example.org/ru/news/1", form, "ru", len(text), 4500, mark="m1"
    )  # fmt: skip


def jpeg(story: str = "vienna-hall") -> Picture:
    """A picture of the sample site."""
    return Picture(picture(story), "image/jpeg", 1280, 720, None, f"https://mission.example.org/{story}.jpg")


def broken() -> Picture:
    """A picture that OK refuses."""
    return Picture(b"no picture", "image/jpeg", 10, 10, None, "https://mission.example.org/broken.jpg")
