"""What bytes are, told from the bytes alone: names and headers of pictures are wrong too often."""

from __future__ import annotations

import re

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|!--|\?xml|svg)\b", re.IGNORECASE)
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript drawing"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "a site icon"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"OggS", "a sound or video"),
    (b"\x1f\x8b", "a packed file"),
    (b"PK\x03\x04", "a packed file"),
    (b"{", "JSON"),
)
#: The brand in an ISO media file's first box.
_BRANDS: tuple[tuple[bytes, str], ...] = (
    (b"heic heix hevc hevx heim heis mif1 msf1", "a HEIC picture"),
    (b"isom iso2 iso4 iso5 mp41 mp42 avc1 qt   M4V  3gp4 3gp5 dash", "a video"),
)


def named(content: bytes) -> str | None:
    """What bytes that cannot be sent as a picture are, in plain words; None when it cannot be told."""
    if not content:
        return "empty"
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _MARKUP.match(start):
        return "an SVG drawing" if b"<svg" in content[:4096].lower() else "a web page"
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return next((name for brands, name in _BRANDS if brand in brands), None)
    return next((name for beginning, name in _BEGINNINGS if start.startswith(beginning)), None)
