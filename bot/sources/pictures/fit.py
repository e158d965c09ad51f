"""A decoded picture → a JPEG within one network's limits."""

from __future__ import annotations

import io

from PIL import Image as Pillow

from bot.errors import NotUnderstood
from bot.model.limits import Limits
from bot.sources.pictures.decode import Decoded, decoded

_QUALITIES = (88, 80, 70, 60, 45)
#: One step down when even the lowest quality has too many bytes.
_SHRINK = 0.75


def fitted(content: bytes, url: str, limits: Limits) -> tuple[bytes, int, int]:
    """JPEG bytes, width, height: sRGB, upright, without metadata, within the limits. Pure.

    Raises NotUnderstood for what is no picture, is broken, or is not worth sending; it names the picture and says why.
    """
    return encoded(decoded(content, url), url, limits)


def encoded(original: Decoded, url: str, limits: Limits) -> tuple[bytes, int, int]:
    """JPEG bytes, width, height of a decoded picture within the limits. Raises NotUnderstood."""
    shown = f"{original.width}×{original.height}"
    shorter, longer = sorted((original.width, original.height))
    if shorter < limits.image_min_side_px:
        raise NotUnderstood(url, f"the picture is too small ({shown}, {limits.image_min_side_px} at least)")
    if longer > shorter * limits.image_aspect:
        raise NotUnderstood(url, f"the picture is too long and narrow ({shown})")
    picture = _scaled(original.picture, min(limits.image_side_px / max(original.picture.size), 1.0))
    if min(picture.size) < limits.image_min_side_px:
        # The network's longest side leaves too little of the other one.
        raise NotUnderstood(url, f"the picture is too long and narrow ({shown})")
    while True:
        for quality in _QUALITIES:
            jpeg = _jpeg(picture, quality)
            if len(jpeg) <= limits.image_bytes:
                return jpeg, picture.width, picture.height
        smaller = _scaled(picture, _SHRINK)
        if min(smaller.size) < limits.image_min_side_px or smaller.size == picture.size:
            raise NotUnderstood(url, f"the picture cannot be made smaller than {limits.image_bytes} bytes")
        picture = smaller


def small(original: Decoded, side_px: int) -> tuple[bytes, int, int]:
    """JPEG bytes, width, height of a picture to be looked at, whatever its shape."""
    picture = _scaled(original.picture, min(side_px / max(original.picture.size), 1.0))
    return _jpeg(picture, 75), picture.width, picture.height


def _scaled(picture: Pillow.Image, factor: float) -> Pillow.Image:
    if factor == 1.0:
        # Saving writes into the object, and other threads save the same picture.
        return picture.copy()
    width, height = (max(round(side * factor), 1) for side in picture.size)
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)


def _jpeg(picture: Pillow.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # A fresh save of a picture without info carries neither EXIF nor profile nor comment; no profile means sRGB.
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()
