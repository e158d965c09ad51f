"""A stand-in for LinkedIn that answers at once, as a process of its own: it keeps no posts, it counts them.

    python -m tests.bench.answering PORT

GET /counted tells how many posts came, and when the first and the last one did.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import _free_port

ROOT = Path(__file__).parents[2]


@dataclass
class Counted:
    """What came so far."""

    posts: int = 0
    #: By the machine's monotonic clock; 0 before the first one.
    first: float = 0.0
    last: float = 0.0
    #: How often each text came.
    most_of_one: int = 0

    @property
    def per_second(self) -> float:
        """Posts a second between the first and the last one."""
        return (self.posts - 1) / (self.last - self.first) if self.last > self.first else 0.0


class _Answering(asyncio.Protocol):
    def __init__(self, counted: Counted, texts: dict[bytes, int]) -> None:
        self.counted, self.texts = counted, texts

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._came = b""

    def data_received(self, data: bytes) -> None:
        self._came += data
        while True:
            head, found, rest = self._came.partition(b"\r\n\r\n")
            if not found:
                return
            length = 0
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    length = int(line[15:])
            if len(rest) < length:
                return
            self._came = rest[length:]
            self._answer(head, rest[:length])

    def _answer(self, head: bytes, body: bytes) -> None:
        counted = self.counted
        if head.startswith(b"POST /rest/posts"):
            now = time.monotonic()
            counted.posts += 1
            counted.first, counted.last = counted.first or now, now
            key = body.partition(b"utm_content=")[2][:16] or body
            self.texts[key] = self.texts.get(key, 0) + 1
            counted.most_of_one = max(counted.most_of_one, self.texts[key])
            self._send(b"201 Created", b"x-restli-id: urn:li:share:%d\r\n" % (7_000_000_000 + counted.posts), b"")
        elif head.startswith(b"GET /counted"):
            self._send(b"200 OK", b"", json.dumps(counted.__dict__).encode())
        elif head.startswith(b"GET /reset"):
            counted.__dict__.update(Counted().__dict__)
            self.texts.clear()
            self._send(b"200 OK", b"", b"{}")
        elif b"organizationAcls" in head.partition(b"\r\n")[0]:
            roles = [
                {"organization": f"urn:li:organization:{number}", "role": "ADMINISTRATOR", "state": "APPROVED"}
                for number in range(1, 33)
            ]
            self._send(b"200 OK", b"", json.dumps({"elements": roles}).encode())
        else:
            self._send(b"200 OK", b"", b'{"elements": []}')

    def _send(self, status: bytes, headers: bytes, body: bytes) -> None:
        self._transport.write(  # type: ignore[attr-defined]
            b"HTTP/1.1 %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (status, headers, len(body), body)
        )


async def _serve(port: int) -> None:
    counted, texts = Counted(), dict[bytes, int]()
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(counted, texts), "127.0.0.1", port)
    await server.serve_forever()


@contextmanager
def answering() -> Iterator[str]:
    """The address of the stand-in, running until the end of the block."""
    port = _free_port()
    with subprocess.Popen([sys.executable, "-m", "tests.bench.answering", str(port)], cwd=ROOT) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            _await(url)
            yield url
        finally:
            process.terminate()


def _await(url: str) -> None:
    for _ in range(200):
        try:
            asked(url)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the stand-in did not start")


def asked(url: str, what: str = "counted") -> Counted:
    """What was counted so far; `what` "reset" begins anew."""
    with urllib.request.urlopen(f"{url}/{what}") as answer:
        return Counted(**json.loads(answer.read()))


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
