"""When two addresses are one page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit


def site_of(url: str) -> str:
    """The host without "www."; "" where the address has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def page_key(url: str) -> str:
    """The same text for addresses that differ in nothing but scheme, "www." and a closing slash.

    A site that moves to https, or begins to end its addresses with a slash, shows no new article by that.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    where = site_of(url) + (f":{port}" if port not in {None, 80, 443} else "")
    path = parts.path.rstrip("/")
    return where + path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def is_ascending(urls: Sequence[str]) -> bool:
    """Whether the numbers in these addresses grow from each to the next: a list whose oldest entry stands first."""
    numbers = [re.findall(r"\d{1,15}", url) for url in urls]
    if len(urls) < 2 or not all(numbers):
        return False
    return all(int(one[-1]) < int(other[-1]) for one, other in pairwise(numbers))
