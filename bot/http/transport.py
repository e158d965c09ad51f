"""An httpx transport whose connections go only where the guard lets them."""

from __future__ import annotations

import ssl
import time
import typing
from collections.abc import Iterable

import httpcore
import httpx

from bot.http.environment import bypasses_proxy, proxies_from_environment, ssl_context
from bot.http.guard import Guard


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves once, checks every address, connects to a checked one."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the host's checked addresses; several are tried in turn within `timeout` seconds.

        Raises bot.errors.AddressRefused for a private one, httpcore.ConnectError when none answers.
        """
        try:
            addresses = self._guard.resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error}") from error
        ends_at = None if timeout is None else time.monotonic() + timeout
        for address in addresses[:-1]:
            try:
                left = None if ends_at is None else max((ends_at - time.monotonic()) / 2, 0.1)
                return self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        left = None if ends_at is None else max(ends_at - time.monotonic(), 0.1)
        return self._plain.connect_tcp(addresses[-1], port, left, local_address, socket_options)

    def connect_unix_socket(self, *_args: typing.Any, **_options: typing.Any) -> httpcore.NetworkStream:
        """Never: no address of ours is a socket file."""
        raise httpcore.ConnectError("socket files are not reached")

    def sleep(self, seconds: float) -> None:
        """Waits; httpcore calls it between tries of its own, of which we allow none."""
        self._plain.sleep(seconds)


class GuardedTransport(httpx.HTTPTransport):
    """A direct connection under guard."""

    def __init__(self, guard: Guard, *, keepalive: bool, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=10,
            max_keepalive_connections=10 if keepalive else 0,
            keepalive_expiry=30.0,
            retries=0,
            network_backend=GuardedBackend(guard),
        )


class CheckedProxyTransport(httpx.HTTPTransport):
    """A connection through the proxy, which resolves names: what can be told without it is refused before."""

    def __init__(self, guard: Guard, proxy: str, *, keepalive: bool, context: ssl.SSLContext) -> None:
        limits = httpx.Limits(max_connections=10, max_keepalive_connections=10 if keepalive else 0)
        super().__init__(
            verify=context, trust_env=False, limits=limits, proxy=httpx.Proxy(proxy, ssl_context=_for_proxy(proxy))
        )
        self._guard = guard

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The proxy's answer. Raises AddressRefused."""
        self._guard.check_url(str(request.url), behind_proxy=True)
        return super().handle_request(request)


def _for_proxy(proxy: str) -> ssl.SSLContext | None:
    return ssl_context() if proxy.startswith("https://") else None


class Route(httpx.BaseTransport):
    """Chooses for each request between the proxy of the environment and a direct guarded connection."""

    def __init__(self, guard: Guard, *, keepalive: bool = True) -> None:
        context = ssl_context()
        self._direct = GuardedTransport(guard, keepalive=keepalive, context=context)
        self._proxies = {
            scheme: CheckedProxyTransport(guard, proxy, keepalive=keepalive, context=context)
            for scheme, proxy in proxies_from_environment().items()
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises AddressRefused, httpx.TransportError."""
        proxy = self._proxies.get(request.url.scheme)
        chosen = self._direct if proxy is None or bypasses_proxy(_host(request)) else proxy
        return chosen.handle_request(request)

    def close(self) -> None:
        """Closes every connection."""
        self._direct.close()
        for proxy in self._proxies.values():
            proxy.close()


def _host(request: httpx.Request) -> str:
    port = request.url.port
    return f"{request.url.host}:{port}" if port else request.url.host
