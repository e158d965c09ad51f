"""An intercepting proxy with its own authority: behind it the public addresses are the sandbox's stand-ins."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.sandbox.wire import Handler, Request, Response
from tests.networks.column import columns

#: Public host → (network, its room within the stand-in).
HOSTS = {host: (column.network, room) for column in columns().values() for host, room in column.hosts.items()}
#: Where networks let people in and give out tokens, beside their APIs.
LOGINS = {"www.linkedin.com": ("linkedin", ""), "id.vk.ru": ("vk", "")}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


@contextmanager
def proxy(
    sandbox: Sandbox,
    authority: trustme.CA,
    seen: list[str],
    *,
    sites: Mapping[str, Handler] | None = None,
    overheard: Callable[[str, Request], None] = lambda _host, _request: None,
) -> Iterator[str]:
    """The proxy's address; `seen` gets "host method path" of every request that came through it.

    `sites`: further hosts and who answers for them; `overheard` gets host and request of every call of a network.
    """
    server = _Server(("127.0.0.1", 0), _handler(sandbox, authority, seen, sites or {}, overheard))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(
    sandbox: Sandbox,
    authority: trustme.CA,
    seen: list[str],
    sites: Mapping[str, Handler],
    overheard: Callable[[str, Request], None],
) -> type[BaseHTTPRequestHandler]:
    known = {**HOSTS, **LOGINS}

    @cache
    def context_for(host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        return context

    class Proxied(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        host = ""

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

        def do_CONNECT(self) -> None:
            self.host = self.path.partition(":")[0]
            if self.host not in known and self.host not in sites:
                self.send_error(403)
                return
            self.send_response(200)
            self.end_headers()
            self.connection = context_for(self.host).wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)
            self.close_connection = False
            try:
                while not self.close_connection:
                    self.handle_one_request()
            finally:
                self._end()

        def _end(self) -> None:
            for part in (self.rfile, self.wfile, self.connection):
                part.close()

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            seen.append(f"{self.host} {self.command} {path}")
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = self._answer(path, query, headers, body)
            if isinstance(answer, Fault):
                if answer.kind == "cut_body":
                    self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"half":')
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def _answer(self, path: str, query: str, headers: dict[str, str], body: bytes) -> Response | Fault:
            network, room = known.get(self.host, ("", ""))
            request = Request(self.command, room + path, query, headers, body, f"https://{self.host}")
            if self.host in sites:
                return sites[self.host](request)
            overheard(self.host, request)
            try:
                return sandbox.answer(network, request)
            except Exception as error:  # noqa: BLE001 - a broken stand-in must not hang its caller
                sandbox.world.violation(network, f"the stand-in broke: {error!r} on {self.command} {path}")
                return Response(500, b"the stand-in broke")

        do_GET = do_POST = do_PUT = do_DELETE = _serve

    return Proxied


def unused_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
