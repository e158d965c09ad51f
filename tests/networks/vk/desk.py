"""A community's adapter and its stand-in, one clock for both in the test's hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post
from bot.networks.registry import REGISTRY
from bot.networks.vk.adapter import VK
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.wire import Request
from tests.networks.conftest import post as made_post
from tests.networks.vk.column import COLUMN
from tests.sandbox.calling import Wire

LINK = "https://mission.example.org/ru/news/1?utm_content=m1"
COMMUNITY, SERVICE, USER = "community_key", "service_key", "user_token"
ALL = (COMMUNITY, SERVICE, USER)
TOKENS = dict(COLUMN.secrets)
SECONDS = count(step=2)


class Desk:
    """What the tests of this folder work with."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.sandbox = wire.sandbox
        self.clock = wire.clock
        #: What would have been slept, in seconds.
        self.naps: list[float] = []
        self._made: list[VK] = []
        self._standing = wire.sandbox.networks["vk"]
        # Two seconds between any two calls: nothing comes too fast unless a test says so.
        self._standing.quotas.clock = lambda: float(next(SECONDS))  # type: ignore[attr-defined]

    def endpoint(self, *, options: Mapping[str, str] | None = None, **numbers: float) -> Endpoint:
        """The stand-in's address."""
        known = REGISTRY["vk"].endpoint
        return replace(
            known,
            api_url=f"{self.sandbox.url}/vk",
            read_timeout=timedelta(seconds=3),
            options={**known.options, **(options or {})},
            numbers={**known.numbers, **numbers},
        )

    def vk(
        self,
        *names: str,
        group: str = accounts.VK_COMMUNITY,
        secrets: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None,
        **numbers: float,
    ) -> VK:
        """An adapter with the credentials of these names (all three by default), or with `secrets`."""
        wanted = secrets if secrets is not None else {name: TOKENS[name] for name in names or ALL}
        account = Account("vk", "vk", group, {name: SecretStr(value) for name, value in wanted.items()})
        made = VK(account, self.endpoint(options=options, **numbers), clock=self.clock, sleep=self.naps.append)
        self._made.append(made)
        return made

    def routes(self) -> list[str]:
        """The methods called so far, oldest first; "upload" for the upload server."""
        paths = [path for network, _, _, path in self.sandbox.calls if network == "vk"]
        return ["upload" if path.startswith("/upload") else path.removeprefix("/method/") for path in paths]

    def watch(self) -> list[tuple[str, Request]]:
        """Method and request of every call from now on."""
        seen: list[tuple[str, Request]] = []
        standing = self._standing

        class Watched:
            name = "vk"

            def __getattr__(self, name: str) -> Any:
                return getattr(standing, name)

            def __call__(self, request: Request) -> Any:
                seen.append((request.path.removeprefix("/method/"), request))
                return standing(request)

        self.sandbox.networks["vk"] = Watched()  # type: ignore[assignment]
        return seen

    def fail(self, code: str, operation: str = "any", times: int | None = 1, kind: str = "error") -> None:
        """The next calls of that kind are refused by that line of the stand-in's table."""
        self.sandbox.faults.add("vk", kind, operation, code=code, times=times)

    def fault(self, kind: str, operation: str = "any", times: int | None = 1) -> None:
        """The next calls of that kind go wrong."""
        self.sandbox.faults.add("vk", kind, operation, times=times)

    def switch(self, name: str, value: Any) -> None:
        """VK behaves another way."""
        self.wire.control("switches", network="vk", name=name, value=value)

    def token(self, name: str, state: str = "live", without: list[str] | None = None) -> None:
        """Something is done to a credential."""
        self.wire.control("tokens", network="vk", token=TOKENS[name], state=state, without=without or [])

    def by_hand(self, number: int) -> list[str]:
        """Ids of so many posts that people wrote, oldest first."""
        made = self.sandbox.networks["vk"].by_hand  # type: ignore[attr-defined]
        return [str(made(f"Запись {n}", None)) for n in range(number)]

    def close(self) -> None:
        """Gives every connection back; the stand-in is what it was."""
        self.sandbox.networks["vk"] = self._standing
        for made in self._made:
            made.close()


def post(text: str = "Новость дня", *, form: Form = Form.LINK, mark: str = "m1", **changes: Any) -> Post:
    """A post of the community with its link beside the text."""
    return replace(made_post("vk", text, form=form, mark=mark), **changes)


def jpeg(**changes: Any) -> Picture:
    """A picture of the sample site."""
    made = Picture(
        picture("vienna-hall"), "image/jpeg", 1280, 720, "Зал заседаний", "https://mission.example.org/1.jpg"
    )
    return replace(made, **changes)


def broken() -> Picture:
    """A picture that VK refuses."""
    return jpeg(content=b"no picture")
