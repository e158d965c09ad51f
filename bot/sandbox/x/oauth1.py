"""OAuth 1.0a: every signature is computed anew and compared (RFC 5849)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from urllib.parse import parse_qsl, quote, unquote

from bot.sandbox import accounts
from bot.sandbox.wire import Request

#: How far a timestamp may be from the clock; RFC 5849 leaves the figure to the server.
_SKEW_S = 300
_NEEDED = {"oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_signature"}  # fmt: skip


class Signatures:
    """The judge of signatures; remembers every nonce."""

    def __init__(self) -> None:
        self._nonces: set[tuple[str, str]] = set()

    def fault(self, request: Request) -> str | None:
        """What the caller's signing does wrong; "" for keys that are not the account's; None when all is right."""
        header = request.headers.get("authorization", "")
        given = {unquote(key): unquote(value) for key, value in re.findall(r'([\w%]+)="([^"]*)"', header)}
        if _NEEDED - set(given):
            return f"the OAuth header lacks {', '.join(sorted(_NEEDED - set(given)))}"
        if given["oauth_signature_method"] != "HMAC-SHA1" or given.get("oauth_version", "1.0") != "1.0":
            return "the signature method is not HMAC-SHA1, or the version not 1.0"
        if (given["oauth_consumer_key"], given["oauth_token"]) != (accounts.X_CONSUMER_KEY, accounts.X_ACCESS_TOKEN):
            return ""
        moment, nonce = given["oauth_timestamp"], given["oauth_nonce"]
        if not moment.isdigit() or abs(time.time() - int(moment)) > _SKEW_S:
            return "a stale timestamp"
        if not nonce or (moment, nonce) in self._nonces:
            return "a nonce used twice"
        self._nonces.add((moment, nonce))
        wanted = signature(
            request.method, request.base_url + request.path, _parameters(given, request),
            accounts.X_CONSUMER_SECRET, accounts.X_ACCESS_TOKEN_SECRET,
        )  # fmt: skip
        if not hmac.compare_digest(wanted, given["oauth_signature"]):
            return f"a wrong signature on {request.method} {request.path}"
        return None


def _parameters(given: dict[str, str], request: Request) -> list[tuple[str, str]]:
    """What is signed: the header's own, the query, a form body; never JSON or multipart."""
    signed = [(key, value) for key, value in given.items() if key not in {"oauth_signature", "realm"}]
    signed += parse_qsl(request.raw_query, keep_blank_values=True)
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        signed += parse_qsl(request.body.decode(), keep_blank_values=True)
    return signed


def signature(method: str, url: str, parameters: list[tuple[str, str]], consumer_secret: str, token_secret: str) -> str:
    """The HMAC-SHA1 signature of a request (RFC 5849, 3.4)."""
    escaped = sorted((quote(key, safe="~"), quote(value, safe="~")) for key, value in parameters)
    normal = "&".join(f"{key}={value}" for key, value in escaped)
    base = "&".join(quote(part, safe="~") for part in (method.upper(), url, normal))
    key = f"{quote(consumer_secret, safe='~')}&{quote(token_secret, safe='~')}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
