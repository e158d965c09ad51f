"""The session under the two library clients: answers in every packing, and none that lasts for ever."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.errors import OutcomeUnknown, Unavailable
from bot.model.account import Endpoint
from bot.networks.sessions import OneCallSession

BODY = b'{"text": "' + "д".encode() * 60_000 + b'"}'


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says."""

    protocol_version = "HTTP/1.1"
    stop = threading.Event()

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        how = self.path.strip("/")
        body = gzip.compress(BODY) if "packed" in how else BODY
        self.send_response(200)
        if "packed" in how:
            self.send_header("Content-Encoding", "gzip")
        if "pieces" in how:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(body), 50_000):
                piece = body[start : start + 50_000]
                self.wfile.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if how == "trickle":
            while not self.stop.wait(0.02):
                self.wfile.write(b"x")
        elif how == "short":
            self.wfile.write(body[:100])
            self.close_connection = True
        else:
            self.wfile.write(body)


@pytest.fixture
def session() -> Iterator[OneCallSession]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Handler.stop.clear()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    made = OneCallSession(
        Endpoint(url, connect_timeout=timedelta(seconds=0.1), read_timeout=timedelta(seconds=0.3)), ["https://lib"]
    )
    yield made
    made.close()
    Handler.stop.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("how", ["plain", "packed", "pieces", "packed-pieces"])
def test_an_answer_comes_whole_in_every_packing(session: OneCallSession, how: str) -> None:
    assert session.get(f"https://lib/{how}").content == BODY


def test_an_answer_that_breaks_off_is_none(session: OneCallSession) -> None:
    with pytest.raises(Unavailable):
        session.get("https://lib/short")
    with session.visible_write(), pytest.raises(OutcomeUnknown):
        session.get("https://lib/short")


def test_an_answer_that_trickles_ends_all_the_same(session: OneCallSession) -> None:
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        session.get("https://lib/trickle")
    assert time.monotonic() - begun < 5
