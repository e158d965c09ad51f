"""Fetches pictures and fits them, each decoded once for all networks that want it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.errors import NotUnderstood
from bot.http import Fetcher
from bot.model.limits import Limits
from bot.model.post import Picture, PostImage
from bot.sources.pictures.decode import Decoded, decoded
from bot.sources.pictures.fit import encoded, small

_MAX_BYTES = 20_000_000
#: Decoded pictures kept in memory, in bytes of pixels.
_REMEMBERED_BYTES = 60_000_000
#: A site may replace a picture under the same address.
_REMEMBERED = timedelta(minutes=10)

#: An address of our own scheme → the picture drawn for it. Raises NotUnderstood.
Draws = Callable[[str], bytes]


@dataclass
class _Place:
    """One address: whoever comes first reads it, the others wait for what it found."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    #: None before the first reading.
    found: Decoded | NotUnderstood | None = None
    at_s: float = 0.0


class PictureReader:
    """Fetches and fits pictures; safe to share between threads, which is how five networks cost one fetch."""

    def __init__(
        self, fetcher: Fetcher, *, card: Draws | None = None, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        """`card` draws pictures whose address begins with "card:"; `ticks` counts seconds."""
        self._fetcher = fetcher
        self._card = card
        self._ticks = ticks
        self._lock = threading.Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def prepare(self, image: PostImage, limits: Limits) -> Picture:
        """The picture as a JPEG within the limits. Raises ReadingError when it cannot be had or is none."""
        content, width, height = encoded(self._decoded(image.url), image.url, limits)
        return Picture(content, "image/jpeg", width, height, image.alt, image.url)

    def thumbnail(self, url: str, side_px: int) -> Picture:
        """The picture at that address, no side longer than `side_px`, to be looked at. Raises ReadingError."""
        content, width, height = small(self._decoded(url), side_px)
        return Picture(content, "image/jpeg", width, height, None, url)

    def _decoded(self, url: str) -> Decoded:
        with self._lock:
            place = self._places.setdefault(url, _Place())
            self._places.move_to_end(url)
        with place.lock:
            if place.found is None or self._ticks() - place.at_s > _REMEMBERED.total_seconds():
                place.found = self._read(url)
                place.at_s = self._ticks()
            found = place.found
        self._forget()
        if isinstance(found, NotUnderstood):
            # Raised anew: one error object in two threads would gather both their tracebacks.
            raise NotUnderstood(found.url, found.reason)
        return found

    def _read(self, url: str) -> Decoded | NotUnderstood:
        """What stands at the address: what is no picture is remembered too; a failure that may pass is raised."""
        try:
            if url.startswith("card:") and self._card is not None:
                return decoded(self._card(url), url)
            return decoded(self._fetcher.fetch(url, max_bytes=_MAX_BYTES, accept="image/*").body, url)
        except NotUnderstood as error:
            return error

    def _forget(self) -> None:
        with self._lock:
            while len(self._places) > 1 and sum(map(_bytes, self._places.values())) > _REMEMBERED_BYTES:
                self._places.popitem(last=False)


def _bytes(place: _Place) -> int:
    """What an address costs in memory; one that is none costs a little too."""
    found = place.found
    return found.picture.width * found.picture.height * 3 if isinstance(found, Decoded) else 10_000
