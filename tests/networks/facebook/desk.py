"""A Page's adapter with the stand-in beside it, both on one clock that the test holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from bot.model.account import Account, Endpoint
from bot.model.post import Form, Picture, Post
from bot.networks.facebook.adapter import Facebook
from bot.networks.facebook.limits import DEFAULT_ENDPOINT
from bot.sandbox import accounts
from bot.sandbox.press.pictures import picture
from bot.sandbox.server import Sandbox, serve
from bot.sandbox.wire import Request, Response
from tests.networks.conftest import post as made_post
from tests.sandbox.calling import Hands

PAGE = accounts.FACEBOOK_PAGE
TOKEN = accounts.FACEBOOK_TOKEN
APP = {"app_id": accounts.FACEBOOK_APP, "app_secret": accounts.FACEBOOK_APP_SECRET}


@dataclass
class Desk:
    """One sandbox, its clock, and what was slept."""

    sandbox: Sandbox
    clock: Hands
    naps: list[float] = field(default_factory=list)
    made: list[Facebook] = field(default_factory=list)

    def page(self, token: str = TOKEN, page: str = PAGE, **secrets: str) -> Facebook:
        """An adapter of the page; further secrets by name."""
        named = {name: SecretStr(value) for name, value in {"token": token, **secrets}.items()}
        account = Account("facebook", "facebook", page, named)
        self.made.append(Facebook(account, self.endpoint(), clock=self.clock, sleep=self.naps.append))
        return self.made[-1]

    def endpoint(self) -> Endpoint:
        """The sandbox's address."""
        url = f"{self.sandbox.url}/facebook"
        return replace(DEFAULT_ENDPOINT, api_url=url, read_timeout=timedelta(seconds=3))

    def switch(self, name: str, value: Any) -> None:
        """Sets a switch of the stand-in."""
        self.sandbox.world.switches.set("facebook", name, value)

    def token(self, token: str = TOKEN, state: str = "live", without: list[str] | None = None) -> None:
        """Does something to a token."""
        self.sandbox.world.keys.change("facebook", token, state, without)

    def fault(self, kind: str, operation: str = "any", **options: Any) -> None:
        """A fault to come."""
        self.sandbox.faults.add("facebook", kind, operation, **options)

    def calls(self, operation: str = "") -> list[str]:
        """ "METHOD /path" of the calls so far, of one kind."""
        return [f"{m} {path}" for _, kind, m, path in self.sandbox.calls if operation in {"", kind}]

    def watch(self) -> list[Request]:
        """Every request from now on, as it came."""
        seen: list[Request] = []
        standing = self.sandbox.networks["facebook"]

        class Watched:
            name = "facebook"

            def operation(self, request: Request) -> str:
                return standing.operation(request)

            def refusal(self, kind: str, code: str = "") -> Response:
                return standing.refusal(kind, code)

            def __call__(self, request: Request) -> Response:
                seen.append(request)
                return standing(request)

        self.sandbox.networks["facebook"] = Watched()
        return seen

    def photos(self) -> list[dict[str, Any]]:
        """The photos that were uploaded."""
        return list(self.sandbox.state.all("facebook", "photo"))


@contextmanager
def sitting() -> Iterator[Desk]:
    """A desk; everything is closed afterwards."""
    clock = Hands()
    sandbox = serve("127.0.0.1:0", None, now=clock, engagement_pace=timedelta(milliseconds=1))
    desk = Desk(sandbox, clock)
    try:
        yield desk
    finally:
        for page in desk.made:
            page.close()
        sandbox.close()


def post(text: str = "Новость", *, form: Form = Form.LINK, mark: str = "m1", **changes: Any) -> Post:
    """A post of the page."""
    return replace(made_post("facebook", text, form=form, mark=mark), **changes)


def jpeg(story: str = "vienna-hall", alt: str | None = "Зал заседаний") -> Picture:
    """A picture that Facebook takes."""
    return Picture(picture(story), "image/jpeg", 1280, 720, alt, f"https://mission.example.org/{story}.jpg")


def broken() -> Picture:
    """A picture that Facebook refuses."""
    return Picture(b"no picture", "image/jpeg", 10, 10, None, "https://mission.example.org/broken.jpg")


def error_body(code: int, subcode: int | None = None, **more: Any) -> bytes:
    """An error as Graph writes it."""
    error = {"message": "m", "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    if subcode is not None:
        error["error_subcode"] = subcode
    return json.dumps({"error": {**error, **more}}).encode()
