"""An httpx transport whose connections go only where the guard lets them, and cost no more than allowed."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from datetime import timedelta

import httpcore
import httpx

from bot.http.budget import MeteredBackend, clamped
from bot.http.environment import bypasses_proxy, proxies_from_environment, ssl_context
from bot.http.guard import Guard
from bot.http.request import Address, place_of

_CONNECTIONS = 10
_UNACKNOWLEDGED_MS = 30_000
#: What was written and not acknowledged is given up after 30 s: else the kernel goes on for a quarter of an hour,
#: after the process that wrote it is dead too. Not every system knows it.
SOCKET_OPTIONS: tuple[tuple[int, int, int], ...] = tuple(
    (socket.IPPROTO_TCP, option, _UNACKNOWLEDGED_MS)
    for option in [getattr(socket, "TCP_USER_TIMEOUT", None)]
    if option is not None
)


class GuardedBackend(MeteredBackend):
    """Resolves once, checks every address, connects to a checked one."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

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
        left = clamped(timeout, httpcore.ConnectTimeout)
        ends_at = None if left is None else time.monotonic() + left
        try:
            addresses = self._guard.resolve(host, port, left)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error}") from error
        for address in addresses[:-1]:
            try:
                return super().connect_tcp(address, port, _share(ends_at, 2), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(addresses[-1], port, _share(ends_at, 1), local_address, socket_options)


def _share(ends_at: float | None, parts: int) -> float | None:
    """The part of what is left until then; never nothing, since 0 would mean "without waiting"."""
    return None if ends_at is None else max((ends_at - time.monotonic()) / parts, 0.1)


class GuardedTransport(httpx.HTTPTransport):
    """A direct connection under guard."""

    def __init__(self, guard: Guard, *, reuse: timedelta, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_CONNECTIONS,
            keepalive_expiry=reuse.total_seconds(),
            retries=0,
            network_backend=GuardedBackend(guard),
            socket_options=SOCKET_OPTIONS,
        )

    def exchange(self, _address: Address, request: httpcore.Request) -> httpcore.Response:
        """The bare answer, its body still to be read and closed. Raises AddressRefused, httpcore's exceptions."""
        return self._pool.handle_request(request)

    def forget_unclean(self) -> None:
        """Closes idle connections on which more came than was asked for."""
        _forget_unclean(self._pool)


class CheckedProxyTransport(httpx.HTTPTransport):
    """A connection through the proxy, which resolves names: what can be told without it is refused before."""

    def __init__(self, guard: Guard, address: str, *, reuse: timedelta, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        proxy = httpx.Proxy(address)
        self._pool = httpcore.HTTPProxy(
            proxy_url=str(proxy.url),
            proxy_auth=proxy.raw_auth,
            proxy_headers=proxy.headers.raw,
            proxy_ssl_context=context if proxy.url.scheme == "https" else None,
            ssl_context=context,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_CONNECTIONS,
            keepalive_expiry=reuse.total_seconds(),
            retries=0,
            network_backend=MeteredBackend(),
            socket_options=SOCKET_OPTIONS,
        )
        self._guard = guard

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The proxy's answer. Raises AddressRefused."""
        self._guard.check_url(str(request.url), behind_proxy=True)
        return super().handle_request(request)

    def exchange(self, address: Address, request: httpcore.Request) -> httpcore.Response:
        """The bare answer, its body still to be read and closed. Raises AddressRefused, httpcore's exceptions."""
        self._guard.check_url(str(address.url), behind_proxy=True)
        return self._pool.handle_request(request)

    def forget_unclean(self) -> None:
        """Closes idle connections on which more came than was asked for."""
        _forget_unclean(self._pool)


def _forget_unclean(pool: httpcore.ConnectionPool) -> None:
    """Closes the pool's idle connections that hold bytes which nobody asked for.

    httpcore looks at the socket only, not at what was read from it already.
    """
    for connection in pool.connections:
        inner: object = connection
        while inner is not None and not hasattr(inner, "_h11_state"):
            inner = getattr(inner, "_connection", None)
        state = getattr(inner, "_h11_state", None)
        if state is not None and connection.is_idle() and state.trailing_data[0]:
            connection.close()


class Route(httpx.BaseTransport):
    """Chooses for each request between the proxy of the environment and a direct guarded connection."""

    def __init__(self, guard: Guard, *, reuse: timedelta = timedelta(seconds=30)) -> None:
        """`reuse`: how long a connection that rests may be used again.

        Raises bot.errors.UserError when the environment names a proxy that cannot be used.
        """
        context = ssl_context()
        self._direct = GuardedTransport(guard, reuse=reuse, context=context)
        self._proxies = {
            scheme: CheckedProxyTransport(guard, proxy, reuse=reuse, context=context)
            for scheme, proxy in proxies_from_environment().items()
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises AddressRefused, httpx.TransportError, budget.MoreThanAllowed."""
        return self._chosen(request.url).handle_request(request)

    def exchange(self, address: Address, request: httpcore.Request) -> httpcore.Response:
        """The bare answer, its body still to be read and closed: what httpx would lay over it costs a third of a call.

        Raises AddressRefused, budget.MoreThanAllowed, httpcore's exceptions.
        """
        return self._chosen(address.url).exchange(address, request)

    def forget_unclean(self) -> None:
        """Closes idle connections on which more came than was asked for: it would be taken for the next answer."""
        self._direct.forget_unclean()
        for proxy in self._proxies.values():
            proxy.forget_unclean()

    def _chosen(self, url: httpx.URL) -> GuardedTransport | CheckedProxyTransport:
        proxy = self._proxies.get(url.scheme)
        return self._direct if proxy is None or bypasses_proxy(place_of(url)) else proxy

    def close(self) -> None:
        """Closes every connection."""
        self._direct.close()
        for proxy in self._proxies.values():
            proxy.close()
