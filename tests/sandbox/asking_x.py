"""Calls to X's stand-in, signed by a library that is neither the stand-in's hand nor the bot's."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from oauthlib.oauth1 import Client

from bot.sandbox import accounts
from tests.sandbox.bundle import bundle
from tests.sandbox.calling import Answer, Wire

FORM = "application/x-www-form-urlencoded"


def signed(wire: Wire, method: str, path: str, body: bytes = b"", kind: str = "", **changed: str) -> Answer:
    """One call by OAuth 1.0a. `changed`: other keys than the account's."""
    keys = {
        "client_key": accounts.X_CONSUMER_KEY, "client_secret": accounts.X_CONSUMER_SECRET,
        "resource_owner_key": accounts.X_ACCESS_TOKEN, "resource_owner_secret": accounts.X_ACCESS_TOKEN_SECRET,
    } | changed  # fmt: skip
    headers = {"Content-Type": kind} if kind else {}
    in_form = kind == FORM
    _, given, _ = Client(**keys).sign(
        f"{wire.sandbox.url}/x{path}", method, body.decode() if in_form else None, headers
    )
    return wire.send(method, f"/x{path}", body, **{name.lower().replace("-", "_"): v for name, v in given.items()})


def bearer(wire: Wire, token: str, method: str, path: str, given: Any = None) -> Answer:
    """One call with a bearer token."""
    body = b"" if given is None else json.dumps(given).encode()
    return wire.send(method, f"/x{path}", body, authorization=f"Bearer {token}", content_type="application/json")


def get(wire: Wire, path: str, **query: str) -> Answer:
    """A signed GET."""
    return signed(wire, "GET", f"{path}?{urlencode(query)}" if query else path)


def create(wire: Wire, **given: Any) -> Answer:
    """A signed POST of a new post."""
    return signed(wire, "POST", "/2/tweets", json.dumps(given).encode(), "application/json")


def made(wire: Wire, text: str = "Новость дня", **more: Any) -> str:
    """The id of a new post."""
    return str(create(wire, text=text, **more).json["data"]["id"])


def upload(wire: Wire, content: bytes, **fields: str) -> Answer:
    """A signed multipart upload."""
    body, kind = bundle({"media": content}, **({"media_category": "tweet_image"} | fields))
    return signed(wire, "POST", "/2/media/upload", body, kind)


def ending(answer: Answer) -> str:
    """The status and the last part of the problem's type."""
    return f"{answer.status} {urlsplit(answer.json['type']).path.rsplit('/', 1)[-1]}"
