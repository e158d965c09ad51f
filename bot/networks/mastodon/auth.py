"""Mastodon's credential, a user token of OAuth 2, and the server that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.model.account import Account, CredentialNames, Endpoint
from bot.networks.mastodon.limits import DEFAULT_ENDPOINT

CREDENTIALS = CredentialNames(
    any_of=(frozenset({"token"}),), optional=frozenset({"client_id", "client_secret"}), needs_id=False
)
#: Least that is needed; docs.joinmastodon.org/api/oauth-scopes, read 2026-11-25.
SCOPES = ("read:accounts", "read:statuses", "write:statuses", "write:media")
_HANDLE = re.compile(
    r"@?(?P<user>\w[\w.-]*)@(?P<host>[a-z0-9][a-z0-9.-]*\.[a-z0-9-]{2,}(?::[0-9]{1,5})?)", re.IGNORECASE
)


def headers(account: Account) -> Mapping[str, str]:
    """What says who we are; the token stands in no address."""
    return {"Authorization": f"Bearer {account.secret('token') or ''}"}


def server_of(account: Account, endpoint: Endpoint) -> Endpoint:
    """How that account's server is reached: `api_url` where one is configured, else the host in "@name@host"."""
    handle = _HANDLE.fullmatch(account.id.strip())
    if handle is None or endpoint.api_url != DEFAULT_ENDPOINT.api_url:
        return endpoint
    return replace(endpoint, api_url=f"https://{handle['host'].lower()}")


def user_and_host(configured: str) -> tuple[str, str]:
    """Name and host of "@name@host"; the host is "" for "@name" or a number."""
    handle = _HANDLE.fullmatch(configured.strip())
    if handle is None:
        return configured.strip().removeprefix("@"), ""
    return handle["user"], handle["host"].lower()


def has_scope(scope: str, granted: tuple[str, ...]) -> bool:
    """Whether rights hold that one: by itself, or by the whole family ("write" holds "write:media")."""
    return scope in granted or scope.partition(":")[0] in granted
