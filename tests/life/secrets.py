"""What must not be seen anywhere, in each shape in which it could slip through; and the search for it."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote

from bot.sandbox.wire import Request
from bot.sandbox.world import fields

#: Parameters of forms, queries and JSON bodies that are secrets, whichever network asks for them.
PARAMETERS = frozenset(
    {"access_token", "appsecret_proof", "client_secret", "code", "code_verifier", "fb_exchange_token", "input_token",
     "oauth_signature", "oauth_token", "refresh_token", "session_key", "sig"}
)  # fmt: skip
#: What is shorter is no secret, and would be found in any text.
_SHORTEST = 8


class Secrets:
    """Name → secret, and where one stands."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known: dict[str, str] = {}
        for name, value in (known or {}).items():
            self.add(name, value)

    def add(self, name: str, value: str) -> None:
        """One more secret; what is too short to be one is left out."""
        if len(value) >= _SHORTEST:
            self.known.setdefault(value, name)

    def add_request(self, host: str, request: Request) -> None:
        """What one request proved itself with: its Authorization, and whatever parameter is a secret."""
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        self.add(f"{host} Authorization", value)
        if scheme == "OAuth":
            for part in value.split(","):
                name, _, given = part.strip().partition("=")
                if name in PARAMETERS:
                    self.add(f"{host} {name}", given.strip('"'))
        is_form = "json" not in request.headers.get("content-type", "") and len(request.body) < 20_000
        given = fields(request) if request.body and is_form else {}
        for name, value in [*parse_qsl(request.raw_query), *given.items()]:
            if name in PARAMETERS:
                self.add(f"{host} {name}", value)

    def found(self, places: Mapping[str, bytes | str]) -> list[str]:
        """ "secret in place" for each one that stands somewhere, as it is or in another writing."""
        shapes = [(name, shape) for value, name in self.known.items() for shape in _shapes(value)]
        return [
            f"{name} in {place}"
            for place, content in places.items()
            for text in _texts(content.encode() if isinstance(content, str) else content)
            for name, shape in shapes
            if shape in text
        ]


def _shapes(value: str) -> set[bytes]:
    raw = value.encode()
    quoted = {quote(value, safe="").encode(), quote(quote(value, safe=""), safe="").encode()}
    return {raw, *quoted, raw.hex().encode(), raw.hex().upper().encode(), raw[::-1], *_in_base64(raw)}


def _in_base64(raw: bytes) -> Iterable[bytes]:
    """Wherever it stands within a longer text: the three alignments, without the signs that neighbours share."""
    for shift in range(3):
        packed = base64.b64encode(b"\0" * shift + raw)
        middle = packed[4 if shift else 0 : len(packed) // 4 * 4 - 4]
        if len(middle) >= _SHORTEST:
            yield middle
            yield middle.replace(b"+", b"-").replace(b"/", b"_")


def _texts(content: bytes) -> list[bytes]:
    """The content, and what is packed in it."""
    found = [content]
    if content[:2] == b"\x1f\x8b":
        found.append(zlib.decompress(content, 31))
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found += [packed.read(name) for name in packed.namelist()]
    return found
