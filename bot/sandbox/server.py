"""The sandbox's server: one address, a folder a network, the sample site, the walls, and faults on demand.

A plain socket server, so that connections can be cut exactly where a fault says.
"""

from __future__ import annotations

import socket
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bot.sandbox import standing
from bot.sandbox.control import Control
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.site import Site
from bot.sandbox.standing import StandIn
from bot.sandbox.state import State
from bot.sandbox.walls import Walls
from bot.sandbox.wire import Request, Response, html_response
from bot.sandbox.world import WallPost, World

_MAX_BODY_BYTES = 60_000_000
_AFTER = {"cut_after_accept", "cut_body", "server_error_after_accept", "slow_after_accept", "error_after_accept"}


class Sandbox:
    """A running sandbox."""

    def __init__(
        self, state: Path | None, now: Callable[[], datetime], pace: timedelta, publish_after: timedelta
    ) -> None:
        self.state = State(state)
        self.world = World(self.state, now, pace)
        self.faults = Faults()
        self.site = Site(self.state, now=now, publish_after=publish_after)
        self.world.scrape = lambda link: self.site.card(link, "")
        self._stands = stands = standing.stands()
        self.networks: dict[str, StandIn] = {name: stand.make(self.world) for name, stand in stands.items()}
        self.walls = Walls(self.world, self.site, stands)
        self.control = Control(self.world, self.faults, self.networks, self.site.restart, self.site.edit)
        #: The newest calls: (network, operation, method, path).
        self.calls: deque[tuple[str, str, str, str]] = deque(maxlen=100_000)
        self.url = ""
        self._server: ThreadingHTTPServer | None = None

    @property
    def labels(self) -> dict[str, str]:
        """Network → what people call it."""
        return {name: stand.label for name, stand in self._stands.items()}

    @property
    def violations(self) -> list[str]:
        """What callers did against the networks' rules."""
        return list(self.world.violations)

    def wall(self, network: str) -> list[WallPost]:
        """The posts that stand on a wall, newest first."""
        return self.world.wall(network)

    def listen(self, address: str) -> None:
        """Begins to answer in the background. Raises OSError that names the address and the mend."""
        host, _, port = address.rpartition(":")
        try:
            self._server = _Server((host.strip("[]"), int(port)), _handler_for(self))
        except OSError as error:
            raise OSError(
                error.errno, f"{address} cannot be used: {error.strerror} → choose another with --address"
            ) from None
        self.url = f"http://{host}:{self._server.server_address[1]}"
        # How often it looks whether to end: closing waits so long, once for each test.
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="sandbox", daemon=True).start()

    def close(self) -> None:
        """Ends; what stands on the walls is kept in the state file."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self.state.close()

    def answer(self, room: str, request: Request) -> Response | Fault:
        """The answer of one room, or the fault by which the connection is to be cut (with its answer kept back)."""
        network = self.networks.get(room)
        if network is None:
            return self._page(room, request)
        operation = network.operation(request)
        self.calls.append((room, operation, request.method, request.path))
        fault = self.faults.take(room, operation)
        if fault is None:
            with self.world.lock:
                return network(request)
        return self._faulty(network, request, fault)

    def _faulty(self, network: StandIn, request: Request, fault: Fault) -> Response | Fault:
        done = None
        if fault.kind in _AFTER:
            with self.world.lock:
                done = network(request)
        if fault.seconds:
            time.sleep(fault.seconds)
        if fault.kind in {"cut_before", "cut_after_accept", "cut_body"}:
            return fault
        if fault.kind == "slow":
            with self.world.lock:
                return network(request)
        if fault.kind == "slow_after_accept" and done is not None:
            return done
        return network.refusal(fault.kind, fault.code)

    def _page(self, room: str, request: Request) -> Response:
        if room == "site":
            return self.site(request)
        if room == "walls":
            return self.walls(request)
        if room == "_control":
            return self.control(request)
        return self.walls.index(request) if not room else html_response("<h1>404</h1>", 404)


def serve(
    address: str = "127.0.0.1:8090",
    state: Path | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    engagement_pace: timedelta = timedelta(minutes=2),
    publish_after: timedelta = timedelta(seconds=20),
) -> Sandbox:
    """A sandbox that answers at that address (port 0: a free one), its walls kept in the file `state`.

    Raises OSError when the address cannot be used.
    """
    sandbox = Sandbox(state, now, engagement_pace, publish_after)
    sandbox.listen(address)
    return sandbox


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news."""


def _handler_for(sandbox: Sandbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Quiet."""

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > _MAX_BODY_BYTES:
                self._send(Response(413, b"too large"))
                return
            body = self.rfile.read(length)
            if len(body) < length:
                # Its caller ended in the middle of it: no server takes half a request.
                self.close_connection = True
                return
            path, _, query = self.path.partition("?")
            room, slash, rest = path.lstrip("/").partition("/")
            host = self.headers.get("Host") or sandbox.url.removeprefix("http://")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, slash + rest, query, headers, body, f"http://{host}/{room}".rstrip("/"))
            try:
                answer = sandbox.answer(room, request)
            except Exception as error:  # noqa: BLE001 - a broken stand-in must not hang its caller
                sandbox.world.violation(
                    room, f"the stand-in broke: {type(error).__name__} on {request.method} {request.path}"
                )
                traceback.print_exc()
                answer = Response(500, b"the stand-in broke")
            if isinstance(answer, Fault):
                self._cut(answer)
            else:
                self._send(answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815 - the base class's names

        def _send(self, response: Response) -> None:
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        def _cut(self, fault: Fault) -> None:
            if fault.kind == "cut_body":
                self.wfile.write(
                    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"half":'
                )
                self.wfile.flush()
            self.close_connection = True
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    return Handler
