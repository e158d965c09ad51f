"""urllib3 connections that look at the clocks right before they connect and right before each write."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from bot.deadline import TooLate, require_time
from bot.http import SOCKET_OPTIONS

if TYPE_CHECKING:
    _Connection = HTTPConnection
else:
    _Connection = object


class _Written(threading.local):
    """Whether this thread handed some of a request to a socket: what no library's error says for certain."""

    some = False


#: Set to False before a call; what asks a proxy for a tunnel does not count.
written = _Written()


class _Timely(_Connection):
    """What both kinds of connection do besides."""

    #: Whether what is written now is the request's own; what asks a proxy for a tunnel is not.
    _requesting = False
    #: Whether some of the request was written.
    _written = False

    def putrequest(self, *args: Any, **options: Any) -> None:
        """Begins a request in memory; nothing is written yet."""
        self._requesting, self._written = True, False
        super().putrequest(*args, **options)

    def connect(self) -> None:
        """Connects. Raises bot.deadline.TooLate."""
        require_time()
        requesting, self._requesting = self._requesting, False
        super().connect()
        self._requesting = requesting

    def send(self, data: Any) -> None:
        """Writes one piece. Raises bot.deadline.TooLate when nothing of the request was written, else TimeoutError."""
        if self.sock is None:
            # Else the library would connect inside of its own send, and write right after.
            self.connect()
        try:
            require_time()
        except TooLate as error:
            if self._written:
                raise TimeoutError(str(error)) from None
            raise
        if self._requesting:
            self._written = written.some = True
        super().send(data)


class _Http(_Timely, HTTPConnection):
    default_socket_options = [*HTTPConnection.default_socket_options, *SOCKET_OPTIONS]  # noqa: RUF012 - the library's name


class _Https(_Timely, HTTPSConnection):
    default_socket_options = [*HTTPSConnection.default_socket_options, *SOCKET_OPTIONS]  # noqa: RUF012 - the library's name


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class TimelyAdapter(HTTPAdapter):
    """Sends each request once, over connections that look at the clocks."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Makes the pools of direct connections."""
        super().init_poolmanager(*args, **options)
        _timely(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        """The pools of connections through that proxy."""
        return _timely(super().proxy_manager_for(*args, **options))


def _timely(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return manager
