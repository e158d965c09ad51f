"""A LinkedIn adapter and its stand-in, one clock for both in the test's hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post
from bot.networks.linkedin.adapter import LinkedIn
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.wire import Request, Response
from tests.networks.conftest import post as made_post
from tests.sandbox.calling import Wire

ORGANISATION = f"urn:li:organization:{accounts.LINKEDIN_ORGANISATION}"
TOKEN = accounts.LINKEDIN_TOKEN
CLIENT = {"client_id": accounts.LINKEDIN_CLIENT, "client_secret": accounts.LINKEDIN_CLIENT_SECRET}


class Desk:
    """What the tests of this folder work with."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.sandbox = wire.sandbox
        self.clock = wire.clock
        #: Seconds that were slept.
        self.naps: list[float] = []
        self._made: list[LinkedIn] = []

    def endpoint(self, *, options: Mapping[str, str] | None = None, **numbers: float) -> Endpoint:
        """The stand-in's address."""
        known = REGISTRY["linkedin"].endpoint
        return replace(
            known,
            api_url=f"{self.sandbox.url}/linkedin",
            read_timeout=timedelta(seconds=3),
            options={**known.options, **(options or {})},
            numbers={**known.numbers, **numbers},
        )

    def linkedin(
        self,
        identity: str = accounts.LINKEDIN_ORGANISATION,
        *,
        secrets: Mapping[str, str] | None = None,
        endpoint: Endpoint | None = None,
        **numbers: float,
    ) -> LinkedIn:
        """An adapter with a member's token, or with `secrets`."""
        given = {name: SecretStr(value) for name, value in (secrets or {"token": TOKEN}).items()}
        account = Account("linkedin", "linkedin", identity, given)
        known = endpoint or self.endpoint(**numbers)
        self._made.append(LinkedIn(account, known, clock=self.clock, sleep=self.naps.append))
        return self._made[-1]

    def routes(self) -> list[str]:
        """Every call to LinkedIn so far, oldest first, ids left out."""
        calls = [call for call in self.sandbox.calls if call[0] == "linkedin"]
        return [f"{method} {_without_id(path)}" for _, _, method, path in calls]

    def watch(self) -> list[Request]:
        """Every request from now on, as it came."""
        seen: list[Request] = []
        standing = self.sandbox.networks["linkedin"]

        class Watched:
            name = "linkedin"

            def operation(self, request: Request) -> str:
                return standing.operation(request)

            def refusal(self, kind: str, code: str = "") -> Response:
                return standing.refusal(kind, code)

            def __call__(self, request: Request) -> Response:
                seen.append(request)
                return standing(request)

        self.sandbox.networks["linkedin"] = Watched()
        return seen

    def fail(self, code: str, operation: str = "any", times: int | None = 1, kind: str = "error") -> None:
        """The next calls of that kind are refused by that line of the stand-in's table."""
        self.sandbox.faults.add("linkedin", kind, operation, code=code, times=times)

    def fault(self, kind: str, operation: str = "any", times: int | None = 1) -> None:
        """Another fault to come."""
        self.sandbox.faults.add("linkedin", kind, operation, times=times)

    def spare(self, operation: str, times: int) -> None:
        """The next calls of that kind go well; faults that were added later wait for them."""
        self.sandbox.faults.add("linkedin", "slow", operation, times=times, seconds=0)

    def switch(self, name: str, value: Any) -> None:
        """LinkedIn behaves another way."""
        self.wire.control("switches", network="linkedin", name=name, value=value)

    def token(self, state: str = "live", without: list[str] | None = None) -> None:
        """Does something to the token."""
        self.wire.control("tokens", network="linkedin", token=TOKEN, state=state, without=without or [])

    def by_hand(self, words: str, link: str | None = None) -> str:
        """A post that a person makes on the page itself."""
        return str(self.wire.control("posts", network="linkedin", text=words, link=link)["id"])

    def wall(self) -> list[str]:
        """The texts that stand on the wall, oldest first."""
        return [post.text for post in reversed(self.sandbox.wall("linkedin"))]

    def close(self) -> None:
        """Gives every connection back."""
        for made in self._made:
            made.close()


def _without_id(path: str) -> str:
    parts = path.split("/")
    return "/".join("URN" if part.startswith("urn") or part.isdecimal() else part for part in map(unquote, parts))


def post(text: str = "Новость дня", *, form: Form = Form.LINK, mark: str = "m1", **changes: Any) -> Post:
    """A post of the organisation."""
    return replace(made_post("linkedin", text, form=form, mark=mark), **changes)


def photos(text: str = "Снимки", **changes: Any) -> Post:
    """A post with own pictures."""
    return post(text, form=Form.PHOTO, **changes)


def jpeg(alt: str | None = "Зал заседаний") -> Picture:
    """A picture that LinkedIn takes."""
    return Picture(picture("vienna-hall"), "image/jpeg", 1280, 720, alt, "https://mission.example.org/1.jpg")


def broken() -> Picture:
    """A picture that LinkedIn refuses."""
    return Picture(b"no picture", "image/jpeg", 10, 10, None, "https://mission.example.org/broken.jpg")
