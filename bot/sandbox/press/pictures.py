"""The sample site's pictures: drawn when asked for, the same every time."""

from __future__ import annotations

import colorsys
import functools
import hashlib
import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter


@functools.lru_cache(maxsize=64)
def picture(name: str) -> bytes:
    """A JPEG of 1280 × 720 (portrait for one, tiny for the icon); for "broken" something that is no picture."""
    if name == "broken":
        return b"<html>this is not a picture</html>"
    size = {"icon": (32, 32), "books": (720, 1080)}.get(name, (1280, 720))
    seed = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)
    image = _landscape(random.Random(seed), *size)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def _landscape(chance: random.Random, width: int, height: int) -> Image.Image:
    hue = chance.randrange(360)
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        share = y / height
        draw.line([(0, y), (width, y)], fill=_colour(hue, 0.35, 0.95 - 0.35 * share))
    radius = height // 9
    x, y = chance.randrange(width // 5, 4 * width // 5), height // 4
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=_colour((hue + 40) % 360, 0.35, 1.0))
    for layer in range(5):
        draw.polygon(
            _ridge(chance, width, height, layer), fill=_colour((hue + 12 * layer) % 360, 0.5, 0.72 - 0.13 * layer)
        )
    for _ in range(6):
        pole = chance.randrange(width)
        top = height - chance.randrange(height // 6, height // 3)
        draw.line([(pole, height), (pole, top)], fill="#f4f4f4", width=max(width // 320, 1))
        draw.rectangle(
            [pole, top, pole + width // 22, top + height // 22], fill=_colour(chance.randrange(360), 0.7, 0.85)
        )
    return image.filter(ImageFilter.GaussianBlur(0.6))


def _ridge(chance: random.Random, width: int, height: int, layer: int) -> list[tuple[float, float]]:
    base = height * (0.42 + 0.12 * layer)
    phases = [chance.random() * 6.3 for _ in range(3)]
    points = [
        (
            float(x),
            base - height * 0.07 * sum(math.sin(x / width * (3 + 4 * k) + phases[k]) / (k + 1) for k in range(3)),
        )
        for x in range(0, width + 8, 8)
    ]
    return [(0.0, float(height)), *points, (float(width), float(height))]


def _colour(hue: int, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue / 360, saturation, max(min(value, 1.0), 0.0))
    return int(red * 255), int(green * 255), int(blue * 255)
