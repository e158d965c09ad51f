"""Bytes of unknown origin → an upright sRGB picture on white, decoded once for all networks."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import ImageCms

from bot.errors import NotUnderstood
from bot.sources.pictures.kind import named

#: Larger than any network shows; each network's own size is made from this one.
SIDE_PX = 2560
#: 64 million pixels are 0.25 GB while they are decoded: a press photo has 24, a bomb has thousands.
MAX_PIXELS = 64_000_000
#: Decoders that are let near foreign bytes. PostScript, icons and drawings are not among them.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112

# Pillow tells of bombs and crooked EXIF by warnings: both are dealt with here, and a log is no place for them.
warnings.filterwarnings("ignore", module=r"PIL\.")
warnings.filterwarnings("ignore", category=Pillow.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture in memory: RGB in sRGB, upright, no side longer than SIDE_PX, nothing of the file's metadata."""

    picture: Pillow.Image
    #: Pixels of the file, upright.
    width: int
    height: int


def decoded(content: bytes, url: str) -> Decoded:
    """The picture in these bytes. Raises NotUnderstood, which names the picture and says what is wrong with it."""
    picture = _opened(content, url)
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise NotUnderstood(url, f"the picture has far too many pixels ({width}×{height})")
    try:
        # A JPEG is decoded at a fraction of its size at once: twice as fast.
        picture.draft("RGB", (SIDE_PX, SIDE_PX))
        picture.load()
        turn = _TURNS.get(_orientation(picture))
        plain = _in_srgb(picture)
    except MemoryError:
        raise NotUnderstood(url, f"the picture is too large to be decoded ({width}×{height})") from None
    except Exception:  # noqa: BLE001 - decoders raise a dozen kinds of errors on foreign bytes
        raise NotUnderstood(url, "the picture is broken or cut off") from None
    if turn is not None:
        plain = plain.transpose(turn)
        if turn in {_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8]}:
            width, height = height, width
    # What Pillow remembers of the file (comment, profile, EXIF) would be written into the next one.
    plain.info = {}
    return Decoded(plain, width, height)


def _opened(content: bytes, url: str) -> Pillow.Image:
    try:
        return Pillow.open(io.BytesIO(content), formats=_FORMATS)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise NotUnderstood(url, "the picture has far too many pixels") from None
    except Exception:  # noqa: BLE001 - as above
        what = named(content)
        known = f"it is {what}, no picture that can be sent" if what else "it is not a picture, or a broken one"
        raise NotUnderstood(url, known) from None


def _orientation(picture: Pillow.Image) -> int:
    """How the camera was held, 1 to 8; 1 where nothing readable says so."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - crooked EXIF is no reason to lose a good picture
        return 1


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """The picture in sRGB, on white where it is transparent, small enough for every network."""
    profile = picture.info.get("icc_profile")
    layer = _shrunk(_eight_bits(picture))
    if layer.mode != "RGBA":
        return _without_profile(layer, profile)
    white = Pillow.new("RGB", layer.size, "white")
    white.paste(_without_profile(layer.convert("RGB"), profile), mask=layer.getchannel("A"))
    return white


def _eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """The picture in a mode that can be resized and converted without loss: 8 bits a channel, no palette."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("F").point(_scale_of(picture)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("RGB") if picture.mode in {"1", "P"} else picture


def _scale_of(picture: Pillow.Image) -> Callable[[float], float]:
    """What brings 16 or 32 bits, or fractions, to 0…255."""
    top = picture.convert("F").getextrema()[1]
    assert isinstance(top, float)
    if picture.mode == "F" and top <= 1:
        factor = 255.0
    elif picture.mode.startswith("I;16") or top > 255:
        factor = 1 / 257 if top <= 65535 else 255 / top
    else:
        factor = 1.0
    # Pillow wants this very shape for pictures of such modes.
    return lambda value: value * factor + 0.0


def _shrunk(picture: Pillow.Image) -> Pillow.Image:
    factor = SIDE_PX / max(picture.size)
    if factor >= 1:
        return picture
    width, height = (max(round(side * factor), 1) for side in picture.size)
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)


def _without_profile(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    """The picture as RGB in sRGB; a profile that cannot be used is passed over."""
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")
        if converted is not None:
            return converted
    return picture.convert("RGB")
