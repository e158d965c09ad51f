"""The address a saved page says it has, read before the page is: it must be known to resolve the page's links."""

from __future__ import annotations

import html
import re

from bot.sources.canonical import clean_url

#: Heads are long on some sites; a body says nothing of this.
_HEAD_BYTES = 200_000
_TAGS = re.compile(rb"<(?:link|meta)\b[^<>]{0,3000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z:-]{2,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def stated_address(body: bytes) -> str | None:
    """rel=canonical, else og:url, of a page's bytes, where it is a whole web address; None where there is none."""
    found: dict[str, str] = {}
    for tag in _TAGS.findall(body[:_HEAD_BYTES]):
        given = {
            name.lower(): double or single or bare for name, double, single, bare in reversed(_ATTRIBUTE.findall(tag))
        }
        if b"canonical" in given.get(b"rel", b"").lower().split():
            found.setdefault("canonical", _text(given.get(b"href", b"")))
        if (given.get(b"property") or given.get(b"name") or b"").lower() == b"og:url":
            found.setdefault("og:url", _text(given.get(b"content", b"")))
    return next((whole for kind in ("canonical", "og:url") if (whole := _whole(found.get(kind, "")))), None)


def _text(value: bytes) -> str:
    return html.unescape(value.decode("utf-8", "replace")).strip()


def _whole(address: str) -> str | None:
    if not address.lower().startswith(("http://", "https://")):
        return None
    try:
        return clean_url(address)
    except ValueError:
        return None
