"""Pictures of every kind, made for the tests of reading them."""

from __future__ import annotations

import io
import struct
from typing import Any

from PIL import Image

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 60), (30, 60, 220), (230, 210, 40)
#: x, y of red, green, blue.
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_RGB = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))


def quarters(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Red, green / blue, yellow: every turn shows."""
    picture = Image.new("RGB", (width, height))
    for colour, x, y in ((RED, 0, 0), (GREEN, 1, 0), (BLUE, 0, 1), (YELLOW, 1, 1)):
        picture.paste(colour, (x * width // 2, y * height // 2, (x + 1) * width // 2, (y + 1) * height // 2))
    return picture.convert(mode)


def saved(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def corners(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The colours in the middle of the four quarters: upper left, upper right, lower left, lower right."""
    width, height = picture.size
    places = ((1, 1), (3, 1), (1, 3), (3, 3))
    return [picture.getpixel((width * x // 4, height * y // 4)) for x, y in places]  # type: ignore[misc]


def profile(primaries: tuple[tuple[float, float], ...], gamma: float = 2.2) -> bytes:
    """A small ICC profile of an RGB space with these primaries and white D65 adapted to D50."""
    columns = _adapted(primaries)
    tags = {b"rXYZ": _xyz(columns[0]), b"gXYZ": _xyz(columns[1]), b"bXYZ": _xyz(columns[2]), b"wtpt": _xyz(_D50)}
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve, b"cprt": b"text" + bytes(4) + b"free\0\0\0\0"}
    tags[b"desc"] = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(79)
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", at + len(body), len(content))
        body += padded
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _xyz(_D50)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


_D50, _D65 = (0.9642, 1.0, 0.8249), (0.9505, 1.0, 1.089)
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_BACK = ((0.9869929, -0.1470543, 0.1599627), (0.4323053, 0.5183603, 0.0492912), (-0.0085287, 0.0400428, 0.9684867))


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(part * 65536) for part in value))


def _times(matrix: Any, vector: Any) -> tuple[float, float, float]:
    a, b, c = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return a, b, c


def _determinant(columns: Any) -> float:
    (a, b, c), (d, e, f), (g, h, i) = columns
    return float(a * (e * i - f * h) - d * (b * i - c * h) + g * (b * f - c * e))


def _adapted(primaries: Any) -> list[tuple[float, float, float]]:
    """The three colours as XYZ columns that add up to white, in D50."""
    plain = [(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]
    whole = _determinant(plain)
    shares = [_determinant([_D65 if i == n else column for i, column in enumerate(plain)]) / whole for n in range(3)]
    gains = [d50 / d65 for d50, d65 in zip(_times(_BRADFORD, _D50), _times(_BRADFORD, _D65), strict=True)]
    moved = []
    for share, column in zip(shares, plain, strict=True):
        cone = _times(_BRADFORD, tuple(share * part for part in column))
        moved.append(_times(_BACK, tuple(gain * part for gain, part in zip(gains, cone, strict=True))))
    return moved
