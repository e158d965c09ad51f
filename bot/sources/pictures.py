"""Pictures made ready to send: real pictures only, within a network's limits, without metadata."""

from __future__ import annotations

import io
import threading
import warnings
from collections import OrderedDict

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from bot.errors import NotUnderstood
from bot.http import Fetcher
from bot.model.limits import Limits
from bot.model.post import Picture, PostImage

_MAX_BYTES = 20_000_000
_MAX_PIXELS = 120_000_000
_REMEMBERED_BYTES = 30_000_000
_QUALITIES = (88, 80, 70, 60, 45)
_KNOWN = {"JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "MPO"}


class PictureReader:
    """Fetches and fits pictures; remembers the newest originals, since five networks want the same one."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._lock = threading.Lock()
        self._originals: OrderedDict[str, bytes] = OrderedDict()

    def prepare(self, image: PostImage, limits: Limits) -> Picture:
        """The picture as a JPEG within the limits. Raises ReadingError when it cannot be had or is none."""
        content, width, height = fitted(self._original(image.url), image.url, limits)
        return Picture(content, "image/jpeg", width, height, image.alt, image.url)

    def _original(self, url: str) -> bytes:
        with self._lock:
            if url in self._originals:
                self._originals.move_to_end(url)
                return self._originals[url]
        body = self._fetcher.fetch(url, max_bytes=_MAX_BYTES, accept="image/*").body
        with self._lock:
            self._originals[url] = body
            while sum(map(len, self._originals.values())) > _REMEMBERED_BYTES and len(self._originals) > 1:
                self._originals.popitem(last=False)
        return body


def fitted(original: bytes, url: str, limits: Limits) -> tuple[bytes, int, int]:
    """JPEG bytes, width, height: sRGB, upright, without metadata, within the limits. Pure.

    Raises NotUnderstood for what is no picture, is broken, or is too small to be worth sending.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb long before it refuses one.
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            picture = _opened(original, url, limits)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NotUnderstood(url, "it is not a picture, or a broken one") from None
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise NotUnderstood(url, "the picture has far too many pixels") from None
    return _encoded(picture, url, limits)


def _opened(original: bytes, url: str, limits: Limits) -> Pillow.Image:
    picture = Pillow.open(io.BytesIO(original))
    if picture.format not in _KNOWN:
        raise NotUnderstood(url, f"pictures of the kind {picture.format} are not sent")
    if min(picture.size) < limits.image_min_side_px:
        raise NotUnderstood(url, f"the picture is too small ({picture.width}×{picture.height})")
    if picture.width * picture.height > _MAX_PIXELS:
        raise Pillow.DecompressionBombError
    side = limits.image_side_px
    # A JPEG is decoded at a fraction of its size at once: twice as fast.
    picture.draft("RGB", (side, side))
    upright = ImageOps.exif_transpose(picture)
    plain = _in_srgb(upright)
    plain.thumbnail((side, side), Pillow.Resampling.LANCZOS)
    return plain


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    profile = picture.info.get("icc_profile")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Pillow.new("RGBA", layer.size, "white")
        return Pillow.alpha_composite(white, layer).convert("RGB")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _encoded(picture: Pillow.Image, url: str, limits: Limits) -> tuple[bytes, int, int]:
    for shrink in (1.0, 0.7, 0.5):
        size = (max(int(picture.width * shrink), 1), max(int(picture.height * shrink), 1))
        scaled = picture if shrink == 1.0 else picture.resize(size, Pillow.Resampling.LANCZOS)
        for quality in _QUALITIES:
            out = io.BytesIO()
            # A fresh save carries neither EXIF nor profile nor comment.
            scaled.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
            if out.tell() <= limits.image_bytes:
                return out.getvalue(), scaled.width, scaled.height
    raise NotUnderstood(url, f"the picture cannot be made smaller than {limits.image_bytes} bytes")
