"""OK's signatures.

Source: fact sheet, section 1.3, with its two worked values, 2026-11-23.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

#: Sent, but never part of what is signed.
UNSIGNED = frozenset({"sig", "access_token", "session_key"})


def session_secret(access_token: str, application_secret: str) -> str:
    """md5(access_token + application_secret_key), hex, lower case."""
    return hashlib.md5((access_token + application_secret).encode()).hexdigest()


def sig(parameters: Mapping[str, str], secret: str) -> str:
    """The signature of a request: name=value by name's bytes, nothing between them, then the secret."""
    signed = sorted((name.encode(), value) for name, value in parameters.items() if name not in UNSIGNED)
    base = b"".join(name + b"=" + value.encode() for name, value in signed)
    return hashlib.md5(base + secret.encode()).hexdigest()
