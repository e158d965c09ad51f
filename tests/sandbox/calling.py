"""Raw requests to a sandbox whose clock the test holds: no line of an adapter is between."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.sandbox.server import Sandbox, serve


class Hands:
    """The clock of a sandbox, in the test's hands."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        """Lets time pass."""
        self.moment += timedelta(**by)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def answers(self) -> dict[str, str]:
        """The query of the address that a redirect leads to."""
        return dict(parse_qsl(urlsplit(self.headers["location"]).query))


class Wire:
    """One running sandbox and the way to it."""

    def __init__(self, sandbox: Sandbox, clock: Hands) -> None:
        self.sandbox = sandbox
        self.clock = clock

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request as it is written here; `_` in names of headers is `-`."""
        address = urlsplit(self.sandbox.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
        try:
            connection.request(method, path, body or None, {name.replace("_", "-"): v for name, v in headers.items()})
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def control(self, what: str, **given: Any) -> Any:
        """Pulls a lever of the sandbox."""
        got = self.send("POST", f"/_control/{what}", json.dumps(given).encode())
        assert got.status == 200, got.body
        return got.json

    def broken(self) -> list[str]:
        """The rules that were broken so far; they are forgotten with the asking."""
        found = list(self.sandbox.violations)
        self.sandbox.world.violations.clear()
        return found

    def afresh(self) -> None:
        """Forgets everything, as if it had just begun: cheaper than another sandbox where stand-ins keep all in the state."""
        self.sandbox.world.state.clear()
        self.sandbox.site.restart()
        self.sandbox.faults.clear()
        self.sandbox.calls.clear()
        self.broken()
        self.clock.moment = Hands().moment


@contextmanager
def running() -> Iterator[Wire]:
    """A sandbox in memory whose figures are fully grown after a few minutes of its own clock."""
    clock = Hands()
    sandbox = serve("127.0.0.1:0", None, now=clock, engagement_pace=timedelta(seconds=1))
    try:
        yield Wire(sandbox, clock)
    finally:
        sandbox.close()


def form(**given: Any) -> bytes:
    """An urlencoded body."""
    return urlencode(given).encode()


def parts(source: bytes | None = None, **given: str) -> tuple[bytes, str]:
    """A multipart body with its content type."""
    lines: list[bytes] = []
    for name, value in given.items():
        lines += [b"--cut", f'Content-Disposition: form-data; name="{name}"'.encode(), b"", value.encode()]
    if source is not None:
        head = b'Content-Disposition: form-data; name="source"; filename="picture.jpg"'
        lines += [b"--cut", head, b"Content-Type: image/jpeg", b"", source]
    return b"\r\n".join([*lines, b"--cut--", b""]), "multipart/form-data; boundary=cut"
