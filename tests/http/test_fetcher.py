"""Reading over real sockets: caps on bytes, time and redirects; every redirect checked."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.errors import (
    AddressRefused,
    OutcomeUnknown,
    PageGone,
    ReadingError,
    SiteUnavailable,
    TooLarge,
    Unavailable,
    UserError,
)
from bot.http import ApiClient, Fetcher
from bot.model.account import Endpoint
from tests.networks.proxy import unused_port

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def site(answer: Answer) -> Iterator[str]:
    """A site on loopback that answers as told."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

        def _serve(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer(self)

        do_GET = do_POST = _serve

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller that hung up is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes = b"ok", status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = Fetcher(allow_private=["127.0.0.1"], total_timeout=timedelta(seconds=2), max_bytes=1_000_000)
    yield made
    made.close()


def test_a_page_comes_with_its_address_and_headers(fetcher: Fetcher) -> None:
    with site(lambda h: send(h, b"hello", ETag='"1"', Content_Type="text/html")) as url:
        fetched = fetcher.fetch(f"{url}/a")
    assert (fetched.body, fetched.headers["etag"], fetched.content_type, fetched.url) == (
        b"hello",
        '"1"',
        "text/html",
        f"{url}/a",
    )


def test_a_conditional_request_asks_and_understands_304(fetcher: Fetcher) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers["If-None-Match"] == '"1"' and handler.headers["If-Modified-Since"] == "then"
        send(handler, b"", 304 if known else 500)

    with site(answer) as url:
        assert fetcher.fetch(url, etag='"1"', last_modified="then").not_modified


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, PageGone), (410, PageGone), (403, SiteUnavailable), (500, SiteUnavailable), (503, SiteUnavailable)],
)
def test_statuses(fetcher: Fetcher, status: int, kind: type[ReadingError]) -> None:
    with site(lambda h: send(h, b"", status)) as url, pytest.raises(kind):
        fetcher.fetch(url)


def test_an_endless_redirect_ends(fetcher: Fetcher) -> None:
    with (
        site(lambda h: send(h, b"", 302, Location=h.path + "x")) as url,
        pytest.raises(SiteUnavailable, match="redirects"),
    ):
        fetcher.fetch(f"{url}/")


def test_a_redirect_in_a_circle_is_told(fetcher: Fetcher) -> None:
    with (
        site(lambda h: send(h, b"", 302, Location="/b" if h.path == "/a" else "/a")) as url,
        pytest.raises(SiteUnavailable, match="circle"),
    ):
        fetcher.fetch(f"{url}/a")


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "http://0x7f.0.0.2/"]
)
def test_a_redirect_inwards_is_refused(fetcher: Fetcher, target: str) -> None:
    with site(lambda h: send(h, b"", 302, Location=target)) as url, pytest.raises(AddressRefused):
        fetcher.fetch(url)


def test_a_page_of_fifty_megabytes_is_not_read(fetcher: Fetcher) -> None:
    with (
        site(lambda h: send(h, b"", 200, Content_Length=str(50_000_000))) as url,
        pytest.raises(TooLarge, match="1 MB"),
    ):
        fetcher.fetch(url)


def test_a_packed_bomb_is_not_unpacked_whole(fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"0" * 30_000_000)
    with site(lambda h: send(h, bomb, Content_Encoding="gzip")) as url, pytest.raises(TooLarge):
        fetcher.fetch(url)


def test_a_slow_drip_ends_in_time(fetcher: Fetcher) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    began = time.monotonic()
    with site(drip) as url, pytest.raises(SiteUnavailable, match="within 2 s"):
        fetcher.fetch(url)
    assert time.monotonic() - began < 4


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.1)


def test_headers_that_drip_end_in_time_too(fetcher: Fetcher) -> None:
    began = time.monotonic()
    with site(drip_headers) as url, pytest.raises(SiteUnavailable, match="within 2 s"):
        fetcher.fetch(url)
    assert time.monotonic() - began < 4


def test_a_chain_of_slow_redirects_ends_in_time(fetcher: Fetcher) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.6)
        send(handler, b"", 302, Location=handler.path + "x")

    began = time.monotonic()
    with site(answer) as url, pytest.raises(SiteUnavailable, match="within 2 s"):
        fetcher.fetch(f"{url}/")
    assert time.monotonic() - began < 4


def test_a_bomb_in_a_bomb_is_refused_unopened(fetcher: Fetcher) -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 30_000_000))
    with (
        site(lambda h: send(h, bomb, Content_Encoding="gzip, gzip")) as url,
        pytest.raises(SiteUnavailable, match="packed more than once"),
    ):
        fetcher.fetch(url)


def test_packing_that_never_holds_anything_is_too_large(fetcher: Fetcher) -> None:
    empty = gzip.compress(b"") * 200_000
    with site(lambda h: send(h, empty, Content_Encoding="gzip")) as url, pytest.raises(TooLarge):
        fetcher.fetch(url)


def test_a_body_without_length_is_cut_off_at_the_cap(fetcher: Fetcher) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            handler.wfile.write(b"x" * 50_000)

    with site(endless) as url, pytest.raises(TooLarge, match="1 MB"):
        fetcher.fetch(url)


def test_a_cookie_and_the_same_address_again_is_no_circle(fetcher: Fetcher) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if "seen=1" in (handler.headers["Cookie"] or ""):
            send(handler, b"welcome")
        else:
            send(handler, b"", 302, Location=handler.path, Set_Cookie="seen=1")

    with site(answer) as url:
        assert fetcher.fetch(f"{url}/a").body == b"welcome"


@pytest.mark.parametrize("url", ["http://127.0.0.1/\r\nX-Evil: 1", "http://127.0.0.1/a b", "http://127.0.0.1\\@e.org/"])
def test_an_address_that_would_write_headers_of_its_own_is_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(AddressRefused):
        fetcher.fetch(url)


def test_a_remembered_etag_that_would_write_headers_is_not_sent(fetcher: Fetcher) -> None:
    with site(lambda h: send(h, b"")) as url, pytest.raises(SiteUnavailable):
        fetcher.fetch(url, etag='"1"\r\nX-Evil: 1')


@pytest.mark.parametrize("host", ["１２７.0.0.1", "127。0。0。1", "localhost", "0x7f000001", "[::ffff:7f00:1]"])
def test_loopback_by_any_spelling_is_refused(host: str) -> None:
    guarded = Fetcher(total_timeout=timedelta(seconds=2))
    with site(lambda h: send(h, b"inside")) as url, pytest.raises((AddressRefused, SiteUnavailable)):
        guarded.fetch(f"http://{host}:{url.rpartition(':')[2]}/")
    guarded.close()


def test_secrets_of_an_address_are_not_in_the_error(fetcher: Fetcher) -> None:
    with site(lambda h: send(h, b"", 500)) as url, pytest.raises(SiteUnavailable) as caught:
        fetcher.fetch(f"{url.replace('//', '//user:hush@')}/feed?access_token=hush&page=2")
    assert "hush" not in str(caught.value)
    assert "page=2" in str(caught.value)


def test_nobody_there_is_told_plainly(fetcher: Fetcher) -> None:
    with pytest.raises(SiteUnavailable, match="cannot be reached"):
        fetcher.fetch(f"http://127.0.0.1:{unused_port()}/")


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.close()


def half(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    hang_up(handler)


@pytest.mark.parametrize("answer", [hang_up, half, lambda _: time.sleep(1.5)])
@pytest.mark.parametrize(("writes", "kind"), [(True, OutcomeUnknown), (False, Unavailable)])
def test_a_broken_call_is_a_question_only_when_it_writes(answer: Answer, writes: bool, kind: type[Exception]) -> None:
    with site(answer) as url:
        client = ApiClient(Endpoint(url, read_timeout=timedelta(seconds=1)))
        with pytest.raises(kind):
            client.call("POST", "/x", writes=writes, form={"a": "b"})
        client.close()


def test_a_refused_connection_means_nothing_was_sent() -> None:
    client = ApiClient(Endpoint(f"http://127.0.0.1:{unused_port()}"))
    with pytest.raises(Unavailable):
        client.call("POST", "/x", writes=True)
    client.close()


@pytest.mark.parametrize("url", ["http://example.org/upload", "https://10.0.0.1/upload", "https://localhost/upload"])
def test_an_upload_address_from_a_network_is_guarded(url: str) -> None:
    client = ApiClient(Endpoint("https://api.example.org"))
    with pytest.raises(Unavailable):
        client.call("POST", url, writes=False, content=b"x")
    client.close()


@pytest.mark.parametrize("secret", ["Bearer hush\nx", "Bearer hüsh"])
def test_a_secret_that_cannot_be_sent_is_not_shown_and_nothing_is_in_doubt(secret: str) -> None:
    with site(lambda h: send(h, b"{}")) as url:
        client = ApiClient(Endpoint(url))
        with pytest.raises(Unavailable) as caught:
            client.call("POST", "/x?access_token=hush", writes=True, headers={"Authorization": secret})
        client.close()
    assert not re.search("h[uü]sh", str(caught.value))


def test_a_call_is_bounded_as_a_whole() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        for _ in range(60):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    began = time.monotonic()
    with site(drip) as url:
        limits = {"read_timeout": timedelta(seconds=0.5), "connect_timeout": timedelta(seconds=0.5)}
        client = ApiClient(Endpoint(url, **limits))
        with pytest.raises(OutcomeUnknown):
            client.call("POST", "/x", writes=True)
        client.close()
    assert time.monotonic() - began < 4


def test_an_answer_of_a_network_is_capped() -> None:
    bomb = gzip.compress(b"0" * 25_000_000)
    with site(lambda h: send(h, bomb, Content_Encoding="gzip")) as url:
        client = ApiClient(Endpoint(url))
        with pytest.raises(OutcomeUnknown, match="20 MB"):
            client.call("POST", "/x", writes=True)
        client.close()


def test_a_proxy_that_is_not_spoken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:hush@127.0.0.1:1")
    with pytest.raises(UserError, match="socks5") as caught:
        Fetcher()
    assert "hush" not in str(caught.value)


def test_a_networks_cookies_are_not_kept() -> None:
    brought: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        brought.append(handler.headers.get("Cookie"))
        send(handler, b"{}", Set_Cookie="session=1; Path=/")

    with site(answer) as url:
        client = ApiClient(Endpoint(url))
        for writes in (True, True, False, False):
            assert client.call("POST", "/x", writes=writes).headers["set-cookie"] == "session=1; Path=/"
        client.close()
    assert brought == [None] * 4
