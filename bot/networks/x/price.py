"""What X charges: for a post before it is sent, for everything else as it happens.

Prices: docs.x.com, pricing, in force since 2026-04-20, read 2026-11-23; [networks.x.numbers] lays others over them.
"""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from bot.model.addresses import urls
from bot.model.money import Price
from bot.model.post import Post

_CURRENCY = "USD"
#: Kind of call → its price's key, and what is paid for in words.
_WORDS = {
    "deletion": ("cost_per_deletion", "deletions"),
    "read": ("cost_per_read", "posts read by their ids"),
    "owned read": ("cost_per_owned_read", "posts read from our time line"),
    "user read": ("cost_per_user_read", "questions whose the keys are"),
    "alt text": ("cost_per_alt_text", "alt texts of a post that was not made"),
}


def price_of(post: Post, pictures: int, prices: Mapping[str, float]) -> Price:
    """The price of a post with all its parts and the alt texts of its first `pictures` pictures. Pure.

    A part with a link anywhere costs the link's price; a bare domain in a headline is a link.
    """
    parts = (post.text, *post.thread)
    links = [link for part in parts if (link := _first_link(part, post.link)) is not None]
    alts = sum(1 for image in post.images[:pictures] if image.alt)
    amount = (
        _amount(prices, "cost_per_post_with_link") * len(links)
        + _amount(prices, "cost_per_post") * (len(parts) - len(links))
        + _amount(prices, "cost_per_alt_text") * alts
    )
    what = "a post" if len(parts) == 1 else f"{len(parts)} posts in a thread, {len(links)} of them"
    named = f" with a link ({', '.join(dict.fromkeys(links))})" if links else " without a link"
    return Price(amount, _CURRENCY, what + named + (f", {_counted(alts, 'alt text')}" if alts else ""))


def _first_link(text: str, link: str | None) -> str | None:
    """The host of the first link X would make in the text; None when it makes none."""
    text = unicodedata.normalize("NFC", text)
    for start, end in urls(text):
        return text[start:end].split("://")[-1].split("/")[0].split("?")[0]
    # Our own link is a link, whatever its host: X may know an ending that its published list lacks.
    return link.split("://")[-1].split("/")[0] if link and link in text else None


def _amount(prices: Mapping[str, float], key: str) -> Decimal:
    return Decimal(str(prices[key]))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


class Purse:
    """What the calls since the last question cost; safe to share between threads."""

    def __init__(self, prices: Mapping[str, float]) -> None:
        self._prices = prices
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        #: The posts that this UTC day has been charged for already.
        self._day: date | None = None
        self._read: set[str] = set()

    def charge(self, kind: str, times: int = 1) -> None:
        """Notes calls of one kind: "deletion", "user read", "alt text"."""
        with self._lock:
            self._counts[kind] += times

    def charge_reads(self, kind: str, ids: Iterable[str], now: datetime) -> None:
        """Notes posts that were shown: "read" or "owned read". One post costs once in a UTC day, however it is read."""
        with self._lock:
            fresh = set(ids) - self._read_on(now)
            self._read |= fresh
            self._counts[kind] += len(fresh)

    def unread(self, ids: Iterable[str], now: datetime) -> set[str]:
        """Those of the posts that would cost if they were read now."""
        with self._lock:
            return set(ids) - self._read_on(now)

    def spent(self) -> list[Price]:
        """One price a kind of call since the last question."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return [
            Price(_amount(self._prices, key) * counts[kind], _CURRENCY, f"{counts[kind]} × {words}")
            for kind, (key, words) in _WORDS.items()
            if counts[kind]
        ]

    def _read_on(self, now: datetime) -> set[str]:
        if self._day != now.date():
            self._day, self._read = now.date(), set()
        return self._read
