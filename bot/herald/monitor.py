"""Knocks at an outside monitor that rings when the knocking stops. Its address is a secret."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import RemoteError
from bot.http import ApiClient
from bot.model.account import Endpoint

_CONNECT = timedelta(seconds=5)
_READ = timedelta(seconds=10)


class Monitor:
    """One monitor: Healthchecks, Uptime Kuma, Cronitor, or any address that counts visits."""

    def __init__(
        self, url: SecretStr, method: Literal["GET", "POST"] = "GET", *, allow_private: Collection[str] = ()
    ) -> None:
        self._url = url
        self._method = method
        self._host = urlsplit(url.get_secret_value()).hostname or "the monitor"
        endpoint = Endpoint(url.get_secret_value(), connect_timeout=_CONNECT, read_timeout=_READ)
        self._client = ApiClient(endpoint, allow_private=allow_private)

    def knock(self) -> str | None:
        """Why the monitor did not hear it, safe to show; None when it did."""
        try:
            reply = self._client.call(self._method, self._url.get_secret_value(), writes=False)
        except RemoteError as error:
            # The error's own words may hold the address; its kind says enough beside the host.
            return f"no answer from {self._host} ({type(error).__name__})"
        return None if reply.status < 300 else f"{self._host} answered {reply.status}"

    def close(self) -> None:
        """Closes every connection."""
        self._client.close()
