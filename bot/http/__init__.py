"""HTTP: reading the outside web under guard, and talking to networks with certainty about what was sent.

The only room that imports httpx, so that a fork of it stays one line away.
"""

from bot.http.api import ApiClient, Reply
from bot.http.environment import ca_bundle, proxies_from_environment, ssl_context
from bot.http.fetcher import Fetched, Fetcher
from bot.http.guard import Guard, redacted
from bot.http.transport import SOCKET_OPTIONS

__all__ = [
    "SOCKET_OPTIONS",
    "ApiClient",
    "Fetched",
    "Fetcher",
    "Guard",
    "Reply",
    "ca_bundle",
    "proxies_from_environment",
    "redacted",
    "ssl_context",
]
