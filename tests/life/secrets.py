"""What must not be seen anywhere, in each shape in which it could slip through; and the search for it."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, unquote

from bot.sandbox.wire import Request
from bot.sandbox.world import fields

#: Parameters of forms, queries and JSON bodies that are secrets, whichever network asks for them.
PARAMETERS = frozenset(
    {"access_token", "appsecret_proof", "client_secret", "code", "code_verifier", "fb_exchange_token", "input_token",
     "oauth_signature", "oauth_token", "refresh_token", "session_key", "sig"}
)  # fmt: skip
#: Ends of the names of what proves one call alone: hundreds of them, looked for as they are.
ONCE = ("oauth_signature", "sig")
#: What is shorter is no secret, and would be found in any text.
_SHORTEST = 8
#: What secrets are made of, in every writing: a text is searched by its words of these alone, each of them once.
_WORD = re.compile(rb"[A-Za-z0-9+/=_.~%|:-]{8,}")


class Secrets:
    """Name → secret, and where one stands."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known: dict[str, str] = {}
        for name, value in (known or {}).items():
            self.add(name, value)

    def add(self, name: str, value: str) -> None:
        """One more secret; what is too short to be one is left out. Raises ValueError for one that is no single word."""
        if len(value) >= _SHORTEST:
            if not _WORD.fullmatch(value.encode()):
                raise ValueError(f"{name} would never be found")
            self.known.setdefault(value, name)

    def add_request(self, host: str, request: Request) -> None:
        """What one request proved itself with: its Authorization, and whatever parameter is a secret."""
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        parts = dict(re.findall(r'(\w+)="([^"]*)"', value)) if scheme == "OAuth" else {"Authorization": value}
        for name, given in parts.items():
            if name in PARAMETERS | {"Authorization"}:
                self.add(f"{host} {name}", unquote(given))
        is_form = "json" not in request.headers.get("content-type", "") and len(request.body) < 20_000
        form = fields(request) if request.body and is_form else {}
        for name, value in [*parse_qsl(request.raw_query), *form.items()]:
            # VK's execute calls its script so.
            if name in PARAMETERS and not (name == "code" and request.path.endswith("/execute")):
                self.add(f"{host} {name}", value)

    def found(self, places: Mapping[str, bytes | str]) -> list[str]:
        """ "secret in place" for each one that stands somewhere, as it is or in another writing."""
        words = {
            place: _words(content.encode() if isinstance(content, str) else content)
            for place, content in places.items()
        }
        everywhere = b"\n".join({word for found in words.values() for word in found})
        hits = [
            (name, shape)
            for value, name in self.known.items()
            for shape in _shapes(value, serves_once=name.endswith(ONCE))
            if shape in everywhere
        ]
        return sorted(
            {
                f"{name} in {place}"
                for name, shape in hits
                for place, found in words.items()
                if shape in b"\n".join(found)
            }
        )


def _shapes(value: str, *, serves_once: bool) -> set[bytes]:
    raw = value.encode()
    plain = {raw, quote(value, safe="").encode()}
    if serves_once:
        return plain
    twice = quote(quote(value, safe=""), safe="").encode()
    return {*plain, twice, raw.hex().encode(), raw.hex().upper().encode(), raw[::-1], *_in_base64(raw)}


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


def _words(content: bytes) -> set[bytes]:
    """Every word of the content, and of what is packed in it."""
    return {word for text in _texts(content) for word in _WORD.findall(text)}
